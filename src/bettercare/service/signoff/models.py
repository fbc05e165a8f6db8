"""Signatures on versions, how they were asked for, and versions that were sent. Nothing here is ever changed."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from bettercare.service.accounts.models import User
from bettercare.service.plans.models import AreaPlan, Happened, NeverChanged, PlanVersion


class Way(models.TextChoices):
    """How a signature was given; the three are shown as different."""

    SIGNED_IN = "signed-in", "Signed here, after signing in again"
    BY_LINK = "by-link", "Signed by a link sent to the officer’s work address, with the code that came with it"
    RECORDED = "recorded", "Recorded from elsewhere, with evidence"


class Evidence(Happened):
    """A minute or letter that somebody brought: its bytes and their SHA-256."""

    plan = models.ForeignKey(AreaPlan, on_delete=models.PROTECT, related_name="sign_off_evidence")
    name = models.CharField(max_length=200)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar = ["plan_id", "-at"]

    def __str__(self) -> str:
        return self.name


class Delegation(Happened):
    """Who may sign for whom in a role, by which minute, from when until when, up to what amount and for which version."""

    plan = models.ForeignKey(AreaPlan, on_delete=models.PROTECT, related_name="delegations")
    role = models.CharField(max_length=40)
    organisation = models.CharField(max_length=200)
    given_by = models.CharField(max_length=200)
    """The officer who gives the power, by name and role title."""
    name = models.CharField(max_length=200)
    position = models.CharField(max_length=200)
    address = models.EmailField()
    minute = models.CharField(max_length=400)
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, null=True, related_name="+")
    starts = models.DateField()
    ends = models.DateField()
    up_to = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    """The largest sum put in or spent in a year of the plan, in pounds; none where the minute sets no limit."""
    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, null=True, related_name="+")
    """The one version that may be signed; none where the minute allows any."""

    class Meta:
        ordering: ClassVar = ["plan_id", "-at"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends__gte=models.F("starts")), name="delegation_ends_after_start")
        ]


class DelegationEnded(Happened):
    """A delegation that was taken back before its end."""

    delegation = models.OneToOneField(Delegation, on_delete=models.PROTECT, related_name="ended")
    reason = models.CharField(max_length=400)


class SignatureRequest(Happened):
    """The owner of a plan asks a named officer to sign a version by a link that goes to the officer's work address."""

    plan = models.ForeignKey(AreaPlan, on_delete=models.PROTECT, related_name="signature_requests")
    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="signature_requests")
    role = models.CharField(max_length=40)
    organisation = models.CharField(max_length=200)
    name = models.CharField(max_length=200)
    position = models.CharField(max_length=200)
    address = models.EmailField()
    message = models.TextField(blank=True)
    delegation = models.ForeignKey(Delegation, on_delete=models.PROTECT, null=True, related_name="requests")
    """The power under which the officer signs for another; none who sign in their own right."""

    class Meta:
        ordering: ClassVar = ["plan_id", "-at"]


class SentLink(Happened):
    """A link as it was sent: only hashes are kept of its token and its code, so that nobody who reads the database can sign."""

    request = models.ForeignKey(SignatureRequest, on_delete=models.PROTECT, related_name="links")
    token_sha256 = models.CharField(max_length=64, unique=True)
    code_sha256 = models.CharField(max_length=64)
    expires_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["request_id", "-at", "-pk"]


class RequestEvent(models.Model):
    """What became of a request. `by_name` says who; what comes by a link comes from somebody without an account."""

    class Kind(models.TextChoices):
        NOT_SENT = "not-sent", "The message could not be sent"
        WRONG_CODE = "wrong-code", "A wrong code was entered"
        SIGNED = "signed", "Signed"
        DECLINED = "declined", "Declined"
        WITHDRAWN = "withdrawn", "Withdrawn"

    request = models.ForeignKey(SignatureRequest, on_delete=models.PROTECT, related_name="events")
    link = models.ForeignKey(SentLink, on_delete=models.PROTECT, null=True, related_name="events")
    kind = models.CharField(max_length=20, choices=Kind)
    reason = models.TextField(blank=True)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["request_id", "at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["request"], condition=Q(kind__in=["signed", "declined", "withdrawn"]), name="a_request_ends_once"
            ),
            models.CheckConstraint(condition=~Q(kind="declined") | ~Q(reason=""), name="declined_has_a_reason"),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise NeverChanged("what became of a request is a record of what happened")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise NeverChanged("what became of a request is a record of what happened")


class Seen(models.Model):
    """A version that somebody looked at, by work address, so that those who sign by a link are known too."""

    plan = models.ForeignKey(AreaPlan, on_delete=models.PROTECT, related_name="seen")
    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="+")
    address = models.EmailField()
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["plan_id", "-at", "-pk"]


class SignOff(Happened):
    """A named officer's signature on the stored bytes of a version, in a role of the round for an organisation."""

    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")  # type: ignore[assignment]
    """Who signed in or recorded it; nobody where it came by a link: then `by_name` is the officer."""
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
    file = models.ForeignKey(Evidence, on_delete=models.PROTECT, null=True, related_name="signoffs")
    """The minute or letter itself, where it was brought."""
    delegation = models.ForeignKey(Delegation, on_delete=models.PROTECT, null=True, related_name="signoffs")
    delegated_by = models.CharField(max_length=400, blank=True)
    """Who gave the power to sign, by which minute and within which limits, in words."""
    request = models.OneToOneField(SignatureRequest, on_delete=models.PROTECT, null=True, related_name="signature")
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar = ["plan_id", "-at"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "role", "organisation"], name="one_signature_per_role_and_organisation"),
            models.CheckConstraint(condition=~Q(way=Way.RECORDED) | ~Q(evidence=""), name="a_recorded_signature_has_evidence"),
            models.CheckConstraint(
                condition=Q(way=Way.BY_LINK, by__isnull=True, request__isnull=False) | (~Q(way=Way.BY_LINK) & Q(by__isnull=False)),
                name="who_signed_by_a_link_was_asked",
            ),
        ]


class Submission(Happened):
    """A version that was sent in a window of the round, with what it lacked and why."""

    plan = models.ForeignKey(AreaPlan, on_delete=models.PROTECT, related_name="submissions")
    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="submissions")
    window = models.CharField(max_length=40)
    late = models.BooleanField()
    reason = models.TextField(blank=True)
    """Why it is late, or is sent although a signature is missing."""
    lacking = models.JSONField()
    """What the window asks for and the version did not have: `complete`, `valid`, `signed`."""
    exceptions = models.JSONField(default=list)
    """Of each fault that was allowed: its `key`, what it says, who allowed it (`allowed_by`) and why (`reason`)."""
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar = ["plan_id", "-at"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(late=False) | ~models.Q(reason=""), name="late_has_a_reason")
        ]
        indexes: ClassVar = [  # what was sent when is listed without its bytes
            models.Index(fields=["plan", "at", "window", "late"], name="sent_in_a_list")
        ]
