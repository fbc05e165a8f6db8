"""Links of invitations: made when they go out, kept as a hash, good once and for a week."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth import password_validation
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from bettercare.service.accounts.events import happened
from bettercare.service.accounts.models import Invitation, Membership, User, WhatHappened

LASTS = timedelta(days=7)


class CannotAccept(ValueError):
    """An invitation that cannot be accepted (so); the words say why and what to do."""


def make_link(invitation: Invitation) -> str:
    """Make an invitation's link, as the path of a page; an earlier link no longer works."""
    token = secrets.token_urlsafe(32)
    Invitation.objects.filter(pk=invitation.pk).update(link_hash=_hash(token), expires_at=timezone.now() + LASTS)
    return reverse("invitation", args=[token])


def invited_by_link(token: str) -> Invitation | None:
    """The invitation that a link answers, where it can still be used."""
    found = Invitation.objects.filter(link_hash=_hash(token)).first()
    return found if found and found.can_be_used(timezone.now()) else None


def accept(*, token: str, name: str, position: str, password: str) -> User:
    """Accept an invitation as a new person, with a password. Raises CannotAccept, and ValidationError for the password."""
    with transaction.atomic():
        invitation = _usable(Invitation.objects.filter(link_hash=_hash(token)).first())
        if User.objects.filter(email=invitation.email).exists():
            raise CannotAccept("This address has an account already. Sign in, and open the link again.")
        if not name.strip():
            raise CannotAccept("Enter your name, as others shall see it.")
        password_validation.validate_password(password, User(email=invitation.email, name=name, position=position))
        return _accepted(invitation, _new_person(invitation, name, position, password))


def accept_as(*, by: User, token: str) -> User:
    """Accept an invitation with the account that its address has."""
    with transaction.atomic():
        invitation = _usable(Invitation.objects.filter(link_hash=_hash(token)).first())
        if invitation.email != by.email:
            raise CannotAccept(f"This invitation is for {invitation.email}. Sign out, and sign in with that address.")
        return _accepted(invitation, by)


def accept_by_address(email: str) -> User | None:
    """Accept the invitations of an address that an organisation's own sign-in has vouched for; None where there is none."""
    now = timezone.now()
    with transaction.atomic():
        waiting = [i for i in Invitation.objects.filter(email=email.lower()).order_by("at") if i.can_be_used(now)]
        if not waiting:
            return None
        known = User.objects.filter(email=email.lower()).first()
        user = known or _new_person(waiting[0], waiting[0].name, waiting[0].position, None)
        for invitation in waiting:
            _accepted(_usable(invitation), user)
        return user


def _usable(invitation: Invitation | None) -> Invitation:
    """The invitation, its row held until the transaction ends."""
    if invitation is not None:
        invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if invitation is None or not invitation.can_be_used(timezone.now()):
        raise CannotAccept("This link has been used, was withdrawn, or is older than a week. Ask for a new invitation.")
    return invitation


def _new_person(invitation: Invitation, name: str, position: str, password: str | None) -> User:
    user = User.objects.create_user(invitation.email, password, name=name.strip()[:200], position=position.strip()[:200])
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def _accepted(invitation: Invitation, user: User) -> User:
    Invitation.objects.filter(pk=invitation.pk).update(accepted_at=timezone.now(), link_hash="")
    Membership.objects.create(
        user=user, organisation=invitation.organisation, organisation_name=invitation.organisation_name, area=invitation.area,
        role=invitation.role, signs_as=invitation.signs_as, starts=invitation.starts, ends=invitation.ends,
    )  # fmt: skip
    happened(WhatHappened.ACCEPTED, by=user, doing=invitation, about=str(user))
    return user


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
