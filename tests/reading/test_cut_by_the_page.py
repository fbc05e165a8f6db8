"""What a page cuts: sentences over lines, headings without their rows, rows over lines that look like headings."""

from __future__ import annotations

from decimal import Decimal

from bettercare.reading.money.read import read_money_tables
from bettercare.reading.pipeline import read_documents
from bettercare.rounds import load
from tests.reading.made import document, table, text_document

ROUND = load("2025-26")
HEAD = [
    "Scheme ID",
    "Activity",
    "Description of Scheme",
    "Area of Spend",
    "Provider",
    "Source of Funding",
    "Expenditure for 2025-26 (£)",
]
ROWS = [
    [str(n), "Urgent community response", f"Team {n}", "Social Care", "Local Authority", "NHS Minimum Contribution", f"£{n}00,000"]
    for n in range(1, 9)
]


def test_the_last_line_of_a_sentence_names_no_partner() -> None:
    told = text_document(
        "Better Care Fund Narrative Plan 2017-19\n\n"
        "Local Authority: Ashby Council\nClinical Commissioning Groups: NHS Ashby CCG\n\n"
        "This plan is made by Ashby Council and NHS Ashby\nClinical Commissioning Group.\n\n"
        "The Board receives a report every quarter.\n"
    )
    partners = read_documents((told,), "2017-19").plan.organisations
    assert [o.name for o in partners if o.kind == "ccg"] == ["NHS Ashby CCG"]


def test_words_of_a_row_that_a_page_cut_are_no_heading_of_income() -> None:
    """The cut words end in those that head a table of contributions; beneath them schemes go on."""
    cut = ["care (short-term home-based team", "/ single", "those with complex", "Health", "Authority", "Contribution", ""]
    found = read_money_tables([document(table([HEAD, *ROWS[:4], cut, *ROWS[4:]]))], ROUND)
    assert [p.kind for p in found.parts if p.kind == "contributions"] == []
    amounts = [ln.fields["amount"].value for p in found.parts if p.kind == "schemes" for ln in p.parts]
    assert amounts == [Decimal(n * 100_000) for n in range(1, 9)]


def test_the_total_of_spending_is_stated_also_where_no_scheme_is_listed_but_not_by_a_blank_form() -> None:
    def stated(amount: str) -> list[Decimal | None]:
        balance = table([["Running balances", "2025-26"], ["Total planned expenditure", amount]])
        return [t.amount for t in read_documents((document(balance, table([HEAD])),), "2025-26").plan.stated_totals]

    assert stated("£88,189,000") == [Decimal(88_189_000)]
    assert stated("£0") == []
