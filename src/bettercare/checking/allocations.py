"""Rules that need amounts per area, which an administrator imports: floors, earmarks and minimum contributions.

Without the table a rule says "not checked"; missing is never zero and never worked out from a percentage.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from bettercare.checking.model import Context, Fault, Outcomes, rule
from bettercare.figures import floor_result
from bettercare.plan import FinancialYear
from bettercare.plan.words import counted, pounds
from bettercare.rounds.model import AllocationTable

Allocations = Sequence[AllocationTable]
"""Imported tables; one replaces the round's table of the same id."""

STATED = (
    "value-unreadable",
    "value-to-be-confirmed",
    "value-placeholder",
    "money-magnitude",
    "money-in-thousands",
    "money-negative",
)


def _required(context: Context, table_id: str, year: FinancialYear) -> Decimal | str:
    """The amount of a table for all that the plan covers, or why it is not known."""
    tables = {t.id: t for t in (*context.round.allocations, *(context.tables or ()))}
    table = tables.get(table_id)
    title = table.title if table else table_id
    if table is None or table.version() is None:
        return f"the table '{title}' has not been imported"
    covers = context.plan.covers
    if not covers:
        return f"'{title}': the plan does not say by code which areas it covers"
    if not all(c.whole for c in covers):
        return f"'{title}': the plan covers part of an area, and the table is by whole areas"
    amounts = [table.amount(year, area=c.code) for c in covers]
    if any(a is None for a in amounts):
        return f"'{title}' does not give an amount for {year}"
    return sum((a for a in amounts if a is not None), Decimal(0))


@rule("floor-met", "error", after=(*STATED, "pool-balance"))
def floor_met(context: Context) -> Outcomes:
    for floor in context.round.floors:
        for year in context.round.years:
            required = _required(context, floor.requirement, year)
            if isinstance(required, str):
                yield context.not_checked(f"{floor.title}: {required}")
                continue
            result = floor_result(context.plan, floor, year, required)
            if result.met is None:
                unsure = counted(len(result.open), "line")
                yield context.not_checked(f"{floor.title} in {year}: {unsure} of spending cannot be placed in or out")
            elif not result.met and result.short is not None:
                yield Fault(
                    "schemes",
                    f"{floor.title} in {year}: the lines that count add up to {pounds(result.amount)}, "
                    f"{pounds(result.short)} short "
                    f"of the {pounds(required)} required.",
                    found=pounds(result.amount),
                    expected=f"at least {pounds(required)}",
                    difference=f"{pounds(result.short)} short",
                    do="Raise what counts towards it, or correct how the lines are described.",
                    rests_on=result.counted,
                )


@rule("allocation-minimum", "error", after=(*STATED, "contribution-below-minimum"))
def allocation_minimum(context: Context) -> Outcomes:
    for stream in context.round.streams:
        if not stream.allocation or not stream.mandatory:
            continue
        for year in context.round.years:
            parts = [c for c in context.plan.contributions if c.source == stream.id and c.year == year]
            if not parts:
                continue
            required = _required(context, stream.allocation, year)
            if isinstance(required, str):
                yield context.not_checked(f"{stream.title}: {required}")
                continue
            amount = sum((c.actual for c in parts if c.actual is not None), Decimal(0))
            if amount != required:
                yield Fault(
                    f"contributions/{parts[0].id}/actual",
                    f"{stream.title} in {year} is {pounds(amount)}; the published allocation is {pounds(required)}.",
                    found=pounds(amount),
                    expected=pounds(required),
                    difference=pounds(amount - required),
                    do="Enter the published allocation; what is put in above it belongs to an additional source.",
                    rests_on=tuple(f"contributions/{c.id}/actual" for c in parts),
                )
