"""PDF by WeasyPrint and LibreOffice, turned and locked by qpdf: lines, tables over pages, headings, headers and footers."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
import weasyprint
from raw_files import grid, texts

from bettercare.documents import CannotRead, Container, Document, Format, Paragraph, Table, open_document

RULED = "table{border-collapse:collapse}td,th{border:1px solid black;padding:3px}"
RUNNING = (
    '@page{size:A4;margin:2.5cm;@bottom-center{content:"Page " counter(page) " of " counter(pages)}@top-left{content:"Draft plan"}}'
)


def printed(folder: Path, body: str, style: str = "", name: str = "plan.pdf") -> Path:
    path = folder / name
    weasyprint.HTML(
        string=f"<html lang=en><head><title>Plan</title><style>{style}</style></head><body>{body}</body></html>"
    ).write_pdf(path)
    return path


def read(folder: Path, body: str, style: str = "") -> Document:
    return open_document(printed(folder, body, style))


def body_texts(document: Document) -> list[str]:
    return [b.text for b in document.paragraphs() if b.container is Container.BODY]


def test_lines_have_pages_and_numbers_and_headings_levels(tmp_path: Path) -> None:
    document = read(
        tmp_path, '<h1>Plan</h1><p>One line.</p><h2 style="break-before:page">Vision</h2><p>Two.</p><p><b>Bold.</b></p>'
    )
    assert document.format is Format.PDF
    assert (document.pages, document.title) == (2, "Plan")
    assert [(b.text, b.page, b.line, b.level, b.bold) for b in document.paragraphs()] == [
        ("Plan", 1, 1, 1, True), ("One line.", 1, 2, None, False), ("Vision", 2, 3, 2, True), ("Two.", 2, 4, None, False),
        ("Bold.", 2, 5, None, True),
    ]  # fmt: skip


def test_a_ruled_table_is_a_grid_with_line_breaks_in_its_cells(tmp_path: Path) -> None:
    body = (
        "<p>Before</p><table><tr><td>Local Authority</td><td>Made-up Council</td>"
        "</tr><tr><td>Date<br>agreed</td><td></td></tr></table><p>After</p>"
    )
    document = read(tmp_path, body, RULED)
    before, table, after = document.blocks
    assert isinstance(table, Table)
    assert grid(table) == [["Local Authority", "Made-up Council"], ["Date\nagreed", ""]]
    assert [(r.page, r.line) for r in table.rows] == [(1, 2), (1, 3)]
    assert [before.text, after.text] == ["Before", "After"]  # type: ignore[union-attr]


def test_merged_cells_of_a_pdf_table_keep_their_span(tmp_path: Path) -> None:
    body = (
        "<table><tr><td rowspan=2>Scheme</td><td colspan=2>2014/15</td></tr><tr><td>"
        "Spend</td><td>Benefit</td></tr><tr><td>A</td><td>1</td><td>2</td></tr></table>"
    )
    (table,) = read(tmp_path, body, RULED).tables()
    assert [(c.text, c.column, c.span) for r in table.rows for c in r.cells] == [
        ("Scheme", 0, (2, 1)), ("2014/15", 1, (1, 2)), ("Spend", 1, (1, 1)), ("Benefit", 2, (1, 1)),
        ("A", 0, (1, 1)), ("1", 1, (1, 1)), ("2", 2, (1, 1)),
    ]  # fmt: skip


def test_a_table_over_pages_is_one_table_and_its_repeated_heading_stands_once(tmp_path: Path) -> None:
    rows = "".join(f"<tr><td>Scheme {n}</td><td>£{n * 1000:,}</td></tr>" for n in range(1, 91))
    document = read(
        tmp_path, f"<table><thead><tr><th>Scheme</th><th>Amount</th></tr></thead>{rows}</table><p>End</p>", RULED + RUNNING
    )
    (table,) = document.tables()
    assert grid(table) == [["Scheme", "Amount"], *([f"Scheme {n}", f"£{n * 1000:,}"] for n in range(1, 91))]
    assert [r.number for r in table.rows] == list(range(1, 92))
    assert sorted({r.page for r in table.rows if r.page}) == list(range(1, (document.pages or 0) + 1))
    assert (document.pages or 0) >= 3
    assert body_texts(document) == ["End"]


def test_running_headers_footers_and_page_numbers_are_marked(tmp_path: Path) -> None:
    words = "".join(f"<p>{'Sentence of the plan, and another. ' * 8} {n}</p>" for n in range(40))
    document = read(tmp_path, words, RUNNING)
    marked = [(b.text, b.container) for b in document.paragraphs() if b.container is not Container.BODY]
    pages = document.pages or 0
    assert pages >= 3
    assert marked == [
        item for n in range(1, pages + 1) for item in (("Draft plan", Container.HEADER), (f"Page {n} of {pages}", Container.FOOTER))
    ]  # fmt: skip


def test_a_footer_is_known_on_upright_and_on_broad_pages(tmp_path: Path) -> None:
    broad = RUNNING.replace("Page ", "Plan, page ") + "@page broad{size:A4 landscape}"
    parts = ("", ' style="page:broad"')
    document = read(tmp_path, "".join(f"<section{style}><p>Part {n}</p></section>" for n, style in enumerate(parts)), broad)
    assert document.pages == 2
    assert body_texts(document) == ["Part 0", "Part 1"]


def test_two_tables_of_the_same_shape_on_one_page_stay_two(tmp_path: Path) -> None:
    table = "<table><tr><td>Position</td><td>Chair</td></tr></table>"
    assert len(list(read(tmp_path, f"{table}<p>and</p>{table}", RULED).tables())) == 2
    assert len(list(read(tmp_path, f"{table}<br>{table}", RULED).tables())) == 2


def test_columns_without_lines_become_a_table(tmp_path: Path) -> None:
    rows = "".join(
        f"<tr><td>{name}</td><td>{a}</td><td>{b}</td></tr>"
        for name, a, b in (
            ("Scheme", "2014/15", "2015/16"),
            ("Reablement", "207,000", "410,000"),
            ("Equipment", "35,000", "1,200,500"),
            ("Falls team", "5,000", "0"),
        )
    )
    style = "td{padding:2px 30px 2px 0}td+td{text-align:right}"
    (table,) = read(tmp_path, f"<p>The schemes of this plan are the following ones.</p><table>{rows}</table>", style).tables()
    assert grid(table) == [
        ["Scheme", "2014/15", "2015/16"],
        ["Reablement", "207,000", "410,000"],
        ["Equipment", "35,000", "1,200,500"],
        ["Falls team", "5,000", "0"],
    ]


def test_text_in_two_columns_is_read_column_by_column(tmp_path: Path) -> None:
    left = " ".join(f"left{n} sentence of the plan" for n in range(30))
    right = " ".join(f"right{n} sentence of the plan" for n in range(30))
    style = ".c{float:left;width:45%;margin-right:4%}"
    document = read(tmp_path, f"<h1>Heading over both</h1><div class=c>{left}</div><div class=c>{right}</div>", style)
    words = " ".join(body_texts(document))
    assert words.startswith("Heading over both left0")
    assert words.index("left29") < words.index("right0")
    assert not list(document.tables())


def test_superscripts_and_ligatures_stay_in_their_words(tmp_path: Path) -> None:
    document = read(tmp_path, "<p>On 25<sup>th</sup> March the ﬁnance officer agreed.</p>")
    assert texts(document) == ["On 25th March the finance officer agreed."]


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_that_is_turned_is_read_as_it_is_shown(tmp_path: Path, turn: int) -> None:
    body = "<p>Above</p><table><tr><td>Name</td><td>Amount</td></tr><tr><td>Falls</td><td>£5</td></tr></table><p>Below</p>"
    plain = printed(tmp_path, body, RULED)
    turned, shown = tmp_path / "turned.pdf", tmp_path / "shown.pdf"
    # A page printed turned and then turned back, as landscape tables of a report are.
    subprocess.run(["qpdf", str(plain), str(turned), f"--rotate=+{turn}:1", "--flatten-rotation"], check=True)
    subprocess.run(["qpdf", str(turned), str(shown), f"--rotate=+{360 - turn}:1"], check=True)
    document = open_document(shown)
    (table,) = document.tables()
    assert grid(table) == [["Name", "Amount"], ["Falls", "£5"]]
    assert texts(document) == ["Above", "Below"]


def test_filled_form_fields_are_read(tmp_path: Path) -> None:
    path = tmp_path / "form.pdf"
    html = '<form><p>Area: <input type="text" value="Made-up Council" style="width:8cm"></p></form>'
    weasyprint.HTML(string=html).write_pdf(path, pdf_forms=True)
    assert "Made-up Council" in " ".join(texts(open_document(path)))


def test_libreoffices_pdf_of_a_word_plan(converted_pdf: Path) -> None:
    document = open_document(converted_pdf)
    (table,) = document.tables()
    assert grid(table) == [["Scheme", "Provider", "Amount"], *([f"Scheme {n}", "Council", f"£{n * 1000:,}"] for n in range(1, 71))]
    heading, prose, item, after = [b for b in document.paragraphs() if b.container is Container.BODY]
    assert (heading.text, heading.level) == ("Plan details", 1)
    assert (prose.text, prose.level) == ("This plan was agreed by the partners.", None)
    assert (item.text, item.list_item) == ("first item", True)
    assert after.text == "After the table."
    assert {b.text for b in document.paragraphs() if b.container is Container.HEADER} == {"Better Care Fund plan, draft"}


def test_a_pdf_locked_with_a_password_is_refused_with_the_cure(tmp_path: Path) -> None:
    plain, locked = printed(tmp_path, "<p>secret</p>"), tmp_path / "locked.pdf"
    subprocess.run(["qpdf", "--encrypt", "reader", "owner", "256", "--", str(plain), str(locked)], check=True)
    with pytest.raises(CannotRead) as refusal:
        open_document(locked)
    assert (refusal.value.name, refusal.value.found) == ("locked.pdf", "the PDF is protected by a password")
    assert "without a password" in refusal.value.cure


def test_a_pdf_that_only_its_owner_may_change_is_read(tmp_path: Path) -> None:
    plain, guarded = printed(tmp_path, "<p>open to read</p>"), tmp_path / "guarded.pdf"
    subprocess.run(["qpdf", "--encrypt", "", "owner", "256", "--modify=none", "--", str(plain), str(guarded)], check=True)
    assert texts(open_document(guarded)) == ["open to read"]


def picture() -> str:
    """A small picture, as a scanner would leave one, in the page itself."""
    import base64
    import struct
    import zlib

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    pixels = zlib.compress(b"\x00\x7f" * 1)
    png = (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
        + chunk(b"IDAT", pixels)
        + chunk(b"IEND", b"")
    )
    return f'<img width=300 src="data:image/png;base64,{base64.b64encode(png).decode()}">'


def test_a_scan_without_text_is_refused_with_the_cure(tmp_path: Path) -> None:
    path = printed(tmp_path, picture(), name="scan.pdf")
    with pytest.raises(CannotRead) as refusal:
        open_document(path)
    assert "no text" in refusal.value.found
    assert "OCR" in refusal.value.cure


def test_a_scanned_page_among_others_is_said(tmp_path: Path) -> None:
    document = read(tmp_path, f'<p>Text</p><div style="break-before:page">{picture()}</div>')
    assert texts(document) == ["Text"]
    assert document.notices == ("Pages 2 hold pictures and no text; they were not read.",)


def test_a_box_round_a_paragraph_is_no_table(tmp_path: Path) -> None:
    document = read(tmp_path, '<p style="border:1px solid black;padding:4px">Boxed words</p>')
    assert texts(document) == ["Boxed words"]
    assert all(isinstance(block, Paragraph) for block in document.blocks)


UNDERLINED = "table{border-collapse:collapse;width:100%}td,th{border-bottom:1px solid #bbb;padding:2px;text-align:left}"


def test_a_table_with_lines_between_its_rows_only(tmp_path: Path) -> None:
    rows = (
        "<tr><th rowspan=2>Scheme</th><th colspan=2>2014/15</th></tr><tr><th>Spend</th><th>Benefit</th></tr>"
        "<tr><td>Reablement "
        "at home, for people "
        "who leave hospital "
        "after a long "
        "stay and need some "
        "weeks to recover</td>"
        "<td>207,000</td><td></td></tr>"
        "<tr><td rowspan=2>Falls</td><td>5</td><td>6</td></tr><tr><td>7</td><td>8</td></tr>"
    )
    document = read(
        tmp_path, f"<h2>The schemes of the plan</h2><p>Each with its money.</p><table>{rows}</table><p>After it.</p>", UNDERLINED
    )
    assert body_texts(document) == ["The schemes of the plan", "Each with its money.", "After it."]
    (table,) = document.tables()
    assert [[(" ".join(c.text.split())[:10], c.column, c.span) for c in r.cells] for r in table.rows] == [
        [("Scheme", 0, (2, 1)), ("2014/15", 1, (1, 2))],
        [("Spend", 1, (1, 1)), ("Benefit", 2, (1, 1))],
        [("Reablement", 0, (1, 1)), ("207,000", 1, (1, 1)), ("", 2, (1, 1))],
        [("Falls", 0, (2, 1)), ("5", 1, (1, 1)), ("6", 2, (1, 1))],
        [("7", 1, (1, 1)), ("8", 2, (1, 1))],
    ]


def test_blank_sign_off_blocks_with_lines_between_rows_stay_apart(tmp_path: Path) -> None:
    def block(who: str, wide: int) -> str:
        return (
            "<table><tr><td "
            f"style='width:{wide}%'>"
            "Signed for the "
            f"{who}</td><td></td>"
            "</tr><tr><td>By</td>"
            "<td></td></tr><tr>"
            "<td>Date</td><td></td></tr></table>"
        )

    tables = list(read(tmp_path, block("Council", 40) + block("Board", 60), UNDERLINED).tables())
    assert [[r.cells[0].text for r in t.rows] for t in tables] == [
        ["Signed for the Council", "By", "Date"],
        ["Signed for the Board", "By", "Date"],
    ]


def test_lines_across_the_page_and_underlined_words_are_no_table(tmp_path: Path) -> None:
    words = "The plan says how the partners work together, and what each of them pays for it in the year. " * 3
    document = read(tmp_path, "".join(f"<p><u>Aim {n}</u></p><p>{words}</p><hr>" for n in range(5)))
    assert not list(document.tables())


def test_a_word_broken_by_a_narrow_cell_is_whole_again(tmp_path: Path) -> None:
    body = "<table><tr><td style='width:3.05em'>Likelihood</td><td>Non-<br>recurrent</td></tr><tr><td>5</td><td>6</td></tr></table>"
    style = RULED + "table{table-layout:fixed;width:20em}td{overflow-wrap:anywhere;font-family:monospace}"
    (table,) = read(tmp_path, body, style).tables()
    assert grid(table)[0][1] == "Non-recurrent"
    assert "".join(grid(table)[0][0].split()) == "Likelihood"


def test_a_row_broken_by_the_end_of_a_page_is_one_row_again(tmp_path: Path) -> None:
    long = "the partners review progress each month and report it to the board " * 30
    rows = (
        "<tr><td>1</td><td>Loss "
        "of staff</td><td>"
        "12</td></tr><tr><td>"
        "2</td><td>Delay: "
        f"{long}end</td><td>"
        "9</td></tr><tr><td>"
        "3</td><td>Cost</td><td>6</td></tr>"
    )
    style = RULED + "@page{size:A5;margin:2cm}td{vertical-align:top}p{height:11cm}"
    document = read(tmp_path, f"<p>Space</p><table style='width:9cm'>{rows}</table>", style)
    (table,) = document.tables()
    assert [(r.cells[0].text, r.cells[2].text, r.page) for r in table.rows] == [("1", "12", 1), ("2", "9", 1), ("3", "6", 3)]
    assert table.rows[1].cells[1].text.startswith("Delay:") and table.rows[1].cells[1].text.endswith("end")
