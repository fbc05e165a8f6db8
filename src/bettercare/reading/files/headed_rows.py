"""Rows of a table whose headings say what each column holds: CSV or Excel, the first table that has them."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from bettercare.documents import CannotRead
from bettercare.documents.opening import file_bytes
from bettercare.plan.words import listed
from bettercare.reading.files.sheets import SheetRow, read_sheets
from bettercare.reading.values import read_number

Headings = Mapping[str, tuple[str, ...]]
"""What each column may be called; the first is what our own pages call it."""
_NUMBER = re.compile(r"[-(]?\s*£?\s*-?\d[\d,]*(\.\d+)?\s*[%)]?")


@dataclass(frozen=True, slots=True)
class HeadedRow:
    """A row that holds something: where it stands, its cells as text by column, and what is wrong with one of them."""

    where: str
    text: Mapping[str, str]
    wrong: str | None = None

    def at(self, column: str) -> str:
        return self.text.get(column, "")


def headed_rows(path: Path, headings: Headings, needed: Collection[str]) -> tuple[HeadedRow, ...]:
    """Return the rows beneath the first row that has the needed headings; raises CannotRead naming the headings to give."""
    for sheet in read_sheets(path.name, file_bytes(path)):
        for head in sheet.rows:
            columns = _columns(head, headings)
            if set(needed) <= columns.keys() and len(columns) > 1:
                place = f"{path.name}, {f'sheet {sheet.name}, ' if sheet.name else ''}row "
                below = (row for row in sheet.rows if row.number > head.number)
                return tuple(
                    _row(row, columns, f"{place}{row.number}") for row in below if any(row.at(c) for c in columns.values())
                )
    names = listed(f"“{words[0].capitalize()}”" for words in headings.values())
    must = listed(f"“{headings[name][0].capitalize()}”" for name in needed)
    raise CannotRead(path.name, "no row of headings was found", f"Give a table with {must}; its headings may be {names}.")


def number_in(text: str) -> Decimal | None:
    """The one number that a cell holds and nothing else, brackets meaning below nothing; None where it is no number."""
    if not _NUMBER.fullmatch(text):
        return None
    value = read_number(text.strip("()"))
    if not isinstance(value.value, Decimal) or value.doubt:
        return None
    return -value.value if text.startswith("(") and text.endswith(")") else value.value


def _columns(row: SheetRow, headings: Headings) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, cell in enumerate(row.cells):
        for name, words in headings.items():
            if " ".join(cell.split()).casefold() in words:
                found.setdefault(name, place)
    return found


def _row(row: SheetRow, columns: Mapping[str, int], where: str) -> HeadedRow:
    wrong = next((f"{name}: the cell shows {row.wrong[c]}" for name, c in columns.items() if c in row.wrong), None)
    return HeadedRow(where, {name: row.at(place) for name, place in columns.items()}, wrong)
