"""How tables stand on a page of Word: upright or across, and how wide each column is for what stands in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.shared import Emu, Pt

from bettercare.writing.form import Cell, Page, Table

_UPRIGHT = 7
"""Columns that fit across an upright page."""
_SMALL = Pt(7)
_LONGEST, _LEAST = 30, 5
"""Letters: of words in lines a column is no wider for more than these, nor narrower than the least."""


def is_wide(page: Page) -> bool:
    """Whether a page holds a table that an upright page is too narrow for."""
    return any(isinstance(block, Table) and len(block.heads) > _UPRIGHT for block in page.blocks)


def turned(document: Any, across: bool, broken: bool) -> None:
    """Begin a section that stands across or upright, where the last does not; else a new page where one is wanted."""
    last = document.sections[-1]
    if (last.orientation == WD_ORIENT.LANDSCAPE) == across:
        if broken:
            document.add_page_break()
        return
    section = document.add_section(WD_SECTION.NEW_PAGE)
    section.orientation = WD_ORIENT.LANDSCAPE if across else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = last.page_height, last.page_width


def fit(document: Any, table: Any, grid: Sequence[Sequence[Any]], rows: Sequence[Sequence[Cell]]) -> None:
    """Give each column of a grid with many of them its share of the page by its words, and make its letters small."""
    width = len(grid[0])
    if width <= _UPRIGHT:
        return
    section = document.sections[-1]
    room = section.page_width - section.left_margin - section.right_margin
    letters = [_LEAST] * width
    for row in rows:
        for c, cell in enumerate(row, start=width - len(row)):
            words = str(cell.text or "").split()
            letters[c] = max(letters[c], max(map(len, words), default=0) + 2, min(_LONGEST, len(" ".join(words)) // 2))
    table.autofit = False
    for c, share in enumerate(letters):
        table.columns[c].width = Emu(room * share // sum(letters))
    for row_cells in grid:
        for c, target in enumerate(row_cells):
            target.width = table.columns[c].width
            for paragraph in target.paragraphs:
                for run in paragraph.runs:
                    run.font.size = _SMALL
