"""Plans as they come: versions side by side, areas that merged or are only named, money told as a total, values in doubt."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bettercare.collating import collate, kept
from bettercare.plan import (
    Area,
    Contribution,
    Cover,
    Dates,
    Doubt,
    Finding,
    Reading,
    Scheme,
    Severity,
    StatedTotal,
)
from bettercare.plan.collation import AreaRow, Handed, Standing
from bettercare.plan.spine import Line
from bettercare.plan.words import listed
from bettercare.reporting.collated_words import not_known
from specimens.nation import draw_nation
from tests.collating.test_collating import ROUND, YEAR, handed, metric_point, plan, pooled

KENT, LEEDS, CUMBRIA, CUMBERLAND, WESTMORLAND = "E10000016", "E08000035", "E10000006", "E06000063", "E06000064"


def rows(*plans: Handed) -> dict[str, AreaRow]:
    return {row.name: row for row in collate(plans, ROUND).rows}


@pytest.mark.parametrize(
    ("later", "earlier", "why"),
    [
        ("Leeds final", "Leeds draft", "the name of this one tells that it is not the last"),
        ("Leeds", "Leeds superseded", "the name of this one tells that it is not the last"),
        ("Leeds v10", "Leeds v9", "its name tells that it is the later"),
        ("Leeds 31-03-25", "Leeds 02-03-25", "its name tells that it is the later"),
        ("Leeds signed", "Leeds", "its name tells that it is the later"),
    ],
)
def test_of_two_versions_without_a_day_the_name_tells_which_is_added(later: str, earlier: str, why: str) -> None:
    one, two = handed(later, plan(12, (LEEDS, None))), handed(earlier, plan(10, (LEEDS, None)))
    for order in ((one, two), (two, one)):
        assert pooled(*order) == 12
        assert rows(*order)[earlier].why == f"{later} covers the same, and {why}"


def test_a_draft_is_not_added_though_only_it_says_when_it_was_submitted() -> None:
    draft = handed("Leeds draft", plan(10, (LEEDS, None), submitted=date(2025, 3, 3)))
    assert pooled(draft, handed("Leeds", plan(12, (LEEDS, None)))) == 12


def test_where_nothing_tells_which_of_two_is_later_the_one_with_fewer_faults_is_added_and_both_are_to_be_looked_at() -> None:
    fault = Finding("pool-balance", Severity.ERROR, None, None, "x")
    found = rows(handed("a", plan(10, (LEEDS, None)), fault), handed("b", plan(12, (LEEDS, None))))
    assert found["b"].standing is Standing.ADDED
    assert found["a"].why == "b covers the same, and nothing shows which is the later; fewer findings block it: look at both"


def test_the_board_s_day_decides_where_no_submission_is_given() -> None:
    agreed = [replace(plan(n, (LEEDS, None)), dates=Dates(agreed_at_hwb=date(2025, 3, n))) for n in (10, 12)]
    found = rows(handed("a", agreed[0]), handed("b", agreed[1]))
    assert found["a"].why == "b covers the same, and was agreed by the board later, on 12 March 2025"


def test_a_plan_of_another_round_or_of_none_is_in_no_sum_and_takes_no_area_from_one_that_is() -> None:
    old = handed("old", replace(plan(99, (LEEDS, None)), round="2023-25"))
    unknown = handed("unknown", replace(plan(98, (LEEDS, None)), round=None))
    found = collate([old, unknown, handed("new", plan(12, (LEEDS, None)))], ROUND)
    assert [(r.standing, r.why) for r in found.rows] == [
        (Standing.OTHER_ROUND, "it answers round 2023-25"),
        (Standing.OTHER_ROUND, "which round it answers is not known"),
        (Standing.ADDED, None),
    ]
    assert found.pools[0].amount == 12
    assert [area.apart for area in found.areas] == [()]


def test_an_area_that_was_divided_stands_for_what_became_of_it_and_is_not_counted_beside_that() -> None:
    county, part = handed("county", plan(100, (CUMBRIA, None))), handed("own", plan(40, (CUMBERLAND, None)))
    found = collate([part, county], ROUND)
    assert [(r.standing, r.why) for r in found.rows] == [
        (Standing.BENEATH, "all or a part of it is in county"),
        (Standing.ADDED, f"what became of {CUMBRIA} stands for it"),
    ]
    (group,) = found.areas
    assert ([a.code for a in group.areas], found.pools[0].amount) == ([CUMBERLAND, WESTMORLAND], 100)
    before = collate([replace(county, reading=Reading(replace(plan(100, (CUMBRIA, None)), round="2017-19")))]).areas
    assert [a.code for group in before for a in group.areas] == [CUMBRIA]


def test_a_council_s_former_code_is_the_same_area() -> None:
    found = rows(handed("former", plan(1, ("E06000048", None))), handed("present", plan(2, ("E06000057", None))))
    assert sorted(row.standing for row in found.values()) == [Standing.ADDED, Standing.TWICE]


@pytest.mark.parametrize(
    ("name", "codes"),
    [("Leeds", [LEEDS]), ("City of York Council", ["E06000014"]), ("Bedford and Luton", ["E06000055", "E06000032"])],
)
def test_an_area_told_by_its_name_only_is_placed_where_the_name_is_sure(name: str, codes: list[str]) -> None:
    bare = replace(plan(7), area=Area(name))
    row = rows(handed("a", bare))["a"]
    assert (row.standing, row.why) == (Standing.ADDED, "its area is known by its name")
    assert [c.code for c in row.covers] == codes
    assert pooled(handed("a", bare)) == 7


@pytest.mark.parametrize("name", ["Penlecombe", "Newtown", "the north"])
def test_an_area_whose_name_is_not_sure_is_not_placed_and_the_name_is_said(name: str) -> None:
    row = rows(handed("a", replace(plan(7), area=Area(name))))["a"]
    assert (row.standing, row.covers) == (Standing.UNPLACED, ())
    assert name in (row.why or "")


def test_a_name_only_plan_and_one_with_the_code_are_one_area() -> None:
    found = rows(handed("a", replace(plan(7), area=Area("Leeds"))), handed("b", plan(8, (LEEDS, None))))
    assert sorted(row.standing for row in found.values()) == [Standing.ADDED, Standing.TWICE]


@pytest.mark.parametrize(("one", "other"), [("NHS Ashford CCG", "Ashford"), ("Thanet", "thanet locality"), ("Swale", None)])
def test_parts_of_one_name_or_without_a_name_are_not_counted_beside_each_other(one: str, other: str | None) -> None:
    named = replace(plan(10), covers=(Cover("a", KENT, False, one),))
    second = replace(plan(10), covers=(Cover("a", KENT, False, other),))
    found = collate([handed("one", named), handed("two", second)])
    assert sorted(row.standing is Standing.ADDED for row in found.rows) == [False, True]
    assert found.pools[0].amount == 10


@pytest.mark.parametrize(
    ("one", "other", "added"),
    [
        ("Dover", "NHS South Kent Coast CCG", ["NHS South Kent Coast CCG"]),
        ("South Kent Coast", "Folkestone and Hythe", ["South Kent Coast"]),
        ("Ashford and Canterbury", "Ashford District", ["Ashford and Canterbury"]),
        ("NHS South Kent Coast CCG", "Thanet", ["NHS South Kent Coast CCG", "Thanet"]),
        ("Dover", "Shepway", ["Dover", "Shepway"]),
        ("NHS West Kent CCG", "NHS Swale CCG", ["NHS Swale CCG", "NHS West Kent CCG"]),
    ],
)
def test_a_district_inside_a_commissioning_group_is_not_counted_beside_it(one: str, other: str, added: list[str]) -> None:
    plans = [handed(name, replace(plan(10), covers=(Cover("a", KENT, False, name),))) for name in (one, other)]
    found = collate(plans)
    assert sorted(row.name for row in found.rows if row.standing is Standing.ADDED) == added
    assert found.pools[0].amount == 10 * len(added)


@pytest.mark.parametrize(
    ("parts", "unsure"),
    [
        (("East Kent", "Dover"), ["Dover", "East Kent"]),
        (("East Kent", "Dover", "NHS Swale CCG"), ["Dover", "East Kent", "NHS Swale CCG"]),
        (("Dover", "Shepway"), []),
        (("Kent, north", "Kent, south", "Kent, west"), []),
        (("NHS West Kent CCG", "NHS Swale CCG"), []),
    ],
)
def test_parts_of_one_county_whose_bounds_no_register_holds_are_said_to_be_in_doubt(
    parts: tuple[str, ...], unsure: list[str]
) -> None:
    plans = [handed(name, replace(plan(10), covers=(Cover("a", KENT, False, name),))) for name in parts]
    found = collate(plans)
    (area,) = found.areas
    assert (sorted(area.may_overlap), found.pools[0].amount) == (unsure, 10 * len(parts))
    (said,) = [reason.plans for reason in not_known(found) if "share ground" in reason.words] or [()]
    assert said == ((f"Kent: {listed(area.may_overlap)}",) if unsure else ())


def test_joint_plans_that_overlap_are_not_both_added_and_the_area_left_over_is_named() -> None:
    first = handed("first", plan(30, (LEEDS, None), (KENT, None)))
    second = handed("second", plan(50, (KENT, None), (CUMBERLAND, None)))
    found = collate([first, second], areas=[LEEDS, KENT, CUMBERLAND])
    assert (found.pools[0].amount, found.uncovered) == (30, (CUMBERLAND,))
    assert found.rows[1].why == "all or a part of it is in first"


def test_pence_are_kept_to_the_last() -> None:
    amounts = ("0.10", "0.20", "1234567.89")
    put_in = [Contribution(f"c{n}", "A Council", "dfg", YEAR, actual=Decimal(a)) for n, a in enumerate(amounts)]
    plans = [handed(str(n), replace(plan(0, (f"E{n:08}", None)), contributions=(c,))) for n, c in enumerate(put_in)]
    assert pooled(*plans) == Decimal("1234568.19")


def test_a_plan_that_gives_a_total_only_is_added_with_it_and_two_totals_that_differ_are_not_guessed_between() -> None:
    bare = replace(plan(0, (LEEDS, None)), contributions=())
    totals = [StatedTotal(f"t{n}", "contributions.actual", YEAR, amount=Decimal(n)) for n in (40, 41)]
    assert pooled(handed("a", replace(bare, stated_totals=tuple(totals[:1])))) == 40
    (unsure,) = collate([handed("a", replace(bare, stated_totals=tuple(totals)))]).pools
    assert (unsure.amount, unsure.missing) == (None, ("a",))


def test_an_amount_without_a_year_belongs_to_the_only_year_of_its_round_and_else_makes_the_sum_unknown() -> None:
    dated = plan(10, (LEEDS, None))
    undated = Contribution("u", "A Council", "dfg", None, actual=Decimal(5))
    loose = replace(dated, contributions=(*dated.contributions, undated))
    assert collate([handed("a", loose)], ROUND).pools[0].amount == 15
    assert collate([handed("a", loose)]).pools[0].amount is None


def test_what_rests_on_a_doubtful_value_is_added_and_named_and_what_does_not_is_not() -> None:
    sure = replace(plan(10, (LEEDS, None)), schemes=(Scheme("s", lines=(Line("l", YEAR, "dfg", amount=Decimal(4)),)),))
    sure = replace(sure, metrics=metric_point(5, 100, "5000"))

    def doubting(address: str) -> tuple[tuple[str, ...], ...]:
        one = Handed("a", Reading(sure, doubts=(Doubt(address, "two figures in one field"),)))
        found = collate([one], ROUND)
        assert found == collate([kept(one)], ROUND)
        assert found.rows[0].doubts == 1
        return found.pools[0].in_doubt, found.spending[0].in_doubt, found.by_source[0].in_doubt, found.ambitions[0].in_doubt

    assert doubting("contributions/c/actual") == (("a",), (), (), ())
    assert doubting("contributions/c") == (("a",), (), (), ())
    assert doubting("schemes/s/lines/l/amount") == ((), ("a",), ("a",), ())
    assert doubting("metrics/m/points/p/numerator") == ((), (), (), ("a",))
    assert doubting("risks/r/owner") == ((), (), (), ())


def test_spending_names_plans_that_list_none() -> None:
    spent = replace(plan(10, (LEEDS, None)), schemes=(Scheme("s", lines=(Line("l", YEAR, "dfg", amount=Decimal(4)),)),))
    (found,) = collate([handed("a", spent), handed("b", plan(8, (KENT, None)))]).spending
    assert (found.amount, found.plans, found.missing) == (4, ("a",), ("b",))


def test_an_ambition_over_months_adds_only_plans_that_give_all_of_them_and_one_stray_month_changes_nothing() -> None:
    def given(months: int, numerator: int) -> tuple:
        (metric,) = metric_point(numerator, 1000, "1")
        starts = [(2025 + (m > 12), m - 12 * (m > 12)) for m in range(4, 4 + months)]
        ends = [(y + (m == 12), m % 12 + 1) for y, m in starts]
        points = tuple(
            replace(metric.points[0], id=f"p{n}", start=date(*start, 1), end=date.fromordinal(date(*end, 1).toordinal() - 1))
            for n, (start, end) in enumerate(zip(starts, ends, strict=True))
        )
        return (replace(metric, points=points),)

    areas = ("E06000001", "E06000002", "E06000003")
    plans = [
        handed(str(months), replace(plan(1, (area, None)), metrics=given(months, n)))
        for (area, months, n) in zip(areas, (12, 13, 5), (10, 20, 40), strict=True)
    ]
    (run,) = collate(plans, ROUND).ambitions_over
    assert (run.periods, run.start, run.end) == (12, date(2025, 4, 1), date(2026, 3, 31))
    assert (run.numerator, run.denominator, run.plans) == (12 * 30, 12 * 2000, ("12", "13"))
    assert [(o.plan, o.why) for o in run.left_out] == [("5", "it gives 5 of these 12 periods")]


def test_a_drawn_nation_counts_every_pound_once() -> None:
    nation = draw_nation()
    found = collate(nation.plans, ROUND, nation.areas)
    added = {row.name for row in found.rows if row.standing is Standing.ADDED}
    put_in = (c.actual or 0 for p in nation.plans if p.reading and p.name in added for c in p.reading.plan.contributions)
    assert found.pools[0].amount == sum(put_in)
    covered = [c.code for row in found.rows if row.standing is Standing.ADDED for c in row.covers if c.whole]
    assert len(covered) == len(set(covered))
    assert set(found.uncovered) == {nation.silent, nation.free}
    assert {row.standing for row in found.rows} == set(Standing)
    assert sum(m.pool or 0 for area in found.areas for m in area.money) == found.pools[0].amount
