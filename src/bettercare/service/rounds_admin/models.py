"""Versions of rounds, allocations that were imported, windows and extensions. All are records of what happened, but the stamps."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any, ClassVar

from django.db import models

from bettercare.service.plans.models import AreaPlan, Happened


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


def fingerprint_of(files: Mapping[str, Any]) -> str:
    """The SHA-256 of files by name, in their canonical form."""
    return hashlib.sha256(json.dumps(files, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()
