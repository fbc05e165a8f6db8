"""Workbooks by XlsxWriter, openpyxl, LibreOffice, and part by part; calamine gives a second opinion on every value."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook
from raw_files import opened, relations, xlsx

from bettercare.documents import Cell, Document, Format, Table
from bettercare.documents.excel.book import as_number, column_index, column_name
from bettercare.documents.excel.formats import shower
from bettercare.documents.package import Package
from tests.long_runs import cases

Fill = Callable[[Any, Any], None]


def written(fill: Fill) -> bytes:
    """A workbook with one sheet, `Plan`, by XlsxWriter."""
    held = BytesIO()
    book = xlsxwriter.Workbook(held, {"in_memory": True})
    fill(book, book.add_worksheet("Plan"))
    book.close()
    return held.getvalue()


def cells(document: Document, sheet: str = "Plan") -> dict[str, Cell]:
    table = next(t for t in document.tables() if t.sheet == sheet)
    return {cell.ref or "": cell for row in table.rows for cell in row.cells}


def read(folder: Path, fill: Fill) -> dict[str, Cell]:
    return cells(opened(folder, written(fill), "plan.xlsx"))


def test_every_sheet_is_a_table_with_its_own_row_numbers(tmp_path: Path) -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write("C5", "deep")
        sheet.write("A9", 7)
        book.add_worksheet("Empty")

    document = opened(tmp_path, written(fill), "plan.xlsx")
    plan, empty = document.tables()
    assert document.format is Format.XLSX
    assert (plan.sheet, empty.sheet, empty.rows) == ("Plan", "Empty", ())
    assert [(r.number, c.ref, c.column, c.value) for r in plan.rows for c in r.cells] == [
        (5, "C5", 2, "deep"),
        (9, "A9", 0, Decimal(7)),
    ]


def test_values_are_typed_and_shown_as_excel_shows_them(tmp_path: Path) -> None:
    shown = [
        (-1234.5, "£#,##0.00;[Red](£#,##0.00)", Decimal("-1234.5"), "(£1,234.50)"),
        (1234567, "#,##0", Decimal(1234567), "1,234,567"),
        (17430000, '£0.0,,"m"', Decimal(17430000), "£17.4m"),
        (0.1234, "0.0%", Decimal("0.1234"), "12.3%"),
        (0, "#,##0;-#,##0;-", Decimal(0), "-"),
        (2.5, "0", Decimal("2.5"), "3"),
        (date(2025, 4, 1), "dd/mm/yyyy", date(2025, 4, 1), "01/04/2025"),
        (date(2014, 2, 3), "d mmmm yyyy", date(2014, 2, 3), "3 February 2014"),
        (date(2014, 2, 3), "mmm-yy", date(2014, 2, 3), "Feb-14"),
        (datetime(2025, 4, 1, 17, 30), "dd/mm/yy hh:mm", datetime(2025, 4, 1, 17, 30), "01/04/25 17:30"),
        (1.5, "[$£-809]#,##0.0", Decimal("1.5"), "£1.5"),
    ]

    def fill(book: Any, sheet: Any) -> None:
        for number, (value, code, _, _) in enumerate(shown):
            sheet.write(number, 0, value, book.add_format({"num_format": code}))

    found = read(tmp_path, fill)
    assert [(found[f"A{i + 1}"].value, found[f"A{i + 1}"].text) for i in range(len(shown))] == [(v, t) for _, _, v, t in shown]


def test_the_noise_of_binary_fractions_is_gone(tmp_path: Path) -> None:
    found = read(tmp_path, lambda book, sheet: sheet.write_row(0, 0, [0.1 + 0.2, 1 / 3, 1e15, 779.9]))
    assert [found[ref].value for ref in ("A1", "B1", "C1", "D1")] == [
        Decimal("0.3"), Decimal("0.333333333333333"), Decimal(1000000000000000), Decimal("779.9"),
    ]  # fmt: skip


def test_numbers_stored_as_text_stay_text(tmp_path: Path) -> None:
    found = read(tmp_path, lambda book, sheet: sheet.write_string("A1", "207,000"))
    assert (found["A1"].value, found["A1"].text) == ("207,000", "207,000")


def test_merged_cells_stand_once(tmp_path: Path) -> None:
    found = read(tmp_path, lambda book, sheet: sheet.merge_range("B2:D3", "Contributions"))
    assert list(found) == ["B2"]
    assert found["B2"].span == (2, 3)


def test_hidden_and_very_hidden_sheets_are_read_and_said(tmp_path: Path) -> None:
    def fill(book: Any, sheet: Any) -> None:
        for name, hide in (("Lists", "hide"), ("Codes", "very_hidden")):
            other = book.add_worksheet(name)
            other.write("A1", name)
            getattr(other, hide)()

    document = opened(tmp_path, written(fill), "plan.xlsx")
    assert [t.sheet_state for t in document.tables()] == ["visible", "hidden", "very hidden"]
    assert cells(document, "Codes")["A1"].value == "Codes"
    assert document.notices == (
        "These sheets are hidden, and were read: Lists.", "These sheets are very hidden, and were read: Codes.",
    )  # fmt: skip


def test_hidden_rows_and_columns_are_marked(tmp_path: Path) -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write_row("A1", [1, 2])
        sheet.write_row("A2", [3, 4])
        sheet.set_column("B:B", None, None, {"hidden": True})
        sheet.set_row(1, None, None, {"hidden": True})

    found = read(tmp_path, fill)
    assert {ref for ref, cell in found.items() if cell.hidden} == {"B1", "A2", "B2"}


def test_lists_that_a_cell_offers_come_from_the_rule_a_range_or_a_name(tmp_path: Path) -> None:
    def fill(book: Any, sheet: Any) -> None:
        lists = book.add_worksheet("Lists")
        lists.write_column("A1", ["Social Care", "Acute", "Other"])
        book.define_name("Areas", "=Lists!$A$1:$A$3")
        sheet.write_column("A1", ["x", "x", "x"])
        sheet.data_validation("A1", {"validate": "list", "source": ["Yes", "No"]})
        sheet.data_validation("A2", {"validate": "list", "source": "=Lists!$A$2:$A$3"})
        sheet.data_validation("A3", {"validate": "list", "source": "=Areas"})
        sheet.write_blank("B4", None, book.add_format({"bg_color": "yellow"}))
        sheet.data_validation("B4:B6", {"validate": "list", "source": ["Yes", "No"]})

    found = read(tmp_path, fill)
    assert found["A1"].choices == ("Yes", "No")
    assert found["A2"].choices == ("Acute", "Other")
    assert found["A3"].choices == ("Social Care", "Acute", "Other")
    assert (found["B4"].value, found["B4"].choices) == (None, ("Yes", "No"))


def test_protection_tells_locked_from_open_cells(tmp_path: Path) -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write("A1", "Label")
        sheet.write_blank("B1", None, book.add_format({"locked": False}))
        sheet.write_blank("C1", None, book.add_format({"bg_color": "red"}))
        sheet.protect()

    found = read(tmp_path, fill)
    assert {ref: cell.locked for ref, cell in found.items()} == {"A1": True, "B1": False}


def test_comments_stand_with_their_cell(tmp_path: Path) -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write("A1", 5)
        sheet.write_comment("A1", "Check with finance", {"author": "x"})

    assert "Check with finance" in (read(tmp_path, fill)["A1"].comment or "")


def test_errors_are_problems_and_not_values(tmp_path: Path) -> None:
    sheet = '<sheetData><row r="1"><c r="A1" t="e"><f>#REF!+1</f><v>#REF!</v></c><c r="B1" t="e"><v>#N/A</v></c></row></sheetData>'
    found = cells(opened(tmp_path, xlsx(sheet), "plan.xlsx"))
    assert [(c.value, c.text, c.problem) for c in found.values()] == [(None, "#REF!", "#REF!"), (None, "#N/A", "#N/A")]
    assert found["A1"].formula == "=#REF!+1"


def test_a_formula_never_calculated_says_so_and_what_it_gives(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Plan"
    sheet["A1"], sheet["A2"], sheet["A3"], sheet["A4"] = 207000, 35000, "=SUM(A1:A2)", "=NOSUCHFUNCTION(A1)"
    held = BytesIO()
    book.save(held)
    document = opened(tmp_path, held.getvalue(), "plan.xlsx")
    found = cells(document)
    assert (found["A3"].value, found["A3"].problem) == (Decimal(242000), "not calculated: the formula gives 242000")
    assert (found["A4"].value, found["A4"].problem) == (None, "not calculated")
    assert document.notices == ("Cells that have a formula and no stored result: 2.",)


def test_a_stale_result_is_kept_and_said(tmp_path: Path) -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write_column("A1", [1, 2, 3])
        sheet.write_formula("A4", "=SUM(A1:A3)", None, 6)
        sheet.write_formula("A5", "=SUM(A1:A3)*2", None, 13)
        sheet.write_formula("A6", "=A5+1", None, 14)
        sheet.write_formula("A7", '=IF(A1=1,"Yes","No")', None, "No")
        sheet.write_formula("A8", "=TODAY()", None, 41000)

    found = read(tmp_path, fill)
    assert [(found[f"A{n}"].value, found[f"A{n}"].problem) for n in range(4, 9)] == [
        (Decimal(6), None), (Decimal(13), "stale: the formula gives 12"), (Decimal(14), "stale: the formula gives 13"),
        ("No", "stale: the formula gives Yes"), (Decimal(41000), None),
    ]  # fmt: skip


def test_results_from_other_workbooks_are_used_as_stored_and_said(tmp_path: Path) -> None:
    sheet = '<sheetData><row r="1"><c r="A1"><f>[1]Sheet1!$A$1</f><v>42</v></c><c r="B1"><f>A1*2</f><v>84</v></c></row></sheetData>'
    extra: dict[str, str | bytes] = {"xl/externalLinks/externalLink1.xml": "<externalLink/>"}
    document = opened(tmp_path, xlsx(sheet, extra), "plan.xlsx")
    assert [(c.value, c.problem) for c in cells(document).values()] == [(Decimal(42), None), (Decimal(84), None)]
    assert "those were not opened" in document.notices[0]


def test_another_workbook_that_a_formula_points_to_is_never_opened_though_it_lies_there(tmp_path: Path) -> None:
    other = tmp_path / "other.xlsx"
    other.write_bytes(xlsx('<sheetData><row r="1"><c r="A1"><v>7</v></c></row></sheetData>'))
    sheet = '<sheetData><row r="1"><c r="A1"><f>[1]Plan!$A$1</f><v>42</v></c><c r="B1"><f>[1]Plan!$A$1*2</f></c></row></sheetData>'
    extra: dict[str, str | bytes] = {
        "xl/externalLinks/externalLink1.xml": "<externalLink/>",
        "xl/externalLinks/_rels/externalLink1.xml.rels": relations(("r1", "externalLinkPath", other.as_uri()), outside=True),
    }
    document = opened(tmp_path, xlsx(sheet, extra), "plan.xlsx")
    assert [(c.value, c.problem) for c in cells(document).values()] == [(Decimal(42), None), (None, "not calculated")]
    assert any("those were not opened" in notice for notice in document.notices)


def test_shared_formulas_are_moved_to_each_cell(tmp_path: Path) -> None:
    sheet = (
        '<sheetData><row r="2"><c r="C2"><f t="shared" ref="C2:C3" si="0">SUM(A2:$B2)+LOG10(1)&amp;"A1"</f><v>1</v></c></row>'
        '<row r="3"><c r="C3"><f t="shared" si="0"/><v>1</v></c></row></sheetData>'
    )
    found = cells(opened(tmp_path, xlsx(sheet), "plan.xlsx"))
    assert found["C3"].formula == '=SUM(A3:$B3)+LOG10(1)&"A1"'


def test_rich_text_reading_aids_and_escapes_in_shared_strings(tmp_path: Path) -> None:
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    strings = (
        f"<sst {main}><si><r><t>Better </t></r><r><t>Care</t></r><rPh><t>"
        "reading aid</t></rPh></si><si><t>two_x000D_\nlines</t></si></sst>"
    )
    sheet = (
        '<sheetData><row><c t="s"><v>0</v></c><c t="s"><v>1</v></c><c t="inlineStr">'
        '<is><t>in line</t></is></c><c t="b"><v>1</v></c></row></sheetData>'
    )
    document = opened(tmp_path, xlsx(sheet, {"xl/sharedStrings.xml": strings}), "plan.xlsx")
    assert [(c.column, c.value) for c in cells_in_order(document)] == [
        (0, "Better Care"),
        (1, "two\nlines"),
        (2, "in line"),
        (3, True),
    ]


def cells_in_order(document: Document) -> list[Cell]:
    return [cell for table in document.tables() for row in table.rows for cell in row.cells]


def test_dates_of_the_1904_system(tmp_path: Path) -> None:
    held = BytesIO()
    book = xlsxwriter.Workbook(held, {"in_memory": True, "date_1904": True})
    sheet = book.add_worksheet("Plan")
    sheet.write("A1", date(2014, 2, 14), book.add_format({"num_format": "dd/mm/yyyy"}))
    book.close()
    assert cells(opened(tmp_path, held.getvalue(), "plan.xlsx"))["A1"].value == date(2014, 2, 14)


def test_macros_are_said_and_never_run(tmp_path: Path) -> None:
    sheet = '<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>'
    extra: dict[str, str | bytes] = {"xl/vbaProject.bin": b"\xd0\xcf macro"}
    assert opened(tmp_path, xlsx(sheet, extra), "plan.xlsm").notices == ("The file holds macros; they were not run.",)


@pytest.mark.parametrize("rows", [6, 400_000])
def test_formatted_but_empty_rows_down_to_the_last_are_passed_over(tmp_path: Path, rows: int) -> None:
    empty = "".join(f'<row r="{n}"><c r="A{n}" s="1"/></row>' for n in range(2, rows))
    sheet = (
        '<dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
        f'{empty}<row r="1048576"><c r="B1048576"><v>2</v></c></row></sheetData>'
    )
    assert list(cells(opened(tmp_path, xlsx(sheet), "plan.xlsx"))) == ["A1", "B1048576"]


@pytest.mark.parametrize(("name", "index"), [("A", 0), ("Z", 25), ("AA", 26), ("XFD", 16383)])
def test_columns_have_names_and_numbers(name: str, index: int) -> None:
    assert (column_index(name), column_name(index)) == (index, name)


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2))
def test_pence_survive_the_trip_through_binary(amount: Decimal) -> None:
    assert as_number(repr(float(amount))) == amount


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2))
def test_the_pounds_and_pence_format_shows_every_penny(amount: Decimal) -> None:
    shown = shower("£#,##0.00")(amount)
    assert Decimal(shown.replace("£", "").replace(",", "")) == amount


_VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**12), 10**12),
    st.floats(-1e9, 1e9, allow_nan=False).map(lambda x: round(x, 4)),
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff"), max_size=20),
    st.dates(date(1950, 1, 1), date(2090, 1, 1)),
)


@cases(25)
@given(st.lists(st.lists(_VALUES, min_size=1, max_size=6), min_size=1, max_size=8))
def test_calamine_reads_the_same_values(tmp_path_factory: pytest.TempPathFactory, values: list[list[Any]]) -> None:
    def fill(book: Any, sheet: Any) -> None:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for r, line in enumerate(values):
            for c, value in enumerate(line):
                if isinstance(value, str):
                    sheet.write_string(r, c, value)
                elif isinstance(value, date):
                    sheet.write_datetime(r, c, value, day)
                elif value is not None:
                    sheet.write(r, c, value)

    data = written(fill)
    document = opened(tmp_path_factory.mktemp("book"), data, "plan.xlsx")
    second = CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    ours = {
        (r.number - 1, c.column): c.value for t in document.tables() for r in t.rows for c in r.cells if c.value not in (None, "")
    }
    theirs = {(r, c): _as_ours(v) for r, line in enumerate(second) for c, v in enumerate(line) if v != ""}
    assert ours == theirs


def _as_ours(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value.date() if isinstance(value, datetime) else value
    return as_number(repr(value))


@pytest.mark.parametrize("name", ["plan.xls", "plan.ods", "plan.xlsx"])
def test_libreoffices_workbooks_of_three_formats_say_the_same(converted_books: dict[str, Path], name: str) -> None:
    from bettercare.documents import open_document

    document = open_document(converted_books[name])
    assert document.format == name.rpartition(".")[2]
    plan = next(document.tables())
    assert isinstance(plan, Table)
    found = {c.ref: c.value for r in plan.rows for c in r.cells}
    assert found == {
        "B2": "Scheme",
        "C2": "2014/15",
        "B3": "Reablement",
        "C3": Decimal("207000.5"),
        "D3": date(2014, 2, 14),
        "C4": Decimal(414001),
    }
    assert [t.sheet_state for t in document.tables()] == ["visible", "hidden"]


def test_a_package_keeps_the_parts_it_was_given(tmp_path: Path) -> None:
    package = Package(xlsx("<sheetData/>"), "plan.xlsx")
    assert package.main_part() == "xl/workbook.xml"
    assert package.relations("xl/workbook.xml")["r1"].target == "xl/worksheets/sheet1.xml"
    assert relations().startswith("<Relationships")
