"""Totals, balances and floors of a plan."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bettercare.figures import balances, behind, entries, floor_result, income, nhs_part, total, totals_by, years
from bettercare.plan import Contribution, FinancialYear, Line, Plan, Recurrence, Scheme, StatedTotal
from bettercare.rounds.model import Floor, Predicate

YEAR = FinancialYear(2025)
PENCE = st.integers(-(10**12), 10**12).map(lambda n: Decimal(n) / 100)
LINES = st.builds(
    Line,
    id=st.just(""),
    year=st.sampled_from([FinancialYear(2014), FinancialYear(2015)]),
    source=st.sampled_from(["minimum", "grant"]),
    recurrence=st.sampled_from(Recurrence),
    amount=PENCE,
)


def plan_of(lines: list[Line], contributions: tuple[Contribution, ...] = ()) -> Plan:
    numbered = tuple(replace(line, id=f"l{i}") for i, line in enumerate(lines))
    return Plan(schemes=(Scheme("s1", lines=numbered),), contributions=contributions)


@given(st.lists(LINES, max_size=12))
def test_totals_by_year_source_and_recurrence_add_up_to_the_whole_to_the_penny(lines: list[Line]) -> None:
    items = entries(plan_of(lines), "schemes.amount")
    whole = sum(int(line.amount * 100) for line in lines if line.amount is not None)
    for key in (lambda e: e.year, lambda e: e.source, lambda e: e.recurrence):
        assert sum(int(t.amount * 100) for t in totals_by(items, key).values()) == whole
    assert int(total(items).amount * 100) == whole


@given(st.lists(LINES, min_size=1, max_size=12))
def test_a_plan_that_puts_in_what_it_spends_balances_to_the_penny(lines: list[Line]) -> None:
    put_in = tuple(Contribution(f"c{i}", "A council", line.source, line.year, actual=line.amount) for i, line in enumerate(lines))
    found = balances(plan_of(lines, put_in))
    assert found
    assert all(b.left == 0 and b.known for b in found)


@given(st.lists(LINES, min_size=1, max_size=8), PENCE.filter(bool))
def test_one_amount_more_leaves_exactly_that_amount_in_one_source(lines: list[Line], more: Decimal) -> None:
    put_in = [Contribution(f"c{i}", "A council", line.source, line.year, actual=line.amount) for i, line in enumerate(lines)]
    put_in.append(replace(put_in[0], id="more", actual=more))
    found = balances(plan_of(lines, tuple(put_in)))
    assert [b.left for b in found if b.left] == [more]


def test_a_missing_amount_makes_a_total_unknown_and_never_counts_as_nothing() -> None:
    plan = plan_of([Line("", YEAR, "grant", amount=Decimal(5)), Line("", YEAR, "grant")])
    found = total(entries(plan, "schemes.amount"))
    assert (found.amount, found.known, found.missing) == (Decimal(5), False, ("schemes/s1/lines/l1/amount",))
    assert not balances(plan)[0].known


def test_a_line_with_a_benefit_alone_is_no_spending_line() -> None:
    plan = plan_of([Line("", YEAR, benefit=Decimal(-9))])
    assert entries(plan, "schemes.amount") == ()
    assert total(entries(plan, "schemes.benefit")).amount == -9


def test_nothing_to_add_is_not_a_known_total() -> None:
    assert not total(()).known


def test_without_sources_each_year_has_one_balance_of_all_money() -> None:
    put_in = (
        Contribution("a", "Council", None, YEAR, actual=Decimal(10)),
        Contribution("b", "CCG", "minimum", YEAR, actual=Decimal(20)),
    )
    (found,) = balances(plan_of([Line("", YEAR, amount=Decimal(25))], put_in))
    assert (found.source, found.income.amount, found.left) == (None, Decimal(30), Decimal(5))


def test_a_year_without_contributions_takes_the_spending_that_partners_name() -> None:
    plan = plan_of([], (Contribution("a", "Council", None, YEAR, spend_on_schemes=Decimal(7)),))
    assert [e.amount for e in income(plan, "2025-26")] == [Decimal(7)]
    assert years(plan) == ("2025-26",)


def test_a_stated_total_finds_the_entries_that_it_adds_up() -> None:
    lines = [
        Line("", FinancialYear(2014), None, Recurrence.RECURRENT, Decimal(1)),
        Line("", FinancialYear(2014), None, Recurrence.NON_RECURRENT, Decimal(2)),
        Line("", FinancialYear(2015), None, Recurrence.RECURRENT, Decimal(4)),
    ]
    plan = plan_of(lines)
    stated = StatedTotal("t", "schemes.amount", FinancialYear(2014), Recurrence.RECURRENT, amount=Decimal(1))
    assert [e.amount for e in behind(plan, stated) or ()] == [Decimal(1)]
    assert total(behind(plan, replace(stated, recurrence=None)) or ()).amount == 3
    assert behind(plan, replace(stated, source="grant")) == behind(plan, replace(stated, of="beds")) is None


def test_what_cannot_be_added_up_is_refused() -> None:
    with pytest.raises(ValueError, match=r"schemes\.colour"):
        entries(Plan(), "schemes.colour")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (Line("", amount=Decimal(200), commissioner="nhs"), Decimal(200)),
        (Line("", amount=Decimal(200), commissioner="joint", nhs_share=Decimal("12.5")), Decimal(25)),
        (Line("", amount=Decimal(200), commissioner="joint"), None),
        (Line("", amount=Decimal(200)), None),
        (Line("", commissioner="nhs"), None),
    ],
)
def test_of_a_joint_line_the_nhs_has_its_share(line: Line, expected: Decimal | None) -> None:
    assert nhs_part(line) == expected


def floor(share: str | None = None, tolerance: str = "0") -> Floor:
    counts = Predicate("all", (Predicate("is", ("source", "nhs-minimum")), Predicate("is", ("area_of_spend", "social-care"))))
    return Floor(
        id="social-care", title="Social care", counts=counts, share=share, requirement="table", tolerance=Decimal(tolerance),
        source="made up", confirmed=False,
    )  # fmt: skip


def care(amount: str, **more: object) -> Line:
    values = {"source": "nhs-minimum", "area_of_spend": "social-care", **more}
    return Line("", YEAR, amount=Decimal(amount), **values)  # type: ignore[arg-type]


def test_lines_that_meet_the_test_count_towards_a_floor() -> None:
    plan = plan_of([care("60"), care("40", source="grant"), care("50", area_of_spend="acute"), care("30")])
    result = floor_result(plan, floor(), YEAR, Decimal(100))
    assert (result.amount, result.met, result.short, len(result.counted)) == (Decimal(90), False, Decimal(10), 2)
    assert floor_result(plan, floor(), YEAR, Decimal(90)).met
    assert floor_result(plan, floor(tolerance="10"), YEAR, Decimal(100)).short == 0
    assert floor_result(plan, floor(), YEAR.next(), Decimal(1)).amount == 0


def test_a_floor_without_a_requirement_is_not_known() -> None:
    result = floor_result(plan_of([care("60")]), floor(), YEAR, None)
    assert (result.met, result.short) == (None, None)


def test_a_line_that_does_not_say_enough_leaves_a_floor_open_only_if_it_could_decide() -> None:
    plan = plan_of([care("60"), care("40", area_of_spend=None)])
    assert floor_result(plan, floor(), YEAR, Decimal(60)).met is True
    assert floor_result(plan, floor(), YEAR, Decimal(100)).met is None
    assert floor_result(plan, floor(), YEAR, Decimal(101)).met is False
    assert floor_result(plan, floor(), YEAR, Decimal(100)).open == ("schemes/s1/lines/l1/amount",)


def test_only_the_nhs_share_counts_where_the_floor_says_so() -> None:
    plan = plan_of([care("100", commissioner="joint", nhs_share=Decimal(30)), care("5", commissioner="nhs")])
    assert floor_result(plan, floor("nhs"), YEAR, Decimal(35)).amount == 35
    assert floor_result(plan, floor(), YEAR, Decimal(35)).amount == 105
