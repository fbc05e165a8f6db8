"""Plain and Markdown text, as converters leave it."""

from __future__ import annotations

from pathlib import Path

import pytest
from raw_files import grid, opened, texts

from bettercare.documents import Document, Format, Paragraph, Table, label_key, normalise


def text(folder: Path, content: str | bytes) -> Document:
    return opened(folder, content if isinstance(content, bytes) else content.encode(), "plan.txt")


def test_each_line_is_a_paragraph_with_the_files_own_line_number(tmp_path: Path) -> None:
    document = text(tmp_path, "First\n\n\nFourth\r\nFifth\n")
    assert document.format is Format.TEXT
    assert [(b.text, b.line) for b in document.paragraphs()] == [("First", 1), ("Fourth", 4), ("Fifth", 5)]


def test_a_page_in_one_line_stays_one_paragraph(tmp_path: Path) -> None:
    page = "Date agreed 13/02/14 Date submitted 14/02/14 " * 200
    (only,) = text(tmp_path, page).blocks
    assert isinstance(only, Paragraph)
    assert only.text == page.strip()


def test_form_feeds_are_page_breaks(tmp_path: Path) -> None:
    document = text(tmp_path, "one\n\ftwo\nthree\fa\n")
    assert [(b.text, b.page, b.line) for b in document.paragraphs()] == [("one", 1, 1), ("two", 2, 2), ("three", 2, 3), ("a", 3, 3)]
    assert document.pages == 3


def test_text_without_form_feeds_has_no_pages(tmp_path: Path) -> None:
    document = text(tmp_path, "one\ntwo\n")
    assert document.pages is None
    assert [b.page for b in document.paragraphs()] == [None, None]


def test_markdown_headings_lists_and_bold_are_known_by_their_marks(tmp_path: Path) -> None:
    document = text(
        tmp_path, "#### **1) PLAN DETAILS**\n- first item\n**Bold line**\nplain **bold** and _slanted_ text\n# of beds: 4\n"
    )
    heading, item, bold, mixed, hashed = document.paragraphs()
    assert (heading.text, heading.level) == ("1) PLAN DETAILS", 4)
    assert (item.text, item.list_item) == ("first item", True)
    assert (bold.text, bold.bold) == ("Bold line", True)
    assert (mixed.text, mixed.bold) == ("plain bold and slanted text", False)
    assert hashed.level == 1  # Markdown cannot tell; the words are kept
    assert hashed.text == "of beds: 4"


def test_a_leading_minus_before_a_figure_is_no_bullet(tmp_path: Path) -> None:
    document = text(tmp_path, "-77, 135\n- 135\n")
    assert texts(document) == ["-77, 135", "- 135"]
    assert not any(b.list_item for b in document.paragraphs())


def test_raised_ordinals_breaks_and_entities_become_plain_words(tmp_path: Path) -> None:
    document = text(
        tmp_path, "12 February (1 <sup>st</sup> draft)\none<br/>two\nA &amp; B &lt;name of council&gt;\n<u>Under</u> lined\n"
    )
    assert texts(document) == ["12 February (1st draft)", "one\ntwo", "A & B <name of council>", "Under lined"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [('<name council="" of=""></name>', "<name council of>"), ("<date></date>", "<date>"), ('<job title=""></job>', "<job title>")],
)
def test_a_forms_angle_brackets_are_words_and_not_markup(tmp_path: Path, written: str, meant: str) -> None:
    assert texts(text(tmp_path, f"{written}\n")) == [meant]


def test_less_than_and_stars_in_figures_are_left_alone(tmp_path: Path) -> None:
    document = text(tmp_path, "risk < 5 and > 3\n2*3*4 = 24\nfile_name_here\n5 ** 2\n")
    assert texts(document) == ["risk < 5 and > 3", "2*3*4 = 24", "file_name_here", "5 ** 2"]


def test_adjacent_tab_lines_are_one_table_and_a_single_one_counts(tmp_path: Path) -> None:
    document = text(tmp_path, "intro\nLocal Authority\tSome Council\nDate submitted:\t13 March\n\nmiddle\nPosition\t\t\n")
    first, second = document.tables()
    assert grid(first) == [["Local Authority", "Some Council"], ["Date submitted:", "13 March"]]
    assert [(row.number, row.line) for row in first.rows] == [(1, 2), (2, 3)]
    assert grid(second) == [["Position", "", ""]]
    assert second.rows[0].line == 6


