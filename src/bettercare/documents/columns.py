"""Columns held apart by spaces, as `pdftotext -layout` prints tables: a table only where enough rows line up."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

_WORD = re.compile(r"\S+")
_FIGURE = re.compile(r"^[-(£]?\s*[£\d][\d,.\s]*[%kKmM)]?$|^(?:n/?a|tbc|yes|no|[-–])$", re.I)

LEAST_ROWS = 3
WIDEST_PROSE = 34
"""Two columns that are both wider than this on average are text set in columns, not a table."""


@dataclass(frozen=True, slots=True)
class Aligned:
    """Rows as (index of line, texts by column); `end` is the index after the last line."""

    rows: tuple[tuple[int, tuple[str, ...]], ...]
    end: int


@dataclass(slots=True)
class _Line:
    index: int
    text: str
    words: list[tuple[int, int]]


Gap = tuple[int, int]


def aligned_rows(lines: Sequence[tuple[int, int | None, str]], start: int) -> Aligned | None:
    """Return the table of aligned columns that starts at a line, or None where fewer than three rows line up.

    A run of lines is taken as long as a gap stays open through all of it. A gap may be one space wide in a full line, if it
    is wider in most. Single blank lines do not end a run; lines that close one of its gaps do.
    """
    page = lines[start][1]
    taken: list[_Line] = []
    gaps: list[Gap] = []
    blanks = 0
    for index in range(start, len(lines)):
        text = lines[index][2].expandtabs()
        if lines[index][1] != page:
            break
        if not text.strip():
            blanks += 1
            if blanks > 1:
                break
            continue
        line = _Line(index, text, [m.span() for m in _WORD.finditer(text)])
        narrowed = _narrow(gaps, line) if taken else [(a[1], b[0]) for a, b in pairwise(line.words)]
        if not narrowed or (taken and "  " not in text.strip() and sum(bool(part) for part in _split(line, gaps)) > 1):
            break
        if len(taken) >= LEAST_ROWS and len(narrowed) < len(gaps):
            wide = _wide(taken, gaps)
            if _well_made(taken, wide) and any(not _survives(gap, narrowed) for gap in wide):
                break
        gaps, blanks = narrowed, 0
        taken.append(line)
    gaps = _wide(taken, gaps)
    while taken and sum(bool(part) for part in _split(taken[-1], gaps)) < 2:
        taken.pop()
    if not _well_made(taken, gaps) or _is_prose(taken, gaps):
        return None
    return Aligned(tuple((line.index, _split(line, gaps)) for line in taken), taken[-1].index + 1)


def _narrow(gaps: list[Gap], line: _Line) -> list[Gap]:
    """The gaps that stay open when a line is laid over them."""
    kept = []
    for start, end in gaps:
        pieces = [(start, end)]
        for a, b in line.words:
            if a < end and b > start:
                pieces = [p for s, e in pieces for p in ((s, min(e, a)), (max(s, b), e)) if p[1] > p[0]]
        if pieces:
            kept.append(max(pieces, key=lambda p: p[1] - p[0]))
    return kept


def _survives(gap: Gap, narrowed: list[Gap]) -> bool:
    return any(start < gap[1] and end > gap[0] for start, end in narrowed)


def _wide(taken: list[_Line], gaps: list[Gap]) -> list[Gap]:
    """The gaps that are two or more spaces wide in three of five lines with words to both sides, and in three at least."""
    found = []
    for gap in gaps:
        widths = [b[0] - a[1] for line in taken for a, b in pairwise(line.words) if a[1] <= gap[0] and b[0] >= gap[1]]
        wide = sum(width >= 2 for width in widths)
        if wide >= LEAST_ROWS - 1 and wide * 5 >= len(widths) * 3:
            found.append(gap)
    return found


def _split(line: _Line, gaps: list[Gap]) -> tuple[str, ...]:
    edges = [0, *[(start + end) // 2 for start, end in gaps], len(line.text) + 1]
    return tuple(line.text[a:b].strip() for a, b in pairwise(edges))


def _well_made(taken: list[_Line], gaps: list[Gap]) -> bool:
    """At least three rows fill more than one column, most rows do, and each column starts or ends at one place."""
    if len(taken) < LEAST_ROWS or not gaps:
        return False
    rows = [_split(line, gaps) for line in taken]
    filled = [row for row in rows if sum(bool(c) for c in row) >= 2]
    if len(filled) < LEAST_ROWS or len(filled) * 2 < len(rows):
        return False
    return all(
        _lines_up([line for line, row in zip(taken, rows, strict=True) if row[column]], gaps, column)
        for column in range(1, len(gaps) + 1)
    )


def _lines_up(taken: list[_Line], gaps: list[Gap], column: int) -> bool:
    if len(taken) < 2:
        return False
    left = gaps[column - 1][0]
    right = gaps[column][1] if column < len(gaps) else 10_000
    spans = [[w for w in line.words if w[0] >= left and w[1] <= right] for line in taken]
    starts = [s[0][0] for s in spans if s]
    ends = [s[-1][1] for s in spans if s]
    middles = [(a + b) // 2 for a, b in zip(starts, ends, strict=True)]
    need = max(2, (len(starts) * 3 + 4) // 5)
    return any(_most_common(values) >= need for values in (starts, ends, middles))


def _most_common(values: list[int]) -> int:
    return max((sum(abs(v - w) <= 1 for v in values) for w in set(values)), default=0)


def _is_prose(taken: list[_Line], gaps: list[Gap]) -> bool:
    """Text set in two columns: both wide, and hardly a figure at the right."""
    if len(gaps) != 1:
        return False
    rows = [_split(line, gaps) for line in taken]
    widths = [[len(row[column]) for row in rows if row[column]] for column in (0, 1)]
    figures = sum(bool(_FIGURE.match(row[1])) for row in rows)
    return figures * 4 < len(rows) and all(sum(w) / max(1, len(w)) > WIDEST_PROSE for w in widths)
