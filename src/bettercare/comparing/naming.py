"""What parts and fields are called when two plans are compared: in the round's words, as a finance officer would say them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bettercare.plan.words import NAMED_BY, PART_WORD, field_words, part_name, said, shortened

Titles = Mapping[str, Mapping[str, str]]
"""What the rounds call an id, by the field that holds it."""
_FIELDS = {
    "actual": "amount put in",
    "minimum": "minimum required",
    "spend_on_schemes": "spending on schemes",
    "numerator": "count (numerator)",
}


_SIGNED = re.compile(r"^Signed (?:for |by )?")
_LETTERED = re.compile(r"\d+[a-z]?")


def field_called(field: str) -> str:
    """A field in words."""
    return _FIELDS.get(field, field_words(field))


def called(kind: str, part: Any, titles: Titles, above: str) -> str:
    """A part with the parts above it: `scheme 3 Reablement, 2025-26, NHS minimum contribution`."""
    own = _own(kind, part, titles)
    return f"{above}, {own}" if above else own


def _own(kind: str, part: Any, titles: Titles) -> str:
    if kind == "points":
        return part_name(kind, part)
    if kind == "lines":
        source = titles["source"].get(part.source or "", part.source)
        return ", ".join(said(v) for v in (part.year, source, part.recurrence) if v is not None) or "line without a year"
    if kind == "contributions":
        source = titles["source"].get(part.source or "", part.source)
        told = ", ".join(said(v) for v in (part.organisation, source, part.year) if v is not None)
        return (
            f"contribution of {told}" if part.organisation else f"contribution, {told}" if told else "contribution without a name"
        )
    if kind == "signatures":
        role = titles["role"].get(part.role, part.role)
        told = ", ".join(v for v in (role and _SIGNED.sub("", role), part.organisation) if v)
        return f"signature of {told}" if told else "signature without a role"
    if kind == "narrative":
        title = titles["section"].get(part.section, part.title)
        number = part.section if not title or _LETTERED.fullmatch(part.section) else None
        return f"section {' '.join(filter(None, (number, title)))}"
    if kind == "metrics" and part.metric in titles["metric"]:
        return f"metric {shortened(titles['metric'][part.metric], 80)}"
    if kind == "conditions":
        condition = titles["condition"].get(part.condition, part.condition)
        asked = titles["question"].get(f"{part.condition}/{part.question}") or (part.question and field_words(part.question))
        told = ", ".join(shortened(words, 80) for words in (condition, asked) if words)
        return f"condition {told}" if told else "condition without a name"
    known = {field: titles[field].get(getattr(part, field)) for field in NAMED_BY[kind] if field in titles}
    return f"{PART_WORD[kind]} {part_name(kind, replace(part, **{field: title for field, title in known.items() if title}))}"
