"""Payment by conditions and progress to targets: what is paid, held back, and left open where something is not known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bettercare.paying import NoSuchVariant, pay
from bettercare.plan import Area, Budget, BudgetKind, FinancialYear, Metric, MetricPoint, Period, Plan, PointRole
from bettercare.plan.payments import Actual, ActualKind, Actuals, ByProgress, PartPaid, TranchePaid
from bettercare.rounds import load

ROUND = load("2014-15")
YEAR = Period(date(2014, 4, 1), date(2015, 3, 31))
PAID_CONDITIONS = [c.id for c in ROUND.conditions if c.paid]


def points(baseline: str | None, target: str | None, period: Period = YEAR) -> tuple[MetricPoint, ...]:
    first = MetricPoint("base", PointRole.BASELINE, date(2012, 4, 1), date(2013, 3, 31), value=baseline and Decimal(baseline))
    return first, MetricPoint("aim", PointRole.TARGET, period.start, period.end, value=target and Decimal(target))


def plan(*metrics: Metric, minimum: str = "19000000") -> Plan:
    budget = Budget("budget", BudgetKind.MINIMUM, FinancialYear(2015), Decimal(minimum))
    return Plan(round="2014-15", area=Area("Hillshire"), budgets=(budget,), metrics=metrics)


ADMISSIONS = Metric("m", "residential-admissions", points=points("800", "720"))


def counted(metric: str, value: str, period: Period | None = YEAR) -> Actual:
    return Actual(ActualKind.METRIC, metric, "figures.csv, row 2", period, value=Decimal(value))


def met(answers: dict[str, bool]) -> Actuals:
    return Actuals(tuple(Actual(ActualKind.CONDITION, id, "figures.csv", met=yes) for id, yes in answers.items()))


def paid(plan: Plan, actuals: Actuals = Actuals(), variant: str | None = None) -> ByProgress:  # noqa: B008
    statement = pay(plan, ROUND, actuals, variant)
    assert statement.by_progress is not None, statement.not_worked_out
    return statement.by_progress


def tranche(made: ByProgress, id: str) -> TranchePaid:
    return next(t for t in made.tranches if t.id == id)


def part(made: ByProgress, of: str, in_: str = "october") -> PartPaid:
    return next(p for p in tranche(made, in_).parts if p.of == of)


def test_an_areas_fund_is_shared_as_the_nations_is() -> None:
    made = paid(plan())
    amounts = {t.id: t.amount for t in made.tranches}
    assert amounts == {"base": 14_000_000, "april-conditions": 1_250_000, "april-metrics": 1_250_000, "october": 2_500_000}
    assert made.on_results == 5_000_000


@pytest.mark.parametrize(("actual", "reached"), [("745", False), ("744", True), ("850", False), ("600", True)])
def test_seventy_per_cent_of_the_way_releases_a_metrics_money_and_less_needs_a_recovery_plan(actual: str, reached: bool) -> None:
    found = part(paid(plan(ADMISSIONS), Actuals((counted("residential-admissions", actual),))), "residential-admissions")
    assert found.reached is reached and found.needs_recovery is not reached
    assert found.paid == (found.at_stake if reached else 0)


def test_the_way_to_a_target_is_measured_from_the_baseline() -> None:
    found = part(paid(plan(ADMISSIONS), Actuals((counted("residential-admissions", "745"),))), "residential-admissions")
    assert found.progress == Decimal("0.6875")


def test_a_target_that_only_maintains_is_reached_by_being_no_worse() -> None:
    same = replace(ADMISSIONS, points=points("800", "800"))
    found = part(paid(plan(same), Actuals((counted("residential-admissions", "800"),))), "residential-admissions")
    assert found.reached and found.progress is None


def test_what_is_not_known_stays_open_and_is_neither_paid_nor_held_back() -> None:
    made = paid(plan(ADMISSIONS))
    found = part(made, "residential-admissions")
    assert found.paid is None and found.why == "no actual is known"
    assert tranche(made, "october").open == 2_500_000 and tranche(made, "october").held == 0


def test_every_penny_of_the_fund_is_paid_held_back_or_open() -> None:
    made = paid(plan(ADMISSIONS, minimum="14424000.07"), Actuals((counted("residential-admissions", "790"),)))
    assert made.fund == made.paid + made.held + made.open == Decimal("14424000.07")
    for one in made.tranches:
        assert one.amount == one.paid + one.held + one.open
        assert not one.parts or sum(p.at_stake for p in one.parts) == one.amount


def test_conditions_release_their_money_together_unless_the_other_reading_is_named() -> None:
    answers = met({id: id != PAID_CONDITIONS[0] for id in PAID_CONDITIONS})
    assert tranche(paid(plan(), answers), "april-conditions").paid == 0
    assert tranche(paid(plan(), answers, "conditions-each"), "april-conditions").paid == 937_500


def test_a_condition_of_which_nothing_was_said_leaves_the_others_open_too() -> None:
    answers = met(dict.fromkeys(PAID_CONDITIONS[1:], True))
    assert tranche(paid(plan(), answers), "april-conditions").open == 1_250_000
    assert tranche(paid(plan(), answers, "conditions-each"), "april-conditions").open == 312_500


def test_a_value_that_does_not_follow_from_its_own_figures_is_worked_out_and_told() -> None:
    aim = replace(ADMISSIONS.points[1], numerator=Decimal(210), denominator=Decimal(30000), value=Decimal(130))
    made = paid(plan(replace(ADMISSIONS, points=(ADMISSIONS.points[0], aim))), Actuals((counted("residential-admissions", "700"),)))
    found = part(made, "residential-admissions")
    assert found.target == 700 and found.paid
    assert found.why == "target: 130 is stated, and its own figures give 700"


def test_a_local_metric_improves_the_way_of_its_target_and_the_statement_says_so() -> None:
    local = Metric("l", "local", points=points("200", "240"))
    first = MetricPoint("first", PointRole.TARGET, date(2014, 4, 1), date(2014, 9, 30), value=Decimal(220))
    made = paid(plan(replace(local, points=(*local.points, first))), Actuals((counted("local", "230"),)))
    found = part(made, "local")
    assert found.target == 240 and found.progress == Decimal("0.75") and found.reached
    assert found.why and "the way of its target is taken" in found.why
    assert part(made, "local", "april-metrics").target == 220


def test_an_actual_value_of_the_plan_itself_counts_where_no_file_gives_one() -> None:
    own = MetricPoint("own", PointRole.ACTUAL, YEAR.start, YEAR.end, value=Decimal(730))
    made = paid(plan(replace(ADMISSIONS, points=(*ADMISSIONS.points, own))))
    assert part(made, "residential-admissions").actual == 730


def test_a_plan_without_a_minimum_is_told_and_nothing_is_guessed() -> None:
    statement = pay(replace(plan(), budgets=()), ROUND)
    assert statement.by_progress is None
    assert statement.not_worked_out[0].found == "it does not say its minimum fund for 2015-16"


def test_what_of_the_rule_is_not_confirmed_is_said() -> None:
    said = pay(plan(), ROUND).unconfirmed
    assert any("weigh alike" in s for s in said) and any("70 per cent" in s for s in said)


def test_a_reading_of_the_rule_that_the_round_does_not_know_is_refused_with_those_it_knows() -> None:
    with pytest.raises(NoSuchVariant, match=r"no way called 'thirds'.*conditions-together .*conditions-each"):
        pay(plan(), ROUND, variant="thirds")


def test_a_round_that_pays_nothing_on_results_says_nothing_is_paid() -> None:
    statement = pay(Plan(round="2025-26"), load("2025-26"))
    assert (statement.by_progress, statement.for_a_fall, statement.extra_fall, statement.not_worked_out) == (None, None, None, ())


def test_a_row_of_another_year_than_its_targets_is_told_while_the_result_is_open() -> None:
    before = counted("residential-admissions", "700", Period(date(2013, 4, 1), date(2014, 3, 31)))
    statement = pay(plan(ADMISSIONS), ROUND, Actuals((before,)))
    assert [(p.where, p.found) for p in statement.not_worked_out] == [
        ("figures.csv, row 2", "it is about April 2013 to March 2014, on which no money hangs")
    ]
