"""A workbook names its sheets in its guidance and in the checklist of its cover too: these are no further copy of the form."""

from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook

import bettercare as bc


def test_the_cover_before_a_checklist_of_the_sheets_is_read_with_the_names_of_those_who_sign(tmp_path: Path) -> None:
    book = Workbook()
    sheets = {
        "2. Cover": [
            ["Better Care Fund 2025-26 HWB planning template"],
            ["2. Cover"],
            ["Health and Wellbeing Board:", "", "Elmshire"],
            ["", "Role:", "Professional Title (where applicable)", "First-name:", "Surname:", "E-mail:"],
            ["Governance and Sign off", "Health and wellbeing board chair(s) sign off", "Cllr", "Ann", "Oak"],
            ["", "Local Authority Chief Executive", "", "Ben", "Ash"],
            ["", "ICB Chief Executive 1", "", "Cat", "Elm"],
            ["", "Local Authority Section 151 Officer", "", "Dan", "Yew"],
            [],
            ["", "Complete:"],
            *([name, "Yes"] for name in ("2. Cover", "4. Income", "5. Expenditure", "6. Metrics", "7. National Conditions")),
        ],
        "3. Summary": [["Better Care Fund 2025-26 HWB planning template"], ["3. Summary"], ["Total", 1000000, 1000000, 0]],
        "4. Income": [
            ["Better Care Fund 2025-26 HWB planning template"],
            ["4. Income"],
            ["NHS Minimum Contribution", "Contribution"],
            ["NHS Elmshire ICB", 1000000],
        ],
        "5. Expenditure": [["Better Care Fund 2025-26 HWB planning template"], ["5. Expenditure"], ["Running Balances", "Income"]],
        "6. Metrics": [["Better Care Fund 2025-26 HWB planning template"], ["6. Metrics for 2025-26"]],
    }
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.remove(book.worksheets[0])
    book.save(tmp_path / "plan.xlsx")

    plan = bc.read(tmp_path / "plan.xlsx", round="2025-26").plan

    assert {s.role: s.name for s in plan.signatures} == {
        "hwb": "Ann Oak", "council": "Ben Ash", "nhs": "Cat Elm", "section-151": "Dan Yew",
    }  # fmt: skip
