"""Tables whose heading is a row of periods, told by counting: as many figures in every row as periods over them.

Printed sheets hold such headings apart by single spaces, and away from the figures beneath: then places tell less than order.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bettercare.documents.layout_columns import Columned
from bettercare.documents.layout_fitting import Cells
from bettercare.documents.layout_headings import periods
from bettercare.documents.layout_lines import FIGURE, Line

_YEAR_END = re.compile(r"^(?:\d\d\)\s*)+$")


def counted(block: Sequence[Line]) -> tuple[Columned, int] | None:
    """The first lines of a block as a table whose figures are set under periods by count, and how many lines they are."""
    heads = periods(block[0].text)
    if not heads:
        return None
    rows: list[tuple[int, Cells]] = []
    below, heads = _with_ends(heads, block)
    labels = [line for line in block[below:] if len(_figures(line, len(heads)) or ()) == len(heads)]
    if not labels:
        return None
    words = [[(a, b) for a, b in line.stretches if b <= _figures(line, len(heads))[0][0]] for line in labels]
    second = min((held[1][0] for held in words if len(held) > 1), default=None)
    first = 1 if second is None else 2
    edge = min(_figures(line, len(heads))[0][0] for line in labels)
    rows.append((block[0].index, tuple((first + n, 1, head) for n, head in enumerate(heads))))
    taken, seen = below, False
    for line in block[below:]:
        cells = _row(line, heads, first, second, edge)
        if cells is None or (seen and line.index > rows[-1][0] + 1 and cells[-1][0] < first):
            break
        rows.append((line.index, cells))
        taken += 1
        seen = seen or len(cells) >= len(heads)
    if not seen:
        return None
    rows, width = _in_one_row(rows, first)
    starts = (0, *([second] if second is not None else []), *(edge + n for n in range(width)))
    return Columned(tuple(rows), starts, 1), taken


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


def _with_ends(heads: list[str], block: Sequence[Line]) -> tuple[int, list[str]]:
    """How many lines the heading has, and its periods with the years that close them in its second line."""
    ends = block[1].text.split() if len(block) > 1 and _YEAR_END.match(block[1].text.strip()) else []
    return (2, [f"{head} {end}" for head, end in zip(heads, ends, strict=True)]) if len(ends) == len(heads) else (1, heads)


def _figures(line: Line, count: int) -> list[tuple[int, int]]:
    """The last words of a line where they are as many figures as are wanted, and no more are before them."""
    words = line.words()
    last = words[-count:]
    if len(words) < count or not all(FIGURE.match(line.text[a:b]) for a, b in last):
        return []
    before = words[-count - 1] if len(words) > count else None
    alone = before is not None and before in line.stretches and FIGURE.match(line.text[slice(*before)])
    return [] if alone else last


def _row(line: Line, heads: Sequence[str], first: int, second: int | None, edge: int) -> Cells | None:
    again = periods(line.text)
    if again:
        return tuple((first + n, 1, head) for n, head in enumerate(again)) if len(again) == len(heads) else None
    figures = _figures(line, len(heads))
    label = [(a, b) for a, b in line.stretches if b <= (figures[0][0] if figures else edge)]
    if figures and line.stretches and line.stretches[0][0] < figures[0][0]:
        label = [(a, min(b, figures[0][0])) for a, b in line.stretches if a < figures[0][0]]
    if not figures and len(label) < len(line.stretches):
        return None
    at = [1 if second is not None and a >= second else 0 for a, _ in label]
    if len(set(at)) < len(at):
        return None
    cells = [(column, 1, line.text[a:b].strip()) for column, (a, b) in zip(at, label, strict=True)]
    return (*cells, *((first + n, 1, line.text[a:b]) for n, (a, b) in enumerate(figures)))
