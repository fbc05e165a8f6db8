"""The words of documents in reading order, whatever the layout, each knowing its place.

A label is found by its letters, not by its line: over a line break, over two cells of a table, with words broken or joined by
a converter (`sign-off`, `sign off`, `sig noff`), in Cyrillic look-alikes, and with a value standing in its middle.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, KeysView, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import NamedTuple

from bettercare.documents.model import Block, Cell, Container, Document, Paragraph, Row, Table
from bettercare.plan import Place
from bettercare.reading.same import Same

_TAGS = re.compile(r"</?(?:sup|sub|b|i|u|em|strong|span|p|br|ul|ol|li|div|font)\b[^<>]*>", re.I)
_MARKS = re.compile(r"^\s*(?:#{1,6}\s+|[-*•]\s+(?=\*\*))|\*\*|__|(?<!\w)\*(?=\S)|(?<=\S)\*(?!\w)")
_LOOK_ALIKES = str.maketrans("АВСЕНІЈКМОРЅТУХаесорхуі", "ABCEHIJKMOPSTYXaecopxyi")


_WANTED = (Container.BODY, Container.TEXT_BOX)


class Gap(IntEnum):
    """What stands before a word."""

    SPACE = 0
    BREAK = 1
    """A line break inside a cell or paragraph."""
    CELL = 2
    LINE = 3
    """A new row, or the next line of a text."""
    BLOCK = 4
    """A new paragraph, table, or a line after an empty one."""


def clean(text: str) -> str:
    """Return text without the marks that converters leave (`**`, `#`, `<sup>`); placeholders in angle brackets stay."""
    plain = _TAGS.sub(" ", text) if "<" in text else text
    plain = _MARKS.sub("", plain) if "*" in plain or "_" in plain or "#" in plain else plain
    return plain if plain.isascii() else plain.replace("\u00ad", "").replace("\u200b", "")


@lru_cache(maxsize=65536)
def letters(text: str) -> str:
    """Return only the letters and digits of a text, small, in one alphabet: `Well-Being` and `wellbeing` are the same."""
    plain = unicodedata.normalize("NFKC", text)
    if not plain.isascii():
        plain = plain.translate(_LOOK_ALIKES)
    return re.sub(r"[^a-z0-9£]", "", plain.lower())


class Word(NamedTuple):
    """A named tuple, because a paper has tens of thousands: made several times faster than a dataclass."""

    text: str
    gap: Gap
    document: int
    block: int
    row: int | None = None
    cell: int | None = None


_made = tuple.__new__
"""Makes a word of all its values: what a named tuple's own way adds to this takes twice as long."""


@dataclass(frozen=True, slots=True)
class Hit:
    """Words [start, end) that are a label; `hole` is [start, end) of words in its middle that are not part of it."""

    start: int
    end: int
    label: str = ""
    score: float = 1.0
    hole: tuple[int, int] | None = None

    def holds(self, index: int) -> bool:
        return self.start <= index < self.end and not (self.hole and self.hole[0] <= index < self.hole[1])

    def held(self) -> list[int]:
        """The words of the label itself."""
        return [i for i in range(self.start, self.end) if self.holds(i)]


