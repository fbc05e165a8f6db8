"""Values, places and addresses in words that read well in an e-mail."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, Any

from bettercare.plan import Answer, Place, Plan, Reading

if TYPE_CHECKING:
    from bettercare.rounds.model import Round

WIDTH = 100

# The fields that name a part, in the order in which they are said.
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

# What a stated total adds up.
ADDED_UP = {
    "schemes.amount": "of schemes' spending",
    "schemes.benefit": "of schemes' benefits",
    "contributions.minimum": "of minimum contributions",
    "contributions.actual": "of contributions",
    "contributions.spend_on_schemes": "of contributions spent on schemes",
}

MONEY = {"amount", "benefit", "minimum", "actual", "spend_on_schemes", "planned_savings", "maximum_support", "unit_price", "saving"}


def pounds(amount: Decimal) -> str:
    """Return money as £1,234, with pence only where there are any."""
    pence = "" if amount == amount.to_integral_value() else f".{abs(amount) % 1:.2f}"[-3:]
    return f"{'-' if amount < 0 else ''}£{int(abs(amount)):,}{pence}"


def day(value: date) -> str:
    """Return a date as 14 February 2014."""
    return f"{value.day} {value:%B %Y}"


def said(value: Any, field: str = "") -> str:
    """Return a value in words; a money field's name tells money from other numbers."""
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
        return f"a table of {len(value)} rows"
    return str(value)


def short(text: str, width: int = WIDTH) -> str:
    """Return text on one line, cut at a word with an ellipsis where it is longer than width."""
    return textwrap.shorten(text, width, placeholder=" …")


def wrapped(text: str, indent: str, first: str | None = None) -> Iterator[str]:
    """Yield a text's lines at the common width; `first` stands before the first line instead of the indent."""
    yield from textwrap.wrap(text, WIDTH, initial_indent=first if first is not None else indent, subsequent_indent=indent) or [
        first or ""
    ]


def spot(place: Place, with_document: bool = True) -> str:
    """Return where a place is, as `part2.xlsx, Spend!E12` or `part1.docx, page 3, line 40`."""
    steps = [place.document] if with_document else []
    if place.sheet:
        steps.append(f"{place.sheet}!{place.cell}" if place.cell else place.sheet)
    if place.page:
        steps.append(f"page {place.page}")
    if place.line:
        steps.append(f"line {place.line}")
    return ", ".join(steps)


def at(place: Place | None) -> str:
    """Return a place with the reason for it where it is inferred; nothing for no place."""
    if place is None:
        return ""
    return spot(place) + ("" if place.how == "read" else f", inferred: {place.reason or 'from the layout'}")


def field_words(name: str) -> str:
    """Return a field's name as words."""
    return FIELD_WORDS.get(name, name.replace("_", " "))


def part_name(kind: str, part: Any) -> str:
    """Return what a repeating part is called: its number, name, year and the like."""
    found = [ADDED_UP.get(said(value), said(value)) for name in NAMED_BY[kind] if (value := getattr(part, name)) is not None]
    return short(" ".join(found) or f"{PART_WORD[kind]} without a name", 80)


def in_words(plan: Plan, address: str) -> str:
    """Return an address as people say it: `scheme 3 Reablement, 2014-15, amount`. Unknown steps stand as they are."""
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


def first_line(reading: Reading, round: Round | None) -> str:
    """Return which round, of what date its rules are, and what was read."""
    documents = ", ".join(f"{d.name} ({d.format})" for d in reading.documents) or "a reading in JSON"
    if round is None:
        return f"Round not known. Read: {documents}."
    sure = next((f", {g.score:.0%} sure" for g in reading.rounds if g.round == round.id and g.score < 1), "")
    published = f"rules published {day(round.published_on)}" if round.published_on else "date of the rules not known"
    return f"Round {round.id} ({published}{sure}). Read: {documents}."
