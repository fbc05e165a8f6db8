"""Tables of benefits: what a scheme is to save or to change, by year."""

from __future__ import annotations

from bettercare.plan import FinancialYear
from bettercare.reading.dates import years_in
from bettercare.reading.money.closed_lists import LISTED, listed
from bettercare.reading.money.rows import SUBTOTAL, answers_in, field_of, given, label_read, lines_of, logical_rows, row_reads
from bettercare.reading.parts import Found, Part, Read
from bettercare.reading.tables.grids import Matched
from bettercare.rounds.model import Round


def read_benefits(matched: Matched, round: Round) -> Found:
    """Benefits by year; where no column names one, the year that the words over the table name."""
    parts: list[Part] = []
    used: set[tuple[str, str]] = set()
    of_year = _year_above(matched)
    for row in logical_rows(matched, ("title", "scheme", "measure")):
        if row.is_total or SUBTOTAL.match(row.label):
            continue
        reads = [(c, r) for c, r in row_reads(matched, row) if given(r)]
        if not any(c.kind in ("money", "count") and r.value is not None for c, r in reads):
            continue
        used |= lines_of(matched, row)
        years: dict[FinancialYear | None, dict[str, Read]] = {}
        for column, read in reads:
            field = field_of(column)
            years.setdefault(column.year, {})[field] = listed(field, read, round) if field in LISTED else read
        common = years.pop(None, {})
        for year, fields in (years or {of_year: {}}).items():
            own = {"title": label_read(matched, row), "year": Read(year), **common, **fields}
            parts.append(Part("benefits", {k: v for k, v in own.items() if not k.startswith("answers/")}, answers=answers_in(own)))
    return Found(tuple(parts), used=frozenset(used))


def _year_above(matched: Matched) -> FinancialYear | None:
    """The one financial year that the nearest words over a table name, where its own columns name none."""
    grid = matched.grid
    for row in range(min(matched.header, default=0) - 1, -1, -1):
        named = (
            {year for c in range(grid.width) for year, _ in years_in(grid.own_text(row, c))} if row not in grid.data_rows else set()
        )
        if named:
            return named.pop() if len(named) == 1 else None
    return None
