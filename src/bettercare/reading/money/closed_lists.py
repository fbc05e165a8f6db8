"""Words of a round's closed lists: sources of funding, areas of spend, commissioners, providers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from bettercare.plan import How
from bettercare.reading.money.sources import stream_of
from bettercare.reading.parts import Read
from bettercare.reading.tables.label_likeness import plain_label
from bettercare.reading.words_among import AMONG, without_words_among
from bettercare.rounds.model import Round, Taxonomy

LISTED = {
    "area_of_spend": ("areas-of-spend", "area-of-spend"),
    "commissioner": ("commissioners", "commissioner"),
    "provider": ("providers", "provider"),
    "measure": ("benefit-from",),
}
"""For each field whose words are chosen from a list, the names that rounds give that list."""


def listed(field: str, read: Read, round: Round) -> Read:
    """A word of a closed list as its id; a word that is not in the list stays as written, in doubt."""
    text = str(read.value)
    if field == "source":
        stream = stream_of(text, round)
        return Read(
            stream or text,
            read.place,
            read.state,
            doubt=None if stream or not round.streams else "this source of funding is not one of the round's",
        )
    if field == "nhs_share":
        return _share(read)
    for taxonomy in round.taxonomies:
        if taxonomy.id in LISTED.get(field, ()):
            ids = _ids(taxonomy)
            id = ids.get(plain_label(text))
            if id is not None:
                return Read(id, read.place, read.state)
            if (own := without_words_among(read, ids)) is not None:
                return replace(read, value=ids[own], doubt=AMONG)
    return read


@lru_cache(maxsize=64)
def _ids(taxonomy: Taxonomy) -> Mapping[str, str]:
    """The id of the first item of a list that bears each word, by the word's key."""
    return {plain_label(w): item.id for item in reversed(taxonomy.items) for w in (item.label, item.id, *item.labels)}


def _share(read: Read) -> Read:
    """A share in per cent; one that is stored as a fraction of the whole, as sheets store it, is made one."""
    value = read.value
    if not isinstance(value, Decimal) or not 0 < value <= 1 or (read.place and "%" in (read.place.as_written or "")):
        return read
    place = replace(read.place, how=How.INFERRED, reason="stored as a fraction of the whole") if read.place else None
    return replace(read, value=(value * 100).normalize() + 0, place=place)
