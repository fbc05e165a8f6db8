"""Metrics of later rounds: blocks by quarter, year and month in a workbook, and what layouts leave open."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from bettercare.documents import Format, Table
from bettercare.plan import How, State
from bettercare.reading.metrics.read import read_metrics
from bettercare.reading.parts import Found, Part
from bettercare.rounds import load
from tests.reading.made import document, table, text_document
from tests.reading.metrics.made_metrics import HEADS, NAMES, made, word_table


def part(found: Found, metric: str) -> Part:
    (one,) = [p for p in found.parts if p.fields["metric"].value == metric]
    return one


def figures(one: Part) -> list[tuple[str, str, str]]:
    """Role, first day and value of each point."""
    return [(p.fields["role"].value.value, str(p.fields["start"].value), str(p.fields["value"].value)) for p in one.parts]


def test_quarters_with_years_in_the_heading_and_a_title_in_its_first_cell() -> None:
    sheet = table([
        ["4.1 Non-elective admissions", "", "", "", ""],
        ["Total non-elective admissions", "Q1 17/18", "Q2 17/18", "Q1 18/19", "Q2 18/19"],
        ["HWB NEA Activity Plan", "9,120", "9,077", "8,990", "8,941"],
    ], sheet="4. HWB Metrics")  # fmt: skip
    one = part(read_metrics((document(sheet),), load("2017-19")), "non-elective-admissions")
    assert figures(one)[:2] == [("target", "2017-04-01", "9120"), ("target", "2017-07-01", "9077")]
    assert figures(one)[3] == ("target", "2018-07-01", "8941")
    assert one.parts[0].fields["value"].place is not None and one.parts[0].fields["value"].place.cell == "B3"


def test_years_with_plan_and_actual_and_a_name_merged_over_its_rows() -> None:
    sheet = table([
        ["", "", "16/17 Plan", "17/18 Plan", "18/19 Plan"],
        [("Long-term support needs of older people (age 65 and over) met by admission to residential and nursing care homes, per "
          "100,000 population", 3, 1), "Annual rate", "702.4", "690.1", "655.0"],
        [None, "Numerator", "352", "351", "338"],
        [None, "Denominator", "50,114", "50,862", "51,603"],
    ], sheet="4. HWB Metrics")  # fmt: skip
    one = part(read_metrics((document(sheet),), load("2017-19")), "residential-admissions")
    assert figures(one) == [
        ("baseline", "2016-04-01", "702.4"), ("target", "2017-04-01", "690.1"), ("target", "2018-04-01", "655.0"),
    ]  # fmt: skip
    assert one.parts[2].fields["denominator"].value == Decimal(51603)


def monthly(heads: list[str], values: list[str]) -> Table:
    return table([
        ["Indicator", "", *heads],
        [("Emergency admissions to hospital for people aged 65+ per 100,000 population", 3, 1), "Rate", *values],
        [None, "Number of Admissions 65+", *("77" for _ in heads)],
        [None, "Population of 65+*", ("4,400", 1, len(heads)), *(None for _ in heads[1:])],
    ], sheet="6. Metrics")  # fmt: skip


def test_months_of_two_tables_are_one_metric_and_one_population_serves_all() -> None:
    found = read_metrics((document(
        monthly(["Apr 24 Actual", "May 24 Actual"], ["1,750", "1,760"]), monthly(["Apr 25 Plan", "Mar 26 Plan"], ["1,700", "1,650"])
    ),), load("2025-26"))  # fmt: skip
    one = part(found, "emergency-admissions-65-plus")
    assert figures(one) == [
        ("baseline", "2024-04-01", "1750"), ("baseline", "2024-05-01", "1760"), ("target", "2025-04-01", "1700"),
        ("target", "2026-03-01", "1650"),
    ]  # fmt: skip
    assert {p.fields["denominator"].value for p in one.parts} == {Decimal(4400)}


def test_a_copy_for_another_area_with_other_figures_stays_apart() -> None:
    found = read_metrics((word_table(made(1)), word_table(made(2))), load("2014-15"))
    assert [p.fields["metric"].value for p in found.parts].count("residential-admissions") == 2


def test_states_stand_for_values_and_a_default_period_is_no_period() -> None:
    sheet = table([
        ["Metrics", "", *HEADS],
        [NAMES["avoidable-admissions"], "Metric Value", "1,801.4", "tbc", "1,790.2"],
        ["", "Numerator", "not supplied", "", "3,611"],
        ["", "Denominator", "not supplied", "", "201,709"],
        ["", "", "( April 2013 - September 2013 )", "( insert time period )", "( October 2014 - March 2015 )"],
    ])  # fmt: skip
    baseline, april, october = part(read_metrics((document(sheet),), load("2014-15")), "avoidable-admissions").parts
    assert baseline.fields["numerator"].state is State.SAID_NOT_SUPPLIED
    assert april.fields["value"].state is State.TO_BE_CONFIRMED
    assert april.fields["start"].state is State.DEFAULT_LEFT_IN
    assert october.fields["start"].value == date(2014, 10, 1)
    assert october.fields["value"].value == Decimal("1790.2")


def test_a_wrong_rate_is_read_as_it_stands() -> None:
    sheet = table([
        ["Metrics", "", *HEADS],
        [NAMES["residential-admissions"], "Metric Value", "156.2", "N/A", "154"],
        ["", "Numerator", "358", "", "346"],
        ["", "Denominator", "43636", "", "44552"],
    ])  # fmt: skip
    points = part(read_metrics((document(sheet),), load("2014-15")), "residential-admissions").parts
    assert [(p.fields["value"].value, p.fields["value"].doubt) for p in points] == [(Decimal("156.2"), None), (Decimal(154), None)]


def test_a_period_that_the_paper_does_not_give_is_the_forms_own_and_says_so() -> None:
    sheet = table([["Metrics", "", *HEADS], [NAMES["residential-admissions"], "Metric Value", "641.0", "N/A", "610.2"]])
    start = part(read_metrics((document(sheet),), load("2014-15")), "residential-admissions").parts[1].fields["start"]
    assert start.value == date(2014, 4, 1)
    assert start.place is not None and start.place.how == "inferred"


def test_name_label_and_figure_run_together_in_one_column_are_parted() -> None:
    sheet = table([
        [f"Metrics          {HEADS[0]}", *HEADS[1:]],
        ["Delayed transfers of care from hospital per 100,000       Metric Value 377.0", "367.6", "345.2"],
        ["population (average per month)    Numerator   3,913", "3,835", "3,644"],
        ["Denominator 1,037,977", "1043166", "1055683"],
        ["Apr 13 - Dec", "Apr 14 - Dec 14", "Jan 15 - Jun 15"],
        ["13", "", ""],
    ])  # fmt: skip
    one = part(read_metrics((document(sheet),), load("2014-15")), "delayed-transfers")
    assert figures(one) == [
        ("baseline", "2013-04-01", "377.0"),
        ("target", "2014-04-01", "367.6"),
        ("target", "2015-01-01", "345.2"),
    ]


def test_text_printed_from_the_bottom_up_is_put_right() -> None:
    text = (
        "Outcomes and metrics (April 2012 to March 2013) (April 2014 to March 2015) Denominator 20,110 21,003 Numerator 141 137 "
        f"{NAMES['residential-admissions']} Metric Value 701.1 N/A 652.3 Metrics {' '.join(HEADS)}"
    )
    one = part(read_metrics((text_document(text),), load("2014-15")), "residential-admissions")
    assert figures(one) == [("baseline", "2012-04-01", "701.1"), ("target", "2014-04-01", "652.3")]


def test_rows_that_ran_into_each_other_are_left_open() -> None:
    rows = "Metric Value 701.1 Numerator 65.9% 66.6% 1,087 Denominator 20,110"
    text = f"Metrics {' '.join(HEADS)} {NAMES['residential-admissions']} {rows}"
    points = part(read_metrics((text_document(text),), load("2014-15")), "residential-admissions").parts
    assert all(p.fields["numerator"].value is None and p.fields["numerator"].doubt for p in points)


def test_two_figures_for_three_columns_that_nothing_decides_are_a_doubt_without_a_leader() -> None:
    text = f"Metrics {' '.join(HEADS)} {NAMES['local']} Metric Value 41 44 Numerator 82 90 Denominator 200 205"
    points = part(read_metrics((text_document(text),), load("2014-15")), "local").parts
    assert points and all(p.fields["value"].value is None for p in points)
    assert any(p.fields["value"].doubt and p.fields["value"].others for p in points)


def test_a_table_of_savings_or_spending_is_no_table_of_metrics() -> None:
    sheet = table([
        ["Contingency plan:", "", "2015/16", "Ongoing"],
        ["Delayed transfers of care", "Planned savings (if targets fully achieved)", "42,000", "42,000"],
    ])  # fmt: skip
    assert read_metrics((document(sheet),), load("2014-15")).parts == ()


def test_sections_of_a_sheet_may_have_their_labels_in_other_columns() -> None:
    sheet = table([
        ["4.1 Non-elective admissions", "", "", "", ""],
        ["Total non-elective admissions", "Q1 17/18", "Q2 17/18", "Q3 17/18", "Q4 17/18"],
        ["HWB NEA Plan", "9120", "9077", "8990", "8941"],
        ["4.2 Residential admissions", "", "", "", ""],
        ["", "", "16/17 Plan", "17/18 Plan", "18/19 Plan"],
        ["Long-term support needs of older people met by admission to residential and nursing care homes", "Annual rate",
         "702.4", "690.1", "655.0"],
        ["", "Numerator", "352", "351", "338"],
        ["", "Denominator", "50114", "50862", "51603"],
    ], sheet="4. HWB Metrics")  # fmt: skip
    found = read_metrics((document(sheet),), load("2017-19"))
    assert [f[2] for f in figures(part(found, "non-elective-admissions"))] == ["9120", "9077", "8990", "8941"]
    assert [f[2] for f in figures(part(found, "residential-admissions"))] == ["702.4", "690.1", "655.0"]


def test_a_plan_for_a_year_before_the_first_target_is_a_baseline() -> None:
    sheet = table([
        ["", "", "15/16 Plan", "17/18 Plan", "18/19 Plan"],
        ["Long-term support needs of older people met by admission to residential and nursing care homes", "Annual rate",
         "702.4", "690.1", "655.0"],
        ["", "Numerator", "352", "351", "338"],
    ], sheet="4. HWB Metrics")  # fmt: skip
    one = part(read_metrics((document(sheet),), load("2017-19")), "residential-admissions")
    assert figures(one)[0] == ("baseline", "2015-04-01", "702.4")


def test_rows_named_by_their_own_metric_are_metrics_of_their_own() -> None:
    sheet = table([
        ["6.2 Discharge Delays", "", ""],
        ["", "Apr 25 Plan", "May 25 Plan"],
        ["Average length of discharge delay for all acute adult patients", "1.1", "1.0"],
        ["Proportion of adult patients discharged from acute hospitals on their discharge ready date", "84.1%", "84.2%"],
        ["For those adult patients not discharged on DRD, average number of days from DRD to discharge", "6.9", "6.8"],
    ], sheet="6. Metrics")  # fmt: skip
    found = read_metrics((document(sheet),), load("2025-26"))
    values = {p.fields["metric"].value: [str(x.fields["value"].value) for x in p.parts] for p in found.parts}
    assert values["days-delayed-when-not"] == ["6.9", "6.8"]
    assert values["discharged-on-ready-date"] == ["84.1", "84.2"]


def test_blocks_of_a_sheet_with_labels_in_different_columns_are_read_each_by_its_own() -> None:
    sheet = table([
        ["4.1 HWB NEA Activity Plan", "", "", "", "", ""],
        ["", "Q1 17/18", "Q2 17/18", "Q3 17/18", "Q4 17/18", "Q1 18/19"],
        ["HWB Non-Elective Admission Plan Totals", "5610", "5580", "5725", "5760", "5555"],
        ["", "", "", "", "", ""],
        ["4.2 Residential Admissions", "", "", "", "", ""],
        ["", "", "", "15/16 Actual", "17/18 Plan", "18/19 Plan"],
        ["Permanent admissions to residential care, per 100,000", "", "Annual rate", "669.7", "638.9", "611.8"],
        ["", "", "Numerator", "251", "244", "238"],
        ["", "", "Denominator", "37480", "38190", "38900"],
    ], sheet="4. HWB Metrics")  # fmt: skip
    blank = replace(sheet, rows=tuple(r for r in sheet.rows if any(c.text for c in r.cells)))
    one = part(read_metrics((document(blank),), load("2017-19")), "non-elective-admissions")
    assert [v for _, _, v in figures(one)] == ["5610", "5580", "5725", "5760", "5555"]


def test_per_cent_stored_as_a_fraction_where_a_workbooks_formats_cannot_be_seen() -> None:
    sheet = table([
        ["", "", "17/18 Plan", "18/19 Plan"],
        ["At home 91 days after discharge into reablement", "Annual %", "0.85", "0.856"],
    ], sheet="4. HWB Metrics")  # fmt: skip
    one = part(read_metrics((replace(document(sheet), format=Format.XLS),), load("2017-19")), "reablement-91-days")
    assert [v for _, _, v in figures(one)] == ["85", "85.6"]
    assert one.parts[0].fields["value"].place.how is How.INFERRED  # type: ignore[union-attr]
