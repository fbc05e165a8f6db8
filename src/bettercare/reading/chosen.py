"""Choices of a round's closed lists by their ids, also where a paper says them in the list's words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from bettercare.reading.label_likeness import plain_label
from bettercare.reading.parts import Found, Part, Read
from bettercare.rounds.model import Round


def with_choices_by_id(found: Found, round: Round) -> Found:
    """Answers that choose from a list as the ids of its items; words that are in no list stay as they were written."""
    lists = _lists(round)
    singles = {at: _by_id(read, lists.get(at.removeprefix("answers/"), {})) for at, read in found.singles.items()}
    return replace(found, parts=tuple(_part(p, lists) for p in found.parts), singles=singles)


@lru_cache(maxsize=64)
def _lists(round: Round) -> Mapping[str, Mapping[str, str]]:
    """For each answer that chooses from a list, the ids of the list's items by their plain words; a wording of two is left out."""
    chosen = {f.id: f.choices for f in round.fields if f.choices and not f.spine}
    columns = (c for t in round.tables for c in t.columns if c.choices and "answers/" in c.field)
    chosen |= {c.field.rpartition("answers/")[2]: c.choices for c in columns}
    found: dict[str, dict[str, str]] = {}
    for field, id in chosen.items():
        items = round.taxonomy(id or "").items
        words = [(plain_label(w), item.id) for item in items for w in (item.label, item.id, *item.labels)]
        owners = {word: {id for other, id in words if other == word} for word, _ in words}
        found[field] = {word: id for word, id in words if word and len(owners[word]) == 1}
    return found


def _part(part: Part, lists: Mapping[str, Mapping[str, str]]) -> Part:
    answers = {name: _by_id(read, lists.get(name, {})) for name, read in part.answers.items()}
    return replace(part, answers=answers, parts=tuple(_part(p, lists) for p in part.parts))


def _by_id(read: Read, ids: Mapping[str, str]) -> Read:
    if not ids or not isinstance(read.value, str):
        return read
    others = tuple(replace(c, value=ids.get(plain_label(c.value or ""), c.value)) for c in read.others)
    return replace(read, value=ids.get(plain_label(read.value), read.value), others=others)
