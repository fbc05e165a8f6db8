"""Finding the places that a locator describes."""

from __future__ import annotations

from pathlib import Path

import pytest
from raw_files import docx, opened, p, row
from test_excel_files import written

from bettercare.documents import likeness, resolve
from bettercare.rounds.model import Locator


def test_the_very_words_beat_nearly_the_same_words(tmp_path: Path) -> None:
    document = opened(
        tmp_path, b"Date agreed at Health and Wellbeing Boards\nDate agreed at Health and Well-Being Board:\n", "plan.txt"
    )
    near, exact = document.paragraphs()
    found = resolve(Locator(labels=("Date agreed at Health and Well-Being Board",)), document)
    assert [hit.block for hit in found] == [exact, near]
    assert (found[0].exact, found[0].why, found[0].score) == (True, "the same words", 100)
    assert not found[1].exact


@pytest.mark.parametrize(
    "heading",
    [
        "2a) Vision for health and care",
        "a) Vision for health and care",
        "iv. Vision for health and care",
        "VISION FOR HEALTH AND CARE",
    ],
)
def test_a_heading_is_found_however_it_is_numbered(heading: str) -> None:
    score, label, _ = likeness(heading, ("Vision for health and care",))
    assert score >= 99
    assert label == "Vision for health and care"


def test_look_alike_letters_do_not_hide_a_label() -> None:
    assert likeness("Ву", ("By",))[0] == 100


def test_words_that_rule_a_label_out_are_heeded() -> None:
    labels = ("Value of metric",)
    assert likeness("Value of metric", labels, ("target",))[0] == 100
    assert likeness("Value of metric target", labels, ("target",))[0] < 82


def test_prose_that_holds_a_label_is_not_the_label(tmp_path: Path) -> None:
    prose = (
        b"The partners set out the risk rating of every scheme in the table that follows, as the board asked us to do in March.\n"
    )
    assert resolve(Locator(labels=("Risk rating",)), opened(tmp_path, prose, "plan.txt")) == ()


def test_cells_are_found_with_their_row_and_only_on_the_named_sheets(tmp_path: Path) -> None:
    def fill(book: object, sheet: object) -> None:
        sheet.write("B3", "Minimum contribution")  # type: ignore[attr-defined]
        book.add_worksheet("3. Income").write("C4", "Minimum contribution")  # type: ignore[attr-defined]

    document = opened(tmp_path, written(fill), "plan.xlsx")
    everywhere = resolve(Locator(labels=("Minimum contribution",)), document)
    assert [hit.cell.ref for hit in everywhere if hit.cell] == ["B3", "C4"]
    (only,) = resolve(Locator(labels=("Minimum contribution",), sheets=("Income",)), document)
    assert only.cell is not None and only.row is not None
    assert (only.cell.ref, only.row.number) == ("C4", 4)


def test_a_form_field_is_found_by_its_title(tmp_path: Path) -> None:
    field = '<w:sdt><w:sdtPr><w:alias w:val="Local Authority"/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>'
    document = opened(tmp_path, docx(field.format(p("Made-up Council")) + "<w:tbl>" + row(field.format(p("Another"))) + "</w:tbl>"))
    found = resolve(Locator(labels=("Local Authority",)), document)
    assert [(hit.score, hit.why) for hit in found] == [(100, "form field: the same words")] * 2


def test_earlier_labels_are_preferred_and_nothing_matches_nothing() -> None:
    assert likeness("Actual", ("Planned", "Actual"))[1] == "Actual"
    assert likeness("", ("Planned",)) == (0.0, "", "")
    assert likeness("Wholly different words", ("Planned",))[0] < 82
