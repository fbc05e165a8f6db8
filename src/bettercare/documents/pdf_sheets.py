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

from bettercare.documents.pdf_page import PageParts, Word

LEAST_WORDS = 2
"""Words of a text over the edge that must stand on both pages, equally far apart."""
_NEAR = 1.5
_FULL = 0.8
"""A page whose last row stands above this share of its height was not filled before the next one was begun."""
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
    held = len(pages)
    while held > 1 and not pages[held - 1].words:
        held -= 1
    ways = [down for down in range(1, held + 1) if _possible(pages[:held], down, over, first)]
    if ways == [held]:
        return
    if len(ways) != 1:
        made.unsure |= set(range(first, first + held))
        return
    (down,) = ways
    far = 0.0
    for block in range(down, held, down):
        inside = range(first + block, first + block + down)
        told = [o.far for o in over if o.right in inside and o.left == o.right - down]
        far += told[0] if told else _width(made.pages, pages, block, down)
        for right in inside:
            left = first + (right - first) % down
            made.pages[left] = _beside(made.pages[left], pages[right - first], far)
            made.pages[right] = pages[right - first]._replace(words=[], rules=[])
            made.beside.append((left, right))


def _possible(pages: Sequence[PageParts], down: int, over: Sequence[Over], first: int) -> bool:
    """Whether the sheet may go `down` pages before it goes to the right: all but the last are full, rows to the right are known."""
    if len(pages) % down or any(not _may_be_full(page) for page in pages[: down - 1]):
        return False
    if any((o.right - o.left) % down or o.right - first < down for o in over):
        return False
    return all(_rows_within(pages[at], pages[at % down]) for at in range(down, len(pages)))


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


def _width(made: Sequence[PageParts], pages: Sequence[PageParts], block: int, down: int) -> float:
    """How wide the columns on the pages before a block are, where no text tells: from the first to the end of the last."""
    before, own = pages[block - down : block], pages[block : block + down]
    if all(any(p.rules for p in side) for side in (before, own)):
        return max(r.x1 for p in before for r in p.rules) - min(r.x0 for p in own for r in p.rules)
    ends = [w.x1 for p in before for w in p.words]
    begins = [w.x0 for p in own for w in p.words if w.x0 > 0]
    return max(ends, default=pages[0].width) - min(begins, default=0.0) + 4 * _NEAR


def _by_text_alone(made: Rejoined, over: Sequence[Over]) -> None:
    """Where no sheet's first page is told: join pages that one text runs over; those between and after are unsure while like."""
    for one in over:
        if any(one.right == right for _, right in made.beside):
            continue
        left = next((a for a, b in made.beside if b == one.left), one.left)
        page = made.pages[one.right]
        made.pages[left] = _beside(made.pages[left], page, one.far + _moved(made, left, one.left))
        made.pages[one.right] = page._replace(words=[], rules=[])
        made.beside.append((left, one.right))
        made.unsure |= set(range(one.left + 1, one.right))
        for after in range(one.right + 1, len(made.pages)):
            if any(o.left == after or o.right == after for o in over) or not _lies_beside(made.pages[after], made.pages[left]):
                break
            made.unsure |= {left, after}


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
