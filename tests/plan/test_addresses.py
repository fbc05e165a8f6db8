"""Addresses: every value has one, it finds and changes that value, and no edit elsewhere moves it."""

from __future__ import annotations

from dataclasses import fields, replace
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bettercare.plan import Answer, FinancialYear, Line, Plan, Risk, Scheme, replace_at, value_at, walk
from tests.plan.strategies import IDS, PLANS

YEAR = FinancialYear(2014)
PLAN = Plan(
    schemes=(Scheme("s1", "1", "Reablement", lines=(Line("l1", YEAR, amount=Decimal(5)), Line("l2"))), Scheme("s2", "2")),
    risks=(Risk("r1", "Late"),),
    answers=(Answer("agreed", True),),
)


@given(PLANS)
def test_every_address_of_a_plan_is_there_once_and_leads_to_its_value(plan):
    walked = list(walk(plan))
    assert len({address for address, _ in walked}) == len(walked)
    for address, value in walked:
        assert value_at(plan, address) == value


@given(PLANS, st.data())
def test_changing_a_value_changes_it_and_nothing_else(plan, data):
    before = dict(walk(plan))
    address = data.draw(st.sampled_from(sorted(before)))
    after = dict(walk(replace_at(plan, address, "changed")))
    assert after == {**before, address: "changed"}


@given(PLANS, st.data())
def test_moving_the_parts_of_a_plan_changes_no_address(plan, data):
    kinds = [f.name for f in fields(plan) if isinstance(getattr(plan, f.name), tuple) and f.name != "answers"]
    kind = data.draw(st.sampled_from(kinds))
    moved = replace(plan, **{kind: tuple(data.draw(st.permutations(getattr(plan, kind))))})
    assert dict(walk(moved)) == dict(walk(plan))


@given(PLANS, IDS, st.integers(0, 3))
def test_inserting_a_part_changes_no_other_address(plan, id, position):
    assume(id not in {scheme.id for scheme in plan.schemes})
    grown = replace(plan, schemes=(*plan.schemes[:position], Scheme(id), *plan.schemes[position:]))
    assert dict(walk(plan)).items() <= dict(walk(grown)).items()


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("schemes/s9/name", "there is no part 's9'"),
        ("schemes/s1/lines/l9/amount", "there is no part 'l9'"),
        ("schemes/s1/colour", "there is no 'colour' here"),
        ("schemes/s1/lines/l1/year/start", "there is no 'start' here"),
        ("colour", "there is no 'colour' here"),
        ("", "there is no '' here"),
        ("answers/missing", "there is no part 'missing'"),
    ],
)
def test_an_address_that_leads_nowhere_names_the_step_that_is_missing(address, words):
    with pytest.raises(KeyError) as refused:
        value_at(PLAN, address)
    assert words in str(refused.value)


@pytest.mark.parametrize(
    "address", ["schemes/s9/name", "schemes/s1/colour", "colour", "schemes/s1/lines/l9/amount", "schemes/s1/name/x"]
)
def test_nothing_can_be_put_where_there_is_no_place(address):
    with pytest.raises(KeyError):
        replace_at(PLAN, address, "x")


def test_an_answer_to_a_new_field_is_added_and_an_old_one_keeps_its_position():
    plan = replace_at(replace_at(PLAN, "answers/share", Decimal(1)), "answers/agreed", False)
    assert plan.answers == (Answer("agreed", False), Answer("share", Decimal(1)))


def test_a_whole_part_has_an_address_too():
    assert value_at(PLAN, "schemes/s2") == Scheme("s2", "2")
