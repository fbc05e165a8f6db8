"""The area that a form's sheets were set to: a name of the register beside the words for its Health and Wellbeing Board.

Every sheet of a planning template repeats the area that was selected. Saved as text, the name may stand behind its label, in the
next line, or before it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from rapidfuzz import fuzz

from bettercare.documents.model import Block, Cell, Document, Paragraph, Row
from bettercare.organisations import areas_named, get
from bettercare.plan import How, Place
from bettercare.reading.parts import Read
from bettercare.reading.values import tidy
from bettercare.reading.words import letters

_LABEL = re.compile(r"(?:(?P<selected>selected)\s+)?health\s*(?:and|&)\s*well\s?-?\s?being\s*board(?:\(s\))?\s*(?P<colon>:)?", re.I)
_EMPTY = re.compile(r"(?:nan|none|-|\W*)", re.I)
_LONGEST = 6
"""Words that the name of an area may have."""


def selected_area(documents: Sequence[Document], on: date | None) -> Read | None:
    """The one area that stands beside the label more often than any other; none where no name of the register does."""
    told: list[tuple[str, str, Place]] = []
    for document in documents:
        texts = list(_texts(document))
        for i, (text, at) in enumerate(texts):
            for label in _LABEL.finditer(text) if "board" in text.lower() else ():
                if not label["selected"] and not label["colon"] and label.group() != text:
                    continue
                behind = text[label.end() :].strip() or _said(texts[i + 1 :])
                before = text[: label.start()].strip() or _said(texts[:i][::-1])
                name = _first(behind, on) or (_last(before, on) if label["selected"] else None)
                if name:
                    told.append((_code(name, on), name, document.place(*at)))
    counted = Counter(code for code, _, _ in told).most_common(2)
    if not counted or (len(counted) > 1 and counted[1][1] * 2 > counted[0][1]):
        return None
    name, place = next((n, p) for code, n, p in told if code == counted[0][0])
    written = Place(place.document, place.page, place.sheet, place.cell, place.line, name, How.READ)
    return Read(name, written)


def _said(texts: Iterable[tuple[str, object]]) -> str:
    """The first of texts that says anything."""
    return next((text for text, _ in texts if not _EMPTY.fullmatch(text)), "")


def _texts(document: Document) -> Iterator[tuple[str, tuple[Block, Row | None, Cell | None]]]:
    """The text of every paragraph and cell, and what it stands in."""
    for block in document.blocks:
        if isinstance(block, Paragraph):
            yield tidy(block.text), (block, None, None)
            continue
        for row in block.rows:
            yield from ((tidy(cell.text), (block, row, cell)) for cell in row.cells)


def _first(text: str, on: date | None) -> str | None:
    words = text.split()[:_LONGEST]
    return _nearest((" ".join(words[:n]) for n in range(len(words), 0, -1)), on)


def _last(text: str, on: date | None) -> str | None:
    words = text.split()[-_LONGEST:]
    return _nearest((" ".join(words[n:]) for n in range(len(words))), on)


def _nearest(names: Iterable[str], on: date | None) -> str | None:
    """Of names that denote an area the one most like the register's: further words beside a name are not part of it."""
    known = [(fuzz.ratio(letters(name), letters(get(code).place)), name) for name in names if (code := _code(name, on))]
    return max(known, key=lambda one: one[0])[1] if known else None


def _code(name: str, on: date | None) -> str:
    """The code of the one whole area that a name denotes; empty where it denotes none or several."""
    areas = areas_named(name, on) if name[:1].isupper() and not name.endswith(":") else ()
    return areas[0].code if len(areas) == 1 and areas[0].whole and not areas[0].asks else ""
