"""Signing and sending. Each action says by whom, runs in one transaction and appends its event."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from bettercare.service.accounts.models import User
from bettercare.service.accounts.permissions import Permission, may, signs_as
from bettercare.service.plans.actions import NotAllowed
from bettercare.service.plans.models import AreaPlan, PlanVersion
from bettercare.service.plans.working import checked
from bettercare.service.rounds_admin.in_force import load
from bettercare.service.signoff.models import SignOff, Submission, Way
from bettercare.service.signoff.status import SENDABLE, lacks, seats
from bettercare.service.signoff.stored import stored


class CannotSign(ValueError):
    """A signature that cannot be given; the words say why and what to do."""


class CannotSend(ValueError):
    """A version that cannot be sent so; the words say what is missing and what to do."""


def sign(*, by: User, plan: AreaPlan, version: int, role: str, organisation: str) -> SignOff:
    """Sign a version's stored bytes in a role that the person holds for an organisation."""
    if (role, organisation) not in own_seats(by, plan):
        raise NotAllowed("You do not sign in this role for this organisation.")
    with transaction.atomic():
        return _signed(by, plan, version, role, organisation, by.name, by.position, Way.SIGNED_IN, timezone.localdate(), "", "")


def record_signature(
    *, by: User, plan: AreaPlan, version: int, role: str, organisation: str, name: str, position: str, signed_on: date,
    evidence: str, delegated_by: str = "",
) -> SignOff:  # fmt: skip
    """Record a signature that was given elsewhere, with the evidence that it rests on."""
    if not may(by, Permission.SEND, plan):
        raise NotAllowed(f"Your role does not allow you to {Permission.SEND.value}.")
    if not name.strip() or not evidence.strip():
        raise CannotSign("Say who signed and what shows it: the minute or letter, with its date.")
    if signed_on > timezone.localdate():
        raise CannotSign("The day of the signature is in the future.")
    with transaction.atomic():
        return _signed(by, plan, version, role, organisation, name, position, Way.RECORDED, signed_on, evidence, delegated_by)


def own_seats(user: User, plan: AreaPlan) -> set[tuple[str, str]]:
    """The signatures that a person may give: in a role for the own organisation, or for the area's board in the board's role."""
    held = signs_as(user, plan)
    roles = {role for role, _ in held}
    asked = seats(plan, plan.plan(), load(plan.round))
    boards = {(s.role.id, s.organisation) for s in asked if s.role.per in ("hwb", "plan") and s.role.id in roles}
    return {*held, *boards}


def _signed(
    by: User, plan: AreaPlan, number: int, role: str, organisation: str, name: str, position: str, way: Way, signed_on: date,
    evidence: str, delegated_by: str,
) -> SignOff:  # fmt: skip
    version = _version(plan, number)
    asked = {(s.role.id, s.organisation) for s in seats(plan, version.kept(), load(plan.round))}
    if (role, organisation) not in asked:
        raise CannotSign(f"The round does not ask {organisation} for this signature.")
    if version.signoffs.filter(role=role, organisation=organisation).exists():
        raise CannotSign(f"Version {number} is signed in this role for {organisation} already.")
    kept = stored(bytes(version.content), plan.round)
    return SignOff.objects.create(
        plan=plan, version=version, role=role, organisation=organisation, name=name, position=position, way=way,
        signed_on=signed_on, evidence=evidence, delegated_by=delegated_by, content=kept.content, sha256=kept.sha256,
        by=by, by_name=str(by), at=timezone.now(),
    )  # fmt: skip


def submit(*, by: User, plan: AreaPlan, version: int, window: str, reason: str = "") -> Submission:
    """Send a version in a window. What is missing, or being late, needs a reason, which goes with it."""
    if not may(by, Permission.SEND, plan):
        raise NotAllowed(f"Your role does not allow you to {Permission.SEND.value}.")
    round = load(plan.round)
    where = next((w for w in round.windows if w.id == window and w.kind in SENDABLE), None)
    if where is None:
        raise CannotSend("The round has no such window in which plans are sent.")
    with transaction.atomic():
        kept = _version(plan, version)
        content = kept.kept()
        lacking = lacks(where, content, round, checked(plan, content), seats(plan, content, round))
        closes = where.closes_for(plan.plan().covers[0].code) if plan.plan().covers else where.closes
        now = timezone.now()
        late = closes is not None and timezone.localtime(now).replace(tzinfo=None) > closes.replace(tzinfo=None)
        if (lacking or late) and not reason.strip():
            why = [f"it is not {' or '.join(lacking)}"] if lacking else []
            why += ["the window has closed"] if late else []
            raise CannotSend(f"This version can be sent with a reason only, because {' and '.join(why)}.")
        held = stored(bytes(kept.content), plan.round, tuple(s.sha256 for s in kept.signoffs.order_by("at")))
        return Submission.objects.create(
            plan=plan, version=kept, window=window, late=late, reason=reason.strip(), lacking=list(lacking), content=held.content,
            sha256=held.sha256, by=by, by_name=str(by), at=now,
        )  # fmt: skip


def _version(plan: AreaPlan, number: int) -> PlanVersion:
    found = PlanVersion.objects.select_for_update().filter(plan=plan, number=number).first()
    if found is None:
        raise CannotSign(f"There is no version {number}.")
    return found
