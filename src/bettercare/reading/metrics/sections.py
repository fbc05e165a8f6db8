"""Tables that stand under one another and were drawn as one: each heading row with a grid of its own begins another table."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from bettercare.documents.model import Row, Table
from bettercare.reading.metrics.headings import column_named, looks_like_heading
from bettercare.reading.spots import clean
from bettercare.reading.values import read_number, tidy
from bettercare.rounds.model import Column


def sections(table: Table, known: tuple[Column, ...]) -> tuple[Table, ...]:
    """The table, cut before each heading row whose cells begin where none above it does.

    Columns at which no cell begins are left out, so that column 2 of every row is the same column. A sheet has its own
    columns: there a heading row begins another table where its headings begin in another column, as labels then do.
    """
    if table.sheet is not None:
        return _of_sheet(table, known)
    cuts = [0]
    held: set[int] = set()
    for number, row in enumerate(table.rows):
        begins = _begins((row,))
        if _heads(row, known) and not begins <= held and any(_has_figures(r) for r in table.rows[cuts[-1] : number]):
            cuts.append(_with_title(table.rows, number))
            held = set()
        held |= begins
    parts = [table.rows[a:b] for a, b in zip(cuts, [*cuts[1:], len(table.rows)], strict=True)]
    return tuple(_of_rows(table, _dense(part, whole=len(parts) == 1)) for part in parts)


def _of_rows(table: Table, rows: tuple[Row, ...]) -> Table:
    """A table of some rows; the table itself where these are all of its own."""
    return table if rows is table.rows else replace(table, rows=rows)


def _of_sheet(table: Table, known: tuple[Column, ...]) -> tuple[Table, ...]:
    cuts, first = [0], None
    for number, row in enumerate(table.rows):
        if not _heads(row, known):
            continue
        begins = min(c.column for c in row.cells if looks_like_heading(clean(c.text)) or column_named(clean(c.text), known))
        if first not in (None, begins) and any(_has_figures(r) for r in table.rows[cuts[-1] : number]):
            cuts.append(_with_title(table.rows, number))
        first = begins
    return tuple(_of_rows(table, table.rows[a:b]) for a, b in zip(cuts, [*cuts[1:], len(table.rows)], strict=True))


def _heads(row: Row, known: tuple[Column, ...]) -> bool:
    """Whether a row heads at least two columns and holds no figure."""
    texts = [clean(c.text) for c in row.cells if c.text.strip()]
    if any(_is_figure(t) for t in texts):
        return False
    return sum(1 for t in texts if looks_like_heading(t) or column_named(t, known)) >= 2


@lru_cache(maxsize=50_000)
def _is_figure(text: str) -> bool:
    plain = tidy(text)
    return plain[:1].isdigit() and len(plain.split()) == 1 and read_number(plain).value is not None


def _has_figures(row: Row) -> bool:
    return sum(1 for c in row.cells if _is_figure(c.text)) >= 2


def _with_title(rows: tuple[Row, ...], heading: int) -> int:
    """The row where a section begins: a row of one cell of words just above its heading is its title."""
    above = [c for c in rows[heading - 1].cells if c.text.strip()]
    return heading - 1 if len(above) == 1 and not _is_figure(above[0].text) and above[0].span[0] == 1 else heading


def _begins(rows: tuple[Row, ...], written: bool = True) -> frozenset[int]:
    return frozenset(c.column for r in rows for c in r.cells if c.text.strip() or not written)


def _dense(rows: tuple[Row, ...], whole: bool) -> tuple[Row, ...]:
    """The rows over only those columns at which a cell (of a cut table: a cell with text) begins."""
    used = sorted(_begins(rows, written=not whole))
    if used == list(range(len(used))):
        return rows
    at = {column: number for number, column in enumerate(used)}
    result = []
    for left, row in enumerate(rows):
        cells = tuple(
            c._replace(
                column=at[c.column],
                span=(min(c.span[0], len(rows) - left), max(1, sum(1 for u in used if c.column <= u < c.column + c.span[1]))),
            )
            for c in row.cells
            if c.column in at
        )
        result.append(replace(row, cells=cells))
    return tuple(result)
