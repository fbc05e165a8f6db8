"""Find the places of a document that a round's locator describes: headings, labels of fields, columns, sheets.

Reading may accept the best; filling writes only where one match is exact and alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from bettercare.documents.model import Block, Cell, Document, Paragraph, Row, Table
from bettercare.documents.wording import label_key

if TYPE_CHECKING:
    from bettercare.rounds.model import Locator

_NUMBER = re.compile(r"\d{1,2}[a-z]?|[a-z]|[ivx]{2,4}")

FLOOR = 82.0
"""Below this, a likeness (0 to 100) is no match."""
LONGEST = 300
"""A label is no longer than this; longer text is compared by its beginning."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A place whose wording matches a locator. `score` is 0 to 100, and 100 only for the very words."""

    block: Block
    score: float
    label: str
    """The locator's label that matched."""
    why: str
    index: int
    """The block's position in the document."""
    row: Row | None = None
    cell: Cell | None = None

    @property
    def exact(self) -> bool:
        return self.score >= 100


def resolve(locator: Locator, document: Document, floor: float = FLOOR) -> tuple[Hit, ...]:
    """Return every place that matches a locator's labels, best first, then in reading order."""
    hits = list(_hits(locator, document, floor))
    return tuple(
        sorted(hits, key=lambda hit: (-hit.score, hit.index, hit.row.number if hit.row else 0, hit.cell.column if hit.cell else 0))
    )


def likeness(text: str, labels: Iterable[str], not_labels: Iterable[str] = ()) -> tuple[float, str, str]:
    """Return how well a text matches the best of some labels (0 to 100), that label, and why."""
    key = label_key(text[:LONGEST])
    best = (0.0, "", "")
    if not key:
        return best
    for position, label in enumerate(labels):
        score, why = _likeness(key, label_key(label))
        score -= min(position, 10) * 0.01  # earlier wordings are better ones; never enough to hide an exact match
        if score > best[0]:
            best = (score, label, why)
    if best[0] >= 99.8:
        best = (100.0, best[1], best[2])
    for word in not_labels:
        if best[0] and _holds(key, label_key(word)) and not _holds(label_key(best[1]), label_key(word)):
            return max(best[0] - 40, 0.0), best[1], f"{best[2]}, but holds {word!r}"
    return best


@lru_cache(maxsize=200_000)
def _likeness(key: str, label: str) -> tuple[float, str]:
    if not label:
        return 0.0, ""
    if key == label:
        return 100.0, "the same words"
    unnumbered = _without_number(key)
    if unnumbered == _without_number(label):
        return 99.0, "the same words, numbered otherwise"
    if len(label) >= 4 and (unnumbered.startswith(label + " ") or key.startswith(label + " ")):
        return 90.0 + 6.0 * len(label) / len(key), "begins with the words"
    shorter = min(len(unnumbered), len(label))
    if shorter < 4 or len(unnumbered) > 3 * len(label) + 20:
        return 0.0, ""
    whole = fuzz.ratio(unnumbered, label)
    words = fuzz.token_sort_ratio(unnumbered, label)
    score = max(whole, words - 3) * 0.97
    return score, "nearly the same words"


def _without_number(key: str) -> str:
    """A key without the `1`, `2a`, `c` or `iv` that numbers it."""
    first, _, rest = key.partition(" ")
    return rest if rest and _NUMBER.fullmatch(first) else key


def _holds(key: str, words: str) -> bool:
    return bool(words) and f" {words} " in f" {key} "


def _hits(locator: Locator, document: Document, floor: float) -> Iterator[Hit]:
    for index, block in enumerate(document.blocks):
        if isinstance(block, Paragraph):
            if locator.sheets and document.format in _WORKBOOKS:
                continue
            score, label, why = (
                likeness(block.control or "", locator.labels, locator.not_labels) if block.control else (0.0, "", "")
            )
            if score >= floor:
                yield Hit(block, score, label, f"form field: {why}", index)
                continue
            score, label, why = likeness(block.text, locator.labels, locator.not_labels)
            if score >= floor:
                yield Hit(block, score, label, why, index)
        elif _on_sheet(block, locator):
            yield from _in_table(locator, block, index, floor)


_WORKBOOKS = ("xlsx", "xls", "xlsb", "ods")


def _on_sheet(table: Table, locator: Locator) -> bool:
    if not locator.sheets or table.sheet is None:
        return True
    return likeness(table.sheet, locator.sheets)[0] >= FLOOR


def _in_table(locator: Locator, table: Table, index: int, floor: float) -> Iterator[Hit]:
    for row in table.rows:
        for cell in row.cells:
            if not cell.text or not (cell.value is None or isinstance(cell.value, str)):
                continue
            score, label, why = likeness(cell.text, locator.labels, locator.not_labels)
            if cell.control:
                by_control = likeness(cell.control, locator.labels, locator.not_labels)
                if by_control[0] > score:
                    score, label, why = by_control[0], by_control[1], f"form field: {by_control[2]}"
            if score >= floor:
                yield Hit(table, score, label, why, index, row, cell)
