"""One rule over many plans: how often it fires, before and after a change, and why it was not checked."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from bettercare import checking, rounds
from bettercare.checking import Trial, WrongSetting, tried
from bettercare.checking.trials import Against
from bettercare.plan import FinancialYear, Line, Plan, Reading, Risk, Scheme, StatedTotal
from bettercare.rounds.model import Round, RuleSetting

YEAR = FinancialYear(2015)


@pytest.fixture(scope="module")
def round_2014() -> Round:
    return rounds.load("2014-15")


def off_by(pounds: int) -> Reading:
    """A plan whose stated total is so many pounds more than its one scheme."""
    scheme = Scheme("s1", "1", "Falls", None, None, (Line("a", YEAR, amount=Decimal(1_000_000)),))
    total = StatedTotal("t1", "schemes.amount", YEAR, amount=Decimal(1_000_000 + pounds))
    return Reading(Plan(round="2014-15", schemes=(scheme,), stated_totals=(total,)))


def set_rule(round: Round, **setting: object) -> Round:
    return replace(round, rules=(RuleSetting(reason="a test", **setting),))  # type: ignore[arg-type]


def test_a_trial_counts_the_plans_for_which_the_rule_fires(round_2014):
    trial = Trial("total-rows", tuple(tried("total-rows", str(n), off_by(n), round_2014) for n in (0, 70_000, 90_000)))
    assert trial.fires_for == 2
    assert [hit.plan for hit in trial.hits] == ["70000", "90000"]
    assert not trial.compared


def test_a_trial_finds_what_a_whole_check_finds_knock_on_noise_held_back(round_2014):
    risk = Risk("r1", "Slow recruitment", None, 3, 9, 11, None, "Early adverts")
    reading = replace(off_by(70_000), plan=replace(off_by(70_000).plan, risks=(risk,)))
    whole = checking.check(reading, round_2014)
    for rule in checking.rules():
        one = tried(rule.id, "plan", reading, round_2014)
        assert [h.finding for h in one.hits] == [f for f in whole if f.rule == rule.id]
        assert one.not_checked == tuple(n.why for n in whole.not_checked if n.rule == rule.id)


def test_a_rule_that_a_round_turns_off_is_not_checked_and_its_hits_are_gone(round_2014):
    off = set_rule(round_2014, rule="total-rows", on=False)
    one = tried("total-rows", "plan", off_by(70_000), off, before=round_2014)
    assert (one.hits, len(one.gone), one.before) == ((), 1, 1)
    assert one.gone[0].against is Against.GONE
    assert one.not_checked == ("the round 2014-15 turns this rule off",)


def test_a_changed_threshold_tells_new_hits_from_those_still_there(round_2014):
    name, value = next(iter(next(r for r in checking.rules() if r.id == "metric-leap").parameters.items()))
    strict, loose = (set_rule(round_2014, rule="metric-leap", parameters={name: x}) for x in ("0.01", value))
    reading = leaping()
    assert [h.against for h in tried("metric-leap", "p", reading, strict, before=loose).hits] == [Against.NEW]
    assert [h.against for h in tried("metric-leap", "p", reading, strict, before=strict).hits] == [Against.STILL]
    assert [h.against for h in tried("metric-leap", "p", reading, loose, before=strict).gone] == [Against.GONE]


def leaping() -> Reading:
    """The clean case of the rule's own specification: a target 15 per cent better than its baseline."""
    return next(r for r in checking.rules() if r.id == "metric-leap").cases[0].reading()


def test_examples_are_few_new_ones_first_and_one_of_every_plan_before_a_second(round_2014):
    def plan(name: str, *against: Against) -> checking.Tried:
        finding = tried("total-rows", name, off_by(70_000), round_2014).hits[0].finding
        return checking.Tried(name, tuple(checking.Hit(name, None, finding, a) for a in against), before=1)

    trial = Trial(
        "total-rows", (plan("a", Against.STILL), plan("b", Against.STILL, Against.NEW, Against.NEW), plan("c", Against.NEW))
    )
    assert [(h.plan, h.against.value) for h in trial.examples(4)] == [
        ("b", "new"), ("c", "new"), ("b", "new"), ("a", "still there"),
    ]  # fmt: skip


def test_a_plan_of_no_known_round_is_not_checked_and_never_passes():
    one = tried("total-rows", "plan", off_by(0), None)
    assert one.not_checked == ("the documents do not show which round they answer",)


def test_reasons_are_counted_by_plans_most_frequent_first():
    trial = Trial("x", (checking.Tried("a", not_checked=("why", "why")), checking.Tried("b", not_checked=("other", "why"))))
    assert trial.not_checked == (("why", 2), ("other", 1))


def test_a_parameter_that_a_rule_does_not_have_is_refused_with_those_it_has(round_2014):
    with pytest.raises(WrongSetting, match="'most_of_all' of the rule metric-leap; what may be set is: most"):
        tried("metric-leap", "p", leaping(), set_rule(round_2014, rule="metric-leap", parameters={"most_of_all": "1"}))
