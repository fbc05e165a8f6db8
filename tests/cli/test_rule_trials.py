"""`bettercare rules ID --try FOLDER`: hit rate, examples and the effect of a change, with nothing written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bettercare.cli import main
from bettercare.plan import to_json
from tests.checking.test_trials import leaping, off_by

CHANGED = """
id: 2014-15
based_on: 2014-15
changes:
  - add: rules/metric-leap
    with: {parameters: {most: "0.01"}, reason: areas rarely do better}
  - add: constraints/named
    with:
      on: scheme
      must: {is_not: [name, Falls]}
      severity: query
      message: A scheme is called Falls
      do: Say what it does
      source: memory
      confirmed: false
"""


@pytest.fixture
def run(capsys):
    def command(*arguments):
        with pytest.raises(SystemExit) as ended:
            main(["rules", *map(str, arguments)])
        out, err = capsys.readouterr()
        return ended.value.code, out, err

    return command


@pytest.fixture
def plans(tmp_path: Path) -> Path:
    folder = tmp_path / "plans"
    folder.mkdir()
    for name, reading in (("even", off_by(0)), ("odd", off_by(70_000)), ("leaping", leaping())):
        (folder / f"{name}.json").write_text(json.dumps(to_json(reading)), encoding="utf-8")
    return folder


@pytest.fixture
def changed(tmp_path: Path) -> Path:
    folder = tmp_path / "rounds"
    folder.mkdir()
    (folder / "2014-15.yaml").write_text(CHANGED, encoding="utf-8")
    return folder


def test_a_rule_is_tried_over_a_folder_and_the_hit_rate_stands_first(run, plans):
    before = sorted(plans.parent.rglob("*"))
    status, out, err = run("total-rows", "--try", plans, "--jobs", "1")
    assert status == 0
    lines = out.splitlines()
    assert lines[0].startswith("total-rows: ")
    assert lines[1] == "Fires for 1 of 3 plans: 1 error."
    assert "  1. odd.json" in lines
    assert "Before the change" not in out
    assert sorted(plans.parent.rglob("*")) == before
    assert "odd.json: " in err


def test_a_changed_setting_is_held_against_the_round_as_it_comes(run, plans, changed):
    status, out, _ = run("metric-leap", "--try", plans, "--rounds", changed, "--jobs", "1")
    assert status == 0
    assert "Fires for 1 of 3 plans: 1 query." in out
    assert "Before the change: for 0, 0 findings. New: 1; gone: 0; still there: 0." in out
    assert "  1. leaping.json (new)" in out


def test_a_new_rule_of_a_rounds_own_is_tried_in_the_same_way(run, plans, changed):
    _, out, _ = run("round-constraint", "--try", plans, "--rounds", changed, "--jobs", "1", "--json")
    trial = json.loads(out)
    assert (trial["plans"], trial["fires_for"], trial["fired_before_for"]) == (3, 2, 0)
    assert {hit["against"] for plan in trial["by_plan"] for hit in plan["hits"]} == {"new"}


def test_a_plan_that_cannot_be_read_is_named_and_stops_nothing(run, plans):
    (plans / "broken.json").write_text("{", encoding="utf-8")
    status, out, _ = run("total-rows", "--try", plans)
    assert status == 0
    assert "Fires for 1 of 3 plans" in out
    assert "Not read: 1 plan (broken.json)." in out


def test_why_a_rule_was_not_checked_is_told_with_the_number_of_plans(run, plans):
    (plans / "roundless.json").write_text(
        json.dumps({**to_json(off_by(0)), "plan": {"area": {"name": "Anytown"}}}), encoding="utf-8"
    )
    _, out, _ = run("total-rows", "--try", plans, "--jobs", "1")
    assert "  1 plan: the documents do not show which round they answer" in out


@pytest.mark.parametrize(
    "arguments, words",
    [
        (["--try", "plans"], "--try runs one rule"),
        (["total-rows", "--rounds", "."], "go with --try"),
        (["total-rows", "--try", "no-such-folder"], "this is no folder"),
    ],
)
def test_wrong_use_is_told_and_ends_with_2(run, arguments, words):
    status, _, err = run(*arguments)
    assert status == 2
    assert words in err


def test_a_parameter_that_no_rule_has_ends_with_2_and_names_those_there_are(run, plans, changed):
    (changed / "2014-15.yaml").write_text(CHANGED.replace("most:", "least:"), encoding="utf-8")
    status, _, err = run("metric-leap", "--try", plans, "--rounds", changed, "--jobs", "1")
    assert status == 2
    assert "what may be set is: most" in err
