"""Inviting people, changing what they do and ending it. Each action says by whom, runs in one transaction and appends its event."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from bettercare.service.accounts.events import happened
from bettercare.service.accounts.models import Invitation, Membership, Role, User, WhatHappened, today
from bettercare.service.accounts.permissions import Permission, is_national, may, reach
from bettercare.service.notices.telling import send_invitation, tell

if TYPE_CHECKING:
    from bettercare.service.plans.models import AreaPlan

NATION = ("NATIONAL", "National team")
"""The organisation of national administrators: code and name."""
GIVEN_BY_LEADS = (Role.LEAD, Role.WRITER, Role.READER, Role.SIGNATORY)
RUNS_THE_SERVICE = "Whoever runs this service"


class CannotInvite(ValueError):
    """An invitation that cannot be sent so; the words say what to do. `field` names the box that is wrong."""

    def __init__(self, words: str, field: str = "") -> None:
        super().__init__(words)
        self.field = field


class NotYours(PermissionError):
    """The person does not look after these people."""


@dataclass(frozen=True, slots=True)
class Doing:
    """What somebody shall do: a role for an organisation (code and name), from a day until a day or open."""

    organisation: str
    organisation_name: str
    role: Role
    starts: date
    ends: date | None = None
    signs_as: str = ""


def invite(*, by: User, plan: AreaPlan | None, area: str, email: str, name: str, position: str, doing: Doing) -> Invitation:
    """Invite somebody by e-mail: for a partner of a plan in its area (`plan`), or nationally, where `area` may be empty."""
    email = email.strip().lower()
    _is_allowed(by, plan, doing)
    _makes_sense(email, name, doing)
    area = plan.area if plan else area
    with transaction.atomic():
        same = {"organisation": doing.organisation, "role": doing.role, "area": area, "signs_as": doing.signs_as}
        if Invitation.objects.filter(email=email, accepted_at=None, withdrawn_at=None, **same).exists():
            raise CannotInvite("This person is invited to do this already. Send that invitation again, or withdraw it.", "email")
        held = Membership.objects.filter(user__email=email, **same)
        if any(not m.is_over(today()) for m in held):
            raise CannotInvite("This person does this already.", "email")
        invitation = Invitation.objects.create(
            email=email, name=name.strip(), position=position.strip(), by=by, by_name=str(by), at=timezone.now(),
            organisation_name=doing.organisation_name, starts=doing.starts, ends=doing.ends, **same,
        )  # fmt: skip
        send_invitation(invitation)
        happened(WhatHappened.INVITED, by=by, doing=invitation, about=invitation.name)
    return invitation


def invite_first_administrator(email: str, name: str) -> Invitation:
    """An invitation as national administrator by whoever runs the service; its link is for them to hand over."""
    email = email.strip().lower()
    doing = Doing(*NATION, Role.NATIONAL, today())
    _makes_sense(email, name, doing)
    return Invitation.objects.create(
        email=email, name=name, by=None, by_name=RUNS_THE_SERVICE, at=timezone.now(), organisation=doing.organisation,
        organisation_name=doing.organisation_name, role=doing.role, starts=doing.starts,
    )  # fmt: skip


def invite_again(*, by: User, invitation: Invitation) -> None:
    """Send an invitation anew, with a new link; the earlier one stops working when the new one goes out."""
    with transaction.atomic():
        waiting = _held(by, invitation)
        Invitation.objects.filter(pk=waiting.pk).update(link_hash="")
        send_invitation(waiting)
        happened(WhatHappened.INVITED_AGAIN, by=by, doing=waiting, about=waiting.name)


def withdraw(*, by: User, invitation: Invitation) -> None:
    """Withdraw an invitation that is not accepted yet; its link stops working."""
    with transaction.atomic():
        waiting = _held(by, invitation)
        Invitation.objects.filter(pk=waiting.pk).update(withdrawn_at=timezone.now(), link_hash="")
        happened(WhatHappened.WITHDREW, by=by, doing=waiting, about=waiting.name)


def change(*, by: User, membership: Membership, role: Role, signs_as: str, ends: date | None) -> Membership:
    """Give somebody another role for the same organisation from now on, or another last day; what was stays as it was."""
    with transaction.atomic():
        held = _running(by, membership)
        doing = Doing(held.organisation, held.organisation_name, role, max(held.starts, today()), ends, signs_as)
        if role == Role.NATIONAL or held.role == Role.NATIONAL:
            raise CannotInvite("A national administrator has no other role. End this role, and invite the person anew.", "role")
        _makes_sense(held.user.email, str(held.user), doing)
        if (role, signs_as) == (held.role, held.signs_as):
            held.ends = ends
            held.save(update_fields=["ends"])
            changed = held
        else:
            if held.role == Role.LEAD:
                _somebody_leads_without(held)
            _end(held)
            changed = Membership.objects.create(
                user=held.user, organisation=held.organisation, organisation_name=held.organisation_name, area=held.area,
                role=role, signs_as=signs_as, starts=doing.starts, ends=ends,
            )  # fmt: skip
        happened(WhatHappened.CHANGED, by=by, doing=changed, about=str(held.user))
        tell([held.user], f"{by} changed what you do: now {changed.role_name} for {changed.organisation_name}", but=by)
    return changed


def end(*, by: User, membership: Membership) -> None:
    """End what somebody does, now. All their sessions end; what they wrote and signed stays under their name."""
    with transaction.atomic():
        held = _running(by, membership)
        if held.role == Role.NATIONAL or not is_national(by):  # a lead who left in a hurry is ended nationally
            _somebody_leads_without(held)
        _end(held)
        sign_out_everywhere(held.user)
        happened(WhatHappened.ENDED, by=by, doing=held, about=str(held.user))


def new_second_factor(*, by: User, membership: Membership) -> None:
    """Let somebody who lost the telephone and the recovery codes set up a second factor anew, at the next sign-in."""
    with transaction.atomic():
        held = _running(by, membership)
        if held.user_id == by.pk:
            raise CannotInvite("Your own second factor is changed on your own page.")
        Authenticator.objects.filter(user=held.user).delete()
        sign_out_everywhere(held.user)
        happened(WhatHappened.NEW_FACTOR, by=by, doing=held, about=str(held.user))
        words = f"{by} let you set up your second factor anew. If you did not ask for this, tell them at once"
        tell([held.user], words, must=True)


def sign_out_everywhere(user: User) -> None:
    """End every session of a person."""
    for session in UserSession.objects.filter(user=user):
        session.end()


def memberships_of(plan: AreaPlan) -> QuerySet[Membership]:
    """Everything that people do or did for a plan: for its partners, in its area or in all areas of theirs."""
    partners = [p.organisation for p in plan.who()]
    held = Membership.objects.filter(organisation__in=partners, area__in=["", plan.area]).exclude(role=Role.NATIONAL)
    return held.select_related("user")


def working_on(plan: AreaPlan, *roles: Role) -> list[User]:
    """The people with a role for a plan today, or with one of these roles."""
    held = [m for m in memberships_of(plan) if m.holds_on(today()) and (not roles or m.role in roles)]
    return list({m.user_id: m.user for m in held}.values())


def looked_after_by(user: User) -> Q:
    """Which memberships and invitations a person may change: all nationally; a lead's are those of the own area.

    A role that an organisation's people hold in all its areas is changed by whoever leads it in all of them.
    """
    if is_national(user):
        return Q()
    held = reach(user, Permission.PEOPLE)
    mine = Q(organisation__in=held.organisations, area="")
    areas = _areas_led(user)
    return (mine | Q(area__in=areas)) & ~Q(role=Role.NATIONAL) if areas or held.organisations else Q(pk__in=[])


def _areas_led(user: User) -> set[str]:
    """The areas of which a person leads a plan."""
    from bettercare.service.plans.models import AreaPlan

    rows = AreaPlan.objects.seen_by(user).prefetch_related("partners")
    return {row.area for row in rows if may(user, Permission.PEOPLE, row)} | {a for _, a in reach(user, Permission.PEOPLE).in_areas}


def _is_allowed(by: User, plan: AreaPlan | None, doing: Doing) -> None:
    if plan is None:
        if not is_national(by):
            raise NotYours("Only a national administrator invites people for the nation or for an area without a plan.")
        return
    if not may(by, Permission.PEOPLE, plan):
        raise NotYours(f"Your role does not allow you to {Permission.PEOPLE.value}.")
    if doing.organisation not in {p.organisation for p in plan.who()}:
        raise CannotInvite("Choose one of the plan's partners.", "organisation")
    if doing.role not in GIVEN_BY_LEADS:
        raise CannotInvite("Choose one of the roles.", "role")


def _makes_sense(email: str, name: str, doing: Doing) -> None:
    try:
        validate_email(email)
    except ValidationError as error:
        raise CannotInvite("Enter a work e-mail address, such as name@council.gov.uk.", "email") from error
    if not name.strip():
        raise CannotInvite("Enter the person's name.", "name")
    if doing.ends and (doing.ends < doing.starts or doing.ends < today()):
        raise CannotInvite("The last day is before the first, or has passed.", "ends")
    if (doing.role == Role.SIGNATORY) != bool(doing.signs_as):
        words = "Say what this person signs as." if doing.role == Role.SIGNATORY else "Only a signatory signs as something."
        raise CannotInvite(words, "signs_as")


def _held(by: User, invitation: Invitation) -> Invitation:
    found = Invitation.objects.select_for_update().filter(looked_after_by(by), pk=invitation.pk).first()
    if found is None:
        raise NotYours("This invitation is not yours to change.")
    if not found.waits:
        raise CannotInvite("This invitation was accepted or withdrawn already.")
    return found


def _running(by: User, membership: Membership) -> Membership:
    found = Membership.objects.select_for_update().filter(looked_after_by(by), pk=membership.pk).first()
    if found is None:
        raise NotYours("This role is not yours to change.")
    if found.is_over(today()):
        raise CannotInvite("This role has ended already.")
    return found


def _somebody_leads_without(held: Membership) -> None:
    """Raise CannotInvite where nobody would be left to look after the area, or the nation."""
    if held.role not in (Role.LEAD, Role.NATIONAL) or not held.holds_on(today()):
        return
    others = Membership.objects.filter(role=held.role, area=held.area).exclude(pk=held.pk)
    if held.role == Role.LEAD and not held.area:
        others = others.filter(organisation=held.organisation)
    if not any(m.holds_on(today()) for m in others):
        who = "national administrator" if held.role == Role.NATIONAL else "lead"
        raise CannotInvite(f"This is the last {who}. Invite another {who} first, and wait until they have accepted.")


def _end(held: Membership) -> None:
    held.ended_at = timezone.now()
    held.ends = max(held.starts, min(held.ends or today(), today()))
    held.save(update_fields=["ended_at", "ends"])
