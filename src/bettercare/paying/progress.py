"""Payment by conditions and progress to targets: December 2013 rules.

Source: reference for 2013-19, sections 2.10 and 10.3. The tranches of the nation are published; that an area's are shares of
its minimum fund, that metrics weigh alike and the threshold are from memory, and told as unconfirmed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bettercare.figures import Direction, achieved, entries, movement, progress, shared_out, total
from bettercare.paying.figured import actual_of, figure, metrics_of, point, valued
from bettercare.plan import BudgetKind, MetricPoint, Period, Plan, PointRole
from bettercare.plan.payments import Actual, ActualKind, Actuals, ByProgress, PartPaid, TranchePaid, Unusable
from bettercare.rounds.model import Condition, MetricDefinition, MetricPeriod, Payment, PaymentVariant, Round, Tranche

_NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class _Case:
    """What every part of the fund is judged by."""

    plan: Plan
    round: Round
    threshold: Decimal
    together: bool
    actuals: Actuals


def by_progress(plan: Plan, round: Round, rule: Payment, variant: PaymentVariant | None, actuals: Actuals) -> ByProgress | Unusable:
    """Return what each tranche of the area's fund pays, or why no fund is known."""
    fund = _fund(plan, rule)
    if isinstance(fund, Unusable):
        return fund
    national = [figure(round, t.amount).value if t.amount else None for t in rule.tranches]
    if rule.threshold is None or any(n is None for n in national):
        return Unusable(f"round {round.id}", "its tranches or its threshold have no figure", "Give them in the round's file.")
    threshold = (figure(round, rule.threshold).value or _NOTHING) / 100
    case = _Case(plan, round, threshold, variant is None or variant.conditions == "together", actuals)
    amounts = shared_out(fund, [n for n in national if n is not None])
    return ByProgress(fund, threshold, tuple(_tranche(case, t, a) for t, a in zip(rule.tranches, amounts, strict=True)))


def _fund(plan: Plan, rule: Payment) -> Decimal | Unusable:
    """The area's minimum fund of the year that is paid: as its summary states it, else by its partners' minimums."""
    stated = [b.amount for b in plan.budgets if b.kind is BudgetKind.MINIMUM and b.year == rule.year and b.amount is not None]
    partners = total(e for e in entries(plan, "contributions.minimum") if e.year == str(rule.year))
    if stated:
        return stated[0]
    if partners.known:
        return partners.amount
    return Unusable(
        "the plan", f"it does not say its minimum fund for {rule.year}", "Give the minimum in the summary, or of every partner."
    )


def _tranche(case: _Case, tranche: Tranche, amount: Decimal) -> TranchePaid:
    conditions = [c for c in case.round.conditions if tranche.id in c.paid]
    metrics = [m for m in case.round.metrics if tranche.id in m.paid]
    if not conditions and not metrics:
        return TranchePaid(tranche.id, tranche.title, tranche.due, amount, amount, _NOTHING, _NOTHING)
    shares = shared_out(amount, [Decimal(1)] * (len(conditions) + len(metrics)))
    met = {a.of: a.met for a in case.actuals.rows if a.kind is ActualKind.CONDITION}
    results = [met.get(c.id) for c in conditions]
    parts = [
        *(
            _condition(c, share, met.get(c.id), results if case.together else None)
            for c, share in zip(conditions, shares, strict=False)
        ),
        *(_metric(case, m, tranche, share) for m, share in zip(metrics, shares[len(conditions) :], strict=True)),
    ]
    paid = sum((p.paid for p in parts if p.paid is not None), _NOTHING)
    unknown = sum((p.at_stake for p in parts if p.paid is None), _NOTHING)
    return TranchePaid(tranche.id, tranche.title, tranche.due, amount, paid, amount - paid - unknown, unknown, tuple(parts))