class Words:
    """All words of documents. Slices are given as [start, end) indexes, so that every part of it keeps its place."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self.documents = tuple(documents)
        self._words: list[Word] = []
        self.rows: list[tuple[int, int, int, int, int]] = []
        """Every row of a table that holds words: its words [start, end), its document, block and number there."""
        self.keys: list[str] = []
        """The letters of each word."""
        if len(self.documents) == 1:
            self._add(self.documents[0])
            self.keys += [letters(w.text) for w in self._words]
        else:
            for number, document in enumerate(self.documents):
                self._join(number, words_of([document]))
        self.starts = list(accumulate(map(len, self.keys), initial=0))
        self.joined = "".join(self.keys)
        self._at = {self.starts[index]: index for index, key in enumerate(self.keys) if key}
        self._found: dict[str, list[Hit]] = {}
        """Where each label stands, since readers and rounds ask for the same labels."""

    def __len__(self) -> int:
        return len(self._words)

    def __getitem__(self, index: int) -> Word:
        return self._words[index]

    def __iter__(self) -> Iterator[Word]:
        return iter(self._words)

    def _join(self, number: int, own: Words) -> None:
        """Add the words of another of the documents."""
        before = len(self._words)
        self.rows += [(start + before, end + before, number, block, row) for start, end, _, block, row in own.rows]
        self._words += [_made(Word, (t, g, number, b, r, c)) for t, g, _, b, r, c in own] if number else own
        self.keys += own.keys

    def _add(self, document: Document) -> None:
        last_line: int | None = None
        for index, block in enumerate(document.blocks):
            if block.container not in _WANTED or (isinstance(block, Paragraph) and block.change == "deleted"):
                continue
            if isinstance(block, Table) and block.sheet_state == "very hidden":
                continue  # lists that a form chooses from
            if isinstance(block, Paragraph):
                near = block.line is not None and last_line is not None and block.line - last_line == 1
                self._text(block.text, Gap.LINE if near else Gap.BLOCK, index, None, None)
                last_line = block.line
            else:
                self._table(block, index, last_line)
                last_line = block.rows[-1].line if block.rows else last_line

    def _table(self, table: Table, index: int, last_line: int | None) -> None:
        first_line = table.rows[0].line if table.rows else None
        near = first_line is not None and last_line is not None and first_line - last_line == 1
        gap = Gap.LINE if near else Gap.BLOCK
        for r, row in enumerate(table.rows):
            start = len(self._words)
            for c, cell in enumerate(row.cells):
                gap = self._text(cell.text, gap, index, r, c, empty=max(gap, Gap.CELL))
            if len(self._words) > start:
                self.rows.append((start, len(self._words), 0, index, r))
            gap = Gap.LINE if gap in (Gap.SPACE, Gap.CELL) else gap

    def _text(self, text: str, gap: Gap, block: int, row: int | None, cell: int | None, empty: Gap = Gap.BLOCK) -> Gap:
        written, space, add = False, Gap.SPACE, self._words.append
        for line in clean(text).split("\n"):
            for token in line.split():
                add(_made(Word, (token, gap, 0, block, row, cell)))
                gap, written = space, True
            gap = Gap.BREAK if written else gap
        return Gap.CELL if written else empty

    def text(self, start: int, end: int) -> str:
        """Words [start, end) in one line."""
        return " ".join([w.text for w in self._words[start:end]])

    def lined(self, start: int, end: int) -> str:
        """Words [start, end) with cells parted by tabs, lines by line ends and paragraphs by empty lines."""
        between = (" ", "\n", "\t", "\n", "\n\n")  # by what stands before a word
        words = self._words[start:end]
        return words[0].text + "".join([between[w.gap] + w.text for w in words[1:]]) if words else ""

    def place(self, start: int, end: int | None = None) -> Place | None:
        """The place of words [start, end): the row or paragraph of the first, as written."""
        if not 0 <= start < len(self._words):
            return None
        word = self._words[start]
        document = self.documents[word.document]
        block: Block = document.blocks[word.block]
        row: Row | None = None
        cell: Cell | None = None
        if isinstance(block, Table) and word.row is not None:
            row = block.rows[word.row]
            cell = row.cells[word.cell] if word.cell is not None else None
        written = self.text(start, start + 1 if end is None else end)
        return document.place(block, row, cell, as_written=written)

    def level(self, index: int) -> int | None:
        """The heading level of a word's paragraph, if its style or markup gives one."""
        block = self._block(index)
        return block.level if isinstance(block, Paragraph) else None

    def bold(self, index: int) -> bool:
        block = self._block(index)
        return isinstance(block, Paragraph) and block.bold

    def _block(self, index: int) -> Block:
        word = self._words[index]
        return self.documents[word.document].blocks[word.block]

    def line_end(self, index: int) -> int:
        """The end of the line, cell or paragraph that holds a word."""
        end = index + 1
        while end < len(self._words) and self._words[end].gap is Gap.SPACE:
            end += 1
        return end

    @cached_property
    def lines(self) -> tuple[tuple[int, int], ...]:
        """[start, end) of every line, cell or paragraph."""
        starts = [i for i, word in enumerate(self._words) if i == 0 or word.gap is not Gap.SPACE]
        return tuple(zip(starts, [*starts, len(self._words)][1:], strict=True))

    @cached_property
    def block_starts(self) -> tuple[int, ...]:
        """The first word of every paragraph and table."""
        return tuple(
            i
            for i, word in enumerate(self._words)
            if i == 0 or word.block != self._words[i - 1].block or word.document != self._words[i - 1].document
        )

    def starts_line(self, index: int) -> bool:
        return self._words[index].gap is not Gap.SPACE

    def find(self, label: str, start: int = 0, end: int | None = None, holes: bool = False) -> list[Hit]:
        """Every place of a label in words [start, end), whole words only, a plural s apart; `holes` allows a value inside."""
        end = len(self._words) if end is None else end
        if start >= end:
            return []
        if label not in self._found:
            self._found[label] = list(self._scan(label))
        hits = [h for h in self._found[label] if start <= h.start and h.end <= end]
        if holes:
            hits += [h for h in self._split(label, start, end) if all(h.end <= x.start or x.end <= h.start for x in hits)]
            hits.sort(key=lambda h: h.start)
        return hits

    def _scan(self, label: str) -> Iterator[Hit]:
        runs = runs_of(label)
        if not any(runs):
            return
        for start in self._opened_by(runs[0]):
            end = _end_of_runs(self.joined, start, runs) if self.joined.startswith(runs[0], start) else None
            after = None if end is None else self._after(end)
            if after is not None:
                yield Hit(self._at[start], after, label)

    def _opened_by(self, run: str) -> Iterable[int]:
        """Where a word stands that a run of letters begins with, or that begins with the run."""
        places, different = self._places
        found = [place for key in beginnings_of(run) & places.keys() for place in places[key]]
        for at in range(bisect_right(different, run), len(different)):
            if not different[at].startswith(run):
                break
            found += places[different[at]]
        return sorted(found)

    @cached_property
    def _places(self) -> tuple[dict[str, list[int]], list[str]]:
        """Where each different word stands, by its letters; and the different words in the order of letters."""
        found: dict[str, list[int]] = {}
        for start, key in zip(self.starts, self.keys, strict=False):
            if key:
                found.setdefault(key, []).append(start)
        return found, sorted(found)

    @property
    def different(self) -> KeysView[str]:
        """The letters of each different word."""
        return self._places[0].keys()

    def _after(self, end: int) -> int | None:
        """The word that follows letters ending at a position, or ending in a plural s there."""
        after = self._index(end, after=True)
        return self._index(end + 1, after=True) if after is None and self.joined.startswith("s", end) else after

    def _index(self, position: int, after: bool = False) -> int | None:
        """The word that starts at a letter position; with `after`, the word that follows letters ending there."""
        if position == len(self.joined):
            return len(self._words) if after else None
        index = self._at.get(position)
        if index is None or not after:
            return index
        first = index
        while first > 0 and not self.keys[first - 1]:
            first -= 1
        while first < index and self._words[first].gap is Gap.SPACE:
            first += 1
        return first

    def _split(self, label: str, start: int, end: int) -> Iterator[Hit]:
        parts = [part for part in re.split(r"\s+|(?<=-)", label) if part]
        for cut in range(len(parts) - 1, 0, -1):
            head, tail = " ".join(parts[:cut]), " ".join(parts[cut:])
            if len(letters(head)) < 10 or len(letters(tail)) < 4:
                continue
            found = False
            for first in self.find(head, start, end):
                second = next((h for h in self.find(tail, first.end, min(end, first.end + 14))), None)
                if second and second.start > first.end:
                    found = True
                    yield Hit(first.start, second.end, label, 0.9, (first.end, second.start))
            if found:
                return


