"""Where the plan lies inside the documents: behind agendas, covering reports, lists of other papers, or a blank template.

The round's headings and prompts are looked for everywhere; where their order starts again, another copy of the form starts.
The copy with most answers is the plan. What stands before and after it is kept as `covering`, for claims only: a date or a
signature of a covering report is not the plan's.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from bettercare.documents.model import Block, Document, Format, Paragraph, Table
from bettercare.plan import Place, State
from bettercare.reading.fields.openings import Openings
from bettercare.reading.outline import Heading, all_prompts, candidates, outline
from bettercare.reading.prompts import PromptSpan
from bettercare.reading.values import state_of
from bettercare.reading.words import Hit, Words, words_of
from bettercare.rounds.model import Round

_LEAD_IN = 300
"""Words before the first heading among which the form's title may stand."""
_ANOTHER_ITEM = re.compile(r"(?:agenda item|item (?:no|number)|report (?:to|of|by)|subject|minutes of|briefing paper)\b", re.I)


@dataclass(frozen=True, slots=True)
class Copy:
    """One copy of the form: words [start, end) of a document, the sections seen, and how many words answer it."""

    document: int
    start: int
    end: int
    sections: int
    answers: int
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class FoundPlan:
    """The documents cut to the plan (`plan`) and to all else (`covering`); `others` are further copies of the form.

    `blank` is true where the only copy is an empty template. `why` says what decided, for a person.
    """

    plan: tuple[Document, ...]
    covering: tuple[Document, ...] = ()
    others: tuple[Copy, ...] = ()
    blank: bool = False
    why: tuple[str, ...] = ()


def find_plan(documents: Sequence[Document], round: Round) -> FoundPlan:
    """Find the plan in documents that are read together; a document without any mark of the form is covering matter,
    unless no document has one or it is a workbook or holds the round's tables."""
    copies: list[Copy] = []
    streams = [words_of([d]) for d in documents]
    for number, words in enumerate(streams):
        copies += _copies(words, number, round)
    if not copies:
        return FoundPlan(tuple(documents), why=("no heading or prompt of the form was found, so all of it was read",))
    kept = _choose(copies)
    plan, covering, why = [], [], []
    for number, (document, words) in enumerate(zip(documents, streams, strict=True)):
        own = next((c for c in kept if c.document == number), None)
        if own is None:
            if any(c.document == number for c in copies) or not _belongs(document, words, round):
                covering.append(document)
            else:
                plan.append(document)
            continue
        plan.append(cut(document, words, own.start, own.end))
        covering += [c for c in (cut(document, words, 0, own.start), cut(document, words, own.end, len(words))) if c.blocks]
        if own.start:
            why.append(f"{document.name}: the form starts at {_where(own.place)} after {own.start} words of other matter")
    others = tuple(c for c in copies if c not in kept)
    why += [f"{documents[c.document].name}: another copy of the form at {_where(c.place)} was not taken" for c in others]
    return FoundPlan(tuple(plan), tuple(covering), others, all(c.answers < 25 for c in kept), tuple(why))


def _where(place: Place | None) -> str:
    if place is None:
        return "its start"
    return f"line {place.line}" if place.line else f"page {place.page}" if place.page else "its start"


def cut(document: Document, words: Words, start: int, end: int) -> Document:
    """The document with only words [start, end) of a stream that holds it alone; places stay as they were."""
    if start == 0 and end >= len(words):
        return document
    if start >= end:
        return replace(document, blocks=())
    first, last = words[start], words[end - 1]
    blocks: list[Block] = []
    for index in range(first.block, last.block + 1):
        block = document.blocks[index]
        if isinstance(block, Table):
            low = first.row or 0 if index == first.block else 0
            high = last.row + 1 if index == last.block and last.row is not None else len(block.rows)
            block = replace(block, rows=block.rows[low:high])
        elif index in (first.block, last.block):
            block = _cut_paragraph(block, words, index, start, end)
        blocks.append(block)
    return replace(document, blocks=tuple(blocks))


def _cut_paragraph(block: Paragraph, words: Words, index: int, start: int, end: int) -> Paragraph:
    whole = [i for i in _of_block(words, index, start, end)]
    inside = [i for i in whole if start <= i < end]
    return block if len(whole) == len(inside) else replace(block, text=words.text(inside[0], inside[-1] + 1))


