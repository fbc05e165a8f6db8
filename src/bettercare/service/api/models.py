"""Tokens: a person's leave for another system to act for them, within scopes, until a day. The secret itself is not kept."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet

from bettercare.service.accounts.models import Membership, User, holding_on


class Scope(models.TextChoices):
    """What a token may be used for; the person's role must allow it too."""

    READ_PLANS = "read-plans", "Read plans, versions, findings and what was sent"
    WRITE_PLANS = "write-plans", "Change plans and keep versions"
    SEND_PLANS = "send-plans", "Send versions"
    READ_DOCUMENTS = "read-documents", "Read and check documents that are sent along, without keeping them"


class Token(models.Model):
    """A token by the SHA-256 of its secret. Rounds and organisations are open to every token."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="tokens")
    name = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField()
    made_at = models.DateTimeField()
    last_day = models.DateField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-made_at"]
        constraints: ClassVar = [models.CheckConstraint(condition=~Q(name=""), name="a_token_has_a_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def scope_words(self) -> tuple[str, ...]:
        return tuple(str(Scope(scope).label) for scope in self.scopes)


def hashed(secret: str) -> str:
    """The form in which a secret is kept; it has 256 random bits, so one round of SHA-256 is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


def tokens_that_hold(day: date) -> QuerySet[Token]:
    """The tokens that open something on a day: those of people who have a role then."""
    roles = Membership.objects.filter(holding_on(day), user=OuterRef("user"))
    return Token.objects.filter(Exists(roles), ended_at=None, last_day__gte=day, user__is_active=True)
