"""Rules about what is given of each metric: the metric itself, the points and periods asked for, numerators and denominators."""

from __future__ import annotations

from collections.abc import Iterable

from bettercare.checking.model import Context, Fault, Outcomes, rule
from bettercare.checking.points import (
    address,
    asked_periods,
    definition,
    of_period,
    points,
)  # fmt: skip
from bettercare.checking.words import metric_name, point_name
from bettercare.plan import Metric, MetricPoint, Period, PointRole, Severity, State
from bettercare.plan.words import counted, listed, series
from bettercare.rounds.model import MetricDefinition

STATED = ("value-unreadable", "value-to-be-confirmed", "value-placeholder")


@rule("metric-missing", "error")
def metric_missing(context: Context) -> Outcomes:
    asked = [m for m in context.round.metrics if m.required and m.standing == "headline"]
    there = {m.metric for m in context.plan.metrics}
    missing = [m for m in asked if m.id not in there]
    if not missing:
        return
    if len(missing) == len(asked) and not context.plan.metrics:
        yield context.not_checked("these documents hold no metric of the round; another document may hold them", "metrics")
        return
    yield Fault(
        "metrics",
        f"The plan gives nothing for {counted(len(missing), 'metric')}: {'; '.join(m.title for m in missing)}.",
        found=f"{len(asked) - len(missing)} of {len(asked)} metrics",
        expected=f"all {len(asked)}",
        do="Give a baseline and a target for each, or add the document that holds them.",
    )


@rule("metric-point-missing", "error", after=STATED)
def metric_point_missing(context: Context) -> Outcomes:
    """One finding for each metric; a query where the area itself chooses the measure."""
    for metric in context.plan.metrics:
        known = definition(context, metric)
        if known and (not metric.points or any(a.startswith(f"metrics/{metric.id}/points/") for a in context.doubts)):
            why = "it is named, and no figure of it" if not metric.points else "not every figure of it"
            yield context.not_checked(f"{metric_name(metric, context.round)}: {why} could be placed", f"metrics/{metric.id}")
            continue
        lacking, empty, asked = _lacking(context, metric, known) if known else ([], [], 0)
        if known and lacking:
            count = sum(number for _, number in lacking)
            yield Fault(
                address(metric, empty[0], "value") if empty else f"metrics/{metric.id}",
                f"{metric_name(metric, context.round)}: no value is given for "
                f"{listed(counted(number, f'{role} point') for role, number in lacking)} that the round asks for.",
                found=f"{asked - count} of {counted(asked, 'point')}",
                expected=f"all {asked}",
                difference=str(-count),
                do=f"Give the {listed(role for role, _ in lacking)}.",
                rests_on=tuple(address(metric, p, "value") for p in empty),
                severity=Severity.QUERY if known.better == "local" else None,
            )


def _lacking(context: Context, metric: Metric, known: MetricDefinition) -> tuple[list[tuple[str, int]], list[MetricPoint], int]:
    """Roles with how many of their points lack a value; the points that are there without one; how many are asked for."""
    lacking, without, total = [], [], 0
    for role in (PointRole.BASELINE, PointRole.TARGET):
        asked = sum(p.role == role and p.asked != "not-applicable" for p in known.periods)
        here = points(metric, role)
        empty = [p for p in here if p.value is None]
        excused = [p for p in empty if not context.absent(address(metric, p, "value"), None)]
        number = asked - (len(here) - len(empty)) - len(excused) - _within_longer(known, here, role)
        total += asked
        if number > 0:
            lacking.append((str(role), number))
            without += [p for p in empty if p not in excused]
    return lacking, without, total


def _within_longer(known: MetricDefinition, here: Iterable[MetricPoint], role: PointRole) -> int:
    """By how many the periods asked for are more than the longer ones given in their stead, which another rule tells."""
    saved = 0
    for point in here:
        inside = [
            p for p in asked_periods(known, role) if point.start and point.end and point.start <= p.start and p.end <= point.end
        ]
        if point.value is not None and len(inside) > 1:
            saved += len(inside) - 1
    return saved


@rule("metric-parts-absent", "query", after=(*STATED, "metric-point-missing"))
def metric_parts_absent(context: Context) -> Outcomes:
    for metric in context.plan.metrics:
        known = definition(context, metric)
        if known is None or not known.numerator or not known.denominator or known.better == "local":
            continue
        lacking: list[tuple[MetricPoint, str]] = []
        for point in metric.points:
            if point.value is None:
                continue
            for field in ("numerator", "denominator"):
                if context.absent(address(metric, point, field), getattr(point, field)):
                    lacking.append((point, field))
        if lacking:
            first = address(metric, *lacking[0])
            refused = context.state(first) is State.SAID_NOT_SUPPLIED
            at = listed(dict.fromkeys(point_name(p) for p, _ in lacking))
            what = listed(dict.fromkeys(field for _, field in lacking))
            yield Fault(
                first,
                f"{metric_name(metric, context.round)}: a value is given without its {what} for the {at}"
                f"{', which the paper says are not supplied' if refused else ''}, so it cannot be worked out again.",
                found="not supplied" if refused else "nothing",
                expected=what,
                do=f"Give the {what}; a draft may go without, a final plan may not.",
                rests_on=tuple(address(metric, point, field) for point, field in lacking),
            )


@rule("metric-period", "query")
def metric_period(context: Context) -> Outcomes:
    """Points that stand where the round asks for other periods: one finding for each metric. Further points may be added."""
    for metric in context.plan.metrics:
        told: dict[PointRole, tuple[list[MetricPoint], list[Period]]] = {}
        for role in (PointRole.BASELINE, PointRole.TARGET):
            asked, here = asked_periods(definition(context, metric), role), points(metric, role)
            other = [p for p in here if p.start and p.end and not any(of_period(p, o) for o in asked)]
            if other and any(not any(of_period(p, o) for p in here) for o in asked):
                told[role] = (other, asked)
        if told:
            given = [series([(p.start, p.end) for p in here if p.start and p.end]) for here, _ in told.values()]
            wanted = [series([(p.start, p.end) for p in asked], "or") for _, asked in told.values()]
            said = (
                f"the {role}{' is' if len(told[role][0]) == 1 else 's are'} for {there}; the round asks for {there_asked}"
                for role, there, there_asked in zip(told, given, wanted, strict=True)
            )
            addresses = [address(metric, p, f) for here, _ in told.values() for p in here for f in ("start", "end")]
            yield Fault(
                addresses[0],
                f"{metric_name(metric, context.round)}: {'; '.join(said)}.",
                found="; ".join(given),
                expected="; ".join(wanted),
                do="Give the figure for the period asked for, or say why another is used.",
                rests_on=tuple(addresses[1:]),
            )
