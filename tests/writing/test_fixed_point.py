"""Writing and reading a plan again changes nothing more: conditions, texts, choices and what the form has no place for included."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import product
from pathlib import Path

import pytest
from hypothesis import settings

from bettercare.documents import open_document
from bettercare.plan import Plan, Reading, walk
from bettercare.plan.spine import Signature
from bettercare.reading.pipeline import read_documents
from bettercare.rounds import available, load
from bettercare.writing import write
from specimens import any_round, convert, truth
from tests.long_runs import EVERYDAY

IN_LONG_RUNS = available() if settings.default.max_examples > EVERYDAY else ()
"""Rounds that only `./dev soak` tries in every format: paper is slow to make, and so is LibreOffice to start."""


def again(reading: Reading, ending: str, folder: Path) -> Reading:
    path = folder / f"plan{ending}"
    path.write_bytes(write(reading.plan, load(reading.plan.round or ""), ending, states=reading.states).content)
    return read_documents([open_document(path)])


def values(plan: Plan) -> list[tuple[str, object]]:
    """The values in the plan's order by field; on paper a text's lines may break elsewhere."""
    fields = ((address.rpartition("/")[2], value) for address, value in walk(plan) if value is not None)
    return [(field, " ".join(value.split()) if isinstance(value, str) else value) for field, value in fields]


@pytest.mark.parametrize("ending", [".xlsx", ".html"])
@pytest.mark.parametrize("round_id", available())
def test_a_plan_that_was_read_from_its_form_is_written_and_read_as_it_was(round_id: str, ending: str, tmp_path: Path) -> None:
    first = again(Reading(any_round.draw(11, round_id)), ending, tmp_path)
    second = again(first, ending, tmp_path)
    assert values(second.plan) == values(first.plan)


@pytest.mark.parametrize(
    ("ending", "round_id"),
    [(".docx", "2014-15"), (".docx", "2023-25"), (".pdf", "2017-19"), *product((".docx", ".pdf"), IN_LONG_RUNS)],
)
def test_so_it_is_in_word_and_on_paper(ending: str, round_id: str, tmp_path: Path) -> None:
    first = again(Reading(any_round.draw(95305, round_id, schemes=1)), ending, tmp_path)
    assert values(again(first, ending, tmp_path).plan) == values(first.plan)


@pytest.mark.parametrize(("ending", "round_id"), [(".xlsx", "2016-17"), *product((".xlsx", ".docx"), IN_LONG_RUNS)])
def test_a_form_that_libreoffice_saved_is_read_written_and_read_as_it_was(ending: str, round_id: str, tmp_path: Path) -> None:
    path = tmp_path / f"plan{ending}"
    path.write_bytes(write(any_round.draw(95307, round_id), load(round_id), ending).content)
    (tmp_path / "saved").mkdir()
    (saved,) = convert.by_libreoffice([path], ending[1:], tmp_path / "saved")
    first = read_documents([open_document(saved)])
    assert values(again(first, ending, tmp_path).plan) == values(first.plan)


def test_sign_off_rows_of_a_form_on_paper_are_read_back_with_every_column(tmp_path: Path) -> None:
    signed = (
        Signature("a", "hwb", "Calenworth Health and Wellbeing Board", "Sam Field", "Chair of the board", date(2023, 6, 20)),
        Signature("b", "council", "Calenworth Borough Council", "Alex Rivers", "Head of Paid Service", date(2023, 6, 21)),
        Signature("c", "nhs", "NHS Langport Integrated Care Board", "Kim Stone", "Director, by delegation", date(2023, 6, 22)),
        Signature("d", "section-151", "Calenworth Borough Council", "Lee Woods", "Section 151 officer", date(2023, 6, 23)),
    )
    given = Reading(replace(any_round.draw(95310, "2023-25", schemes=1), signatures=signed))
    found = [replace(s, id="") for s in again(given, ".pdf", tmp_path).plan.signatures if s.name]
    assert found == [replace(s, id="") for s in signed]


@pytest.mark.parametrize("round_id", ["2017-19", "2025-26"])
def test_values_that_the_form_has_no_place_for_are_read_back_from_its_last_page(round_id: str, tmp_path: Path) -> None:
    given = truth.draw_reading(3, round_id)
    homeless = write(given.plan, load(round_id), ".html").homeless
    assert homeless
    back = again(given, ".html", tmp_path).plan
    lost = sorted(str(v) for a, v in walk(given.plan) if a in homeless and v not in [x for _, x in walk(back)])
    assert lost == []


def test_answers_of_a_plan_come_back_as_the_ids_of_their_choices(tmp_path: Path) -> None:
    drawn = any_round.draw(11, "2025-26")
    back = again(Reading(drawn), ".html", tmp_path).plan
    chosen = {a.value for s in drawn.schemes for line in s.lines for a in line.answers}
    assert chosen and {a.value for s in back.schemes for line in s.lines for a in line.answers} == chosen
