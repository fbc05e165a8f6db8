"""From the cells of one metric to its part of the plan: points with role, period, numerator, denominator and value.

What stands in a column that the round does not ask for is no point. Nothing is worked out: arithmetic may choose between two
ways to lay figures out (see `metrics_flat`), and never changes a figure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from rapidfuzz import fuzz

from bettercare.plan import Candidate, How, Period, Place, PointRole, State, Unread
from bettercare.reading.dates import PeriodValue, periods_in, read_period
from bettercare.reading.metrics.names import DENOMINATOR, NUMERATOR, PERIOD, VALUE
from bettercare.reading.parts import Part, Read
from bettercare.reading.spots import Board
from bettercare.reading.values import Value, read_count, read_number, state_of, tidy
from bettercare.rounds.model import MetricDefinition, MetricPeriod, Round


@dataclass(frozen=True, slots=True)
class Entry:
    """The text of one cell and its place."""

    text: str
    place: Place
    doubt: str | None = None
    others: tuple[Candidate, ...] = ()
    """With a doubt, no candidate leads: the value is left open."""


@dataclass(frozen=True, slots=True)
class ValueColumn:
    """What a column of figures stands for: the round's own column by id, or a role and period from its heading."""

    id: str | None = None
    role: PointRole | None = None
    period: Period | None = None
    place: Place | None = None

    def slot(self, metric: MetricDefinition | None) -> MetricPeriod | None:
        """What the round asks of this metric in this column."""
        if metric is None:
            return None
        if self.id is not None:
            mine = [p for p in metric.periods if p.column == self.id]
            return mine[0] if len(mine) == 1 else next((p for p in mine if p.period and p.period == self.period), None)
        same = [p for p in metric.periods if p.period == self.period and self.period is not None]
        asked = next((p for p in same if self.role is None or p.role == self.role.value), None)
        past = self.role is PointRole.ACTUAL
        return asked or next((p for p in same if past and p.role == PointRole.BASELINE.value), None)

    @property
    def placed(self) -> bool:
        """Whether it is known what figures beneath it are."""
        return self.id is not None or self.period is not None or self.role is not None


@dataclass
class Block:
    """One metric's cells: entries by kind (value, numerator, denominator, period) and column number."""

    metric: MetricDefinition | None = None
    names: list[tuple[str, Place]] = field(default_factory=list)
    headed: int = 0
    """How many of its names, from the first, stand as headings above it."""
    entries: dict[str, dict[int, Entry]] = field(default_factory=dict)
    columns: dict[int, ValueColumn] = field(default_factory=dict)
    known: bool = False
    """Its name was recognised, rather than taken for the area's own metric."""
    named_how: str | None = None
    """Why the metric's name is inferred, where its own row does not give it."""
    named_doubt: str | None = None

    def put(self, kind: str, column: int, entry: Entry) -> None:
        self.entries.setdefault(kind, {}).setdefault(column, entry)

    @property
    def title(self) -> str:
        joined = " ".join(t for t, _ in self.names).strip(" -:;,")
        return joined.lstrip(") ").rstrip("( ")


_WITH_PARTS = re.compile(r"^(?P<value>[\d.,]+\s*%?)\s*\(\s*(?P<n>[\d,]+)\s*(?:/|of|out of)\s*(?P<d>[\d,]+)\s*\)$")
_BRACKETS = re.compile(r"\(([^()]*)\)?")


@lru_cache(maxsize=20_000)
def split_period(text: str) -> tuple[str, str]:
    """Part a cell into its figure and the period in brackets that may stand with it."""
    plain = tidy(text)
    for match in _BRACKETS.finditer(plain):
        if periods_in(match[1]) or state_of(match.group()) is State.DEFAULT_LEFT_IN:
            return (plain[: match.start()] + plain[match.end() :]).strip(" ()"), match.group()
    return plain, ""


FIGURE = re.compile(r"^[£(]?-?[\d.,]+\s*%?\)?[*†^]*$")
_AS_FIGURES = {State.NOT_APPLICABLE, State.SAID_NOT_SUPPLIED, State.TO_BE_CONFIRMED}


