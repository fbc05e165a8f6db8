"""Fills tables: the row that heads each, the rows that a label or a name picks out, and the free rows below for the others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bettercare.documents.wording import label_key
from bettercare.plan.words import counted
from bettercare.writing.cell_edits import At
from bettercare.writing.form import Cell, Table
from bettercare.writing.matching import Matching
from bettercare.writing.places import Grid
from bettercare.writing.wordings import Keys

_TOTAL = ("total", "totals", "grand total", "overall total")
_NAMES = ("name", "organisation", "description", "title", "action", "number")
"""Fields that name a part; an amount never stands in a row without one."""
_HEADER_ROWS = 3
"""Locked rows at most between a table's headings and its first row: units, examples, a second line of headings."""
_MOST_ROWS = 2000


@dataclass(frozen=True, slots=True)
class _Head:
    """A row of a sheet that heads a table: the column of each of its headings, and those headings that stand there twice."""

    grid: Grid
    row: int
    columns: dict[int, int]
    twice: frozenset[int]

    @property
    def first(self) -> int:
        """Its leftmost column."""
        return min(self.columns.values())


_Claims = dict[tuple[str, int], dict[str, int]]
"""For each row of headings, by part and row, how many headings of each of the round's tables it has."""


_Labels = tuple[tuple[int, str, Keys], ...]
"""Labels that name a row: the form's column of each, its words, and the keys by which it is known."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A row of the plan's table: labels that name it, and its values, each by the column of the form."""

    labels: _Labels
    values: dict[int, Cell]


def fill_tables(matching: Matching, tables: Sequence[Table]) -> None:
    """Match every table, then write each where its place is exact and alone."""
    heads = [(table, _heads(matching, table)) for table in tables]
    claims: _Claims = defaultdict(dict)
    for table, found in heads:
        for head in found:
            claim = claims[head.grid.sheet.part, head.row]
            claim[table.shape] = max(claim.get(table.shape, 0), len(head.columns))
    matching.heads |= set(claims)
    for table, found in heads:
        lines = list(_lines(matching, table))
        if any(line.values for line in lines) or table.total:
            _Filling(matching, table, claims).fill(found, lines)


