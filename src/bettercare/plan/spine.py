"""The Plan: one frozen value holding what an area answers, the same shape for every round.

Repeating parts carry an opaque `id`; every value then has an address such as `schemes/{id}/lines/{id}/amount`
(see `addresses`). Money is Decimal pounds, marked `Pounds` so that it is written with pence. What only one round asks
for goes into `answers`, keyed by a field id that the round defines.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from bettercare.plan.periods import FinancialYear

Pounds = Annotated[Decimal, "pounds"]
"""Money in pounds, exact; written to JSON with pence."""

AnswerValue = Decimal | date | bool | str | tuple[tuple[str | None, ...], ...]
"""A money, count or rate as Decimal; a date; yes or no; text or a choice's id; a table as rows of text."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered to a field that the round defines; `field` is the round's field id."""

    field: str
    value: AnswerValue | None


Answers = tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Area:
    """What the plan is for, as named in the paper."""

    name: str | None = None


@dataclass(frozen=True, slots=True)
class Cover:
    """A Health and Wellbeing Board area that the plan stands for: whole, or a named part of it."""

    id: str
    code: str
    whole: bool = True
    part: str | None = None


class OrganisationKind(StrEnum):
    """What kind of organisation a partner is."""

    COUNCIL = "council"
    CCG = "ccg"
    ICB = "icb"
    HWB = "hwb"
    DISTRICT = "district"
    PROVIDER = "provider"


@dataclass(frozen=True, slots=True)
class Organisation:
    """A partner as named in the paper; `code` is its register code where the name was matched."""

    id: str
    name: str | None
    kind: OrganisationKind | None = None
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Dates:
    """The days that the paper gives for itself: agreed by the Health and Wellbeing Board, and submitted."""

    agreed_at_hwb: date | None = None
    submitted: date | None = None


class BudgetKind(StrEnum):
    """Whether a stated budget is the minimum required or what was agreed."""

    MINIMUM = "minimum"
    AGREED = "agreed"


@dataclass(frozen=True, slots=True)
class Budget:
    """The pooled budget as stated in the plan's summary: the minimum required, or the total agreed."""

    id: str
    kind: BudgetKind
    year: FinancialYear | None
    amount: Pounds | None = None


@dataclass(frozen=True, slots=True)
class Contribution:
    """What a partner puts into the pool in a year. `source` is a stream id of the round."""

    id: str
    organisation: str | None = None
    source: str | None = None
    year: FinancialYear | None = None
    minimum: Pounds | None = None
    actual: Pounds | None = None
    spend_on_schemes: Pounds | None = None
    holds_pool: bool | None = None
    answers: Answers = ()


class Recurrence(StrEnum):
    """Whether money comes every year or once."""

    RECURRENT = "recurrent"
    NON_RECURRENT = "non-recurrent"


@dataclass(frozen=True, slots=True)
class Line:
    """A scheme's money in a year from a source. A `benefit` is a saving, signed as written."""

    id: str
    year: FinancialYear | None = None
    source: str | None = None
    recurrence: Recurrence | None = None
    amount: Pounds | None = None
    benefit: Pounds | None = None
    area_of_spend: str | None = None
    commissioner: str | None = None
    nhs_share: Decimal | None = None
    """Per cent of a jointly commissioned line that the NHS commissions, 0 to 100."""
    provider: str | None = None
    answers: Answers = ()


@dataclass(frozen=True, slots=True)
class Scheme:
    """A funded service."""

    id: str
    number: str | None = None
    name: str | None = None
    provider: str | None = None
    description: str | None = None
    lines: tuple[Line, ...] = ()
    answers: Answers = ()


@dataclass(frozen=True, slots=True)
class StatedTotal:
    """A total that the paper states. `of` names what it adds up, such as `schemes.amount` or `contributions.minimum`."""

    id: str
    of: str
    year: FinancialYear | None = None
    recurrence: Recurrence | None = None
    source: str | None = None
    amount: Pounds | None = None


