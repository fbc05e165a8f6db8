"""The pages behind a link that was sent to an officer. They need no account; everything but the question for the code needs
the code, which is asked for once in a browser. Opening a link changes nothing, because mail scanners open links."""

from __future__ import annotations

from typing import Any

from allauth.core.internal import ratelimit
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bettercare.service.accounts.middleware import open_to_all
from bettercare.service.rounds_admin.in_force import load
from bettercare.service.signoff import asking, delegating, links
from bettercare.service.signoff.models import SentLink, SignOff
from bettercare.service.signoff.refusals import CannotSign, Refused
from bettercare.service.signoff.views import attachment, summary

_OPENED, _SIGNED = "signing-link", "signed-by-link"
_GUESSES = {"unknown-link": "20/10m/ip"}
"""How many links that cannot be used may be opened from one address; those that can be used are never refused for it."""


@open_to_all
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind a link: it asks for the code, then shows what is to be signed."""
    link = links.usable(token)
    if link is None:
        return _no_such_link(request)
    if request.method != "POST":
        return _to_sign(request, link, token) if _opened(request, link) else _code(request, link)
    try:
        link = asking.unlock(token=token, code=request.POST.get("code", "")[:40])
    except asking.WrongCode:
        again = links.usable(token)
        if again is None:
            return _no_such_link(request)
        return _code(request, again, "That is not the code in the message that brought you here. Enter it as it stands there.")
    except asking.NoSuchLink:
        return _no_such_link(request)
    request.session[_OPENED] = link.pk
    return redirect("sign-by-link", token)


@open_to_all
@never_cache
@require_POST
def sign(request: HttpRequest, token: str) -> HttpResponse:
    """Sign, by somebody who entered the code and types their name."""
    link = _held(request, token)
    if link is None:
        return _no_such_link(request)
    try:
        if request.POST.get("confirm") != "yes":
            raise CannotSign("Tick the box to confirm what you sign.", "confirm")
        signed = asking.sign_by_link(by=link, token=token, name=request.POST.get("name", "")[:200])
    except Refused as error:
        return _to_sign(request, link, token, error, "sign")
    except asking.NoSuchLink:
        return _no_such_link(request)
    del request.session[_OPENED]
    request.session[_SIGNED] = signed.pk
    return redirect("signed-by-link")


@open_to_all
@never_cache
@require_POST
def decline(request: HttpRequest, token: str) -> HttpResponse:
    """Decline, with a reason."""
    link = _held(request, token)
    if link is None:
        return _no_such_link(request)
    try:
        asking.decline_by_link(by=link, token=token, reason=request.POST.get("reason", "")[:2000])
    except Refused as error:
        return _to_sign(request, link, token, error, "decline")
    except asking.NoSuchLink:
        return _no_such_link(request)
    del request.session[_OPENED]
    return render(request, "signoff/declined.html", {"asked": link.request, "row": link.request.plan})


@open_to_all
@never_cache
@require_safe
def signed(request: HttpRequest) -> HttpResponse:
    """What was just signed in this browser, with its hash."""
    signature = _just_signed(request)
    return render(
        request, "signoff/signed.html", {"signature": signature, "row": signature.plan, "round": load(signature.plan.round)}
    )


@open_to_all
@never_cache
@require_safe
def signed_bytes(request: HttpRequest) -> HttpResponse:
    """Exactly what was just signed in this browser, byte for byte."""
    signature = _just_signed(request)
    return attachment(bytes(signature.content), f"signed-{signature.sha256[:12]}.json", "application/json")


def _just_signed(request: HttpRequest) -> SignOff:
    return get_object_or_404(SignOff, pk=request.session.get(_SIGNED))


def _opened(request: HttpRequest, link: SentLink) -> bool:
    return bool(request.session.get(_OPENED) == link.pk)


def _held(request: HttpRequest, token: str) -> SentLink | None:
    """The link, where it can be used and its code was entered in this browser."""
    link = links.usable(token)
    return link if link is not None and _opened(request, link) else None


def _no_such_link(request: HttpRequest) -> HttpResponse:
    """One answer for every link that cannot be used, so that nobody learns which links there are."""
    if not ratelimit.consume(request, app="signoff", action="unknown-link", config=_GUESSES, limit_get=True):
        return render(request, "signoff/no_link.html", {"too_many": True}, status=429)
    return render(request, "signoff/no_link.html", {"too_many": False}, status=404)


def _code(request: HttpRequest, link: SentLink, problem: str = "") -> HttpResponse:
    context = {"asked": link.request, "row": link.request.plan, "round": load(link.request.plan.round), "problem": problem}
    return render(request, "signoff/code.html", context, status=422 if problem else 200)


def _to_sign(request: HttpRequest, link: SentLink, token: str, problem: Refused | None = None, about: str = "") -> HttpResponse:
    asked = link.request
    row, version = asked.plan, asked.version
    draft, round = version.draft(), load(row.round)
    context: dict[str, Any] = {
        **summary(row, version, draft, round, asked.address),
        "row": row,
        "round": round,
        "asked": asked,
        "link": link,
        "token": token,
        "role": round.role(asked.role),
        "power": delegating.in_words(asked.delegation) if asked.delegation else "",
        "newer": row.versions.filter(number__gt=version.number).first(),
        "typed": request.POST,
        "problem": problem,
        "about": about,
    }
    return render(request, "signoff/to_sign.html", context, status=422 if problem else 200)


def opened_or_404(request: HttpRequest, token: str) -> SentLink:
    """The link, for what else stands behind it; as good as none where its code was not entered in this browser."""
    link = _held(request, token)
    if link is None:
        raise Http404
    return link
