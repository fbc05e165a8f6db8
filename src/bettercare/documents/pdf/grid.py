"""Tables of a PDF page from its ruling lines: pdfplumber's geometry joins lines into cells, and words are put into them."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from pdfplumber import table as geometry

from bettercare.documents.model import Cell
from bettercare.documents.pdf.page import PageParts, Rule, Word

NEAR = 3.0
"""Points; lines closer than this are one line."""
MOST_RULES = 4000
_GAP = 1.5
"""Heights of a line; words further apart are not of one text."""
_SHORT_WORDS = re.compile(
    r"an?|an?d|are|as|at|bed?|but|by|can|do|due|for|gp|ha[ds]|he|her|his|how|i[fnst]|its|may|new|no|not|of|off|old|on|one|or|our|"
    r"out|own|pay|per|set|she|six|so|ten|the|to|tbc|two|up|us|use|was|we|who|yes|you"
)


@dataclass(frozen=True, slots=True)
class Grid:
    """A table on one page: where it stands, the edges of its columns, and its rows of cells; `is_cut`: no rule closes the last."""

    top: float
    bottom: float
    x0: float
    x1: float
    edges: tuple[float, ...]
    rows: tuple[tuple[Cell, ...], ...]
    is_cut: bool = False


def find_grids(parts: PageParts) -> tuple[list[Grid], list[Word], bool]:
    """Return the tables of a page, the words outside them, and whether the page had too many lines to look for tables."""
    across = sum(rule.x1 - rule.x0 > rule.bottom - rule.top for rule in parts.rules)
    if len(parts.rules) - across < 2:
        return [], parts.words, False
    if len(parts.rules) > MOST_RULES:
        return [], parts.words, True
    edges = geometry.merge_edges([_edge(rule) for rule in parts.rules], NEAR, NEAR, NEAR, NEAR)
    edges = [edge for edge in edges if edge["width"] >= NEAR or edge["height"] >= NEAR]
    closing = _closing(edges)
    edges += closing
    cells = geometry.intersections_to_cells(geometry.edges_to_intersections(edges, NEAR, NEAR))
    grids: list[Grid] = []
    left = parts.words
    for boxes in sorted(geometry.cells_to_tables(cells), key=lambda found: (min(b[1] for b in found), min(b[0] for b in found))):
        grid, rest = _grid(boxes, left)
        if grid is not None:
            grids.append(replace(grid, is_cut=any(abs(edge["top"] - grid.bottom) <= NEAR for edge in closing)))
            left = rest
    return grids, left, False


def _edge(rule: Rule) -> dict[str, Any]:
    wide, high = rule.x1 - rule.x0, rule.bottom - rule.top
    return {
        "x0": rule.x0, "x1": rule.x1, "top": rule.top, "bottom": rule.bottom, "width": wide, "height": high,
        "orientation": "h" if wide > high else "v", "object_type": "line",
    }  # fmt: skip


def _closing(edges: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Lines across, where two or more lines down end at one height and none is drawn: a table cut by the end of a page."""
    across = [edge for edge in edges if edge["orientation"] == "h"]
    found = []
    for end in ("top", "bottom"):
        heights: dict[int, list[dict[str, Any]]] = {}
        for edge in edges:
            if edge["orientation"] == "v":
                heights.setdefault(round(edge[end] / NEAR), []).append(edge)
        for group in heights.values():
            x0, x1, y = min(e["x0"] for e in group), max(e["x0"] for e in group), group[0][end]
            drawn = any(abs(h["top"] - y) <= NEAR and h["x0"] < x1 - NEAR and h["x1"] > x0 + NEAR for h in across)
            if x1 - x0 > NEAR and not drawn:
                found.append(_edge(Rule(x0, y, x1, y)))
    return found


def _grid(boxes: list[tuple[float, float, float, float]], words: list[Word]) -> tuple[Grid | None, list[Word]]:
    if len(boxes) < 2:
        return None, words
    xs = _steps([v for box in boxes for v in (box[0], box[2])])
    ys = _steps([v for box in boxes for v in (box[1], box[3])])
    placed: dict[tuple[int, int], list[Word]] = {}
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    owner: dict[tuple[int, int], tuple[int, int]] = {}
    for x0, y0, x1, y1 in boxes:
        column, row = _step(xs, x0), _step(ys, y0)
        spans[row, column] = (max(1, _step(ys, y1) - row), max(1, _step(xs, x1) - column))
        for r in range(row, row + spans[row, column][0]):
            for c in range(column, column + spans[row, column][1]):
                owner.setdefault((r, c), (row, column))
    rest = []
    for word in words:
        x, y = (word.x0 + word.x1) / 2, word.middle
        inside = xs[0] <= x <= xs[-1] and ys[0] <= y <= ys[-1]
        at = owner.get((bisect_right(ys, y) - 1, bisect_right(xs, x) - 1)) if inside else None
        if at is None:
            rest.append(word)
        else:
            placed.setdefault(at, []).append(word)
    if len(placed) < (2 if len(boxes) < 3 else 1):  # of three cells, one may hold the rest of a row from the page before
        return None, words
    rows = []
    for r in range(len(ys) - 1):
        cells = [
            cell for key, span in sorted(spans.items()) if key[0] == r for cell in _cells(placed.get(key, []), xs, key[1], span)
        ]
        rows.append(tuple(cells))
    return Grid(ys[0], ys[-1], xs[0], xs[-1], tuple(xs), tuple(rows)), rest


