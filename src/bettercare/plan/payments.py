"""What happened in a year of a plan, and what is paid for it: by progress to targets, and for a fall counted to date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from bettercare.plan.periods import Period
from bettercare.plan.spine import Pounds


class ActualKind(StrEnum):
    """What a row of actual figures is about."""

    METRIC = "metric"
    CONDITION = "condition"
    EXTRA_FALL = "extra fall"


@dataclass(frozen=True, slots=True)
class Actual:
    """What was counted of a metric in a period, whether a condition was met, or an extra fall planned and achieved.

    `of` is an id of the round; `numerator` of an extra fall is what was achieved. `where` names the file and row.
    """

    kind: ActualKind
    of: str
    where: str
    period: Period | None = None
    planned: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    value: Decimal | None = None
    met: bool | None = None


@dataclass(frozen=True, slots=True)
class Unusable:
    """Something that could not be used, where it stands, what was found and what to do; all else was used."""

    where: str
    found: str
    do: str


@dataclass(frozen=True, slots=True)
class Actuals:
    """What a file of actual figures says, and what in it could not be used."""

    rows: tuple[Actual, ...] = ()
    unusable: tuple[Unusable, ...] = ()


@dataclass(frozen=True, slots=True)
class PartPaid:
    """What hangs on one metric or condition of a tranche. `paid` None: not known, and `why` says what is missing.

    `period` is that whose result counts; `progress` is the share of the way from baseline to target, None where there is no way to
    measure.
    """

    kind: ActualKind
    of: str
    title: str
    at_stake: Pounds
    paid: Pounds | None
    period: Period | None = None
    baseline: Decimal | None = None
    target: Decimal | None = None
    actual: Decimal | None = None
    progress: Decimal | None = None
    reached: bool | None = None
    needs_recovery: bool = False
    why: str | None = None


@dataclass(frozen=True, slots=True)
class TranchePaid:
    """A part of the fund with what it hangs on (nothing: no result). Paid, held back and open add up to its amount."""

    id: str
    title: str
    due: date | None
    amount: Pounds
    paid: Pounds
    held: Pounds
    open: Pounds
    parts: tuple[PartPaid, ...] = ()


@dataclass(frozen=True, slots=True)
class ByProgress:
    """Payment by conditions and by progress to targets: the fund in tranches, to the penny."""

    fund: Pounds
    threshold: Decimal
    """Share of the way to a target that releases its money, 0 to 1."""
    tranches: tuple[TranchePaid, ...]

    @property
    def on_results(self) -> Decimal:
        return sum((t.amount for t in self.tranches if t.parts), Decimal(0))

    @property
    def paid(self) -> Decimal:
        return sum((t.paid for t in self.tranches), Decimal(0))

    @property
    def held(self) -> Decimal:
        return sum((t.held for t in self.tranches), Decimal(0))

    @property
    def open(self) -> Decimal:
        return sum((t.open for t in self.tranches), Decimal(0))


@dataclass(frozen=True, slots=True)
class QuarterPaid:
    """What one quarter releases. Counts are of the quarter; falls and `unreleased` are to date. None: not known, see `why`."""

    period: Period
    title: str
    due: date | None
    baseline: Decimal | None
    planned: Decimal | None
    actual: Decimal | None
    planned_to_date: Decimal
    achieved_to_date: Decimal | None
    most: Pounds
    paid: Pounds | None
    paid_to_date: Pounds | None
    unreleased: Pounds | None
    why: str | None = None


@dataclass(frozen=True, slots=True)
class ForAFall:
    """Payment for a fall of a count, worked out to date. `share` is the area's share of the fund that is held nationally for it,
    None where it is not known; what the planned fall leaves of it is ring-fenced for services outside hospital."""

    metric: str
    title: str
    unit_cost: Pounds
    unit_cost_from: str
    planned_fall: Decimal
    planned_per_cent: Decimal | None
    guideline: Decimal | None
    fund: Pounds
    share: Pounds | None
    share_unknown: str | None
    ring_fenced: Pounds | None
    clawback: bool
    """Whether what was paid too early is taken back."""
    stated_fund: Pounds | None
    """What the plan itself states as the fund."""
    paid: Pounds
    known: bool
    quarters: tuple[QuarterPaid, ...]

    @property
    def unreleased(self) -> Decimal | None:
        """What of the fund is not paid once all quarters are known."""
        return self.fund - self.paid if self.known else None


@dataclass(frozen=True, slots=True)
class PaymentStatement:
    """What is paid for a plan's results by its round's rule. `unconfirmed` says in sentences what of the rule is not confirmed."""

    round: str
    area: str | None
    variant: str | None
    variant_title: str | None
    unconfirmed: tuple[str, ...]
    by_progress: ByProgress | None = None
    for_a_fall: ForAFall | None = None
    extra_fall: ForAFall | None = None
    if_missed: tuple[str, ...] = ()
    not_worked_out: tuple[Unusable, ...] = ()
