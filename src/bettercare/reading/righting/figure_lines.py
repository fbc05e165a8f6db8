"""Tables whose cells a converter printed on one line with single spaces: words, then as many figures as the heading has periods.

A heading ends in years, quarters or months, each with its unit or role; every row under it ends in one figure for each of them.
The words before the figures are one cell, less what closed lists and codes tell apart; where they do not, no table is made. A few
lines between rows, such as a page's foot, stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from bettercare.documents.model import Block, Cell, Document, Format, Paragraph, Row, Table
from bettercare.reading.money.rows import TOTAL
from bettercare.reading.righting.cell_headings import Headings
from bettercare.reading.tables.label_likeness import SURE, label_score
from bettercare.reading.values import tidy
from bettercare.rounds.model import Round

_YEAR = r"(?:20\d\d|\d\d)\s?[/–-]\s?(?:20)?\d\d"
_PERIOD = re.compile(rf"(?<![\d/])(?<!Q\d )(?:{_YEAR})(?![\d/])", re.I)
_BESIDE = re.compile(
    r"\(?(?:£\s?['‘’]?(?:000s?|k|m|million)?|['‘’]000s?|000s)\)?|\(?(?:actuals?|plans?|planned|baseline|forecast|targets?|outturn|"
    r"expenditure|spend|budget|allocation|contribution|gross|total|year|annual)\)?",
    re.I,
)
_FIGURE = r"[-–(]?(?:£\s?)?\d[\d,]*(?:\.\d+)?\)?(?:%|k|m)?|-|–|n/?a|nil|tbc"
_ENDS_IN_A_YEAR = re.compile(r"\s(?:19|20)\d\d$")
_CODE = re.compile(r"[A-Z]{0,6}[-/]?\d{1,3}(?:\.\d{1,2})?[a-z]?\.?", re.I)
_CODED = re.compile(r"(?:ref|no|id|number|scheme (?:ref|no|id|number))\.?", re.I)
_GAP = 5
"""Lines that may stand between two rows: a page's foot and head."""
_LISTS = {"source": None, "commissioner": ("commissioners", "commissioner"), "area_of_spend": ("areas-of-spend", "area-of-spend"),
          "provider": ("providers", "provider"), "scheme-type": ("scheme-type", "scheme-types")}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Heading:
    """What a heading's line says: the labels of its words, and of its columns of figures."""

    words: str
    figures: tuple[str, ...]


def with_figure_lines(document: Document, round: Round) -> Document:
    """The document with runs of such lines as tables."""
    if document.format is not Format.TEXT:
        return document
    headings = Headings(round)
    blocks: list[Block] = []
    at = 0
    while at < len(document.blocks):
        found = _table(document.blocks, at, headings, round)
        if found:
            blocks += found[0]
            at = found[1]
        else:
            blocks.append(document.blocks[at])
            at += 1
    return replace(document, blocks=tuple(blocks)) if len(blocks) < len(document.blocks) else document


def _table(blocks: Sequence[Block], at: int, headings: Headings, round: Round) -> tuple[list[Block], int] | None:
    """The table whose heading stands here with the lines left aside in it, and the index after it."""
    first = blocks[at]
    heading = _heading(first.text, headings) if isinstance(first, Paragraph) else None
    if heading is None or not isinstance(first, Paragraph):
        return None
    rows, aside, end = _rows(blocks, at + 1, len(heading.figures), first.text)
    parted = _parted(heading.words, [words for _, words, _ in rows], headings, round) if len(rows) > 1 else None
    if parted is None:
        return None
    labels, cells = parted
    lines = [(first, (*labels, *heading.figures))] + [(p, (*c, *f)) for (p, _, f), c in zip(rows, cells, strict=True)]
    made = tuple(
        Row(tuple(Cell(text, column) for column, text in enumerate(texts)), number, p.page, p.line)
        for number, (p, texts) in enumerate(lines, 1)
    )
    return [Table(made), *aside], end


def _heading(text: str, headings: Headings) -> _Heading | None:
    """A line as a heading: words, then periods to its end, with nothing but units and roles beside them."""
    line = tidy(text)
    periods = list(_PERIOD.finditer(line))
    if not periods or len(line) > 200 or line.endswith((".", ";", ":")):
        return None
    between = [line[a.end() : b.start()] for a, b in pairwise(periods)]
    if any(_rest(gap) for gap in (*between, line[periods[-1].end() :])):
        return None
    before = line[: periods[0].start()].rstrip()
    role = ""
    while (last := before.rpartition(" "))[2] and _BESIDE.fullmatch(last[2]) and headings.kind(before) != "w":
        role, before = f"{last[2]} {role}".strip(), last[0]
    if role and not before:
        before, role = role, ""
    if not before or not (headings.heads(before) or before.istitle() or len(before.split()) <= 3):
        return None
    starts = _starts(line, periods, role)
    figures = tuple(line[a:b].strip() for a, b in zip(starts, (*starts[1:], len(line)), strict=True))
    return _Heading(before, figures)


def _starts(line: str, periods: Sequence[re.Match[str]], role: str) -> tuple[int, ...]:
    """Where each column's heading begins: at its period, or at the role before it where every period has one before."""
    starts = [p.start() for p in periods]
    return tuple(s - len(role) - 1 for s in starts[:1]) + tuple(_role_start(line, s) for s in starts[1:]) if role else tuple(starts)


