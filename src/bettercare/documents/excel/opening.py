"""Excel (.xlsx, .xlsm) in one pass over each sheet's XML: values, formulas, errors, lists, protection and hidden parts.

Cells are as the file stores them; formulas are compared with a recalculation (`recalculating`), macros never run, and
outside links are not followed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from bettercare.documents.excel.book import (
    FORMULA,
    NOTHING,
    ONE,
    Book,
    S,
    Sheet,
    column_index,
    column_name,
    numbered,
    too_many_cells,
)
from bettercare.documents.limits import LIMITS, Limits
from bettercare.documents.marks import with_marks
from bettercare.documents.model import Block, CannotRead, Cell, Row, Table
from bettercare.documents.package import Package
from bettercare.documents.recalculating import recalculated

_SHARED_REF = re.compile(r"(\"[^\"]*\"|'[^']*')|(?<![A-Za-z0-9_.])(\$?)([A-Z]{1,3})(\$?)(\d{1,7})(?![\d(A-Za-z_.])")


def read_excel(package: Package, limits: Limits = LIMITS) -> tuple[tuple[Block, ...], tuple[str, ...], str | None]:
    """Return one Table per sheet, the workbook's notices and its title; raises CannotRead."""
    book = Book(package, limits)
    if not book.sheets:
        raise CannotRead(package.name, "the workbook has no sheets", "Open it in Excel, save it as .xlsx, and give the new copy.")
    tables = recalculated(tables_of(book), book)
    return with_marks(tables), _notices(book, tables), package.title()


def tables_of(book: Book) -> tuple[Table, ...]:
    """One Table per sheet, with results of formulas as they are stored."""
    return tuple(Table(tuple(_rows(book, sheet)), sheet=sheet.name, sheet_state=sheet.state) for sheet in book.sheets)


def _rows(book: Book, sheet: Sheet) -> Iterator[Row]:
    data = sheet.root.find(f"{S}sheetData")
    reader = _Cells(book, sheet)
    for number, row in numbered(data if data is not None else ()):
        cells = reader.row(number, row)
        if cells:
            book.cells += len(cells)
            if book.cells > book.limits.cells:
                raise too_many_cells(book.package.name, sheet.name, book.limits)
            yield Row(tuple(cells), number)


_NONE: dict[int, tuple[tuple[str, ...], bool]] = {}


