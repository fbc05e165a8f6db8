"""Metrics that sentences tell, rows that no label names, and rows of quarters and months in lines of text."""

from __future__ import annotations

from bettercare.plan import MetricPoint
from bettercare.reading.pipeline import read_documents
from tests.reading.made import document, table, text_document

TITLE = "Better Care Fund narrative plan 2017-19"


def points(text: str, metric: str, round: str = "2017-19") -> list[MetricPoint]:
    plan = read_documents([text_document(f"{TITLE}\n\n{text}")], round).plan
    return [p for m in plan.metrics if m.metric == metric for p in m.points]


def figures(found: list[MetricPoint]) -> list[tuple[str, str, str, str]]:
    return [(p.start.isoformat() if p.start else "", str(p.numerator), str(p.denominator), str(p.value)) for p in found]


HOMES = "Residential admissions\n\n"


def test_a_rate_told_with_its_count_and_its_population_is_a_point_of_the_year_beside_it() -> None:
    text = (
        "There were 200 admissions of people aged 65 and over in 2016/17, a rate of 500.0 per 100,000 on a population of 40,000. "
        "The plan is 190 in 2017/18 (463.4; population 41,000)."
    )
    assert figures(points(HOMES + text, "residential-admissions")) == [
        ("2016-04-01", "200", "40000", "500.0"),
        ("2017-04-01", "190", "41000", "463.4"),
    ]


def test_years_may_stand_before_or_after_their_figures_in_one_paragraph() -> None:
    text = "Reablement\n\nIn 2016/17 86.4% (102 of 118) were at home after 91 days. We plan 88.0% (110 of 125) in 2017/18."
    assert [f[0] for f in figures(points(text, "reablement-91-days"))] == ["2016-04-01", "2017-04-01"]


def test_figures_in_a_sentence_that_prove_nothing_are_left_unread() -> None:
    assert (
        points(HOMES + "In 2017/18 we plan 190 admissions, a rate of 520.0 on a population of 41,000.", "residential-admissions")
        == []
    )


def test_figures_whose_year_cannot_be_told_are_left_unread() -> None:
    text = "In 2016/17 and 2017/18 there were 200 admissions, a rate of 500.0, of a population of 40,000."
    assert points(HOMES + text, "residential-admissions") == []


def test_three_rows_without_labels_of_their_own_are_what_their_arithmetic_proves() -> None:
    rows = [
        ["", "2016/17 actual", "2017/18 plan"],
        ["At home after 91 days", "80", "90"],
        ["Discharged with support", "100", "100"],
        ["Of these", "80.0%", "90.0%"],
    ]
    plan = read_documents([document(TITLE, "Reablement", table([list(r) for r in rows]))], "2017-19").plan
    assert figures([p for m in plan.metrics for p in m.points]) == [
        ("2016-04-01", "80", "100", "80.0"),
        ("2017-04-01", "90", "100", "90.0"),
    ]


def test_quarters_and_their_figures_a_line_each_are_points_of_the_metric_named_above() -> None:
    lines = "Quarter\nPlanned non-elective admissions\nQ1 2017/18\n5,610\nQ2 2017/18\n5,583\nQ3 2017/18\n5,742\n"
    found = points(f"Measures\n\n{lines}", "non-elective-admissions")
    assert [(p.start.isoformat() if p.start else "", str(p.value)) for p in found] == [
        ("2017-04-01", "5610"),
        ("2017-07-01", "5583"),
        ("2017-10-01", "5742"),
    ]


def test_of_two_rates_in_lines_of_months_the_daily_one_is_the_value() -> None:
    lines = (
        "Delayed transfers of care\n\n"
        "Month Delayed days in month Delayed days per 100,000 population Average daily delays per 100,000\n"
        "Jul-17 2,741 607.0 19.6\nAug-17 2,463 545.4 17.6\nSep-17 2,120 469.4 15.6\n"
    )
    assert figures(points(lines, "delayed-transfers"))[0] == ("2017-07-01", "2741", "None", "19.6")


def test_one_row_of_quarters_without_a_name_is_of_the_metric_named_above() -> None:
    lines = "Total non-elective admissions plan\nQ1 17/18 Q2 17/18 Q3 17/18 Q4 17/18\n13,650 13,822 13,795 13,421\n"
    assert len(points(f"Measures\n\n{lines}", "non-elective-admissions")) == 4


def test_how_last_years_targets_ended_is_no_part_of_the_plan() -> None:
    rows = [["Measure", "Plan", "Outturn"], ["Non-elective admissions", "26,480", "27,248"], ["Reablement", "83.0%", "83.8%"]]
    plan = read_documents([document(TITLE, "How we did in 2016/17:", table([list(r) for r in rows]))], "2017-19").plan
    assert [p for m in plan.metrics for p in m.points] == []
