"""Totals and balances by source as the server works them out, for the pages that show money."""

from __future__ import annotations

from dataclasses import dataclass

from bettercare.figures.amounts import Balance, Total, balances, entries, total, years
from bettercare.plan import Plan
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
