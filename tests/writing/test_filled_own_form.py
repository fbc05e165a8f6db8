"""A blank form of our own is filled inside its package, and what was filled reads back as the same plan."""

from __future__ import annotations

from pathlib import Path

import pytest

from bettercare.documents import open_document
from bettercare.plan import Plan, Reading
from bettercare.reading.pipeline import read_documents
from bettercare.rounds import load
from bettercare.writing import FilledWorkbook, fill, write
from specimens import convert, truth
from specimens.comparing import compare
from tests.writing.blanks import as_macro_workbook, blank_form, changed_cells, changed_parts, parts

_NO_PLACE = ("the round's form has no place for it", "no column is headed 'No.'")


def filled(reading: Reading, blank: bytes) -> FilledWorkbook:
    return fill(reading.plan, load(reading.plan.round or ""), blank, "blank.xlsx", states=reading.states)


def wrong(content: bytes, reading: Reading, folder: Path) -> list[str]:
    """Facts that come back wrong or missing, but for those that the blank has no place for."""
    path = folder / "filled.xlsx"
    path.write_bytes(content)
    found = compare(read_documents([open_document(path)]), reading)
    left = ("stated-total", "contribution.minimum", "scheme.number")
    return [f"{v.outcome} {v.kind} {v.key}" for v in found.verdicts if v.outcome != "right" and v.kind not in left]


@pytest.mark.parametrize("round_id", truth.ROUNDS)
def test_a_blank_form_of_our_own_is_filled_and_reads_back_as_the_same_plan(round_id: str, tmp_path: Path) -> None:
    reading = truth.draw_reading(1, round_id)
    made = filled(reading, blank_form(reading.plan))
    assert [n for n in made.not_filled if not n.why.startswith(_NO_PLACE)] == []
    assert wrong(made.content, reading, tmp_path) == []


@pytest.mark.parametrize("round_id", truth.ROUNDS)
def test_nothing_but_cells_and_the_flag_to_recalculate_differs(round_id: str) -> None:
    reading = truth.draw_reading(2, round_id)
    blank = blank_form(reading.plan)
    made = filled(reading, blank).content
    changed = changed_parts(blank, made)
    assert all(name.startswith("xl/worksheets/sheet") for name in changed)
    kinds = [kind for name in changed for _, kind in changed_cells(parts(blank)[name], parts(made)[name])]
    assert kinds.count("content") > 50
    assert "result" in kinds
    assert b'fullCalcOnLoad="1"' in parts(made)["xl/workbook.xml"]


def test_filling_again_changes_nothing() -> None:
    reading = truth.draw_reading(1, "2025-26")
    once = filled(reading, blank_form(reading.plan))
    assert filled(reading, once.content).content == once.content


def test_a_form_that_libreoffice_saved_is_filled_and_reads_back(tmp_path: Path) -> None:
    reading = truth.draw_reading(1, "2025-26")
    path = tmp_path / "blank.xlsx"
    path.write_bytes(blank_form(reading.plan))
    (tmp_path / "saved").mkdir()
    blank = convert.by_libreoffice([path], "xlsx", tmp_path / "saved")[0].read_bytes()
    made = filled(reading, blank)
    assert [n for n in made.not_filled if not n.why.startswith(_NO_PLACE)] == []
    assert wrong(made.content, reading, tmp_path) == []
    for name in changed_parts(blank, made.content):
        if name != "xl/workbook.xml":
            assert list(changed_cells(parts(blank)[name], parts(made.content)[name]))


def test_macros_are_kept_as_they_are() -> None:
    reading = truth.draw_reading(1, "2025-26")
    blank = as_macro_workbook(blank_form(reading.plan), b"macros that nobody runs")
    made = filled(reading, blank).content
    assert parts(made)["xl/vbaProject.bin"] == b"macros that nobody runs"
    assert not {"[Content_Types].xml", "xl/_rels/workbook.xml.rels"} & set(changed_parts(blank, made))


@pytest.mark.parametrize("round_id", ["2014-15", "2025-26"])
def test_the_empty_form_of_a_round_has_room_for_the_schemes_and_signatures_of_a_plan(round_id: str) -> None:
    reading = truth.draw_reading(1, round_id)
    made = filled(reading, write(Plan(round=round_id), load(round_id), ".xlsx").content)
    left = {n.address.partition("/")[0] for n in made.not_filled if not n.why.startswith(_NO_PLACE)}
    assert left & {"schemes", "risks", "area", "dates"} == set()
    assert any(a.startswith("signatures/") for a in made.filled)
