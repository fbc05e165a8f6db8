"""Tables that a converter printed a cell at a time: a line to a cell, or a few lines between blank ones, row after row.

A heading is known by the round's labels; the kinds of the cells beneath it (figure, date, words) must repeat in its width, row by
row, and only rows that hold the pattern are taken. What breaks it stays as lines. Blank lines are tried both as empty cells and as
what parts cells. Lines of the file lead back to every cell's row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from bettercare.documents.model import Block, Cell, Document, Format, Paragraph, Row, Table
from bettercare.reading.metrics.headings import looks_like_heading
from bettercare.reading.righting.cell_headings import Headings, layered, two_rows
from bettercare.reading.righting.cell_rows import FIGURE, Spot, kind_of, rows_from
from bettercare.reading.tables.label_likeness import plain_label
from bettercare.reading.values import tidy
from bettercare.rounds.model import Round

_UNIT = re.compile(r"\(?(?:£\s?['‘’]?(?:000s?|k|m|million)?|['‘’]?000s?)\)?", re.I)
_WIDEST = 16
_MOST_BLANKS = 14
_NEAR = 12


@dataclass(frozen=True, slots=True)
class _Found:
    """A table: its rows, each (index of its first paragraph, cells), and the paragraphs that it takes."""

    rows: tuple[tuple[int, tuple[str, ...]], ...]
    taken: frozenset[int]

    @property
    def filled(self) -> int:
        """How many cells hold something, less those that hold nothing."""
        cells = [cell for _, row in self.rows for cell in row]
        return sum(1 if cell else -1 for cell in cells)


def with_cell_tables(document: Document, round: Round) -> Document:
    """The document with runs of lines that are tables, a cell to a line, as tables."""
    if document.format is not Format.TEXT:
        return document
    headings = Headings(round)
    blocks: list[Block] = []
    run: list[Paragraph] = []
    for block in (*document.blocks, None):
        if isinstance(block, Paragraph):
            run.append(block)
            continue
        blocks += _tabled(run, headings) if len(run) > 6 else run
        run = []
        if block is not None:
            blocks.append(block)
    return replace(document, blocks=tuple(blocks))


def _tabled(run: Sequence[Paragraph], headings: Headings) -> Iterator[Block]:
    by_line, by_block = list(_lines(run)), list(_between_blanks(run))
    found: dict[int, _Found] = {}
    for spots in (by_line, by_block):
        for table in _tables(spots, headings):
            first = min(table.taken)
            rival = [f for f in found.values() if f.taken & table.taken]
            if all(table.filled > f.filled for f in rival):
                found = {k: f for k, f in found.items() if f not in rival}
                found[first] = table
    taken = {i for f in found.values() for i in f.taken}
    for index, paragraph in enumerate(run):
        if index in found:
            yield _table(found[index], run)
        if index not in taken:
            yield paragraph


def _table(found: _Found, run: Sequence[Paragraph]) -> Table:
    rows = []
    for number, (index, cells) in enumerate(found.rows, 1):
        made = tuple(Cell(text, column) for column, text in enumerate(cells))
        rows.append(Row(made, number, run[index].page, run[index].line))
    return Table(tuple(rows))


def _lines(run: Sequence[Paragraph]) -> Iterator[Spot]:
    """Every line a cell; a blank line is an empty one, and a unit of money alone is the end of the cell above it."""
    before: int | None = None
    for index, paragraph in enumerate(run):
        if before is not None and paragraph.line is not None and paragraph.line - before <= _MOST_BLANKS:
            yield from ((-1, "", -1) for _ in range(paragraph.line - before - 1))
        before = paragraph.line
        if index and _unit_beneath(run[index - 1], paragraph):
            continue
        if index + 1 < len(run) and _unit_beneath(paragraph, run[index + 1]):
            yield index, f"{tidy(paragraph.text)} {tidy(run[index + 1].text)}", index + 2
        else:
            yield index, tidy(paragraph.text), index + 1


def _unit_beneath(above: Paragraph, below: Paragraph) -> bool:
    """Whether a line is the unit of the heading just above it."""
    close = above.page == below.page and above.line is not None and below.line == above.line + 1
    return close and bool(_UNIT.fullmatch(below.text.strip())) and not FIGURE.fullmatch(above.text.strip())


def _between_blanks(run: Sequence[Paragraph]) -> Iterator[Spot]:
    """The lines between two blank ones as a cell, its figures parted; a page's number is none."""
    start = 0
    for index in range(1, len(run) + 1):
        here, above = run[index] if index < len(run) else None, run[index - 1]
        if here is None or here.page != above.page or (here.line or 0) - (above.line or 0) != 1:
            text = tidy(" ".join(p.text for p in run[start:index]))
            last_of_page = here is None or here.page != above.page
            if not (last_of_page and re.fullmatch(r"\d{1,3}", text)):
                yield from ((start, piece, index) for piece in _parted([tidy(p.text) for p in run[start:index]]))
            start = index


