"""Money tables in every way round: contributions, schemes, totals, contingency."""

from decimal import Decimal

import pytest

from bettercare.plan import How, State
from bettercare.reading.money.read import read_money_tables
from bettercare.reading.money.scheme_numbers import split_number
from bettercare.reading.money.sources import stream_of
from bettercare.rounds import load
from tests.reading.made import document, table, text_document

ROUND = load("2014-15")
SCHEMES = [
    [
        "BCF Investment",
        "Lead provider",
        "2014/15 spend",
        None,
        "2014/15 benefits",
        None,
        "2015/16 spend",
        None,
        "2015/16 benefits",
        None,
    ],
    [
        "",
        "",
        "Recurrent",
        "Non-recurrent",
        "Recurrent",
        "Non-recurrent",
        "Recurrent",
        "Non-recurrent",
        "Recurrent",
        "Non-recurrent",
    ],
    ["1. Home from hospital", "Trust A", "120,000", "", "-30,000", "", "250,000", "", "-60,000", ""],
    ["2. Night sitting", "Charity B", "", "15,000", "", "", "40,000", "", "", ""],
    ["Total", "", "120,000", "15,000", "-30,000", "0", "290,000", "0", "-60,000", "0"],
]


def merged(rows):
    """The first heading row with its cells spanning two columns, as in the form."""
    first = [(c, 1, 2) if c and i >= 2 else c for i, c in enumerate(rows[0])]
    return [first, *rows[1:]]


def amounts(found):
    """Every line as (scheme, year, recurrence, amount, benefit)."""
    return [
        (
            s.fields["name"].value,
            str(line.fields["year"].value),
            line.fields["recurrence"].value,
            line.fields["amount"].value if "amount" in line.fields else None,
            line.fields["benefit"].value if "benefit" in line.fields else None,
        )
        for s in found.parts
        if s.kind == "schemes"
        for line in s.parts
    ]


EXPECTED = [
    ("Home from hospital", "2014-15", "recurrent", Decimal(120000), Decimal(-30000)),
    ("Home from hospital", "2015-16", "recurrent", Decimal(250000), Decimal(-60000)),
    ("Night sitting", "2014-15", "non-recurrent", Decimal(15000), None),
    ("Night sitting", "2015-16", "recurrent", Decimal(40000), None),
]


def as_text(rows):
    return "\n".join("\t".join(c or "" for c in row) for row in rows)


def mirrored(rows):
    return [list(reversed(row)) for row in rows]


@pytest.mark.parametrize(
    "made",
    [
        pytest.param(document(table(merged(SCHEMES))), id="merged cells"),
        pytest.param(text_document(as_text(SCHEMES)), id="tab-separated text"),
        pytest.param(text_document(as_text([*SCHEMES[2:], SCHEMES[0], SCHEMES[1]])), id="heading at the bottom"),
        pytest.param(document(table([["About", "x"], ["", ""], *SCHEMES])), id="heading further down"),
    ],
)
def test_schemes_are_read_whichever_way_the_table_stands(made):
    assert sorted(amounts(read_money_tables([made], ROUND)), key=str) == sorted(EXPECTED, key=str)


def test_a_stated_total_is_a_total_and_not_a_scheme():
    found = read_money_tables([document(table(merged(SCHEMES)))], ROUND)
    totals = {
        (t.fields["of"].value, str(t.fields["year"].value), t.fields["recurrence"].value): t.fields["amount"].value
        for t in found.parts
        if t.kind == "stated_totals"
    }
    assert totals[("schemes.amount", "2015-16", "recurrent")] == 290000
    assert totals[("schemes.benefit", "2014-15", "non-recurrent")] == 0
    assert len(totals) == 8


