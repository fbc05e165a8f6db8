"""Tables of money that a converter parted: the rest of their rows, or the figures of their total, stand in a table of their own."""

from __future__ import annotations

from dataclasses import replace

from bettercare.documents.model import Cell, Row, Table
from bettercare.reading.money.rows import TOTAL
from bettercare.reading.tables.grids import Grid, Matched
from bettercare.reading.values import read_money

_LONGEST_NAME = 90
"""Characters of a row's name, at the most."""


def with_total_beneath(before: Matched, grid: Grid) -> Matched | None:
    """The total of a table whose last row says that it is one and has no figure, where as many figures as the table has columns
    of money stand in the table that follows, and nothing else does."""
    money = [i for i, c in before.columns if c.kind == "money"]
    row = before.rows[-1] if before.rows else None
    if row is None or before.reversed or grid.table.sheet or len(grid.rows) != 1 or len(money) < 2:
        return None
    label = next((t for c in range(before.grid.width) if TOTAL.match(t := before.grid.own_text(row, c))), None)
    texts = [c.text for c in grid.rows[0].cells if c.text.strip()]
    if not label or any(before.grid.own_text(row, i) for i in money) or len(texts) != len(money):
        return None
    if any(read_money(t).value is None for t in texts):
        return None
    named = min(i for i in range(before.grid.width) if before.grid.own_text(row, i) == label)
    cells = [Cell(label, named, label), *(Cell(t, i, t) for i, t in zip(sorted(money), texts, strict=True))]
    table = replace(grid.table, rows=(replace(grid.rows[0], cells=tuple(sorted(cells, key=lambda c: c.column))),))
    return replace(before, grid=Grid(grid.document, table), header=(), rows=(0,))


def joined(before: Matched, more: Matched) -> Matched:
    """A table with the rows that go on after a page's end; a short line between them is the name that stands beside both."""
    between = more.grid.above.strip()
    name: tuple[Row, ...] = ()
    if between and len(between) < _LONGEST_NAME and not between.endswith("."):
        first = more.grid.rows[0]
        name = (replace(first, cells=(Cell(between, 0, between),), marks=()),)
    whole = (*before.grid.rows, *name, *more.grid.rows)
    table = Table(tuple(replace(r, number=n) for n, r in enumerate(whole, 1)))
    held = len(before.grid.rows)
    return replace(before, grid=Grid(before.grid.document, table, before.grid.above), rows=(*before.rows, *range(held, len(whole))))
