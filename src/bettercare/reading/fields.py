"""The fields of a round's form (the summary of a plan and the like): labels found, values given to them, each read by kind."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

from bettercare.plan import BudgetKind, Candidate, FinancialYear, How, State
from bettercare.reading.dates import YEAR, read_date, read_year
from bettercare.reading.outline import Outline
from bettercare.reading.parts import Found, Part, Read
from bettercare.reading.slots import Filled, Slot, fill
from bettercare.reading.values import Value, read_money, read_number, read_yes_no, state_of, tidy
from bettercare.reading.words import Gap, Hit, Words, letters
from bettercare.rounds.model import Field, Round

_T = TypeVar("_T")
LABELS_APART = "the labels stand apart from the values; their order and kind decided"


def read_fields(outline: Outline, round: Round) -> Found:
    """Read every field that the round asks for on the plan itself, section by section.

    Organisations are given as parts `organisations` with `name` and `kind` as the paper's summary lists them. Outside a
    section of fields only a label in a row or line of its own counts, and a budget in a sentence that names its year.
    """
    found = Found()
    asked = [f for f in round.fields if f.on == "plan"]
    for section in dict.fromkeys(f.section for f in asked):
        fields = [f for f in asked if f.section == section]
        placed = outline.get(section) if section else None
        whole = placed is not None and placed.section.content == "fields"
        region = (placed.start, min(placed.end, placed.start + 700)) if placed and whole else _region(outline, fields)
        if region:
            found += _read_region(outline, fields, *region, near=round.published_on)
    return _stated_in_prose(outline.words, [f for f in asked if (f.spine or "").startswith("budgets/")], found)


def _region(outline: Outline, fields: Sequence[Field]) -> tuple[int, int] | None:
    """Where at least two of the fields' labels stand in rows or lines of their own."""
    words = outline.words
    hits: dict[int, str] = {}
    for field in fields:
        for label in field.locator.labels:
            if len(label.split()) > 1:
                hits |= {h.start: field.id for h in words.find(label, holes=True) if stands_alone(words, h)}
    places = sorted(hits)
    near = [p for p in places if any(0 < abs(p - q) < 200 and hits[q] != hits[p] for q in places)]
    if not near:
        return None
    last = max(p for p in near if p - near[0] < 500)
    after = next((p.heading.start for p in outline.placed if p.heading.start > last), len(words))
    return max(0, near[0] - 20), min(after, last + 80)


def stands_alone(words: Words, hit: Hit) -> bool:
    """A label that opens its line or cell, and ends there or in a colon."""
    if not words.starts_line(hit.start):
        return False
    return words[hit.end - 1].text.endswith(":") or words.line_end(hit.end - 1) <= hit.end or hit.hole is not None


def _stated_in_prose(words: Words, fields: Sequence[Field], found: Found) -> Found:
    """Budgets that a sentence states with their years, for those that no label gave."""
    have = {
        (p.fields["kind"].value, p.fields["year"].value)
        for p in found.parts
        if p.kind == "budgets" and p.fields["amount"].value is not None
    }
    groups: dict[str, list[Field]] = {}
    for field in fields:
        groups.setdefault((field.spine or "").split("/")[1], []).append(field)
    parts: dict[tuple[Any, Any], Part] = {}
    for kind, group in groups.items():
        years = {(f.spine or "").rsplit("/", 1)[1] for f in group}
        for label in _base_labels(group):
            for hit in words.find(re.sub(r"\s+(?:for|in|of|is)$", "", label)):
                for year, amount, span in _years_with_amounts(words, hit.start):
                    key = (BudgetKind(kind), year)
                    if str(year) in years and key not in have and key not in parts:
                        place = words.place(*span)
                        reads = {"kind": Read(key[0], place), "year": Read(year, place), "amount": Read(amount, place)}
                        parts[key] = Part("budgets", reads)
    kept = tuple(p for p in found.parts if p.kind != "budgets" or (p.fields["kind"].value, p.fields["year"].value) not in parts)
    return replace(found, parts=(*kept, *parts.values()))


def _years_with_amounts(words: Words, start: int) -> list[tuple[FinancialYear, Any, tuple[int, int]]]:
    """Each year of the sentence that starts here with the one amount that follows it before the next year."""
    end = start + 1
    while end < min(len(words), start + 50) and words[end].gap is Gap.SPACE and not words[end - 1].text.endswith((".", ";")):
        end += 1
    years = _years(words, start, end)
    found = []
    for (year, hit), following in zip(years, [*(h.start for _, h in years), end][1:], strict=True):
        texts = ((words[i].text.rstrip(".,;"), i) for i in range(hit.end, following))
        amounts = [(read_money(text).value, i) for text, i in texts if re.match(r"£\d|\d{1,3}(?:,\d{3})+$", text)]
        if len(amounts) == 1 and amounts[0][0] is not None:
            found.append((year, amounts[0][0], (start, amounts[0][1] + 1)))
    return found


