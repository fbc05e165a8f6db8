"""Planted faults: a tidy plan with exactly one thing wrong, and the rule of the handbook that should say so, once."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from bettercare.plan import BudgetKind, Metric, MetricPoint, Plan, Reading, Scheme, State
from specimens.drawing import round_half_up
from specimens.truth import draw_reading

Plant = Callable[[Plan, random.Random], "Plan | None"]
"""Plants a fault; None where this plan has nothing for it to be planted in."""


@dataclass(frozen=True)
class Fault:
    """A kind of fault: the rule that finds it, and the rounds whose plans can have it."""

    name: str
    rule: str
    plant: Plant
    rounds: tuple[str, ...] = ("2014-15", "2017-19", "2025-26")
    state: tuple[str, State] | None = None
    """A state to set: the address pattern's first match is given it, such as `contributions/c1/holds_pool`."""


FAULTS: dict[str, Fault] = {}


def planted(name: str, round_id: str, seed: int) -> Reading | None:
    """A tidy plan with the fault in it, and nothing else wrong; None where it cannot be planted in this plan."""
    fault = FAULTS[name]
    reading = draw_reading(seed, round_id, tidy=True)
    plan = fault.plant(reading.plan, random.Random(f"fault {name} {round_id} {seed}"))
    if plan is None or round_id not in fault.rounds:
        return None
    states = dict(reading.states) | ({fault.state[0]: fault.state[1]} if fault.state else {})
    return Reading(plan, states)


def fault(name: str, rule: str, *rounds: str, state: tuple[str, State] | None = None) -> Callable[[Plant], Plant]:
    """Register a fault under its name."""

    def register(plant: Plant) -> Plant:
        FAULTS[name] = Fault(name, rule, plant, rounds or Fault.rounds, state)
        return plant

    return register


def _swap(parts: tuple[Any, ...], index: int, **changed: Any) -> tuple[Any, ...]:
    index %= len(parts)
    return (*parts[:index], replace(parts[index], **changed), *parts[index + 1 :])


def _metric(plan: Plan, id: str) -> int | None:
    return next((i for i, m in enumerate(plan.metrics) if m.metric == id), None)


def _with_points(plan: Plan, id: str, change: Callable[[Metric], tuple[MetricPoint, ...] | None]) -> Plan | None:
    at = _metric(plan, id)
    points = change(plan.metrics[at]) if at is not None else None
    return replace(plan, metrics=_swap(plan.metrics, at, points=points)) if at is not None and points else None


def _rate(point: MetricPoint, numerator: Decimal, denominator: Decimal, multiplier: int) -> MetricPoint:
    decimals = max(0, -int((point.value or Decimal(0)).as_tuple().exponent))
    return replace(point, numerator=numerator, denominator=denominator, value=round_half_up(numerator * multiplier / denominator, decimals))


@fault("rate five times too small", "metric-rate")
def _rate_wrong(plan: Plan, rng: random.Random) -> Plan | None:
    def change(m: Metric) -> tuple[MetricPoint, ...]:
        wrong = round_half_up((m.points[0].value or Decimal(0)) / 5, 1)
        return _swap(m.points, 0, value=wrong)

    return _with_points(plan, "residential-admissions", change)


@fault("rate cut off instead of rounded", "metric-truncated", "2014-15", "2017-19")
def _truncated(plan: Plan, rng: random.Random) -> Plan | None:
    def change(m: Metric) -> tuple[MetricPoint, ...] | None:
        for i, p in enumerate(m.points):
            exact = (p.numerator or Decimal(0)) * 100_000 / (p.denominator or Decimal(1))
            cut = exact.quantize(Decimal("0.1"), "ROUND_DOWN")
            if cut != p.value and cut % 1:  # a whole number would look as if it was typed without decimals
                return _swap(m.points, i, value=cut)
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
        return _swap(m.points, 0, start=p.start.replace(year=p.start.year - 1), end=p.end.replace(year=p.end.year - 1))

    return _with_points(plan, "residential-admissions", change)


@fault("value without its numbers", "metric-parts-absent", "2014-15", "2017-19")
def _parts_absent(plan: Plan, rng: random.Random) -> Plan | None:
    return _with_points(plan, "residential-admissions", lambda m: _swap(m.points, -1, numerator=None, denominator=None))


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
    return replace(plan, stated_totals=_swap(plan.stated_totals, at, amount=(plan.stated_totals[at].amount or Decimal(0)) + 50_000))


