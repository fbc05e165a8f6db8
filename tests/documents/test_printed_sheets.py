"""Workbooks printed to PDF: cells are cells again, right sides stand beside their left, and what is not proven is in doubt."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from test_pdf_files import read

from bettercare.documents import open_document
from bettercare.documents.model import Document
from bettercare.documents.pdf.cells import sheet_rows
from bettercare.documents.pdf.page import PageParts, Word
from bettercare.documents.pdf.sheets import Over, rejoined, texts_over
from specimens.convert import by_libreoffice

HEIGHT = 792.0
Given = tuple[float, float, str]


def page(*words: Given, height: float = HEIGHT) -> PageParts:
    """A page with texts that begin at a place (from the left, then down); a figure ends 40 points further on."""
    made = [
        Word(text, x, y - 12, x + (40 if text[0].isdigit() else 5 * len(text)), y, True, False, n + 1)
        for n, (x, y, text) in enumerate(words)
    ]
    return PageParts(612, height, made, [], 0)


LEFT = page((50, 80, "Title"), (50, 110, "Scheme"), (50, 125, "Falls"), (50, 155, "Carers"), (50, 182, "Total"))
RIGHT = page((50, 110, "Amount"), (50, 125, "100"), (50, 155, "250"), (50, 182, "350"))
EVEN_RIGHT = page((50, 95, "Amount"), (50, 110, "100"), (50, 125, "250"), (50, 140, "350"))


def full(*words: Given) -> PageParts:
    """A page whose last row stands at its foot."""
    return page(*words, (50, 700, "Last"))


def test_a_page_of_the_same_sheet_after_one_that_is_not_full_lies_to_its_right() -> None:
    made = rejoined([LEFT, RIGHT], [0], [], True)
    assert (made.beside, made.unsure) == ([(0, 1)], set())
    rows, _ = sheet_rows([(1, made.pages[0])], 0)
    assert [[cell.text for cell in row.cells] for row in rows] == [
        ["Title"], ["Scheme", "Amount"], ["Falls", "100"], ["Carers", "250"], ["Total", "350"],
    ]  # fmt: skip
    assert made.pages[1].words == []


def test_two_pages_of_two_sheets_stay_apart() -> None:
    made = rejoined([LEFT, RIGHT], [0, 1], [], True)
    assert (made.beside, made.unsure, made.pages) == ([], set(), [LEFT, RIGHT])


def test_a_sheet_goes_down_before_it_goes_to_the_right() -> None:
    top, low = full((50, 80, "A"), (50, 110, "B"), (50, 127, "C")), page((50, 80, "D"), (50, 101, "E"), (50, 135, "F"))
    right_top, right_low = page((50, 110, "1"), (50, 127, "2"), (50, 700, "3")), page((50, 101, "4"), (50, 135, "5"))
    made = rejoined([top, low, right_top, right_low], [0], [], True)
    assert made.beside == [(0, 2), (1, 3)]


def test_a_page_without_anything_on_it_may_have_been_left_out() -> None:
    top, low = full((50, 80, "A"), (50, 110, "B"), (50, 127, "C")), page((50, 84, "D"), (50, 101, "E"), (50, 135, "F"))
    made = rejoined([top, low, page((50, 110, "1"), (50, 127, "2"), (50, 700, "3"))], [0], [], True)
    assert made.beside == [(0, 2)]


def test_a_full_page_and_one_with_rows_at_the_same_heights_may_lie_either_way_so_both_are_in_doubt() -> None:
    grid_of_rows = page(*((50, y, "Row") for y in range(80, 700, 15)))
    made = rejoined([grid_of_rows, EVEN_RIGHT], [0], [], True)
    assert (made.beside, made.unsure) == ([], {0, 1})


def test_a_page_below_a_full_one_goes_on_down() -> None:
    made = rejoined([full((50, 80, "A"), (50, 100, "B")), page((50, 87, "C"), (50, 137, "D"))], [0], [], True)
    assert (made.beside, made.unsure) == ([], set())


def test_a_text_drawn_on_two_pages_says_how_far_apart_they_lie() -> None:
    left = page((50, 80, "Please"), (120, 80, "list"), (190, 80, "schemes"))
    right = page((-450, 80, "Please"), (-380, 80, "list"), (-310, 80, "schemes"))
    assert texts_over([left, right]) == [Over(0, 1, 500.0)]
    assert texts_over([left, left]) == []


def test_where_no_bookmark_tells_a_sheets_pages_what_one_text_joins_is_joined_and_in_doubt() -> None:
    left = page((50, 80, "Please"), (120, 80, "list"), (50, 110, "Falls"))
    right = page((-450, 80, "Please"), (-380, 80, "list"), (50, 110, "100"))
    made = rejoined([left, right], [], texts_over([left, right]), False)
    assert (made.beside, made.unsure) == ([(0, 1)], {0})
    assert [w.text for w in made.pages[0].words] == ["Please", "list", "Falls", "100"]


def test_a_text_that_ends_where_the_next_column_begins_may_be_cut_off() -> None:
    rows = [
        (50, 80, "Name"),
        (120, 80, "Lead"),
        (50, 100, "Extended equip"),
        (120, 100, "CCG"),
        (50, 120, "Falls"),
        (120, 120, "CCG"),
    ]
    _, damages = sheet_rows([(1, page(*rows))], 0)  # type: ignore[list-item]
    assert [d.text for d in damages] == ["Extended equip"]


def test_rows_without_the_label_of_a_merged_cell_and_the_row_after_them_are_in_doubt() -> None:
    words = [
        (50, 80, "Metric"),
        (200, 80, "Part"),
        (200, 100, "Value"),
        (300, 100, "12"),
        (50, 120, "Delays"),
        (200, 120, "Count"),
        (300, 120, "9"),
    ]
    rows, damages = sheet_rows([(1, page(*words))], 10)  # type: ignore[list-item]
    assert [row.line for row in rows] == [11, 12, 13]
    assert [d.line for d in damages] == [12, 13]


def test_the_lines_of_a_wrapped_cell_are_one_row() -> None:
    words = [
        (50, 80, "Name"),
        (200, 80, "Amount"),
        (50, 100, "Extended"),
        (50, 112, "reablement"),
        (200, 112, "100"),
        (50, 132, "Falls"),
    ]
    rows, _ = sheet_rows([(1, page(*words))], 0)  # type: ignore[list-item]
    assert [[cell.text for cell in row.cells] for row in rows][1] == ["Extended reablement", "100"]


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Document]:
    """A workbook of two sheets, the second wider than the paper, as LibreOffice prints it upright and across."""
    folder = tmp_path_factory.mktemp("printed")
    files = []
    for orientation in ("portrait", "landscape"):
        book = openpyxl.Workbook()
        book.active.title = "Notes"
        book.active.append(["Give every amount in pounds"])
        sheet = book.create_sheet("Spending")
        sheet.append(["Money"])
        sheet.append([])
        sheet.append(["Scheme", "Lead", *(f"Year {n}" for n in range(1, 11))])
        for row, name in enumerate(("Falls", "Carers", "Reablement"), 1):
            sheet.append([name, "Council", *(1000 * row + n for n in range(1, 11))])
        for column in "ABCDEFGHIJKL":
            sheet.column_dimensions[column].width = 16
        sheet.row_dimensions[5].height = 40
        sheet.page_setup.orientation = orientation
        path = folder / f"{orientation}.xlsx"
        book.save(path)
        files.append(path)
    return {path.stem: open_document(path) for path in by_libreoffice(files, "pdf", folder)}


@pytest.mark.parametrize("orientation", ["portrait", "landscape"])
def test_a_sheet_wider_than_the_paper_is_one_table_again(printed: dict[str, Document], orientation: str) -> None:
    document = printed[orientation]
    notes, spending = document.tables()
    assert (notes.sheet, spending.sheet) == ("Notes", "Spending")
    assert [[c.text for c in row.cells] for row in spending.rows] == [
        ["Money"],
        ["Scheme", "Lead", *(f"Year {n}" for n in range(1, 11))],
        *(
            [name, "Council", *(str(1000 * row + n) for n in range(1, 11))]
            for row, name in enumerate(("Falls", "Carers", "Reablement"), 1)
        ),
    ]
    assert len({tuple(c.column for c in row.cells) for row in spending.rows[1:]}) == 1
    assert document.notices and all("right side of the sheet that begins on page 2" in n for n in document.notices)
    assert document.damages == ()


def test_a_text_over_two_pages_of_a_paper_that_names_no_sheets_is_told_and_doubted(tmp_path: Path) -> None:
    style = (
        "@page{size:A5;margin:0}body{margin:0}p{position:absolute;top:4cm;width:30cm;margin:0}div{position:relative;height:15cm}"
    )
    text = "Please list all of the schemes on which the partners of this plan mean to spend its money, with every benefit of them"
    sides = "".join(f"<div style='break-after:page'><p style='left:{left}cm'>{text}</p></div>" for left in (1, -12))
    document = read(tmp_path, sides, style)
    joined, doubted = document.notices
    assert joined == "Page 2 was read as the right side of the sheet that begins on page 1."
    assert doubted.startswith("Pages 1 may each hold only some columns")
    assert [(d.page, d.text, d.line) for d in document.damages] == [(1, None, None)]
    assert not read(tmp_path, f"<p style='left:1cm'>{text}</p>", style).notices
