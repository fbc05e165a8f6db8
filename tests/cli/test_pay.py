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
from tests.paying.test_outlook import MONTHS, steady

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


@pytest.fixture
def months(tmp_path: Path) -> str:
    path = tmp_path / "months.csv"
    rows = [f"{METRIC},{p.start:%B %Y},{round(c)}\n" for p, c in zip(MONTHS, steady(), strict=True)]
    path.write_text(HEAD + "".join(rows))
    return str(path)


def test_an_outlook_says_the_range_who_bears_a_loss_and_what_is_assumed(
    given: tuple[str, str], months: str, tmp_path: Path
) -> None:
    page = tmp_path / "outlook.html"
    asked = ["pay", "outlook", given[0], "--history", months, "--share", "Council=40", "--share", "NHS=60", "--reserve", "£300,000"]
    told = CliRunner().invoke(app, [*asked, "--draws", "2000", "--to", str(page)])
    assert told.exit_code == 0, told.output
    for words in (
        "is to be expected; in 80 of 100 outcomes between",
        "Council bears 40 per cent",
        "The £300,000 held covers",
        "seed 20141",
    ):
        assert words in told.stdout and words in page.read_text(encoding="utf-8")
    again = CliRunner().invoke(app, [*asked, "--draws", "2000", "--json"])
    data = json.loads(again.stdout)
    assert data["schema"] == 1 and data["draws"] == 2000 and [b["name"] for b in data["bearers"]] == ["Council", "NHS"]


@pytest.mark.parametrize(
    ("option", "why"),
    [
        (["--share", "Council=40"], "come to 40 per cent, not 100"),
        (["--share", "Council"], "give PARTNER=PER CENT"),
        (["--delivered", "half"], "give least, most likely and most"),
        (["--delivered", "90,50,100"], "do not rise"),
        (["--reserve", "enough"], "“enough” is no number"),
    ],
)
def test_a_wrong_assumption_is_answered_with_what_to_give(
    given: tuple[str, str], months: str, capsys: pytest.CaptureFixture[str], option: list[str], why: str
) -> None:
    assert run(["pay", "outlook", given[0], "--history", months, *option]) == 2
    assert why in capsys.readouterr().err
