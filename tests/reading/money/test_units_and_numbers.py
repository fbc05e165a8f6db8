"""The unit that is printed once for several tables, numbers that count a table's rows, and rows and tables that are no schemes."""

from decimal import Decimal

from bettercare.plan import How
from bettercare.reading.money.read import read_money_tables
from bettercare.rounds import load
from tests.reading.made import document, table, text_document

ROUND = load("2014-15")
HEAD = "Scheme\tLead provider\t2014/15 spend\t2015/16 spend\t2015/16 benefits"
NIGHT = "Night sitting\tTrust\t1,200\t2,500\t-300"
BEDS = "Step-down beds\tCouncil\t\t350\t-40"
TOTAL = "Total\t\t1,200\t2,850\t-340"


def amounts(found):
    return {
        s.fields["name"].value: [line.fields["amount"].value for line in s.parts if "amount" in line.fields]
        for s in found.parts
        if s.kind == "schemes"
    }


def test_a_table_that_goes_on_over_a_page_with_its_heading_keeps_the_unit_printed_once() -> None:
    text = f"£000\n\n{HEAD}\n{NIGHT}\n\nPage 4 of 9\n\n{HEAD}\n{BEDS}\n{TOTAL}\n"
    found = read_money_tables((text_document(text),), ROUND)
    assert amounts(found) == {"Night sitting": [1_200_000, 2_500_000], "Step-down beds": [350_000]}
    totals = [p.fields["amount"] for p in found.parts if p.kind == "stated_totals"]
    assert Decimal(2_850_000) in [t.value for t in totals]
    assert all(t.place and t.place.how is How.INFERRED for t in totals)


def test_totals_that_the_paper_also_writes_out_in_full_tell_the_unit() -> None:
    text = f"The pool holds £1,200,000 in 2014/15 and £2,850,000 in 2015/16.\n\n{HEAD}\n{NIGHT}\n{BEDS}\n{TOTAL}\n"
    assert amounts(read_money_tables((text_document(text),), ROUND))["Night sitting"] == [1_200_000, 2_500_000]


def test_a_table_that_shows_pounds_is_in_pounds_whatever_stood_before_it() -> None:
    text = f"£000\n\n{HEAD}\n{NIGHT}\n{BEDS}\n{TOTAL}\n\nIn full\n\n{HEAD}\nAdvice line\tCharity\t£9,500\t£9,900\t-£400\n"
    assert amounts(read_money_tables((text_document(text),), ROUND))["Advice line"] == [9_500, 9_900]


def counted(names):
    rows = [["Scheme", "Lead provider", "2014/15 spend", "2015/16 spend"], *[[n, "Council", "12,000", "15,000"] for n in names]]
    found = read_money_tables((document(table(rows)),), ROUND)
    return [
        (s.fields["number"].value if "number" in s.fields else None, s.fields["name"].value)
        for s in found.parts
        if s.kind == "schemes"
    ]


def test_numbers_that_count_the_rows_are_the_schemes_numbers() -> None:
    names = ["1 Night sitting", "2 Step-down beds", "3 Advice line"]
    assert counted(names) == [("1", "Night sitting"), ("2", "Step-down beds"), ("3", "Advice line")]


def test_a_number_in_one_name_is_part_of_the_name() -> None:
    assert counted(["Night sitting", "7 day working", "Advice line"])[1] == (None, "7 day working")


def test_savings_beside_numbers_of_admissions_are_no_schemes() -> None:
    rows = [["Scheme", "Admissions avoided", "Saving"], ["Night sitting", "410", "£0.65m"], ["Step-down beds", "120", "£0.19m"]]
    assert amounts(read_money_tables((document(table(rows)),), ROUND)) == {}


def test_a_page_number_inside_a_table_is_no_amount() -> None:
    text = f"{HEAD}\nNight sitting\tTrust\t120,000\t250,000\t-30,000\n\t\t\t22\t\nStep-down beds\tCouncil\t\t35,000\t-4,000\n"
    found = amounts(read_money_tables((text_document(text),), ROUND))
    assert found == {"Night sitting": [120_000, 250_000], "Step-down beds": [35_000]}


