"""Tab-separated lines as converters leave them: page numbers between rows, rows broken inside a cell."""

from __future__ import annotations

from pathlib import Path

from raw_files import grid, opened

from bettercare.documents import Document, Paragraph


def text(folder: Path, content: str) -> Document:
    return opened(folder, content.encode(), "plan.txt")


def test_a_page_number_between_rows_does_not_cut_the_table(tmp_path: Path) -> None:
    document = text(tmp_path, "Scheme\tAmount\nHome care\t£100\nPage 3 of 9\nTelecare\t£200\nStroke\t£300\n")
    (table,) = document.tables()
    assert grid(table) == [["Scheme", "Amount"], ["Home care", "£100"], ["Telecare", "£200"], ["Stroke", "£300"]]
    assert [row.line for row in table.rows] == [1, 2, 4, 5]


def test_the_page_number_itself_is_kept_as_a_line(tmp_path: Path) -> None:
    document = text(tmp_path, "Scheme\tAmount\nHome care\t£100\n12\nTelecare\t£200\n")
    assert [(b.text, b.line) for b in document.blocks if isinstance(b, Paragraph)] == [("12", 3)]


def test_a_row_broken_inside_a_cell_is_put_together(tmp_path: Path) -> None:
    document = text(
        tmp_path, "1\tDelay to shared records holds back\nthe start of teams\tHigh\n2\tLate works\tLow\n3\tStaff\tLow\n"
    )
    (table,) = document.tables()
    assert grid(table)[0] == ["1", "Delay to shared records holds back the start of teams", "High"]
    assert len(table.rows) == 3


def test_the_rest_of_a_last_cell_in_a_line_of_its_own_goes_to_its_row(tmp_path: Path) -> None:
    document = text(tmp_path, "1\tHigh\tReserve set aside by\nboth partners together\n2\tLow\tBoard reviews progress\n\nNext.")
    (table,) = document.tables()
    assert grid(table)[0] == ["1", "High", "Reserve set aside by both partners together"]


def test_short_rows_of_figures_stay_rows_of_their_own(tmp_path: Path) -> None:
    document = text(tmp_path, "A\t1\t2\t3\nB\t4\t5\t6\nC\t7\nD\t8\nE\t9\t10\t11\n")
    (table,) = document.tables()
    assert len(table.rows) == 5


def test_a_sentence_after_a_table_is_not_drawn_into_it(tmp_path: Path) -> None:
    document = text(tmp_path, "A\t100\nB\t200\nThe rest is for the board to decide.\n")
    (table,) = document.tables()
    assert len(table.rows) == 2


def test_headings_of_two_lines_in_their_cells_are_one_row(tmp_path: Path) -> None:
    rows = "Elm CCG\tMinimum\t1,200\t1,300\nElm Council\tGrant\t300\t310\nElm Council\tMore\t40\t50\n"
    document = text(tmp_path, f"Partner\tSource\t2017/18\n£000\t2018/19\n£000\n{rows}")
    (table,) = document.tables()
    assert grid(table)[0] == ["Partner", "Source", "2017/18 £000", "2018/19 £000"]
    assert len(table.rows) == 4


def test_amounts_under_a_short_line_are_no_part_of_a_heading(tmp_path: Path) -> None:
    document = text(tmp_path, "Elm\t120\n130\t140\nOak\t1\t2\nAsh\t3\t4\nYew\t5\t6\n")
    (table,) = document.tables()
    assert grid(table)[0] == ["Elm", "120"]


def test_a_title_before_a_label_that_recurs_is_a_row_of_its_own(tmp_path: Path) -> None:
    blocks = "".join(
        f"Signed on behalf of {who}\nName\tA person of {who}\nDate\t7 September 2017\n" for who in ("Elm Council", "Elm Group")
    )
    (table,) = text(tmp_path, f"Area\tElm\n{blocks}").tables()
    assert ["Name", "A person of Elm Council"] in grid(table)
    assert ["Name", "A person of Elm Group"] in grid(table)


def test_a_cell_that_a_workbook_quotes_for_its_line_breaks_is_one_cell(tmp_path: Path) -> None:
    document = text(tmp_path, 'Metric\t"Q1\n(Apr - Jun)"\t"Q2\n(Jul - Sep)"\n"Days, ""all"" ages"\t870\t925\n')
    (table,) = document.tables()
    assert grid(table) == [["Metric", "Q1 (Apr - Jun)", "Q2 (Jul - Sep)"], ['Days, "all" ages', "870", "925"]]


def test_words_in_quotation_marks_outside_tables_stay_lines(tmp_path: Path) -> None:
    document = text(tmp_path, '"Tell it once,\nplease" was heard\noften\n\nScheme\t"Home first" in wards\nCost\t100\n')
    assert next(b.text for b in document.blocks if isinstance(b, Paragraph)) == '"Tell it once,'
    (table,) = document.tables()
    assert grid(table)[0] == ["Scheme", '"Home first" in wards']
