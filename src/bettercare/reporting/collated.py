"""A round's plans added up, as a page, a workbook, tables as CSV with a dictionary, and text: all made from the same tables."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from decimal import Decimal

from bettercare.plan.collation import Collation
from bettercare.plan.words import counted, plain, pounds
from bettercare.reporting.collated_page import page_of
from bettercare.reporting.collated_tables import Column, Sheet, Value, demonstration, sheets, verdict

_OPENERS = ("=", "+", "-", "@", "\t", "\r")


def collated(collation: Collation, others: Sequence[str] = ()) -> dict[str, str | bytes]:
    """Return every file of a collation by name; `others` are plans of other rounds, which are named and not added."""
    made = sheets(collation)
    files: dict[str, str | bytes] = {f"{sheet.id}.csv": as_csv(sheet) for sheet in made}
    files["dictionary.csv"] = _dictionary(made)
    files["collation.xlsx"] = _workbook(made)
    files["index.html"] = page_of(collation, made, others)
    return files


def collation_words(collation: Collation, others: Sequence[str] = ()) -> Iterator[str]:
    """The collation as lines of text."""
    yield verdict(collation)
    if made := demonstration(collation):
        yield f"Made for demonstration. {made}"
    if others:
        yield f"{counted(len(others), 'plan')} of another round not added: {', '.join(others)}."
    for sheet in sheets(collation):
        if sheet.rows:
            yield ""
            yield f"{sheet.title} ({len(sheet.rows)})"
            for row in sheet.rows:
                cells = [_shown(v, c) for v, c in zip(row, sheet.columns, strict=True)]
                yield "  - " + "; ".join(cell for cell in cells if cell)


def as_csv(sheet: Sheet) -> str:
    """A table as CSV: a text that a spreadsheet would take for a formula gets an apostrophe before it."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([c.id for c in sheet.columns])
    writer.writerows([_raw(v) for v in row] for row in sheet.rows)
    return "\ufeff" + out.getvalue()


def _raw(value: Value) -> str:
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_OPENERS) else value
    return "" if value is None else f"{value:f}" if isinstance(value, Decimal) else str(value)


def _dictionary(made: Sequence[Sheet]) -> str:
    columns = tuple(Column(n, n.capitalize(), "") for n in ("file", "column", "kind", "holds"))
    rows = tuple((f"{s.id}.csv", c.id, c.kind, c.holds) for s in made for c in s.columns)
    return as_csv(Sheet("dictionary", "Dictionary", "", columns, rows))


def _workbook(made: Sequence[Sheet]) -> bytes:
    import xlsxwriter

    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        head = book.add_format({"bold": True, "bg_color": "#005EB8", "font_color": "#FFFFFF", "text_wrap": True, "valign": "top"})
        text = book.add_format({"text_wrap": True, "valign": "top"})
        forms = {
            "pounds": book.add_format({"num_format": "£#,##0.00;[Red]-£#,##0.00", "valign": "top"}),
            "rate": book.add_format({"num_format": "#,##0.0", "valign": "top"}),
        }
        number = book.add_format({"num_format": "General", "valign": "top"})
        for sheet in made:
            page = book.add_worksheet(sheet.title[:31])
            page.freeze_panes(1, 0)
            for at, column in enumerate(sheet.columns):
                page.set_column(at, at, 18 if column.kind != "text" else 34)
                page.write_string(0, at, column.title, head)
                for down, row in enumerate(sheet.rows, start=1):
                    value = row[at]
                    if isinstance(value, Decimal | int):
                        page.write_number(down, at, float(value), forms.get(column.kind, number))
                    elif value:
                        page.write_string(down, at, value[:32_000], text)
    return buffer.getvalue()


def _shown(value: Value, column: Column) -> str:
    if isinstance(value, Decimal):
        return pounds(value) if column.kind == "pounds" else plain(value, 2)
    if isinstance(value, int):
        return f"{column.title.lower()}: {value:,}" if column.kind == "count" else f"{value:,}"
    return value or ""
