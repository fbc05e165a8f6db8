"""Versions of rounds, allocations that were imported, windows and extensions. All are records of what happened, but the stamps."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar

from django.db import models

from bettercare.plan import FinancialYear
from bettercare.rounds.model import Allocation, AllocationVersion
from bettercare.service.accounts.models import Membership
from bettercare.service.happened import Happened
from bettercare.service.plans.models import AreaPlan


class RoundStamp(models.Model):
    """Changes whenever anything of a round does, so that each process knows whether what it holds is still in force.

    Its row is also what two administrators of one round wait for.
    """

    round = models.CharField(max_length=40, primary_key=True)
    token = models.CharField(max_length=32)


class RoundVersion(Happened):
    """A round as it was saved: the text of each file that it is made of, its own and those that it is built on."""

    round = models.CharField(max_length=40)
    number = models.PositiveIntegerField()
    files = models.JSONField()
    sha256 = models.CharField(max_length=64)
    why = models.CharField(max_length=400)

    class Meta:
        ordering: ClassVar = ["round", "-number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["round", "number"], name="round_version_numbers_once")]

    def __str__(self) -> str:
        return f"version {self.number}"

    @property
    def text(self) -> str:
        """The round's own file."""
        return str(self.files[f"{self.round}.yaml"])


class PlanBegan(Happened):
    """The version of its round that a plan was begun under; none where that was the package's own. Kept for good."""

    plan = models.OneToOneField(AreaPlan, on_delete=models.PROTECT, related_name="began_under")
    version = models.ForeignKey(RoundVersion, on_delete=models.PROTECT, null=True, related_name="begun")
    sha256 = models.CharField(max_length=64)
    """Of the round's files as they were then."""


class AllocationFile(Happened):
    """A file of allocations that somebody brought: its bytes, and what its sheets hold as the bounded worker read them."""

    round = models.CharField(max_length=40)
    table = models.CharField(max_length=60)
    name = models.CharField(max_length=200)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    sheets = models.JSONField()
    """Of each sheet its name and rows: the row's number `n`, its cells `c` as text, and what is wrong with some `p`."""

    class Meta:
        ordering: ClassVar = ["round", "table", "-at"]


class Status(models.TextChoices):
    """How sure the figures of an allocation are."""

    PROVISIONAL = "provisional", "Provisional"
    FINAL = "final", "Final"
    CORRECTED = "corrected", "Corrected"


class AllocationKept(Happened):
    """A version of an allocation table: what it gives each area, from when, and whom it was decided by."""

    round = models.CharField(max_length=40)
    table = models.CharField(max_length=60)
    number = models.PositiveIntegerField()
    status = models.CharField(max_length=20, choices=Status)
    published_on = models.DateField()
    source = models.CharField(max_length=400)
    """Where the figures were published."""
    reason = models.TextField(blank=True)
    """Why they were corrected, or why they were taken although something did not fit."""
    accepted = models.JSONField()
    """What did not fit and was accepted, in words."""
    amounts = models.JSONField()
    """Rows of area, organisation (or null), year and amount in pounds as text."""
    sha256 = models.CharField(max_length=64)
    file = models.ForeignKey(AllocationFile, on_delete=models.PROTECT, related_name="kept")

    class Meta:
        ordering: ClassVar = ["round", "table", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "table", "number"], name="allocation_numbers_once"),
            models.CheckConstraint(
                condition=~models.Q(status=Status.CORRECTED) | ~models.Q(reason=""), name="a_correction_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.number}, {self.get_status_display().lower()}"

    def version(self) -> AllocationVersion:
        """As the rules read it."""
        amounts = tuple(
            Allocation(area=area, organisation=organisation, year=FinancialYear.parse(year), amount=Decimal(amount))
            for area, organisation, year, amount in self.amounts
        )
        return AllocationVersion(
            id=f"imported-{self.number}", status=self.status, published_on=self.published_on, amounts=amounts,  # type: ignore[arg-type]
            source="own", confirmed=True,
        )  # fmt: skip


class WindowSet(Happened):
    """A window opened, changed or closed by an administrator: what holds from then on, in place of what the round says."""

    round = models.CharField(max_length=40)
    window = models.SlugField(max_length=40)
    what = models.CharField(max_length=20, choices=[(w, w) for w in ("opened", "changed", "closed")])
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=20)
    opens = models.DateField()
    closes = models.DateTimeField(null=True)
    must_be = models.JSONField()
    """Of `complete`, `valid` and `signed`, what a plan sent in it must be."""
    why = models.CharField(max_length=400)

    class Meta:
        ordering: ClassVar = ["round", "-at", "-pk"]


class ExtensionGiven(Happened):
    """A later end of a window for one area, with who approved it and why. The last one given to an area holds."""

    round = models.CharField(max_length=40)
    window = models.SlugField(max_length=40)
    area = models.CharField(max_length=20)
    area_name = models.CharField(max_length=200)
    closes = models.DateTimeField()
    approved_by = models.CharField(max_length=200)
    reason = models.CharField(max_length=400)

    class Meta:
        ordering: ClassVar = ["round", "-at", "-pk"]


class Merger(Happened):
    """An organisation that another took over on a day. What was signed keeps the name of its day."""

    predecessor = models.CharField(max_length=20, unique=True)
    predecessor_name = models.CharField(max_length=200)
    successor = models.CharField(max_length=20)
    successor_name = models.CharField(max_length=200)
    on = models.DateField()
    why = models.CharField(max_length=400)

    class Meta:
        ordering: ClassVar = ["-on", "predecessor_name"]

    def __str__(self) -> str:
        return f"{self.predecessor_name} into {self.successor_name}"


class MembershipCarried(Happened):
    """What somebody did for an organisation, given to them for its successor by a person's decision."""

    merger = models.ForeignKey(Merger, on_delete=models.PROTECT, related_name="carried")
    membership = models.OneToOneField(Membership, on_delete=models.PROTECT, related_name="carried_to")
    became = models.OneToOneField(Membership, on_delete=models.PROTECT, related_name="carried_from")


def fingerprint_of(files: Mapping[str, Any] | list[Any]) -> str:
    """The SHA-256 of files by name, or of rows, in their canonical form."""
    return hashlib.sha256(json.dumps(files, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()
