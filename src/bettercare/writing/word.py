"""A form as a Word document: real headings, tables with repeated heading rows, the identity in the footer."""

from __future__ import annotations

import zipfile
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import RGBColor

from bettercare.documents.marks import bookmark
from bettercare.writing.form import Banner, Cell, Fields, Form, Guide, Heading, Prose, Table
from bettercare.writing.marking import Marking
from bettercare.writing.values import NOTHING, ROWS_OF_A_BLANK
from bettercare.writing.word_widths import USUAL, begun, fit, is_wide, no_higher, turned

_STILL = datetime(2000, 1, 1)
"""Word files carry a time of making; ours always the same, so that one plan gives one file."""
_KEPT_WHOLE = 8
"""Rows of a table that is not divided over two pages."""


def word_bytes(form: Form) -> bytes:
    """Return the form as a .docx."""
    document: Any = docx.Document()
    _properties(document, form)
    document.styles["Normal"].font.name = "Arial"
    document.styles["Normal"].font.size = USUAL
    begun(document)
    document.sections[0].footer.paragraphs[0].text = form.identity.words
    marks = _Marks(form)
    for before, page in zip((None, *form.pages), form.pages, strict=False):
        anew = not turned(document, is_wide(page)) and before is not None and page.part != before.part
        for block in page.blocks:
            _add(document, block, marks)
            if anew and isinstance(block, Heading):
                document.paragraphs[-1].paragraph_format.page_break_before = True
                anew = False
    stream = BytesIO()
    document.save(stream)
    return _without_times(stream.getvalue())


class _Marks:
    """What the whole form says to its blocks; sets a hidden bookmark where a part of the plan stands."""

    def __init__(self, form: Form) -> None:
        self.blank = form.blank
        marking = Marking(form.plan)
        for cell in form.cells():
            marking.meet(cell.address, cell.address)
        self.parts: dict[str, list[str]] = defaultdict(list)
        for part, address in marking.found().items():
            self.parts[address].append(part)
        self.number = 0

    def empty(self, table: Table) -> tuple[tuple[Cell, ...], ...]:
        """Rows to fill in, in a blank form; else a row that says that there is nothing."""
        if self.blank:
            return (tuple(Cell() for _ in table.heads),) * ROWS_OF_A_BLANK
        return ((Cell(NOTHING, entry="input"), *(Cell() for _ in table.heads[1:])),)

    def put(self, cell: Cell, paragraph: Any) -> None:
        """Mark the parts that a cell stands for, once."""
        for part in self.parts.pop(cell.address or "", ()):
            name = bookmark(part)
            if name is None:
                continue
            self.number += 1
            begin, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
            for element in (begin, end):
                element.set(qn("w:id"), str(self.number))
            begin.set(qn("w:name"), name)
            place = 1 if paragraph._p.pPr is not None else 0
            paragraph._p.insert(place, begin)
            paragraph._p.append(end)


def _without_times(package: bytes) -> bytes:
    """The package with one time for all its parts, so that one plan gives one file."""
    stream = BytesIO()
    with zipfile.ZipFile(BytesIO(package)) as made, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as still:
        for name in made.namelist():
            still.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), made.read(name), zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def _properties(document: Any, form: Form) -> None:
    held = document.core_properties
    held.title, held.author, held.comments = form.title, "", form.identity.words
    held.identifier, held.version, held.language = form.identity.sha256, form.identity.version or "", "en-GB"
    held.created = held.modified = _STILL


def _add(document: Any, block: Any, marks: _Marks) -> None:
    if isinstance(block, Heading):
        document.add_heading(block.text, block.level)
    elif isinstance(block, Banner):
        document.add_paragraph().add_run(block.text).bold = True
    elif isinstance(block, Guide):
        run = document.add_paragraph().add_run(block.text)
        run.italic = True
        run.font.color.rgb = RGBColor(0x42, 0x55, 0x63)
    elif isinstance(block, Prose):
        for number, paragraph in enumerate((block.cell.text or "").split("\n")):
            made = document.add_paragraph(paragraph)
            if number == 0:
                marks.put(block.cell, made)
    elif isinstance(block, Fields):
        _table(document, [(Cell(label), cell) for label, cell in block.rows], 0, marks)
    elif isinstance(block, Table):
        body = block.rows or marks.empty(block)
        rows = [tuple(Cell(h) for h in block.heads), *body, *((block.total,) if block.total else ())]
        _table(document, rows, 1, marks)


def _table(document: Any, rows: Sequence[Sequence[Cell]], heads: int, marks: _Marks) -> None:
    """A grid; a cell that stands beside several rows is merged down."""
    width = max((len(row) for row in rows), default=0)
    if not width:
        return
    table = document.add_table(len(rows), width)
    table.style = "Table Grid"
    grid = [row.cells for row in table.rows]
    beside = 0
    for r, row in enumerate(rows):
        shift = width - len(row) if beside else 0
        beside = max(0, beside - 1)
        for c, cell in enumerate(row, start=shift):
            target = grid[r][c]
            if cell.rows > 1:
                target, beside = target.merge(grid[r + cell.rows - 1][c]), cell.rows - 1
            target.text = cell.text
            marks.put(cell, target.paragraphs[0])
            if r < heads or cell.entry == "label":
                for run in target.paragraphs[0].runs:
                    run.bold = True
    fit(document, table, grid, rows)
    whole = len(rows) <= _KEPT_WHOLE
    for number, row in enumerate(table.rows):
        _mark(row, "w:cantSplit")
        if number < heads:
            _mark(row, "w:tblHeader")
        if number < heads or (whole and number < len(rows) - 1):
            for cell in row.cells:
                cell.paragraphs[0].paragraph_format.keep_with_next = True
    no_higher(document.add_paragraph())


def _mark(row: Any, name: str) -> None:
    mark = OxmlElement(name)
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)
