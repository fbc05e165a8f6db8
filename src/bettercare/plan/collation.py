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
    OTHER_ROUND = "not a plan of this round"
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
    """What stands in the way of adding it, or which plan it is beneath; of a plan that is added, how its area was found where
    the plan gives no code that is in being."""
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
    doubts: int = 0
    """How many of its values the reading doubts."""


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum over `plans` (None over no plan), and the plans whose figure is not known, which are not in it."""

    what: str
    year: str | None
    amount: Pounds | None
    plans: tuple[str, ...]
    missing: tuple[str, ...] = ()
    in_doubt: tuple[str, ...] = ()
    """Those of `plans` whose figure rests on a value that the reading doubts."""


@dataclass(frozen=True, slots=True)
class HwbArea:
    """A Health and Wellbeing Board area by the register; no region where the register does not know the code."""

    code: str
    name: str
    region: str | None = None


@dataclass(frozen=True, slots=True)
class AreaMoney:
    """An area's money in a year: the pool, the minimum required, what is above it, and that in per cent of the minimum."""

    year: str
    pool: Pounds | None
    minimum: Pounds | None
    additional: Pounds | None
    above: Decimal | None


@dataclass(frozen=True, slots=True)
class AreaSum:
    """An area, or several that plans of theirs bind together, with the money of the plans that are added for it.

    Without plans, none was added. `parts` names the parts that plans stand for where none stands for the whole; `apart` are
    plans given for it that are not in the sums; `may_overlap` are plans for parts of it of which no register tells whether they
    share ground, so that some of their money may be counted twice.
    """

    areas: tuple[HwbArea, ...]
    plans: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()
    money: tuple[AreaMoney, ...] = ()
    may_overlap: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A plan that an ambition could not add, and why."""

    plan: str
    why: str


@dataclass(frozen=True, slots=True)
class Ambition:
    """A metric in a period over all plans that give its parts: the value is numerators over denominators, never a mean of rates.

    Where no plan gives both parts, none of the three is known. Over several `periods` that follow each other (all months of a
    year, say) only plans are added that give both parts for each of them, and the value is that of an average period.
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
    periods: int = 1
    in_doubt: tuple[str, ...] = ()
    """Those of `plans` of which the reading doubts a numerator or denominator."""


@dataclass(frozen=True, slots=True)
class NotAddable:
    """A metric of the round that cannot be added up from counts, and why."""

    metric: str
    title: str
    why: str


@dataclass(frozen=True, slots=True)
class ConditionCount:
    """How many of the plans that are added answer all questions of a national condition, and how many answer some only.

    `said_no` counts plans that answer a question of it with a plain no, whatever else they answer.
    """

    condition: str
    answered: int
    plans: int
    partly: int = 0
    said_no: int = 0


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
    minimum: tuple[Sum, ...] = ()
    """The minimum required of the plans whose money above it is known, so that one can be set beside the other."""
    pool_by_source: tuple[Sum, ...] = ()
    spending: tuple[Sum, ...] = ()
    """Amounts of schemes' lines by year; a plan without any, or with one that is not known, is named as missing."""
    by_source: tuple[Sum, ...] = ()
    by_area_of_spend: tuple[Sum, ...] = ()
    ambitions: tuple[Ambition, ...] = ()
    ambitions_over: tuple[Ambition, ...] = ()
    """The same over runs of months or quarters, and single periods that belong to no run."""
    not_addable: tuple[NotAddable, ...] = ()
    conditions: tuple[ConditionCount, ...] = ()
    rules: tuple[RuleCount, ...] = ()
    areas: tuple[AreaSum, ...] = ()
    uncovered: tuple[str, ...] = ()
    """Codes of Health and Wellbeing Board areas for which no plan was added."""
