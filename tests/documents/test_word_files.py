"""Word files by python-docx, LibreOffice, and part by part where no library writes what people's forms hold."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import docx as python_docx
import pytest
from raw_files import W, docx, grid, opened, p, relations, row, texts

from bettercare.documents import Cell, Container, Document, Format, Paragraph, Table

R = "<w:r><w:t>{}</w:t></w:r>"


def saved(made: Any) -> bytes:
    held = BytesIO()
    made.save(held)
    return held.getvalue()


def control(inner: str, title: str = "Area", placeholder: bool = False, more: str = "") -> str:
    shown = "<w:showingPlcHdr/>" if placeholder else ""
    return f'<w:sdt><w:sdtPr><w:alias w:val="{title}"/>{more}{shown}</w:sdtPr><w:sdtContent>{inner}</w:sdtContent></w:sdt>'


def only_table(document: Document) -> Table:
    (table,) = document.tables()
    return table


def test_headings_paragraphs_lists_and_tables_come_in_reading_order(tmp_path: Path) -> None:
    made = python_docx.Document()
    made.add_heading("Better Care Plan", 1)
    made.add_paragraph("Our plan.")
    made.add_paragraph("An item", style="List Bullet")
    table = made.add_table(2, 2)
    table.cell(0, 0).text, table.cell(1, 1).text = "Risk", "High"
    made.add_paragraph().add_run("All bold").bold = True
    document = opened(tmp_path, saved(made))
    assert document.format is Format.DOCX
    heading, plain, item, held, bold = document.blocks
    assert isinstance(heading, Paragraph) and (heading.text, heading.level) == ("Better Care Plan", 1)
    assert isinstance(plain, Paragraph) and (plain.text, plain.level, plain.bold) == ("Our plan.", None, False)
    assert isinstance(item, Paragraph) and (item.text, item.list_item) == ("An item", True)
    assert isinstance(held, Table) and grid(held) == [["Risk", ""], ["", "High"]]
    assert isinstance(bold, Paragraph) and bold.bold
    assert [b.line for b in document.paragraphs()] == [1, 2, 3, 6]
    assert [r.line for r in held.rows] == [4, 5]


def test_headings_are_known_by_outline_level_in_any_language(tmp_path: Path) -> None:
    styles = (
        f'<w:styles {W}><w:style w:type="paragraph" w:styleId="berschrift2"><w:name w:val="Local name"/>'
        '<w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Mine"><w:name w:val="Mine"/><w:basedOn w:val="berschrift2"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="Rubrik3"><w:name w:val="heading 3"/></w:style></w:styles>'
    )
    body = "".join(p(style, f'<w:pStyle w:val="{style}"/>') for style in ("berschrift2", "Mine", "Rubrik3", "Nothing"))
    body += p("direct", '<w:outlineLvl w:val="0"/>')
    document = opened(tmp_path, docx(body, {"word/styles.xml": styles}, (("s", "styles", "styles.xml"),)))
    assert [b.level for b in document.paragraphs()] == [2, 2, 3, None, 1]


def test_text_in_content_controls_is_read_with_the_controls_title(tmp_path: Path) -> None:
    body = (
        control(p("Made-up Council"), "Local Authority")
        + p("")
        + f"<w:p>{R.format('Date: ')}{control(R.format('1 May'), 'Agreed')}</w:p>"
    )
    first, second = opened(tmp_path, docx(body)).paragraphs()
    assert (first.text, first.control, first.placeholder) == ("Made-up Council", "Local Authority", False)
    assert (second.text, second.control) == ("Date: 1 May", "Agreed")


def test_a_placeholder_still_showing_is_marked_and_not_taken_for_an_answer(tmp_path: Path) -> None:
    prompt = "Click here to enter text."
    body = control(p(prompt), "Area", True) + f"<w:p>{R.format('Date: ')}{control(R.format(prompt), 'Agreed', True)}</w:p>"
    body += "<w:tbl>" + row(p("Name"), control(p(prompt), "Name", True)) + "</w:tbl>"
    document = opened(tmp_path, docx(body))
    first, second = document.paragraphs()
    assert (first.placeholder, first.placeholders) == (True, ())
    assert (second.text, second.placeholder, second.placeholders) == (f"Date: {prompt}", False, (prompt,))
    label, answer = only_table(document).rows[0].cells
    assert (label.placeholder, answer.placeholder, answer.control) == (False, True, "Name")


def test_what_a_drop_down_offers_is_kept(tmp_path: Path) -> None:
    items = '<w:dropDownList><w:listItem w:displayText="Choose" w:value=""/><w:listItem w:displayText="Yes" w:value="1"/>'
    items += '<w:listItem w:value="No"/></w:dropDownList>'
    document = opened(tmp_path, docx("<w:tbl>" + row(p("Agreed?"), control(p("Yes"), "Agreed", more=items)) + "</w:tbl>"))
    assert only_table(document).rows[0].cells[1].choices == ("Yes", "No")


def test_controls_around_cells_rows_and_tables_hide_nothing(tmp_path: Path) -> None:
    cell = f"<w:tc>{p('wrapped cell')}</w:tc>"
    body = control("<w:tbl>" + f"<w:tr>{control(cell)}</w:tr>" + control(row(p("wrapped row"))) + "</w:tbl>")
    assert grid(only_table(opened(tmp_path, docx(body)))) == [["wrapped cell"], ["wrapped row"]]


def test_tracked_insertions_are_read_and_deletions_stand_apart(tmp_path: Path) -> None:
    body = (
        "<w:p>"
        f"{R.format('We will save ')}<w:del>"
        "<w:r><w:delText>"
        "£4m</w:delText></w:r>"
        "</w:del><w:ins>"
        f"{R.format('£5m')}</w:ins></w:p>"
        "<w:p><w:del><w:r><w:delText>Gone entirely</w:delText></w:r></w:del></w:p>"
        f"<w:p><w:ins>{R.format('New entirely')}</w:ins></w:p>"
    )
    document = opened(tmp_path, docx(body))
    assert [(b.text, b.change) for b in document.paragraphs()] == [
        ("We will save £5m", None), ("£4m", "deleted"), ("Gone entirely", "deleted"), ("New entirely", "inserted"),
    ]  # fmt: skip
    assert document.notices == ("Tracked changes are open: 2 insertions are read as accepted, 2 deletions as made.",)


def test_a_deleted_row_is_no_row_and_a_deletion_in_a_cell_is_no_text(tmp_path: Path) -> None:
    gone = f'<w:tr><w:trPr><w:del w:id="1"/></w:trPr><w:tc>{p("old row")}</w:tc></w:tr>'
    cell = f"<w:p>{R.format('kept')}<w:del><w:r><w:delText> dropped</w:delText></w:r></w:del></w:p>"
    document = opened(tmp_path, docx(f"<w:tbl>{gone}{row(cell)}</w:tbl>"))
    assert grid(only_table(document)) == [["kept"]]
    assert [(b.text, b.change) for b in document.paragraphs()] == [("old row", "deleted"), ("dropped", "deleted")]


def test_a_deleted_paragraph_mark_joins_two_paragraphs(tmp_path: Path) -> None:
    body = p("one ", "<w:rPr><w:del/></w:rPr>") + p("two")
    assert texts(opened(tmp_path, docx(body))) == ["one two"]


def test_moved_text_is_read_where_it_went(tmp_path: Path) -> None:
    body = (
        f"<w:p><w:moveFrom>{R.format('moved')}</w:moveFrom></w:p>"
        + p("between")
        + f"<w:p><w:moveTo>{R.format('moved')}</w:moveTo></w:p>"
    )
    document = opened(tmp_path, docx(body))
    assert [(b.text, b.change) for b in document.paragraphs()] == [("moved", "deleted"), ("between", None), ("moved", None)]


def test_nested_tables_follow_their_outer_table(tmp_path: Path) -> None:
    made = python_docx.Document()
    outer = made.add_table(1, 2)
    outer.cell(0, 0).text = "outer"
    inner = outer.cell(0, 1).add_table(1, 1)
    inner.cell(0, 0).text = "inner"
    inner.cell(0, 0).add_table(1, 1).cell(0, 0).text = "innermost"
    assert [(t.depth, grid(t)) for t in opened(tmp_path, saved(made)).tables()] == [
        (0, [["outer", ""]]), (1, [["inner"]]), (2, [["innermost"]]),
    ]  # fmt: skip


def test_merged_cells_stand_once_with_their_span(tmp_path: Path) -> None:
    made = python_docx.Document()
    table = made.add_table(3, 3)
    table.cell(0, 0).merge(table.cell(1, 0)).text = "down"
    table.cell(0, 1).merge(table.cell(0, 2)).text = "across"
    table.cell(1, 1).merge(table.cell(2, 2)).text = "block"
    table.cell(2, 0).text = "corner"
    rows = only_table(opened(tmp_path, saved(made))).rows
    assert [(c.text, c.column, c.span) for r in rows for c in r.cells] == [
        ("down", 0, (2, 1)), ("across", 1, (1, 2)), ("block", 1, (2, 2)), ("corner", 0, (1, 1)),
    ]  # fmt: skip
    found = rows[0].at(2)
    assert found is not None and found.text == "across"


def test_line_breaks_and_paragraphs_in_a_cell_are_lines(tmp_path: Path) -> None:
    cell = f"<w:p><w:r><w:t>one</w:t><w:br/><w:t>two</w:t></w:r></w:p>{p('three')}"
    assert grid(only_table(opened(tmp_path, docx(f"<w:tbl>{row(cell)}</w:tbl>")))) == [["one\ntwo\nthree"]]


def test_headers_footers_notes_and_comments_are_marked(tmp_path: Path) -> None:
    links = (
        ("h", "header", "header1.xml"),
        ("f", "footer", "footer1.xml"),
        ("n", "footnotes", "footnotes.xml"),
        ("c", "comments", "comments.xml"),
    )
    extra: dict[str, str | bytes] = {
        "word/header1.xml": f"<w:hdr {W}>{p('Draft 3')}</w:hdr>",
        "word/footer1.xml": f"<w:ftr {W}>{p('Page')}</w:ftr>",
        "word/footnotes.xml": f"<w:footnotes {W}><w:footnote "
        'w:type="separator">'
        f"{p('-')}</w:footnote>"
        "<w:footnote>"
        f"{p('A note')}</w:footnote>"
        "</w:footnotes>",
        "word/comments.xml": f"<w:comments {W}><w:comment>{p('Check this')}</w:comment></w:comments>",
    }
    body = p("Body") + '<w:sectPr><w:headerReference r:id="h"/><w:footerReference r:id="f"/></w:sectPr>'
    document = opened(tmp_path, docx(body, extra, links))
    assert [(b.text, b.container) for b in document.paragraphs()] == [
        ("Body", Container.BODY), ("A note", Container.FOOTNOTE), ("Check this", Container.COMMENT), ("Draft 3", Container.HEADER),
        ("Page", Container.FOOTER),
    ]  # fmt: skip


def test_a_text_box_is_read_once_though_stored_twice(tmp_path: Path) -> None:
    box = f"<w:txbxContent>{p('In a box')}</w:txbxContent>"
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    drawn = (
        "<mc:AlternateContent "
        f"{mc}><mc:Choice>"
        f"<w:drawing>{box}</w:drawing>"
        "</mc:Choice>"
        "<mc:Fallback><w:pict>"
        f"{box}</w:pict>"
        "</mc:Fallback></mc:AlternateContent>"
    )
    document = opened(tmp_path, docx(f"<w:p><w:r><w:t>Anchor</w:t>{drawn}</w:r></w:p>"))
    assert [(b.text, b.container) for b in document.paragraphs()] == [("Anchor", Container.BODY), ("In a box", Container.TEXT_BOX)]


def test_field_codes_are_left_out_and_their_results_read(tmp_path: Path) -> None:
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    body = (
        f"<w:p>{R.format('Total ')}{mark.format('begin')}<w:r>"
        "<w:instrText>=SUM(ABOVE)</w:instrText></w:r>"
        f"{mark.format('separate')}{R.format('£5m')}{mark.format('end')}{R.format(' a year')}</w:p>"
    )
    assert texts(opened(tmp_path, docx(body))) == ["Total £5m a year"]


def test_boxes_and_lists_of_older_forms_show_their_value(tmp_path: Path) -> None:
    def old(data: str) -> str:
        return (
            "<w:r><w:fldChar "
            'w:fldCharType="begin">'
            f"<w:ffData>{data}</w:ffData>"
            "</w:fldChar></w:r>"
            "<w:r><w:fldChar "
            'w:fldCharType="end"/></w:r>'
        )

    ticked = old('<w:checkBox><w:default w:val="0"/><w:checked/></w:checkBox>')
    blank = old('<w:checkBox><w:default w:val="0"/></w:checkBox>')
    chosen = old(
        '<w:name w:val="Status"/><w:ddList><w:result w:val="1"/><w:listEntry w:val="No"/><w:listEntry w:val="Yes"/></w:ddList>'
    )
    symbol = '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>'
    document = opened(tmp_path, docx("".join(f"<w:p>{x}{R.format(' agreed')}</w:p>" for x in (ticked, blank, chosen, symbol))))
    assert texts(document) == ["☒ agreed", "☐ agreed", "Yes agreed", "☒ agreed"]
    assert list(document.paragraphs())[2].choices == ("No", "Yes")


NUMBERS = (
    f'<w:numbering {W}><w:abstractNum w:abstractNumId="5">'
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1)"/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%1%2)"/></w:lvl></w:abstractNum>'
    '<w:abstractNum w:abstractNumId="6">'
    '<w:lvl w:ilvl="0">'
    '<w:start w:val="4"/>'
    '<w:numFmt w:val="upperRoman"/>'
    "<w:lvlText "
    'w:val="%1."/></w:lvl>'
    "</w:abstractNum>"
    '<w:num w:numId="1"><w:abstractNumId w:val="5"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="6"/></w:num>'
    '<w:num w:numId="3">'
    "<w:abstractNumId "
    'w:val="5"/><w:lvlOverride '
    'w:ilvl="0">'
    '<w:startOverride w:val="1"/>'
    "</w:lvlOverride>"
    "</w:num></w:numbering>"
)


def test_automatic_numbers_are_shown_as_word_counts_them(tmp_path: Path) -> None:
    def listed(text: str, num: int, depth: int) -> str:
        return p(text, f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{num}"/></w:numPr>')

    body = "".join(
        listed(text, num, depth)
        for text, num, depth in (
            ("Plan", 1, 0),
            ("Summary", 1, 1),
            ("Sign-off", 1, 1),
            ("Vision", 1, 0),
            ("Aims", 1, 1),
            ("Roman", 2, 0),
            ("Again", 3, 0),
        )
    )
    document = opened(tmp_path, docx(body, {"word/numbering.xml": NUMBERS}, (("n", "numbering", "numbering.xml"),)))
    assert texts(document) == ["1) Plan", "1a) Summary", "1b) Sign-off", "2) Vision", "2a) Aims", "IV. Roman", "1) Again"]


def test_pages_are_known_where_word_has_laid_them_out(tmp_path: Path) -> None:
    body = p("one") + "<w:p><w:r><w:lastRenderedPageBreak/><w:t>two</w:t></w:r></w:p>" + "<w:tbl>" + row(p("cell")) + "</w:tbl>"
    document = opened(tmp_path, docx(body))
    assert [b.page for b in document.paragraphs()] == [1, 2]
    assert only_table(document).rows[0].page == 2
    assert [b.page for b in opened(tmp_path, docx(p("one"))).paragraphs()] == [None]


def test_macros_outside_files_and_embedded_workbooks_are_said_and_not_touched(tmp_path: Path) -> None:
    extra: dict[str, str | bytes] = {
        "word/vbaProject.bin": b"macro",
        "word/embeddings/Workbook.xlsx": b"PK",
        "word/_rels/document.xml.rels": relations(("t", "attachedTemplate", "http://example.org/t.dotm"), outside=True),
    }
    notices = " ".join(opened(tmp_path, docx(p("text"), extra)).notices)
    assert "macros; they were not run" in notices
    assert "1 outside files; they were not fetched" in notices
    assert "1 files are embedded" in notices


def test_the_strict_form_of_word_files_is_read(tmp_path: Path) -> None:
    strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    body = f'<w:document xmlns:w="{strict}"><w:body><w:p><w:r><w:t>strict</w:t></w:r></w:p></w:body></w:document>'
    assert texts(opened(tmp_path, docx("", {"word/document.xml": body}))) == ["strict"]


def test_a_line_break_and_hyphens_inside_words_survive(tmp_path: Path) -> None:
    body = "<w:p><w:r><w:t>co</w:t><w:noBreakHyphen/><w:t>ordinator</w:t><w:tab/><w:t>x</w:t></w:r></w:p>"
    assert texts(opened(tmp_path, docx(body))) == ["co-ordinator\tx"]


def test_hyperlinks_and_smart_tags_are_read_through(tmp_path: Path) -> None:
    body = (
        "<w:p>"
        f"{R.format('see ')}<w:hyperlink>"
        f"{R.format('the plan')}</w:hyperlink>"
        "<w:smartTag>"
        f"{R.format(' of Kent')}</w:smartTag>"
        "</w:p>"
    )
    assert texts(opened(tmp_path, docx(body))) == ["see the plan of Kent"]


@pytest.mark.parametrize("count", [1, 40])
def test_a_cell_is_a_cell_however_deep_its_controls(tmp_path: Path, count: int) -> None:
    inner = p("deep")
    for _ in range(count):
        inner = control(inner)
    cell = only_table(opened(tmp_path, docx(f"<w:tbl>{row(inner)}</w:tbl>"))).rows[0].cells[0]
    assert isinstance(cell, Cell)
    assert cell.text == "deep"
