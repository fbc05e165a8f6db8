"""Rows of a metrics table that no label names: what each holds is proven where value = numerator / denominator x multiplier.

Three rows that stand together are a metric's value, numerator and denominator where one order of them alone holds in every
column, and a name beside or above them is that of a metric with that multiplier. Nothing is worked out and nothing is changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import permutations

from bettercare.plan import Period, PointRole
from bettercare.reading.metrics.headings import heading_period, role_of
from bettercare.reading.metrics.names import DENOMINATOR, NUMERATOR, VALUE, MetricNames, is_strong, row_kind
from bettercare.reading.metrics.points import Block, Entry, ValueColumn
from bettercare.reading.spots import Board
from bettercare.reading.values import read_number, tidy
from bettercare.rounds.model import MetricDefinition

KINDS = (VALUE, NUMERATOR, DENOMINATOR)
FEWEST = 10
"""People of whom a share proves something."""
_FIGURE = re.compile(r"^\d[\d,]*(?:\.\d+)?\s?%?$")


def proves(figures: Sequence[str], multiplier: Decimal) -> bool:
    """Whether the first of three figures is the second / the third x multiplier, rounded to the places that it is written with."""
    value, numerator, denominator = (read_number(tidy(t)).value for t in figures)
    if value is None or numerator is None or denominator is None or any(re.search("[.%]", t) for t in figures[1:]):
        return False
    if not denominator >= FEWEST or numerator > denominator:
        return False
    return bool(abs(numerator / denominator * multiplier - value) <= rounding(figures[0]))


def rounding(figure: str) -> Decimal:
    """How far a figure may be from what it was rounded from, by the places that it is written with."""
    return Decimal(1).scaleb(-len(tidy(figure).strip(" %").partition(".")[2])) * Decimal("0.6")


def role_by_year(period: Period | None, names: MetricNames) -> PointRole | None:
    """What a figure of a year is where nothing says it: of a year before the plan's own it is what was."""
    if period is None or not names.round.years:
        return None
    return PointRole.ACTUAL if period.end < names.round.years[0].first_day else PointRole.TARGET


def proven_blocks(board: Board, names: MetricNames, above: Sequence[str]) -> tuple[list[Block], set[tuple[str, str]]]:
    """The metrics of a table whose rows of figures are all proven, and the rows used; nothing where any row is left over."""
    headed = _heading(board)
    if headed is None:
        return [], set()
    head, columns = headed
    rows = [r for r in range(head + 1, board.height) if any(_is_figure(board.own(r, c)) for c in range(board.width))]
    if not rows or len(rows) % 3 or any(is_strong(board.own(r, c)) for r in rows for c in range(board.width)):
        return [], set()
    blocks: list[Block] = []
    for at in range(0, len(rows), 3):
        block = _proven(board, rows[at : at + 3], columns, names, [*above[:2], *(_words(board, head))])
        if block is None or any(block.metric is b.metric for b in blocks):
            return [], set()
        blocks.append(block)
    return blocks, {board.key(r) for r in (head, *rows)}


def _heading(board: Board) -> tuple[int, dict[int, str]] | None:
    """The row whose cells, but for words at the left, each name a period of their own (one may come twice, planned and actual)."""
    for row in range(min(board.height, 4)):
        cells = {c: t for c in range(board.width) if (t := board.own(row, c))}
        dated = {c: t for c, t in cells.items() if heading_period(t)}
        if dated and all(c < min(dated) for c in cells if c not in dated):
            told = [(heading_period(t), role_of(t)) for t in dated.values()]
            return (row, dated) if len(set(told)) == len(told) else None
        if any(_is_figure(t) for t in cells.values()):
            return None
    return None


def _proven(
    board: Board, rows: Sequence[int], columns: Mapping[int, str], names: MetricNames, above: Sequence[str]
) -> Block | None:  # fmt: skip
    texts = {r: {c: board.own(r, c) for c in columns} for r in rows}
    if not all(_is_figure(t) for cells in texts.values() for t in cells.values()):
        return None
    ways = [
        (dict(zip(KINDS, order, strict=True)), m)
        for order in permutations(rows)
        for m in multipliers(names)
        if all(proves([texts[r][c] for r in order], m) for c in columns)
    ]
    if len(ways) != 1:
        return None
    (way, multiplier) = ways[0]
    found = named_with(multiplier, [_label(board, r, names) for r in rows], above, names)
    if found is None:
        return None
    metric, title = found
    block = Block(metric, [(title, board.spot(rows[0], 0).place())], known=True)
    for kind, row in way.items():
        for column in columns:
            block.put(kind, column, Entry(texts[row][column], board.spot(row, column).place()))
    for column, text in columns.items():
        period = heading_period(text)
        block.columns[column] = ValueColumn(None, role_of(text) or role_by_year(period, names), period)
    return block


def multipliers(names: MetricNames) -> tuple[Decimal, ...]:
    return tuple(dict.fromkeys(m.multiplier for m in names.round.metrics if m.multiplier and m.denominator))


def named_with(
    multiplier: Decimal, labels: Iterable[str], above: Sequence[str], names: MetricNames
) -> tuple[MetricDefinition, str] | None:  # fmt: skip
    """The metric of this multiplier that a label names, else what stands above names, if it is one alone; and by what words."""
    for texts in (list(labels), list(above)):
        found = {
            named.definition.id: (named.definition, text)
            for text in texts
            if text and len(text) < 200 and (named := names.match(text)) and named.definition.multiplier == multiplier
        }
        if len(found) == 1:
            return next(iter(found.values()))
        if found:
            return None
    return None


def _label(board: Board, row: int, names: MetricNames) -> str:
    """A row's words without those that only say of what kind its figures are."""
    words = _words(board, row)
    return " ".join([w for w in words if names.match(w) or not row_kind(w)] or words)


def _words(board: Board, row: int) -> list[str]:
    return [t for c in range(board.width) if (t := board.own(row, c)) and not _is_figure(t) and not heading_period(t)]


def _is_figure(text: str) -> bool:
    return bool(_FIGURE.match(tidy(text)))
