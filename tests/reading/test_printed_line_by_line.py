"""Text of a sheet printed line by line over all its columns: what broke in its cells is whole again."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from made import text_document

from bettercare.plan import PointRole, Reading
from bettercare.reading.metrics.proven_columns import years_above
from bettercare.reading.money.names_with_providers import without_providers
from bettercare.reading.money.rows import second_lines
from bettercare.reading.pipeline import read_documents
from bettercare.reading.righting.periods_interleaved import whole_periods

SUMMARY = (
    "Finance - Summary "
    "Organisation Holds the pooled Spending on BCF Minimum contribution Actual contribution budget? (Y/N) schemes in "
    "14/15 (15/16) (15/16) Bury MBC N 3,100,000 1,500,000 1,500,000 NHS Bury CCG Y 700,000 11,000,000 12,250,000 CCG #2 etc "
    "BCF Total 3,800,000 12,500,000 13,750,000 Approximately a quarter is paid for outcomes."
)


def read(text: str) -> Reading:
    return read_documents([text_document(f"Better Care Fund planning template Part 2 {text}")], "2014-15")


def test_partners_under_headings_of_several_lines_are_known_by_the_totals_beneath_them() -> None:
    held = [
        (c.organisation, str(c.year), c.spend_on_schemes, c.minimum, c.actual, c.holds_pool)
        for c in read(SUMMARY).plan.contributions
    ]
    assert held == [
        ("Bury MBC", "2014-15", Decimal(3100000), None, None, None),
        ("Bury MBC", "2015-16", None, Decimal(1500000), Decimal(1500000), False),
        ("NHS Bury CCG", "2014-15", Decimal(700000), None, None, None),
        ("NHS Bury CCG", "2015-16", None, Decimal(11000000), Decimal(12250000), True),
    ]


def test_a_column_whose_heading_is_not_there_leaves_the_rows_unread() -> None:
    text = SUMMARY.replace("Minimum contribution ", "Other ").replace("Spending on BCF ", "Last year ")
    assert not read(text).plan.contributions


@pytest.mark.parametrize(
    ("printed", "whole"),
    [
        (
            "( October 2014 - March ( April 2013 - Sept 2013 ) ( April - September 2014 ) 2015 )",
            "( April 2013 - Sept 2013 ) ( April - September 2014 ) ( October 2014 - March 2015 )",
        ),
        (
            "( October 2012 - March ( October 2014 - March ( April - September 2014 ) 2013 ) 2015 )",
            "( October 2012 - March 2013 ) ( April - September 2014 ) ( October 2014 - March 2015 )",
        ),
        ("( April 2012 - March ( April 2014 - March 2013 ) 2015 )", "( April 2012 - March 2013 ) ( April 2014 - March 2015 )"),
        ("( October 2014 - March ( April 2013 - Sept 2013 ) 2015 )", "( April 2013 - Sept 2013 ) ( October 2014 - March 2015 )"),
        ("( April 2012 - March 2013 ) ( April 2014 - March 2015 )", "( April 2012 - March 2013 ) ( April 2014 - March 2015 )"),
        ("( October 2014 - March ( see note ) 2015 )", "( October 2014 - March ( see note ) 2015 )"),
    ],
)
def test_periods_that_broke_in_their_cells_are_made_whole_and_run_forward(printed: str, whole: str) -> None:
    assert whole_periods(f"Denominator 399 400 {printed} Local metric") == f"Denominator 399 400 {whole} Local metric"


def test_the_provider_printed_among_a_names_words_is_known_by_the_organisation_named() -> None:
    names = [
        "Single point of Bury MBC access",
        "Locality teams (five PAT, Bury MBC & localities) PCFT",
        "Reablement Bury MBC",
        "Quality in Care Homes Bury CCG",
        "Telecare Bury MBC; Tunstall",
    ]
    assert [(n.name, n.provider, n.doubt) for n in without_providers(names, date(2014, 4, 1))] == [
        ("Single point of access", "Bury MBC", None),
        ("Locality teams (five localities)", "PAT, Bury MBC & PCFT", None),
        ("Reablement", "Bury MBC", None),
        ("Quality in Care Homes", "Bury CCG", None),
        ("Telecare", "Bury MBC; Tunstall", None),
    ]


def test_a_provider_that_nobody_knows_puts_the_name_in_doubt_and_lone_organisations_stay_in_names() -> None:
    rows = without_providers(["Carers support Making Space", "Reablement Bury MBC", "Equipment Bury MBC"], date(2014, 4, 1))
    assert rows[0].name == "Carers support Making Space" and rows[0].doubt
    alone = without_providers(["Nurses for Bury CCG", "Reablement", "Equipment", "Falls", "Carers"], date(2014, 4, 1))
    assert alone[0].name == "Nurses for Bury CCG" and alone[0].provider is None


def test_a_numbered_name_goes_on_in_the_row_of_its_figures_unless_several_rows_follow() -> None:
    broken = [("Scheme 1 - Intermediate care incl.", False), ("North court", True), ("Scheme 2 - Carers", True), ("Total", True)]
    assert second_lines(broken) == [1]
    assert second_lines([("1. Older people", False), ("Nurses", True), ("Beds", True), ("2. Carers", True)]) == []


def test_years_of_headings_printed_line_by_line_run_forward_and_are_taken_only_where_they_are_as_many_as_the_figures() -> None:
    told = years_above("Metric Planned Baseline Planned 14/15 (if (2013/14) 15/16 available)", 3, [])
    assert [(role, period and period.start.year) for role, period in told] == [
        (PointRole.BASELINE, 2013),
        (PointRole.TARGET, 2014),
        (PointRole.TARGET, 2015),
    ]
    assert years_above("Metric Planned Baseline Planned 14/15 (if (2013/14) available)", 3, []) == []
