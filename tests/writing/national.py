"""Workbooks in the manner of the national templates of any round, made from what the round knows of their words and layout.

They differ from our own forms in layout: one sheet for each numbered section, a title and guidance above, values beside a column
of checks, running totals above a list, each metric in merged cells, prefilled and locked cells, lists on a very hidden sheet.
`say` words a label another way, for workbooks that nobody has seen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter
from openpyxl.styles import PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from bettercare.plan import Plan
from bettercare.rounds.model import Locator, MetricDefinition, Round, Section, TableShape
from bettercare.writing.asked import metrics_asked, signatures_asked
from bettercare.writing.metric_tables import when
from specimens import convert
from tests.writing.blanks import as_macro_workbook

ROWS = 25
"""Rows of a list of schemes."""
_YES_NO = ("Yes", "No")


@dataclass(frozen=True)
class Place:
    """A cell of a template: what stands there, whether people fill it, and which list it offers."""

    row: int
    column: int
    value: object = None
    open: bool = False
    offers: tuple[str, ...] = ()
    number: str | None = None
    rows: int = 1
    """Rows that it is merged over."""


Sheets = dict[str, list[Place]]
Say = Callable[[str], str]


def template(
    round: Round, plan: Plan, *, say: Say = str, name: Say = str, rows: int = ROWS, shift: int = 0
) -> Sheets:  # fmt: skip
    """The blank template of a round with room for a plan; `name` names a sheet, `shift` puts so many columns before the first."""
    making = _Making(round, plan, say, rows)
    made: Sheets = {}
    word = {part.id for part in round.parts if part.format == "word"}
    for section in round.sections:
        if section.part in word or section.content == "heading":
            continue
        places = list(making.sheet(section))
        if len(places) > 2:
            made[name((section.locator.sheets or (section.title,))[0])[:31]] = [replace(p, column=p.column + shift) for p in places]
    return made


def _label(title: str, locator: Locator) -> str:
    """The template's own words for something, where the round knows them."""
    return next(iter(locator.labels), title)


