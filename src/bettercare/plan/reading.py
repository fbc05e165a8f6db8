"""What documents say: a Plan, and for every value its state, its place, its doubts; claims, and what was not placed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from bettercare.plan.spine import Plan

SCHEMA = 1
"""Version of the JSON of a reading; see `canonical`."""
_DEMONSTRATION = "made for demonstration"


class State(StrEnum):
    """How a value stands. Only states other than `given` are listed in a Reading's `states`."""

    GIVEN = "given"
    NOT_ASKED = "not-asked"
    NOT_APPLICABLE = "not-applicable"
    DEFAULT_LEFT_IN = "default-left-in"
    SAID_NOT_SUPPLIED = "said-not-supplied"
    TO_BE_CONFIRMED = "to-be-confirmed"
    BLANK = "blank"
    UNREADABLE = "unreadable"


class How(StrEnum):
    """Whether layout alone decided where a value stands, or something else helped."""

    READ = "read"
    INFERRED = "inferred"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands: document, page or sheet, cell or line (both from 1), and the text as written.

    `inferred` means that layout alone did not decide, and `reason` says what did.
    """

    document: str
    page: int | None = None
    sheet: str | None = None
    cell: str | None = None
    line: int | None = None
    as_written: str | None = None
    how: How = How.READ
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """One value that an address might have; `value` as it would stand in JSON."""

    value: str | None
    as_written: str | None = None
    reason: str | None = None
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Doubt:
    """More than one way to read an address. The first candidate leads if the plan holds its value; else none leads."""

    address: str
    why: str
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """A figure stated in prose, with unit, basis and period; `subject` is from the closed list in `reading.claims`."""

    subject: str
    quantity: Decimal | None
    unit: str
    basis: str | None = None
    start: date | None = None
    end: date | None = None
    place: Place | None = None
    qualifier: str | None = None
    """`about`, `at least`, `up to` or None where the paper is exact."""


@dataclass(frozen=True, slots=True)
class Unread:
    """Text that carries figures or answers and could not be placed."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class RoundGuess:
    """Which round the documents answer and how sure: score 0 to 1 and the marks that decided, best first."""

    round: str
    score: float
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """A document that was read: its name, format, SHA-256, and notices (tracked changes, hidden sheets, stale formulas)."""

    name: str
    format: str
    sha256: str
    notices: tuple[str, ...] = ()

    @property
    def rows_lost(self) -> bool:
        """Whether it is a text that holds figures of tables without the rows in which they stood."""
        return ROWS_LOST in self.notices


ROWS_LOST = "The text holds figures of tables, but no longer the rows and columns in which they stood."
"""The notice of such a text."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the documents of one plan say. Mappings are by address and must not be changed."""

    plan: Plan
    states: Mapping[str, State] = field(default_factory=dict)
    places: Mapping[str, Place] = field(default_factory=dict)
    doubts: tuple[Doubt, ...] = ()
    claims: tuple[Claim, ...] = ()
    unread: tuple[Unread, ...] = ()
    rounds: tuple[RoundGuess, ...] = ()
    documents: tuple[DocumentRecord, ...] = ()

    @property
    def for_demonstration(self) -> bool:
        """Whether the documents say of themselves that they were made for demonstration."""
        texts = [n.text or "" for n in self.plan.narrative] + [u.text for u in self.unread]
        texts += [n for d in self.documents for n in (d.name, *d.notices)]
        texts += [p.as_written or "" for p in self.places.values()]
        return any(_DEMONSTRATION in " ".join(text.lower().split()) for text in texts)
