"""Every round has a form that holds its plans: an empty one is filled wholly, and what is written reads back as it was."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from bettercare.documents import open_document
from bettercare.plan import Plan, Reading
from bettercare.reading.pipeline import read_documents
from bettercare.rounds import available, load
from bettercare.writing import fill, write
from specimens import any_round, truth
from specimens.comparing import compare
from tests.long_runs import EVERYDAY

EACH_DAY = settings.default.max_examples <= EVERYDAY
A_FEW = settings(max_examples=1 if EACH_DAY else 10, phases=[Phase.generate])
OTHERS = tuple(id for id in available() if id not in truth.ROUNDS)
AS_PAGES, ON_PAPER = (OTHERS, OTHERS[:1]) if EACH_DAY else (available(), available())
"""`test_written_read_back.py` has the rounds that stand by themselves. Paper is slow: one more each day, all in long runs."""
SEEDS = st.integers(1, 10_000)
NOT_OF_THE_FORM = ("condition", "signature.role")
"""How full an answer is, which its words decide; and rows for signatures that nobody has given yet."""


def differences(content: bytes, ending: str, plan: Plan) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"plan{ending}"
        path.write_bytes(content)
        return unlike(path, plan)


def unlike(path: Path, plan: Plan) -> list[str]:
    """Facts that come back wrong or not at all."""
    reading = read_documents([open_document(path)])
    found = compare(reading, Reading(plan))
    left = [v for v in found.verdicts if not v.outcome.startswith("right") and v.kind not in NOT_OF_THE_FORM]
    told = [f"{v.outcome} {v.kind} {v.key}: {v.expected!r}, found {v.found!r}" for v in left]
    lacking = _answers_and_benefits(plan) - _answers_and_benefits(reading.plan)
    return [*told, *(f"not read: {missing}" for missing in sorted(lacking))]


def _answers_and_benefits(plan: Plan) -> set[str]:
    """What the scorer's facts leave out, without ids."""
    answers = {f"{a.field}: {a.value!r}" for a in plan.answers}
    return answers | {f"{b.title}, {b.organisation}: {b.measure} {b.change} x {b.unit_price} = {b.saving}" for b in plan.benefits}


@pytest.mark.parametrize("round_id", available())
@A_FEW
@given(seed=SEEDS)
def test_the_empty_form_of_a_round_is_filled_wholly_and_reads_back_as_the_plan(round_id: str, seed: int) -> None:
    plan, round = any_round.draw(seed, round_id), load(round_id)
    made = fill(plan, round, write(Plan(round=round_id), round, ".xlsx").content)
    assert made.not_filled == ()
    assert differences(made.content, ".xlsx", plan) == []


@pytest.mark.parametrize("ending", [".docx", ".html"])
@pytest.mark.parametrize("round_id", AS_PAGES)
@A_FEW
@given(seed=SEEDS)
def test_the_form_of_a_round_reads_back_as_the_plan(round_id: str, ending: str, seed: int) -> None:
    plan = any_round.draw(seed, round_id)
    assert differences(write(plan, load(round_id), ending).content, ending, plan) == []


@pytest.mark.parametrize("round_id", ON_PAPER)
def test_the_form_as_pdf_reads_back_as_the_plan(round_id: str) -> None:
    plan = any_round.draw(1, round_id, schemes=3)
    assert differences(write(plan, load(round_id), ".pdf").content, ".pdf", plan) == []
