"""Workbooks: by XlsxWriter (formulas with results, hidden sheets, notes) and by openpyxl (plainer, some numbers as text)."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter
from openpyxl.utils import get_column_letter

from specimens.blocks import Cell, Grid, Heading, Paper, Text
from specimens.packages import undate

Write = Callable[[int, int, Cell, str | None], None]
"""Writes a cell at (row, column) from 0; the text is the formula of a total, without `=`."""


def by_xlsxwriter(paper: Paper, folder: Path, rng: random.Random) -> Path:
    """Write a workbook with totals as formulas whose results are stored, merged cells and sometimes a hidden sheet."""
    path = folder / f"{paper.name}.xlsx"
    book = xlsxwriter.Workbook(str(path))
    book.set_properties({"created": datetime(2014, 4, 4, 12, 0, 0)})
    formats = {
        "money": book.add_format({"num_format": "£#,##0.##"}),
        "date": book.add_format({"num_format": "dd/mm/yyyy"}),
        "percent": book.add_format({"num_format": "0.0%"}),
        "bold": book.add_format({"bold": True}),
        "plain": book.add_format({}),
    }
    if rng.random() < 0.4:
        hidden = book.add_worksheet("Lists")
        hidden.write_column(0, 0, ["Yes", "No", "tbc", 1234567])
        hidden.hide()
    margin = rng.choice((0, 0, 1)), rng.choice((0, 0, 1))
    for sheet, blocks in paper.sheets():
        page = book.add_worksheet((sheet.sheet or "Sheet")[:31])
        page.set_column(0, 12, 24)

        def write(r: int, c: int, cell: Cell, formula: str | None, page: Any = page) -> None:
            _xlsxwriter_cell(page, formats, r, c, cell, formula)

        def merge(a: int, b: int, c: int, d: int, cell: Cell, page: Any = page) -> None:
            page.merge_range(a, b, c, d, cell.text, formats["bold"])

        _fill(blocks, write, merge, margin)
        if sheet.hidden:
            page.hide()
    book.worksheets()[-1].activate()
    book.close()
    return path


def _xlsxwriter_cell(page: Any, formats: dict[str, Any], r: int, c: int, cell: Cell, formula: str | None) -> None:
    if isinstance(cell.value, date):
        page.write_datetime(r, c, cell.value, formats["date"])
    elif cell.value is not None and formula:
        page.write_formula(r, c, f"={formula}", formats["money"], float(cell.value))
    elif cell.value is not None and cell.percent:
        page.write_number(r, c, float(cell.value) / 100, formats["percent"])
    elif cell.value is not None:
        page.write_number(r, c, float(cell.value), formats["money"] if "£" in cell.text else formats["plain"])
    elif cell.text:
        page.write_string(r, c, cell.text, formats["bold"] if cell.bold else formats["plain"])


def by_openpyxl(paper: Paper, folder: Path, rng: random.Random) -> Path:
    """Write a plainer workbook: no formulas, and some numbers and dates as text as typed."""
    path = folder / f"{paper.name}.xlsx"
    book = openpyxl.Workbook()
    book.remove(book.active)
    as_text = rng.random() < 0.3
    for sheet, blocks in paper.sheets():
        page = book.create_sheet((sheet.sheet or "Sheet")[:31])

        def write(r: int, c: int, cell: Cell, formula: str | None, page: Any = page) -> None:
            target = page.cell(r + 1, c + 1)
            if cell.value is None or as_text or isinstance(cell.value, date):
                target.value = cell.text or None
            elif cell.percent:
                target.value, target.number_format = float(cell.value) / 100, "0.0%"
            else:
                target.value, target.number_format = float(cell.value), "#,##0.##"

        def merge(a: int, b: int, c: int, d: int, cell: Cell, page: Any = page) -> None:
            page.cell(a + 1, b + 1).value = cell.text
            page.merge_cells(start_row=a + 1, start_column=b + 1, end_row=c + 1, end_column=d + 1)

        _fill(blocks, write, merge, (0, 0))
        if sheet.hidden:
            page.sheet_state = "hidden"
    book.save(path)
    undate(path)
    return path


def _fill(blocks: list[Any], write: Write, merge: Callable[[int, int, int, int, Cell], Any], margin: tuple[int, int]) -> None:
    """Put blocks one below the other, a row free between them."""
    r, left = margin
    for block in blocks:
        if isinstance(block, Heading | Text):
            write(r, left, Cell(block.text, bold=isinstance(block, Heading)), None)
            r += 2
        elif isinstance(block, Grid):
            squares = block.squares()
            for i, squared in enumerate(squares):
                for j, cell in enumerate(squared):
                    if cell is None:
                        continue
                    if cell.rows > 1 or cell.columns > 1:
                        merge(r + i, left + j, r + i + cell.rows - 1, left + j + cell.columns - 1, cell)
                    else:
                        write(r + i, left + j, cell, _sum(r + i, left + j, cell))
            r += len(squares) + 2


def _sum(r: int, c: int, cell: Cell) -> str | None:
    letter = get_column_letter(c + 1)
    return f"SUM({letter}{r - cell.sums + 1}:{letter}{r})" if cell.sums else None