def _parted(lines: Sequence[str]) -> list[str]:
    """A block's cells: figures that stand side by side, or a figure at the end of a line whose words go on beneath it."""
    text = " ".join(lines)
    if len(text.split()) > 1 and all(FIGURE.fullmatch(w) for w in text.split()):
        return text.split()
    words, _, last = text.rpartition(" ")
    if re.fullmatch(r"£?\d{1,3}(?:,\d{3})+|\d{4,}", last) and len(words.split()) == 1 and words.isalpha():
        return [words, last]
    if len(lines) > 1 and len(lines[0].split()) > 1:
        words, _, last = lines[0].rpartition(" ")
        if re.fullmatch(r"£?\d{1,3}(?:,\d{3})+", last) and not any(c.isdigit() for c in "".join(lines[1:])):
            return [" ".join([words, *lines[1:]]), last]
    return [text]


def _tables(spots: Sequence[Spot], headings: Headings) -> Iterator[_Found]:
    kinds = [kind_of(text) for _, text, _ in spots]
    at = 0
    while at < len(spots):
        end = _heading_end(spots, kinds, at, headings)
        best: tuple[float, _Found, int] | None = None
        for first, words, after, odd in _headings(spots, kinds, at, end, headings) if end > at else ():
            for blanks in range(3):
                width = len(words) + blanks
                rows, stop = rows_from(spots, kinds, after, width, words) if 2 <= width <= _WIDEST else ([], after)
                if not rows or (blanks > 1 and not all(looks_like_heading(w) for w in words)):
                    continue
                columns = [_column_kind(kinds, rows, c) for c in range(width)]
                if any(k == "e" and not word for k, word in zip(columns[blanks:], words, strict=True)):
                    continue  # blank lines part the cells here: they are none
                if any(_repeats(spots, rows, c, word) for c, word in enumerate(words, blanks)):
                    continue  # a row's label, not a heading
                if headings.is_chosen(" ".join(filter(None, words))):
                    continue  # one cell of two lines, not two headings
                agreed = headings.agreement(words, columns[blanks:])
                if agreed > 0 and _worth(rows, kinds, width, agreed == width):
                    odd_start = 2.0 if headings.kind(spots[after][1]) else 0.0
                    score = 2 * agreed + min(len(rows), 4) - blanks - odd - odd_start
                    if best is None or score > best[0]:
                        best = score, _found(spots, (first, tuple(["" for _ in range(blanks)] + list(words))), after, rows), stop
        if best and not _torn(spots, best[1], at, best[2], headings):
            yield best[1]
            at = max(best[2], at + 1)
        else:
            at += 1


