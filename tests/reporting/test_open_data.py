"""Open data: what a table says comes back from CSV and from Parquet, and no spreadsheet takes a text for a formula."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import polars
from hypothesis import example, given
from hypothesis import strategies as st

from bettercare.collating import collate
from bettercare.plan import Area, Cover, Plan, Reading
from bettercare.plan.collation import Handed
from bettercare.reporting import collated, from_csv
from bettercare.reporting.collated_sheet import Column, Sheet
from bettercare.reporting.open_data import as_csv, as_parquet

NAME, AMOUNT, RATE, COUNT = Column("name", "Name", ""), *(Column(k, k, "", k) for k in ("pounds", "rate", "count"))


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0")), min_size=1, max_size=5))
@example(["=1+1", "+44", "-5", "@SUM(A1)", "'=1+1", "''-", "'quoted'", "", "two\nlines"])
def test_a_text_that_a_spreadsheet_takes_for_a_formula_is_guarded_in_csv_and_comes_back_as_it_was(texts: list[str]) -> None:
    written = as_csv(Sheet("x", "X", "", (NAME, COUNT), tuple((text, 1) for text in texts)))
    cells = [row[0] for row in csv.reader(io.StringIO(written.removeprefix("\ufeff"), newline=""))]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert [row["name"] for row in from_csv(written)] == texts


def test_a_negative_figure_is_no_formula() -> None:
    (row,) = from_csv(as_csv(Sheet("x", "X", "", (AMOUNT,), ((Decimal("-5.10"),),))))
    assert row["pounds"] == "-5.10"


def test_parquet_holds_pounds_as_decimals_counts_as_whole_numbers_text_as_it_is_and_what_is_not_known_as_null() -> None:
    rows = (("=1+1", Decimal("14424000"), Decimal("7.25"), 3), ("b", Decimal("-0.125"), None, 0), (None, None, None, None))
    frame = polars.read_parquet(as_parquet(Sheet("x", "X", "", (NAME, AMOUNT, RATE, COUNT), rows)))
    assert frame.dtypes == [polars.String, polars.Decimal(38, 3), polars.Float64, polars.Int64]
    assert frame.rows() == [("=1+1", Decimal(14424000), 7.25, 3), ("b", Decimal("-0.125"), None, 0), (None, None, None, None)]


def test_an_empty_table_keeps_its_columns_in_both_forms() -> None:
    sheet = Sheet("x", "X", "", (NAME, AMOUNT), ())
    assert as_csv(sheet) == "\ufeffname,pounds\r\n"
    assert polars.read_parquet(as_parquet(sheet)).columns == ["name", "pounds"]


def test_every_table_is_written_in_both_forms_with_the_same_columns_and_rows() -> None:
    files = collated(collate([Handed("@a", Reading(Plan(area=Area("=b"), covers=(Cover("c", "E06000001"),))))]))
    tables = [name.removesuffix(".csv") for name in files if name.endswith(".csv") and name != "dictionary.csv"]
    told = {(row["file"], row["column"]) for row in from_csv(str(files["dictionary.csv"]))}
    assert "plans" in tables
    for name in tables:
        frame = polars.read_parquet(bytes(files[f"{name}.parquet"]))
        rows = from_csv(str(files[f"{name}.csv"]))
        assert frame.height == len(rows)
        assert {(f"{name}.{ending}", column) for ending in ("csv", "parquet") for column in frame.columns} <= told
    assert from_csv(str(files["plans.csv"]))[0]["plan"] == "@a"
