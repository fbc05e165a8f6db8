"""Rules about values of metrics: against their own numerator and denominator, what areas usually have, and their populations."""

from __future__ import annotations

from decimal import Decimal

from bettercare.checking.model import Context, Fault, Outcomes, rule
from bettercare.checking.points import (
    Typed,
    address,
    definition,
    of_usual_length,
    points,
    typed,
)  # fmt: skip
from bettercare.checking.words import metric_name, point_name
from bettercare.figures import HINTS, Agreement, TypedValue
from bettercare.plan import Metric, MetricPoint, PointRole, Severity
from bettercare.plan.words import listed, plain


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


@rule("metric-rate", "error", after=("metric-over-whole",), rounding="0.001")
def metric_rate(context: Context) -> Outcomes:
    """A note where the rate is off by no more than a rounded population makes: estimates come to the nearest hundred, and fifty
    of 50,000 older people are a thousandth."""
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
            severity=Severity.NOTE if compared and _as_rounded(one, compared, context.number("rounding")) else None,
        )


def _as_rounded(one: Typed, compared: TypedValue, share: Decimal) -> bool:
    of_people = one.multiplier is not None and one.multiplier >= 1000
    return of_people and abs(one.value - compared.computed) <= abs(compared.computed) * share


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
    """Once for each metric: who rounds one figure down rounds the others down too."""
    off: dict[str, list[tuple[Typed, TypedValue]]] = {}
    for one in typed(context):
        compared = one.compared()
        unsure = context.unsure(*one.rests_on)
        if compared is not None and unsure is None and compared.agreement in (Agreement.TRUNCATED, Agreement.WITHIN_ONE_UNIT):
            off.setdefault(one.metric.id, []).append((one, compared))
    for found in off.values():
        (one, compared), *others = found
        name, expected = metric_name(one.metric, context.round), plain(compared.computed, one.decimals)
        how = "cut off, not rounded" if compared.agreement is Agreement.TRUNCATED else "one unit out in its last figure"
        more = listed(f"{plain(o.value)} ({point_name(o.point)}; rounded {plain(c.computed, o.decimals)})" for o, c in others)
        yield Fault(
            one.rests_on[0],
            f"{name}, {point_name(one.point)}: {plain(one.value)} is {how}; "
            f"{plain(one.numerator)} / {plain(one.denominator)} gives "
            f"{plain(compared.computed, one.decimals + 1)}, which rounds to {expected}."
            f"{f' The same with {more}.' if others else ''}",
            found=listed(plain(o.value) for o, _ in found),
            expected=listed(plain(c.computed, o.decimals) for o, c in found),
            difference=plain(compared.difference, one.decimals + 1) if not others else None,
            do=f"Write {listed(plain(c.computed, o.decimals) for o, c in found)}.",
            rests_on=tuple(a for o, _ in found for a in o.rests_on),
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
