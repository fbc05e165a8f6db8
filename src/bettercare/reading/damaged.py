"""Values that stand on a damaged page, or in a text that was cut off: each is read, and doubted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bettercare.documents.model import Damage, Document
from bettercare.plan import Candidate, Doubt, Place, Reading, value_at
from bettercare.plan.words import said

_LEAST = 3
"""Letters of a text that was cut off, from which on it is known again in a value."""


def doubted_where_damaged(reading: Reading, documents: Sequence[Document]) -> Reading:
    """Return the reading with a doubt at every value of a damaged place that has none yet."""
    damages = {(d.name, damage.page): [x for x in d.damages if x.page == damage.page] for d in documents for damage in d.damages}
    if not damages:
        return reading
    known = {doubt.address for doubt in reading.doubts}
    doubts = []
    for address, place in reading.places.items():
        if address in known or place.page is None:
            continue
        why = next((d.why for d in damages.get((place.document, place.page), ()) if _touches(d, place)), None)
        if why is not None:
            value = value_at(reading.plan, address)
            candidate = Candidate(None if value is None else said(value), place.as_written, "as the page has it", place)
            doubts.append(Doubt(address, why, (candidate,)))
    return replace(reading, doubts=(*reading.doubts, *doubts))


def _touches(damage: Damage, place: Place) -> bool:
    if damage.text is None:
        return True
    cut, written = (" ".join(text.split()).casefold() for text in (damage.text, place.as_written or ""))
    return len(cut) >= _LEAST and len(written) >= _LEAST and (cut in written or cut.endswith(written))
