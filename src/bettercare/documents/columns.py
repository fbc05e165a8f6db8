"""Columns held apart by spaces, as `pdftotext -layout` prints tables: a table only where enough rows line up."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

_SEGMENT = re.compile(r"\S+(?: \S+)*")
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
    segments: list[tuple[int, int]]


def aligned_rows(lines: Sequence[tuple[int, int | None, str]], start: int) -> Aligned | None:
    """Return the table of aligned columns that starts at a line, or None where fewer than three rows line up.

    A run of lines is taken as long as at least one gap of two or more spaces stays open through all of it. Single blank
    lines do not end it; lines that no gap can pass do.
    """
    page = lines[start][1]
    taken: list[_Line] = []
    gaps: list[tuple[int, int]] = []
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
        line = _Line(index, text, [m.span() for m in _SEGMENT.finditer(text)])
        narrowed = _narrow(gaps, line) if taken else _gaps(line)
        if not narrowed or (taken and len(narrowed) < len(gaps) and _well_made(taken, gaps)):
            break
        gaps, blanks = narrowed, 0
        taken.append(line)
    while taken and len(taken[-1].segments) < 2:
        taken.pop()
    if not _well_made(taken, gaps) or _is_prose(taken, gaps):
        return None
    return Aligned(tuple((line.index, _split(line, gaps)) for line in taken), taken[-1].index + 1)


def _gaps(line: _Line) -> list[tuple[int, int]]:
    inner = [(a[1], b[0]) for a, b in pairwise(line.segments)]
    return [gap for gap in inner if gap[1] - gap[0] >= 2]


def _narrow(gaps: list[tuple[int, int]], line: _Line) -> list[tuple[int, int]]:
    """The gaps that stay open when a line is laid over them."""
    kept = []
    for start, end in gaps:
        pieces = [(start, end)]
        for a, b in line.segments:
            pieces = [p for s, e in pieces for p in ((s, min(e, a)), (max(s, b), e)) if p[1] - p[0] >= 2]
        if pieces:
            kept.append(max(pieces, key=lambda p: p[1] - p[0]))
    return kept


def _split(line: _Line, gaps: list[tuple[int, int]]) -> tuple[str, ...]:
    edges = [0, *[(start + end) // 2 for start, end in gaps], len(line.text) + 1]
    return tuple(line.text[a:b].strip() for a, b in pairwise(edges))


def _well_made(taken: list[_Line], gaps: list[tuple[int, int]]) -> bool:
    """At least three rows fill more than one column, most rows do, and each column starts or ends at one place."""
    if len(taken) < LEAST_ROWS or not gaps:
        return False
    rows = [_split(line, gaps) for line in taken]
    filled = [row for row in rows if sum(bool(c) for c in row) >= 2]
    if len(filled) < LEAST_ROWS or len(filled) * 2 < len(rows):
        return False
    return all(
        _lines_up([line for line in taken if _split(line, gaps)[column]], gaps, column) for column in range(1, len(gaps) + 1)
    )


def _lines_up(taken: list[_Line], gaps: list[tuple[int, int]], column: int) -> bool:
    if len(taken) < 2:
        return False
    left = gaps[column - 1][0]
    right = gaps[column][1] if column < len(gaps) else 10_000
    spans = [[s for s in line.segments if s[0] >= left and s[1] <= right] for line in taken]
    starts = [s[0][0] for s in spans if s]
    ends = [s[-1][1] for s in spans if s]
    middles = [(a + b) // 2 for a, b in zip(starts, ends, strict=True)]
    need = max(2, (len(starts) * 3 + 4) // 5)
    return any(_most_common(values) >= need for values in (starts, ends, middles))


def _most_common(values: list[int]) -> int:
    return max((sum(abs(v - w) <= 1 for v in values) for w in set(values)), default=0)


def _is_prose(taken: list[_Line], gaps: list[tuple[int, int]]) -> bool:
    """Text set in two columns: both wide, and hardly a figure at the right."""
    if len(gaps) != 1:
        return False
    rows = [_split(line, gaps) for line in taken]
    widths = [[len(row[column]) for row in rows if row[column]] for column in (0, 1)]
    figures = sum(bool(_FIGURE.match(row[1])) for row in rows)
    return figures * 4 < len(rows) and all(sum(w) / max(1, len(w)) > WIDEST_PROSE for w in widths)
