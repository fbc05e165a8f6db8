"""A round's plans added up, as a page, a workbook, open data, and text: all made from the same tables."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from decimal import Decimal

from bettercare.plan.collation import Collation
from bettercare.plan.words import counted, plain, pounds
from bettercare.reporting.collated_page import page_of
from bettercare.reporting.collated_sheet import Column, Sheet, Value
from bettercare.reporting.collated_tables import demonstration, sheets, verdict
from bettercare.reporting.open_data import open_data


def collated(collation: Collation, others: Sequence[str] = ()) -> dict[str, str | bytes]:
    """Return every file of a collation by name; `others` are plans of other rounds, which are named and not added."""
    made = sheets(collation)
    files = open_data(made)
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
