"""Tables whose heading is a row of periods, told by counting: as many figures in every row as periods over them.

Printed sheets hold such headings apart by single spaces, and away from the figures beneath: then places tell less than order.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bettercare.documents.layout.columns import Columned, columned
from bettercare.documents.layout.fitting import Cells
from bettercare.documents.layout.headings import (
    after_lead,
    is_dated,
    periods,
    periods_first,
    periods_with_roles_beneath,
)
from bettercare.documents.layout.lines import FIGURE, Line

_YEAR_END = re.compile(r"^\d\d\)$")
_MOST_OVER = 2
_MOST_LINES = 5
_INDENT = 8
_PUSHED = 3
"""Words that long neighbours push aside stand at most this far from their column."""
_FEWEST = 3


@dataclass(frozen=True, slots=True)
class Heads:
    """Periods over figures: (index of line, words) over all of them, the periods, what the column after them is headed, if any,
    the index of their first line, how many lines of the block all of this is, and what the column of names is headed."""

    over: tuple[tuple[int, str], ...]
    texts: tuple[str, ...]
    last: str
    index: int
    lines: int
    lead: str = ""


def heads(block: Sequence[Line]) -> Heads | None:
    """The periods that a block begins with; None where its first lines say anything else."""
    for at, line in enumerate(block[: _MOST_OVER + 1]):
        lead, rest = after_lead(line.text)
        texts, last = periods_first(rest)
        below = block[at + 1 : at + 2]
        beneath, noted = periods_with_roles_beneath(line.text, below[0].text) if below else ([], "")
        if texts or beneath:
            over = tuple((other.index, other.text.strip()) for other in block[:at])
            more, texts = (1, beneath) if beneath else _with_ends(texts, block[at + 1 :])
            lead, last = ("", noted) if beneath else (lead, last)
            return Heads(over, tuple(texts), last, line.index, at + 1 + more, lead)
        if len(line.stretches) > 1:
            break
    return _of_several_lines(block)


def _of_several_lines(block: Sequence[Line]) -> Heads | None:
    """Periods whose words are spread over a few lines, each under its own."""
    end = next((n for n, line in enumerate(block) if line.has_figure), len(block))
    if not 1 < end <= _MOST_LINES or any(b.index - a.index > 1 for a, b in pairwise(block)):
        return None
    table = columned(block[:end], 1)
    if table is None or table.columns < _FEWEST or any(across > 1 for _, cells in table.lines for _, across, _ in cells):
        return None
    words = [[text for _, cells in table.lines for column, _, text in cells if column == c] for c in range(table.columns)]
    texts = tuple("\n".join(held) for held in words)
    return Heads((), texts, "", block[0].index, end) if all(map(is_dated, texts)) and len(set(texts)) == len(texts) else None


def counted(block: Sequence[Line], found: Heads | None = None) -> tuple[Columned, int] | None:
    """The first lines of a block as a table whose figures are set under periods by count, and how many lines they are.

    `found` are periods at the foot of what stands before the block.
    """
    held = found or heads(block)
    if held is None:
        return None
    count, begin = len(held.texts), 0 if found else held.lines
    labels = [line for line in block[begin:] if _figures(line, count)]
    if not labels:
        return None
    second = _second(labels, count)
    first = 1 if second is None else 2
    body = _Body(held, first, second, min(_figures(x, count)[0][0] for x in labels), max(_figures(x, count)[-1][1] for x in labels))
    rows, taken, seen = body.heading(), begin, False
    for line in block[begin:]:
        cells = body.row(line)
        apart = line.index > rows[-1][0] + 1
        if cells is None and seen and not apart and sum(bool(FIGURE.match(line.text[a:b])) for a, b in line.stretches) > 1:
            return None  # a row with another number of figures: counting tells nothing here
        if cells is None or (seen and apart and cells[-1][0] < first):
            break
        rows.append((line.index, cells))
        taken += 1
        seen = seen or len(cells) >= count
    if not seen:
        return None
    noted = any(column == first + count for _, cells in rows for column, _, _ in cells)
    rows, width = (rows, count + 1) if noted else _in_one_row(rows, first)
    starts = (0, *([second] if second is not None else []), *(body.left + n for n in range(width)))
    begins = {i for i, cells in rows if second is not None and any(column == 1 and text[0].isupper() for column, _, text in cells)}
    return Columned(tuple(rows), starts, len(held.over) + 1, begins=frozenset(begins)), taken


@dataclass(frozen=True, slots=True)
class _Body:
    """What is known of the rows: their periods, the column of the first figure, where a second column of words begins, and
    where the figures begin and end."""

    heads: Heads
    first: int
    second: int | None
    left: int
    right: int

    def heading(self) -> list[tuple[int, Cells]]:
        texts = [*self.heads.texts, *([self.heads.last] if self.heads.last else [])]
        over = [(index, ((self.first, len(self.heads.texts), text),)) for index, text in self.heads.over]
        lead = ((0, 1, self.heads.lead),) if self.heads.lead else ()
        return [*over, (self.heads.index, (*lead, *((self.first + n, 1, text) for n, text in enumerate(texts))))]

    def row(self, line: Line) -> Cells | None:
        """A line's cells; None where it is none of these rows."""
        lead, rest = after_lead(line.text)
        again = periods(rest)
        if again:
            same = len(again) == len(self.heads.texts) and not lead  # a heading of the names' column too begins another table
            return tuple((self.first + n, 1, head) for n, head in enumerate(again)) if same else None
        figures = _figures(line, len(self.heads.texts))
        left, right = (figures[0][0], figures[-1][1]) if figures else (self.left, self.right)
        after = [(a, b) for a, b in line.stretches if b > right]
        rest = line.text[max(right, after[0][0]) :].strip() if after else ""
        if (after and not figures and after[0][0] < right) or FIGURE.match(rest):
            return None
        label = self._label(line, left)
        if label is None or (not figures and any(left <= a < right for a, _ in line.stretches)):
            return None
        cells = [*label, *((self.first + n, 1, line.text[a:b]) for n, (a, b) in enumerate(figures))]
        return (*cells, *([(self.first + len(self.heads.texts), 1, " ".join(rest.split()))] if rest else []))

    def _label(self, line: Line, left: int) -> list[tuple[int, int, str]] | None:
        """The words before the figures in their one or two columns; None where there are more."""
        pieces = [(a, min(b, left)) for a, b in line.stretches if a < left and (b <= left or line.text[left - 1] == " ")]
        if self.second is not None:
            near = [a for a, _ in line.words() if abs(a - self.second) <= _PUSHED]
            cut = min(near, key=lambda a: abs(a - (self.second or 0)), default=-1)
            pieces = [p for a, b in pieces for p in (((a, cut), (cut, b)) if a < cut < b else ((a, b),))]
        at = [1 if self.second is not None and a >= self.second - _PUSHED else 0 for a, _ in pieces]
        if len(set(at)) < len(at):
            return None
        return [(column, 1, line.text[a:b].strip()) for column, (a, b) in zip(at, pieces, strict=True)]


