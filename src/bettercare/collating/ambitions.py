"""What plans aim at together: sums of numerators over sums of denominators, and the plans that could not be added."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from bettercare.collating.held import Held
from bettercare.figures import rate
from bettercare.plan import MetricPoint
from bettercare.plan.collation import Ambition, LeftOut, NotAddable
from bettercare.rounds.model import MetricDefinition, Round

Span = tuple[date, date]
Points = Sequence[tuple[Held, dict[tuple[str, date | None, date | None], list[tuple[str, MetricPoint]]]]]
"""For each plan its points of one metric by role, start and end, each with its address."""


def ambitions(plans: Sequence[Held], round: Round) -> tuple[list[Ambition], list[Ambition]]:
    """One for each metric, role and period that any plan gives, where the metric is a count over a count; and over runs."""
    single: list[Ambition] = []
    over: list[Ambition] = []
    for metric in round.metrics:
        if _not_addable(metric):
            continue
        points = [(plan, _points(plan, metric.id)) for plan in plans]
        spans = sorted({span for _, found in points for span in found}, key=_in_time)
        own = [_ambition(metric, role, [(start, end)], points) for role, start, end in spans if start and end]
        single += own
        over += [_ambition(metric, role, run, points) for role, run in _runs(own)]
    return single, over


def _points(held: Held, metric: str) -> dict[tuple[str, date | None, date | None], list[tuple[str, MetricPoint]]]:
    found: dict[tuple[str, date | None, date | None], list[tuple[str, MetricPoint]]] = {}
    for m in held.plan.metrics:
        for p in m.points if m.metric == metric else ():
            found.setdefault((p.role, p.start, p.end), []).append((f"metrics/{m.id}/points/{p.id}", p))
    return found


def not_addable(round: Round) -> Iterator[NotAddable]:
    """Metrics that cannot be added up from counts."""
    for metric in round.metrics:
        if why := _not_addable(metric):
            yield NotAddable(metric.id, metric.title, why)


def _not_addable(metric: MetricDefinition) -> str | None:
    if metric.standardised:
        return "its rates are standardised to another population, and the plans do not give what they were made from"
    if metric.components:
        return "it follows from two other metrics, each of which is added up"
    return "it is not a count over a count" if metric.multiplier is None else None


def _in_time(span: tuple[str, date | None, date | None]) -> tuple[date, date, str]:
    role, start, end = span
    return start or date.min, end or date.min, role


def _runs(single: Sequence[Ambition]) -> Iterator[tuple[str, list[Span]]]:
    """Periods of one role and length that follow each other, which at least half as many plans give as give the most common."""
    lengths: dict[tuple[str, int], list[Ambition]] = {}
    for ambition in single:
        lengths.setdefault((ambition.role, round((ambition.end - ambition.start).days / 30.4)), []).append(ambition)
    for (role, _), found in lengths.items():
        most = max(len(a.plans) for a in found)
        runs: list[list[Span]] = [[]]
        for a in found:
            if 2 * len(a.plans) < most:
                continue
            if runs[-1] and (a.start - runs[-1][-1][1]).days != 1:
                runs.append([])
            runs[-1].append((a.start, a.end))
        yield from ((role, run) for run in runs if run)


def _ambition(metric: MetricDefinition, role: str, spans: Sequence[Span], points: Points) -> Ambition:
    top, bottom = Decimal(0), Decimal(0)
    names: list[str] = []
    out: list[LeftOut] = []
    unsure: list[str] = []
    for plan, found in points:
        given, why = _given(role, spans, found)
        if why:
            out.append(LeftOut(plan.name, why))
            continue
        top, bottom = top + sum(p.numerator or 0 for _, p in given), bottom + sum(p.denominator or 0 for _, p in given)
        names.append(plan.name)
        unsure += [plan.name] if plan.doubts([f"{at}/{part}" for at, _ in given for part in ("numerator", "denominator")]) else []
    value = rate(top, bottom, metric.multiplier or Decimal(1)) if names else None
    above, below = (top, bottom) if names else (None, None)
    return Ambition(
        metric.id, metric.title, str(role), spans[0][0], spans[-1][1], above, below, value, metric.unit or "",
        tuple(names), tuple(out), len(spans), tuple(unsure),
    )  # fmt: skip


def _given(
    role: str, spans: Sequence[Span], found: Mapping[tuple[str, date | None, date | None], list[tuple[str, MetricPoint]]]
) -> tuple[list[tuple[str, MetricPoint]], str | None]:  # fmt: skip
    """The points of these periods, or why the plan cannot be added."""
    if not found:
        return [], "it does not hold this metric"
    same = [points for start, end in spans if (points := found.get((role, start, end)))]
    if not same:
        return [], "it gives no value for this period" if len(spans) == 1 else "it gives no value for these periods"
    if most := max(len(points) for points in same) - 1:
        return [], f"it gives this {role} {most + 1} times"
    if len(same) < len(spans):
        return [], f"it gives {len(same)} of these {len(spans)} periods"
    given = [points[0] for points in same]
    if any(p.numerator is None or p.denominator is None or p.denominator <= 0 for _, p in given):
        return [], "it gives no numerator or no denominator"
    return given, None
