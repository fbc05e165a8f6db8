"""A workbook printed on pages too narrow for it: pages that hold the right columns of a sheet are set beside their left again.

Two things prove what belongs together. Spreadsheet programs give a sheet's name as a bookmark to its first page, and go down
before they go to the right, so in a sheet whose first page is not full the next page can only lie to the right. And a text
that runs over the edge of the paper is drawn whole on both pages, cut to each: the way from the one to the other says how far
they lie apart. What is not proven is left as it is, and its pages are named as unsure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from bettercare.documents.pdf.page import PageParts, Word

LEAST_WORDS = 2
"""Words of a text over the edge that must stand on both pages, equally far apart."""
_NEAR = 1.5
_FULL = 0.8
"""A page whose last row stands above this share of its height was not filled before the next one was begun."""
_LEAST_ROWS = 3
_EXACT = 0.6
_ROW = 2.0
"""Points between two baselines of one row, as letters of different sizes have them."""


@dataclass(frozen=True, slots=True)
class Over:
    """A text over the edge: the pages it stands on as indexes, and how far the right one lies from the left, in points."""

    left: int
    right: int
    far: float


@dataclass(slots=True)
class Rejoined:
    """Pages with right sides set beside their left (and left empty), which those are, and pages where it is not proven."""

    pages: list[PageParts]
    beside: list[tuple[int, int]] = field(default_factory=list)
    unsure: set[int] = field(default_factory=set)


def rejoined(pages: Sequence[PageParts], starts: Sequence[int], over: Sequence[Over], of_book: bool) -> Rejoined:
    """Set right sides beside their left. `starts` are the first pages of sheets, where the file tells them; `of_book`: a
    spreadsheet program made it."""
    made = Rejoined(list(pages))
    known = [*starts, len(pages)] if starts else []
    for first, end in pairwise(known):
        _sheet(made, first, end, [o for o in over if first <= o.left < o.right < end])
    if not starts:
        _by_text_alone(made, over)
        if of_book:
            made.unsure |= _alike(pages, {page for pair in made.beside for page in pair})
    return made


def texts_over(pages: Sequence[PageParts]) -> list[Over]:
    """Texts that run over the edge of a page onto a later one."""
    found = []
    for right, page in enumerate(pages):
        words = [w for w in page.words if w.x0 < -_NEAR]
        scored = [(*_distance(pages[left], words), left) for left in range(right)] if words else []
        times, far, left = max(scored, key=lambda s: (s[0], s[2]), default=(0, 0.0, 0))
        if times >= LEAST_WORDS:
            found.append(Over(left, right, far))
    return found


def _distance(left: PageParts, over: Sequence[Word]) -> tuple[int, float]:
    """How many of the words left of the paper stand on another page at one height and distance, a third of it or more."""
    steps: Counter[int] = Counter()
    for word in over:
        steps.update({round(w.x0 - word.x0) for w in left.words if w.text == word.text and abs(w.top - word.top) < _NEAR})
    times, far = max(((n, step) for step, n in steps.items() if step > left.width / 3), default=(0, 0))
    return times, float(far)


def _sheet(made: Rejoined, first: int, end: int, over: Sequence[Over]) -> None:
    """Set the pages of one sheet together where only one way to lay them out is possible."""
    pages = made.pages[first:end]
    while len(pages) > 1 and not pages[-1].words:
        pages.pop()
    near = [Over(o.left - first, o.right - first, o.far) for o in over]
    found = {down: spots for down in range(1, len(pages) + 1) if (spots := _spots(pages, down, near)) is not None}
    if list(found) == [len(pages)]:
        return
    if len(found) != 1:
        made.unsure |= set(range(first, first + len(pages)))
        return
    (spots,) = found.values()
    far = 0.0
    for block in range(1, spots[-1].block + 1):
        inside = [at for at, spot in enumerate(spots) if spot.block == block]
        before = [at for at, spot in enumerate(spots) if spot.block == block - 1]
        told = [o.far for o in near if o.right in inside and o.left in before]
        far += told[0] if told else _width([pages[at] for at in before], [pages[at] for at in inside])
        for right in inside:
            left = first + spots[right].row
            made.pages[left] = _beside(made.pages[left], pages[right], far)
            made.pages[first + right] = pages[right]._replace(words=[], rules=[])
            made.beside.append((left, first + right))


class Spot(NamedTuple):
    """Where a page lies in a sheet: how many pages to the right, and how many down."""

    block: int
    row: int


def _spots(pages: Sequence[PageParts], down: int, over: Sequence[Over]) -> list[Spot] | None:
    """Where each page lies if the sheet goes `down` pages before it goes to the right; None where it cannot.

    All but the last page of the first column are full, and no page continues one above it that it surely lies beside. The rows
    of a page to the right are rows of the page to its left; one without anything on it may have been left out.
    """
    if any(not _may_be_full(page) for page in pages[: down - 1]):
        return None
    if any(_surely_beside(page, pages[0]) for page in pages[1:down]):
        return None
    spots = [Spot(0, row) for row in range(down)]
    for page in pages[down:]:
        last = spots[-1]
        steps = (last.block * down + last.row + step for step in range(1, down + 1))
        spot = next((Spot(*divmod(at, down)) for at in steps if _rows_within(page, pages[at % down])), None)
        if spot is None:
            return None
        spots.append(spot)
    agree = all(spots[o.left].row == spots[o.right].row and spots[o.left].block < spots[o.right].block for o in over)
    return spots if agree else None


def _surely_beside(page: PageParts, left: PageParts) -> bool:
    """Whether a page begins lower than another and each of its rows stands where the other has one, at uneven distances."""
    rows, known = _rows(page), _rows(left)
    if len(rows) < _LEAST_ROWS or rows[0] <= known[0] + 2 * _ROW:
        return False
    step = min(b - a for a, b in pairwise(known))
    even = all(abs((row - known[0]) / step - round((row - known[0]) / step)) * step < _EXACT for row in known)
    return not even and all(min(abs(row - k) for k in known) < _EXACT for row in rows)


def _may_be_full(page: PageParts) -> bool:
    return max((w.bottom for w in page.words), default=0.0) > page.height * _FULL


def _rows(page: PageParts) -> list[float]:
    found: list[float] = []
    for bottom in sorted(w.bottom for w in page.words if w.x0 > -_NEAR):
        if not found or bottom - found[-1] > _ROW:
            found.append(bottom)
    return found


def _rows_within(right: PageParts, left: PageParts) -> bool:
    """Whether nearly all rows of a page stand at the height of a row of another."""
    known, rows = _rows(left), _rows(right)
    return sum(any(abs(row - k) <= _ROW for k in known) for row in rows) * 5 >= len(rows) * 4


def _width(before: Sequence[PageParts], own: Sequence[PageParts]) -> float:
    """How wide the columns on the pages before a block are, where no text tells: from the first to the end of the last."""
    if all(any(p.rules for p in side) for side in (before, own)):
        return max(r.x1 for p in before for r in p.rules) - min(r.x0 for p in own for r in p.rules)
    ends = [w.x1 for p in before for w in p.words]
    begins = [w.x0 for p in own for w in p.words if w.x0 > 0]
    return max(ends, default=own[0].width) - min(begins, default=0.0) + 4 * _NEAR


def _by_text_alone(made: Rejoined, over: Sequence[Over]) -> None:
    """Where no sheet's first page is told: join pages that one text runs over. They are unsure, as are those
    between them and those after them that hold columns without lines, which may be sheets too.
    """
    for one in over:
        if any(one.right == right for _, right in made.beside):
            continue
        left = next((a for a, b in made.beside if b == one.left), one.left)
        page = made.pages[one.right]
        made.pages[left] = _beside(made.pages[left], page, one.far + _moved(made, left, one.left))
        made.pages[one.right] = page._replace(words=[], rules=[])
        made.beside.append((left, one.right))
        made.unsure |= set(range(left, one.right))
        for after in range(one.right + 1, len(made.pages)):
            if made.pages[after].rules or any(after in (o.left, o.right) for o in over):
                break
            if _in_columns(made.pages[after]):
                made.unsure.add(after)


def _in_columns(page: PageParts) -> bool:
    """Whether rows of a page hold three texts or more that stand well apart."""
    rows: dict[int, list[Word]] = {}
    for word in page.words:
        rows.setdefault(round(word.bottom / _ROW), []).append(word)
    gaps = [sum(b.x0 - a.x1 > 1.5 * a.height for a, b in pairwise(sorted(row, key=lambda w: w.x0))) for row in rows.values()]
    return sum(gap > 1 for gap in gaps) >= _LEAST_ROWS


def _moved(made: Rejoined, left: int, right: int) -> float:
    """How far a page that was itself set beside another was moved: as much as the sheet grew by it."""
    return 0.0 if left == right else made.pages[left].width - made.pages[right].width


def _alike(pages: Sequence[PageParts], joined: set[int]) -> set[int]:
    """Pages that may be the right side of the one before: all their rows stand where its rows do, and the first lies lower."""
    found: set[int] = set()
    base = 0
    for at in range(1, len(pages)):
        if at not in joined and _lies_beside(pages[at], pages[base]):
            found |= {base, at}
        else:
            base = at
    return found


def _lies_beside(page: PageParts, left: PageParts) -> bool:
    rows, known = _rows(page), _rows(left)
    return len(rows) > 1 and len(known) > 1 and rows[0] > known[0] + 2 * _ROW and _rows_within(page, left)


def _beside(left: PageParts, right: PageParts, far: float) -> PageParts:
    """A page with another to its right; of a text that stands on both, the part on the left is kept."""
    last = max((w.item for w in left.words), default=0)
    moved = [w._replace(x0=w.x0 + far, x1=w.x1 + far, item=w.item + last if w.item else 0) for w in right.words if w.x1 > -_NEAR]
    new = [w for w in moved if not any(_over(w, other) for other in left.words)]
    rules = [r._replace(x0=r.x0 + far, x1=r.x1 + far) for r in right.rules]
    return left._replace(width=far + right.width, words=[*left.words, *new], rules=[*left.rules, *rules])


def _over(word: Word, other: Word) -> bool:
    """Whether one of two words stands on the other."""
    across = min(word.x1, other.x1) - max(word.x0, other.x0)
    return abs(word.bottom - other.bottom) < 2 * _NEAR and across > min(word.x1 - word.x0, other.x1 - other.x0) / 2
