"""Faults that published plans were seen to have: copied figures, units, doubled money, impossible dates, what the text claims."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal

from bettercare.plan import Contribution, FinancialYear, Line, MetricPoint, Plan, State
from specimens.drawing import round_half_up
from specimens.fault_kinds import fault, swap
from specimens.faults_in_figures import _rate, _with_points


@fault("a scheme left out of the total", "total-rows", "2014-15", "2017-19", "2025-26")
def _left_out(plan: Plan, rng: random.Random) -> Plan | None:
    """The total of one column lacks the amount of one of its rows."""
    at = max(i for i, t in enumerate(plan.stated_totals) if t.of == "schemes.amount" and t.amount)
    total = plan.stated_totals[at]
    rows = [
        ln.amount for s in plan.schemes for ln in s.lines if ln.year == total.year and total.recurrence in (None, ln.recurrence)
    ]
    amounts = [a for a in rows if a]
    if len(amounts) < 2 or total.amount is None:
        return None
    return replace(plan, stated_totals=swap(plan.stated_totals, at, amount=total.amount - amounts[len(amounts) // 2]))


@fault("the same money under two names", "same-amount-twice")
def _twice(plan: Plan, rng: random.Random) -> Plan | None:
    """Another scheme has the amounts of the first, and income and totals were raised to match."""
    years = {ln.year for s in plan.schemes for ln in s.lines if ln.amount}
    for scheme in plan.schemes:
        lines = tuple(replace(ln, id=f"{ln.id}again", benefit=None) for ln in scheme.lines if ln.amount)
        own = {ln.year for ln in lines}
        telling = any(len(f"{int(ln.amount or 0)}".rstrip("0")) >= 4 for ln in lines)
        if own == years and telling:
            number = str(len(plan.schemes) + 1) if scheme.number else None
            name = "Neighbourhood teams" if scheme.name else None
            again = replace(scheme, id="s98", number=number, name=name, description=scheme.description and "Teams", lines=lines)
            richer = replace(plan, schemes=(*plan.schemes, again))
            for line in lines:
                richer = raised(richer, line)
            return richer
    return None


def raised(plan: Plan, line: Line) -> Plan:
    """The plan with what a new line costs put in, and in every total."""
    more = line.amount or Decimal(0)
    at = next(i for i, c in enumerate(plan.contributions) if line.source in (None, c.source) and _pays(c, line.year))
    part = plan.contributions[at]
    field = "actual" if part.year == line.year else "spend_on_schemes"
    parts = swap(plan.contributions, at, **{field: getattr(part, field) + more})
    of = ("schemes.amount", f"contributions.{field}")
    totals = tuple(
        replace(t, amount=t.amount + more)
        if t.amount is not None and t.of in of and t.year == line.year and t.recurrence in (None, line.recurrence)
        else t
        for t in plan.stated_totals
    )
    budgets = tuple(
        replace(b, amount=b.amount + more) if b.amount is not None and b.kind == "agreed" and b.year == line.year else b
        for b in plan.budgets
    )
    return replace(plan, contributions=parts, stated_totals=totals, budgets=budgets)


def _pays(part: Contribution, year: FinancialYear | None) -> bool:
    return part.year == year or part.spend_on_schemes is not None


@fault("thousands among pounds", "money-in-thousands")
def _thousands(plan: Plan, rng: random.Random) -> Plan | None:
    amounts = sorted(ln.amount for s in plan.schemes for ln in s.lines if ln.amount)
    if len(amounts) < 4 or amounts[len(amounts) // 2 - 1] < 120_000:
        return None
    for i, scheme in enumerate(plan.schemes):
        for j, line in enumerate(scheme.lines):
            if line.amount and 100_000 <= line.amount < 1_000_000:
                typed = (line.amount / 1000).quantize(Decimal(1))
                return replace(plan, schemes=swap(plan.schemes, i, lines=swap(scheme.lines, j, amount=typed)))
    return None


@fault("money below nothing", "money-negative")
def _negative(plan: Plan, rng: random.Random) -> Plan | None:
    scheme = plan.schemes[0]
    at = next(i for i, ln in enumerate(scheme.lines) if ln.amount)
    return replace(
        plan, schemes=swap(plan.schemes, 0, lines=swap(scheme.lines, at, amount=-(scheme.lines[at].amount or Decimal(0))))
    )


@fault("one benefit written with the other sign", "benefit-sign", "2014-15")
def _sign(plan: Plan, rng: random.Random) -> Plan | None:
    """In the first year, which the contingency plan does not speak of; the total of its column follows."""
    first = plan.budgets[0].year
    if sum(1 for s in plan.schemes for ln in s.lines if ln.benefit) < 2:
        return None
    for i, scheme in enumerate(plan.schemes):
        for j, line in enumerate(scheme.lines):
            if line.benefit and line.year == first:
                lines = swap(scheme.lines, j, benefit=-line.benefit)
                totals = tuple(
                    replace(t, amount=(t.amount or Decimal(0)) - 2 * line.benefit)
                    if t.of == "schemes.benefit" and t.year == first and t.recurrence == line.recurrence
                    else t
                    for t in plan.stated_totals
                )
                return replace(plan, schemes=swap(plan.schemes, i, lines=lines), stated_totals=totals)
    return None


@fault("a proportion where a percentage is meant", "metric-rate", "2014-15", "2017-19")
def _proportion(plan: Plan, rng: random.Random) -> Plan | None:
    return _with_points(
        plan, "reablement-91-days", lambda m: swap(m.points, -1, value=round_half_up((m.points[-1].value or Decimal(0)) / 100, 3))
    )


@fault("the target is the baseline carried forward", "metric-no-better", "2014-15", "2017-19")
def _carried(plan: Plan, rng: random.Random) -> Plan | None:
    def copied(point: MetricPoint, base: MetricPoint) -> MetricPoint:
        return replace(point, numerator=base.numerator, denominator=base.denominator, value=base.value)

    return _with_points(plan, "residential-admissions", lambda m: (*m.points[:-1], copied(m.points[-1], m.points[0])))


@fault("an improvement by nearly two thirds", "metric-leap", "2014-15")
def _leap(plan: Plan, rng: random.Random) -> Plan | None:
    def fallen(point: MetricPoint, base: MetricPoint) -> MetricPoint:
        assert base.numerator and point.denominator
        return _rate(point, (base.numerator * 37 / 100).quantize(Decimal(1)), point.denominator, 100_000)

    return _with_points(plan, "residential-admissions", lambda m: (*m.points[:-1], fallen(m.points[-1], m.points[0])))


@fault("a rate four times what areas have", "metric-plausible", "2014-15", "2017-19")
def _implausible(plan: Plan, rng: random.Random) -> Plan | None:
    return _with_points(
        plan,
        "residential-admissions",
        lambda m: tuple(_rate(p, p.numerator * 4, p.denominator, 100_000) for p in m.points if p.numerator and p.denominator),
    )


@fault("a target that was not filled in", "metric-point-missing", "2014-15", "2017-19")
def _no_target(plan: Plan, rng: random.Random) -> Plan | None:
    return _with_points(plan, "residential-admissions", lambda m: swap(m.points, -1, value=None, numerator=None, denominator=None))


@fault("a day that no calendar has", "date-impossible", state=("dates/agreed_at_hwb", State.UNREADABLE))
def _no_such_day(plan: Plan, rng: random.Random) -> Plan | None:
    return replace(plan, dates=replace(plan.dates, agreed_at_hwb=None))


@fault("agreed ten years too early", "date-window", "2014-15", "2017-19")
def _wrong_year(plan: Plan, rng: random.Random) -> Plan | None:
    agreed = plan.dates.agreed_at_hwb
    assert agreed
    return replace(plan, dates=replace(plan.dates, agreed_at_hwb=agreed.replace(year=agreed.year - 10, day=min(agreed.day, 28))))


@fault("a section in which nothing was written", "section-empty", "2014-15", "2017-19")
def _empty_section(plan: Plan, rng: random.Random) -> Plan | None:
    return replace(plan, narrative=swap(plan.narrative, 1, text=None))


def _saying(plan: Plan, sentence: str) -> Plan:
    return replace(plan, narrative=swap(plan.narrative, 0, text=f"{plan.narrative[0].text} {sentence}"))


@fault("the text gives another pool than the tables", "claim-pool", "2014-15", "2025-26", told=True)
def _other_pool(plan: Plan, rng: random.Random) -> Plan | None:
    budget = plan.budgets[-1]
    assert budget.amount is not None and budget.year is not None
    said = (budget.amount * 113 / 100).quantize(Decimal(1))
    return _saying(plan, f"The pooled budget is £{said:,} in {budget.year}.")


def _saved(plan: Plan) -> Decimal:
    last = plan.budgets[-1].year
    return sum((abs(ln.benefit) for s in plan.schemes for ln in s.lines if ln.benefit and ln.year == last), Decimal(0))


@fault("the text promises another saving than the tables", "claim-saving", "2014-15", told=True)
def _other_saving(plan: Plan, rng: random.Random) -> Plan | None:
    saved = _saved(plan)
    return _saying(plan, f"The plan will save £{saved * 3:,} in {plan.budgets[-1].year}.") if saved else None


@fault("a saving that no avoided admission brings", "claim-unit-cost", "2014-15", told=True)
def _unit_cost(plan: Plan, rng: random.Random) -> Plan | None:
    saved = _saved(plan)
    avoided = int(saved / 6000)
    if avoided < 20:
        return None
    return _saying(plan, f"The plan will avoid {avoided:,} emergency admissions and save £{saved:,} in {plan.budgets[-1].year}.")
