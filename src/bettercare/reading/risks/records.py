"""Risks written as records: a line for each thing told, its label, a colon and its value, one risk after another."""

from __future__ import annotations

import re
from collections.abc import Callable

from bettercare.documents.model import Document, Paragraph
from bettercare.reading.spots import Spot, clean

_LINE = re.compile(r"^\s*(?P<label>[A-Z][\w &()/]{0,40}?)\s*:\s*(?P<value>.*)$", re.S)
_RATED = {"rating", "likelihood", "impact", "score"}


def records_in_lines(document: Document, role_of: Callable[[str], str | None]) -> list[dict[str, list[Spot]]]:
    """The risks' spots by role; nothing unless two risks each have a description and a rating."""
    records: list[dict[str, list[Spot]]] = []
    open_role: str | None = None
    for block in document.blocks:
        if not isinstance(block, Paragraph):
            open_role = None
            continue
        for text in block.text.split("\n"):
            match = _LINE.match(text)
            role = role_of(match["label"]) if match else None
            if match is None or role is None:
                if open_role and records and text[:1].islower():
                    records[-1][open_role].append(Spot(clean(text), document, block))
                else:
                    open_role = None
                continue
            begins = role == "number" or (role == "description" and "number" not in (records[-1] if records else {}))
            if not records or begins or role in records[-1]:
                records.append({})
            records[-1][role] = [Spot(clean(match["value"]), document, block)]
            open_role = role
    whole = [r for r in records if "description" in r and _RATED & set(r) and clean(r["description"][0].text)]
    return whole if len(whole) > 1 else []
