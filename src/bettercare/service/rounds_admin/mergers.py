"""Organisations that merge: successors are shown beside the names of the day, and people are carried over one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from bettercare.plan.words import day
from bettercare.service.accounts.models import Membership, Role, User
from bettercare.service.accounts.permissions import Permission, may
from bettercare.service.kept import once_a_request
from bettercare.service.notices.telling import tell
from bettercare.service.plans.models import AreaPlan, Partner
from bettercare.service.rounds_admin.models import MembershipCarried, Merger


class CannotMerge(ValueError):
    """A merger that cannot be so; the words say what to do. `field` is the box that they are about."""

    def __init__(self, field: str, words: str) -> None:
        self.field = field
        super().__init__(words)


@dataclass(frozen=True, slots=True)
class Inherited:
    """A partner, by the name that the plan has for it, whose tasks another took over by a merger."""

    name: str
    merger: Merger

    @property
    def words(self) -> str:
        """How it came about, for what is signed under the old name."""
        return f"to its successor {self.merger.successor_name} since {day(self.merger.on)}: {self.merger.why}"


class NotAdministered(PermissionError):
    """The person does not administer organisations."""


def organisations() -> dict[str, str]:
    """The organisations that are partners of plans or that people work for: names by register code."""
    known = dict(Membership.objects.exclude(role=Role.NATIONAL).values_list("organisation", "organisation_name"))
    return dict(sorted({**known, **dict(Partner.objects.values_list("organisation", "name"))}.items(), key=lambda o: o[1]))


def successors_of(row: AreaPlan) -> tuple[Merger, ...]:
    """What became of a plan's partners since, up to today."""
    return _successors(tuple(p.organisation for p in row.who()), timezone.localdate())


@once_a_request
def _successors(codes: tuple[str, ...], day: date) -> tuple[Merger, ...]:
    return tuple(Merger.objects.filter(predecessor__in=codes, on__lte=day))


def inherited(row: AreaPlan) -> dict[str, tuple[Inherited, ...]]:
    """Of each partner of a plan that took others over up to today, over whatever steps, those partners: by its name."""
    names = {p.organisation: p.name for p in row.who()}
    went = {m.predecessor: m for m in Merger.objects.filter(on__lte=timezone.localdate())}
    found: dict[str, list[Inherited]] = {}
    for code, name in names.items():
        last, seen = went.get(code), {code}
        while last is not None and last.successor not in seen:
            seen.add(last.successor)
            if last.successor in names:
                found.setdefault(names[last.successor], []).append(Inherited(name, last))
            last = went.get(last.successor)
    return {name: tuple(more) for name, more in found.items()}


def record_merger(*, by: User, predecessor: str, successor: str, successor_name: str, on: date, why: str) -> Merger:
    """Record that an organisation went into another, which becomes a partner of its plans beside it.

    Nobody's role follows by itself: see `carry`. Names in plans stay as they are written and signed.
    """
    _administers(by)
    known = organisations()
    if predecessor not in known:
        raise CannotMerge("predecessor", "Choose the organisation that is no more.")
    if not successor.strip() or len(successor.strip()) > 20 or not successor_name.strip():
        raise CannotMerge("successor", "Give the register code and the name of the organisation that took over.")
    if successor.strip() == predecessor or _leads_back(successor.strip(), predecessor):
        raise CannotMerge("successor", "An organisation does not go into itself.")
    if not why.strip():
        raise CannotMerge("why", "Say by which order or decision. It stands in the history with your name.")
    with transaction.atomic():
        if Merger.objects.select_for_update().filter(predecessor=predecessor).exists():
            raise CannotMerge("predecessor", "This merger is recorded already.")
        kept = Merger.objects.create(
            predecessor=predecessor, predecessor_name=known[predecessor], successor=successor.strip(),
            successor_name=successor_name.strip()[:200], on=on, why=why.strip()[:400], by=by, by_name=str(by), at=timezone.now(),
        )  # fmt: skip
        for row in plans_of(kept):
            Partner.objects.get_or_create(plan=row, organisation=kept.successor, defaults={"name": kept.successor_name})
        return kept


def plans_of(merger: Merger) -> Sequence[AreaPlan]:
    """The plans of which the predecessor is a partner."""
    return list(AreaPlan.objects.filter(partners__organisation=merger.predecessor))


def to_decide(merger: Merger) -> list[Membership]:
    """What people do for the predecessor today and was not carried over yet."""
    held = Membership.objects.filter(organisation=merger.predecessor, carried_to=None).exclude(role=Role.NATIONAL)
    return [m for m in held.select_related("user").order_by("user__name") if not m.is_over(timezone.localdate())]


def carry(*, by: User, merger: Merger, memberships: Sequence[int]) -> tuple[MembershipCarried, ...]:
    """Give people for the successor what they do for the predecessor, from the day of the merger; the old roles end with it."""
    _administers(by)
    with transaction.atomic():
        Merger.objects.select_for_update().get(pk=merger.pk)
        chosen = [m for m in to_decide(merger) if m.pk in set(memberships)]
        carried = []
        for old in chosen:
            new = Membership.objects.create(
                user=old.user, organisation=merger.successor, organisation_name=merger.successor_name, area=old.area, role=old.role,
                signs_as=old.signs_as, starts=max(merger.on, old.starts), ends=old.ends,
            )  # fmt: skip
            _end(old, merger.on)
            words = f"{by} carried over what you do: {new.role_name} for {new.organisation_name}, from {day(new.starts)}"
            tell([old.user], words, but=by)
            carried.append(
                MembershipCarried.objects.create(
                    merger=merger, membership=old, became=new, by=by, by_name=str(by), at=timezone.now()
                )
            )
        return tuple(carried)


def _end(old: Membership, on: date) -> None:
    """End a role on the day before a merger, at once where that is today or has passed."""
    last, today = on - timedelta(days=1), timezone.localdate()
    old.ends = max(old.starts, min(old.ends or last, last))
    old.ended_at = timezone.now() if on <= today else None
    old.save(update_fields=["ends", "ended_at"])


def _leads_back(successor: str, predecessor: str) -> bool:
    """Whether the successor itself went, over whatever steps, into the predecessor."""
    following = dict(Merger.objects.values_list("predecessor", "successor"))
    while successor in following:
        successor = following.pop(successor)
        if successor == predecessor:
            return True
    return False


def _administers(by: User) -> None:
    if not may(by, Permission.ADMINISTER, None):
        raise NotAdministered(f"Your role does not allow you to {Permission.ADMINISTER.value}.")
