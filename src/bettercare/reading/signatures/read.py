"""Sign-off blocks: for each, its role, organisation, name, position and date, in tables, lines or one flattened line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from bettercare.plan import How, State
from bettercare.reading.fields.labels import longest_first, stands_alone
from bettercare.reading.fields.read import LABELS_APART, RIVALS, rival_candidates, value_of
from bettercare.reading.fields.slot_kinds import ROLE
from bettercare.reading.fields.slots import Filled, Slot, fill
from bettercare.reading.outline import Outline
from bettercare.reading.parts import Found, Part, Read
from bettercare.reading.signatures.asked import FIELDS, field_labels, role_named, role_told
from bettercare.reading.signatures.beneath import with_lines_beneath
from bettercare.reading.signatures.flat import FlatRow, flat_rows
from bettercare.reading.signatures.mailed import mailed_signatures
from bettercare.reading.signatures.tabled import row_signature, signing_rows, tables_of_signatures
from bettercare.reading.signatures.told import signatures_told
from bettercare.reading.values import Value
from bettercare.reading.words import Gap, Hit, Words, letters
from bettercare.rounds.model import Round, SignoffRole

_KINDS = {"organisation": "organisation", "name": "name", "position": "position", "date": "date"}
_PER = {"ccg": "ccg", "council": "council", "hwb": "hwb", "icb": "icb"}
_LONGEST_REGION = 500
_HEADINGS = 14
"""Words of a table's headings that may stand before its first role."""


@dataclass(frozen=True, slots=True)
class Block:
    """A sign-off block: its role (None where only its organisation can tell) and the label that opens it."""

    role: SignoffRole | None
    hit: Hit


def read_signatures(outline: Outline, round: Round) -> Found:
    """Read every sign-off block of the plan; a placeholder left in is no name, and a role title alone is a name."""
    words = outline.words
    tabled = [
        part
        for t in tables_of_signatures(words, round)
        for row in signing_rows(t, round)
        if (part := row_signature(t.document, t.table, row, t.columns, round))
    ]
    if tabled:
        return Found(tuple(tabled))
    if mailed := mailed_signatures(words.documents, round):
        return Found(mailed)
    if told := signatures_told(words):
        return Found(tuple(_told_part(words, round, spot, reads) for spot, reads in told))
    region = _region(outline, round)
    if region is None:
        return Found()
    start, end = region
    rows = _flat_rows(words, round, start, end)
    if rows:
        return Found(tuple(_flat_part(words, round, row) for row in rows))
    blocks, slots = block_slots(words, round, start, end)
    parts = block_parts(words, round, blocks, fill(words, start, end, slots)) if blocks else ()
    return Found(tuple(_doubted(p) for p in parts) if _columns_mixed(words, round, blocks, start, end) else parts)


def _flat_rows(words: Words, round: Round, start: int, end: int) -> list[FlatRow]:
    return flat_rows(words, field_labels(round), round.signoff, max(0, start - _HEADINGS), end)


MIXED = "the columns of the table of signatures are printed into each other"


def _columns_mixed(words: Words, round: Round, blocks: Sequence[Block], start: int, end: int) -> bool:
    """True where the headings of a table stand once each for several blocks, and no row of it could be told."""
    labels = {field: {letters(x) for x in known} for field, known in field_labels(round).items()}
    labels["organisation"] = labels["organisation"] | {"organisation", "organisations"}
    low = max(0, start - _HEADINGS)
    alone = [letters(words.text(i, e)) for i, e in words.lines if low <= i < end and words[i].row is None and e - i <= 3]
    headings = {field: max((alone.count(line) for line in known), default=0) for field, known in labels.items()}
    return len(blocks) > 1 and headings["organisation"] > 0 and 0 < headings["name"] < len(blocks)


def _doubted(part: Part) -> Part:
    return replace(part, fields={name: replace(read, doubt=read.doubt or MIXED) for name, read in part.fields.items()})


def block_slots(words: Words, round: Round, start: int, end: int) -> tuple[list[Block], list[Slot]]:
    """The sign-off blocks whose labels stand in words [start, end), and the slots of their fields, ids `number#field`."""
    blocks, labels = _blocks(words, round, start, end)
    return blocks, _slots(words, round, blocks, labels, start, end) if blocks else []


