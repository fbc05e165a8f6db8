"""Lines of text as printed with their layout, and which of them belong to one table."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

_YEAR = re.compile(r"^(?:19|20)\d\d$")
PERIOD = re.compile(r"^(?:[A-Z][a-z]{2}[- ]?\d\d|(?:20)?\d\d[/-]\d\d|Q[1-4])$")
DATED = re.compile(r"^(?:[A-Z][a-z]{2}[- ]?\d\d|(?:20)?\d\d[/-]\d\d(?: Q[1-4])?|Q[1-4] (?:20)?\d\d[/-]\d\d)$")
ROLE = re.compile(r"^(?:actual|plan|planned|estimated?|goal|target|baseline|forecast)$", re.I)
_DATE = re.compile(r"^\d{1,2}[./-]\d{1,2}[./-]\d{2,4}$|^\d{1,2}(?:st|nd|rd|th)? [A-Z][a-z]+ \d{4}$|^(?:yes|no|[yn])$", re.I)
SourceLine = tuple[int, int | None, str]
_STRETCH = re.compile(r"\S+(?: \S+)*")
FIGURE = re.compile(r"^(?!\(?£?'?000s?\)?$)(?![^(]*\)$)[-(£]*\s?[£\d][\d,.]*\s?[%kKmM)]*$|^(?:n/?a|tbc)$", re.I)
SUM = re.compile(r"^(?!\(?£?'?000s?\)?$)(?:[-(£]*\d[\d,]*[,.]\d[\d,.]*\)?%?$|[-(]?£\d[\d,.]*[kKmM]?\)?$)")
_WORD = re.compile(r"(?:per 1\d{0,2},?000|[A-Z][a-z]{2} \d\d|Q[1-4] (?:20)?\d\d[/-]\d\d|(?:20)?\d\d[/-]\d\d Q[1-4])(?!\S)|\S+")
PLACEHOLDER = re.compile(r"^<[^<>]{4,60}>$")
"""What a form prints where nothing was chosen."""
_INDENT = 8
_NUMBERED = re.compile(r"^\d+(?:\.\d+)*[.)]? [A-Z]")
_ROW_BEGINS = 3
"""A row whose cells stand in the middle of it begins at most this many lines above its figures."""
"""Words this far from the margin stand in a column."""
MOST_BLANKS = 8
_SECTION = re.compile(r"^\d{1,2}(?:\.\d{1,2})*\.$|^\d{1,2}(?:\.\d{1,2})+$")
_TITLE_GAP = 6
_PROSE = 95
"""A stretch this long alone in its line is a sentence, not a cell."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line and its stretches, as (start, end) in characters: words held together by single spaces."""

    index: int
    text: str
    stretches: tuple[tuple[int, int], ...]

    @property
    def has_figure(self) -> bool:
        """Whether a cell but the first is a figure, a date, yes or no, or ends in what is plainly a sum, a count or a rate."""
        return any(
            (is_atom(self.text[a:b]) and not _YEAR.match(self.text[a:b])) or SUM.match(_WORD.findall(self.text[a:b])[-1])
            for a, b in self.stretches[1:]
        )

    def words(self) -> list[tuple[int, int]]:
        """Where each word begins and ends; a month with its year is one."""
        return [m.span() for m in _WORD.finditer(self.text)]


def is_atom(text: str) -> bool:
    """Whether a text is one thing that is never broken over lines: a figure, a date, yes or no."""
    return bool(FIGURE.match(text) or _DATE.match(text))


def line_of(index: int, text: str) -> Line:
    text = text.expandtabs()
    return Line(index, text, tuple(m.span() for m in _STRETCH.finditer(text)))


