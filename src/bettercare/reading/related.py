"""The table of related documents: title and synopsis of each."""

from __future__ import annotations

from bettercare.documents.model import Row, Table
from bettercare.plan import State, Unread
from bettercare.reading.fields.read import value_of
from bettercare.reading.narrative import answer
from bettercare.reading.outline import Outline
from bettercare.reading.parts import Found, Part, Read
from bettercare.reading.words import Gap, letters
from bettercare.rounds.model import Round, TableShape

_A_LINE = 40
"""Words that one document's title may have where there is no table."""


def read_related(outline: Outline, round: Round) -> Found:
    """Read the related documents; text that cannot be told apart into documents is handed over as unread."""
    shape = next((t for t in round.tables if t.rows == "related"), None)
    placed = outline.get(shape.section) if shape and shape.section else None
    if shape is None or placed is None:
        return Found()
    words = outline.words
    inside = range(placed.start, placed.end)
    blocks = dict.fromkeys((words[i].document, words[i].block) for i in inside if words[i].row is not None)
    parts: list[Part] = []
    for number, index in blocks:
        document = words.documents[number]
        table = document.blocks[index]
        if isinstance(table, Table):
            parts += _rows(table, shape, lambda row, cell, d=document, t=table: d.place(t, row, cell))
    if parts:
        return Found(tuple(parts))
    return _without_table(outline, shape, placed.start, placed.end)


def _rows(table: Table, shape: TableShape, place) -> list[Part]:  # type: ignore[no-untyped-def]
    columns = {c.field: 0 if c.field == "title" else 1 for c in shape.columns if c.field in ("title", "synopsis")}
    first = 0
    for number, row in enumerate(table.rows[:2]):
        named = _header(row, shape)
        if named:
            columns, first = {**columns, **named}, number + 1
            break
    parts: list[Part] = []
    for row in table.rows[first:]:
        reads: dict[str, Read] = {}
        for field, column in columns.items():
            cell = row.at(column)
            value = value_of(cell.text if cell else "", "text")
            reads[field] = Read(value.value, place(row, cell), value.state)
        if reads["title"].state is State.BLANK and parts and reads.get("synopsis") and reads["synopsis"].value:
            parts[-1] = _continued(parts[-1], reads["synopsis"])
        elif any(r.value for r in reads.values()):
            parts.append(Part("related", reads))
    return parts


def _header(row: Row, shape: TableShape) -> dict[str, int]:
    found: dict[str, int] = {}
    for cell in row.cells:
        for column in shape.columns:
            if letters(cell.text) in {letters(x) for x in column.locator.labels}:
                found.setdefault(column.field, cell.column)
    return found if "title" in found else {}


def _continued(part: Part, more: Read) -> Part:
    """A row without a title goes on with the synopsis above it."""
    before = part.fields.get("synopsis")
    text = f"{before.value} {more.value}" if before and before.value else more.value
    return Part("related", {**part.fields, "synopsis": Read(text, before.place if before and before.place else more.place)})


def _without_table(outline: Outline, shape: TableShape, start: int, end: int) -> Found:
    """Lines without a table: a short line is a title; a long flattened line is left unread, for a person."""
    words = outline.words
    taken = {i for p in outline.prompts_in(start, end) for i in range(p.start, p.end)}
    for column in shape.columns:
        for label in column.locator.labels:
            if len(label.split()) > 1:
                taken |= {i for h in words.find(label, start, end) for i in range(h.start, h.end)}
    free = [i for i in range(start, end) if i not in taken and words.keys[i]]
    lines: list[list[int]] = []
    for i in free:
        if not lines or i != lines[-1][-1] + 1 or words[i].gap >= Gap.LINE:
            lines.append([])
        lines[-1].append(i)
    if not lines:
        return Found()
    if any(len(line) > _A_LINE for line in lines):
        text = answer(outline, start, end)
        place = text.place or words.place(free[0])
        return Found(unread=(Unread(words.text(free[0], free[-1] + 1), place),) if place else ())
    kept = [line for line in lines if len(line) > 1]
    return Found(
        tuple(Part("related", {"title": Read(words.text(ln[0], ln[-1] + 1), words.place(ln[0], ln[-1] + 1))}) for ln in kept)
    )
