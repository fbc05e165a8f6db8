"""Rows that a converter printed on one line: words, then one figure for each year of the heading."""

from __future__ import annotations

from decimal import Decimal

from made import text_document

from bettercare.documents import Table
from bettercare.plan import Reading
from bettercare.reading.pipeline import read_documents
from bettercare.reading.righting.figure_lines import with_figure_lines
from bettercare.rounds import load

FUNDING = """Funding source 2017/18 £ 2018/19 £
CCG minimum contribution - Elmshire 2,000,000 2,050,000
Improved Better Care Fund - Elmshire Council 400,000 600,000
Improved Better Care Fund - Oakham Council 40,000 60,000
Total BCF pooled budget 2,440,000 2,710,000
"""
SPENDING = """Ref Scheme Lead commissioner 2017/18 £ 2018/19 £
E01 Beds and step-down care CCG 1,500,000 1,550,000
E02 Care at home Joint 500,000 500,000

Elmshire plan, page 4

E03 Fees of care homes Council 440,000 660,000
Grand total 2,440,000 2,710,000
"""


def tables(text: str) -> list[list[list[str]]]:
    document = with_figure_lines(text_document(text), load("2017-19"))
    return [[[c.text for c in row.cells] for row in block.rows] for block in document.blocks if isinstance(block, Table)]


def reading(text: str) -> Reading:
    return read_documents([text_document(f"Integration and Better Care Fund 2017-19\n\n{text}")], "2017-19")


def test_words_and_a_figure_for_each_year_are_the_cells_of_a_row() -> None:
    ((heading, *rows),) = tables(FUNDING)
    assert heading == ["Funding source", "2017/18 £", "2018/19 £"]
    assert rows[1] == ["Improved Better Care Fund - Elmshire Council", "400,000", "600,000"]
    assert len(rows) == 4


def test_codes_and_words_of_closed_lists_are_cells_of_their_own_and_a_pages_foot_is_none() -> None:
    ((heading, *rows),) = tables(SPENDING)
    assert heading == ["Ref", "Scheme", "Lead commissioner", "2017/18 £", "2018/19 £"]
    assert rows[2] == ["E03", "Fees of care homes", "Council", "440,000", "660,000"]
    assert rows[3] == ["", "Grand total", "", "2,440,000", "2,710,000"]


def test_where_the_words_before_the_figures_cannot_be_told_apart_no_table_is_made() -> None:
    assert tables(SPENDING.replace(" Joint 500", " Partnership 500")) == []


def test_titles_that_end_in_years_are_no_table() -> None:
    assert (
        tables("Elmshire Better Care Fund Plan 2017/18\nReport to the board, 4 March 2015\nReport to the board, 9 May 2015\n") == []
    )


def test_sources_and_partners_of_one_label_are_told_apart_and_the_row_of_totals_gives_total_and_budget() -> None:
    plan = reading(f"{FUNDING}\n{SPENDING}").plan
    first = [(c.organisation, c.source, c.actual) for c in plan.contributions if str(c.year) == "2017-18"]
    assert first == [
        (None, "nhs-minimum", Decimal(2000000)),
        ("Elmshire Council", "ibcf", Decimal(400000)),
        ("Oakham Council", "ibcf", Decimal(40000)),
    ]
    assert [(t.of, str(t.year), t.amount) for t in plan.stated_totals][:2] == [
        ("contributions.actual", "2017-18", Decimal(2440000)),
        ("contributions.actual", "2018-19", Decimal(2710000)),
    ]
    assert [b.amount for b in plan.budgets] == [Decimal(2440000), Decimal(2710000)]
    assert [s.number for s in plan.schemes] == ["E01", "E02", "E03"]
