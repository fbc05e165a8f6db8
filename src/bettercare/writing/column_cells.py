"""The cells of a table's columns: what a value stands as under a column of the round, and what an empty row offers there."""

from __future__ import annotations

from typing import Any, Literal

from bettercare.rounds.model import Column, TableShape
from bettercare.writing.form import Cell
from bettercare.writing.values import Pen

SPARE = 3
"""Empty rows below the filled ones of a list: more are inserted between them, so that the total follows."""
SPARE_WHEN_EMPTY = 60
"""Empty rows of a list that nothing stands in yet, so that a blank form has room for a plan."""


def spare(rows: int, when_empty: int = SPARE_WHEN_EMPTY) -> int:
    """How many empty rows a list offers below its filled ones."""
    return SPARE if rows else when_empty


def titles(shape: TableShape) -> tuple[str, ...]:
    """The headings of a table's columns."""
    return tuple(c.title for c in shape.columns)


def empty_row(pen: Pen, shape: TableShape) -> tuple[Cell, ...]:
    """What each cell of an empty row may hold: its kind and choices."""
    return tuple(_empty(pen, column) for column in shape.columns)


def _empty(pen: Pen, column: Column) -> Cell:
    cell = pen.cell(None, column.kind, column.field, choices=column.choices)
    return Cell(kind=cell.kind, entry=_entry(column), choices=cell.choices or tuple(pen.choices(None, f"/{column.field}").values()))


def _entry(column: Column, value: Any = None) -> Literal["input", "pre-populated"]:
    """Who fills a cell: what a form fills beforehand or works out is people's to fill where nothing stands there."""
    return "input" if column.input == "input" or value is None else "pre-populated"


def column_cell(pen: Pen, value: Any, column: Column, address: str) -> Cell:
    """The cell of a value under a column."""
    if column.field == "not-kept":
        return Cell(entry=_entry(column))
    required = column.required and column.required_when is None and column.input == "input"
    entry = _entry(column, value)
    return pen.cell(value, column.kind, address, choices=column.choices, required=required, asks=column.title, entry=entry)


def held_by(part: Any, field: str) -> Any:
    """The value of a part's field, or its answer to a field of the round."""
    if field.startswith("answers/"):
        return next((a.value for a in part.answers if a.field == field.removeprefix("answers/")), None)
    return getattr(part, field, None)
