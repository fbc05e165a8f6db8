"""Capacity and demand, and high impact changes, have their place in every format, are read back, and follow while people type."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from bettercare.documents import open_document
from bettercare.plan import Answer, Plan, State
from bettercare.plan.spine import AnswerValue
from bettercare.reading.pipeline import read_documents
from bettercare.rounds import load
from bettercare.rounds.capacity import CapacityCell, capacity_cells
from bettercare.rounds.model import Round
from bettercare.writing import fill, write
from specimens import any_round

FEW = 60
"""Cells that are answered, drawn over all tables."""


def answered(round: Round, few: int = FEW) -> Plan:
    """A plan with answers in cells of every table of capacity."""
    draw = random.Random(95302)
    cells = list(capacity_cells(round))
    drawn = draw.sample(cells, min(few, len(cells)))
    plan = any_round.draw(95302, round.id, schemes=1)
    return replace(plan, answers=(*plan.answers, *(Answer(c.id, _value(c, round, draw)) for c in drawn)))


def _value(cell: CapacityCell, round: Round, draw: random.Random) -> AnswerValue:
    match cell.field.kind:
        case "choice":
            return draw.choice(round.taxonomy(cell.field.choices or "").items).id
        case "date":
            return date(2018, draw.randint(1, 12), draw.randint(1, 28))
        case "text":
            return draw.choice(("Hillshire General Hospital", "The discharge board, every month"))
        case "rate":
            return Decimal(draw.randint(50, 99)) / 100
    return Decimal(draw.randint(0, 90))


def read_back(content: bytes, ending: str, folder: Path) -> dict[str, object]:
    path = folder / f"plan{ending}"
    path.write_bytes(content)
    return {a.field: a.value for a in read_documents([open_document(path)]).plan.answers if a.value is not None}


@pytest.mark.parametrize(
    ("round_id", "ending"),
    [("2017-19", ".pdf"), ("2017-19", ".docx"), ("2023-25", ".xlsx"), ("2024-25", ".html"), ("2025-26", ".docx")],
)
def test_answers_of_every_table_are_written_in_their_place_and_read_back(round_id: str, ending: str, tmp_path: Path) -> None:
    round = load(round_id)
    plan = answered(round)
    made = write(plan, round, ending)
    assert not [address for address in made.homeless if address.startswith("answers/")]
    assert read_back(made.content, ending, tmp_path) == {a.field: a.value for a in plan.answers}


@pytest.mark.parametrize("round_id", ["2017-19", "2025-26"])
def test_the_empty_form_has_a_cell_for_each_of_them(round_id: str, tmp_path: Path) -> None:
    round = load(round_id)
    plan = answered(round)
    made = fill(plan, round, write(Plan(round=round_id), round, ".xlsx").content)
    assert made.not_filled == ()
    assert read_back(made.content, ".xlsx", tmp_path) == {a.field: a.value for a in plan.answers}


def test_a_plan_that_gives_nothing_of_it_is_not_printed_with_empty_tables_and_its_workbook_has_them() -> None:
    round = load("2025-26")
    plan = any_round.draw(1, "2025-26", schemes=1)
    assert b"after hospital discharge" not in write(plan, round, ".html").content
    book = openpyxl.load_workbook(BytesIO(write(plan, round, ".xlsx").content))
    assert [name for name in book.sheetnames if name.startswith("Capacity and demand")] == [
        "Capacity and demand after hospi", "Capacity and demand in the comm",
    ]  # fmt: skip


def test_what_a_workbook_works_out_is_a_formula_of_the_cells_above_and_what_is_not_known_yet_is_said(tmp_path: Path) -> None:
    round = load("2025-26")
    april = "community.{}.urgent-response.2025-04"
    held = (Answer(april.format("capacity"), Decimal(40)), Answer(april.format("demand"), Decimal(55)))
    tbc = {f"answers/{april.format('demand').replace('-04', '-05')}": State.TO_BE_CONFIRMED}
    made = write(Plan(round="2025-26", answers=held), round, ".xlsx", states=tbc)
    sheet = openpyxl.load_workbook(BytesIO(made.content))["Capacity and demand in the comm"]
    formulas = [c.value for row in sheet.iter_rows() for c in row if str(c.value).startswith("=IF(COUNT(")]
    assert len(formulas) == 5 * 12
    shown = openpyxl.load_workbook(BytesIO(made.content), data_only=True)[sheet.title]
    assert [c.value for row in shown.iter_rows() for c in row if c.value == -15] == [-15]
    path = tmp_path / "plan.xlsx"
    path.write_bytes(made.content)
    assert tbc.items() <= read_documents([open_document(path)]).states.items()
