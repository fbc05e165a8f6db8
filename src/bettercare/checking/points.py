"""What the metric rules share: a metric's definition, its points by role, and a typed value against its parts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from bettercare.checking.model import Context
from bettercare.figures import Comparison, compare_typed, rate
from bettercare.plan import Metric, MetricPoint, Period, PointRole
from bettercare.rounds.model import MetricDefinition

MULTIPLIERS = (Decimal(1), Decimal(100), Decimal(1000), Decimal(100_000))
"""What a rate may be multiplied by where neither the round nor the title says."""


def definition(context: Context, metric: Metric) -> MetricDefinition | None:
    return next((d for d in context.round.metrics if d.id == metric.metric), None)


def address(metric: Metric, point: MetricPoint, field: str) -> str:
    return f"metrics/{metric.id}/points/{point.id}/{field}"


def lower_is_better(context: Context, metric: Metric) -> bool | None:
    """The round's direction; None where it is for the area to say and the area has not."""
    known = definition(context, metric)
    if known is not None and known.better != "local":
        return known.better == "lower"
    chosen = next((a.value for a in metric.answers if a.field in ("better", "direction")), None)
    return {"lower": True, "higher": False}.get(str(chosen))


@dataclass(frozen=True, slots=True)
class Typed:
    """A value as typed beside what its parts give. `multiplier` is None where none of the usual ones fits."""

    metric: Metric
    point: MetricPoint
    value: Decimal
    numerator: Decimal
    denominator: Decimal
    multiplier: Decimal | None
    population: str | None

    @property
    def rests_on(self) -> tuple[str, ...]:
        return tuple(address(self.metric, self.point, field) for field in ("value", "numerator", "denominator"))

    @property
    def decimals(self) -> int:
        """Decimals typed, without noughts at the end: `88.10%` was hardly measured to two."""
        return max(0, -int(self.value.normalize().as_tuple().exponent))

    def computed(self) -> Decimal | None:
        return None if self.multiplier is None else rate(self.numerator, self.denominator, self.multiplier)

    def compared(self) -> Comparison | None:
        """How the typed value stands to the one worked out, with what an error hints at; None without a multiplier."""
        computed, start, end = self.computed(), self.point.start, self.point.end
        if computed is None:
            return None
        period = Period(start, end) if start and end and start <= end else None
        return compare_typed(
            self.value,
            computed,
            self.decimals,
            numerator=self.numerator,
            denominator=self.denominator,
            multiplier=self.multiplier,
            population=self.population,
            months=period.months if period else None,
        )


def typed(context: Context) -> Iterator[Typed]:
    """Every point that gives a value and both of its parts."""
    for metric in context.plan.metrics:
        known = definition(context, metric)
        fixed = known.multiplier if known else None
        for point in metric.points:
            if point.value is None or point.numerator is None or not point.denominator:
                continue
            multiplier = fixed if fixed is not None else _likely(metric, point.value, point.numerator / point.denominator)
            yield Typed(
                metric, point, point.value, point.numerator, point.denominator, multiplier, known.population if known else None
            )


def _likely(metric: Metric, value: Decimal, ratio: Decimal) -> Decimal | None:
    """The usual multiplier that the title names, else the one that fits the value."""
    title = (metric.title or "").lower()
    if "100,000" in title or "100 000" in title:
        return Decimal(100_000)
    if "%" in title or "per cent" in title or "percent" in title:
        return Decimal(100)
    for multiplier in MULTIPLIERS:
        if abs(ratio * multiplier - value) < max(Decimal(1), abs(value) / 100):
            return multiplier
    return Decimal(100) if "proportion" in title or "share" in title else None


def points(metric: Metric, role: PointRole) -> tuple[MetricPoint, ...]:
    return tuple(p for p in metric.points if p.role is role)


def pairs(context: Context, metric: Metric) -> Iterator[tuple[MetricPoint, MetricPoint]]:
    """The baseline with each target that can be compared with it.

    Rates and counts of a year and of a quarter cannot; percentages can, and averages per month or day.
    """
    known = definition(context, metric)
    any_length = known is not None and (known.multiplier == 100 or known.averaged is not None)
    for baseline in points(metric, PointRole.BASELINE)[:1]:
        for target in points(metric, PointRole.TARGET):
            if baseline.value is not None and target.value is not None and (any_length or same_length(baseline, target)):
                yield baseline, target


def same_length(one: MetricPoint, other: MetricPoint) -> bool:
    """Whether two points cover periods of the same length, within a month; unknown periods are taken for equal."""
    if one.start is None or one.end is None or other.start is None or other.end is None:
        return True
    return abs((one.end - one.start).days - (other.end - other.start).days) < 40
