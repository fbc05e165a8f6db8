"""Fills tables: the row that heads each, the rows that a label or a name picks out, and the free rows below for the others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest

from bettercare.documents.wording import label_key
from bettercare.plan.words import counted
from bettercare.writing.form import Cell, Page, Table
from bettercare.writing.matching import Matching
from bettercare.writing.matching_labelled import fill_labelled
from bettercare.writing.matching_rows import Head, Line, is_open, lines_of, single, top
from bettercare.writing.places import Grid
from bettercare.writing.tables import BY_SOURCE

_TOTAL = ("total", "totals", "grand total", "overall total")
_NAMES = ("name", "organisation", "description", "title", "action", "number")
"""Fields that name a part; an amount never stands in a row without one."""
_HEADER_ROWS = 3
"""Locked rows at most between a table's headings and its first row: units, examples, a second line of headings."""
_MOST_ROWS = 2000


_Claims = dict[tuple[str, int], dict[str, int]]
"""For each row of headings, by part and row, how many headings of each of the round's tables it has."""


def fill_tables(matching: Matching, pages: Sequence[Page]) -> None:
    """Match every table, then write each where its place is exact and alone."""
    whole = [(table, page) for page in pages for table in page.blocks if isinstance(table, Table)]
    tables = [(part, page) for table, page in whole for part in _as_the_workbook_has_it(matching, table)]
    shapes: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for table, _ in tables:
        shapes[table.heads].add(table.shape)
    heads = [(table, _heads(matching, table)) for table, _ in tables]
    alike = [len(shapes[table.heads]) > 1 for table, _ in tables]
    heads = [
        (table, _on_own(found, page) if like else found)
        for (table, found), (_, page), like in zip(heads, tables, alike, strict=True)
    ]
    claims: _Claims = defaultdict(dict)
    for table, found in heads:
        for head in found:
            claim = claims[head.grid.sheet.part, head.row]
            claim[table.shape] = max(claim.get(table.shape, 0), len(head.columns))
    matching.heads |= set(claims)
    for table, found in heads:
        lines = list(lines_of(matching, table))
        if any(line.values for line in lines) or table.total:
            _Filling(matching, table, claims).fill(found, lines)


def _as_the_workbook_has_it(matching: Matching, table: Table) -> Iterator[Table]:
    """A table of contributions by source as one for each source, headed with it, where no row of the workbook has its headings."""
    if table.heads[0] != BY_SOURCE or not table.rows or any(0 in head.columns for head in _heads(matching, table)):
        yield table
        return
    blocks: dict[str, list[tuple[Cell, ...]]] = defaultdict(list)
    for source, name, *amounts in table.rows:
        name = replace(name, also=(*name.also, *filter(None, (source.address, *source.also))))
        blocks[source.text].append((name, *amounts))
    for source_title, rows in blocks.items():
        yield replace(
            table, title=source_title, heads=(source_title or table.heads[1], *table.heads[2:]), rows=tuple(rows), total=None
        )


def _on_own(heads: list[Head], page: Page) -> list[Head]:
    """Of rows of headings that two tables share, those on a sheet that is called as the table's page is; all where none is."""
    names = {label_key(page.title), label_key(page.title[:31])}
    return [h for h in heads if label_key(h.grid.sheet.name) in names] or heads


