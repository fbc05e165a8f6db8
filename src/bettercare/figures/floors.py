"""Spending that must reach a required amount: which lines count, and whether they reach it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from bettercare.figures.amounts import nhs_part
from bettercare.plan import FinancialYear, Plan
from bettercare.rounds import evaluate, of_part
from bettercare.rounds.model import Floor


@dataclass(frozen=True, slots=True)
class FloorResult:
    """What counts towards a floor in a year, in pounds.

    `open` are the addresses of lines that may or may not count, because something they do not say decides; `at_most` is
    the amount if all of them count in full, as far as their amounts are given. `met` is None where that is not known, or
    the requirement is not.
    """

    floor: str
    year: FinancialYear
    amount: Decimal
    at_most: Decimal
    required: Decimal | None
    met: bool | None
    counted: tuple[str, ...]
    open: tuple[str, ...]

    @property
    def short(self) -> Decimal | None:
        """Pounds missing to the requirement; nothing when it is met; None when not known."""
        if self.met is None or self.required is None:
            return None
        return Decimal(0) if self.met else self.required - self.amount


def floor_result(plan: Plan, floor: Floor, year: FinancialYear, required: Decimal | None) -> FloorResult:
    """What a plan spends towards a floor in a year against the required amount in pounds (None: not known).

    Lines count by the floor's own test; of a joint line only the NHS share where the floor says `share: nhs`. It is met
    within the floor's tolerance. Source: reference for 2023-27, section 2.3.
    """
    counted: list[tuple[str, Decimal]] = []
    unsure: list[tuple[str, Decimal | None]] = []
    for scheme in plan.schemes:
        for line in scheme.lines:
            if line.year != year or (line.amount is None and line.benefit is not None):
                continue
            address = f"schemes/{scheme.id}/lines/{line.id}/amount"
            counts = evaluate(floor.counts, of_part(line, of_part(scheme)))
            if counts is False:
                continue
            part = nhs_part(line) if floor.share == "nhs" else line.amount
            if counts is None or part is None:
                unsure.append((address, line.amount))
            else:
                counted.append((address, part))
    amount = sum((a for _, a in counted), Decimal(0))
    at_most = amount + sum((a for _, a in unsure if a is not None), Decimal(0))
    unread = any(a is None for _, a in unsure)
    return FloorResult(
        floor=floor.id,
        year=year,
        amount=amount,
        at_most=at_most,
        required=required,
        met=_met(amount, at_most, required, floor.tolerance, unread),
        counted=tuple(a for a, _ in counted),
        open=tuple(a for a, _ in unsure),
    )


def _met(amount: Decimal, at_most: Decimal, required: Decimal | None, tolerance: Decimal, unread: bool) -> bool | None:
    if required is None:
        return None
    if amount >= required - tolerance:
        return True
    return None if unread or at_most >= required - tolerance else False