def table_lines(
    lines: Sequence[SourceLine], start: int, top: bool = False, running: Collection[int] = ()
) -> tuple[list[Line], bool]:
    """The lines of the table that starts here, and whether another table follows without a break.

    A table goes on until two blank lines that no figures follow under its own, a new page, a sentence, words alone after a
    blank line, a section's heading, or a line that shares no edge with the lines above and begins columns of its own. `top`: it
    goes on from the page before; `running` are the lines at the edges of pages that come again on others.
    """
    page, taken, blanks = lines[start][1], list[Line](), 0
    for index in range(start, len(lines)):
        if lines[index][1] != page or (taken and index in running):
            break
        line = line_of(index, lines[index][2])
        if not line.stretches:
            blanks += 1
            continue
        if _heads_a_section(lines, index, line):
            taken += [line] * (not taken)
            break
        if PLACEHOLDER.match(line.text.strip()) and taken:
            continue
        rest = _is_next_row(lines, index, taken) if blanks and taken else False
        if blanks > 1 and taken and not (blanks <= MOST_BLANKS and rest):
            break
        alone = len(line.stretches) == 1
        apart = bool(blanks and taken) and not rest and not _begins_a_row(line, lines, index)
        if alone and (apart or line.stretches[0][1] - line.stretches[0][0] > _PROSE):
            break
        blanks = 0
        taken.append(line)
    end = _other_table(taken)
    return (taken[:end], True) if end else (_without_words_below(taken, top), False)


def _heads_a_section(lines: Sequence[SourceLine], index: int, line: Line) -> bool:
    """Whether a line set apart is a section's number at the margin with its title a few spaces after it."""
    if len(line.stretches) != 2 or line.stretches[0][0] > 2 or line.stretches[1][0] - line.stretches[0][1] > _TITLE_GAP:
        return False
    near = [lines[i][2].strip() for i in (index - 1, index + 1) if 0 <= i < len(lines) and lines[i][1] == lines[index][1]]
    (a, b), (c, d) = line.stretches
    return not any(near) and bool(_SECTION.match(line.text[a:b])) and line.text[c:d][0].isupper()


def _under_figures(line: Line, taken: Sequence[Line]) -> bool:
    """Whether a line after blank ones has figures under figures above: a row of a sheet is as high as its highest cell."""
    own, above = _figures(line), next((f for other in reversed(taken) if len(f := _figures(other)) > 1), [])
    under = sum(any(a < d and b > c for c, d in above) for a, b in own)
    return under > 1 and 3 * under >= 2 * min(len(own), len(above))


def _is_next_row(lines: Sequence[SourceLine], index: int, taken: Sequence[Line]) -> bool:
    """Whether a line after blank ones begins another row of the table: it, or one of the few lines it stands over without a
    break, has figures under the figures above, and its own words stand under words of the table."""
    line = line_of(index, lines[index][2])
    if _under_figures(line, taken) or _under_answers(line, taken) or _under_starts(line, taken):
        return True
    numbered = len(line.stretches) == 1 and _NUMBERED.match(line.text.strip())
    if line.has_figure or numbered or not _under_words(line, taken) or _heads_figures(line, taken):
        return False
    for at in range(index + 1, min(index + 1 + _ROW_BEGINS, len(lines))):
        below = line_of(at, lines[at][2])
        if lines[at][1] != lines[index][1] or not below.stretches:
            return False
        if below.has_figure:
            return _under_figures(below, taken)
    return False


def _under_starts(line: Line, taken: Sequence[Line]) -> bool:
    """Whether a line has three cells or more, an answer or a figure among them, each beginning where a cell above does."""
    starts = {a for other in taken for a, _ in other.stretches}
    own = [a for a, _ in line.stretches]
    return len(own) > 2 and line.has_figure and all(any(abs(a - start) <= 1 for start in starts) for a in own)


def _heads_figures(line: Line, taken: Sequence[Line]) -> bool:
    """Whether words stand where the last figures do: the heading of another block, for figures are never wrapped."""
    above = next((held for other in reversed(taken) if (held := _figures(other))), [])
    return any(a < d and b > c for a, b in line.stretches[1:] for c, d in above)


