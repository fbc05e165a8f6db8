"""The unit that is printed once for several tables, numbers that count a table's rows, and rows and tables that are no schemes."""

from decimal import Decimal

from bettercare.plan import How
from bettercare.reading.money import read_money_tables
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
