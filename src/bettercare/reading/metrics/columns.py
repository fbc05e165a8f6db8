"""Figures of printed metrics set under their headings by number: geometry drifts where figures end right and headings begin left.

Where every row beneath a heading has exactly as many figures as the heading names periods, the first figure is the first
period's, and so on; nothing is moved where the numbers differ.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise, takewhile

from bettercare.documents.model import Cell, Row, Table
from bettercare.reading.metrics.headings import heading_period, role_of
from bettercare.reading.values import tidy

_FIGURE = re.compile(r"^(?:-?[\d.,]*\d[\d.,]*%?|n/?a)$", re.I)
_DATED = re.compile(
    r"(?:(?:20)?\d\d[/-]\d\d(?: Q[1-4])?|Q[1-4] (?:20)?\d\d[/-]\d\d|[A-Z][a-z]{2,3}[- ]?\d\d)"
    r" (?:actual|plan|planned|estimated?|goal|target|baseline|forecast)\b", re.I,
)  # fmt: skip
"""A period and what was meant there, as each column's heading says it."""
_LONGEST = 120


def under_headings(table: Table) -> Table:
    """A table of text with each row's figures in the columns of the periods that head it, where their numbers agree."""
    if table.sheet is not None or any(row.line is None for row in table.rows):
        return table
    heads = [i for i, row in enumerate(table.rows) if _periods(row)]
    rows = list(table.rows)
    for start, end in pairwise([*heads, len(rows)]):
        count = len(_periods(rows[start]))
        below = [i for i in range(start + 1, end) if _figures(rows[i])]
        if count > 1 and below and all(len(_figures(rows[i])) == count for i in below) and _drift(rows, start, below):
            first = max(1, min(c.column for c in _periods(rows[start])))
            rows[start] = _set(rows[start], _periods(rows[start]), first)
            for i in below:
                rows[i] = _set(rows[i], _figures(rows[i]), first)
    return replace(table, rows=tuple(rows))


def _is_period(cell: Cell) -> bool:
    text = tidy(cell.text)
    return len(text) <= 40 and heading_period(text) is not None and role_of(text) is not None


def _periods(row: Row) -> list[Cell]:
    """The periods that a row heads its columns with, one cell each: a cell of several is parted."""
    if any(_FIGURE.match(tidy(c.text)) for c in row.cells):
        return []
    parted = [(c, [m.group() for m in _DATED.finditer(tidy(c.text))]) for c in row.cells if len(tidy(c.text)) <= _LONGEST]
    return [
        cell._replace(text=text, span=(1, 1))
        for cell, texts in parted
        for text in (texts if " ".join(texts) == tidy(cell.text) else [cell.text] if _is_period(cell) else [])
    ]


def _figures(row: Row) -> list[Cell]:
    """The figures of a row, one cell each: a cell of several is parted, and words printed after the last are left off."""
    return [
        cell._replace(text=word, value=None, span=(1, 1))
        for cell in row.cells
        if cell.column > 0
        for word in takewhile(_FIGURE.match, tidy(cell.text).split())
    ]


def _drift(rows: list[Row], start: int, below: list[int]) -> bool:
    """Whether any figure stands elsewhere than under its period."""
    heads = [c.column for c in _periods(rows[start])]
    return any([c.column for c in _figures(rows[i])] != heads for i in below)


def _set(row: Row, cells: list[Cell], first: int) -> Row:
    """The row with these cells in the columns from `first` on, what stands before them kept and words after them set beyond."""
    before = [c for c in row.cells if c.column < first and not _is_period(c) and c.column < min(x.column for x in cells)]
    placed = [c._replace(column=first + n) for n, c in enumerate(cells)]
    return replace(row, cells=(*before, *placed))
