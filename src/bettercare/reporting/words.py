"""How reports write values, places and severities; the page and the workbook say the same."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from bettercare.plan import FinancialYear, How, Period, Place, Severity
from bettercare.plan.words import MONEY, day, pounds

SEVERITIES = {
    Severity.ERROR: ("These block the plan", "Each must be put right before the plan can be valid.", "Blocks"),
    Severity.QUERY: ("These need a reason", "Each may be right, and then somebody must say why.", "Needs a reason"),
    Severity.NOTE: ("For information", "Nothing has to be done about these.", "For information"),
}


def number(value: Decimal | None) -> str:
    return "not given" if value is None else f"{value:,f}"


def value_words(address: str, value: object) -> str:
    """A value of the plan as text."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return pounds(value) if address.rsplit("/", 1)[-1] in MONEY else number(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return day(value)
    if isinstance(value, FinancialYear | Period):
        return str(value)
    if isinstance(value, tuple):
        return "; ".join(" | ".join(cell or "" for cell in row) for row in value)
    return str(value)


def place_words(place: Place) -> str:
    """Where something stands: `Part 2.xlsx, sheet Finance, cell C14`."""
    words = [place.document]
    words += [f"sheet {place.sheet}"] if place.sheet else []
    words += [f"cell {place.cell}"] if place.cell else []
    words += [f"page {place.page}"] if place.page else []
    words += [f"line {place.line}"] if place.line and not place.cell else []
    if place.how is How.INFERRED:
        words.append(f"placed by inference{f': {place.reason}' if place.reason else ''}")
    return ", ".join(words)
