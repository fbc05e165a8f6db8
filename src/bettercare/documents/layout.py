"""Tables as `pdftotext -layout` prints them: columns held apart by spaces, cells over several lines, headings over columns.

A block of lines is cut into stretches of words at two or more spaces. Where hardly any stretch lies, and stretches stand on
both sides, is a gap between columns. In rows of figures a stretch that runs into a gap is cut at the space nearest to it; in
the heading it reaches over the columns. Rows are left as printed: which lines make one row is for the reading to say.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

_STRETCH = re.compile(r"\S+(?: \S+)*")
_FIGURE = re.compile(r"^[-(£]*\s?[£\d][\d,.]*\s?[%kKmM)]*$|^(?:n/?a|tbc)$", re.I)
_FEWEST_LINES = 3
_PROSE = 95
"""A stretch this long alone in its line is a sentence, not a cell."""
_CROSSING = 0.15
"""The share of lines whose words may run through a gap: headings, and rows where one space holds two columns apart. No figure
may: a column can hold a single one."""


@dataclass(frozen=True, slots=True)
class Laid:
    """Rows as (index of line, cells); a cell is (column, columns across, text). `end` is the index after the last line."""

    rows: tuple[tuple[int, tuple[tuple[int, int, str], ...]], ...]
    end: int


@dataclass(frozen=True, slots=True)
class _Line:
    index: int
    text: str
    stretches: tuple[tuple[int, int], ...]

    @property
    def has_figure(self) -> bool:
        return any(_FIGURE.match(self.text[a:b]) for a, b in self.stretches[1:])


def laid_out(lines: Sequence[tuple[int, int | None, str]], start: int) -> Laid | None:
    """Return the table whose first line stands at `start`, or None where no columns can be told."""
    block = _block(lines, start)
    if sum(len(line.stretches) > 1 for line in block) < _FEWEST_LINES:
        return None
    gaps = _gaps(block)
    if not gaps:
        return None
    first_figures = next((i for i, line in enumerate(block) if line.has_figure), len(block))
    rows = tuple((line.index, _cells(line, gaps, heading=i < first_figures)) for i, line in enumerate(block))
    return Laid(rows, block[-1].index + 1) if _well_made(rows, len(gaps)) else None


def _block(lines: Sequence[tuple[int, int | None, str]], start: int) -> list[_Line]:
    """The lines of one table: until two blank lines, a new page, a sentence, or words alone after a blank line."""
    page, taken, blanks = lines[start][1], list[_Line](), 0
    for index in range(start, len(lines)):
        text = lines[index][2].expandtabs()
        if lines[index][1] != page:
            break
        if not text.strip():
            blanks += 1
            if blanks > 1:
                break
            continue
        stretches = tuple(m.span() for m in _STRETCH.finditer(text))
        alone = len(stretches) == 1
        if alone and (blanks or stretches[0][1] - stretches[0][0] > _PROSE):
            break
        blanks = 0
        taken.append(_Line(index, text, stretches))
    while (
        taken
        and len(taken[-1].stretches) == 1
        and taken[-1].stretches[0][0] < 3
        and len(taken) > 1
        and len(taken[-2].stretches) == 1
    ):
        taken.pop()
    return taken


def _gaps(block: Sequence[_Line]) -> list[tuple[int, int]]:
    """The gaps between columns, each as (start, end) in characters."""
    width = max(line.stretches[-1][1] for line in block)
    rows = [line for line in block if len(line.stretches) > 1]
    figures = [line for line in rows if line.has_figure]
    judged = figures if len(figures) >= _FEWEST_LINES else rows
    covered = [0] * (width + 1)
    for line in judged:
        for a, b in line.stretches:
            weight = 2 * len(block) if _FIGURE.match(line.text[a:b]) else 2
            for x in range(a, b):
                covered[x] += 1 if line.text[x] == " " else weight
    limit = max(2, int(2 * len(judged) * _CROSSING)) if len(judged) > 4 else 0
    gaps: list[tuple[int, int]] = []
    x = 0
    while x <= width:
        if covered[x] > limit:
            x += 1
            continue
        end = x
        while end <= width and covered[end] <= limit:
            end += 1
        if x > 0 and end <= width and _is_gap(rows, x, end):
            gaps.append(_core(covered, x, end))
        x = end
    return gaps


def _core(covered: Sequence[int], start: int, end: int) -> tuple[int, int]:
    """The emptiest part of a gap, the last of them: what stands left may reach into it, what stands right begins at its end."""
    least = min(covered[start:end])
    last = end
    while covered[last - 1] > least:
        last -= 1
    first = last
    while first > start and covered[first - 1] == least:
        first -= 1
    return first, last


def _is_gap(rows: Sequence[_Line], start: int, end: int) -> bool:
    """Whether two lines, or one with figures or a heading's words on both sides, are held apart here by two or more spaces."""
    held, figures_yet = 0, False
    for line in rows:
        figures_yet = figures_yet or line.has_figure
        for (c, b), (a, d) in pairwise(line.stretches):
            if a - b >= 2 and b <= end and a >= start and a <= end + 12 and min(a, end) > max(b, start):
                both = _FIGURE.match(line.text[c:b]) and _FIGURE.match(line.text[a:d])
                held += 2 if both or (not figures_yet and a - b >= 3) else 1
                break
    return held >= 2


