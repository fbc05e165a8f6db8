"""What a round rules: money and its sources, floors, conditions, metrics, payment, assurance. Values only; see `model`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from bettercare.plan import FinancialYear, Period
from bettercare.rounds.forms import UNLOCATED, Field, ListItem, Locator, Predicate


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A dated figure: national amount, uplift, unit cost, threshold. One id may stand for several times, without gap.

    `applies_to` is a year (`2014-15`), years (`2017-18..2018-19`), days (`2014-07-25..2014-08-17`) or a day.
    """

    id: str
    title: str
    value: Decimal | None
    unit: Literal["GBP", "GBP million", "per cent", "share", "count", "per 100,000", "beds", "days", "score"]
    applies_to: str
    published_on: date | None = None
    source: str
    confirmed: bool

    @property
    def period(self) -> Period:
        """The days that it applies to."""
        return span(self.applies_to)


def span(text: str) -> Period:
    """Read a year, years, days or one day, as in `Figure.applies_to`; ValueError says what was found."""
    first, _, last = text.partition("..")
    start, end = _days(first), _days(last or first)
    return Period(start.start, end.end)


def _days(text: str) -> Period:
    if re.fullmatch(r"\d{4}-\d{2}", text):
        return FinancialYear.parse(text).period
    return Period(date.fromisoformat(text), date.fromisoformat(text))


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocation:
    """An amount allocated or required for a place or an organisation (register codes) in a year."""

    area: str | None = None
    organisation: str | None = None
    year: FinancialYear
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class AllocationVersion:
    """One publication of an allocation table; the latest published replaces the others whole."""

    id: str
    status: Literal["indicative", "provisional", "final", "corrected"]
    published_on: date
    amounts: tuple[Allocation, ...] = ()
    source: str
    confirmed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AllocationTable:
    """Amounts per area, never computed from a percentage. Without a version it awaits an administrator's import."""

    id: str
    title: str
    versions: tuple[AllocationVersion, ...] = ()
    source: str
    confirmed: bool

    def version(self, known_on: date | None = None) -> AllocationVersion | None:
        """The version in force, or the one that was in force on a day."""
        known = [v for v in self.versions if known_on is None or v.published_on <= known_on]
        return max(known, key=lambda v: v.published_on, default=None)

    def amount(
        self, year: FinancialYear, *, area: str | None = None, organisation: str | None = None, known_on: date | None = None
    ) -> Decimal | None:
        """The sum allocated in pounds to what is named; None (not zero) where the table does not say."""
        version = self.version(known_on)
        found = [
            a.amount
            for a in (version.amounts if version else ())
            if a.year == year and area in (None, a.area) and organisation in (None, a.organisation)
        ]
        return sum(found, Decimal(0)) if found else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Objective:
    id: str
    title: str
    parent: str | None = None
    source: str
    confirmed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """A source of funding. `predecessors` are stream ids of earlier rounds that went into it, as `round/stream`."""

    id: str
    title: str
    payer: Literal["nhs", "council", "either"]
    mandatory: bool
    ring_fenced: bool | None = None
    predecessors: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    allocation: str | None = None
    """Id of the allocation table that sets its minimum, imported by an administrator."""
    source: str
    confirmed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """A spend that must reach a required amount: lines that meet `counts` add up to at least the table's figure."""

    id: str
    title: str
    counts: Predicate
    share: Literal["nhs"] | None = None
    """`nhs` where only the NHS share of a jointly commissioned line counts."""
    requirement: str
    """Id of the allocation table holding the required amount; without it the floor is not checked."""
    tolerance: Decimal = Decimal(0)
    source: str
    confirmed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Constraint:
    """What must hold of every part it is about (`on`), or of those that meet `when`."""

    id: str
    on: Literal["plan", "scheme", "line", "contribution", "benefit", "metric", "point", "condition"]
    when: Predicate | None = None
    must: Predicate
    severity: Literal["error", "query", "note"]
    message: str
    do: str
    source: str
    confirmed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question of a national condition; `needs` lists what an answer must show."""

    id: str
    asks: str
    needs: tuple[
        Literal["text", "confirmation", "date", "proportion", "definition", "method", "amount", "reference", "reason"], ...
    ] = ("text",)
    needs_when_no: tuple[Literal["date", "reason", "actions"], ...] = ()
    """What else is needed where the answer is no."""
    only_when_no: str | None = None
    """Id of the condition's question that must be answered no for this one to be asked."""
    section: str | None = None
    locator: Locator = UNLOCATED


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A national condition. `evidence` says where it shows when it has no box of its own (such as `signatures`)."""

    id: str
    number: str
    title: str
    shows: tuple[str, ...]
    questions: tuple[Question, ...]
    evidence: str | None = None
    paid: tuple[str, ...] = ()
    """Ids of the payment tranches that hang on it."""
    predecessors: tuple[str, ...] = ()
    locator: Locator = UNLOCATED
    source: str
    confirmed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricPeriod:
    """A point the form asks for: its role, the column label, its period, and whether it is asked, not applicable or free."""

    id: str
    role: Literal["baseline", "target", "actual"]
    asked: Literal["asked", "not-applicable", "free"]
    """`free`: the area names the period."""
    period: Period | None = None
    column: str | None = None
    """Id of the metrics table's column that holds it."""
    tranche: str | None = None
    locator: Locator = UNLOCATED


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricDefinition:
    """A measure: value = numerator / denominator x multiplier; a count has neither denominator nor multiplier."""

    id: str
    title: str
    standing: Literal["headline", "component", "supporting"] = "headline"
    numerator: str | None = None
    denominator: str | None = None
    multiplier: Decimal | None = None
    better: Literal["lower", "higher", "local"]
    decimals: int | None = None
    population: str | None = None
    """65+, 18+, all, discharges, ... : the basis of the denominator."""
    unit: str
    parts_asked: bool = True
    """Whether the form asks for numerator and denominator; figures taken from a national publication come without them."""
    averaged: Literal["month", "day"] | None = None
    """The numerator is the average per month or day of the period, not its total."""
    standardised: str | None = None
    data_source: str | None = None
    series_break: str | None = None
    """Why values must not be compared with those of earlier rounds."""
    cadence: str | None = None
    periods: tuple[MetricPeriod, ...] = ()
    components: tuple[str, ...] = ()
    formula: Predicate | None = None
    """How the value follows from its components' values."""
    required: bool = True
    paid: tuple[str, ...] = ()
    predecessors: tuple[str, ...] = ()
    plausible: tuple[Decimal | None, Decimal | None] = (None, None)
    """Bounds of a believable value, set by this project; outside them a magnitude query."""
    locator: Locator = UNLOCATED
    source: str
    confirmed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuMetric:
    """A local metric that an area may choose."""

    id: str
    title: str
    numerator: str
    denominator: str
    multiplier: Decimal
    better: Literal["lower", "higher"]
    data_source: str | None = None
    locator: Locator = UNLOCATED
    source: str
    confirmed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """A publication of a metric's actual values for a period; a revised release supersedes an earlier one."""

    id: str
    metric: str
    period: Period
    published_on: date
    supersedes: str | None = None
    source: str
    confirmed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Tranche:
    """A part of the fund that is paid at a time, when what it hangs on is met.

    `amount` is a figure's id (England); None where each area's own plan sets it.
    """

    id: str
    title: str
    due: date | None = None
    amount: str | None = None
    released_on: tuple[str, ...]
    """In words; the conditions and metrics that it hangs on name it in `paid`."""
    source: str
    confirmed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentVariant:
    """One way to read a rule of payment that the sources leave open; the first of several holds unless another is named."""

    id: str
    title: str
    clawback: bool = False
    """Whether what was paid before the count rose again is taken back."""
    conditions: Literal["together", "each"] = "together"
    """Whether a tranche's conditions release it only all together, or each an equal part of it."""
    source: str
    confirmed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtraFall:
    """Money held for a fall of a metric beyond the operating plans, and released to date as it is achieved."""

    metric: str
    unit_cost: str
    """Id of the figure for what one is worth, unless the plan's own answer to the field `own_unit_cost` says otherwise."""
    own_unit_cost: str | None = None
    fund: str | None = None
    """Id of the field in which a plan states what it holds."""
    variants: tuple[PaymentVariant, ...] = ()
    if_missed: tuple[str, ...] = ()
    source: str
    confirmed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """How payment hangs on results."""

    tranches: tuple[Tranche, ...] = ()
    threshold: str | None = None
    """Id of the figure that progress to target must reach."""
    method: Literal["progress-to-target", "cumulative-reduction"] | None = None
    weights: Literal["equal"] | None = None
    unit_cost: str | None = None
    own_unit_cost: str | None = None
    """Id of the field in which a plan gives a unit cost of its own."""
    guideline: str | None = None
    fund: str | None = None
    """Id of the field in which a plan states the fund itself."""
    share: str | None = None
    """Id of the allocation table with each area's share of the fund; what it leaves over the planned fall is ring-fenced."""
    year: FinancialYear | None = None
    """The year whose money is paid: of its minimum fund an area's tranches are shares."""
    variants: tuple[PaymentVariant, ...] = ()
    if_missed: tuple[str, ...] = ()
    source: str
    confirmed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AssuranceQuestion:
    """A key line of enquiry."""

    id: str
    theme: str
    asks: str
    condition: str | None = None
    source: str
    confirmed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Assurance:
    """External review: what reviewers ask, what they fill in for each question (`fields`), outcomes and escalation."""

    questions: tuple[AssuranceQuestion, ...]
    fields: tuple[Field, ...] = ()
    outcomes: tuple[ListItem, ...]
    escalation: tuple[str, ...]
    approver: str
    source: str
    confirmed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """This round amends another while it runs: which years it opens again, and which parts of the plan carry over."""

    amends: str
    reopens: tuple[FinancialYear, ...]
    carries: tuple[str, ...]
    """Field names of the Plan."""
    source: str
    confirmed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Reorganisation:
    """Organisations (register codes) that another took over on a day, for allocations and contributions of this round."""

    id: str
    on: date
    predecessors: tuple[str, ...]
    successor: str
    source: str
    confirmed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSetting:
    """What a round changes about a rule of the handbook: off, another severity, or a parameter."""

    rule: str
    on: bool = True
    severity: Literal["error", "query", "note"] | None = None
    parameters: Mapping[str, Any] = field(default_factory=dict)
    reason: str


def latest(releases: Iterable[Release], metric: str, period: Period, known_on: date | None = None) -> Release | None:
    """The release that held for a metric and period, now or as it was known on a day."""
    known = [
        r for r in releases
        if r.metric == metric
        and r.period.start <= period.start
        and period.end <= r.period.end
        and (known_on is None or r.published_on <= known_on)
    ]  # fmt: skip
    superseded = {r.supersedes for r in known}
    return max((r for r in known if r.id not in superseded), key=lambda r: r.published_on, default=None)


__all__ = [
    "Allocation", "AllocationTable", "AllocationVersion", "Amendment", "Assurance", "AssuranceQuestion", "Condition",
    "Constraint", "Figure", "Floor", "MenuMetric", "MetricDefinition", "MetricPeriod", "Objective", "Payment", "Question",
    "Release", "Reorganisation", "RuleSetting", "Stream", "Tranche", "latest", "span",
]  # fmt: skip
