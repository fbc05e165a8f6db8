"""How many cases a test draws: few each day, many more in a long run (`./dev soak`)."""

from __future__ import annotations

from hypothesis import settings

EVERYDAY = 100
"""What Hypothesis draws where nothing is said; the profile of long runs says more."""


def cases(number: int) -> settings:
    """Settings for a test that draws this many cases each day, and in a long run as many times more as the profile draws."""
    return settings(max_examples=settings.default.max_examples * number // EVERYDAY)