def block_parts(words: Words, round: Round, blocks: Sequence[Block], filled: Sequence[Filled]) -> tuple[Part, ...]:
    """A signature for each block that has a label or a date of its own."""
    parts = []
    others = {i for f in filled for i in (*f.slot.hit.held(), *(f.indexes if f.slot.id.endswith("#organisation") else ()))}
    for number, block in enumerate(blocks):
        own = {f.slot.id.split("#")[1]: f for f in filled if f.slot.id.split("#")[0] == str(number)}
        labelled = any(f.slot.hit is not block.hit for f in own.values())
        own = with_lines_beneath(words, own, block.role.fields if block.role else FIELDS, others)
        if labelled or ("date" in own and own["date"].indexes):
            parts.append(_part(words, round, block, own))
    return tuple(parts)


def _flat_part(words: Words, round: Round, row: FlatRow) -> Part:
    reads = {field: _read(words, item) for field, item in row.fields.items()}
    named = role_named(round, row.role) if row.role else None
    role = named or role_told(round, Read(row.role), reads.get("organisation"), reads.get("position"))
    place = words.place(row.start, row.end)
    return Part("signatures", {"role": Read(role.id if role else None, place, doubt=None if role else "no role is named"), **reads})


def _told_part(words: Words, round: Round, spot: tuple[int, int], reads: dict[str, Read]) -> Part:
    whose = reads["organisation"]
    written = Read(whose.place.as_written if whose.place else None)
    role = role_told(round, whose if whose.value else written) or role_told(round, reads["position"])
    return Part(
        "signatures",
        {"role": Read(role.id if role else None, words.place(*spot), doubt=None if role else "no role is named"), **reads},
    )


def _region(outline: Outline, round: Round) -> tuple[int, int] | None:
    """The section of signatures; else where the labels of blocks stand together in the plan."""
    words = outline.words
    for section in round.sections:
        placed = outline.get(section.id) if section.content == "signatures" else None
        if placed and placed.end - placed.start > 3:
            return placed.start, min(placed.end, placed.start + _LONGEST_REGION)
    hits = sorted(
        h.start for role in round.signoff for label in role.locator.labels if len(label.split()) > 2 for h in words.find(label)
    )
    hits = [h for h in hits if words[h].text[:1].isupper()]
    if not hits:
        return None
    last = next((h for h, following in zip(hits, [*hits[1:], 10**9], strict=True) if following - h > 120), hits[-1])
    after = next((p.heading.start for p in outline.placed if p.heading.start > last), len(words))
    return hits[0], min(after, last + 60)


def _blocks(words: Words, round: Round, start: int, end: int) -> tuple[list[Block], dict[str, tuple[str, ...]]]:
    labels = field_labels(round)
    names = {letters(x) for x in labels["name"]}
    options: list[tuple[SignoffRole | None, str]] = [
        (role, label) for role in round.signoff for label in role.locator.labels if letters(label) not in names
    ]
    options += [(None, label) for label in labels["organisation"] if len(label.split()) > 2]
    signed = [o for o in options if re.match(r"(?:signed|on behalf|for (?:the|and on)|on behalf)", o[1], re.I)]
    own = frozenset(letters(label) for field in FIELDS[1:] for label in labels[field])
    unsigned = [o for o in options if o not in signed]
    blocks = _found_blocks(words, signed, own, start, end) or _found_blocks(words, unsigned, own, start, end)
    return sorted(blocks, key=lambda b: b.hit.start), labels


def _found_blocks(
    words: Words, options: list[tuple[SignoffRole | None, str]], own: frozenset[str], start: int, end: int
) -> list[Block]:  # fmt: skip
    """Every place that opens a block; `own` are the labels of a block's fields."""
    taken: set[int] = set()
    blocks: list[Block] = []
    for role, label, holes in longest_first(sorted(options, key=lambda o: o[0] is None)):
        for hit in words.find(label, start, end, holes):
            says_signed = re.match(r"(?:signed|on behalf|for and on)", label, re.I) and words[hit.start].text[:1].isupper()
            if hit.hole and any(
                words.starts_line(i) and words.line_end(i) == i + 1 and words.keys[i] in own for i in range(*hit.hole)
            ):
                continue  # no value, but another block's labels
            if (says_signed or stands_alone(words, hit)) and taken.isdisjoint(hit.held()):
                blocks.append(Block(role, hit))
                taken |= set(hit.held())
    return blocks


