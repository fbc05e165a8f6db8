"""Metrics told in sentences: `640 admissions in 2016/17, a rate of 476.8 of a population of 134,220`.

Three figures that follow one another are a metric's value, numerator and denominator where one order of them alone makes value =
numerator / denominator x multiplier, and the year that stands with them is theirs. What is not so proven is left unread.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations

from bettercare.documents.model import Document, Paragraph
from bettercare.plan import Period
from bettercare.reading.dates import periods_in, years_in
from bettercare.reading.metrics.names import MetricNames
from bettercare.reading.metrics.points import Block, Entry, ValueColumn
from bettercare.reading.metrics.proofs import KINDS, proves, role_by_year
from bettercare.reading.values import tidy
from bettercare.rounds.model import MetricDefinition

_FIGURE = re.compile(r"(?<![\w.,/£-])\d[\d,]*(?:\.\d+)?\s?%?(?![\w/+]|[.,]\d)")
_NO_FIGURE = re.compile(r"(?:\bper|\baged?|\bover|\bafter|\bday|\bhospital for|-)\s*$", re.I)
"""What stands before a number that is none of the metric's figures: `per 100,000`, `aged 65`, `after 91 days`."""
_NO_FIGURE_AFTER = re.compile(r"^\s?(?:days?\b|or (?:over|older|more)|and (?:over|older)|years? (?:of age|old)|\+)", re.I)
_TITLE = 120
_ABOVE = 3


@dataclass(frozen=True, slots=True)
class _Told:
    """Three figures by kind, where they begin and end in the text, and their year."""

    texts: dict[str, str]
    start: int
    end: int
    period: Period


def told_blocks(document: Document, names: MetricNames) -> list[Block]:
    """The metrics that paragraphs of the document tell in sentences, each of one metric named in it or just above it."""
    found: list[Block] = []
    for position, block in enumerate(document.blocks):
        if not isinstance(block, Paragraph) or len(_FIGURE.findall(block.text)) < 3:
            continue
        text = tidy(block.text)
        named = _named(document, position, text, names)
        if named is None:
            continue
        metric, title, place = named
        told = list(_told(text, metric))
        if not told or len({t.period for t in told}) < len(told):
            continue
        made = Block(metric, [(title, document.place(document.blocks[place]))], known=True)
        for number, one in enumerate(told):
            where = document.place(block, as_written=text[one.start : one.end])
            made.columns[number] = ValueColumn(None, role_by_year(one.period, names), one.period, where)
            for kind, figure in one.texts.items():
                made.put(kind, number, Entry(figure, document.place(block, as_written=figure)))
        found.append(made)
    return found


def _named(document: Document, position: int, text: str, names: MetricNames) -> tuple[MetricDefinition, str, int] | None:
    """The metric that the nearest title above names, else the one that the sentences name; its words and where they stand."""
    for at in range(position - 1, max(-1, position - 1 - _ABOVE), -1):
        above = document.blocks[at]
        if not isinstance(above, Paragraph):
            break
        if len(above.text) < _TITLE and (named := names.match(tidy(above.text))) and _is_rate(named.definition):
            return named.definition, tidy(above.text), at
    told = {m.id: (m, text[a:b], position) for a, b, m in names.occurrences(text) if _is_rate(m)}
    return next(iter(told.values())) if len(told) == 1 else None


def _is_rate(metric: MetricDefinition) -> bool:
    return bool(metric.multiplier and metric.denominator)


def _told(text: str, metric: MetricDefinition) -> Iterator[_Told]:
    """The figures proven, each three with its year: as many years as threes, each between the three before it and the one after
    it; else only the one year within a three."""
    figures = list(figures_in(text))
    years = [(y.period, m.start()) for y, m in years_in(text)]
    threes: list[tuple[dict[str, str], int, int]] = []
    at = 0
    while at + 3 <= len(figures):
        texts = _proven([m.group() for m in figures[at : at + 3]], metric)
        if texts:
            threes.append((texts, figures[at].start(), figures[at + 2].end()))
        at += 3 if texts else 1
    ends, starts = [0, *(end for _, _, end in threes)], [*(start for _, start, _ in threes[1:]), len(text)]
    in_turn = len(years) == len(threes) and all(a <= at < b for a, (_, at), b in zip(ends, years, starts, strict=False))
    for number, (texts, start, end) in enumerate(threes):
        inside = [period for period, at in years if start < at < end]
        if in_turn:
            yield _Told(texts, start, end, years[number][0])
        elif len(inside) == 1:
            yield _Told(texts, start, end, inside[0])


def _proven(figures: Sequence[str], metric: MetricDefinition) -> dict[str, str] | None:
    if metric.multiplier is None:
        return None
    ways = [order for order in permutations(figures) if proves(order, metric.multiplier)]
    return dict(zip(KINDS, ways[0], strict=True)) if len(set(ways)) == 1 else None


def figures_in(text: str) -> Iterator[re.Match[str]]:
    """The figures of a text that may be a metric's: no year, no `per 100,000`, no age."""
    months = [m.span() for _, m in periods_in(text) if re.search("[a-z]{3}", m.group(), re.I)]
    dated = [*months, *(m.span() for _, m in years_in(text))]
    for match in _FIGURE.finditer(text):
        if any(match.start() < b and a < match.end() for a, b in dated):
            continue
        if not _NO_FIGURE.search(text[: match.start()]) and not _NO_FIGURE_AFTER.match(text[match.end() :]):
            yield match
