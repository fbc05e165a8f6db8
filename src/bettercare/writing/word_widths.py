"""How tables stand on a page of Word: upright or across, and how wide each column is for what stands in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.shared import Cm, Emu, Pt

from bettercare.writing.form import Cell, Page, Table

_UPRIGHT = 7
"""Columns that fit across an upright page."""
USUAL, _SMALL = Pt(10.5), Pt(7)
_LETTER = 0.6
"""How wide a letter is on average, beside its height."""
_MARGIN = Cm(2)
_LONGEST, _LEAST = 30, 5
"""Letters: of words in lines a column is no wider for more than these, nor narrower than the least."""


def is_wide(page: Page) -> bool:
    """Whether a page holds a table that an upright page is too narrow for."""
    return any(isinstance(block, Table) and len(block.heads) > _UPRIGHT for block in page.blocks)


def begun(document: Any) -> None:
    """Begin with an upright A4 page."""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = _MARGIN


def turned(document: Any, across: bool) -> bool:
    """Begin a section that stands across or upright, where the last does not; says whether it did."""
    last = document.sections[-1]
    if (last.orientation == WD_ORIENT.LANDSCAPE) == across:
        return False
    section = document.add_section(WD_SECTION.NEW_PAGE)
    section.orientation = WD_ORIENT.LANDSCAPE if across else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = last.page_height, last.page_width
    no_higher(document.paragraphs[-1])
    return True


def no_higher(paragraph: Any) -> None:
    """An empty paragraph that must be there, and takes hardly any room: else it may fill a page by itself."""
    shape = paragraph.paragraph_format
    shape.space_before = shape.space_after = Pt(0)
    shape.line_spacing = Pt(6)


def fit(document: Any, table: Any, grid: Sequence[Sequence[Any]], rows: Sequence[Sequence[Cell]]) -> None:
    """Give each column its share of the page by its words; where there are many, make the letters small."""
    width = len(grid[0])
    section = document.sections[-1]
    room = section.page_width - section.left_margin - section.right_margin
    small = width > _UPRIGHT
    across = int(room / (_LETTER * (_SMALL if small else USUAL)))
    table.autofit = False
    for c, share in enumerate(_shares(width, rows, across)):
        table.columns[c].width = Emu(int(room * share))
    for row_cells in grid:
        for c, target in enumerate(row_cells):
            target.width = table.columns[c].width
            for paragraph in target.paragraphs if small else ():
                for run in paragraph.runs:
                    run.font.size = _SMALL


def _shares(width: int, rows: Sequence[Sequence[Cell]], across: int) -> list[float]:
    """Each column's share of a line of so many letters: no word is broken where there is room, and long texts get what is left."""
    least, wanted = [_LEAST] * width, [_LEAST] * width
    for row in rows:
        for c, cell in enumerate(row, start=width - len(row)):
            words = str(cell.text or "").split()
            least[c] = max(least[c], max(map(len, words), default=0) + 3)
            wanted[c] = max(wanted[c], least[c], min(_LONGEST, len(" ".join(words)) // 2))
    more = [1 + wide - narrow for wide, narrow in zip(wanted, least, strict=True)]
    left = across - sum(least)
    shares = [a + left * m / sum(more) for a, m in zip(least, more, strict=True)] if left > 0 else [float(a) for a in wanted]
    return [share / sum(shares) for share in shares]
