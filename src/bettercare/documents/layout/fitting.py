"""The words of a line set into a table's columns: where to cut is weighed, not ruled.

Every way to cut a line at its spaces has a cost: for words that begin away from their column, for cutting where only one space
is, for not cutting where more are, for words that lie over the next column's edge, and for figures among words. The cheapest
way is taken; where another that puts a figure elsewhere is nearly as cheap, the cell is in doubt.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate
from types import MappingProxyType

from bettercare.documents.layout.lines import DATED, FIGURE, PERIOD, ROLE, Line

Cells = tuple[tuple[int, int, str], ...]
"""A line's cells, each as (column, columns across, text)."""
_STATE = re.compile(r"^not (?:supplied|available|applicable|known|provided|recorded)$", re.I)
_OPENS, _CLOSES = "'\u2018\u201c\"", "'\u2019\u201d\""
_MOST_WORDS = 40
_NEVER = 1e9
_TOO_MUCH = 12.0
_FAR = 20
"""Words stand at most this far from their column."""
_PUSHED = 8
"""Words are pushed aside by fewer letters than this."""
_CLEAR = 0.6
"""Another place for a figure that costs less than this more leaves it in doubt."""


@dataclass(slots=True)
class Column:
    """Where a column's cells begin and end most often, how far they reach, and what it holds."""

    left: int
    right: int
    low: int
    high: int
    figures: float = 0.5
    filled: float = 0.0
    """The share of its cells that are figures, and of the lines with figures that fill it."""
    middle: float = -99.0
    """Where its cells have their middle, if they are centred."""
    texts: Counter[str] = field(default_factory=Counter)

    def away(self, a: int, b: int) -> float:
        """How far, in letters, a piece stands from where the column's cells stand."""
        inside = 1 if self.low <= a and b <= self.high else 99
        return min(abs(a - self.left), abs(b - self.right), inside, round(abs((a + b) / 2 - self.middle)))


@dataclass(frozen=True, slots=True)
class _Piece:
    first: int
    last: int
    column: int


def fitted(
    block: Sequence[Line], columns: list[Column], heading: int, known: Counter[str]
) -> tuple[list[Cells], frozenset[tuple[int, int]]]:  # fmt: skip
    """Each line's cells, and the (index of line, column) of figures that may as well stand in another column.

    What the columns hold is learned from the lines that leave no choice, then from all of them; `known` are the cells of the
    page before.
    """
    for column in columns:
        column.texts = Counter(line.text[a:b] for line in block[heading:] for a, b in line.stretches if abs(a - column.left) <= 1)
    plain = [
        _plain(line, columns) if number >= heading else _each_above_its_own(line, columns) for number, line in enumerate(block)
    ]
    done: list[Cells | None] = list(plain)
    doubtful: set[tuple[int, int]] = set()
    fullest_first = sorted(range(len(block)), key=lambda n: -len(block[n].stretches) if n < heading else 1)
    for _ in range(2):
        _learn(columns, [cells for cells in done[heading:] if cells])
        done, doubtful = list(plain), set()
        headed: dict[int, int] = {}
        for number in fullest_first:
            line = block[number]
            cells = plain[number]
            if cells is None:
                fit = _Fit(line, columns, block[number + 1 : heading] if number < heading else None, headed)
                cells = fit.cells()
                doubtful |= {(line.index, column) for column in fit.doubtful()}
                if number < heading:
                    headed = dict(fit.begins()) | headed
            elif number < heading:
                headed = {a: cell[0] for (a, _), cell in zip(line.stretches, cells, strict=True)} | headed
            done[number] = cells
    return [cells for cells in done if cells is not None], frozenset(doubtful)


def _learn(columns: Sequence[Column], lines: Sequence[Cells]) -> None:
    """Count what each column holds, and how often lines with figures fill it."""
    first = [cells for cells in lines if any(column and FIGURE.match(text) for column, _, text in cells)]
    for number, own in enumerate(columns):
        texts = [text for cells in lines for column, _, text in cells if column == number]
        own.filled = sum(any(column == number for column, _, _ in cells) for cells in first) / max(2, len(first))
        if texts:
            own.figures = sum(bool(FIGURE.match(text)) for text in texts) / len(texts)


def _plain(line: Line, columns: Sequence[Column]) -> Cells | None:
    """The cells of a line whose stretches each begin or end where one column's cells do; None where any does not."""
    cells: list[tuple[int, int, str]] = []
    for a, b in line.stretches:
        at = next(
            (c for c, column in enumerate(columns) if abs(a - column.left) <= 1 or (b == column.right and a >= column.low)), None
        )
        if at is None or (cells and cells[-1][0] >= at):
            return None
        if any(b >= column.left for column in columns[at + 1 :]) or _ends_in_another(line.text[a:b], b, columns[at + 1 :]):
            return None
        if _is_figure(line.text[a:b].rsplit(" ", 1)[-1]) > _is_figure(line.text[a:b]):
            return None
        cells.append((at, 1, line.text[a:b]))
    return tuple(cells)


