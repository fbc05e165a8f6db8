"""Tables of text turned the right way up: a heading that a converter printed beneath its rows, or among them, goes to their top.

Rows keep their lines, so places stay true. Only a table with one heading is touched, and only where the rows above the heading
are like the rows beneath it; whether the rows themselves are printed from the bottom, totals, numbers and labels tell.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

from bettercare.documents.model import Block, Document, Format, Paragraph, Row, Table
from bettercare.reading.dates import MONTH, YEAR, periods_in, read_date
from bettercare.reading.metrics.headings import looks_like_heading
from bettercare.reading.money.rows import TOTAL
from bettercare.reading.risks.read import heading_role
from bettercare.reading.tables.label_likeness import alike, plain_label
from bettercare.reading.values import amounts_in, tidy
from bettercare.rounds.model import Round

_LIKE = 0.88
_MOST_HEADINGS = 3
_FEWEST = 3
"""Cells of a heading: a row of two is a label and its answer as likely."""
_RECURRENT = re.compile(r"(?:non[\s-]*)?recurr\w*", re.I)


def righted(document: Document, round: Round) -> Document:
    """The document with every upturned table of a text turned the right way up."""
    if document.format is not Format.TEXT:
        return document
    known = labels_of(round)
    blocks: list[Block] = []
    for position, block in enumerate(document.blocks):
        goes_on = _goes_on(document.blocks, position, known)
        blocks.append(block if isinstance(block, Paragraph) or goes_on else _righted(block, known))
    return replace(document, blocks=tuple(blocks))


def _goes_on(blocks: Sequence[Block], position: int, known: tuple[str, ...]) -> bool:
    """Whether a table of the same width without a heading stands shortly before: one table over two pages is righted elsewhere."""
    block = blocks[position]
    for before in reversed(blocks[max(0, position - 3) : position]):
        if isinstance(before, Table):
            headed = any(_heads([tidy(c.text) for c in row.cells], known) for row in before.rows)
            return isinstance(block, Table) and before.width == block.width and not headed
        if before.level is not None:
            return False
    return False


def labels_of(round: Round) -> tuple[str, ...]:
    """The plain words of every heading that the round's tables have, sources of funding among them."""
    words = {x for t in round.tables for c in t.columns for x in (c.title, *c.locator.labels)}
    words |= {x for t in round.tables for f in t.row_fields for x in (f.title, *f.locator.labels)}
    words |= {x for s in round.streams for x in (s.title, *s.labels)}
    return tuple(sorted({p for w in words if (p := plain_label(w))}))


def _righted(table: Table, known: tuple[str, ...]) -> Table:
    texts = [[tidy(c.text) for c in row.cells] for row in table.rows]
    if len(texts) < 2 or any(c.span != (1, 1) for row in table.rows for c in row.cells):
        return table
    heads = [i for i, cells in enumerate(texts) if _heads(cells, known)]
    named = [i for i in heads if _named(texts[i], known)]
    band = _band(texts, named or heads)
    if not band or band[0] == 0 or (len(texts) == 2 and sum(map(_figure, texts[0])) < 2):
        return table
    above, below = list(range(band[0])), list(range(band[-1] + 1, len(texts)))
    if below and not _same_rows([texts[i] for i in above], [texts[i] for i in below]):
        return table
    order = [*band, *above, *below]
    if not below and _upturned(texts, above, band):
        order = order[: len(band)][::-1] + above[::-1]
    return replace(table, rows=tuple(_renumbered([table.rows[i] for i in order])))


def _renumbered(rows: Sequence[Row]) -> list[Row]:
    return [replace(row, number=n) for n, row in enumerate(rows, 1)]


def _heads(cells: Sequence[str], known: tuple[str, ...]) -> bool:
    """Whether a row could be a heading: mostly words that head columns, and no amounts."""
    filled = [c for c in cells if c]
    if len(filled) < _FEWEST or any(_figure(c) or (len(c) < 30 and read_date(c).value) for c in filled):
        return False
    if any(c.startswith("(") and periods_in(c) for c in filled):
        return False  # periods in brackets stand beneath a metric's figures
    return sum(is_heading(c, known) for c in filled) >= max(_FEWEST, 0.6 * len(filled))


