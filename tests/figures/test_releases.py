"""Money released for a fall counted to date: the reference's examples, and what must hold of any figures."""

from __future__ import annotations

from decimal import Decimal
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bettercare.figures import releases, shared_out

# Reference for 2013-19, section 3.7: constructed from a rule that is not confirmed, so oracles of the formula alone.
BASELINE = (5200, 5000, 4900, 5100)
PLAN = (5018, 4825, 4729, 4921)
COST = Decimal(1490)
EXAMPLES = {
    "partial": ((5100, 4900, 4650, 4921), (149_000, 149_000, 372_500, 266_710), 116_220),
    "a rise in the middle": ((4950, 5050, 4950, 4900), (271_180, 26_820, 0, 223_500), 531_930),
    "more than planned": ((5018, 4825, 4729, 4800), (271_180, 260_750, 254_790, 266_710), 0),
    "all above the baseline": ((5300, 5100, 5000, 5150), (0, 0, 0, 0), 1_053_430),
}
FALLS = st.integers(-400, 400).map(Decimal)
YEAR = st.lists(st.tuples(FALLS, FALLS), min_size=1, max_size=8)
COSTS = st.decimals(Decimal("0.01"), 5000, places=2)


def falls(later: tuple[int, ...]) -> list[Decimal]:
    return [Decimal(b - n) for b, n in zip(BASELINE, later, strict=True)]


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_examples_of_the_reference_come_out(name: str) -> None:
    actual, payments, unreleased = EXAMPLES[name]
    made = releases(falls(PLAN), falls(actual), COST)
    assert made.fund == 1_053_430
    assert [q.most for q in made.quarters] == [271_180, 260_750, 254_790, 266_710]
    assert [q.paid for q in made.quarters] == list(payments)
    assert made.fund - made.paid == unreleased and made.known


def test_an_extra_fall_releases_what_is_held_for_it_as_in_the_reference() -> None:
    made = releases(list(map(Decimal, (40, 45, 50, 55))), list(map(Decimal, (30, 60, 40, 55))), COST)
    assert made.fund == 283_100 and made.paid == 275_650
    assert [q.paid for q in made.quarters] == [44_700, 81_950, 67_050, 81_950]


@given(YEAR, COSTS)
def test_what_is_paid_to_date_never_falls_and_never_passes_the_plan_or_the_fund(
    year: list[tuple[Decimal, Decimal]], cost: Decimal
) -> None:
    planned, achieved = zip(*year, strict=True)
    made = releases(planned, achieved, cost)
    to_date = [q.paid_to_date or Decimal(0) for q in made.quarters]
    assert to_date == sorted(to_date)
    assert sum(q.paid or 0 for q in made.quarters) == made.paid <= made.fund
    ceiling = Decimal(0)
    for quarter in made.quarters:
        ceiling = max(ceiling, quarter.planned * cost, Decimal(0))
        assert quarter.paid_to_date is not None and quarter.paid_to_date <= ceiling
    last = made.quarters[-1]
    eligible = min(max(min(last.achieved or Decimal(0), last.planned), Decimal(0)) * cost, made.fund)
    assert made.paid >= eligible.quantize(Decimal("0.01"))


@given(st.lists(st.tuples(st.integers(0, 400).map(Decimal), st.integers(0, 400).map(Decimal)), min_size=1, max_size=8), COSTS)
def test_where_no_quarter_falls_back_what_is_paid_is_what_is_earned_at_the_end(
    year: list[tuple[Decimal, Decimal]], cost: Decimal
) -> None:
    planned, achieved = zip(*year, strict=True)
    assert releases(planned, achieved, cost).paid == min(sum(planned), sum(achieved)) * cost


@given(YEAR, COSTS, st.integers(0, 7), st.integers(1, 300).map(Decimal))
def test_planning_a_larger_fall_never_lowers_what_is_paid_to_date(
    year: list[tuple[Decimal, Decimal]], cost: Decimal, place: int, more: Decimal
) -> None:
    planned, achieved = zip(*year, strict=True)
    raised = [aim + more * (n == place % len(planned)) for n, aim in enumerate(planned)]
    pairs = zip(releases(planned, achieved, cost).quarters, releases(raised, achieved, cost).quarters, strict=True)
    assert all((before.paid_to_date or 0) <= (after.paid_to_date or 0) for before, after in pairs)


@given(st.lists(st.tuples(FALLS, FALLS), min_size=1, max_size=5), COSTS)
def test_where_money_is_taken_back_the_order_of_the_quarters_does_not_matter(
    year: list[tuple[Decimal, Decimal]], cost: Decimal
) -> None:
    sums = {releases(*zip(*order, strict=True), cost, clawback=True).paid for order in permutations(year)}
    assert len(sums) == 1


def test_a_quarter_that_is_not_known_leaves_itself_and_all_that_follow_open() -> None:
    made = releases(falls(PLAN), [Decimal(100), None, Decimal(10), Decimal(5)], COST)
    assert [q.paid for q in made.quarters] == [149_000, None, None, None]
    assert made.paid == 149_000 and not made.known


def test_a_quarter_that_plans_a_rise_can_release_nothing_of_its_own() -> None:
    made = releases([Decimal(-20), Decimal(100)], [Decimal(-20), Decimal(100)], COST)
    assert [q.most for q in made.quarters] == [0, 149_000] and made.fund == made.paid == 119_200


def test_a_limit_caps_the_fund_and_every_payment_to_date() -> None:
    made = releases(falls(PLAN), falls(PLAN), COST, limit=Decimal(600_000))
    assert made.fund == made.paid == 600_000 and made.quarters[-1].paid == 0


def test_quarters_that_do_not_match_or_a_cost_below_nothing_are_refused() -> None:
    with pytest.raises(ValueError, match="1 quarters are planned and 2 achieved"):
        releases([Decimal(1)], [Decimal(1), None], COST)
    with pytest.raises(ValueError, match="cannot be below nothing"):
        releases([Decimal(1)], [Decimal(1)], Decimal(-1))


@given(st.decimals(0, 10**9, places=2), st.lists(st.integers(0, 1000).map(Decimal), min_size=1, max_size=12).filter(any))
def test_shares_add_up_to_the_penny_and_none_is_a_penny_off(amount: Decimal, weights: list[Decimal]) -> None:
    parts = shared_out(amount, weights)
    assert sum(parts) == amount
    assert all(abs(p - amount * w / sum(weights)) < Decimal("0.01") for p, w in zip(parts, weights, strict=True))


@pytest.mark.parametrize("weights", [[], [Decimal(0)], [Decimal(2), Decimal(-1)]])
def test_shares_that_are_none_are_refused(weights: list[Decimal]) -> None:
    with pytest.raises(ValueError, match="shares are nothing or more"):
        shared_out(Decimal(10), weights)
