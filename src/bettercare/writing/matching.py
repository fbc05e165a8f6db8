"""What was matched when a workbook is filled: contents for cells, and what could not be placed, where and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from bettercare.writing.cell_edits import At, Content
from bettercare.writing.form import Cell
from bettercare.writing.places import Grid
from bettercare.writing.wordings import Wordings


@dataclass(frozen=True, slots=True)
class NotFilled:
    """A value that was not written: its address in the plan, the cell it would stand in where one was found, and why not."""

    address: str
    why: str
    where: str | None = None


@dataclass
class Matching:
    """Collects, sheet by sheet, what goes where."""

    grids: tuple[Grid, ...]
    wordings: Wordings
    contents: dict[str, dict[At, Content]] = field(default_factory=dict)
    """By the part of the sheet."""
    placed: set[str] = field(default_factory=set)
    """Addresses that the workbook holds now."""
    at: dict[str, tuple[Grid, At]] = field(default_factory=dict)
    """Where a value of an address stands now."""
    not_filled: list[NotFilled] = field(default_factory=list)
    heads: set[tuple[str, int]] = field(default_factory=set)
    """Rows of sheets that head tables: (part, row)."""

    def content(self, grid: Grid, at: At, cell: Cell) -> Content | str:
        """What to write for a value in a cell, or why it may not stand there."""
        if at in self.contents.get(grid.sheet.part, {}):
            return "another value is written there"
        if cell.kind == "money" and (unit := grid.other_unit(at[0])):
            return f"the amounts of the sheet are not in pounds ({unit[:60]!r}), and the plan's are"
        return grid.content(at, cell, self.wordings.choice(cell.text))

    def put(self, grid: Grid, at: At, cell: Cell) -> bool:
        """Write a value, or say why not."""
        found = self.content(grid, at, cell)
        if isinstance(found, str):
            self.miss((cell,), found, self.where(grid, at))
            return False
        if not grid.same(at, found.value, cell):
            self.contents.setdefault(grid.sheet.part, {})[at] = found
        self.placed |= {cell.address or "", *cell.also}
        self.at.setdefault(cell.address or "", (grid, at))
        return True

    def miss(self, cells: Iterable[Cell], why: str, where: str | None = None) -> None:
        """Say that values were not written."""
        self.not_filled += [NotFilled(a, why, where) for c in cells if c.address and c.text for a in (c.address, *_others(c))]

    @staticmethod
    def where(grid: Grid, at: At) -> str:
        return f"{grid.sheet.name}, {grid.ref(at)}"


def _others(cell: Cell) -> tuple[str, ...]:
    """Addresses of other values that a cell says too: a source by the place where its contributor's name stands."""
    own = (cell.address or "").rpartition("/")[2]
    return tuple(address for address in cell.also if address.rpartition("/")[2] != own)
