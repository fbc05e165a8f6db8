"""An address as people of a round say it: with the round's titles where the plan itself has ids only."""

from __future__ import annotations

from bettercare.plan import Month, Plan
from bettercare.plan.words import begin, in_words
from bettercare.rounds.model import Field, NotInRound, Round
from bettercare.writing.metric_tables import when


def where(plan: Plan, round: Round, address: str) -> str:
    """`Scheme 3 Reablement, line 2026-27 NHS minimum contribution, amount`, as within a sentence; see `begin` for its start."""
    owner, answers, id = address.rpartition("answers/")
    if answers and (title := _title(round, id)):
        return f"{in_words(plan, owner.rstrip('/'))}, {title}" if owner else title
    words = in_words(plan, address)
    for stream in round.streams:
        words = words.replace(f" {stream.id}", f" {stream.title}")
    return words


def where_begins(plan: Plan, round: Round, address: str) -> str:
    """The same at the start of a line."""
    return begin(where(plan, round, address))


def label_at(round: Round, address: str, text: str) -> str:
    """The label of a choice that an answer keeps by its id; other texts as they are."""
    field = _asked(round, address.rpartition("answers/")[2])[0] if "answers/" in address else None
    if field is None or not field.choices:
        return text
    try:
        return next((item.label for item in round.taxonomy(field.choices).items if item.id == text), text)
    except NotInRound:
        return text


def _title(round: Round, id: str) -> str | None:
    field, place = _asked(round, id)
    return ", ".join([*place, field.title]) if field else None


def _asked(round: Round, id: str) -> tuple[Field | None, list[str]]:
    """The round's field that an answer is of, and for tables of services where it stands: table, row and month."""
    shape_id, *steps = id.split(".")
    shape = next((s for s in round.capacity if s.id == shape_id), None)
    if shape is None or len(steps) < 2:
        return next((f for f in round.fields if f.id == id), None), []
    field = next((f for f in shape.fields if f.id == steps[0]), None)
    row = next((r.label for r in shape.rows if r.id == steps[1]), steps[1])
    return field, [shape.title, row, *(_month(m) for m in steps[2:3])]


def _month(text: str) -> str:
    year, _, month = text.partition("-")
    period = Month(int(year), int(month)).period if year.isdecimal() and month.isdecimal() else None
    return when(period.start, period.end) if period else text
