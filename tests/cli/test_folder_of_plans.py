"""Which files of a folder are one plan: what is none is left aside, what names put together is read once, versions stay apart."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bettercare import rounds
from bettercare.cli import folder_of_plans
from bettercare.cli.collate import _handed
from bettercare.cli.files_of_a_plan import by_name, together
from bettercare.cli.folder_of_plans import OfPlan, of_each_plan
from bettercare.collating import collate
from bettercare.plan import Area, Plan
from bettercare.plan.collation import Handed, Standing
from bettercare.plan.version_names import subject
from bettercare.writing import write
from specimens.truth import draw

ROUND = rounds.load("2025-26")


def written(path: Path, seed: int, area: str, ending: str = ".xlsx", **changes: object) -> Plan:
    plan = replace(draw(seed, "2025-26", tidy=True), area=Area(area), **changes)
    path.with_suffix(ending).write_bytes(write(plan, ROUND, ending).content)
    return plan


def names(folder: Path, *files: str) -> list[list[str]]:
    for file in files:
        (folder / file).write_text("x", encoding="utf-8")
    return [[path.name for path in group] for group in by_name(sorted(folder.iterdir()))]


@pytest.mark.parametrize(
    ("name", "about"),
    [
        ("Kent BCF plan part 2 v3", "kent"),
        ("Kent_Better_Care_Fund_narrative_2025-26 FINAL", "kent"),
        ("Kent - planning template (2)", "kent"),
        ("North East Lincolnshire expenditure", "north east lincolnshire"),
        ("BCF plan 2025-26", ""),
        ("Part 1", ""),
    ],
)
def test_a_file_s_name_tells_whose_plan_it_is(name: str, about: str) -> None:
    assert subject(name) == about


def test_files_of_one_subject_are_one_plan_and_an_older_version_is_apart(tmp_path: Path) -> None:
    assert names(
        tmp_path,
        "Kent narrative.docx",
        "Kent template draft.xlsx",
        "Kent template final.xlsx",
        "Leeds plan.docx",
        "part 1.docx",
        "part 2.docx",
    ) == [
        ["Kent narrative.docx", "Kent template final.xlsx"],
        ["Kent template draft.xlsx"],
        ["Leeds plan.docx"],
        ["part 1.docx"],
        ["part 2.docx"],
    ]


def test_files_of_one_area_and_round_are_one_plan_but_not_two_whole_plans_nor_two_versions(tmp_path: Path) -> None:
    one, two, old = (tmp_path / n for n in ("a.docx", "b.xlsx", "b v0.xlsx"))
    for path in (one, two, old):
        path.write_text("x")
    about = ("E10000016", "2025-26")
    money, whole, nothing = frozenset({"contributions"}), frozenset({"contributions", "schemes", "metrics"}), frozenset[str]()
    assert together([((one,), about, money), ((two,), about, whole)]) == [(one, two)]
    assert together([((one,), about, whole), ((two,), about, whole)]) == [(one,), (two,)]
    assert together([((one,), about, whole - {"metrics"}), ((two,), about, whole)]) == [(one,), (two,)]
    assert together([((two,), about, nothing), ((old,), about, nothing)]) == [(old,), (two,)]
    assert together([((one,), None, nothing), ((two,), None, nothing)]) == [(one,), (two,)]


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of what is read, each time that it is."""
    read: list[str] = []
    real = folder_of_plans._one

    def one(work: object) -> OfPlan[Handed]:
        read.append(work.name)  # type: ignore[attr-defined]
        return real(work)  # type: ignore[arg-type]

    monkeypatch.setattr(folder_of_plans, "_one", one)
    return read


def test_a_file_that_is_no_plan_is_left_aside_and_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "README.md").write_text("# Plans\n\nThe plans of Health and Wellbeing Boards, for the Better Care Fund.\n")
    (tmp_path / "notes.txt").write_text("Ring the finance officer about section 75 on Monday.\n")
    (tmp_path / "broken.docx").write_bytes(b"PK\x03\x04 cut short")
    written(tmp_path / "Leeds", 3, "Leeds")
    found = of_each_plan(tmp_path, _handed, jobs=1)
    assert {p.name: p.no_plan for p in found} == {"README.md": True, "notes.txt": True, "broken.docx": False, "Leeds.xlsx": False}
    err = capsys.readouterr().err
    assert "Left aside, being no plan: README.md, notes.txt" in err
    assert "broken.docx: " in err


def test_loose_files_that_their_names_put_together_are_read_once(
    tmp_path: Path, counted: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    written(tmp_path / "Leeds narrative", 3, "Leeds", ".docx", schemes=(), contributions=(), metrics=())
    plan = written(tmp_path / "Leeds template", 3, "Leeds", narrative=(), signatures=())
    (found,) = of_each_plan(tmp_path, _handed, jobs=1)
    assert counted == ["Leeds narrative.docx and Leeds template.xlsx"]
    assert "put together by name, Leeds narrative.docx and Leeds template.xlsx: E08000035, round 2025-26" in capsys.readouterr().err
    assert found.made
    (pool,) = collate([found.made], ROUND).pools
    assert pool.amount == sum(c.actual or 0 for c in plan.contributions)


def test_where_one_of_the_files_is_broken_the_other_is_read_alone(tmp_path: Path, counted: list[str]) -> None:
    written(tmp_path / "Leeds template", 3, "Leeds")
    (tmp_path / "Leeds narrative.docx").write_bytes(b"PK\x03\x04 cut short")
    found = of_each_plan(tmp_path, _handed, jobs=1)
    assert [(p.name, p.made is None) for p in found] == [("Leeds narrative.docx", True), ("Leeds template.xlsx", False)]
    assert len(counted) == 3


def test_a_draft_beside_the_final_is_named_and_only_the_final_is_added(tmp_path: Path) -> None:
    draft = written(tmp_path / "Leeds draft", 3, "Leeds")
    first, *rest = draft.contributions
    final = written(tmp_path / "Leeds final", 3, "Leeds", contributions=(replace(first, actual=(first.actual or 0) + 1000), *rest))
    found = collate([p.made or Handed(p.name) for p in of_each_plan(tmp_path, _handed, jobs=1)], ROUND)
    assert [(row.name, row.standing) for row in found.rows] == [
        ("Leeds draft.xlsx", Standing.TWICE),
        ("Leeds final.xlsx", Standing.ADDED),
    ]
    assert found.pools[0].amount == sum(c.actual or 0 for c in final.contributions)


@pytest.mark.parametrize(
    ("may_answer", "rounds_of_others", "meant"),
    [
        (("2016-17", "2025-26"), ("2025-26",), "2025-26"),
        (("2016-17", "2025-26"), ("2016-17", "2025-26"), "2017-19"),
        (("2016-17",), ("2025-26",), "2017-19"),
        ((), ("2025-26",), "2017-19"),
    ],
)
def test_words_that_hardly_tell_their_round_go_with_the_only_figures_they_may_belong_to(may_answer, rounds_of_others, meant):
    words = OfPlan("words.docx", 1, "E1", "2017-19", may_answer=may_answer)
    others = [OfPlan(f"{n}.xlsx", 1, "E1", round) for n, round in enumerate(rounds_of_others)]
    assert folder_of_plans._about(words, [words, *others]) == ("E1", meant)
