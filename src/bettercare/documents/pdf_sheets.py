"""Pages on which a sheet was printed that is wider than the paper, so that its right columns stand on pages of their own.

A text that runs over the edge of the paper is drawn whole on both pages, cut to each.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from bettercare.documents.pdf_page import PageParts

LEAST_WORDS = 2
"""Words of a text over the edge that must stand on both pages, equally far apart."""
_NEAR = 1.5


def right_sides(pages: Sequence[PageParts]) -> list[tuple[int, int]]:
    """The pages that go on to the right of an earlier one, as indexes (left, right)."""
    found = []
    for right, page in enumerate(pages):
        over = PageParts(page.width, page.height, [w for w in page.words if w.x0 < -_NEAR], [], 0)
        times, left = (
            max(((_times_moved(pages[left], over), left) for left in range(right)), default=(0, 0)) if over.words else (0, 0)
        )
        if times >= LEAST_WORDS:
            found.append((left, right))
    return found


def _times_moved(left: PageParts, over: PageParts) -> int:
    """How many of the words left of the paper stand on another page at one height and one distance, a third of it or more."""
    steps: Counter[int] = Counter()
    for word in over.words:
        steps.update({round(w.x0 - word.x0) for w in left.words if w.text == word.text and abs(w.top - word.top) < _NEAR})
    return max((times for step, times in steps.items() if step > left.width / 3), default=0)
