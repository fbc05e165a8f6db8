"""Who may call the programming interface, for what, and how often."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer
from ninja.throttling import AuthRateThrottle

from bettercare.service.accounts.models import User
from bettercare.service.api.models import Scope, Token, hashed, tokens_that_hold


class NotInScope(PermissionError):
    """The token was not made for this."""


class Bearer(HttpBearer):
    """A token in the Authorization header."""

    openapi_name = "token"

    def authenticate(self, request: HttpRequest, token: str) -> Token | None:
        return tokens_that_hold(timezone.localdate()).select_related("user").filter(sha256=hashed(token)).first()


class OftenEnough(AuthRateThrottle):
    """How often one token may have documents read, which takes a process of its own each time."""

    scope = "read-documents"

    def get_cache_key(self, request: HttpRequest) -> str:
        return f"throttle-read-documents-{_token(request).pk}"


def in_scope(request: HttpRequest, scope: Scope) -> None:
    """Raise NotInScope where the token of a request was not made for something."""
    if scope.value not in _token(request).scopes:
        raise NotInScope(f"This token was not made to “{scope.label.lower()}” ({scope.value}). Make one with this scope.")


def person_of(request: HttpRequest) -> User:
    """Return the person for whom a request acts."""
    return _token(request).user


def _token(request: HttpRequest) -> Token:
    return request.auth  # type: ignore[attr-defined,no-any-return]