@lru_cache(maxsize=20_000)
def is_figure(text: str) -> bool:
    """Whether a cell holds a figure, with a period after it or without, or words that stand for one, such as not applicable."""
    return bool(FIGURE.match(split_period(text)[0])) or (bool(text) and state_of(text) in _AS_FIGURES)


def entry_at(board: Board, row: int, column: int) -> Entry:
    """What a cell says, without the period that is written after a figure; yes and no answer whether a metric is used."""
    text = split_period(board.text(row, column))[0]
    return Entry("" if text.lower() in ("yes", "no") else text, board.spot(row, column).place())


def build(block: Block) -> Part | None:
    """The metric as a part, or None where it says nothing."""
    _right_kinds(block)
    placed = [c for c in sorted(block.columns) if c not in _unplaced(block)]
    points = _alone([p for c in placed if (p := _point(block, c, block.columns[c]))])
    title = block.title
    if not points and not title:
        return None
    place = block.names[0][1] if block.names else _any_place(block)
    how_place = replace(place, how=How.INFERRED, reason=block.named_how) if place and block.named_how else place
    fields = {"metric": Read(block.metric.id if block.metric else None, how_place, doubt=block.named_doubt)}
    if title:
        fields["title"] = Read(title, how_place)
    return Part("metrics", fields, tuple(points))


def _right_kinds(block: Block) -> None:
    """Figures with decimals in the row of numerators are values, where the metric has neither values nor denominators: the
    label of the row above ran into the metric's name."""
    given = {k: [e for e in row.values() if isinstance(e.text, str) and tidy(e.text)] for k, row in block.entries.items()}
    decimal = any(re.search(r"\d\.\d", e.text) for e in given.get(NUMERATOR, ()) if isinstance(e.text, str))
    if decimal and not given.get(VALUE) and not given.get(DENOMINATOR):
        block.entries = {**{k: r for k, r in block.entries.items() if k not in (VALUE, NUMERATOR)}, VALUE: block.entries[NUMERATOR]}


def _unplaced(block: Block) -> set[int]:
    """Columns with neither heading nor period, where the metric's other columns have them or the round asks for many."""
    bare = {c for c, column in block.columns.items() if not column.placed and c not in block.entries.get(PERIOD, {})}
    return bare if len(bare) > 1 or len(bare) < len(block.columns) else set()


def left_over(block: Block) -> tuple[Unread, ...]:
    """Figures that stand under no heading and with no period."""
    bare = _unplaced(block)
    return tuple(
        Unread(entry.text, entry.place)
        for row in block.entries.values()
        for c, entry in row.items()
        if c in bare and tidy(entry.text)
    )


def _alone(points: list[Part]) -> list[Part]:
    """The points with those of one role and period drawn together: where their figures differ, none leads."""
    result: list[Part] = []
    for point in points:
        when = _when(point)
        at = next((i for i, p in enumerate(result) if None not in when and _when(p) == when), None)
        if at is None:
            result.append(point)
        elif _figures(result[at]) != _figures(point):
            result[at] = replace(result[at], fields=_open(result[at], point))
    return result


def _open(one: Part, other: Part) -> dict[str, Read]:
    """The fields of two points of one role and period, left open where they differ."""
    fields = dict(one.fields)
    for kind in (VALUE, NUMERATOR, DENOMINATOR):
        pair = [p.fields[kind] for p in (one, other) if kind in p.fields]
        if len({r.value for r in pair}) > 1:
            told = [r for r in pair if r.value is not None]
            others = tuple(
                Candidate(str(r.value), r.place.as_written if r.place else None, "stands for this period too") for r in told
            )
            fields[kind] = Read(
                None, pair[0].place, State.UNREADABLE, (*pair[0].others, *others), "two figures stand for the same role and period"
            )
    return fields


