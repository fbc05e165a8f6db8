"""Documents made by hand for the reading tests: text as converters leave it, and tables with merged cells."""

from __future__ import annotations

from bettercare.documents import Cell, Document, Format, Paragraph, Row, Table
from bettercare.documents.text import read_text


def text_document(text: str, name: str = "made.txt") -> Document:
    """A text file as the text reader reads it."""
    blocks, pages = read_text(text.encode(), name)
    return Document(name, Format.TEXT, "0" * 64, len(text), blocks, pages)


def table(rows: list[list[str | tuple[str, int, int] | None]], sheet: str | None = None) -> Table:
    """A table; a cell is its text, (text, rows down, columns across) when merged, or None where another cell reaches."""
    made = []
    for number, row in enumerate(rows, 1):
        cells = []
        for column, cell in enumerate(row):
            if cell is None:
                continue
            text, down, across = cell if isinstance(cell, tuple) else (cell, 1, 1)
            ref = f"{chr(65 + column)}{number}" if sheet and column < 26 else None
            cells.append(Cell(text, column, text or None, ref, (down, across)))
        made.append(Row(tuple(cells), number))
    return Table(tuple(made), sheet)


def document(*blocks: Table | str, name: str = "made.docx") -> Document:
    """A document of tables and paragraphs."""
    made = tuple(b if isinstance(b, Table) else Paragraph(b) for b in blocks)
    return Document(name, Format.DOCX, "0" * 64, 0, made)
