"""Which lines of a laid-out table make one row: cells that go on over several lines are joined.

Words go on in the next line only where the next word no longer found room, figures and dates never. So a line belongs to the
row above it where every cell of it can be the rest of a full cell there. Where cells stand at the foot of their rows, as
workbooks print them, the same is true of the row below. Where neither holds, rows are left as printed.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from bettercare.documents.layout.anchors import about_figures, first_of_body, stands
from bettercare.documents.layout.columns import Columned
from bettercare.documents.layout.fitting import Cells
from bettercare.documents.layout.lines import FIGURE, is_atom

LaidRow = tuple[int, Cells]
Room = tuple[float, bool]
"""How wide a column's cells are, and whether they are words: then a bare number may be the end of some."""
_NUMBER = re.compile(r"^\d{1,4}(?: \))?$")
_YEAR = re.compile(r"^(?:19|20)\d\d$")
_BEFORE_YEAR = re.compile(
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december|[–-]|\d,)$", re.I
)
_UNFINISHED = re.compile(r"(?:[,&/(–-]|\b(?:and|of|the|for|to|in|with|or))$", re.I)
_BLANKS = 2
"""Lines further apart than this have blank lines between them, and are two rows."""
_ROOM = 0.88
"""A line this full, with the next word added, had no room for it: how wide letters are is only guessed."""
_NARROW, _WIDE = frozenset("iljtfrI.,:;'|()[]/- 1"), frozenset("mwMWOQGD@%&")


@dataclass(frozen=True, slots=True)
class Whole:
    """Rows with their wrapped lines joined, each with the index of its first line.

    `reach` says over how many rows the first cell of a row reaches; `other_column` and `other_row` are (index of row, column) of
    cells whose words may as well belong to another column or row.
    """

    rows: tuple[LaidRow, ...]
    reach: Mapping[int, int] = field(default_factory=dict)
    other_column: frozenset[tuple[int, int]] = frozenset()
    other_row: frozenset[tuple[int, int]] = frozenset()


def whole_rows(table: Columned, breaks: frozenset[int]) -> Whole:
    """The rows of a table; `breaks` are the lines that begin a page."""
    rows, reach, unsure = _rows(table, breaks)
    begins = [index for index, _ in rows]
    other_column = {(begins[max(0, bisect_right(begins, index) - 1)], column) for index, column in table.doubtful}
    return Whole(rows, reach, frozenset(other_column), frozenset(unsure))


def _rows(table: Columned, breaks: frozenset[int]) -> tuple[tuple[LaidRow, ...], dict[int, int], set[tuple[int, int]]]:
    lines = table.lines
    first = first_of_body(lines, table.heading)
    how = stands(lines[first:])
    first = first if how in ("foot", "middle") else table.heading
    body = lines[first:]
    room = _room(table, body)
    over = _room(table, lines[:first])
    heading = _from_above(lines[:first], [(max(over[0][0], room[0][0]), True), *over[1:]], frozenset())
    if how in ("foot", "middle"):
        heading = _one_heading(lines[:first]) or heading
    if how == "middle":
        rows, unsure = _about(body)
        return (*heading, *rows), {}, unsure
    if how == "foot" or _at_foot(body, room):
        return (*heading, *_from_below(body, room)), {}, set()
    rows, reach = _stacked(_from_above(body, room, breaks, table.begins), room)
    return (*heading, *rows), reach, set()


def _one_heading(lines: Sequence[LaidRow]) -> list[LaidRow]:
    """The heading's lines as one row, if none has a blank line after it nor stands over several columns; else nothing."""
    apart = any(b - a > 1 for (a, _), (b, _) in pairwise(lines))
    if len(lines) < 2 or apart or any(across > 1 for _, cells in lines for _, across, _ in cells):
        return []
    cells: Cells = ()
    for _, more in lines:
        cells = _together(cells, more)
    return [(lines[0][0], cells)]


def _about(body: Sequence[LaidRow]) -> tuple[list[LaidRow], set[tuple[int, int]]]:
    """Rows whose cells stand about their figures, and (index of row, column) of cells whose lines may be another row's."""
    rows: list[LaidRow] = []
    unsure: set[tuple[int, int]] = set()
    parted, shared = about_figures(body)
    for number, places in enumerate(parted):
        cells: Cells = ()
        for place in places:
            cells = _together(cells, body[place][1])
        rows.append((body[places[0]][0], cells))
        near = [*parted[max(0, number - 1)][-1:], *places, *(parted[number + 1][:1] if number + 1 < len(parted) else [])]
        unsure |= {(rows[-1][0], column) for place in near if place in shared for column, _, _ in body[place][1]}
    return rows, unsure


