"""Workbooks that other people made are filled only where the place is beyond doubt, and lose nothing that they hold."""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.comments import Comment
from openpyxl.formatting.rule import DataBarRule
from openpyxl.styles import PatternFill, Protection
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from bettercare.documents import CannotRead
from bettercare.plan import FinancialYear, Plan
from bettercare.plan.addresses import replace_at
from bettercare.plan.reading import State
from bettercare.plan.spine import Answer, Area, Dates, Line, Scheme
from bettercare.rounds import load
from bettercare.writing import FilledWorkbook, fill
from specimens import convert
from tests.writing.blanks import as_macro_workbook, changed_cells, changed_parts, parts

ROUND = load("2025-26")
YEAR = FinancialYear(2025)
HEADS = ["Scheme ID", "Description of Scheme", "Area of Spend", "Provider", "Source of Funding", "Expenditure for 2025-26 (£)"]


def scheme(number: int, name: str, amount: int, area_of_spend: str = "social-care") -> Scheme:
    line = Line(f"l{number}", YEAR, "dfg", amount=Decimal(amount), area_of_spend=area_of_spend, provider="council")
    return Scheme(f"s{number}", str(number), description=name, lines=(line,))


PLAN = Plan(
    round="2025-26",
    area=Area("Hillshire"),
    dates=Dates(submitted=date(2025, 3, 31)),
    schemes=(scheme(1, "=1+1 Home first", 250000), scheme(2, "Reablement & care <at home>", 1234567)),
    answers=(Answer("completed-by", "@ the office"), Answer("telephone", "+44 20 7946 0000"), Answer("signed-off-by-hwb", True)),
)


def make(change: Callable[[openpyxl.Workbook], None] | None = None, rows: int = 5, protect: bool = True) -> bytes:
    """A workbook as a council might make it, with what such workbooks hold beside cells."""
    book = openpyxl.Workbook()
    cover, spend, lists = book.active, book.create_sheet("Expenditure"), book.create_sheet("Choices")
    cover.title = "Cover"
    open_, grey = Protection(locked=False), PatternFill("solid", fgColor="FFFF99")
    labels = [
        "Health and Wellbeing Board:",
        "Completed by:",
        "Contact number:",
        "Has this plan been signed off by the HWB",
        "Date submitted",
    ]
    for row, label in enumerate(labels, start=3):
        cover.cell(row, 2, label)
        cover.cell(row, 3).protection, cover.cell(row, 3).fill = open_, grey
    cover["C7"].number_format = "dd/mm/yyyy"
    cover["B3"].comment = Comment("The area", "A. Officer")
    for column, head in enumerate(HEADS, start=1):
        spend.cell(4, column, head)
        for row in range(5, 5 + rows):
            spend.cell(row, column).protection, spend.cell(row, column).fill = open_, grey
    spend.cell(5 + rows, 1, "Total")
    spend.cell(5 + rows, 6, f"=SUM(F5:F{4 + rows})")
    spend.conditional_formatting.add(f"F5:F{4 + rows}", DataBarRule("num", 0, "max", 10, color="638EC6"))
    for number, words in enumerate(["Acute", "Social Care", "Continuing Care"], start=1):
        lists.cell(number, 1, words)
    lists.sheet_state = "veryHidden"
    book.defined_names["areas"] = DefinedName("areas", attr_text="Choices!$A$1:$A$3")
    offered = DataValidation("list", formula1="areas", allow_blank=True)
    offered.add(f"C5:C{4 + rows}")
    money = DataValidation("decimal", operator="greaterThanOrEqual", formula1="0")
    money.add(f"F5:F{4 + rows}")
    yes = DataValidation("list", formula1='"YES,NO"')
    spend.add_data_validation(offered)
    spend.add_data_validation(money)
    cover.add_data_validation(yes)
    yes.add("C6")
    if change:
        change(book)
    for sheet in (cover, spend):
        sheet.protection.sheet = protect
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def filled(blank: bytes, plan: Plan = PLAN) -> FilledWorkbook:
    return fill(plan, ROUND, blank, "blank.xlsx")


def shown(made: FilledWorkbook) -> openpyxl.Workbook:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl drops what it does not know, and says so: it only looks here
        return openpyxl.load_workbook(BytesIO(made.content))


def values(made: FilledWorkbook, sheet: str = "Expenditure", rows: range = range(5, 7)) -> list[list[object]]:
    return [[shown(made)[sheet].cell(row, column).value for column in range(1, 7)] for row in rows]


def why(made: FilledWorkbook) -> dict[str, str]:
    return {n.address: f"{n.where}: {n.why}" for n in made.not_filled}


SPENT = [
    ["1", "=1+1 Home first", "Social Care", "Local Authority", "Disabled Facilities Grant", 250000],
    ["2", "Reablement & care <at home>", "Social Care", "Local Authority", "Disabled Facilities Grant", 1234567],
]