def merged(parts: Iterable[Part]) -> tuple[Part, ...]:
    """One part for a metric that runs over several tables; a copy with other figures (another area's form) stays apart."""
    result: list[Part] = []
    for part in parts:
        name, title = part.fields["metric"].value, _title(part)
        at = next((i for i, p in enumerate(result) if name and p.fields["metric"].value == name and _joins(p, part, title)), None)
        if at is None:
            result.append(part)
        else:
            fuller = {_when(p): p for p in part.parts}
            held = {_when(p) for p in result[at].parts}
            own = [max(p, fuller.get(_when(p), p), key=_fullness) for p in result[at].parts]
            result[at] = replace(result[at], parts=(*own, *(p for p in part.parts if _when(p) not in held)))
    return tuple(result)


def as_per_cent(part: Part, round: Round) -> Part:
    """A metric in per cent whose values are all stored as fractions, which the workbook shows as per cent."""
    definition = next((m for m in round.metrics if m.id == part.fields["metric"].value), None)
    values = [p.fields[VALUE].value for p in part.parts if VALUE in p.fields and p.fields[VALUE].value is not None]
    if definition is None or definition.multiplier != 100 or not values or not all(0 <= v <= 1 for v in values):
        return part
    points = []
    for point in part.parts:
        read = point.fields.get(VALUE)
        if read and read.value is not None:
            why = "stored as a fraction, which the workbook shows as per cent"
            place = replace(read.place, how=How.INFERRED, reason=why) if read.place else None
            point = replace(
                point, fields={**point.fields, VALUE: replace(read, value=(read.value * 100).normalize() + 0, place=place)}
            )
        points.append(point)
    return replace(part, parts=tuple(points))


def _title(part: Part) -> str:
    return str(part.fields["title"].value) if "title" in part.fields else ""


def _when(point: Part) -> tuple[object, object, object]:
    return point.fields["role"].value, point.fields["start"].value, point.fields["end"].value


def _figures(point: Part) -> dict[str, object]:
    return {k: read.value for k in (VALUE, NUMERATOR, DENOMINATOR) if (read := point.fields.get(k)) and read.value is not None}


def _differ(one: Part, other: Part) -> bool:
    """Whether two points tell other figures, or nothing that both tell; a summary tells fewer than the table that it sums up."""
    mine, theirs = _figures(one), _figures(other)
    shared = mine.keys() & theirs.keys()
    return any(not _alike(mine[k], theirs[k]) for k in shared) or (not shared and bool(mine or theirs))


def _alike(one: object, other: object) -> bool:
    """Whether two figures are one, or one is the other rounded to fewer decimals, as a summary shows it."""
    if one == other or not (isinstance(one, Decimal) and isinstance(other, Decimal)):
        return one == other
    places = min(-int(x.normalize().as_tuple().exponent) for x in (one, other))
    unit = Decimal(1).scaleb(-max(places, 0))
    return one.quantize(unit, ROUND_HALF_UP) == other.quantize(unit, ROUND_HALF_UP) in (one, other)


def _fullness(point: Part) -> tuple[int, int]:
    """How many figures a point tells, and to how many decimals."""
    held = _figures(point)
    value = held.get(VALUE)
    return len(held), -int(value.as_tuple().exponent) if isinstance(value, Decimal) else 0


def _joins(one: Part, other: Part, title: str) -> bool:
    """Whether two tables can be of one metric: no point of both with other figures, and no other title of the area's own."""
    held = {_when(p): p for p in one.parts}
    if any(_when(p) in held and _differ(held[_when(p)], p) for p in other.parts):
        return False
    return not title or not _title(one) or fuzz.token_set_ratio(title, _title(one)) >= 60


def _any_place(block: Block) -> Place | None:
    return next((e.place for row in block.entries.values() for e in row.values()), None)


