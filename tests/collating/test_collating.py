"""Plans added up: each pound once, numerators over denominators, and nothing left out in silence."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bettercare import rounds
from bettercare.collating import collate
from bettercare.plan import (
    Budget,
    BudgetKind,
    CheckResult,
    ConditionAnswer,
    ConditionStatus,
    Contribution,
    Cover,
    Dates,
    FinancialYear,
    Finding,
    Line,
    Metric,
    MetricPoint,
    Plan,
    PointRole,
    Reading,
    Scheme,
    Severity,
)
from bettercare.plan.collation import ConditionCount, Handed, Standing

YEAR = FinancialYear(2025)
START, END = date(2025, 4, 1), date(2025, 6, 30)
ROUND = rounds.load("2025-26")


def plan(pool: int, *covers: tuple[str, str | None], submitted: date | None = None) -> Plan:
    """A plan of areas, each whole (no part named) or a part, with one contribution."""
    return Plan(
        round="2025-26",
        covers=tuple(Cover(f"k{i}", code, part is None, part) for i, (code, part) in enumerate(covers)),
        contributions=(Contribution("c", "A Council", "dfg", YEAR, actual=Decimal(pool)),),
        dates=Dates(submitted=submitted),
    )


def handed(name: str, of: Plan, *findings: Finding) -> Handed:
    return Handed(name, Reading(of), CheckResult(findings, ()))


def standings(*plans: Handed) -> dict[str, Standing]:
    return {row.name: row.standing for row in collate(plans).rows}


def pooled(*plans: Handed) -> Decimal:
    (found,) = collate(plans).pools
    return found.amount


def test_a_county_in_four_parts_is_the_sum_of_its_parts() -> None:
    parts = [handed(f"part {n}", plan(10 * n, ("E10000016", f"locality {n}"))) for n in range(1, 5)]
    assert pooled(*parts) == 100
    assert set(standings(*parts).values()) == {Standing.ADDED}


def test_a_county_plan_beside_its_parts_is_counted_alone_and_the_parts_stand_beneath_it() -> None:
    whole = handed("county", plan(100, ("E10000016", None)))
    parts = [handed(f"part {n}", plan(10 * n, ("E10000016", f"locality {n}"))) for n in range(1, 5)]
    assert pooled(*parts, whole) == 100
    assert standings(*parts, whole) == {
        "part 1": Standing.BENEATH, "part 2": Standing.BENEATH, "part 3": Standing.BENEATH, "part 4": Standing.BENEATH,
        "county": Standing.ADDED,
    }  # fmt: skip


def test_three_areas_in_one_plan_are_counted_once_though_one_of_them_sends_its_own() -> None:
    joint = handed("three boroughs", plan(300, ("E09000013", None), ("E09000020", None), ("E09000033", None)))
    own = handed("one borough", plan(90, ("E09000020", None)))
    assert pooled(own, joint) == 300
    assert standings(own, joint)["one borough"] is Standing.BENEATH
    assert collate([own, joint], areas=["E09000013", "E09000020", "E09000001"]).uncovered == ("E09000001",)


def test_of_two_plans_for_one_area_the_later_is_added_and_the_other_is_named() -> None:
    first = handed("one", plan(10, ("E06000001", None), submitted=date(2025, 3, 3)))
    last = handed("two", plan(12, ("E06000001", None), submitted=date(2025, 3, 31)))
    assert pooled(first, last) == 12
    (row,) = [r for r in collate([first, last]).rows if r.standing is Standing.TWICE]
    assert (row.name, row.why) == ("one", "two covers the same, and was submitted later, on 31 March 2025")


def test_a_plan_that_could_not_be_read_and_one_without_an_area_keep_their_rows_and_stop_nothing() -> None:
    broken = Handed("broken.docx", problem="broken.docx: the file is cut short")
    nowhere = handed("nowhere", plan(5))
    sound = handed("sound", plan(7, ("E06000001", None)))
    found = collate([broken, nowhere, sound])
    assert [(r.name, r.standing) for r in found.rows] == [
        ("broken.docx", Standing.UNREAD), ("nowhere", Standing.UNPLACED), ("sound", Standing.ADDED),
    ]  # fmt: skip
    assert found.rows[0].why == "broken.docx: the file is cut short"
    assert found.pools[0].amount == 7


def test_a_plan_whose_pool_is_not_known_is_named_and_not_taken_as_nothing() -> None:
    known = handed("known", plan(7, ("E06000001", None)))
    unknown_plan = plan(0, ("E06000002", None))
    unknown = handed("unknown", replace(unknown_plan, contributions=(replace(unknown_plan.contributions[0], actual=None),)))
    (found,) = collate([known, unknown]).pools
    assert (found.amount, found.plans, found.missing) == (7, ("known",), ("unknown",))


def test_the_stated_budget_serves_where_no_contribution_is_given() -> None:
    stated = replace(
        plan(0, ("E06000001", None)),
        contributions=(),
        budgets=(Budget("b", BudgetKind.AGREED, YEAR, Decimal(40)), Budget("m", BudgetKind.MINIMUM, YEAR, Decimal(25))),
    )
    found = collate([handed("a", stated)])
    assert [s.amount for s in found.pools] == [40]
    assert [s.amount for s in found.additional] == [15]


def metric_point(numerator: int | None, denominator: int | None, value: str) -> tuple[Metric, ...]:
    numbers = [Decimal(n) if n is not None else None for n in (numerator, denominator)]
    point = MetricPoint("p", PointRole.TARGET, START, END, numbers[0], numbers[1], Decimal(value))
    return (Metric("m", "residential-admissions", None, (point,)),)


def test_an_ambition_is_numerators_over_denominators_and_names_who_could_not_be_added() -> None:
    large = handed("large", replace(plan(1, ("E06000001", None)), metrics=metric_point(100, 100_000, "100")))
    small = handed("small", replace(plan(1, ("E06000002", None)), metrics=metric_point(50, 10_000, "500")))
    rate_only = handed("rate only", replace(plan(1, ("E06000003", None)), metrics=metric_point(None, None, "300")))
    without = handed("without", plan(1, ("E06000004", None)))
    (found,) = collate([large, small, rate_only, without], ROUND).ambitions
    assert (found.numerator, found.denominator) == (150, 110_000)
    assert found.value == Decimal(150) / Decimal(110_000) * 100_000  # a mean of the rates would be 300
    assert [(o.plan, o.why) for o in found.left_out] == [
        ("rate only", "it gives no numerator or no denominator"), ("without", "it does not hold this metric"),
    ]  # fmt: skip


def test_where_no_plan_gives_what_is_added_the_sum_is_not_known_rather_than_nothing() -> None:
    bare = replace(
        plan(1, ("E06000001", None)),
        metrics=metric_point(None, None, "300"),
        schemes=(Scheme("s", lines=(Line("a", YEAR, "dfg"),)),),
    )
    found = collate([handed("a", bare)], ROUND)
    (ambition,) = found.ambitions
    assert (ambition.numerator, ambition.denominator, ambition.value) == (None, None, None)
    assert [(s.amount, s.missing) for s in found.by_source] == [(None, ("a",))]


def test_money_is_added_by_source_and_area_of_spend_and_lines_that_do_not_say_are_apart() -> None:
    lines = (
        Line("a", YEAR, "dfg", amount=Decimal(10), area_of_spend="social-care"),
        Line("b", YEAR, "nhs-minimum", amount=Decimal(20), area_of_spend="social-care"),
        Line("c", YEAR, None, amount=Decimal(5)),
    )
    found = collate([handed("a", replace(plan(35, ("E06000001", None)), schemes=(Scheme("s", lines=lines),)))], ROUND)
    assert {s.what: s.amount for s in found.by_source} == {
        "not said": 5, "Disabled Facilities Grant": 10, ROUND.stream("nhs-minimum").title: 20,
    }  # fmt: skip
    assert {s.what: s.amount for s in found.by_area_of_spend} == {"not said": 5, "Social Care": 30}


def test_findings_are_counted_by_rule_and_conditions_by_plans_that_answer_all() -> None:
    finding = Finding("pool-balance", Severity.ERROR, None, None, "x")
    condition = ROUND.conditions[0]
    answers = tuple(ConditionAnswer(q.id, condition.id, q.id, ConditionStatus.ANSWERED) for q in condition.questions)
    assert len(answers) == 3
    whole = replace(plan(1, ("E06000001", None)), conditions=answers)
    half = replace(plan(1, ("E06000002", None)), conditions=(answers[0], replace(answers[1], status=ConditionStatus.PARTLY)))
    found = collate([handed("whole", whole, finding, finding), handed("half", half, finding)], ROUND)
    assert [(r.rule, r.findings, r.plans) for r in found.rules] == [("pool-balance", 3, 2)]
    assert found.conditions[0] == ConditionCount(condition.title, answered=1, plans=2, partly=1)
    assert (found.rows[0].blocking, found.rows[1].answered, found.rows[1].questions) == (2, 1, 2)


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=40), st.randoms(use_true_random=False))
def test_the_order_of_plans_changes_no_sum(amounts: list[int], random: object) -> None:
    plans = [handed(f"plan {i}", plan(amount, (f"E{i:08}", None))) for i, amount in enumerate(amounts)]
    shuffled = list(plans)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert pooled(*plans) == pooled(*shuffled) == sum(amounts)


@pytest.mark.parametrize("count", [150])
def test_a_nation_of_plans_in_parts_wholes_and_pairs_adds_up_to_what_was_put_in(count: int) -> None:
    plans, expected = [], Decimal(0)
    for n in range(count):
        amount = 1000 + n
        expected += amount
        if n % 3 == 0:
            halves = (amount // 2, amount - amount // 2)
            plans += [handed(f"{n} {p}", plan(a, (f"E{n:08}", p))) for p, a in zip(("north", "south"), halves, strict=True)]
        else:
            plans.append(handed(str(n), plan(amount, (f"E{n:08}", None))))
        if n % 7 == 1:
            plans.append(handed(f"{n} again", plan(999_999, (f"E{n:08}", "east"))))
    by_name = {row.name: row for row in collate(plans).rows}
    overlapping = {f"{n} again" for n in range(count) if n % 7 == 1 and n % 3}
    assert {name for name, row in by_name.items() if row.standing is Standing.BENEATH} == overlapping
    extra = sum(999_999 for n in range(count) if n % 7 == 1 and n % 3 == 0)
    assert pooled(*plans) == expected + extra
