"""The total of all spending where it stands beside its label, away from the table of schemes: a summary or running balance."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bettercare.documents.model import Document
from bettercare.plan import FinancialYear
from bettercare.reading.dates import years_in
from bettercare.reading.parts import Found, Part, Read
from bettercare.reading.tables.grids import Grid, grids
from bettercare.reading.values import read_money, unit_of
from bettercare.rounds.model import Round

_SPENDING = re.compile(
    r"(?:grand |overall )?total (?:(?:planned|forecast|scheme|bcf|better care fund|pooled|fund) )*(?:expenditure|spend(?:ing)?)"
    r"(?: on (?:all )?schemes)?\W*",
    re.I,
)
"""A total of everything: what names a source of funding beside it is the total of that source alone."""


def totals_told(documents: Sequence[Document], round: Round, found: Found) -> Found:
    """Stated totals of all spending, for years of which no table of schemes gives its own; a blank form's own zeros are none."""
    told = [p for p in found.parts if p.kind == "stated_totals" and p.fields["of"].value == "schemes.amount"]
    have = {p.fields["year"].value for p in told}
    filled = any(p.kind == "schemes" for p in found.parts)
    if None in have:
        return Found()
    parts: dict[FinancialYear, Part] = {}
    used: set[tuple[str, str]] = set()
    for grid in (g for d in documents for g in grids(d)):
        for row in range(len(grid.rows)):
            for year, read in _amounts(grid, row, round):
                if year not in have and (filled or read.value):
                    parts.setdefault(
                        year, Part("stated_totals", {"of": Read("schemes.amount"), "year": Read(year), "amount": read})
                    )
                    used.add(grid.line_key(row))
    return Found(tuple(parts.values()), used=frozenset(used))


def _amounts(grid: Grid, row: int, round: Round) -> Iterator[tuple[FinancialYear, Read]]:
    """The amounts beside the label with their years; none where two stand for one year, such as income and spending."""
    label = next((c for c in range(grid.width) if grid.own_text(row, c)), None)
    if label is None or not _SPENDING.fullmatch(grid.own_text(row, label)):
        return
    found: list[tuple[FinancialYear, Read]] = []
    for column in range(label + 1, grid.width):
        text = grid.own_text(row, column)
        heading = next((t for r in range(row - 1, max(-1, row - 6), -1) if (t := grid.own_text(r, column))), "")
        value = read_money(text, unit_of(f"{heading} {grid.above}")) if text else None
        years = {y for y, _ in years_in(heading)} or (set(round.years) if len(round.years) == 1 else set())
        if value and value.value is not None and len(years) == 1:
            found.append((years.pop(), Read(value.value, grid.place(row, column), value.state, value.others, value.doubt)))
    if len({year for year, _ in found}) == len(found):
        yield from found