def _stacked(rows: Sequence[LaidRow], room: Sequence[Room]) -> tuple[list[LaidRow], dict[int, int]]:
    """Rows under one label: where the second column says the same things in turn, the words of the first are one cell each time."""
    seconds = [next((text for column, _, text in cells if column == 1), "") for _, cells in rows]
    again = [i for i, text in enumerate(seconds) if text and text == seconds[0]]
    if len(again) < 2 and (len(rows) > 4 or not _is_one_label(rows, room)):
        return list(rows), {}
    groups = [seconds[a:b] for a, b in pairwise([*again, len(rows)])]
    if not seconds[0] or is_atom(seconds[0]) or min(map(len, groups)) < 2 or any(group[:2] != groups[0][:2] for group in groups):
        return list(rows), {}
    done: list[LaidRow] = []
    reach: dict[int, int] = {}
    for start, after in pairwise([*again, len(rows)]):
        other = (i for i in range(start + 1, after) if not seconds[i] and any(column == 0 for column, _, _ in rows[i][1]))
        end = next(other, after)
        label = [text for _, cells in rows[start:end] for column, _, text in cells if column == 0]
        for number, (index, cells) in enumerate(rows[start:end]):
            others = tuple(cell for cell in cells if cell[0] != 0)
            done.append((index, ((0, 1, "\n".join(label)), *others) if number == 0 and label else others))
        done += rows[end:after]
        if label:
            reach[rows[start][0]] = end - start
    return done, reach


def _is_one_label(rows: Sequence[LaidRow], room: Sequence[Room]) -> bool:
    """Whether the first cells of a few rows are the lines of one text, each with something of its own beside it."""
    firsts = [next((text for column, _, text in cells if column == 0), "") for _, cells in rows]
    beside = [next((text for column, _, text in cells if column == 1), "") for _, cells in rows]
    filled = [text for text in firsts if text]
    if not firsts or not firsts[0] or not all(beside) or any(map(is_atom, beside)) or len(set(beside)) < len(rows):
        return False
    return len(filled) > 1 and all(not b[0].isupper() and _goes_on(a, b, room[0]) for a, b in pairwise(filled))


def _whole(text: str, before: str = "") -> bool:
    """Whether a text never goes on in the next line, nor from the one before: but a year may follow its month."""
    return is_atom(text) and not _is_its_year(before, text)


def _is_its_year(before: str, text: str) -> bool:
    """Whether a text is a year that the day or month before it lacks."""
    return bool(_YEAR.match(text) and _BEFORE_YEAR.search(before))


def _room(table: Columned, lines: Sequence[LaidRow]) -> list[Room]:
    """For each column how wide its cells are: the second widest of several, and none that reaches into the next column."""
    ends = [*table.starts[1:], 10_000]
    room = []
    for column, (start, end) in enumerate(zip(table.starts, ends, strict=True)):
        texts = [text for _, cells in lines for c, across, text in cells if c == column and across == 1]
        widths = sorted(_width(text) for text in texts if len(text) < end - start)
        widest = widths[-2] if len(widths) > 4 else widths[-1] if widths else 0.0
        room.append((widest, sum(map(is_atom, texts)) * 4 < len(texts)))
    return room


def _width(text: str) -> float:
    """About how wide a text is in print, in letters of middling width."""
    return sum(0.55 if c in _NARROW else 1.45 if c in _WIDE else 1.15 if c.isupper() else 1.0 for c in text)


def _goes_on(above: str, text: str, room: Room) -> bool:
    """Whether a text can be the next line of the words above it."""
    last = above.rsplit("\n", 1)[-1]
    if last == "-" and FIGURE.match(text):
        return True
    if last[-1] == "." and text[0].isupper():
        return False
    width, words = room
    if _whole(last) or (_whole(text, last) and not (words and _NUMBER.match(text))):
        return False
    if last[-1] in "-/–(" or last.endswith(" of"):
        return True
    return _width(f"{last} {text.split()[0]}") >= width * _ROOM