def test_a_row_beneath_the_headings_that_gives_each_columns_unit_is_of_the_heading() -> None:
    text = f"{HEAD}\n\t\t£000\t£000\t£000\n{NIGHT}\n{BEDS}\n{TOTAL}\n"
    assert amounts(read_money_tables((text_document(text),), ROUND)) == {
        "Night sitting": [1_200_000, 2_500_000],
        "Step-down beds": [350_000],
    }


FUNDING = "\t\tGross Contribution (£000)\t\nCCG Minimum Contribution\t\t2014/15\t2015/16\nNHS Ashby CCG\t\t0\t12,397\n-\t\t\t\n"
GRANTS = "Local Authority Social Services\t\t2014/15\t2015/16\nAshby - Disabled Facilities Grant\t\t651\t816\n"


def contributions(text: str) -> list[tuple[object, object, object]]:
    found = read_money_tables((text_document(text),), load("2015-16"))
    fields = [p.fields for p in found.parts if p.kind == "contributions"]
    return [(f["organisation"].value, f["source"].value, f["actual"].value) for f in fields]


def test_a_unit_said_over_the_first_of_two_columns_holds_for_both_and_a_dash_is_no_name() -> None:
    assert contributions(FUNDING + "Total Minimum CCG Contribution\t\t0\t12,397\n") == [
        ("NHS Ashby CCG", "nhs-minimum", 0),
        ("NHS Ashby CCG", "nhs-minimum", 12_397_000),
    ]


def test_a_partner_named_with_its_grant_is_parted_from_it() -> None:
    text = "\t\tGross Contribution (£000)\t\n" + GRANTS + "Total Local Authority Contribution\t\t651\t816\n"
    assert contributions(text) == [("Ashby", "dfg", 651_000), ("Ashby", "dfg", 816_000)]


def test_a_column_without_a_unit_whose_amounts_are_a_thousand_times_its_neighbours_is_in_pounds() -> None:
    head = HEAD.replace("2014/15 spend", "2014/15 spend £000")
    text = f"{head}\nNight sitting\tTrust\t1,200\t2,500,000\t-300,000\nBeds\tCouncil\t40\t350,000\t-40,000\n"
    assert amounts(read_money_tables((text_document(text),), ROUND))["Night sitting"] == [1_200_000, 2_500_000]


LISTED = "Ref no.\tScheme\nS1\tTeams in each locality\nS2\tOne point of access\nS3\tCarers\n"
SPENT = "Scheme Name\tArea of Spend\tCommissioner\tSource of Funding\t2014/15 (£000)\t2015/16 (£000)\n"


def test_a_list_of_numbered_schemes_is_one_scheme_a_row_and_parts_the_number_from_names_in_the_plan_of_spending() -> None:
    rows = [("S1 Teams in each locality", 100), ("S3 Carers", 40), ("S2 Night visits (pilot)", 7)]
    lines = "".join(f"{name}\tSocial Care\tCCG\tCCG Minimum Contribution\t\t{amount}\n" for name, amount in rows)
    found = read_money_tables((text_document(f"{LISTED}\nThe plan of spending\n\n{SPENT}{lines}"),), load("2015-16"))
    names = [
        (s.fields.get("number") and s.fields["number"].value, s.fields["name"].value) for s in found.parts if s.kind == "schemes"
    ]
    assert names[:3] == [("S1", "Teams in each locality"), ("S2", "One point of access"), ("S3", "Carers")]
    assert names[3:] == [("S1", "Teams in each locality"), ("S3", "Carers"), (None, "S2 Night visits (pilot)")]


def test_amounts_beside_no_partner_at_all_are_read_without_one() -> None:
    assert (None, "nhs-minimum", 5_000) in contributions(FUNDING + "\t\t5\t6\nTotal Minimum CCG Contribution\t\t5\t12,403\n")
