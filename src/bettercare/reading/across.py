"""Forms printed column by column over several sections: first the labels of all, then their values, as one assignment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bettercare.reading.fields.budgets_told import budget_key
from bettercare.reading.fields.labels import usual_fields
from bettercare.reading.fields.read import found_in, region_slots
from bettercare.reading.fields.slots import Filled, Slot, fill, loose_values
from bettercare.reading.outline import Outline, Placed
from bettercare.reading.parts import Found
from bettercare.reading.signatures.read import block_parts, block_slots
from bettercare.reading.words import Hit
from bettercare.rounds.model import Field, Round

_LONGEST = 900
_TYPED = frozenset(["money", "date", "council", "ccg", "icb", "hwb", "place"])


def read_across(outline: Outline, round: Round) -> tuple[Found, Found] | None:
    """The fields and the signatures of sections whose labels stand together before their values; None where they do not.

    Looked for only in text, where a section of fields lacks at least two values and an assignment over the sections that
    follow it finds at least two more.
    """
    for number, placed in enumerate(outline.placed):
        if placed.section.content == "fields":
            found = _across(outline, round, placed, _following(outline, number))
            if found:
                return found
    return None


def _following(outline: Outline, number: int) -> list[Placed]:
    """The sections of fields and signatures that follow a section without another between them."""
    found: list[Placed] = []
    for placed in outline.placed[number + 1 :]:
        if placed.section.content not in ("fields", "signatures"):
            break
        found.append(placed)
    return found


def _across(outline: Outline, round: Round, first: Placed, following: Sequence[Placed]) -> tuple[Found, Found] | None:
    words = outline.words
    end = min(following[-1].end if following else first.end, first.start + _LONGEST)
    sections = {p.section.id for p in (first, *following) if p.section.content == "fields"}
    partners = [f for f in usual_fields(round) if (f.spine or "").startswith("organisations/")]
    fields = [*(f for f in round.fields if f.on == "plan" and f.section in sections), *partners]
    alone, nobody = region_slots(outline, fields, first.start, first.end, ())
    if not alone or any(words[s.hit.start].row is not None for s in alone):
        return None
    before = fill(words, first.start, first.end, alone, nobody)
    if _filled(before) + 2 > sum(s.kind in _TYPED for s in alone):
        return None
    slots, nobody = _field_slots(outline, fields, first, following, end)
    blocks, signing = block_slots(words, round, slots[-1].hit.end, end)
    nobody += [Hit(p.heading.start, p.heading.end) for p in following]
    filled = fill(words, first.start, end, [*slots, *signing], nobody, rivals=True)
    own = [item for item in filled if not item.slot.id[0].isdigit()]
    if _filled(own) < _filled(before) + 2:
        return None
    unplaced = loose_values(words, first.start, end, [*slots, *signing], filled, nobody)
    signed = [item for item in filled if item.slot.id[0].isdigit()]
    return found_in(words, fields, own, round.published_on, unplaced), Found(block_parts(words, round, blocks, signed))


def _field_slots(
    outline: Outline, fields: Sequence[Field], first: Placed, following: Sequence[Placed], end: int
) -> tuple[list[Slot], list[Hit]]:  # fmt: skip
    """The slots of every section of fields, and of no other: a sign-off block repeats words of the summary's labels."""
    slots, nobody = region_slots(outline, fields, first.start, first.end, ())
    for placed in following:
        if placed.section.content == "fields":
            more, other = region_slots(outline, fields, placed.start, min(placed.end, end), ())
            have = {s.id for s in slots}
            slots, nobody = [*slots, *(s for s in more if s.id not in have)], [*nobody, *other]
    return sorted(slots, key=lambda s: s.hit.start), nobody


def _filled(items: Sequence[Filled]) -> int:
    return sum(bool(item.indexes) for item in items if item.slot.kind in _TYPED)


def over(found: Found, across: Found) -> Found:
    """What was read across sections in place of what each section gave alone."""
    kinds = {p.kind for p in across.parts if p.kind != "budgets"}
    keys = {budget_key(p) for p in across.parts if p.kind == "budgets"}
    kept = [p for p in found.parts if p.kind not in kinds and not (p.kind == "budgets" and budget_key(p) in keys)]
    return replace(
        found, parts=(*across.parts, *kept), singles={**found.singles, **across.singles}, unread=across.unread
    )  # fmt: skip
