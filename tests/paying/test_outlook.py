"""What may be paid, drawn: history fitted, counts and losses against exact results, and an outlook that can be repeated."""

from __future__ import annotations

import math
from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bettercare.figures import releases
from bettercare.paying.outlook import Beliefs, Loss, TooShort, draws_needed, exact_losses, fit, losses, outlook, released, spread
from bettercare.paying.outlook.counts import counts
from bettercare.plan import FinancialYear, Month, Period
from bettercare.plan.outlook import Outlook
from bettercare.plan.payments import ForAFall, Unusable
from tests.paying.test_falls import PLANNED, fall, happened, plan

# Reference on person-level methods, section 8.3: four made-up risks with worked figures.
RISKS = tuple(
    Loss(title, Decimal(chance), Decimal(low), Decimal(mode), Decimal(high))
    for title, chance, low, mode, high in (
        ("admission saving not delivered", "0.40", 500_000, 1_200_000, 2_500_000),
        ("care home placements above plan", "0.30", 150_000, 468_000, 900_000),
        ("discharge delays above plan", "0.50", 100_000, 300_000, 800_000),
        ("provider failure", "0.10", 200_000, 600_000, 1_500_000),
    )
)
MONTHS = [Month(year, month).period for year in (2012, 2013, 2014) for month in range(1, 13)]


def steady(level: float = 55.0, growth: float = 0.0, winter: float = 1.0) -> list[float]:
    """A history without any scatter: so many a day, growing by a share a year, more in January."""
    return [
        level * p.days * math.exp(math.log1p(growth) * (p.start.toordinal() - MONTHS[-1].start.toordinal()) / 365.25)
        * (winter if p.start.month == 1 else 1.0)
        for p in MONTHS
    ]  # fmt: skip


def history(level: float = 55.0) -> list[tuple[Period, Decimal]]:
    return [(p, Decimal(round(c))) for p, c in zip(MONTHS, steady(level), strict=True)]


def drawn(beliefs: Beliefs, of: ForAFall | None = None, level: float = 55.0) -> Outlook:
    found = outlook(of or fall(plan(), happened(())), history(level), beliefs)
    assert isinstance(found, Outlook)
    return found


def test_the_expected_loss_of_a_register_its_deviation_and_the_chance_of_none_are_the_references() -> None:
    mean, deviation, none = exact_losses(RISKS)
    assert (round(mean, 2), round(deviation, 2), none) == (Decimal("988466.67"), Decimal("843232.97"), Decimal("0.18900"))


def test_drawn_losses_come_to_the_exact_ones_and_to_the_references_percentiles() -> None:
    whole = losses(RISKS, 400_000, 8).sum(axis=1)
    found, (mean, deviation, none) = spread(whole), exact_losses(RISKS)
    assert abs(found.mean - mean) < 3 * found.error
    assert abs(found.deviation / deviation - 1) < Decimal("0.005")
    assert abs(Decimal(float((whole == 0).mean())) - none) < Decimal("0.003")
    for got, reference in (
        (found.p50, 778_583),
        (found.p80, 1_799_770),
        (found.p90, 2_208_338),
        (found.p95, 2_519_183),
        (found.beyond, 2_873_006),
    ):
        assert abs(got / reference - 1) < Decimal("0.01")
    assert abs(float(np.minimum(whole, 1_500_000).mean()) / 815_128 - 1) < 0.005


def test_risks_that_happen_together_keep_their_mean_and_widen_the_tail() -> None:
    alone, together = (spread(losses(RISKS, 200_000, 8, r).sum(axis=1)) for r in (0.0, 0.6))
    assert abs(alone.mean / together.mean - 1) < Decimal("0.01") and together.p95 > alone.p95 * Decimal("1.1")


@pytest.mark.parametrize("parts", [("1.2", 1, 2, 3), ("0.5", 3, 2, 4), ("0.5", -1, 2, 4)])
def test_a_risk_whose_figures_cannot_be_is_refused(parts: tuple[str, int, int, int]) -> None:
    with pytest.raises(ValueError, match="flood"):
        Loss("flood", *map(Decimal, parts))


def test_counts_that_scatter_by_chance_alone_are_poisson() -> None:
    # Section 8.4 of the same: mean 2,463 against 2,368 planned.
    found = counts(np.full(400_000, 2463.0), 1.0, np.random.Generator(np.random.PCG64(1)))
    assert abs(float((found > 2368).mean()) - 0.97213) < 0.001
    assert abs(float(np.maximum(found - 2368, 0).mean()) - 95.51) < 0.3


@given(st.floats(1.5, 20), st.floats(300, 9000))
@settings(max_examples=8, deadline=None)
def test_counts_scatter_as_widely_as_asked(scatter: float, mean: float) -> None:
    found = counts(np.full(60_000, mean), scatter, np.random.Generator(np.random.PCG64(2)))
    assert abs(found.mean() / mean - 1) < 0.01 and abs(found.var() / found.mean() / scatter - 1) < 0.06


@given(
    st.lists(st.tuples(st.integers(-300, 300), st.integers(-300, 300)), min_size=1, max_size=6), st.booleans(),
    st.none() | st.integers(0, 200_000),
)  # fmt: skip
def test_drawn_payments_follow_the_same_rule_as_exact_ones(year: list[tuple[int, int]], clawback: bool, limit: int | None) -> None:
    planned, achieved = zip(*year, strict=True)
    exact = releases(
        [Decimal(n) for n in planned], [Decimal(n) for n in achieved], Decimal(1490), clawback=clawback,
        limit=None if limit is None else Decimal(limit),
    )  # fmt: skip
    found = released(np.array(planned, float), np.array([achieved, achieved], float), 1490.0, clawback=clawback, limit=limit)
    assert found == pytest.approx([float(exact.paid)] * 2)


