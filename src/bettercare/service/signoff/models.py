"""Signatures on versions, and versions that were sent. Nothing here is ever changed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from bettercare.service.plans.models import AreaPlan, Happened, PlanVersion


class Way(models.TextChoices):
    """How a signature was given; the three are shown as different."""

    SIGNED_IN = "signed-in", "Signed here, after signing in again"
    RECORDED = "recorded", "Recorded from elsewhere, with evidence"


class SignOff(Happened):
    """A named officer's signature on the stored bytes of a version, in a role of the round for an organisation."""

    plan = models.ForeignKey(AreaPlan, on_delete=models.PROTECT, related_name="signoffs")
    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="signoffs")
    role = models.CharField(max_length=40)
    organisation = models.CharField(max_length=200)
    name = models.CharField(max_length=200)
    position = models.CharField(max_length=200, blank=True)
    way = models.CharField(max_length=20, choices=Way)
    signed_on = models.DateField()
    evidence = models.CharField(max_length=400, blank=True)
    """What a recorded signature rests on: a minute or letter, with its date."""
    delegated_by = models.CharField(max_length=400, blank=True)
    """Who gave the power to sign, by which minute and within which limits."""
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar = ["plan", "-at"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "role", "organisation"], name="one_signature_per_role_and_organisation"),
            models.CheckConstraint(
                condition=~models.Q(way=Way.RECORDED) | ~models.Q(evidence=""), name="a_recorded_signature_has_evidence"
            ),
        ]


class Submission(Happened):
    """A version that was sent in a window of the round, with what it lacked and why."""

    plan = models.ForeignKey(AreaPlan, on_delete=models.PROTECT, related_name="submissions")
    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="submissions")
    window = models.CharField(max_length=40)
    late = models.BooleanField()
    reason = models.TextField(blank=True)
    """Why it is late, or is sent although something is missing."""
    lacking = models.JSONField()
    """What the window asks for and the version did not have: `complete`, `valid`, `signed`."""
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar = ["plan", "-at"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(late=False) | ~models.Q(reason=""), name="late_has_a_reason")
        ]
