"""Metric tables flattened into one line: rows told apart by counting figures against the periods of their heading."""

from __future__ import annotations

import re

import pytest

from bettercare.documents import Table
from bettercare.reading.metrics.read import read_metrics
from bettercare.reading.parts import Found
from bettercare.rounds import load
from tests.reading.made import text_document

LATER, EARLIER = load("2025-26"), load("2017-19")
ON_DATE = "Proportion of adult patients discharged from acute hospitals on their discharge ready date"
DELAY = "Average length of discharge delay for all acute adult patients"
BEFORE = [
    ["Indicator", "", "Jan 25 Actual", "Feb 25 Actual", "Mar 25 Actual"],
    [ON_DATE, "Value", "71.4%", "72.1%", "72.9%"],
    ["", "Numerator", "714", "721", "729"],
    ["", "Denominator", "1,000", "1,000", "1,000"],
    [DELAY, "Value", "1.40", "1.30", "1.20"],
    ["", "Numerator", "1,400", "1,300", "1,200"],
    ["", "Denominator", "1,000", "1,000", "1,000"],
]
AFTER = [
    ["Indicator", "", "Apr 25 Plan", "May 25 Plan", "Jun 25 Plan"],
    [ON_DATE, "Value", "73.5%", "74.0%", "74.5%"],
    ["", "Numerator", "735", "740", "745"],
    ["", "Denominator", "1,000", "1,000", "1,000"],
    [DELAY, "Value", "1.10", "1.05", "1.00"],
    ["", "Numerator", "1,100", "1,050", "1,000"],
    ["", "Denominator", "1,000", "1,000", "1,000"],
]
EXPECTED = {
    "discharged-on-ready-date": [
        ("baseline", "2025-01-01", "71.4", "714"),
        ("baseline", "2025-02-01", "72.1", "721"),
        ("baseline", "2025-03-01", "72.9", "729"),
        ("target", "2025-04-01", "73.5", "735"),
        ("target", "2025-05-01", "74.0", "740"),
        ("target", "2025-06-01", "74.5", "745"),
    ],
    "discharge-delay": [
        ("baseline", "2025-01-01", "1.40", "1400"),
        ("baseline", "2025-02-01", "1.30", "1300"),
        ("baseline", "2025-03-01", "1.20", "1200"),
        ("target", "2025-04-01", "1.10", "1100"),
        ("target", "2025-05-01", "1.05", "1050"),
        ("target", "2025-06-01", "1.00", "1000"),
    ],
}


def points(found: Found) -> dict[str, list[tuple[str, str, str, str]]]:
    """By metric, the role, first day, value and numerator of each point."""
    read: dict[str, list[tuple[str, str, str, str]]] = {}
    for part in found.parts:
        for p in part.parts:
            row = (
                p.fields["role"].value.value,
                str(p.fields["start"].value),
                str(p.fields["value"].value),
                str(p.fields["numerator"].value),
            )
            read.setdefault(part.fields["metric"].value, []).append(row)
    return {metric: sorted(rows, key=lambda row: row[1]) for metric, rows in read.items()}


def line(*tables: list[list[str]]) -> str:
    return " ".join(cell for rows in tables for row in rows for cell in row if cell)


def reversed_columns(rows: list[list[str]]) -> list[list[str]]:
    return [row[::-1] for row in rows]


def heading_within(rows: list[list[str]]) -> list[list[str]]:
    return [*rows[1:4], rows[0], *rows[4:]]


def by_column(rows: list[list[str]]) -> list[list[str]]:
    return [list(column) for column in zip(*rows, strict=True)]


@pytest.mark.parametrize(
    "print_as",
    [lambda rows: rows, reversed_columns, lambda rows: rows[::-1], heading_within, lambda rows: [*rows[1:], rows[0]], by_column],
    ids=["in-order", "columns-reversed", "bottom-up", "heading-within", "heading-last", "by-column"],
)  # fmt: skip
def test_a_flattened_table_is_read_whatever_its_order(print_as) -> None:  # type: ignore[no-untyped-def]
    text = f"6.2 Discharge delays {line(print_as(BEFORE), print_as(AFTER))}"
    assert points(read_metrics((text_document(text),), LATER)) == EXPECTED


