"""Rules that need amounts per area, which an administrator imports: floors, earmarks and minimum contributions.

Without the table a rule says "not checked"; missing is never zero and never worked out from a percentage.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from bettercare.checking.model import Context, Fault, Outcomes, rule
from bettercare.figures import floor_result, required
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


def _required(context: Context, table: str, year: FinancialYear) -> Decimal | str:
    return required(context.plan, (*context.round.allocations, *(context.tables or ())), table, year)


@rule("floor-met", "error", after=(*STATED, "pool-balance"))
def floor_met(context: Context) -> Outcomes:
    for floor in context.round.floors:
        for year in context.round.years:
            asked = _required(context, floor.requirement, year)
            if isinstance(asked, str):
                yield context.not_checked(f"{floor.title}: {asked}")
                continue
            result = floor_result(context.plan, floor, year, asked)
            if result.met is None:
                unsure = counted(len(result.open), "line")
                yield context.not_checked(f"{floor.title} in {year}: {unsure} of spending cannot be placed in or out")
            elif not result.met and result.short is not None:
                yield Fault(
                    "schemes",
                    f"{floor.title} in {year}: the lines that count add up to {pounds(result.amount)}, "
                    f"{pounds(result.short)} short "
                    f"of the {pounds(asked)} required.",
                    found=pounds(result.amount),
                    expected=f"at least {pounds(asked)}",
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
            asked = _required(context, stream.allocation, year)
            if isinstance(asked, str):
                yield context.not_checked(f"{stream.title}: {asked}")
                continue
            amount = sum((c.actual for c in parts if c.actual is not None), Decimal(0))
            if amount != asked:
                yield Fault(
                    f"contributions/{parts[0].id}/actual",
                    f"{stream.title} in {year} is {pounds(amount)}; the published allocation is {pounds(asked)}.",
                    found=pounds(amount),
                    expected=pounds(asked),
                    difference=pounds(amount - asked),
                    do="Enter the published allocation; what is put in above it belongs to an additional source.",
                    rests_on=tuple(f"contributions/{c.id}/actual" for c in parts),
                )
