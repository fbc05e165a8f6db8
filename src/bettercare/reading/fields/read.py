"""The fields of a round's form (the summary of a plan and the like): labels found, values given to them, each read by kind."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from bettercare.organisations import find, mentions
from bettercare.plan import BudgetKind, Candidate, FinancialYear, How, State, Unread
from bettercare.reading.dates import read_date
from bettercare.reading.fields.budgets_told import budget_key, budgets_told
from bettercare.reading.fields.in_rows import read_in_rows, shown_empty
from bettercare.reading.fields.labels import fact_region, find_slots, usual_fields
from bettercare.reading.fields.slots import Filled, Slot, fill, loose_values
from bettercare.reading.outline import Outline
from bettercare.reading.parts import Found, Part, Read
from bettercare.reading.values import Value, read_money, read_number, read_yes_no, state_of, tidy
from bettercare.reading.words import Hit, Words, letters
from bettercare.rounds.model import Field, Round

_LONGEST = 700
"""Words of a section in which its fields are looked for."""
_LONGEST_LABEL = 25
LABELS_APART = "the labels stand apart from the values; their order and kind decided"


def read_fields(outline: Outline, round: Round, elsewhere: Sequence[tuple[int, int]] = ()) -> Found:
    """Read every field that the round asks for on the plan itself, section by section.

    Organisations are given as parts `organisations` with `name` and `kind` as the paper's summary lists them. Outside a
    section of fields only a label in a row or line of its own counts, and a budget in a sentence that names its year.
    `elsewhere` are ranges of words, such as tables of signatures, that hold no field.
    """
    found = Found()
    asked = [f for f in round.fields if f.on == "plan"]
    borrowed = usual_fields(round)
    partners = [f for f in borrowed if (f.spine or "").startswith("organisations/")]
    loose = list(borrowed)
    for section in dict.fromkeys(f.section for f in asked):
        fields = [f for f in asked if f.section == section]
        placed = outline.get(section) if section else None
        if placed is not None and placed.section.content == "fields":
            end = min(placed.end, placed.start + _LONGEST)
            found += _read_region(outline, [*fields, *partners], placed.start, end, elsewhere, near=round.published_on)
        else:
            loose += [f for f in fields if f.spine]
            found += _answers(outline, [f for f in fields if not f.spine], elsewhere, round)
    dates = [f for f in asked if (f.spine or "").startswith("dates/") and f not in loose]
    wanting = [f for f in dates if f.spine not in found.singles or found.singles[f.spine].value is None]
    region = fact_region(outline, [*loose, *wanting])
    if region:  # a date that is known already still ends what stands before it
        more = _read_region(outline, [*loose, *dates], *region, elsewhere, near=round.published_on, loose=True)
        found = _only_new(found, more)
    budgets = [f for f in asked if (f.spine or "").startswith("budgets/")]
    beside = read_in_rows(outline.words.documents, budgets).singles
    alone = tuple(_budget(f.spine or "", beside[f"answers/{f.id}"]) for f in budgets if f"answers/{f.id}" in beside)
    return budgets_told(outline.words, budgets, _only_new(found, Found(alone)))


def _answers(outline: Outline, fields: Sequence[Field], elsewhere: Sequence[tuple[int, int]], round: Round) -> Found:
    beside = read_in_rows(outline.words.documents, fields)
    fields = [f for f in fields if f"answers/{f.id}" not in beside.singles]
    region = fact_region(outline, fields)
    told = beside + (_read_region(outline, fields, *region, elsewhere, near=round.published_on, loose=True) if region else Found())
    return _only_new(told, shown_empty(outline.words.documents, fields))


def _only_new(found: Found, more: Found) -> Found:
    """Add what a section of fields did not give already: a kind of part, a budget of a year, or a single value."""
    have = {(p.kind, *(budget_key(p) if p.kind == "budgets" else ())) for p in found.parts}
    parts = tuple(p for p in more.parts if (p.kind, *(budget_key(p) if p.kind == "budgets" else ())) not in have)
    singles = {k: v for k, v in more.singles.items() if k not in found.singles or found.singles[k].value is None}
    return replace(found, parts=(*found.parts, *parts), singles={**found.singles, **singles})


def _read_region(
    outline: Outline,
    fields: Sequence[Field],
    start: int,
    end: int,
    elsewhere: Sequence[tuple[int, int]],
    near: date | None,
    loose: bool = False,
) -> Found:
    slots, other = region_slots(outline, fields, start, end, elsewhere)
    slots = [replace(s, near=True) for s in slots] if loose else slots
    filled = fill(outline.words, start, end, slots, other)
    unplaced = () if loose else loose_values(outline.words, start, end, slots, filled, other)
    return found_in(outline.words, fields, filled, near, unplaced)


def region_slots(
    outline: Outline, fields: Sequence[Field], start: int, end: int, elsewhere: Sequence[tuple[int, int]]
) -> tuple[list[Slot], list[Hit]]:  # fmt: skip
    """The slots of fields in words [start, end), and the words there that are nobody's value."""
    slots, other = find_slots(outline.words, fields, start, end)
    slots = [s for s in slots if not any(a <= s.hit.start < b for a, b in elsewhere)]
    other += [Hit(p.start, p.end) for p in outline.prompts_in(start, end)]
    taken = {i for s in slots for i in s.hit.held()} | {i for hit in other for i in hit.held()}
    other += [hit for hit in _unknown_labels(outline.words, start, end) if taken.isdisjoint(hit.held())]
    other += [Hit(max(a, start), min(b, end)) for a, b in elsewhere if a < end and b > start]
    return slots, other


