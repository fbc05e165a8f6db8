"""Amounts read without a source of funding, where the documents print them beside the names of sources that could not be parted.

Text without columns runs a scheme's cells together; the amounts may then be had from another list, of schemes and totals only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from bettercare.documents.model import Document, Paragraph
from bettercare.reading.parts import Found, Part, Read
from bettercare.rounds.model import Round

LEAST = 2
"""Schemes whose amounts have no source but stand beside one elsewhere, and at least a quarter of them, for all to be in doubt.

The amount of one may just be that of a contribution, as a grant's scheme and the grant are.
"""
_NEAR = 10
"""Lines beneath a source's name in which the amounts of its row stand, where a converter printed a cell to a line."""
_CELLS = 3
"""Columns, each with a line for every scheme, between the sources and the amounts, where columns were printed one after another."""
_MONEY = re.compile(r"\d{1,3}(?:,\d{3})+|\d{4,}")
_WHY = "read without its source of funding: the documents name sources beside such amounts, in text without columns"


def doubt_unparted(found: Found, documents: Sequence[Document], round: Round) -> Found:
    """Return the same parts, with a doubt on every amount that lacks the source which the documents seem to give elsewhere."""
    if not any(c.field.rsplit("/", 1)[-1] == "source" for t in round.tables for c in t.columns if t.rows in ("lines", "schemes")):
        return found
    bare = [amounts for part in found.parts if part.kind == "schemes" and (amounts := set(_without_source(part)))]
    beside = set(_beside_sources(documents, round, max(_NEAR, _CELLS * len(bare)))) if bare else set()
    if sum(bool(amounts & beside) for amounts in bare) < max(LEAST, len(bare) / 4):
        return found
    return replace(found, parts=tuple(_doubted(part) if part.kind == "schemes" else part for part in found.parts))


def _without_source(scheme: Part) -> Iterator[Decimal]:
    for line in scheme.parts:
        amount = line.fields.get("amount")
        if _is_bare(line) and amount is not None and isinstance(amount.value, Decimal):
            yield amount.value


def _is_bare(line: Part) -> bool:
    return line.kind == "lines" and line.fields.get("source", Read(None)).value is None


def _beside_sources(documents: Sequence[Document], round: Round, near: int) -> Iterator[Decimal]:
    """Amounts in lines of text that hold two words or more of a source's name before them, or stand shortly beneath such a line."""
    names = {" ".join(name.split()[:2]).casefold() for s in round.streams for name in (s.title, *s.labels) if len(name.split()) > 1}
    for document in documents:
        above, left = "", 0
        for block in document.blocks:
            if not isinstance(block, Paragraph):
                above, left = "", 0
                continue
            first = _MONEY.search(block.text)
            own = " ".join(block.text[: first.start() if first else None].split()).casefold()
            named = any(name in f"{above} {own}" for name in names)
            left = near if named else left - 1
            if first and left > 0:
                yield from (Decimal(m.replace(",", "")) for m in _MONEY.findall(block.text))
            above = own


def _doubted(scheme: Part) -> Part:
    def line(part: Part) -> Part:
        amount = part.fields.get("amount")
        if not _is_bare(part) or amount is None or amount.value is None or amount.doubt:
            return part
        return replace(part, fields={**part.fields, "amount": replace(amount, doubt=_WHY)})

    return replace(scheme, parts=tuple(line(part) for part in scheme.parts))
