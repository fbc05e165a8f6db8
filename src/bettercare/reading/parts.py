"""What extractors hand over: parts of a plan as read, each field with its state, place and other candidates.

Every extractor is a function from blocks of documents to `Found`. `assemble` gives the parts their ids, puts them into a
Plan, and turns candidates into doubts; so no extractor knows addresses.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bettercare.plan import Candidate, Claim, Place, State, Unread


@dataclass(frozen=True, slots=True)
class Read:
    """One value as read, typed as the spine types it (Decimal, date, FinancialYear, enum, text).

    `others` are further candidates with reasons; `doubt` says why there is doubt. A doubt without a value means that no
    candidate leads.
    """

    value: Any
    place: Place | None = None
    state: State = State.GIVEN
    others: tuple[Candidate, ...] = ()
    doubt: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the plan: `kind` is the Plan's (or parent's) field name, such as `schemes`, `lines` or `risks`.

    `fields` are the part's spine fields; `answers` by the round's field id; `parts` are its children.
    """

    kind: str
    fields: dict[str, Read] = field(default_factory=dict)
    parts: tuple[Part, ...] = ()
    answers: dict[str, Read] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Found:
    """The result of one extractor. `used` are (document name, line or sheet row key) that it accounted for."""

    parts: tuple[Part, ...] = ()
    singles: dict[str, Read] = field(default_factory=dict)
    """Values there is one of, by address: `area/name`, `dates/submitted`, `answers/{field}`."""
    claims: tuple[Claim, ...] = ()
    unread: tuple[Unread, ...] = ()
    used: frozenset[tuple[str, str]] = frozenset()

    def __add__(self, other: Found) -> Found:
        return Found(
            self.parts + other.parts, {**other.singles, **self.singles}, self.claims + other.claims, self.unread + other.unread,
            self.used | other.used,
        )  # fmt: skip
