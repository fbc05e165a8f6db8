"""Every page asks for a signed-in person with a role and a second factor, but for those that are named open; sessions end."""

from __future__ import annotations

import time
from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import resolve

from bettercare.service.accounts.models import User, held_on, today

Respond = Callable[[HttpRequest], HttpResponse]


def open_to_all(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Mark a page that needs no sign-in."""
    view.open_to_all = True  # type: ignore[attr-defined]
    return view


class SignedInOnly:
    """Sends people to the sign-in page, and those without a second factor to set one up; demonstrations skip the second.

    A session ends after a time without a page, in any case after its whole length, and when its person has no role left.
    """

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.respond(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: object, kwargs: object
    ) -> HttpResponse | None:
        match = resolve(request.path_info)
        if match.route.startswith("static/"):
            return None
        if isinstance(request.user, User):
            if _has_run_out(request.session):
                return _ended(request)
            if not held_on(request.user.pk, today()):
                logout(request)
                return redirect("no-role")
        if getattr(view, "open_to_all", False) or match.route.startswith(("accounts/", "api/")):
            return None  # the sign-in library guards its own pages, and the interface for other systems asks for a token
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not settings.DEMONSTRATION and not is_mfa_enabled(request.user):
            return redirect("mfa_activate_totp")
        return None


def _has_run_out(session: SessionBase) -> bool:
    """Whether a session is over; what is still good is marked as used, at most once a minute."""
    now = time.time()
    began, seen = session.setdefault("began", now), session.setdefault("seen", now)
    if now - began > settings.SESSION_COOKIE_AGE or now - seen > settings.SESSION_IDLE_MINUTES * 60:
        return True
    if now - seen > 60:
        session["seen"] = now
    return False


def _ended(request: HttpRequest) -> HttpResponse:
    """Sign out; who was sending a form sees what they had typed, so that nobody loses a word."""
    logout(request)
    typed = [text for name, text in request.POST.items() if name != "csrfmiddlewaretoken" and len(str(text)) > 20]
    if request.method == "POST" and typed:
        return render(request, "accounts/session_over.html", {"typed": typed, "again": request.get_full_path()}, status=401)
    messages.info(request, "You were signed out, because you had not used the service for a while.")
    return redirect_to_login(request.get_full_path() if request.method == "GET" else "/")
