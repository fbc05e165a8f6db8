"""The JSON of plans and readings: equal after a round trip, stable to the byte, and bad JSON refused in one way."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bettercare.plan import (
    Answer,
    Budget,
    BudgetKind,
    CheckResult,
    FinancialYear,
    Finding,
    Line,
    NotAReading,
    NotChecked,
    Place,
    Plan,
    Reading,
    Scheme,
    Severity,
    canonical_bytes,
    covers_from_json,
    plan_from_json,
    plan_hash,
    reading_from_json,
    to_json,
)  # fmt: skip
from tests.plan.strategies import PLANS, READINGS

YEAR = FinancialYear(2014)
SMALL = Plan(
    round="2014-15",
    budgets=(Budget("b", BudgetKind.MINIMUM, YEAR, Decimal("14424000")),),
    schemes=(Scheme("s", "1", "Reablement", lines=(Line("l", YEAR, amount=Decimal("207000.5"), nhs_share=Decimal("33.30")),)),),
)


def through_text(value):
    return json.loads(json.dumps(to_json(value)))


@given(PLANS)
def test_a_plan_comes_back_from_its_json_as_it_was(plan):
    assert plan_from_json(through_text(plan)) == plan


@given(PLANS)
def test_the_areas_of_a_plan_are_known_without_reading_the_rest_of_it(plan):
    data = json.loads(canonical_bytes(plan))
    assert covers_from_json(data) == covers_from_json({"plan": data, "states": {}}) == plan.covers


@given(READINGS)
def test_a_reading_comes_back_from_its_json_as_it_was(reading):
    assert reading_from_json(through_text(reading)) == reading


@given(PLANS)
def test_a_plans_bytes_stay_the_same_through_json(plan):
    assert canonical_bytes(plan_from_json(json.loads(canonical_bytes(plan)))) == canonical_bytes(plan)


def test_a_plans_bytes_and_hash_are_those_of_the_first_version():
    assert canonical_bytes(Plan()).startswith(b'{"answers":{},"area":{"name":null},"benefits":[],"budgets":[],')
    assert plan_hash(SMALL) == plan_hash(plan_from_json(through_text(SMALL)))
    assert plan_hash(SMALL) != plan_hash(replace(SMALL, round="2015-16"))


def test_money_is_written_in_pounds_with_pence_and_other_numbers_as_they_are():
    written = to_json(SMALL)
    assert written["budgets"][0]["amount"] == "14424000.00"
    assert written["schemes"][0]["lines"][0]["amount"] == "207000.50"
    assert written["schemes"][0]["lines"][0]["nhs_share"] == "33.30"
    assert written["budgets"][0]["year"] == "2014-15"


def test_a_value_that_is_not_given_is_null():
    assert to_json(SMALL)["schemes"][0]["lines"][0]["benefit"] is None


def test_findings_have_the_keys_that_are_promised():
    place = Place("part2.xlsx", sheet="Spend", cell="E12", as_written="207,000")
    result = CheckResult(
        (Finding("line-total", Severity.ERROR, "schemes/s", place, "The lines do not add up.", "1", "2", "1", "Mend it."),),
        (NotChecked("floor", "no table was imported"),),
    )
    written = to_json(result)
    assert list(written) == ["schema", "findings", "not_checked"]
    assert written["schema"] == 1
    keys = ["rule", "severity", "address", "place", "message", "found", "expected", "difference", "do"]
    assert list(written["findings"][0])[: len(keys)] == keys
    assert written["findings"][0]["place"]["cell"] == "E12"
    assert written["not_checked"][0]["why"] == "no table was imported"


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(JSON_VALUES)
def test_json_that_is_no_reading_is_refused_as_such(data):
    with pytest.raises(NotAReading):
        reading_from_json(data)


def _paths(data, path=()):
    yield path
    pairs = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in pairs:
        yield from _paths(value, (*path, key))


def _put(data, path, value):
    if not path:
        return value
    copy = data.copy()
    copy[path[0]] = _put(copy[path[0]], path[1:], value)
    return copy


@given(READINGS, st.data())
def test_a_reading_with_one_part_of_its_json_replaced_is_read_or_refused_as_such(reading, data):
    whole = through_text(reading)
    damaged = _put(whole, data.draw(st.sampled_from(list(_paths(whole)))), data.draw(JSON_VALUES))
    try:
        found = reading_from_json(damaged)
    except NotAReading:
        return
    assert isinstance(found, Reading)
    json.dumps(to_json(found))


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        ({"schema": 2}, "schema 2 is not known here"),
        ({"plan": []}, "reading/plan: an object was expected, list was found"),
        ({"plan": {"colour": 1}}, "reading/plan: colour is not a key here"),
        ({"plan": {"schemes": [{"name": "no id"}]}}, "id"),
        ({"plan": {"budgets": [{"id": "b", "kind": "minimum", "year": "2014"}]}}, "reading/plan/budgets[0]/year"),
        ({"plan": {"budgets": [{"id": "b", "kind": "most", "year": None}]}}, "'most' cannot be read as BudgetKind"),
        (
            {"plan": {"budgets": [{"id": "b", "kind": "minimum", "year": None, "amount": 5.5}]}},
            "amount: text was expected, 5.5 was found",
        ),
        ({"plan": {"budgets": [{"id": "b", "kind": "minimum", "year": None, "amount": "NaN"}]}}, "'NaN' cannot be read as Decimal"),
        ({"plan": {"dates": {"submitted": "20140214"}}}, "'20140214' cannot be read as date"),
        ({"plan": {"dates": {"submitted": "2014-02-30"}}}, "'2014-02-30' cannot be read as date"),
        ({"plan": {"risks": [{"id": "r", "likelihood": True}]}}, "True cannot be read as int"),
        ({"plan": {"risks": [{"id": "r"}, {"id": "r"}]}}, "two parts have the id 'r'"),
        ({"plan": {"risks": [{"id": "r/1"}]}}, "'r/1' cannot be an id"),
        ({"plan": {"area": {"name": "\ud800"}}}, "cannot be read as str"),
        ({"plan": {"answers": {"q": {"rows": 5}}}}, "reading/plan/answers/q: a list was expected, int was found"),
        ({"plan": {"answers": {"": "x"}}}, "'' cannot be an id"),
        ({"rounds": [{"round": "2014-15", "score": float("nan")}]}, "nan cannot be read as float"),
        ({"plan": {"answers": {"q": {"colour": "red"}}}}, "an answer is text, true or false, or one of number, date or rows"),
    ],
)
def test_what_is_wrong_with_a_readings_json_is_said(damage, words):
    with pytest.raises(NotAReading) as refused:
        reading_from_json({**through_text(Reading(SMALL)), **damage})
    assert words in str(refused.value)


def test_answers_keep_their_kind():
    answers = (Answer("share", Decimal("12.50")), Answer("agreed", True), Answer("rows", (("a", None), ("b", "c"))))
    assert plan_from_json(through_text(Plan(answers=answers))).answers == answers
