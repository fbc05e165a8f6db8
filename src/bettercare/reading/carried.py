"""Gives parts back the ids that a form of ours carries, so that what was written, changed and read again is the same part.

A part takes the id of the mark in its cell. Where rows of a workbook were sorted their marks stay behind: a part whose name is
that of another mark takes that one's id. A part without a mark of its own keeps the id that its reading gave it; where nothing
stands in it, it is an empty place of the form, and no part.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from bettercare.documents.marks import name_key
from bettercare.documents.model import Document, Mark, Paragraph, Row
from bettercare.plan import Metric, Place, Plan, Reading
from bettercare.plan.words import part_words

_At = tuple[str, str | None, int | None]
"""A row: the document, its sheet, and the row's number or the line."""


def with_carried_ids(reading: Reading, documents: Sequence[Document]) -> Reading:
    """Return the reading with the ids that marks in the documents give; the same reading where there are none."""
    marks = _marks(documents)
    if not marks:
        return reading
    renaming = _Renaming(marks, reading.places)
    plan = renaming.plan(reading.plan)
    moved, spare = renaming.moved, renaming.spare
    return replace(
        reading,
        plan=plan,
        states={_address(a, moved): v for a, v in reading.states.items() if not _in(a, spare)},
        places={_address(a, moved): v for a, v in reading.places.items() if not _in(a, spare)},
        doubts=tuple(replace(d, address=_address(d.address, moved)) for d in reading.doubts),
    )


@dataclass(frozen=True, slots=True)
class _Set:
    """A mark and the row that it stands in."""

    mark: Mark
    at: _At


def _marks(documents: Sequence[Document]) -> dict[str, list[_Set]]:
    """The marks by kind of part, such as `schemes` or `schemes/lines`; a part that is marked twice is not told by its marks."""
    found: dict[str, list[_Set]] = defaultdict(list)
    for document in documents:
        for block, sheet in ((b, None if isinstance(b, Paragraph) else b.sheet) for b in document.blocks):
            rows: Iterable[Row | Paragraph] = (block,) if isinstance(block, Paragraph) else block.rows
            for row in (r for r in rows if r.marks):
                number = row.number if sheet is not None and isinstance(row, Row) else row.line
                for mark in row.marks:
                    found["/".join(mark.part.split("/")[::2])].append(_Set(mark, (document.name, sheet, number)))
    for kind, those in found.items():
        parts = [s.mark.part for s in those]
        found[kind] = [s for s in those if parts.count(s.mark.part) == 1]
    return found


