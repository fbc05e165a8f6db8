"""Every page asks for a signed-in person with a second factor, but for those that are named open."""

from __future__ import annotations

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import resolve

Respond = Callable[[HttpRequest], HttpResponse]


def open_to_all(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Mark a page that needs no sign-in."""
    view.open_to_all = True  # type: ignore[attr-defined]
    return view


class SignedInOnly:
    """Sends people to the sign-in page, and those without a second factor to set one up; demonstrations skip the second."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.respond(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: object, kwargs: object
    ) -> HttpResponse | None:
        match = resolve(request.path_info)
        if getattr(view, "open_to_all", False) or match.route.startswith(("accounts/", "static/")):
            return None  # the sign-in library guards its own pages
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not settings.DEMONSTRATION and not is_mfa_enabled(request.user):
            return redirect("mfa_activate_totp")
        return None
