"""Metrics whose table came out of order: what each figure is, and which three belong together, is proven by arithmetic.

A converter may print a table's cells in any order; the text then still holds every figure, near its metric's name. Three figures
are one point where value = numerator / denominator x multiplier to the places written, and no other two figures near make the
same value. Points of like denominators and like values are one metric's; metrics and names are brought together in their order.
The columns follow from the order of the numerators, where the metric has as many points as the round asks for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from itertools import combinations

from bettercare.documents.model import Block as Drawn
from bettercare.documents.model import Document, Format, Paragraph
from bettercare.plan import How, Period
from bettercare.reading.dates import periods_in, years_in
from bettercare.reading.metrics.figures_proven import FAR, Figure, Point, clusters_of, figure_at, proven_points
from bettercare.reading.metrics.groups import LABEL
from bettercare.reading.metrics.names import DENOMINATOR, NUMERATOR, VALUE, MetricNames
from bettercare.reading.metrics.points import Block, Entry, ValueColumn
from bettercare.reading.metrics.proofs import multipliers
from bettercare.reading.metrics.proven_columns import headed_years, proven_columns, quarters_in, years_above
from bettercare.reading.metrics.told import figures_in
from bettercare.reading.spots import Stream
from bettercare.rounds.model import MetricDefinition

_AROUND = 1200
_LONGEST_NAME = 260
_HOW = "the table's cells are out of order; the figures belong together by value = numerator / denominator x multiplier"


_Title = tuple[int, int, MetricDefinition]
"""A metric's name in the text: where it begins and ends."""

_HEADINGS = 110
"""Characters right before a metric's name in which its columns' headings may stand."""


def proven_in_text(document: Document, names: MetricNames) -> list[Block]:
    """The metrics of a text whose points are all proven, one block for each metric; nothing for other documents."""
    if document.format is not Format.TEXT:
        return []
    found: dict[str, list[Block]] = {}
    lines = [(position, line) for position, block in enumerate(document.blocks) for line in _lines(block)]
    for stream in [Stream(document, lines)] if lines else []:
        for start, end in _stretches(stream.text):
            for block in _of_stretch(stream, start, end, names):
                assert block.metric
                found.setdefault(block.metric.id, []).append(block)
    return [blocks[0] for blocks in found.values() if len(blocks) == 1]


def _lines(block: Drawn) -> Iterator[Paragraph]:
    """A block as paragraphs: the rows of a table, a line each, since columns may have been drawn where there are none."""
    if isinstance(block, Paragraph):
        if block.text.strip() and not block.placeholder and block.change != "deleted":
            yield block
    else:
        yield from (Paragraph(" ".join(c.text for c in r.cells), page=r.page, line=r.line) for r in block.rows if r.text.strip())


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    """Where labels of metrics' rows stand near one another, with the text about them."""
    run: list[int] = []
    for match in LABEL.finditer(text):
        if run and match.start() - run[-1] > FAR:
            yield max(0, run[0] - _AROUND), min(len(text), run[-1] + _AROUND)
            run = []
        run.append(match.start())
    if len(run) > 2:
        yield max(0, run[0] - _AROUND), min(len(text), run[-1] + _AROUND)


