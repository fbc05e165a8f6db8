"""Services by what can be given and what is needed, as the round asks: by pathway and month, or once for each.

Each cell is an answer of its own (see `bettercare.rounds.capacity`), so that people who fill one table together do not meet,
and each keeps its state. What the round works out from other cells is worked out here and never typed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bettercare.plan import Month, Plan
from bettercare.rounds import work_out
from bettercare.rounds.capacity import capacity_id, capacity_months
from bettercare.rounds.model import CapacityShape, Field, ListItem, Predicate, Round
from bettercare.writing.form import Cell, Heading, Page, Table
from bettercare.writing.metric_tables import when
from bettercare.writing.values import Pen, pen_words

CAPACITY = "capacity"
"""The part of a form that these pages are."""


def capacity_pages(plan: Plan, round: Round, pen: Pen, every: bool = True) -> Iterator[Page]:
    """A page for each such table of the round; without `every` only where the plan answers something of it."""
    answers = {a.field: a.value for a in plan.answers}
    for shape in round.capacity:
        if every or any(field.startswith(f"{shape.id}.") and value is not None for field, value in answers.items()):
            yield from capacity_page(plan, round, pen, shape)


def capacity_page(plan: Plan, round: Round, pen: Pen, shape: CapacityShape) -> Iterator[Page]:
    """The page of one such table."""
    drawn = _Drawn(shape, round, {a.field: a.value for a in plan.answers}, pen)
    yield Page(shape.title, CAPACITY, (Heading(shape.title, 2), *drawn.tables()))


class _Drawn:
    def __init__(self, shape: CapacityShape, round: Round, answers: Mapping[str, Any], pen: Pen) -> None:
        self.shape, self.round, self.answers, self.pen = shape, round, answers, pen
        self.rows = round.capacity_rows(shape)

    def tables(self) -> Iterator[Table]:
        """By month a table for each field and year, with the months across; else one table, with the fields across."""
        if self.shape.by == "once":
            heads = ("What", *(f.title for f in self.shape.fields))
            rows = tuple((Cell(r.label), *(self._cell(f, r, None) for f in self.shape.fields)) for r in self.rows)
            yield Table(self.shape.title, heads, rows, shape=self.shape.id)
            return
        for field in self.shape.fields:
            for year in self.round.years:
                months = [m for m in capacity_months(self.round) if year.period.start <= m.period.start <= year.period.end]
                heads = (field.title, *(when(m.period.start, m.period.end) for m in months))
                rows = tuple((Cell(r.label), *(self._cell(field, r, m) for m in months)) for r in self.rows)
                title = field.title if len(self.round.years) == 1 else f"{field.title}, {year}"
                yield Table(title, heads, rows, shape=f"{self.shape.id}.{field.id}")

    def _cell(self, field: Field, row: ListItem, month: Month | None) -> Cell:
        if field.formula is not None:
            worked = work_out(field.formula, lambda name: self.answers.get(capacity_id(self.shape, name, row, month)))
            text = "" if worked is None else pen_words(worked, field.kind)
            return Cell(text, worked, works=self._addressed(field.formula, row, month))
        id = capacity_id(self.shape, field.id, row, month)
        return self.pen.cell(self.answers.get(id), field.kind, f"answers/{id}", choices=field.choices, asks=field.title)

    def _addressed(self, formula: Predicate, row: ListItem, month: Month | None) -> Predicate:
        """A formula that names addresses of cells instead of fields."""
        arguments: list[Any] = []
        for each in formula.arguments:
            named = f"answers/{capacity_id(self.shape, each, row, month)}" if isinstance(each, str) else each
            arguments.append(self._addressed(each, row, month) if isinstance(each, Predicate) else named)
        return Predicate(formula.operator, tuple(arguments))
