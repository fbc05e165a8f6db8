"""What producers turn into files: papers made of headings, text and grids, in reading order.

A grid's cell knows its text and, where a workbook would hold a number or a date, its value. A cell may span rows and
columns; cells that it covers are left out of their rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from bettercare.plan import Reading


@dataclass(frozen=True)
class Cell:
    text: str
    value: Decimal | date | None = None
    columns: int = 1
    rows: int = 1
    bold: bool = False
    percent: bool = False
    sums: int = 0
    """A total: how many rows above it are added; a workbook may hold it as a formula."""


@dataclass(frozen=True)
class Heading:
    text: str
    level: int = 2


@dataclass(frozen=True)
class Text:
    text: str
    bullet: bool = False


@dataclass(frozen=True)
class Grid:
    """Rows of cells; the first `headers` rows are headings. `fields` marks label and value side by side."""

    rows: tuple[tuple[Cell, ...], ...]
    headers: int = 1
    fields: bool = False

    @property
    def width(self) -> int:
        return max(sum(c.columns for c in row) for row in self.rows[:1] or ((),)) if self.rows else 0

    def squares(self) -> list[list[Cell | None]]:
        """The grid with every position filled: the cell at its top left, None where a span covers."""
        laid: dict[tuple[int, int], Cell | None] = {}
        for r, row in enumerate(self.rows):
            c = 0
            for cell in row:
                while (r, c) in laid:
                    c += 1
                for down in range(cell.rows):
                    for across in range(cell.columns):
                        laid[r + down, c + across] = None
                laid[r, c] = cell
                c += cell.columns
        height, width = len(self.rows), 1 + max((c for _, c in laid), default=0)
        return [[laid.get((r, c)) for c in range(width)] for r in range(height)]


@dataclass(frozen=True)
class Break:
    """A new page, or in a workbook a new sheet with this name."""

    sheet: str | None = None
    hidden: bool = False


Block = Heading | Text | Grid | Break


@dataclass(frozen=True)
class Paper:
    """One document: `book` papers are workbooks whose sheets begin at breaks."""

    name: str
    blocks: tuple[Block, ...]
    book: bool = False

    def sheets(self) -> Iterator[tuple[Break, list[Block]]]:
        """The sheets of a workbook with their blocks."""
        current: tuple[Break, list[Block]] | None = None
        for block in self.blocks:
            if isinstance(block, Break):
                if current:
                    yield current
                current = (block, [])
            else:
                current = current or (Break("Sheet1"), [])
                current[1].append(block)
        if current:
            yield current


@dataclass(frozen=True)
class Laid:
    """A plan laid out: its papers, and the truth that they hold (what they leave out is not in it)."""

    papers: tuple[Paper, ...]
    truth: Reading
    notes: tuple[str, ...] = field(default=())


def row(*texts: str | Cell, bold: bool = False) -> tuple[Cell, ...]:
    return tuple(t if isinstance(t, Cell) else Cell(t, bold=bold) for t in texts)