def _of_stretch(stream: Stream, start: int, end: int, names: MetricNames) -> Iterator[Block]:
    start += len(stream.text[start:end]) - len(stream.text[start:end].lstrip())
    text = stream.text[start:end].replace("\n", " ")
    figures = [f for m in figures_in(text) if (f := figure_at(m.group(), start + m.start()))]
    clusters = sorted(
        clusters_of(proven_points(figures, multipliers(names))), key=lambda c: sorted(p.middle for p in c)[len(c) // 2]
    )
    titles = ((start + a, start + b, m) for a, b, m in names.occurrences(text) if m.denominator or _is_free(m))
    quarters = quarters_in(text)
    told = sorted(titles, key=lambda t: t[0])
    told += _beside(stream.text, figures, clusters, {m.id for _, _, m in told}, names)
    for cluster, (a, b, metric) in _paired(clusters, sorted(told, key=lambda t: t[0]), quarters):
        block = _block(stream, cluster, metric, (a, b), end, quarters)
        if block:
            yield block


def _is_free(metric: MetricDefinition) -> bool:
    """Whether a round leaves what a metric measures, and when, to the area."""
    return metric.multiplier is None and all(p.asked == "free" for p in metric.periods)


def _beside(
    text: str, figures: Sequence[Figure], clusters: Sequence[Sequence[Point]], named: Set[str], names: MetricNames
) -> Iterator[_Title]:  # fmt: skip
    """Names in other words than the official ones, that stand just before a metric's first value."""
    for cluster in clusters:
        first = min(p.value.start for p in cluster)
        begin = max((f.start + len(f.text) for f in figures if f.start < first), default=0)
        match = names.match(text[max(begin, first - _LONGEST_NAME) : first])
        if match and match.definition.id not in named and match.definition.multiplier == cluster[0].multiplier:
            yield begin, first, match.definition


# names


def _paired(
    clusters: Sequence[list[Point]], titles: Sequence[_Title], quarters: Sequence[Period]
) -> list[tuple[list[Point], _Title]]:  # fmt: skip
    """Each metric's points with its name, both in the order printed; nothing where more than one way is as good."""
    last = {m.id: (a, b, m) for a, b, m in titles}
    named = sorted(last.values(), key=lambda t: t[0])
    kept = [c for c in clusters if any(_may_be(c, t, quarters) for t in named)]
    size = min(len(kept), len(named))
    while size:
        ways = [
            list(zip(some, those, strict=True))
            for some in combinations(kept, size)
            for those in combinations(named, size)
            if all(_may_be(c, t, quarters) for c, t in zip(some, those, strict=True)) and _in_order_of_people(some, those)
        ]
        if ways:
            return _agreed(ways, named)
        size -= 1
    return []


_Way = list[tuple[list[Point], _Title]]


def _agreed(ways: Sequence[_Way], titles: Sequence[_Title]) -> _Way:
    """The way in which most values stand after their own metric's name and before the next; what all such ways agree on."""

    def own(pair: tuple[list[Point], _Title]) -> bool:
        middle = pair[0][len(pair[0]) // 2].value.start
        return max((t for t in titles if t[0] < middle), key=lambda t: t[0], default=None) is pair[1]

    scores = [sum(map(own, way)) for way in ways]
    best = [way for way, score in zip(ways, scores, strict=True) if score == max(scores)]
    return [pair for pair in best[0] if all(any(pair[0] is c and pair[1] is t for c, t in way) for way in best[1:])]


def _may_be(cluster: Sequence[Point], title: _Title, quarters: Sequence[Period]) -> bool:
    """Whether points can be a metric's: of its multiplier, as many as the round or the headings have columns, near its name."""
    metric = title[2]
    near = min(abs(p.value.start - title[0]) for p in cluster) <= 2 * FAR
    return near and metric.multiplier in (None, cluster[0].multiplier) and bool(proven_columns(metric, len(cluster), quarters))


_PEOPLE = {"65+": 0, "18+": 1, "all": 2}


def _in_order_of_people(clusters: Sequence[Sequence[Point]], titles: Sequence[_Title]) -> bool:
    """Whether populations rise as their names say: fewer people are 65 than 18, and fewer are 18 than are born."""
    told = [
        (_PEOPLE[m.population], c[0].denominator.amount)
        for c, (_, _, m) in zip(clusters, titles, strict=True)
        if m.population in _PEOPLE
    ]
    return all(a[1] < b[1] for a in told for b in told if a[0] < b[0])


# the metric


def _block(
    stream: Stream, points: Sequence[Point], metric: MetricDefinition, title: tuple[int, int], end: int, quarters: Sequence[Period]
) -> Block | None:  # fmt: skip
    """A metric's points under their columns, in the order of their numerators."""
    columns = proven_columns(metric, len(points), quarters)
    ordered = _as_printed(points)
    if ordered is None:
        return None
    points = ordered
    if not any(period for _, period in columns):
        first = min(p.value.start for p in points)
        columns = headed_years(stream.text[title[1] : first], len(points)) or columns
        if not any(period for _, period in columns):
            columns = years_above(stream.text[max(0, title[0] - _HEADINGS) : title[0]], len(points), columns)
    block = Block(metric, [(" ".join(stream.text[slice(*title)].split()), stream.place(*title))], known=True)
    written = _written(stream.text, points, [p for _, p in columns if p], min(end, title[1] + 2 * FAR))
    for number, (point, (role, period)) in enumerate(zip(points, columns, strict=True)):
        where = stream.place(point.value.start, point.value.start + len(point.value.text), How.INFERRED, _HOW)
        period = period or (written[number] if len(written) == len(points) else written[0] if len(written) == 1 else None)
        block.columns[number] = ValueColumn(None, role, period, where)
        for kind, figure in ((VALUE, point.value), (NUMERATOR, point.numerator), (DENOMINATOR, point.denominator)):
            place = stream.place(figure.start, figure.start + len(figure.text), How.INFERRED, _HOW)
            block.put(kind, number, Entry(figure.text, place))
    return block


def _as_printed(points: Sequence[Point]) -> list[Point] | None:
    """Points in the order of their columns: that of two of their rows; or that of one, where people grow from left to right."""
    for one, other in ((NUMERATOR, DENOMINATOR), (VALUE, NUMERATOR), (VALUE, DENOMINATOR)):
        if ordered := _in_step(points, one, other):
            return ordered
    by_value = sorted(points, key=lambda p: p.value.start)
    people = [p.denominator.amount for p in by_value]
    return by_value if people == sorted(people) else None


def _in_step(points: Sequence[Point], one: str, other: str) -> list[Point] | None:
    """Points as two of their rows print them from left to right, equal figures in turn; None where the rows are not in step."""
    rows = [sorted((getattr(p, kind) for p in points), key=lambda f: f.start) for kind in (one, other)]
    left, ordered = list(points), list[Point]()
    for first, second in zip(*rows, strict=True):
        mine = next((p for p in left if (getattr(p, one).amount, getattr(p, other).amount) == (first.amount, second.amount)), None)
        if mine is None:
            return None
        left.remove(mine)
        ordered.append(replace(mine, **{one: first, other: second}))
    return ordered


def _written(text: str, points: Sequence[Point], others: Sequence[Period], end: int) -> list[Period]:
    """The periods that stand among a metric's figures, where the round leaves them to the area: one for each point, or the one
    that comes before those which the round sets."""
    first = min(p.value.start for p in points)
    stop = min(end, max(max(p.spots) for p in points) + 120)
    near = text[first:stop].replace("\n", " ")
    written = [p for p, _ in periods_in(near)]
    told = [p for p in written if p.months > 1]
    if not others:
        fit = next((some for some in (written, told) if len(some) == len(points)), [])
        return fit if fit == sorted(fit, key=lambda p: p.start) else []
    told += [y.period for y, _ in years_in(near)]
    own = {p for p in told if p not in others and p.end < min(o.start for o in others)}
    return list(own) if len(own) == 1 else []
