"""A form in which nothing is filled in is told once; as soon as something stands in it, every gap is named."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bettercare import checking, rounds
from bettercare.documents import open_document
from bettercare.plan import Area, CheckResult, Plan
from bettercare.reading.pipeline import read_documents
from bettercare.writing import write

KINDS = [(id, ".docx") for id in rounds.available()] + [(id, ".xlsx") for id in rounds.available()] + [("2023-25", ".pdf")]


def _checked(plan: Plan, ending: str, folder: Path) -> CheckResult:
    file = folder / f"form{ending}"
    file.write_bytes(write(plan, rounds.load(plan.round or ""), ending).content)
    reading = read_documents([open_document(file)])
    assert reading.plan.round == plan.round
    return checking.check(reading)


@pytest.mark.parametrize(("id", "ending"), KINDS)
def test_a_blank_form_of_any_round_gives_one_finding(id: str, ending: str, tmp_path: Path) -> None:
    result = _checked(Plan(round=id), ending, tmp_path)
    assert [f.rule for f in result.findings] == ["nothing-filled-in"]
    assert [n.rule for n in result.not_checked] == ["nothing-filled-in"]
    assert result.blocks


@pytest.mark.parametrize("id", ["2014-15", "2017-19", "2025-26"])
def test_a_form_that_only_names_its_area_is_told_of_every_gap(id: str, tmp_path: Path) -> None:
    rules = [f.rule for f in _checked(replace(Plan(round=id), area=Area("Rutland")), ".docx", tmp_path).findings]
    assert "nothing-filled-in" not in rules
    assert {"budget-missing", "condition-unanswered", "signature-missing", "section-empty"} <= set(rules)


def test_a_blank_form_is_one_finding_of_a_trial_too(tmp_path: Path) -> None:
    file = tmp_path / "form.docx"
    file.write_bytes(write(Plan(round="2014-15"), rounds.load("2014-15"), ".docx").content)
    tried = checking.tried("signature-missing", "form", read_documents([open_document(file)]), rounds.load("2014-15"))
    assert not tried.hits
    assert tried.not_checked == ("no other test was made: there is nothing to test",)
