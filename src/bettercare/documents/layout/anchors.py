"""Where the cells of a row stand beside its figures: beginning with them, ending with them, or about them.

A row has one line of figures. Cells of several lines begin on that line where cells stand at the top of their rows, end on it
at the foot, and stand evenly about it in the middle. Which of these a table does is told from all of its rows at once.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from bettercare.documents.layout.fitting import Cells
from bettercare.documents.layout.lines import is_atom

Body = Sequence[tuple[int, Cells]]
_FEWEST_ROWS = 2
_MOST_BETWEEN = 12
_AMISS = 0.1
"""The share of wrapped cells that may stand otherwise."""
_YEAR = re.compile(r"^(?:19|20)\d\d$")
_UNFINISHED = re.compile(r"(?:[,&/(–-]|\b(?:and|of|the|for|to|in|with|or))$", re.I)
_READS_ON, _BLANK, _MOST_APART, _HALF_A_LINE, _CLEAR = 0.5, 0.3, 2, 0.15, 1.2
"""What words that read on over a row's end cost, what blank lines there gain, what a line printed half a line away costs, and how
far the best way must lead."""
_NEVER = 1e9


def stands(body: Body) -> str:
    """How the wrapped cells of these lines stand beside their figures: `top`, `foot`, `middle`, or nothing if not plain."""
    anchors = _anchors(body)
    wrapped = sum(len(cells) for n, (_, cells) in enumerate(body) if n not in set(anchors))
    if len(anchors) < _FEWEST_ROWS or not wrapped or any(b - a > _MOST_BETWEEN for a, b in pairwise([-1, *anchors, len(body)])):
        return ""
    ends = [0, *_splits(body, anchors, half=1.0)[1], len(body)]
    middle = sum(_uneven(body, a, anchor, b, 1.0) for anchor, (a, b) in zip(anchors, pairwise(ends), strict=True))
    costs = {"top": _one_sided(body, anchors, 1), "foot": _one_sided(body, anchors, -1), "middle": middle}
    (best, least), (_, next_best) = sorted(((name, cost) for name, cost in costs.items()), key=lambda held: held[1])[:2]
    return best if least < next_best - 1 and least <= _AMISS * wrapped else ""


def about_figures(body: Body) -> tuple[list[list[int]], set[int]]:
    """The lines of each row, as places in the body, where cells stand about their figures, and those lines that another way to
    part the rows, hardly worse, gives to another row."""
    anchors = _anchors(body)
    cost, ends = _splits(body, anchors)
    unsure: set[int] = set()
    for number, end in enumerate(ends):
        other, ways = _splits(body, anchors, (number, end))
        if other - cost < _CLEAR:
            unsure.update(range(min(end, ways[number]), max(end, ways[number])))
    return [list(range(a, b)) for a, b in pairwise([0, *ends, len(body)])], unsure


def first_of_body(lines: Body, heading: int) -> int:
    """Where the rows begin: lines before the first figure that mostly say in their columns what rows say there are no heading."""
    held = {(column, text) for _, cells in lines[heading:] for column, _, text in cells}
    while heading > 1:
        cells = lines[heading - 1][1]
        if sum((column, text) in held for column, _, text in cells) * 2 < len(cells):
            break
        heading -= 1
    return heading


def _anchors(body: Body) -> list[int]:
    return [n for n, (_, cells) in enumerate(body) if any(column and _tells(text) for column, _, text in cells)]


def _tells(text: str) -> bool:
    """Whether a text is a figure or an answer; a bare year may be the rest of a date."""
    return is_atom(text) and not _YEAR.match(text)


def _one_sided(body: Body, anchors: Sequence[int], step: int) -> float:
    """How many wrapped cells have nothing in the line of figures where all of their lines stand below it (1) or above it (-1).

    Lines that a blank line holds apart from the figures say nothing: they may be another table's heading.
    """
    amiss, held = 0, set(anchors)
    for anchor in anchors:
        own = {column for column, _, _ in body[anchor][1]}
        amiss += len({column for n in _next_to(body, anchor, step) for column, _, _ in body[n][1]} - own)
        held.update(_next_to(body, anchor, step))
    ends = _next_to(body, anchors[0], -1) if step > 0 else _next_to(body, anchors[-1], 1)
    return amiss + sum(len(body[n][1]) for n in ends if n not in held)


def _next_to(body: Body, anchor: int, step: int) -> list[int]:
    """The lines without figures that follow a line of figures, or stand over it, without a blank line between."""
    found, at = list[int](), anchor
    while 0 <= at + step < len(body) and abs(body[at + step][0] - body[at][0]) == 1:
        at += step
        if any(column and _tells(text) for column, _, text in body[at][1]):
            break
        found.append(at)
    return found


def _splits(
    body: Body, anchors: Sequence[int], barred: tuple[int, int] | None = None, half: float = _HALF_A_LINE
) -> tuple[float, list[int]]:
    """Where each row but the last ends so that cells stand as evenly about their figures as can be, and how amiss the rest is.

    `barred` is a (row, end) that may not be.
    """
    ways: dict[int, tuple[float, list[int]]] = {0: (0.0, [])}
    for number, (anchor, after) in enumerate(pairwise([*anchors, len(body)])):
        ends = range(anchor + 1, after + 1) if after < len(body) else [after]
        found: dict[int, tuple[float, list[int]]] = {}
        for end in ends:
            if (number, end) == barred:
                continue
            apart = _apart(body, end) if end < len(body) else 0.0
            for begin, (cost, before) in ways.items():
                total = cost + _uneven(body, begin, anchor, end, half) + apart
                if end not in found or total < found[end][0]:
                    found[end] = (total, [*before, end])
        ways = found
    cost, ends = ways.get(len(body), (_NEVER, [0] * len(anchors)))
    return cost, ends[:-1]


def _apart(body: Body, end: int) -> float:
    """What speaks for a row's end before a line, if less than nothing, or against it: blank lines, words that read on."""
    blanks = min(_MOST_APART, body[end][0] - body[end - 1][0] - 1)
    above = {column: text for column, _, text in body[end - 1][1]}
    on = sum(text[0].islower() or bool(column in above and _UNFINISHED.search(above[column])) for column, _, text in body[end][1])
    return _READS_ON * on - _BLANK * blanks


def _uneven(body: Body, begin: int, anchor: int, end: int, half: float) -> float:
    """How unevenly the cells of these lines stand about their figures.

    A cell of two lines, or of four, has no line beside the figures: where a converter prints one there all the same, the cell
    stands half a line higher or lower, which costs `half`.
    """
    over = Counter(column for _, cells in body[begin:anchor] for column, _, _ in cells)
    under = Counter(column for _, cells in body[anchor + 1 : end] for column, _, _ in cells)
    beside = {column for column, _, _ in body[anchor][1]}
    apart = {column: abs(over[column] - under[column]) for column in over | under}
    return sum(half if held == 1 and column in beside else held for column, held in apart.items())
