"""Files that hold a table: the sheets of a workbook, or a CSV file, as rows of text."""

from __future__ import annotations

import csv
import tempfile
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from bettercare.documents import CannotRead, Cell, Table, open_documents
from bettercare.documents.text import decode

LARGEST = 8 * 2**20
"""Bytes of one file; a national table of a year has 40,000."""
MOST_ROWS, MOST_COLUMNS = 5000, 60
_PACKED = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row of a sheet by its number there: its cells as text, and by column what is wrong with some."""

    number: int
    cells: tuple[str, ...]
    wrong: dict[int, str]

    def at(self, column: int | None) -> str:
        return self.cells[column].strip() if column is not None and column < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a workbook, or a whole CSV file."""

    name: str
    rows: tuple[SheetRow, ...]


def read_sheets(name: str, content: bytes) -> tuple[Sheet, ...]:
    """Return the sheets of a file that hold something; a workbook is opened in the bounded worker. Raises CannotRead."""
    sheets = _packed(name, content) if content.startswith(_PACKED) else (Sheet("", _lines(decode(content, name), name)),)
    found = tuple(sheet for sheet in sheets if sheet.rows)
    if not found:
        raise CannotRead(name, "it holds no row", "Save the table as .xlsx or .csv and give that.")
    return found


def _packed(name: str, content: bytes) -> tuple[Sheet, ...]:
    with tempfile.TemporaryDirectory(prefix="brought-") as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        (document,) = open_documents([path])
    tables = [block for block in document.blocks if isinstance(block, Table)]
    return tuple(_sheet(table, table.sheet or f"table {place}") for place, table in enumerate(tables, 1))


def _lines(text: str, name: str) -> tuple[SheetRow, ...]:
    """The rows of a CSV file; commas, semicolons or tabs, whichever its first lines hold most of."""
    head = "\n".join(text.split("\n")[:5])
    lines = csv.reader(text.splitlines(), delimiter=max(",;\t", key=head.count))
    rows = []
    try:
        for cells in lines:
            if any(c.strip() for c in cells):
                rows.append(SheetRow(lines.line_num, tuple(cells[:MOST_COLUMNS]), {}))
            if len(rows) > MOST_ROWS:
                raise _too_many(name)
    except csv.Error as error:
        raise CannotRead(name, f"line {lines.line_num} is not CSV ({error})", "Save it as .xlsx and give that.") from error
    return tuple(rows)


def _too_many(name: str) -> CannotRead:
    return CannotRead(name, f"it has more than {MOST_ROWS:,} rows", "Give a copy that holds the table only.")


def _sheet(table: Table, name: str) -> Sheet:
    if len(table.rows) > MOST_ROWS:
        raise _too_many(name)
    rows = []
    for row in table.rows:
        cells = [c for c in row.cells if c.column < MOST_COLUMNS]
        texts = [""] * (max((c.column for c in cells), default=-1) + 1)
        for cell in cells:
            texts[cell.column] = _text(cell)
        if any(t.strip() for t in texts):
            rows.append(SheetRow(row.number, tuple(texts), {c.column: c.problem for c in cells if c.problem}))
    return Sheet(name, tuple(rows))


def _text(cell: Cell) -> str:
    """A number as the file holds it, not as rounded for the eye; all else as shown."""
    return f"{cell.value:f}" if isinstance(cell.value, Decimal) else cell.text
