"""A table printed column by column, a cell to a line: all names, then a heading and that column's cells, and so on.

Empty cells leave no trace in such a print. A column that has a cell for every row is read; of another, only its total is, where
the cells before it add up to it, and the cells themselves are reported as not placed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from bettercare.reading.flat.text import Region, Token, figures_between, words_of_heading
from bettercare.rounds.model import Column, TableShape

_TOTAL = re.compile(r"(?:BCF |Grand |Overall )?Totals?\b", re.I)
_RECURRENCE = re.compile(r"(?P<non>non[\s-]*)?recurrent", re.I)


@dataclass(slots=True)
class Line:
    """A line of the region: its words, and its amount where it holds nothing but an amount."""

    start: int
    end: int
    text: str
    figure: Token | None


@dataclass(slots=True)
class Printed:
    """One column as printed: which it is, and its cells in order."""

    column: Column
    cells: list[Line] = field(default_factory=list)


@dataclass(slots=True)
class ByColumn:
    """A table printed column by column: its names, whether the last of them was a total, and its columns."""

    names: list[Line]
    totalled: bool
    columns: list[Printed]

    def full(self, printed: Printed) -> bool:
        """Whether the column has a cell for every row, and so its rows are known."""
        return len(printed.cells) == len(self.names) + self.totalled

    def total(self, printed: Printed) -> Token | None:
        """The column's stated total: its last cell, if it is the last of a full column or the cells before add up to it."""
        figures = [c.figure for c in printed.cells if c.figure]
        if not figures or len(figures) != len(printed.cells):
            return None
        rest = sum((f.amount or Decimal(0) for f in figures[:-1]), Decimal(0))
        if not self.totalled:
            return figures[-1] if len(figures) == len(self.names) + 1 and figures[-1].amount == rest else None
        return figures[-1] if self.full(printed) or figures[-1].amount == rest else None


def by_column(region: Region, shape: TableShape) -> ByColumn | None:
    """Return the table of a region if it is printed column by column, else None."""
    lines = _lines(region)
    headed = [_columns_of(line, shape) for line in lines]
    first = next((i for i, (line, of) in enumerate(zip(lines, headed, strict=True)) if of and of[0].kind == "text"), None)
    if first is None:
        return None
    names: list[Line] = []
    printed: list[Printed] = []
    group: list[Column] = []
    for line, columns in zip(lines[first:], headed[first:], strict=True):
        if columns:
            group = _named(columns, line, group)
            grouped = len(group) == 1 and bool(group[0].recurrence) and not _RECURRENCE.search(line.text)
            if len(group) == 1 and not grouped and not (printed and printed[-1].column is group[0]):
                printed.append(Printed(group[0]))
        elif printed and group:
            printed[-1].cells.append(line)
    if not printed or printed[0].column.kind != "text":
        return None
    named = next((p for p in printed if p.column.field in ("name", "organisation")), printed[0])
    printed = [named, *(p for p in printed if p is not named)]
    names = [c for c in printed[0].cells if not c.figure]
    totalled = bool(names) and bool(_TOTAL.match(names[-1].text))
    money = [p for p in printed[1:] if p.column.kind == "money" and p.cells]
    if len(money) < 2 or len(names) - totalled < 1 or len(printed[0].cells) != len(names):
        return None
    return _checked(ByColumn(names[: len(names) - totalled], totalled, printed))


def _checked(table: ByColumn) -> ByColumn | None:
    """The table if it is one: each column once, no more cells than rows, figures and nothing else in columns of money."""
    rows = len(table.names) + 1
    money = [p for p in table.columns[1:] if p.column.kind == "money"]
    for printed in money[:-1]:
        if len(printed.cells) > rows or any(c.figure is None for c in printed.cells):
            return None
    last = money[-1]
    while last.cells and (last.cells[-1].figure is None or len(last.cells) > rows):
        last.cells.pop()
    if any(c.figure is None for c in last.cells) or len({id(p.column) for p in money}) < len(money):
        return None
    longest = max(len(p.cells) for p in money)
    return table if 2 * longest >= rows and sum(len(p.cells) >= 2 for p in money) >= 2 else None


def _lines(region: Region) -> list[Line]:
    lines = []
    for match in re.finditer(r"[^\n]+", region.running.text[region.start : region.end]):
        start, end = region.start + match.start(), region.start + match.end()
        figures = figures_between(region.running, start, end)
        alone = len(figures) == 1 and not re.search(r"[A-Za-z]{2}", match.group())
        lines.append(Line(start, end, match.group().strip(" #*"), figures[0] if alone else None))
    return lines


def _columns_of(line: Line, shape: TableShape) -> list[Column]:
    """The columns that a line is the heading of: by its whole words, or by the word for recurrence alone."""
    if line.figure is not None or len(line.text) > 80:
        return []
    if _RECURRENCE.fullmatch(line.text):
        return [c for c in shape.columns if c.recurrence]
    said = words_of_heading(line.text)
    return [c for c in shape.columns if said in {words_of_heading(w) for w in (*c.locator.labels, c.title)}]


def _named(columns: Sequence[Column], line: Line, group: Sequence[Column]) -> list[Column]:
    """The columns that a heading and the headings above it leave open: a group's recurrence stands in a line of its own."""
    match = _RECURRENCE.fullmatch(line.text)
    if match:
        recurrence = "non-recurrent" if match["non"] else "recurrent"
        above = {(c.year, c.field) for c in group}
        return [c for c in columns if c.recurrence == recurrence and (c.year, c.field) in above] if len(above) == 1 else []
    return list(columns)
