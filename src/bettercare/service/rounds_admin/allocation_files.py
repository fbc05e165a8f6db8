"""Files of allocations: brought as CSV or Excel, read within bounds, and kept as they came."""

from __future__ import annotations

import csv
import tempfile
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from bettercare.documents import CannotRead, Cell, Table, open_documents
from bettercare.documents.text import decode
from bettercare.service.accounts.models import User
from bettercare.service.accounts.permissions import Permission, may
from bettercare.service.plans.actions import NotAllowed
from bettercare.service.rounds_admin.models import AllocationFile
from bettercare.service.uploaded import MEGABYTE, CannotTake, taken

LARGEST = 8 * MEGABYTE
"""Bytes of one file; a national table of a year has 40,000."""
MOST_ROWS, MOST_COLUMNS = 5000, 60
_PACKED = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")


class CannotImport(ValueError):
    """A file, or what was chosen for it, that makes no allocation; the words say what to do."""


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


def bring_allocations(*, by: User, round: str, table: str, file: UploadedFile[bytes] | None) -> AllocationFile:
    """Read a file in the bounded worker and keep it; nothing is in force yet. Raises CannotImport and CannotRead."""
    if not may(by, Permission.ADMINISTER, None):
        raise NotAllowed(f"Your role does not allow you to {Permission.ADMINISTER.value}.")
    if file is None:
        raise CannotImport("Choose a file: Excel or CSV.")
    try:
        one = taken(file, largest=LARGEST)
    except CannotTake as error:
        raise CannotImport(str(error)) from error
    sheets = [_as_json(s) for s in _read(one.name, one.content) if s.rows]
    if not sheets:
        raise CannotImport(f"No row was found in {one.name}. Save the table as .xlsx or .csv and bring that.")
    return AllocationFile.objects.create(
        round=round, table=table, name=one.name, content=one.content, sha256=one.sha256, sheets=sheets,
        by=by, by_name=str(by), at=timezone.now(),
    )  # fmt: skip


def sheets_of(file: AllocationFile) -> tuple[Sheet, ...]:
    """The sheets of a file that was brought."""
    return tuple(
        Sheet(s["name"], tuple(SheetRow(r["n"], tuple(r["c"]), {int(k): v for k, v in r["p"].items()}) for r in s["rows"]))
        for s in file.sheets
    )


def _as_json(sheet: Sheet) -> dict[str, Any]:
    return {"name": sheet.name, "rows": [{"n": r.number, "c": list(r.cells), "p": r.wrong} for r in sheet.rows]}


def _read(name: str, content: bytes) -> tuple[Sheet, ...]:
    if not content.startswith(_PACKED):
        return (Sheet("", _lines(decode(content, name))),)
    with tempfile.TemporaryDirectory(prefix="brought-") as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        (document,) = open_documents([path])
    tables = [block for block in document.blocks if isinstance(block, Table)]
    return tuple(_sheet(table, table.sheet or f"table {place}") for place, table in enumerate(tables, 1))


def _lines(text: str) -> tuple[SheetRow, ...]:
    """The rows of a CSV file; commas, semicolons or tabs, whichever its first lines hold most of."""
    head = "\n".join(text.split("\n")[:5])
    lines = csv.reader(text.splitlines(), delimiter=max(",;\t", key=head.count))
    rows = []
    try:
        for cells in lines:
            if any(c.strip() for c in cells):
                rows.append(SheetRow(lines.line_num, tuple(cells[:MOST_COLUMNS]), {}))
            if len(rows) > MOST_ROWS:
                raise CannotImport(f"The file has more than {MOST_ROWS:,} rows. Give a copy that holds the table only.")
    except csv.Error as error:
        raise CannotRead("the file", f"line {lines.line_num} is not CSV ({error})", "Save it as .xlsx and bring that.") from error
    return tuple(rows)


def _sheet(table: Table, name: str) -> Sheet:
    if len(table.rows) > MOST_ROWS:
        raise CannotImport(f"{name} has more than {MOST_ROWS:,} rows. Give a copy that holds the table only.")
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