def test_a_history_gives_back_the_trend_and_the_season_that_are_in_it() -> None:
    fitted = fit(steady(growth=0.04, winter=1.2), MONTHS)
    assert fitted.trend == pytest.approx(0.04, abs=1e-4) and fitted.scatter == 1.0
    january, february = fitted.expected([Month(2015, 1).period, Month(2015, 2).period])
    assert january / 31 == pytest.approx(february / 28 * 1.2, rel=0.01)


def test_how_sure_a_fit_is_of_a_quarter_is_as_far_as_histories_of_the_same_kind_fall_apart() -> None:
    random = np.random.Generator(np.random.PCG64(6))
    spring = [[Month(2015, month).period for month in (1, 2, 3)]]
    fits = [fit(list(counts(np.array(steady()), 3.0, random)), MONTHS) for _ in range(200)]
    apart = np.std([f.expected(spring[0]).sum() for f in fits])
    sure = np.mean([f.drawn(spring, 2000, random).std() for f in fits[:40]])
    assert sure == pytest.approx(apart, rel=0.2)


def test_a_history_that_scatters_is_known_by_it() -> None:
    random = np.random.Generator(np.random.PCG64(4))
    found = [fit(list(counts(np.array(steady()), 6.0, random)), MONTHS).scatter for _ in range(30)]
    assert sum(found) / 30 == pytest.approx(6.0, rel=0.2)


def test_under_two_years_there_is_neither_trend_nor_season() -> None:
    fitted = fit(steady()[:18], MONTHS[:18])
    assert fitted.trend is None and fitted.seasons == 0


@pytest.mark.parametrize(
    ("counted", "periods", "why"),
    [
        ([5.0] * 4, MONTHS[:4], "4 periods"),
        ([5.0] * 12, [*MONTHS[:6], *MONTHS[7:13]], "every month"),
        ([5.0] * 7, [*MONTHS[:6], FinancialYear(2012).quarter(2).period], "all months or all quarters"),
        ([0.0] * 12, MONTHS[:12], "all are nothing"),
        ([-1.0, *[5.0] * 11], MONTHS[:12], "below nothing"),
    ],
)
def test_a_history_that_says_too_little_is_refused_with_what_is_needed(
    counted: list[float], periods: list[Period], why: str
) -> None:
    with pytest.raises(TooShort, match=why):
        fit(counted, periods)


def test_the_same_seed_gives_the_same_outlook_and_another_seed_nearly_the_same() -> None:
    first, again, other = (drawn(Beliefs(draws=20_000, seed=s)) for s in (7, 7, 8))
    assert first == again and first != other
    assert abs(first.paid.mean - other.paid.mean) < 4 * (first.paid.error + other.paid.error)


def test_when_every_quarter_is_known_the_outlook_is_the_payment_itself() -> None:
    known = fall(plan(), happened())
    found = drawn(Beliefs(draws=200), known)
    assert found.paid.p10 == found.paid.p95 == found.paid.mean == known.paid
    assert all(a.weight is None for a in found.assumptions)


def test_more_delivered_pays_more() -> None:
    none, half, all_ = (drawn(Beliefs((d, d, d), draws=20_000)).paid.mean for d in (Decimal(0), Decimal("0.5"), Decimal(1)))
    assert none < half < all_


def test_what_is_paid_and_what_is_not_come_to_the_fund_and_partners_bear_what_is_not() -> None:
    found = drawn(Beliefs(shares=(("Council", Decimal(40)), ("NHS", Decimal(60))), reserve=Decimal(0), draws=5000))
    assert found.paid.mean + found.lost.mean == pytest.approx(found.fund, abs=Decimal("0.02"))
    assert sum(b.loss.mean for b in found.bearers) == pytest.approx(found.lost.mean, abs=Decimal("0.02"))
    assert [b.loss.p95 for b in found.bearers] == [found.lost.p95 * Decimal("0.4"), found.lost.p95 * Decimal("0.6")]
    assert found.chance_reserve_enough == found.chance_of_all


def test_shares_that_do_not_come_to_100_are_refused_by_name() -> None:
    with pytest.raises(ValueError, match=r"come to 90 per cent, not 100 \(Council 40, NHS 50\)"):
        Beliefs(shares=(("Council", Decimal(40)), ("NHS", Decimal(50))))


def test_as_many_draws_as_are_said_to_be_needed_put_the_p95_within_one_per_cent() -> None:
    whole = losses(RISKS, 400_000, 3).sum(axis=1)
    needed = draws_needed(whole)
    assert needed is not None
    best = float(np.quantile(whole, 0.95))
    within = [abs(float(np.quantile(losses(RISKS, needed, seed).sum(axis=1), 0.95)) / best - 1) <= 0.01 for seed in range(60)]
    assert 0.85 <= sum(within) / 60 <= 1


def test_a_history_that_cannot_be_fitted_is_told_and_not_guessed() -> None:
    found = outlook(fall(plan(), happened(())), history()[:3], Beliefs())
    assert isinstance(found, Unusable) and found.where == "the history"


def test_a_plan_above_its_baseline_has_nothing_to_lose() -> None:
    nothing = fall(plan(tuple(n + 400 for n in PLANNED)), happened(()))
    found = drawn(Beliefs(draws=500), replace(nothing))
    assert found.lost.p95 == 0 and found.draws_for_p95 is None
