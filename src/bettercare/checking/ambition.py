"""Rules about targets against baselines: no better, too far, by the population alone, or within chance."""

from __future__ import annotations

from decimal import Decimal

from bettercare.checking.model import Context, Fault, Outcomes, rule
from bettercare.checking.points import (
    address,
    definition,
    lower_is_better,
    pairs,
    points,
    same_length,
)  # fmt: skip
from bettercare.checking.words import metric_name, point_name
from bettercare.figures import Direction, Significance, counts_differ, proportions_differ
from bettercare.plan import MetricPoint, PointRole
from bettercare.plan.words import plain


@rule("metric-no-better", "query", after=("metric-rate", "metric-over-whole", "metric-plausible"))
def metric_no_better(context: Context) -> Outcomes:
    for metric in context.plan.metrics:
        lower = lower_is_better(context, metric)
        if lower is None:
            continue
        compared = tuple(pairs(context, metric))
        if not compared and all(
            any(p.value is not None for p in points(metric, r)) for r in (PointRole.BASELINE, PointRole.TARGET)
        ):
            yield context.not_checked(
                f"{metric_name(metric, context.round)}: no target can be compared with a baseline, because they are for different "
                "lengths of time or different seasons", f"metrics/{metric.id}",
            )  # fmt: skip
        for baseline, target in compared:
            change = _value(target) - _value(baseline)
            if change == 0 or (change > 0) == lower:
                way = "falls" if lower else "rises"
                yield Fault(
                    address(metric, target, "value"),
                    f"{metric_name(metric, context.round)}: the {point_name(target)} of {plain(_value(target))} is no "
                    f"better than the "
                    f"{point_name(baseline)} of {plain(_value(baseline))}; it is better when it {way}.",
                    found=plain(_value(target)),
                    expected=f"{'below' if lower else 'above'} {plain(_value(baseline))}",
                    difference=plain(change),
                    do="Set a better target, or say why holding the present level is ambitious.",
                    rests_on=(address(metric, baseline, "value"),),
                )
                break


@rule("metric-leap", "query", after=("metric-rate", "metric-over-whole", "metric-plausible"), most="0.6")
def metric_leap(context: Context) -> Outcomes:
    for metric in context.plan.metrics:
        lower = lower_is_better(context, metric)
        for baseline, target in pairs(context, metric):
            before, after = _value(baseline), _value(target)
            known = definition(context, metric)
            whole = before if lower or known is None or known.multiplier != 100 else Decimal(100) - before
            gained = before - after if lower else after - before
            if lower is None or whole <= 0 or gained / whole <= context.number("most"):
                continue
            yield Fault(
                address(metric, target, "value"),
                f"{metric_name(metric, context.round)}: from {plain(before)} to {plain(after)} is an improvement of "
                f"{plain(gained / whole * 100, 0)}% of what there is to gain, which is rarely achieved in so short a time.",
                found=plain(after),
                expected=f"an improvement of at most {plain(context.number('most') * 100)}%",
                do="Check both figures; if they are meant, say what will bring the change about.",
                rests_on=(address(metric, baseline, "value"),),
            )
            break


@rule("metric-rate-against-count", "note", after=("metric-rate", "metric-no-better", "metric-over-whole"))
def metric_rate_against_count(context: Context) -> Outcomes:
    for metric in context.plan.metrics:
        lower = lower_is_better(context, metric)
        for baseline, target in pairs(context, metric):
            if lower is None or baseline.numerator is None or target.numerator is None or not same_length(baseline, target):
                continue
            better = _value(target) < _value(baseline) if lower else _value(target) > _value(baseline)
            worse = target.numerator > baseline.numerator if lower else target.numerator < baseline.numerator
            if better and worse:
                rate, count = ("falls", "rises") if lower else ("rises", "falls")
                yield Fault(
                    address(metric, target, "numerator"),
                    f"{metric_name(metric, context.round)}: the rate {rate} from {plain(_value(baseline))} to "
                    f"{plain(_value(target))} while "
                    f"the count {count} from {plain(baseline.numerator)} to {plain(target.numerator)}; the improvement "
                    f"comes from the "
                    f"population{_populations(baseline, target)} alone.",
                    found=plain(target.numerator),
                    expected=f"{'at most' if lower else 'at least'} {plain(baseline.numerator)}",
                    difference=plain(target.numerator - baseline.numerator),
                    do="Say whether the services can carry the change in the count.",
                    rests_on=(*(address(metric, p, f) for p in (baseline, target) for f in ("value", "numerator", "denominator")),),
                )
                break


def _populations(baseline: MetricPoint, target: MetricPoint) -> str:
    if baseline.denominator is None or target.denominator is None:
        return ""
    return f" ({plain(baseline.denominator)} to {plain(target.denominator)})"


@rule("metric-within-chance", "note", after=("metric-rate", "metric-no-better", "metric-rate-against-count", "metric-over-whole"))
def metric_within_chance(context: Context) -> Outcomes:
    """Counts of days are not tested: days of one person come together, so that the usual tests do not hold."""
    for metric in context.plan.metrics:
        known, lower = definition(context, metric), lower_is_better(context, metric)
        if known is None or lower is None or known.averaged:
            continue
        tested = [
            (b, t, _significance(b, t, known.multiplier == 100, lower)) for b, t in pairs(context, metric) if same_length(b, t)
        ]
        last = next(((b, t, r) for b, t, r in reversed(tested) if r is not None), None)
        if last is None:
            continue
        baseline, target, result = last
        if result.z > 0 and not result.significant:
            yield Fault(
                address(metric, target, "value"),
                f"{metric_name(metric, context.round)}: the change from {plain(_value(baseline))} to {plain(_value(target))} is so "
                "small for an area of this size that it could come about by chance alone.",
                found=f"{plain(result.z, 2)} times the usual play of chance ({result.method})",
                expected=f"at least {plain(result.limit)} times, which chance alone passes once in twenty",
                do="For information: nothing to correct. Reaching the target will not by itself prove that services improved.",
                rests_on=tuple(address(metric, p, f) for p in (baseline, target) for f in ("value", "numerator", "denominator")),
            )


def _significance(baseline: MetricPoint, target: MetricPoint, proportion: bool, lower: bool) -> Significance | None:
    n0, d0, n1, d1 = baseline.numerator, baseline.denominator, target.numerator, target.denominator
    if n0 is None or d0 is None or n1 is None or d1 is None:
        return None
    better = Direction.LOWER if lower else Direction.HIGHER
    return proportions_differ(n0, d0, n1, d1, better) if proportion else counts_differ(n0, n1, better, d0, d1)


def _value(point: MetricPoint) -> Decimal:
    assert point.value is not None
    return point.value
