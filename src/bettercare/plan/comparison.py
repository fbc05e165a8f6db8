"""What a comparison of two plans says: which parts are the same, what changed in them, and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from bettercare.plan.findings import Finding
from bettercare.plan.spine import Pounds


class ChangeKind(StrEnum):
    """What happened to a part or value."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class PartMatch:
    """Two parts taken to be the same, by address and by name; `score` is 0 to 1, and `why` what decided where it was not the id."""

    old: str
    new: str
    old_name: str
    new_name: str
    score: float
    why: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of words of a text: added, removed, or kept, which has no kind."""

    words: str
    kind: ChangeKind | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One value that changed, or one part that came or went. `old` and `new` are values ready to show; None where there is none.

    `address` is the new plan's, or the old plan's for what was removed. `difference` is in the value's own unit: pounds, a
    count, a rate. `text` shows a long text word by word. `what` names the value or part alone.
    """

    kind: ChangeKind
    part: str
    address: str
    old_address: str | None
    words: str
    old: str | None = None
    new: str | None = None
    difference: Decimal | None = None
    text: tuple[Passage, ...] = ()
    what: str = ""


@dataclass(frozen=True, slots=True)
class SeriesRow:
    """One value of a series: its period or cell, what of it, what it was, is, and the difference, ready to show."""

    when: str
    what: str
    old: str
    new: str
    difference: str


@dataclass(frozen=True, slots=True)
class Series:
    """What several changes are together: a measure that moved in twelve months. `addresses` are the changes' own."""

    part: str
    words: str
    addresses: tuple[str, ...]
    rows: tuple[SeriesRow, ...]


@dataclass(frozen=True, slots=True)
class Effect:
    """A figure that follows from a plan, before and after; None where it is not known, with the reason in `why`."""

    what: str
    year: str | None
    source: str | None
    old: Pounds | None
    new: Pounds | None
    difference: Pounds | None
    words: str
    why: str | None = None


class MoveKind(StrEnum):
    """How money went from one place of a plan to another."""

    DIVIDED = "divided"
    MERGED = "merged"
    BETWEEN_SCHEMES = "between schemes"
    BETWEEN_SOURCES = "between sources"


@dataclass(frozen=True, slots=True)
class Move:
    """Money that is in both plans and in another place now. `old` and `new` are addresses of schemes, or ids of sources."""

    kind: MoveKind
    year: str | None
    amount: Pounds
    old: tuple[str, ...]
    new: tuple[str, ...]
    words: str


class Fate(StrEnum):
    """Whether a finding came with the new plan, went with the old one, or is still there."""

    NEW = "new"
    GONE = "gone"
    STILL = "still there"


@dataclass(frozen=True, slots=True)
class FindingFate:
    """A finding, and what became of it between the two plans."""

    fate: Fate
    finding: Finding


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two plans held against each other: changes in the order of the plan, effects, findings, and uncertain matches first."""

    changes: tuple[Change, ...] = ()
    effects: tuple[Effect, ...] = ()
    findings: tuple[FindingFate, ...] = ()
    matches: tuple[PartMatch, ...] = ()
    old_for_demonstration: bool = False
    new_for_demonstration: bool = False
    """Whether the documents of the old or the new plan say of themselves that they were made for demonstration."""
    moves: tuple[Move, ...] = ()
    """What some of the changes are together: a scheme divided, money moved from one source to another."""
    series: tuple[Series, ...] = ()
    """What others are together: a measure that moved in several periods."""
