"""Tables understood: which rows are headings, which column is which, and which way round the table stands.

A table may have its heading at the bottom, its columns reversed, its heading broken over rows, columns added or missing.
Every way is scored against a table shape of the round; the best way wins, and two equal ways are reported as such.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from bettercare.documents.model import Cell, Document, Paragraph, Row, Table
from bettercare.plan import How, Place, State
from bettercare.reading.dates import YEAR, years_in
from bettercare.reading.same import Same
from bettercare.reading.tables.column_alignment import aligned
from bettercare.reading.tables.label_likeness import OF_BENEFIT, OF_SPEND, ORDINAL, SURE, alike, label_score, plain_label
from bettercare.reading.values import amounts_in, state_of, tidy, unit_of
from bettercare.rounds.model import Column, TableShape

_AMOUNT_ALONE = re.compile(r"£?\s?(?:\d{1,3}(?:,\d{3})+|\d{5,})(?:\.\d+)?")


def cell_matrix(table: Table) -> list[dict[int, Cell]]:
    """For each row of a table, the cell that covers each column, merged cells in every row and column that they reach."""
    index = {row.number: i for i, row in enumerate(table.rows)}
    matrix: list[dict[int, Cell]] = [{} for _ in table.rows]
    for i, row in enumerate(table.rows):
        own = matrix[i]
        for cell in row.cells:
            if cell.span == (1, 1):
                own.setdefault(cell.column, cell)
                continue
            for number in range(row.number, row.number + cell.span[0]):
                target = i if number == row.number else index.get(number)
                if target is not None:
                    for column in range(cell.column, cell.column + cell.span[1]):
                        matrix[target].setdefault(column, cell)
    return matrix


class Grid:
    """A table as a matrix: merged cells are seen from every row and column that they cover."""

    def __init__(self, document: Document, table: Table, above: str = "") -> None:
        self.document, self.table, self.rows, self.width = document, table, table.rows, table.width
        self.above = above
        """The text that stands just before the table, for units and block titles."""
        self._cells = cell_matrix(table)
        self._texts = [{column: tidy(cell.text) for column, cell in row.items()} for row in self._cells]
        self._own = [{c.column: text for c in row.cells if (text := tidy(c.text))} for row in table.rows]
        self.plain_rows = [{t for t in row.values() if t and len(t) < 200} for row in self._texts]
        """The texts of each row that are short enough to be headings."""
        self.headings: dict[tuple[int, ...], list[str]] = {}
        self.fits: dict[tuple[int, ...], list[dict[str, float]]] = {}
        """What `header_texts` and `column_fits` have told of some rows, since every shape of a round asks again."""
        self.heads: dict[int, dict[str, bool]] = {}
        """For each shape which texts are like a heading of it."""
        self.units: dict[tuple[tuple[int, ...], int], Decimal] = {}
        """What `Matched.told_unit` has told, since every cell of a column asks."""
        self.data_rows = frozenset(r for r in range(len(table.rows)) if _is_data(self._own[r].values()))

    def cell(self, row: int, column: int) -> Cell | None:
        return self._cells[row].get(column)

    def text(self, row: int, column: int) -> str:
        return self._texts[row].get(column, "")

    def own_text(self, row: int, column: int) -> str:
        """The text of a cell that starts in this very row and column, else nothing."""
        return self._own[row].get(column, "")

    def own_texts(self, row: int) -> tuple[str, ...]:
        """The texts of the cells that start in this very row."""
        return tuple(self._own[row].values())

    def has_text(self, row: int) -> bool:
        return any(self._texts[row].values())

    def has_amount(self, row: int) -> bool:
        """Whether a cell of the row holds an amount of thousands and nothing else: no second row of a heading does."""
        return any(_AMOUNT_ALONE.fullmatch(text) for text in self._own[row].values())

    def place(self, row: int, column: int, how: How = How.READ, reason: str | None = None) -> Place:
        return self.document.place(self.table, self.rows[row], self.cell(row, column), how=how, reason=reason)

    def line_key(self, row: int) -> tuple[str, str]:
        """The key by which a row counts as accounted for."""
        return (self.document.name, row_key(self.table, self.rows[row]))


def row_key(table: Table, row: Row) -> str:
    return f"{table.sheet or ''}:{row.line if row.line is not None else row.number}"


def grids(document: Document) -> tuple[Grid, ...]:
    """Every table of a document as a grid, with the text that stands before it; made once while the document is being read."""
    return _grids(Same((document,)))


@lru_cache(maxsize=8)
def _grids(documents: Same[Document]) -> tuple[Grid, ...]:
    return tuple(grid for document in documents for grid in _grids_of(document))


def _grids_of(document: Document) -> Iterator[Grid]:
    above: list[str] = []
    for block in document.blocks:
        if isinstance(block, Paragraph):
            above = [*above, block.text][-4:]
        else:
            if block.rows and block.sheet_state != "very hidden":
                yield Grid(document, block, " ".join(above))
            above = []


@dataclass(frozen=True, slots=True)
class Matched:
    """A shape found in a grid: its heading rows, its data rows in reading order, and column by column what it is."""

    grid: Grid
    shape: TableShape
    header: tuple[int, ...]
    rows: tuple[int, ...]
    columns: tuple[tuple[int, Column], ...]
    score: float
    reversed: bool
    carried: Decimal | None = None
    """The factor of amounts where neither heading nor text about the table tells one."""

    def column_of(self, field: str) -> int | None:
        """The column of a field, named with or without the part it belongs to (`name`, `scheme/name`)."""
        return next(
            (index for index, column in self.columns if column.field == field or column.field.rsplit("/", 1)[-1] == field), None
        )

    def header_text(self, column: int) -> str:
        return header_texts(self.grid, self.header)[column] if self.header else ""

    def unit(self, column: int) -> Decimal:
        """The factor of a money column: from its heading, else from the text about the table, else the one carried to it."""
        own = self.told_unit(column)
        return own if own != 1 else self.carried or own

    def told_unit(self, column: int) -> Decimal:
        known = self.grid.units
        if (self.header, column) not in known:
            known[self.header, column] = self._told_unit(column)
        return known[self.header, column]

    def _told_unit(self, column: int) -> Decimal:
        heading = self.header_text(column)
        own = unit_of(heading)
        if own != 1 or "(£)" in heading:
            return own
        first = self.header[0] if self.header else 0
        near = " ".join(self.grid.text(r, c) for r in range(max(0, first - 3), first) for c in range(self.grid.width))
        return next((u for u in (unit_of(f"{self.grid.above} {near}"), self._unit_over(column, first)) if u != 1), own)

    def _unit_over(self, column: int, first: int) -> Decimal:
        """The unit that the nearest heading over a column gives, where blocks stand beneath one heading; pounds end the search."""
        for row in range(first - 1, -1, -1):
            text = self.grid.text(row, column)
            if row not in self.grid.data_rows and ("£" in text or unit_of(text) != 1) and not amounts_in(text.replace("000", "")):
                return unit_of(text)
        return Decimal(1)


def header_texts(grid: Grid, rows: tuple[int, ...]) -> list[str]:
    """Each column's heading over the heading rows; a blank in an upper row takes what stands to its left."""
    if rows not in grid.headings:
        grid.headings[rows] = _header_texts(grid, rows)
    return grid.headings[rows]


