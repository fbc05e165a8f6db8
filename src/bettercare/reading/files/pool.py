"""What files say of a pool's year: its book (opening balances and money moved), a ledger extract, and what its codes stand for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from bettercare.plan import Month
from bettercare.plan.payments import Unusable
from bettercare.plan.pool import BookEntry, EntryKind, LedgerEntry, MappedCode, PoolFiles
from bettercare.reading.dates import read_date, read_period
from bettercare.reading.files.headed_rows import HeadedRow, Headings, headed_rows, number_in

BOOK: Headings = {
    "kind": ("kind", "entry"),
    "from": ("from",),
    "to": ("to", "source"),
    "amount": ("amount", "amount £", "pounds", "£"),
    "reason": ("reason", "why"),
}
LEDGER: Headings = {
    "code": ("code", "cost centre", "account", "account code", "ledger code", "cost code"),
    "amount": ("amount", "amount £", "net amount", "actual", "value", "£"),
    "date": ("date", "posting date", "period", "month"),
    "words": ("description", "narrative", "account name", "details"),
}
MAP: Headings = {
    "code": LEDGER["code"],
    "scheme": ("scheme", "scheme id", "scheme name"),
    "source": ("source", "source of funding"),
}
_KINDS = {"opening balance": EntryKind.OPENING, "opening": EntryKind.OPENING, "brought forward": EntryKind.OPENING,
          "moved": EntryKind.MOVED, "virement": EntryKind.MOVED, "move": EntryKind.MOVED}  # fmt: skip
_Row = TypeVar("_Row")


def read_pool_files(book: Path | None = None, ledger: Path | None = None, codes: Path | None = None) -> PoolFiles:
    """Return what the files say; what does not fit is told by its row. Raises CannotRead where a file is no such table."""
    kept: list[Unusable] = []
    booked = _rows(book, BOOK, ["kind", "amount"], _booked, kept)
    spent = _rows(ledger, LEDGER, ["code", "amount"], _spent, kept)
    mapped = _rows(codes, MAP, ["code", "scheme"], _mapped, kept)
    return PoolFiles(tuple(booked), None if ledger is None else tuple(spent), tuple(_once(mapped, kept)), tuple(kept))


def _rows(
    path: Path | None, headings: Headings, needed: list[str], make: Callable[[HeadedRow], _Row | Unusable], kept: list[Unusable]
) -> list[_Row]:  # fmt: skip
    good: list[_Row] = []
    for row in headed_rows(path, headings, needed) if path else ():
        made = Unusable(row.where, row.wrong, "Mend the formula, or type the figure.") if row.wrong else make(row)
        if isinstance(made, Unusable):
            kept.append(made)
        else:
            good.append(made)
    return good


def _booked(row: HeadedRow) -> BookEntry | Unusable:
    kind = _KINDS.get(" ".join(row.at("kind").split()).casefold())
    amount = number_in(row.at("amount"))
    if kind is None:
        return Unusable(row.where, f"“{row.at('kind')}” is no kind of entry", "Write “Opening balance” or “Moved”.")
    if amount is None or (kind is EntryKind.MOVED and amount <= 0):
        return Unusable(
            row.where, f"“{row.at('amount')}” is no amount that can be entered", "Give pounds; what is moved is above nothing."
        )
    if not row.at("to") or (kind is EntryKind.MOVED and not row.at("from")):
        return Unusable(
            row.where, "it does not say where the money goes from and to", "Name the source, or the schemes on both sides."
        )
    if kind is EntryKind.MOVED and not row.at("reason"):
        return Unusable(row.where, "money is moved without a reason", "Say why, and who agreed to it.")
    return BookEntry(kind, row.where, amount, row.at("to"), row.at("from") or None, row.at("reason") or None)


def _spent(row: HeadedRow) -> LedgerEntry | Unusable:
    amount = number_in(row.at("amount"))
    if not row.at("code"):
        return Unusable(row.where, "it has no code", "Give the ledger code of the row.")
    if amount is None:
        return Unusable(row.where, f"“{row.at('amount')}” is no amount", "Give pounds, below nothing for what was credited.")
    month = _month(row.at("date"))
    if row.at("date") and month is None:
        return Unusable(row.where, f"“{row.at('date')}” is no day or month", "Write a day as 14/05/2025, or a month as May 2025.")
    return LedgerEntry(row.where, row.at("code"), amount, month, row.at("words") or None)


def _month(text: str) -> Month | None:
    day = read_date(text).value if text else None
    if day is None and text:
        period = read_period(text).period
        day = period.start if period and period.months == 1 else None
    return Month(day.year, day.month) if day else None


def _mapped(row: HeadedRow) -> MappedCode | Unusable:
    if not row.at("code") or not row.at("scheme"):
        return Unusable(row.where, "it does not name a code and a scheme", "Give both, or leave the row out.")
    return MappedCode(row.where, row.at("code"), row.at("scheme"), row.at("source") or None)


def _once(mapped: list[MappedCode], kept: list[Unusable]) -> Iterator[MappedCode]:
    """Each code once; a second row of it is told."""
    first: dict[str, MappedCode] = {}
    for row in mapped:
        if row.code in first:
            kept.append(
                Unusable(row.where, f"the code {row.code} stands in {first[row.code].where} already", "Keep one of the two.")
            )
        else:
            first[row.code] = row
            yield row