@dataclass(frozen=True, slots=True)
class Contingency:
    """Planned savings of an outcome and the support needed if it is missed; `year` is a year or `ongoing`."""

    id: str
    outcome: str | None = None
    year: str | None = None
    planned_savings: Pounds | None = None
    maximum_support: Pounds | None = None


@dataclass(frozen=True, slots=True)
class Benefit:
    """How a saving is built up: change in activity times unit price; `scheme` is a scheme's id."""

    id: str
    title: str | None = None
    scheme: str | None = None
    organisation: str | None = None
    year: FinancialYear | None = None
    measure: str | None = None
    change: Decimal | None = None
    unit_price: Pounds | None = None
    saving: Pounds | None = None
    basis: str | None = None
    answers: Answers = ()


class PointRole(StrEnum):
    """What a metric's value stands for."""

    BASELINE = "baseline"
    TARGET = "target"
    ACTUAL = "actual"


@dataclass(frozen=True, slots=True)
class MetricPoint:
    """A metric's value in a period, as stated, with the count and population it comes from."""

    id: str
    role: PointRole
    start: date | None = None
    end: date | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    value: Decimal | None = None
    answers: Answers = ()


@dataclass(frozen=True, slots=True)
class Metric:
    """A measure and its points; `metric` is the round's metric id, `title` the paper's words."""

    id: str
    metric: str | None
    title: str | None = None
    points: tuple[MetricPoint, ...] = ()
    answers: Answers = ()


class ConditionStatus(StrEnum):
    """How far a question was answered."""

    ANSWERED = "answered"
    PARTLY = "partly"
    UNANSWERED = "unanswered"


@dataclass(frozen=True, slots=True)
class ConditionAnswer:
    """What was answered to one question of a national condition."""

    id: str
    condition: str
    question: str
    status: ConditionStatus = ConditionStatus.UNANSWERED
    text: str | None = None
    answers: Answers = ()


@dataclass(frozen=True, slots=True)
class Narrative:
    """What was written in one section of the round's form."""

    id: str
    section: str
    title: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Risk:
    """A risk, rated in words or as likelihood times impact, each 1 to 5."""

    id: str
    description: str | None = None
    rating: str | None = None
    likelihood: int | None = None
    impact: int | None = None
    score: int | None = None
    owner: str | None = None
    mitigation: str | None = None


@dataclass(frozen=True, slots=True)
class Milestone:
    """A dated step of the plan; `due` as written, because papers give months, quarters and seasons."""

    id: str
    action: str | None = None
    lead: str | None = None
    due: str | None = None


@dataclass(frozen=True, slots=True)
class Signature:
    """A sign-off block of the paper; `role` is a role id of the round (council, nhs, hwb, ...)."""

    id: str
    role: str
    organisation: str | None = None
    name: str | None = None
    position: str | None = None
    date: date | None = None


@dataclass(frozen=True, slots=True)
class RelatedDocument:
    """A document that the paper names as belonging to the plan."""

    id: str
    title: str | None = None
    synopsis: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """An area's answer to a round."""

    round: str | None = None
    area: Area = Area()
    covers: tuple[Cover, ...] = ()
    organisations: tuple[Organisation, ...] = ()
    dates: Dates = Dates()
    budgets: tuple[Budget, ...] = ()
    contributions: tuple[Contribution, ...] = ()
    schemes: tuple[Scheme, ...] = ()
    stated_totals: tuple[StatedTotal, ...] = ()
    contingency: tuple[Contingency, ...] = ()
    benefits: tuple[Benefit, ...] = ()
    metrics: tuple[Metric, ...] = ()
    conditions: tuple[ConditionAnswer, ...] = ()
    narrative: tuple[Narrative, ...] = ()
    risks: tuple[Risk, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    signatures: tuple[Signature, ...] = ()
    related: tuple[RelatedDocument, ...] = ()
    answers: Answers = ()
