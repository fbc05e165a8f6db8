"""What a collation says: sums with what they add up, an ambition per metric, and a row for every plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from bettercare.plan import CheckResult, Reading


@dataclass(frozen=True, slots=True)
class Handed:
    """One plan as handed in: what was read and found, or why it could not be read. `name` is the folder's or file's."""

    name: str
    reading: Reading | None = None
    checked: CheckResult | None = None
    problem: str | None = None


class Standing(StrEnum):
    """How a plan goes into the sums."""

    ADDED = "added"
    BENEATH = "beneath another plan"
    TWICE = "another plan of the same area"
    UNPLACED = "area not known"
    UNREAD = "could not be read"


@dataclass(frozen=True, slots=True)
class Part:
    """A Health and Wellbeing Board area that a plan covers, whole or in part."""

    code: str
    whole: bool
    part: str | None = None


@dataclass(frozen=True, slots=True)
class AreaRow:
    """One plan: whom it is for, how it goes into the sums and why, its money in pounds, and its findings."""

    name: str
    area: str | None
    covers: tuple[Part, ...]
    round: str | None
    standing: Standing
    why: str | None = None
    """What stands in the way of adding it, or which plan it is beneath."""
    pool: tuple[tuple[str, Decimal | None], ...] = ()
    """The pooled money of each year; None where it is not known."""
    schemes: int = 0
    blocking: int = 0
    queries: int = 0
    notes: int = 0
    not_checked: int = 0
    answered: int = 0
    questions: int = 0
    submitted: date | None = None


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum in pounds over `plans` (None over no plan), and the plans whose figure is not known, which are not in it."""

    what: str
    year: str | None
    amount: Decimal | None
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
class RuleCount:
    """How often a rule found something, in how many plans."""

    rule: str
    severity: str
    findings: int
    plans: int


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
    conditions: tuple[tuple[str, int, int], ...] = ()
    """For each condition: its title, plans that answer all its questions, plans asked."""
    rules: tuple[RuleCount, ...] = ()
    uncovered: tuple[str, ...] = ()
    """Codes of Health and Wellbeing Board areas for which no plan was added."""
