"""Links that let one officer sign once: long random tokens with a short code beside them, kept as hashes only."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

from django.utils import timezone

from bettercare.service.signoff.models import RequestEvent, SentLink, SignatureRequest

_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Without the letters and digits that people mistake for each other."""
WRONG_CODES = 5
"""After so many wrong codes a link is dead and a new one must be asked for."""
ENDINGS = (RequestEvent.Kind.SIGNED, RequestEvent.Kind.DECLINED, RequestEvent.Kind.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Secret:
    """A link's token, one of 2^256, and its code, one of 32^8: known to the one who gets the message and to nobody else."""

    token: str
    code: str


def fresh() -> Secret:
    """A new token and code."""
    letters = "".join(secrets.choice(_LETTERS) for _ in range(8))
    return Secret(secrets.token_urlsafe(32), f"{letters[:4]}-{letters[4:]}")


def hashed(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def code_hashed(token: str, code: str) -> str:
    """What is kept of a code: together with its token, without which the short code could be tried out."""
    plain = "".join(letter for letter in code.upper() if letter.isalnum())
    return hashlib.sha256(f"{token} {plain}".encode()).hexdigest()


def fits(link: SentLink, token: str, code: str) -> bool:
    return secrets.compare_digest(link.code_sha256, code_hashed(token, code))


def usable(token: str) -> SentLink | None:
    """The link of a token, where it can be used now; none of those that are unknown, old, replaced, used up or locked."""
    found = SentLink.objects.select_related("request__plan", "request__version").filter(token_sha256=hashed(token)).first()
    return found if found is not None and state(found.request) == "waiting" and _latest(found.request) == found else None


def state(request: SignatureRequest) -> str:
    """How a request stands, folded from what happened: `signed`, `declined`, `withdrawn`, `locked`, `expired` or `waiting`."""
    link, wrong = _latest(request), 0
    for event in request.events.all():
        if event.kind in ENDINGS:
            return event.kind
        wrong += event.kind == RequestEvent.Kind.WRONG_CODE and event.link_id == link.pk
    if wrong >= WRONG_CODES:
        return "locked"
    return "expired" if link.expires_at <= timezone.now() else "waiting"


def _latest(request: SignatureRequest) -> SentLink:
    return request.links.all()[0]