@fault("a scheme gets more than is put in", "pool-balance")
def _balance(plan: Plan, rng: random.Random) -> Plan | None:
    """A line and the total of its column rise together, so that only income and spending differ."""
    scheme = plan.schemes[0]
    line = next(ln for ln in reversed(scheme.lines) if ln.amount)
    lines = tuple(replace(ln, amount=(ln.amount or Decimal(0)) + 12_345) if ln is line else ln for ln in scheme.lines)
    same = [i for i, t in enumerate(plan.stated_totals) if t.of == "schemes.amount" and t.year == line.year and t.recurrence in (None, line.recurrence)]
    totals = _swap(plan.stated_totals, same[0], amount=(plan.stated_totals[same[0]].amount or Decimal(0)) + 12_345)
    return replace(plan, schemes=_swap(plan.schemes, 0, lines=lines), stated_totals=totals)


@fault("contribution below its minimum", "contribution-below-minimum", "2017-19", "2025-26")
def _below_minimum(plan: Plan, rng: random.Random) -> Plan | None:
    at = next(i for i, c in enumerate(plan.contributions) if c.minimum and c.source == "nhs-minimum")
    part = plan.contributions[at]
    return replace(plan, contributions=_swap(plan.contributions, at, minimum=(part.minimum or Decimal(0)) + 10_000))


@fault("contribution moved below its minimum, totals kept", "contribution-below-minimum", "2014-15")
def _below_minimum_2014(plan: Plan, rng: random.Random) -> Plan | None:
    """One partner's minimum is above what it puts in, another's is lower by as much."""
    if len(plan.contributions) < 2:
        return None
    first, second = plan.contributions[:2]
    shift = (first.actual or Decimal(0)) - (first.minimum or Decimal(0)) + 1000
    if not second.minimum or second.minimum <= shift:
        return None
    parts = _swap(_swap(plan.contributions, 0, minimum=(first.minimum or Decimal(0)) + shift), 1, minimum=second.minimum - shift)
    return replace(plan, contributions=parts)


def _budget(plan: Plan, kind: BudgetKind) -> int | None:
    found = [i for i, b in enumerate(plan.budgets) if b.kind is kind and b.amount]
    return found[-1] if found else None


@fault("agreed budget below the minimum", "budget-below-minimum", "2014-15")
def _budget_low(plan: Plan, rng: random.Random) -> Plan | None:
    at, least = _budget(plan, BudgetKind.AGREED), _budget(plan, BudgetKind.MINIMUM)
    if at is None or least is None:
        return None
    return replace(plan, budgets=_swap(plan.budgets, at, amount=(plan.budgets[least].amount or Decimal(0)) - 29_000))


@fault("summary and finance tables differ", "budget-contributions")
def _budget_other(plan: Plan, rng: random.Random) -> Plan | None:
    at = _budget(plan, BudgetKind.AGREED)
    return replace(plan, budgets=_swap(plan.budgets, at, amount=(plan.budgets[at].amount or Decimal(0)) + 31_000)) if at is not None else None


@fault("a budget left out", "budget-missing", "2014-15", "2017-19")
def _budget_missing(plan: Plan, rng: random.Random) -> Plan | None:
    return replace(plan, budgets=plan.budgets[:-1])


@fault("millions where pounds are meant", "money-magnitude", "2014-15")
def _magnitude(plan: Plan, rng: random.Random) -> Plan | None:
    at = _budget(plan, BudgetKind.AGREED)
    return replace(plan, budgets=_swap(plan.budgets, at, amount=Decimal(15_530_000_000))) if at is not None else None


@fault("savings of the contingency plan and the schemes differ", "benefit-contingency", "2014-15")
def _contingency(plan: Plan, rng: random.Random) -> Plan | None:
    for i, k in enumerate(plan.contingency):
        if k.year == "2015-16" and k.planned_savings:
            step = 25_000 if k.planned_savings > 0 else -25_000
            return replace(plan, contingency=_swap(plan.contingency, i, planned_savings=k.planned_savings + step))
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
        line = replace(old[0] if old else replace(later[0], id=f"{later[0].id}x", year=first_year, amount=None), benefit=benefit or None)
        early = (line,) if line.amount or line.benefit else ()
        schemes.append(replace(s, lines=(*early, *kept, *later)))
    if count < 3:
        return None
    totals = tuple(replace(t, amount=added) if t.of == "schemes.benefit" and t.year == first_year and t.recurrence == "recurrent" else t for t in late)
    return replace(plan, schemes=tuple(schemes), stated_totals=totals)


