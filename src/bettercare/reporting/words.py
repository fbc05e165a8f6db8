"""How reports write values, places and severities; the page and the workbook say the same."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from bettercare.plan import FinancialYear, How, Period, Place, Reading, Severity

_MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]
MONEY = (
    "amount", "benefit", "minimum", "actual", "spend_on_schemes", "planned_savings", "maximum_support", "unit_price", "saving",
)  # fmt: skip
"""Fields of the plan that hold pounds."""
SEVERITIES = {
    Severity.ERROR: ("These block the plan", "Each must be put right before the plan can be valid.", "Blocks"),
    Severity.QUERY: ("These need a reason", "Each may be right, and then somebody must say why.", "Needs a reason"),
    Severity.NOTE: ("For information", "Nothing has to be done about these.", "For information"),
}
_DEMONSTRATION = "made for demonstration"


def pounds(amount: Decimal | None) -> str:
    if amount is None:
        return "not given"
    return f"{'-' if amount < 0 else ''}£{f'{abs(amount):,.2f}'.removesuffix('.00')}"


def number(value: Decimal | None) -> str:
    return "not given" if value is None else f"{value:,f}"


def day(value: date) -> str:
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def value_words(address: str, value: Any) -> str:
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


def listed(items: Iterable[str]) -> str:
    names = list(items)
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else ""


def counted(count: int, one: str, many: str | None = None) -> str:
    return f"{count} {one if count == 1 else many or one + 's'}"


def shortened(text: str, length: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1].rsplit(" ", 1)[0].rstrip(",;:.") + "…"


def for_demonstration(reading: Reading) -> bool:
    """Whether the documents say of themselves that they were made for demonstration."""
    texts = [n.text or "" for n in reading.plan.narrative] + [u.text for u in reading.unread]
    texts += [n for d in reading.documents for n in (d.name, *d.notices)]
    texts += [p.as_written or "" for p in reading.places.values()]
    return any(_DEMONSTRATION in " ".join(text.lower().split()) for text in texts)