def _unknown_labels(words: Words, start: int, end: int) -> list[Hit]:
    """Cells that end in a colon, with another cell after them in their row: labels of something that the round does not ask."""
    found = []
    for first, last in words.lines:
        row = words[first].row
        if first < start or last > end or row is None or not words[last - 1].text.endswith(":") or last - first > _LONGEST_LABEL:
            continue
        if last < len(words) and words[last].row == row and words[last].cell != words[first].cell:
            found.append(Hit(first, last))
    return found


def found_in(
    words: Words,
    fields: Sequence[Field],
    filled: Sequence[Filled],
    near: date | None,
    unplaced: Sequence[tuple[str, tuple[int, ...]]] = (),
) -> Found:
    """What filled slots say, each read by its field's kind; `unplaced` are values nearby that no slot took.

    A field without a value is in doubt where a value of its kind is unplaced, and such values are given as unread.
    """
    by_id = {f.id: f for f in fields}
    singles: dict[str, Read] = {}
    parts: list[Part] = []
    reads = [(item, by_id[item.slot.id.split("#")[0]], _read(words, item, filled, near)) for item in filled]
    reads = [(item, field, _chosen(read) if field.kind == "yes-no" else read) for item, field, read in _with_years(words, reads)]
    reads = [(item, field, _named(read) if field.spine == "area/name" else read) for item, field, read in reads]
    wanting = {item.slot.kind for item in filled if not item.indexes}
    spare = [(kind, indexes) for kind, indexes in unplaced if kind in wanting]
    reads = [(item, field, read if item.indexes else _blank(words, item, read, spare, near)) for item, field, read in reads]
    for item, field, read in reads:
        spine = field.spine or ""
        if spine.startswith("budgets/"):
            parts.append(_budget(spine, read, "no year stands beside the amount" if item.slot.id.endswith("#?") else None))
        elif spine.startswith("organisations/"):
            parts += [
                Part("organisations", {"name": each, "kind": replace(read, value=spine.split("/")[1], others=(), doubt=None)})
                for each in organisations_listed(read, spine.split("/")[1])
            ]
        else:
            address = spine or f"answers/{field.id}"
            if address not in singles or singles[address].value is None:
                singles[address] = read
    told = {budget_key(p) for p in parts if p.kind == "budgets" and p.fields["amount"].value is not None}
    parts = [p for p in parts if p.kind != "budgets" or p.fields["amount"].value is not None or budget_key(p) not in told]
    unread = (Unread(_text(words, indexes), place) for _, indexes in spare if (place := words.place(indexes[0], indexes[-1] + 1)))
    return Found(tuple(parts), singles, unread=tuple(unread))


_YES_OR_NO = re.compile(r"(?:yes|no|y|n)\b", re.I)