def test_a_section_number_after_the_last_figure_is_no_figure() -> None:
    text = f"{line(BEFORE)} 6.3 Residential admissions"
    assert points(read_metrics((text_document(text),), LATER)) == {k: v[:3] for k, v in EXPECTED.items()}


def test_a_lost_letter_in_a_heading_or_label_does_not_lose_the_table() -> None:
    text = line(BEFORE, AFTER).replace("Mar 25 Actual", "Mar 25 ctual").replace("Numerator 735", "Nume rator 735")
    assert points(read_metrics((text_document(text),), LATER)) == EXPECTED


def test_a_metric_whose_value_lost_a_figure_gives_its_rows_to_no_other() -> None:
    text = re.sub(r"73\.5% ", "", line(BEFORE, AFTER))
    read = points(read_metrics((text_document(text),), LATER))
    assert read["discharged-on-ready-date"] == EXPECTED["discharged-on-ready-date"][:3]
    assert read["discharge-delay"] == EXPECTED["discharge-delay"]


def test_a_document_with_its_tables_kept_is_not_read_as_running_text() -> None:
    tabs = "\n".join("\t".join(row) for row in BEFORE)
    read = text_document(tabs)
    assert any(isinstance(block, Table) for block in read.blocks)
    assert points(read_metrics((read,), LATER)) == {k: v[:3] for k, v in EXPECTED.items()}


def test_quarters_and_years_head_flattened_tables_too() -> None:
    text = (
        "Residential admissions 16/17 Plan 17/18 Plan 18/19 Plan Long-term support needs of older people (age 65 and over) met by "
        "admission to residential and nursing care homes, per 100,000 population Annual rate 574.3 542.1 512.0 "
        "Numerator 279 266 253 Denominator 48,583 49068 49411"
    )
    read = points(read_metrics((text_document(text),), EARLIER))
    assert [row[2] for row in read["residential-admissions"]] == ["574.3", "542.1", "512.0"]


HEADS = "Metrics Current Baseline Performance underpinning April 2015 payment Performance underpinning October 2015 payment"
HOMES = "Permanent admissions of older people (aged 65 and over) to residential and nursing care homes, per 100,000 population"


def test_months_of_payments_are_no_periods_of_figures_and_periods_beneath_them_are() -> None:
    text = (
        f"{HEADS} {HOMES} Metric Value 700.0 600.0 Numerator 280 N/A 246 Denominator 40,000 41,000 "
        "( April 2012 - March 2013 ) ( April 2014 - March 2015 ) "
        "Estimated diagnosis rate for dementia Metric Value 50% 60% 70% Numerator 1,500 1,860 2,240 Denominator 3,000 3,100 3,200 "
        "( March 2013 ) ( March 2015 ) ( September 2015 )"
    )
    read = points(read_metrics((text_document(text),), load("2014-15")))
    assert read["residential-admissions"] == [
        ("baseline", "2012-04-01", "700.0", "280"),
        ("target", "2014-04-01", "600.0", "246"),
    ]
    assert [row[1:3] for row in read["local"]] == [("2013-03-01", "50"), ("2015-03-01", "60"), ("2015-09-01", "70")]


def test_a_table_whose_metrics_each_have_periods_in_brackets_takes_none_from_the_last() -> None:
    text = (
        f"Metrics {HOMES} Metric Value 684.3 N/A 640.2 Numerator 435 N/A 428 Denominator 63,570 N/A 66,850 "
        "(April 2012 - March 2013) N/A (April 2014 - March 2015) "
        "Local measure: Estimated diagnosis rate Metric Value 51.2% 58.0% 62.0% Numerator 2,304 2,662 2,870 "
        "Denominator 4,500 4,590 4,629 (March 2013) (March 2015) (September 2015)"
    )
    read = points(read_metrics((text_document(text),), load("2014-15")))
    assert [row[1] for row in read["residential-admissions"]] == ["2012-04-01", "2014-04-01"]
