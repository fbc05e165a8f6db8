"""A filled form before it is a file: pages of headings, fields, tables and prose, each value with its address.

One form serves every format: Word, Excel, PDF and HTML differ in how they draw these blocks, not in what they hold.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from bettercare.plan import Plan, walk
from bettercare.rounds.model import Predicate

Kind = Literal["text", "money", "number", "percent", "date", "choice", "yes-no", "period"]
Held = Decimal | date | bool | str | None
"""What a cell of a workbook holds; money in pounds, per cent as 0 to 100."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A value of the plan (`address`) or words of the form itself (no address), with the text that people see."""

    text: str = ""
    held: Held = None
    kind: Kind = "text"
    address: str | None = None
    entry: Literal["label", "input", "pre-populated"] = "label"
    choices: tuple[str, ...] = ()
    choice_ids: tuple[str, ...] = ()
    """The ids of the choices, in their order."""
    required: bool = False
    asks: str = ""
    """What the cell asks for, in our words; said where it is missing."""
    above: int = 0
    """How many rows above it a total adds up; only where they do add up to it."""
    rows: int = 1
    """Rows that the cell stands beside."""
    also: tuple[str, ...] = ()
    """Addresses of the same value in other parts that the cell stands for too: a partner's name beside the years it pays in."""
    known: tuple[str, ...] = ()
    """For a name in the plan's words: what the round calls the same thing."""
    works: Predicate | None = None
    """The sum that gives it, of addresses of cells that stand before it."""

    @property
    def missing(self) -> bool:
        """Whether the form asks for it and nothing stands there."""
        return self.required and self.entry == "input" and not self.text


@dataclass(frozen=True, slots=True)
class Heading:
    text: str
    level: int


@dataclass(frozen=True, slots=True)
class Banner:
    """What every reader of the document must know first."""

    text: str


@dataclass(frozen=True, slots=True)
class Guide:
    """What a box asks, in our words; shown where it is empty."""

    text: str


@dataclass(frozen=True, slots=True)
class Fields:
    """Labels with their values beside them."""

    rows: tuple[tuple[str, Cell], ...]
    shape: str = ""
    """Id of the round's table that it is, where it is one."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headings; `spare` empty rows follow in a workbook so that people can add some, then the total."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...] | None = None
    spare: int = 0
    """How many empty rows a workbook offers below the filled ones."""
    empty: tuple[Cell, ...] = ()
    """What each cell of a spare row may hold: its kind and choices."""
    shape: str = ""
    """Id of the round's table that it is."""
    known: tuple[tuple[str, ...], ...] = ()
    """For each heading what else the round calls the same column, where it calls it otherwise."""


@dataclass(frozen=True, slots=True)
class Prose:
    cell: Cell


Block = Heading | Banner | Guide | Fields | Table | Prose


@dataclass(frozen=True, slots=True)
class Page:
    """A sheet of a workbook, or a chapter of a document."""

    title: str
    part: str
    blocks: tuple[Block, ...]

    def cells(self) -> Iterator[Cell]:
        """Every cell of the page in reading order."""
        for block in self.blocks:
            if isinstance(block, Fields):
                yield from (cell for _, cell in block.rows)
            elif isinstance(block, Table):
                for row in (*block.rows, *((block.total,) if block.total else ())):
                    yield from row
            elif isinstance(block, Prose):
                yield block.cell


@dataclass(frozen=True, slots=True)
class Identity:
    """Which state of which plan a document shows: printed on it, and kept in its properties."""

    area: str
    round: str
    version: str | None
    sha256: str
    """Of the plan's canonical bytes."""

    @property
    def words(self) -> str:
        """`Hillshire, Better Care Fund 2025-26, version 3, content 4f2a9c…`."""
        version = f"version {self.version}, " if self.version else ""
        return f"{self.area}, {self.round}, {version}content {self.sha256[:16]}"


@dataclass(frozen=True, slots=True)
class Form:
    """A round's form filled with a plan."""

    title: str
    identity: Identity
    pages: tuple[Page, ...]
    plan: Plan

    @property
    def blank(self) -> bool:
        """Whether the plan gives nothing, so that the form is one to fill in."""
        return not any(value is not None for address, value in walk(self.plan) if address != "round")

    def cells(self) -> Iterator[Cell]:
        return (cell for page in self.pages for cell in page.cells())
