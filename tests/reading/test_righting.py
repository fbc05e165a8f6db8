"""Tables whose heading a converter printed beneath or among their rows."""

from __future__ import annotations

from pathlib import Path

import pytest

from bettercare.documents import Document, open_document
from bettercare.reading.righting.turned import righted
from bettercare.rounds import load

ROWS = ["1\tHome care\tHigh\tPlan agreed.", "2\tStaff\tLow\tBoard meets.", "3\tDemand\tHigh\tReserve held."]
HEADING = "No\tRisk\tRisk rating\tMitigating Actions"


def turned(folder: Path, lines: list[str], round: str = "2014-15") -> list[list[str]]:
    (folder / "plan.txt").write_text("\n".join(lines), encoding="utf-8")
    document: Document = righted(open_document(folder / "plan.txt"), load(round))
    (table,) = document.tables()
    return [[c.text for c in row.cells] for row in table.rows]


def cells(lines: list[str]) -> list[list[str]]:
    return [line.split("\t") for line in lines]


@pytest.mark.parametrize(
    "lines",
    [[*ROWS[:2], HEADING, *ROWS[2:]], [*ROWS, HEADING], [*ROWS[::-1], HEADING]],
    ids=["among the rows", "beneath them", "the whole table upside down"],
)
def test_a_heading_out_of_place_goes_to_the_top_and_the_rows_run_down(tmp_path: Path, lines: list[str]) -> None:
    assert turned(tmp_path, lines) == cells([HEADING, *ROWS])


def test_a_table_with_its_heading_on_top_stays_as_it_is(tmp_path: Path) -> None:
    assert turned(tmp_path, [HEADING, *ROWS[::-1]]) == cells([HEADING, *ROWS[::-1]])


def test_rows_of_another_kind_above_a_heading_stay_there(tmp_path: Path) -> None:
    lines = ["Running balances\t2014/15", "Total planned\t£300", HEADING, *ROWS]
    assert turned(tmp_path, lines) == cells(lines)


def test_a_table_of_one_row_above_its_heading_is_turned(tmp_path: Path) -> None:
    lines = ["HWB plan\t19127\t18973\t18916", "\tQ1 17/18\tQ2 17/18\tQ3 17/18"]
    assert turned(tmp_path, lines, "2017-19") == cells(lines[::-1])


def test_a_row_of_periods_inside_a_metric_is_no_heading(tmp_path: Path) -> None:
    lines = ["Admissions\tMetric Value\t566.8\t527.0", "\t\tApr 12 - Mar 13\tApr 14 - Mar 15", "Delays\tMetric Value\t391.0\t362.8"]
    assert turned(tmp_path, lines) == cells(lines)