def _cells(line: _Line, gaps: Sequence[tuple[int, int]], heading: bool) -> tuple[tuple[int, int, str], ...]:
    cells: dict[int, tuple[int, str]] = {}
    for a, b in line.stretches:
        for start, end in _cut(line.text, a, b, gaps) if not heading else [(a, b)]:
            first, last = _column(start, end, gaps, start), _column(start, end, gaps, end - 1)
            if not heading and last > first:
                first = last = _most(start, end, gaps)
            text = line.text[start:end].strip()
            if first in cells:
                cells[first] = (max(cells[first][0], last - first + 1), f"{cells[first][1]} {text}")
            else:
                cells[first] = (last - first + 1, text)
    return tuple((column, span, text) for column, (span, text) in sorted(cells.items()))


def _cut(text: str, a: int, b: int, gaps: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """A stretch cut at the space nearest to each gap that it runs through, if there is one within a few characters."""
    pieces, at = [], a
    for start, end in gaps:
        if at < start and b > end:
            spaces = [i for i in range(at + 1, b - 1) if text[i] == " " and start - 4 <= i <= end + 1]
            if spaces:
                cut = min(spaces, key=lambda i: abs(i - end + 1))
                pieces.append((at, cut))
                at = cut + 1
    return [*pieces, (at, b)]


def _column(start: int, end: int, gaps: Sequence[tuple[int, int]], position: int) -> int:
    return sum(1 for gap in gaps if position >= gap[1] or (position >= gap[0] and end > gap[1]))


def _most(start: int, end: int, gaps: Sequence[tuple[int, int]]) -> int:
    """The column in which most of a stretch lies."""
    edges = [0, *((a + b) // 2 for a, b in gaps), 10_000]
    shares = [min(end, right) - max(start, left) for left, right in pairwise(edges)]
    return max(range(len(shares)), key=shares.__getitem__)


def _well_made(rows: Sequence[tuple[int, tuple[tuple[int, int, str], ...]]], gaps: int) -> bool:
    """Most lines fill more than one column, each column is filled twice at least, and it is not prose set in two columns."""
    several = [cells for _, cells in rows if len(cells) > 1]
    if len(several) < _FEWEST_LINES or len(several) * 3 < len(rows):
        return False
    filled = [[text for _, cells in rows for column, _, text in cells if column == c] for c in range(gaps + 1)]
    if not all(filled) or sum(len(texts) >= 2 for texts in filled[1:]) * 2 < gaps:
        return False
    figures = sum(1 for cells in several for column, _, text in cells if column and _FIGURE.match(text))
    cells = [text for texts in filled for text in texts]
    if not figures and sum(text.endswith(".") and len(text.split()) > 3 for text in cells) * 2 > len(cells):
        return False
    widths = [sum(map(len, texts)) / max(1, len(texts)) for texts in filled]
    return not (gaps == 1 and figures * 4 < len(several) and all(w > 34 for w in widths))
