"""Tables that are one answer of the plan (`answers/{table}`): their cells as people type them, their rows as people add them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bettercare.plan import Reading
from bettercare.plan.edits import Edit, set_value
from bettercare.rounds.model import Round, TableShape
from bettercare.writing.values import pen_words

Rows = tuple[tuple[str | None, ...], ...]


def rows_of(held: Reading, table: str) -> Rows:
    """The rows of such a table, none where it was not answered."""
    found = next((a.value for a in held.plan.answers if a.field == table), None)
    return found if isinstance(found, tuple) else ()


def answered_tables(held: Reading, round: Round, values: Mapping[str, Any]) -> list[Edit]:
    """The edits that bring cells of such tables, by address `answers/{table}/{row}/{column}`, to values."""
    changed: dict[str, Rows] = {}
    for address, value in values.items():
        steps = address.split("/")
        shape = shape_of(round, steps[1]) if len(steps) == 4 and steps[0] == "answers" else None
        if shape is None:
            continue
        rows = changed.get(shape.id, rows_of(held, shape.id))
        number, column = int(steps[2]), next(i for i, c in enumerate(shape.columns) if c.id == steps[3])
        row = (*rows[number], *[None] * (len(shape.columns) - len(rows[number])))
        row = (*row[:column], None if value is None else pen_words(value, shape.columns[column].kind), *row[column + 1 :])
        changed[shape.id] = (*rows[:number], row, *rows[number + 1 :])
    return [set_value(held, f"answers/{table}", rows) for table, rows in changed.items()]


def with_row(held: Reading, shape: TableShape) -> Edit:
    """The edit that adds an empty row at the end."""
    return set_value(held, f"answers/{shape.id}", (*rows_of(held, shape.id), (None,) * len(shape.columns)))


def without_row(held: Reading, table: str, number: int) -> Edit:
    """The edit that removes a row."""
    rows = rows_of(held, table)
    return set_value(held, f"answers/{table}", (*rows[:number], *rows[number + 1 :]))


def shape_of(round: Round, table: str) -> TableShape | None:
    """The round's table of this id, where its rows are one answer."""
    return next((t for t in round.tables if t.id == table and t.rows == "answers"), None)