@fault("a scheme without money", "scheme-without-money")
def _no_money(plan: Plan, rng: random.Random) -> Plan | None:
    return replace(plan, schemes=(*plan.schemes, Scheme("s99", "99", "Handyperson pilot", None, "A pilot")))


@fault("a joint share above the whole", "joint-share", "2017-19")
def _joint(plan: Plan, rng: random.Random) -> Plan | None:
    for i, s in enumerate(plan.schemes):
        for j, ln in enumerate(s.lines):
            if ln.nhs_share is not None:
                return replace(plan, schemes=_swap(plan.schemes, i, lines=_swap(s.lines, j, nhs_share=Decimal(140))))
    return None


@fault("no date of agreement", "date-missing", "2014-15")
def _no_date(plan: Plan, rng: random.Random) -> Plan | None:
    return replace(plan, dates=replace(plan.dates, agreed_at_hwb=None))


@fault("agreed after it was submitted", "date-order", "2014-15", "2017-19")
def _order(plan: Plan, rng: random.Random) -> Plan | None:
    assert plan.dates.submitted
    return replace(plan, dates=replace(plan.dates, agreed_at_hwb=plan.dates.submitted + timedelta(days=9)))


@fault("submitted after the last window", "date-window")
def _window(plan: Plan, rng: random.Random) -> Plan | None:
    assert plan.dates.submitted
    late = plan.dates.submitted + timedelta(days=90)
    return replace(plan, dates=replace(plan.dates, submitted=late))


def _signed(plan: Plan, role: str) -> int:
    return next(i for i, s in enumerate(plan.signatures) if s.role == role)


@fault("an empty signature block", "signature-missing")
def _unsigned(plan: Plan, rng: random.Random) -> Plan | None:
    return replace(plan, signatures=_swap(plan.signatures, _signed(plan, "council"), organisation=None, name=None, position=None, date=None))


@fault("a placeholder where a name should be", "signature-placeholder", state=("signatures/g1/name", State.DEFAULT_LEFT_IN))
def _placeholder(plan: Plan, rng: random.Random) -> Plan | None:
    return replace(plan, signatures=_swap(plan.signatures, 0, organisation=None, name=None, position=None, date=None))


@fault("a signature without a date", "signature-incomplete")
def _undated(plan: Plan, rng: random.Random) -> Plan | None:
    return replace(plan, signatures=_swap(plan.signatures, _signed(plan, "nhs"), date=None))


@fault("one partner has not signed", "signature-partners")
def _partner(plan: Plan, rng: random.Random) -> Plan | None:
    signing = [s for s in plan.signatures if s.role == "nhs"]
    return replace(plan, signatures=tuple(s for s in plan.signatures if s is not signing[-1])) if len(signing) > 1 else None


@fault("signed before the Board agreed", "signature-before-agreement", "2014-15", "2017-19")
def _early(plan: Plan, rng: random.Random) -> Plan | None:
    assert plan.dates.agreed_at_hwb
    day = plan.dates.agreed_at_hwb - timedelta(days=6)
    return replace(plan, signatures=_swap(plan.signatures, _signed(plan, "nhs"), date=day))


def _answered(plan: Plan, question: str, text: str | None) -> Plan | None:
    for i, c in enumerate(plan.conditions):
        if c.question == question:
            status = c.status if text else type(c.status).UNANSWERED
            return replace(plan, conditions=_swap(plan.conditions, i, text=text, status=status))
    return None


@fault("a condition without an answer", "condition-unanswered")
def _unanswered(plan: Plan, rng: random.Random) -> Plan | None:
    question = {"2014-15": "definition", "2017-19": "invested", "2025-26": "oversight"}[plan.round or ""]
    return _answered(plan, question, None)


@fault("a condition answered by reference", "condition-by-reference", "2014-15", "2017-19")
def _reference(plan: Plan, rng: random.Random) -> Plan | None:
    return _answered(plan, {"2014-15": "information-governance", "2017-19": "invested"}[plan.round or ""], "Please see the answer in section 2a above.")


