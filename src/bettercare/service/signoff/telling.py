"""Telling those who sign here that a version waits for them."""

from __future__ import annotations

from django.db import transaction
from django.urls import reverse

from bettercare.service.accounts.models import User
from bettercare.service.accounts.people import working_on
from bettercare.service.accounts.permissions import Permission, may
from bettercare.service.notices.telling import tell
from bettercare.service.plans.actions import NotAllowed
from bettercare.service.plans.models import AreaPlan
from bettercare.service.rounds_admin.in_force import load
from bettercare.service.signoff.actions import signs_for, version_of
from bettercare.service.signoff.status import seats


def tell_signatories(*, by: User, plan: AreaPlan, version: int) -> tuple[User, ...]:
    """Tell each signatory of the plan who signs in here, and whose signature this version lacks; return whom."""
    if not may(by, Permission.SEND, plan):
        raise NotAllowed(f"Your role does not allow you to {Permission.SEND.value}.")
    with transaction.atomic():
        kept = version_of(plan, version)
        open_seats = [s for s in seats(plan, kept.draft(), load(plan.round)) if not s.holds]
        roles = {(s.role.id, s.organisation) for s in open_seats} | {
            (s.role.id, "") for s in open_seats if s.role.per in ("hwb", "plan")
        }
        asked = tuple(
            user for user in working_on(plan) if any((r, o) in roles or (r, "") in roles for r, o in signs_for(user, plan))
        )
        words = f"{by} asks you to sign version {version} of the plan of {plan.area}"
        tell(asked, words, reverse("signing", args=[plan.pk, version]), but=by)
    return asked
