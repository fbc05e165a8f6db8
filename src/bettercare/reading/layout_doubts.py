"""How sure the layout of a table is that was placed from running text: what its own figures say against it puts it in doubt.

One check for every reader that puts figures into columns which the text does not draw. A rate must follow from its numerator and
denominator, figures of one row must be of one size, a column may not add up to more than its stated total. Where most of a
metric speaks against its layout, all of it is in doubt; otherwise the figures that do. Points that agree with each other are well
placed, whatever the metric's name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from statistics import median

from bettercare.documents.model import Document, Format
from bettercare.plan import Period
from bettercare.reading.metrics.layouts import MULTIPLIERS, holds
from bettercare.reading.metrics.names import DENOMINATOR, NUMERATOR, VALUE
from bettercare.reading.money.rows import TOTAL
from bettercare.reading.parts import Found, Part, Read
from bettercare.rounds.model import MetricDefinition, Round

Lines = frozenset[tuple[str, int | None]]
_SIZES_APART = 15
"""Figures of one kind of one metric are no further apart than this, as multiples of each other."""
_ASTRAY = Decimal("0.3")
"""A rate further than this from its parts is of other parts; a nearer one may be the paper's own slip."""
_STEADY = Decimal("0.01")
"""Values over one population stand to their numerators as each other, but for their rounding."""
_NO_MEASURE = 1_000_000
"""A metric's value of this size is an amount of money or a number of people."""
_TINY, _LARGE = 100, 10_000
"""Pounds: an amount below the first among amounts that mostly are above the second is no amount."""
_OVER = Decimal("1.02")
_METRIC = "placed from text without columns, and the metric's figures do not fit each other as placed"
_OTHER = "placed from text without columns, and the figures are a rate per another number than this metric's"
_UNNAMED = "placed from text without columns, and no metric of the round is named beside these figures"
_SMALL = "placed from text without columns, and far smaller than the other amounts"
_PARTNERS = "placed from text without columns, and a row of totals was taken for a partner"
_TOTAL = "placed from text without columns, and the column adds up to more than its stated total"


def drawn_lines(documents: Iterable[Document]) -> Lines:
    """The lines of text files in which cells are parted by tabs: there the text itself draws the columns."""
    texts = (d for d in documents if d.format is Format.TEXT)
    return frozenset((d.name, row.line) for d in texts for t in d.tables() if not t.whole for row in t.rows)


def doubt_layout(found: Found, documents: Iterable[Document], drawn: Lines, round: Round) -> Found:
    """Return the same parts, with doubts on what the figures speak against in tables placed from running text."""
    texts = {d.name for d in documents if d.format is Format.TEXT}

    def placed(read: Read) -> bool:
        return read.place is not None and read.place.document in texts and (read.place.document, read.place.line) not in drawn

    known = {m.id: m for m in round.metrics}
    parts = [_metric(p, known.get(p.fields["metric"].value), placed) if p.kind == "metrics" else p for p in found.parts]
    return replace(found, parts=tuple(_money(parts, placed)))


# metrics


def _metric(part: Part, definition: MetricDefinition | None, placed: Callable[[Read], bool]) -> Part:
    reads = [r for p in part.parts for k, r in p.fields.items() if k in (VALUE, NUMERATOR, DENOMINATOR) and r.value is not None]
    if not reads or not all(map(placed, reads)):
        return part
    odd = _out_of_size(part.parts)
    together = _together(part.parts) - odd
    if definition is None:
        return replace(part, parts=tuple(p if i in together else _doubted(p, _UNNAMED) for i, p in enumerate(part.parts)))
    told = [_agrees(p, definition) for p in part.parts]
    against = {i for i, agrees in enumerate(told) if agrees is False} | odd
    if not against:
        return part
    if definition.multiplier and len(together) > 1 and True not in told:
        return replace(part, fields=_doubted(replace(part, parts=()), _OTHER).fields)
    if len(against) >= sum(agrees is True for agrees in told):
        part = _doubted(part, _METRIC)
        against = set(range(len(part.parts)))
    return replace(part, parts=tuple(_doubted(p, _METRIC) if i in against else p for i, p in enumerate(part.parts)))


def _together(points: Sequence[Part]) -> set[int]:
    """The points whose figures agree with each other, all by one rate or one relation, if most points do and go one way.

    Over one denominator figures agree in whatever order they are placed: only a course that goes one way shows their order.
    """
    figures = [(_number(p, VALUE), _number(p, NUMERATOR), _number(p, DENOMINATOR)) for p in points]
    rates = [{i for i, f in enumerate(figures) if holds(*f, (m,)) and f[0] != f[1]} for m in MULTIPLIERS]
    relations = {i: n / v for i, (v, n, d) in enumerate(figures) if v and n and d is None and v != n}
    middle = median(relations.values()) if len(relations) > 2 else None
    steady = {i for i, relation in relations.items() if middle and abs(relation / middle - 1) <= _STEADY}
    best = max(*rates, steady, key=len)
    return best if 2 * len(best) > len(points) and _one_way([points[i] for i in sorted(best)]) else set()


