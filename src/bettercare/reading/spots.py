"""Text and where it stands: tables by row and column, and paragraphs run together, for readers of metrics, risks and claims.

`clean` is for recognising and for values; what a Place shows is always the text as written.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from bettercare.documents.model import Block, Cell, Container, Document, Paragraph, Row, Table
from bettercare.plan import How, Place
from bettercare.reading.same import Same
from bettercare.reading.tables.grids import cell_matrix, row_key
from bettercare.reading.values import tidy

_TAGS = re.compile(r"</?(?:b|i|u|em|strong|su[bp]|ul|ol|li|br|p|div|span|font|td|tr|th)\b[^<>]{0,60}/?>", re.I)
_MARKS = re.compile(r"\*\*|__|^#{1,6}\s|^\s*[-*•·▪●◦]\s+(?=\S)|[•▪●◦]")


@lru_cache(maxsize=100_000)
def clean(text: str) -> str:
    """Return text without markup, bullets and odd spaces."""
    return tidy(_MARKS.sub(" ", _without_tags(text)))


def _without_tags(text: str) -> str:
    return html.unescape(_TAGS.sub(" ", text)) if "<" in text or "&" in text else text


@dataclass(frozen=True, slots=True)
class Spot:
    """A piece of text and where it stands."""

    text: str
    document: Document
    block: Block
    row: Row | None = None
    cell: Cell | None = None

    def place(self, how: How = How.READ, reason: str | None = None, as_written: str | None = None) -> Place:
        return self.document.place(self.block, self.row, self.cell, as_written or self.text, how, reason)


class Board:
    """A table by row and column; a merged cell is met at each place it covers, `origin` tells its own place."""

    def __init__(self, document: Document, table: Table) -> None:
        self.document, self.table = document, table
        self.width = min(table.width, 400)
        self._matrix = cell_matrix(table)
        self._rows = {id(c): row for row in table.rows for c in row.cells}
        self._texts = [{column: clean(c.text) for column, c in row.items()} for row in self._matrix]
        self._own_texts = [
            {c.column: texts[c.column] for c in row.cells if cells.get(c.column) is c}
            for row, cells, texts in zip(table.rows, self._matrix, self._texts, strict=True)
        ]

    @property
    def height(self) -> int:
        return len(self._matrix)

    def cell(self, row: int, column: int) -> Cell | None:
        return self._matrix[row].get(column)

    def text(self, row: int, column: int) -> str:
        return self._texts[row].get(column, "")

    def origin(self, row: int, column: int) -> bool:
        """Whether a cell stands here itself, rather than reaching here from above or from the left."""
        found = self._matrix[row].get(column)
        return found is not None and self._rows.get(id(found)) is self.table.rows[row] and found.column == column

    def own(self, row: int, column: int) -> str:
        """The text that stands here itself; nothing for the reach of a merged cell."""
        return self._own_texts[row].get(column, "")

    def spot(self, row: int, column: int) -> Spot:
        found = self._matrix[row].get(column)
        if found is None:
            return Spot("", self.document, self.table, self.table.rows[row])
        return Spot(found.text, self.document, self.table, self._rows.get(id(found), self.table.rows[row]), found)

    def key(self, row: int) -> tuple[str, str]:
        return self.document.name, row_key(self.table, self.table.rows[row])


def boards(document: Document) -> tuple[tuple[int, Board], ...]:
    """Every table of a document's body with its position among the blocks; made once while the document is being read."""
    return _boards(Same((document,)))


@lru_cache(maxsize=8)
def _boards(documents: Same[Document]) -> tuple[tuple[int, Board], ...]:
    return tuple(
        (position, Board(document, block))
        for document in documents
        for position, block in enumerate(document.blocks)
        if isinstance(block, Table)
        and block.rows
        and block.sheet_state != "very hidden"
        and block.container is not Container.COMMENT
    )


def words_between(document: Document, after: int, before: int) -> int:
    """How many words of paragraphs stand between two blocks: few for a page break, many for another matter."""
    blocks = document.blocks[after + 1 : before]
    return sum(len(clean(b.text).split()) if isinstance(b, Paragraph) else 40 for b in blocks)


def line_key(document: Document, paragraph: Paragraph, position: int) -> tuple[str, str]:
    """How `Found.used` names a paragraph: its line, or where it stands among the blocks."""
    return document.name, f":{paragraph.line}" if paragraph.line is not None else f"block {position}"


class Stream:
    """Paragraphs run together, with the way back from a position in the text to the paragraph it came from."""

    def __init__(self, document: Document, paragraphs: list[tuple[int, Paragraph]]) -> None:
        self.document, self._paragraphs, self._starts = document, paragraphs, list[int]()
        parts, at = [], 0
        for _, paragraph in paragraphs:
            text = tidy(_without_tags(paragraph.text).replace("**", ""))
            self._starts.append(at)
            parts.append(text)
            at += len(text) + 1
        self.text = "\n".join(parts)

    def place(self, start: int, end: int, how: How = How.READ, reason: str | None = None) -> Place:
        paragraph = self.at(start)[1]
        return self.document.place(paragraph, as_written=self.text[start:end].strip() or None, how=how, reason=reason)

    def keys(self, start: int, end: int) -> set[tuple[str, str]]:
        first, last = bisect_right(self._starts, start) - 1, bisect_right(self._starts, max(start, end - 1)) - 1
        return {line_key(self.document, p, i) for i, p in self._paragraphs[max(first, 0) : last + 1]}

    def at(self, position: int) -> tuple[int, Paragraph]:
        """The paragraph (with its position among the blocks) that holds a position of the text."""
        return self._paragraphs[max(bisect_right(self._starts, position) - 1, 0)]


def streams(document: Document) -> Iterator[Stream]:
    """The runs of paragraphs between a document's tables."""
    run: list[tuple[int, Paragraph]] = []
    for position, block in enumerate(document.blocks):
        if isinstance(block, Paragraph):
            if block.text.strip() and not block.placeholder and block.change != "deleted":
                run.append((position, block))
        elif run:
            yield Stream(document, run)
            run = []
    if run:
        yield Stream(document, run)
