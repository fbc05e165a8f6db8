"""Dates of a column that broke over two lines: a text printed line by line has the day and month at the end of one line, and the
year at the end of the next, behind whatever the cells beside it hold there.

    Council        Hillshire Council        4 September
    (lead)         Adult services           2017
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from bettercare.documents.model import Block, Document, Format, Paragraph
from bettercare.reading.dates import MONTH

_DAY = re.compile(rf"(?:^|\s)\d{{1,2}}(?:st|nd|rd|th)?\s+{MONTH}$", re.I)
_YEAR = re.compile(r"(?:^|\s)(20\d\d)$")
_DATED = re.compile(rf"{MONTH}\s*'?20\d\d$", re.I)
_COLUMN = 2
"""Dates broken alike that make a column; a sentence may break one."""
_WITHIN = 6
"""Lines from one date of a column to the next, at most."""
_LONGEST = 20
"""Words of a line of cells."""


def with_whole_dates(document: Document) -> Document:
    """The document of a text with every date of such a column made whole in its first line."""
    if document.format is not Format.TEXT:
        return document
    broken = list(_columns(document.blocks))
    if not broken:
        return document
    blocks: list[Block | None] = list(document.blocks)
    for at in broken:
        first, second = blocks[at], blocks[at + 1]
        assert isinstance(first, Paragraph) and isinstance(second, Paragraph)
        year = _YEAR.search(second.text.rstrip())
        assert year
        left = second.text[: year.start()].rstrip()
        blocks[at] = replace(first, text=f"{first.text.rstrip()} {year[1]}")
        blocks[at + 1] = replace(second, text=left) if left else None
    return replace(document, blocks=tuple(b for b in blocks if b is not None))


def _columns(blocks: Sequence[Block]) -> Iterator[int]:
    """Where the first line of each broken date stands that has another a few lines away."""
    starts = [at for at, (a, b) in enumerate(pairwise(blocks)) if _broken(a, b)]
    for n, at in enumerate(starts):
        beside = [*starts[max(n - _COLUMN + 1, 0) : n], *starts[n + 1 : n + _COLUMN]]
        if any(abs(at - other) <= _WITHIN for other in beside):
            yield at


def _broken(first: Block, second: Block) -> bool:
    if not isinstance(first, Paragraph) or not isinstance(second, Paragraph):
        return False
    above, below = first.text.rstrip(), second.text.rstrip()
    short = max(len(above.split()), len(below.split())) <= _LONGEST
    return short and bool(_DAY.search(above) and _YEAR.search(below)) and not _DATED.search(below)
