"""What a round's tables of allocations ask of a plan."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from bettercare.plan import FinancialYear, Plan
from bettercare.rounds.model import AllocationTable


def required(plan: Plan, tables: Iterable[AllocationTable], id: str, year: FinancialYear) -> Decimal | str:
    """Return what a table asks in a year of all that a plan covers, in pounds, or in words why that is not known.

    The last of several tables with one id holds. Missing is never zero, and a part of an area has no share that is known.
    """
    table = {t.id: t for t in tables}.get(id)
    title = table.title if table else id
    if table is None or table.version() is None:
        return f"the table '{title}' has not been imported"
    if not plan.covers:
        return f"'{title}': the plan does not say by code which areas it covers"
    if not all(c.whole for c in plan.covers):
        return f"'{title}': the plan covers part of an area, and the table is by whole areas"
    amounts = [table.amount(year, area=c.code) for c in plan.covers]
    if any(a is None for a in amounts):
        return f"'{title}' does not give an amount for {year}"
    return sum((a for a in amounts if a is not None), Decimal(0))
