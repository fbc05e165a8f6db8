"""The columns of a table printed with its layout: found from all of its lines at once, then each line set into them.

Cells of a column begin at one place, or end there, but for a few that a long neighbour pushes aside. So columns are told by
the edges that come again and again, and by the words that stand over one another. Where a single space is all that holds two
cells apart, the line is cut where its pieces suit the columns best (`layout_fitting`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bettercare.documents.layout.fitting import Cells, Column, fitted
from bettercare.documents.layout.lines import DATED, FIGURE, ROLE, SUM, Line
from bettercare.documents.layout.turns import figures_in_turn, headings_in_turn

_FEWEST_LINES = 3
_MOST = 0.8
_CLEAR_OF = 3
Stretch = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Columned:
    """Lines in columns, each as (index of line, cells), where the columns begin, and how many of the lines are heading.

    `doubtful` are (index of line, column) whose words may as well belong to another column; `begins` are lines that are known to
    begin a row.
    """

    lines: tuple[tuple[int, Cells], ...]
    starts: tuple[int, ...]
    heading: int
    doubtful: frozenset[tuple[int, int]] = frozenset()
    begins: frozenset[int] = frozenset()

    @property
    def columns(self) -> int:
        return len(self.starts)


def columned(block: Sequence[Line], fewest: int, above: Columned | None = None) -> Columned | None:
    """Lines in their columns; None where no columns can be told or too little stands in them.

    `above` is the table on the page before, if this may go on with it: then no line is heading.
    """
    heading = 0 if above else next((i for i, line in enumerate(block) if line.has_figure), 1)
    if max(len(line.stretches) for line in block) == 2:
        return _form(block, heading, fewest)
    columns = _columns(block, heading)
    if len(columns) < 2:
        return None
    known = Counter(text for _, cells in above.lines for _, _, text in cells) if above else Counter[str]()
    lines, doubtful = fitted(block, columns, heading, known)
    columns, lines = _under_their_headings(columns, lines, heading)
    lines = headings_in_turn(lines, heading)
    made, doubtful = figures_in_turn(tuple(zip((line.index for line in block), lines, strict=True)), heading, doubtful)
    if not _well_made(made, len(columns), fewest, goes_on=above is not None):
        return None
    return Columned(made, tuple(column.left for column in columns), heading, doubtful)


def _under_their_headings(columns: list[Column], lines: list[Cells], heading: int) -> tuple[list[Column], list[Cells]]:
    """Columns without those of a heading alone just left of figures that have none: headings begin left, figures end right."""
    headed = {column for cells in lines[:heading] for column, _, _ in cells}
    filled = {column for cells in lines[heading:] for column, _, _ in cells}
    alone = [c for c in range(1, len(columns) - 1) if c in headed - filled and c + 1 in filled - headed]
    if not alone:
        return columns, lines
    at = {c: c - sum(lone < c for lone in alone) for c in range(len(columns))}
    kept = [column for c, column in enumerate(columns) if c not in alone]
    return kept, [
        tuple((at[c], max(1, across - sum(c <= lone < c + across for lone in alone)), text) for c, across, text in cells)
        for cells in lines
    ]


def _form(block: Sequence[Line], heading: int, fewest: int) -> Columned | None:
    """Labels and values: what stands second in a line is its value, wherever it begins."""
    seconds = [line.stretches[1][0] for line in block if len(line.stretches) > 1]
    left, value = min(line.stretches[0][0] for line in block), min(seconds)
    lines = []
    for line in block:
        first = 0 if len(line.stretches) > 1 or line.stretches[0][0] < value else 1
        lines.append((line.index, tuple((first + n, 1, line.text[a:b]) for n, (a, b) in enumerate(line.stretches))))
    return Columned(tuple(lines), (left, value), heading) if _well_made(lines, 2, fewest) else None


def _columns(block: Sequence[Line], heading: int) -> list[Column]:
    """The columns, from the left: words that stand over one another, but for those that run through an edge."""
    margin = min(line.stretches[0][0] for line in block)
    body = block[heading:] or block
    starts = Counter(a for line in block for a, _ in line.stretches if a > margin + 2)
    times = {p: held + sum(_has_word_at(line, p) for line in block) for p, held in starts.items()}
    headed = {a for line in block[:heading] for a, _ in line.stretches}
    plain = {p for p, held in starts.items() if held > 1 or p in headed or len(body) < 5}
    strong = {p for p in plain if times[p] >= 2 and times[p] > 2 * sum(_runs_through(line, p) for line in body)}
    strong = _apart(sorted(strong, key=lambda p: (-starts[p], -times[p], p)), block)
    figures = {(a, b) for line in body for a, b in line.stretches if FIGURE.match(line.text[a:b])}
    islands = _islands(_kept(body, margin, strong), strong)
    columns = [
        _column(held, starts)
        for number, held in enumerate(islands)
        if len(held) > 1 or held[0] in figures or len(block) <= _FEWEST_LINES or _is_caption(number, islands)
    ]
    columns += _headed_only(block[:heading], columns, strong)
    columns += _pushed(body, columns, strong, starts)
    columns.sort(key=lambda column: column.low)
    columns = _once(block, columns, heading) if heading else columns
    _find_middles(body, columns)
    return columns


def _is_caption(number: int, islands: Sequence[Sequence[Stretch]]) -> bool:
    """Whether words stand once, at the left of all: what a cell over many rows says is printed beside one of them."""
    return number == 0 < len(islands) - 1 and islands[0][0][1] + _CLEAR_OF < min(a for a, _ in islands[1])


def _once(block: Sequence[Line], columns: Sequence[Column], heading: int) -> list[Column]:
    """Columns without those that are one that stands elsewhere in other lines: no line, of the heading too, has both."""
    kept: list[Column] = []
    filled = [{n for n, c in enumerate(columns) for a, b in line.stretches if a < c.high and b > c.low} for line in block]
    for number, column in enumerate(columns):
        before = columns[number - 1]
        apart = number > 0 and (_between_figures(block, before, column) or _headed_apart(block, before, column, heading))
        if kept and number > 1 and not apart and not any({number - 1, number} <= held for held in filled):
            kept[-1] = Column(kept[-1].left, column.right, kept[-1].low, column.high)
        else:
            kept.append(column)
    return kept


def _between_figures(block: Sequence[Line], one: Column, other: Column) -> bool:
    """Whether words that stand only in lines without a figure are beside figures: cells of two lines about one of one line."""
    held = [[(line, piece) for line in block for piece in line.stretches if _is_within(piece, column)] for column in (one, other)]
    figures = [{bool(FIGURE.match(line.text[a:b])) for line, (a, b) in pieces} for pieces in held]
    if len(held[0]) < 2 or len(held[1]) < 2 or figures not in ([{True}, {False}], [{False}, {True}]):
        return False
    words = held[0] if figures[0] == {False} else held[1]
    return not any(line.has_figure for line, _ in words)


def _headed_apart(block: Sequence[Line], one: Column, other: Column, heading: int) -> bool:
    """Whether each has a heading, that of the first comes again over other columns, and the second holds words alone."""
    said = [line.text[a:b] for line in block[:heading] for a, b in line.stretches]
    own, others = (_within(block[:heading], column) for column in (one, other))
    words = _within(block[heading:], other)
    return bool(others and words) and any(said.count(t) > 1 for t in own) and not any(map(FIGURE.match, words))


def _within(lines: Sequence[Line], column: Column) -> list[str]:
    return [line.text[a:b] for line in lines for a, b in line.stretches if _is_within((a, b), column)]


def _is_within(piece: Stretch, column: Column) -> bool:
    return column.low <= piece[0] and piece[1] <= column.high


def _headed_only(heading: Sequence[Line], columns: Sequence[Column], strong: set[int]) -> list[Column]:
    """Columns that no row fills: words of a heading line that holds more of them than there are columns."""
    found: list[Column] = []
    begins = strong | {a for line in heading for a, _ in line.stretches}
    for line in heading:
        pieces = [piece for stretch in line.stretches for piece in _pieces(line, stretch, begins)]
        room = [column for column in (*columns, *found) if column.high > pieces[0][0] and column.low < pieces[-1][1]]
        for a, b in pieces if len(pieces) > len(room) else ():
            known = [*columns, *found]
            if not any(abs(a - c.left) <= 4 or a < c.low < b or min(b, c.high) - max(a, c.low) > 2 for c in known):
                left = max([a, *(c.high + 1 for c in known if c.low < a <= c.high)])
                found.append(Column(left, -99, left, max(b, left + 1)))
    return found


def _pushed(body: Sequence[Line], columns: Sequence[Column], strong: set[int], starts: Counter[int]) -> list[Column]:
    """Columns that only a line with more figures than there are columns shows: a row of totals in a table filled here and there."""
    found: list[Column] = []
    for line in body:
        pieces = [piece for stretch in line.stretches for piece in _pieces(line, stretch, strong)]
        figures = [(a, b) for a, b in pieces if FIGURE.match(line.text[a:b])]
        room = [column for column in columns if figures and column.high > figures[0][0]]
        if len(figures) > len(room) + len(found):
            known = [*columns, *found]
            found += [_column([(a, b)], starts) for a, b in figures if not any(a < c.high and b > c.low for c in known)]
    return found


def _runs_through(line: Line, position: int) -> float:
    """Whether words lie across a position; half where one begins so near that it may be a cell pushed aside."""
    if not any(a < position < b and line.text[position - 1] != " " for a, b in line.stretches):
        return 0.0
    return 0.5 if any(position - 4 < a <= position + 1 for a, _ in line.words()) else 1.0


def _has_word_at(line: Line, position: int) -> bool:
    """Whether a word begins here after a single space."""
    return any(a < position < b and line.text[position - 1] == " " for a, b in line.stretches)


def _kept(lines: Sequence[Line], margin: int, strong: set[int]) -> list[Stretch]:
    """The pieces of lines that have several, but for those that run through an edge and those that a neighbour pushed aside."""
    several = [line for line in lines if len(line.stretches) > 1 or line.stretches[0][0] > margin + 2]
    pieces = [(line, piece) for line in several for stretch in line.stretches for piece in _pieces(line, stretch, strong)]
    return [
        (a, b)
        for line, (a, b) in pieces
        if not any(a < p < b for p in strong) and (a in strong or any(a == start for start, _ in line.stretches))
    ]


def _column(held: Sequence[Stretch], starts: Counter[int]) -> Column:
    left = max((a for a, _ in held), key=lambda a: (starts[a], -a))
    lefts = sum(a == left for a, _ in held)
    right, rights = Counter(b for _, b in held).most_common(1)[0]
    return Column(left, right if rights > lefts else -99, min(a for a, _ in held), max(b for _, b in held))


def _find_middles(body: Sequence[Line], columns: Sequence[Column]) -> None:
    """Note where cells that are centred have their middle: the middles of most lie together, neither of their edges do."""
    for number, column in enumerate(columns):
        others = [other for n, other in enumerate(columns) if n != number]
        own = [(a, b) for line in body for a, b in line.stretches if a < column.high and b > column.low]
        own = [(a, b) for a, b in own if not any(a < other.high and b > other.low for other in others)]
        if len(own) > _FEWEST_LINES:
            edges = [[a for a, _ in own], [b for _, b in own]]
            middles = sorted((a + b) / 2 for a, b in own)
            middle = middles[len(middles) // 2]
            if (
                _share_near(middles, middle) >= _MOST
                and max(_share_near(e, Counter(e).most_common(1)[0][0]) for e in edges) < _MOST
            ):
                column.middle = middle


def _share_near(places: Sequence[float], place: float) -> float:
    return sum(abs(other - place) <= 1 for other in places) / len(places)


def _apart(strong: Sequence[int], block: Sequence[Line]) -> set[int]:
    """Without edges that are a stronger one's, moved aside by a few letters: no line has words of its own at both."""
    kept: set[int] = set()
    lefts = [{a for a, _ in line.stretches} for line in block]
    for p in strong:
        if not any(abs(p - q) <= 3 and not any(p in own and q in own for own in lefts) for q in kept):
            kept.add(p)
    return kept