class _Renaming:
    """Finds the id of each part, owners before what they own."""

    def __init__(self, marks: Mapping[str, list[_Set]], places: Mapping[str, Place]) -> None:
        self.marks = marks
        self.workbook = any(s.mark.ref for those in marks.values() for s in those)
        self.places: dict[str, list[Place]] = defaultdict(list)
        for address, place in places.items():
            steps = address.split("/")
            own = len(steps) - 1 - (steps[-2:-1] == ["answers"])
            for end in range(2, own + 1, 2):
                self.places["/".join(steps[:end])].append(place)
        self.moved: dict[str, str] = {}
        """Address of a part as it was read, to its address with the id that it carried."""
        self.spare: set[str] = set()
        """Parts that are no more than an empty place of the form."""

    def plan(self, plan: Plan) -> Plan:
        """The plan with the ids that its parts carry."""
        made: Plan = self._within(plan, "", "")
        names = {was.split("/")[1]: now.split("/")[1] for was, now in self.moved.items() if was.count("/") == 1}
        return replace(made, benefits=tuple(replace(b, scheme=names.get(b.scheme or "", b.scheme)) for b in made.benefits))

    def _within(self, owner: Any, was: str, now: str) -> Any:
        """A part, or the plan, with what it owns renamed; `was` and `now` are its address with a slash after it."""
        changed: dict[str, Any] = {}
        for field in fields(owner):
            held = getattr(owner, field.name)
            if field.name == "answers" or not isinstance(held, tuple) or not held or not is_dataclass(held[0]):
                continue
            ids = self._ids(field.name, held, was, now)
            parts = []
            for part in held:
                if self.workbook and ids and part.id not in ids and field.name in _PLACES and not _given(part):
                    self.spare.add(f"{was}{field.name}/{part.id}")
                    continue
                id = ids.get(part.id, part.id)
                old, new = f"{was}{field.name}/{part.id}", f"{now}{field.name}/{id}"
                if old != new:
                    self.moved[old] = new
                parts.append(replace(self._within(part, f"{old}/", f"{new}/"), id=id))
            changed[field.name] = tuple(parts)
        return replace(owner, **changed) if changed else owner

    def _ids(self, name: str, parts: Sequence[Any], was: str, now: str) -> dict[str, str]:
        """For parts of one owner, the ids that they carry."""
        kind = "/".join([*now.split("/")[:-1:2], name])
        marks = [s for s in self.marks.get(kind, ()) if s.mark.part.startswith(f"{now}{name}/")]
        if not marks:
            return {}
        keys = {part.id: name_key(part_words(name, part)) for part in parts}
        here = {part.id: self._here(f"{was}{name}/{part.id}", marks) for part in parts}
        found: dict[str, _Set] = {}

        def take(id: str, one: _Set | None) -> None:
            if one is not None and id not in found and one not in found.values():
                found[id] = one

        for id, those in here.items():
            take(id, _only(s for s in those if s.mark.named in (None, keys[id]) and s not in found.values()))
        for row, ids in self._by_row(name, parts, was, marks).items():
            there = [s for s in marks if s.at == row]
            if len(there) == len(ids) > 1:
                for id, one in zip(ids, there, strict=True):
                    take(id, one)
        for id, key in keys.items():
            if key and list(keys.values()).count(key) == 1:
                take(id, _only(s for s in marks if s.mark.named == key))
        for id, those in here.items():
            take(id, _only(s for s in those if s not in found.values()))
        return {id: one.mark.part.rpartition("/")[2] for id, one in found.items()}

    def _by_row(self, name: str, parts: Sequence[Any], was: str, marks: Sequence[_Set]) -> dict[_At, list[str]]:
        """In files whose places are rows, not cells: the parts that have a place in each row with marks, in their order."""
        rows = {s.at for s in marks if s.mark.ref is None}
        found: dict[_At, list[str]] = defaultdict(list)
        for part in parts:
            mine = {(p.document, p.sheet, _row(p)) for p in self.places.get(f"{was}{name}/{part.id}", ())} & rows
            for row in mine:
                found[row].append(part.id)
        return found

    def _here(self, part: str, marks: Sequence[_Set]) -> list[_Set]:
        """The marks in a part's own cells, else those in its rows where one stands alone there."""
        places = self.places.get(part, ())
        cells = {(p.document, p.sheet, p.cell) for p in places if p.cell}
        exact = [s for s in marks if (s.at[0], s.at[1], s.mark.ref) in cells]
        if exact:
            return exact
        rows = {(p.document, p.sheet, _row(p)) for p in places}
        return [s for s in marks if s.at in rows]


_PLACES = ("signatures", "metrics", "points")
"""Parts for which a form has empty places, more than a plan may fill."""
_TOLD = ("id", "role", "metric", "title", "start", "end", "points", "answers")


def _given(part: Any) -> bool:
    """Whether a part says anything that its place in the form does not say by itself."""
    own = any(getattr(part, f.name) is not None for f in fields(part) if f.name not in _TOLD)
    return own or bool(isinstance(part, Metric) and any(map(_given, part.points)))


def _in(address: str, parts: set[str]) -> bool:
    steps = address.split("/")
    return any("/".join(steps[:end]) in parts for end in range(2, len(steps), 2))


def _row(place: Place) -> int | None:
    digits = (place.cell or "").lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return int(digits) if digits else place.line


def _only(found: Iterator[_Set] | Sequence[_Set]) -> _Set | None:
    those = list(found)
    return those[0] if len(those) == 1 else None


def _address(address: str, moved: Mapping[str, str]) -> str:
    """An address with the carried id of the part that it lies in."""
    steps = address.split("/")
    for end in range(len(steps) - len(steps) % 2, 1, -2):
        now = moved.get("/".join(steps[:end]))
        if now is not None:
            return "/".join([now, *steps[end:]])
    return address
