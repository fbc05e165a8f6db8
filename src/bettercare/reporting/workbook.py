"""The report as a marked-up workbook: findings with links to the values they are about, and every value with its place."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

from bettercare.plan import CheckResult, Reading, Severity, State, walk
from bettercare.plan.words import MONEY
from bettercare.reporting.words import SEVERITIES, place_words, value_words
from bettercare.rounds.model import Round

_LONGEST = 32_000
"""A cell holds at most 32,767 characters."""
_COLOURS = {Severity.ERROR: "#FBE9E7", Severity.QUERY: "#FDF3E3", Severity.NOTE: "#E6F0FA"}


def report_xlsx(reading: Reading, result: CheckResult, round: Round, path: Path | str | None = None) -> bytes:
    """Return the workbook's bytes, and write them where a path is given. Text is stored as text, never as a formula."""
    import xlsxwriter

    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"title": _title(reading), "subject": round.title})
        sheets = _Sheets(book)
        rows = {address: number for number, (address, _) in enumerate(walk(reading.plan), start=2)}
        _summary(sheets, reading, result, round)
        _findings(sheets, result, rows)
        _values(sheets, reading, result)
        _not_checked(sheets, result)
        _doubts(sheets, reading)
    data = buffer.getvalue()
    if path is not None:
        Path(path).write_bytes(data)
    return data


def _title(reading: Reading) -> str:
    return f"Better Care Fund plan: {reading.plan.area.name or 'area not named'}"