def _pieces(line: Line, stretch: Stretch, strong: set[int]) -> list[Stretch]:
    """A stretch cut where a column plainly begins, and between two figures."""
    a, b = stretch
    words = [(m, n) for m, n in line.words() if a <= m < b]
    pieces = [words[0]]
    role_first = ROLE.match(line.text[slice(*words[0])]) is not None
    for before, word in pairwise(words):
        both = FIGURE.match(line.text[pieces[-1][0] : before[1]]) and FIGURE.match(line.text[word[0] : word[1]])
        when = role_first and ROLE.match(line.text[slice(*before)]) and DATED.match(line.text[slice(*word)])
        if (
            (word[0] in strong and not when)
            or (not role_first and _is_next_heading(*(line.text[m:n] for m, n in (pieces[-1], before, word))))
            or SUM.match(line.text[word[0] : word[1]])
            or (both and not _is_one_figure(line.text[before[0] : before[1]], line.text[word[0] : word[1]]))
        ):
            pieces.append(word)
        else:
            pieces[-1] = (pieces[-1][0], word[1])
    return pieces


def _is_next_heading(piece: str, before: str, word: str) -> bool:
    """Whether a period begins the heading of the next column: what stands before it is a period with what was meant there."""
    return bool(DATED.match(word) and ROLE.match(before) and DATED.match(piece.removesuffix(before).rstrip()))


