"""The command says what is in a year's pool and what was spent, in words, as data and as a page."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bettercare.cli.app import app, run
from bettercare.plan import to_json
from tests.paying.test_pool import PLAN


@pytest.fixture
def plan(tmp_path: Path) -> str:
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(to_json(PLAN)))
    return str(path)


def test_the_pool_of_a_year_is_told_with_what_the_ledger_spent(plan: str, tmp_path: Path) -> None:
    (tmp_path / "ledger.csv").write_text("Code,Date,Amount\nA1,30/06/2025,250000\nZ9,01/04/2025,12\n")
    (tmp_path / "codes.csv").write_text("Code,Scheme\nA1,Adaptations\n")
    page = tmp_path / "pool.html"
    files = ["--ledger", str(tmp_path / "ledger.csv"), "--codes", str(tmp_path / "codes.csv")]
    told = CliRunner().invoke(app, ["pay", "pool", plan, *files, "--to", str(page)])
    assert told.exit_code == 1, told.output
    for words in (
        "£149,999.99 of Additional council contribution is not planned for", "In 3 of 12 months £250,000 was spent",
        "of 3 lines it is not known", "the code Z9 (£12) stands for no scheme",
    ):  # fmt: skip
        assert words in told.stdout and words in page.read_text(encoding="utf-8")


def test_the_data_hold_every_amount_with_pence(plan: str) -> None:
    told = CliRunner().invoke(app, ["pay", "pool", plan, "--json"])
    data = json.loads(told.stdout)
    assert told.exit_code == 0 and data["schema"] == 1 and data["months"] is None
    assert [(s["source"], s["left"]) for s in data["sources"]][-1] == ("council-additional", "149999.99")


@pytest.mark.parametrize(
    ("year", "why"), [("2025", "a financial year is written like"), ("2031-32", "round 2025-26 is of 2025-26")]
)
def test_a_year_that_is_not_the_rounds_is_refused(plan: str, capsys: pytest.CaptureFixture[str], year: str, why: str) -> None:
    assert run(["pay", "pool", plan, "--year", year]) == 2
    assert why in capsys.readouterr().err


def test_scenarios_are_told_in_words_as_data_and_as_a_page(plan: str, tmp_path: Path) -> None:
    moves, page = tmp_path / "moves.csv", tmp_path / "what-if.html"
    moves.write_text("Scenario,Address,Value\nLess,contributions/c/actual,250000\n")
    asked = ["pay", "scenarios", plan, "--moves", str(moves)]
    told = CliRunner().invoke(app, [*asked, "--to", str(page)])
    assert told.exit_code == 0, told.output
    assert "£149,999.99 becomes £99,999.99 (-£50,000)" in told.stdout
    assert "£99,999.99" in page.read_text(encoding="utf-8")
    data = json.loads(CliRunner().invoke(app, [*asked, "--json"]).stdout)
    assert data["schema"] == 1 and data["scenarios"] == ["Less"]