def test_contributions_with_columns_reversed_keep_their_meaning():
    rows = [
        [
            "Organisation",
            "Holds the pooled budget? (Y/N)",
            "Spending on BCF schemes in 14/15",
            "Minimum contribution (15/16)",
            "Actual contribution (15/16)",
        ],
        ["Anytown Council", "Y", "1,000,000", "400,000", "500,000"],
        ["NHS Anytown CCG", "N", "", "2,000,000", "2,500,000"],
        ["CCG #2", "", "", "", ""],
        ["BCF Total", "", "1,000,000", "2,400,000", "3,000,000"],
    ]
    for made in (rows, mirrored(rows)):
        found = read_money_tables([text_document(as_text(made))], ROUND)
        given = {
            (p.fields["organisation"].value, str(p.fields["year"].value)): {
                k: v.value for k, v in p.fields.items() if k not in ("organisation", "year")
            }
            for p in found.parts
            if p.kind == "contributions"
        }
        assert given[("Anytown Council", "2015-16")] == {"minimum": 400000, "actual": 500000, "holds_pool": True}
        assert given[("Anytown Council", "2014-15")] == {"spend_on_schemes": 1000000}
        assert given[("NHS Anytown CCG", "2015-16")] == {"minimum": 2000000, "actual": 2500000, "holds_pool": False}
        assert not any("#2" in str(k) for k in given)


def test_a_name_broken_over_rows_is_joined_and_one_below_its_figures_is_inferred():
    rows = [
        SCHEMES[0],
        SCHEMES[1],
        ["Rapid response and", "", "100,000", "", "", "", "100,000", "", "", ""],
        ["reablement", "", "", "", "", "", "", "", "", ""],
        ["", "", "5,000", "", "", "", "6,000", "", "", ""],
        ["Falls service", "", "", "", "", "", "", "", "", ""],
    ]
    found = read_money_tables([text_document(as_text(rows))], ROUND)
    schemes = [p for p in found.parts if p.kind == "schemes"]
    assert [s.fields["name"].value for s in schemes] == ["Rapid response and reablement", "Falls service"]
    place = schemes[1].parts[0].fields["amount"].place
    assert place.how is How.INFERRED
    assert "below" in place.reason


def test_a_blank_cell_is_no_line_a_nought_is_one_and_tbc_is_a_state():
    rows = [
        *SCHEMES[:2],
        ["Advice", "", "0", "", "", "", "tbc", "", "", ""],
        ["Books", "", "9,000", "", "", "", "1,000", "", "", ""],
    ]
    found = read_money_tables([text_document(as_text(rows))], ROUND)
    advice = next(p for p in found.parts if p.fields["name"].value == "Advice")
    lines = {str(line.fields["year"].value): line.fields["amount"] for line in advice.parts}
    assert lines["2014-15"].value == 0
    assert lines["2015-16"].value is None
    assert lines["2015-16"].state is State.TO_BE_CONFIRMED


def test_contingency_pairs_take_the_name_that_is_broken_over_their_rows():
    text = (
        "Contingency plan:\t\t2015/16\tOngoing\n"
        "\tPlanned savings (if targets fully\t\t\n"
        "Stays in\tachieved)\t60,000\t70,000\n"
        "care homes\tMaximum support needed for other\t\t\n"
        "\tservices (if targets not achieved)\t50,000\t40,000\n"
    )
    found = read_money_tables([text_document(text)], ROUND)
    given = [{k: v.value for k, v in p.fields.items()} for p in found.parts if p.kind == "contingency"]
    assert given == [
        {"outcome": "Stays in care homes", "year": "2015-16", "planned_savings": 60000, "maximum_support": 50000},
        {"outcome": "Stays in care homes", "year": "ongoing", "planned_savings": 70000, "maximum_support": 40000},
    ]


def test_a_column_in_thousands_is_read_in_pounds():
    rows = [
        ["No.", "Scheme name", "2017/18 expenditure (£000)", "2018/19 expenditure (£000)"],
        ["1", "Meals", "835", "840"],
        ["2", "Calls", "80", "1,200"],
    ]
    found = read_money_tables([document(table(rows))], load("2017-19"))
    assert [line.fields["amount"].value for p in found.parts if p.kind == "schemes" for line in p.parts] == [
        835000,
        840000,
        80000,
        1200000,
    ]


