"""Headings and figures of a laid-out table set into its columns in their turn, where there is one for each of them.

Headings begin left and figures end right, and a single space is all that holds some figures apart: then order tells more than
places do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from bettercare.documents.layout.fitting import Cells
from bettercare.documents.layout.headings import periods
from bettercare.documents.layout.lines import FIGURE

_FEWEST = 4
_OFTEN = 2
Placed = tuple[tuple[int, Cells], ...]
"""Lines in columns, each as (index of line, cells)."""


def headings_in_turn(lines: list[Cells], heading: int) -> list[Cells]:
    """Headings set over columns of figures, where there is one for each of them, or one for every two or three: a heading may
    stand over the end of the column before."""
    figures = _columns_of_figures(lines[heading:])
    if not figures:
        return lines
    tops = [_apart_from_its_like([text for c, _, text in cells if c >= figures[0]]) for cells in lines[:heading]]
    if not any(len(top) == len(figures) for top in tops) or any(not top or len(figures) % len(top) for top in tops):
        return lines
    turned = []
    for cells, top in zip(lines[:heading], tops, strict=True):
        wide = len(figures) // len(top)
        left = [cell for cell in cells if cell[0] < figures[0]]
        turned.append((*left, *((figures[0] + wide * n, 1, text) for n, text in enumerate(top))))
    return [*turned, *lines[heading:]]


def figures_in_turn(
    placed: Placed, heading: int, doubtful: frozenset[tuple[int, int]]
) -> tuple[Placed, frozenset[tuple[int, int]]]:
    """Rows of as many figures as there are columns for them, one in each; and the doubts about other rows."""
    figures = _columns_of_figures([cells for _, cells in placed[heading:]])
    if not figures:
        return placed, doubtful
    turned = {index: own for index, cells in placed[heading:] if (own := _in_turn(cells, figures)) is not None}
    beside = figures[0] - 1
    labels = Counter(text for cells in turned.values() for column, _, text in cells if column == beside)
    turned = {index: _labelled(cells, beside, labels) for index, cells in turned.items()}
    sure = {(index, column) for index in turned for column in figures}
    return tuple((index, turned.get(index, cells)) for index, cells in placed), doubtful - sure


def _columns_of_figures(body: Sequence[Cells]) -> range:
    """The columns side by side, to the right of all words, that are full of figures in one row at least; none where a few."""
    full = [[column for column, across, text in cells if across == 1 and FIGURE.match(text)] for cells in body]
    most = max(full, key=len, default=[])
    if len(most) < _FEWEST or most != list(range(most[0], most[-1] + 1)):
        return range(0)
    found = range(most[0], most[-1] + 1)
    among = any(column in found and not _figures(text) for cells in body for column, _, text in cells)
    right = any(column > found[-1] for cells in body for column, _, text in cells)
    return range(0) if among or right else found


def _in_turn(cells: Cells, figures: range) -> Cells | None:
    """A row with its figures set one to a column; None where it has another number of them."""
    texts = [word for column, _, text in cells if column in figures for word in text.split()]
    left = [cell for cell in cells if cell[0] < figures[0]]
    missing = len(figures) - len(texts)
    if missing and left:
        column, across, text = left.pop()
        words = text.split(" ")
        own, taken = words[:-missing], words[-missing:]
        if missing < 0 or not (own or left) or FIGURE.match((own or [left[-1][2]])[-1]) or not all(map(FIGURE.match, taken)):
            return None
        left += [(column, across, " ".join(own))] if own else []
        texts = [*taken, *texts]
    if len(texts) != len(figures):
        return None
    return (*left, *((column, 1, text) for column, text in zip(figures, texts, strict=True)))


def _labelled(cells: Cells, column: int, labels: Counter[str]) -> Cells:
    """A row with the last word of its names in the column beside the figures, which is empty, where other rows have that word."""
    before = [cell for cell in cells if cell[0] < column]
    words, _, last = before[-1][2].rpartition(" ") if before else ("", "", "")
    if not words or labels[last] < _OFTEN or any(c == column for c, _, _ in cells):
        return cells
    return (*before[:-1], (*before[-1][:2], words), (column, 1, last), *cells[len(before) :])


def _figures(text: str) -> bool:
    """Whether a text is figures, each held apart by a space."""
    return all(map(FIGURE.match, text.split()))


def _apart_from_its_like(texts: Sequence[str]) -> list[str]:
    """Headings of a line, those parted that are others of it side by side: `Recurrent` and `Non-recurrent` over and over, or
    periods."""
    alone = {text for text in texts if " " not in text}
    whole = periods("  ".join(texts))
    if len(whole) > len(texts):
        return whole
    return [w for text in texts for w in (text.split() if all(word in alone for word in text.split()) else [text])]
