"""The time at which something of the demonstration happens, so that its story stands on the weeks before today."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from unittest.mock import patch

from django.utils import timezone


class Clock:
    """Counts back from the moment at which the demonstration is filled; each thing that happens on a day comes a little later."""

    def __init__(self, filled_at: datetime) -> None:
        self.filled_at = filled_at
        self._at: dict[int, datetime] = {}

    @contextmanager
    def days_ago(self, days: int) -> Iterator[datetime]:
        """Let what is done here happen so many days before; only actions of this process see that time."""
        began = self._at.get(days) or self.day(days).replace(hour=9, minute=10)
        moment = self._at[days] = min(began + timedelta(minutes=7), self.filled_at)
        with patch.object(timezone, "now", lambda: moment):
            yield moment

    def day(self, days: int) -> datetime:
        """The same time of day so many days before, or after where they are negative."""
        return timezone.localtime(self.filled_at) - timedelta(days=days)