def _heads(matching: Matching, table: Table) -> list[_Head]:
    """The rows that could head a table: they have half of its headings and two at least, or all, each in the very words."""
    wanted = {i: matching.wordings.column(table.shape, text, i == 0) for i, text in enumerate(table.heads) if label_key(text)}
    needed = max(min(2, len(wanted)), (len(wanted) + 1) // 2)
    found = []
    for grid in matching.grids:
        for row in sorted({at[0] for at in grid.labels_of({k for keys in wanted.values() for k in keys})}):
            columns: dict[int, int] = {}
            twice: set[int] = set()
            for i, keys in wanted.items():
                cells = [at for at in grid.rows.get(row, ()) if label_key(grid.text(at)) in keys]
                if len(cells) == 1 and label_key(table.heads[i]) and _single(table, i):
                    columns[i] = cells[0][1]
                elif cells:
                    twice.add(i)
            taken = list(columns.values())
            clashing = {i for i, column in columns.items() if taken.count(column) > 1}
            columns = {i: column for i, column in columns.items() if i not in clashing}
            if len(columns) >= needed:
                found.append(_Head(grid, row, columns, frozenset(twice | clashing)))
    return found


def _single(table: Table, head: int) -> bool:
    return [label_key(t) for t in table.heads].count(label_key(table.heads[head])) == 1


def _lines(matching: Matching, table: Table) -> Iterator[_Line]:
    """The rows of a form's table; a label beside several rows is carried down to each."""
    carried: _Labels = ()
    beside = 0
    for cells in table.rows:
        shift = len(table.heads) - len(cells) if beside else 0
        beside = max(0, beside - 1)
        labels, values = list(carried) if shift else [], {}
        for column, cell in enumerate(cells, start=shift):
            names = cell.entry == "label" or cell.rows > 1
            if names and cell.text:
                labels.append((column, cell.text, matching.wordings.of(cell.text)))
                if cell.rows > 1:
                    beside, carried = cell.rows - 1, (labels[-1],)
                    if cell.address:
                        matching.placed.add(cell.address)
            elif cell.address and cell.text:
                values[column] = cell
        yield _Line(tuple(labels), values)


class _Filling:
    """Fills one table."""

    def __init__(self, matching: Matching, table: Table, claims: _Claims) -> None:
        self.matching, self.table, self.claims = matching, table, claims
        self.cells = [cell for line in _lines(matching, table) for cell in line.values.values()]
        self.title = table.title or table.heads[0]

    def fill(self, heads: Sequence[_Head], lines: Sequence[_Line]) -> None:
        own = [h for h in heads if self._is_own(h)]
        if not own:
            shared = " that is not also another table's" if heads else ""
            self.matching.miss(self.cells, f"no row of the workbook has the headings of {self.title!r}{shared}")
            return
        if any(line.labels for line in lines):
            self._labelled(own, lines)
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

    def _is_own(self, head: _Head) -> bool:
        """Whether a row of headings has more of this table's than of any other's."""
        claim = self.claims[head.grid.sheet.part, head.row]
        mine = claim[self.table.shape]
        return all(count < mine for shape, count in claim.items() if shape != self.table.shape)

    # rows that labels name

    def _labelled(self, heads: Sequence[_Head], lines: Sequence[_Line]) -> None:
        groups: dict[_Labels, list[_Line]] = defaultdict(list)
        for line in lines:
            groups[line.labels].append(line)
        for labels, group in groups.items():
            cells = [cell for line in group for cell in line.values.values()]
            found = [(head, row) for head in heads for row in self._body(head) if self._named(head, row, labels)]
            named = " / ".join(repr(text) for _, text, _ in labels) or "otherwise"
            if not found:
                self.matching.miss(cells, f"no row of {self.title!r} is labelled {named}")
            elif len(found) != len(group) or len({id(head) for head, _ in found}) > 1:
                places = "; ".join(Matching.where(h.grid, (row, h.first)) for h, row in found[:4])
                self.matching.miss(cells, f"several rows are labelled {named}: {places}")
            else:
                for line, (head, row) in zip(group, found, strict=True):
                    self._write(head, row, line)

    def _body(self, head: _Head) -> Iterator[int]:
        """The rows below the headings, up to the next row of headings."""
        for row in range(head.row + 1, head.grid.last + 1):
            if (head.grid.sheet.part, row) in self.matching.heads:
                return
            yield row

    def _named(self, head: _Head, row: int, labels: _Labels) -> bool:
        return all(label_key(self._label(head, row, column)) in keys for column, _, keys in labels)

    def _label(self, head: _Head, row: int, column: int) -> str:
        """The label of a row in a column of the form; one without a heading stands before the first value's column."""
        grid = head.grid
        if column in head.columns:
            return grid.text(_top(grid, (row, head.columns[column])))
        known = set(head.columns.values())
        before = min((c for i, c in head.columns.items() if i > column), default=0)
        free = [at for at in grid.rows.get(row, ()) if at[1] < before and at[1] not in known]
        return grid.text(free[-1]) if free else ""

    # rows of a list

    def _listed(self, head: _Head, lines: Sequence[_Line]) -> int:
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
    def _lead(head: _Head, lines: Sequence[_Line]) -> int:
        """The column that names the rows: the first of the sheet's that holds names, else the first of the plan's."""
        used = sorted({i for line in lines for i in line.values})
        naming = {i for line in lines for i, cell in line.values.items() if (cell.address or "").rpartition("/")[2] in _NAMES}
        return next((i for i in used if i in naming and i in head.columns), used[0])

    def _rows(
        self, head: _Head, lines: Sequence[_Line], lead: int, columns: Sequence[int]
    ) -> tuple[dict[str, list[int]], list[int]]:
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
            elif all(_open(grid, (row, c)) for c in columns):
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

    def _agrees(self, head: _Head, row: int, line: _Line) -> bool:
        """Whether what a row holds already is what the plan says."""
        for i in line.values.keys() & head.columns.keys():
            at = _top(head.grid, (row, head.columns[i]))
            found = self.matching.content(head.grid, at, line.values[i])
            if not head.grid.free(at) and (isinstance(found, str) or not head.grid.same(at, found.value, line.values[i])):
                return False
        return True

    def _write(self, head: _Head, row: int, line: _Line, lead: int | None = None) -> None:
        """Write a row's values; nothing of it where what names the row cannot stand there."""
        ordered = sorted(line.values.items(), key=lambda item: item[0] != lead)
        for i, cell in ordered:
            if i not in head.columns:
                twice = "several columns are" if i in head.twice or not _single(self.table, i) else "no column is"
                heading = f"{twice} headed {self.table.heads[i]!r}"
                self.matching.miss((cell,), f"{heading} in {self.title!r}", Matching.where(head.grid, (head.row, head.first)))
            elif not self.matching.put(head.grid, _top(head.grid, (row, head.columns[i])), cell) and i == lead:
                rest = [other for j, other in ordered if j != lead]
                self.matching.miss(rest, "the row's name could not be written", Matching.where(head.grid, (row, head.columns[i])))
                return

    def _total(self, head: _Head, last: int) -> None:
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


def _open(grid: Grid, at: At) -> bool:
    """Whether a new row of a list may stand there."""
    return grid.free(at) and not (grid.locked(at) or grid.covered(at) or grid.hidden(at))


def _lead(line: _Line, lead: int) -> str:
    return label_key(line.values[lead].text) if lead in line.values else ""


def _top(grid: Grid, at: At) -> At:
    """The top left of the merged cells that a cell lies under, or the cell."""
    if not grid.covered(at):
        return at
    for (row, column), (down, right) in grid.sheet.merges.items():
        if row <= at[0] < row + down and column <= at[1] < column + right:
            return row, column
    return at
