"""How rules are run: settings of the round, doubt, knock-on noise, order, and reading back."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from bettercare import checking, rounds
from bettercare.checking.model import Rule, registered
from bettercare.checking.running import run
from bettercare.plan import (
    Candidate,
    Doubt,
    FinancialYear,
    How,
    Line,
    Place,
    Plan,
    Reading,
    Risk,
    RoundGuess,
    Scheme,
    Severity,
    State,
    StatedTotal,
    to_json,
)
from bettercare.rounds.model import Round, RuleSetting

YEAR = FinancialYear(2015)
TOTAL = "stated_totals/t1/amount"


@pytest.fixture(scope="module")
def round_2014() -> Round:
    return rounds.load("2014-15")


@pytest.fixture
def reading() -> Reading:
    schemes = tuple(
        Scheme(f"s{i}", str(i), f"Service {i}", None, None, (Line("a", YEAR, amount=Decimal(amount)),))
        for i, amount in enumerate((1250300, 749700), start=1)
    )
    risk = Risk("r1", "Slow recruitment", None, 3, 4, 11, None, "Early adverts")
    total = StatedTotal("t1", "schemes.amount", YEAR, amount=Decimal(2100000))
    return Reading(Plan(round="2014-15", schemes=schemes, stated_totals=(total,), risks=(risk,)))


def _only(*ids: str) -> list[Rule]:
    return [rule for rule in registered() if rule.id in ids]


def _set(round: Round, **setting: object) -> Round:
    return replace(round, rules=(RuleSetting(reason="a test", **setting),))  # type: ignore[arg-type]


def test_a_round_may_switch_a_rule_off(reading: Reading, round_2014: Round) -> None:
    assert len(run(_only("risk-score"), reading, round_2014).findings) == 1
    assert not run(_only("risk-score"), reading, _set(round_2014, rule="risk-score", on=False)).findings


def test_a_round_may_change_how_serious_a_rule_is(reading: Reading, round_2014: Round) -> None:
    result = run(_only("risk-score"), reading, _set(round_2014, rule="risk-score", severity="note"))
    assert [f.severity for f in result.findings] == [Severity.NOTE]
    assert not result.blocks


def test_a_round_may_change_what_a_rule_allows(reading: Reading, round_2014: Round) -> None:
    large = replace(
        reading, plan=replace(reading.plan, schemes=(Scheme("s1", lines=(Line("a", YEAR, amount=Decimal(500_000_000)),)),))
    )
    assert run(_only("money-magnitude"), large, round_2014).findings
    assert not run(_only("money-magnitude"), large, _set(round_2014, rule="money-magnitude", parameters={"share": "0.5"})).findings


def test_a_round_that_sets_an_unknown_rule_is_refused(reading: Reading, round_2014: Round) -> None:
    with pytest.raises(ValueError, match="'no-such-rule', which is not in the handbook"):
        run(_only("risk-score"), reading, _set(round_2014, rule="no-such-rule"))


def test_a_fault_that_rests_on_a_doubted_value_is_not_checked(reading: Reading, round_2014: Round) -> None:
    unsure = replace(reading, doubts=(Doubt("risks/r1/score", "two figures in one field", (Candidate("11"), Candidate("12"))),))
    result = run(_only("risk-score"), unsure, round_2014)
    assert not result.findings
    assert [(n.rule, n.address) for n in result.not_checked] == [("risk-score", "risks/r1/score")]


def test_rows_placed_with_the_help_of_a_total_cannot_agree_with_it(reading: Reading, round_2014: Round) -> None:
    agreeing = replace(
        reading, plan=replace(reading.plan, stated_totals=(StatedTotal("t1", "schemes.amount", YEAR, amount=Decimal(2000000)),))
    )
    place = Place("a", how=How.INFERRED, reason="the column whose rows add up to the stated total")
    assert not run(_only("total-rows"), agreeing, round_2014).not_checked
    inferred = replace(agreeing, places={"schemes/s1/lines/a/amount": place})
    assert "placed with the help of that total" in run(_only("total-rows"), inferred, round_2014).not_checked[0].why


def test_what_follows_from_a_value_that_is_told_already_is_held_back(reading: Reading, round_2014: Round) -> None:
    wrong = replace(reading, states={TOTAL: State.UNREADABLE})
    result = run(_only("value-unreadable", "total-rows"), wrong, round_2014)
    assert [f.rule for f in result.findings] == ["value-unreadable"]


def test_a_list_as_a_whole_does_not_explain_faults_of_its_parts(reading: Reading, round_2014: Round) -> None:
    result = run(_only("signature-missing", "signature-partners"), reading, round_2014)
    assert [f.address for f in result.findings] == ["signatures"]


def test_findings_stand_most_serious_first_and_then_in_the_order_of_the_plan(reading: Reading, round_2014: Round) -> None:
    result = checking.check(reading, round_2014)
    order = [list(Severity).index(f.severity) for f in result.findings]
    assert order == sorted(order)
    errors = [f.rule for f in result.findings if f.severity is Severity.ERROR]
    assert errors.index("total-rows") < errors.index("risk-score")


def test_the_same_reading_gives_the_same_result_twice(reading: Reading, round_2014: Round) -> None:
    assert checking.check(reading, round_2014) == checking.check(reading, round_2014)


def test_the_round_is_the_plans_own_unless_another_is_given(reading: Reading) -> None:
    assert checking.check(reading) == checking.check(reading, rounds.load("2014-15"))


def test_the_round_that_was_recognised_serves_a_plan_that_names_none(reading: Reading) -> None:
    unnamed = replace(reading, plan=replace(reading.plan, round=None), rounds=(RoundGuess("2014-15", 0.9),))
    assert checking.check(unnamed).findings


def test_a_plan_of_no_known_round_is_refused(reading: Reading) -> None:
    with pytest.raises(checking.UnknownRound, match="name the round that it answers"):
        checking.check(replace(reading, plan=replace(reading.plan, round=None)))


def test_findings_carry_the_place_of_what_they_are_about_and_of_what_it_was_compared_with(
    reading: Reading, round_2014: Round
) -> None:
    row, total = Place("b", line=3, as_written="749,700"), Place("a", line=2, as_written="2,100,000")
    placed = replace(reading, places={TOTAL: total, "schemes/s2/lines/a/amount": row})
    finding = run(_only("total-rows"), placed, round_2014).findings[0]
    assert (finding.place, finding.places) == (total, (row,))


def test_a_result_can_be_written_as_json(reading: Reading, round_2014: Round) -> None:
    data = to_json(checking.check(reading, round_2014))
    assert data["schema"] == 1
    assert json.dumps(data)
    assert {"rule", "severity", "address", "place", "message", "found", "expected", "difference", "do"} <= set(data["findings"][0])


def test_the_handbook_can_be_written_as_json() -> None:
    assert json.dumps([to_json(rule) for rule in checking.rules()])


def test_an_empty_plan_of_any_round_is_checked_without_failing_and_does_not_pass() -> None:
    for id in rounds.available():
        result = checking.check(Reading(Plan(round=id)))
        assert result.blocks
