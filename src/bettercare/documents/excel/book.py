"""What a workbook holds beside its cells: styles, shared texts, names, sheets with their lists, spans, comments and protection."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from bettercare.documents.excel.formats import BUILT_IN, Show, as_date, is_date, plain, show_date, shower
from bettercare.documents.limits import MEGABYTE, Limits
from bettercare.documents.model import CannotRead, CellValue
from bettercare.documents.package import RELATION, Package, parse_xml

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
FORMULA, _V, _IS, _C, _ROW = f"{S}f", f"{S}v", f"{S}is", f"{S}c", f"{S}row"
_REF = re.compile(r"^\$?([A-Z]{1,3})\$?(\d{1,7})$")
LARGE = 8 * MEGABYTE
_EMPTY = re.compile(rb"<(?:\w+:)?(?:c|row)(?: [^<>]*)?/>|<((?:\w+:)?row)(?: [^<>]*)?></\1>")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


Value = tuple[CellValue, str, str | None]
"""A cell's typed value, its text as shown, and its problem."""
NOTHING: Value = (None, "", None)


@dataclass(frozen=True, slots=True)
class Style:
    code: str
    date: bool
    show: Show
    locked: bool


Box = tuple[int, int, int, int, str]
"""First row, first column, last row, last column of a validation list, and its formula."""
ONE = (1, 1)


@dataclass(slots=True)
class Sheet:
    """What a sheet says beside its cells."""

    name: str
    state: str
    part: str
    root: Any
    protected: bool = False
    merges: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    covered: set[tuple[int, int]] = field(default_factory=set)
    lists: list[Box] = field(default_factory=list)
    hidden_columns: set[int] = field(default_factory=set)
    comments: dict[tuple[int, int], str] = field(default_factory=dict)
    marked: dict[int, set[int]] = field(default_factory=dict)
    """For each row, the columns that have a span, lie under one, or have a comment."""


def too_many_cells(name: str, sheet: str, limits: Limits) -> CannotRead:
    found = f"sheet {sheet!r} takes the workbook over {limits.cells:,} cells, far more than a plan holds"
    return CannotRead(name, found, "Save a copy with only the plan's sheets, and delete the rows below the plan.")


