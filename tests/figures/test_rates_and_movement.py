"""Rates, typed values, conversions, progress and significance, against worked figures of the reference."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bettercare.figures import (
    HINTS,
    Agreement,
    Direction,
    Movement,
    achieved,
    average_delay,
    band,
    beds_of_delayed_rate,
    compare_typed,
    counts_differ,
    delayed_days_per_month,
    delayed_days_per_quarter,
    delayed_per_day,
    monthly_capacity,
    movement,
    progress,
    proportions_differ,
    rate,
    score,
    shown,
    to_area,
    uplifted,
)
from bettercare.plan import FinancialYear, Period, Risk

D = Decimal
LOWER, HIGHER = Direction.LOWER, Direction.HIGHER
COUNTS = st.integers(1, 10**6).map(Decimal)


def test_a_rate_is_numerator_over_denominator_times_multiplier() -> None:
    assert shown(rate(D(230), D(29490), D(100_000)) or D(0), 1) == D("779.9")
    assert rate(None, D(1)) is rate(D(1), None) is rate(D(1), D(0)) is None


@pytest.mark.parametrize(
    ("typed", "computed", "agreement"),
    [
        ("50", "50", Agreement.EXACT),
        ("779.9", "779.925", Agreement.ROUNDED),
        ("780", "779.925", Agreement.ROUNDED),
        ("779", "779.925", Agreement.TRUNCATED),
        ("86.4", "86.46", Agreement.TRUNCATED),
        ("86.6", "86.51", Agreement.WITHIN_ONE_UNIT),
        ("781", "779.925", Agreement.WRONG),
        ("86", "16.2", Agreement.WRONG),
        ("-12", "-12.9", Agreement.TRUNCATED),
        ("0.5", "0.45", Agreement.ROUNDED),
        ("0", "0.4", Agreement.ROUNDED),
    ],
)
def test_a_typed_value_is_compared_to_its_own_decimals(typed: str, computed: str, agreement: Agreement) -> None:
    assert compare_typed(D(typed), D(computed)).agreement is agreement


def test_decimals_as_written_may_be_given() -> None:
    assert compare_typed(D("88.10"), D("88.13")).agreement is Agreement.WRONG
    assert compare_typed(D("88.10"), D("88.13"), 1).agreement is Agreement.ROUNDED


@given(st.decimals("0.001", "99999", places=6), st.integers(0, 4))
def test_a_value_shown_to_any_decimals_agrees_with_itself(value: Decimal, decimals: int) -> None:
    assert compare_typed(shown(value, decimals), value, decimals).agreement in (Agreement.EXACT, Agreement.ROUNDED)


@given(st.decimals("1", "99999", places=6), st.integers(0, 4))
def test_a_value_cut_off_is_never_called_wrong(value: Decimal, decimals: int) -> None:
    cut = value.quantize(D(1).scaleb(-decimals), "ROUND_DOWN")
    assert compare_typed(cut, value, decimals).agreement is not Agreement.WRONG


@given(st.decimals("1", "9999", places=3), st.decimals("1.1", "50", places=2))
def test_more_than_one_unit_off_is_always_wrong(value: Decimal, units: Decimal) -> None:
    assert compare_typed(value + units, value, 0).agreement is Agreement.WRONG


@pytest.mark.parametrize(
    ("typed", "numerator", "denominator", "multiplier", "more", "hint"),
    [
        ("230", 230, 29490, 100_000, {}, "count-for-rate"),
        ("29490", 230, 29490, 100_000, {}, "denominator-for-rate"),
        ("0.86", 215, 250, 100, {}, "proportion-for-percent"),
        ("86", 215, 250, 1, {}, "percent-for-proportion"),
        ("78.0", 230, 29490, 100_000, {}, "per-10000-for-per-100000"),
        ("7.8", 230, 29490, 100_000, {}, "per-1000-for-per-100000"),
        ("0.78", 230, 29490, 100_000, {}, "per-100-for-per-100000"),
        ("8.6", 215, 250, 100, {}, "ten-times-too-small"),
        ("860", 215, 250, 100, {}, "ten-times-too-large"),
        ("1800", 300, 200_000, 100_000, {}, "year-for-month"),
        ("12.5", 300, 200_000, 100_000, {}, "month-for-year"),
        ("450", 300, 200_000, 100_000, {"months": 3}, "quarter-for-month"),
        ("1350", 300, 200_000, 100_000, {"months": 9}, "period-for-month"),
        ("118", 300, 200_000, 100_000, {"population": "18+"}, "all-ages-for-adults"),
        ("142", 230, 29490, 100_000, {"population": "65+"}, "all-ages-for-older-people"),
        ("250", 230, 29490, 100_000, {"population": "65+"}, "adults-for-older-people"),
        ("116.3", 215, 250, 100, {}, "parts-swapped"),
        ("700", 230, 29490, 100_000, {}, None),
    ],
)
def test_the_factor_of_a_wrong_value_hints_at_the_slip(
    typed: str, numerator: int, denominator: int, multiplier: int, more: dict[str, object], hint: str | None
) -> None:
    computed = rate(D(numerator), D(denominator), D(multiplier))
    assert computed is not None
    found = compare_typed(
        D(typed), computed, numerator=D(numerator), denominator=D(denominator), multiplier=D(multiplier), **more  # type: ignore[arg-type]
    )  # fmt: skip
    assert (found.agreement, found.hint) == (Agreement.WRONG, hint)
    assert hint is None or hint in HINTS


def test_a_right_value_has_no_hint() -> None:
    assert compare_typed(D("780"), D("779.925"), numerator=D(780)).hint is None


def test_delayed_transfers_of_the_three_rounds() -> None:
    adults = D(200_000)
    nine_months = Period(date(2014, 4, 1), date(2014, 12, 31))
    quarter = FinancialYear(2017).quarter(1).period
    assert delayed_days_per_month(D(9000), nine_months, adults) == 500
    assert delayed_days_per_quarter(D(3000), adults) == 1500
    assert shown(delayed_per_day(D(3000), quarter, adults), 1) == D("16.5")
    assert beds_of_delayed_rate(D("9.4"), adults) == D("18.8")
    assert D("18.8") * quarter.days == D("1710.8")
    assert shown(delayed_days_per_quarter(D("1710.8"), adults), 1) == D("855.4")


def test_average_discharge_delay_follows_from_its_two_parts() -> None:
    everyone, same_day, days = D(4_035_716), D(3_489_312), D(3_329_387)
    late = everyone - same_day
    assert late == 546_404
    assert shown(days / late, 2) == D("6.09")
    assert shown(average_delay(same_day / everyone, days / late), 3) == D("0.825")
    assert shown(average_delay(D("0.8646"), D("6.09")), 3) == D("0.825")


def test_monthly_capacity_of_a_service() -> None:
    assert monthly_capacity(D(20), 30, D("0.9"), D(15)) == 36
    assert monthly_capacity(D(20), 30, D("0.9"), D(0)) is None


@pytest.mark.parametrize(
    ("actual", "share", "reached"), [("745", "0.6875", False), ("744", "0.7", True), ("720", "1", True), ("810", "-0.125", False)]
)
def test_progress_to_a_lower_target(actual: str, share: str, reached: bool) -> None:
    assert progress(D(800), D(720), D(actual), LOWER) == D(share)
    assert achieved(D(800), D(720), D(actual), LOWER) is reached


def test_progress_to_a_higher_target() -> None:
    assert progress(D(80), D(90), D(87), HIGHER) == D("0.7")
    assert achieved(D(80), D(90), D(87), HIGHER)
    assert not achieved(D(80), D(90), D("86.9"), HIGHER)


def test_a_target_that_only_maintains_is_reached_by_being_no_worse() -> None:
    assert progress(D(80), D(80), D(90), HIGHER) is None
    assert achieved(D(80), D(80), D(80), HIGHER)
    assert not achieved(D(80), D(80), D(79), HIGHER)
    assert achieved(D(80), D(80), D(79), LOWER)


def test_direction_of_a_change() -> None:
    assert movement(D(10), D(9), LOWER) is movement(D(9), D(10), HIGHER) is Movement.BETTER
    assert movement(D(9), D(10), LOWER) is movement(D(10), D(9), HIGHER) is Movement.WORSE
    assert movement(D(9), D(9), LOWER) is Movement.SAME


@pytest.mark.parametrize(("later", "z", "significant"), [(350, "1.83", False), (345, "2.02", True), (455, "-1.88", False)])
def test_significance_of_counts(later: int, z: str, significant: bool) -> None:
    found = counts_differ(D(400), D(later), LOWER)
    assert found is not None
    assert (shown(found.z, 2), found.significant) == (D(z), significant)
    assert found.method


def test_counts_are_compared_on_the_population_of_the_baseline() -> None:
    found = counts_differ(D(100), D(110), LOWER, D(1000), D(2000))
    assert found is not None
    assert shown(found.z, 3) == D("3.985")  # (100 - 55) / sqrt(100 + 27.5)


def test_significance_of_proportions() -> None:
    found = proportions_differ(D(215), D(250), D(228), D(250), HIGHER)
    assert found is not None
    assert (shown(found.z, 2), found.significant) == (D("1.83"), False)
    assert proportions_differ(D(215), D(250), D(240), D(250), HIGHER).significant  # type: ignore[union-attr]
    assert not proportions_differ(D(240), D(250), D(215), D(250), HIGHER).significant  # type: ignore[union-attr]


@given(COUNTS, COUNTS, st.integers(2, 50))
def test_a_test_of_counts_is_the_same_whatever_the_unit_of_population(n0: Decimal, n1: Decimal, times: int) -> None:
    plain, scaled = counts_differ(n0, n1, LOWER, D(1000), D(1000)), counts_differ(n0, n1, LOWER, D(1000 * times), D(1000 * times))
    assert plain is not None
    assert scaled is not None
    assert abs(plain.z - scaled.z) < D("1e-9")


@given(COUNTS, COUNTS)
def test_turning_the_direction_turns_the_sign(n0: Decimal, n1: Decimal) -> None:
    lower, higher = counts_differ(n0, n1, LOWER), counts_differ(n0, n1, HIGHER)
    assert lower is not None
    assert higher is not None
    assert lower.z == -higher.z


@pytest.mark.parametrize(
    "tested",
    [
        counts_differ(D(0), D(0), LOWER),
        counts_differ(D(5), D(5), LOWER, D(0), D(1)),
        proportions_differ(D(5), D(0), D(5), D(6), LOWER),
        proportions_differ(D(7), D(6), D(5), D(6), LOWER),
        proportions_differ(D(6), D(6), D(6), D(6), LOWER),
    ],
)
def test_what_cannot_be_tested_gives_nothing(tested: object) -> None:
    assert tested is None


def test_ccg_figures_carried_to_an_area() -> None:
    assert to_area([(D(4000), D("0.90")), (D(10_000), D("0.125"))]) == 4850
    assert to_area([(D(4000), D("0.9")), (None, D("0.1"))]) is None
    assert to_area([]) is None


def test_social_care_uplift_is_not_rounded_between_years() -> None:
    assert uplifted(D(6_000_000), [D("0.0179"), D("0.0190")]) == (D(6_107_400), D("6223440.60"))


@pytest.mark.parametrize(
    ("value", "word"),
    [(1, "low"), (4, "low"), (5, "medium"), (12, "medium"), (15, "high"), (25, "high"), (13, None), (0, None), (26, None)],
)
def test_bands_of_a_five_by_five_grid(value: int, word: str | None) -> None:
    assert band(value) == word


def test_every_score_that_a_grid_can_give_has_a_band() -> None:
    assert all(band(a * b) for a in range(1, 6) for b in range(1, 6))


def test_a_score_needs_both_parts_from_one_to_five() -> None:
    assert score(Risk("r", likelihood=3, impact=4)) == 12
    assert score(Risk("r", likelihood=3)) is score(Risk("r", likelihood=6, impact=1)) is None