def _condition(condition: Condition, share: Decimal, met: bool | None, together: list[bool | None] | None) -> PartPaid:
    """A condition's part; where conditions release together, one that is not met holds all back."""
    counted = [met] if together is None else together
    if False in counted:
        paid: Decimal | None = _NOTHING
    else:
        paid = None if None in counted else share
    why = "it was not said whether it is met" if met is None else None
    if met and paid is not None and not paid:
        why = "another condition is not met, and they release their money together"
    elif met and paid is None:
        why = "it was not said whether another condition is met, and they release their money together"
    return PartPaid(ActualKind.CONDITION, condition.id, condition.title, share, paid, reached=met, why=why)


def _metric(case: _Case, definition: MetricDefinition, tranche: Tranche, share: Decimal) -> PartPaid:
    asked = next((p for p in definition.periods if p.tranche == tranche.id), None)
    held = metrics_of(case.plan, definition.id)
    if asked is None or len(held) != 1:
        found = "the plan does not give it" if not held else "the plan gives it more than once"
        return PartPaid(ActualKind.METRIC, definition.id, definition.title, share, None, why=found)
    title = held[0].title or definition.title
    target_point = _target(held[0].points, asked, definition.periods)
    period = asked.period or _period(target_point)
    parts = {
        "baseline": valued(point(held[0], PointRole.BASELINE, None), definition),
        "target": valued(target_point, definition),
        "actual": valued(_actual(case.actuals, held[0].points, definition.id, period), definition),
    }
    remarks = [f"{name}: {v.remark}" for name, v in parts.items() if v.remark]
    missing = [name for name, v in parts.items() if v.value is None]
    base, aim, result = (v.value for v in parts.values())
    if base is None or aim is None or result is None:
        why = "; ".join([f"no {' and no '.join(missing)} is known", *remarks])
        return PartPaid(ActualKind.METRIC, definition.id, title, share, None, period, base, aim, result, why=why)
    better, assumed = _direction(definition, base, aim)
    reached = achieved(base, aim, result, better, case.threshold)
    way = progress(base, aim, result, better)
    if assumed:
        remarks.append("the round leaves open which way it improves; the way of its target is taken")
    return PartPaid(
        ActualKind.METRIC, definition.id, title, share, share if reached else _NOTHING, period, base, aim, result, way, reached,
        needs_recovery=not reached, why="; ".join(remarks) or None,
    )  # fmt: skip


def _target(points: tuple[MetricPoint, ...], asked: MetricPeriod, all_asked: tuple[MetricPeriod, ...]) -> MetricPoint | None:
    """The target that a tranche asks for: of its period, or where the area names its periods, in their order of time."""
    targets = [p for p in points if p.role is PointRole.TARGET]
    if asked.period is not None:
        exact = [p for p in targets if (p.start, p.end) == (asked.period.start, asked.period.end)]
        return exact[0] if len(exact) == 1 else None
    free = [p for p in all_asked if p.role == "target" and p.asked == "free"]
    in_order = sorted(targets, key=lambda p: (p.start or date.max, p.end or date.max))
    return in_order[free.index(asked)] if len(in_order) == len(free) else None


def _period(target: MetricPoint | None) -> Period | None:
    return Period(target.start, target.end) if target and target.start and target.end else None


def _actual(actuals: Actuals, points: tuple[MetricPoint, ...], id: str, period: Period | None) -> Actual | MetricPoint | None:
    """What happened: by the file of actual figures, else by a point of the plan itself."""
    from_file = actual_of(actuals.rows, id, period)
    own = [p for p in points if p.role is PointRole.ACTUAL and period and (p.start, p.end) == (period.start, period.end)]
    return from_file or (own[0] if len(own) == 1 else None)


def _direction(definition: MetricDefinition, baseline: Decimal, target: Decimal) -> tuple[Direction, bool]:
    """Which way a metric improves, and whether that had to be taken from its target."""
    if definition.better != "local":
        return Direction(definition.better), False
    lower = movement(baseline, target, Direction.LOWER) == "better"
    return (Direction.LOWER if lower else Direction.HIGHER), True
