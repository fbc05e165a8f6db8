"""Metrics in a form: in the round's own columns where the points fit them, else a table of its own for each metric."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby

from bettercare.plan import FinancialYear, Plan
from bettercare.plan.spine import Metric, MetricPoint, PointRole
from bettercare.rounds.model import Column, Round, TableShape
from bettercare.writing.form import Block, Cell, Heading, Table
from bettercare.writing.values import Pen

_ROLES = {PointRole.BASELINE: "Baseline", PointRole.TARGET: "Plan", PointRole.ACTUAL: "Actual"}
_WIDEST = 13
"""Points beside each other on a page: a year of months, and one before them."""
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def metric_blocks(plan: Plan, round: Round, pen: Pen, shape: TableShape) -> Iterator[Block]:
    """The metrics of a plan; each value with the count and population it comes from."""
    columns = [c for c in shape.columns if c.field == "by-row"]
    periods = any(r.field == "points/start" for r in shape.row_fields)
    placed = {m.id: _columns(m, round, columns) for m in plan.metrics}
    if periods and plan.metrics and all(placed.values()):
        rows = [row for m in plan.metrics for row in _rows(m, pen, shape, [placed[m.id][c.id] for c in columns])]
        yield Table(shape.title, ("Metric", "", *(c.title for c in columns)), tuple(rows))
        return
    for metric in plan.metrics:
        yield Heading(_known(metric, round) or _title(metric, round), 3)
        for points in _spread(metric.points):
            heads = [f"{_ROLES[p.role]} {when(p.start, p.end)}".strip() for p in points]
            yield Table(_title(metric, round), ("Metric", "", *heads), tuple(_rows(metric, pen, shape, points)))


def _spread(points: tuple[MetricPoint, ...]) -> Iterator[list[MetricPoint]]:
    """The points of one table: all, or where they are more than a page is wide, those of one role, and of one year."""
    if len(points) <= _WIDEST:
        yield list(points)
        return
    for _, alike in groupby(points, key=lambda p: (p.role, _year(p.start) if p.start else None)):
        yield list(alike)


def _title(metric: Metric, round: Round) -> str:
    return metric.title or _known(metric, round) or "Metric"


def _known(metric: Metric, round: Round) -> str | None:
    return next((m.title for m in round.metrics if m.id == metric.metric), None)


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


def _rows(metric: Metric, pen: Pen, shape: TableShape, points: Sequence[MetricPoint | None]) -> Iterator[tuple[Cell, ...]]:
    """A row each for value, numerator, denominator and, where the table has it, the period; the metric's name beside them."""
    definition = next((m for m in pen.round.metrics if m.id == metric.metric), None)
    percent = bool(definition and definition.unit == "per cent")
    name = pen.cell(_title(metric, pen.round), "text", f"metrics/{metric.id}/title")
    for number, row in enumerate(shape.row_fields):
        field = row.field.removeprefix("points/")
        cells = [_cell(p, metric, field, pen, percent) for p in points]
        lead = (
            (Cell(name.text, name.held, "text", name.address, "pre-populated", rows=len(shape.row_fields)),) if number == 0 else ()
        )
        yield (*lead, Cell(row.title), *cells)


def _cell(point: MetricPoint | None, metric: Metric, field: str, pen: Pen, percent: bool) -> Cell:
    if point is None:
        return Cell("N/A" if field == "value" else "", entry="pre-populated")
    address = f"metrics/{metric.id}/points/{point.id}/{field}"
    if field == "start":
        return Cell(spelt(point.start, point.end), spelt(point.start, point.end), "period", address, "input")
    return pen.cell(getattr(point, field), "percent" if percent and field == "value" else "rate", address)


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
