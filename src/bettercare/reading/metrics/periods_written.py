"""The periods that head a metric whose table a converter scattered: as many as its figures want, in the order they were printed."""

from __future__ import annotations

from bettercare.plan import Period, PointRole
from bettercare.reading.metrics.headings import heading_period, role_by_year, role_of
from bettercare.reading.metrics.lines import ATOM
from bettercare.rounds.model import Round

Dated = tuple[PointRole, Period, str | None]
"""What a figure was meant as, of when, and why that is in doubt."""


def written_periods(text: str, count: int, round: Round) -> list[Dated] | None:
    """The one kind of periods (years, quarters or months) of which a text prints so many, each once and in order of time; where a
    heading does not say what was meant, what is past is actual and what is to come is a target."""
    found: dict[int, list[tuple[PointRole | None, Period]]] = {}
    for match in ATOM.finditer(" ".join(text.split())):
        if not match.group().casefold().startswith("total") and (period := heading_period(match.group())):
            found.setdefault(period.months, []).append((role_of(match.group()), period))
    ways = [held for held in found.values() if len(held) == count]
    if len(ways) != 1 or len(set(ways[0])) < count or [p.start for _, p in ways[0]] != sorted(p.start for _, p in ways[0]):
        return None
    return [(role or role_by_year(period, round) or PointRole.TARGET, period, None) for role, period in ways[0]]
