"""What we wrote reads back as the same plan: in every format, and as LibreOffice saves it."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from pathlib import Path

import pytest
from hypothesis import settings

from bettercare.documents import open_document
from bettercare.plan import Plan, Reading, walk
from bettercare.plan.spine import Scheme
from bettercare.reading.pipeline import read_documents
from bettercare.rounds import available, load
from bettercare.writing import ENDINGS, write
from specimens import convert, truth
from specimens.comparing import compare
from tests.long_runs import EVERYDAY

EACH_DAY = settings.default.max_examples <= EVERYDAY
SEEDS = (1, 2, 5)
"""Plans of a round that are written: the first each day, all by `./dev soak`; paper is slow to make whatever the run."""
_NAMES = ("condition", "question", "status", "role", "section", "title", "kind", "year", "metric", "start", "end")
"""What says where an answer would stand."""


def written(reading: Reading, ending: str, folder: Path) -> Path:
    path = folder / f"plan{ending}"
    path.write_bytes(write(reading.plan, load(reading.plan.round or ""), ending, states=reading.states).content)
    return path


def differences(path: Path, reading: Reading) -> list[str]:
    """Facts that come back wrong, not at all or doubted; those that the form has no place for are left out."""
    homeless = write(reading.plan, load(reading.plan.round or ""), ".html").homeless
    found = compare(read_documents([open_document(path)]), reading)
    unasked = {"contribution.minimum"} if any(a.endswith("/minimum") for a in homeless) else set()
    if any(a.startswith("stated_totals") for a in homeless):
        unasked.add("stated-total")
    return [
        f"{v.outcome} {v.kind} {v.key}: {v.expected!r}, found {v.found!r}"
        for v in found.verdicts
        if v.outcome != "right" and v.kind not in unasked
    ]


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("round_id", truth.ROUNDS)
def test_a_written_plan_reads_back_as_the_same_plan(round_id: str, ending: str, tmp_path: Path) -> None:
    for seed in SEEDS[:1] if ending == ".pdf" or EACH_DAY else SEEDS:
        reading = truth.draw_reading(seed, round_id)
        assert differences(written(reading, ending, tmp_path), reading) == []


@pytest.mark.parametrize("ending", [".docx", ".xlsx"])
def test_what_libreoffice_saves_of_it_reads_back_as_the_same_plan(ending: str, tmp_path: Path) -> None:
    readings = {round_id: truth.draw_reading(3, round_id) for round_id in truth.ROUNDS}
    for round_id in readings:
        (tmp_path / round_id).mkdir()
        written(readings[round_id], ending, tmp_path / round_id).rename(tmp_path / f"{round_id}{ending}")
    saved = convert.by_libreoffice([tmp_path / f"{round_id}{ending}" for round_id in readings], ending[1:], tmp_path)
    assert {path.stem: differences(path, readings[path.stem]) for path in saved} == {round_id: [] for round_id in readings}


@pytest.mark.parametrize("ending", [".docx", ".xlsx", ".html"])
def test_text_that_begins_like_a_formula_stays_text(ending: str, tmp_path: Path) -> None:
    names = ("=1+1 team", "+44 helpline", "-5 beds fewer", "@home service", "Beds & <chairs>")
    reading = truth.draw_reading(1, "2014-15")
    schemes = tuple(replace(s, number=None, name=n) for s, n in zip(reading.plan.schemes, names, strict=False))
    plan = replace(reading.plan, schemes=schemes, stated_totals=())
    back = read_documents([open_document(written(replace(reading, plan=plan), ending, tmp_path))])
    assert [s.name for s in back.plan.schemes] == list(names)


@pytest.mark.parametrize("ending", [".docx", ".xlsx", ".html"])
@pytest.mark.parametrize("round_id", available())
def test_a_form_with_nothing_in_it_reads_as_wholly_unanswered(round_id: str, ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"blank{ending}"
    path.write_bytes(write(Plan(round=round_id), load(round_id), ending).content)
    found = read_documents([open_document(path)], round=round_id).plan
    given = {a: v for a, v in walk(found) if v is not None and a.rsplit("/", 1)[-1] not in _NAMES}
    assert {
        a: v for a, v in given.items() if a not in ("round", "area/name") and not a.endswith(("/kind", "/year", "/metric"))
    } == {}
    assert {c.status for c in found.conditions} <= {"unanswered"}


@pytest.mark.parametrize("round_id", available())
def test_every_value_of_a_plan_stands_in_the_form_or_on_the_page_at_its_end(round_id: str) -> None:
    plan = replace(truth.draw(4, "2025-26"), round=round_id)
    words = write(plan, load(round_id), ".html").content.decode()
    lost = [s.description for s in plan.schemes if s.description and escape(s.description) not in words]
    assert lost == []
    assert all(f"{c.actual:,.0f}" in words for c in plan.contributions if c.actual is not None)


def test_one_plan_gives_one_file() -> None:
    plan = truth.draw(1, "2017-19")
    for ending in (".docx", ".xlsx", ".html"):
        assert write(plan, load("2017-19"), ending).content == write(plan, load("2017-19"), ending).content


def test_another_ending_is_refused() -> None:
    with pytest.raises(ValueError, match=r"one of .docx, .xlsx, .pdf, .html, not '.odt'"):
        write(Plan(schemes=(Scheme("a"),)), load("2014-15"), ".odt")