def _role_start(line: str, start: int) -> int:
    before = line[:start].rstrip()
    word = before.rpartition(" ")[2]
    return len(before) - len(word) if _BESIDE.fullmatch(word) and word[:1].isalpha() else start


def _rest(gap: str) -> str:
    return " ".join(w for w in gap.split() if not _BESIDE.fullmatch(w))


_Found = tuple[Paragraph, str, tuple[str, ...]]


def _rows(blocks: Sequence[Block], start: int, width: int, heading: str) -> tuple[list[_Found], list[Block], int]:
    """Rows of words and so many figures, the lines left aside between them, and the index after the last row."""
    pattern = re.compile(rf"(?P<words>.*?)\s*(?P<figures>(?:(?:^|\s)(?:{_FIGURE})){{{width}}})", re.I)
    rows: list[_Found] = []
    aside: list[Block] = []
    waiting: list[Block] = []
    at = end = start
    while at < len(blocks) and len(waiting) < _GAP:
        block = blocks[at]
        at += 1
        if not isinstance(block, Paragraph):
            break
        line = tidy(block.text)
        match = None if _ENDS_IN_A_YEAR.search(line) else pattern.fullmatch(line)
        words = match["words"] if match else ""
        if not match or len(words) > 160 or not re.search(r"[A-Za-z]", words) or re.search(r"(?:^|\s)£?\d[\d,]*\.?\d*$", words):
            if rows and line == tidy(heading):
                continue
            if not rows or block.level is not None or (len(line) > 120 and line.endswith(".")):
                break
            waiting.append(block)
            continue
        go_on = [b for b in waiting if isinstance(b, Paragraph)]
        if len(go_on) == 1 and words[:1].islower() and go_on[0].page == block.page:
            words, waiting = f"{tidy(go_on[0].text)} {words}", []
        rows.append((block, words, tuple(re.findall(rf"(?:^|\s)({_FIGURE})(?=\s|$)", match["figures"], re.I))))
        aside += waiting
        waiting, end = [], at
        if TOTAL.match(words):
            break
    return rows, aside, end


def _parted(
    words: str, named: Sequence[str], headings: Headings, round: Round
) -> tuple[tuple[str, ...], list[tuple[str, ...]]] | None:  # fmt: skip
    """The labels of the columns of words and the words of each row parted among them; None where they cannot be told apart."""
    lead, rest, texts = "", words, list(named)
    codes = [""] * len(texts)
    if len(split := rest.split(" ", 1)) == 2 and _CODED.fullmatch(split[0]):
        lead, rest = split
        parts = [t.partition(" ") for t in texts]
        codes = [head if tail and _CODE.fullmatch(head) and re.search(r"\d", head) else "" for head, _, tail in parts]
        if sum(map(bool, codes)) < len(codes) - 1:
            return None
        texts = [tail if code else text for code, (_, _, tail), text in zip(codes, parts, texts, strict=True)]
    labels: list[str] = []
    ends: list[list[str]] = []
    while found := _last_list(rest, round):
        label, choices = found
        taken = [_ending(t, choices) for t in texts]
        if sum(map(bool, taken)) < len([t for t in texts if not TOTAL.match(t)]):
            return None
        texts = [t[: len(t) - len(e)].rstrip() for t, e in zip(texts, taken, strict=True)]
        rest = rest[: -len(label)].rstrip()
        labels.insert(0, label)
        ends.insert(0, taken)
    if len(headings.parted(rest)) > 1:
        return None
    leads = (lead,) if lead else ()
    rows = [(*codes[i : i + len(leads)], text, *(e[i] for e in ends)) for i, text in enumerate(texts)]
    return (*leads, rest, *labels), rows


def _last_list(heading: str, round: Round) -> tuple[str, tuple[str, ...]] | None:
    """The column of a closed list that the last words of a heading name, with its choices, where words are left before it."""
    words = heading.split()
    if _choices(heading, round):
        return None  # the rows are of such a list themselves
    for length in (3, 2, 1):
        label = " ".join(words[-length:])
        if length < len(words) and (choices := _choices(label, round)):
            return label, choices
    return None


def _choices(label: str, round: Round) -> tuple[str, ...]:
    """The words that may fill a column of a closed list, longest first; none where the column has no list."""
    found: list[str] = []
    for column in (c for t in round.tables for c in t.columns):
        field = column.field.rsplit("/", 1)[-1]
        if field not in _LISTS or label_score(label, column) < SURE:
            continue
        if field == "source":
            found += [x for s in round.streams for x in (s.title, *s.labels)]
        found += [x for t in round.taxonomies if t.id in (_LISTS[field] or ()) for i in t.items for x in (i.label, *i.labels)]
    return tuple(sorted(set(found), key=lambda x: (-len(x), x)))


def _ending(text: str, choices: Sequence[str]) -> str:
    """The choice that a row's words end in, as written; the words before it must not be empty."""
    for choice in choices:
        if text.casefold().endswith(f" {choice.casefold()}"):
            return text[len(text) - len(choice) :]
    return ""
