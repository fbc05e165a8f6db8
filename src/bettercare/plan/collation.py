"""What is handed in to be added up, and what a collation says: sums with what they hold, ambitions, and a row for every plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from bettercare.plan.findings import CheckResult
from bettercare.plan.reading import Reading
from bettercare.plan.spine import Pounds


@dataclass(frozen=True, slots=True)
class Handed:
    """One plan as handed in: what was read and found, or why it could not be read. `name` is the folder's or file's."""

    name: str
    reading: Reading | None = None
    checked: CheckResult | None = None
    problem: str | None = None
    demonstration: bool = False
    """That its documents say they were made for demonstration, where the reading handed in is not whole."""


class Standing(StrEnum):
    """How a plan goes into the sums."""

    ADDED = "added"
    BENEATH = "beneath another plan"
    TWICE = "another plan of the same area"
    UNPLACED = "area not known"
    UNREAD = "could not be read"


@dataclass(frozen=True, slots=True)
class Covered:
    """A Health and Wellbeing Board area that a plan covers, whole or in part."""

    code: str
    whole: bool
    part: str | None = None


@dataclass(frozen=True, slots=True)
class Pooled:
    """The pooled money of a year; None where it is not known."""

    year: str
    amount: Pounds | None


@dataclass(frozen=True, slots=True)
class AreaRow:
    """One plan: whom it is for, how it goes into the sums and why, its money, and its findings."""

    name: str
    area: str | None
    covers: tuple[Covered, ...]
    round: str | None
    standing: Standing
    why: str | None = None
    """What stands in the way of adding it, or which plan it is beneath."""
    pool: tuple[Pooled, ...] = ()
    schemes: int = 0
    blocking: int = 0
    queries: int = 0
    notes: int = 0
    not_checked: int = 0
    answered: int = 0
    questions: int = 0
    submitted: date | None = None
    demonstration: bool = False
    """Whether its documents say that they were made for demonstration."""


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum over `plans` (None over no plan), and the plans whose figure is not known, which are not in it."""

    what: str
    year: str | None
    amount: Pounds | None
    plans: tuple[str, ...]
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A plan that an ambition could not add, and why."""

    plan: str
    why: str


@dataclass(frozen=True, slots=True)
class Ambition:
    """A metric in a period over all plans that give its parts: the value is numerators over denominators, never a mean of rates.

    Where no plan gives both parts, none of the three is known.
    """

    metric: str
    title: str
    role: str
    start: date
    end: date
    numerator: Decimal | None
    denominator: Decimal | None
    value: Decimal | None
    unit: str
    plans: tuple[str, ...]
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True, slots=True)
class ConditionCount:
    """How many of the plans that are added answer all questions of a national condition."""

    condition: str
    answered: int
    plans: int


@dataclass(frozen=True, slots=True)
class RuleCount:
    """How often a rule found something, in how many plans."""

    rule: str
    severity: str
    findings: int
    plans: int
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Collation:
    """A round's plans added up. Sums hold plans that are `added` only; every plan has a row, whatever became of it."""

    round: str | None
    rows: tuple[AreaRow, ...]
    pools: tuple[Sum, ...] = ()
    additional: tuple[Sum, ...] = ()
    by_source: tuple[Sum, ...] = ()
    by_area_of_spend: tuple[Sum, ...] = ()
    ambitions: tuple[Ambition, ...] = ()
    conditions: tuple[ConditionCount, ...] = ()
    rules: tuple[RuleCount, ...] = ()
    uncovered: tuple[str, ...] = ()
    """Codes of Health and Wellbeing Board areas for which no plan was added."""
