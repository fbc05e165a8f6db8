"""Which columns proven points of a metric stand in: those that the round asks for, or those of headings printed near them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

from bettercare.plan import Period, PointRole
from bettercare.reading.dates import periods_in, years_in
from bettercare.reading.metrics.headings import role_of
from bettercare.reading.values import tidy
from bettercare.rounds.model import MetricDefinition

ProvenColumn = tuple[PointRole | None, Period | None]


def quarters_in(text: str) -> tuple[Period, ...]:
    """The quarters that a text names, where they follow one another; else none."""
    found = sorted({p for p, _ in periods_in(text) if p.months == 3}, key=lambda p: p.start)
    return tuple(found) if all(b.start == a.end + timedelta(days=1) for a, b in pairwise(found)) else ()


def proven_columns(metric: MetricDefinition, count: int, quarters: Sequence[Period]) -> list[ProvenColumn]:
    """The columns of so many figures: those that the round asks for, with one quarter more where these are quarters, or the
    quarters of the headings; nothing where the number is another."""
    slots: list[ProvenColumn] = [(PointRole(p.role), p.period) for p in metric.periods if p.asked != "not-applicable"]
    last = slots[-1][1] if slots else None
    if len(slots) == count:
        return slots
    if last and last.months == 3 and len(slots) + 1 == count:
        first = last.end + timedelta(days=1)
        return [*slots, (PointRole.TARGET, Period(first, _last_day(first)))]
    return [(None, q) for q in quarters] if len(quarters) == count else []


def _last_day(first: date) -> date:
    """The last day of the quarter that begins on a day."""
    month = first.month + 3
    return date(first.year + (month > 12), (month - 1) % 12 + 1, 1) - timedelta(days=1)


def headed_years(text: str, count: int) -> list[ProvenColumn]:
    """The years that a text between a metric's name and its figures names, each with its role, where they are as many as the
    figures and follow one another; else nothing."""
    words = tidy(text)
    years = years_in(words)
    ends = [0, *(m.end() for _, m in years)]
    told = [(role_of(words[a : m.end()]), y.period) for a, (y, m) in zip(ends, years, strict=False)]
    ordered = all(a[1].start <= b[1].start for a, b in pairwise(told))
    return [*told] if len(told) == count and ordered and all(role for role, _ in told) and len(set(told)) == count else []


def years_above(text: str, count: int, columns: Sequence[ProvenColumn]) -> list[ProvenColumn]:
    """The years of headings printed line by line just above a metric, as they run forward in time, where they are as many as its
    figures; a baseline among them is the first. Else the columns as they were."""
    words = tidy(text)
    years = sorted({y for y, _ in years_in(words)}, key=lambda y: y.start)
    if len(years) != count or count < 2 or not re.search(r"\bbaseline\b", words, re.I):
        return [*columns]
    roles = [role for role, _ in columns] if len(columns) == count else []
    told = roles if all(roles) and roles else [PointRole.BASELINE] + [PointRole.TARGET] * (count - 1)
    return [(role, y.period) for role, y in zip(told, years, strict=True)]
