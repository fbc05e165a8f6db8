"""Sign-off blocks that label a name alone: the signatory's title and the date stand in lines of their own beneath it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from bettercare.reading.dates import read_date
from bettercare.reading.fields.slot_kinds import ROLE
from bettercare.reading.fields.slots import Filled
from bettercare.reading.words import Words, letters

_MOST_LINES = 3
_LONGEST_TITLE, _LONGEST_DATE = 14, 5


def with_lines_beneath(
    words: Words, own: Mapping[str, Filled], asked: Collection[str], others: Collection[int]
) -> dict[str, Filled]:  # fmt: skip
    """A block's fields, with the position and date that stand without labels in the lines beneath its name.

    `others` are the words of labels and organisations, where the lines of this name end.
    """
    name = own.get("name")
    lacking = [field for field in ("position", "date") if field in asked and field not in own]
    if name is None or not name.indexes or not lacking or words[name.indexes[0]].row is not None:
        return dict(own)
    at = words.line_end(name.indexes[0])
    found: dict[str, Filled] = {}
    for _ in range(_MOST_LINES):
        end = words.line_end(at) if at < len(words) else at
        field = _told(words, at, end) if not others or set(range(at, end)).isdisjoint(others) else None
        if field not in lacking or field in found:
            break
        found[field] = replace(name, slot=replace(name.slot, id=f"#{field}", kind=field), indexes=tuple(range(at, end)), rivals=())
        at = end
    if not found:
        return dict(own)
    first = [i for i in name.indexes if i < words.line_end(name.indexes[0])]
    return {**own, "name": replace(name, indexes=tuple(first)), **found}


def _told(words: Words, start: int, end: int) -> str:
    """Whether a line is a date, or a title, or neither."""
    if start >= end:
        return ""
    if end - start <= _LONGEST_DATE and read_date(words.text(start, end)).value:
        return "date"
    titled = any(letters(words[i].text) in ROLE for i in range(start, end))
    return "position" if titled and end - start <= _LONGEST_TITLE else ""