def _second(labels: Sequence[Line], count: int) -> int | None:
    """Where a second column of words begins before the figures, if rows have one: alone, or after a space, in other rows too."""
    lefts = [_figures(line, count)[0][0] for line in labels]
    words = [[a for a, _ in line.stretches if a < left] for line, left in zip(labels, lefts, strict=True)]
    seconds = Counter(held[1] for held in words if len(held) > 1)
    margin = min((held[0] for held in words if held), default=0)
    alone = Counter(held[0] for held in words if len(held) == 1 and held[0] > margin + _INDENT)
    for place in alone:
        within = sum(any(a == place for a, _ in line.words()) for line in labels)
        seconds[place] += within if within > 1 else 0
    return min(+seconds) if +seconds else None


def _in_one_row(rows: list[tuple[int, Cells]], first: int) -> tuple[list[tuple[int, Cells]], int]:
    """One row of figures printed in two halves, each under its periods and the second without a name, as one; and its width."""
    full = [n for n, (_, cells) in enumerate(rows) if cells and cells[-1][0] >= first]
    width = max(column for _, cells in rows for column, _, _ in cells) + 1 - first
    halves = [n for n in full[::2] if rows[n][1][0][0] == first and periods("  ".join(text for _, _, text in rows[n][1]))]
    named = [rows[n][1][0][0] < first for n in full[1::2]]
    if len(halves) < 2 or len(full) != 2 * len(halves) or named != [True, *[False] * (len(halves) - 1)]:
        return rows, width
    for half, at in enumerate(halves[1:], 1):
        for onto, source in zip(full[:2], (at, full[2 * half + 1]), strict=True):
            moved = tuple((column + half * width, across, text) for column, across, text in rows[source][1])
            rows[onto] = (rows[onto][0], (*rows[onto][1], *moved))
    return [row for n, row in enumerate(rows) if n not in full[2:]], width * len(halves)


def _with_ends(texts: list[str], below: Sequence[Line]) -> tuple[int, list[str]]:
    """How many lines more the heading has, and its periods with the years that close them in its second line."""
    ends = below[0].text.split() if below else []
    if len(ends) != len(texts) or not all(map(_YEAR_END.match, ends)):
        return 0, texts
    return 1, [f"{text} {end}" for text, end in zip(texts, ends, strict=True)]


def _figures(line: Line, count: int) -> list[tuple[int, int]]:
    """The figures of a line where they are as many as are wanted, all together, and no other stands by itself after them.

    One that stands before them, with words between, is of the name: `per 100,000`.
    """
    words = line.words()
    runs: list[list[tuple[int, int]]] = [[]]
    for a, b in words:
        if FIGURE.match(line.text[a:b]):
            runs[-1].append((a, b))
        elif runs[-1]:
            runs.append([])
    apart = [run for run in runs if len(run) == count and _stand_apart(line, run)]
    first = apart[0][0] if apart else (0, 0)
    others = [run for run in runs if run and run not in apart and run[0] > first and any(word in line.stretches for word in run)]
    longer = [run for run in runs if len(run) > count and _stand_apart(line, run[-count:])]
    if longer and not apart and not others:
        before = longer[0][-count - 1]
        return [] if before in line.stretches else longer[0][-count:]
    return apart[0] if len(apart) == 1 and not others else []


def _stand_apart(line: Line, run: Sequence[tuple[int, int]]) -> bool:
    """Whether figures have room on both sides, or are all held together by single spaces: not the numbers of a sentence."""
    inside = next(s for s in line.stretches if s[0] <= run[0][0] < s[1])
    return len(run) > 1 or run[0] == inside
