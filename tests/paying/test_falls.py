"""Payment for a fall of admissions to date, and money held for an extra fall, through the plan and its round."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from bettercare.paying import pay
from bettercare.plan import Answer, Cover, Metric, MetricPoint, Period, Plan, PointRole, Quarter
from bettercare.plan.payments import Actual, ActualKind, Actuals, ForAFall
from bettercare.rounds import load
from bettercare.rounds.model import Allocation, AllocationTable, AllocationVersion

ROUND = load("2015-16")
METRIC = "non-elective-admissions"
BEFORE = [Quarter.parse(q).period for q in ("2013-14 Q4", "2014-15 Q1", "2014-15 Q2", "2014-15 Q3")]
AFTER = [Quarter.parse(q).period for q in ("2014-15 Q4", "2015-16 Q1", "2015-16 Q2", "2015-16 Q3")]
BASELINE, PLANNED, ACTUAL = (5200, 5000, 4900, 5100), (5018, 4825, 4729, 4921), (5100, 4900, 4650, 4921)


def point(role: PointRole, period: Period, count: int | None) -> MetricPoint:
    return MetricPoint(f"{role}-{period}", role, period.start, period.end, numerator=None if count is None else Decimal(count))


def plan(planned: tuple[int | None, ...] = PLANNED, **more: object) -> Plan:
    base = [point(PointRole.BASELINE, p, n) for p, n in zip(BEFORE, BASELINE, strict=True)]
    aims = [point(PointRole.TARGET, p, n) for p, n in zip(AFTER, planned, strict=True)]
    return Plan(round="2015-16", metrics=(Metric("m", METRIC, points=(*base, *aims)),), **more)  # type: ignore[arg-type]


def happened(counts: tuple[int, ...] = ACTUAL) -> Actuals:
    rows = [Actual(ActualKind.METRIC, METRIC, f"figures.csv, row {n}", p, numerator=Decimal(c))
            for n, (p, c) in enumerate(zip(AFTER, counts, strict=False), 2)]  # fmt: skip
    return Actuals(tuple(rows))


def fall(plan: Plan, actuals: Actuals, variant: str | None = None, *tables: AllocationTable) -> ForAFall:
    statement = pay(plan, ROUND, actuals, variant, tables)
    assert statement.for_a_fall is not None, statement.not_worked_out
    return statement.for_a_fall


def test_a_plans_quarters_are_paid_as_the_reference_works_them_out() -> None:
    made = fall(plan(), happened())
    assert (made.fund, made.planned_fall, made.unit_cost, made.unit_cost_from) == (1_053_430, 707, 1490, "round 2015-16")
    assert made.planned_per_cent == Decimal("3.5") == made.guideline
    assert [q.paid for q in made.quarters] == [149_000, 149_000, 372_500, 266_710]
    assert made.unreleased == 116_220


def test_a_quarter_without_a_count_and_those_after_it_stay_open_and_say_why() -> None:
    made = fall(plan(), happened(ACTUAL[:2]))
    assert [q.paid for q in made.quarters] == [149_000, 149_000, None, None]
    assert made.quarters[2].why == "no count of July 2015 to September 2015 is known"
    assert made.quarters[3].why == "no count of October 2015 to December 2015 is known"
    assert made.unreleased is None and not made.known


def test_a_plan_that_lacks_a_quarter_has_no_fund_and_the_quarter_is_named() -> None:
    statement = pay(plan((5018, None, 4729, 4921)), ROUND, happened())
    assert statement.for_a_fall is None
    assert "the plan of April 2015 to June 2015" in statement.not_worked_out[0].found


def test_a_plan_above_its_baseline_has_a_fund_of_nothing_and_pays_nothing() -> None:
    made = fall(plan((5300, 5100, 5000, 5200)), happened())
    assert made.fund == made.paid == 0 and made.planned_fall == -400


def test_an_areas_own_value_of_an_admission_goes_before_the_rounds() -> None:
    made = fall(plan(answers=(Answer("admission-value", Decimal(2000)),)), happened())
    assert (made.unit_cost, made.unit_cost_from, made.fund) == (2000, "the plan's own", 1_414_000)


def shares(amount: int) -> AllocationTable:
    assert ROUND.payment and ROUND.payment.share and ROUND.payment.year
    given = Allocation(area="E06000042", organisation=None, year=ROUND.payment.year, amount=Decimal(amount))
    version = AllocationVersion(
        id="v", status="final", published_on=ROUND.payment.year.first_day, amounts=(given,), source="own", confirmed=False
    )
    return replace(ROUND.allocation(ROUND.payment.share), versions=(version,))


def test_what_the_fund_leaves_of_the_areas_share_is_ring_fenced() -> None:
    made = fall(plan(covers=(Cover("c", "E06000042"),)), happened(), None, shares(3_500_000))
    assert made.ring_fenced == 2_446_570 and made.share_unknown is None


def test_the_share_of_the_area_caps_the_fund() -> None:
    made = fall(plan(covers=(Cover("c", "E06000042"),)), happened(PLANNED), None, shares(500_000))
    assert made.fund == made.paid == 500_000 and made.ring_fenced == 0


def test_a_share_that_was_not_imported_is_not_known_rather_than_nothing() -> None:
    made = fall(plan(), happened())
    assert made.share is None and made.share_unknown and "has not been imported" in made.share_unknown


def test_the_other_reading_takes_back_what_was_paid_too_early() -> None:
    rise = (4950, 5050, 4950, 4900)
    assert fall(plan(), happened(rise)).paid == 521_500
    taken = fall(plan(), happened(rise), "taken-back")
    assert taken.paid == 521_500 and [q.paid for q in taken.quarters] == [271_180, 26_820, -74_500, 298_000]


@pytest.mark.parametrize("round_id", ["2016-17", "2017-19"])
def test_money_held_for_an_extra_fall_is_released_as_it_is_achieved(round_id: str) -> None:
    rows = []
    for number, (aim, done) in enumerate(((40, 30), (45, 60), (50, 40), (55, 55)), 1):
        quarter = Quarter.parse(f"2017-18 Q{number}").period
        rows.append(Actual(ActualKind.EXTRA_FALL, "extra fall", "figures.csv", quarter, Decimal(aim), Decimal(done)))
    made = pay(Plan(round=round_id), load(round_id), Actuals(tuple(reversed(rows)))).extra_fall
    assert made and made.fund == 283_100 and [q.paid for q in made.quarters] == [44_700, 81_950, 67_050, 81_950]


def test_an_extra_fall_without_its_plan_is_told_by_its_row() -> None:
    row = Actual(ActualKind.EXTRA_FALL, "extra fall", "figures.csv, row 2", AFTER[0], None, Decimal(30))
    statement = pay(Plan(round="2017-19"), load("2017-19"), Actuals((row,)))
    assert statement.extra_fall is None and statement.not_worked_out[0].where == "figures.csv, row 2"


def test_an_extra_fall_without_its_quarter_is_told_and_not_left_out_in_silence() -> None:
    row = Actual(ActualKind.EXTRA_FALL, "extra fall", "figures.csv, row 2", None, Decimal(40), Decimal(30))
    statement = pay(Plan(round="2017-19"), load("2017-19"), Actuals((row,)))
    assert statement.extra_fall is None and statement.not_worked_out[0].found == "the extra fall has no quarter"


def test_the_fund_that_a_plan_states_stands_beside_the_one_that_follows_from_its_figures() -> None:
    made = fall(plan(answers=(Answer("performance-pot", Decimal(1_000_000)),)), happened())
    assert (made.stated_fund, made.fund) == (1_000_000, 1_053_430)


def test_a_row_of_a_quarter_that_nothing_is_paid_for_is_told_while_another_is_still_to_be_given() -> None:
    rows = happened(ACTUAL[:3]).rows
    late = Actual(ActualKind.METRIC, METRIC, "figures.csv, row 9", Quarter.parse("2016-17 Q3").period, numerator=Decimal(4921))
    (told,) = pay(plan(), ROUND, Actuals((*rows, late))).not_worked_out
    assert told.where == "figures.csv, row 9"
    assert told.found == "it is about October 2016 to December 2016, on which no money hangs"
    assert told.do == "Still to be given: October 2015 to December 2015. If this row is meant, mend its period."
    assert pay(plan(), ROUND, Actuals((*happened().rows, late))).not_worked_out == ()
