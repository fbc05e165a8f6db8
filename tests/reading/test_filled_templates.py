"""Workbooks as areas fill them: remarks beside figures, balances above lines, other tables' months, and parts of one amount."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import openpyxl

import bettercare as bc
from bettercare.plan import Plan

TITLE = "Better Care Fund 2023-25 Template"
NEXT = "Better Care Fund 2025-26 HWB planning template"
MONTHS = [f"{m}-23" for m in ("Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")]


def read(path: Path, sheets: dict[str, Sequence[Sequence[object]]], round: str = "2023-25") -> Plan:
    """What is read from a workbook of these sheets, each cell as given, `None` where it is empty."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    book.save(path / "plan.xlsx")
    return bc.read(path / "plan.xlsx", round=round).plan


def test_sentences_beside_the_figures_of_a_metric_are_no_figures_of_it(tmp_path: Path) -> None:
    heads = ["2022-23 Q1 Actual", "2022-23 Q2 Actual", "2022-23 Q3 Actual", "2022-23 Q4 Actual"]
    why = "Growth of 2 per cent was assumed"
    plan = read(tmp_path, {"7. Metrics": [
        [TITLE], ["7. Metrics"], ["8.1 Avoidable admissions"],
        [None, *heads, "Rationale for how ambition was set", "Local plan to meet ambition"],
        ["Indicator value", 170.1, 160.2, 180.3, 175.4, why, "Virtual wards grow to 80 by June"],
        ["Number of Admissions", 610, 580, 650, 630, None, None], ["Population", 389000, 389000, 389000, 389000, None, None],
    ]})  # fmt: skip
    assert [p.value for m in plan.metrics for p in m.points] == [Decimal(n) for n in ("170.1", "160.2", "180.3", "175.4")]


def test_a_label_that_says_average_and_names_a_metric_begins_that_metric(tmp_path: Path) -> None:
    days = "For those adult patients not discharged on DRD, average number of days from DRD to discharge"
    delay = "Average length of discharge delay for all acute adult patients"
    plan = read(tmp_path, {"6. Metrics": [
        [NEXT], ["6. Metrics for 2025-26"], ["6.2 Discharge Delays"],
        [None, "Sep 24 Actual", "Oct 24 Actual"], [delay, 1.09, 1.07], [days, 6.9, 7.1], [],
        [None, "Apr 25 Plan", "May 25 Plan"], [delay, 1.03, 1.02], [days, 6.8, 6.7],
    ]}, "2025-26")  # fmt: skip
    values = {m.metric: [str(p.value) for p in m.points] for m in plan.metrics}
    assert values == {"discharge-delay": ["1.09", "1.07", "1.03", "1.02"], "days-delayed-when-not": ["6.9", "7.1", "6.8", "6.7"]}


def test_months_of_capacity_and_demand_are_no_metric(tmp_path: Path) -> None:
    rows = [["Reablement at home (pathway 1)", *range(40, 49)], ["Short term domiciliary care (pathway 1)", *range(20, 29)]]
    plan = read(tmp_path, {"4. Capacity & Demand": [
        [TITLE], ["4. Capacity & Demand"], ["Demand - Hospital Discharge"], ["Service Area", *MONTHS], *rows,
    ]})  # fmt: skip
    assert plan.metrics == ()


def test_balances_under_two_headings_of_years_are_no_schemes(tmp_path: Path) -> None:
    wide = ["Scheme ID", "Scheme Name", "Brief Description of Scheme", "Source of Funding", "Expenditure 23/24 (£)",
            "Expenditure 24/25 (£)"]  # fmt: skip
    plan = read(tmp_path, {"6a. Expenditure": [
        [TITLE], ["6. Expenditure"],
        [None, None, None, "2023-24", None, None, "2024-25"],
        [None, None, "Running Balances", "Income", "Expenditure", "Balance", "Income", "Expenditure", "Balance"],
        [None, None, "DFG", 1900000, 1900000, 0, 1900000, 1900000, 0],
        [None, None, "iBCF", 5200000, 5200000, 0, 5200000, 5200000, 0],
        [], wide, ["1", "Adaptations", "Ramps", "DFG", 1900000, 1900000], ["2", "Fee uplifts", "Homes", "iBCF", 5200000, 5200000],
    ]})  # fmt: skip
    assert [s.name for s in plan.schemes] == ["Adaptations", "Fee uplifts"]


INCOME = [
    [NEXT], ["4. Income"], ["Disabled Facilities Grant (DFG)", "Gross Contribution"], ["Hampshire", 3000000],
    ["DFG breakdown for two-tier areas only (where applicable)"], ["Gosport", 1800000], ["Hart", 1200000],
    ["Total Minimum LA Contribution (exc Local Authority BCF Grant)", 3000000], [],
    ["Are any additional NHS Contributions being made in 2025-26? If yes, please detail below", "Yes"], [],
    ["Additional NHS Contribution", "Contribution", "Comments"], ["NHS Frimley ICB", 640500, "Council base budget is apart"],
    ["Total Additional NHS Contribution", 640500], [], [None, "2025-26"], ["Total BCF Pooled Budget", 3640500],
]  # fmt: skip


def test_an_amount_shown_again_in_its_parts_is_contributed_once(tmp_path: Path) -> None:
    plan = read(tmp_path, {"4. Income": INCOME}, "2025-26")
    assert [(c.organisation, c.actual) for c in plan.contributions if c.source == "dfg"] == [("Hampshire", Decimal(3000000))]


def test_a_year_above_the_total_is_no_contribution(tmp_path: Path) -> None:
    plan = read(tmp_path, {"4. Income": INCOME}, "2025-26")
    assert [c.actual for c in plan.contributions if c.source == "nhs-additional"] == [Decimal(640500)]


COVER = [
    [TITLE], ["2. Cover"], [None, "Role:", "Professional Title", "First-name:", "Surname:", "E-mail:"],
    ["*Area Assurance Contact Details:", "Health and Wellbeing Board Chair", "Cllr", "Alex", "Example", "a@example.org"],
    [None, "Additional ICB(s) contacts if relevant", None, None, None, None],
    [None, "Local Authority Chief Executive", None, "Sam", "Sample", "s@example.org"],
]  # fmt: skip


def test_a_caption_before_the_roles_hides_no_role_and_an_offered_contact_left_empty_is_no_signature(tmp_path: Path) -> None:
    plan = read(tmp_path, {"2. Cover": COVER})
    assert [(g.role, g.name) for g in plan.signatures] == [("hwb", "Alex Example"), ("council", "Sam Sample")]
