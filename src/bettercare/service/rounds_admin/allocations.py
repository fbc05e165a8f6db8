"""Allocations in force: taken from a file once a person has confirmed its columns, kept as versions, and whom a change concerns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from bettercare.plan import FinancialYear, Plan
from bettercare.reading.files.allocations import Columns, Known, Matched, matched, name_of
from bettercare.rounds.model import Allocation, AllocationVersion, Round
from bettercare.service.accounts.models import User
from bettercare.service.accounts.permissions import Permission, may
from bettercare.service.plans.actions import NotAllowed
from bettercare.service.plans.models import AreaPlan
from bettercare.service.rounds_admin import in_force
from bettercare.service.rounds_admin.allocation_files import CannotImport, sheets_of
from bettercare.service.rounds_admin.models import AllocationFile, AllocationKept, Status, fingerprint_of

_Key = tuple[str | None, str | None, FinancialYear]


@dataclass(frozen=True, slots=True)
class AmountChange:
    """What one area is given in a year, before and after; None where the table did not or does not say."""

    area: str
    name: str
    organisation: str | None
    year: FinancialYear
    old: Decimal | None
    new: Decimal | None

    @property
    def difference(self) -> Decimal | None:
        return self.new - self.old if self.old is not None and self.new is not None else None


@dataclass(frozen=True, slots=True)
class PlanTouched:
    """A plan whose areas are given another amount in a year; `stated` is what the plan puts in from the sources of the table."""

    row: AreaPlan
    year: FinancialYear
    old: Decimal | None
    new: Decimal | None
    stated: Decimal | None
    signed: int
    sent: int

    @property
    def difference(self) -> Decimal | None:
        return self.new - self.old if self.old is not None and self.new is not None else None


def known_in(round: Round) -> Known:
    """The areas and organisations that a file for a round may name."""
    own: dict[str, str] = {}
    for row in AreaPlan.objects.filter(round=round.id):
        own |= {cover.code: row.area for cover in row.covers() if cover.code}
    registered = {code for code in own if name_of(code, {}) != code}
    return Known(round.years[0].period.start, {code: name for code, name in own.items() if code not in registered})


def read_as(file: AllocationFile, columns: Columns, round: Round, known: Known) -> Matched:
    """What a file says by these columns."""
    return matched(sheets_of(file), columns, round, file.table, known)


def keep_allocation(
    *, by: User, file: AllocationFile, columns: Columns, status: Status, published_on: date, source: str, reason: str = "",
    accepts: bool = False,
) -> AllocationKept:  # fmt: skip
    """Take a file's amounts as the table's next version, in force at once. Raises CannotImport with what is to be mended."""
    if not may(by, Permission.ADMINISTER, None):
        raise NotAllowed(f"Your role does not allow you to {Permission.ADMINISTER.value}.")
    with transaction.atomic():
        in_force.touched(file.round)
        round = in_force.load(file.round)
        found = read_as(file, columns, round, known_in(round))
        last = latest(file.round, file.table)
        _refuse(found, last, status, published_on, source, reason, accepts)
        amounts = [[a.area, a.organisation, str(a.year), f"{a.amount:f}"] for a in found.allocations]
        if last and sorted(map(str, last.amounts)) == sorted(map(str, amounts)) and last.status == status:
            raise CannotImport("This file says what is in force already.")
        kept = AllocationKept.objects.create(
            round=file.round, table=file.table, number=(last.number if last else 0) + 1, status=status, published_on=published_on,
            source=source.strip()[:400], reason=reason.strip(), accepted=list(found.to_accept), amounts=amounts,
            sha256=fingerprint_of(amounts), file=file, by=by, by_name=str(by), at=timezone.now(),
        )  # fmt: skip
        in_force.touched(file.round)
        return kept


def _refuse(
    found: Matched, last: AllocationKept | None, status: Status, published_on: date, source: str, reason: str, accepts: bool
) -> None:  # fmt: skip
    if found.problems:
        raise CannotImport("Mend the rows that are named and bring the file again, or match the columns otherwise.")
    if not found.allocations:
        raise CannotImport("No amount was found. Choose the column of the areas and that of the amounts.")
    if not source.strip():
        raise CannotImport("Say where the figures were published.")
    if published_on > timezone.localdate():
        raise CannotImport("The day of publication is in the future.")
    if last and published_on < last.published_on:
        raise CannotImport(
            f"Version {last.number} was published later, on {last.published_on:%d %B %Y}. Give the day of this publication."
        )
    if status is Status.CORRECTED and (last is None or not reason.strip()):
        raise CannotImport("There is nothing to correct yet." if last is None else "Say why the figures were corrected.")
    if last and last.status != Status.PROVISIONAL and status is Status.PROVISIONAL:
        raise CannotImport("Final figures are not followed by provisional ones. Choose corrected, and say why.")
    if found.to_accept and not (accepts and reason.strip()):
        raise CannotImport("Tick that you take the figures as they are, and say why, or mend the file.")


def latest(round: str, table: str) -> AllocationKept | None:
    """The last version of a table that was imported."""
    return AllocationKept.objects.filter(round=round, table=table).first()


def tried_version(found: Matched) -> AllocationVersion:
    """What a file says as a version that nobody has taken yet."""
    return AllocationVersion(
        id="tried", status="provisional", published_on=date.max, amounts=found.allocations, source="own", confirmed=False
    )


def changes(old: AllocationVersion | None, new: AllocationVersion, known: Known) -> tuple[AmountChange, ...]:
    """What differs between two versions of a table, the largest difference first."""
    before, after = _sums(old.amounts if old else ()), _sums(new.amounts)
    found = [
        AmountChange(key[0] or "", name_of(key[0] or "", known.own), key[1], key[2], before.get(key), after.get(key))
        for key in dict.fromkeys((*before, *after))
        if before.get(key) != after.get(key)
    ]
    return tuple(sorted(found, key=lambda c: (-abs(c.difference or Decimal(0)), c.name)))


def _sums(amounts: Iterable[Allocation]) -> dict[_Key, Decimal]:
    found: dict[_Key, Decimal] = {}
    for a in amounts:
        key = (a.area, a.organisation, a.year)
        found[key] = found.get(key, Decimal(0)) + a.amount
    return found


def plans_touched(round: Round, table: str, found: Sequence[AmountChange]) -> tuple[PlanTouched, ...]:
    """The plans whose areas a change concerns, by how much in all, and what they say themselves."""
    sources = {s.id for s in round.streams if s.allocation == table}
    rows = AreaPlan.objects.filter(round=round.id).prefetch_related("signoffs", "submissions")
    touched = []
    for row in rows:
        plan = row.plan()
        codes = {c.code for c in plan.covers}
        for year in sorted({c.year for c in found}):
            mine = [c for c in found if c.area in codes and c.year == year]
            if mine:
                old, new = _sum(c.old for c in mine), _sum(c.new for c in mine)
                stated = _stated(plan, sources, year)
                touched.append(PlanTouched(row, year, old, new, stated, len(row.signoffs.all()), len(row.submissions.all())))
    return tuple(touched)


def _stated(plan: Plan, sources: set[str], year: FinancialYear) -> Decimal | None:
    return _sum(c.actual for c in plan.contributions if c.source in sources and c.year == year)


def _sum(amounts: Iterable[Decimal | None]) -> Decimal | None:
    known = [a for a in amounts if a is not None]
    return sum(known, Decimal(0)) if known else None
