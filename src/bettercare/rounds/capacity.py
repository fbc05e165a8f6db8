"""The cells of a round's tables of capacity and of changes: each is an answer of its own, by table, field, row and month."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bettercare.plan import Month
from bettercare.rounds.model import CapacityShape, Field, ListItem, Round


@dataclass(frozen=True, slots=True)
class CapacityCell:
    """One cell; `month` is None in a table that is asked once."""

    shape: CapacityShape
    field: Field
    row: ListItem
    month: Month | None

    @property
    def id(self) -> str:
        """The field id of its answer: `{table}.{field}.{row}` and the month where it has one."""
        return capacity_id(self.shape, self.field.id, self.row, self.month)

    @property
    def title(self) -> str:
        """What it is called: `Planned capacity, Urgent community response, April 2025`."""
        when = f", {self.month.period.start:%B %Y}" if self.month else ""
        return f"{self.field.title}, {self.row.label}{when}"


def capacity_id(shape: CapacityShape, field: str, row: ListItem, month: Month | None) -> str:
    """The field id of a cell's answer."""
    return ".".join(part for part in (shape.id, field, row.id, str(month) if month else "") if part)


def capacity_cells(round: Round) -> Iterator[CapacityCell]:
    """Every cell that people fill, table by table; what the round works out from others is not among them."""
    for shape in round.capacity:
        months: tuple[Month | None, ...] = capacity_months(round) if shape.by == "month" else (None,)
        for field in (f for f in shape.fields if f.formula is None):
            for row in round.capacity_rows(shape):
                yield from (CapacityCell(shape, field, row, month) for month in months)


def capacity_months(round: Round) -> tuple[Month, ...]:
    """The months of the round's years, in order."""
    return tuple(_month(year.period.start.year, n) for year in round.years for n in range(12))


def _month(first: int, number: int) -> Month:
    """The month so many after April of a year."""
    return Month(first + (3 + number) // 12, (3 + number) % 12 + 1)
