"""The rows of a table, on a sheet and in the form: what heads them, and what names each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bettercare.documents.wording import label_key
from bettercare.writing.cell_edits import At
from bettercare.writing.form import Cell, Table
from bettercare.writing.matching import Matching
from bettercare.writing.places import Grid
from bettercare.writing.wordings import Keys


@dataclass(frozen=True, slots=True)
class Head:
    """A row of a sheet that heads a table: the column of each of its headings, and those headings that stand there twice."""

    grid: Grid
    row: int
    columns: dict[int, int]
    twice: frozenset[int]

    @property
    def first(self) -> int:
        """Its leftmost column."""
        return min(self.columns.values())

    def lead(self, row: int, column: int) -> At | None:
        """Where the name of a row stands in a column of the form: one without a heading stands before the first value's column."""
        if column in self.columns:
            return top(self.grid, (row, self.columns[column]))
        known = set(self.columns.values())
        before = min((c for i, c in self.columns.items() if i > column), default=0)
        free = [at for at in self.grid.rows.get(row, ()) if at[1] < before and at[1] not in known]
        return free[-1] if free else None


@dataclass(frozen=True, slots=True)
class Label:
    """What names a row: the form's column of it, its words, the keys by which it is known, and its cell."""

    column: int
    text: str
    keys: Keys
    cell: Cell

    @property
    def written(self) -> bool:
        """Whether people write it themselves."""
        return self.cell.entry == "input"


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the plan's table: labels that name it, and its values, each by the column of the form."""

    labels: tuple[Label, ...]
    values: dict[int, Cell]


def lines_of(matching: Matching, table: Table) -> Iterator[Line]:
    """The rows of a form's table; a label beside several rows is carried down to each."""
    carried: tuple[Label, ...] = ()
    beside = 0
    for cells in table.rows:
        shift = len(table.heads) - len(cells) if beside else 0
        beside = max(0, beside - 1)
        labels, values = list(carried) if shift else [], {}
        for column, cell in enumerate(cells, start=shift):
            names = cell.entry == "label" or cell.rows > 1
            if names and cell.text:
                keys = frozenset().union(*(matching.wordings.of(words) for words in (cell.text, *cell.known)))
                labels.append(Label(column, cell.text, keys, cell))
                if cell.rows > 1:
                    beside, carried = cell.rows - 1, (labels[-1],)
            elif names and cell.rows > 1:
                beside, carried = cell.rows - 1, ()
            elif cell.address and cell.text:
                values[column] = cell
        yield Line(tuple(labels), values)


def single(table: Table, head: int) -> bool:
    """Whether no other column of a table has the same heading."""
    return [label_key(t) for t in table.heads].count(label_key(table.heads[head])) == 1


def is_open(grid: Grid, at: At) -> bool:
    """Whether a new value may stand there."""
    return grid.free(at) and not (grid.locked(at) or grid.covered(at) or grid.hidden(at))


def top(grid: Grid, at: At) -> At:
    """The top left of the merged cells that a cell lies under, or the cell."""
    if not grid.covered(at):
        return at
    for (row, column), (down, right) in grid.sheet.merges.items():
        if row <= at[0] < row + down and column <= at[1] < column + right:
            return row, column
    return at
