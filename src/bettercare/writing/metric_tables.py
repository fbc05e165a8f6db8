"""Metrics in a form: in the round's own columns where the points fit them, else a table of its own for each metric."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby

from bettercare.plan import FinancialYear, Period, Plan
from bettercare.plan.spine import Metric, MetricPoint, PointRole
from bettercare.rounds.model import Column, MetricDefinition, Round, TableShape
from bettercare.writing.asked import metrics_asked, named_locally
from bettercare.writing.form import Block, Cell, Heading, Table
from bettercare.writing.values import Pen

_ROLES = {PointRole.BASELINE: "Baseline", PointRole.TARGET: "Plan", PointRole.ACTUAL: "Forecast"}
_WIDEST = 13
"""Points beside each other on a page: a year of months, and one before them."""
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def metric_blocks(plan: Plan, round: Round, pen: Pen, shape: TableShape) -> Iterator[Block]:
    """The metrics of a plan and those that the round asks beside; each value with the count and population it comes from."""
    columns = [c for c in shape.columns if c.field == "by-row"]
    periods = any(r.field == "points/start" for r in shape.row_fields)
    metrics = metrics_asked(plan, round)
    definitions = {m.id: m for m in round.metrics}
    placed = {m.id: _columns(m, round, columns) for m in metrics}
    if periods and metrics and all(placed.values()):
        drawn = [_Drawn(m, definitions.get(m.metric or ""), pen, shape) for m in metrics]
        rows = [row for d in drawn for row in d.rows([placed[d.metric.id][c.id] for c in columns])]
        yield Table(shape.title, ("Metric", "", *(c.title for c in columns)), tuple(rows))
        return
    usual = _usual(round)
    for alike in _alike(metrics):
        drawn = [_Drawn(m, definitions.get(m.metric or ""), pen, shape) for m in alike]
        yield Heading(drawn[0].known or drawn[0].title, 3)
        for parts in zip(*(list(_spread(m.points)) for m in alike), strict=True):
            rows = [row for one, points in zip(drawn, parts, strict=True) for row in one.rows(points)]
            known = _known(parts[0], definitions.get(alike[0].metric or ""), columns, usual)
            yield Table(drawn[0].title, ("Metric", "", *(_head(p) for p in parts[0])), tuple(rows), known=((), (), *known))


def _known(
    points: Sequence[MetricPoint], asked: MetricDefinition | None, columns: Sequence[Column], usual: Mapping[str, Counter[Period]]
) -> Iterator[tuple[str, ...]]:
    """For each point what the round calls its column, where that column is the point's alone."""
    homes = [_home(point, asked, usual) for point in points]
    for home in homes:
        words = [(c.title, *c.locator.labels) for c in columns if c.id == home and homes.count(home) == 1]
        yield words[0] if words else ()


def _usual(round: Round) -> dict[str, Counter[Period]]:
    """How many metrics of the round ask each period in each of its columns."""
    found: dict[str, Counter[Period]] = {}
    for asked in (p for m in round.metrics for p in m.periods):
        if asked.column and asked.period:
            found.setdefault(asked.column, Counter())[asked.period] += 1
    return found


def _home(point: MetricPoint, asked: MetricDefinition | None, usual: Mapping[str, Counter[Period]]) -> str | None:
    """The id of the column that the round asks a point's period in, where it is the period of most metrics there."""
    for p in asked.periods if asked else ():
        if p.column and p.role == point.role and p.period and (p.period.start, p.period.end) == (point.start, point.end):
            there = usual[p.column]
            return p.column if there[p.period] == max(there.values()) else None
    return None


def _alike(metrics: Sequence[Metric]) -> Iterator[list[Metric]]:
    """Metrics of one definition that follow each other and give the same periods share a table."""
    for _, alike in groupby(metrics, key=lambda m: (m.metric or m.id, tuple((p.role, p.start, p.end) for p in m.points))):
        yield list(alike)