def _read_region(outline: Outline, fields: Sequence[Field], start: int, end: int, near: date | None) -> Found:
    words = outline.words
    slots, other = find_slots(words, fields, start, end)
    other += [Hit(p.start, p.end) for p in outline.prompts_in(start, end)]
    by_id = {f.id: f for f in fields}
    filled = fill(words, start, end, slots, other)
    singles: dict[str, Read] = {}
    parts: list[Part] = []
    reads = [(item, by_id[item.slot.id.split("#")[0]], _read(words, item, filled, near)) for item in filled]
    reads = _with_years(words, reads)
    for item, field, read in reads:
        spine = field.spine or ""
        if spine.startswith("budgets/"):
            parts.append(_budget(item, spine, read))
        elif spine.startswith("organisations/"):
            parts += [
                Part("organisations", {"name": each, "kind": replace(read, value=spine.split("/")[1], others=(), doubt=None)})
                for each in organisations_listed(read, spine.split("/")[1])
            ]
        else:
            address = spine or f"answers/{field.id}"
            if address not in singles or singles[address].value is None:
                singles[address] = read
    return Found(tuple(parts), singles)


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
    bases = [(group, label) for group in budgets.values() for label in _base_labels(group)]
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
    options = [(len(letters(label)) * (0.6 if holes else 1), item, label, holes) for item, label in pairs for holes in (False, True)]
    return [(item, label, holes) for _, item, label, holes in sorted(options, key=lambda o: -o[0]) if not holes or len(label.split()) > 3]


def _numbered(words: Words, hit: Hit) -> Hit:
    """Take the number of a repeated label with it: `Clinical Commissioning Group 2`, `CCG #1`."""
    if hit.end < len(words) and words[hit.end].gap is Gap.SPACE and re.fullmatch(r"#?\d{1,2}[:.)]?|#|\(s\):?", words[hit.end].text):
        return replace(hit, end=hit.end + 1)
    return hit


def _stands_as_label(words: Words, hit: Hit, label: str) -> bool:
    """A short label (`Council`, `CCG`) must open its line or cell and end there or in a colon; no label follows `NHS`."""
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


def _base_labels(group: Sequence[Field]) -> list[str]:
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
        years = _years(words, hit.start, limit)
        by_year = {(f.spine or "").rsplit("/", 1)[1]: f for f in group}
        if not years:
            slots.append(Slot(f"{group[0].id}#?", "money", hit))
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


def _years(words: Words, start: int, end: int) -> list[tuple[FinancialYear, Hit]]:
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
    return {"money": "money", "date": "date"}.get(field.kind, "text")


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
    alike = [f for f in filled if f.slot.kind == item.slot.kind]
    if doubt is None and item.slot.kind in ("money", "date") and any(f.apart for f in alike):
        if any(not f.indexes for f in alike):
            doubt = "the labels stand apart from the values, and there are fewer values than labels"
            others = (Candidate(_shown(value.value), text, "by order and kind"),)
    return Read(value.value, place, value.state, others, doubt)


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
    return [
        (item, field, _read(words, item, [i for i, _, _ in reads], known[0])) if read.doubt == "the date has no year" else (item, field, read)
        for item, field, read in reads
    ]  # fmt: skip


def _budget(item: Filled, spine: str, read: Read) -> Part:
    _, kind, year = spine.split("/")
    place = read.place
    unsure = item.slot.id.endswith("#?")
    year_read = Read(FinancialYear.parse(year), place, doubt="no year stands beside the amount" if unsure else None)
    return Part("budgets", {"kind": Read(BudgetKind(kind), place), "year": year_read, "amount": read})


_BETWEEN = re.compile(r"\s*(?:;|\||\n|•|,\s*(?=[A-Z])|(?:\band\b|&)(?=\s+NHS\b)|(?<=CCG)\s+(?:and|&)\s|(?<=Council)\s+(?:and|&)\s|(?<=Group)\s+(?:and|&)\s)\s*")
_ENDS = {
    "ccg": re.compile(r"\b(?:CCGs?|Clinical Commissioning Groups?)\b(?:\s*\([^)]{1,20}\))?", re.I),
    "council": re.compile(r"\b(?:Council|Corporation)\b(?:\s+of [A-Z][\w ]+?(?=$|[,;]))?(?:\s*\([^)]{1,20}\))?"),
    "icb": re.compile(r"\b(?:ICB|Integrated Care Board)\b(?:\s*\([^)]{1,20}\))?", re.I),
}


_KIND_ONLY = re.compile(
    r"\b(?:NHS|CCGs?|Clinical|Commissioning|Groups?|Councils?|Borough|City|County|District|Metropolitan|Integrated|Care|Board|ICB|and|the|of|Local|Authority)\b",
    re.I,
)


def organisations_listed(read: Read, kind: str) -> list[Read]:
    """Part the organisations that stand in one field: after each `CCG` or `Council`, and at commas, `and` and bullets."""
    if not isinstance(read.value, str):
        return [read] if read.state is not State.BLANK else []
    ends = _ENDS.get(kind)
    pieces: list[str] = []
    for piece in _BETWEEN.split(tidy(read.value)):
        last = 0
        for match in ends.finditer(piece) if ends else ():
            pieces.append(piece[last : match.end()])
            last = match.end()
        pieces.append(piece[last:])
    names = [re.sub(r"^(?:and|&|[-–•*·]|\d[.)])\s+", "", p.strip(" ,.;:-–•")).strip() for p in pieces]
    names = [n for n in names if len(letters(_KIND_ONLY.sub("", n))) > 1]
    return [replace(read, value=name) for name in names]