def _ends_in_another(text: str, end: int, after: Sequence[Column]) -> bool:
    """Whether words end in what the next column says in several rows, near to where that begins: a long neighbour pushed it."""
    near = after[:1] if after and end > after[0].left - _PUSHED else ()
    return any(text.endswith(f" {own}") for column in near for own, times in column.texts.items() if times > 1)


def _each_above_its_own(line: Line, columns: Sequence[Column]) -> Cells | None:
    """The cells of a heading that ends just where each column of figures ends, over every one of them; else None."""
    cells: list[tuple[int, int, str]] = []
    ended: set[int] = set()
    for a, b in line.stretches:
        after = cells[-1][0] if cells else -1
        ends = next((c for c, column in enumerate(columns) if c > after and b == column.right), None)
        at = ends if ends is not None else next((c for c, own in enumerate(columns) if c > after and abs(a - own.left) <= 1), None)
        if at is None:
            return None
        ended |= {at} if ends is not None else set()
        cells.append((at, 1, line.text[a:b]))
    every = {c for c, column in enumerate(columns) if column.right >= 0}
    return tuple(cells) if len(ended) > 1 and ended == every else None


class _Fit:
    """The ways to set one line into columns."""

    def __init__(
        self, line: Line, columns: Sequence[Column], below: Sequence[Line] | None, begins: Mapping[int, int] = MappingProxyType({})
    ) -> None:
        """`below` are the heading's lines under this one, where it is a line of the heading; `begins` tells the column of words
        that begin at a place in fuller lines of it: years over them and units beneath begin there too, far from the figures."""
        self.known = begins if below is not None else {}
        self.line, self.columns, self.heading = line, columns, below is not None
        self.lefts = [column.left for column in columns]
        under = {a for other in below or () for a, _ in other.words()}
        near = [any(abs(x - left) <= 1 for x in under) for left in self.lefts]
        self.headed = [self.heading and any(abs(x - left) <= 4 for x in under) for left in self.lefts]
        """Whether words of the heading stand below in a column: those may go on with a hyphened word, or be held together."""
        over = [3.0 if not self.heading else 1.5 if close else 3.0 for close in near]
        self.over = [0.0, *accumulate(over)]
        """What it costs to lie over the edges of columns, up to each: a heading does so only over others."""
        starts = line.has_figure and not self.heading
        self.empty = [0.0, *accumulate(2.5 * column.filled if starts else 0.0 for column in columns)]
        self.words = line.words() if len(line.words()) <= _MOST_WORDS else list(line.stretches)
        self.figures = [_is_figure(line.text[a:b]) for a, b in self.words]
        self.quoted = _quoted([line.text[a:b] for a, b in self.words])
        self.role_first = ROLE.match(self._text(0, 0)) is not None
        """Whether each heading says first what is meant, then for when."""
        self.joins = [self._join(w) for w in range(len(self.words) - 1)]
        self.costs: dict[tuple[int, int], list[tuple[int, float]]] = {}
        self.best, self.pieces = self._search(None)

    def cells(self) -> Cells:
        found: list[tuple[int, int, str]] = []
        for piece in self.pieces:
            a, b = self.words[piece.first][0], self.words[piece.last][1]
            over = sum(left < b for left in self.lefts[piece.column + 1 :]) if self.heading else 0
            found.append((piece.column, 1 + over, " ".join(self.line.text[a:b].split())))
        return tuple(found)

    def begins(self) -> Iterator[tuple[int, int]]:
        """Where each piece that stands apart begins, and its column."""
        apart = {a for a, _ in self.line.stretches}
        yield from ((a, piece.column) for piece in self.pieces if (a := self.words[piece.first][0]) in apart)

    def doubtful(self) -> list[int]:
        """The columns of figures away from their column's edge for which there is another place at hardly more cost."""
        found = []
        for piece in [] if self.heading else self.pieces:
            a, b = self.words[piece.first][0], self.words[piece.last][1]
            if piece.first == piece.last and self.figures[piece.first] and self.columns[piece.column].away(a, b) > 1:
                other, _ = self._search((piece.first, piece.column))
                if other - self.best < _CLEAR:
                    found.append(piece.column)
        return found

    def _text(self, first: int, last: int) -> str:
        return self.line.text[self.words[first][0] : self.words[last][1]]

    def _search(self, barred: tuple[int, int] | None) -> tuple[float, list[_Piece]]:
        """The cheapest way, with a word barred from a column if so asked: its cost, and its pieces."""
        words, width = len(self.words), len(self.columns)
        best: list[list[tuple[float, int, int, int]]] = [[(_NEVER, 0, 0, 0)] * (width + 1) for _ in range(words + 1)]
        best[0][0] = (0.0, 0, 0, 0)
        for i in range(words):
            ways = [(c, way[0]) for c, way in enumerate(best[i]) if way[0] < _NEVER]
            inner = 0.0
            for j in range(i, words) if ways else ():
                inner += self.joins[j - 1] if j > i else 0.0
                if inner > _TOO_MUCH:
                    break
                for at, cost in self._places(i, j):
                    if barred is not None and at == barred[1] and i <= barred[0] <= j:
                        continue
                    for c, before in ways:
                        if c <= at:
                            total = before + inner + cost + self.empty[at] - self.empty[c]
                            if total < best[j + 1][at + 1][0]:
                                best[j + 1][at + 1] = (total, i, c, at)
        ends = [best[words][c][0] + self.empty[width] - self.empty[c] for c in range(width + 1)]
        c = min(range(width + 1), key=ends.__getitem__)
        total, pieces, at_word = ends[c], list[_Piece](), words
        while at_word:
            _, i, before, at = best[at_word][c]
            pieces.append(_Piece(i, at_word - 1, at))
            at_word, c = i, before
        return total, pieces[::-1]

    def _join(self, word: int) -> float:
        """The cost of leaving a word and the next together, where more than one space holds them apart or both are figures."""
        space = self.words[word + 1][0] - self.words[word][1]
        cost = 0.0 if space == 1 else 2.0 if space == 2 else 5.0
        text, after = self._text(word, word), self._text(word + 1, word + 1)
        if self.role_first:
            again = bool(DATED.match(text) and ROLE.match(after))
        else:
            again = word > 0 and bool(ROLE.match(text) and DATED.match(after) and DATED.match(self._text(word - 1, word - 1)))
        if again or (PERIOD.match(text) and PERIOD.match(after)):
            cost += 6.0
        thousands = text.lstrip("-(£").isdigit() and len(text) <= 4 and len(after) == 3
        if self.figures[word] and self.figures[word + 1] and not thousands:
            cost += 3.0
        return cost

    def _places(self, first: int, last: int) -> list[tuple[int, float]]:
        """The columns in which the words may stand, and what each costs."""
        if (first, last) not in self.costs:
            a, b = self.words[first][0], self.words[last][1]
            text = self._text(first, last)
            always = self._cut(first, last, text)
            at_edge = first > 0 and a - self.words[first - 1][1] == 1
            figure = _is_figure(text)
            ends_in_figure = last > first and self.figures[last]
            reach = bisect_left(self.lefts, b - 1)
            behind = bisect_left(self.lefts, a)
            found = []
            for at, column in enumerate(self.columns):
                if column.left > b + _FAR or (at + 1 < len(self.columns) and column.high < a - _FAR):
                    continue
                known = self.known.get(a)
                cost = 0.0 if known == at else 0.3 * min(column.away(a, b), 15.0) + 3.0 * max(0, at - behind)
                cost += 0.0 if known in (None, at) else 3.0
                cost += min(always, (0.3, 0.8, 1.5)[min(2, abs(a - column.left))]) if at_edge else 0.0
                over = max(at + 1, bisect_right(self.lefts, a + 1))
                cost += 2.0 if self.heading and text[0] == "(" and at_edge else 0.0  # it belongs to the words before it
                cost += 4.0 if at_edge and (self.quoted[first] or self._is_when(first)) else 0.0
                cost -= 3.0 if self.headed[at] and text[-1] == "-" and first == last else 0.0
                if reach > over:
                    held = self.headed[at] and all(self.headed[over:reach])
                    cost += 0.2 * (reach - over) if held else self.over[reach] - self.over[over]
                if not self.heading:
                    cost += 1.5 if (column.figures > 0.8 and not figure) or (column.figures < 0.1 and figure) else 0.0
                    cost += 1.0 if ends_in_figure and column.figures < 0.1 else 0.0
                    cost -= 3.0 if not figure and not ends_in_figure and column.texts[text] > 1 else 0.0
                found.append((at, cost))
            self.costs[first, last] = found
        return self.costs[first, last]

    def _is_when(self, word: int) -> bool:
        """Whether a word says for when the word before it is meant."""
        return self.role_first and bool(ROLE.match(self._text(word - 1, word - 1)) and DATED.match(self._text(word, word)))

    def _cut(self, first: int, last: int, text: str) -> float:
        """The cost of cutting before the words at a single space: little before a figure, between two dates, and before what
        a heading puts in quotation marks."""
        if _is_figure(text) or (self.heading and text[0] in _OPENS):
            return 0.3
        capital = self.heading and first > 0 and text[0].isupper() and self._text(first - 1, first - 1).islower()
        return 0.3 if first and PERIOD.match(text) and PERIOD.match(self._text(first - 1, first - 1)) else 1.2 if capital else 1.5


def _quoted(words: Sequence[str]) -> list[bool]:
    """Of each word, whether it goes on with words in quotation marks that close in this line."""
    within, found = False, list[bool]()
    for number, word in enumerate(words):
        found.append(within)
        if word[0] in _OPENS and word[-1] not in _CLOSES:
            within = any(later[-1] in _CLOSES for later in words[number + 1 :])
        elif word[-1] in _CLOSES:
            within = False
    return found


@lru_cache(maxsize=50_000)
def _is_figure(text: str) -> bool:
    """Whether a text is a figure, or says that there is none."""
    return bool(FIGURE.match(text) or _STATE.match(text))
