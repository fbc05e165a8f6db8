"""A table that goes on over the end of a PDF page: whose columns it has, and whether its first row is the rest of the last one."""

from __future__ import annotations

from dataclasses import replace

from bettercare.documents.model import Cell, Row
from bettercare.documents.pdf.grid import Grid
from bettercare.documents.wording import label_key

_NEAR = 6.0
"""Points between the edges of one column on two pages."""

Cells = tuple[Cell, ...]


def one_table(above: Grid, below: Grid) -> tuple[float, ...] | None:
    """The edges of the columns of both, where a table goes on with the columns of the one that ended the page before; or None.

    A heading of other columns may stand within the same frame, so it is the last row that the first one must follow.
    """
    if above is below or below.top > above.bottom or not above.rows or not below.rows:
        return None
    if _same(above.edges, below.edges):
        return above.edges
    if not _same(_row_edges(above, -1), _row_edges(below, 0)):
        return None
    more = [x for x in below.edges if all(abs(x - y) >= _NEAR for y in above.edges)]
    return tuple(sorted((*above.edges, *more)))


def _same(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    return len(a) == len(b) and all(abs(x - y) < _NEAR for x, y in zip(a, b, strict=True))


def _row_edges(grid: Grid, row: int) -> tuple[float, ...]:
    found = {grid.x0, grid.x1}
    for cell in grid.rows[row]:
        found |= {grid.edges[cell.column], grid.edges[cell.column + cell.span[1]]}
    return tuple(sorted(found))


def set_on(cells: Cells, own: tuple[float, ...], edges: tuple[float, ...]) -> Cells:
    """The cells of a row with the columns that `edges` part, where some of these part none of the row's `own`."""
    if len(own) == len(edges):
        return cells
    at = [min(range(len(edges)), key=lambda index: abs(edges[index] - x)) for x in own]
    return tuple(
        cell._replace(column=at[cell.column], span=(cell.span[0], at[cell.column + cell.span[1]] - at[cell.column]))
        for cell in cells
    )


def joined_rows(earlier: tuple[Row, ...], rows: list[Cells], is_cut: bool) -> tuple[tuple[Row, ...], list[Cells]]:
    """The rows of a table, and those of its next page that are new: without a repeated heading and the rest of the last row.

    `is_cut` says that no rule closes the last row.
    """
    if rows and earlier and _same_words(earlier[0].cells, rows[0]):
        rows = rows[1:]
    if rows and earlier and (_goes_on(earlier[-1].cells, rows[0]) or _completes(earlier[-1].cells, rows[0], is_cut)):
        earlier = (*earlier[:-1], replace(earlier[-1], cells=_together(earlier[-1].cells, rows[0])))
        rows = rows[1:]
    return earlier, rows


def _same_words(a: Cells, b: Cells) -> bool:
    return [label_key(c.text) for c in a] == [label_key(c.text) for c in b] and any(c.text for c in a)


def _goes_on(above: Cells, row: Cells) -> bool:
    """Whether the first row of a page is the rest of the last row before: half empty, no figures, going on in small letters."""
    filled = [cell for cell in row if cell.text]
    columns = {cell.column for cell in above if cell.text}
    return (
        0 < len(filled) * 2 <= len(row)
        and all(cell.column in columns and any(c.isalpha() for c in cell.text) for cell in filled)
        and any(cell.text[0].islower() for cell in filled)
    )


def _completes(above: Cells, row: Cells, is_cut: bool) -> bool:
    """Whether a row without a key holds what the row before lacks; in a row that is cut, lines of its words may go on as well.

    Cells set in the middle of a row's height lie wholly on one page or the other, the first column's as a rule before the cut.
    """
    held = {cell.column: cell.text for cell in above if cell.text}
    rest = {cell.column: cell.text for cell in row if cell.text}
    keys = [{cells[0].column: cells[0].text}.get(0, "") for cells in (above, row) if cells]
    if not held or not rest or len(keys) < 2 or bool(keys[0]) == bool(keys[1]) or (keys[1] and not is_cut):
        return False
    if {c.column for c in above} != {c.column for c in row}:
        return False
    both = held.keys() & rest.keys()
    return not both or (is_cut and all(any(c.isalpha() for c in rest[column]) for column in both))


def _together(above: Cells, row: Cells) -> Cells:
    rest = {cell.column: cell.text for cell in row if cell.text}
    return tuple(c._replace(text=f"{c.text}\n{rest[c.column]}".strip()) if c.column in rest else c for c in above)
