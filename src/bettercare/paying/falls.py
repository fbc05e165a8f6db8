"""Payment for a fall of admissions counted to date (July 2014 rules), and money held for an extra fall (2016 to 2019).

Source: reference for 2013-19, sections 3.7 and 10.7.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bettercare.figures import Releases, releases, required
from bettercare.paying.figured import actual_of, answer, figure, metrics_of
from bettercare.plan import Metric, Period, Plan, PointRole
from bettercare.plan.payments import Actual, ActualKind, Actuals, ForAFall, QuarterPaid, Unusable
from bettercare.plan.words import months
from bettercare.rounds.model import AllocationTable, ExtraFall, Payment, PaymentVariant, Round, Tranche

_NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class _Quarter:
    """A quarter that is paid for, with its counts; None where the plan or the figures do not give one."""

    period: Period
    title: str
    due: date | None
    baseline: Decimal | None
    planned: Decimal | None
    actual: Decimal | None
    why: str | None = None


def for_a_fall(
    plan: Plan, round: Round, rule: Payment, variant: PaymentVariant | None, actuals: Actuals, tables: Sequence[AllocationTable]
) -> ForAFall | Unusable:  # fmt: skip
    """Return what each quarter pays of the fund that the planned fall is worth, or why no fund is known."""
    ids = {t.id for t in rule.tranches}
    definition = next(m for m in round.metrics if ids & set(m.paid))
    held = metrics_of(plan, definition.id)
    if len(held) != 1:
        found = f"{definition.title}: {'not given' if not held else 'given more than once'}"
        return Unusable("the plan", found, "Give the metric once, with its quarters.")
    quarters = _quarters(held[0], rule.tranches, definition.id, round, actuals)
    lacking = [f"{what} of {months(q.period.start, q.period.end)}" for q in quarters
               for what, count in (("baseline", q.baseline), ("plan", q.planned)) if count is None]  # fmt: skip
    if lacking:
        return Unusable(
            "the plan", f"{definition.title}: no count is given for the {', the '.join(lacking)}", "Give the count of each quarter."
        )
    base = [q.baseline for q in quarters if q.baseline is not None]
    aim = [q.planned for q in quarters if q.planned is not None]
    cost, source = _unit_cost(plan, round, rule.unit_cost, rule.own_unit_cost)
    share, unknown = _share(plan, rule, [*round.allocations, *tables])
    made = releases(
        [b - p for b, p in zip(base, aim, strict=True)],
        [None if q.actual is None else b - q.actual for q, b in zip(quarters, base, strict=True)],
        cost, clawback=bool(variant and variant.clawback), limit=share,
    )  # fmt: skip
    takes_back = bool(variant and variant.clawback)
    stated = answer(plan, rule.fund)
    fall = sum(base, _NOTHING) - sum(aim, _NOTHING)
    return ForAFall(
        metric=definition.id, title=definition.title, unit_cost=cost, unit_cost_from=source, planned_fall=fall,
        planned_per_cent=fall / sum(base) * 100 if sum(base) else None,
        guideline=figure(round, rule.guideline).value if rule.guideline else None,
        fund=made.fund, share=share, share_unknown=unknown, ring_fenced=None if share is None else share - made.fund,
        clawback=takes_back, stated_fund=stated, paid=made.paid, known=made.known, quarters=_paid(quarters, made),
    )  # fmt: skip


def extra_fall(
    plan: Plan, round: Round, rule: ExtraFall, variant: PaymentVariant | None, actuals: Actuals
) -> ForAFall | Unusable | None:  # fmt: skip
    """Return what each quarter releases of the money held for an extra fall; None where the figures name no such fall."""
    rows = sorted((a for a in actuals.rows if a.kind is ActualKind.EXTRA_FALL), key=_first_day)
    if not rows:
        return None
    if undated := [a.where for a in rows if a.period is None]:
        return Unusable(undated[0], "the extra fall has no quarter", "Give the quarter of each row, as 2017-18 Q1.")
    unplanned = [a.where for a in rows if a.planned is None]
    if unplanned:
        return Unusable(unplanned[0], "the extra fall has no planned figure", "Give the fall that was planned for each quarter.")
    cost, source = _unit_cost(plan, round, rule.unit_cost, rule.own_unit_cost)
    planned = [a.planned for a in rows if a.planned is not None]
    made = releases(planned, [a.numerator for a in rows], cost, clawback=bool(variant and variant.clawback))
    quarters = [
        _Quarter(a.period, months(a.period.start, a.period.end), None, None, a.planned, a.numerator,
                 None if a.numerator is not None else f"{a.where} does not say what was achieved")
        for a in rows if a.period
    ]  # fmt: skip
    return ForAFall(
        metric=rule.metric, title=round.metric(rule.metric).title, unit_cost=cost, unit_cost_from=source,
        planned_fall=sum(planned, _NOTHING), planned_per_cent=None, guideline=None, fund=made.fund, share=None, share_unknown=None,
        ring_fenced=None, clawback=bool(variant and variant.clawback), stated_fund=answer(plan, rule.fund), paid=made.paid,
        known=made.known, quarters=_paid(quarters, made),
    )  # fmt: skip


def _first_day(row: Actual) -> date:
    return row.period.start if row.period else date.min


def _quarters(metric: Metric, tranches: Sequence[Tranche], id: str, round: Round, actuals: Actuals) -> list[_Quarter]:
    """Each paid quarter with the one of the baseline that has its place in time."""
    asked = round.metric(id).periods
    before = sorted((p.period for p in asked if p.role == "baseline" and p.period), key=lambda p: p.start)
    by_tranche = {p.tranche: p.period for p in asked if p.tranche and p.period}
    made = []
    for place, tranche in enumerate(tranches):
        period = by_tranche[tranche.id]
        row = actual_of(actuals.rows, id, period)
        actual = row.numerator if row else _count(metric, PointRole.ACTUAL, period)
        why = None if actual is not None else f"no count of {months(period.start, period.end)} is known"
        if actual is not None and actual < 0:
            actual, why = None, f"{row.where if row else 'the plan'}: a count cannot be below nothing"
        base = _count(metric, PointRole.BASELINE, before[place])
        made.append(_Quarter(period, tranche.title, tranche.due, base, _count(metric, PointRole.TARGET, period), actual, why))
    return made


def _count(metric: Metric, role: PointRole, period: Period) -> Decimal | None:
    counts = [p.numerator for p in metric.points if p.role is role and (p.start, p.end) == (period.start, period.end)]
    return counts[0] if len(counts) == 1 and counts[0] is not None and counts[0] >= 0 else None


def _unit_cost(plan: Plan, round: Round, id: str | None, own: str | None) -> tuple[Decimal, str]:
    """What one admission is worth in pounds, and whose figure that is."""
    argued = answer(plan, own)
    if argued is not None and argued > 0:
        return argued, "the plan's own"
    value = figure(round, id).value if id else None
    return value or _NOTHING, f"round {round.id}"


def _share(plan: Plan, rule: Payment, tables: Sequence[AllocationTable]) -> tuple[Decimal | None, str | None]:
    """The area's share of the national fund, or in words why it is not known."""
    if rule.share is None or rule.year is None:
        return None, None
    share = required(plan, tables, rule.share, rule.year)
    return (share, None) if isinstance(share, Decimal) else (None, share)


def _paid(quarters: Sequence[_Quarter], made: Releases) -> tuple[QuarterPaid, ...]:
    result, waiting = [], None
    for quarter, released in zip(quarters, made.quarters, strict=True):
        why = quarter.why or (f"it follows from the quarters before it, and {waiting}" if waiting else None)
        waiting = waiting or quarter.why
        result.append(
            QuarterPaid(
                quarter.period, quarter.title, quarter.due, quarter.baseline, quarter.planned, quarter.actual, released.planned,
                released.achieved, released.most, released.paid, released.paid_to_date, released.unreleased, why,
            )
        )  # fmt: skip
    return tuple(result)
