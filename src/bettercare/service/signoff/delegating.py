"""Power to sign for another: given by a minute, from a day until a day, up to an amount or for one version; checked when used."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from bettercare.figures.amounts import balances
from bettercare.plan import Plan
from bettercare.plan.words import day, pounds
from bettercare.rounds.model import NotInRound
from bettercare.service.accounts.models import User
from bettercare.service.accounts.permissions import Permission, may
from bettercare.service.plans.actions import NotAllowed
from bettercare.service.plans.models import AreaPlan, PlanVersion
from bettercare.service.rounds_admin.in_force import load
from bettercare.service.signoff.addresses import work_address
from bettercare.service.signoff.evidence import keep_evidence
from bettercare.service.signoff.models import Delegation, DelegationEnded
from bettercare.service.signoff.refusals import CannotDelegate
from bettercare.service.signoff.status import seats


def delegate(
    *, by: User, plan: AreaPlan, role: str, organisation: str, given_by: str, name: str, position: str, address: str, minute: str,
    starts: date, ends: date, up_to: Decimal | None = None, version: int | None = None, upload: UploadedFile[bytes] | None = None,
) -> Delegation:  # fmt: skip
    """Record that an officer gave somebody the power to sign, where the round allows it."""
    if not may(by, Permission.SEND, plan):
        raise NotAllowed(f"Your role does not allow you to {Permission.SEND.value}.")
    round = load(plan.round)
    try:
        asked = round.role(role)
    except NotInRound as error:
        raise CannotDelegate("Choose which signature the power is for.", "seat") from error
    if asked.delegable is False:
        raise CannotDelegate(f"The round does not let this signature be given by another: {asked.title}.", "seat")
    if (role, organisation) not in {(s.role.id, s.organisation) for s in seats(plan, plan.draft(), round)}:
        raise CannotDelegate(f"The round does not ask {organisation or 'nobody'} for this signature.", "seat")
    for value, field, words in (
        (given_by, "given_by", "Enter who gives the power, by name and position."),
        (name, "name", "Enter the name of the one who gets it."),
        (position, "position", "Enter the position of the one who gets it."),
        (minute, "minute", "Enter the minute or the scheme of delegation, with its date."),
    ):
        if not value.strip():
            raise CannotDelegate(words, field)
    if ends < starts:
        raise CannotDelegate("The power ends before it starts.", "ends")
    if up_to is not None and up_to <= 0:
        raise CannotDelegate("The limit must be more than nothing. Leave it empty where the minute sets none.", "up_to")
    only = plan.versions.filter(number=version).first() if version is not None else None
    if version is not None and only is None:
        raise CannotDelegate(f"There is no version {version}.", "version")
    to = work_address(address, CannotDelegate)
    with transaction.atomic():
        file = keep_evidence(by=by, plan=plan, file=upload) if upload else None
        return Delegation.objects.create(
            plan=plan, role=role, organisation=organisation, given_by=given_by.strip(), name=name.strip(),
            position=position.strip(), address=to, minute=minute.strip(), evidence=file, starts=starts, ends=ends, up_to=up_to,
            version=only, by=by, by_name=str(by), at=timezone.now(),
        )  # fmt: skip


def end_delegation(*, by: User, delegation: Delegation, reason: str) -> DelegationEnded:
    """Take power to sign back before its end; signatures that were given under it stay."""
    if not may(by, Permission.SEND, delegation.plan):
        raise NotAllowed(f"Your role does not allow you to {Permission.SEND.value}.")
    if not reason.strip():
        raise CannotDelegate("Say why the power ends.", "reason")
    with transaction.atomic():
        locked = Delegation.objects.select_for_update().get(pk=delegation.pk)
        if DelegationEnded.objects.filter(delegation=locked).exists():
            raise CannotDelegate("This power has ended already.")
        return DelegationEnded.objects.create(delegation=locked, reason=reason.strip(), by=by, by_name=str(by), at=timezone.now())


def held_by(plan: AreaPlan, address: str, on: date) -> QuerySet[Delegation]:
    """The powers that somebody holds on a day, by work address."""
    return plan.delegations.filter(address__iexact=address, starts__lte=on, ends__gte=on, ended__isnull=True)


def why_not(delegation: Delegation, version: PlanVersion, on: date) -> str | None:
    """Why a power does not reach as far as signing a version on a day; nothing where it does."""
    if DelegationEnded.objects.filter(delegation=delegation).exists():
        return "The power to sign was taken back."
    if not delegation.starts <= on <= delegation.ends:
        return f"The power to sign holds from {day(delegation.starts)} to {day(delegation.ends)}."
    if delegation.version_id is not None and delegation.version_id != version.pk:
        return f"The power to sign is for version {delegation.version.number} alone." if delegation.version else None
    if delegation.up_to is None:
        return None
    largest = largest_sum(version.kept())
    if largest is None:
        return f"The power to sign reaches up to {pounds(delegation.up_to)}, and amounts are missing, so that nobody knows the sum."
    if largest > delegation.up_to:
        return f"The power to sign reaches up to {pounds(delegation.up_to)}; this version holds {pounds(largest)} in a year."
    return None


def largest_sum(plan: Plan) -> Decimal | None:
    """The most that is put in or spent in one year, in pounds; none where an amount is missing."""
    sums: dict[str, list[Decimal]] = {}
    for balance in balances(plan):
        if not balance.known:
            return None
        both = sums.setdefault(balance.year, [Decimal(0), Decimal(0)])
        both[0] += balance.income.amount
        both[1] += balance.spending.amount
    return max((max(both) for both in sums.values()), default=None)


def in_words(delegation: Delegation) -> str:
    """A power with its minute and limits: `by the chief executive, minute 12, until 31 March 2026, up to £30,000,000`."""
    words = f"by {delegation.given_by}, {delegation.minute}, from {day(delegation.starts)} to {day(delegation.ends)}"
    words += f", up to {pounds(delegation.up_to)}" if delegation.up_to is not None else ""
    return words + (f", for version {delegation.version.number}" if delegation.version else "")
