"""A round's plans added up, as a page, a workbook, open data, and text: all made from the same tables."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from decimal import Decimal

from bettercare.plan.collation import Collation
from bettercare.plan.words import plain, pounds
from bettercare.reporting.collated_page import page_of
from bettercare.reporting.collated_sheet import Column, Sheet, Value
from bettercare.reporting.collated_tables import IN_FULL, sheets
from bettercare.reporting.collated_words import demonstration, not_added, not_known, uncovered, verdict
from bettercare.reporting.open_data import open_data


def collated(collation: Collation, aside: Sequence[str] = ()) -> dict[str, str | bytes]:
    """Return every file of a collation by name; `aside` are files that lay among the plans and are none, which are named."""
    made = sheets(collation)
    files = open_data(made)
    files["collation.xlsx"] = _workbook(made)
    files["index.html"] = page_of(collation, made, aside)
    return files


def collation_words(collation: Collation, aside: Sequence[str] = ()) -> Iterator[str]:
    """The collation as lines of text, without the tables that are long for a round of plans."""
    yield verdict(collation)
    if made := demonstration(collation):
        yield f"Made for demonstration. {made}"
    reasons = [*not_added(collation), *not_known(collation)]
    if without := uncovered(collation):
        reasons.append(without)
    if reasons:
        yield from ("", "Not in the sums, or not known")
    for reason in reasons:
        yield f"  - {reason.words}"
        yield from (f"      {plan}" for plan in reason.plans)
    if aside:
        yield f"  - Left aside, being no plan: {', '.join(aside)}"
    for sheet in sheets(collation):
        if sheet.rows and sheet.id not in IN_FULL:
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
        return (
            pounds(value) if column.kind == "pounds" else f"{plain(value, 1)}%" if column.title.endswith("%") else plain(value, 1)
        )
    if isinstance(value, int):
        return f"{column.title.lower()}: {value:,}" if column.kind == "count" else f"{value:,}"
    return f"{column.title.lower()}: {value}" if value and column.id in ("missing", "in_doubt") else value or ""
