"""Cells of a metrics table put right before it is read: what a converter ran together is parted, what it broke is joined."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from bettercare.documents.model import Cell, Row, Table
from bettercare.plan import State
from bettercare.reading.metrics.headings import column_named, looks_like_heading
from bettercare.reading.values import read_number, state_of, tidy
from bettercare.rounds.model import Column

_JOINED = re.compile(
    r"^(?P<name>.*?)\s*\b(?P<label>(?:metric|indicator)\s+value|numerator|denominator)\b[:\s]+"
    r"(?P<figure>[\d.,]+\s?%?|n\s?/\s?a|not (?:supplied|available)|tbc)\s*$", re.I | re.S,
)  # fmt: skip
_NAMES_A_PART = re.compile(r"value|numerator|denominator", re.I)
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_PERIOD_START = re.compile(rf"^\(?\s*{_MONTH}\s*(?:['’]?\d{{2,4}}\b)?\s*(?:-|–|to)?\s*(?:{_MONTH})?", re.I)
_OPEN_PERIOD = re.compile(rf"(?:{_MONTH}|-|–|\bto|\(insert|\(\s*insert time)\s*$", re.I)
_PERIOD_REST = re.compile(rf"^(?:{_MONTH}\s*)?['’]?\d{{2,4}}\s*\)?$|^(?:time )?period\s*\)?$", re.I)


_MOST_LINES = 6
"""Lines over which a heading is broken at the most."""


def mended(table: Table, known: tuple[Column, ...] = ()) -> Table:
    """The table with a column of `name, label, figure` parted into three, and headings and periods broken over rows joined.

    `known` are the columns of figures that the round asks for.
    """
    column = _joined_column(table)
    rows = [_parted(row, column) for row in table.rows] if column is not None else list(table.rows)
    headed = _join_headings(rows, known)
    joined = _join_periods(headed or rows)
    return table if column is None and headed is None and joined is None else replace(table, rows=tuple(joined or headed or rows))


def _join_headings(rows: list[Row], known: tuple[Column, ...]) -> list[Row] | None:
    """Rows with headings broken over lines made one row, where only together they name the round's columns; None where none is."""
    result: list[Row] = []
    at, changed = 0, False
    while at < len(rows):
        depth = _heading_depth(rows[at : at + _MOST_LINES], known) if known else 1
        result.append(_one_row(rows[at : at + depth]) if depth > 1 else rows[at])
        changed |= depth > 1
        at += depth
    return result if changed else None


def _heading_depth(rows: Sequence[Row], known: tuple[Column, ...]) -> int:
    """How many rows from the first on are one heading: the fewest that name the most columns, each once."""
    words = 0
    while words < len(rows) and not any(_is_figure(c.text) for c in rows[words].cells):
        words += 1
    named = [_columns_named(rows[:n], known) for n in range(1, words + 1)]
    best = max(named, default=0)
    if best < 2 or any(_columns_named([row], known) >= best for row in rows[:words]):
        return 1
    return named.index(best) + 1


def _columns_named(rows: Sequence[Row], known: tuple[Column, ...]) -> int:
    if len({c.column for row in rows for c in row.cells}) > 20:
        return 0
    found = [column_named(c.text, known) for c in _one_row(rows).cells]
    ids = [c.id for c in found if c]
    return len(ids) if len(set(ids)) == len(ids) else 0


def _one_row(rows: Sequence[Row]) -> Row:
    cells: dict[int, Cell] = {}
    for row in rows:
        for cell in row.cells:
            before = cells.get(cell.column)
            cells[cell.column] = before._replace(text=f"{before.text} {cell.text}".strip()) if before else cell
    return replace(rows[0], cells=tuple(cells[c] for c in sorted(cells)))


@lru_cache(maxsize=50_000)
def _is_figure(text: str) -> bool:
    plain = tidy(text)
    return bool(re.match(r"^[£(]?-?[\d.,]+\s*%?\)?$", plain)) and (
        state_of(plain) is State.GIVEN and read_number(plain).value is not None
    )


def _joined_column(table: Table) -> int | None:
    counts: dict[int, int] = {}
    for row in table.rows:
        for cell in row.cells:
            if _NAMES_A_PART.search(cell.text) and _JOINED.match(cell.text):
                counts[cell.column] = counts.get(cell.column, 0) + 1
    column = max(counts, key=lambda c: counts[c], default=None)
    return column if column is not None and counts[column] >= 2 else None


def _parted(row: Row, column: int) -> Row:
    cells: list[Cell] = []
    for cell in row.cells:
        if cell.column < column:
            cells.append(cell)
        elif cell.column > column:
            cells.append(cell._replace(column=cell.column + 2))
        else:
            cells += _parts(cell, column)
    return replace(row, cells=tuple(cells))


def _parts(cell: Cell, column: int) -> list[Cell]:
    match = _JOINED.match(cell.text)
    if match:
        texts: Sequence[str] = (match["name"], match["label"], match["figure"])
    elif _PERIOD_START.match(tidy(cell.text)) or tidy(cell.text).isdigit() or looks_like_heading(tidy(cell.text)):
        texts = ("", "", cell.text)
    else:
        pieces = re.split(r"\s{3,}", cell.text.strip())
        texts = (pieces[0], "", pieces[-1] if len(pieces) > 1 else "")
    return [cell._replace(text=t, value=t or None, column=column + i, span=(1, 1)) for i, t in enumerate(texts)]


def _all_open(row: Row, halves: Sequence[Cell]) -> bool:
    """Whether the cells of a row over some others hold the first halves of periods."""
    above = {c.column: c for c in row.cells}
    return all(c.column in above and _OPEN_PERIOD.search(tidy(above[c.column].text)) for c in halves)


def _join_periods(rows: list[Row]) -> list[Row] | None:
    """Rows with a period's second half joined to the row above; None where there is none."""
    result: list[Row] = []
    changed = False
    for row in rows:
        halves = [c for c in row.cells if c.text.strip()]
        if result and halves and all(_PERIOD_REST.match(tidy(c.text)) for c in halves) and _all_open(result[-1], halves):
            ends = {c.column: c.text for c in halves}
            mended_cells = tuple(c._replace(text=f"{c.text} {ends[c.column]}") if c.column in ends else c for c in result[-1].cells)
            result[-1] = replace(result[-1], cells=mended_cells)
            changed = True
        else:
            result.append(row)
    return result if changed else None
