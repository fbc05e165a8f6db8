"""Words of a workbook that may be labels, each with what the cells beside or below it take: a list, a date, money."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from bettercare.documents import Cell, Row, Table

LONGEST = 250
"""Longer text is guidance, not a label."""
_LETTERS = re.compile(r"[^\W\d_]{2}")
_BELOW = 3
"""How many rows below a heading are looked at for what its cells take."""
_DATE = re.compile(r"[dy].*m|m.*[dy]", re.I)
_QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')


@dataclass(frozen=True, slots=True)
class Spot:
    """A cell whose words may be a label. `takes` is date, money or number where the format of its cells says so."""

    text: str
    sheet: str
    row: int
    column: int
    ref: str
    takes: str = ""
    choices: tuple[str, ...] = ()

    @property
    def place(self) -> str:
        return f"{self.sheet}!{self.ref}"


@dataclass(frozen=True)
class Sheet:
    """A visible sheet: its rows of spots, and by row number its cells."""

    table: Table

    @property
    def name(self) -> str:
        return self.table.sheet or ""

    @cached_property
    def rows(self) -> dict[int, Row]:
        return {row.number: row for row in self.table.rows}

    @cached_property
    def heads(self) -> dict[int, tuple[Spot, ...]]:
        """Every row's words, each taken as the heading of the cells below it."""
        made = {n: tuple(self._spot(n, c, self._below(n, c)) for c in row.cells if _worded(c)) for n, row in self.rows.items()}
        return {n: spots for n, spots in made.items() if spots}

    @cached_property
    def labels(self) -> tuple[Spot, ...]:
        """Words that come first in their row, or have a cell to their right that holds no words: taken as that cell's label."""
        spots = []
        for number, row in self.rows.items():
            for cell in filter(_worded, row.cells):
                beside = row.at(cell.column + cell.span[1])
                first = not any(c.text.strip() for c in row.cells if c.column < cell.column)
                if first or beside is None or not _worded(beside) or beside.choices:
                    spots.append(self._spot(number, cell, [beside] if beside else []))
        return tuple(spots)

    def words(self, first: int, last: int) -> tuple[Spot, ...]:
        """All words in rows first to last."""
        return tuple(spot for n, spots in self.heads.items() if first <= n <= last for spot in spots)

    def _below(self, number: int, cell: Cell) -> list[Cell]:
        rows = (self.rows.get(number + cell.span[0] + n) for n in range(_BELOW))
        return [found for row in rows if row and (found := row.at(cell.column)) and not _worded(found)]

    def _spot(self, number: int, cell: Cell, taking: Iterable[Cell]) -> Spot:
        cells = list(taking)
        choices = next((c.choices for c in cells if c.choices), ())
        takes = next((t for c in cells if (t := _takes(c.number_format))), "")
        return Spot(" ".join(cell.text.split()), self.name, number, cell.column, cell.ref or "", takes, choices)


def sheets(tables: Iterable[Table]) -> tuple[Sheet, ...]:
    """The sheets that people see."""
    return tuple(Sheet(t) for t in tables if t.sheet and t.sheet_state == "visible" and t.rows)


def _worded(cell: Cell) -> bool:
    text = cell.text.strip()
    return (
        bool(text)
        and len(text) <= LONGEST
        and bool(_LETTERS.search(text))
        and not cell.hidden
        and isinstance(cell.value, str | None)
    )


def _takes(format: str | None) -> str:
    plain = _QUOTED.sub("", format or "")
    if not plain or plain.lower() in ("general", "@"):
        return ""
    if "£" in (format or ""):
        return "money"
    if _DATE.search(plain) and "0" not in plain:
        return "date"
    return "percent" if "%" in (format or "") else "number" if "0" in plain or "#" in plain else ""
