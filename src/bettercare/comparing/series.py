"""Changes of one measure in several periods, or of one field of a table of capacity in several cells, told in one sentence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from bettercare.comparing.naming import Titles, called, field_called
from bettercare.plan import MetricPoint, Plan
from bettercare.plan.addresses import value_at
from bettercare.plan.comparison import Change, ChangeKind, Series, SeriesRow
from bettercare.plan.words import begin, counted, months, plain, said
from bettercare.plan.words import series as periods_in_words
from bettercare.rounds.capacity import CapacityCell, capacity_cells
from bettercare.rounds.model import Round

_FEWEST = 3
"""From so many periods or cells on they are told together."""
_POINT = ("numerator", "value", "denominator")
"""What a metric's point gives, in the order in which it is told."""
_ADDED = ("count", "money")
"""Kinds of a field whose values may be added."""
_LENGTHS = {1: "month", 3: "quarter", 12: "year"}


@dataclass(frozen=True, slots=True)
class _Moved:
    """A value that changed: in which period or cell, what of it, what it was and is."""

    change: Change
    when: str
    what: str
    old: Any
    new: Any
    addable: bool
    point: MetricPoint | None = None


def series(changes: Sequence[Change], old: Plan, new: Plan, rounds: Sequence[Round | None], titles: Titles) -> Iterator[Series]:
    """Yield what several of the changes are together; each change is in one series at most."""
    cells = {c.id: c for r in rounds if r for c in capacity_cells(r)}
    held: dict[tuple[str, str], list[_Moved]] = defaultdict(list)
    names: dict[tuple[str, str], str] = {}
    for change in changes:
        match change.address.split("/"):
            case ["metrics", metric, "points", point, *rest] if len(rest) < 2:
                plan = new if change.kind is not ChangeKind.REMOVED or rest else old
                part = value_at(plan, f"metrics/{metric}/points/{point}")
                key = (f"metrics/{metric}", said(part.role))
                names[key] = f"{called('metrics', value_at(plan, f'metrics/{metric}'), titles, '')}, {key[1]}"
                held[key] += _of_point(change, part, rest, old, new)
            case ["answers", id] if id in cells:
                cell = cells[id]
                key = (cell.shape.id, cell.field.id)
                names[key] = f"{cell.shape.title}: {cell.field.title[:1].lower()}{cell.field.title[1:]}"
                held[key].append(_of_cell(change, cell, old, new))
    for key, moved in held.items():
        if len({m.when for m in moved}) >= _FEWEST:
            addresses = tuple(dict.fromkeys(m.change.address for m in moved))
            rows = tuple(SeriesRow(m.when, field_called(m.what), *_shown(m)) for m in moved)
            yield Series(addresses[0].split("/")[0], f"{begin(names[key])}{_in_words(moved)}.", addresses, rows)


def _of_point(change: Change, part: MetricPoint, rest: Sequence[str], old: Plan, new: Plan) -> Iterator[_Moved]:
    """What changed in a point: one value, or all that it gives where the whole of it came or went."""
    when = months(part.start, part.end) or "no period"
    if rest:
        before, after = _value(old, change.old_address), _value(new, change.address)
        yield _Moved(change, when, rest[0], before, after, rest[0] == "numerator", part)
        return
    for what in _POINT:
        if (value := getattr(part, what)) is not None:
            before, after = (None, value) if change.kind is ChangeKind.ADDED else (value, None)
            yield _Moved(change, when, what, before, after, what == "numerator", part)


def _of_cell(change: Change, cell: CapacityCell, old: Plan, new: Plan) -> _Moved:
    when = f"{cell.row.label}, {cell.month.period.start:%B %Y}" if cell.month else cell.row.label
    before, after = ({a.field: a.value for a in plan.answers}.get(cell.id) for plan in (old, new))
    return _Moved(change, when, "", before, after, cell.field.kind in _ADDED)


def _value(plan: Plan, address: str | None) -> Any:
    return value_at(plan, address) if address else None


def _shown(moved: _Moved) -> tuple[str, str, str]:
    """What it was, what it is, and the difference."""
    if not moved.what:  # an answer, which the change shows as the round words it
        old, new = moved.change.old or "", moved.change.new or ""
    else:
        old, new = ("" if v is None else said(v) for v in (moved.old, moved.new))
    gap = _gap(moved)
    return old, new, "" if gap is None else f"{'+' if gap > 0 else ''}{plain(gap)}"


def _gap(moved: _Moved) -> Decimal | None:
    both = isinstance(moved.old, Decimal) and isinstance(moved.new, Decimal)
    return moved.new - moved.old if both else None


def _in_words(moved: Sequence[_Moved]) -> str:
    """` of each month from April 2025 to March 2026: count (numerator) fell in all 12 months, ...`."""
    points = [m.point for m in moved if m.point]
    periods = {(p.start, p.end) for p in points if p.start and p.end}
    lengths = {round((end - start).days / 30.4) for start, end in periods}
    unit = _LENGTHS.get(min(lengths), "period") if len(lengths) == 1 else "period" if points else "cell"
    every = len({m.when for m in moved})
    by_what: dict[str, list[_Moved]] = {}
    for what in sorted({m.what for m in moved}, key=lambda w: _POINT.index(w) if w in _POINT else len(_POINT)):
        by_what[what] = [m for m in moved if m.what == what]
    told = "; ".join(f"{field_called(what)} {_field_words(mine, unit, every)}".strip() for what, mine in by_what.items())
    when = f" of {periods_in_words(periods)}" if periods and len(periods) == every else ""
    return f"{when}: {told}" if by_what.keys() != {""} else f" {told}"


def _field_words(moved: Sequence[_Moved], unit: str, every: int) -> str:
    """`fell in all 12 months, from 17,520 to 17,280 together`."""
    gaps = [(m, gap) for m in moved if (gap := _gap(m)) is not None]
    up, down = ([m for m, gap in gaps if (gap > 0) is side and gap] for side in (True, False))
    come = [m for m in moved if m.old is None and m.new is not None]
    gone = [m for m in moved if m.old is not None and m.new is None]
    other = len(moved) - len(up) - len(down) - len(come) - len(gone)
    counts: Mapping[str, int] = {
        "rose": len(up), "fell": len(down), "is given now": len(come), "is no longer given": len(gone), "changed": other,
    }  # fmt: skip
    told = [f"{word} in {_so_many(count, every, unit)}" for word, count in counts.items() if count]
    words = " and ".join((", ".join(told[:-1]), told[-1])) if len(told) > 1 else told[0]
    return words + (_how_far(gaps) if gaps else "")


def _so_many(count: int, every: int, unit: str) -> str:
    return f"all {counted(every, unit)}" if count == every else counted(count, unit)


def _how_far(gaps: Sequence[tuple[_Moved, Decimal]]) -> str:
    """What they come to together where they may be added, else where it moved most."""
    if all(m.addable for m, _ in gaps):
        before, after = (sum((getattr(m, side) for m, _ in gaps), Decimal(0)) for side in ("old", "new"))
        return f", from {plain(before)} to {plain(after)} together"
    most = max(gaps, key=lambda g: abs(g[1]))[0]
    return f", most in {most.when}, from {plain(most.old)} to {plain(most.new)}"
