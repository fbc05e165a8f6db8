"""Parts keep their ids through the files that we write: what was changed in a file is what a comparison says."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import docx
import openpyxl
import pytest

import bettercare as bc
from bettercare.documents import open_document
from bettercare.documents.marks import SHEET, bookmark, marked
from bettercare.plan import Plan, Reading
from bettercare.plan.comparison import ChangeKind, Comparison
from bettercare.reading.pipeline import read_documents
from bettercare.rounds import load
from bettercare.writing import fill, write
from specimens import any_round, convert
from tests.writing.blanks import parts

ROUND = load("2025-26")
_GIVEN = ("organisations", "conditions", "narrative")
"""Kinds of part that a field or the round names, and that need no mark."""


def read(content: bytes, ending: str, folder: Path) -> Reading:
    path = folder / f"form{ending}"
    path.write_bytes(content)
    return read_documents([open_document(path)])


@pytest.fixture
def reading(tmp_path: Path) -> Reading:
    """A plan as it was read from an area's own document, with the ids that reading gives."""
    return read(write(any_round.draw(7, "2025-26", schemes=5), ROUND, ".html").content, ".html", tmp_path)


def form(reading: Reading, ending: str) -> bytes:
    return write(reading.plan, ROUND, ending, states=reading.states).content


def compared(old: Reading, new: Reading) -> Comparison:
    return bc.compare(old, new, ROUND, ROUND)


def changes(old: Reading, new: Reading) -> list[str]:
    """The addresses of what changed, but for the sheet of conditions as running text."""
    return [c.address for c in compared(old, new).changes if not c.address.startswith("narrative/")]


def expenditure(content: bytes) -> tuple[openpyxl.Workbook, list[int]]:
    """The workbook, and the rows of its schemes."""
    book = openpyxl.load_workbook(BytesIO(content))
    sheet = book["Expenditure"]
    return book, [r for r in range(3, 60) if isinstance(sheet.cell(r, 9).value, int | float)]


def saved(book: openpyxl.Workbook) -> bytes:
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("ending", [".xlsx", ".docx", ".html"])
def test_a_form_that_nobody_changed_reads_back_with_the_same_ids(reading: Reading, ending: str, tmp_path: Path) -> None:
    back = read(form(reading, ending), ending, tmp_path)
    assert changes(reading, back) == []
    assert [m.old for m in compared(reading, back).matches if not m.old.startswith(_GIVEN)] == []
    assert [s.id for s in back.plan.schemes] == [s.id for s in reading.plan.schemes]


@pytest.mark.parametrize("ending", ["xlsx", "docx"])
def test_ids_survive_a_save_in_libreoffice(reading: Reading, ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"form.{ending}"
    path.write_bytes(form(reading, f".{ending}"))
    (tmp_path / "saved").mkdir()
    back = read_documents([open_document(convert.by_libreoffice([path], ending, tmp_path / "saved")[0])])
    assert [s.id for s in back.plan.schemes] == [s.id for s in reading.plan.schemes]
    assert [[ln.id for ln in s.lines] for s in back.plan.schemes] == [[ln.id for ln in s.lines] for s in reading.plan.schemes]


def test_an_empty_form_that_was_filled_reads_back_with_the_same_ids(reading: Reading, tmp_path: Path) -> None:
    made = fill(reading.plan, ROUND, write(Plan(round="2025-26"), ROUND, ".xlsx").content, states=reading.states)
    back = read(made.content, ".xlsx", tmp_path)
    assert changes(reading, back) == []
    assert [m.old for m in compared(reading, back).matches if not m.old.startswith(_GIVEN)] == []
    again = fill(reading.plan, ROUND, made.content, states=reading.states)
    assert parts(again.content) == parts(made.content)


def test_another_name_and_another_amount_are_changes_of_the_same_scheme(reading: Reading, tmp_path: Path) -> None:
    book, rows = expenditure(form(reading, ".xlsx"))
    sheet = book["Expenditure"]
    sheet.cell(rows[1], 3).value, sheet.cell(rows[1], 4).value = "Quite another service", "Quite another service"
    sheet.cell(rows[1], 9).value = 123456
    back = read(saved(book), ".xlsx", tmp_path)
    scheme = reading.plan.schemes[1]
    found = changes(reading, back)
    assert {a for a in found if a.startswith("schemes/")} == {
        f"schemes/{scheme.id}/name", f"schemes/{scheme.id}/description", f"schemes/{scheme.id}/lines/{scheme.lines[0].id}/amount",
    }  # fmt: skip
    assert all(c.kind is ChangeKind.CHANGED for c in compared(reading, back).changes)


def test_rows_that_were_sorted_are_the_same_schemes(reading: Reading, tmp_path: Path) -> None:
    book, rows = expenditure(form(reading, ".xlsx"))
    sheet = book["Expenditure"]
    held = [[sheet.cell(r, c).value for c in range(1, 11)] for r in rows]
    for row, values in zip(rows, [*held[1:], held[0]], strict=True):
        for column, value in enumerate(values, start=1):
            sheet.cell(row, column).value = value
    back = read(saved(book), ".xlsx", tmp_path)
    assert [s.id for s in back.plan.schemes] == [s.id for s in (*reading.plan.schemes[1:], reading.plan.schemes[0])]
    assert [a for a in changes(reading, back) if a.startswith("schemes/")] == []


def test_a_row_that_was_added_is_a_new_scheme_and_one_that_was_deleted_is_gone(reading: Reading, tmp_path: Path) -> None:
    content = form(reading, ".docx")
    document = docx.Document(BytesIO(content))
    table = next(t for t in document.tables if t.cell(0, 0).text == "Scheme ID")
    last = len(reading.plan.schemes)
    row = table.add_row()
    for cell, like in zip(row.cells, table.rows[1].cells, strict=True):
        cell.text = like.text
    row.cells[0].text, row.cells[2].text, row.cells[3].text, row.cells[8].text = "99", "Night sitting", "Night sitting", "£77,000"
    table._tbl.remove(table.rows[last]._tr)
    stream = BytesIO()
    document.save(stream)
    back = read(stream.getvalue(), ".docx", tmp_path)
    found = {
        (c.kind, c.address) for c in compared(reading, back).changes if c.address.count("/") == 1 and c.address[:7] == "schemes"
    }
    (new,) = (s for s in back.plan.schemes if s.number == "99")
    gone = reading.plan.schemes[-1]
    assert found == {(ChangeKind.ADDED, f"schemes/{new.id}"), (ChangeKind.REMOVED, f"schemes/{gone.id}")}


def test_the_sheet_of_marks_is_very_hidden_and_no_part_of_what_is_read(reading: Reading, tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    path.write_bytes(form(reading, ".xlsx"))
    assert openpyxl.load_workbook(path)[SHEET].sheet_state == "veryHidden"
    assert SHEET not in {t.sheet for t in open_document(path).tables()}


def test_a_bookmark_holds_an_address_or_is_not_made() -> None:
    assert [m.part for m in marked([bookmark("schemes/ab12/lines/cd34"), "_Toc123", None])] == ["schemes/ab12/lines/cd34"]
    assert bookmark("schemes/0f5e1c6a-93aa-4a54-9e9b-0c4be0f2d1aa") is None
    assert bookmark(f"schemes/{'a' * 40}") is None
