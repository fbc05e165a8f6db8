"""One cell of a form is one value, under one name: not read twice, not doubled with its heading, not taken for a heading."""

from __future__ import annotations

from pathlib import Path

import pytest

from bettercare.documents import open_document
from bettercare.documents.model import Cell, Document, Format, Row, Table
from bettercare.plan import Reading
from bettercare.reading.pipeline import read_documents


def _sheet(name: str, *rows: list[str]) -> Table:
    made = (Row(tuple(Cell(text, n) for n, text in enumerate(cells) if text), number) for number, cells in enumerate(rows, 1))
    return Table(tuple(made), name)


def _book(*sheets: Table) -> Document:
    return Document("book.xlsx", Format.XLSX, "0" * 64, None, sheets)


def _read(*documents: Document) -> Reading:
    return read_documents(documents, "2025-26")


def _income() -> Table:
    return _sheet(
        "4. Income",
        ["Disabled Facilities Grant", "Gross Contribution 2025-26"],
        ["Marleworth Council", "1007766"],
        [],
        ["NHS Minimum Contribution", "Gross Contribution 2025-26"],
        ["NHS Marleworth Integrated Care Board", "11285874"],
        [],
        ["Total BCF Pooled Budget", "12293640"],
    )


@pytest.fixture(scope="module")
def made_up() -> Reading:
    folder = Path(__file__).parents[2] / "examples" / "made-up-2025-26"
    return read_documents([open_document(file) for file in sorted(folder.iterdir())])


def test_a_budget_that_is_also_a_row_of_totals_is_one_budget_without_a_doubt(made_up: Reading) -> None:
    assert [str(b.amount) for b in made_up.plan.budgets] == ["29128000"]
    assert not made_up.doubts


def test_a_metric_named_in_its_own_row_is_not_called_by_its_sections_heading_too() -> None:
    rate = "Emergency admissions to hospital for people aged 65+ per 100,000 population"
    months = ["Indicator", "", "Apr 24 Actual", "May 24 Actual"]
    metrics = _sheet("6. Metrics", ["6.1 Emergency admissions"], [], months, [rate, "Rate", "1887", "1905"],
                     ["", "Number of Admissions 65+", "1553", "1568"], ["", "Population of 65+", "82300", "82300"])  # fmt: skip
    reading = _read(_book(_income(), metrics))
    (metric,) = [m for m in reading.plan.metrics if m.points]
    assert metric.title == rate


def test_a_row_answered_yes_is_no_heading_of_the_narrative(made_up: Reading) -> None:
    (objectives,) = [n for n in made_up.plan.narrative if n.section == "objectives"]
    assert made_up.places[f"narrative/{objectives.id}/text"].document == "narrative.docx"
    (asked,) = [c for c in made_up.plan.conditions if (c.condition, c.question) == ("objectives", "narrative")]
    assert asked.text == objectives.text
