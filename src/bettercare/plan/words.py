"""Values and parts of a plan in plain words: the commands, the reports, findings and comparisons all say them alike."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum
from itertools import pairwise
from typing import Any

from bettercare.plan.spine import Answer, Plan

_MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]
MONEY = frozenset(
    ["amount", "benefit", "minimum", "actual", "spend_on_schemes", "planned_savings", "maximum_support", "unit_price", "saving"]
)
"""Fields of the plan that hold pounds."""
NAMED_BY: dict[str, tuple[str, ...]] = {
    "covers": ("code",),
    "organisations": ("name",),
    "budgets": ("kind", "year"),
    "contributions": ("organisation", "source", "year"),
    "schemes": ("number", "name"),
    "lines": ("year", "source", "recurrence"),
    "stated_totals": ("of", "year", "recurrence", "source"),
    "contingency": ("outcome", "year"),
    "benefits": ("title", "year"),
    "metrics": ("title",),
    "points": ("role", "start", "end"),
    "conditions": ("condition", "question"),
    "narrative": ("section", "title"),
    "risks": ("description",),
    "milestones": ("action",),
    "signatures": ("role",),
    "related": ("title",),
}
"""The fields that name a part, in the order in which they are said."""
PART_WORD = {
    "covers": "area covered",
    "organisations": "organisation",
    "budgets": "budget",
    "contributions": "contribution",
    "schemes": "scheme",
    "lines": "line",
    "stated_totals": "stated total",
    "contingency": "contingency",
    "benefits": "benefit",
    "metrics": "metric",
    "points": "point",
    "conditions": "condition",
    "narrative": "section",
    "risks": "risk",
    "milestones": "milestone",
    "signatures": "signature",
    "related": "related document",
}
KIND_WORDS = {
    "council": "council",
    "ccg": "clinical commissioning group (NHS)",
    "icb": "integrated care board (NHS)",
    "hwb": "Health and Wellbeing Board",
    "district": "district council",
    "provider": "provider",
}
FIELD_WORDS = {"agreed_at_hwb": "agreed by the Health and Wellbeing Board", "nhs_share": "NHS share, per cent"}
ADDED_UP = {
    "schemes.amount": "of schemes' spending",
    "schemes.benefit": "of schemes' benefits",
    "contributions.minimum": "of minimum contributions",
    "contributions.actual": "of contributions",
    "contributions.spend_on_schemes": "of contributions spent on schemes",
}
"""What a stated total adds up."""


def pounds(amount: Decimal | None) -> str:
    """Money as people write it: `£14,424,000`, `-£1,234.50`; pence only where there are any."""
    if amount is None:
        return "not given"
    return f"{'-' if amount < 0 else ''}£{f'{abs(amount):,.2f}'.removesuffix('.00')}"


def plain(number: Decimal, decimals: int | None = None) -> str:
    """A number with thousands separators; rounded half up where decimals are given, without trailing zeros."""
    if decimals is not None:
        number = rounded(number, decimals)
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def rounded(number: Decimal, decimals: int) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def day(value: date) -> str:
    """A date as 14 February 2014."""
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def months(start: date | None, end: date | None) -> str:
    """A period in words, `April 2012 to March 2013`; empty where it is not known."""
    if start is None or end is None:
        return ""
    first, last = (f"{_MONTHS[d.month - 1]} {d.year}" for d in (start, end))
    return first if first == last else f"{first} to {last}"


def series(periods: Iterable[tuple[date, date]], joint: str = "and") -> str:
    """Periods in words; a run of months or quarters as `each quarter from April 2016 to March 2017`."""
    known = sorted(set(periods))
    follow = all((later[0] - earlier[1]).days == 1 for earlier, later in pairwise(known))
    lengths = {round((end - start).days / 30.4) for start, end in known}
    kind = {1: "month", 3: "quarter"}.get(min(lengths, default=0))
    if len(known) > 2 and follow and len(lengths) == 1 and kind:
        return f"each {kind} from {months(known[0][0], known[-1][1])}"
    return listed((months(*p) for p in known), joint)


def listed(items: Iterable[str], joint: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    names = list(items)
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {joint} {names[-1]}" if names else ""


def counted(number: int, one: str, many: str | None = None) -> str:
    """`1 risk`, `3 risks`."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def begin(words: str) -> str:
    """Words as the start of a sentence, the rest as written."""
    return words[:1].upper() + words[1:]


def shortened(text: str, length: int = 90) -> str:
    """One line of at most `length` characters, cut at a word."""
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1].rsplit(" ", 1)[0].rstrip(",;:.") + "…"


def said(value: Any, field: str = "") -> str:
    """A value in words; a money field's name tells money from other numbers."""
    if value is None:
        return "not given"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return pounds(value) if field in MONEY else f"{value:,f}"
    if isinstance(value, date):
        return day(value)
    if isinstance(value, Enum):
        return KIND_WORDS.get(str(value.value), str(value.value))
    if isinstance(value, tuple):
        return f"a table of {counted(len(value), 'row')}"
    return str(value)


def field_words(name: str) -> str:
    """A field's name as words."""
    return FIELD_WORDS.get(name, name.replace("_", " ").replace("-", " "))


def part_name(kind: str, part: Any) -> str:
    """What a repeating part is called: its number, name, year and the like."""
    if kind == "points" and (period := months(part.start, part.end)):
        return f"{said(part.role)} {period}"
    found = [ADDED_UP.get(said(value), said(value)) for name in NAMED_BY[kind] if (value := getattr(part, name)) is not None]
    return shortened(" ".join(found) or f"{PART_WORD[kind]} without a name", 80)


_PLACED = frozenset(
    ["lines", "points", "conditions", "narrative", "budgets", "contingency", "signatures", "stated_totals", "covers"]
)
"""Parts that their place in a form names, and no words of their own."""


def part_words(kind: str, part: Any) -> str | None:
    """The words by which a row of a form is known for the same part, even when it was moved; none where its place says it."""
    if kind in _PLACED:
        return None
    names = {"schemes": ("name", "description"), "contributions": ("organisation", "source"), "metrics": ("metric", "title")}
    found = [getattr(part, field) for field in names.get(kind, NAMED_BY[kind])]
    return " ".join(str(value) for value in found if value is not None) or None


def in_words(plan: Plan, address: str) -> str:
    """An address as people say it: `scheme 3 Reablement, 2014-15, amount`. Unknown steps stand as they are."""
    here: Any = plan
    words: list[str] = []
    kind = ""
    for step in address.split("/"):
        if isinstance(here, tuple):
            part = next((p for p in here if not isinstance(p, Answer) and p.id == step), None)
            words[-1:] = [f"{PART_WORD[kind]} {part_name(kind, part)}" if part is not None and kind in NAMED_BY else step]
            here = part
        else:
            here = getattr(here, step, None)
            kind = step
            words.append(field_words(step))
    return ", ".join(words)
