"""The pooled fund of a year: what partners put in, what schemes plan and spend of it, what moves, and who keeps what is left."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from bettercare.plan.payments import Unusable
from bettercare.plan.periods import Month
from bettercare.plan.spine import Pounds


class EntryKind(StrEnum):
    """What a row of the pool's book does: brings money into the year, or moves it between schemes or sources."""

    OPENING = "opening balance"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class BookEntry:
    """A row of the pool's book, in pounds. An opening balance is of a source (`to`); what is moved goes from a scheme or source to
    another of the same kind, with its reason. `where` names the file and row."""

    kind: EntryKind
    where: str
    amount: Decimal
    to: str
    from_: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """A row of a ledger extract, in pounds: its code, and month where the extract gives one."""

    where: str
    code: str
    amount: Decimal
    month: Month | None = None
    words: str | None = None


@dataclass(frozen=True, slots=True)
class MappedCode:
    """What a ledger code is spent on: a scheme, by number or name, and where it has several sources, which one."""

    where: str
    code: str
    scheme: str
    source: str | None = None


@dataclass(frozen=True, slots=True)
class PoolFiles:
    """What files say of a pool's year, and what in them could not be used. `ledger` None: no extract was given."""

    book: tuple[BookEntry, ...] = ()
    ledger: tuple[LedgerEntry, ...] | None = None
    codes: tuple[MappedCode, ...] = ()
    unusable: tuple[Unusable, ...] = ()


@dataclass(frozen=True, slots=True)
class PartnerRow:
    """What a partner puts into a source. `additional` is what goes beyond its minimum, None where no minimum is known."""

    partner: str
    source: str | None
    minimum: Pounds | None
    actual: Pounds | None
    additional: Pounds | None
    holds_pool: bool | None


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source's year: brought in, put in, moved here, planned to be spent, and left of it. `spent` is of the schemes that a ledger
    code stands for, None where there are none; without a code for each there is no forecast.

    `left` follows the plan; `left_by_outturn` what is forecast. `known` is False where an amount of either side is missing.
    """

    source: str | None
    title: str
    ring_fenced: bool | None
    opening: Pounds
    put_in: Pounds
    moved: Pounds
    planned: Pounds
    left: Pounds
    known: bool
    spent: Pounds | None
    forecast: Pounds | None
    left_by_outturn: Pounds | None


@dataclass(frozen=True, slots=True)
class SchemeRow:
    """A scheme's money of a year from one source: planned, moved, spent to date, forecast; `variance` is forecast less plan and
    what was moved. Without a ledger code for it, what was spent is not known."""

    scheme: str
    name: str
    source: str | None
    planned: Pounds | None
    moved: Pounds
    spent: Pounds | None
    forecast: Pounds | None
    variance: Pounds | None


@dataclass(frozen=True, slots=True)
class EarmarkRow:
    """Spending that must reach a required amount; `why` says what is not known."""

    title: str
    planned: Pounds
    required: Pounds | None
    met: bool | None
    why: str | None = None


@dataclass(frozen=True, slots=True)
class KeptRow:
    """Who keeps what is left of a source, and on what ground."""

    source: str
    partner: str
    amount: Pounds
    ground: str


@dataclass(frozen=True, slots=True)
class PoolStatement:
    """The pooled fund of a year. `months` is how many months of the year the ledger covers, None without one."""

    round: str
    area: str | None
    year: str
    hosts: tuple[str, ...]
    partners: tuple[PartnerRow, ...]
    sources: tuple[SourceRow, ...]
    schemes: tuple[SchemeRow, ...]
    earmarks: tuple[EarmarkRow, ...]
    kept: tuple[KeptRow, ...]
    months: int | None
    unmapped: Pounds
    """What the ledger spends under codes that no scheme was named for; it is in no scheme's and no source's spending."""
    conditions: tuple[str, ...]
    """What the sources' own grant conditions ask, in sentences with whether that is confirmed."""
    not_worked_out: tuple[Unusable, ...] = ()

    @property
    def put_in(self) -> Decimal:
        return sum((s.put_in for s in self.sources), Decimal(0))

    @property
    def planned(self) -> Decimal:
        return sum((s.planned for s in self.sources), Decimal(0))

    @property
    def left(self) -> Decimal:
        return sum((s.left for s in self.sources), Decimal(0))
