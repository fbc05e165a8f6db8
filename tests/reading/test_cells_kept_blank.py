"""Tables printed a cell to a line with every empty cell kept as a line: headings in two rows, ratings, periods, blank rows."""

from __future__ import annotations

from bettercare.documents import Table
from bettercare.reading.righting.cell_headings import Headings, two_rows
from bettercare.reading.righting.cell_lines import with_cell_tables
from bettercare.rounds import load
from tests.reading.made import text_document


def tables(rows: list[list[str]], round: str = "2014-15") -> list[list[list[str]]]:
    text = "\n".join(["An opening line.", *(cell for row in rows for cell in row), "", "", "The end."])
    document = with_cell_tables(text_document(text), load(round))
    return [[[c.text for c in row.cells] for row in block.rows] for block in document.blocks if isinstance(block, Table)]


def test_a_table_of_words_and_ratings_is_a_table() -> None:
    rows = [
        ["Risk", "Risk rating", "Mitigating Actions"],
        ["Demand grows.", "High", "Capacity is held back."],
        ["Staff are not found.", "Medium", ""],
        ["Works are late.", "low", "The contract holds a share back."],
    ]
    assert tables(rows) == [rows]


SCHEMES = [
    ["BCF Investment", "Lead provider", "2014/15 spend", "2014/15 benefits", "2015/16 spend", "2015/16 benefits"],
    ["", "", *["Recurrent", "Non-recurrent"] * 4],
    ["Scheme 1 - Care at home", "Community trust", "", "", "", "", "62000", "", "", ""],
    ["Scheme 2 - Equipment", "", "26000", "", "-3000", "", "115000", "", "", ""],
    ["Scheme 3 - Nothing yet", "Community trust", "", "", "", "", "", "", "", ""],
    ["Scheme 4 - Telecare", "Community trust", "84000", "", "", "", "42000", "14000", "", "0"],
]


def test_headings_in_two_rows_and_empty_cells_of_the_first_row_are_a_table() -> None:
    (table,) = tables(SCHEMES)
    assert table[0][2:4] == ["2014/15 spend Recurrent", "2014/15 spend Non-recurrent"]
    assert table[0][8:] == ["2015/16 benefits Recurrent", "2015/16 benefits Non-recurrent"]
    assert table[1:] == SCHEMES[2:]


def test_a_column_after_the_groups_keeps_its_own_heading() -> None:
    assert two_rows(["Scheme", "2014/15", "2015/16", "Comments", "", *["Actual", "Plan"] * 2, "", "Care at home"]) == (
        ("Scheme", "2014/15 Actual", "2014/15 Plan", "2015/16 Actual", "2015/16 Plan", "Comments"),
        10,
    )


def test_a_row_of_headings_without_one_beneath_is_no_pair_of_rows() -> None:
    assert two_rows(["Scheme", "2014/15", "", "Care at home", "1,000", "Equipment", "2,000"]) is None


def test_periods_beneath_a_metrics_figures_are_a_row_of_it() -> None:
    rows = [
        ["Metrics", "Current baseline", "Performance underpinning April 2015 payment"],
        ["Delayed transfers of care", "Metric Value", "317.7", "307.3"],
        ["", "Numerator", "392", "381"],
        ["", "Denominator", "123382", "123,998"],
        ["", "", "April - December 2013", "Q2 2014/15"],
        ["Avoidable emergency admissions", "Metric Value", "900.9", "837.9"],
        ["", "Numerator", "1425", "1,340"],
        ["", "Denominator", "158,183", "159,923"],
    ]
    (table,) = tables(rows)
    assert table == [["", *rows[0]], *rows[1:]]


def test_rows_left_blank_or_with_a_name_alone_do_not_end_a_table() -> None:
    rows = [
        ["Organisation", "Holds the pooled budget? (Y/N)", "Minimum contribution (15/16)", "Actual contribution (15/16)"],
        ["Elm Council", "Yes", "400,000", "500,000"],
        ["NHS Elm CCG", "No", "900,000", "950,000"],
        ["CCG #2", "", "", ""],
        ["", "", "", ""],
        ["BCF Total", "", "1,300,000", "1,450,000"],
    ]
    (table,) = tables(rows)
    assert table == [*rows[:4], rows[5]]


def test_the_first_label_of_the_rows_is_not_taken_for_a_heading() -> None:
    rows = [
        ["Contingency plan:", "2015/16", "Ongoing"],
        ["Outcome 1", "Planned savings", "257,916", "257,916"],
        ["", "Maximum support needed", "257,916", "257,916"],
        ["Outcome 2", "Planned savings", "159,084", "159,084"],
        ["", "Maximum support needed", "159,084", "159,084"],
    ]
    (table,) = tables(rows)
    assert table == [["", *rows[0]], *rows[1:]]


def test_years_go_with_the_headings_of_figures_in_their_turn() -> None:
    headings = Headings(load("2017-19"))
    assert headings.parted("No. Scheme name 2017/18 expenditure 2018/19 expenditure") == (
        "No.", "Scheme name", "2017/18 expenditure", "2018/19 expenditure",
    )  # fmt: skip
    assert headings.parted("2018/19 2017/18 Expenditure (£) Expenditure (£)") == (
        "2018/19 Expenditure (£)", "2017/18 Expenditure (£)",
    )  # fmt: skip


def test_a_source_of_funding_beneath_the_headings_is_a_cell() -> None:
    cells = ["Organisation", "2017/18 Gross Contribution", "2018/19 Gross Contribution"]
    for source, partner in (("Disabled Facilities Grant", "Elm Council"), ("CCG Minimum Contribution", "NHS Elm CCG")):
        cells += [source, partner, "2,065,156", "2,160,153"]
    document = with_cell_tables(text_document("\n\n".join(cells)), load("2017-19"))
    (table,) = document.tables()
    assert [c.text for c in table.rows[1].cells] == ["Disabled Facilities Grant", "Elm Council", "2,065,156", "2,160,153"]


def test_a_numbered_row_that_holds_the_next_rows_number_is_torn() -> None:
    rows = [[str(n), f"Service {'abcdefgh'[n]}", f"{n}00,000", f"{n}50,000"] for n in range(1, 7)]
    cells = ["No.", "Scheme name", "2017/18 expenditure", "2018/19 expenditure", *rows[0], *rows[1], *rows[2][:3]]
    cells += [c for row in rows[3:] for c in row]
    document = with_cell_tables(text_document("\n\n".join(cells)), load("2017-19"))
    (table,) = document.tables()
    names = [row.cells[1].text for row in table.rows[1:]]
    assert "Service d" not in names and {"Service b", "Service c", "Service f", "Service g"} <= set(names)


def test_rows_under_another_sources_heading_are_another_table() -> None:
    blocks = [("Local Authority Better Care Grant", "Elm Council"), ("NHS Minimum Contribution", "NHS Elm ICB")]
    cells = []
    for source, partner in blocks:
        cells += [source, "Gross Contribution 2025-26", partner, "£3,343,405", f"{partner} North", "£811,183"]
    document = with_cell_tables(text_document("\n".join(["Opening.", *cells])), load("2025-26"))
    assert [t.rows[0].cells[0].text for t in document.tables()] == [source for source, _ in blocks]