def test_a_table_that_goes_on_over_the_page_without_a_heading_is_read_on():
    text = (
        "No.\tScheme name\t2017/18 expenditure\t2018/19 expenditure\n1\tMeals\t£835,000\t£840,000\n2\tCalls\t£80,000\t£81,000\n"
        "\n3\tVisits\t£10,000\t£11,000\n\tTOTAL\t£925,000\t£932,000\n"
    )
    found = read_money_tables([text_document(text)], load("2017-19"))
    assert [p.fields["name"].value for p in found.parts if p.kind == "schemes"] == ["Meals", "Calls", "Visits"]
    assert [p.fields["amount"].value for p in found.parts if p.kind == "stated_totals"] == [925000, 932000]


def test_lines_of_one_scheme_from_several_sources_make_one_scheme():
    rows = [
        [
            "Scheme ID",
            "Scheme Name",
            "Area of Spend",
            "Commissioner",
            "Provider",
            "Source of Funding",
            "2017/18 Expenditure (£)",
            "2018/19 Expenditure (£)",
        ],
        ["1", "Equipment", "Community Health", "CCG", "NHS Community Provider", "CCG Minimum Contribution", "100", "110"],
        ["1", "Equipment", "Social Care", "Local Authority", "Local Authority", "Improved Better Care Fund", "50", "60"],
    ]
    found = read_money_tables([document(table(rows, sheet="3. HWB Expenditure Plan"))], load("2017-19"))
    schemes = [p for p in found.parts if p.kind == "schemes"]
    assert len(schemes) == 1
    assert {
        (line.fields["source"].value, str(line.fields["year"].value), line.fields["amount"].value) for line in schemes[0].parts
    } == {
        ("nhs-minimum", "2017-18", 100),
        ("nhs-minimum", "2018-19", 110),
        ("ibcf", "2017-18", 50),
        ("ibcf", "2018-19", 60),
    }


@pytest.mark.parametrize(
    ("label", "number", "name"),
    [
        ("Scheme 8-7 day working", "8", "7 day working"),
        ("Scheme 1 - Home first", "1", "Home first"),
        ("3. Falls", "3", "Falls"),
        ("BCF01: Equipment", "BCF01", "Equipment"),
        ("Reablement", None, "Reablement"),
        ("7 day working", None, "7 day working"),
    ],
)
def test_a_schemes_number_is_parted_from_its_name(label, number, name):
    assert split_number(label) == (number, name)


def test_a_source_of_funding_is_known_by_its_usual_names_and_a_place_is_not_one():
    assert stream_of("Disabled Facilities Grant (DFG)", load("2025-26")) == "dfg"
    assert stream_of("Minimum NHS contribution", load("2025-26")) == "nhs-minimum"
    assert stream_of("South Anyshire Coast", load("2025-26")) is None


def test_a_number_column_that_an_area_added_gives_the_schemes_numbers():
    rows = [
        ["No", *(c or "" for c in SCHEMES[0])],
        ["", *SCHEMES[1]],
        ["1", "Calls", "", "1,000", "", "", "", "2,000", "", "", ""],
        ["2", "Meals", "", "3,000", "", "", "", "4,000", "", "", ""],
    ]
    found = read_money_tables([text_document(as_text(rows))], ROUND)
    assert [(p.fields["number"].value, p.fields["name"].value) for p in found.parts if p.kind == "schemes"] == [
        ("1", "Calls"),
        ("2", "Meals"),
    ]


def test_a_column_of_remarks_is_not_taken_for_the_schemes_numbers():
    rows = [
        [SCHEMES[0][0], "Notes", *(c or "" for c in SCHEMES[0][1:])],
        ["", "", *SCHEMES[1][1:]],
        ["Calls", "see part 1", "", "1,000", "", "", "", "2,000", "", "", ""],
        ["Meals", "subject to agreement", "", "3,000", "", "", "", "4,000", "", "", ""],
    ]
    found = read_money_tables([text_document(as_text(rows))], ROUND)
    assert ["number" in p.fields for p in found.parts if p.kind == "schemes"] == [False, False]


