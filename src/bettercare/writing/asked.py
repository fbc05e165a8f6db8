"""What a round asks for beside what a plan gives: the empty metrics, points and signatures that its form must show.

A form is laid out from a plan and these together, so that what is missing can be seen and filled in, and a blank form has
the rows of every plan of its round.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bettercare.plan import Period
from bettercare.plan.spine import Metric, MetricPoint, Plan, PointRole, Signature
from bettercare.rounds.model import MetricDefinition, MetricPeriod, Round, SignoffRole

_SEVERAL = ("ccg", "icb", "district", "provider")
"""Kinds of organisation of which several may sign one plan."""
SIGNING = 3
"""Places for the signatures of a role that several organisations sign in."""
LOCAL = 3
"""Places for metrics that areas name themselves."""
_MOST_OF_A_YEAR = 300
_ASKED = "asked"
"""Ids of what is asked and not given begin so; the plan itself never holds them."""


def named_locally(definition: MetricDefinition) -> bool:
    """Whether each area says for itself what it measures."""
    return definition.unit == "local"


def metrics_asked(plan: Plan, round: Round) -> tuple[Metric, ...]:
    """The plan's metrics with a point for all that the round asks of each, then what else it asks, in the round's order."""
    definitions = {m.id: m for m in round.metrics}
    given = tuple(_with_points(m, definitions[m.metric], round) if m.metric in definitions else m for m in plan.metrics)
    asked = [d for d in round.metrics if d.periods and d.id not in {m.metric for m in plan.metrics}]
    places = ((d, n) for d in asked for n in range(1, (LOCAL if d.id == "local" else 1) + 1))
    return (*given, *(_with_points(Metric(f"{_ASKED}-{d.id}-{n}", d.id), d, round) for d, n in places))


def _with_points(metric: Metric, definition: MetricDefinition, round: Round) -> Metric:
    """The metric with an empty point for each period that is asked and not given, in the round's order; others follow."""
    left = list(metric.points)
    points: list[MetricPoint] = []
    for asked in (p for p in definition.periods if p.asked != "not-applicable"):
        period = _period(asked, round)
        alike = [p for p in left if p.role == asked.role]
        found = next((p for p in alike if period and (p.start, p.end) == (period.start, period.end)), None)
        if found is None and asked.asked == "free":
            found = next(iter(alike), None)
        if found is not None:
            left.remove(found)
        points.append(found or _empty(asked, period))
    return replace(metric, points=(*points, *left))


def _empty(asked: MetricPeriod, period: Period | None) -> MetricPoint:
    start, end = (period.start, period.end) if period else (None, None)
    return MetricPoint(f"{_ASKED}-{asked.id}", PointRole(asked.role), start, end)


def _period(asked: MetricPeriod, round: Round) -> Period | None:
    """The days of a point: as the round asks; where the area names them and no row does, the year of its column."""
    if asked.period or asked.column is None:
        return asked.period
    table = next((t for t in round.tables if t.rows == "metrics"), None)
    if table is None or any(r.field == "points/start" for r in table.row_fields):
        return None
    column = next(c for c in table.columns if c.id == asked.column)
    if column.period or column.year:
        return column.period or (column.year.period if column.year else None)
    others = {p.period for m in round.metrics for p in m.periods if p.column == asked.column and p.period}
    years = {p for p in others if (p.end - p.start).days > _MOST_OF_A_YEAR}
    return years.pop() if len(years) == 1 else None


def signatures_asked(plan: Plan, round: Round) -> Iterator[tuple[Signature, bool]]:
    """The plan's signatures by role, and empty ones where a role has not signed; with whether each is required."""
    order = [r.id for r in round.signoff]
    given = sorted(plan.signatures, key=lambda s: order.index(s.role) if s.role in order else len(order))
    for role in round.signoff:
        mine = [s for s in given if s.role == role.id]
        yield from ((s, True) for s in mine)
        if not mine:
            yield from ((Signature(f"{_ASKED}-{role.id}-{n}", role.id), role.required and n == 1) for n in _places(role))
    yield from ((s, True) for s in given if s.role not in order)


def _places(role: SignoffRole) -> range:
    return range(1, (SIGNING if role.per in _SEVERAL else 1) + 1)
