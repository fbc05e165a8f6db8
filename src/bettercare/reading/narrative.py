"""What was written in each section of the form, without its headings and official prompts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bettercare.plan import State
from bettercare.reading.fields.in_rows import field_rows
from bettercare.reading.outline import Outline, Placed, number_free
from bettercare.reading.parts import Found, Part, Read
from bettercare.reading.values import state_of
from bettercare.reading.words import Words, page_marks
from bettercare.rounds.model import Round

_TOLD = ("narrative", "conditions", "scheme")
"""Kinds of section whose words are their answer; the others hold fields, tables or signatures, as do tables of conditions."""


def read_narrative(outline: Outline, round: Round) -> Found:
    """The text of every section that asks for one and was found; a section with its prompt alone is blank."""
    parts = []
    tabled = {table.section for table in round.tables if table.rows == "conditions"}
    fields = [f for f in round.fields if f.on == "plan" and not f.spine]
    for placed in outline.placed:
        if placed.section.content not in _TOLD or placed.section.id in tabled or _only_children(outline, placed, round):
            continue
        title = outline.words.text(placed.heading.start, placed.heading.end) or placed.section.title
        rows = field_rows(outline.words, fields, placed.start, placed.end)
        text = answer(outline, placed.start, placed.end, tuple(rows))
        place = outline.words.place(placed.heading.start, placed.heading.end)
        parts.append(
            Part(
                "narrative",
                {
                    "section": Read(placed.section.id, place),
                    "title": Read(number_free(title) or placed.section.title, place),
                    "text": text,
                },
            )
        )
    return Found(tuple(parts))


def _only_children(outline: Outline, placed: Placed, round: Round) -> bool:
    """True for a heading over other sections that has no words of its own."""
    parents = {s.parent for s in round.sections}
    return placed.section.id in parents and not answer(outline, placed.start, placed.end).value


def answer(outline: Outline, start: int, end: int, elsewhere: Sequence[tuple[int, int]] = ()) -> Read:
    """Words [start, end) without prompts and page numbers, as text; with the state that a stand-in or nothing leaves.

    `elsewhere` are ranges of words that are other answers, such as rows of fields.
    """
    words = outline.words
    free = _free(words, [*elsewhere, *((p.start, p.end) for p in outline.prompts_in(start, end))], start, end)
    free = _without_page_numbers(words, free)
    if not free:
        return Read(None, words.place(max(0, min(start, len(words)) - 1)), State.BLANK)
    text = _joined(words, free)
    state = state_of(text)
    place = words.place(free[0])
    place = replace(place, as_written=text[:200]) if place else None
    return Read(text if state is State.GIVEN else None, place, state)


def _free(words: Words, spans: Sequence[tuple[int, int]], start: int, end: int) -> list[int]:
    taken = {i for a, b in spans for i in range(a, b)}
    free = [i for i in range(start, end) if i not in taken]
    while free and not words.keys[free[0]]:
        free.pop(0)
    while free and not words.keys[free[-1]] and words[free[-1]].text in "-–•*|":
        free.pop()
    return free


def _without_page_numbers(words: Words, free: list[int]) -> list[int]:
    marks = page_marks(words)
    return [i for i in free if i not in marks]


def _joined(words: Words, free: Sequence[int]) -> str:
    pieces: list[str] = []
    first = free[0]
    for previous, index in zip(free, [*free[1:], -1], strict=True):
        if index != previous + 1:
            pieces.append(words.lined(first, previous + 1))
            first = index
    return "\n".join(pieces)