def _slots(
    words: Words, round: Round, blocks: Sequence[Block], labels: dict[str, tuple[str, ...]], start: int, end: int
) -> list[Slot]:  # fmt: skip
    taken = {i for b in blocks for i in b.hit.held()}
    fields: list[tuple[str, Hit]] = []
    pairs = [(field, label) for field in FIELDS[1:] for label in labels[field]]
    for _ in range(2):  # a label may be known only by the label before it in the same cell
        for field, label, holes in longest_first(pairs):
            for hit in words.find(label, start, end, holes):
                held = set(hit.held())
                if (
                    taken.isdisjoint(held)
                    and not _answers(words, hit, labels[field])
                    and (_is_label(words, hit) or (hit.start - 1 in taken and words[hit.start].text[:1].isupper()))
                ):
                    fields.append((field, hit))
                    taken |= held
    fields.sort(key=lambda f: f[1].start)
    upward = bool(fields) and fields[0][1].start < blocks[0].hit.start and fields[-1][1].start < blocks[-1].hit.start
    slots = [Slot(f"{n}#organisation", _organisation_kind(b.role), b.hit, strict=True) for n, b in enumerate(blocks)]
    seen: set[str] = set()
    strays: list[tuple[str, Hit, int]] = []
    for field, hit in sorted(fields, key=lambda f: (-len(letters(f[1].label)), f[1].start)):
        number = _owner(blocks, hit, upward)
        id = f"{number}#{field}"
        if number is not None and words[hit.start].row is None and (id in seen or not _asks(blocks[number].role, field)):
            strays.append((field, hit, number))
        if number is None or id in seen or (field == "position" and not _asks(blocks[number].role, "position")):
            continue
        seen.add(id)
        slots.append(Slot(id, _KINDS[field], hit))
    slots += _strayed(blocks, slots, strays)
    for number, block in enumerate(blocks):
        if not any(id.startswith(f"{number}#") for id in seen):
            asked = block.role.fields if block.role else FIELDS
            slots += [Slot(f"{number}#{f}", _KINDS[f], block.hit) for f in asked if f != "organisation"]
    return slots


def _strayed(blocks: Sequence[Block], slots: Sequence[Slot], strays: Sequence[tuple[str, Hit, int]]) -> list[Slot]:
    """Labels printed after a later block that has no use for them: each is the nearest earlier block's that lacks it."""
    have = {slot.id: slot for slot in slots}
    found: list[Slot] = []
    for field, hit, owner in strays:
        lacking = (n for n in range(owner - 1, -1, -1) if f"{n}#{field}" not in have and _asks(blocks[n].role, field))
        number = next(lacking, None)
        if number is None or not any(id.startswith(f"{number}#") and id.split("#")[1] in FIELDS[1:] for id in have):
            continue
        after = [have[id] for f in FIELDS[FIELDS.index(field) + 1 :] if (id := f"{number}#{f}") in have]
        limit = after[0].hit.start if after else blocks[number + 1].hit.start
        slot = Slot(f"{number}#{field}", _KINDS[field], hit, before=limit)
        have[slot.id] = slot
        found.append(slot)
    return found


def _is_label(words: Words, hit: Hit) -> bool:
    """A field's label begins with a capital; a word that ends a line it does not open is a value in a cell, and
    where it is a title's word, such as Chair, anywhere."""
    if not words[hit.start].text[:1].isupper() and not words[hit.start].text.lower().startswith("dat"):
        return False
    if hit.end - hit.start > 1 or words.starts_line(hit.start) or words.line_end(hit.start) - hit.start > 1:
        return True
    return words[hit.start].cell is None and letters(words[hit.start].text) not in ROLE


