"""Lines of text on a PDF's page, in reading order where text is set in columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from bettercare.documents.model import Container
from bettercare.documents.pdf.grid import join
from bettercare.documents.pdf.page import Word


@dataclass(slots=True)
class Segment:
    """Words of one line without a wide gap between them."""

    words: list[Word]

    @property
    def x0(self) -> float:
        return self.words[0].x0

    @property
    def x1(self) -> float:
        return max(word.x1 for word in self.words)


@dataclass(slots=True)
class TextLine:
    """A line of text on a page, as one or more segments."""

    segments: list[Segment]
    top: float
    height: float
    container: Container = Container.BODY

    @property
    def text(self) -> str:
        return "  ".join(join(segment.words) for segment in self.segments)

    @property
    def bold(self) -> bool:
        return all(word.bold for segment in self.segments for word in segment.words)


def text_line(words: list[Word]) -> TextLine:
    """The words of one line, from the left, parted into segments where a wide gap stands between them."""
    segments = [Segment([words[0]])]
    for before, word in pairwise(words):
        if word.item != before.item or (not word.item and word.x0 - before.x1 > 0.9 * max(word.height, before.height)):
            segments.append(Segment([word]))
        else:
            segments[-1].words.append(word)
    tallest = max(words, key=lambda w: w.height)
    return TextLine(segments, tallest.top, tallest.height)


def in_columns(run: list[TextLine], depth: int = 0) -> Iterator[list[TextLine]]:
    """Yield lines in reading order: where text is set in columns, each column by itself, from the left."""
    found = _gutter(run) if depth < 4 else None
    if found is None:
        if run:
            yield run
        return
    first, last, gutter = found
    yield from in_columns(run[:first], depth + 1)
    for left in (True, False):
        side = []
        for line in run[first:last]:
            segments = [s for s in line.segments if (s.x1 <= gutter) == left]
            if segments:
                side.append(TextLine(segments, line.top, max(w.height for s in segments for w in s.words), line.container))
        yield from in_columns(side, depth + 1)
    yield from in_columns(run[last:], depth + 1)


def _gutter(run: list[TextLine]) -> tuple[int, int, float] | None:
    """The longest stretch of lines that one gap passes through, with text set to both sides of it."""
    candidates = Counter(round(segment.x0) - 3 for line in run for segment in line.segments[1:])
    best: tuple[int, int, float] | None = None
    for gutter, times in candidates.most_common(6):
        if times < 3:
            break
        start = 0
        for index in range(len(run) + 1):
            if index == len(run) or any(s.x0 < gutter < s.x1 for s in run[index].segments):
                if (best is None or index - start > best[1] - best[0]) and _are_columns(run[start:index], gutter):
                    best = (start, index, float(gutter))
                start = index + 1
    return best


def _are_columns(lines: list[TextLine], gutter: float) -> bool:
    """At least six lines with text on both sides that fills its column, as prose does and labels and figures do not."""
    both = sum(any(s.x1 <= gutter for s in line.segments) and any(s.x0 >= gutter for s in line.segments) for line in lines)
    if both < 6 or both * 2 < len(lines):
        return False
    return all(
        _fills([[s for s in line.segments if (s.x1 <= gutter) == left] for line in lines])
        for left in (True, False)
    )  # fmt: skip


def _fills(side: list[list[Segment]]) -> bool:
    """Whether most lines of a column reach nearly across it in one piece, with 20 letters or more."""
    held = [segments for segments in side if segments]
    widest = max(segments[-1].x1 - segments[0].x0 for segments in held)
    full = sum(len(s) == 1 and s[0].x1 - s[0].x0 > 0.7 * widest and len(join(s[0].words)) >= 20 for s in held)
    return full * 3 >= len(held) * 2
