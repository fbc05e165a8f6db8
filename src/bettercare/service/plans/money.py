"""Totals and balances by source as the server works them out, for the pages that show money."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from bettercare.figures import FloorResult, floor_result, required
from bettercare.figures.amounts import Balance, Total, balances, entries, total, years
from bettercare.plan import FinancialYear, Plan
from bettercare.rounds.model import Round


@dataclass(frozen=True, slots=True)
class Row:
    """What is put into a source and spent from it in a year, in pounds."""

    source: str
    income: Total
    spending: Total
    balance: Balance


@dataclass(frozen=True, slots=True)
class YearOfMoney:
    """What partners put in and schemes spend in a year, in all and by source."""

    year: str
    income: Total
    spending: Total
    rows: tuple[Row, ...]

    @property
    def left(self) -> Decimal | None:
        """What is put in and not spent on schemes, in pounds; nothing where a part of either is not known."""
        known = all(t.addresses and not t.missing for t in (self.income, self.spending))
        return self.income.amount - self.spending.amount if known else None

    @property
    def over(self) -> bool:
        return self.left is not None and self.left < 0


@dataclass(frozen=True, slots=True)
class FloorShown:
    """What counts towards a floor in a year, and what is required where that is known."""

    title: str
    result: FloorResult


def floors_shown(plan: Plan, round: Round) -> tuple[FloorShown, ...]:
    """The round's floors in each of its years, where the plan has money in that year."""
    told = set(years(plan))
    return tuple(
        FloorShown(floor.title, floor_result(plan, floor, year, _required(plan, round, floor.requirement, year)))
        for floor in round.floors
        for year in round.years
        if str(year) in told
    )


def _required(plan: Plan, round: Round, table: str, year: FinancialYear) -> Decimal | None:
    asked = required(plan, round.allocations, table, year)
    return None if isinstance(asked, str) else asked


def money_shown(plan: Plan, round: Round) -> tuple[YearOfMoney, ...]:
    """The money of each year of a plan; sources by their titles in the round."""
    titles = {s.id: s.title for s in round.streams}
    every = balances(plan)
    shown = []
    for year in years(plan):
        mine = [b for b in every if b.year == year]
        rows = tuple(Row(titles.get(b.source or "", b.source or "All sources"), b.income, b.spending, b) for b in mine)
        income, spending = ([e for e in entries(plan, of) if e.year == year] for of in ("contributions.actual", "schemes.amount"))
        shown.append(YearOfMoney(year, total(income), total(spending), rows))
    return tuple(shown)
