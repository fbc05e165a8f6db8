"""`bettercare write --into`: what it says, what it writes, and how it ends."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from bettercare.cli.app import run
from bettercare.plan import to_json
from bettercare.plan.spine import Plan
from bettercare.rounds import load
from bettercare.writing import write
from specimens import truth
from tests.writing.blanks import blank_form


@pytest.fixture
def plan_file(tmp_path: Path) -> Path:
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(to_json(truth.draw_reading(1, "2025-26"))))
    return path


@pytest.fixture
def blank(tmp_path: Path) -> Path:
    path = tmp_path / "blank.xlsx"
    path.write_bytes(blank_form(truth.draw(1, "2025-26")))
    return path


def test_it_fills_and_lists_what_has_no_place_and_ends_with_1(plan_file, blank, tmp_path, capsys):
    out = tmp_path / "filled.xlsx"
    assert run(["write", str(plan_file), "--into", str(blank), "--to", str(out)]) == 1
    assert out.read_bytes() != blank.read_bytes()
    assert "Not filled: 5 values\n  - The round's form has no place for it\n" in capsys.readouterr().out


def test_it_ends_with_0_when_all_is_filled(tmp_path, capsys):
    plan = Plan(round="2025-26")
    plan = replace(plan, area=replace(plan.area, name="Hillshire"))
    path, blank, out = tmp_path / "plan.json", tmp_path / "blank.xlsx", tmp_path / "filled.xlsx"
    path.write_text(json.dumps(to_json(replace(truth.draw_reading(1, "2025-26"), plan=plan, states={}))))
    blank.write_bytes(write(Plan(round="2025-26"), load("2025-26"), ".xlsx").content)
    assert run(["write", str(path), "--into", str(blank), "--to", str(out)]) == 0
    assert capsys.readouterr().out == ""


def test_a_workbook_of_the_old_kind_is_refused_with_the_cure(plan_file, tmp_path, capsys):
    old = tmp_path / "blank.xls"
    old.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    out = tmp_path / "filled.xlsx"
    assert run(["write", str(plan_file), "--into", str(old), "--to", str(out)]) == 3
    assert "save it as .xlsx, and fill that copy" in capsys.readouterr().err
    assert not out.exists()


def test_an_encrypted_workbook_is_refused_with_the_cure(plan_file, tmp_path, capsys):
    locked = tmp_path / "blank.xlsx"
    locked.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"))
    assert run(["write", str(plan_file), "--into", str(locked), "--to", str(tmp_path / "filled.xlsx")]) == 3
    assert "protected by a password" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("into", "to"), [("blank.xlsx", "filled.xlsm"), ("blank.xlsm", "filled.xlsx"), ("blank.xlsx", "blank.xlsx")]
)
def test_a_workbook_keeps_its_kind_and_is_never_written_over(plan_file, blank, tmp_path, into, to):
    (tmp_path / into).write_bytes(blank.read_bytes())
    assert run(["write", str(plan_file), "--into", str(tmp_path / into), "--to", str(tmp_path / to)]) == 2


@pytest.mark.parametrize("name", ["plan.docx", "nothing.xlsx"])
def test_what_is_no_workbook_is_refused(plan_file, tmp_path, name, capsys):
    if name == "plan.docx":
        (tmp_path / name).write_bytes(write(Plan(round="2025-26"), load("2025-26"), ".docx").content)
    assert run(["write", str(plan_file), "--into", str(tmp_path / name), "--to", str(tmp_path / "filled.xlsx")]) == 3
    assert name in capsys.readouterr().err


def test_a_round_and_no_plan_gives_its_empty_form(tmp_path):
    out = tmp_path / "blank.xlsx"
    assert run(["write", "--round", "2025-26", "--to", str(out)]) == 0
    assert out.read_bytes() == write(Plan(round="2025-26"), load("2025-26"), ".xlsx").content


def test_no_plan_and_no_round_is_wrong_use(tmp_path):
    assert run(["write", "--to", str(tmp_path / "blank.xlsx")]) == 2
