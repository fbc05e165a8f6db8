"""What changed since somebody last looked: the version that each person saw last, by work address."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from bettercare.plan.comparison import Comparison, Effect
from bettercare.rounds.model import Round
from bettercare.service.accounts.models import User
from bettercare.service.accounts.permissions import Permission, may
from bettercare.service.plans.actions import NotAllowed
from bettercare.service.plans.models import AreaPlan, PlanVersion
from bettercare.service.plans.working import compared
from bettercare.service.signoff.models import Seen


@dataclass(frozen=True, slots=True)
class Since:
    """What changed from the version that somebody saw last to another; `seen` is nothing where they saw none before."""

    seen: Seen | None
    comparison: Comparison | None

    @property
    def changes(self) -> int:
        return len(self.comparison.changes) if self.comparison else 0

    @property
    def effects(self) -> tuple[Effect, ...]:
        """What follows for the money, without what stays as it was."""
        return tuple(e for e in self.comparison.effects if e.old != e.new) if self.comparison else ()


def mark_seen(*, by: User, plan: AreaPlan, version: int) -> Seen:
    """Remember that a person looked at a version."""
    if not may(by, Permission.SEE, plan):
        raise NotAllowed(f"Your role does not allow you to {Permission.SEE.value}.")
    with transaction.atomic():
        return remember(plan, plan.versions.get(number=version), by.email)


def remember(plan: AreaPlan, version: PlanVersion, address: str) -> Seen:
    """Append that a version was seen, inside the caller's transaction."""
    return Seen.objects.create(plan=plan, version=version, address=address.lower(), at=timezone.now())


def since(row: AreaPlan, version: PlanVersion, address: str, round: Round) -> Since:
    """What changed from the version that somebody saw last before this one to this one."""
    last = row.seen.select_related("version").filter(address=address.lower(), version__number__lt=version.number).first()
    if last is None:
        return Since(None, None)
    old, new = last.version.draft(), version.draft()
    return Since(last, compared(row, old, new))