def words_of(documents: Iterable[Document]) -> Words:
    """The words of documents, made once for these very documents while they are being read."""
    return _words_of(Same(documents))


@lru_cache(maxsize=8)
def _words_of(documents: Same[Document]) -> Words:
    return Words(documents)


def _end_of_runs(text: str, at: int, runs: tuple[str, ...]) -> int | None:
    """Where runs of letters end of which the first begins at a position, with or without a plural s between any two."""
    for run in runs:
        if text.startswith(run, at):
            at += len(run)
        elif text.startswith(f"s{run}", at):
            at += len(run) + 1
        else:
            return None
    return at


@lru_cache(maxsize=4096)
def runs_of(label: str) -> tuple[str, ...]:
    """A label's letters, cut where a plural s may come or go."""
    keys = [letters(part) for part in label.split()]
    runs = [""]
    for key in filter(None, keys):
        if len(key) > 3 and key.isalpha():
            runs[-1] += key.removesuffix("s")
            runs.append("")
        else:
            runs[-1] += key
    return tuple(runs)


@lru_cache(maxsize=8192)
def beginnings_of(run: str) -> frozenset[str]:
    """Every run of letters that a run begins with, itself among them."""
    return frozenset(run[:size] for size in range(1, len(run) + 1))


@lru_cache(maxsize=8)
def page_marks(words: Words) -> frozenset[int]:
    """Words that only number pages: a number alone in its line, numbers that end paragraphs and rise by one to three from
    one to the next, and `Page 3 of 9`."""
    ends = [
        i
        for i, word in enumerate(words)
        if len(word.text) <= 3
        and word.text.isdecimal()
        and word.cell is None
        and (i + 1 == len(words) or words[i + 1].gap >= Gap.LINE)
    ]
    values = [int(words[i].text) for i in ends]
    rising = {k for k in range(len(ends) - 1) if 1 <= values[k + 1] - values[k] <= 3}
    kept = rising | {k + 1 for k in rising}
    found = {i for k, i in enumerate(ends) if k in kept or words[i].gap >= Gap.LINE}
    for i, key in enumerate(words.keys):
        if key == "page" and re.match(r"Page \d{1,3} of \d{1,3}\b", words.text(i, i + 4), re.I):
            found.update(range(i, i + 4))
    return frozenset(found)
