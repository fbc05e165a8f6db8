"""Tables that are one answer of the plan (`answers/{table}`): their cells as people type them, their rows as people add them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bettercare.plan import Reading
from bettercare.plan.edits import Edit, set_value
from bettercare.plan.merging import rows_in
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
        place = _place(round, address)
        if place is None:
            continue
        shape, number, column = place
        rows = changed.get(shape.id, rows_of(held, shape.id))
        row = (*rows[number], *[None] * (len(shape.columns) - len(rows[number])))
        row = (*row[:column], None if value is None else pen_words(value, shape.columns[column].kind), *row[column + 1 :])
        changed[shape.id] = (*rows[:number], row, *rows[number + 1 :])
    return [set_value(held, f"answers/{table}", rows) for table, rows in changed.items()]


def is_cell(round: Round, address: str) -> bool:
    """Whether an address of the form is a cell of such a table."""
    return _place(round, address) is not None


def in_form(round: Round, address: str) -> str:
    """The address in the form, `answers/{table}/{row}/{column}`, of one whose last step counts the columns."""
    match address.split("/"):
        case ["answers", table, row, column] if (shape := shape_of(round, table)) and column.isdecimal():
            return f"answers/{table}/{row}/{shape.columns[int(column)].id}"
    return address


def moved(places: Mapping[str, tuple[int | None, ...]], address: str) -> str | None:
    """Where a cell stands after its table was merged, None where its row is gone; `places` says where each row went."""
    match address.split("/"):
        case ["answers", table, row, column] if (rows := places.get(f"answers/{table}")) and int(row) < len(rows):
            return None if rows[int(row)] is None else f"answers/{table}/{rows[int(row)]}/{column}"
    return address


def cells_changed(round: Round, address: str, old: Any, new: Any) -> Iterator[tuple[str, str | None]]:
    """The cells of a table that an edit changed, by their address in the form; none where it changed the number of rows."""
    shape, old_rows, new_rows = shape_of(round, address.removeprefix("answers/")), rows_in(old), rows_in(new)
    if shape is None or not old_rows or not new_rows or len(old_rows) != len(new_rows):
        return
    for row, (before, after) in enumerate(zip(old_rows, new_rows, strict=True)):
        for column, was, now in zip(shape.columns, before, after, strict=False):
            if was != now:
                yield f"{address}/{row}/{column.id}", now


def _place(round: Round, address: str) -> tuple[TableShape, int, int] | None:
    """The table, row and column of a cell's address."""
    match address.split("/"):
        case ["answers", table, row, column] if row.isdecimal() and (shape := shape_of(round, table)):
            found = [i for i, c in enumerate(shape.columns) if c.id == column]
            return (shape, int(row), found[0]) if found else None
    return None


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
