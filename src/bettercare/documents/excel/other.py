"""Spreadsheets of other formats (.xls, .xlsb, .ods) by calamine: values only, without formulas or lists.

Also tells apart what an older Office container (OLE) holds: an .xls workbook is read; Word's .doc and protected files are not.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

from bettercare.documents.excel.book import as_number, column_name, too_many_cells
from bettercare.documents.excel.formats import plain
from bettercare.documents.limits import Limits
from bettercare.documents.model import Block, CannotRead, Cell, CellValue, Format, Row, Table

_RESAVE = "Open it in Excel, save it as .xlsx, and give the new copy."
_STATES = {"SheetVisibleEnum.Hidden": "hidden", "SheetVisibleEnum.VeryHidden": "very hidden"}
_SPARSE = 40
"""A sheet's outer box may be this many times the limit of cells, because most of it is empty."""

_Contents = tuple[Format, tuple[Block, ...], int | None, tuple[str, ...], str | None]


def read_old(data: bytes, name: str, limits: Limits) -> _Contents:
    """Return the contents of an .xls workbook; raises CannotRead for anything else in an OLE container."""

    def holds(stream: str) -> bool:
        return stream.encode("utf-16-le") in data

    if holds("EncryptedPackage") or holds("EncryptionInfo"):
        raise CannotRead(name, "the file is protected by a password", "Save a copy without a password and give that.")
    if holds("WordDocument"):
        raise CannotRead(name, "this is an old Word file (.doc)", "Open it in Word, save it as .docx, and give that.")
    if holds("PowerPoint Document"):
        raise CannotRead(
            name, "this is an old PowerPoint file (.ppt)", "Give the plan's Word or Excel document, or save this as PDF."
        )
    if holds("Workbook") or holds("Book"):
        return read_calamine(data, name, Format.XLS, limits)
    raise CannotRead(
        name,
        "this is an older Office file of a kind that is not read, or it is damaged",
        "Save it as .docx or .xlsx and give that.",
    )


def read_calamine(data: bytes, name: str, format: Format, limits: Limits) -> _Contents:
    """Return one Table per sheet; raises CannotRead."""
    from python_calamine import CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        tables = tuple(_tables(book, name, limits))
    except (CannotRead, MemoryError, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # a panic in the library is no Exception
        if "password" in str(error).casefold():
            raise CannotRead(
                name, "the file is protected by a password", "Save a copy without a password and give that."
            ) from error
        raise CannotRead(name, "the workbook is cut short or damaged", _RESAVE) from error
    notices = ["Formulas, lists and errors cannot be seen in this format: stored results are read, and an error reads as empty."]
    for state in ("hidden", "very hidden"):
        names = [table.sheet for table in tables if table.sheet_state == state and table.sheet]
        if names:
            notices.append(f"These sheets are {state}, and were read: {', '.join(names)}.")
    return format, tables, None, tuple(notices), None


def _tables(book: Any, name: str, limits: Limits) -> Iterator[Table]:
    count = 0
    for meta in book.sheets_metadata:
        if not str(meta.typ).endswith("WorkSheet"):
            continue
        sheet = book.get_sheet_by_name(meta.name)
        merges = {(r1, c1): (r2 - r1 + 1, c2 - c1 + 1) for (r1, c1), (r2, c2) in sheet.merged_cell_ranges or ()}
        if sheet.total_height * sheet.total_width > limits.cells * _SPARSE:
            raise too_many_cells(name, meta.name, limits)
        rows = []
        for number, values in _from_top(sheet):
            cells = tuple(_cells(values, number, merges))
            count += len(cells)
            if count > limits.cells:
                raise too_many_cells(name, meta.name, limits)
            if cells:
                rows.append(Row(cells, number))
        yield Table(tuple(rows), sheet=meta.name, sheet_state=_STATES.get(str(meta.visible), "visible"))


def _from_top(sheet: Any) -> Iterator[tuple[int, list[Any]]]:
    """Rows with their numbers in the sheet; the library starts at the first used cell unless told not to."""
    if sheet.start is not None:
        yield from enumerate(sheet.to_python(skip_empty_area=False), 1)


def _cells(values: list[Any], number: int, merges: dict[tuple[int, int], tuple[int, int]]) -> Iterator[Cell]:
    for column, raw in enumerate(values):
        if raw is None or raw == "":
            continue
        value, text = _typed(raw)
        yield Cell(text, column, value, f"{column_name(column)}{number}", merges.get((number - 1, column), (1, 1)))


def _typed(raw: Any) -> tuple[CellValue, str]:
    if isinstance(raw, bool):
        return raw, "TRUE" if raw else "FALSE"
    if isinstance(raw, int | float):
        number = as_number(repr(raw))
        return (number, plain(number)) if number is not None else (None, str(raw))
    if isinstance(raw, datetime):
        return (raw.date(), f"{raw:%d/%m/%Y}") if raw.time() == time() else (raw, f"{raw:%d/%m/%Y %H:%M}")
    if isinstance(raw, date):
        return raw, f"{raw:%d/%m/%Y}"
    if isinstance(raw, time | timedelta):
        seconds = raw.total_seconds() if isinstance(raw, timedelta) else raw.hour * 3600 + raw.minute * 60 + raw.second
        return (Decimal(round(seconds)) / 86400).quantize(Decimal("1e-9")), str(raw)
    return str(raw), str(raw)
