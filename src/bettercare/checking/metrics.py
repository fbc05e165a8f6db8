"""Rules about metrics: values and their parts, points asked for, targets against baselines, periods and populations."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from bettercare.checking.model import Context, Fault, Outcomes, rule
from bettercare.checking.points import (
    Typed,
    address,
    asked_periods,
    definition,
    lower_is_better,
    of_period,
    of_usual_length,
    pairs,
    points,
    same_length,
    typed,
)  # fmt: skip
from bettercare.checking.words import metric_name, point_name
from bettercare.figures import HINTS, Agreement, Direction, Significance, TypedValue, counts_differ, proportions_differ
from bettercare.plan import Metric, MetricPoint, Period, PointRole, Severity, State
from bettercare.plan.words import counted, listed, plain, series
from bettercare.rounds.model import MetricDefinition

STATED = ("value-unreadable", "value-to-be-confirmed", "value-placeholder")


@rule("metric-over-whole", "error")
def metric_over_whole(context: Context) -> Outcomes:
    for metric in context.plan.metrics:
        known = definition(context, metric)
        if known is None or known.multiplier != 100:
            continue
        for point in metric.points:
            if point.numerator is not None and point.denominator is not None and point.numerator > point.denominator:
                yield Fault(
                    address(metric, point, "numerator"),
                    f"{metric_name(metric, context.round)}, {point_name(point)}: the numerator {plain(point.numerator)} is larger "
                    f"than the denominator {plain(point.denominator)}, which cannot be in a percentage.",
                    found=plain(point.numerator),
                    expected=f"at most {plain(point.denominator)}",
                    difference=plain(point.numerator - point.denominator),
                    do="Correct the two counts; perhaps they are swapped.",
                    rests_on=(address(metric, point, "denominator"), address(metric, point, "value")),
                )


@rule("metric-rate", "error", after=("metric-over-whole",))
def metric_rate(context: Context) -> Outcomes:
    for one in typed(context):
        if unsure := context.unsure(*one.rests_on):
            yield unsure
            continue
        compared = one.compared()
        if compared is not None and compared.agreement is not Agreement.WRONG:
            continue
        in_hundred = plain(one.numerator / one.denominator * 100, 1)
        shown = plain(compared.computed, max(one.decimals, 1)) if compared else None
        yield Fault(
            one.rests_on[0],
            f"{metric_name(one.metric, context.round)}, {point_name(one.point)}: {plain(one.value)} does not follow from "
            f"{plain(one.numerator)} / {plain(one.denominator)}, which "
            f"{f'gives {shown}' if shown else f'is {in_hundred} in a hundred'}."
            f"{_hint(one, compared)}",
            found=plain(one.value),
            expected=shown or f"{in_hundred} if it is a percentage",
            difference=f"{plain(compared.difference, max(one.decimals, 1))}{_factor(compared)}" if compared else None,
            do="Find which of the three figures is wrong, and correct it.",
            rests_on=one.rests_on,
        )


def _factor(compared: TypedValue) -> str:
    if not compared.factor or compared.factor <= 0:
        return ""
    ratio = max(compared.factor, 1 / compared.factor)
    way = "small" if compared.factor > 1 else "large"
    return f" ({plain(ratio, 1)} times too {way})" if ratio >= Decimal("1.05") else ""


def _hint(one: Typed, compared: TypedValue | None) -> str:
    """What the error may come from, as a sentence."""
    if compared is None:
        return " The count was perhaps typed where a proportion is meant." if one.value == one.numerator else ""
    if compared.hint is None:
        return ""
    implied = f" It would follow from a population of {plain(compared.computed * one.denominator / one.value, 0)}."
    return f" Perhaps {HINTS[compared.hint]}.{implied if 'ages' in compared.hint or 'adults' in compared.hint else ''}"


@rule("metric-truncated", "note", after=("metric-rate",))
def metric_truncated(context: Context) -> Outcomes:
    for one in typed(context):
        compared = one.compared()
        if compared is None or compared.agreement not in (Agreement.TRUNCATED, Agreement.WITHIN_ONE_UNIT):
            continue
        expected, how = plain(compared.computed, one.decimals), compared.agreement is Agreement.TRUNCATED
        yield Fault(
            one.rests_on[0],
            f"{metric_name(one.metric, context.round)}, {point_name(one.point)}: {plain(one.value)} is "
            f"{'cut off, not rounded' if how else 'one unit out in its last figure'}; {plain(one.numerator)} / "
            f"{plain(one.denominator)} gives {plain(compared.computed, one.decimals + 1)}, which rounds to {expected}.",
            found=plain(one.value),
            expected=expected,
            difference=plain(compared.difference, one.decimals + 1),
            do=f"Write {expected}.",
            rests_on=one.rests_on,
        )


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


@rule("metric-plausible", "query", after=("metric-rate", "metric-over-whole"))
def metric_plausible(context: Context) -> Outcomes:
    for metric in context.plan.metrics:
        known = definition(context, metric)
        low, high = known.plausible if known else (None, None)
        for point in metric.points:
            value = point.value
            if known and not of_usual_length(known, point):
                continue
            if value is not None and ((low is not None and value < low) or (high is not None and value > high)):
                limits = f"{plain(low) if low is not None else 'any'} to {plain(high) if high is not None else 'any'}"
                yield Fault(
                    address(metric, point, "value"),
                    f"{metric_name(metric, context.round)}, {point_name(point)}: {plain(value)} is outside what areas usually have "
                    f"({limits}).",
                    found=plain(value),
                    expected=limits,
                    do="Check the figure, its unit and its period.",
                )
                break


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
                f"{metric_name(metric, context.round)}: a change from {plain(_value(baseline))} to {plain(_value(target))} could "
                f"come about by chance (z = {plain(result.z, 2)}, below {plain(result.limit)}; {result.method}).",
                found=f"z = {plain(result.z, 2)}",
                expected=f"z of at least {plain(result.limit)}",
                do="For information: small areas can rarely show a significant change. Do not read reaching the target as proof.",
                rests_on=tuple(address(metric, p, f) for p in (baseline, target) for f in ("value", "numerator", "denominator")),
            )


def _significance(baseline: MetricPoint, target: MetricPoint, proportion: bool, lower: bool) -> Significance | None:
    n0, d0, n1, d1 = baseline.numerator, baseline.denominator, target.numerator, target.denominator
    if n0 is None or d0 is None or n1 is None or d1 is None:
        return None
    better = Direction.LOWER if lower else Direction.HIGHER
    return proportions_differ(n0, d0, n1, d1, better) if proportion else counts_differ(n0, n1, better, d0, d1)


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


@rule("metric-population", "query", after=("metric-rate",), adults_most="0.88", older_most="0.40")
def metric_population(context: Context) -> Outcomes:
    """Denominators of one plan are compared: adults are fewer than people of all ages, older people far fewer than adults."""
    largest: dict[str, tuple[Decimal, Metric, MetricPoint]] = {}
    for metric in context.plan.metrics:
        known = definition(context, metric)
        for point in points(metric, PointRole.BASELINE):
            if known and known.population and point.denominator is not None:
                largest.setdefault(known.population, (point.denominator, metric, point))
    for young, old, most in (("all", "18+", "adults_most"), ("18+", "65+", "older_most"), ("all", "65+", "older_most")):
        if young not in largest or old not in largest:
            continue
        (whole, metric_a, point_a), (part, metric_b, point_b) = largest[young], largest[old]
        share = part / whole if whole else Decimal(1)
        if share > context.number(most):
            yield Fault(
                address(metric_b, point_b, "denominator"),
                f"{metric_name(metric_b, context.round)} counts {plain(part)} people, which should be {_people(old)}; "
                f"{metric_name(metric_a, context.round)} counts {plain(whole)} ({_people(young)}). "
                f"That is {plain(share * 100, 0)}%: one of them is on the wrong population.",
                found=plain(part),
                expected=f"at most {plain(whole * context.number(most), 0)}",
                do=f"Ask for the population of {_people(old)} of the same area and year.",
                rests_on=(address(metric_a, point_a, "denominator"),),
            )
            return


def _people(basis: str) -> str:
    return {"all": "people of all ages", "18+": "adults aged 18 and over", "65+": "people aged 65 and over"}.get(basis, basis)


def _value(point: MetricPoint) -> Decimal:
    assert point.value is not None
    return point.value
