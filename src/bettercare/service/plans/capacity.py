"""Services by what can be given and what is needed, as the round asks: by pathway and month, or once for each.

Each cell is an answer of its own, `answers/{table}.{field}.{row}.{month}`, so that people who fill one table together do not
meet, and each keeps its state. What the round works out from other cells is worked out here and never typed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bettercare.plan import Month, Plan
from bettercare.rounds import work_out
from bettercare.rounds.model import CapacityShape, Field, Round
from bettercare.writing.form import Cell, Heading, Page, Table
from bettercare.writing.metric_tables import when
from bettercare.writing.values import Pen, pen_words

_ONCE = ""


def capacity_pages(plan: Plan, round: Round, pen: Pen) -> Iterator[Page]:
    """A page for each such table of the round."""
    answers = {a.field: a.value for a in plan.answers}
    for shape in round.capacity:
        drawn = _Drawn(shape, answers, pen)
        tables = drawn.by_month(round) if shape.by == "month" else drawn.once()
        yield Page(shape.title, "capacity", (Heading(shape.title, 2), *tables))


class _Drawn:
    def __init__(self, shape: CapacityShape, answers: Mapping[str, Any], pen: Pen) -> None:
        self.shape, self.answers, self.pen = shape, answers, pen

    def by_month(self, round: Round) -> Iterator[Table]:
        """For each field and year a table of services, with the months across."""
        for field in self.shape.fields:
            for year in round.years:
                first = Month(year.period.start.year, year.period.start.month)
                months = [_later(first, n) for n in range(12)]
                heads = ("Service", *(when(m.period.start, m.period.end) for m in months))
                rows = tuple((Cell(r.label), *(self._cell(field, r.id, str(m)) for m in months)) for r in self.shape.rows)
                title = field.title if len(round.years) == 1 else f"{field.title}, {year}"
                yield Table(title, heads, rows)

    def once(self) -> Iterator[Table]:
        heads = ("What", *(f.title for f in self.shape.fields))
        rows = tuple((Cell(r.label), *(self._cell(f, r.id, _ONCE) for f in self.shape.fields)) for r in self.shape.rows)
        yield Table(self.shape.title, heads, rows)

    def _cell(self, field: Field, row: str, month: str) -> Cell:
        if field.formula is not None:
            worked = work_out(field.formula, lambda name: self.answers.get(self._id(name, row, month)))
            return Cell("" if worked is None else pen_words(worked, field.kind))
        id = self._id(field.id, row, month)
        value = self.answers.get(id)
        return self.pen.cell(value, field.kind, f"answers/{id}", choices=field.choices, asks=field.title)

    def _id(self, field: str, row: str, month: str) -> str:
        return ".".join(part for part in (self.shape.id, field, row, month) if part)


def _later(first: Month, months: int) -> Month:
    number = first.month - 1 + months
    return Month(first.year + number // 12, number % 12 + 1)
