"""The command says what results pay, keeps what is good of a file, and writes a page and data of it."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bettercare.cli.app import app, run
from bettercare.plan import to_json
from tests.paying.test_falls import ACTUAL, AFTER, METRIC, plan

HEAD = "Metric,Period,Count\n"


@pytest.fixture
def given(tmp_path: Path) -> tuple[str, str]:
    document, figures = tmp_path / "plan.json", tmp_path / "figures.csv"
    document.write_text(json.dumps(to_json(plan())))
    figures.write_text(
        HEAD + "".join(f"{METRIC},{p.start:%B %Y} to {p.end:%B %Y},{n}\n" for p, n in zip(AFTER, ACTUAL, strict=True))
    )
    return str(document), str(figures)


def test_the_statement_says_each_quarter_and_what_is_not_confirmed(given: tuple[str, str]) -> None:
    told = CliRunner().invoke(app, ["pay", given[0], "--actuals", given[1]])
    assert told.exit_code == 0, told.output
    assert "£937,210 of £1,053,430 is released; £116,220 is not." in told.stdout
    assert "July 2015 to September 2015: £372,500 paid (450 fewer to date, 528 fewer planned)" in told.stdout
    assert "is not confirmed" in told.stdout


def test_the_data_hold_the_same_as_the_words_and_the_page(given: tuple[str, str], tmp_path: Path) -> None:
    page = tmp_path / "payment.html"
    told = CliRunner().invoke(app, ["pay", given[0], "--actuals", given[1], "--json", "--to", str(page)])
    data = json.loads(told.stdout)
    assert data["schema"] == 1 and [q["paid"] for q in data["for_a_fall"]["quarters"]] == [
        "149000.00",
        "149000.00",
        "372500.00",
        "266710.00",
    ]
    assert sum(Decimal(q["paid"]) for q in data["for_a_fall"]["quarters"]) == Decimal(data["for_a_fall"]["paid"])
    shown = page.read_text(encoding="utf-8")
    assert all(words in shown for words in ("£372,500", "What of this rule is not confirmed", 'role="img"'))


def test_a_row_that_does_not_fit_is_told_and_the_others_are_used(given: tuple[str, str]) -> None:
    figures = Path(given[1])
    figures.write_text(figures.read_text().replace("4921", "many"))
    told = CliRunner().invoke(app, ["pay", given[0], "--actuals", given[1]])
    assert told.exit_code == 1
    assert "figures.csv, row 5" in told.stdout and "£670,500 of £1,053,430 is released by 3 of 4 quarters" in told.stdout


def test_a_wrong_reading_of_the_rule_is_answered_with_those_there_are(
    given: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["pay", given[0], "--variant", "half"]) == 2
    assert "nothing-taken-back" in capsys.readouterr().err
