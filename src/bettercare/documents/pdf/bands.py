"""Tables of a PDF page that have lines between their rows and none between their columns."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from bettercare.documents.model import Cell
from bettercare.documents.pdf.grid import NEAR, Grid, cell_text, into_lines
from bettercare.documents.pdf.page import Rule, Word

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


@dataclass(frozen=True, slots=True)
class _Band:
    """The words between two rules, the level above them (None where it says nothing), and the edges that part its cells."""

    words: list[Word]
    upper: _Level | None
    parting: list[float]


def find_bands(rules: list[Rule], words: list[Word], grids: list[Grid]) -> tuple[list[Grid], list[Word]]:
    """Return the tables whose rows are ruled off, and the words outside them."""
    free = [r for r in rules if r.x1 - r.x0 > r.bottom - r.top and not any(g.top - NEAR <= r.top <= g.bottom + NEAR for g in grids)]
    found: list[Grid] = []
    levels = _levels(free)
    for group in _groups(levels, words):
        widest = max(group, key=lambda level: level.x1 - level.x0)
        inside = _within(words, widest)
        between = [w for w in inside if group[0].y < w.middle < group[-1].y]
        edges = _edges(group, between)
        if not edges:
            continue
        heading, parting = _above(group[0], [w for w in inside if w.middle < group[0].y], edges)
        end = min((level.y for level in levels if level.y > group[-1].y), default=float("inf"))
        last = _below(group, [w for w in inside if w.middle > group[-1].y], edges, end)
        bands = (_Band(heading, None, parting), _Band(last, None, edges))
        grid = _banded(group, (widest.x0, *edges, widest.x1), between, *bands)
        if grid is not None:
            found.append(grid)
            used = {id(w) for w in (*between, *heading, *last)}
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
    """Whether a level reaches as far as those above, is broken where they are, and text fills the band between as in a row.

    Under a cell that goes on into the next row there is no rule; such a level reaches less far, up to where others are broken.
    """
    widest = max((*group, level), key=lambda one: one.x1 - one.x0)
    last = group[-1]
    if not (_fits(level, widest) and _fits(last, widest)):
        return False
    ends = [end for above in group for end in above.ends]
    fewer, more = sorted((level.ends, ends), key=len)
    if ends and level.ends and not all(any(abs(a - b) <= NEAR for b in more) for a in fewer):
        return False
    lines = into_lines([w for w in _within(words, widest) if last.y < w.middle < level.y])
    bottom = last.y
    for index, line in enumerate(lines):
        height = max(w.height for w in line)
        if min(w.top for w in line) - bottom > (0.8 if index == 0 else 1.2) * height:
            return False
        bottom = max(w.bottom for w in line)
    return bool(lines) or level.y - last.y < 40


def _fits(level: _Level, widest: _Level) -> bool:
    left = abs(level.x0 - widest.x0) < 4 or any(abs(level.x0 - end) <= NEAR for end in widest.ends)
    right = abs(level.x1 - widest.x1) < 4 or any(abs(level.x1 - end) <= NEAR for end in widest.ends)
    return left and right


def _edges(group: list[_Level], words: list[Word]) -> list[float]:
    """Where columns part: where most of the rules are broken, or else where no word stands in any row."""
    x0, x1 = min(level.x0 for level in group), max(level.x1 for level in group)
    ends = sorted(e for level in group for e in (*level.ends, level.x0, level.x1) if x0 + 4 < e < x1 - 4)
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


def _above(level: _Level, words: list[Word], edges: list[float]) -> tuple[list[Word], list[float]]:
    """The words of the row above the first rule (close lines that keep to its columns), and the edges that part its cells.

    A heading may stand over several columns, and so run over up to half of the edges.
    """
    taken: list[Word] = []
    floor = level.y
    parting = _parting(edges, level)
    for line in reversed(into_lines(words)[-5:]):
        height = max(w.height for w in line)
        clear = [e for e in parting if not any(w.x0 < e - 1 and w.x1 > e + 1 for w in line)]
        near = floor - max(w.bottom for w in line) <= (1.1 if not taken else 0.7) * height
        larger = bool(taken) and height > 1.15 * taken[0].height  # a heading over the table is not a row of it
        if not near or larger or len(clear) * 2 < len(parting) or not _keeps(line, clear):
            break
        taken += line
        parting = clear
        floor = min(w.top for w in line)
    filled = len({_column(w, parting) for w in taken})
    return (taken, parting) if filled >= 2 or (level.ends and filled) else ([], parting)


def _below(group: list[_Level], words: list[Word], edges: list[float], end: float) -> list[Word]:
    """The words of a last row that no rule closes: close lines that keep to the columns of broken rules and fill two or more.

    Words over the next rule of the page, at `end`, are the heading of another table.
    """
    last = group[-1]
    if not last.ends or any(last.x0 + NEAR < e < last.x1 - NEAR and all(abs(e - end) > NEAR for end in last.ends) for e in edges):
        return []
    taken: list[Word] = []
    floor = last.y
    for line in into_lines(words):
        height = max(w.height for w in line)
        if min(w.top for w in line) - floor > (1.1 if not taken else 0.6) * height:
            break
        if not _keeps(line, edges) or (taken and height > 1.15 * taken[0].height):
            return []
        taken += line
        floor = max(w.bottom for w in line)
        if end - floor < height:
            return []
    return taken if len({_column(w, edges) for w in taken}) >= 2 else []


def _parting(edges: list[float], lower: _Level) -> list[float]:
    """The edges that part cells of the row above a level: all but those that its rules run through without a break."""
    return [e for e in edges if not lower.x0 + NEAR < e < lower.x1 - NEAR or any(abs(e - end) <= NEAR for end in lower.ends)]


def _keeps(line: list[Word], edges: list[float]) -> bool:
    """Whether a line leaves every edge clear, by more than the space between two words."""
    if any(w.x0 < edge - 1 and w.x1 > edge + 1 for w in line for edge in edges):
        return False
    return all(b.x0 - a.x1 > 0.45 * a.height for a, b in pairwise(line) if _column(a, edges) != _column(b, edges))


def _column(word: Word, edges: list[float]) -> int:
    return sum((word.x0 + word.x1) / 2 > edge for edge in edges)


def _banded(group: list[_Level], edges: tuple[float, ...], between: list[Word], heading: _Band, last: _Band) -> Grid | None:
    inner = list(edges[1:-1])
    broken = any(level.ends for level in group)
    bands = [heading] if heading.words else []
    run_over = {e for e in inner if any(w.x0 < e - 1 and w.x1 > e + 1 for w in between)}
    for upper, lower in pairwise(group):
        band = [w for w in between if upper.y < w.middle < lower.y]
        lines = into_lines(band)
        if len(lines) > MOST_LINES and not _is_rows(lines, inner):
            return None
        if not broken and len(lines) > 2 and _is_rows(lines, inner):
            bands += [_Band(line, None, inner) for line in lines]
        elif band:
            parting = _parting(inner, lower) if broken else inner
            # Where words run over an edge in some row, rows that only just leave it clear have one cell there too.
            parting = [e for e in parting if e not in run_over or all(_keeps(line, [e]) for line in lines)]
            bands.append(_Band(band, upper if broken else None, parting))
    bands += [last] if last.words else []
    rows = _rows(bands, edges)
    if len(rows) < 2 or sum(sum(bool(c.text) for c in row) >= (1 if broken else 2) for row in rows) < 2:
        return None
    top = min((w.top for w in heading.words), default=group[0].y)
    bottom = max((w.bottom for w in last.words), default=group[-1].y)
    return Grid(top, bottom, edges[0], edges[-1], edges, tuple(rows), bool(last.words))


def _rows(bands: list[_Band], edges: tuple[float, ...]) -> list[tuple[Cell, ...]]:
    """Rows of cells: a cell spans the columns that nothing parts, and goes on down where no rule is above."""
    inner = list(edges[1:-1])
    held: list[dict[int, tuple[list[Word], int, int]]] = []
    owners: dict[int, int] = {}
    for band in bands:
        starts = [0, *(inner.index(edge) + 1 for edge in band.parting), len(inner) + 1]
        held.append({})
        for start, stop in pairwise(starts):
            own = [w for w in band.words if start <= _column(w, inner) < stop]
            middle = (edges[start] + edges[stop]) / 2
            above = owners.get(start)
            if band.upper is not None and above is not None and not band.upper.x0 < middle < band.upper.x1:
                before, down, across = held[above][start]
                held[above][start] = (before + own, down + 1, across)
            else:
                held[-1][start] = (own, 1, stop - start)
                owners[start] = len(held) - 1
    return [
        tuple(
            Cell(cell_text(w, edges[c], edges[c + across]), c, span=(down, across)) for c, (w, down, across) in sorted(row.items())
        )
        for row in held
    ]


def _is_rows(lines: list[list[Word]], edges: list[float]) -> bool:
    """Whether each line of a band is a row of its own: all begin in the first column and fill another."""
    return all(_column(line[0], edges) == 0 and _column(line[-1], edges) > 0 and _keeps(line, edges) for line in lines)
