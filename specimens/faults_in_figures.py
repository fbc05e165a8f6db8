"""Faults planted in figures: metrics, money, benefits."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from bettercare.plan import BudgetKind, Metric, MetricPoint, Plan, Scheme
from specimens.drawing import round_half_up
from specimens.fault_kinds import fault, swap


def _metric(plan: Plan, id: str) -> int | None:
    return next((i for i, m in enumerate(plan.metrics) if m.metric == id), None)


def _with_points(plan: Plan, id: str, change: Callable[[Metric], tuple[MetricPoint, ...] | None]) -> Plan | None:
    at = _metric(plan, id)
    points = change(plan.metrics[at]) if at is not None else None
    return replace(plan, metrics=swap(plan.metrics, at, points=points)) if at is not None and points else None


def _rate(point: MetricPoint, numerator: Decimal, denominator: Decimal, multiplier: int) -> MetricPoint:
    decimals = max(0, -int((point.value or Decimal(0)).as_tuple().exponent))
    return replace(
        point, numerator=numerator, denominator=denominator, value=round_half_up(numerator * multiplier / denominator, decimals)
    )


@fault("rate five times too small", "metric-rate")
def _rate_wrong(plan: Plan, rng: random.Random) -> Plan | None:
    def change(m: Metric) -> tuple[MetricPoint, ...]:
        wrong = round_half_up((m.points[0].value or Decimal(0)) / 5, 1)
        return swap(m.points, 0, value=wrong)

    return _with_points(plan, "residential-admissions", change)


@fault("rate cut off instead of rounded", "metric-truncated", "2014-15", "2017-19")
def _truncated(plan: Plan, rng: random.Random) -> Plan | None:
    def change(m: Metric) -> tuple[MetricPoint, ...] | None:
        for i, p in enumerate(m.points):
            exact = (p.numerator or Decimal(0)) * 100_000 / (p.denominator or Decimal(1))
            cut = exact.quantize(Decimal("0.1"), "ROUND_DOWN")
            if cut != p.value and cut % 1:  # a whole number would look as if it was typed without decimals
                return swap(m.points, i, value=cut)
        return None

    return _with_points(plan, "residential-admissions", change)


@fault("more people at home than were discharged", "metric-over-whole", "2014-15", "2017-19")
def _over_whole(plan: Plan, rng: random.Random) -> Plan | None:
    def change(m: Metric) -> tuple[MetricPoint, ...]:
        p = m.points[-1]
        assert p.denominator
        return (*m.points[:-1], _rate(p, p.denominator + 7, p.denominator, 100))

    return _with_points(plan, "reablement-91-days", change)


@fault("target worse than baseline", "metric-no-better", "2014-15", "2017-19")
def _no_better(plan: Plan, rng: random.Random) -> Plan | None:
    def change(m: Metric) -> tuple[MetricPoint, ...]:
        base, last = m.points[0], m.points[-1]
        assert base.numerator and last.denominator
        return (*m.points[:-1], _rate(last, base.numerator * 13 // 10, last.denominator, 100_000))

    return _with_points(plan, "residential-admissions", change)


@fault("target better by one person only", "metric-within-chance", "2014-15", "2017-19")
def _within_chance(plan: Plan, rng: random.Random) -> Plan | None:
    def change(m: Metric) -> tuple[MetricPoint, ...]:
        base = m.points[0]
        assert base.numerator and base.denominator
        start, step = base.numerator, max(2, int(base.denominator) // 900)
        return (base, *(_rate(p, start + step * i, base.denominator, 100) for i, p in enumerate(m.points[1:], start=1)))

    return _with_points(plan, "reablement-91-days", change)


@fault("rate falls while the count rises", "metric-rate-against-count", "2014-15")
def _against_count(plan: Plan, rng: random.Random) -> Plan | None:
    def change(m: Metric) -> tuple[MetricPoint, ...]:
        base, last = m.points[0], m.points[-1]
        assert base.numerator and base.denominator
        return (*m.points[:-1], _rate(last, base.numerator + 6, base.denominator * 112 // 100, 100_000))

    return _with_points(plan, "residential-admissions", change)


@fault("period of another year", "metric-period", "2014-15", "2017-19")
def _period(plan: Plan, rng: random.Random) -> Plan | None:
    def change(m: Metric) -> tuple[MetricPoint, ...]:
        p = m.points[0]
        assert p.start and p.end
        return swap(m.points, 0, start=p.start.replace(year=p.start.year - 1), end=p.end.replace(year=p.end.year - 1))

    return _with_points(plan, "residential-admissions", change)


@fault("value without its numbers", "metric-parts-absent", "2014-15", "2017-19")
def _parts_absent(plan: Plan, rng: random.Random) -> Plan | None:
    return _with_points(plan, "residential-admissions", lambda m: swap(m.points, -1, numerator=None, denominator=None))


@fault("people of all ages where adults are meant", "metric-population", "2014-15")
def _population(plan: Plan, rng: random.Random) -> Plan | None:
    at = _metric(plan, "avoidable-admissions")
    everyone = plan.metrics[at].points[0].denominator if at is not None else None

    def change(m: Metric) -> tuple[MetricPoint, ...] | None:
        if not everyone:
            return None
        return tuple(_rate(p, p.numerator * 13 // 10, everyone, 100_000) for p in m.points if p.numerator)

    return _with_points(plan, "delayed-transfers", change)


@fault("a metric left out", "metric-missing")
def _metric_missing(plan: Plan, rng: random.Random) -> Plan | None:
    return replace(plan, metrics=tuple(m for m in plan.metrics if m.metric != "residential-admissions"))


def _total_index(plan: Plan, of: str) -> int | None:
    found = [i for i, t in enumerate(plan.stated_totals) if t.of == of and t.amount]
    return found[-1] if found else None


@fault("stated total 50,000 too high", "total-rows")
def _total(plan: Plan, rng: random.Random) -> Plan | None:
    at = _total_index(plan, "schemes.amount")
    if at is None:
        return None
    return replace(plan, stated_totals=swap(plan.stated_totals, at, amount=(plan.stated_totals[at].amount or Decimal(0)) + 50_000))


@fault("a scheme gets more than is put in", "pool-balance")
def _balance(plan: Plan, rng: random.Random) -> Plan | None:
    """A line and the total of its column rise together, so that only income and spending differ."""
    scheme = plan.schemes[0]
    line = next(ln for ln in reversed(scheme.lines) if ln.amount)
    lines = tuple(replace(ln, amount=(ln.amount or Decimal(0)) + 12_345) if ln is line else ln for ln in scheme.lines)
    same = [
        i
        for i, t in enumerate(plan.stated_totals)
        if t.of == "schemes.amount" and t.year == line.year and t.recurrence in (None, line.recurrence)
    ]
    totals = swap(plan.stated_totals, same[0], amount=(plan.stated_totals[same[0]].amount or Decimal(0)) + 12_345)
    return replace(plan, schemes=swap(plan.schemes, 0, lines=lines), stated_totals=totals)


_NO_MINIMUM = "the form has no column for the minimum; imported tables of allocations give it"


@fault(
    "contribution below its minimum",
    "contribution-below-minimum",
    "2017-19",
    "2025-26",
    hidden={"2017-19": _NO_MINIMUM, "2025-26": _NO_MINIMUM},
)
def _below_minimum(plan: Plan, rng: random.Random) -> Plan | None:
    at = next(i for i, c in enumerate(plan.contributions) if c.minimum and c.source == "nhs-minimum")
    part = plan.contributions[at]
    return replace(plan, contributions=swap(plan.contributions, at, minimum=(part.minimum or Decimal(0)) + 10_000))


@fault("contribution moved below its minimum, totals kept", "contribution-below-minimum", "2014-15")
def _below_minimum_2014(plan: Plan, rng: random.Random) -> Plan | None:
    """One partner's minimum is above what it puts in, another's is lower by as much."""
    if len(plan.contributions) < 2:
        return None
    first, second = plan.contributions[:2]
    shift = (first.actual or Decimal(0)) - (first.minimum or Decimal(0)) + 1000
    if not second.minimum or second.minimum <= shift:
        return None
    parts = swap(swap(plan.contributions, 0, minimum=(first.minimum or Decimal(0)) + shift), 1, minimum=second.minimum - shift)
    return replace(plan, contributions=parts)


def _budget(plan: Plan, kind: BudgetKind) -> int | None:
    found = [i for i, b in enumerate(plan.budgets) if b.kind is kind and b.amount]
    return found[-1] if found else None


@fault("agreed budget below the minimum", "budget-below-minimum", "2014-15")
def _budget_low(plan: Plan, rng: random.Random) -> Plan | None:
    at, least = _budget(plan, BudgetKind.AGREED), _budget(plan, BudgetKind.MINIMUM)
    if at is None or least is None:
        return None
    return replace(plan, budgets=swap(plan.budgets, at, amount=(plan.budgets[least].amount or Decimal(0)) - 29_000))


@fault("summary and finance tables differ", "budget-contributions", on_paper=("total-rows", "documents-disagree"))
def _budget_other(plan: Plan, rng: random.Random) -> Plan | None:
    at = _budget(plan, BudgetKind.AGREED)
    return (
        replace(plan, budgets=swap(plan.budgets, at, amount=(plan.budgets[at].amount or Decimal(0)) + 31_000))
        if at is not None
        else None
    )


@fault("a budget left out", "budget-missing", "2014-15", "2017-19")
def _budget_missing(plan: Plan, rng: random.Random) -> Plan | None:
    """The template of 2017-19 calls its total of contributions the pooled budget: that cell is empty too."""
    year = plan.budgets[-1].year if plan.round == "2017-19" else None
    totals = tuple(t for t in plan.stated_totals if year is None or (t.of, t.year) != ("contributions.actual", year))
    return replace(plan, budgets=plan.budgets[:-1], stated_totals=totals)


@fault("millions where pounds are meant", "money-magnitude", "2014-15", on_paper=("value-unreadable",))
def _magnitude(plan: Plan, rng: random.Random) -> Plan | None:
    at = _budget(plan, BudgetKind.AGREED)
    return replace(plan, budgets=swap(plan.budgets, at, amount=Decimal(15_530_000_000))) if at is not None else None


@fault("savings of the contingency plan and the schemes differ", "benefit-contingency", "2014-15")
def _contingency(plan: Plan, rng: random.Random) -> Plan | None:
    for i, k in enumerate(plan.contingency):
        if k.year == "2015-16" and k.planned_savings:
            step = 25_000 if k.planned_savings > 0 else -25_000
            return replace(plan, contingency=swap(plan.contingency, i, planned_savings=k.planned_savings + step))
    return None


@fault("the same benefit in both years", "benefit-same-years", "2014-15")
def _same_benefits(plan: Plan, rng: random.Random) -> Plan | None:
    """Every scheme's benefit of the second year stands in the first as well, and the totals of the first year follow."""
    early, late = plan.schemes[0].lines[:0], plan.stated_totals
    schemes: list[Scheme] = []
    count, added = 0, Decimal(0)
    first_year, second_year = plan.budgets[0].year, plan.budgets[1].year
    for s in plan.schemes:
        benefit = sum((ln.benefit for ln in s.lines if ln.year == second_year and ln.benefit), Decimal(0))
        old = [ln for ln in s.lines if ln.year == first_year and ln.recurrence == "recurrent"]
        kept = tuple(replace(ln, benefit=None) if ln.benefit else ln for ln in s.lines if ln.year == first_year and ln not in old)
        later = tuple(ln for ln in s.lines if ln.year == second_year)
        if benefit:
            count, added = count + 1, added + benefit
        if not old and not benefit:
            schemes.append(s)
            continue
        line = replace(
            old[0] if old else replace(later[0], id=f"{later[0].id}x", year=first_year, amount=None), benefit=benefit or None
        )
        early = (line,) if line.amount or line.benefit else ()
        schemes.append(replace(s, lines=(*early, *kept, *later)))
    if count < 3:
        return None
    totals = tuple(
        replace(t, amount=added) if t.of == "schemes.benefit" and t.year == first_year and t.recurrence == "recurrent" else t
        for t in late
    )
    return replace(plan, schemes=tuple(schemes), stated_totals=totals)


@fault("a scheme without money", "scheme-without-money")
def _no_money(plan: Plan, rng: random.Random) -> Plan | None:
    return replace(plan, schemes=(*plan.schemes, Scheme("s99", "99", "Handyperson pilot", None, "A pilot")))


@fault("a joint share above the whole", "joint-share", "2017-19")
def _joint(plan: Plan, rng: random.Random) -> Plan | None:
    for i, s in enumerate(plan.schemes):
        for j, ln in enumerate(s.lines):
            if ln.nhs_share is not None:
                return replace(plan, schemes=swap(plan.schemes, i, lines=swap(s.lines, j, nhs_share=Decimal(140))))
    return None
