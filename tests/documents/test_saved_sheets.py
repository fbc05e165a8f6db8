"""Sheets that were saved as Markdown by way of a data frame: they stay sheets, and their marks for nothing are nothing."""

from __future__ import annotations

from bettercare.documents.model import Table
from bettercare.documents.text import read_text

SAVED = """## 5. Income
| Unnamed: 0 | Template | Unnamed: 2 |
| --- | --- | --- |
| NaN | NaN | NaN |
| NaN | DFG | 99750 |
"""


def tables(text: str) -> list[Table]:
    return [b for b in read_text(text.encode(), "plan.txt")[0] if isinstance(b, Table)]


def test_a_saved_sheet_is_called_as_its_heading_and_its_empty_cells_are_empty() -> None:
    (table,) = tables(SAVED)
    assert table.sheet == "5. Income"
    assert [[c.text for c in row.cells] for row in table.rows] == [["", "Template", ""], ["", "", ""], ["", "DFG", "99750"]]


def test_a_table_of_somebody_called_nan_is_left_as_written() -> None:
    (table,) = tables("## Staff\n| Name | Post |\n| --- | --- |\n| NaN | Cook |\n")
    assert table.sheet is None
    assert table.rows[1].cells[0].text == "NaN"
