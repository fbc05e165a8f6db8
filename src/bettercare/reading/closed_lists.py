"""Words of a round's closed lists: sources of funding, areas of spend, commissioners, providers."""

from __future__ import annotations

from bettercare.reading.label_likeness import plain_label
from bettercare.reading.parts import Read
from bettercare.reading.sources import stream_of
from bettercare.rounds.model import Round

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
        return read
    for taxonomy in round.taxonomies:
        if taxonomy.id in LISTED.get(field, ()):
            plain = plain_label(text)
            for item in taxonomy.items:
                if plain in {plain_label(w) for w in (item.label, item.id, *item.labels)}:
                    return Read(item.id, read.place, read.state)
    return read