def _from_above(
    lines: Sequence[LaidRow], room: Sequence[Room], breaks: frozenset[int], begins: frozenset[int] = frozenset()
) -> list[LaidRow]:
    rows: list[LaidRow] = []
    last = lines[0][0] if lines else 0
    for index, cells in lines:
        apart = index - last > _BLANKS and index not in breaks
        last = index
        if (
            rows
            and not apart
            and index not in begins
            and (_is_rest(rows[-1][1], cells, room) or (index in breaks and _completes(rows[-1][1], cells, room)))
        ):
            rows[-1] = (rows[-1][0], _together(rows[-1][1], cells))
        else:
            rows.append((index, cells))
    return rows


def _is_rest(row: Cells, cells: Cells, room: Sequence[Room]) -> bool:
    above = {column: (across, text) for column, across, text in row}
    for column, across, text in cells:
        if column not in above or above[column][0] != across or not _goes_on(above[column][1], text, room[column]):
            return False
    plainly = any(text[0].islower() or _is_its_year(above[column][1], text) for column, _, text in cells)
    return len(cells) < len(row) or len(row) == 1 or plainly


def _completes(row: Cells, cells: Cells, room: Sequence[Room]) -> bool:
    """Whether the first line of a page fills what the last row before it left blank: cells of one line stay, longer ones move."""
    above = {column: text for column, _, text in row}
    own = [column for column, _, _ in cells]
    key = min(min(own), min(above))
    if all(column in above for column in own) or (key in own and key in above):
        return False
    return all(column not in above or _goes_on(above[column], text, room[column]) for column, _, text in cells)


def _together(row: Cells, more: Cells) -> Cells:
    held = {column: (across, text) for column, across, text in row}
    for column, across, text in more:
        before = held[column][1] if column in held else ""
        gap = "\n" if before and before != "-" else ""  # a minus sign goes with its figure
        held[column] = (held[column][0] if before else across, f"{before}{gap}{text}")
    return tuple((column, across, text) for column, (across, text) in sorted(held.items()))


def _at_foot(body: Sequence[LaidRow], room: Sequence[Room]) -> bool:
    """Whether lines without a figure belong to the row below them: each can, and either not each can go on with the row above,
    or the words read on in the line below oftener than from the line above."""
    above = below = tried = 0
    on_above = on_below = 0
    for number, (_, cells) in enumerate(body):
        if any(is_atom(text) for _, _, text in cells):
            continue
        tried += 1
        over, under = _row_of(body, number, -1), _of(body[number + 1][1], cells) if number + 1 < len(body) else ()
        above += number > 0 and _is_rest(over, cells, room)
        below += bool(under) and _is_rest(cells, under, room)
        on_above += _reads_on(over, cells)
        on_below += _reads_on(cells, under)
    return tried > 0 and below == tried and (above < tried or on_below > on_above)


def _reads_on(over: Cells, under: Cells) -> int:
    """In how many columns the words below plainly go on with those above: they begin small, or those above are unfinished."""
    held = {column: text for column, _, text in over}
    return sum(
        text[0].islower() or text[0] in "(&/" or bool(_UNFINISHED.search(held[column]))
        for column, _, text in under
        if column in held and not is_atom(text)
    )


def _row_of(body: Sequence[LaidRow], number: int, step: int) -> Cells:
    """What stands nearest above in each column, back to the last line with a figure."""
    held: dict[int, tuple[int, str]] = {}
    at = number + step
    while at >= 0:
        for column, across, text in body[at][1]:
            held.setdefault(column, (across, text))
        if any(is_atom(text) for _, _, text in body[at][1]):
            break
        at += step
    return tuple((column, across, text) for column, (across, text) in sorted(held.items()))


def _of(cells: Cells, others: Cells) -> Cells:
    columns = {column for column, _, _ in others}
    return tuple(cell for cell in cells if cell[0] in columns)


def _from_below(body: Sequence[LaidRow], room: Sequence[Room]) -> list[LaidRow]:
    rows: list[LaidRow] = []
    waiting: LaidRow | None = None
    last = body[0][0] if body else 0
    for index, cells in body:
        if waiting and index - last > _BLANKS:
            rows.append(waiting)
            waiting = None
        last = index
        here = (waiting[0], _together(waiting[1], cells)) if waiting else (index, cells)
        if any(is_atom(text) for _, _, text in cells):
            rows.append(here)
            waiting = None
        else:
            waiting = here
    return [*rows, waiting] if waiting else rows