def test_a_table_of_tabs_does_not_run_over_a_page_break(tmp_path: Path) -> None:
    document = text(tmp_path, "a\tb\n\fc\td\n")
    assert [(grid(t), t.rows[0].page) for t in document.tables()] == [([["a", "b"]], 1), ([["c", "d"]], 2)]


def test_markdown_tables_lose_their_rules_and_keep_their_lines(tmp_path: Path) -> None:
    document = text(tmp_path, "| Risk | Rating |\n|:-----|-------:|\n| One \\| two | **High** |\n| a<br>b |  |\n")
    (table,) = document.tables()
    assert grid(table) == [["Risk", "Rating"], ["One | two", "High"], ["a\nb", ""]]
    assert [row.line for row in table.rows] == [1, 3, 4]


def test_markdown_tables_need_no_outer_bars(tmp_path: Path) -> None:
    document = text(tmp_path, "Risk | Rating\n--- | ---\nOne | High\n\nEither | or\n")
    (table,) = document.tables()
    assert grid(table) == [["Risk", "Rating"], ["One", "High"]]
    assert texts(document) == ["Either | or"]


def test_a_table_left_as_html_in_text_is_read_with_its_lines(tmp_path: Path) -> None:
    document = text(tmp_path, "before\n<table>\n<tr><td colspan=2>A</td></tr>\n<tr><td>1</td><td>2</td></tr>\n</table> after\n")
    (table,) = document.tables()
    assert grid(table) == [["A"], ["1", "2"]]
    assert table.rows[0].cells[0].span == (1, 2)
    assert [row.line for row in table.rows] == [3, 4]
    assert texts(document) == ["before", "after"]


def test_an_unclosed_table_tag_is_only_a_line(tmp_path: Path) -> None:
    assert texts(text(tmp_path, "see <table 3\nnext line\n"))[1] == "next line"


LAYOUT = """\
Our schemes are these, and the money that each of them is given by the partners in the two years.

Scheme                          Provider              2014/15        2015/16
Reablement                      Council               207,000        410,000
Community equipment             Council                35,000      1,200,500
Falls                           Community trust            £5             -

The end of the table is followed by prose that runs across the whole width of the page here.
"""


def test_columns_held_apart_by_spaces_become_a_table(tmp_path: Path) -> None:
    document = text(tmp_path, LAYOUT)
    (table,) = document.tables()
    assert grid(table) == [
        ["Scheme", "Provider", "2014/15", "2015/16"],
        ["Reablement", "Council", "207,000", "410,000"],
        ["Community equipment", "Council", "35,000", "1,200,500"],
        ["Falls", "Community trust", "£5", "-"],
    ]
    assert [row.line for row in table.rows] == [3, 4, 5, 6]
    assert len(texts(document)) == 2


def test_two_lines_with_gaps_are_not_a_table(tmp_path: Path) -> None:
    document = text(tmp_path, "Name      Date\nAB         13 March\n")
    assert not list(document.tables())


def test_prose_set_in_two_columns_is_not_a_table(tmp_path: Path) -> None:
    line = "The plan describes how the partners work      together to help more people to stay at home"
    document = text(tmp_path, "\n".join([line] * 12))
    assert not list(document.tables())


def test_windows_and_unicode_encodings_are_known(tmp_path: Path) -> None:
    for encoding in ("utf-8-sig", "utf-16", "cp1252"):
        assert texts(text(tmp_path, "£5 – café\n".encode(encoding))) == ["£5 – café"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Ву", "By"),  # both letters Cyrillic
        ("КРІ", "KPI"),
        ("Date\u00a0of\u00a0submission", "Date of submission"),
        ("ﬁnance", "finance"),
        ("\uf0b7 item", "item"),
        ("Health and Well‑Being", "Health and Well-Being"),
        ("Москва", "Москва"),
        ("so\u00adcial", "social"),
    ],
)
def test_wording_is_made_plain_for_comparing(written: str, meant: str) -> None:
    assert normalise(written) == meant


def test_label_keys_forget_case_punctuation_and_spaces() -> None:
    assert label_key("  Date agreed at Health & Well-Being Board: ") == "date agreed at health & well being board"


def test_what_the_file_says_is_kept_as_written(tmp_path: Path) -> None:
    document = text(tmp_path, "Ву\tA Person\n")
    (table,) = document.tables()
    assert isinstance(table, Table)
    assert table.rows[0].cells[0].text == "Ву"


def test_the_hash_and_size_are_of_the_bytes(tmp_path: Path) -> None:
    document = text(tmp_path, "abc")
    assert document.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert document.size == 3
