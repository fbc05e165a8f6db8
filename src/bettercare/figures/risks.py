"""Risk scores: likelihood times impact, each 1 to 5, and the word that goes with a score."""

from __future__ import annotations

from collections.abc import Mapping

from bettercare.plan import Risk

BANDS: Mapping[str, tuple[int, int]] = {"low": (1, 4), "medium": (5, 12), "high": (15, 25)}
"""Usual bands of a 5 by 5 grid, first and last score. Not confirmed: areas draw them differently, so they are a parameter."""


def score(risk: Risk) -> int | None:
    """Likelihood times impact; None where one is missing or not 1 to 5."""
    if risk.likelihood is None or risk.impact is None:
        return None
    if not (1 <= risk.likelihood <= 5 and 1 <= risk.impact <= 5):
        return None
    return risk.likelihood * risk.impact


def band(value: int, bands: Mapping[str, tuple[int, int]] = BANDS) -> str | None:
    """The band that a score falls in; None between or outside bands."""
    return next((name for name, (first, last) in bands.items() if first <= value <= last), None)
