"""Values that stand on a damaged page or line, or in a text that was cut off: each is read, and doubted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bettercare.documents.model import Damage, Document
from bettercare.plan import Candidate, Doubt, Place, Reading, walk
from bettercare.plan.words import said

_LEAST = 3
"""Letters of a text that was cut off, from which on it is known again in a value."""


def doubted_where_damaged(reading: Reading, documents: Sequence[Document]) -> Reading:
    """Return the reading with a doubt at every value of a damaged place that has none yet.

    Where a line is damaged, so is what was read for the same part from elsewhere, such as the period above its figures.
    """
    damages = [(document.name, damage) for document in documents for damage in document.damages]
    if not damages:
        return reading
    by_page: dict[tuple[str, int], list[Damage]] = {}
    for name, damage in damages:
        by_page.setdefault((name, damage.page), []).append(damage)
    found: dict[str, str] = {}
    parts: dict[str, str] = {}
    for address, place in reading.places.items():
        touched = by_page.get((place.document, place.page), ()) if place.page is not None else ()
        for damage in touched:
            if _touches(damage, place):
                found.setdefault(address, damage.why)
                if damage.line is not None:
                    parts |= {above: damage.why for above in _parts(address)}
    known = {doubt.address for doubt in reading.doubts}
    doubts = [
        _doubt(reading, address, value, why)
        for address, value in walk(reading.plan)
        if value is not None and address not in known and (why := found.get(address) or parts.get(address.rpartition("/")[0]))
    ]
    return replace(reading, doubts=(*reading.doubts, *doubts))


def _touches(damage: Damage, place: Place) -> bool:
    if damage.text is None:
        return damage.line in (None, place.line)
    cut, written = (" ".join(text.split()).casefold() for text in (damage.text, place.as_written or ""))
    return len(cut) >= _LEAST and len(written) >= _LEAST and (cut in written or cut.endswith(written))


def _parts(address: str) -> list[str]:
    """The parts that a value belongs to, from within: `metrics/m/points/p` and `metrics/m` for a figure of a metric."""
    steps = address.split("/")
    return ["/".join(steps[:end]) for end in range(len(steps) - 1, 1, -2)]


def _doubt(reading: Reading, address: str, value: object, why: str) -> Doubt:
    place = reading.places.get(address)
    candidate = Candidate(said(value), place.as_written if place else None, "as the page has it", place)
    return Doubt(address, why, (candidate,))