def _spread(points: tuple[MetricPoint, ...]) -> Iterator[list[MetricPoint]]:
    """The points of one table: all, or where they are more than a page is wide, those of one role, and of one year."""
    if len(points) <= _WIDEST:
        yield list(points)
        return
    for _, alike in groupby(points, key=lambda p: (p.role, _year(p.start) if p.start else None)):
        yield list(alike)


def _head(point: MetricPoint) -> str:
    return f"{_ROLES[point.role]} {when(point.start, point.end)}".strip()


def _columns(metric: Metric, round: Round, columns: list[Column]) -> dict[str, MetricPoint | None]:
    """The point under each of the round's columns; nothing where two points share one or a point has none."""
    placed: dict[str, MetricPoint | None] = {c.id: None for c in columns}
    asked = next((m.periods for m in round.metrics if m.id == metric.metric), ())
    for point in metric.points:
        free = [
            p for p in asked if p.column and p.role == point.role and p.asked != "not-applicable" and placed.get(p.column) is None
        ]
        exact = [p for p in free if p.period and (p.period.start, p.period.end) == (point.start, point.end)]
        home = next((p.column for p in (*exact, *free)), None)
        if home is None:
            return {}
        placed[home] = point
    return placed


class _Drawn:
    """One metric as rows of a table."""

    def __init__(self, metric: Metric, definition: MetricDefinition | None, pen: Pen, shape: TableShape) -> None:
        self.metric, self.definition, self.pen, self.shape = metric, definition, pen, shape
        self.known = definition.title if definition else None
        self.title = metric.title or self.known or "Metric"
        self.percent = bool(definition and definition.unit == "per cent")
        self.local = definition is None or named_locally(definition)

    def rows(self, points: Sequence[MetricPoint | None]) -> Iterator[tuple[Cell, ...]]:
        """A row each for value, numerator, denominator and, where the table has it, the period; the metric's name beside them."""
        name = self.pen.cell(self.title, "text", f"metrics/{self.metric.id}/title")
        known = (self.known,) if self.known else ()
        entry = name.entry if self.local else "pre-populated"
        lead = replace(name, entry=entry, rows=len(self.shape.row_fields), known=known)
        for number, row in enumerate(self.shape.row_fields):
            cells = [self._cell(p, row.field.removeprefix("points/")) for p in points]
            yield (*((lead,) if number == 0 else ()), Cell(row.title), *cells)

    def _cell(self, point: MetricPoint | None, field: str) -> Cell:
        if point is None:
            return Cell("N/A" if field == "value" else "", entry="pre-populated")
        address = f"metrics/{self.metric.id}/points/{point.id}/{field}"
        if field == "start":
            words = spelt(point.start, point.end)
            return Cell(words, words or None, "period", address, "input")
        required = field == "value" and bool(self.definition and self.definition.required)
        asks = f"{self.known or self.title}, {_head(point)}"
        kind = "percent" if self.percent and field == "value" else "rate"
        return self.pen.cell(getattr(point, field), kind, address, required=required, asks=asks)


def spelt(start: date | None, end: date | None) -> str:
    """A period by its months: `April 2012 - March 2013`."""
    return f"{start:%B %Y} - {end:%B %Y}" if start and end else ""


def when(start: date | None, end: date | None) -> str:
    """A period as the heading of a column: `Apr 2025`, `Q1 2025-26`, `2025-26`, or from month to month."""
    if start is None or end is None:
        return ""
    months = (end.year - start.year) * 12 + end.month - start.month + 1
    year = _year(start)
    if months == 1:
        return f"{_MONTHS[start.month - 1]} {start.year}"
    if months == 3 and start.month in (1, 4, 7, 10):
        return f"Q{(start.month - 4) // 3 % 4 + 1} {year}"
    if months == 12 and start.month == 4:
        return str(year)
    return f"{_MONTHS[start.month - 1]} {start.year} - {_MONTHS[end.month - 1]} {end.year}"


def _year(day: date) -> FinancialYear:
    return FinancialYear(day.year if day.month >= 4 else day.year - 1)
