"""Where the labels of a form's fields stand, as slots to fill: whole or parted, in rows, in lines or inside one line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TypeVar

from bettercare.documents.model import Table
from bettercare.plan import FinancialYear
from bettercare.reading.dates import YEAR, read_year
from bettercare.reading.fields.slots import Slot
from bettercare.reading.outline import Outline
from bettercare.reading.values import tidy
from bettercare.reading.words import Gap, Hit, Words, letters
from bettercare.rounds.loading import load_all
from bettercare.rounds.model import Field, Round

_T = TypeVar("_T")


@lru_cache(maxsize=64)
def usual_fields(round: Round) -> tuple[Field, ...]:
    """Fields of the spine's summary (area, partners, dates) that other rounds ask for and this one does not.

    Authors keep the table of an earlier form, so its labels are looked for too.
    """
    own = {f.spine for f in round.fields}
    usual: dict[str, Field] = {}
    for other in (r for r in load_all() if r.id != round.id):
        for field in other.fields:
            spine = field.spine or ""
            if field.on == "plan" and spine not in own and spine.startswith(("area/", "organisations/", "dates/")):
                usual[spine] = replace(
                    usual.get(spine, field),
                    locator=replace(
                        field.locator,
                        labels=(*usual[spine].locator.labels, *field.locator.labels) if spine in usual else field.locator.labels,
                    ),
                )
    return tuple(usual.values())


def fact_region(outline: Outline, fields: Sequence[Field]) -> tuple[int, int] | None:
    """Where at least two of the fields' labels stand in rows or lines of their own."""
    words = outline.words
    hits: dict[int, str] = {}
    for field in fields:
        for label in field.locator.labels:
            if len(label.split()) > 1:
                hits |= {h.start: field.id for h in words.find(label, holes=True) if stands_alone(words, h)}
    near = _together(hits, 2, 200) or _together(_capital_labels(words, fields), 3, 80)
    if not near:
        return None
    last = max(p for p in near if p - near[0] < 500)
    after = next((p.heading.start for p in outline.placed if p.heading.start > last), len(words))
    return max(0, near[0] - 20), min(after, last + 80)


def in_wide_row(words: Words, index: int) -> bool:
    """True in a table row with more than four filled cells: a list of things, not a label with its value."""
    word = words[index]
    block = words.documents[word.document].blocks[word.block]
    return isinstance(block, Table) and word.row is not None and sum(bool(c.text.strip()) for c in block.rows[word.row].cells) > 4


def _together(hits: dict[int, str], least: int, reach: int) -> list[int]:
    """Places of labels that have labels of other fields near, `least` different ones in all."""
    return [p for p in sorted(hits) if len({field for q, field in hits.items() if abs(p - q) < reach}) >= least]


def _capital_labels(words: Words, fields: Sequence[Field]) -> dict[int, str]:
    """Labels that stand inside a line as they stand in the form, with a capital; only the first of each field."""
    found: dict[int, str] = {}
    for field in fields:
        hits = [
            h
            for label in field.locator.labels
            if len(label.split()) > 1
            for h in words.find(label)
            if words[h.start].text[:1].isupper()
        ]
        if hits and field.spine:
            found[min(h.start for h in hits)] = field.id
    return found


def stands_alone(words: Words, hit: Hit) -> bool:
    """A label that opens its line or cell, and ends there or in a colon."""
    if not words.starts_line(hit.start) or in_wide_row(words, hit.start):
        return False
    return words[hit.end - 1].text.endswith(":") or words.line_end(hit.end - 1) <= hit.end or hit.hole is not None


def find_slots(words: Words, fields: Sequence[Field], start: int, end: int) -> tuple[list[Slot], list[Hit]]:
    """The labels of fields in words [start, end) as slots; budgets become one slot for each year that follows their label."""
    taken: set[int] = set()
    slots: list[Slot] = []
    budgets: dict[str, list[Field]] = {}
    plain: list[tuple[Field, str]] = []
    for field in fields:
        if (field.spine or "").startswith("budgets/"):
            budgets.setdefault((field.spine or "").rsplit("/", 1)[0], []).append(field)
        else:
            plain += [(field, label) for label in field.locator.labels]
    bases = [(group, label) for group in budgets.values() for label in base_labels(group)]
    anchors: list[tuple[Hit, list[Field]]] = []
    for group, label, holes in longest_first(bases):
        for hit in words.find(label, start, end, holes):
            if taken.isdisjoint(hit.held()) and _stands_as_label(words, hit, label):
                anchors.append((hit, group))
                taken.update(hit.held())
    for field, label, holes in longest_first(plain):
        repeats = (field.spine or "").startswith("organisations/")
        for hit in words.find(label, start, end, holes):
            have = [s for s in slots if s.id.split("#")[0] == field.id]
            if have and not (repeats and words.starts_line(hit.start)):
                continue
            if taken.isdisjoint(hit.held()) and _stands_as_label(words, hit, label):
                hit = _numbered(words, hit) if repeats else hit
                slots.append(Slot(f"{field.id}#{len(have)}", _kind(field), hit))
                taken.update(hit.held())
    year_slots, used = _year_slots(words, anchors, end, [s.hit.start for s in slots])
    return slots + year_slots, used


