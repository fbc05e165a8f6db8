"""What may come of a payment: distributions in place of single figures, and what they rest on."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from bettercare.plan.payments import Unusable
from bettercare.plan.periods import Period
from bettercare.plan.spine import Pounds


@dataclass(frozen=True, slots=True)
class Spread:
    """A distribution in pounds: its mean, the error of that from drawing, and the amounts that 10, 50, 80, 90 and 95 in 100 draws
    do not pass. `beyond` is the mean of the draws above the last."""

    mean: Pounds
    error: Pounds
    deviation: Pounds
    p10: Pounds
    p50: Pounds
    p80: Pounds
    p90: Pounds
    p95: Pounds
    beyond: Pounds


@dataclass(frozen=True, slots=True)
class QuarterOutlook:
    """What a quarter's count may be: its mean, the range of 80 in 100 draws, and the chance (0 to 1) of passing the plan."""

    period: Period
    planned: Decimal
    expected: Decimal
    low: Decimal
    high: Decimal
    chance_above_plan: Decimal


@dataclass(frozen=True, slots=True)
class Bearer:
    """A partner with its agreed share (per cent) of what is not paid, and what that may come to."""

    name: str
    share: Decimal
    loss: Spread


@dataclass(frozen=True, slots=True)
class Assumption:
    """What the outlook rests on, in words. `weight` is how far it decides the payment (rank correlation, 0 to 1)."""

    title: str
    taken_as: str
    weight: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Outlook:
    """What may be paid for a planned fall, given its history and what is assumed; chances are 0 to 1.

    `reserve` is what is held against a loss, None where nothing was said of it. `draws_for_p95` is how many draws put the P95 of
    the loss within one per cent; None where the loss is nothing.
    """

    title: str
    draws: int
    seed: int
    fund: Pounds
    paid: Spread
    lost: Spread
    chance_of_all: Decimal
    chance_of_nothing: Decimal
    quarters: tuple[QuarterOutlook, ...]
    bearers: tuple[Bearer, ...]
    reserve: Pounds | None
    chance_reserve_enough: Decimal | None
    draws_for_p95: int | None
    assumptions: tuple[Assumption, ...]
    method: tuple[str, ...]
    not_worked_out: tuple[Unusable, ...] = ()