class _Making:
    def __init__(self, round: Round, plan: Plan, say: Say, rows: int) -> None:
        self.round, self.plan, self.say, self.rows = round, plan, say, rows
        self.row = 0

    def sheet(self, section: Section) -> Iterator[Place]:
        yield Place(0, 1, f"{self.round.title} template")
        yield Place(1, 1, self.say(_label(section.title, section.locator)))
        self.row = 4
        yield from self._fields(section)
        for table in (t for t in self.round.tables if t.section == section.id):
            yield from self._table(table)
            self.row += 2

    def _fields(self, section: Section) -> Iterator[Place]:
        for field in self.round.fields:
            if field.section != section.id or field.on != "plan" or field.kind == "table" or field.formula:
                continue
            yield Place(self.row, 1, self.say(_label(field.title, field.locator)))
            offers = _YES_NO if field.kind == "yes-no" else self._list(field.choices)
            yield Place(self.row, 2, None, True, offers, {"date": "dd/mm/yyyy", "money": "#,##0"}.get(field.kind))
            yield Place(self.row, 5, f'=IF(ISBLANK(C{self.row + 1}),"No","Yes")')
            self.row += 1
        self.row += 2

    def _table(self, table: TableShape) -> Iterator[Place]:
        match table.rows:
            case "metrics":
                yield from self._metrics(table)
            case "conditions":
                yield from self._conditions(table)
            case "signatures" if table.columns:
                yield from self._rows(table, [(None, role.title) for role in self.round.signoff], lead=True)
            case "signatures":
                yield from self._signatures(table)
            case "contingency":
                yield from self._contingency(table)
            case "contributions":
                fixed = {c.source_of_funding for c in table.columns if c.source_of_funding}
                sourced = any(c.field == "source" for t in self.round.tables if t.rows == "lines" for c in t.columns)
                for source in fixed or ([s.id for s in self.round.streams] if sourced else [None]):
                    stream = self.round.stream(source) if source else None
                    words = next(iter(stream.labels), stream.title) if stream else None
                    yield from self._rows(table, [(None, None)] * 4, first=words)
                    self.row += 1
            case _:
                yield from self._rows(table, [(None, None)] * self.rows)

    def _list(self, id: str | None) -> tuple[str, ...]:
        return tuple(dict.fromkeys(i.label for i in self.round.taxonomy(id).items)) if id else ()

    def _heads(self, table: TableShape, first: str | None) -> Iterator[Place]:
        for c, column in enumerate(table.columns, start=1):
            words = first if first and c == 1 else _label(column.title, column.locator)
            yield Place(self.row, c, self.say(words))

    def _rows(
        self, table: TableShape, rows: Sequence[tuple[None, str | None]], first: str | None = None, lead: bool = False
    ) -> Iterator[Place]:  # fmt: skip
        """A list with its headings, a running total above the money, and a row of totals below contributions."""
        yield from self._heads(table, first)
        top = self.row + 1
        for _, name in rows:
            self.row += 1
            for c, column in enumerate(table.columns, start=1):
                if lead and c == 1:
                    yield Place(self.row, c, self.say(name or ""))
                    continue
                offers = self._list(column.choices) or (
                    tuple(s.title for s in self.round.streams) if column.field == "source" else ()
                )
                number = {"money": "#,##0", "date": "dd/mm/yyyy"}.get(column.kind)
                yield Place(self.row, c, None, column.input != "computed", offers, number)
        self.row += 1
        if table.rows == "contributions":
            yield Place(self.row, 1, "Total")
            for c, column in enumerate(table.columns, start=1):
                letter = get_column_letter(c + 1)
                if column.kind == "money":
                    yield Place(self.row, c, f"=SUM({letter}{top + 1}:{letter}{self.row})")
            self.row += 1

    def _metrics(self, table: TableShape) -> Iterator[Place]:
        """Each metric with its own headings, its name merged down beside value, numerator and denominator."""
        shapes = {m.id: m for m in self.round.metrics}
        columns = {c.id: c for c in table.columns}
        lead = table.columns[0]
        for metric in metrics_asked(self.plan, self.round):
            definition = shapes.get(metric.metric or "")
            if definition is None:
                continue
            heads = []
            used: set[str] = set()
            for point in metric.points:
                home = _column(definition, point, used)
                used |= {home} if home else set()
                role = {"baseline": "Baseline", "target": "Plan", "actual": "Forecast"}[point.role.value]
                heads.append(
                    _label(columns[home].title, columns[home].locator) if home else f"{role} {when(point.start, point.end)}"
                )
            yield Place(self.row, 1, self.say(_label(lead.title, lead.locator)))
            yield from (Place(self.row, 3 + c, self.say(head)) for c, head in enumerate(heads))
            kinds = table.row_fields
            name = metric.title if definition.unit == "local" and metric.title else _label(definition.title, definition.locator)
            yield Place(self.row + 1, 1, self.say(name), rows=len(kinds))
            for n, row in enumerate(kinds, start=1):
                words = row.title if row.field == "points/start" else _label(row.title, row.locator)
                yield Place(self.row + n, 2, self.say(words))
                number = None if row.field == "points/start" else "#,##0.0"
                yield from (Place(self.row + n, 3 + c, None, True, (), number) for c in range(len(heads)))
            self.row += len(kinds) + 2

    def _conditions(self, table: TableShape) -> Iterator[Place]:
        yield from self._heads(table, None)
        named = any(c.field == "question" for c in table.columns)
        for condition in self.round.conditions:
            asked = [q for q in condition.questions if q.section == table.section]
            for question in asked if named else asked[:1]:
                self.row += 1
                for c, column in enumerate(table.columns, start=1):
                    lead = {"condition": f"{condition.number}. {condition.title}", "question": question.asks}
                    words = lead.get(column.field)
                    offers = _YES_NO if column.field == "status" else ()
                    yield Place(self.row, c, self.say(words) if words else None, words is None, offers)
        self.row += 1

    def _signatures(self, table: TableShape) -> Iterator[Place]:
        roles = {r.id: r for r in self.round.signoff}
        for signature, _ in signatures_asked(self.plan, self.round):
            for row in table.row_fields:
                words = roles[signature.role].title if row.field == "organisation" else _label(row.title, row.locator)
                yield Place(self.row, 1, self.say(words))
                yield Place(self.row, 2, None, True, (), "dd/mm/yyyy" if row.field == "date" else None)
                self.row += 1
            self.row += 1

    def _contingency(self, table: TableShape) -> Iterator[Place]:
        yield from self._heads(table, None)
        for _ in dict.fromkeys(c.outcome for c in self.plan.contingency):
            for n, row in enumerate(table.row_fields):
                self.row += 1
                if n == 0:
                    yield Place(self.row, 1, None, True, rows=len(table.row_fields))
                yield Place(self.row, 2, self.say(_label(row.title, row.locator)))
                yield from (Place(self.row, 2 + c, None, True, (), "#,##0") for c in range(1, len(table.columns)))
        self.row += 1


