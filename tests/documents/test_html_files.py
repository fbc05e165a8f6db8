"""HTML pages: tables with spans, headings, lists; scripts and outside files left alone."""

from __future__ import annotations

from pathlib import Path

from raw_files import grid, opened, texts

from bettercare.documents import Document, Format, Table


def page(folder: Path, body: str, head: str = "<title>Plan</title>") -> Document:
    return opened(folder, f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>".encode(), "plan.html")


def test_headings_paragraphs_and_lists_come_in_reading_order(tmp_path: Path) -> None:
    document = page(
        tmp_path, "<h2>Vision</h2>loose text<p>Some <b>bold</b> text</p><ul><li>one<li>two</ul><p><strong>All bold</strong></p>"
    )
    assert document.format is Format.HTML
    assert document.title == "Plan"
    assert [(b.text, b.line, b.level, b.list_item, b.bold) for b in document.paragraphs()] == [
        ("Vision", 1, 2, False, False), ("loose text", 2, None, False, False), ("Some bold text", 3, None, False, False),
        ("one", 4, None, True, False), ("two", 5, None, True, False), ("All bold", 6, None, False, True),
    ]  # fmt: skip


def test_spans_are_laid_on_the_grid(tmp_path: Path) -> None:
    document = page(
        tmp_path,
        (
            "<table><thead><tr><th rowspan=2>Scheme<th colspan=2>2014/15</thead>"
            "<tbody><tr><td>Spend<td>Benefit<tr><td>A<td>£1<td>£2</table>"
        ),
    )
    (table,) = document.tables()
    assert [(c.text, c.column, c.span) for r in table.rows for c in r.cells] == [
        ("Scheme", 0, (2, 1)), ("2014/15", 1, (1, 2)), ("Spend", 1, (1, 1)), ("Benefit", 2, (1, 1)),
        ("A", 0, (1, 1)), ("£1", 1, (1, 1)), ("£2", 2, (1, 1)),
    ]  # fmt: skip


def test_breaks_and_paragraphs_in_cells_are_lines_and_nested_tables_follow(tmp_path: Path) -> None:
    document = page(tmp_path, "<table><caption>Risks</caption><tr><td>a<br>b<p>c</p><td><table><tr><td>inner</table></table>")
    outer, inner = document.tables()
    assert (outer.title, grid(outer), outer.depth) == ("Risks", [["a\nb\nc", ""]], 0)
    assert (grid(inner), inner.depth) == ([["inner"]], 1)


def test_scripts_styles_and_comments_say_nothing(tmp_path: Path) -> None:
    document = page(
        tmp_path, "<script>var x = 'script'</script><style>p{}</style><!-- remark --><p>words</p><noscript>no</noscript>"
    )
    assert texts(document) == ["words"]


def test_a_page_without_a_head_and_in_an_old_encoding_is_read(tmp_path: Path) -> None:
    data = '<html><head><meta charset="windows-1252"></head><p>Pool: £5m – café</p></html>'.encode("cp1252")
    assert texts(opened(tmp_path, data, "plan.htm")) == ["Pool: £5m – café"]


def test_boxes_and_fields_of_a_form_show_their_value(tmp_path: Path) -> None:
    document = page(
        tmp_path, '<p><input type=checkbox checked>Agreed</p><p><input type=checkbox>Signed</p><p>Area: <input value="Kent"></p>'
    )
    assert texts(document) == ["☒ Agreed", "☐ Signed", "Area: Kent"]


def test_absurd_spans_are_taken_as_damage(tmp_path: Path) -> None:
    (table,) = page(tmp_path, '<table><tr><td rowspan="99999999999" colspan="-3">a<td colspan=x>b</table>').tables()
    assert isinstance(table, Table)
    assert [(c.column, c.span) for c in table.rows[0].cells] == [(0, (1, 1)), (1, (1, 1))]
