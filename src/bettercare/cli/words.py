"""Places and lines of text that read well in an e-mail."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING

from bettercare.plan import Place, Reading
from bettercare.plan.words import day

if TYPE_CHECKING:
    from bettercare.rounds.model import Round

WIDTH = 100


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


def first_line(reading: Reading, round: Round | None) -> str:
    """Return which round, of what date its rules are, and what was read."""
    documents = ", ".join(f"{d.name} ({d.format})" for d in reading.documents) or "a reading in JSON"
    if round is None:
        return f"Round not known. Read: {documents}."
    sure = next((f", {g.score:.0%} sure" for g in reading.rounds if g.round == round.id and g.score < 1), "")
    published = f"rules published {day(round.published_on)}" if round.published_on else "date of the rules not known"
    return f"Round {round.id} ({published}{sure}). Read: {documents}."