def _column(definition: MetricDefinition, point: Any, used: set[str]) -> str | None:
    """The id of the round's column under which a point stands, where it has one of its own."""
    held = [p for p in definition.periods if p.column and p.role == point.role and p.column not in used]
    alone = [p for p in held if [q.column for q in definition.periods].count(p.column) == 1]
    exact = [p for p in alone if p.period and (p.period.start, p.period.end) == (point.start, point.end)]
    return next((p.column for p in (*exact, *(p for p in alone if p.period is None))), None)


# producers


def by_openpyxl(sheets: Sheets, folder: Path) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    made = {name: book.create_sheet(name) for name in sheets}
    held = book.create_sheet("Lists")
    held.sheet_state = "veryHidden"
    ranges: dict[tuple[str, ...], str] = {}
    for name, places in sheets.items():
        sheet, rules = made[name], dict[tuple[str, ...], DataValidation]()
        for place in places:
            cell = sheet.cell(place.row + 1, place.column + 1, place.value)
            if place.rows > 1:
                column, last = get_column_letter(place.column + 1), place.row + place.rows
                sheet.merge_cells(f"{column}{place.row + 1}:{column}{last}")
            if place.open:
                cell.protection, cell.fill = Protection(locked=False), PatternFill("solid", fgColor="FFFF99")
            cell.number_format = place.number or "General"
            if place.offers:
                if place.offers not in ranges:
                    letter = get_column_letter(len(ranges) + 1)
                    ranges[place.offers] = f"Lists!${letter}$1:${letter}${len(place.offers)}"
                    for r, item in enumerate(place.offers, start=1):
                        held.cell(r, len(ranges), item)
                if place.offers not in rules:
                    rules[place.offers] = DataValidation("list", formula1=ranges[place.offers])
                    sheet.add_data_validation(rules[place.offers])
                rules[place.offers].add(cell)
        sheet.protection.sheet = True
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def by_xlsxwriter(sheets: Sheets, folder: Path) -> bytes:
    """With text boxes, data bars, checkboxes, a defined name and macros."""
    stream = BytesIO()
    book = xlsxwriter.Workbook(stream)
    formats: dict[tuple[bool, str | None], Any] = {}
    made = {name: book.add_worksheet(name) for name in sheets}
    held = book.add_worksheet("Lists")
    ranges: dict[tuple[str, ...], str] = {}
    for name, places in sheets.items():
        sheet = made[name]
        for place in places:
            key = place.open, place.number
            look = {"locked": not place.open, **({"num_format": place.number} if place.number else {})}
            form = formats.setdefault(key, book.add_format(look))
            if place.rows > 1:
                sheet.merge_range(place.row, place.column, place.row + place.rows - 1, place.column, place.value or "", form)
            elif str(place.value).startswith("="):
                sheet.write_formula(place.row, place.column, place.value, form, "No" if "ISBLANK" in str(place.value) else 0)
            else:
                sheet.write(place.row, place.column, place.value, form)
            if place.offers:
                if place.offers not in ranges:
                    letter = xlsxwriter.utility.xl_col_to_name(len(ranges))
                    held.write_column(0, len(ranges), place.offers)
                    ranges[place.offers] = f"=Lists!${letter}$1:${letter}${len(place.offers)}"
                at = (place.row, place.column)
                sheet.data_validation(*at, *at, {"validate": "list", "source": ranges[place.offers]})
        sheet.conditional_format("D5:D61", {"type": "data_bar", "data_bar_2010": True})
        sheet.insert_textbox("Z2", "How to fill this sheet")
        sheet.insert_checkbox("Z20", False)
        sheet.protect("secret")
    held.very_hidden()
    book.define_name("Everything", f"='{next(iter(sheets))}'!$A$7:$J$61")
    book.close()
    return as_macro_workbook(stream.getvalue(), b"macros that nobody runs")


def by_libreoffice(sheets: Sheets, folder: Path) -> bytes:
    path = folder / "template.xlsx"
    path.write_bytes(by_openpyxl(sheets, folder))
    (folder / "saved").mkdir(exist_ok=True)
    return convert.by_libreoffice([path], "xlsx", folder / "saved")[0].read_bytes()


Producer = Callable[[Sheets, Path], bytes]
PRODUCERS: Sequence[Producer] = (by_openpyxl, by_xlsxwriter, by_libreoffice)
__all__ = ["PRODUCERS", "ROWS", "Place", "Producer", "Sheets", "by_libreoffice", "by_openpyxl", "by_xlsxwriter", "template"]
