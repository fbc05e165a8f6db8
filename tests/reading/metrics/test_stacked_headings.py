"""Metrics in text whose headings' lines were printed one beneath the other, as `pdftotext -raw` leaves cells of two lines."""

from __future__ import annotations

from bettercare.reading.metrics.lines import text_tables
from tests.reading.made import text_document

ROWS = ["Residential admissions, per 100,000 population", "Annual rate 684.7 663.1 632.3", "Numerator 236 232 223"]


def headings(*lines: str) -> list[list[str]]:
    return [[c.text for c in t.table.rows[0].cells[2:]] for t in text_tables(text_document("\n".join(lines)))]


def test_a_year_and_a_role_beneath_each_other_are_one_heading() -> None:
    assert headings("4.2 Residential", "16/17", "Plan", "17/18", "Plan", "18/19", "Plan", *ROWS) == [
        ["16/17 Plan", "17/18 Plan", "18/19 Plan"]
    ]


def test_a_quarter_takes_the_year_beneath_it() -> None:
    lines = ["4.1 Activity", "Q1", "17/18", "Q2", "17/18", "Q3", "17/18", "HWB NEA Plan 4,611 4606 4,569"]
    assert headings(*lines) == [["Q1 17/18", "Q2 17/18", "Q3 17/18"]]


def test_a_role_in_brackets_goes_with_the_month_above_it() -> None:
    lines = ["Feb-17", "(baseline)", "Jul-17 Aug-17", "Rate per 100,000 13.0 12.7 12.5", "Denominator 134,433 134,433 134433"]
    assert headings(*lines) == [["Feb-17 (baseline)", "Jul-17", "Aug-17"]]


def test_periods_without_a_row_of_as_many_figures_head_nothing() -> None:
    assert headings("16/17", "Plan", "17/18", "Plan", "18/19", "Plan", "Annual rate 684.7 663.1", "Numerator 236 232") == []