def test_remarks_in_a_column_taken_for_numbers_leave_the_schemes_the_numbers_of_their_names():
    rows = [
        ["BCF Investment", "Lead provider", "2014/15 spend", "", "2015/16 spend", "", "Comments"],
        ["", "", "Recurrent", "Non-recurrent", "Recurrent", "Non-recurrent", ""],
        ["Scheme 1 - Calls", "Trust", "1,000", "", "2,000", "", "as in the strategy"],
        ["Scheme 2 - Meals", "Trust", "3,000", "", "4,000", "", ""],
        ["Scheme 9 - Handyperson pilot", "", "", "", "", "", ""],
    ]
    found = read_money_tables((document(table(rows)),), ROUND)
    parts = [p for p in found.parts if p.kind == "schemes"]
    assert [(p.fields["number"].value, p.fields["name"].value) for p in parts] == [
        ("1", "Calls"),
        ("2", "Meals"),
        ("9", "Handyperson pilot"),
    ]


def test_a_first_row_that_names_a_source_and_holds_an_amount_is_no_heading():
    rows = [
        ["Source of funding", "Organisation", "Gross contribution 2025-26"],
        ["DFG", "Norton County Council", "18,895,735"],
        ["NHS Minimum Contribution", "NHS Norton Integrated Care Board", "29,146,622"],
        ["Total BCF Pooled Budget", "", "48,042,357"],
    ]
    found = read_money_tables((document(table(rows, sheet="4. Income")),), load("2025-26"))
    parts = [p for p in found.parts if p.kind == "contributions"]
    assert [p.fields["actual"].value for p in parts] == [Decimal(18895735), Decimal(29146622)]


def _spending(*rows):
    heading = ["Scheme ID", "Description of Scheme", "Source of Funding", "Expenditure for 2025-26 (£)"]
    return table([heading, ["1", "Night sitting", "DFG", "120,000"], *rows], sheet="5. Expenditure")


def test_the_total_of_spending_may_stand_beside_its_label_away_from_the_schemes():
    told = table([["Running balances", "2025-26"], ["Total planned expenditure", "170,000"]], sheet="5. Expenditure")
    found = read_money_tables((document(told, _spending(["2", "Adaptations", "DFG", "50,000"])),), load("2025-26"))
    (total,) = [p for p in found.parts if p.kind == "stated_totals"]
    assert (total.fields["of"].value, str(total.fields["year"].value)) == ("schemes.amount", "2025-26")
    assert total.fields["amount"].value == Decimal(170000)


def test_income_and_spending_side_by_side_are_no_total_of_spending():
    told = table([["", "Income", "Expenditure"], ["Total expenditure", "180,000", "170,000"]], sheet="5. Expenditure")
    found = read_money_tables((document(told, _spending()),), load("2025-26"))
    assert not [p for p in found.parts if p.kind == "stated_totals"]


def test_a_numbered_scheme_without_money_is_kept_and_not_joined_to_the_one_before():
    rows = [["No.", "Scheme name", "2017/18 expenditure", "2018/19 expenditure"]]
    rows += [
        ["1", "Night sitting and", "120,000", "130,000"],
        ["2", "Adaptations pilot", "", ""],
        ["", "TOTAL", "120,000", "130,000"],
    ]
    found = read_money_tables((document(table(rows)),), load("2017-19"))
    schemes = [p for p in found.parts if p.kind == "schemes"]
    assert [(p.fields["number"].value, p.fields["name"].value) for p in schemes] == [
        ("1", "Night sitting and"),
        ("2", "Adaptations pilot"),
    ]
    assert not schemes[1].parts


@pytest.mark.parametrize(("label", "kept"), [("3. Adaptations pilot", True), ("Existing schemes", False)])
def test_a_row_without_money_is_a_scheme_where_it_is_numbered_like_the_others(label, kept):
    found = read_money_tables((document(table([*merged(SCHEMES[:-1]), [label, *[""] * 9], SCHEMES[-1]])),), ROUND)
    names = [p.fields["name"].value for p in found.parts if p.kind == "schemes"]
    assert ("Adaptations pilot" in names, len(names)) == (kept, 3 if kept else 2)


INCOME = [
    ["NHS Minimum Contribution", "Contribution"],
    ["NHS South Yorkshire ICB", "1,000,000"],
    ["Total NHS Minimum Contribution", "1,000,000"],
    ["Are any additional NHS Contributions being made in 2025-26? If yes, please detail below", "No"],
    ["Total BCF Pooled Budget", "1,000,000"],
]


