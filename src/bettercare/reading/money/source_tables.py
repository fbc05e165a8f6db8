"""Contributions told by source of funding alone: a table whose rows are the round's sources and whose columns are years.

A report shows the pool so, often with last year's column and the change beside it, under headings of any words. Such a table
is read where no sheet of income was: each row names another of the round's sources, and their total beneath them adds up.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from bettercare.documents.model import Document
from bettercare.plan import FinancialYear
from bettercare.reading.dates import YEAR, years_in
from bettercare.reading.money.contribution_rows import read_contributions
from bettercare.reading.money.rows import TOTAL, field_of
from bettercare.reading.money.sources import stream_of
from bettercare.reading.money.units import Units
from bettercare.reading.parts import Found
from bettercare.reading.tables.grids import Grid, Matched, grids
from bettercare.reading.values import read_money
from bettercare.rounds.model import Column, Round, TableShape

_BESIDE_YEARS = re.compile(
    r"[\s£().:’'\"–-]|000s?|\b(?:k|m|million|plan(?:ned)?|income|contributions?|allocations?|budget|funding|value|amount|total|gross|yr"
    r"|year|\d)\b",
    re.I,
)
"""What may stand beside a year in the heading of amounts that partners put in."""
_FEWEST = 3
_NEAR = Decimal("0.002")
"""How far rows may be from their total, as a share of it: amounts are rounded to thousands or tenths of a million."""


def read_source_tables(documents: Sequence[Document], round: Round, units: Units) -> Found:
    """Return the contributions of the first table of sources whose rows add up to its total."""
    shape = next((s for s in round.tables if s.rows == "contributions"), None)
    if shape is None:
        return Found()
    for grid in (g for d in documents for g in grids(d)):
        if (matched := _matched(grid, shape, round)) and _adds_up(settled := units.settled(matched), round):
            return read_contributions(settled, round)
    return Found()


def _matched(grid: Grid, shape: TableShape, round: Round) -> Matched | None:
    """The table's heading of years, its column of sources, and its rows to the total."""
    for header in range(min(3, len(grid.rows))):
        years = _years(grid, header, round)
        if not years:
            continue
        rows = _rows(grid, header, min(years), round)
        if not rows:
            return None
        amount, source = _columns(shape)
        columns = [(0, source), *((c, replace(amount, id=f"actual-{y}", year=y)) for c, y in sorted(years.items()))]
        return Matched(grid, replace(shape, columns=tuple(c for _, c in columns)), (header,), rows, tuple(columns), 1.0, False)
    return None


def _columns(shape: TableShape) -> tuple[Column, Column]:
    """A column of amounts and one of names after the shape's own."""
    amount = next(c for c in shape.columns if c.kind == "money" and field_of(c) == "actual")
    return amount, replace(next(c for c in shape.columns if field_of(c) == "organisation"), id="source-named")


def _years(grid: Grid, header: int, round: Round) -> dict[int, FinancialYear]:
    """The columns that a row heads with one of the round's years and nothing that speaks of another matter; none where a year
    heads two of them. The one column of amounts that no year heads is of a round's only year."""
    found: dict[int, FinancialYear] = {}
    for column in range(1, grid.width):
        text = grid.own_text(header, column)
        years = {y for y, _ in years_in(text)}
        if len(years) == 1 and years <= set(round.years) and not _BESIDE_YEARS.sub("", YEAR.sub("", text)):
            found[column] = years.pop()
    if not found and len(round.years) == 1:
        heads = {c: t for c in range(1, grid.width) if (t := grid.own_text(header, c))}
        found = {c: round.years[0] for c, t in heads.items() if len(heads) == 1 and not _BESIDE_YEARS.sub("", t)}
    return found if len(set(found.values())) == len(found) else {}


def _rows(grid: Grid, header: int, first: int, round: Round) -> tuple[int, ...]:
    """The rows from the heading to the total, where each names a source of its own; none where any does not."""
    rows: list[int] = []
    named: list[str] = []
    for row in range(header + 1, len(grid.rows)):
        label = grid.own_text(row, 0)
        if not label and not grid.has_text(row):
            continue
        rows.append(row)
        if TOTAL.match(label):
            return tuple(rows) if len(named) >= _FEWEST and len(set(named)) == len(named) else ()
        stream = stream_of(label, round) if len(label) < 90 else None
        if stream is None or read_money(grid.own_text(row, first)).value is None:
            return ()
        named.append(stream)
    return ()


def _adds_up(matched: Matched, round: Round) -> bool:
    """Whether the rows of every column add up to the total beneath them."""
    for column, known in matched.columns:
        if known.kind != "money":
            continue
        amounts = [read_money(matched.grid.own_text(row, column), matched.unit(column)).value for row in matched.rows]
        given = [Decimal(a) for a in amounts if isinstance(a, int | Decimal)]
        if len(given) < len(amounts) or abs(sum(given[:-1]) - given[-1]) > max(abs(given[-1]) * _NEAR, Decimal(1)):
            return False
    return True
