"""Amounts from a list of schemes, where the expenditure plan's own text has run its columns together."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from bettercare.documents import Document, Format, Paragraph
from bettercare.plan import FinancialYear
from bettercare.reading.money.unparted_sources import doubt_unparted
from bettercare.reading.parts import Found, Part, Read
from bettercare.rounds import load

AMOUNTS = (811348, 871136, 832738)


def line(amount: int) -> Part:
    return Part("lines", {"year": Read(FinancialYear.parse("2017-18")), "amount": Read(Decimal(amount))})


def found() -> Found:
    def scheme(amount: int) -> Part:
        return Part("schemes", {"name": Read(f"Service {amount}")}, (line(amount),))

    return Found(tuple(scheme(amount) for amount in AMOUNTS))


def document(*lines: str) -> Document:
    return Document("plan.txt", Format.TEXT, "0" * 64, 1, tuple(Paragraph(text, 1, number) for number, text in enumerate(lines, 1)))


def doubts(*lines: str) -> list[bool]:
    read = doubt_unparted(found(), [document(*lines)], load("2017-19"))
    return [bool(scheme.parts[0].fields["amount"].doubt) for scheme in read.parts]


def test_amounts_without_a_source_are_doubted_where_the_text_names_sources_beside_them() -> None:
    lines = [f"{n} Service Social Care CCG Minimum £{amount:,} £900,000" for n, amount in enumerate(AMOUNTS[:2], 1)]
    assert doubts(*lines) == [True, True, True]


def test_amounts_without_a_source_stand_where_no_text_names_one_beside_them() -> None:
    assert doubts(*(f"{n} Service £{amount:,} £900,000" for n, amount in enumerate(AMOUNTS, 1))) == [False, False, False]


def test_one_amount_that_is_also_a_contribution_is_no_sign_of_lost_sources() -> None:
    assert doubts(f"CCG Minimum Contribution £{AMOUNTS[0]:,}") == [False, False, False]


def test_amounts_beneath_the_line_of_a_source_are_beside_it_where_each_cell_has_a_line() -> None:
    rows = [cell for amount in AMOUNTS for cell in ("Service", "CCG Minimum", "Contribution", "Social Care", f"£{amount:,}")]
    assert doubts(*rows) == [True, True, True]
    far = [cell for amount in AMOUNTS for cell in ("CCG Minimum Contribution", *["Words"] * 12, f"£{amount:,}")]
    assert doubts(*far) == [False, False, False]


def test_amounts_in_a_column_beneath_the_column_of_sources_are_beside_them() -> None:
    amounts = [811348 + 1000 * n for n in range(8)]
    lines = [*["CCG Minimum Contribution"] * 8, *["Social Care"] * 8, *(f"£{amount:,}" for amount in amounts)]
    parts = [replace(p, parts=(line(amount),)) for p, amount in zip((found().parts * 3)[:8], amounts, strict=True)]
    read = doubt_unparted(Found(tuple(parts)), [document(*lines)], load("2017-19"))
    assert all(scheme.parts[0].fields["amount"].doubt for scheme in read.parts)