def _of_block(words: Words, index: int, start: int, end: int) -> range:
    low = start if words[start].block == index else end - 1
    while low > 0 and words[low - 1].block == index:
        low -= 1
    high = low
    while high < len(words) and words[high].block == index:
        high += 1
    return range(low, high)


def _copies(words: Words, document: int, round: Round) -> list[Copy]:
    prompts = all_prompts(words, round)
    anchors = _anchors(words, round)
    runs: list[list[Heading]] = []
    order = {s.id: i for i, s in enumerate(round.sections)}
    early = {s.id for part in round.parts for s in [x for x in round.sections if x.part == part.id and x.content != "heading"][:2]}
    early |= {s.parent for s in round.sections if s.id in early and s.parent}
    for anchor in anchors:
        if not runs or (anchor.section in early and _starts_again(runs[-1], anchor, order)):
            runs.append([])
        runs[-1].append(anchor)
    runs = _joined(runs)
    runs = [run for run in runs if len({h.section for h in run}) >= 2 or (len(runs) == 1 and run[0].prompted)]
    before = [0, *(run[-1].end for run in runs)][: len(runs)]
    starts = [_start(words, round, low, run, prompts) for low, run in zip(before, runs, strict=True)]
    copies = []
    for number, run in enumerate(runs):
        end = starts[number + 1] if number + 1 < len(runs) else _end(words, run[-1].end)
        answers = _answers(words, starts[number], end, prompts, run, round)
        copies.append(Copy(document, starts[number], end, len({h.section for h in run}), answers, words.place(starts[number])))
    return copies


def _anchors(words: Words, round: Round) -> list[Heading]:
    """Places that are surely headings of the form, in the paper's order; one for each spot."""
    found: dict[int, Heading] = {}
    for places in candidates(words, round).values():
        for heading in places:
            if is_sure(heading) and (heading.start not in found or found[heading.start].score < heading.score):
                found[heading.start] = heading
    in_order = outline(words, round).placed
    if len(in_order) >= _ENOUGH:
        for placed in in_order:
            found.setdefault(placed.heading.start, placed.heading)
    sheets = [h for h in found.values() if h.start == h.end and h.start in words.block_starts and _on_sheet(words, h.start)]
    own = {h.section for h in sheets}
    if len(own) >= _SEVERAL:  # a form of named sheets lists their names in its guidance and checklist too
        found = {k: h for k, h in found.items() if h in sheets or h.section not in own}
    return [found[k] for k in sorted(found)]


def _on_sheet(words: Words, index: int) -> bool:
    block = words.documents[words[index].document].blocks[words[index].block]
    return isinstance(block, Table) and bool(block.sheet)


def is_sure(heading: Heading) -> bool:
    """True for a heading that its prompt follows, or whose label, number and style agree."""
    return heading.prompted or heading.score >= 1.2


_ENOUGH = 4
"""Headings in the round's order that together are a form, though none is sure by itself."""


def _starts_again(run: Sequence[Heading], anchor: Heading, order: dict[str, int]) -> bool:
    """True where a section that this copy has already had comes again, well before the latest section."""
    seen = {h.section for h in run}
    latest = max(order[h.section] for h in run)
    return anchor.section in seen and latest - order[anchor.section] >= 2 and len(seen) >= 2 and anchor.score >= 1.2


def _joined(runs: Sequence[list[Heading]]) -> list[list[Heading]]:
    """A run with few sections of the one before it is no copy of the form: its headings are words of the same plan."""
    joined: list[list[Heading]] = []
    for run in runs:
        if joined and len({h.section for h in run} & {h.section for h in joined[-1]}) < 3:
            joined[-1] = joined[-1] + run
        else:
            joined.append(run)
    return joined


