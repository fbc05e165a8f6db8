"""Metrics whose figures a converter scattered over its lines: known by their arithmetic, and their periods by their order.

A form's metric has a value, a numerator and a denominator for each period (or a value that is the product of two others), and a
converter that loses the columns still prints each row from left to right. Where the figures near a metric's name make one chain
of such threes, in order, for all the periods that the form asks for, each is placed; words and stray figures between do not
matter.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, groupby

from bettercare.documents.model import Document
from bettercare.plan import FinancialYear, How, PointRole
from bettercare.reading.dates import years_in
from bettercare.reading.flat.text import phrase
from bettercare.reading.metrics.names import DENOMINATOR, NUMERATOR, VALUE
from bettercare.reading.metrics.periods_written import Dated, written_periods
from bettercare.reading.parts import Part, Read
from bettercare.reading.streams import Stream
from bettercare.reading.values import read_number
from bettercare.rounds.model import MetricDefinition, MetricPeriod, Round

_LONGEST = 6000
"""Characters after a metric's name in which its figures are looked for."""
_MOST = 160
"""Figures that are looked at in one stretch."""
_NEAR = 700
"""Characters after a metric's name in which a run of counts is looked for."""
_FEWEST = 4
_FEWEST_DATED = 3
"""Threes that are enough where the periods are written near them."""
_HAIR = 1e-6
_ALIKE = 3
"""Figures of one value that are tried for a value, the nearest first."""
_HOW = "the figures stand apart from their headings; their arithmetic and order place them"
_SUMMED = "the figures stand apart from their headings; their sum, which is printed too, and their order place them"
_NOT_FIRST = "figures of some periods are absent, and which of them is not plain"
_FIGURE = re.compile(
    r"(?<![\w£/.,'’-])(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?P<percent>\s?%)?(?!(?![A-Z][a-z]{3}|n/?a\b)[\w+/]|[.,-]\d|\s?(?:weeks|months))"
)
_NO_FIGURE = re.compile(
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*[\s-]*['’]?\d{2,4}\b|\b20\d\d\s?[-/–]\s?(?:20)?\d\d\b|"
    r"\b\d\d\s?[/-]\s?\d\d\b|\bq[1-4]\b|\b\d\d\s+and\s+over\b|\baged?\s+\d\d\b|\b\d\d?\s+days?\b|"
    r"\bper\s+100,?000\b|^\d{1,2}\.\d{1,2}[ \t]+(?-i:(?=[A-Z]))|\b(?:19|20)\d\d\b(?![.,]\d)",
    re.I | re.M,
)
"""Numbers that are no figures of a metric: of months, years, quarters, ages, spans of days and headings."""
_ABSENT = re.compile(r"\bn\s?/\s?a\b", re.I)


@dataclass(frozen=True, slots=True)
class _Figure:
    start: int
    end: int
    value: float
    places: int
    """Decimals as printed."""
    percent: bool


@dataclass(frozen=True, slots=True)
class _Three:
    """A value and the two figures that it follows from, as indexes of figures."""

    value: int
    one: int
    two: int


def chained_metrics(document: Document, round: Round) -> tuple[Part, ...]:
    """The metrics of a round whose figures make a whole chain near their name."""
    stream = Stream(document)
    spots = _named(stream.text, round)
    found: list[Part] = []
    for metric in round.metrics:
        asked = [p for p in metric.periods if p.asked == "asked" and p.period]
        if not metric.components and metric.multiplier is None:
            found += _summed(metric, asked, stream, spots)
        if not (metric.components or (metric.multiplier and metric.denominator)):
            continue
        family = {metric.id, *metric.components}
        best: tuple[list[_Figure], list[_Three], int, int] | None = None
        for start, end in _windows(spots, family, len(stream.text)):
            figures = _figures(stream.text, start, end)
            chain = _chain(figures, metric)
            enough = len(chain) >= (_FEWEST if len(asked) >= _FEWEST else _FEWEST_DATED)
            if enough and _is_whole(figures, chain) and (best is None or len(chain) > len(best[1])):
                best = figures, chain, start, end
        if best:
            found += _parts(metric, asked, stream, *best, round)
    return tuple(found)


def _summed(
    metric: MetricDefinition, asked: Sequence[MetricPeriod], stream: Stream, spots: Sequence[tuple[int, str]]
) -> Iterator[Part]:
    """A count for each period that is aimed at, where as many figures near the metric's name come to a sum that is printed, or
    those of each year to one."""
    aims = [p for p in asked if p.role == PointRole.TARGET.value]
    if len(aims) < _FEWEST:
        return
    counts = [f for f in _figures(stream.text, 0, len(stream.text), most=None) if not f.places and not f.percent and f.value >= 100]
    years = [n for _, group in groupby(aims, key=_year) for n in [len([*group])]]
    found: dict[tuple[float, ...], tuple[int, list[_Figure]]] = {}
    for back in (0, _NEAR):
        for start in (at for at, name in spots if name == metric.id and not (found and back)):
            near = [f for f in counts if start - back < f.start < start + _NEAR]
            run = next((r for i in range(len(near)) if _comes_to_a_sum(r := near[i : i + len(aims)], years, counts)), None)
            if run:
                found.setdefault(tuple(f.value for f in run), (start, run))
    if len(found) != 1:
        return
    start, run = next(iter(found.values()))
    place = stream.place(start)
    points = []
    for period, figure in zip(aims, run, strict=True):
        assert period.period
        when = {"role": PointRole.TARGET, "start": period.period.start, "end": period.period.end}
        points.append(Part("points", {**{k: Read(v, place) for k, v in when.items()}, VALUE: _read(stream, figure, _SUMMED)}))
    yield Part("metrics", {"metric": Read(metric.id, place), "title": Read(metric.title, place)}, tuple(points))


def _year(asked: MetricPeriod) -> int | None:
    """The calendar year in which a period's financial year begins."""
    return asked.period.start.year - (asked.period.start.month < 4) if asked.period else None


def _comes_to_a_sum(run: Sequence[_Figure], years: Sequence[int], counts: Sequence[_Figure]) -> bool:
    """Whether the sum of as many figures as are asked for is printed, or near them the sums of each year's; `years` says how many
    figures a year has."""
    if len(run) < sum(years):
        return False
    others = [f for f in counts if f.start not in {own.start for own in run}]
    ends = [*accumulate(years)]
    sums = {sum(f.value for f in run[b - n : b]) for b, n in zip(ends, years, strict=True)}
    near = {f.value for f in others if abs(f.start - run[0].start) < 3 * _NEAR}
    return sum(f.value for f in run) in {f.value for f in others} or (len(years) > 1 and near.issuperset(sums))


def _named(text: str, round: Round) -> list[tuple[int, str]]:
    """Where names of metrics stand: (position, the metric's id)."""
    found = []
    for metric in round.metrics:
        labels = {metric.title, *metric.locator.labels}
        pattern = "|".join(sorted((p for x in labels if len(x) > 8 and (p := phrase(x))), key=len, reverse=True))
        found += [(m.start(), metric.id) for m in re.finditer(pattern, text, re.I)] if pattern else []
    return sorted(found)


def _windows(spots: Sequence[tuple[int, str]], family: set[str], end: int) -> Iterator[tuple[int, int]]:
    """From each name of a family of metrics to the next name of another."""
    inside = False
    for i, (start, name) in enumerate(spots):
        if name not in family:
            inside = False
        elif not inside:
            inside = True
            stop = next((at for at, other in spots[i:] if other not in family), end)
            yield start, min(stop, start + _LONGEST)


def _figures(text: str, start: int, end: int, most: int | None = _MOST) -> list[_Figure]:
    stretch = text[start:end]
    none = [m.span() for m in _NO_FIGURE.finditer(stretch)]
    found = []
    for match in _FIGURE.finditer(stretch):
        if any(a < match.end() and match.start() < b for a, b in none):
            continue
        digits = match["digits"].replace(",", "")
        places = len(digits.partition(".")[2])
        found.append(_Figure(start + match.start(), start + match.end(), float(digits), places, bool(match["percent"])))
    return found[:most]


def _chain(figures: Sequence[_Figure], metric: MetricDefinition) -> list[_Three]:
    """The longest run of threes whose parts stand in order; of equally long ones, that in which they keep step."""
    threes = list(_threes(figures, metric))
    best: list[tuple[tuple[int, int], int]] = []
    for i, three in enumerate(threes):
        score, before = (1, 0), -1
        for j in range(i):
            other = threes[j]
            apart = other.two < three.two or (other.two == three.two and not metric.components)
            if other.one < three.one and apart and other.value != three.value:
                step = (three.one - other.one) == (three.two - other.two) or figures[other.two].value == figures[three.two].value
                told = (best[j][0][0] + 1, best[j][0][1] + step)
                if told > score:
                    score, before = told, j
        best.append((score, before))
    at = max(range(len(best)), key=lambda i: best[i][0], default=-1)
    chain: list[_Three] = []
    while at >= 0:
        chain.append(threes[at])
        at = best[at][1]
    return _each_its_own(chain[::-1], figures)


def _each_its_own(chain: Sequence[_Three], figures: Sequence[_Figure]) -> list[_Three]:
    """The chain with a value for each three where the same figure is printed more than once."""
    held: set[int] = set()
    settled = []
    for three in chain:
        mine = figures[three.value]
        alike = [i for i, f in enumerate(figures) if (f.value, f.places, f.percent) == (mine.value, mine.places, mine.percent)]
        free = min((i for i in alike if i not in held), key=lambda i: abs(i - three.value), default=three.value)
        held.add(free)
        settled.append(replace(three, value=free))
    return settled


def _is_whole(figures: Sequence[_Figure], chain: Sequence[_Three]) -> bool:
    """Whether each three has a value of its own and no figure like a value, or like the first of its parts, is left over: with
    one three missing all that follow would be of other periods."""
    if len({t.value for t in chain}) < len(chain):
        return False
    others = {i for t in chain for i in (t.value, t.one, t.two)}
    first, last = min(others), max(others)
    near = [i for i in range(max(first - 1, 0), min(last + 2, len(figures))) if i not in others]
    for mine in ({t.value for t in chain}, {t.one for t in chain}):
        taken = [figures[i] for i in mine]
        low, high = min(f.value for f in taken) * 0.7, max(f.value for f in taken) * 1.4
        kinds = {(f.places, f.percent) for f in taken}
        if any((figures[i].places, figures[i].percent) in kinds and low <= figures[i].value <= high for i in near):
            return False
    return True


def _threes(figures: Sequence[_Figure], metric: MetricDefinition) -> Iterator[_Three]:
    """Every value that follows from two other figures, by the order of the first of them."""
    values: dict[tuple[int, int], list[int]] = {}
    for k, value in enumerate(figures):
        if _may_be(value, metric):
            values.setdefault((value.places, round(value.value * 10**value.places)), []).append(k)
    places = sorted({p for p, _ in values}, reverse=True)
    for i, one in enumerate(figures):
        for j, two in enumerate(figures):
            told = _told(one, two, metric) if i != j else None
            if told is None:
                continue
            shown = {(p, math.floor(told * 10**p + half)) for p in places for half in (0.5 - _HAIR, 0.5 + _HAIR)}
            fits = (k for key in shown for k in values.get(key, ()) if k not in (i, j))
            for k in sorted(fits, key=lambda k: abs(k - i))[:_ALIKE]:
                yield _Three(k, i, j)


def _told(one: _Figure, two: _Figure, metric: MetricDefinition) -> float | None:
    """What two figures make: the delay of those who wait, over all; or a count of a population, as a rate."""
    if metric.components:
        fits = one.percent and one.places and two.places and not two.percent and 0 < two.value < 60
        return (100 - one.value) / 100 * two.value if fits else None
    if one.places or two.places or one.percent or two.percent or not 0 < one.value <= two.value or two.value < 20:
        return None
    return one.value / two.value * float(metric.multiplier or 1)


def _may_be(value: _Figure, metric: MetricDefinition) -> bool:
    if metric.components:
        return value.places >= 1 and not value.percent
    return bool(value.places or value.percent or metric.decimals == 0)


def _parts(
    metric: MetricDefinition,
    asked: Sequence[MetricPeriod],
    stream: Stream,
    figures: Sequence[_Figure],
    chain: Sequence[_Three],
    start: int,
    end: int,
    round: Round,
) -> Iterator[Part]:
    last = max(figures[i].end for t in chain for i in (t.value, t.one, t.two))
    placed = _periods(asked, figures, chain, stream.text[start:end], start) if len(asked) >= _FEWEST else None
    placed = placed or written_periods(stream.text[start:last], len(chain), round)
    if placed is None:
        return
    name = stream.place(start)
    if metric.components:
        one, two = (next((m for m in round.metrics if m.id == c), None) for c in metric.components[:2])
        kinds = [(metric, {VALUE: "value"}), (one, {VALUE: "one"}), (two, {VALUE: "two"})]
    else:
        kinds = [(metric, {VALUE: "value", NUMERATOR: "one", DENOMINATOR: "two"})]
    for definition, fields in kinds:
        if definition is None:
            continue
        points = []
        for three, (role, period, doubt) in zip(chain, placed, strict=True):
            reads = {kind: _read(stream, figures[getattr(three, held)]) for kind, held in fields.items()}
            when = {
                "role": Read(role, name),
                "start": Read(period.start, name, doubt=doubt),
                "end": Read(period.end, name, doubt=doubt),
            }
            points.append(Part("points", {**when, **reads}))
        yield Part("metrics", {"metric": Read(definition.id, name), "title": Read(definition.title, name)}, tuple(points))


def _read(stream: Stream, figure: _Figure, how: str = _HOW) -> Read:
    return Read(
        read_number(stream.text[figure.start : figure.end]).value, stream.place(figure.start, figure.end, How.INFERRED, how)
    )


def _periods(
    asked: Sequence[MetricPeriod], figures: Sequence[_Figure], chain: Sequence[_Three], text: str, start: int
) -> list[Dated] | None:  # fmt: skip
    """The period of each three: all that are asked, or all that are aimed at and the first of those before, if some are absent."""
    asked = _with_year_before(asked, text) if len(chain) == len(asked) + 1 else asked
    if len(chain) == len(asked):
        return [_dated(p) for p in asked]
    aims = [p for p in asked if p.role == PointRole.TARGET.value]
    past = [p for p in asked if p.role != PointRole.TARGET.value]
    held = len(chain) - len(aims)
    ordered = [*past, *aims] == list(asked)
    if not ordered or len(aims) < _FEWEST or not 0 <= held < len(past) or not _ABSENT.search(text):
        return None
    first = min((figures[i].start for t in chain[:held] for i in (t.value, t.one, t.two)), default=0)
    begins = not _ABSENT.search(text[: max(first - start, 0)]) or not _opens_a_year(past[0])
    return [*(_dated(p, None if begins else _NOT_FIRST) for p in past[:held]), *(_dated(p) for p in aims)]


def _dated(asked: MetricPeriod, doubt: str | None = None) -> Dated:
    assert asked.period
    return PointRole(asked.role), asked.period, doubt


def _opens_a_year(period: MetricPeriod) -> bool:
    """Whether a period is the first of a financial year: what a form prints of months before a later one is never given."""
    return bool(period.period and period.period.start.month == 4)


def _with_year_before(asked: Sequence[MetricPeriod], text: str) -> Sequence[MetricPeriod]:
    """What is asked, with the actual figure of the year before it that forms print first."""
    first = asked[0].period
    if first is None or first.months != 12:
        return asked
    before = FinancialYear(first.start.year - 1)
    if not any(year == before for year, _ in years_in(text)):
        return asked
    return [replace(asked[0], role=PointRole.ACTUAL.value, period=before.period), *asked]


def in_place_of(found: Sequence[Part], chained: Sequence[Part]) -> tuple[Part, ...]:
    """Metrics as read, but those of which a chain tells whole threes of more periods than was read of them; what a chain's figures
    were read as besides goes."""
    better = {m.fields["metric"].value: m for m in chained if len(m.parts) > _told_whole(found, m)}
    taken = {three for m in better.values() for p in m.parts if None not in (three := _figures_told(p))}
    held = {spot for m in better.values() for p in m.parts for spot in _spots(p)}
    kept = []
    for part in (p for p in found if p.fields["metric"].value not in better):
        points = tuple(p for p in part.parts if _figures_told(p) not in taken and not (_spots(p) and _spots(p) <= held))
        if points or not part.parts:
            kept.append(replace(part, parts=points))
    return (*kept, *better.values())


def _spots(point: Part) -> set[tuple[str, int | None, str]]:
    """Where the figures of a point stand, and as what."""
    reads = [point.fields[k] for k in (VALUE, NUMERATOR, DENOMINATOR) if k in point.fields]
    return {(r.place.document, r.place.line, (r.place.as_written or "").strip()) for r in reads if r.value is not None and r.place}


def _figures_told(point: Part) -> tuple[object, ...]:
    return tuple(point.fields[k].value if k in point.fields else None for k in (VALUE, NUMERATOR, DENOMINATOR))


def _told_whole(found: Sequence[Part], metric: Part) -> int:
    """Of how many periods a metric was read with all that a chain gives them and no more."""
    kinds = {k for p in metric.parts for k in p.fields if k in (VALUE, NUMERATOR, DENOMINATOR)}
    points = [p for m in found if m.fields["metric"].value == metric.fields["metric"].value for p in m.parts]
    whole = [
        p
        for p in points
        if {k for k in (VALUE, NUMERATOR, DENOMINATOR) if k in p.fields and p.fields[k].value is not None} == kinds
    ]
    return len({(p.fields["start"].value, p.fields["end"].value) for p in whole})
