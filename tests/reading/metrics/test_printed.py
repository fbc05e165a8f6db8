"""Metrics of workbooks printed as PDF or saved as text: tables drawn as one, headings over lines, rows told apart by counting."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bettercare.reading.metrics.lines import text_tables
from bettercare.reading.metrics.read import read_metrics
from bettercare.reading.metrics.sections import sections
from bettercare.reading.parts import Found, Part
from bettercare.rounds import load
from tests.reading.made import document, table, text_document

LATER, EARLIER = load("2025-26"), load("2017-19")
ON_DATE = "Proportion of adult patients discharged from acute hospitals on their discharge ready date"


def part(found: Found, metric: str) -> Part:
    (one,) = [p for p in found.parts if p.fields["metric"].value == metric]
    return one


def figures(one: Part) -> list[tuple[str, str, str]]:
    """Role, first day and value of each point."""
    return [(p.fields["role"].value.value, str(p.fields["start"].value), str(p.fields["value"].value)) for p in one.parts]


def two_grids():  # type: ignore[no-untyped-def]
    """A table of three periods above one of two, in one grid of seven columns."""
    return table([
        [("Indicator", 1, 3), None, None, "Jan 25\nActual", "Feb 25\nActual", ("Mar 25\nActual", 1, 2), None],
        [(ON_DATE, 3, 1), ("Value", 1, 2), None, "71.4%", "72.1%", ("72.9%", 1, 2), None],
        [None, ("Numerator", 1, 2), None, "714", "721", ("729", 1, 2), None],
        [None, ("Denominator", 1, 2), None, "1,000", "1,000", ("1,000", 1, 2), None],
        [("Indicator", 1, 2), None, ("Apr 25\nPlan", 1, 3), None, None, ("May 25\nPlan", 1, 1), ""],
        [ON_DATE, "Value", ("73.5%", 1, 3), None, None, "74.0%", ""],
        ["", "Numerator", ("735", 1, 3), None, None, "740", ""],
        ["", "Denominator", ("1,000", 1, 3), None, None, "1,000", ""],
    ])  # fmt: skip


def test_tables_that_were_drawn_as_one_are_read_each_with_its_own_heading() -> None:
    one = part(read_metrics((document(two_grids()),), LATER), "discharged-on-ready-date")
    assert figures(one) == [
        ("baseline", "2025-01-01", "71.4"),
        ("baseline", "2025-02-01", "72.1"),
        ("baseline", "2025-03-01", "72.9"),
        ("target", "2025-04-01", "73.5"),
        ("target", "2025-05-01", "74.0"),
    ]
    assert {p.fields["denominator"].value for p in one.parts} == {Decimal(1000)}


def test_columns_of_each_section_are_counted_anew_and_a_sheet_is_never_cut() -> None:
    first, second = sections(two_grids(), ())
    assert [c.column for c in first.rows[1].cells if c.text] == [0, 1, 2, 3, 4]
    assert [c.column for c in second.rows[1].cells if c.text] == [0, 1, 2, 3]
    sheet = table([["a", "", "b"], ["1", "2", "3"]], sheet="Metrics")
    assert sections(sheet, ()) == (sheet,)


def test_a_metric_parted_by_the_end_of_a_page_takes_the_name_that_fell_out_of_its_table() -> None:
    above = table(
        [["Indicator", "", "Apr 25\nPlan", "May 25\nPlan"], ["", "Value", "81.5%", "82.0%"], ["", "Numerator", "815", "820"]]
    )
    below = table([["", "Denominator", "1,000", "1,000"]])
    made = document("6.2 Something else", above, ON_DATE[:40], ON_DATE[40:], "4", below)
    one = part(read_metrics((made,), LATER), "discharged-on-ready-date")
    assert figures(one) == [("target", "2025-04-01", "81.5"), ("target", "2025-05-01", "82.0")]
    assert [str(p.fields["denominator"].value) for p in one.parts] == ["1000", "1000"]


LINES = """
6.1 Emergency admissions
Indicator                                  Apr 25      May 25    Jun 25
                                           Plan        Plan      Plan
Emergency admissions     Rate              1,204       1,219     1,187
to hospital for people   Number of           301         305       297
aged 65+ per 100,000     Admissions
population               65+
                         Population of     25,010      25010     25,010
                         65+
