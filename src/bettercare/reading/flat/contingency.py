"""The contingency plan printed as running text: planned savings and maximum support for each outcome, a figure per column."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from bettercare.plan import Candidate, How, State, Unread
from bettercare.reading.flat.text import Region, Running, Token, figures_between
from bettercare.reading.parts import Found, Part, Read
from bettercare.reading.values import tidy
from bettercare.rounds.model import Column, TableShape

_LABEL = re.compile(
    r"(?P<planned>planned\s+savings\s*(?:\(if\s+targets\s+fully\s+achieved\))?)|(?P<maximum>maximum\s+support(?:\s+needed\s+for\s+other)?)",
    re.I,
)
_HEADING = re.compile(r"contingency\s+plan:?(?:\s+(?:20)?\d\d\s?/\s?(?:20)?\d\d)?(?:\s+on-?going)?", re.I)
_BREAK = re.compile(r"\d[\d,.]{3,}\s?[km]?\)?|(?<=[a-z]{3})\.\s")
_OF_A_NAME = r"\d{1,3}s\b|\d{1,2}\s?\+|[1-9]\d?[- ](?![km]\b)[a-z]{2}"
"""Numbers that are words of an outcome's name: `over 75s`, `aged 65 and over`, `28 day`."""
APART = 500
"""Labels further apart than this, in characters, are of different tables."""
_LEFTOVER = re.compile(
    r"services\s*\(if\s+targets\s+not\s+achieved\)|\(if\s+targets\s+(?:fully|not)\s+achieved\)|contingency\s+plan:?|on-?going|needed\s+for\s+other"
    r"|services(?=\s*$)|\b(?:20)?\d\d\s?/\s?(?:20)?\d\d\b|\bDRAFT\b",
    re.I,
)


@dataclass(slots=True)
class _Unit:
    """A label with the figures that follow it, and the cells of words between it and the next label."""

    kind: str
    start: int
    end: int
    figures: list[Token]
    words: list[str] = field(default_factory=list)


def read_flat_contingency(running: Running, shape: TableShape) -> Found:
    """Return the outcomes in a running text with their amounts; where names cannot be told apart, the amounts are in doubt."""
    columns = [c for c in shape.columns if c.kind == "money"]
    found = Found()
    for region in _regions(running):
        found += _outcomes(region, columns)
    return found


def _regions(running: Running) -> list[Region]:
    """The stretches that hold the labels: from the table's heading, the last figure or the last sentence before them."""
    found: list[Region] = []
    labels = list(_LABEL.finditer(running.text))
    for i, label in enumerate(labels):
        if i and label.start() - labels[i - 1].end() < APART:
            found[-1] = Region(running, found[-1].start, min(label.end() + APART, len(running.text)), found[-1].marks + 1)
            continue
        earlier = max(label.start() - APART, 0)
        before = running.text[earlier : label.start()]
        edges = [m.end() for m in _HEADING.finditer(before)] or [m.end() for m in _BREAK.finditer(before)]
        end = min(label.end() + APART, len(running.text))
        found.append(Region(running, earlier + max(edges, default=0), end, 1))
    return [_to_page_end(r) for r in found if r.marks > 1]


def _to_page_end(region: Region) -> Region:
    """The region up to where another heading begins, after its last label's figures."""
    last = max(m.end() for m in _LABEL.finditer(region.running.text, region.start, region.end))
    stop = re.search(r"\n\n?#|\bFinance\b|\bOutcomes\b|(?<=[a-z]{3})\.\s", region.running.text[last : region.end])
    return Region(region.running, region.start, last + stop.start() if stop else region.end, region.marks)


def _outcomes(region: Region, columns: Sequence[Column]) -> Found:
    units, before = _units(region)
    if not units or not any(u.figures for u in units):
        return Found()
    pairs = [units[i : i + 2] for i in range(0, len(units), 2)]
    if any(len(p) != 2 or p[0].kind == p[1].kind for p in pairs):
        pairs = [[u] for u in units]
    if _by_column(pairs, columns):
        return _in_columns(region, pairs, columns)
    names = _names(region, pairs, before)
    parts: list[Part] = []
    used: set[tuple[str, str]] = set()
    for pair, (name, doubt) in zip(pairs, names, strict=True):
        if any(u.figures for u in pair):
            used |= {k for u in pair for t in u.figures for k in region.running.keys(t.start, t.end)}
            parts += _parts(region, pair, name, doubt, columns)
    return Found(tuple(parts), used=frozenset(used))


def _units(region: Region) -> tuple[list[_Unit], list[str]]:
    text = region.running.text
    labels = list(_LABEL.finditer(text, region.start, region.end))
    units = []
    for match, following in zip(labels, [*(m.start() for m in labels[1:]), region.end], strict=False):
        figures = figures_between(region.running, match.end(), following)
        kind = "planned_savings" if match["planned"] else "maximum_support"
        units.append(_Unit(kind, match.start(), following, figures, _cells(text[match.end() : following])))
    return units, _cells(text[region.start : labels[0].start()]) if labels else []


