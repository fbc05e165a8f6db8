"""The workbook works while people type: totals follow, lists offer choices, labels are locked, and what is missing is counted."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import formualizer
import openpyxl
import pytest

from bettercare.plan import Plan, plan_hash
from bettercare.rounds import load
from bettercare.writing import write
from bettercare.writing.book import CHECK_SHEET, LIST_SHEET
from specimens import truth


@pytest.fixture(scope="module")
def plan() -> Plan:
    return truth.draw(1, "2025-26")


@pytest.fixture(scope="module")
def book(plan: Plan) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(write(plan, load("2025-26"), ".xlsx", version="draft 3").content))


def at(book: openpyxl.Workbook, sheet: str, label: str) -> openpyxl.cell.cell.Cell:
    """The cell to the right of a label."""
    found = next(c for row in book[sheet].iter_rows() for c in row if c.value == label)
    return book[sheet].cell(found.row, found.column + 1)


def test_sheets_stand_in_the_order_of_the_form(book: openpyxl.Workbook) -> None:
    assert book.sheetnames[:6] == [CHECK_SHEET, "Cover", "Income", "Expenditure", "Metrics", "National conditions"]
    assert book[LIST_SHEET].sheet_state == "veryHidden"


def test_labels_are_locked_and_answers_are_not(book: openpyxl.Workbook) -> None:
    assert all(book[name].protection.sheet for name in book.sheetnames if name != LIST_SHEET)
    answer = at(book, "Cover", "Completed by")
    assert not answer.protection.locked
    assert book["Cover"].cell(answer.row, answer.column - 1).protection.locked


def test_a_total_that_adds_up_is_a_formula_and_one_that_does_not_is_as_stated(plan: Plan) -> None:
    def total(plan: Plan) -> object:
        made = openpyxl.load_workbook(BytesIO(write(plan, load("2025-26"), ".xlsx").content))["Expenditure"]
        row = next(r for r in made.iter_rows() if "Total" in [c.value for c in r])
        return next(c.value for c in row if c.value not in (None, "Total"))

    assert str(total(plan)).startswith("=SUM(")
    stated = next(t for t in plan.stated_totals if t.of == "schemes.amount")
    wrong = replace(stated, amount=(stated.amount or 0) + 50000)
    assert total(replace(plan, stated_totals=(wrong,))) == float(wrong.amount)


def test_choices_are_offered_as_lists(book: openpyxl.Workbook) -> None:
    offered = " ".join(str(v.formula1) for v in book["Expenditure"].data_validations.dataValidation)
    assert "Social Care" in offered
    assert LIST_SHEET in offered


def test_what_is_missing_is_counted_and_the_count_follows_the_cells(book: openpyxl.Workbook) -> None:
    answer = at(book, "Cover", "Completed by")
    check = book[CHECK_SHEET]
    line = next(r for r in check.iter_rows() if r[0].value == "Cover" and r[1].value == answer.coordinate)
    assert line[1].hyperlink.location == f"'Cover'!{answer.coordinate}"

    def state(value: str | None) -> object:
        live = formualizer.Workbook()
        for name in book.sheetnames:
            live.add_sheet(name)
        if value:
            live.sheet("Cover").set_value(answer.row, answer.column, value)
        live.sheet(CHECK_SHEET).set_formula(line[3].row, 4, str(line[3].value))
        return live.evaluate_cell(CHECK_SHEET, line[3].row, 4)

    assert (state(None), state("A. Officer")) == ("Missing", "Done")


def test_the_stored_counts_are_what_the_form_lacks(plan: Plan) -> None:
    made = write(plan, load("2025-26"), ".xlsx")
    shown = openpyxl.load_workbook(BytesIO(made.content), data_only=True)[CHECK_SHEET]
    states = [row[3].value for row in shown.iter_rows() if len(row) > 3]
    assert states.count("Missing") == len(made.missing) > 0


def test_of_the_list_only_what_is_missing_is_shown_and_printed(plan: Plan) -> None:
    check = openpyxl.load_workbook(BytesIO(write(plan, load("2025-26"), ".xlsx").content), data_only=True)[CHECK_SHEET]
    states = {row[3].row: row[3].value for row in check.iter_rows() if len(row) > 3}
    assert (
        {n for n, state in states.items() if state == "Done"} == {n for n, d in check.row_dimensions.items() if d.hidden} != set()
    )
    assert check.auto_filter.filterColumn[0].colId == 3


def test_the_workbook_says_which_version_and_content_it_is(plan: Plan, book: openpyxl.Workbook) -> None:
    held = {p.name: p.value for p in book.custom_doc_props}
    assert held == {"Content SHA-256": plan_hash(plan), "Version": "draft 3"}
    assert plan_hash(plan)[:16] in book["Cover"].oddFooter.left.text
    assert "version draft 3" in book["Cover"].oddFooter.left.text
