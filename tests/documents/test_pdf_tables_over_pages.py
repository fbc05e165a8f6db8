"""Tables that the end of a PDF page cuts: within a row, under another heading in the same frame, and without a closing rule."""

from __future__ import annotations

from pathlib import Path

from raw_files import grid
from test_pdf_files import RULED, body_texts, read

ROWS_RULED = "table{border-collapse:collapse;width:100%}td,th{border-top:1px solid black;padding:3px;text-align:left}"
SHORT_PAGE = "@page{size:A5 landscape;margin:2cm}"


def rows(count: int) -> str:
    return "".join(f"<tr><td>{n}</td><td>Service {n}</td><td>£{n},000</td></tr>" for n in range(1, count + 1))


def heading() -> str:
    return "<tr><td>No.</td><td>Name</td><td>Amount</td></tr>"


def test_a_last_row_without_a_closing_rule_belongs_to_its_table(tmp_path: Path) -> None:
    document = read(tmp_path, f"<table>{heading()}{rows(3)}</table><p style='margin-top:3em'>After.</p>", ROWS_RULED)
    [table] = document.tables()
    assert grid(table)[-1] == ["3", "Service 3", "£3,000"]
    assert body_texts(document) == ["After."]


def test_text_close_under_a_ruled_table_that_runs_over_its_columns_is_no_row(tmp_path: Path) -> None:
    after = "These figures were agreed by all of the partners at their meeting and are shown in full in the table above."
    body = f"<table>{heading()}{rows(3)}</table><p style='margin:0'>{after}</p>"
    document = read(tmp_path, body, ROWS_RULED)
    assert after in " ".join(" ".join(body_texts(document)).split())
    assert not any("figures" in cell for table in document.tables() for row in grid(table) for cell in row)


def test_a_row_cut_by_the_end_of_a_page_is_joined_where_its_rest_has_no_key(tmp_path: Path) -> None:
    tall = "<br>".join(f"words {n}" for n in range(1, 10))
    cut = f"<tr><td style='vertical-align:top'>9</td><td>{tall}</td><td style='vertical-align:top'>£9,000</td></tr>"
    body = f"<table>{heading()}{rows(8)}{cut}{rows(3)}</table>"
    for style in (ROWS_RULED, RULED):
        document = read(tmp_path, body, SHORT_PAGE + style)
        [table] = document.tables()
        assert document.pages == 2
        assert grid(table)[-4:-2] == [["9", tall.replace("<br>", "\n"), "£9,000"], ["1", "Service 1", "£1,000"]]


def test_a_table_under_another_in_one_frame_goes_on_with_its_own_columns(tmp_path: Path) -> None:
    total = "<tr><td colspan=2>Total planned</td><td colspan=2>£99,000</td></tr>"
    plain = "<tr><td>No.</td><td colspan=2>Name</td><td>Amount</td></tr>" + rows(20).replace("<td>Service", "<td colspan=2>Service")
    columns = "".join(f"<col style='width:{width}px'>" for width in (70, 120, 80, 196))
    document = read(
        tmp_path, f"<table>{columns}{total}{plain}</table>", SHORT_PAGE + RULED + "table{table-layout:fixed;width:466px}"
    )
    assert document.pages == 2
    [table] = document.tables()
    assert [row for row in grid(table) if row[0].isdigit()] == [[str(n), f"Service {n}", f"£{n},000"] for n in range(1, 21)]
    places = {cell.column for row in table.rows for cell in row.cells if cell.text.startswith("Service")}
    assert len(places) == 1


def test_a_row_with_figures_and_no_key_on_the_next_page_stays_a_row(tmp_path: Path) -> None:
    body = f"<table>{heading()}{rows(13)}<tr><td></td><td>More of it</td><td>£5</td></tr>{rows(2)}</table>"
    document = read(tmp_path, body, SHORT_PAGE + RULED)
    [table] = document.tables()
    assert ["", "More of it", "£5"] in grid(table)
