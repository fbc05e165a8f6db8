"""Signing. Each action says by whom, runs in one transaction and appends its event."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from bettercare.service.accounts.models import Role, User
from bettercare.service.accounts.people import working_on
from bettercare.service.accounts.permissions import Permission, may, signs_as
from bettercare.service.notices.telling import tell
from bettercare.service.plans.actions import NotAllowed
from bettercare.service.plans.models import AreaPlan, PlanVersion
from bettercare.service.rounds_admin.in_force import load
from bettercare.service.rounds_admin.mergers import inherited
from bettercare.service.signoff import delegating, seeing
from bettercare.service.signoff.evidence import keep_evidence
from bettercare.service.signoff.models import Delegation, Evidence, SignatureRequest, SignOff, Way
from bettercare.service.signoff.refusals import CannotSign
from bettercare.service.signoff.status import seats
from bettercare.service.signoff.stored import stored


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A signature about to be put: in which role of the round, by whom and how."""

    role: str
    organisation: str
    name: str
    position: str
    way: Way
    signed_on: date
    evidence: str = ""
    file: Evidence | None = None
    delegation: Delegation | None = None
    delegated_by: str = ""
    request: SignatureRequest | None = None


def sign(*, by: User, plan: AreaPlan, version: int, role: str, organisation: str) -> SignOff:
    """Sign a version's stored bytes in a role that the person holds for an organisation, or in which they sign for another."""
    own = own_seats(by, plan)
    if (role, organisation) not in own:
        raise NotAllowed("You do not sign in this role for this organisation.")
    today = timezone.localdate()
    with transaction.atomic():
        given = Given(
            role=role, organisation=organisation, name=by.name, position=by.position, way=Way.SIGNED_IN, signed_on=today,
            delegation=own[role, organisation], delegated_by=_inherited_words(by, plan, role, organisation),
        )  # fmt: skip
        return put(by, plan, version, given)


def record_signature(
    *, by: User, plan: AreaPlan, version: int, role: str, organisation: str, name: str, position: str, signed_on: date,
    evidence: str, delegated_by: str = "", upload: UploadedFile[bytes] | None = None, delegation: Delegation | None = None,
) -> SignOff:  # fmt: skip
    """Record a signature that was given elsewhere, with the evidence that it rests on."""
    if not may(by, Permission.SEND, plan):
        raise NotAllowed(f"Your role does not allow you to {Permission.SEND.value}.")
    if not name.strip():
        raise CannotSign("Enter the name of the officer who signed.", "name")
    if not evidence.strip():
        raise CannotSign("Say what shows it: the minute or letter, with its date.", "evidence")
    if signed_on > timezone.localdate():
        raise CannotSign("The day of the signature is in the future.", "signed_on")
    with transaction.atomic():
        file = keep_evidence(by=by, plan=plan, file=upload) if upload else None
        given = Given(
            role=role, organisation=organisation, name=name.strip(), position=position.strip(), way=Way.RECORDED,
            signed_on=signed_on, evidence=evidence.strip(), delegated_by=delegated_by.strip(), file=file, delegation=delegation,
        )  # fmt: skip
        return put(by, plan, version, given)


def signs_for(user: User, plan: AreaPlan) -> tuple[tuple[str, str], ...]:
    """The sign-off roles that a person holds today: for partners of a plan, and for those that went into these by a merger."""
    held = signs_as(user, plan)
    before = inherited(plan)
    return (*held, *((role, one.name) for role, organisation in held for one in before.get(organisation, ())))


def _inherited_words(user: User, plan: AreaPlan, role: str, organisation: str) -> str:
    """How a person comes to sign for an organisation that is no more; nothing where they sign for their own."""
    held, before = signs_as(user, plan), inherited(plan)
    if (role, organisation) in held:
        return ""
    mine = (one for own, name in held if own == role for one in before.get(name, ()) if one.name == organisation)
    return next((one.words for one in mine), "")


def own_seats(user: User, plan: AreaPlan) -> dict[tuple[str, str], Delegation | None]:
    """The signatures that a person may give: in the own role for the own organisation or one that went into it, for the area's
    board in the board's role, and by the power that another gave them; with that power."""
    held = signs_for(user, plan)
    roles = {role for role, _ in held}
    asked = seats(plan, plan.draft(), load(plan.round))
    boards = [(s.role.id, s.organisation) for s in asked if s.role.per in ("hwb", "plan") and s.role.id in roles]
    found: dict[tuple[str, str], Delegation | None] = dict.fromkeys((*held, *boards))
    if may(user, Permission.SEE, plan):
        for power in delegating.held_by(plan, user.email, timezone.localdate()):
            found.setdefault((power.role, power.organisation), power)
    return found


def put(by: User | None, plan: AreaPlan, number: int, given: Given) -> SignOff:
    """Put a signature on a version's stored bytes, inside the caller's transaction; `by` nobody where it came by a link."""
    version = version_of(plan, number)
    round = load(plan.round)
    asked = {(s.role.id, s.organisation) for s in seats(plan, version.draft(), round)}
    if (given.role, given.organisation) not in asked:
        raise CannotSign(f"The round does not ask {given.organisation} for this signature.")
    if version.signoffs.filter(role=given.role, organisation=given.organisation).exists():
        raise CannotSign(f"Version {number} is signed in this role for {given.organisation} already.")
    power = given.delegation
    if power is not None:
        if (power.role, power.organisation) != (given.role, given.organisation):
            raise CannotSign("The power to sign is for another signature.")
        if why := delegating.why_not(power, version, given.signed_on):
            raise CannotSign(why)
    evidence = [file.sha256 for file in (given.file, power.evidence if power else None) if file is not None]
    words = delegating.in_words(power) if power else given.delegated_by
    says = {
        "role": given.role, "organisation": given.organisation, "name": given.name, "position": given.position,
        "way": given.way.value, "signed_on": given.signed_on.isoformat(), "evidence": given.evidence, "delegated_by": words,
    }  # fmt: skip
    kept = stored(bytes(version.content), plan.round, evidence=tuple(evidence), signature=says)
    made = SignOff.objects.create(
        plan=plan, version=version, role=given.role, organisation=given.organisation, name=given.name, position=given.position,
        way=given.way, signed_on=given.signed_on, evidence=given.evidence, file=given.file, delegation=power,
        delegated_by=words[:400], request=given.request, content=kept.content, sha256=kept.sha256, by=by,
        by_name=str(by) if by else given.name, at=timezone.now(),
    )  # fmt: skip
    signed = f"{given.name} signed version {number} of {plan.area} for {given.organisation}"
    tell(working_on(plan, Role.LEAD), signed, reverse("signing", args=[plan.pk, number]), but=by)
    if by is not None and given.way is Way.SIGNED_IN:
        seeing.remember(plan, version, by.email)
    return made


def version_of(plan: AreaPlan, number: int) -> PlanVersion:
    """A version of a plan, held until the transaction ends."""
    found = PlanVersion.objects.select_for_update().filter(plan=plan, number=number).first()
    if found is None:
        raise CannotSign(f"There is no version {number}.")
    return found