def test_a_workbook_of_openpyxl_is_filled_with_numbers_dates_text_and_the_lists_own_words() -> None:
    made = filled(make())
    assert made.not_filled == ()
    assert values(made) == SPENT
    cover = shown(made)["Cover"]
    assert [cover.cell(row, 3).value for row in range(3, 7)] == ["Hillshire", "@ the office", "+44 20 7946 0000", "YES"]
    assert (cover["C7"].is_date, f"{cover['C7'].value:%d/%m/%Y}") == (True, "31/03/2025")
    assert cover["C4"].data_type == "s"


def test_only_filled_cells_stale_results_and_the_flag_differ() -> None:
    blank = make()
    made = filled(blank).content
    changed = changed_parts(blank, made)
    assert changed == ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"] or set(changed) <= {
        "xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml",
    }  # fmt: skip
    cells = dict(changed_cells(parts(blank)["xl/worksheets/sheet2.xml"], parts(made)["xl/worksheets/sheet2.xml"]))
    assert cells == {f"{c}{r}": "content" for c in "ABCDEF" for r in (5, 6)} | {"F10": "result"}
    assert openpyxl.load_workbook(BytesIO(made), data_only=True)["Expenditure"]["F10"].value == 1484567
    assert b'fullCalcOnLoad="1"' in parts(made)["xl/workbook.xml"]


def test_a_workbook_with_text_boxes_data_bars_checkboxes_and_macros_keeps_them(tmp_path: Path) -> None:
    path = tmp_path / "rich.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet, open_ = book.add_worksheet("Cover"), book.add_format({"locked": False})
        hidden = book.add_worksheet("Lists")
        hidden.write_column(0, 0, ["Completed by", "Health and Wellbeing Board"])
        hidden.very_hidden()
        for row, label in enumerate(["Health and Wellbeing Board", "Completed by"]):
            sheet.write_string(row, 0, label)
            sheet.write_blank(row, 1, None, open_)
        sheet.insert_textbox("E1", "Read this first")
        sheet.insert_checkbox("D8", False)
        sheet.conditional_format("H1:H9", {"type": "data_bar", "data_bar_2010": True})
        sheet.add_sparkline("G1", {"range": "Cover!H1:H9"})
        sheet.protect("secret")
        book.define_name("area", "=Cover!$B$1")
    blank = as_macro_workbook(path.read_bytes(), b"\x00macros\xff")
    made = filled(blank, replace(PLAN, schemes=(), dates=Dates(), answers=PLAN.answers[:1]))
    assert made.not_filled == ()
    assert changed_parts(blank, made.content) == ["xl/worksheets/sheet1.xml"]
    cells = dict(changed_cells(parts(blank)["xl/worksheets/sheet1.xml"], parts(made.content)["xl/worksheets/sheet1.xml"]))
    assert cells == {"B1": "content", "B2": "content"}


@pytest.mark.parametrize("protect", [True, False])
def test_a_workbook_that_libreoffice_saved_is_filled(tmp_path: Path, protect: bool) -> None:
    path = tmp_path / "made.xlsx"
    path.write_bytes(make(protect=protect))
    (tmp_path / "saved").mkdir()
    blank = convert.by_libreoffice([path], "xlsx", tmp_path / "saved")[0].read_bytes()
    made = filled(blank)
    assert made.not_filled == ()
    assert values(made) == SPENT
    assert all(name == "xl/workbook.xml" or name.startswith("xl/worksheets/") for name in changed_parts(blank, made.content))


def test_an_unprotected_workbook_is_filled_as_far_as_its_rows_look_alike() -> None:
    made = filled(make(protect=False))
    assert (made.not_filled, values(made)) == ((), SPENT)
    many = replace(PLAN, schemes=tuple(scheme(n, f"Scheme {n}", 1000 * n) for n in range(1, 8)))
    assert "5 free rows and the plan has 7 rows" in str(filled(make(protect=False), many).not_filled)


def test_sheets_in_another_order_and_columns_put_in_between_make_no_difference() -> None:
    def change(book: openpyxl.Workbook) -> None:
        book.move_sheet("Expenditure", -1)
        book["Expenditure"].cell(4, 7, "Our own note")
        book["Cover"].insert_cols(1, 2)

    made = filled(make(change))
    assert (made.not_filled, values(made)) == ((), SPENT)
    moved = make(lambda book: book["Expenditure"].insert_rows(2, 3), rows=8)
    assert len(filled(moved).not_filled) == 0


def test_a_renamed_label_is_not_guessed() -> None:
    def change(book: openpyxl.Workbook) -> None:
        book["Cover"]["B4"] = "Completed by whom?"
        book["Expenditure"]["D4"] = "Who provides it"

    made = filled(make(change))
    assert why(made) == {
        "answers/completed-by": "None: no cell is labelled 'Completed by'",
        "schemes/s1/lines/l1/provider": "Expenditure, A4: no column is headed 'Provider' in 'Expenditure lines'",
        "schemes/s2/lines/l2/provider": "Expenditure, A4: no column is headed 'Provider' in 'Expenditure lines'",
    }
    assert [row[3] for row in values(made)] == [None, None]


