"""Records of what happened, of whatever kind: written once, never changed or deleted. Events are the only history."""

from __future__ import annotations

from typing import Any

from django.db import models


class NeverChanged(TypeError):
    """Something tried to change or delete a record of what happened."""


class Happened(models.Model):
    """A record of what happened: written once, never changed or deleted."""

    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=200)
    """The name as it was, so that the record tells it whatever becomes of the person's account."""
    at = models.DateTimeField()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise NeverChanged(f"{self._meta.verbose_name} is a record of what happened")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise NeverChanged(f"{self._meta.verbose_name} is a record of what happened")
