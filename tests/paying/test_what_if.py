"""Scenarios: a value of the plan moved, and what follows for the pool and its payment; what does not fit is told."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from bettercare.paying import what_if
from bettercare.plan import FinancialYear
from bettercare.plan.what_if import Figure, Move, Moves, WhatIf
from bettercare.reading import read_moves
from tests.paying import test_falls as falls
from tests.paying import test_pool as pools


def of_pool(*moves: tuple[str, str, str]) -> WhatIf:
    rows = tuple(Move(f"moves.csv, row {n}", *move) for n, move in enumerate(moves, 2))
    return what_if(pools.PLAN, pools.ROUND, pools.YEAR, Moves(rows))


def figure(found: WhatIf, title: str) -> Figure:
    return next(f for f in found.figures if f.title == title)


def test_a_contribution_that_falls_leaves_less_of_its_source_and_nothing_else_moves() -> None:
    found = of_pool(("Less", "contributions/c/actual", "250000"))
    assert [f.title for f in found.figures if f.moves] == ["Put into the pool", "Left of Additional council contribution"]
    left = figure(found, "Left of Additional council contribution")
    assert (left.now, left.then) == (Decimal("149999.99"), (Decimal("99999.99"),))
    assert (found.changed[0].old, found.changed[0].new) == ("£300,000", "£250,000")


def test_scenarios_stand_beside_each_other_and_do_not_touch_each_other() -> None:
    found = of_pool(("One", "contributions/c/actual", "0"), ("Two", "schemes/s3/lines/3-0/amount", "1"))
    assert found.scenarios == ("One", "Two")
    assert figure(found, "Planned to be spent").then == (Decimal("6250000.26"), Decimal("4250001.26"))


def test_a_value_that_does_not_fit_is_told_and_the_rest_of_its_scenario_is_moved() -> None:
    found = of_pool(
        ("One", "contributions/c/actual", "lots"), ("One", "schemes/nine/name", "x"), ("One", "schemes/s3/lines/3-0/amount", "1")
    )  # fmt: skip
    assert [u.where for u in found.not_worked_out] == ["moves.csv, row 2", "moves.csv, row 3"]
    assert len(found.changed) == 1 and figure(found, "Planned to be spent").moves


def test_a_target_and_a_unit_cost_move_the_fund_and_what_is_released() -> None:
    aim = f"metrics/m/points/target-{falls.AFTER[3]}/numerator"
    rows = (Move("row 2", "Aim", aim, "5000"), Move("row 3", "Worth", "answers/admission-value", "1300"))
    found = what_if(falls.plan(), falls.ROUND, FinancialYear(2015), Moves(rows), falls.happened())
    fund = figure(found, "Payment for performance: fund")
    assert (fund.now, fund.then) == (1_053_430, (Decimal(628 * 1490), Decimal(707 * 1300)))
    assert found.changed[1].old == "not given"


def test_a_file_of_scenarios_is_read_row_by_row(tmp_path: Path) -> None:
    path = tmp_path / "moves.csv"
    path.write_text(
        'Scenario,Address,Value\nOne,/contributions/c/actual,"£1,000"\nOne,,5\nTwo,area/name,Hillshire\n', encoding="utf-8"
    )
    found = read_moves(path)
    assert [(m.scenario, m.address, m.value) for m in found.rows] == [
        ("One", "contributions/c/actual", "1000"), ("Two", "area/name", "Hillshire")
    ]  # fmt: skip
    assert [(u.where, u.found) for u in found.unusable] == [("moves.csv, row 3", "it has no address")]