def _cells(text: str) -> list[str]:
    """The cells of words in a stretch of text: parted by figures, headings and lines, and before each numbered outcome."""
    cleared = _LEFTOVER.sub("\n\n", text)
    cleared = re.sub(rf"(?<![A-Za-z\d])(?<!Outcome )[-£(]{{0,2}}(?!{_OF_A_NAME})\d[\d,./]*\s?[km]?\)?", "\n\n", cleared)
    cleared = re.sub(r"(?=\bOutcome \d)", "\n\n", cleared)
    cells = (tidy(c).strip(" -–:;,.()£#*") for c in re.split(r"\n\n|\n(?=[A-Z])", cleared))
    return [c for c in cells if re.search(r"[A-Za-z]{3}", c)]


def _names(region: Region, pairs: Sequence[Sequence[_Unit]], before: Sequence[str]) -> list[tuple[str | None, str | None]]:
    """Each pair's outcome and why it is doubtful: the words between the last figure of the pair before and its own last
    figure; where names are printed all together, they are taken in order."""
    text = region.running.text
    own: list[list[str]] = []
    start = region.start
    for pair in pairs:
        labels = [u.start for u in pair]
        last = max([t.end for u in pair for t in u.figures] + labels)
        stretch = _LABEL.sub("\n\n", text[start:last])
        own.append(list(dict.fromkeys(_cells(stretch))))  # a name is printed again where a page turns
        start = last
    own[0] = _last_run(own[0], len(pairs))
    tail = _cells(_LABEL.sub("\n\n", text[start : region.end]))
    if all(len(cells) == 1 for cells in own):
        return [(cells[0], None) for cells in own]
    every = [c for cells in own for c in cells]
    if len(every) != len(pairs):
        every = [*every, *tail[: len(pairs) - len(every)]]
    if len(every) == len(pairs):
        return [(name, "the names are printed apart from the figures; their order decides") for name in every]
    if all(own):
        return [(" ".join(cells), None if len(cells) == 1 else "these words may be of several outcomes") for cells in own]
    return [(None, "which outcome these amounts are of is not clear")] * len(pairs)


def _last_run(cells: list[str], most: int) -> list[str]:
    """Of the words before the first figure, those that are not the table's introduction: sentences are left out."""
    short = [c for c in cells if len(c.split()) <= 12]
    return short[-most:]


def _by_column(pairs: Sequence[Sequence[_Unit]], columns: Sequence[Column]) -> bool:
    """All labels stand before all figures: the table is printed column by column."""
    units = [u for pair in pairs for u in pair]
    return len(units) > 1 and all(not u.figures for u in units[:-1]) and len(units[-1].figures) > len(columns)


def _in_columns(region: Region, pairs: Sequence[Sequence[_Unit]], columns: Sequence[Column]) -> Found:
    units = [u for pair in pairs for u in pair]
    figures = units[-1].figures
    if len(figures) != len(units) * len(columns) or any(len(p) != 2 for p in pairs):
        words = ", ".join(t.text for t in figures)
        place = region.running.place(figures[0].start, figures[0].end)
        return Found(unread=(Unread(f"Contingency plan, printed column by column: {words}", place),))
    for i, unit in enumerate(units):
        unit.figures = [figures[c * len(units) + i] for c in range(len(columns))]
    first = min(t.start for u in units for t in u.figures)
    cells = _last_run(_cells(_LABEL.sub("\n\n", region.running.text[region.start : first])), len(pairs))
    names = cells if len(cells) == len(pairs) else [None] * len(pairs)
    parts: list[Part] = []
    for pair, name in zip(pairs, names, strict=True):
        doubt = None if name else "which outcome these amounts are of is not clear"
        parts += _parts(region, pair, name, doubt, columns, How.INFERRED)
    keys = {k for t in figures for k in region.running.keys(t.start, t.end)}
    return Found(tuple(parts), used=frozenset(keys))


def _parts(
    region: Region, pair: Sequence[_Unit], name: str | None, doubt: str | None, columns: Sequence[Column], how: How = How.READ
) -> list[Part]:
    parts = []
    for i, column in enumerate(columns):
        fields = {
            "outcome": Read(name, state=State.GIVEN if name else State.BLANK, doubt=doubt if name else None),
            "year": Read(str(column.year) if column.year else "ongoing"),
        }
        for unit in pair:
            if i >= len(unit.figures):
                continue
            why = "fewer figures than columns" if len(unit.figures) < len(columns) else doubt
            token = unit.figures[i]
            reason = "the figures run together; their order decides" if how is How.INFERRED or why else None
            place = region.running.place(token.start, token.end, How.INFERRED if reason else how, reason)
            others = (Candidate(None, token.text, "the figure may be of another outcome or column"),) if why else ()
            fields[unit.kind] = Read(token.amount, place, others=others, doubt=why)
        if len(fields) > 2:
            parts.append(Part("contingency", fields))
    return parts
