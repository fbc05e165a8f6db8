"""The way of a reading: open, find the plan, know the round, read each kind of part, put it together."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from string import ascii_uppercase
from typing import TypeVar

from bettercare.documents import Document, Paragraph, Table
from bettercare.plan import ROWS_LOST, DocumentRecord, Place, Reading, RoundGuess, Unread
from bettercare.reading.asking import is_plan
from bettercare.reading.assemble import assemble
from bettercare.reading.besides import with_besides, without_besides
from bettercare.reading.carried import with_carried_ids
from bettercare.reading.claims.read import read_claims
from bettercare.reading.conditions.capacity_answers import without_capacity
from bettercare.reading.damaged import doubted_where_damaged
from bettercare.reading.finding_plan import find_plan
from bettercare.reading.flat.income_proven import with_income_proven
from bettercare.reading.flat.money import read_flat_money
from bettercare.reading.layout_doubts import doubt_layout, drawn_lines
from bettercare.reading.metrics.read import read_metrics
from bettercare.reading.money.chosen import with_choices_by_id
from bettercare.reading.money.read import read_money_tables
from bettercare.reading.money.source_rows import without_source_rows
from bettercare.reading.money.unparted_sources import doubt_unparted
from bettercare.reading.nothing_said import without_nothing_said
from bettercare.reading.page_feet import without_page_feet
from bettercare.reading.page_titles import without_page_titles
from bettercare.reading.part1 import read_part1
from bettercare.reading.parts import Found, Part
from bettercare.reading.righting.broken_dates import with_whole_dates
from bettercare.reading.righting.cell_lines import with_cell_tables
from bettercare.reading.righting.figure_lines import with_figure_lines
from bettercare.reading.righting.periods_interleaved import with_whole_periods
from bettercare.reading.righting.turned import righted
from bettercare.reading.risks.milestones import read_milestones
from bettercare.reading.risks.read import read_risks
from bettercare.reading.round_detection import guess_rounds
from bettercare.reading.rows_lost import rows_lost
from bettercare.reading.tables.grids import row_key
from bettercare.reading.versions import current_documents, current_sheets
from bettercare.rounds import load
from bettercare.rounds.model import Round

T = TypeVar("T")
_IN_RUNNING_TEXT = ("contributions", "schemes", "lines", "contingency")


def read_as_given(documents: Sequence[Document], notice: str | None, round: str | None, rounds_folder: str | None) -> Reading:
    """Return what the documents of a plan say, as they were given: older versions among them are left out."""
    if notice:
        documents = [replace(documents[0], notices=(*documents[0].notices, notice)), *documents[1:]]
    return read_documents(current_documents(documents), round, rounds_folder)


def made_as_given(
    documents: Sequence[Document], notice: str | None, round: str | None, rounds_folder: str | None, make: Callable[[Reading], T]
) -> tuple[T] | None:  # fmt: skip
    """Return what a function makes of what the documents say; None where they hold no plan."""
    reading = read_as_given(documents, notice, round, rounds_folder)
    return (make(reading),) if round is not None or is_plan(reading) else None


def read_documents(documents: Sequence[Document], round: str | None = None, rounds_folder: str | Path | None = None) -> Reading:
    """Return what opened documents of one plan say."""
    documents = [without_page_feet(without_page_titles(current_sheets(d))) for d in documents]
    guesses = guess_rounds(documents, rounds_folder)
    if round is not None:
        guesses = (RoundGuess(round, 1.0, ("named by the user",)), *(g for g in guesses if g.round != round))
    records = tuple(DocumentRecord(d.name, d.format.value, d.sha256, (*d.notices, *_told(d))) for d in documents)
    if not guesses:
        return assemble(Found(), records, (), None)
    asked = load(guesses[0].round, rounds_folder)
    documents, besides = without_besides(documents)
    drawn = drawn_lines(documents)
    given = documents
    documents = [righted(with_cell_tables(with_whole_dates(with_whole_periods(d)), asked), asked) for d in documents]
    plan = find_plan(documents, asked)
    left, capacity = without_capacity(plan.plan, asked)
    plan = replace(plan, plan=left)
    money, read_as = _money(plan.plan, asked)
    money = doubt_unparted(with_income_proven(money, plan.plan, asked), read_as, asked)
    figures = doubt_layout(money + read_metrics(plan.plan, asked, money.used), plan.plan, drawn, asked)
    figures = figures + read_risks(plan.plan, asked) + read_milestones(plan.plan) + capacity
    partners = [
        str(p.fields["organisation"].value) for p in money.parts if p.kind == "contributions" and p.fields["organisation"].value
    ]
    words, _ = read_part1(plan.plan, asked, plan.covering, partners)
    found = words + figures + read_claims(documents, asked)
    found = with_choices_by_id(without_source_rows(without_nothing_said(found)), asked)
    unread = _unread(plan.plan, found)
    found = Found(found.parts, found.singles, found.claims, (*found.unread, *unread), found.used)
    reading = doubted_where_damaged(assemble(found, records, guesses, asked.id), documents)
    return with_besides(with_carried_ids(reading, given), besides, asked)


def _told(document: Document) -> tuple[str, ...]:
    """What a document says of itself that a reader of its figures must know."""
    texts = [
        b.text if isinstance(b, Paragraph) else b.rows[0].text for b in document.blocks[:40] if isinstance(b, Paragraph) or b.rows
    ]
    made = any("made for demonstration" in t.casefold() for t in texts)
    return (
        *(("The document says that it was made for demonstration.",) if made else ()),
        *((ROWS_LOST,) if rows_lost(document) else ()),
    )


def _money(documents: Sequence[Document], round: Round) -> tuple[Found, Sequence[Document]]:
    """The money of the documents, and these as they were read for it.

    Lines that may be tables are read both ways, and the way that places more values is taken.
    """
    found = _tables_then_text(documents, round)
    lined = [with_figure_lines(d, round) for d in documents]
    if all(a is b for a, b in zip(lined, documents, strict=True)):
        return found, documents
    other = _tables_then_text(lined, round)
    return (other, lined) if _placed(other) > _placed(found) else (found, documents)


def _tables_then_text(documents: Sequence[Document], round: Round) -> Found:
    """Tables first; what no table gave is looked for in running text."""
    found = read_money_tables(documents, round)
    given = {part.kind for part in found.parts}
    given |= {"lines"} if any(part.parts for part in found.parts if part.kind == "schemes") else set()
    missing = frozenset(s.id for s in round.tables if s.rows in _IN_RUNNING_TEXT and s.rows not in given)
    return found + read_flat_money(documents, round, missing) if missing else found


def _placed(found: Found) -> int:
    """How many values of a reading stand somewhere in a document."""
    return sum(_values(part) for part in found.parts)


def _values(part: Part) -> int:
    reads = (*part.fields.values(), *part.answers.values())
    return sum(1 for r in reads if r.value is not None and r.place) + sum(map(_values, part.parts))


def _unread(documents: Sequence[Document], found: Found) -> list[Unread]:
    """Rows of tables that hold figures and were not placed."""
    made = []
    used = (
        found.used
        | {key for part in found.parts for key in _rows_of(part)}
        | {_row_of(r.place) for r in found.singles.values() if r.place}
    )
    for document in documents:
        for block in document.blocks:
            if not isinstance(block, Table):
                continue
            for row in block.rows:
                if (document.name, row_key(block, row)) not in used and _holds_figures(row.text):
                    made.append(Unread(row.text.strip(), document.place(block, row)))
    return made


def _rows_of(part: Part) -> Iterator[tuple[str, str]]:
    for read in (*part.fields.values(), *part.answers.values()):
        if read.place:
            yield _row_of(read.place)
    for child in part.parts:
        yield from _rows_of(child)


def _row_of(place: Place) -> tuple[str, str]:
    """The key of the row that a place stands in, as `row_key` makes it."""
    row = place.line if place.line is not None else (place.cell or "").lstrip(ascii_uppercase)
    return place.document, f"{place.sheet or ''}:{row}"


def _holds_figures(text: str) -> bool:
    return bool(re.search(r"£\s?\d|\d{1,3},\d{3}|\d{4,}", re.sub(r"\b(?:19|20)\d\d\b", "", text)))
