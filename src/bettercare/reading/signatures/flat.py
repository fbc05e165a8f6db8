"""Sign-off tables printed into one line: the headings first, then row after row, each of which ends in its date."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bettercare.reading.atoms import atoms_in
from bettercare.reading.fields.labels import longest_first
from bettercare.reading.fields.slots import Filled, Slot, fill
from bettercare.reading.signatures.asked import FIELDS
from bettercare.reading.values import tidy
from bettercare.reading.words import Hit, Words, letters
from bettercare.rounds.model import SignoffRole

_ROLE = re.compile(
    r"(?:health (?:and|&) well\s?-?being board(?: chair)?|hwb(?: chair)?|council|local authority|clinical commissioning group|ccg|"
    r"icb|integrated care board)$",
    re.I,
)


@dataclass(frozen=True, slots=True)
class FlatRow:
    """One row: words [start, end), the role or partner's kind written before its name (if any), and each field's words."""

    start: int
    end: int
    role: str | None
    fields: dict[str, Filled]


def flat_rows(
    words: Words, labels: dict[str, tuple[str, ...]], roles: Sequence[SignoffRole], start: int, end: int
) -> list[FlatRow]:  # fmt: skip
    """The rows of a printed table in words [start, end); none where the headings do not stand together, each once."""
    header = _header(words, labels, start, end)
    if not header:
        return []
    first = max(hit.end for _, hit in header)
    dates = _dates(words, first, end)
    if len(dates) < 2:
        return []
    rows = []
    begin = first
    for _, after in dates:
        rows.append(_row(words, header, roles, begin, after))
        begin = after
    return rows


def _header(words: Words, labels: dict[str, tuple[str, ...]], start: int, end: int) -> list[tuple[str, Hit]]:
    """Headings of at least three fields, name and date among them, one after the other and never again."""
    taken: set[int] = set()
    found: list[tuple[str, Hit]] = []
    known = [(f, label) for f in FIELDS for label in (*labels[f], f.capitalize())]
    for field, label, holes in longest_first(known):
        for hit in words.find(label, start, end) if not holes else ():
            if words[hit.start].text[:1].isupper() and taken.isdisjoint(hit.held()):
                found.append((field, hit))
                taken.update(hit.held())
    found.sort(key=lambda f: f[1].start)
    runs: list[list[tuple[str, Hit]]] = []
    for field, hit in found:
        if not runs or hit.start - runs[-1][-1][1].end > 1:
            runs.append([])
        runs[-1].append((field, hit))
    for number, run in enumerate(runs):
        fields = [field for field, _ in run]
        later = {field for other in runs[number + 1 :] for field, _ in other}
        if {"name", "date"} <= set(fields) and len(set(fields)) >= 3 and not {"name", "date"} & later:
            return [(field, hit) for i, (field, hit) in enumerate(run) if field not in fields[i + 1 :]]
    return []


def _dates(words: Words, start: int, end: int) -> list[tuple[int, int]]:
    texts = [tidy(words[i].text) or words[i].text for i in range(start, end)]
    found = atoms_in(texts, [False] * len(texts), [1.0] * (len(texts) + 1))
    return [(start + a.start, start + a.end) for a in found if a.kind == "date"]


def _row(words: Words, header: Sequence[tuple[str, Hit]], roles: Sequence[SignoffRole], start: int, end: int) -> FlatRow:
    """One row: the role or partner's kind first, where it is told; then its fields in the headings' order.

    A board's chair has no position in most forms: one is looked for only where words are left over.
    """
    after, per = _role_told(words, roles, start, end)
    kind = per if per in ("ccg", "council", "hwb", "icb") else "organisation"
    twice = _written_twice(words, header, after, end)
    if twice:
        return FlatRow(start, end, words.text(start, after) or None, twice)
    slots = [Slot(f, kind if f == "organisation" else f, hit) for f, hit in header]
    others = [Hit(start, after)] if after > start else []
    short = [s for s in slots if not (s.id == "position" and kind == "hwb")]
    filled = fill(words, start, end, short, others, rivals=True)
    if len(short) < len(slots) and end - after - sum(len(item.indexes) for item in filled) > 1:
        filled = fill(words, start, end, slots, others, rivals=True)
    return FlatRow(start, end, words.text(start, after) or None, {item.slot.id: item for item in filled})


def _written_twice(words: Words, header: Sequence[tuple[str, Hit]], start: int, end: int) -> dict[str, Filled]:
    """The fields of a row in which one title stands for name and position, one after the other; none in another row."""
    hits = dict(header)
    dates = _dates(words, start, end)
    if [field for field, _ in header] != [*FIELDS] or not dates:
        return {}
    last = dates[-1][0]
    keys = words.keys[start:last]
    half = next((h for h in range(len(keys) // 2, 0, -1) if keys[-2 * h : -h] == keys[-h:] and 2 * h < len(keys)), 0)
    cuts = (start, last - 2 * half, last - half, last, dates[-1][1])
    ranges = {field: tuple(range(a, b)) for field, a, b in zip(FIELDS, cuts, cuts[1:], strict=False)}
    return {f: Filled(Slot(f, f, hits[f]), ranges[f], True) for f in FIELDS} if half else {}


def _role_told(words: Words, roles: Sequence[SignoffRole], start: int, end: int) -> tuple[int, str | None]:
    """Where the role that opens a row ends, and for what it is signed: the longest of the round's labels, else a partner's kind."""
    labelled = {letters(label): role.per for role in roles for label in role.locator.labels}
    for after in range(min(start + 14, end - 1), start, -1):
        if (key := letters(words.text(start, after))) in labelled:
            return after, labelled[key]
    after = next((i for i in range(min(start + 6, end - 1), start, -1) if _ROLE.match(words.text(start, i))), start)
    text = words.text(start, after)
    return after, next((kind for pattern, kind in _ROLE_KINDS if re.search(pattern, text, re.I)), None)


_ROLE_KINDS = (
    ("board chair|well.?being|hwb", "hwb"),
    ("council|authority", "council"),
    ("clinical|ccg", "ccg"),
    ("icb|integrated", "icb"),
)
