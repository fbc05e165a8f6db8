"""`bettercare rounds learn`: what is shown, what is saved where, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bettercare.cli import main
from bettercare.plan import Plan
from bettercare.rounds import load
from bettercare.writing import write
from tests.learning.workbooks import other_words


@pytest.fixture
def run(capsys):
    def command(*arguments):
        with pytest.raises(SystemExit) as ended:
            main(["rounds", *map(str, arguments)])
        out, err = capsys.readouterr()
        return ended.value.code, out, err

    return command


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("blank")
    (folder / "own.xlsx").write_bytes(write(Plan(round="2025-26"), load("2025-26"), ".xlsx").content)
    return other_words(folder / "own.xlsx", folder / "blank.xlsx")


def test_learning_shows_matches_with_scores_and_saves_nothing_unasked(run, blank):
    before = sorted(blank.parent.iterdir())
    status, out, err = run("learn", blank, "--from", "2025-26")
    assert status == 0
    for heading in ("Proposed", "Doubtful", "Not found"):
        assert f"\n{heading}\n" in out
    assert "column 'Activity' is 'Kind of activity'" in out
    assert "Nothing was saved." in err
    assert sorted(blank.parent.iterdir()) == before


def test_a_learned_round_is_saved_shown_by_rounds_and_never_written_over(run, blank, tmp_path):
    folder = tmp_path / "my-rounds"
    arguments = ("learn", blank, "--from", "2025-26", "--rounds", folder, "--id", "new")
    status, _, err = run(*arguments)
    assert status == 0
    assert str(folder / "new.yaml") in err
    assert "new        Better Care Fund 2025-26, as blank.xlsx words it" in run("--rounds", folder)[1]
    assert "not confirmed" in run("new", "--rounds", folder)[1]
    saved = (folder / "new.yaml").read_bytes()
    status, _, err = run(*arguments)
    assert (status, (folder / "new.yaml").read_bytes()) == (2, saved)
    assert "there is a round of that name already" in err


def test_json_holds_every_match_with_its_standing(run, blank):
    found = json.loads(run("learn", blank, "--from", "2025-26", "--json")[1])
    assert {m["standing"] for m in found["matches"]} == {"known", "proposed", "doubtful"}
    assert all(0 <= m["score"] <= 100 and m["why"] for m in found["matches"])


@pytest.mark.parametrize(
    "more, status, words",
    [
        (["--from", "1999-00"], 2, "no round '1999-00'"),
        (["--from", "2025-26", "--id", "new"], 2, "name the folder too"),
        (["--from", "2025-26", "--id", "../new", "--rounds", "."], 2, "a round's name is letters"),
        ([], 2, "--from"),
    ],
)
def test_wrong_use_of_learn_is_told(run, blank, more, status, words):
    ended, _, err = run("learn", blank, *more)
    assert ended == status
    assert words in err


def test_what_is_no_workbook_is_refused_with_the_cure(run, tmp_path):
    (tmp_path / "form.txt").write_text("Income\nExpenditure\n")
    status, _, err = run("learn", tmp_path / "form.txt", "--from", "2025-26")
    assert status == 3
    assert "this is no workbook" in err


def test_a_round_is_still_shown_by_its_id_and_help_tells_both_commands(run, capsys):
    assert run("2014-15")[1].startswith("2014-15: ")
    assert " rounds learn [OPTIONS] {BLANK}" in run("learn", "--help")[1]
