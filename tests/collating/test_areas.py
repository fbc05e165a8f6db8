"""The areas of a collation: each once, with the money of the plans that stand for it, amounts beside rates."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from bettercare.collating import collate
from bettercare.plan import Budget, BudgetKind, Contribution, Plan
from bettercare.plan.collation import AreaMoney, HwbArea
from bettercare.reporting.collated_areas import SEVERAL, by_area, by_region
from bettercare.reporting.collated_money import money
from bettercare.rounds import load
from tests.collating.test_collating import ROUND, YEAR, handed, plan

KENT, MEDWAY, BEXLEY, LEEDS = "E10000016", "E06000035", "E09000004", "E08000035"


def asked(pool: int, minimum: int | None, code: str = LEEDS) -> Plan:
    """A plan of one area with a minimum from the NHS and more from a council."""
    least = Contribution("a", "An ICB", "nhs-minimum", YEAR, minimum=minimum and Decimal(minimum), actual=Decimal(minimum or 0))
    more = Contribution("b", "A Council", "council-additional", YEAR, actual=Decimal(pool - (minimum or 0)))
    return replace(plan(0, (code, None)), contributions=(least, more))


def test_an_area_has_its_name_its_region_and_its_money() -> None:
    (area,) = collate([handed("a", asked(150, 100))], ROUND).areas
    assert area.areas == (HwbArea(LEEDS, "Leeds", "Yorkshire and The Humber"),)
    assert area.money == (AreaMoney("2025-26", Decimal(150), Decimal(100), Decimal(50), Decimal(50)),)


def test_a_source_that_nobody_must_pay_needs_no_minimum_and_one_that_must_be_paid_does() -> None:
    known, unknown = (replace(p, round="2014-15") for p in (asked(150, 100), asked(150, None, BEXLEY)))
    found = collate([handed("known", known), handed("unknown", unknown)], load("2014-15"))
    (above,) = found.additional
    assert (above.amount, above.plans, above.missing) == (50, ("known",), ("unknown",))
    assert [m.above for area in found.areas for m in area.money] == [50, None]


def test_where_a_form_asks_for_no_minima_the_sources_that_must_be_paid_stand_for_them() -> None:
    plain = asked(150, 100)
    read = replace(plain, contributions=tuple(replace(c, minimum=None) for c in plain.contributions))
    found = collate([handed("a", read)], ROUND)
    assert [(s.amount, s.plans) for s in (*found.minimum, *found.additional)] == [(100, ("a",)), (50, ("a",))]
    nameless = replace(read, contributions=tuple(replace(c, source=None) for c in read.contributions))
    (above,) = collate([handed("a", nameless)], ROUND).additional
    assert (above.amount, above.missing) == (None, ("a",))


def test_parts_of_an_area_are_added_and_named_and_a_plan_beneath_is_named_apart() -> None:
    parts = [handed(f"part {n}", plan(10 * n, (KENT, f"locality {n}"))) for n in (1, 2)]
    (area,) = collate(parts).areas
    assert (area.parts, area.money[0].pool) == (("locality 1", "locality 2"), 30)
    (area,) = collate([*parts, handed("county", plan(100, (KENT, None)))]).areas
    assert (area.plans, area.parts, area.apart, area.money[0].pool) == (("county",), (), ("part 1", "part 2"), 100)


def test_areas_that_a_joint_plan_binds_have_one_row_so_that_no_pound_is_told_twice() -> None:
    joint = handed("joint", plan(300, (KENT, "north"), (MEDWAY, None)))
    own = handed("own", plan(40, (KENT, "south")))
    (group,) = collate([joint, own]).areas
    assert [a.name for a in group.areas] == ["Medway", "Kent"]
    assert (group.plans, group.money[0].pool) == (("joint", "own"), 340)


def test_an_area_that_should_have_a_plan_and_has_none_has_a_row_without_money() -> None:
    found = collate([handed("a", plan(1, (LEEDS, None)))], areas=iter([LEEDS, KENT, "E99999999"]))
    assert [(a.areas[0].name, bool(a.plans), len(a.money)) for a in found.areas] == [
        ("Leeds", True, 1), ("Kent", False, 0), ("E99999999", False, 0),
    ]  # fmt: skip
    assert found.uncovered == (KENT, "E99999999")


def test_contributions_come_before_the_agreed_budget_and_that_before_what_is_named_for_schemes() -> None:
    named = Contribution("n", "A Council", None, YEAR, spend_on_schemes=Decimal(41))
    agreed = Budget("b", BudgetKind.AGREED, YEAR, Decimal(40))
    bare = replace(plan(0, (LEEDS, None)), contributions=(named,))
    pools = [
        collate([handed("a", p)]).pools[0].amount
        for p in (
            replace(bare, contributions=(replace(named, actual=Decimal(42)),), budgets=(agreed,)),
            replace(bare, budgets=(agreed,)),
            bare,
        )
    ]
    assert pools == [42, 40, 41]


def test_the_rate_stands_beside_the_pounds_and_is_of_the_sums() -> None:
    found = collate([handed("large", asked(1100, 1000)), handed("small", asked(20, 10, BEXLEY))], ROUND)
    rows = {row[0]: row[2:4] for row in money(found).rows}
    assert rows["Minimum required"] == (1010, None)
    assert rows["More than the minimum"] == (110, Decimal(110) / 1010 * 100)  # a mean of the rates would be 55
    assert [r[6] for r in by_region(found).rows] == [100, 10]


CODES = (KENT, MEDWAY, BEXLEY, LEEDS, "E06000001", "E08000001", "E10000008", "E09000033")


@given(
    st.lists(
        st.tuples(st.integers(0, 10**9), st.lists(st.sampled_from(CODES), min_size=1, max_size=3, unique=True), st.booleans()),
        max_size=12,
    )
)
def test_areas_and_regions_add_up_to_the_pool_whatever_plans_bind_or_overlap(given_plans: list) -> None:
    plans = [
        handed(f"plan {n}", plan(pounds, *((code, f"part {n}" if part else None) for code in codes)))
        for n, (pounds, codes, part) in enumerate(given_plans)
    ]
    found = collate(plans, areas=CODES)
    whole = sum((s.amount or Decimal(0) for s in found.pools), Decimal(0))
    assert sum(m.pool or 0 for area in found.areas for m in area.money) == whole
    assert sum(row[3] or 0 for row in by_region(found).rows) == whole
    assert sorted(a.code for group in found.areas for a in group.areas) == sorted(CODES)
    assert {row[3] for row in by_area(found).rows} <= {a.region for g in found.areas for a in g.areas} | {SEVERAL}
