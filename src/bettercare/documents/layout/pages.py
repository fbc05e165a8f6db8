"""Laid-out tables that go on at the top of the next page, where every column may stand elsewhere than on the page before."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from itertools import combinations

from bettercare.documents.layout.columns import Columned
from bettercare.documents.layout.fitting import Cells
from bettercare.documents.layout.lines import FIGURE, SourceLine, is_atom, line_of
from bettercare.documents.layout.turns import figures_in_turn

_PAGE_NUMBER = re.compile(r"^(?:page\s*)?[-–(]?\s*\d{1,4}\s*[-–)]?(?:\s*(?:of|/)\s*\d{1,4})?$", re.I)
_YEAR = re.compile(r"^(?:19|20)\d\d$")
"""Alone in a line it is the end of a date more likely than a page's number."""
_MINUS = re.compile(r"^[-(]")
_DIGITS = re.compile(r"\d+")
_MOST_WAYS = 5000
_CLEAR = 0.3
"""The best way to set a page's columns under those of the page before leads by this much, or it is in doubt."""


class Pages:
    """Where the pages of a text begin and end, and which lines at their edges are running headers, footers and page numbers."""

    def __init__(self, lines: Sequence[SourceLine]) -> None:
        self._spans: dict[int, list[int]] = {}
        for index, (_, page, text) in enumerate(lines):
            if page is not None and text.strip():
                self._spans.setdefault(page, []).append(index)
        edges = Counter(key for held in self._spans.values() for key in {self._key(lines, i, w) for w, i in self._edges(held)})
        self.running = {
            i
            for held in self._spans.values()
            for w, i in self._edges(held)
            if not _YEAR.match(lines[i][2].strip())
            and (
                _PAGE_NUMBER.match(lines[i][2].strip())
                or (edges[self._key(lines, i, w)] > 2 and len(line_of(i, lines[i][2]).stretches) < 3)
            )
        }

    @staticmethod
    def _edges(held: Sequence[int]) -> list[tuple[str, int]]:
        return [("top", i) for i in held[:2]] + [("foot", i) for i in held[-2:]]

    @staticmethod
    def _key(lines: Sequence[SourceLine], index: int, where: str) -> tuple[str, str]:
        return where, _DIGITS.sub("#", " ".join(lines[index][2].split()))

    def next_top(self, lines: Sequence[SourceLine], end: int) -> int | None:
        """The first line of the page after, where nothing but running lines stands on this page from `end` on."""
        page = lines[end - 1][1]
        if page is None or any(i >= end and i not in self.running for i in self._spans.get(page, ())):
            return None
        return next((i for i in self._spans.get(page + 1, ()) if i not in self.running), None)


def joined(above: Columned, below: Columned) -> Columned | None:
    """Two pages of one table as one, with doubts for columns that may be others; None where they do not go together.

    A page may lack columns that none of its rows fills; which they are is told by what the columns hold and how wide they are.
    """
    repeated = _repeated(above, below)
    if below.columns > above.columns or (not repeated and _has_own_heading(below)):
        return None
    way, doubtful = _way(above, below)
    moved = tuple((index, _moved(cells, way)) for index, cells in below.lines[repeated:])
    unsure = above.doubtful | {(index, way[column]) for index, column in below.doubtful}
    unsure |= {(index, column) for index, cells in moved for column, _, text in cells if column in doubtful}
    lines, left = figures_in_turn((*above.lines, *moved), above.heading, frozenset(unsure))
    return Columned(lines, above.starts, above.heading, left)


def _repeated(above: Columned, below: Columned) -> int:
    """How many lines the page begins with that are the heading of the page before."""
    count = 0
    for (_, one), (_, other) in zip(above.lines[: above.heading], below.lines, strict=False):
        if [text for _, _, text in one] != [text for _, _, text in other]:
            break
        count += 1
    return count


def _has_own_heading(below: Columned) -> bool:
    """Whether the words above the first figures or dates fill every column but one, as the rest of a row does not."""
    filled: set[int] = set()
    for _, cells in below.lines:
        if any(column and is_atom(text) for column, _, text in cells):
            break
        filled |= {column for column, _, _ in cells}
    return len(filled) >= max(2, below.columns - 1)


def _way(above: Columned, below: Columned) -> tuple[tuple[int, ...], frozenset[int]]:
    """For each column of the page its column in the table, and those for which another way is nearly as good."""
    if below.columns == above.columns:
        return tuple(range(above.columns)), frozenset()
    if math.comb(above.columns, below.columns) > _MOST_WAYS:
        return tuple(range(below.columns)), frozenset(range(above.columns))
    one, other = _held(above), _held(below)
    like = [[_likeness(a, b) for a in one] for b in other]
    empty = [0.4 * min(1.0, 2 * len(texts) / max(1, len(above.lines))) for texts, _ in one]
    scored = sorted(
        ((sum(like[b][a] for b, a in enumerate(way)) - sum(empty) + sum(empty[a] for a in way), way)
         for way in combinations(range(above.columns), below.columns)),
        reverse=True,
    )  # fmt: skip
    best, way = scored[0]
    rivals = [rival for score, rival in scored[1:] if best - score < _CLEAR]
    return way, frozenset(a for rival in rivals for a, r in zip(way, rival, strict=True) if a != r)


def _held(table: Columned) -> list[tuple[list[str], float]]:
    """What each column holds below the heading, and how wide it is."""
    texts: list[list[str]] = [[] for _ in range(table.columns)]
    for _, cells in table.lines[table.heading :]:
        for column, _, text in cells:
            texts[column].append(text)
    ends = [*table.starts[1:], table.starts[-1] + 12]
    return [(held, float(max(1, end - start))) for held, start, end in zip(texts, table.starts, ends, strict=True)]


def _likeness(one: tuple[list[str], float], other: tuple[list[str], float]) -> float:
    (texts, wide), (own, width) = one, other
    score = max(-0.5, 0.5 - abs(math.log(width / wide)))
    if texts and own:
        score += 1 - 2 * abs(_share(texts, FIGURE) - _share(own, FIGURE))
        score += 0.5 - abs(_share(texts, _MINUS) - _share(own, _MINUS))
        words = [text for text in own if not FIGURE.match(text)]
        score += 1.5 * sum(text in texts for text in words) / max(1, len(words))
    return score


def _share(texts: Sequence[str], pattern: re.Pattern[str]) -> float:
    return sum(bool(pattern.match(text)) for text in texts) / len(texts)


def _moved(cells: Cells, way: Sequence[int]) -> Cells:
    return tuple((way[column], way[column + across - 1] - way[column] + 1, text) for column, across, text in cells)