@fault("no date where one is asked", "condition-no-date", "2014-15", "2017-19")
def _condition_date(plan: Plan, rng: random.Random) -> Plan | None:
    question = {"2014-15": "nhs-number-commitment", "2017-19": "transfers"}[plan.round or ""]
    return _answered(plan, question, "All partners are committed to it and teams are at work on what remains.")


@fault("no proportion where one is asked", "condition-no-proportion", "2014-15")
def _proportion(plan: Plan, rng: random.Random) -> Plan | None:
    return _answered(plan, "proportions", "Practices use risk stratification with a combined model, and people at high risk have a plan and a lead professional.")


@fault("a condition answered with no", "condition-not-met", "2017-19", "2025-26")
def _not_met(plan: Plan, rng: random.Random) -> Plan | None:
    return _answered(plan, {"2017-19": "met-2018-19", "2025-26": "oversight"}[plan.round or ""], "No")


@fault("score is not likelihood times impact", "risk-score", "2017-19")
def _score(plan: Plan, rng: random.Random) -> Plan | None:
    return replace(plan, risks=_swap(plan.risks, 0, score=(plan.risks[0].score or 0) + 1))


@fault("likelihood off the scale", "risk-scale", "2017-19")
def _scale(plan: Plan, rng: random.Random) -> Plan | None:
    return replace(plan, risks=_swap(plan.risks, 0, likelihood=7))


@fault("a word that does not fit the score", "risk-band", "2017-19")
def _band(plan: Plan, rng: random.Random) -> Plan | None:
    return replace(plan, risks=_swap(plan.risks, 0, likelihood=5, impact=5, score=25, rating="Low"))


@fault("a risk that nobody owns", "risk-owner", "2017-19")
def _owner(plan: Plan, rng: random.Random) -> Plan | None:
    return replace(plan, risks=_swap(plan.risks, 0, owner=None))


@fault("a risk about which nothing is done", "risk-mitigation", "2014-15", "2017-19")
def _mitigation(plan: Plan, rng: random.Random) -> Plan | None:
    return replace(plan, risks=_swap(plan.risks, 0, mitigation=None))


@fault("a risk that is not rated", "risk-unrated", "2014-15", "2017-19")
def _unrated(plan: Plan, rng: random.Random) -> Plan | None:
    return replace(plan, risks=_swap(plan.risks, 0, rating=None, likelihood=None, impact=None, score=None))


@fault("no risk register", "risk-register-absent", "2014-15", "2017-19")
def _no_register(plan: Plan, rng: random.Random) -> Plan | None:
    return replace(plan, risks=())


@fault("who holds the pool is to be confirmed", "value-to-be-confirmed", "2014-15", state=("contributions/c1/holds_pool", State.TO_BE_CONFIRMED))
def _tbc(plan: Plan, rng: random.Random) -> Plan | None:
    return replace(plan, contributions=_swap(plan.contributions, 0, holds_pool=None))


@fault("the form's own pounds left in", "value-placeholder", "2014-15", state=("budgets/b3/amount", State.DEFAULT_LEFT_IN))
def _default(plan: Plan, rng: random.Random) -> Plan | None:
    return replace(plan, budgets=_swap(plan.budgets, 2, amount=None))


@fault("a drafting remark in the narrative", "drafting-remark")
def _remark(plan: Plan, rng: random.Random) -> Plan | None:
    return replace(plan, narrative=_swap(plan.narrative, 0, text=f"{plan.narrative[0].text} [insert figures from finance]"))


@fault("equality is not mentioned", "equality-impact-absent")
def _equality(plan: Plan, rng: random.Random) -> Plan | None:
    narrative = tuple(replace(n, text=(n.text or "").split(" An equality")[0]) for n in plan.narrative)
    return replace(plan, narrative=narrative)


@fault("no council is named", "partner-missing")
def _no_council(plan: Plan, rng: random.Random) -> Plan | None:
    return replace(plan, organisations=tuple(o for o in plan.organisations if o.kind != "council"))


@fault("no area is named", "area-unknown")
def _no_area(plan: Plan, rng: random.Random) -> Plan | None:
    return replace(plan, area=replace(plan.area, name=None))


