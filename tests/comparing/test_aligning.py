"""What documents say is set upon a plan that is being written: found again, added, and never taken away."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import given

from bettercare.comparing import align
from bettercare.plan import Answer, FinancialYear, Line, Narrative, Plan, Scheme, value_at, walk
from bettercare.plan.edits import edits_between, fold
from tests.plan.strategies import drawn

YEAR = FinancialYear(2025)
PLAN = Plan(
    round="2025-26",
    schemes=(
        Scheme("a", "1", "Reablement at home", lines=(Line("a1", YEAR, "nhs-minimum", amount=Decimal("100.00")),)),
        Scheme(
            "b", "2", "Equipment", lines=(Line("b1", YEAR, "dfg", amount=Decimal("50.00")),), answers=(Answer("units", Decimal(3)),)
        ),
    ),
    narrative=(Narrative("n", "vision", text="Ours"),),
)
READ = Plan(
    round="2025-26",
    schemes=(
        Scheme("x", "2", "Equipment", lines=(Line("x1", YEAR, "dfg", amount=Decimal("60.00")),)),
        Scheme("y", "3", "Carers' breaks", lines=(Line("y1", YEAR, "nhs-minimum", amount=Decimal("10.00")),)),
    ),
    narrative=(Narrative("z", "vision"),),
)


def test_a_part_that_is_found_again_keeps_its_id_and_takes_the_value_that_was_read() -> None:
    found = align(PLAN, READ)
    assert value_at(found.plan, "schemes/b/lines/b1/amount") == Decimal("60.00")
    assert found.source_of("schemes/b/lines/b1/amount") == "schemes/x/lines/x1/amount"
    assert {(m.old, m.new) for m in found.matches} >= {("schemes/b", "schemes/x")}


def test_what_was_not_read_stays_and_what_is_absent_is_named() -> None:
    found = align(PLAN, READ)
    assert found.plan.narrative[0].text == "Ours"
    assert value_at(found.plan, "schemes/b/answers/units") == Decimal(3)
    assert "schemes/a" in found.absent and value_at(found.plan, "schemes/a/name") == "Reablement at home"


def test_a_part_that_is_new_comes_with_the_address_that_it_was_read_at() -> None:
    found = align(PLAN, READ)
    assert value_at(found.plan, "schemes/y/name") == "Carers' breaks"
    assert found.source_of("schemes/y/lines/y1/amount") == "schemes/y/lines/y1/amount"


def test_the_same_plan_read_back_changes_nothing() -> None:
    ids = {"a": "p", "b": "q"}
    again = replace(PLAN, schemes=tuple(replace(s, id=ids[s.id]) for s in PLAN.schemes))
    assert align(PLAN, again).plan == PLAN


@given(drawn(Plan), drawn(Plan))
def test_nothing_that_was_written_is_taken_away_by_what_was_read(plan: Plan, read: Plan) -> None:
    merged = align(plan, read).plan
    there = dict(walk(merged))
    assert all(there.get(address) is not None for address, value in walk(plan) if value is not None)
    assert {e.kind.value for e in edits_between(plan, merged)} <= {"set", "add"}
    assert dict(walk(fold(plan, edits_between(plan, merged)))) == there
