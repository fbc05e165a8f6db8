"""A choice of a closed list with words of the next cell among its own, as columns a space apart leave it in a text."""

from __future__ import annotations

from collections.abc import Container

from bettercare.reading.parts import Read
from bettercare.reading.tables.label_likeness import plain_label

AMONG = "the columns stand a space apart in this text, and words of the next cell seem to be among those of this choice"
_MOST = 4
_FEWEST_LEFT = 2


def without_words_among(read: Read, known: Container[str]) -> str | None:
    """The plain words of the one choice that is left when fewest words side by side are taken out of a cell of text; else None."""
    if read.place is None or read.place.line is None or not isinstance(read.value, str):
        return None
    words = plain_label(read.value).split()
    for taken in range(1, min(_MOST, len(words) - _FEWEST_LEFT) + 1):
        ways = {" ".join((*words[:start], *words[start + taken :])) for start in range(len(words) - taken + 1)}
        found = [way for way in ways if way in known]
        if found:
            return found[0] if len(found) == 1 else None
    return None
