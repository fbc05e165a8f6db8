"""Tables of a PDF page that have lines between their rows and none between their columns."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from bettercare.documents.model import Cell
from bettercare.documents.pdf_grid import NEAR, Grid, cell_text, into_lines
from bettercare.documents.pdf_page import Rule, Word

LEAST_WIDTH = 60.0
MOST_LINES = 25
"""A band of more lines than this between two rules is a part of the page, not a row."""


@dataclass(slots=True)
class _Level:
    """The rules at one height: how far they reach, and where one ends and the next begins."""

    y: float
    x0: float
    x1: float
    ends: list[float]


def find_bands(rules: list[Rule], words: list[Word], grids: list[Grid]) -> tuple[list[Grid], list[Word]]:
    """Return the tables whose rows are ruled off, and the words outside them."""
    free = [r for r in rules if r.x1 - r.x0 > r.bottom - r.top and not any(g.top - NEAR <= r.top <= g.bottom + NEAR for g in grids)]
    found: list[Grid] = []
    for group in _groups(_levels(free), words):
        inside = _within(words, group[0])
        between = [w for w in inside if group[0].y < w.middle < group[-1].y]
        edges = _edges(group, between)
        if not edges:
            continue
        heading = _above(group[0].y, [w for w in inside if w.middle < group[0].y], edges)
        grid = _banded(group, edges, between, heading)
        if grid is not None:
            found.append(grid)
            used = {id(w) for w in (*between, *heading)}
            words = [w for w in words if id(w) not in used]
    return found, words


def _levels(rules: list[Rule]) -> list[_Level]:
    levels: list[_Level] = []
    for rule in sorted(rules, key=lambda r: ((r.top + r.bottom) / 2, r.x0)):
        y = (rule.top + rule.bottom) / 2
        if levels and y - levels[-1].y <= 2:
            level = levels[-1]
            if rule.x0 - level.x1 <= NEAR and rule.x1 > level.x1:
                level.ends.append(level.x1)
            level.x0, level.x1 = min(level.x0, rule.x0), max(level.x1, rule.x1)
        else:
            levels.append(_Level(y, rule.x0, rule.x1, []))
    return [level for level in levels if level.x1 - level.x0 >= LEAST_WIDTH]


def _within(words: list[Word], level: _Level) -> list[Word]:
    return [w for w in words if level.x0 - NEAR <= (w.x0 + w.x1) / 2 <= level.x1 + NEAR]


def _groups(levels: list[_Level], words: list[Word]) -> list[list[_Level]]:
    """Levels one below another that belong to one table; two are enough where they show columns, else three."""
    groups: list[list[_Level]] = []
    for level in levels:
        if groups and _goes_on(groups[-1], level, words):
            groups[-1].append(level)
        else:
            groups.append([level])
    return [group for group in groups if len(group) >= (2 if any(level.ends for level in group) else 3)]


def _goes_on(group: list[_Level], level: _Level, words: list[Word]) -> bool:
    """Whether a level reaches as far as those above, is broken where they are, and text fills the band between as in a row."""
    last = group[-1]
    if abs(last.x0 - level.x0) >= 4 or abs(last.x1 - level.x1) >= 4:
        return False
    ends = [end for above in group for end in above.ends]
    fewer, more = sorted((level.ends, ends), key=len)
    if ends and level.ends and not all(any(abs(a - b) <= NEAR for b in more) for a in fewer):
        return False
    lines = into_lines([w for w in _within(words, level) if last.y < w.middle < level.y])
    bottom = last.y
    for index, line in enumerate(lines):
        height = max(w.height for w in line)
        if min(w.top for w in line) - bottom > (0.8 if index == 0 else 1.2) * height:
            return False
        bottom = max(w.bottom for w in line)
    return bool(lines) or level.y - last.y < 40


def _edges(group: list[_Level], words: list[Word]) -> list[float]:
    """Where columns part: where most of the rules are broken, or else where no word stands in any row."""
    ends = sorted(end for level in group for end in level.ends)
    edges: list[float] = []
    for end in ends:
        if not (edges and end - edges[-1] <= NEAR) and sum(abs(end - other) <= NEAR for other in ends) * 2 >= len(group):
            edges.append(end)
    if edges or not words:
        return edges
    spans = sorted((w.x0, w.x1) for w in words)
    reach = spans[0][1]
    for x0, x1 in spans[1:]:
        if x0 - reach >= 5:
            edges.append((x0 + reach) / 2)
        reach = max(reach, x1)
    return edges


def _above(y: float, words: list[Word], edges: list[float]) -> list[Word]:
    """The words of the row above the first rule: close lines that keep to the columns."""
    taken: list[Word] = []
    floor = y
    for line in reversed(into_lines(words)[-5:]):
        height = max(w.height for w in line)
        if floor - max(w.bottom for w in line) > (1.1 if not taken else 0.7) * height or not _keeps(line, edges):
            break
        taken += line
        floor = min(w.top for w in line)
    return taken if len({_column(w, edges) for w in taken}) >= 2 else []


def _keeps(line: list[Word], edges: list[float]) -> bool:
    """Whether a line leaves every edge clear, by more than the space between two words."""
    if any(w.x0 < edge - 1 and w.x1 > edge + 1 for w in line for edge in edges):
        return False
    return all(b.x0 - a.x1 > 0.45 * a.height for a, b in pairwise(line) if _column(a, edges) != _column(b, edges))


def _column(word: Word, edges: list[float]) -> int:
    return sum((word.x0 + word.x1) / 2 > edge for edge in edges)


def _banded(group: list[_Level], edges: list[float], between: list[Word], heading: list[Word]) -> Grid | None:
    bands = [heading] if heading else []
    for upper, lower in pairwise(group):
        band = [w for w in between if upper.y < w.middle < lower.y]
        lines = into_lines(band)
        if len(lines) > MOST_LINES and not _is_rows(lines, edges):
            return None
        bands += lines if len(lines) > 2 and _is_rows(lines, edges) else [band]
    rows = [_cells(band, edges) for band in bands if band]
    if len(rows) < 2 or sum(sum(bool(c.text) for c in row) >= 2 for row in rows) < 2:
        return None
    top = min((w.top for w in heading), default=group[0].y)
    return Grid(top, group[-1].y, group[0].x0, group[0].x1, (group[0].x0, *edges, group[0].x1), tuple(rows))


def _is_rows(lines: list[list[Word]], edges: list[float]) -> bool:
    """Whether each line of a band is a row of its own: all begin in the first column and fill another."""
    return all(_column(line[0], edges) == 0 and _column(line[-1], edges) > 0 and _keeps(line, edges) for line in lines)


def _cells(band: list[Word], edges: list[float]) -> tuple[Cell, ...]:
    columns: list[list[Word]] = [[] for _ in range(len(edges) + 1)]
    for word in band:
        columns[_column(word, edges)].append(word)
    return tuple(Cell(cell_text(words), index) for index, words in enumerate(columns))
