"""What people do with tokens. The secret is shown once, to the person who made it."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from bettercare.service.accounts.models import User
from bettercare.service.api.models import Scope, Token, hashed

LONGEST = timedelta(days=366)
_MARK = "bettercare_"
"""How every secret begins, so that one that was published by mistake can be searched for."""


class CannotMakeToken(ValueError):
    """A token that cannot be made so; the words say what to enter."""


def make_token(*, by: User, name: str, scopes: Sequence[str], last_day: date) -> tuple[Token, str]:
    """Make a token and return it with its secret, which nobody can be shown again."""
    today = timezone.localdate()
    if not name.strip():
        raise CannotMakeToken("Enter a name that tells you which system uses the token.")
    if not scopes or not set(scopes) <= set(Scope.values):
        raise CannotMakeToken("Choose at least one thing that the token may be used for.")
    if not today <= last_day <= today + LONGEST:
        raise CannotMakeToken("Enter a last day from today to a year from now, such as 31 March 2027.")
    secret = _MARK + secrets.token_urlsafe(32)
    kept = [scope for scope in Scope.values if scope in scopes]
    with transaction.atomic():
        token = Token.objects.create(
            user=by, name=name.strip()[:100], sha256=hashed(secret), scopes=kept, made_at=timezone.now(), last_day=last_day
        )
    return token, secret


def end_token(*, by: User, token: int) -> Token:
    """End a token of one's own at once. Raises Token.DoesNotExist for another person's."""
    with transaction.atomic():
        held = Token.objects.select_for_update().get(pk=token, user=by)
        if held.ended_at is None:
            held.ended_at = timezone.now()
            held.save(update_fields=["ended_at"])
    return held
