"""Texts that lost the rows of their tables are told from those that show them."""

from pathlib import Path

import pytest

from bettercare.documents import open_document
from bettercare.reading.rows_lost import rows_lost

ROWS = [
    ("Home visits", "Council", "1,200"),
    ("Carers", "Charity", "3,400"),
    ("Telecare", "Trust", "5,600"),
    ("Meals", "Council", "780.5"),
] * 4


def lost(folder: Path, text: str) -> bool:
    path = folder / "plan.txt"
    path.write_text(text, encoding="utf-8")
    return rows_lost(open_document(path))


def test_cells_each_on_a_line_or_rows_a_space_apart_have_lost_their_rows(tmp_path: Path) -> None:
    assert lost(tmp_path, "\n\n".join(cell for row in ROWS for cell in row))
    assert lost(tmp_path, "\n".join(" ".join(row) for row in ROWS))


@pytest.mark.parametrize("between", ["\t", " | "])
def test_rows_of_tabs_or_bars_show_their_cells(tmp_path: Path, between: str) -> None:
    heading = ("Scheme", "Provider", "Amount")
    rule = [("---", "---", "---")] if "|" in between else []
    assert not lost(tmp_path, "\n".join(between.join(row) for row in [heading, *rule, *ROWS]))


def test_figures_in_sentences_are_no_table(tmp_path: Path) -> None:
    assert not lost(
        tmp_path,
        "\n".join(f"The council and its partners will spend £{n},000 on care at home in that year." for n in range(10, 40)),
    )