"""
QUARTERS = """
4.1 HWB NEA Activity Plan
Total number of specific acute non-                  Q1        Q2       Q1       Q2
elective spells                                      17/18     17/18    18/19    18/19
HWB NEA Plan                                         8,311     8290     8,204    8,177
"""
MONTHS = """
4.4 Delays
Delayed transfers of care (delayed days) from hospital      Feb-17        Jul-17   Aug-17
per 100,000 population (aged 18+)                           (baseline)
Delayed Transfers of Care per 100,000 population            10.2          10.0     9.9
(per day)
Numerator (delayed days a day)                              20.4          20.0     19.8
Denominator                                                 200,000 200,000 200,000
"""


def test_words_of_a_label_in_a_narrow_column_are_no_figures() -> None:
    one = part(read_metrics((text_document(LINES),), LATER), "emergency-admissions-65-plus")
    assert figures(one) == [("target", "2025-04-01", "1204"), ("target", "2025-05-01", "1219"), ("target", "2025-06-01", "1187")]
    assert [str(p.fields["numerator"].value) for p in one.parts] == ["301", "305", "297"]
    assert {str(p.fields["denominator"].value) for p in one.parts} == {"25010"}


def test_a_heading_over_two_lines_gives_each_column_its_period() -> None:
    one = part(read_metrics((text_document(QUARTERS),), EARLIER), "non-elective-admissions")
    assert [(s, v) for _, s, v in figures(one)] == [
        ("2017-04-01", "8311"), ("2017-07-01", "8290"), ("2018-04-01", "8204"), ("2018-07-01", "8177")
    ]  # fmt: skip


def test_the_forms_own_role_of_a_month_holds_where_no_heading_says_it() -> None:
    one = part(read_metrics((text_document(MONTHS),), EARLIER), "delayed-transfers")
    assert figures(one) == [("baseline", "2017-02-01", "10.2"), ("target", "2017-07-01", "10.0"), ("target", "2017-08-01", "9.9")]
    assert {str(p.fields["denominator"].value) for p in one.parts} == {"200000"}


def test_a_row_that_lacks_a_figure_is_read_where_the_figures_stand_under_their_periods() -> None:
    found = read_metrics((text_document(LINES.replace("1,219", "     ")),), LATER)
    read = [
        (str(p.fields["start"].value), p.fields["value"].value) for one in found.parts for p in one.parts if "value" in p.fields
    ]
    assert read == [("2025-04-01", 1204), ("2025-06-01", 1187)]


def test_a_row_with_another_number_of_figures_than_periods_is_left_unread() -> None:
    lines = "\n".join(" ".join(line.split()) for line in LINES.replace("1,219", "     ").splitlines())
    found = read_metrics((text_document(lines),), LATER)
    read = [p.fields["value"].value for one in found.parts for p in one.parts if "value" in p.fields]
    assert read == []
    assert any("1,204" in u.text and "1,187" in u.text for u in found.unread)


def test_text_without_a_heading_of_periods_makes_no_table() -> None:
    assert text_tables(text_document("Spending 2017-18\nEquipment 12,000 13,000\nHomes 9,000 9,500\n")) == []


@pytest.mark.parametrize(("second", "doubted"), [("73.0%", True), ("71.4%", False)])
def test_two_figures_for_one_role_and_period_lead_to_none(second: str, doubted: bool) -> None:
    sheet = table(
        [["Indicator", "", "Apr 25 Plan", "Apr 25 Plan"], [ON_DATE, "Value", "71.4%", second], ["", "Numerator", "714", "714"]]
    )
    (point,) = part(read_metrics((document(sheet),), LATER), "discharged-on-ready-date").parts
    assert (point.fields["value"].doubt is not None) is doubted
    assert point.fields["value"].value == (None if doubted else Decimal("71.4"))
    assert len(point.fields["value"].others) == (2 if doubted else 0)


def test_a_denominator_equal_to_the_rates_own_number_is_left_open() -> None:
    sheet = table([
        ["", "", "16/17 Actual", "17/18 Plan", "18/19 Plan"],
        ["Permanent admissions to residential and nursing care homes", "Annual rate", "601.2", "590.0", "581.1"],
        ["", "Numerator", "120", "119", "118"],
        ["", "Denominator", "100,000", "20,170", "20,306"],
    ])  # fmt: skip
    points = part(read_metrics((document(sheet),), EARLIER), "residential-admissions").parts
    assert [p.fields["denominator"].value for p in points] == [None, Decimal(20170), Decimal(20306)]
    assert points[0].fields["denominator"].doubt and points[0].fields["denominator"].others


def test_figures_under_no_heading_are_left_unread() -> None:
    sheet = table([
        ["Indicator", "", "Apr 25 Plan", ""],
        [ON_DATE, "Value", "71.4%", "73.0%"],
        ["", "Numerator", "714", "730"],
        ["", "Denominator", "1,000", "1,000"],
    ])  # fmt: skip
    found = read_metrics((document(sheet),), LATER)
    assert figures(part(found, "discharged-on-ready-date")) == [("target", "2025-04-01", "71.4")]
    assert [u.text for u in found.unread] == ["73.0%", "730", "1,000"]


def test_figures_of_metrics_that_nothing_names_are_left_unread() -> None:
    rows = "Numerator 20.4 20.0 19.8 Denominator 200,000 200,000 200,000 "
    names = ["still at home", "falls"]
    text = f"Plans 16/17 17/18 18/19 {names[0]} {rows}" + rows * 6
    found = read_metrics((text_document(text),), EARLIER)
    assert all(p.fields["metric"].value or "title" in p.fields for p in found.parts)
    assert [u.text for u in found.unread].count("20.4") >= 6


NARROW = "\n".join(
    "".join(cell.ljust(width) for cell, width in zip(row, (50, 17, 21, 22, 22), strict=True))
    for row in (
        ("", "", "Current Baseline", "Performance", "Performance"),
        ("Metrics", "", "(as at....)", "underpinning", "underpinning"),
        ("", "", "", "April 2015", "October 2015"),
        ("", "", "", "payment", "payment"),
        ("Permanent admissions of older people (aged 65 and", "Metric Value", "611.0", "", "540.0"),
        ("over) to residential and nursing care homes, per", "Numerator", "140", "N/A", "127"),
        ("100,000 population", "Denominator", "22,915", "", "23,520"),
        ("", "", "(April 2012 -", "", "(April 2014 -"),
        ("", "", "March 2013)", "", "March 2015)"),
        ("Delayed transfers of care from hospital per", "Metric Value", "181.6", "172.0", "165.0"),
        ("100,000 population (average per month)", "Numerator", "446", "431", "418"),
        ("", "Denominator", "245,600", "250,580", "253,330"),
    )
)


def test_a_heading_broken_over_four_lines_names_the_columns_of_the_form() -> None:
    head = ["Metrics", "", "Current Baseline", "Performance", "Performance"]
    rows = [
        head,
        ["", "", "(as at....)", "underpinning", "underpinning"],
        ["", "", "", "April 2015", "October 2015"],
        ["", "", "", "payment", "payment"],
        ["Delayed transfers of care from hospital per 100,000 population", "Metric Value", "181.6", "172.0", "165.0"],
        ["", "Numerator", "446", "431", "418"],
        ["", "Denominator", "245,600", "250,580", "253,330"],
    ]
    one = part(read_metrics((document(table(rows)),), load("2014-15")), "delayed-transfers")
    assert [(p.fields["role"].value.value, str(p.fields["value"].value)) for p in one.parts] == [
        ("baseline", "181.6"), ("target", "172.0"), ("target", "165.0")
    ]  # fmt: skip


def test_a_table_drawn_with_the_forms_columns_is_not_made_anew_from_its_lines() -> None:
    found = read_metrics((text_document(NARROW),), load("2014-15"))
    one = part(found, "residential-admissions")
    assert [str(p.fields["numerator"].value) for p in one.parts if "numerator" in p.fields] == ["140", "127"]


def test_one_row_of_figures_beneath_a_metrics_name_is_of_that_metric_and_not_of_the_next() -> None:
    text = (
        "Non-elective admissions\n\n            Q1 17/18   Q2 17/18   Q3 17/18\n"
        "Plan           5,811      5,742      5,904\n\n"
        "Delayed transfers of care\n\n            Jul-17   Aug-17   Sep-17\nDays           398      376      341\n"
    )
    found = read_metrics((text_document(text),), EARLIER)
    assert [f[2] for f in figures(part(found, "non-elective-admissions"))] == ["5811", "5742", "5904"]
    days = [p.fields["numerator"].value for p in part(found, "delayed-transfers").parts]
    assert days == [398, 376, 341]
