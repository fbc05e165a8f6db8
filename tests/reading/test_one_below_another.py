"""A register of risks and an action plan below one another on one sheet are two tables, whichever comes first."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

import bettercare as bc

RISKS = [
    ["Risk", "Likelihood", "Impact", "Overall risk factor", "Mitigating actions"],
    ["Staff cannot be hired", 3, 4, 12, "Recruit early with partners"],
    ["Data are late", 2, 3, 6, "Agree a sharing protocol"],
]
STEPS = [
    ["Milestone", "Lead", "When"],
    ["Agree the service model", "Programme lead", "March 2026"],
    ["Open the hub", "Head of service", "June 2026"],
]


@pytest.mark.parametrize("titled", [True, False])
@pytest.mark.parametrize("gap", [0, 1, 3])
@pytest.mark.parametrize("risks_first", [True, False])
def test_two_tables_of_one_sheet_do_not_run_into_each_other(tmp_path: Path, risks_first: bool, gap: int, titled: bool) -> None:
    parts = [("Risks", RISKS), ("Milestones", STEPS)]
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for title, rows in parts if risks_first else reversed(parts):
        for row in [*([[title]] if titled else []), *rows, *[[]] * gap]:
            sheet.append(row)
    path = tmp_path / "register.xlsx"
    book.save(path)
    plan = bc.read(path, round="2017-19").plan
    assert [(r.description, r.likelihood, r.mitigation) for r in plan.risks] == [(r[0], r[1], r[4]) for r in RISKS[1:]]
    assert [(m.action, m.lead, m.due) for m in plan.milestones] == [tuple(r) for r in STEPS[1:]]