def _start(words: Words, round: Round, low: int, run: Sequence[Heading], prompts: Sequence[PromptSpan]) -> int:
    """The form's title or opening words, if they stand shortly before its first sure heading; else the first heading.

    A heading before the title belongs to the covering matter, unless it is sure or several stand there.
    """
    firm = next((h.start for h in run if is_sure(h)), run[0].start)
    firm = run[0].start if len({h.section for h in run if h.start < firm}) >= _SEVERAL else firm
    begin, low = low, max(low, firm - _LEAD_IN)
    labels = [*round.locator.labels, *(label for part in round.parts for label in part.locator.labels)]
    titles = [h.start for label in labels if len(label.split()) >= 3 for h in words.find(label, low, firm) if _is_title(words, h)]
    titles += [p.start for p in prompts if low <= p.start < firm and p.id.startswith(("part:", "round"))]
    ahead = [t for t in titles if t <= run[0].start]
    if ahead:
        opening = max(ahead)
        near = [t for t in ahead if opening - t <= _TOGETHER]
        return min(near)
    if titles:
        return max(titles) if firm != run[0].start else run[0].start
    first_sections = {s.id for s in round.sections[:2]} | {s.parent for s in round.sections[:2]}
    return run[0].start if run[0].section in first_sections else _own_title(words, begin, run[0].start)


def _own_title(words: Words, low: int, first: int) -> int:
    """The line by which an area names its plan in words of its own; the first heading known where none does."""
    for index in range(low, first):
        if words.starts_line(index) and _OWN_TITLE.match(words.text(index, min(index + _LONGEST_TITLE, first))):
            return index
    return first


_AMOUNT = re.compile(r"£?\d[\d,]*[.,]\d+[km]?", re.I)
_LONGEST_TITLE = 14
_OWN_TITLE = re.compile(
    r"(?:[A-Z][\w&'’-]*,?\s+|and\s+|of\s+|with\s+){0,7}(?:better\s+care\s+(?:fund|plan)|bcf)\s+(?:\w+\s+){0,2}"
    r"(?:plan|narrative|submission)\b",
    re.I,
)


_SEVERAL = 3
"""Headings before the first sure one that together are sure."""
_TOGETHER = 40
"""Words between a title and the form's opening words."""


def _is_title(words: Words, hit: Hit) -> bool:
    """True for a label that opens a line; inside a line it must be written as the form writes it. A row's label is none."""
    if words[hit.start].row is not None and hit.end < len(words) and _AMOUNT.fullmatch(words[hit.end].text):
        return False
    if words.starts_line(hit.start):
        return words[hit.start].text[:1].isupper()
    return len(hit.label.split()) > 4 and words.text(hit.start, hit.end) == hit.label


def _end(words: Words, last: int) -> int:
    """Where another item of the same pack begins after the form's last heading, or the end."""
    for index in range(last, len(words)):
        if words.starts_line(index) and words[index].gap.value >= 3 and _ANOTHER_ITEM.match(words.text(index, index + 3)):
            return index
    return len(words)


def _answers(words: Words, start: int, end: int, prompts: Sequence[PromptSpan], run: Sequence[Heading], round: Round) -> int:
    """How many words are neither prompt, heading, label nor placeholder."""
    taken = {i for p in prompts for i in range(p.start, p.end)} | {i for h in run for i in range(h.start, h.end)}
    labels = _labels(round).may_stand_in(words)
    taken |= {i for label in labels for h in words.find(label, start, end) for i in range(h.start, h.end)}
    free = Counter(words[i].text for i in range(start, end) if i not in taken and words.keys[i])
    return sum(times for text, times in free.items() if text[0] not in "<[" and state_of(text) is State.GIVEN)


@lru_cache(maxsize=64)
def _labels(round: Round) -> Openings:
    """What the form prints before answers of one line, roles and columns."""
    labels = [*(x for f in round.fields for x in f.locator.labels), *(x for r in round.signoff for x in r.locator.labels)]
    return Openings([*labels, *(x for t in round.tables for c in t.columns for x in c.locator.labels)])


def _choose(copies: Sequence[Copy]) -> list[Copy]:
    """The copy with most answers of each document; a copy in another document only where it has sections of its own."""
    best: list[Copy] = []
    for number in sorted({c.document for c in copies}):
        own = [c for c in copies if c.document == number]
        best.append(max(own, key=lambda c: (c.answers * min(1.0, c.sections / 4), c.sections)))
    fullest = max(best, key=lambda c: c.answers)
    return [c for c in best if c is fullest or c.answers >= 25]


def _belongs(document: Document, words: Words, round: Round) -> bool:
    """A workbook, or a document that holds the headings of the round's tables, is part of the plan."""
    if document.format in (Format.XLSX, Format.XLS, Format.XLSB, Format.ODS):
        return True
    labels = [label for t in round.tables for label in t.locator.labels if len(label.split()) > 1]
    return sum(bool(words.find(label)) for label in labels) >= 2
