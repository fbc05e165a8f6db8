"""A file of actual figures is read row by row; what does not fit is told by its row, and the rest is kept."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter

from bettercare.documents import CannotRead
from bettercare.plan import Quarter
from bettercare.plan.payments import ActualKind
from bettercare.reading import read_actuals
from bettercare.rounds import load

ROUND = load("2014-15")
HEAD = "Metric or condition,Period,Planned,Count,Population,Value,Met\n"


def read(folder: Path, text: str) -> tuple[list[tuple[object, ...]], list[str]]:
    path = folder / "figures.csv"
    path.write_text(HEAD + text, encoding="utf-8")
    found = read_actuals(path, ROUND)
    rows = [(a.kind, a.of, a.period and str(a.period), a.planned, a.numerator, a.denominator, a.value, a.met) for a in found.rows]
    return rows, [f"{u.where.removeprefix('figures.csv, ')}: {u.found}" for u in found.unusable]


def test_metrics_conditions_and_an_extra_fall_are_known_by_id_number_and_title(tmp_path: Path) -> None:
    rows, bad = read(
        tmp_path,
        "residential-admissions,April 2014 to March 2015,,230,29490,779.9,\n"
        "Condition 2,,,,,,Yes\n"
        "Extra fall,2014-15 Q1,40,30,,,\n",
    )  # fmt: skip
    assert bad == []
    year = "2014-04-01..2015-03-31"
    assert rows[0] == (ActualKind.METRIC, "residential-admissions", year, None, 230, 29490, Decimal("779.9"), None)
    assert rows[1][:2] == (ActualKind.CONDITION, "social-care") and rows[1][-1] is True
    assert rows[2] == (ActualKind.EXTRA_FALL, "extra fall", str(Quarter.parse("2014-15 Q1").period), 40, 30, None, None, None)


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ("beds,2014-15 Q1,,3,,,", "row 2: “beds” is nothing that round 2014-15 asks for"),
        ("local,soon,,3,,,", "row 2: “soon” is no period"),
        ("local,2014-15 Q1,,-3,,,", "row 2: count: a count cannot be below nothing, and “-3” is"),
        ("local,2014-15 Q1,,about 3,,,", "row 2: count: “about 3” is no number"),
        ("condition 2,,,,,,perhaps", "row 2: “perhaps” is neither yes nor no"),
        ("local,2014-15 Q1,,3,,,\nlocal,2014-15 Q1,,4,,,", "row 3: it is about the same as row 2"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_told_by_its_row_and_the_rest_is_kept(tmp_path: Path, row: str, found: str) -> None:
    rows, bad = read(tmp_path, f"{row}\nresidential-admissions,2014-15,,230,29490,,\n")
    assert bad == [found]
    assert rows[-1][1] == "residential-admissions"


def test_a_workbook_names_its_sheet_and_an_error_in_a_cell_is_told(tmp_path: Path) -> None:
    path = tmp_path / "figures.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Actuals")
        sheet.write_row(0, 0, ["Figures of the year"])
        sheet.write_row(2, 0, ["Metric", "Period", "Numerator"])
        sheet.write_row(3, 0, ["local", "2014-15 Q1", 12])
        sheet.write_row(4, 0, ["local", "2014-15 Q2"])
        sheet.write_formula(4, 2, "=1/0", None, "#DIV/0!")
    found = read_actuals(path, ROUND)
    assert [a.numerator for a in found.rows] == [12]
    assert found.unusable[0].where == "figures.xlsx, sheet Actuals, row 5" and "#DIV/0!" in found.unusable[0].found


def test_a_file_without_headings_is_refused_with_the_headings_to_give(tmp_path: Path) -> None:
    path = tmp_path / "figures.csv"
    path.write_text("1,2,3\n")
    with pytest.raises(CannotRead, match="no row of headings was found"):
        read_actuals(path, ROUND)