def _chosen(read: Read) -> Read:
    """A yes or no; with words after it the words are kept, and other words are no answer to such a question."""
    if not isinstance(read.value, str):
        return read
    if not _YES_OR_NO.match(read.value):
        return replace(read, value=None, state=State.UNREADABLE)
    plain = read_yes_no(read.value).value
    return read if plain is None else replace(read, value=plain)


def _named(read: Read) -> Read:
    """The name of an area; a column that checks whether one was given says Yes or No, which is none."""
    checked = isinstance(read.value, str) and _YES_OR_NO.fullmatch(read.value.strip())
    return replace(read, value=None, state=State.BLANK) if checked else read


UNPLACED = "values of this kind stand near the label, and none could be placed"


def _blank(
    words: Words, item: Filled, read: Read, spare: Sequence[tuple[str, tuple[int, ...]]], near: date | None
) -> Read:  # fmt: skip
    texts = [_text(words, indexes) for kind, indexes in spare if kind == item.slot.kind]
    others = tuple(Candidate(_shown(value_of(t, item.slot.kind, near).value), t, "stands nearby unplaced") for t in texts[:6])
    return replace(read, doubt=UNPLACED, others=others) if others else read


def _text(words: Words, indexes: Sequence[int]) -> str:
    return " ".join(words[i].text for i in indexes)


def _read(words: Words, item: Filled, filled: Sequence[Filled], near: date | None) -> Read:
    if not item.indexes:
        return Read(None, words.place(item.slot.hit.start, item.slot.hit.end), State.BLANK)
    text = " ".join(words[i].text for i in item.indexes)
    value = value_of(text, item.slot.kind, near)
    place = words.place(item.indexes[0], item.indexes[-1] + 1)
    if place:
        place = replace(place, as_written=text)
    doubt, others = value.doubt, value.others
    if item.spare:
        doubt = "two figures in one field"
        texts = [text, *(" ".join(words[i].text for i in spare) for spare in item.spare)]
        others = tuple(Candidate(_shown(value_of(t, item.slot.kind, near).value), t, "stands in the same field") for t in texts)
    elif item.apart and doubt is None:
        place = replace(place, how=How.INFERRED, reason=LABELS_APART) if place else place
        if item.rivals:
            doubt, others = RIVALS, rival_candidates(words, item, near)
    alike = [f for f in filled if f.slot.kind == item.slot.kind]
    apart_and_fewer = any(f.apart for f in alike) and any(not f.indexes for f in alike)
    if doubt is None and item.slot.kind in ("money", "date") and apart_and_fewer:
        doubt = "the labels stand apart from the values, and there are fewer values than labels"
        others = (Candidate(_shown(value.value), text, "by order and kind"),)
    return Read(value.value, place, value.state, others, doubt)


RIVALS = "the labels stand apart from the values, and another value fits as well"


def rival_candidates(words: Words, item: Filled, near: date | None = None) -> tuple[Candidate, ...]:
    """A value and its rivals, as candidates of a doubt."""
    texts = dict.fromkeys(_text(words, indexes) for indexes in (item.indexes, *item.rivals))
    return tuple(Candidate(_shown(value_of(t, item.slot.kind, near).value), t, "by order and kind") for t in list(texts)[:6])


_PLACEHOLDERS = re.compile(r"(?:<[^<>]*>\s*)+[.,;]?")


def value_of(text: str, kind: str, near: date | None = None) -> Value:
    """Read a field's text by its kind; text and organisations keep the words, with one kind of space."""
    if _PLACEHOLDERS.fullmatch(text.strip()):
        return Value(None, State.DEFAULT_LEFT_IN)
    if kind == "money":
        value = read_money(text)
        zero_left = value.value == 0 and re.fullmatch(r"£\s?0+(?:\.0+)?", tidy(text))
        return Value(None, State.DEFAULT_LEFT_IN) if zero_left else value
    if kind == "date":
        return read_date(text, near)
    if kind in ("number", "count", "rate", "percent"):
        return read_number(text)
    if kind == "yes-no":
        return read_yes_no(text)
    state = state_of(text)
    return Value(tidy(text) if state is State.GIVEN else None, state)