class _Sheets:
    """The workbook with its formats; every text goes through `text`."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.plain = book.add_format({"text_wrap": True, "valign": "top"})
        self.quoted = book.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True})
        self.head = book.add_format(
            {"bold": True, "bg_color": "#005EB8", "font_color": "#FFFFFF", "text_wrap": True, "valign": "top"}
        )
        self.money = book.add_format({"num_format": "£#,##0.00;[Red]-£#,##0.00", "valign": "top"})
        self.number = book.add_format({"num_format": "General", "valign": "top"})
        self.link = book.add_format({"font_color": "#005EB8", "underline": 1, "text_wrap": True, "valign": "top"})
        self.big = book.add_format({"bold": True, "font_size": 16})
        self.marks = {s: book.add_format({"bg_color": c, "text_wrap": True, "valign": "top"}) for s, c in _COLOURS.items()}

    def sheet(self, name: str, columns: list[tuple[str, int]]) -> Any:
        sheet = self.book.add_worksheet(name)
        for column, (title, width) in enumerate(columns):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, title, self.head)
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        return sheet

    def text(self, sheet: Any, row: int, column: int, text: str | None, format: Any = None) -> None:
        words = (text or "")[:_LONGEST]
        sheet.write_string(row, column, words, format or (self.quoted if words[:1] in ("=", "+", "-", "@") else self.plain))


def _summary(sheets: _Sheets, reading: Reading, result: CheckResult, round: Round) -> None:
    sheet = sheets.book.add_worksheet("Summary")
    sheet.set_column(0, 0, 110)
    lines = [_title(reading), round.title]
    if reading.for_demonstration:
        lines.append("Made for demonstration. This is not a plan of any area's board.")
    lines += [f"{heading}: {sum(f.severity is s for f in result.findings)}" for s, (heading, _, _) in SEVERITIES.items()]
    lines.append(f"What could not be checked: {len(result.not_checked)}")
    for document in reading.documents:
        lines += [f"Read from {document.name} ({document.format})", *(f"   {notice}" for notice in document.notices)]
    for row, line in enumerate(lines):
        sheets.text(sheet, row, 0, line, sheets.big if row == 0 else None)


def _findings(sheets: _Sheets, result: CheckResult, rows: dict[str, int]) -> None:
    columns = [
        ("Number", 8), ("Severity", 15), ("What does not add up", 60), ("Found", 22), ("Expected", 24), ("Difference", 20),
        ("What to do", 40), ("Value", 34), ("Where", 34), ("As written", 34), ("Rule", 24),
    ]  # fmt: skip
    sheet = sheets.sheet("Findings", columns)
    for row, finding in enumerate(result.findings, start=1):
        mark = sheets.marks[finding.severity]
        sheet.write_number(row, 0, row, mark)
        sheets.text(sheet, row, 1, SEVERITIES[finding.severity][2], mark)
        cells = (finding.message, finding.found, finding.expected, finding.difference, finding.do)
        for column, words in enumerate(cells, start=2):
            sheets.text(sheet, row, column, words)
        target = _row(finding.address, rows)
        if target is not None and finding.address:
            sheet.write_url(row, 7, f"internal:'Values'!A{target}", sheets.link, finding.address)
        else:
            sheets.text(sheet, row, 7, finding.address)
        sheets.text(sheet, row, 8, place_words(finding.place) if finding.place else "")
        sheets.text(sheet, row, 9, finding.place.as_written if finding.place else "")
        sheets.text(sheet, row, 10, finding.rule)
    if result.findings:
        sheet.autofilter(0, 0, len(result.findings), len(columns) - 1)


def _row(address: str | None, rows: dict[str, int]) -> int | None:
    """The row of a value, or of the first value of a part."""
    if address is None:
        return None
    return rows.get(address) or next((n for a, n in rows.items() if a.startswith(f"{address}/")), None)


def _values(sheets: _Sheets, reading: Reading, result: CheckResult) -> None:
    columns = [("Address", 40), ("Value", 40), ("State", 18), ("Where", 40), ("As written", 40), ("Finding", 60)]
    sheet = sheets.sheet("Values", columns)
    told: dict[str, list[str]] = {}
    for finding in result.findings:
        told.setdefault(finding.address or "", []).append(finding.message)
    marks = {f.address: sheets.marks[f.severity] for f in reversed(result.findings)}
    for row, (address, value) in enumerate(walk(reading.plan), start=1):
        place = reading.places.get(address)
        sheets.text(sheet, row, 0, address, marks.get(address))
        _value(sheets, sheet, row, address, value)
        state = reading.states.get(address, State.GIVEN if value not in (None, "") else State.BLANK)
        sheets.text(sheet, row, 2, state.value)
        sheets.text(sheet, row, 3, place_words(place) if place else "")
        sheets.text(sheet, row, 4, place.as_written if place else "")
        sheets.text(sheet, row, 5, " ".join(told.get(address, [])))


def _value(sheets: _Sheets, sheet: Any, row: int, address: str, value: Any) -> None:
    """Numbers as numbers, so that they can be added up; all else as text."""
    if isinstance(value, Decimal | int) and not isinstance(value, bool):
        money = address.rsplit("/", 1)[-1] in MONEY
        sheet.write_number(row, 1, float(value), sheets.money if money else sheets.number)
    else:
        sheets.text(sheet, row, 1, value_words(address, value))


def _not_checked(sheets: _Sheets, result: CheckResult) -> None:
    sheet = sheets.sheet("Not checked", [("Rule", 28), ("Why it could not be tested", 90), ("Value", 40)])
    for row, item in enumerate(result.not_checked, start=1):
        for column, words in enumerate((item.rule, item.why, item.address)):
            sheets.text(sheet, row, column, words)


def _doubts(sheets: _Sheets, reading: Reading) -> None:
    sheet = sheets.sheet("Doubts", [("Value", 40), ("Why", 50), ("Candidates", 70)])
    for row, doubt in enumerate(reading.doubts, start=1):
        options = "; ".join(
            f"{c.as_written or c.value or 'nothing'}{f' ({c.reason})' if c.reason else ''}" for c in doubt.candidates
        )
        for column, words in enumerate((doubt.address, doubt.why, options)):
            sheets.text(sheet, row, column, words)
