"""Sign-off tables printed into one line: the headings first, then row after row, each of which ends in its date."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bettercare.reading.atoms import atoms_in
from bettercare.reading.labels import longest_first
from bettercare.reading.slots import Filled, Slot, fill
from bettercare.reading.values import tidy
from bettercare.reading.words import Hit, Words

_FIELDS = ("organisation", "name", "position", "date")
_ROLE_KINDS = (
    ("board chair|well.?being|hwb", "hwb"),
    ("council|authority", "council"),
    ("clinical|ccg", "ccg"),
    ("icb|integrated", "icb"),
)
_ROLE = re.compile(
    r"(?:health (?:and|&) well\s?-?being board(?: chair)?|hwb(?: chair)?|council|local authority|clinical commissioning group|ccg|"
    r"icb|integrated care board)$",
    re.I,
)


@dataclass(frozen=True, slots=True)
class FlatRow:
    """One row: words [start, end), the partner's kind written before its name (if any), and what belongs to each field."""

    start: int
    end: int
    role: str | None
    fields: dict[str, Filled]


def flat_rows(words: Words, labels: dict[str, tuple[str, ...]], start: int, end: int) -> list[FlatRow]:
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
        rows.append(_row(words, header, begin, after))
        begin = after
    return rows


def _header(words: Words, labels: dict[str, tuple[str, ...]], start: int, end: int) -> list[tuple[str, Hit]]:
    """Headings of at least three fields, name and date among them, one after the other and never again."""
    taken: set[int] = set()
    found: list[tuple[str, Hit]] = []
    known = [(f, label) for f in _FIELDS for label in (*labels[f], f.capitalize())]
    for field, label, holes in longest_first(known):
        for hit in words.find(label, start, end) if not holes else ():
            if words[hit.start].text[:1].isupper() and taken.isdisjoint(hit.held()):
                found.append((field, hit))
                taken.update(hit.held())
    found.sort(key=lambda f: f[1].start)
    run = [f for i, f in enumerate(found) if i == 0 or f[1].start - found[i - 1][1].end <= 1]
    run = run[: next((i for i in range(1, len(run)) if run[i][1].start - run[i - 1][1].end > 1), len(run))]
    fields = [field for field, _ in run]
    later = [field for field, hit in found if hit.start >= run[-1][1].end] if run else []
    if not {"name", "date"} <= set(fields) or len(set(fields)) < 3 or {"name", "date"} & set(later):
        return []
    return [(field, hit) for i, (field, hit) in enumerate(run) if field not in fields[i + 1 :]]


def _dates(words: Words, start: int, end: int) -> list[tuple[int, int]]:
    texts = [tidy(words[i].text) or words[i].text for i in range(start, end)]
    found = atoms_in(texts, [False] * len(texts), [1.0] * (len(texts) + 1))
    return [(start + a.start, start + a.end) for a in found if a.kind == "date"]


def _row(words: Words, header: Sequence[tuple[str, Hit]], start: int, end: int) -> FlatRow:
    """One row: the partner's kind first, where a name of such a partner follows it; then its fields in the headings' order."""
    role_end = next((i for i in range(min(start + 6, end - 1), start, -1) if _ROLE.match(words.text(start, i))), start)
    role = words.text(start, role_end)
    kind = next((kind for pattern, kind in _ROLE_KINDS if re.search(pattern, role, re.I)), "organisation")
    slots = [Slot(f, kind if f == "organisation" else f, hit) for f, hit in header if not (f == "position" and kind == "hwb")]
    others = [Hit(start, role_end)] if role_end > start else []
    filled = fill(words, start, end, slots, others)
    return FlatRow(start, end, role or None, {item.slot.id: item for item in filled})
