"""A plan that improves on every month of the year before gives nothing, however its measures go up and down with the seasons."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bettercare import checking, rounds
from bettercare.checking.points import in_series
from bettercare.figures import rate, shown
from bettercare.plan import Metric, MetricPoint, PointRole, Reading
from bettercare.rounds.model import MetricDefinition, Round
from specimens import truth
from tests.long_runs import cases

COMPARING = {
    "metric-no-better",
    "metric-leap",
    "metric-rate",
    "metric-truncated",
    "metric-rate-against-count",
    "claim-reduction",
    "benefit-against-metric",
}


@pytest.fixture(scope="module")
def round_2025() -> Round:
    return rounds.load("2025-26")


def _seasonal(metric: Metric, known: MetricDefinition, peak: int, swing: Decimal, share: Decimal) -> Metric:
    """The metric with a wave through the year of `swing` each way, and every target `share` better than its own season."""
    assert known.multiplier is not None
    multiplier = known.multiplier
    level = next(p for p in metric.points if p.role is PointRole.BASELINE)
    assert level.value is not None
    lower = known.better == "lower"

    def moved(point: MetricPoint) -> MetricPoint:
        assert point.start is not None and point.denominator is not None and level.value is not None
        months = min((point.start.month - peak) % 12, (peak - point.start.month) % 12)
        wave = 1 + swing * (3 - months) / 3 - (0 if lower else swing)
        gained = (1 - share if lower else 1 + share) if point.role is PointRole.TARGET else Decimal(1)
        count = (level.value * wave * gained / multiplier * point.denominator).quantize(Decimal(1))
        worked_out = rate(count, point.denominator, multiplier)
        assert worked_out is not None
        return replace(point, numerator=count, value=shown(worked_out, 3))

    baselines = [p for p in metric.points if p.role is PointRole.BASELINE]
    return replace(metric, points=tuple(moved(p) for p in metric.points)) if len(baselines) > 1 else metric


@cases(40)
@given(
    seed=st.integers(0, 10_000),
    peak=st.sampled_from((1, 2, 7, 12)),
    swing=st.decimals("0.05", "0.15", places=2),
    share=st.decimals("0.02", "0.04", places=3),
)
def test_a_seasonal_plan_that_improves_on_every_month_gives_nothing(seed: int, peak: int, swing: Decimal, share: Decimal) -> None:
    round = rounds.load("2025-26")
    reading = truth.draw_reading(seed, "2025-26", tidy=True)
    known = {m.id: m for m in round.metrics}
    monthly = tuple(
        _seasonal(m, known[m.metric], peak, swing, share) if m.metric in known and in_series(m) else m for m in reading.plan.metrics
    )
    seasonal = replace(reading, plan=replace(reading.plan, metrics=monthly))
    found = checking.check(seasonal, round).findings
    assert not [str(f) for f in found if f.rule in COMPARING]


@pytest.mark.parametrize("seed", range(5))
def test_one_month_worse_than_the_same_month_before_is_found_in_a_seasonal_plan(seed: int, round_2025: Round) -> None:
    reading = truth.draw_reading(seed, "2025-26", tidy=True)
    known = {m.id: m for m in round_2025.metrics}
    metric = next(m for m in reading.plan.metrics if m.metric == "emergency-admissions-65-plus")
    seasonal = _seasonal(metric, known["emergency-admissions-65-plus"], 1, Decimal("0.15"), Decimal("0.03"))
    before = {p.start.month: p for p in seasonal.points if p.role is PointRole.BASELINE and p.start}
    target = random.Random(seed).choice([p for p in seasonal.points if p.role is PointRole.TARGET])
    assert target.start is not None
    same = before[target.start.month]
    assert same.value is not None and same.numerator is not None and target.denominator is not None
    count = (same.numerator * Decimal("1.02")).quantize(Decimal(1))
    value = rate(count, same.denominator, Decimal(100_000))
    assert value is not None
    worse = replace(target, numerator=count, denominator=same.denominator, value=shown(value, 1))
    points = tuple(worse if p is target else p for p in seasonal.points)
    plan = replace(
        reading.plan, metrics=tuple(replace(seasonal, points=points) if m is metric else m for m in reading.plan.metrics)
    )
    found = [f for f in checking.check(replace(reading, plan=plan), round_2025).findings if f.rule == "metric-no-better"]
    assert [f.address for f in found] == [f"metrics/{metric.id}/points/{target.id}/value"]


def test_half_years_of_another_season_are_left_alone_where_the_same_season_is_there() -> None:
    def point(id: str, role: PointRole, start: date, end: date, value: str) -> MetricPoint:
        return MetricPoint(id, role, start, end, value=Decimal(value))

    metric = Metric("m", "avoidable-admissions", None, (
        point("b", PointRole.BASELINE, date(2013, 4, 1), date(2013, 9, 30), "954"),
        point("s", PointRole.TARGET, date(2014, 4, 1), date(2014, 9, 30), "931"),
        point("w", PointRole.TARGET, date(2014, 10, 1), date(2015, 3, 31), "990"),
    ))  # fmt: skip
    plan = replace(truth.draw_reading(1, "2014-15").plan, metrics=(metric,), benefits=())
    found = checking.check(Reading(plan), rounds.load("2014-15")).findings
    assert not [str(f) for f in found if f.rule == "metric-no-better"]
