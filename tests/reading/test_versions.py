"""Versions kept side by side: superseded sheets of a workbook, and files of one name."""

from dataclasses import replace
from pathlib import Path

import pytest

from bettercare.documents import Document
from bettercare.reading.versions import current_documents, current_sheets, newest_first
from tests.reading.made import document, table

ROWS = [["Scheme ID", "Amount"], ["1", "100"]]


def sheets(*names: str) -> list[str | None]:
    made = document(*(table(ROWS, sheet=name) for name in names))
    return [b.sheet for b in current_sheets(made).tables()]


@pytest.mark.parametrize("old", ["5. Expenditure v0.2", "5. Expenditure OLD", "Expenditure (superseded)"])
def test_a_sheet_that_says_it_is_superseded_is_left_out_where_its_successor_stands(old: str) -> None:
    assert sheets("5. Expenditure", old, "6. Metrics") == ["5. Expenditure", "6. Metrics"]


def test_a_superseded_sheet_without_a_successor_is_read() -> None:
    assert sheets("4. Income", "5. Expenditure old") == ["4. Income", "5. Expenditure old"]


def test_a_sheet_for_older_people_is_not_superseded() -> None:
    assert sheets("Expenditure", "Expenditure older people") == ["Expenditure", "Expenditure older people"]


def test_the_sheet_left_out_is_told() -> None:
    made = current_sheets(document(table(ROWS, sheet="Schemes"), table([["Superseded"], *ROWS], sheet="Schemes (2)")))
    assert [b.sheet for b in made.tables()] == ["Schemes"]
    assert any("Schemes (2)" in notice for notice in made.notices)


@pytest.mark.parametrize(
    ("files", "first"),
    [
        (["Part 2 v1 draft 14-02-14.xlsx", "Part 2 v2 final 04-04-14.xlsx"], "Part 2 v2 final 04-04-14.xlsx"),
        (["Plan v2.xlsx", "Plan v10.xlsx"], "Plan v10.xlsx"),
        (["Plan 01-04-14.docx", "Plan 31-03-14.docx"], "Plan 01-04-14.docx"),
        (["Plan DRAFT.docx", "Plan.docx"], "Plan.docx"),
    ],
)
def test_the_latest_of_several_versions_is_read_first(files: list[str], first: str) -> None:
    assert newest_first([Path(f) for f in files])[0].name == first


def test_different_documents_keep_their_order() -> None:
    files = [Path("a part 1.docx"), Path("b part 2 v1.xlsx"), Path("c annex final.docx")]
    assert newest_first(files) == files


def named(name: str, rows: int = 3) -> Document:
    return replace(document(table([["Reablement at home", "100"]] * rows)), name=name)


@pytest.mark.parametrize(
    ("names", "read"),
    [
        (["Plan draft.xlsx", "Plan final.xlsx"], ["Plan final.xlsx"]),
        (["Plan v2.xlsx", "Plan v3.xlsx", "Plan v1.xlsx"], ["Plan v3.xlsx"]),
        (["Part 1 final.docx", "Part 2 draft.docx"], ["Part 1 final.docx", "Part 2 draft.docx"]),
        (["Plan.xlsx", "Plan (1).xlsx"], ["Plan.xlsx", "Plan (1).xlsx"]),
    ],
)
def test_of_several_versions_of_a_document_the_latest_is_read_and_tells_of_the_others(names: list[str], read: list[str]) -> None:
    kept = current_documents([named(name) for name in names])
    assert [d.name for d in kept] == read
    left_out = set(names) - set(read)
    notices = " ".join(notice for d in kept for notice in d.notices)
    assert all(f"“{name}” was not read" in notices for name in left_out)


def test_a_later_page_of_signatures_replaces_no_plan() -> None:
    kept = current_documents([named("Plan.pdf", rows=40), named("Plan signed.pdf", rows=2)])
    assert [d.name for d in kept] == ["Plan.pdf", "Plan signed.pdf"]