def _under_answers(line: Line, taken: Sequence[Line]) -> bool:
    """Whether a line's only figure or answer begins where those of the last two lines that have one do."""
    last = [a for other in reversed(taken) if (a := _atom(other)) is not None][:2]
    own = _atom(line)
    return own is not None and len(last) == 2 and all(abs(a - own) <= 1 for a in last)


def _atom(line: Line) -> int | None:
    held = [a for a, b in line.stretches[1:] if is_atom(line.text[a:b])]
    return held[0] if len(held) == 1 else None


def _under_words(line: Line, taken: Sequence[Line]) -> bool:
    held = [stretch for other in taken for stretch in other.stretches]
    return all(any(a < d and b > c for c, d in held) for a, b in line.stretches)


def _figures(line: Line) -> list[tuple[int, int]]:
    return [(a, b) for a, b in line.stretches[1:] if FIGURE.match(line.text[a:b])]


def _begins_a_row(line: Line, lines: Sequence[SourceLine], index: int) -> bool:
    """Whether indented words alone are the first line of a cell: the next line goes on beneath them, with figures after it."""
    start = line.stretches[0][0]
    if start < _INDENT or index + 1 >= len(lines) or lines[index + 1][1] != lines[index][1]:
        return False
    below = line_of(index + 1, lines[index + 1][2])
    return len(below.stretches) > 1 and below.has_figure and any(a == start for a, _ in below.stretches)


def _other_table(block: Sequence[Line]) -> int | None:
    """Where lines with columns of their own begin: a line that shares hardly an edge with those above, and does with the next."""
    edges: set[tuple[str, int]] = set()
    most, figures = 0, False
    margin = min((line.stretches[0][0] for line in block), default=0)
    for number, line in enumerate(block):
        own = _edges(line)
        most_here = max(most, len(line.stretches))
        if number > 1 and edges and len(own) > 1 and most_here > 2 and line.stretches[0][0] <= margin + 1:
            shared = sum(any((side, at + by) in edges for side, at in pair for by in (-1, 0, 1)) for pair in own)
            dated = sum(bool(PERIOD.match(line.text[a:b])) for a, b in line.words())
            again = figures and _is_headed_alike(block[0], line)
            if not line.has_figure and (again or (figures and dated > 2) or (shared * 2 <= len(own) and _goes_on(block, number))):
                return number
        edges |= {edge for pair in own for edge in pair}
        most, figures = max(most, len(line.stretches)), figures or line.has_figure
    return None


def _is_headed_alike(heading: Line, line: Line) -> bool:
    """Whether a line says the same over every column but the first: blocks of a sheet, each with a heading of its own."""
    (one, *ones), (other, *others) = ([x.text[a:b] for a, b in x.stretches] for x in (heading, line))
    return one != other and ones == others


def _edges(line: Line) -> list[set[tuple[str, int]]]:
    """Left and right edge of each stretch but the first."""
    return [{("left", a), ("right", b)} for a, b in line.stretches[1:]]


def _goes_on(block: Sequence[Line], number: int) -> bool:
    """Whether the line's edges, most of them, come again in the lines that follow it."""
    own = _edges(block[number])
    following = {edge for line in block[number + 1 : number + 6] for pair in _edges(line) for edge in pair}
    return sum(bool(pair & following) for pair in own) * 2 >= len(own)


def _without_words_below(taken: list[Line], top: bool) -> list[Line]:
    """Without the lines of words at the left that follow a table: more of them than a cell that goes on would have."""
    last = max((i for i, line in enumerate(taken) if len(line.stretches) > 1), default=-1)
    if last < 0:
        return taken if top else []
    below = taken[last + 1 :]
    if len(below) > 1 and below[0].stretches[0][0] < 3:
        room = max(line.stretches[0][1] for line in taken[: last + 1] if line.stretches[0][0] < 3 or line is taken[last])
        if any(line.stretches[-1][1] > room for line in below):
            return taken[: last + 1]
    return taken
