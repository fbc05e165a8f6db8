"""Choices of a round's closed lists by their ids, also where a paper says them in the list's words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from bettercare.reading.parts import Found, Part, Read
from bettercare.reading.tables.label_likeness import plain_label
from bettercare.reading.words_among import AMONG, without_words_among
from bettercare.rounds.capacity import capacity_cells
from bettercare.rounds.model import Round

_Ids = Mapping[str, Mapping[str, str | None]]
"""By the plain words of a list's items their ids, each with the id of the item of another list that it belongs to."""


def with_choices_by_id(found: Found, round: Round) -> Found:
    """Answers that choose from a list as the ids of its items; words that are in no list stay as they were written."""
    lists = _lists(round)
    singles = {at: _by_id(read, lists.get(at.removeprefix("answers/"), {})) for at, read in found.singles.items()}
    return replace(found, parts=tuple(_part(p, lists) for p in found.parts), singles=singles)


@lru_cache(maxsize=64)
def _lists(round: Round) -> Mapping[str, _Ids]:
    """For each answer that chooses from a list, the list's items by their words."""
    chosen = {f.id: f.choices for f in round.fields if not f.spine}
    chosen |= {c.field.rpartition("answers/")[2]: c.choices for t in round.tables for c in t.columns if "answers/" in c.field}
    chosen |= {c.id: c.field.choices for c in capacity_cells(round) if c.field.choices}
    found: dict[str, dict[str, dict[str, str | None]]] = {}
    for field, id in ((f, id) for f, id in chosen.items() if id):
        words = found.setdefault(field, defaultdict(dict))
        for item in round.taxonomy(id).items:
            for word in (item.label, item.id, *item.labels):
                words[plain_label(word)][item.id] = item.parent
    return found


def _part(part: Part, lists: Mapping[str, _Ids]) -> Part:
    if not part.answers and not part.parts:
        return part
    answers = {name: _by_id(read, lists.get(name, {})) for name, read in part.answers.items()}
    beside = frozenset(str(read.value) for read in answers.values())
    answers = {name: _by_id(read, lists.get(name, {}), beside) for name, read in answers.items()}
    parts = tuple(_part(p, lists) for p in part.parts)
    return Part(part.kind, part.fields, parts, answers)


def _by_id(read: Read, ids: _Ids, beside: frozenset[str] = frozenset()) -> Read:
    if not ids or not isinstance(read.value, str):
        return read
    others = tuple(replace(c, value=_id(c.value or "", ids, beside) or c.value) for c in read.others)
    value = _id(read.value, ids, beside) or read.value
    if value == read.value and not ids.get(plain_label(value)) and (own := without_words_among(read, ids)) is not None:
        return replace(read, value=_id(own, ids, beside) or own, others=others, doubt=AMONG)
    return read if (value, others) == (read.value, read.others) else replace(read, value=value, others=others)


def _id(words: str, ids: _Ids, beside: frozenset[str]) -> str | None:
    """The one item of these words; of several that which belongs to another answer of the part, such as `Other` of a kind."""
    found = ids.get(plain_label(words)) if words else None
    if not found:
        return None
    own = list(found) if len(found) == 1 else [id for id, parent in found.items() if parent in beside]
    return own[0] if len(own) == 1 else None
