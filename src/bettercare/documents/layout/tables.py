"""Tables as `pdftotext -layout` prints them: columns held apart by spaces, cells over several lines, headings over columns.

The lines of one table are found first (`layout_lines`), then its columns (`layout_columns`), then which lines make one row
(`layout_rows`); a table that goes on at the top of the next page is joined to it (`layout_pages`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bettercare.documents.layout.columns import columned
from bettercare.documents.layout.lines import FIGURE, MOST_BLANKS, Line, SourceLine, table_lines
from bettercare.documents.layout.pages import Pages, joined
from bettercare.documents.layout.periods import counted, heads
from bettercare.documents.layout.rows import Whole, whole_rows


@dataclass(frozen=True, slots=True)
class Laid:
    """A table; `end` is the index after its last line, `between` the lines of page edges that it runs over."""

    table: Whole
    end: int
    between: tuple[int, ...] = ()


def laid_out(lines: Sequence[SourceLine], start: int, pages: Pages) -> Laid | None:
    """Return the table whose first line stands at `start`, or None where no columns can be told."""
    block, followed = table_lines(lines, start, running=pages.running)
    by_count = counted(block) if block else None
    if by_count is not None:
        return Laid(whole_rows(by_count[0], frozenset()), block[by_count[1] - 1].index + 1)
    if far := _headed_far_below(lines, block, pages):
        return far
    if sum(len(line.stretches) > 1 for line in block) < 2:
        return None
    end = block[-1].index + 1
    after = None if followed else pages.next_top(lines, end)
    headed = _headed_row(block)
    table = columned(block, 2 if followed or headed or after is not None else 3)
    if table is None:
        return None
    several, between, breaks = len(table.lines) > 2 or followed or headed, list[int](), list[int]()
    while after is not None:
        below, followed = table_lines(lines, after, top=True, running=pages.running)
        more = columned(below, 1, table) if below else None
        both = joined(table, more) if more else None
        if both is None:
            break
        table, several = both, True
        breaks.append(after)
        between += [i for i in range(end, after) if lines[i][2].strip()]
        end = below[-1].index + 1
        after = None if followed else pages.next_top(lines, end)
    if not several:
        return None
    return Laid(whole_rows(table, frozenset(breaks)), end, tuple(between))


def _headed_far_below(lines: Sequence[SourceLine], block: Sequence[Line], pages: Pages) -> Laid | None:
    """A table whose heading of periods stands blank lines, or a page's end, above its rows."""
    found = heads(block) if block else None
    if found is None or found.lines < len(block):
        return None
    end = block[-1].index + 1
    top = pages.next_top(lines, end)
    start = (
        top if top is not None else next((i for i in range(end, end + MOST_BLANKS) if i < len(lines) and lines[i][2].strip()), None)
    )
    if start is None or (top is None and lines[start][1] != lines[end - 1][1]):
        return None
    below, _ = table_lines(lines, start, top=top is not None, running=pages.running)
    by_count = counted(below, found) if below else None
    if by_count is None:
        return None
    between = tuple(i for i in range(end, start) if lines[i][2].strip())
    return Laid(whole_rows(by_count[0], frozenset()), below[by_count[1] - 1].index + 1, between)


def _headed_row(block: Sequence[Line]) -> bool:
    """Whether the first two lines are a heading of two columns or more and a row of as many cells, all figures but the first."""
    if len(block) < 2 or block[0].has_figure or not 2 < len(block[0].stretches) == len(block[1].stretches):
        return False
    return all(FIGURE.match(block[1].text[a:b]) for a, b in block[1].stretches[1:])