def _point(block: Block, number: int, column: ValueColumn) -> Part | None:
    slot = column.slot(block.metric)
    held = {kind: block.entries[kind][number] for kind in block.entries if number in block.entries[kind]}
    fields: dict[str, Read] = {}
    value = held.get(VALUE)
    if value and (parts := _WITH_PARTS.match(tidy(value.text))):
        held = {
            NUMERATOR: replace(value, text=parts["n"]),
            DENOMINATOR: replace(value, text=parts["d"]),
            **held,
            VALUE: replace(value, text=parts["value"]),
        }
    for kind, reader in ((NUMERATOR, read_count), (DENOMINATOR, read_count), (VALUE, read_number)):
        if kind in held:
            fields[kind] = _number(held[kind], reader(held[kind].text))
    _no_multiplier(fields, block.metric)
    _carry_state(fields, held)
    said = any(r.value is not None or r.doubt or r.state not in (State.BLANK, State.NOT_APPLICABLE) for r in fields.values())
    if slot and slot.asked == "not-applicable" and not said:
        return None
    asked = slot is not None and slot.asked in ("asked", "free")
    period = held.get(PERIOD)
    if not said and not asked and not (period and column.id):
        return None
    role = _role(column, slot, block.metric)
    start, end = _period(period, column, slot)
    place = column.place or (held[VALUE].place if VALUE in held else None)
    return Part("points", {"role": Read(role, place), "start": start, "end": end, **fields})


def _no_multiplier(fields: dict[str, Read], metric: MetricDefinition | None) -> None:
    """`100,000` taken for a denominator is more likely the words `per 100,000`: it is left open."""
    read = fields.get(DENOMINATOR)
    if read is not None and read.value is not None and metric and read.value == metric.multiplier and read.value >= 1000:
        candidate = Candidate(str(read.value), read.place.as_written if read.place else None, "if this is the number of people")
        why = "the denominator is the number that the rate is out of"
        fields[DENOMINATOR] = Read(None, read.place, State.UNREADABLE, (candidate,), why)


def _number(entry: Entry, read: Value) -> Read:
    if entry.doubt:
        return Read(None, entry.place, State.UNREADABLE, entry.others, entry.doubt)
    return Read(read.value, entry.place, read.state, read.others, read.doubt)


def _carry_state(fields: dict[str, Read], held: dict[str, Entry]) -> None:
    """`N/A` in the value's cell stands for the blank numerator and denominator beneath it."""
    value = fields.get(VALUE)
    if value is None or value.value is not None or value.state is not State.NOT_APPLICABLE:
        return
    for kind in (NUMERATOR, DENOMINATOR):
        if kind in fields and fields[kind].state is State.BLANK:
            fields[kind] = Read(None, held[VALUE].place, State.NOT_APPLICABLE)


def _role(column: ValueColumn, slot: MetricPeriod | None, metric: MetricDefinition | None) -> PointRole:
    """As the round asks; what was planned for a year before that of the first target that it asks for is a baseline."""
    if slot:
        return PointRole(slot.role)
    targets = [p.period.start for p in metric.periods if p.role == PointRole.TARGET.value and p.period] if metric else []
    if column.role in (None, PointRole.TARGET) and column.period and targets:
        first = min(targets)
        if column.period.end < date(first.year - (first.month < 4), 4, 1):
            return PointRole.BASELINE
    return column.role or PointRole.TARGET


def _period(entry: Entry | None, column: ValueColumn, slot: MetricPeriod | None) -> tuple[Read, Read]:
    """The period as written in the cell, else as the heading has it, else as the form itself sets it for this column."""
    if entry and tidy(entry.text):
        read = read_period(tidy(entry.text).strip("() ")) if not _default(entry.text) else PeriodValue(state=State.DEFAULT_LEFT_IN)
        return _both(read.start, read.end, entry.place, read.state, read.doubt)
    if column.period:
        return _both(column.period.start, column.period.end, column.place, State.GIVEN, None)
    if slot and slot.period:
        place = replace(column.place, how=How.INFERRED, reason="the form sets this column's period") if column.place else None
        return _both(slot.period.start, slot.period.end, place, State.GIVEN, None)
    return _both(None, None, entry.place if entry else column.place, State.BLANK, None)


def _default(text: str) -> bool:
    return state_of(text) is State.DEFAULT_LEFT_IN


def _both(start: date | None, end: date | None, place: Place | None, state: State, doubt: str | None) -> tuple[Read, Read]:
    if start is None and state is State.GIVEN:
        state = State.UNREADABLE
    return Read(start, place, state, doubt=doubt), Read(end, place, state, doubt=doubt)