def _headings(
    spots: Sequence[Spot], kinds: Sequence[str], at: int, end: int, headings: Headings
) -> Iterator[tuple[int, tuple[str, ...], int, float]]:  # fmt: skip
    """The ways to take a run of headings: (its first spot, the columns' headings, the index after it, how odd that is)."""
    if laid := layered([text for _, text, _ in spots[at : at + 3 * _WIDEST]], headings):
        yield at, laid[0], at + laid[1], 0.0
    if sum(kinds[i] == "e" for i in range(at, end)) > 1:
        return  # blank lines part the cells here: none is a heading
    for first in range(at, end) if any(kinds[i] == "e" for i in range(at, min(at + _WIDEST, len(spots)))) else ():
        both = two_rows([text for _, text, _ in spots[first : first + 2 * _WIDEST]])
        if both and sum(not headings.heads(text) for _, text, _ in takewhile(lambda s: s[1], spots[first:])) <= 1:
            yield first, both[0], first + both[1], 0.7 * (first - at)
    for after in range(end, at, -1):
        texts = [text for _, text, _ in spots[at:after]]
        for first in range(len(texts)):
            parted = headings.parted(" ".join(texts[first:]))
            sure = all(headings.kind(t) for t in texts[first:] if t)
            if parted != tuple(texts[first:]) and len(parted) >= sum(map(bool, texts[first:])) + sure:
                yield at + first, parted, after, 0.7 * first
                yield at + first, parted[1:], after, 0.7 * first + 0.7
            if texts[first] and first < len(texts) - 1:
                yield at + first, tuple(texts[first:]), after, 0.7 * first
                if after == end < len(spots) and kinds[end] == "w" and _may_head(spots[end][1], headings):
                    yield at + first, (*texts[first:], spots[end][1]), after + 1, 0.7 * first + 1.2


def _may_head(text: str, headings: Headings) -> bool:
    return len(text) < 40 and not headings.is_value(text)


def _torn(spots: Sequence[Spot], found: _Found, at: int, stop: int, headings: Headings) -> bool:
    """Whether another column of money is headed near a table: then some columns are not where they seem."""
    if any(index < 0 for index, _, _ in spots):
        return False
    own = {plain_label(w) for w in found.rows[0][1]}
    after = takewhile(lambda spot: headings.heads(spot[1]), spots[stop : stop + 3])
    near = [text for _, text, _ in (*spots[max(0, at - _NEAR) : at], *after)]
    mine = {text for _, text, _ in spots[at:stop]}
    return any(headings.heads_money(t) and t not in mine and plain_label(t) not in own for t in near)


def _repeats(spots: Sequence[Spot], rows: Sequence[tuple[int, ...]], column: int, heading: str) -> bool:
    """Whether a column's heading, but for its number, stands in the column again."""
    plain = plain_label(heading)
    return len(plain) > 3 and any(r[column] >= 0 and plain_label(spots[r[column]][1]) == plain for r in rows)


def _column_kind(kinds: Sequence[str], rows: Sequence[tuple[int, ...]], column: int) -> str:
    """The kind of most cells of a column."""
    held = [kinds[r[column]] for r in rows if r[column] >= 0 and kinds[r[column]] not in "es"]
    return max(sorted(set(held)), key=held.count) if held else "e"


def _heading_end(spots: Sequence[Spot], kinds: Sequence[str], start: int, headings: Headings) -> int:
    """The index after the run of headings that begins here; one cell may hold several."""
    end = start
    if start >= len(spots) or kinds[start] == "e":
        return end
    while end < len(spots) and end - start < _WIDEST:
        if kinds[end] == "e" and end + 1 < len(spots) and kinds[end + 1] == "w" and headings.heads(spots[end + 1][1]):
            end += 1
        elif kinds[end] not in "wdp" or not headings.heads(spots[end][1]) or (end > start and headings.is_value(spots[end][1])):
            break
        end += 1
    return start if end == start + 1 and headings.is_value(spots[start][1]) else end


def _worth(rows: Sequence[tuple[int, ...]], kinds: Sequence[str], width: int, headed: bool) -> bool:
    """Whether rows are enough for a table: two of them; one where most of it is figures, or every column has its heading."""
    whole = [r for r in rows if -1 not in r]
    figures = sum(kinds[i] == "n" for r in whole[:1] for i in r)
    return len(rows) >= 2 or (bool(whole) and (figures >= max(3, width - 2) or headed))


def _found(spots: Sequence[Spot], heading: tuple[int, tuple[str, ...]], after: int, rows: Sequence[tuple[int, ...]]) -> _Found:
    first, words = heading
    made = [(spots[first][0], words)]
    taken = {*range(first, after)}
    for row in rows:
        held = [i for i in row if i >= 0]
        made.append((next(spots[i][0] for i in held if spots[i][0] >= 0), tuple(spots[i][1] if i >= 0 else "" for i in row)))
        taken |= set(held)
    lines = frozenset(line for i in taken for line in range(spots[i][0], spots[i][2]))
    return _Found(tuple(made), lines - {-1})
