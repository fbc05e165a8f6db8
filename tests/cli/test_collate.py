"""Collating from the command line: plans in folders, files beside each other, files that cannot be read, and what is written."""

from __future__ import annotations

import csv
import json
from decimal import Decimal
from io import StringIO
from pathlib import Path

import openpyxl
import pytest
from lxml import html

from bettercare.cli import main
from bettercare.collating import collate
from bettercare.plan import Area, Plan, Reading, to_json
from bettercare.plan.collation import Handed
from bettercare.reporting import collated
from tests.collating.test_collating import plan


@pytest.fixture
def plans(tmp_path: Path) -> Path:
    folder = tmp_path / "plans"
    folder.mkdir()
    for name, pool, code in (("north", 700, "E06000001"), ("south", 35, "E06000002")):
        (folder / f"{name}.json").write_text(json.dumps(to_json(plan(pool, (code, None)))), encoding="utf-8")
    return folder


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[object, str, str]:
    with pytest.raises(SystemExit) as ended:
        main(["collate", *map(str, arguments), "--jobs", "1"])
    out, err = capsys.readouterr()
    return ended.value.code, out, err


def test_plans_are_added_and_each_is_named_with_its_area_and_round(capsys: pytest.CaptureFixture[str], plans: Path) -> None:
    status, out, err = run(capsys, plans)
    assert status == 0
    assert out.startswith("2 plans, 2 in the sums. Pooled in 2025-26: £735.")
    assert "north.json: E06000001, round 2025-26" in err


def test_a_file_that_cannot_be_read_keeps_its_row_and_stops_nothing(capsys: pytest.CaptureFixture[str], plans: Path) -> None:
    (plans / "broken.json").write_text("{", encoding="utf-8")
    status, out, _ = run(capsys, plans)
    assert status == 0
    assert "3 plans, 2 in the sums" in out
    assert "1 plan could not be read\n      broken.json: this is not JSON" in out


def test_plans_of_another_round_are_named_and_not_added(capsys: pytest.CaptureFixture[str], plans: Path) -> None:
    (plans / "old.json").write_text(json.dumps(to_json(Plan(round="2014-15", area=Area("Elsewhere")))), encoding="utf-8")
    _, out, _ = run(capsys, plans)
    assert "3 plans, 2 in the sums" in out
    assert "1 plan is not of this round\n      old.json: it answers round 2014-15" in out


def test_the_written_files_say_the_same_and_the_page_leads_to_every_table(
    capsys: pytest.CaptureFixture[str], plans: Path, tmp_path: Path
) -> None:  # fmt: skip
    to = tmp_path / "nation"
    status, printed, _ = run(capsys, plans, "--to", to, "--json")
    assert status == 0
    assert json.loads(printed) == json.loads((to / "collation.json").read_text(encoding="utf-8"))
    row = next(csv.DictReader(StringIO((to / "money.csv").read_text(encoding="utf-8-sig"))))
    assert (row["year"], Decimal(row["amount"]), row["plans"]) == ("2025-26", 735, "2")
    assert openpyxl.load_workbook(to / "collation.xlsx")["Money by year"]["C2"].value == 735
    page = html.fromstring((to / "index.html").read_text(encoding="utf-8"))
    links = [a.get("href") for a in page.iter("a")]
    assert all((to / link).is_file() for link in links if not link.startswith("#"))
    assert all(page.get_element_by_id(link[1:]) is not None for link in links if link.startswith("#"))
    assert "£735" in page.text_content()


def test_the_dictionary_explains_every_column_of_every_table(
    capsys: pytest.CaptureFixture[str], plans: Path, tmp_path: Path
) -> None:  # fmt: skip
    to = tmp_path / "nation"
    run(capsys, plans, "--to", to)
    told = {(r["file"], r["column"]) for r in csv.DictReader(StringIO((to / "dictionary.csv").read_text(encoding="utf-8-sig")))}
    for path in to.glob("*.csv"):
        if path.name != "dictionary.csv":
            heading = next(csv.reader(StringIO(path.read_text(encoding="utf-8-sig"))))
            assert {(path.name, column) for column in heading} <= told


def test_a_text_that_a_spreadsheet_would_take_for_a_formula_is_stored_as_text() -> None:
    evil = Handed("=1+1", Reading(Plan(area=Area("@SUM(A1)"))))
    files = collated(collate([evil]))
    (row,) = csv.DictReader(StringIO(str(files["plans.csv"]).removeprefix("\ufeff")))
    assert (row["plan"], row["area"]) == ("'=1+1", "'@SUM(A1)")


def test_published_amounts_are_held_against_every_plan_of_the_round(
    capsys: pytest.CaptureFixture[str], plans: Path, tmp_path: Path
) -> None:
    (plans / "old.json").write_text(json.dumps(to_json(Plan(round="2014-15", area=Area("Elsewhere")))), encoding="utf-8")
    file = tmp_path / "floors.csv"
    file.write_text("Area,Code,2025-26\nHartlepool,E06000001,100\nMiddlesbrough,E06000002,200\n", encoding="utf-8")
    given = ("--allocations", f"social-care-minimum={file}")

    def counted(out: str) -> dict[str, int]:
        return {r["rule"]: r["plans"] for r in json.loads(out)["rules"]}

    _, out, _ = run(capsys, plans, "--json")
    assert "floor-met" not in counted(out)
    _, out, _ = run(capsys, plans, "--json", "--round", "2025-26", *given)
    assert counted(out)["floor-met"] == 2
    status, out, err = run(capsys, plans, *given)
    assert (status, out) == (2, "")
    assert "--allocations: say with --round" in err


def test_no_folder_an_empty_folder_and_a_file_to_write_into_are_wrong_use(
    capsys: pytest.CaptureFixture[str], plans: Path, tmp_path: Path
) -> None:  # fmt: skip
    (tmp_path / "empty").mkdir()
    taken = tmp_path / "taken"
    taken.write_text("")
    assert run(capsys, tmp_path / "none")[0] == 2
    assert run(capsys, tmp_path / "empty")[0] == 2
    assert run(capsys, plans, "--to", taken)[0] == 2
    assert taken.read_text() == ""


def test_where_no_plan_can_be_read_the_status_says_so(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "broken.json").write_text("{", encoding="utf-8")
    assert run(capsys, tmp_path)[0] == 3


def test_the_round_asked_for_chooses_plans_and_changes_none(capsys: pytest.CaptureFixture[str], plans: Path) -> None:
    old = Plan(round="2014-15", area=Area("Elsewhere"))
    (plans / "old.json").write_text(json.dumps(to_json(old)), encoding="utf-8")
    _, out, _ = run(capsys, plans, "--round", "2014-15")
    assert out.startswith("3 plans, 0 in the sums.")
    assert "2 plans are not of this round: it answers round 2025-26\n      north.json\n      south.json" in out
    assert run(capsys, plans, "--round", "1914-15")[0] == 2


def test_with_all_areas_every_area_of_that_year_is_shown_and_those_without_a_plan_are_named(
    capsys: pytest.CaptureFixture[str], plans: Path, tmp_path: Path
) -> None:  # fmt: skip
    to = tmp_path / "nation"
    run(capsys, plans, "--to", to, "--all-areas")
    found = json.loads((to / "collation.json").read_text(encoding="utf-8"))
    assert len(found["uncovered"]) == 151
    assert len(found["areas"]) == 153
    page = html.fromstring((to / "index.html").read_text(encoding="utf-8"))
    assert len(page.xpath("//g[polygon]")) == 153