def _named(cells: Sequence[str], known: tuple[str, ...]) -> bool:
    return len({c for c in cells if c and _is_label(c, known)}) >= 2


def is_heading(text: str, known: tuple[str, ...]) -> bool:
    """Whether words could head a column: a label that is known, or one period or role of a metric."""
    if len(text) > 100 or text.endswith("."):
        return False
    single = len(text) <= 40 and looks_like_heading(text) and len(periods_in(text)) <= 1 and not re.search(r"\s[-–]\s|\bto\b", text)
    return single or _is_label(text, known)


@lru_cache(maxsize=20_000)
def _is_label(text: str, known: tuple[str, ...]) -> bool:
    if len(text) > 100:
        return False
    plain = plain_label(text)
    if periods_in(text) and not re.sub(rf"{MONTH}|\b(?:to|q|quarter)\b|\s", "", plain, flags=re.I):
        return False
    return (len(text) <= 40 and heading_role(text) is not None) or any(alike(plain, label) >= _LIKE for label in known)


def _figure(text: str) -> bool:
    plain = YEAR.sub(" ", text)
    return len(text) < 40 and not looks_like_heading(text) and any(abs(a) >= 1 for a, _ in amounts_in(plain))


def _band(texts: Sequence[Sequence[str]], heads: Sequence[int]) -> list[int]:
    """The one stretch of heading rows, with the row beside it that only says recurrent or not; none where there are several."""
    if not heads or any(b - a > 1 for a, b in pairwise(heads)) or len(heads) > _MOST_HEADINGS:
        return []
    band = list(heads)
    for beside in (band[0] - 1, band[-1] + 1):
        if 0 <= beside < len(texts):
            filled = [c for c in texts[beside] if c]
            if filled and all(_RECURRENT.fullmatch(c) for c in filled):
                band.append(beside)
    return sorted(band)


def _same_rows(above: Sequence[Sequence[str]], below: Sequence[Sequence[str]]) -> bool:
    """Whether two stretches of rows are of one table: as many cells filled, and figures in the same columns."""
    sizes = [sorted(sum(map(bool, r)) for r in rows)[len(rows) // 2] for rows in (above, below)]
    if min(sizes) < 0.6 * max(sizes) or max(sizes) < 2:
        return False
    figured = [{c for row in rows for c, text in enumerate(row) if _figure(text)} for rows in (above, below)]
    both = figured[0] | figured[1]
    return not both or len(figured[0] & figured[1]) >= 0.5 * len(both)


def _upturned(texts: Sequence[Sequence[str]], rows: Sequence[int], band: Sequence[int]) -> bool:
    """Whether rows that end in their heading run upward."""
    first, last = texts[rows[0]], texts[rows[-1]]
    votes = any(TOTAL.match(c) for c in first[:2]) - any(TOTAL.match(c) for c in last[:2])
    votes += bool(last[0]) - bool(first[0])
    numbers = [int(m.group()) for i in rows if (m := re.match(r"(?:[A-Za-z]+ )?\d{1,3}\b", texts[i][0])) and m.group().isdigit()]
    steps = [b - a for a, b in pairwise(numbers)]
    votes += (sum(s < 0 for s in steps) > sum(s > 0 for s in steps)) - (sum(s > 0 for s in steps) > sum(s < 0 for s in steps))
    kinds = [next((k for k in ("numerator", "denominator") if any(c.lower() == k for c in texts[i][:3])), "") for i in rows]
    if "numerator" in kinds and "denominator" in kinds:
        votes += 1 if kinds.index("denominator") < kinds.index("numerator") else -1
    if len(band) > 1:
        filled = [sum(map(bool, texts[i])) for i in band]
        votes += (filled[-1] < filled[0]) - (filled[0] < filled[-1])
    return votes > 0