def test_a_label_or_a_heading_that_stands_twice_is_not_chosen_from() -> None:
    def change(book: openpyxl.Workbook) -> None:
        book["Cover"]["B12"], book["Cover"]["C12"].protection = "Completed by", Protection(locked=False)
        book["Cover"]["B4"] = "Completed by"
        book["Expenditure"]["G4"] = "Provider"

    found = why(filled(make(change)))
    assert found["answers/completed-by"] == "None: several cells are labelled 'Completed by': Cover, B4; Cover, B12"
    assert "several columns are headed 'Provider'" in found["schemes/s1/lines/l1/provider"]


def test_a_table_that_stands_twice_is_not_chosen_from() -> None:
    made = filled(make(lambda book: setattr(book.copy_worksheet(book["Expenditure"]).protection, "sheet", True)))
    assert "several rows have the headings of 'Expenditure lines'" in why(made)["schemes/s1/lines/l1/amount"]
    assert values(made) == [[None] * 6] * 2


def test_locked_cells_formulas_and_other_peoples_values_are_left() -> None:
    def change(book: openpyxl.Workbook) -> None:
        cover = book["Cover"]
        cover["C3"].protection = Protection(locked=True)
        cover["C4"] = "Somebody else"
        cover["C7"] = "=TODAY()"

    found = why(filled(make(change)))
    assert found["answers/completed-by"] == "Cover, C4: the cell holds another value: Somebody else"
    assert found["dates/submitted"] == "Cover, C7: the workbook works this cell out by a formula"
    assert "area/name" in found


def test_more_schemes_than_rows_writes_none_of_that_table_and_says_so() -> None:
    blank = make(rows=1)
    made = filled(blank)
    assert "the table has 1 free row and the plan has 2 rows for them; none of 'Expenditure lines' was written" in str(
        made.not_filled
    )
    assert "xl/worksheets/sheet2.xml" not in changed_parts(blank, made.content)
    assert shown(made)["Cover"]["C3"].value == "Hillshire"


def test_a_choice_that_the_list_does_not_offer_and_what_the_cell_does_not_take_are_not_written() -> None:
    plan = replace(PLAN, schemes=(scheme(1, "Home first", -5, area_of_spend="other"), scheme(2, "Telecare", 5)))
    states = {"schemes/s2/lines/l2/amount": State.TO_BE_CONFIRMED}
    plan = replace_at(plan, "schemes/s2/lines/l2/amount", None)
    found = why(fill(plan, ROUND, make(), states=states))
    assert "does not offer" in found["schemes/s1/lines/l1/area_of_spend"]
    assert found["schemes/s1/lines/l1/amount"] == "Expenditure, F5: the cell does not take -£5"
    assert found["schemes/s2/lines/l2/amount"] == "Expenditure, F6: the cell takes no text, and the plan says 'TBC'"


def test_hidden_sheets_rows_and_columns_are_not_written_in() -> None:
    def change(book: openpyxl.Workbook) -> None:
        book["Cover"].row_dimensions[4].hidden = True
        book["Expenditure"].row_dimensions[5].hidden = True
        hidden = book.create_sheet("Old cover")
        hidden["A1"], hidden.sheet_state = "Date submitted", "hidden"

    made = filled(make(change))
    assert why(made) == {"answers/completed-by": "Cover, C4: the cell is hidden"}
    assert values(made, rows=range(5, 8)) == [[None] * 6, *SPENT]


def test_what_the_blank_form_put_there_gives_way() -> None:
    blank = make(lambda book: book["Cover"].cell(4, 3, "<Name of Signatory>"))
    older = fill(PLAN, replace(ROUND, placeholders=("<Name of Signatory>",)), blank)
    assert (why(filled(blank)).keys(), older.not_filled) == ({"answers/completed-by"}, ())


def test_a_sheet_in_thousands_is_given_no_amounts() -> None:
    found = why(filled(make(lambda book: book["Expenditure"].cell(2, 1, "All figures in £000s"))))
    assert "are not in pounds" in found["schemes/s1/lines/l1/amount"]
    assert "schemes/s1/description" not in found


def test_a_row_that_holds_the_schemes_name_already_is_completed() -> None:
    def change(book: openpyxl.Workbook) -> None:
        book["Expenditure"]["A7"], book["Expenditure"]["B7"] = "2", "Reablement & care <at home>"

    made = filled(make(change))
    assert (made.not_filled, values(made, rows=range(5, 8))) == ((), [SPENT[0], [None] * 6, SPENT[1]])


def test_a_digitally_signed_workbook_is_refused() -> None:
    stream = BytesIO(make())
    with zipfile.ZipFile(stream, "a") as package:
        package.writestr("_xmlsignatures/sig1.xml", "<a/>")
    with pytest.raises(CannotRead, match="digitally signed"):
        filled(stream.getvalue())