class Book:
    """A workbook's shared parts, read once."""

    def __init__(self, package: Package, limits: Limits) -> None:
        self.package, self.limits = package, limits
        self.main = package.main_part()
        self.root = package.xml(self.main)
        self.relations = package.relations(self.main)
        targets = {r.kind: r.target for r in self.relations.values() if not r.external and r.target in package}
        props = self.root.find(f"{S}workbookPr")
        self.from_1904 = props is not None and props.get("date1904") in ("1", "true")
        self.strings = _shared_strings(package.xml(targets["sharedStrings"])) if "sharedStrings" in targets else []
        self.styles = _styles(package.xml(targets["styles"])) if "styles" in targets else []
        self.names = {n.get("name", ""): n.text or "" for n in self.root.iterfind(f"{S}definedNames/{S}definedName")}
        self.cells = 0
        self._numbers: dict[tuple[str, str | None], Value] = {}
        self._choices: dict[tuple[str, str], tuple[str, ...]] = {}
        self.sheets = [sheet for sheet in self._sheets() if sheet is not None]

    def _sheets(self) -> Iterator[Sheet | None]:
        states = {"hidden": "hidden", "veryHidden": "very hidden"}
        for item in self.root.iterfind(f"{S}sheets/{S}sheet"):
            relation = self.relations.get(item.get(RELATION) or "")
            if relation is None or relation.target not in self.package or relation.kind != "worksheet":
                continue
            root = self._sheet_root(relation.target, item.get("name") or "")
            sheet = Sheet(item.get("name") or "", states.get(item.get("state") or "", "visible"), relation.target, root)
            _read_extras(sheet, self.package)
            yield sheet

    def _sheet_root(self, part: str, name: str) -> Any:
        """A sheet's XML; a very large one is counted first, and loses its empty cells before it is parsed."""
        if self.package.size(part) < LARGE:
            return self.package.xml(part)
        data = self.package.read(part)
        if max(data.count(b"<v>"), data.count(b":v>") // 2) > self.limits.cells:
            raise too_many_cells(self.package.name, name, self.limits)
        return parse_xml(_EMPTY.sub(b"", data), self.package.name, part)

    def choices(self, sheet: Sheet, formula: str) -> tuple[str, ...]:
        """Return what a validation list offers: written in it, or in the cells or the name it points to."""
        key = (sheet.name, formula)
        if key not in self._choices:
            self._choices[key] = self._listed(sheet, formula, 0)
        return self._choices[key]

    def _listed(self, sheet: Sheet, formula: str, depth: int) -> tuple[str, ...]:
        formula = formula.strip().lstrip("=")
        if formula.startswith('"'):
            return tuple(item.strip() for item in formula.strip('"').split(",") if item.strip())
        if formula in self.names and depth < 3:
            return self._listed(sheet, self.names[formula], depth + 1)
        where, _, area = formula.rpartition("!")
        wanted = where.strip("'").replace("''", "'") or sheet.name
        other = next((s for s in self.sheets if s.name == wanted), None)
        box = _area(area)
        if other is None or box is None or (box[2] - box[0] + 1) * (box[3] - box[1] + 1) > 20_000:
            return ()
        data = other.root.find(f"{S}sheetData")
        told: list[str] = []
        for number, row in numbered(data if data is not None else ()):
            if number > box[2]:
                break
            if number >= box[0]:
                told.extend(self.text(c) for column, c in _in_columns(row) if box[1] <= column <= box[3])
        return tuple(text for text in told if text)

    def text(self, element: Any) -> str:
        return self.value(element, element[-1], element.get("t"), element.get("s"))[1] if len(element) else ""

    def style(self, index: str | None) -> Style | None:
        return self.styles[int(index)] if index and index.isdigit() and int(index) < len(self.styles) else None

    def value(self, element: Any, last: Any, kind: str | None, style: str | None) -> Value:
        """Return a cell's typed value, its text as shown, and its problem (an error such as `#REF!`).

        `last` is the cell's last child, which nearly always holds the value.
        """
        held = last.text if last.tag == _V else element.findtext(_V)
        if kind is None or kind == "n":
            if not held:
                return NOTHING
            key = (held, style)
            found = self._numbers.get(key)
            if found is None:
                found = self._numbers[key] = self._number(held, self.style(style))
            return found
        if kind == "s":
            text = self.strings[int(held)] if held and held.isdigit() and int(held) < len(self.strings) else ""
            return text, text, None
        return self._other(kind, held, element)

    def _other(self, kind: str, held: str | None, element: Any) -> Value:
        if kind == "inlineStr":
            text = _rich(element.find(_IS))
            return text, text, None
        if not held:
            return ("", "", None) if kind == "str" else NOTHING
        if kind == "b":
            return held == "1", "TRUE" if held == "1" else "FALSE", None
        if kind == "e":
            return None, held, held
        if kind == "d":
            return _iso(held), held, None
        text = _unescape(held)
        return text, text, None

    def _number(self, held: str, style: Style | None) -> Value:
        number = as_number(held)
        if number is None:
            return held, held, "unreadable: the cell should hold a number"
        if style is None:
            return number, plain(number), None
        if style.date:
            day = as_date(number, self.from_1904)
            return (number if day is None else day), show_date(style.code, number, self.from_1904), None
        return number, style.show(number), None


COLUMNS: dict[str, int] = {}


def column_index(letters: str) -> int:
    """Return a column's number from 0: A is 0, AA is 26; what is no column counts as A."""
    found = COLUMNS.get(letters)
    if found is None:
        found = 0
        for letter in letters[:3]:
            found = found * 26 + min(max(ord(letter) - 64, 1), 26)
        found = max(found - 1, 0)
        if len(COLUMNS) < 20_000:
            COLUMNS[letters] = found
    return found


def column_name(index: int) -> str:
    letters = ""
    index += 1
    while index > 0:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def as_number(held: str) -> Decimal | None:
    """Return a stored number to the 15 digits that Excel means, without the noise of binary fractions."""
    try:
        if len(held) <= 15 and "e" not in held and "E" not in held:
            found = Decimal(held)
        else:
            found = Decimal(f"{float(held):.15g}")
            if found == found.to_integral_value() and abs(found) < Decimal(10) ** 25:
                found = found.quantize(Decimal(1))
    except (InvalidOperation, ValueError, OverflowError):
        return None
    return found if found.is_finite() else None


def numbered(data: Any) -> Iterator[tuple[int, Any]]:
    number = 0
    for row in data:
        if row.tag == _ROW:
            stated = row.get("r")
            number = int(stated) if stated and stated.isdigit() and len(stated) < 8 else number + 1
            yield number, row


def _in_columns(row: Any) -> Iterator[tuple[int, Any]]:
    column = -1
    for element in row:
        ref = element.get("r")
        column = column_index(ref.rstrip("0123456789")) if ref else column + 1
        yield column, element


def _area(text: str) -> tuple[int, int, int, int] | None:
    """`A1:C9` as first row, first column, last row, last column; rows from 1, columns from 0."""
    first, _, last = text.partition(":")
    start, end = _REF.match(first.strip()), _REF.match((last or first).strip())
    if not start or not end:
        return None
    rows, columns = sorted((int(start[2]), int(end[2]))), sorted((column_index(start[1]), column_index(end[1])))
    return rows[0], columns[0], rows[1], columns[1]


def _read_extras(sheet: Sheet, package: Package) -> None:
    root = sheet.root
    protection = root.find(f"{S}sheetProtection")
    sheet.protected = protection is not None and protection.get("sheet") in ("1", "true")
    for merge in root.iterfind(f"{S}mergeCells/{S}mergeCell"):
        box = _area(merge.get("ref") or "")
        if box:
            sheet.merges[box[0], box[1]] = (box[2] - box[0] + 1, box[3] - box[1] + 1)
            if sheet.merges[box[0], box[1]][0] * sheet.merges[box[0], box[1]][1] <= 10_000:
                sheet.covered.update((r, c) for r in range(box[0], box[2] + 1) for c in range(box[1], box[3] + 1))
            sheet.covered.discard((box[0], box[1]))
    for item in root.iter("{*}dataValidation"):
        if item.get("type") == "list":
            formula = next((e.text or "" for e in item.iter("{*}formula1", "{*}f") if e.text and e.text.strip()), "")
            areas = item.get("sqref") or item.findtext("{*}sqref") or ""
            sheet.lists += [(*box, formula) for area in areas.split()[:2000] if (box := _area(area)) and formula]
    sheet.hidden_columns = set(_hidden_columns(root))
    for relation in package.relations(sheet.part).values():
        if relation.kind == "comments" and relation.target in package:
            for comment in package.xml(relation.target).iter(f"{S}comment"):
                box = _area(comment.get("ref") or "")
                if box:
                    sheet.comments[box[0], box[1]] = _rich(comment.find(f"{S}text"))
    for row, column in (*sheet.merges, *sheet.covered, *sheet.comments):
        sheet.marked.setdefault(row, set()).add(column)


def _hidden_columns(root: Any) -> Iterator[int]:
    for column in root.iterfind(f"{S}cols/{S}col"):
        first, last = column.get("min") or "1", column.get("max") or "1"
        if column.get("hidden") in ("1", "true") and first.isdigit() and last.isdigit():
            yield from range(int(first) - 1, min(int(last), 16_384))


def _shared_strings(root: Any) -> list[str]:
    found = []
    for item in root:
        found.append(_unescape(item[0].text or "") if len(item) == 1 and item[0].tag == f"{S}t" else _rich(item))
    return found


def _rich(item: Any) -> str:
    """Text of one or many runs, without the reading aids of East Asian text."""
    if item is None:
        return ""
    pieces = [
        (t.text or "")
        for child in item
        if child.tag != f"{S}rPh"
        for t in ([child] if child.tag == f"{S}t" else child.iter(f"{S}t"))
    ]
    return _unescape("".join(pieces))


def _unescape(text: str) -> str:
    if "_x" in text:
        text = _ESCAPE.sub(lambda m: "" if m.group(1).upper() == "000D" else chr(int(m.group(1), 16)), text)
    return text


def _iso(text: str) -> CellValue:
    try:
        moment = datetime.fromisoformat(text.removesuffix("Z"))
    except ValueError:
        return text
    return moment.date() if moment.time() == datetime.min.time() else moment


def _styles(root: Any) -> list[Style]:
    codes = dict(BUILT_IN)
    for item in root.iterfind(f"{S}numFmts/{S}numFmt"):
        id = item.get("numFmtId") or ""
        if id.isdigit():
            codes[int(id)] = item.get("formatCode") or "General"
    found = []
    for xf in root.iterfind(f"{S}cellXfs/{S}xf"):
        id = xf.get("numFmtId") or "0"
        code = codes.get(int(id) if id.isdigit() else 0, "General")
        protection = xf.find(f"{S}protection")
        locked = protection is None or protection.get("locked") not in ("0", "false")
        found.append(Style(code, is_date(code), shower(code), locked))
    return found
