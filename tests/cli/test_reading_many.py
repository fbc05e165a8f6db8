"""Many plans read at once: in order, in processes of their own, and whatever becomes of one, the others are read."""

from __future__ import annotations

import json
import os
from pathlib import Path

from bettercare.cli.collate import _handed
from bettercare.cli.folder_of_plans import of_each_plan
from bettercare.collating import collate
from bettercare.plan import Plan, to_json
from bettercare.plan.collation import Handed
from bettercare.rounds import load
from specimens.truth import draw_reading
from tests.collating.test_collating import plan


def unless_b(name: str, *_: object) -> Plan:
    """Stands for a reading that takes its whole process with it, as one does that the system stops for want of memory."""
    if name == "b.json":
        os._exit(1)
    return Plan(round=name)


def slip(*_: object) -> Plan:
    raise ZeroDivisionError("a slip")


def written(folder: Path, *names: str) -> None:
    for number, name in enumerate(names, 1):
        path = folder / f"{name}.json"
        path.write_text(json.dumps(to_json(plan(number, (f"E0600000{number}", None)))), encoding="utf-8")


def test_plans_come_back_in_order_whatever_becomes_of_one(tmp_path: Path) -> None:
    written(tmp_path, "a", "b", "c")
    (tmp_path / "b.json").write_text("{", encoding="utf-8")
    found = of_each_plan(tmp_path, _handed, jobs=2)
    assert [p.name for p in found] == ["a.json", "b.json", "c.json"]
    assert [p.made is None for p in found] == [False, True, False]
    assert "this is not JSON" in (found[1].problem or "")


def test_one_that_takes_its_process_with_it_is_named_and_the_others_are_done(tmp_path: Path) -> None:
    written(tmp_path, "a", "b", "c", "d")
    found = of_each_plan(tmp_path, unless_b, jobs=2)
    assert [p.made and p.made.round for p in found] == ["a.json", None, "c.json", "d.json"]
    assert "b.json" in (found[1].problem or "")


def test_a_fault_of_our_own_in_one_plan_is_told_and_stops_nothing(tmp_path: Path) -> None:
    written(tmp_path, "a")
    (found,) = of_each_plan(tmp_path, slip, jobs=1)
    assert found.made is None
    assert "reading it failed (ZeroDivisionError: a slip)" in (found.problem or "")


def test_a_json_that_names_a_round_there_is_not_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps(to_json(Plan(round="1999-00"))), encoding="utf-8")
    (found,) = of_each_plan(tmp_path, _handed, jobs=1)
    assert "There is no round '1999-00'" in (found.problem or "")


def test_what_is_kept_of_a_plan_adds_up_to_the_same_and_holds_no_text_and_no_person(tmp_path: Path) -> None:
    reading = draw_reading(5, "2025-26", tidy=True)
    path = tmp_path / "whole.json"
    path.write_text(json.dumps(to_json(reading)), encoding="utf-8")
    (found,) = of_each_plan(tmp_path, _handed, jobs=1)
    kept = found.made
    assert kept is not None
    assert kept.reading is not None
    round = load("2025-26")
    assert collate([kept], round) == collate([Handed("whole.json", reading, kept.checked)], round)
    said = json.dumps(to_json(kept.reading))
    names = [s.name for s in reading.plan.signatures if s.name]
    assert names
    assert not [name for name in names if name in said]
    assert not [n.text for n in reading.plan.narrative if n.text and n.text in said]
