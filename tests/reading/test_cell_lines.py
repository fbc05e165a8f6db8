"""Tables printed a cell to a line, as text converters leave them, put together from the round's headings."""

from __future__ import annotations

from decimal import Decimal

from made import text_document

from bettercare.documents import Table
from bettercare.reading.pipeline import read_documents
from bettercare.reading.righting.cell_lines import with_cell_tables
from bettercare.rounds import load

RISKS = [
    ["There is a risk that:", "Likelihood", "Potential impact", "Overall risk factor", "Mitigating Actions", "Ownership"],
    ["Demand grows.", "2", "3", "6", "Capacity is held back.", "Programme board"],
    ["Staff are not found.", "4", "5", "20", "A joint bank is set up.", ""],
    ["Works are late.", "1", "3", "3", "The contract holds a share back.", "Finance officer"],
]


def tables(text: str, round: str = "2017-19") -> list[list[list[str]]]:
    document = with_cell_tables(text_document(text), load(round))
    return [[[c.text for c in row.cells] for row in block.rows] for block in document.blocks if isinstance(block, Table)]


def test_a_cell_to_a_line_with_blank_lines_for_empty_cells_is_a_table() -> None:
    text = "\n".join(["Risk log", *(cell for row in RISKS for cell in row), "", "The next section begins here."])
    assert tables(text) == [RISKS]


def test_cells_between_blank_lines_are_a_table_and_lines_inside_a_cell_are_joined() -> None:
    rows = [["Funding source", "Organisation", "2017/18 Gross\nContribution", "2018/19 Gross\nContribution"]]
    rows += [
        ["CCG Minimum\nContribution", "NHS Elm CCG", "1,439,000", "1,528,000"],
        ["Improved Better Care Fund", "Elm Council", "882,000", "936,000"],
    ]
    text = "\n\n".join(cell for row in rows for cell in row) + "\n\nTotal BCF pooled budget\n\n2,321,000\n\n2,464,000\n"
    (table,) = tables(text)
    assert table[1] == ["CCG Minimum Contribution", "NHS Elm CCG", "1,439,000", "1,528,000"]
    assert table[3] == ["Total BCF pooled budget", "", "2,321,000", "2,464,000"]


def test_headings_that_ran_together_are_parted_by_the_rounds_labels() -> None:
    heading = "There is a risk that:\n\nLikelihood Potential\nimpact\n\nOverall\nMitigating Actions\nrisk factor\n\nOwnership\n\n"
    text = heading + "\n\n".join(cell or "Board" for row in RISKS[1:] for cell in row)
    (table,) = tables(text)
    assert table[0] == RISKS[0]


def test_places_lead_to_the_line_where_a_row_begins() -> None:
    text = "\n".join(["Risk log", *(cell for row in RISKS for cell in row), "End."])
    document = with_cell_tables(text_document(text), load("2017-19"))
    (table,) = document.tables()
    assert [row.line for row in table.rows] == [2, 8, 14, 20]


def test_a_row_torn_by_the_converter_stays_lines_and_those_after_it_are_read() -> None:
    rows = [[str(n), f"Service {'abcdefgh'[n]}", f"{n}00,000", f"{n}50,000"] for n in range(1, 7)]
    torn = [
        ["No.", "Scheme name", "2017/18 expenditure", "2018/19 expenditure"],
        *rows[:2],
        ["300,000", "3 Service d", "350,000"],
        *rows[3:],
    ]
    (table,) = tables("\n\n".join(cell for row in torn for cell in row))
    assert [row[1] for row in table[1:]] == ["Service b", "Service c", "Service e", "Service f", "Service g"]


def test_figures_that_run_on_past_the_headings_make_no_table() -> None:
    cells = ["Funding source", "Organisation", "2017/18 Gross Contribution", "DFG", "Elm Council", "100,000", "200,000"]
    assert tables("\n\n".join([*cells, *cells[3:]])) == []


def test_paragraphs_of_prose_stay_paragraphs() -> None:
    text = "\n\n".join(
        ["Risk", "Organisation", *(f"Partners agreed on {n} schemes in the year and met each month." for n in range(9))]
    )
    assert tables(text) == []


