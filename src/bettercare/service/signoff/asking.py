"""Asking an officer to sign by a link, and what the one who holds the link does. Links go out after the change is kept."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from bettercare.service.accounts.models import User
from bettercare.service.accounts.permissions import Permission, may
from bettercare.service.plans.actions import NotAllowed
from bettercare.service.plans.models import AreaPlan
from bettercare.service.rounds_admin.in_force import load
from bettercare.service.signoff import delegating, links, notices, seeing
from bettercare.service.signoff.actions import Given, put, version_of
from bettercare.service.signoff.addresses import work_address
from bettercare.service.signoff.models import Delegation, RequestEvent, SentLink, SignatureRequest, SignOff, Way
from bettercare.service.signoff.refusals import CannotAsk, CannotSign
from bettercare.service.signoff.status import seats

DAYS = range(1, 31)
"""For how long a link may be good."""
_PER_DAY = 40
"""Links of one plan in a day: nobody's mailbox is flooded from here."""


class NoSuchLink(LookupError):
    """A link that cannot be used: it is unknown, old, replaced, used or withdrawn, and nobody is told which."""


class WrongCode(ValueError):
    """The code is not the one that came with the link."""


def ask(
    *, by: User, plan: AreaPlan, version: int, role: str, organisation: str, name: str, position: str, address: str,
    days: int = 7, message: str = "", delegation: Delegation | None = None,
) -> SignatureRequest:  # fmt: skip
    """Ask a named officer to sign a version by a link to the work address."""
    if not may(by, Permission.SEND, plan):
        raise NotAllowed(f"Your role does not allow you to {Permission.SEND.value}.")
    if not name.strip():
        raise CannotAsk("Enter the officer’s name.", "name")
    if not position.strip():
        raise CannotAsk("Enter the officer’s position.", "position")
    to = work_address(address, CannotAsk)
    if days not in DAYS:
        raise CannotAsk(f"A link is good for {DAYS[0]} to {DAYS[-1]} days.", "days")
    with transaction.atomic():
        kept = version_of(plan, version)
        if (role, organisation) not in {(s.role.id, s.organisation) for s in seats(plan, kept.draft(), load(plan.round))}:
            raise CannotAsk("Choose which signature you ask for.", "seat")
        if kept.signoffs.filter(role=role, organisation=organisation).exists():
            raise CannotAsk(f"Version {version} is signed in this role for {organisation} already.", "seat")
        if delegation is not None and (why := delegating.why_not(delegation, kept, timezone.localdate())):
            raise CannotAsk(why, "delegation")
        request = SignatureRequest.objects.create(
            plan=plan, version=kept, role=role, organisation=organisation, name=name.strip(), position=position.strip(), address=to,
            message=message.strip(), delegation=delegation, by=by, by_name=str(by), at=timezone.now(),
        )  # fmt: skip
        _send(by, request, days)
    return request


def resend(*, by: User, request: SignatureRequest, days: int = 7) -> SentLink:
    """Send a new link; the one before stops working."""
    with transaction.atomic():
        locked = _open(by, request)
        if days not in DAYS:
            raise CannotAsk(f"A link is good for {DAYS[0]} to {DAYS[-1]} days.", "days")
        return _send(by, locked, days)


def withdraw(*, by: User, request: SignatureRequest, reason: str = "") -> RequestEvent:
    """Take a request back; its link stops working."""
    with transaction.atomic():
        return _happened(_open(by, request), RequestEvent.Kind.WITHDRAWN, str(by), reason)


def unlock(*, token: str, code: str) -> SentLink:
    """Return the link of somebody who has it and its code; the version counts as seen. Raises NoSuchLink and WrongCode."""
    with transaction.atomic():
        link = _held(token)
        right = links.fits(link, token, code)
        if right:
            seeing.remember(link.request.plan, link.request.version, link.request.address)
        else:
            _happened(link.request, RequestEvent.Kind.WRONG_CODE, "Somebody with the link", link=link)
            if links.state(link.request) == "locked":
                notices.locked(link.request)
    if not right:
        raise WrongCode("This is not the code that came with the link.")
    return link


def sign_by_link(*, by: SentLink, token: str, name: str) -> SignOff:
    """Sign as the officer whom the link was sent to, who has entered its code and types their name to confirm."""
    with transaction.atomic():
        link = _held(token)
        request = link.request
        if link != by:
            raise NoSuchLink
        if _plain(name) != _plain(request.name):
            raise CannotSign(f"Type your name as it stands in the request, {request.name}, to confirm.", "name")
        given = Given(
            role=request.role, organisation=request.organisation, name=request.name, position=request.position, way=Way.BY_LINK,
            signed_on=timezone.localdate(), delegation=request.delegation, request=request,
            evidence=f"Link sent to {request.address}",
        )  # fmt: skip
        made = put(None, request.plan, request.version.number, given)
        _happened(request, RequestEvent.Kind.SIGNED, request.name, link=link)
        notices.signed(made, request)
        return made


def decline_by_link(*, by: SentLink, token: str, reason: str) -> RequestEvent:
    """Decline to sign, with a reason, which is kept and told to the one who asked."""
    if not reason.strip():
        raise CannotSign("Say why you do not sign: the reason goes to the one who asked.", "reason")
    with transaction.atomic():
        link = _held(token)
        if link != by:
            raise NoSuchLink
        event = _happened(link.request, RequestEvent.Kind.DECLINED, link.request.name, reason, link)
        notices.declined(link.request, event)
        return event


def _held(token: str) -> SentLink:
    """The usable link of a token, its request held until the transaction ends."""
    link = links.usable(token)
    if link is None:
        raise NoSuchLink
    SignatureRequest.objects.select_for_update().get(pk=link.request_id)
    again = links.usable(token)  # another may have used it while this one waited
    if again is None:
        raise NoSuchLink
    return again


def _open(by: User, request: SignatureRequest) -> SignatureRequest:
    """A request that has not come to its end, held until the transaction ends, for somebody who may change it."""
    if not may(by, Permission.SEND, request.plan):
        raise NotAllowed(f"Your role does not allow you to {Permission.SEND.value}.")
    locked = SignatureRequest.objects.select_for_update(of=("self",)).select_related("plan", "version").get(pk=request.pk)
    if (now := links.state(locked)) in links.ENDINGS:
        raise CannotAsk(f"This request was {now} already.")
    return locked


def _send(by: User, request: SignatureRequest, days: int) -> SentLink:
    now = timezone.now()
    sent = SentLink.objects.filter(request__plan=request.plan, at__gt=now - timedelta(days=1)).count()
    if sent >= _PER_DAY:
        raise CannotAsk(
            f"{_PER_DAY} links went out for this plan in a day. Ask again tomorrow, or record signatures with evidence."
        )
    secret = links.fresh()
    link = SentLink.objects.create(
        request=request, token_sha256=links.hashed(secret.token), code_sha256=links.code_hashed(secret.token, secret.code),
        expires_at=now + timedelta(days=days), by=by, by_name=str(by), at=now,
    )  # fmt: skip
    notices.asked(link, secret)
    return link


def _happened(
    request: SignatureRequest, kind: RequestEvent.Kind, who: str, reason: str = "", link: SentLink | None = None
) -> RequestEvent:
    return RequestEvent.objects.create(request=request, link=link, kind=kind, reason=reason.strip(), by_name=who, at=timezone.now())


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
