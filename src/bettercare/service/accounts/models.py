"""People, and what they do for which organisation. Nobody is deleted: a membership ends."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils import timezone

from bettercare.service.happened import Happened
from bettercare.service.kept import once_a_request


class UserManager(BaseUserManager["User"]):
    """Makes people by their work address."""

    def create_user(self, email: str, password: str | None = None, **more: Any) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **more)
        user.set_password(password)
        user.save()
        return user


class NoticeChoice(models.TextChoices):
    """When somebody gets notices by e-mail."""

    AT_ONCE = "at-once", "At once"
    DAILY = "daily", "Once a day, in one e-mail"
    NONE = "none", "Not at all"


class User(AbstractBaseUser):
    """A person who signs in with a work address."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    position = models.CharField(max_length=200, blank=True)
    is_active = models.BooleanField(default=True)
    notices = models.CharField(max_length=10, choices=NoticeChoice, default=NoticeChoice.DAILY)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects: ClassVar[UserManager] = UserManager()

    def __str__(self) -> str:
        return self.name or self.email


class Role(models.TextChoices):
    """What somebody does for an organisation."""

    LEAD = "lead", "Better Care Fund lead"
    WRITER = "writer", "Writer"
    READER = "reader", "Reader"
    SIGNATORY = "signatory", "Signatory"
    NATIONAL = "national", "National administrator"


class _Doing(models.Model):
    """What somebody does, or is invited to do: a role for an organisation (register code), from a day until a day, or open."""

    organisation = models.CharField(max_length=20)
    organisation_name = models.CharField(max_length=200)
    area = models.CharField(max_length=200, blank=True)
    """The area for whose plans it holds; empty where it holds for all plans of which the organisation is a partner."""
    role = models.CharField(max_length=20, choices=Role)
    signs_as = models.CharField(max_length=40, blank=True)
    """The sign-off role of the round (`council`, `nhs`, `section-151`, `hwb`) that a signatory signs for the organisation."""
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def role_name(self) -> str:
        return Role(self.role).label


class Membership(_Doing):
    """A person's role for an organisation. `ended_at` is the moment at which somebody ended it, whatever its last day was."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=models.F("starts")), name="membership_ends_after_start"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.role_name} for {self.organisation_name}"

    def holds_on(self, day: date) -> bool:
        return self.ended_at is None and self.starts <= day and (self.ends is None or self.ends >= day)

    def is_over(self, day: date) -> bool:
        return self.ended_at is not None or (self.ends is not None and self.ends < day)


class Invitation(_Doing):
    """A person's invitation, answered by a link that works once. Of the link only a hash is kept."""

    email = models.EmailField()
    name = models.CharField(max_length=200)
    position = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()
    link_hash = models.CharField(max_length=64, blank=True, db_index=True)
    expires_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.name}, invited as {self.role_name} for {self.organisation_name}"

    @property
    def waits(self) -> bool:
        """Whether it is neither accepted nor withdrawn; its link may have run out all the same."""
        return self.accepted_at is None and self.withdrawn_at is None

    def can_be_used(self, now: datetime) -> bool:
        return self.waits and self.expires_at is not None and now < self.expires_at


class WhatHappened(models.TextChoices):
    """What can happen about people and the plans of their areas, as a sentence without its subject."""

    INVITED = "invited", "invited {about} as {role} for {organisation}"
    INVITED_AGAIN = "invited-again", "sent {about} a new invitation as {role} for {organisation}"
    WITHDREW = "withdrew", "withdrew the invitation of {about} as {role} for {organisation}"
    ACCEPTED = "accepted", "accepted the invitation as {role} for {organisation}"
    CHANGED = "changed", "changed what {about} does: now {role} for {organisation}"
    ENDED = "ended", "ended the role of {about} as {role} for {organisation}"
    STARTED = "started", "started the plan for {organisation}"
    NEW_FACTOR = "new-factor", "let {about} set up the second factor anew"


class PeopleEvent(Happened):
    """Something that happened about the people of an area, or of the nation where `area` is empty."""

    what = models.CharField(max_length=20, choices=WhatHappened)
    area = models.CharField(max_length=200, blank=True)
    organisation = models.CharField(max_length=20)
    organisation_name = models.CharField(max_length=200)
    about = models.CharField(max_length=200, blank=True)
    """The name, as it was, of the person whom it is about."""
    role = models.CharField(max_length=20, choices=Role, blank=True)

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        indexes: ClassVar = [models.Index(fields=["area", "at"])]

    def __str__(self) -> str:
        return f"{self.by_name} {self.words}"

    @property
    def words(self) -> str:
        """It as a sentence without its subject."""
        role = Role(self.role).label if self.role else ""
        return WhatHappened(self.what).label.format(about=self.about, role=role, organisation=self.organisation_name)


@once_a_request
def held_on(user: int, day: date) -> tuple[Membership, ...]:
    """The memberships of a person (key) that hold on a day."""
    return tuple(Membership.objects.filter(holding_on(day), user=user))


def holding_on(day: date) -> Q:
    """Which memberships hold on a day."""
    return Q(ends__isnull=True, starts__lte=day, ended_at__isnull=True) | Q(ends__gte=day, starts__lte=day, ended_at__isnull=True)


def today() -> date:
    """The day that it is for the people of England."""
    return timezone.localdate()