def _answers(words: Words, hit: Hit, labels: Sequence[str]) -> bool:
    """Whether a word such as `Chair` stands in the cell after a label of the same field: then it is what was written there."""
    if words[hit.start].gap is not Gap.CELL:
        return False
    first = hit.start - 1
    while first > 0 and words[first].gap is Gap.SPACE:
        first -= 1
    before = letters(" ".join(words[i].text for i in range(first, hit.start)))
    return before in {letters(label) for label in labels}


def _asks(role: SignoffRole | None, field: str) -> bool:
    return role is None or field in role.fields


def _organisation_kind(role: SignoffRole | None) -> str:
    return _PER.get(role.per, "organisation") if role else "organisation"


def _owner(blocks: Sequence[Block], hit: Hit, upward: bool) -> int | None:
    if upward:
        return next((n for n, b in enumerate(blocks) if b.hit.start > hit.start), None)
    return next((n for n in range(len(blocks) - 1, -1, -1) if blocks[n].hit.start <= hit.start), None)


def _part(words: Words, round: Round, block: Block, own: dict[str, Filled]) -> Part:
    reads = {field: _read(words, own[field]) for field in FIELDS if field in own}
    place = words.place(block.hit.start, block.hit.end)
    role = block.role or role_told(round, reads.get("organisation"), reads.get("position"))
    fields = {"role": Read(role.id if role else None, place, doubt=None if role else "no role is named"), **reads}
    for field in role.fields if role else ():
        fields.setdefault(field, Read(None, place, State.BLANK))
    return Part("signatures", fields)


def _read(words: Words, item: Filled) -> Read:
    if not item.indexes:
        return Read(None, words.place(item.slot.hit.start, item.slot.hit.end), State.BLANK)
    text = " ".join(words[i].text for i in item.indexes)
    place = words.place(item.indexes[0], item.indexes[-1] + 1)
    if place:
        place = replace(place, as_written=text)
        if item.apart:
            place = replace(place, how=How.INFERRED, reason=LABELS_APART)
    value = value_of(text, "date" if item.slot.kind == "date" else "text")
    if item.apart and item.rivals and value.doubt is None:
        value = Value(value.value, value.state, RIVALS, rival_candidates(words, item))
    kept = value.value.strip(" ,;:") if isinstance(value.value, str) else value.value
    doubt = value.doubt or (_mixed(kept, item.slot.kind) if isinstance(kept, str) else None)
    return Read(kept, place, value.state, value.others, doubt)


def _mixed(text: str, kind: str) -> str | None:
    """Why a text is more than the one thing that was asked for, as columns printed into each other leave it."""
    bodies = len(re.findall(r"\b(?:Council|Borough of|CCG|Commissioning Group|NHS)\b", text))
    titles = len(re.findall(r"\b(?:Director|Officer|Chair|Executive|Leader)\b", text))
    if kind == "name" and bodies and not titles:
        return "an organisation's words stand where a name was asked for"
    if (
        kind in ("name", "position")
        and (bodies or re.search(r"\bBoard\b", text))
        and text.startswith(("Clinical Com", "Council", "NHS", "Health and W"))
        and not re.search(r"\b(?:Director|Officer|Chair|Executive|Leader)$", text)
    ):
        return "an organisation's words stand where a name or position was asked for"
    other = re.search(r"\d|\b(?:director|officer|chair|executive|leader)\b", text, re.I)
    if kind not in ("name", "position", "date") and other:
        return "a title's words stand in an organisation's name"
    return None


def signing_tables(outline: Outline, round: Round) -> list[tuple[int, int]]:
    """Word ranges of tables that hold signatures in their rows, printed flat or not: no other field's value stands there."""
    found = [found.words for found in tables_of_signatures(outline.words, round)]
    region = None if found else _region(outline, round)
    rows = _flat_rows(outline.words, round, *region) if region else []
    return [*found, (rows[0].start, rows[-1].end)] if rows else found


def signed_on(found: Found) -> list[date]:
    """The dates of all signatures that were read."""
    return [p.fields["date"].value for p in found.parts if "date" in p.fields and isinstance(p.fields["date"].value, date)]
