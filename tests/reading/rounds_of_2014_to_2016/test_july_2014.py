"""A plan on the template of July 2014 is known as 2015-16, not as the round before with the same years, and is read."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from bettercare.plan import PointRole, Reading, plan_from_json, to_json
from bettercare.reading.pipeline import read_documents
from bettercare.reading.round_detection import guess_rounds
from tests.reading.made import document, table, text_document
from tests.reading.rounds_of_2014_to_2016.made_july_2014 import NARRATIVE, part_1, part_2


@pytest.fixture(scope="module")
def reading() -> Reading:
    return read_documents([part_1(), part_2()])


@pytest.mark.parametrize("documents", [[part_1()], [part_2()], [part_1(), part_2()]], ids=["part 1", "part 2", "both"])
def test_the_july_template_is_known_with_a_good_margin_over_the_round_before(documents) -> None:
    first, second, *_ = guess_rounds(documents)
    assert first.round == "2015-16" and first.score > 2 * second.score, (first, second)


def test_a_paper_that_names_only_the_shared_years_is_claimed_for_neither_round_alone() -> None:
    """2014/15 and 2015/16 are the years of two rounds; nothing else in this paper says which."""
    scores = {g.round: g.score for g in guess_rounds([text_document("Our money\n\n2014/15 £1,000,000\n2015/16 £2,000,000\n")])}
    assert scores["2014-15"] == scores["2015-16"] > scores["2017-19"]


def test_the_summary_is_read(reading: Reading) -> None:
    plan = reading.plan
    assert plan.round == "2015-16" and plan.area.name == "Anyshire"
    assert (plan.dates.agreed_at_hwb, plan.dates.submitted) == (date(2014, 9, 17), date(2014, 9, 19))
    budgets = {(b.kind.value, str(b.year)): b.amount for b in plan.budgets}
    assert budgets == {
        ("minimum", "2014-15"): 4_100_000,
        ("minimum", "2015-16"): 15_200_000,
        ("agreed", "2014-15"): 4_100_000,
        ("agreed", "2015-16"): 16_000_000,
    }
    assert [(s.role, s.name, s.date) for s in plan.signatures] == [
        ("nhs", "Alex Example", date(2014, 9, 18)),
        ("council", "Robin Sample", date(2014, 9, 18)),
    ]


def test_each_section_that_was_answered_is_read(reading: Reading) -> None:
    told = {n.section: n.text for n in reading.plan.narrative}
    assert told["3"] == NARRATIVE["Case for change"]
    assert told["5b"] == NARRATIVE["Contingency plan and risk sharing"]
    assert told["6c"] == NARRATIVE["Alignment with primary co-commissioning"]
    assert {"4b", "4c", "7a", "7d", "8c", "annex-1"} <= set(told)
    assert [(m.action, m.due) for m in reading.plan.milestones][1] == ("One number for discharge opens", "June 2015")


def test_risks_are_read_with_their_scores(reading: Reading) -> None:
    assert [(r.likelihood, r.impact, r.score) for r in reading.plan.risks] == [(3, 4, 12), (2, 5, 10)]


def test_a_unit_over_the_first_block_holds_for_the_blocks_beneath(reading: Reading) -> None:
    put_in = {(c.source, str(c.year)): c.actual for c in reading.plan.contributions}
    assert put_in == {
        ("council-social-services", "2014-15"): 600_000,
        ("council-social-services", "2015-16"): 1_400_000,
        ("nhs-minimum", "2015-16"): 13_800_000,
        ("nhs-additional", "2014-15"): 3_500_000,
        ("nhs-additional", "2015-16"): 800_000,
    }


def test_a_block_that_says_pounds_again_is_in_pounds() -> None:
    rows = [
        ["Local Authority Social Services", "2014/15 (£000)", "2015/16 (£000)"],
        ["Anyshire Council", "600", "1,400"],
        [None, None, None],
        ["Additional CCG Contribution", "2014/15 (£)", "2015/16 (£)"],
        ["NHS Anyshire CCG", "3,500,000", "800,000"],
    ]
    plan = read_documents([document(table(rows, "1. HWB Funding Sources"), name="a.xlsx")], "2015-16").plan
    assert sorted(c.actual or 0 for c in plan.contributions) == [600_000, 800_000, 1_400_000, 3_500_000]


def test_a_blocks_total_is_of_its_source_and_the_last_of_all(reading: Reading) -> None:
    totals = {(t.source, str(t.year)): t.amount for t in reading.plan.stated_totals if t.of == "contributions.actual"}
    assert totals[(None, "2015-16")] == 16_000_000 and totals[("nhs-minimum", "2015-16")] == 13_800_000
    assert totals[("council-social-services", "2014-15")] == 600_000 and len(totals) == 7


def test_schemes_have_their_lines_by_source_and_who_commissions(reading: Reading) -> None:
    schemes = {s.number: s for s in reading.plan.schemes}
    assert [s.name for s in schemes.values()] == ["Care at home after hospital", "Help for carers"]
    assert [(str(li.year), li.source, li.area_of_spend, li.amount) for li in schemes["1"].lines] == [
        ("2015-16", "nhs-minimum", "community-health", 9_000_000),
        ("2015-16", "nhs-minimum", "social-care", 4_800_000),
    ]
    joint = schemes["2"].lines[0]
    assert (joint.commissioner, joint.nhs_share, joint.provider) == ("joint", 60, "voluntary")


def test_a_change_in_brackets_is_a_fall_and_says_what_it_comes_from(reading: Reading) -> None:
    first, second = reading.plan.benefits
    assert (first.measure, first.change, first.unit_price, first.saving) == ("non-elective-admissions", -350, 1490, -521_500)
    assert (second.measure, second.change, second.organisation) == ("residential-admissions", -10, "Local Authority")


def test_a_benefit_takes_the_year_that_stands_over_its_block() -> None:
    heads = [
        "Benefit achieved from",
        "Scheme Name",
        "Organisation to Benefit",
        "Change in activity measure",
        "Unit Price (£)",
        "Total (Saving) (£)",
    ]
    one = ["Reduction in delayed transfers of care", "Care at home", "NHS Commissioner", "(10)", "300", "(3,000)"]
    blank = [None] * 6
    rows = [["2014/15", *blank[1:]], heads, one, blank, ["2015/16", *blank[1:]], heads, one]
    plan = read_documents([document(table(rows, "4. HWB Benefits Plan"), name="a.xlsx")], "2015-16").plan
    assert [str(b.year) for b in plan.benefits] == ["2014-15", "2015-16"]


def test_the_paid_metric_is_read_by_quarter_with_baseline_and_plan(reading: Reading) -> None:
    metric = next(m for m in reading.plan.metrics if m.metric == "non-elective-admissions")
    baseline, plan = ([p for p in metric.points if p.role is role] for role in (PointRole.BASELINE, PointRole.TARGET))
    assert [(p.start, p.numerator) for p in baseline] == [
        (date(2014, 1, 1), 2500),
        (date(2014, 4, 1), 2450),
        (date(2014, 7, 1), 2400),
        (date(2014, 10, 1), 2550),
    ]
    assert [p.end for p in plan] == [date(2015, 3, 31), date(2015, 6, 30), date(2015, 9, 30), date(2015, 12, 31)]
    assert sum((p.numerator or 0) for p in plan) - sum((p.numerator or 0) for p in baseline) == -348


def test_what_the_form_works_out_beneath_a_metric_is_no_metric(reading: Reading) -> None:
    assert sorted(str(m.metric) for m in reading.plan.metrics) == [
        "delayed-transfers",
        "local",
        "non-elective-admissions",
        "reablement-91-days",
        "residential-admissions",
    ]
    assert {a.field: a.value for a in reading.plan.answers if a.field != "boundary-differences"} == {
        "annual-reduction": Decimal(-348),
        "performance-pot": Decimal(518_520),
    }


def test_delays_are_read_for_twelve_quarters(reading: Reading) -> None:
    delays = next(m for m in reading.plan.metrics if m.metric == "delayed-transfers")
    assert len(delays.points) == 12 and [p.role for p in delays.points].count(PointRole.BASELINE) == 4
    assert (delays.points[0].start, delays.points[-1].end) == (date(2013, 4, 1), date(2016, 3, 31))


def test_nothing_is_in_doubt_and_the_plan_keeps_its_form(reading: Reading) -> None:
    assert not reading.doubts
    assert plan_from_json(to_json(reading.plan)) == reading.plan
