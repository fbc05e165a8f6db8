"""Writing and reading a plan again changes nothing more: conditions, texts, choices and what the form has no place for included."""

from __future__ import annotations

from pathlib import Path

import pytest

from bettercare.documents import open_document
from bettercare.plan import Plan, Reading, walk
from bettercare.reading.pipeline import read_documents
from bettercare.rounds import available, load
from bettercare.writing import write
from specimens import any_round, truth


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


@pytest.mark.parametrize("ending", [".docx", ".pdf"])
def test_so_it_is_in_word_and_on_paper(ending: str, tmp_path: Path) -> None:
    first = again(Reading(any_round.draw(12, "2014-15")), ending, tmp_path)
    assert values(again(first, ending, tmp_path).plan) == values(first.plan)


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