def _is_one_figure(before: str, after: str) -> bool:
    """Whether two runs of digits may be one figure written with a space between thousands."""
    return before.lstrip("-(£").isdigit() and len(before.lstrip("-(£")) <= 3 and len(after.rstrip(")")) == 3 and after[:3].isdigit()


def _islands(kept: list[Stretch], strong: set[int]) -> list[list[Stretch]]:
    """Stretches that stand over one another, from the left; where a column begins an island begins."""
    islands: list[list[Stretch]] = []
    reach = -1
    for a, b in sorted(kept):
        if a >= reach or (a in strong and a not in {x for x, _ in islands[-1]}):
            islands.append([])
            reach = b
        islands[-1].append((a, b))
        reach = max(reach, b)
    return islands


def _well_made(rows: Sequence[tuple[int, Cells]], columns: int, fewest: int, goes_on: bool = False) -> bool:
    """Most lines fill more than one column, most columns are filled twice at least, but for the last rows of a table that goes
    on from the page before, and it is not prose in two columns."""
    several = [cells for _, cells in rows if len(cells) > 1]
    if len(several) < fewest or len(several) * 3 < len(rows):
        return False
    filled = [[text for _, cells in rows for column, _, text in cells if column == c] for c in range(columns)]
    if not goes_on and len(rows) > _FEWEST_LINES and sum(len(texts) >= 2 for texts in filled[1:]) * 2 < columns - 1:
        return False
    figures = sum(1 for cells in several for column, _, text in cells if column and FIGURE.match(text))
    cells = [text for texts in filled for text in texts]
    if not figures and sum(text.endswith(".") and len(text.split()) > 3 for text in cells) * 2 > len(cells):
        return False
    widths = [sum(map(len, texts)) / max(1, len(texts)) for texts in filled]
    return not (columns == 2 and figures * 4 < len(several) and all(w > 34 for w in widths))