def _one_way(points: Sequence[Part]) -> bool:
    """Whether the values of periods of one length only rise or only fall."""
    courses: dict[int, list[tuple[date, Decimal]]] = defaultdict(list)
    for point in points:
        start, end, value = _value(point, "start"), _value(point, "end"), _number(point, VALUE)
        if isinstance(start, date) and isinstance(end, date) and value is not None:
            courses[Period(start, end).months].append((start, value))
    runs = [[value for _, value in sorted(course)] for course in courses.values()]
    return all(run in (sorted(run), sorted(run, reverse=True)) for run in runs)


def _agrees(point: Part, definition: MetricDefinition | None) -> bool | None:
    """Whether a point's figures and period can be what they are placed as; None where nothing tells."""
    value, numerator, denominator = (_number(point, kind) for kind in (VALUE, NUMERATOR, DENOMINATOR))
    if value is not None and value >= _NO_MEASURE:
        return False
    shares = definition is not None and definition.multiplier == 100
    if shares and ((value or 0) > 100 or (numerator is not None and denominator and numerator > denominator)):
        return False
    start, end = (point.fields[k].value if k in point.fields else None for k in ("start", "end"))
    asked = [p.period.months for p in definition.periods if p.period] if definition else []
    if start and end and asked and Period(start, end).months == 1 and min(asked) > 1:
        return False
    if not value or numerator is None or not denominator or value == numerator or (definition and definition.standardised):
        return None
    multipliers = (definition.multiplier,) if definition and definition.multiplier else MULTIPLIERS
    if holds(value, numerator, denominator, multipliers):
        return True
    astray = all(abs(numerator / denominator * m / value - 1) > _ASTRAY for m in multipliers)
    return False if astray else None


def _out_of_size(points: Sequence[Part]) -> set[int]:
    """The points that hold a figure of quite another size than the others of its kind."""
    odd: set[int] = set()
    for kind in (VALUE, NUMERATOR, DENOMINATOR):
        held = {i: abs(n) for i, p in enumerate(points) if (n := _number(p, kind))}
        middle = median(held.values()) if held else 0
        odd |= {i for i, n in held.items() if n > middle * _SIZES_APART or middle > n * _SIZES_APART}
    return odd


def _number(point: Part, kind: str) -> Decimal | None:
    read = point.fields.get(kind)
    return Decimal(read.value) if read is not None and isinstance(read.value, Decimal | int) else None


# money


def _money(parts: Sequence[Part], placed: Callable[[Read], bool]) -> Iterator[Part]:
    lines = [line for part in parts if part.kind == "schemes" for line in part.parts if line.kind == "lines"]
    amounts = [a for line in lines if (a := _number(line, "amount"))]
    large = bool(amounts) and median(amounts) >= _LARGE
    over = _over_total(parts, lines)

    def checked(line: Part) -> Part:
        read = line.fields.get("amount")
        if line.kind != "lines" or read is None or read.value is None or not placed(read):
            return line
        small = large and 0 < abs(read.value) < _TINY
        why = _SMALL if small else _TOTAL if _column(line) in over else None
        return replace(line, fields={**line.fields, "amount": replace(read, doubt=read.doubt or why)}) if why else line

    mixed = any(p.kind == "contributions" and TOTAL.match(str(_value(p, "organisation"))) for p in parts)
    for part in parts:
        if part.kind == "schemes":
            yield replace(part, parts=tuple(checked(line) for line in part.parts))
        elif part.kind == "contributions" and mixed and any(placed(r) for r in part.fields.values()):
            yield _doubted(part, _PARTNERS)
        else:
            yield part


_Column = tuple[object, object, bool]


def _column(part: Part) -> _Column:
    """Year and recurrence, and whether lines tell their source: those that do are the detail of those that do not."""
    return _value(part, "year"), _value(part, "recurrence"), _value(part, "source") is not None


def _over_total(parts: Sequence[Part], lines: Sequence[Part]) -> set[_Column]:
    """The columns of schemes' amounts whose sum is more than the one total that is stated for them."""
    sums: dict[_Column, Decimal] = defaultdict(Decimal)
    stated: dict[_Column, set[Decimal]] = defaultdict(set)
    for line in lines:
        sums[_column(line)] += _number(line, "amount") or 0
    for part in parts:
        whole = part.kind == "stated_totals" and part.fields["of"].value == "schemes.amount" and not _value(part, "source")
        if whole and (amount := _number(part, "amount")):
            stated[_column(part)].add(amount)
    totals = {column: amounts.pop() for column, amounts in stated.items() if len(amounts) == 1}
    return {c for c, total in sums.items() if (stated_for := totals.get((*c[:2], False))) and total > stated_for * _OVER}


def _value(part: Part, name: str) -> object:
    return part.fields[name].value if name in part.fields else None


def _doubted(part: Part, why: str) -> Part:
    return replace(part, fields={k: replace(r, doubt=r.doubt or why) if r.value is not None else r for k, r in part.fields.items()})
