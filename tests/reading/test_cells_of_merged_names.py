"""Cells printed one by one whose first reaches over several rows, numbered rows, and headings of the next table."""

from __future__ import annotations

from made import text_document

from bettercare.documents import Table
from bettercare.reading.money.sources import partner_named
from bettercare.reading.pipeline import read_documents
from bettercare.reading.righting.cell_lines import with_cell_tables
from bettercare.rounds import load


def tables(cells: list[str], round: str = "2017-19") -> list[list[list[str]]]:
    document = with_cell_tables(text_document("\n\n".join(cells)), load(round))
    return [[[c.text for c in row.cells] for row in block.rows] for block in document.blocks if isinstance(block, Table)]


METRIC = [
    "16/17 Actual", "17/18 Plan", "18/19 Plan",
    "Older people at home 91 days after discharge into reablement", "Annual %", "82.0%", "83.0%", "84.0%",
    "Numerator", "164", "166", "168", "Denominator", "200", "200", "200", "Comments on the plan",
]  # fmt: skip


def test_a_metrics_name_that_reaches_over_its_three_rows_is_printed_once() -> None:
    (table,) = tables(METRIC)
    assert [row[1:] for row in table[1:]] == [
        ["Annual %", "82.0%", "83.0%", "84.0%"],
        ["Numerator", "164", "166", "168"],
        ["Denominator", "200", "200", "200"],
    ]


def test_a_row_of_figures_is_a_table_though_the_next_tables_headings_stand_near() -> None:
    quarters = [f"Q{q} {y}" for y in ("17/18", "18/19") for q in (1, 2, 3, 4)]
    admissions = [f"{2100 + 10 * n:,}" for n in range(8)]
    text = [
        "6.1 Non-elective admissions",
        *quarters,
        "HWB Non-Elective Admission Plan Totals",
        *admissions,
        "6.3 Reablement",
        *METRIC,
    ]
    plan = read_documents([text_document("Better Care Fund narrative plan 2017-19\n\n" + "\n\n".join(text))], "2017-19").plan
    assert [len(m.points) for m in plan.metrics] == [8, 3]


def test_an_impact_of_one_more_than_the_rows_number_is_no_new_row() -> None:
    heading = ["Ref", "Risk description", "Likelihood (1-5)", "Impact (1-5)", "Score", "Owner", "Mitigation"]
    rows = [
        ["1", "Supply is short", "4", "4", "16", "Commissioning", "Other providers"],
        ["2", "Money is short", "4", "5", "20", "Finance", "Review"],
        ["3", "Beds close", "3", "4", "12", "Operations", "Planned together"],
        ["4", "The grant ends", "3", "4", "12", "Director", "Exit plan"],
    ]
    assert tables([cell for row in (heading, *rows) for cell in row]) == [[heading, *rows]]


def test_words_for_money_and_a_kind_of_partner_name_no_partner() -> None:
    round = load("2017-19")
    assert partner_named("Additional council contribution", round) is None
    assert partner_named("Elm Council contribution", round) == "Elm Council contribution"
