"""Titles that a site repeats above each page of a document's text are no part of the plan."""

from __future__ import annotations

from datetime import date

from made import text_document

from bettercare.reading.page_titles import without_page_titles
from bettercare.reading.pipeline import read_documents

PAGES = [
    "Better Care Fund planning template - Part 1\n\nSigned on behalf of the Council\n\nElm Council\n\nBy\n\nPosition\n\nDirector",
    "Date\n\n18/09/2014\n\nc) Related documentation",
    "2) VISION",
]


def titled(title: str) -> str:
    return "\n\n".join(f"Page {n}: {title}\n\n{page}" for n, page in enumerate(PAGES, 1))


def test_a_title_on_three_pages_is_left_out_and_other_lines_that_begin_so_are_kept() -> None:
    document = without_page_titles(text_document(titled("Plan of Elm · 2014-10-02 · Elm Council...") + "\n\nPage 9: see there"))
    texts = [b.text for b in document.blocks if hasattr(b, "text")]
    assert [t for t in texts if t.startswith("Page")] == ["Page 9: see there"]


def test_the_date_in_a_title_signs_nothing() -> None:
    plan = read_documents([text_document(titled("Plan of Elm · 2014-10-02 · Elm Council..."))], "2015-16").plan
    assert date(2014, 10, 2) not in [s.date for s in plan.signatures]
