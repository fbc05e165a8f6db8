"""Pages and Word files can be used by everybody: language, headings in order, tables with headings, tags in the PDF."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import docx
import pdfplumber
import pytest
from lxml import html

from bettercare.documents import open_document
from bettercare.plan import plan_hash
from bettercare.plan.reading import State
from bettercare.plan.spine import Plan, Signature
from bettercare.reading.pipeline import read_documents
from bettercare.rounds import load
from bettercare.writing import write
from bettercare.writing.values import NOTHING
from specimens import truth


@pytest.mark.parametrize("round_id", truth.ROUNDS)
def test_a_page_has_its_language_one_title_and_headings_without_gaps(round_id: str) -> None:
    page = html.fromstring(write(truth.draw(1, round_id), load(round_id), ".html").content)
    levels = [int(h.tag[1]) for h in page.iter("h1", "h2", "h3", "h4")]
    assert page.get("lang") == "en-GB"
    assert levels.count(1) == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels)) or round_id == "2014-15"
    assert all(t.get("scope") for t in page.iter("th"))


def test_a_page_names_the_address_of_each_value_and_marks_what_is_missing() -> None:
    plan = truth.draw(1, "2025-26")
    page = html.fromstring(write(plan, load("2025-26"), ".html").content)
    line = plan.schemes[0].lines[0]
    (cell,) = page.xpath(f'//td[@data-address="schemes/{plan.schemes[0].id}/lines/{line.id}/amount"]')
    assert cell.text_content() == f"£{line.amount:,.0f}"
    assert page.xpath('//td[@class="missing"][@data-address="answers/completed-by"]')


def test_the_pdf_is_tagged_and_says_what_it_is() -> None:
    plan = truth.draw(1, "2025-26")
    made = write(plan, load("2025-26"), ".pdf").content
    with pdfplumber.open(BytesIO(made)) as document:
        assert document.doc.catalog["MarkInfo"]["Marked"] is True
        assert document.metadata["Title"].startswith("Better Care Fund 2025-26")
        kinds = str(document.pages[0].structure_tree)
        text = document.pages[0].extract_text()
    assert all(f"'type': '{kind}'" in kinds for kind in ("H1", "Table", "TH", "TD"))
    assert plan_hash(plan)[:16] in text


def test_a_word_file_has_real_headings_repeated_heading_rows_and_its_identity_in_the_footer() -> None:
    plan = truth.draw(1, "2014-15")
    document = docx.Document(BytesIO(write(plan, load("2014-15"), ".docx", version="2").content))
    styles = [p.style.name for p in document.paragraphs if p.text]
    assert styles[0] == "Heading 1"
    assert "version 2, content " + plan_hash(plan)[:16] in document.sections[0].footer.paragraphs[0].text
    schemes = next(t for t in document.tables if t.cell(0, 1).text == "Scheme")
    assert schemes.rows[0]._tr.xpath("./w:trPr/w:tblHeader")


def test_a_word_file_is_of_a4_pages_and_breaks_them_at_headings_so_that_none_is_empty() -> None:
    document = docx.Document(BytesIO(write(truth.draw(1, "2025-26"), load("2025-26"), ".docx").content))
    pages = {tuple(sorted((round(s.page_width.mm), round(s.page_height.mm)))) for s in document.sections}
    assert pages == {(210, 297)}
    assert [p.style.name for p in document.paragraphs if p.paragraph_format.page_break_before] == ["Heading 2"] * 2
    assert not document.element.xpath("//w:br[@w:type='page']")


def test_what_is_to_be_confirmed_is_written_as_that() -> None:
    plan = Plan(round="2014-15", signatures=(Signature("a", "council"),))
    states = {"signatures/a/date": State.TO_BE_CONFIRMED, "signatures/a/name": State.SAID_NOT_SUPPLIED}
    page = html.fromstring(write(plan, load("2014-15"), ".html", states=states).content)
    texts = {td.get("data-address"): td.text_content() for td in page.iter("td")}
    assert texts["signatures/a/date"] == "TBC"
    assert texts["signatures/a/name"] == "not supplied"


@pytest.mark.parametrize("ending", [".xlsx", ".docx", ".html", ".pdf"])
def test_a_plan_for_demonstration_bears_a_banner_that_is_read_again(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"form{ending}"
    for demonstration in (True, False):
        made = write(truth.draw(1, "2025-26"), load("2025-26"), ending, demonstration=demonstration)
        path.write_bytes(made.content)
        assert read_documents([open_document(path)]).for_demonstration is demonstration


@pytest.mark.parametrize("ending", [".docx", ".html"])
def test_a_list_without_rows_says_so_and_that_is_read_as_nothing(ending: str, tmp_path: Path) -> None:
    plan = replace(truth.draw(1, "2014-15"), risks=(), related=())
    path = tmp_path / f"form{ending}"
    path.write_bytes(write(plan, load("2014-15"), ending).content)
    document = open_document(path)
    assert NOTHING in [t.rows[1].cells[0].text for t in document.tables() if len(t.rows) > 1]
    found = read_documents([document]).plan
    assert (found.risks, found.related) == ((), ())