def _header_texts(grid: Grid, rows: tuple[int, ...]) -> list[str]:
    texts: list[list[str]] = [[] for _ in range(grid.width)]
    for position, row in enumerate(rows):
        left = ""
        for column in range(grid.width):
            here = grid.text(row, column)
            if here:
                left = here
            elif position < len(rows) - 1 and any(grid.text(r, column) for r in rows[position + 1 :]):
                here = left if years_in(left) or OF_BENEFIT.search(left) or OF_SPEND.search(left) else ""
            if here and (not texts[column] or texts[column][-1] != here):
                texts[column].append(here)
    return [" ".join(t) for t in texts]


def match_shape(grid: Grid, shape: TableShape) -> list[Matched]:
    """Every place in a grid where a table of this shape stands, best reading of each, from the top."""
    options: list[Matched] = []
    for first in range(len(grid.rows)):
        if first in grid.data_rows or not _hits(grid, first, shape):
            continue
        for depth in (1, 2, 3):
            band = tuple(range(first, first + depth))
            if band[-1] >= len(grid.rows) or band[-1] in grid.data_rows or (depth > 1 and grid.has_amount(band[-1])):
                break
            matched = _match_band(grid, shape, _with_units(grid, band))
            if matched:
                options.append(matched)
    return _apart(options)


def _with_units(grid: Grid, band: tuple[int, ...]) -> tuple[int, ...]:
    """Rows of a heading with the row beneath them that only says the unit of each column."""
    below = band[-1] + 1
    texts = set(grid.plain_rows[below]) if below < len(grid.rows) else set()
    return (*band, below) if texts and all(t == "£" or (unit_of(t) != 1 and len(t) < 10) for t in texts) else band


def _hits(grid: Grid, row: int, shape: TableShape) -> bool:
    """Whether a row holds words like a heading of the shape; each text is held beside its columns once."""
    known = grid.heads.setdefault(id(shape), {})
    for text in grid.plain_rows[row]:
        if text not in known:
            known[text] = any(label_score(text, c) >= 0.6 for c in shape.columns)
        if known[text]:
            return True
    return False


def _is_data(texts: Iterable[str]) -> bool:
    """A row with two amounts that are not years is data, not heading."""
    count = 0
    for text in texts:
        count += len(text) < 60 and _is_amount(text)
        if count == 2:
            return True
    return False