def test_questions_between_blocks_of_income_are_no_partners_and_the_pool_is_the_budget() -> None:
    found = read_money_tables([document(table(INCOME, sheet="4. Income"))], load("2025-26"))
    assert [p.fields["organisation"].value for p in found.parts if p.kind == "contributions"] == ["NHS South Yorkshire ICB"]
    assert [str(p.fields["amount"].value) for p in found.parts if p.kind == "budgets"] == ["1000000"]


EXPENDITURE = ["Scheme ID", "Description of Scheme", "Area of Spend", "Source of Funding", "Expenditure for 2025-26 (£)"]


def test_remarks_beside_a_table_without_a_heading_of_their_own_are_not_read_as_names() -> None:
    rows = [[*EXPENDITURE, ""], ["1", "Night sitting", "Social Care", "DFG", "500", "contract is 1.15m, top-up to come"]]
    found = read_money_tables([document(table(rows, sheet="5. Expenditure"))], load("2025-26"))
    assert [p.fields["name"].value for p in found.parts if p.kind == "schemes"] == ["Night sitting"]


def test_balances_by_source_of_funding_are_no_schemes() -> None:
    rows = [["Funding Sources", "Income", "Expenditure"], ["DFG", "500", "500"], ["NHS Minimum Contribution", "900", "900"]]
    found = read_money_tables([document(table(rows))], load("2025-26"))
    assert not [p for p in found.parts if p.kind == "schemes"]


def test_a_source_that_names_only_who_pays_is_the_grant_that_the_row_names_else_in_doubt() -> None:
    heads = ["Scheme ID", "Scheme Name", "Scheme Type", "Source of Funding", "2017/18 Expenditure (£)", "2018/19 Expenditure (£)"]
    rows = [
        heads,
        ["1", "Adaptations", "DFG - Adaptations", "Local Authority Contribution", "100", "110"],
        ["2", "Lunch clubs", "Prevention", "Local Authority Contribution", "50", "55"],
    ]
    found = read_money_tables([document(table(rows, sheet="3. HWB Expenditure Plan"))], load("2017-19"))
    first, second = (p.parts[0].fields["source"] for p in found.parts if p.kind == "schemes")
    assert (first.value, first.doubt) == ("dfg", None)
    assert first.place is not None and first.place.how is How.INFERRED
    assert second.doubt


def test_zeros_that_a_blank_form_adds_up_are_no_stated_totals() -> None:
    rows = [
        ["Organisation", "Minimum contribution (15/16)", "Actual contribution (15/16)"],
        ["CCG #1", "", ""],
        ["BCF Total", "0", "0"],
    ]
    assert not read_money_tables([document(table(rows, sheet="Finance - Summary"))], ROUND).parts


def test_the_total_of_a_block_of_one_source_is_of_that_source_and_what_adds_blocks_up_is_not() -> None:
    rows = [
        ["Additional NHS Contribution", "Contribution"],
        ["NHS South Yorkshire ICB", "600"],
        ["Total Additional NHS Contribution", "600"],
        ["Total NHS Contribution", "1,600"],
    ]
    found = read_money_tables([document(table(rows, sheet="4. Income"))], load("2025-26"))
    totals = [(p.fields["source"].value, str(p.fields["amount"].value)) for p in found.parts if p.kind == "stated_totals"]
    assert totals == [("nhs-additional", "600")]


def test_a_row_without_money_that_calls_itself_a_scheme_is_one_and_a_heading_of_a_group_is_not():
    nameless = [[r[0].split(". ")[-1], *r[1:]] for r in SCHEMES[2:4]]
    group, late = ["Community services", *[""] * 9], ["Scheme 9 - Handyperson pilot", *[""] * 9]
    rows = [*merged(SCHEMES[:2]), nameless[0], group, nameless[1], late, SCHEMES[4]]
    found = read_money_tables((document(table(rows)),), ROUND)
    names = [p.fields["name"].value for p in found.parts if p.kind == "schemes"]
    assert names == ["Home from hospital", "Night sitting", "Handyperson pilot"]
