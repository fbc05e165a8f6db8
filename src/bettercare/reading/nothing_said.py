"""A list in which one row says `None` or `None in this plan` has no parts: people, and our forms, write so in an empty table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from bettercare.reading.parts import Found, Part

_LISTED = ("risks", "related", "milestones", "schemes", "lines", "contributions", "benefits")
_NOTHING = re.compile(r"(?:none|nil|nothing)(?: (?:in|for) this (?:plan|area|year))?\W*", re.I)


def without_nothing_said(found: Found) -> Found:
    """What was found, without parts of lists of which all that is given is that there is none."""
    kept = tuple(part for part in found.parts if part.kind not in _LISTED or not _says_nothing(part))
    return found if len(kept) == len(found.parts) else replace(found, parts=kept)


def _says_nothing(part: Part) -> bool:
    given = list(_given(part))
    return bool(given) and all(isinstance(value, str) and _NOTHING.fullmatch(value.strip()) for value in given)


def _given(part: Part) -> Iterator[object]:
    yield from (read.value for read in (*part.fields.values(), *part.answers.values()) if read.value is not None)
    for child in part.parts:
        yield from _given(child)