def _shown(value: Any) -> str | None:
    return (
        None
        if value is None
        else value.isoformat()
        if isinstance(value, date)
        else f"{value:.2f}"
        if hasattr(value, "quantize")
        else str(value)
    )


def _with_years(words: Words, reads: list[tuple[Filled, Field, Read]]) -> list[tuple[Filled, Field, Read]]:
    """A date without a year is read again, near another date of the same summary."""
    known = [r.value for _, _, r in reads if isinstance(r.value, date) and r.doubt is None]
    if not known:
        return reads
    filled = [item for item, _, _ in reads]
    yearless = "the date has no year"
    return [(i, f, _read(words, i, filled, known[0]) if read.doubt == yearless else read) for i, f, read in reads]


def _budget(spine: str, read: Read, doubt: str | None = None) -> Part:
    """The budget of a field's kind and year; `doubt` is of the year."""
    _, kind, year = spine.split("/")
    place = read.place
    year_read = Read(FinancialYear.parse(year), place, doubt=doubt)
    return Part("budgets", {"kind": Read(BudgetKind(kind), place), "year": year_read, "amount": read})


_BETWEEN = re.compile(
    r"\s*(?:;|\||\n|•|,\s*(?=[A-Z])|(?:\band\b|&)(?=\s+NHS\b)|(?<=CCG)\s+(?:and|&)\s|(?<=Council)\s+(?:and|&)\s|(?<=Group)\s+(?:and|&)\s)\s*"
)
_ONE_COMMISSIONER = re.compile(
    r"\bNHS\b(?:(?!\bNHS\b)[^;|\n•])*?\b(?:CCG|Clinical Commissioning Group|ICB|Integrated Care Board)\b(?!s)", re.I
)
"""From `NHS` to its kind, with no other between, is one name: `NHS Elm, Oak and Ash CCG`."""
_ENDS = {
    "ccg": re.compile(r"\b(?:CCGs?|Clinical Commissioning Groups?)\b(?:\s*\([^)]{1,20}\))?", re.I),
    "council": re.compile(r"\b(?:Council|Corporation)\b(?:\s+of [A-Z][\w ]+?(?=$|[,;]))?(?:\s*\([^)]{1,20}\))?"),
    "icb": re.compile(r"\b(?:ICB|Integrated Care Board)\b(?:\s*\([^)]{1,20}\))?", re.I),
}


_KIND_ONLY = re.compile(
    r"\b(?:NHS|CCGs?|Clinical|Commissioning|Groups?|Councils?|Borough|City|County|District|Metropolitan|Integrated|Care|Board|ICB|"
    r"and|the|of|Local|Authority)\b",
    re.I,
)


def organisations_listed(read: Read, kind: str) -> list[Read]:
    """Part the organisations that stand in one field: after each `CCG` or `Council`, and at commas, `and` and bullets."""
    if not isinstance(read.value, str):
        return [read] if read.state is not State.BLANK else []
    ends = _ENDS.get(kind)
    pieces: list[str] = []
    for piece in _apart(tidy(read.value)):
        last = 0
        for match in ends.finditer(piece) if ends else ():
            pieces.append(piece[last : match.end()])
            last = match.end()
        pieces.append(piece[last:])
    names = [re.sub(r"^(?:and|&|[-–•*·]|\d[.)])\s+", "", p.strip(" ,.;:-–•")).strip() for p in pieces]
    others = [end for other, end in _ENDS.items() if other != kind]
    names = [n for n in names if len(letters(_KIND_ONLY.sub("", n))) > 1 and not any(end.search(n) for end in others)]
    return [replace(read, value=name) for name in names]


def _apart(text: str) -> list[str]:
    """A list of organisations parted; one whose own name has a comma or `and` in it, as registered or by its kind, stays whole."""
    matches, named = find(text), [m for m in mentions(text) if m.organisation]
    if matches and not matches[0].asks and len(named) < 2:
        return [text]
    whole = [(m.start, m.end) for m in named] + [m.span() for m in _ONE_COMMISSIONER.finditer(text)]
    pieces, last = [], 0
    for between in _BETWEEN.finditer(text):
        if not any(start < between.start() < end for start, end in whole):
            pieces.append(text[last : between.start()])
            last = between.end()
    return [*pieces, text[last:]]