class _Cells:
    """Reads the cells of one sheet, row by row; most cells have nothing special, and take the short way."""

    def __init__(self, book: Book, sheet: Sheet) -> None:
        self.book, self.sheet, self.strings = book, sheet, book.strings
        self.shared: dict[str, tuple[str, int, int]] = {}
        self.by_style: dict[str | None, tuple[str | None, bool]] = {}

    def row(self, number: int, row: Any) -> list[Cell]:
        cells = []
        row_hidden = row.get("hidden") in ("1", "true")
        special = self.special(number)
        protected, by_style, strings = self.sheet.protected, self.by_style, self.strings
        column = -1
        for element in row:
            filled = len(element)
            ref = element.get("r")
            column = column_index(ref.rstrip("0123456789")) if ref else column + 1
            if not filled and not protected and column not in special:
                continue
            kind, style = element.get("t"), element.get("s")
            formula = None
            value, text, problem = NOTHING
            if filled:
                last = element[-1]
                if kind == "s" and filled == 1:
                    held = last.text
                    value = text = strings[int(held)] if held and held.isdigit() and int(held) < len(strings) else ""
                else:
                    value, text, problem = self.book.value(element, last, kind, style)
                    if filled > 1 or (value is None and not text):
                        formula = self.formula(element[0], number, column)
                        if formula is not None and value is None and problem is None:
                            problem = "not calculated"
            code, locked = by_style.get(style) or self.style(style)
            if row_hidden or column in special:
                cell = Cell(text, column, value, ref, ONE, formula, problem, code, (), locked, row_hidden)
                cell = self.specially(cell, number, *special.get(column, ((), False)))
            elif filled or not locked:
                cell = Cell(text, column, value, ref, ONE, formula, problem, code, (), locked)
            else:
                continue
            if value is not None or self.worth_keeping(cell):
                cells.append(cell)
        return cells

    def special(self, number: int) -> dict[int, tuple[tuple[str, ...], bool]]:
        """The columns of a row that have a list, a span, a comment, or are hidden: what they offer, and whether hidden."""
        sheet = self.sheet
        if not (sheet.hidden_columns or sheet.marked or sheet.lists):
            return _NONE
        found: dict[int, tuple[tuple[str, ...], bool]] = {column: ((), True) for column in sheet.hidden_columns}
        for column in sheet.marked.get(number, ()):
            found.setdefault(column, ((), False))
        for first, left, last, right, formula in sheet.lists:
            if first <= number <= last:
                choices = self.book.choices(sheet, formula)
                for column in range(left, min(right, left + 1000) + 1):
                    found[column] = (choices, found.get(column, ((), False))[1])
        return found

    def style(self, index: str | None) -> tuple[str | None, bool]:
        """A style's number format, None for the general one, and whether it locks its cells."""
        style = self.book.style(index)
        code = None if style is None or style.code == "General" else style.code
        self.by_style[index] = found = (code, self.sheet.protected and (style is None or style.locked))
        return found

    def specially(self, cell: Cell, row: int, choices: tuple[str, ...], hidden: bool) -> Cell:
        """The cell with what the sheet says of it: span, list, comment and hiding."""
        sheet, at = self.sheet, (row, cell.column)
        return cell._replace(
            span=sheet.merges.get(at, ONE),
            choices=choices,
            hidden=cell.hidden or hidden or at in sheet.covered,
            comment=sheet.comments.get(at),
        )

    def worth_keeping(self, cell: Cell) -> bool:
        """An empty cell is kept where it has a formula, an error, a list, a span, or is left open on a protected sheet."""
        left_open = self.sheet.protected and not cell.locked
        return bool(cell.text or cell.formula or cell.problem or cell.choices or cell.span != ONE or left_open or cell.comment)

    def formula(self, element: Any, row: int, column: int) -> str | None:
        return _formula(element, row, column, self.shared) if element.tag == FORMULA else None


def _formula(element: Any, row: int, column: int, shared: dict[str, tuple[str, int, int]]) -> str | None:
    """A formula as text; those that share one are moved from where it was written."""
    text = element.text or ""
    index = element.get("si")
    if element.get("t") == "shared" and index is not None:
        if text:
            shared[index] = (text, row, column)
        elif index in shared:
            source, from_row, from_column = shared[index]
            text = _moved(source, row - from_row, column - from_column)
    return f"={text}" if text else None


def _moved(formula: str, down: int, right: int) -> str:
    def one(match: re.Match[str]) -> str:
        quoted, fixed_column, letters, fixed_row, digits = match.groups()
        if quoted:
            return quoted
        letters = letters if fixed_column else column_name(column_index(letters) + right)
        digits = digits if fixed_row else str(int(digits) + down)
        return f"{fixed_column}{letters}{fixed_row}{digits}"

    return _SHARED_REF.sub(one, formula)


def _notices(book: Book, tables: tuple[Table, ...]) -> tuple[str, ...]:
    found = []
    for state in ("hidden", "very hidden"):
        names = [s.name for s in book.sheets if s.state == state]
        if names:
            found.append(f"These sheets are {state}, and were read: {', '.join(names)}.")
    if any(part.endswith("vbaproject.bin") for part in book.package):
        found.append("The file holds macros; they were not run.")
    if any(part.startswith("xl/externallinks/") and part.endswith(".xml") for part in book.package):
        found.append("Formulas point to other workbooks; those were not opened, and the results stored here are used.")
    problems = [cell.problem for table in tables for row in table.rows for cell in row.cells if cell.problem]
    for start, words in (
        ("#", "show an error such as #REF!"),
        ("not calculated", "have a formula and no stored result"),
        ("stale", "have a stored result that differs from what their formula gives"),
    ):
        count = sum(problem.startswith(start) for problem in problems)
        if count:
            found.append(f"Cells that {words}: {count}.")
    return tuple(found)
