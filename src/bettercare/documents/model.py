"""One model of what a file is, for every format: paragraphs and tables in reading order, each with its place.

A spreadsheet is a document whose blocks are one Table per sheet. A text file gives one Paragraph per line, and one Table
per run of tab-separated lines. Nothing is dropped: hidden sheets, deleted text, headers and footers are there and marked.

`line` is the file's own line in text. In Word, PDF and HTML, which have none, it is the running number of lines,
paragraphs and table rows in reading order, through the whole document; so document and line together name one block or row.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from bettercare.plan import How, Place


class Format(StrEnum):
    """The kinds of file that can be read."""

    DOCX = "docx"
    XLSX = "xlsx"
    XLS = "xls"
    XLSB = "xlsb"
    ODS = "ods"
    PDF = "pdf"
    HTML = "html"
    TEXT = "text"


class Container(StrEnum):
    """Where in a document a block stands."""

    BODY = "body"
    HEADER = "header"
    FOOTER = "footer"
    TEXT_BOX = "text-box"
    COMMENT = "comment"
    FOOTNOTE = "footnote"


CellValue = str | Decimal | date | datetime | bool | None


class Cell(NamedTuple):
    """A cell: `text` as shown; `value` as typed by the file (Word, PDF and text type everything as text).

    A named tuple, because a workbook has thousands: made and sent between processes ten times faster than a dataclass.
    Change one with `cell._replace(...)`.

    `column` counts from 0. A merged cell stands once, at its top left, with its span as (rows, columns).
    """

    text: str
    column: int
    value: CellValue = None
    ref: str | None = None
    span: tuple[int, int] = (1, 1)
    formula: str | None = None
    problem: str | None = None
    """`#REF!` and the like, or `not calculated`, or `stale: the formula gives ...`."""
    number_format: str | None = None
    choices: tuple[str, ...] = ()
    locked: bool = False
    """On a protected sheet, a cell that people may not change."""
    hidden: bool = False
    """In a hidden row or column."""
    comment: str | None = None
    control: str | None = None
    placeholder: bool = False
    """As for a Paragraph: the form field's title, and whether the text is only the field's own placeholder."""
    doubt: str | None = None
    """Why the text may belong to another cell."""


class Mark(NamedTuple):
    """A part of a plan that a file of ours says stands here: the part's address, the cell, and a key of the name it had then."""

    part: str
    ref: str | None = None
    named: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table; `number` counts from 1 (the sheet's row number in a workbook), `line` is the text line."""

    cells: tuple[Cell, ...]
    number: int
    page: int | None = None
    line: int | None = None
    marks: tuple[Mark, ...] = ()

    def at(self, column: int) -> Cell | None:
        """The cell that covers a column, merged cells included; None where there is none."""
        for cell in self.cells:
            if cell.column <= column < cell.column + cell.span[1]:
                return cell
        return None

    @property
    def text(self) -> str:
        return "\t".join(cell.text for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Table:
    """A grid of rows: a table of a document, or a whole sheet (`sheet` is its name)."""

    rows: tuple[Row, ...]
    sheet: str | None = None
    sheet_state: str = "visible"
    """visible, hidden or very hidden."""
    container: Container = Container.BODY
    title: str | None = None
    depth: int = 0
    """0 at the top; a table inside a cell is 1, and follows its outer table."""
    whole: bool = False
    """Text set in columns, with the lines of wrapped cells joined into rows."""

    @property
    def width(self) -> int:
        return max((c.column + c.span[1] for r in self.rows for c in r.cells), default=0)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, or one line of text. `level` is a heading level from style or markup; `control` a form field's title."""

    text: str
    page: int | None = None
    line: int | None = None
    level: int | None = None
    list_item: bool = False
    bold: bool = False
    container: Container = Container.BODY
    control: str | None = None
    placeholder: bool = False
    """The text is a form field's own placeholder, not an answer."""
    placeholders: tuple[str, ...] = ()
    """Where only a part of the text is placeholder: those parts."""
    choices: tuple[str, ...] = ()
    """What the form field lets a person choose."""
    change: str | None = None
    """`inserted` or `deleted` when the whole paragraph is a tracked change."""
    marks: tuple[Mark, ...] = ()


Block = Paragraph | Table


@dataclass(frozen=True, slots=True)
class Damage:
    """A page, or a text or line on it, that may say something else than the file it was made from: its values are in doubt."""

    page: int
    why: str
    text: str | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A file as read. `notices` are things a person should know: tracked changes, hidden sheets, macros left unrun."""

    name: str
    format: Format
    sha256: str
    size: int
    blocks: tuple[Block, ...]
    pages: int | None = None
    notices: tuple[str, ...] = ()
    title: str | None = None
    damages: tuple[Damage, ...] = ()

    def tables(self) -> Iterator[Table]:
        return (b for b in self.blocks if isinstance(b, Table))

    def paragraphs(self) -> Iterator[Paragraph]:
        return (b for b in self.blocks if isinstance(b, Paragraph))

    def place(
        self, block: Block, row: Row | None = None, cell: Cell | None = None, as_written: str | None = None, how: How = How.READ,
        reason: str | None = None,
    ) -> Place:  # fmt: skip
        """The place of a paragraph, a row or a cell of this document."""
        if isinstance(block, Paragraph):
            return Place(self.name, block.page, None, None, block.line, as_written or block.text, how, reason)
        written = as_written if as_written is not None else (cell.text if cell else row.text if row else None)
        page, line = (row.page, row.line) if row else (None, None)
        return Place(self.name, page, block.sheet, cell.ref if cell else None, line, written, how, reason)


class CannotRead(Exception):
    """A file cannot be read: names the file, what was found, and the cure. The command line then ends with 3."""

    def __init__(self, name: str, found: str, cure: str) -> None:
        self.name, self.found, self.cure = name, found, cure
        super().__init__(f"{name}: {found}. {cure}")
