"""What a comparison says: which parts are the same, what changed in them, and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from bettercare.plan import Finding


class Kind(StrEnum):
    """What happened to a part or value."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Match:
    """Two parts taken to be the same, by address and by name; `score` is 0 to 1, and `why` what decided where it was not the id."""

    old: str
    new: str
    old_name: str
    new_name: str
    score: float
    why: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of words of a text: kept, added or removed."""

    words: str
    kind: Kind | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One value that changed, or one part that came or went. `old` and `new` are values ready to show; None where there is none.

    `address` is the new plan's, or the old plan's for what was removed. `difference` is in the value's own unit: pounds, a
    count, a rate. `text` shows a long text word by word.
    """

    kind: Kind
    part: str
    address: str
    old_address: str | None
    words: str
    old: str | None = None
    new: str | None = None
    difference: Decimal | None = None
    text: tuple[Passage, ...] = ()


@dataclass(frozen=True, slots=True)
class Effect:
    """A figure that follows from a plan, before and after, in pounds; None where it is not known, with the reason in `why`."""

    what: str
    year: str | None
    source: str | None
    old: Decimal | None
    new: Decimal | None
    difference: Decimal | None
    words: str
    why: str | None = None


class Standing(StrEnum):
    """Whether a finding came with the new plan, went with the old one, or is still there."""

    NEW = "new"
    GONE = "gone"
    STILL = "still there"


@dataclass(frozen=True, slots=True)
class FindingChange:
    """A finding and how it stands between the two plans."""

    standing: Standing
    finding: Finding


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two plans held against each other: changes in the order of the plan, effects, findings, and uncertain matches first."""

    changes: tuple[Change, ...] = ()
    effects: tuple[Effect, ...] = ()
    findings: tuple[FindingChange, ...] = ()
    matches: tuple[Match, ...] = ()
