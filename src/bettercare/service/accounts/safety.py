"""What must be right before the service starts."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import Error, register


@register
def secrets_are_given(app_configs: Any, **_: Any) -> list[Error]:
    """Refuse to start without a secret key of our own, or in demonstration for other hosts than this machine."""
    found: list[Error] = []
    if len(settings.SECRET_KEY) < 50:
        hint = "Set BETTERCARE_SECRET_KEY to at least 50 random characters and keep it secret."
        found.append(Error("There is no secret key, or it is too short.", hint=hint, id="bettercare.E001"))
    if settings.DEMONSTRATION and set(settings.ALLOWED_HOSTS) - {"localhost", "127.0.0.1", "[::1]", "testserver"}:
        hint = "Leave BETTERCARE_HOSTS out, or BETTERCARE_DEMONSTRATION."
        found.append(Error("A demonstration answers to this machine only.", hint=hint, id="bettercare.E002"))
    if not settings.DEMONSTRATION and not settings.ADDRESS.startswith(("https://", "http://127.0.0.1", "http://localhost")):
        hint = "Set BETTERCARE_ADDRESS to the address under which people reach the service, such as https://plans.example.org."
        found.append(
            Error("Links in e-mails would not be safe: the address does not begin with https.", hint=hint, id="bettercare.E003")
        )
    return found
