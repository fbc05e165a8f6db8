"""A pool's book, a ledger extract and the file of codes are read row by row; what does not fit is told and the rest kept."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from bettercare.documents import CannotRead
from bettercare.plan import Month
from bettercare.plan.pool import EntryKind
from bettercare.reading import read_pool_files


def file(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_book_holds_opening_balances_and_what_is_moved_with_its_reason(tmp_path: Path) -> None:
    book = file(tmp_path, "book.csv", 'Kind,From,To,Amount,Reason\nOpening balance,,dfg,£12.50,\nVirement,1,2,"1,000",agreed\n')
    found = read_pool_files(book)
    assert [(e.kind, e.from_, e.to, e.amount, e.reason) for e in found.book] == [
        (EntryKind.OPENING, None, "dfg", Decimal("12.50"), None), (EntryKind.MOVED, "1", "2", 1000, "agreed")
    ]  # fmt: skip
    assert found.ledger is None and found.unusable == ()


def test_a_ledger_has_codes_months_and_credits_in_brackets(tmp_path: Path) -> None:
    ledger = file(
        tmp_path,
        "ledger.csv",
        "Cost centre;Date;Net amount;Narrative\nA1;14/05/2025;1,234.50;Beds\nA1;May 2025;(34.50);Credit\nB2;;-3;\n",
    )
    found = read_pool_files(ledger=ledger)
    assert [(e.code, e.month, e.amount, e.words) for e in found.ledger or ()] == [
        ("A1", Month(2025, 5), Decimal("1234.50"), "Beds"), ("A1", Month(2025, 5), Decimal("-34.50"), "Credit"),
        ("B2", None, -3, None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("Gift,1,2,5,why", "“Gift” is no kind of entry"),
        ("Moved,1,2,0,why", "“0” is no amount that can be entered"),
        ("Moved,1,2,-4,why", "“-4” is no amount that can be entered"),
        ("Moved,,2,4,why", "it does not say where the money goes from and to"),
        ("Moved,1,2,4,", "money is moved without a reason"),
    ],
)
def test_a_row_of_the_book_that_cannot_be_is_told(tmp_path: Path, row: str, why: str) -> None:
    found = read_pool_files(file(tmp_path, "book.csv", f"Kind,From,To,Amount,Reason\n{row}\nOpening,,dfg,1,\n"))
    assert [(u.where, u.found) for u in found.unusable] == [("book.csv, row 2", why)] and len(found.book) == 1


@pytest.mark.parametrize(
    ("row", "why"), [(",5,,", "it has no code"), ("A,five,,", "“five” is no amount"), ("A,5,soon,", "“soon” is no day or month")]
)
def test_a_row_of_the_ledger_that_cannot_be_is_told(tmp_path: Path, row: str, why: str) -> None:
    found = read_pool_files(ledger=file(tmp_path, "ledger.csv", f"Code,Amount,Date,Description\n{row}\nA,1,,\n"))
    assert [u.found for u in found.unusable] == [why] and found.ledger and len(found.ledger) == 1


def test_a_code_that_is_named_twice_stands_for_the_first(tmp_path: Path) -> None:
    found = read_pool_files(codes=file(tmp_path, "codes.csv", "Code,Scheme,Source\nA,1,\nA,2,\n"))
    assert [c.scheme for c in found.codes] == ["1"]
    assert found.unusable[0].found == "the code A stands in codes.csv, row 2 already"


def test_a_file_without_the_headings_is_refused_with_those_to_give(tmp_path: Path) -> None:
    with pytest.raises(CannotRead, match="Give a table with “Code” and “Amount”"):
        read_pool_files(ledger=file(tmp_path, "ledger.csv", "a,b\n1,2\n"))
