"""A workbook as places to write in: what each cell holds, and why a value may not stand there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from bettercare.documents.excel.book import FORMULA, LARGE, ONE, Book, S, Sheet, as_number, column_index, column_name, numbered
from bettercare.documents.model import CellValue
from bettercare.documents.wording import label_key
from bettercare.plan.words import day
from bettercare.writing.cell_edits import At, Content
from bettercare.writing.form import Cell

_LONGEST_TEXT = 32_767
_FIRST_DAY = {False: date(1899, 12, 30), True: date(1904, 1, 1)}
_SAID = re.compile(r'"[^"]*"|\\.')
_BOX = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?")
_UNITS = re.compile(
    r"£\s?['’]?0{3}s?\b|£\s?[km]\b|£\s?million|\b(?:in|figures|amounts|all) (?:£\s?)?(?:thousands|millions)\b", re.I
)
Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Held:
    """What a cell holds now."""

    text: str
    value: CellValue
    formula: bool
    style: str | None


_NOTHING = Held("", None, False, None)


@dataclass(frozen=True, slots=True)
class _Validation:
    boxes: tuple[Box, ...]
    kind: str
    formula: str
    """The list, or the first limit."""
    operator: str
    second: str
    """The second limit, of those that lie between two."""

    def permits(self, number: Decimal) -> bool:
        """Whether a number (of characters, for a length) keeps to the limits; limits that are worked out are not judged."""
        if self.kind == "whole" and number != number.to_integral_value():
            return False
        first, second = as_number(self.formula.strip()), as_number(self.second.strip())
        if first is None or (self.operator in ("between", "notBetween") and second is None):
            return True
        within = second is not None and first <= number <= second
        return {
            "between": within, "notBetween": not within, "equal": number == first, "notEqual": number != first,
            "greaterThan": number > first, "lessThan": number < first, "greaterThanOrEqual": number >= first,
            "lessThanOrEqual": number <= first,
        }.get(self.operator, True)  # fmt: skip


@dataclass(slots=True)
class Grid:
    """A sheet's cells by row and column, and what the sheet says of them."""

    book: Book
    sheet: Sheet
    placeholders: frozenset[str]
    cells: dict[At, Held] = field(default_factory=dict)
    labels: dict[str, list[At]] = field(default_factory=dict)
    """Where each wording of text stands, by its key."""
    rows: dict[int, list[At]] = field(default_factory=dict)
    """The cells of each row that hold something, from left to right."""
    last: int = 0
    """The last row that is there."""
    _hidden_rows: set[int] = field(default_factory=set)
    _row_styles: dict[int, str] = field(default_factory=dict)
    _columns: list[tuple[int, int, str]] = field(default_factory=list)
    _validations: list[_Validation] = field(default_factory=list)
    _arrays: list[Box] = field(default_factory=list)

    @classmethod
    def of(cls, book: Book, sheet: Sheet, placeholders: frozenset[str]) -> Grid:
        grid = cls(book, sheet, placeholders)
        root = book.package.xml(sheet.part) if book.package.size(sheet.part) >= LARGE else sheet.root
        data = root.find(f"{S}sheetData")
        for number, row in numbered(data if data is not None else ()):
            grid.last = max(grid.last, number)
            if row.get("hidden") in ("1", "true"):
                grid._hidden_rows.add(number)
            if row.get("customFormat") in ("1", "true") and row.get("s"):
                grid._row_styles[number] = row.get("s")
            column = -1
            for element in row:
                ref = element.get("r")
                column = column_index(ref.rstrip("0123456789")) if ref else column + 1
                grid._take(element, (number, column))
        for item in root.iterfind(f"{S}cols/{S}col"):
            if item.get("style"):
                grid._columns.append((int(item.get("min")) - 1, int(item.get("max")) - 1, item.get("style")))
        for item in root.iter("{*}dataValidation"):
            limits = [_limit(item, "formula1"), _limit(item, "formula2")]
            areas = item.get("sqref") or item.findtext("{*}sqref") or ""
            if item.get("type") not in (None, "none"):
                grid._validations.append(
                    _Validation(tuple(_boxes(areas)), item.get("type"), limits[0], item.get("operator", "between"), limits[1])
                )
        return grid

    def _take(self, element: Any, at: At) -> None:
        formula = element.find(FORMULA)
        value, text, _ = (
            self.book.value(element, element[-1], element.get("t"), element.get("s")) if len(element) else (None, "", None)
        )
        self.cells[at] = Held(text, value, formula is not None, element.get("s"))
        if formula is not None and formula.get("t") in ("array", "dataTable"):
            self._arrays += _boxes(formula.get("ref") or "")
        if text.strip():
            self.rows.setdefault(at[0], []).append(at)
        if isinstance(value, str) and (key := label_key(text)):
            self.labels.setdefault(key, []).append(at)

    # what stands there

    def labels_of(self, keys: Iterable[str]) -> list[At]:
        """Where texts stand whose key is one of some."""
        return [at for key in keys for at in self.labels.get(key, ())]

    def held(self, at: At) -> Held:
        return self.cells.get(at, _NOTHING)

    def text(self, at: At) -> str:
        return self.held(at).text.strip()

    def free(self, at: At) -> bool:
        """Whether nothing stands there but what the blank form put there for an answer to take its place."""
        held = self.held(at)
        return not held.formula and (not held.text.strip() or label_key(held.text) in self.placeholders)

    def locked(self, at: At) -> bool:
        """Whether the sheet is protected and the cell is not one of those left open."""
        if not self.sheet.protected:
            return False
        style = self.book.style(self.style(at))
        return style is None or style.locked

    def style(self, at: At) -> str | None:
        """The style a cell has, or would have were it there."""
        if at in self.cells:
            return self.cells[at].style
        if at[0] in self._row_styles:
            return self._row_styles[at[0]]
        return next((style for first, last, style in self._columns if first <= at[1] <= last), None)

    def covered(self, at: At) -> bool:
        """Whether it lies under a merged cell."""
        return at in self.sheet.covered

    def hidden(self, at: At) -> bool:
        """Whether its row or column is hidden."""
        return at[0] in self._hidden_rows or at[1] in self.sheet.hidden_columns

    def past(self, at: At) -> int:
        """The column to the right of a cell and what is merged with it."""
        return at[1] + self.sheet.merges.get(at, ONE)[1]

    def below(self, at: At) -> int:
        return at[0] + self.sheet.merges.get(at, ONE)[0]

    def ref(self, at: At) -> str:
        return f"{column_name(at[1])}{at[0]}"

    def other_unit(self, row: int) -> str | None:
        """Words at or above a row by which amounts may not be in pounds."""
        for at, held in self.cells.items():
            if at[0] <= row and isinstance(held.value, str) and len(held.text) <= 200 and _UNITS.search(held.text):
                return held.text.strip()
        return None

    # what may stand there

    def content(self, at: At, cell: Cell, also: tuple[str, ...] = ()) -> Content | str:
        """What to write for a value, or why it may not be written. `also` are other wordings of a choice."""
        held = self.held(at)
        if self.covered(at):
            return "the cell lies under a merged cell"
        if self.hidden(at):
            return "the cell is hidden"
        if held.formula or any(_within(at, box) for box in self._arrays):
            return "the workbook works this cell out by a formula"
        offered = [v for v in self._validations if any(_within(at, box) for box in v.boxes)]
        value = self._value(at, cell, offered, also)
        if isinstance(value, Refused):
            return value.why
        if self.same(at, value, cell):
            return Content(value, held.style)
        if self.locked(at):
            return "the cell is locked"
        if not self.free(at):
            return f"the cell holds another value: {held.text.strip()[:80]}"
        return Content(value, self.style(at))

    def same(self, at: At, value: Decimal | str | bool, cell: Cell) -> bool:
        """Whether the cell holds the value already."""
        held = self.held(at)
        if isinstance(cell.held, date) and isinstance(held.value, datetime | date):
            return f"{held.value:%Y-%m-%d}" == f"{cell.held:%Y-%m-%d}"
        if isinstance(value, Decimal):
            return isinstance(held.value, Decimal) and abs(held.value - value) <= Decimal("1e-9") * max(abs(value), Decimal(1))
        if isinstance(value, bool) or isinstance(held.value, bool):
            return held.value is value
        return bool(held.text) and held.text.split() == value.split()

    def _value(self, at: At, cell: Cell, rules: list[_Validation], also: tuple[str, ...]) -> Decimal | str | bool | Refused:
        style = self.book.style(self.style(at))
        lists = [rule for rule in rules if rule.kind == "list"]
        kinds = {rule.kind for rule in rules}
        if lists:
            return self._chosen(cell, lists, also)
        held = cell.held
        if isinstance(held, date):
            if style is not None and style.date:
                return Decimal((held - _FIRST_DAY[self.book.from_1904]).days)
            return Refused("the cell wants a date and does not show one as a date") if "date" in kinds else day(held)
        if isinstance(held, Decimal):
            number = self._number(held, cell, style.code if style else "General")
            fits = all(rule.permits(number) for rule in rules if rule.kind in ("decimal", "whole"))
            return number if fits else Refused(f"the cell does not take {cell.text}")
        text = held if isinstance(held, str) else cell.text
        if kinds & {"decimal", "whole", "date", "time"}:
            return Refused(f"the cell takes no text, and the plan says {text!r}")
        fits = all(rule.permits(Decimal(len(text))) for rule in rules if rule.kind == "textLength")
        if not fits or len(text) > _LONGEST_TEXT:
            return Refused(f"the text has {len(text):,} characters, which the cell does not take")
        return text

    def _number(self, held: Decimal, cell: Cell, code: str) -> Decimal:
        return held / 100 if cell.kind == "percent" and "%" in _SAID.sub("", code) else held

    def _chosen(self, cell: Cell, lists: list[_Validation], also: tuple[str, ...]) -> str | Decimal | Refused:
        """The list's own label for a choice."""
        offered = tuple(dict.fromkeys(c for rule in lists for c in self.book.choices(self.sheet, rule.formula)))
        if not offered:
            return Refused("the list of the cell cannot be worked out here")
        if isinstance(cell.held, Decimal):
            fitting = [c for c in offered if as_number(c) == cell.held]
            return cell.held if fitting else Refused(f"the list of the cell does not offer {cell.text!r}")
        for wordings in ((cell.text,), also):
            keys = {label_key(w) for w in wordings}
            fitting = [c for c in offered if label_key(c) in keys]
            if len(fitting) == 1:
                return fitting[0]
        return Refused(f"the list of the cell does not offer {cell.text!r}")


@dataclass(frozen=True, slots=True)
class Refused:
    why: str


def _limit(item: Any, name: str) -> str:
    """A limit of a validation; newer ones hold it one element deeper."""
    found = item.find(f"{{*}}{name}")
    return "" if found is None else "".join(found.itertext()).strip()


def _boxes(areas: str) -> Iterator[Box]:
    for match in _BOX.finditer(areas):
        rows = int(match[2]), int(match[4] or match[2])
        columns = column_index(match[1]), column_index(match[3] or match[1])
        yield min(rows), min(columns), max(rows), max(columns)


def _within(at: At, box: Box) -> bool:
    return box[0] <= at[0] <= box[2] and box[1] <= at[1] <= box[3]
