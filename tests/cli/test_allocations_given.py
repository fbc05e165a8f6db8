"""Published amounts by area are given to `check` as files, and the floors they set are held."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bettercare.cli import main

EXAMPLE = Path(__file__).parents[2] / "examples" / "medway-2017-19"
TABLE = "social-care-minimum"
HEAD = "Area,Code,2017-18 (£),2018-19 (£)\n"


def check(capsys: pytest.CaptureFixture[str], *more: str) -> tuple[object, str, str]:
    with pytest.raises(SystemExit) as ended:
        main(["check", str(EXAMPLE), "--json", *more])
    out, err = capsys.readouterr()
    return ended.value.code, out, err


def test_a_floor_is_not_checked_without_its_table_and_checked_with_it(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    _, out, _ = check(capsys)
    assert not any(f["rule"] == "floor-met" for f in json.loads(out)["findings"])
    assert any("has not been imported" in n["why"] and n["rule"] == "floor-met" for n in json.loads(out)["not_checked"])
    file = tmp_path / "published.csv"
    file.write_text(f"{HEAD}Medway,E06000035,5000000,99000000\n", encoding="utf-8")
    code, out, _ = check(capsys, "--allocations", f"{TABLE}={file}")
    (short,) = [f for f in json.loads(out)["findings"] if f["rule"] == "floor-met"]
    assert (code, short["expected"]) == (1, "at least £99,000,000")


def test_a_table_that_the_round_does_not_have_is_refused_with_those_it_has(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = check(capsys, "--allocations", "floors=published.csv")
    assert (code, out) == (2, "")
    assert "TABLE=FILE" in err and TABLE in err


def test_rows_that_do_not_fit_are_named_and_nothing_is_taken(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "published.csv"
    file.write_text(
        f"{HEAD}Kent,E10000016,9000000,9500000\nMedway,E06000035,5000000,\nNowhere at all,,1000000,1000000\n", encoding="utf-8"
    )
    code, out, err = check(capsys, "--allocations", f"{TABLE}={file}")
    assert (code, out) == (3, "")
    assert "row 3: Medway has no amount for 2018-19" in err and "row 4: “Nowhere at all” is no area that is known" in err