def longest_first(pairs: Sequence[tuple[_T, str]]) -> list[tuple[_T, str, bool]]:
    """Labels in the order to look for them: long before short, and whole before parted by a value in their middle."""
    options = [
        (len(letters(label)) * (0.6 if holes else 1), item, label, holes) for item, label in pairs for holes in (False, True)
    ]
    return [
        (item, label, holes)
        for _, item, label, holes in sorted(options, key=lambda o: -o[0])
        if not holes or len(label.split()) > 3
    ]


def _numbered(words: Words, hit: Hit) -> Hit:
    """Take the number of a repeated label with it: `Clinical Commissioning Group 2`, `CCG #1`."""
    if hit.end < len(words) and words[hit.end].gap is Gap.SPACE and re.fullmatch(r"#?\d{1,2}[:.)]?|#|\(s\):?", words[hit.end].text):
        return replace(hit, end=hit.end + 1)
    return hit


def _stands_as_label(words: Words, hit: Hit, label: str) -> bool:
    """A short label (`Council`, `CCG`) must open its line or cell and end there or in a colon; no label follows `NHS`.

    What ends in a full stop is the last line of a sentence.
    """
    if in_wide_row(words, hit.start) or (words[hit.end - 1].text.endswith(".") and not label.endswith(".")):
        return False
    before = [words[i].text for i in range(max(0, hit.start - 4), hit.start)]
    of_groups = "commissioning" in label.lower() or "ccg" in label.lower()
    if of_groups and not words.starts_line(hit.start) and any(t.upper() == "NHS" for t in before):
        value_first = words.line_end(hit.end - 1) == hit.end and re.search(r"CCG|Groups?$", words[hit.start - 1].text)
        if not value_first:
            return False
    if len(label.split()) > 1:
        return words[hit.start].text[:1].isupper() or words.starts_line(hit.start)
    closed = words[hit.end - 1].text.endswith(":") or words.line_end(hit.end - 1) <= hit.end
    return words.starts_line(hit.start) and closed


def base_labels(group: Sequence[Field]) -> list[str]:
    """A budget's labels without the year, so that `..., 2014/15` and a year on its own line are read alike."""
    labels = (re.sub(r"[\s:,(-]+$", "", YEAR.sub("", tidy(label)).replace("()", "")) for f in group for label in f.locator.labels)
    return [label for label in dict.fromkeys(labels) if len(label.split()) > 1]


def _year_slots(words: Words, anchors: list[tuple[Hit, list[Field]]], end: int, starts: list[int]) -> tuple[list[Slot], list[Hit]]:
    """A slot for each financial year after a budget's label and before the next label; without a year, the round's order."""
    anchors.sort(key=lambda a: a[0].start)
    limits = sorted([*starts, *(h.start for h, _ in anchors), end])
    slots: list[Slot] = []
    other: list[Hit] = []
    for hit, group in anchors:
        limit = next(x for x in limits if x > hit.start)
        years = years_written(words, hit.start, limit)
        by_year = {(f.spine or "").rsplit("/", 1)[1]: f for f in group}
        if not years:
            slots.append(Slot(f"{group[0].id}#{'?' if len(group) > 1 else ''}", "money", hit))
            continue
        first_label = True
        for year, place in years:
            field = by_year.get(str(year))
            if field is None:
                other.append(place)
                continue
            if first_label:
                hole = (hit.end, place.start) if place.start > hit.end else hit.hole
                slots.append(Slot(f"{field.id}#", "money", Hit(hit.start, max(hit.end, place.end), hit.label, 1.0, hole)))
                if hit.hole and place.start > hit.end:
                    slots[-1] = replace(slots[-1], hit=Hit(hit.start, place.end, hit.label, 1.0, hit.hole))
                first_label = False
            else:
                slots.append(Slot(f"{field.id}#", "money", place))
    return slots, other


def years_written(words: Words, start: int, end: int) -> list[tuple[FinancialYear, Hit]]:
    found: list[tuple[FinancialYear, Hit]] = []
    index = start
    while index < end:
        for size in (3, 1):
            text = words.text(index, min(index + size, end)).strip(" :.()")
            year = read_year(text) if re.fullmatch(r"(?:20)?\d{2}\s?[/–-]\s?(?:20)?\d{2}", tidy(text)) else None
            if year:
                found.append((year, Hit(index, min(index + size, end))))
                index += size - 1
                break
        index += 1
    return found


def _kind(field: Field) -> str:
    if (field.spine or "").startswith("organisations/"):
        return (field.spine or "").split("/")[1]
    if field.spine == "area/name":
        return "place"
    return {"money": "money", "date": "date"}.get(field.kind, "text")
