"""The figures that a payment needs, from a plan and from what happened: values of metrics, counts of quarters, unit costs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from bettercare.figures import compare_typed, rate
from bettercare.plan import Metric, MetricPoint, Period, Plan, PointRole
from bettercare.plan.payments import Actual, ActualKind
from bettercare.plan.words import plain
from bettercare.rounds.model import Figure, MetricDefinition, Round


@dataclass(frozen=True, slots=True)
class Valued:
    """A metric's value, and what about it is worth telling: it is worked out from its parts where both are given."""

    value: Decimal | None
    remark: str | None = None


def metrics_of(plan: Plan, id: str) -> tuple[Metric, ...]:
    return tuple(m for m in plan.metrics if m.metric == id)


def point(metric: Metric, role: PointRole, period: Period | None) -> MetricPoint | None:
    """The metric's one point of a role: of a period where one is named, else the only one there is."""
    found = [p for p in metric.points if p.role is role]
    if period is not None:
        found = [p for p in found if (p.start, p.end) == (period.start, period.end)]
    return found[0] if len(found) == 1 else None


def valued(part: MetricPoint | Actual | None, definition: MetricDefinition) -> Valued:
    """The value of a point or of an actual figure: by its parts, else as stated."""
    if part is None:
        return Valued(None)
    if any(number is not None and number < 0 for number in (part.numerator, part.denominator)):
        return Valued(None, "a count below nothing stands there")
    by_parts = rate(part.numerator, part.denominator, definition.multiplier) if definition.multiplier else part.numerator
    if by_parts is None or part.value is None:
        return Valued(part.value if by_parts is None else by_parts)
    typed = compare_typed(part.value, by_parts)
    told = None if typed.agreement != "wrong" else f"{plain(part.value)} is stated, and its own figures give {plain(by_parts, 1)}"
    return Valued(by_parts, told)


def actual_of(rows: Iterable[Actual], id: str, period: Period | None) -> Actual | None:
    """The row about a metric in a period; one without a period is about the only period that is asked for."""
    found = [a for a in rows if a.kind is ActualKind.METRIC and a.of == id]
    exact = [a for a in found if a.period is not None and a.period == period]
    loose = [a for a in found if a.period is None or period is None]
    return exact[0] if exact else loose[0] if len(loose) == 1 else None


def answer(plan: Plan, field: str | None) -> Decimal | None:
    value = next((a.value for a in plan.answers if a.field == field), None)
    return value if isinstance(value, Decimal) else None


def figure(round: Round, id: str) -> Figure:
    """The figure that holds for the round; the latest where it changed while plans were made."""
    return max((f for f in round.figures if f.id == id), key=lambda f: f.period.end)