@lru_cache(maxsize=50_000)
def _is_amount(text: str) -> bool:
    """Whether a cell holds an amount that is no year."""
    if not any(c.isdigit() for c in text):
        return False
    plain = ORDINAL.sub(" ", YEAR.sub(" ", text))
    return len(plain) < 40 and any(abs(a) >= 1 and not 1990 <= a <= 2040 for a, _ in amounts_in(plain))


def _match_band(grid: Grid, shape: TableShape, band: tuple[int, ...]) -> Matched | None:
    headings = header_texts(grid, band)
    needed = min(2, len(shape.columns))
    if sum(any(label_score(h, c) >= SURE for c in shape.columns) for h in set(headings)) < needed:
        return None
    likeness = [[label_score(h, c) for c in shape.columns] for h in headings]
    below = _run(grid, range(band[-1] + 1, len(grid.rows)))
    over = _run(grid, range(band[0] - 1, -1, -1))
    best: Matched | None = None
    for rows in (below, over):
        if not rows:
            continue
        fits = column_fits(grid, rows)
        for back in (False, True):
            columns, score, sure = _align(headings, likeness, fits, shape.columns, back)
            upside = rows is over and rows is not below
            score += _sheet_score(grid, shape) - (0.25 if back else 0.0) - (0.4 if upside else 0.0)
            if not any(c.kind == "money" and fits[i]["money"] >= 0.3 for i, c in columns) and any(
                c.kind == "money" for c in shape.columns
            ):
                continue
            if sure >= needed and (best is None or score > best.score + 1e-9):
                best = Matched(grid, shape, band, rows, tuple(columns), score, back)
    return best if best and best.score >= 0.9 else None


def _sheet_score(grid: Grid, shape: TableShape) -> float:
    """A sheet's name speaks for or against a shape that the round expects on a sheet."""
    if not grid.table.sheet or not shape.locator.sheets:
        return 0.0
    name = plain_label(grid.table.sheet)
    return 0.3 if max(alike(name, plain_label(s)) for s in shape.locator.sheets) >= SURE else -0.2


def _run(grid: Grid, order: range) -> tuple[int, ...]:
    """Rows from the heading on, until more than three blank rows, or the table's end."""
    rows: list[int] = []
    last = order.start - order.step
    for row in order:
        if not grid.has_text(row):
            continue
        if abs(grid.rows[row].number - grid.rows[last].number) > 4:
            break
        rows.append(row)
        last = row
    return tuple(rows)


def column_fits(grid: Grid, rows: tuple[int, ...]) -> list[dict[str, float]]:
    """For each column, the share of filled cells that could be money, a yes or no, or words."""
    if rows not in grid.fits:
        grid.fits[rows] = _column_fits(grid, rows)
    return grid.fits[rows]


def _column_fits(grid: Grid, rows: tuple[int, ...]) -> list[dict[str, float]]:
    fits: list[dict[str, float]] = []
    for column in range(grid.width):
        filled = [t for r in rows[:60] if (t := grid.own_text(r, column))]
        given = [t for t in filled if state_of(t) is State.GIVEN]
        money = sum(1 for t in given if len(t) < 40 and re.search(r"\d", t) and len(re.findall(r"[A-Za-z]{3,}", t)) <= 2)
        yes_no = sum(1 for t in filled if t.lower() in ("y", "n", "yes", "no", "tbc"))
        words = sum(1 for t in given if re.search(r"[A-Za-z]{3,}", t))
        total = max(len(given), 1)
        fits.append(
            {"money": money / total, "yes-no": yes_no / max(len(filled), 1), "text": words / total, "filled": float(len(filled))}
        )
    return fits


def _align(
    headings: list[str], likeness: list[list[float]], fits: list[dict[str, float]], columns: tuple[Column, ...], back: bool
) -> tuple[list[tuple[int, Column]], float, float]:  # fmt: skip
    """Best match of the table's columns to the shape's; returns it, its score, and how many were sure by label.

    A heading that is only a year counts half.
    """
    pairs, score = aligned(headings, likeness, fits, columns, back)
    named = {id(c): (0.5 if not plain_label(headings[i]) else 1.0) for i, c in pairs if label_score(headings[i], c) >= SURE}
    return pairs, score, sum(named.values())


def _apart(options: list[Matched]) -> list[Matched]:
    """Keep the best reading of each stretch of the grid; a table ends where the next heading begins."""
    chosen: list[Matched] = []
    for option in sorted(options, key=lambda m: (-m.score, len(m.header), m.header)):
        if not any(set(option.header) & set(c.header) or abs(option.header[0] - c.header[0]) < 2 for c in chosen):
            chosen.append(option)
    chosen.sort(key=lambda m: m.header)
    return [_cut(m, chosen) for m in chosen]


def _cut(matched: Matched, others: Sequence[Matched]) -> Matched:
    starts = {r for other in others if other is not matched for r in other.header}
    rows: list[int] = []
    for row in matched.rows:
        if row in starts:
            break
        rows.append(row)
    return Matched(matched.grid, matched.shape, matched.header, tuple(rows), matched.columns, matched.score, matched.reversed)
