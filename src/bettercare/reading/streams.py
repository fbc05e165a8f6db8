"""All words of a document as one text, cells of its tables among them, for readers that go by order alone."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace

from bettercare.documents.model import Document, Paragraph
from bettercare.plan import How, Place


class Stream:
    """Paragraphs and cells in order, each in a line of its own, with the way back to their places."""

    def __init__(self, document: Document) -> None:
        self.starts: list[int] = []
        self.places: list[Place] = []
        texts: list[str] = []
        at = 0
        for text, place in _cells(document):
            self.starts.append(at)
            self.places.append(place)
            texts.append(text)
            at += len(text) + 1
        self.text = "\n".join(texts)

    def place(self, start: int, end: int | None = None, how: How = How.READ, reason: str | None = None) -> Place:
        """Where a position stands; with an end, the words between as they are written."""
        place = self.places[max(bisect_right(self.starts, start) - 1, 0)]
        written = self.text[start:end].strip() if end is not None else place.as_written
        return replace(place, as_written=written, how=how, reason=reason)


def _cells(document: Document) -> Iterator[tuple[str, Place]]:
    for block in document.blocks:
        if isinstance(block, Paragraph):
            yield block.text, document.place(block)
        else:
            yield from ((c.text, document.place(block, row, c)) for row in block.rows for c in row.cells if c.text)
