"""Tables of money that a converter parted at a page's end."""

from __future__ import annotations

from decimal import Decimal

from bettercare.reading.money.read import read_money_tables
from bettercare.reading.parts import Found
from bettercare.rounds import load
from tests.reading.made import text_document

PAID = (
    "Organisation\tHolds the pooled budget? (Y/N)\tSpending on BCF schemes in 14/15\tMinimum contribution (15/16)\t"
    "Actual contribution (15/16)\nElm Council\tN\t300,000\t200,000\t200,000\nNHS Elm CCG\tY\t100,000\t700,000\t800,000\n"
)
SPENT = (
    "BCF Investment\tLead provider\t2014/15 spend\t\t2014/15 benefits\t\t2015/16 spend\t\t2015/16 benefits\t\n"
    "\t\tRecurrent Non-recurrentRecurrent\t\tNon-recurrentRecurrent\t\tNon-recurrentRecurrent\t\tNon-recurrent\t\n"
    "Meals for people who came home from\tElm Kitchens\t\t\t\t\t\t\t\t\n"
    "hospital\t\t40,000\t\t\t\t60,000\t\t\t\n"
    "Night sitters\tElm Care\t20,000\t\t\t\t30,000\t\t\t\n"
)
CONTINGENCY = (
    "Contingency plan:\t\t2015/16\tOngoing\n\tPlanned savings (if targets fully achieved)\t30,000\t40,000\n\nHome from hospital\n\n"
    "\tMaximum support needed for other services (if targets not achieved)\t10,000\t20,000\n"
)


def read(text: str) -> Found:
    return read_money_tables((text_document(text),), load("2014-15"))


def test_the_figures_of_a_total_may_stand_beneath_its_table() -> None:
    found = read(f"{PAID}BCF Total\t\t\t\t\n\n400,000\t900,000\t1,000,000\n")
    totals = {str(p.fields["of"].value): p.fields["amount"].value for p in found.parts if p.kind == "stated_totals"}
    assert totals == {
        "contributions.spend_on_schemes": Decimal(400000),
        "contributions.minimum": Decimal(900000),
        "contributions.actual": Decimal(1000000),
    }


def test_figures_of_another_number_beneath_a_table_are_no_total_of_it() -> None:
    found = read(f"{PAID}BCF Total\t\t\t\t\n\n400,000\t900,000\n")
    assert not [p for p in found.parts if p.kind == "stated_totals"]


def test_an_outcome_whose_two_rows_a_page_parted_has_the_name_between_them() -> None:
    parts = [p for p in read(CONTINGENCY).parts if p.kind == "contingency"]
    assert [
        (p.fields["outcome"].value, p.fields["planned_savings"].value, p.fields["maximum_support"].value) for p in parts
    ] == [
        ("Home from hospital", Decimal(30000), Decimal(10000)),
        ("Home from hospital", Decimal(40000), Decimal(20000)),
    ]  # fmt: skip


def test_the_second_row_of_a_heading_is_no_row_without_a_name() -> None:
    names = [p.fields["name"].value for p in read(SPENT).parts if p.kind == "schemes"]
    assert names == ["Meals for people who came home from hospital", "Night sitters"]


def test_names_that_begin_with_a_code_that_counts_the_rows_are_read_without_it() -> None:
    head, _, _ = SPENT.partition("Meals for")
    rows = "E1 Meals\tElm Kitchens\t40,000\t\t\t\t60,000\t\t\t\nE2 Night sitters\tElm Care\t20,000\t\t\t\t30,000\t\t\t\n"
    found = read(f"{head}{rows}E3 7 day working\tElm Care\t10,000\t\t\t\t10,000\t\t\t\n")
    schemes = [(p.fields["number"].value, p.fields["name"].value) for p in found.parts if p.kind == "schemes"]
    assert schemes == [("E1", "Meals"), ("E2", "Night sitters"), ("E3", "7 day working")]
