"""What the metric rules share: a metric's definition, its points by role, and a typed value against its parts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from bettercare.checking.model import Context
from bettercare.figures import TypedValue, compare_typed, rate
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

    def compared(self) -> TypedValue | None:
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
    """Every point that gives a value and both of its parts; a standardised rate does not follow from its counts alone."""
    for metric in context.plan.metrics:
        known = definition(context, metric)
        if known and known.standardised:
            continue
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


def asked_periods(known: MetricDefinition | None, role: PointRole) -> list[Period]:
    """The periods that the round asks for in a role; none where it leaves one of them to the area."""
    asked = [p.period for p in known.periods if p.role == role and p.asked != "not-applicable"] if known else []
    return [p for p in asked if p is not None] if None not in asked else []


def of_period(point: MetricPoint, period: Period) -> bool:
    return (point.start, point.end) == (period.start, period.end)


def of_usual_length(known: MetricDefinition, point: MetricPoint) -> bool:
    """Whether a point is for about as long a time as the round asks for in any role; unknown times are taken to be."""
    lengths = [(p.end - p.start).days + 1 for role in PointRole for p in asked_periods(known, role)]
    days = _days(point)
    return days is None or not lengths or any(abs(days - length) < 40 for length in lengths)


def pairs(context: Context, metric: Metric) -> Iterator[tuple[MetricPoint, MetricPoint]]:
    """Each target with the baseline that it can be compared with, like with like.

    The same months a year or more earlier come first. A month or a quarter has no other baseline, because measures go up and
    down with the seasons; where one side is a whole year and the other its months or quarters, these are joined to a year.
    Rates and counts of longer times need times of one length; percentages, and averages per month or day, do not.
    """
    known = definition(context, metric)
    any_length = known is not None and (known.multiplier == 100 or known.averaged is not None)
    baselines, targets = (
        [p for p in points(metric, role) if p.value is not None] for role in (PointRole.BASELINE, PointRole.TARGET)
    )
    found = {target.id: baseline for target in targets if (baseline := _year_earlier(target, baselines))}
    for target in targets:
        if target.id in found:
            yield found[target.id], target
        elif found and _part_of_year(target):
            continue
        elif baselines and not any(_short(p) for p in (target, baselines[0])) and (any_length or same_length(baselines[0], target)):
            yield baselines[0], target
    if not found and known is not None:
        yield from _whole_years(context, metric, known, baselines, targets)


def in_series(metric: Metric) -> bool:
    """Whether targets are set by month or quarter."""
    return sum(_short(p) for p in points(metric, PointRole.TARGET)) > 1


def same_length(one: MetricPoint, other: MetricPoint) -> bool:
    """Whether two points cover periods of the same length, within a month; unknown periods are taken for equal."""
    first, second = _days(one), _days(other)
    return first is None or second is None or abs(first - second) < 40


def _days(point: MetricPoint) -> int | None:
    return None if point.start is None or point.end is None else (point.end - point.start).days + 1


def _short(point: MetricPoint) -> bool:
    """A month or a quarter."""
    days = _days(point)
    return days is not None and days < 100


def _part_of_year(point: MetricPoint) -> bool:
    days = _days(point)
    return days is not None and days < 330


def _year_earlier(target: MetricPoint, baselines: Iterable[MetricPoint]) -> MetricPoint | None:
    """The latest baseline of the same months of an earlier year."""

    def months(point: MetricPoint) -> tuple[int, int] | None:
        return None if point.start is None or point.end is None else (point.start.month, point.end.month)

    alike = [
        b
        for b in baselines
        if months(b) == months(target) and b.start and target.start and b.start < target.start and same_length(b, target)
    ]
    return max(alike, key=lambda b: b.start or date.min, default=None)


def _whole_years(
    context: Context, metric: Metric, known: MetricDefinition, baselines: list[MetricPoint], targets: list[MetricPoint]
) -> Iterator[tuple[MetricPoint, MetricPoint]]:
    """A year against the year that months or quarters of the other side make."""
    for year, parts, ahead in ((baselines, targets, True), (targets, baselines, False)):
        whole = next((p for p in year if (_days(p) or 0) > 360), None)
        joined = _joined(context, metric, known, parts)
        if whole is not None and joined is not None:
            yield (whole, joined) if ahead else (joined, whole)
            return


def _joined(context: Context, metric: Metric, known: MetricDefinition, parts: list[MetricPoint]) -> MetricPoint | None:
    """Months or quarters that make a year, as one point under the id of the last; None where they do not, or one is in doubt."""
    ordered = sorted((p for p in parts if _short(p)), key=lambda p: p.start or date.min)
    if not 360 < sum(_days(p) or 0 for p in ordered) < 370:
        return None
    if any(address(metric, p, field) in context.doubts for p in ordered for field in ("value", "numerator", "denominator")):
        return None
    first, last, values = ordered[0], ordered[-1], [p.value for p in ordered if p.value is not None]
    numerators, denominators = ([getattr(p, f) for p in ordered] for f in ("numerator", "denominator"))
    of_people = known.multiplier is not None and known.multiplier >= 1000
    counted = None if None in numerators else sum(numerators, Decimal(0))
    base = None if None in denominators else sum(denominators, Decimal(0)) / (len(ordered) if of_people else 1)
    if known.averaged is None and (of_people or known.multiplier is None):
        value: Decimal | None = sum(values, Decimal(0))
    else:
        counted, base = (None, None) if known.averaged else (counted, base)
        value = rate(counted, base, known.multiplier or Decimal(1)) or sum(values, Decimal(0)) / len(values)
    return replace(last, start=first.start, end=last.end, numerator=counted, denominator=base, value=value)


def count_changes(context: Context, metric: Metric) -> tuple[Decimal, tuple[MetricPoint, ...]] | None:
    """By how much the count is to change from baseline to target, over all months or quarters of a series, and the points."""
    compared = [(b, t) for b, t in pairs(context, metric) if b.numerator is not None and t.numerator is not None]
    chosen = compared if in_series(metric) else compared[-1:]
    changes = [t.numerator - b.numerator for b, t in chosen if b.numerator is not None and t.numerator is not None]
    return (sum(changes, Decimal(0)), tuple(p for pair in chosen for p in pair)) if chosen else None