def _heads(matching: Matching, table: Table) -> list[Head]:
    """The rows that could head a table: they have half of its headings and two at least, or all, each in the very words."""
    wanted = {
        i: matching.wordings.column(table.shape, text, i == 0) | {label_key(word) for word in known}
        for i, (text, known) in enumerate(zip_longest(table.heads, table.known, fillvalue=()))
        if isinstance(text, str) and label_key(text)
    }
    needed = max(min(2, len(wanted)), (len(wanted) + 1) // 2)
    found = []
    for grid in matching.grids:
        for row in sorted({at[0] for at in grid.labels_of({k for keys in wanted.values() for k in keys})}):
            columns: dict[int, int] = {}
            twice: set[int] = set()
            for i, keys in wanted.items():
                cells = [at for at in grid.rows.get(row, ()) if label_key(grid.text(at)) in keys]
                if len(cells) == 1 and label_key(table.heads[i]) and single(table, i):
                    columns[i] = cells[0][1]
                elif cells:
                    twice.add(i)
            taken = list(columns.values())
            clashing = {i for i, column in columns.items() if taken.count(column) > 1}
            columns = {i: column for i, column in columns.items() if i not in clashing}
            if len(columns) >= needed:
                found.append(Head(grid, row, columns, frozenset(twice | clashing)))
    return found


class _Filling:
    """Fills one table."""

    def __init__(self, matching: Matching, table: Table, claims: _Claims) -> None:
        self.matching, self.table, self.claims = matching, table, claims
        self.cells = [cell for line in lines_of(matching, table) for cell in line.values.values()]
        self.title = table.title or table.heads[0]

    def fill(self, heads: Sequence[Head], lines: Sequence[Line]) -> None:
        own = [h for h in heads if self._is_own(h)]
        if not own:
            shared = " that is not also another table's" if heads else ""
            self.matching.miss(self.cells, f"no row of the workbook has the headings of {self.title!r}{shared}")
            return
        if any(line.labels for line in lines):
            fill_labelled(self.matching, self.table, own, lines, self._write)
            return
        used = {i for line in lines for i in line.values}
        most = max(len(used & set(h.columns)) for h in own)
        best = [h for h in own if len(used & set(h.columns)) == most]
        if len(best) > 1:
            places = "; ".join(Matching.where(h.grid, (h.row, h.first)) for h in best[:4])
            self.matching.miss(self.cells, f"several rows have the headings of {self.title!r}: {places}")
            return
        last = self._listed(best[0], lines)
        self._total(best[0], last)

    def _is_own(self, head: Head) -> bool:
        """Whether a row of headings has more of this table's than of any other's."""
        claim = self.claims[head.grid.sheet.part, head.row]
        mine = claim[self.table.shape]
        return all(count < mine for shape, count in claim.items() if shape != self.table.shape)

    # rows of a list

    def _listed(self, head: Head, lines: Sequence[Line]) -> int:
        """Write rows into those that hold their name already, else into free ones; all of them, or none. Returns the last row."""
        lines = [line for line in lines if line.values]
        if not lines:
            return head.row
        lead = self._lead(head, lines)
        if lead not in head.columns:
            self.matching.miss(
                self.cells, f"no column of {self.title!r} is headed {self.table.heads[lead]!r}, which names its rows"
            )
            return head.row
        used = sorted({i for line in lines for i in line.values} & set(head.columns))
        named, free = self._rows(head, lines, lead, [head.columns[i] for i in used])
        homes: dict[int, int] = {}
        rest: list[int] = []
        for number, line in enumerate(lines):
            there = named.get(_lead(line, lead), [])
            fitting = [r for r in there if self._agrees(head, r, line) and r not in homes.values()]
            if not there:
                rest.append(number)
            elif len(fitting) == 1 or len(there) == 1:
                homes[number] = (fitting or there)[0]
            else:
                where = Matching.where(head.grid, (there[0], head.columns[lead]))
                self.matching.miss(line.values.values(), "several rows have this name, and none alone is this one", where)
        if len(rest) > len(free):
            where = Matching.where(head.grid, (head.row, head.columns[lead]))
            room = f"the table has {counted(len(free), 'free row')} and the plan has {counted(len(rest), 'row')} for them"
            self.matching.miss(self.cells, f"{room}; none of {self.title!r} was written", where)
            return head.row
        homes |= dict(zip(rest, free, strict=False))
        for number, row in sorted(homes.items()):
            self._write(head, row, lines[number], lead)
        return max(homes.values(), default=head.row)

    @staticmethod
    def _lead(head: Head, lines: Sequence[Line]) -> int:
        """The column that names the rows: the first of the sheet's that holds names, else the first of the plan's."""
        used = sorted({i for line in lines for i in line.values})
        naming = {i for line in lines for i, cell in line.values.items() if (cell.address or "").rpartition("/")[2] in _NAMES}
        return next((i for i in used if i in naming and i in head.columns), used[0])

    def _rows(self, head: Head, lines: Sequence[Line], lead: int, columns: Sequence[int]) -> tuple[dict[str, list[int]], list[int]]:
        """The rows of a list that hold a name of the plan already, by its key, and those that are free."""
        grid, names = head.grid, {_lead(line, lead) for line in lines} - {""}
        named: dict[str, list[int]] = defaultdict(list)
        free: list[int] = []
        last = grid.last if grid.sheet.protected else max(grid.last, head.row + _MOST_ROWS)
        stopped = False
        style = None
        for row in range(head.row + 1, last + 1):
            at = (row, head.columns[lead])
            key = label_key(grid.text(at))
            if (grid.sheet.part, row) in self.matching.heads:
                stopped = True
                break
            if key in names and key:
                named[key].append(row)
            elif key in _TOTAL:
                break
            elif all(is_open(grid, (row, c)) for c in columns):
                style = grid.style(at) if not free else style
                if not grid.sheet.protected and grid.style(at) != style:
                    break
                free.append(row)
            elif grid.sheet.protected and not grid.locked(at) and not grid.free(at):
                continue  # somebody's own row
            elif free or named or row > head.row + _HEADER_ROWS or not grid.sheet.protected:
                stopped = not grid.free(at)
                break
        if stopped and free and not grid.sheet.protected and style in (None, "0"):
            free.pop()  # an empty row parts a table that nothing marks from what follows it
        return named, free

    def _agrees(self, head: Head, row: int, line: Line) -> bool:
        """Whether what a row holds already is what the plan says."""
        for i in line.values.keys() & head.columns.keys():
            at = top(head.grid, (row, head.columns[i]))
            found = self.matching.content(head.grid, at, line.values[i])
            if not head.grid.free(at) and (isinstance(found, str) or not head.grid.same(at, found.value, line.values[i])):
                return False
        return True

    def _write(self, head: Head, row: int, line: Line, lead: int | None = None) -> None:
        """Write a row's values; nothing of it where what names the row cannot stand there."""
        ordered = sorted(line.values.items(), key=lambda item: item[0] != lead)
        for i, cell in ordered:
            if i not in head.columns:
                twice = "several columns are" if i in head.twice or not single(self.table, i) else "no column is"
                heading = f"{twice} headed {self.table.heads[i]!r}"
                self.matching.miss((cell,), f"{heading} in {self.title!r}", Matching.where(head.grid, (head.row, head.first)))
            elif not self.matching.put(head.grid, top(head.grid, (row, head.columns[i])), cell) and i == lead:
                rest = [other for j, other in ordered if j != lead]
                self.matching.miss(rest, "the row's name could not be written", Matching.where(head.grid, (row, head.columns[i])))
                return

    def _total(self, head: Head, last: int) -> None:
        """Write stated totals; one that its rows add up to is told by them, and by the workbook's own formula."""
        stated = [(i, c) for i, c in enumerate(self.table.total or ()) if c.address and c.text]
        rows = [r for r in range(last + 1, head.grid.last + 1) if self._says_total(head.grid, r)]
        ends = next((r for r in range(head.row + 1, head.grid.last + 1) if (head.grid.sheet.part, r) in self.matching.heads), None)
        rows = [r for r in rows if ends is None or r < ends]
        for i, cell in stated:
            if cell.above:
                self.matching.placed.add(cell.address or "")
            elif not rows or i not in head.columns:
                self.matching.miss((cell,), f"no row of totals was found below {self.title!r}")
            else:
                self.matching.put(head.grid, (rows[0], head.columns[i]), cell)

    @staticmethod
    def _says_total(grid: Grid, row: int) -> bool:
        return any(label_key(grid.text(at)) in _TOTAL for at in grid.rows.get(row, ()))


def _lead(line: Line, lead: int) -> str:
    return label_key(line.values[lead].text) if lead in line.values else ""