def _cells(words: list[Word], xs: list[float], column: int, span: tuple[int, int]) -> list[Cell]:
    """What stands between two lines down, as one cell, or as several where wide gaps lie over the edges of columns within."""
    lines = into_lines(words) if span[1] > 1 else []
    cuts = [c for c in range(column + 1, column + span[1]) if _parts(lines, xs[c])]
    found = []
    for start, end in pairwise([column, *cuts, column + span[1]]):
        held = [w for w in words if len(cuts) == 0 or xs[start] <= (w.x0 + w.x1) / 2 < xs[end]]
        found.append(Cell(cell_text(held, xs[start], xs[end]), start, span=(span[0], end - start)))
    return found


def _parts(lines: list[list[Word]], x: float) -> bool:
    """Whether an edge lies in a gap that no space between words is as wide as, in one line at least, and in no word."""
    beside = False
    for line in lines:
        left, right = [w for w in line if w.x1 <= x], [w for w in line if w.x0 >= x]
        if len(left) + len(right) < len(line):
            return False
        if left and right:
            beside = True
            if right[0].x0 - left[-1].x1 < _GAP * line[0].height:
                return False
    return beside


def cell_text(words: list[Word], x0: float, x1: float) -> str:
    """The text of a cell from `x0` to `x1`; a line that was broken within a word, or after a hyphen, is joined again."""
    text = ""
    before: list[Word] = []
    room = x1 - (min(w.x0 for w in words) - x0) if words else x1  # the space at the right is taken to be that at the left
    for line in into_lines(words):
        more = join(line)
        text += more if not text or _is_broken(text, more, before, line[0], room) else f"\n{more}"
        before = line
    return text


def _is_broken(text: str, more: str, before: list[Word], after: Word, room: float) -> bool:
    """Whether a line goes on with the same word: after a hyphen; or a word alone on its line that filled it to the last letter."""
    if text[-1] in "/-":
        return text[-2:-1].isalnum() or (text[-1] == "-" and more[0] in "£0123456789")
    full = len(before) == 1 and room - before[0].x1 < (after.x1 - after.x0) / len(after.text)
    rest = after.text.rstrip(".,;:)")
    ending = text[-1].isalpha() and len(rest) <= 3 and (not rest or rest.islower()) and not _SHORT_WORDS.fullmatch(rest)
    return full and (ending or (text[-1].isdigit() and more[0].isdigit()))


def into_lines(words: list[Word]) -> list[list[Word]]:
    """Words sorted into lines from the top, each from the left; small raised letters join the line they stand on."""
    lines: list[list[Word]] = []
    top = bottom = 0.0
    for word in sorted(words, key=lambda w: (w.middle, w.x0)):
        if lines and top <= word.middle <= bottom:
            lines[-1].append(word)
            if word.height > bottom - top:
                top, bottom = _core(word)
        elif lines and _core(word)[0] <= (top + bottom) / 2 <= _core(word)[1]:
            lines[-1].append(word)
            top, bottom = _core(word)
        else:
            lines.append([word])
            top, bottom = _core(word)
    return [sorted(line, key=lambda w: w.x0) for line in lines]


def _core(word: Word) -> tuple[float, float]:
    """The inner part of a word's height, so that lines set tightly do not run into each other."""
    inset = word.height * 0.2
    return word.top + inset, word.bottom - inset


def join(words: list[Word]) -> str:
    """The words of a line as text, with a space wherever one was written or there is a gap."""
    text = ""
    end = 0.0
    for word in words:
        if text and (word.spaced or word.x0 - end > word.height * 0.15):
            text += " "
        text += word.text
        end = word.x1
    return text


def _steps(values: list[float]) -> list[float]:
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > NEAR:
            found.append(value)
    return found


def _step(steps: list[float], value: float) -> int:
    return min(range(len(steps)), key=lambda index: abs(steps[index] - value))