LAYERED = """BCF Investment
Lead provider
2014/15 spend
2014/15 benefits
2015/16 spend
2015/16 benefits

Recurrent
Non-recurrent
Recurrent
Non-recurrent
Recurrent
Non-recurrent
Recurrent
Non-recurrent

£000
£000
£000
£000
£000
£000
£000
£000
Visits at home
Trust Aa
750
100
120
0
4,320
0
1,150
0
Breaks for carers
Council
331
0
0
0
520
0
0
0
Total

1,081
100
120
0
4,840
0
1,150
0
"""


def test_headings_in_layers_stand_over_the_columns_that_they_share() -> None:
    (rows,) = tables(LAYERED, "2014-15")
    assert rows[0][:4] == ["BCF Investment", "Lead provider", "2014/15 spend Recurrent £000", "2014/15 spend Non-recurrent £000"]
    assert rows[2][:4] == ["Breaks for carers", "Council", "331", "0"]
    assert rows[3][0] == "Total"
    assert rows[3][-2:] == ["1,150", "0"]


def test_risks_rated_in_words_or_as_a_product_are_rows_of_three() -> None:
    text = "Risk\nRisk rating\nMitigating Actions\n"
    text += "Demand grows because of the new hospital\n4 x 4 = 16\nA share of the risk is in the contract\n"
    text += "Staff are not found in time\nHigh\nRecruit early\nPay is too low for some\nMedium\nA joint bank\n"
    (rows,) = tables(text, "2014-15")
    assert [row[1] for row in rows] == ["Risk rating", "4 x 4 = 16", "High", "Medium"]
    assert rows[1][2] == "A share of the risk is in the contract"


FUNDING = """Organisation
Contribution
2016/17
£000
NHS Elm CCG
CCG minimum contribution
24,817
NHS Elm CCG
Additional contribution
8,930
Elm Council
Disabled Facilities Grant
3,212
Elm Council
Additional contribution
6,145
Total

43,104
"""


def test_a_unit_in_a_line_of_its_own_belongs_to_the_heading_above_it() -> None:
    ((heading, *rows),) = tables(FUNDING, "2016-17")
    assert heading == ["Organisation", "Contribution", "2016/17 £000"]
    assert rows[1] == ["NHS Elm CCG", "Additional contribution", "8,930"]
    assert rows[-1] == ["Total", "", "43,104"]


def test_what_a_partner_adds_is_of_the_partners_own_source() -> None:
    plan = read_documents([text_document(f"Better Care Fund narrative plan 2016/17\n\n{FUNDING}")], "2016-17").plan
    assert [(c.organisation, c.source, c.actual) for c in plan.contributions] == [
        ("NHS Elm CCG", "nhs-minimum", Decimal(24817000)),
        ("NHS Elm CCG", "nhs-additional", Decimal(8930000)),
        ("Elm Council", "dfg", Decimal(3212000)),
        ("Elm Council", "council-additional", Decimal(6145000)),
    ]


def test_a_row_with_nothing_spent_last_year_after_a_pages_foot_is_read() -> None:
    heading = ["No.", "Scheme", "Area of spend", "Commissioner", "Source", "2015/16", "£000", "2016/17", "£000"]
    rows = [[f"E{n}", f"Scheme {word}", "Social Care", "CCG", "CCG minimum", "100", "120"] for n, word in enumerate(("oak", "ash"))]
    more = [["E3", "Risk share", "Acute", "CCG", "CCG minimum", "-", "130"], ["E4", "Yew", "Other", "Joint", "DFG", "100", "120"]]
    last = [["E5", "Elder", "Other", "Joint", "DFG", "100", "140"], ["E6", "Beech", "Other", "CCG", "DFG", "100", "150"]]
    foot = "\nPage | 21\nElm plan, submission of 3 May 2016\n\n"
    text = "\n".join(x for row in (heading, *rows) for x in row) + foot + "\n".join(x for row in (*more, *last) for x in row)
    (table,) = tables(text, "2016-17")
    assert [row[0] for row in table] == ["No.", "E0", "E1", "E3", "E4", "E5", "E6"]
