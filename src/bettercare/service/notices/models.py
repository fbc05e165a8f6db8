"""Notices that wait, and the e-mails in which they went out."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from bettercare.service.accounts.models import Invitation, User


class Digest(models.Model):
    """One e-mail to one address. It is claimed before it is sent, so that two workers never send the same."""

    email = models.EmailField()
    claimed_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["email", "sent_at"])]

    def __str__(self) -> str:
        return f"E-mail to {self.email}, {self.sent_at or 'not sent yet'}"


class Notice(models.Model):
    """One sentence to tell a person, with the page that it is about; or an invitation, whose link is made when it is sent."""

    email = models.EmailField()
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    words = models.CharField(max_length=400)
    page = models.CharField(max_length=400, blank=True)
    """The path of the page that it leads to."""
    invitation = models.ForeignKey(Invitation, on_delete=models.PROTECT, null=True, related_name="+")
    must = models.BooleanField(default=False)
    """Told at once whatever the person chose: what concerns the person's own account."""
    at = models.DateTimeField()
    due_at = models.DateTimeField()
    digest = models.ForeignKey(Digest, on_delete=models.PROTECT, null=True, related_name="notices")

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        indexes: ClassVar = [models.Index(fields=["digest", "due_at"])]

    def __str__(self) -> str:
        return f"To {self.email}: {self.words}"
