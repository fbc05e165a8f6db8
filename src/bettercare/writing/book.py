"""A form as a workbook: live totals, lists to choose from, locked labels, colours by who fills a cell, and what is missing.

The first sheet counts for every sheet what is asked and still empty, with a link to each such cell; its formulas follow the
cells, so that it is right while people type. Text is always stored as text, whatever sign it begins with.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from bettercare.documents.marks import HEADINGS, SHEET, pointer
from bettercare.writing.form import Banner, Cell, Fields, Form, Guide, Heading, Page, Prose, Table
from bettercare.writing.marking import Marking
from bettercare.writing.worked_cells import worked_formula

_STILL = datetime(2000, 1, 1)
_NUMBERS = {"money": "£#,##0.00;-£#,##0.00", "percent": '0.##"%"', "number": "#,##0.##", "date": "d mmmm yyyy", "period": "@"}
_FILL = {"input": "#FFF9C4", "pre-populated": "#E8EDEE", "label": None}
_LONGEST_LIST = 255
"""Characters of a list that a validation may hold itself; longer ones stand on a sheet of lists."""
CHECK_SHEET, LIST_SHEET = "What is missing", "Lists"
_SHOWN = (
    "Below stands what was missing when this was written. The counts above follow you; to see the list anew, reapply its filter."
)
_ACROSS_A4 = 200
"""Letters across a landscape page of A4 that can still be read; a wider sheet is printed on A3."""


def book_bytes(form: Form) -> bytes:
    """Return the form as an .xlsx."""
    stream = BytesIO()
    book = xlsxwriter.Workbook(stream, {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False})
    _properties(book, form)
    _Book(book, form).write()
    book.close()
    return stream.getvalue()


def _properties(book: Any, form: Form) -> None:
    book.set_properties({"title": form.title, "comments": form.identity.words, "created": _STILL, "author": ""})
    book.set_custom_property("Content SHA-256", form.identity.sha256)
    if form.identity.version:
        book.set_custom_property("Version", form.identity.version)


@dataclass
class _Asked:
    """A cell that must be filled: where it stands and what it asks."""

    sheet: str
    ref: str
    asks: str


@dataclass
class _Book:
    book: Any
    form: Form
    formats: dict[tuple[Any, ...], Any] = field(default_factory=dict)
    lists: dict[tuple[str, ...], str] = field(default_factory=dict)
    asked: list[_Asked] = field(default_factory=list)
    missing: set[tuple[str, str]] = field(default_factory=set)
    marking: Marking = field(init=False)
    rows: dict[int, list[tuple[int, str]]] = field(default_factory=dict)
    """The texts of the sheet at hand by row, each with its column: they say how high a row must be."""
    places: dict[str, str] = field(default_factory=dict)
    """Where a value stands on the sheet at hand, by its address."""

    def __post_init__(self) -> None:
        self.marking = Marking(self.form.plan)

    def write(self) -> None:
        names = list(_names(self.form.pages))
        check = self.book.add_worksheet(CHECK_SHEET)
        sheets = [self.book.add_worksheet(name) for name in names]
        lists = self.book.add_worksheet(LIST_SHEET)
        for page, sheet in zip(self.form.pages, sheets, strict=True):
            self._page(sheet, page)
        self._check(check, names)
        self._marks()
        for column, (choices, _) in enumerate(self.lists.items()):
            lists.write_column(0, column, choices)
        lists.very_hidden()
        if sheets:
            sheets[0].activate()
            sheets[0].set_first_sheet()

    def format(self, **wanted: Any) -> Any:
        key = tuple(sorted(wanted.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format({"font_name": "Arial", "font_size": 10, "valign": "top", **wanted})
        return self.formats[key]

    def _marks(self) -> None:
        """The sheet that says which cell stands for which part of the plan."""
        sheet = self.book.add_worksheet(SHEET)
        sheet.write_row(0, 0, HEADINGS)
        for row, (part, (name, at, column)) in enumerate(self.marking.found().items(), start=1):
            sheet.write_string(row, 0, part)
            sheet.write_formula(row, 1, f"={pointer(name, xl_rowcol_to_cell(at, column))}", None, at + 1)
            sheet.write_string(row, 2, self.marking.names[part] or "")
        sheet.protect()
        sheet.very_hidden()

    # pages

    def _page(self, sheet: Any, page: Page) -> None:
        widths: dict[int, int] = {}
        self.rows, self.places = {}, {}
        row = 0
        for block in page.blocks:
            row = self._block(sheet, block, row, widths) + 1
        for column, width in widths.items():
            sheet.set_column(column, column, _width(width))
        for number, texts in self.rows.items():
            lines = max(sum(1 + len(line) // _width(widths.get(c, 0)) for line in text.split("\n")) for c, text in texts)
            if lines > 1:
                sheet.set_row(number, min(409, 14 * lines))
        sheet.protect("", {"format_columns": True, "format_rows": True, "insert_rows": True, "sort": True, "autofilter": True})
        self._print(sheet, sum(map(_width, widths.values())))

    def _print(self, sheet: Any, letters: int = 0) -> None:
        """On paper a sheet is one page wide, with its identity and number at the foot."""
        sheet.set_landscape()
        sheet.set_paper(8 if letters > _ACROSS_A4 else 9)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer(f"&L{self.form.identity.words.replace('&', '&&')}&RPage &P of &N")

    def _block(self, sheet: Any, block: Any, row: int, widths: dict[int, int]) -> int:
        """Write a block from a row on and return the first row below it."""
        if isinstance(block, Heading):
            sheet.write_string(row, 0, block.text, self.format(bold=True, font_size={1: 16, 2: 14}.get(block.level, 12)))
            return row + 1
        if isinstance(block, Banner):
            wanted = {"bold": True, "bg_color": "#FFB81C", "text_wrap": True}
            sheet.merge_range(row, 0, row, 3, block.text, self.format(**wanted))
            return row + 1
        if isinstance(block, Guide):
            sheet.write_string(row, 0, block.text, self.format(italic=True, font_color="#425563"))
            return row + 1
        if isinstance(block, Prose):
            self._prose(sheet, block.cell, row)
            widths[0] = 60
            return row + 1
        if isinstance(block, Fields):
            for label, cell in block.rows:
                sheet.write_string(row, 0, label, self.format(bold=True, text_wrap=True))
                self.rows.setdefault(row, []).append((0, label))
                self._cell(sheet, row, 1, cell)
                _widen(widths, 0, label)
                _widen(widths, 1, cell.text)
                row += 1
            return row
        return self._table(sheet, block, row, widths)

    def _prose(self, sheet: Any, cell: Cell, row: int) -> None:
        """Running text, over the width of the page."""
        self.marking.meet(cell.address, (sheet.get_name(), row, 0))
        lines = sum(1 + len(line) // 110 for line in (cell.text or "").split("\n"))
        form = self.format(text_wrap=True, locked=False, bg_color=_FILL["input"], border=1, border_color="#AEB7BD")
        sheet.merge_range(row, 0, row, 7, "", form)
        sheet.write_string(row, 0, cell.text, form)
        sheet.set_row(row, min(409, 15 * max(lines, 3)))
        self._ask(sheet, row, 0, cell)

    def _table(self, sheet: Any, table: Table, row: int, widths: dict[int, int]) -> int:
        head = self.format(bold=True, text_wrap=True, bg_color="#005EB8", font_color="#FFFFFF", border=1)
        for column, text in enumerate(table.heads):
            sheet.write_string(row, column, text, head)
            self.rows.setdefault(row, []).append((column, text))
            _widen(widths, column, text, 24)
        first = row + 1
        row = first
        beside = 0
        for cells in table.rows:
            shift = len(table.heads) - len(cells) if beside else 0
            beside = max(0, beside - 1)
            for column, cell in enumerate(cells, start=shift):
                if cell.rows > 1:
                    beside = cell.rows - 1
                    sheet.merge_range(row, column, row + beside, column, "", self._shape(cell))
                self._cell(sheet, row, column, cell)
                _widen(widths, column, cell.text, 48)
            row += 1
        for _ in range(table.spare):
            for column, cell in enumerate(table.empty):
                self._cell(sheet, row, column, cell)
            row += 1
        if table.total:
            for column, cell in enumerate(table.total):
                formula = f"=SUM({xl_rowcol_to_cell(first, column)}:{xl_rowcol_to_cell(row - 1, column)})" if cell.above else None
                self._cell(sheet, row, column, cell, formula)
            row += 1
        return row

    # cells

    def _shape(self, cell: Cell, **more: Any) -> Any:
        wanted: dict[str, Any] = {
            "text_wrap": True,
            "border": 1,
            "border_color": "#AEB7BD",
            "locked": cell.entry != "input",
            **more,
        }
        if cell.kind in _NUMBERS:
            wanted["num_format"] = _NUMBERS[cell.kind]
        if _FILL[cell.entry]:
            wanted["bg_color"] = _FILL[cell.entry]
        return self.format(**wanted)

    def _cell(self, sheet: Any, row: int, column: int, cell: Cell, formula: str | None = None) -> None:
        form = self._shape(cell, **({"bold": True} if cell.entry == "label" or formula else {}))
        self.marking.meet(cell.address, (sheet.get_name(), row, column))
        self.places[cell.address or ""] = xl_rowcol_to_cell(row, column)
        formula = formula or (worked_formula(cell.works, self.places) if cell.works else None)
        if cell.rows == 1 and cell.kind in ("text", "choice"):
            self.rows.setdefault(row, []).append((column, cell.text))
        if formula:
            result = float(cell.held) if isinstance(cell.held, Decimal) else ""
            sheet.write_formula(row, column, formula, self._shape(cell, bold=True, locked=True, bg_color="#E8EDEE"), result)
        elif isinstance(cell.held, Decimal):
            sheet.write_number(row, column, float(cell.held), form)
        elif isinstance(cell.held, date):
            sheet.write_datetime(row, column, datetime(cell.held.year, cell.held.month, cell.held.day), form)
        elif cell.text:
            sheet.write_string(row, column, cell.text, form)
        else:
            sheet.write_blank(row, column, None, form)
        if cell.entry == "input":
            self._validate(sheet, row, column, cell)
            self._ask(sheet, row, column, cell)

    def _validate(self, sheet: Any, row: int, column: int, cell: Cell) -> None:
        choices = cell.choices or (("Yes", "No") if cell.kind == "yes-no" else ())
        if choices:
            sheet.data_validation(
                row, column, row, column, {"validate": "list", "source": self._source(choices), "error_type": "warning"}
            )

    def _source(self, choices: tuple[str, ...]) -> Any:
        if len(",".join(choices)) <= _LONGEST_LIST and not any("," in c for c in choices):
            return list(choices)
        if choices not in self.lists:
            column = len(self.lists)
            last = xl_rowcol_to_cell(len(choices) - 1, column, row_abs=True, col_abs=True)
            self.lists[choices] = f"='{LIST_SHEET}'!{xl_rowcol_to_cell(0, column, row_abs=True, col_abs=True)}:{last}"
        return self.lists[choices]

    def _ask(self, sheet: Any, row: int, column: int, cell: Cell) -> None:
        if cell.required:
            where = sheet.get_name(), xl_rowcol_to_cell(row, column)
            self.asked.append(_Asked(*where, cell.asks or "a value"))
            if cell.missing:
                self.missing.add(where)

    # the check sheet

    def _check(self, sheet: Any, names: Sequence[str]) -> None:
        """For each sheet how much is missing, then every cell that is asked for, with a link to it."""
        bold, wrap = self.format(bold=True), self.format(text_wrap=True)
        head = self.format(bold=True, bg_color="#005EB8", font_color="#FFFFFF", border=1)
        sheet.write_string(0, 0, CHECK_SHEET, self.format(bold=True, font_size=16))
        sheet.write_string(1, 0, self.form.identity.words, self.format(font_color="#425563"))
        sheet.write_row(3, 0, ["Sheet", "Asked", "Missing"], head)
        first_asked = 3 + len(names) + 4
        empty = self.missing
        last = first_asked + len(self.asked)
        for number, name in enumerate(names):
            row = 4 + number
            mine = [a for a in self.asked if a.sheet == name]
            sheet.write_url(row, 0, f"internal:{_quoted(name)}!A1", self.format(font_color="#005EB8", underline=1), name)
            where = f"$A${first_asked + 1}:$A${max(last, first_asked + 1)}"
            state = f"$D${first_asked + 1}:$D${max(last, first_asked + 1)}"
            sheet.write_formula(row, 1, f"=COUNTIF({where},A{row + 1})", bold, len(mine))
            missing = sum((a.sheet, a.ref) in empty for a in mine)
            sheet.write_formula(row, 2, f'=COUNTIFS({where},A{row + 1},{state},"Missing")', bold, missing)
        sheet.write_string(first_asked - 2, 0, _SHOWN, self.format(italic=True, font_color="#425563"))
        sheet.write_row(first_asked - 1, 0, ["Sheet", "Cell", "What is asked", "State"], head)
        for number, asked in enumerate(self.asked):
            row = first_asked + number
            there = f"{_quoted(asked.sheet)}!{asked.ref}"
            sheet.write_string(row, 0, asked.sheet, wrap)
            sheet.write_url(row, 1, f"internal:{there}", self.format(font_color="#005EB8", underline=1), asked.ref)
            sheet.write_string(row, 2, asked.asks, wrap)
            state = "Missing" if (asked.sheet, asked.ref) in empty else "Done"
            sheet.write_formula(row, 3, f'=IF(TRIM({there}&"")="","Missing","Done")', wrap, state)
            if state == "Done":
                sheet.set_row(row, None, None, {"hidden": True})
        sheet.autofilter(first_asked - 1, 0, max(last - 1, first_asked), 3)
        sheet.filter_column(3, "x == Missing")
        sheet.conditional_format(
            first_asked, 3, max(last, first_asked), 3,
            {"type": "cell", "criteria": "==", "value": '"Missing"', "format": self.book.add_format({"bg_color": "#FFD6CC"})},
        )  # fmt: skip
        sheet.set_column(0, 0, 34)
        sheet.set_column(1, 1, 10)
        sheet.set_column(2, 2, 70)
        sheet.set_column(3, 3, 12)
        sheet.protect("", {"autofilter": True, "sort": True})
        self._print(sheet)


def _names(pages: Sequence[Page]) -> Iterator[str]:
    """Names of sheets: at most 31 characters, without those that Excel refuses, no two alike."""
    used = {CHECK_SHEET.lower(), LIST_SHEET.lower(), SHEET.lower()}
    for page in pages:
        plain = "".join(" " if c in "[]:*?/\\" else c for c in page.title).strip("' ")[:31].strip()
        name, number = plain or "Sheet", 2
        while name.lower() in used:
            name = f"{plain[:27]} {number}"
            number += 1
        used.add(name.lower())
        yield name


def _quoted(name: str) -> str:
    return "'{}'".format(name.replace("'", "''"))


def _width(longest: int) -> int:
    return max(12, min(longest, 60))


def _widen(widths: dict[int, int], column: int, text: str, most: int = 60) -> None:
    longest = max((len(line) for line in text.split("\n")), default=0)
    widths[column] = max(widths.get(column, 0), min(longest + 2, most))
