"""People, and what they do for which organisation. Nobody is deleted: a membership ends."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q, QuerySet


class UserManager(BaseUserManager["User"]):
    """Makes people by their work address."""

    def create_user(self, email: str, password: str | None = None, **more: Any) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **more)
        user.set_password(password)
        user.save()
        return user


class User(AbstractBaseUser):
    """A person who signs in with a work address."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    position = models.CharField(max_length=200, blank=True)
    is_active = models.BooleanField(default=True)

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


class Membership(models.Model):
    """A person's role for an organisation (register code), from a day until a day, or open."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    organisation = models.CharField(max_length=20)
    organisation_name = models.CharField(max_length=200)
    role = models.CharField(max_length=20, choices=Role)
    signs_as = models.CharField(max_length=40, blank=True)
    """The sign-off role of the round (`council`, `nhs`, `section-151`, `hwb`) that a signatory signs for the organisation."""
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=models.F("starts")), name="membership_ends_after_start"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()} for {self.organisation_name}"


def memberships_on(user: User, day: date) -> QuerySet[Membership]:
    """The memberships that hold on a day."""
    return user.memberships.filter(Q(ends__isnull=True) | Q(ends__gte=day), starts__lte=day)
