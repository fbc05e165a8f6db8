"""Workbooks of the rounds whose forms are alike: known as their rounds, and read as far as the form's tables go."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

import bettercare as bc
from bettercare.documents import open_document
from bettercare.plan import ConditionStatus, FinancialYear, Line, MetricPoint, Reading
from bettercare.reading.round_detection import guess_rounds

EXAMPLES = Path(__file__).parents[2] / "examples"
TITLE = ["Better Care Fund 2023-25 Template"]
FIRST, SECOND = FinancialYear(2023), FinancialYear(2024)

COVER = [
    TITLE,
    ["2. Cover"],
    [],
    ["Health and Wellbeing Board:", "Barnet"],
    ["Completed by:", "A. Planner"],
    ["Has this report been signed off by (or on behalf of) the HWB at the time of submission?", "No"],
    ["If no please indicate when the HWB is expected to sign off the plan:", "20/07/2023"],
    [],
    ["Role:", "Professional Title", "First-name:", "Surname:", "E-mail:"],
    ["Health and Wellbeing Board Chair", "Cllr", "Alex", "Example", "chair@example.org"],
    ["Local Authority Chief Executive", "Mx", "Sam", "Sample", "chief@example.org"],
]
SUMMARY = [
    TITLE,
    ["3. Summary"],
    ["Funding Sources", "Income Yr 1", "Income Yr 2", "Expenditure Yr 1", "Expenditure Yr 2", "Difference"],
    ["DFG", 1900000, 1900000, 1900000, 1900000, 0],
    ["Total", 9800000, 10800920, 9800000, 10800920, 0],
]
INCOME = [
    TITLE,
    ["5. Income"],
    [],
    ["Disabled Facilities Grant (DFG)", "Gross Contribution Yr 1", "Gross Contribution Yr 2"],
    ["Barnet", 1900000, 1900000],
    ["Total Minimum LA Contribution (exc iBCF)", 1900000, 1900000],
    [],
    ["Local Authority Discharge Funding", "Contribution Yr 1", "Contribution Yr 2"],
    ["Barnet", 800000, 1333000],
    [],
    ["ICB Discharge Funding", "Contribution Yr 1", "Contribution Yr 2"],
    ["NHS North Central London ICB", 700000, 1100000],
    ["Total ICB Discharge Fund Contribution", 700000, 1100000],
    [],
    ["iBCF Contribution", "Contribution Yr 1", "Contribution Yr 2"],
    ["Barnet", 5200000, 5200000],
    [],
    ["NHS Minimum Contribution", "Contribution Yr 1", "Contribution Yr 2"],
    ["NHS North Central London ICB", 1200000, 1267920],
    ["Total NHS Minimum Contribution", 1200000, 1267920],
]
HOME = "Domiciliary care to support hospital discharge (Discharge to Assess pathway 1)"
HOURS = "Hours of care (unless short-term in which case packages)"
EXPENDITURE = [
    TITLE,
    ["6a. Expenditure"],
    ["Running Balances", "2023-24", "", "", "2024-25"],
    ["", "Income", "Expenditure", "Balance", "Income", "Expenditure", "Balance"],
    ["DFG", 1900000, 1900000, 0, 1900000, 1900000, 0],
    ["iBCF", 5200000, 5200000, 0, 5200000, 5200000, 0],
    [],
    [
        "Scheme ID", "Scheme Name", "Brief Description of Scheme", "Scheme Type", "Sub Types",
        "Please specify if 'Scheme Type' is 'Other'", "Expected outputs 2023-24", "Expected outputs 2024-25", "Units",
        "Area of Spend", "Please specify if 'Area of Spend' is 'other'", "Commissioner", "% NHS (if Joint Commissioner)",
        "% LA (if Joint Commissioner)", "Provider", "Source of Funding", "New/ Existing Scheme", "Expenditure 23/24 (£)",
        "Expenditure 24/25 (£)", "% of Overall Spend (Average)",
    ],
    [
        1, "Equipment at home", "Loan of aids", "Assistive Technologies and Equipment", "Community based equipment", None, 4100,
        4200, "Number of beneficiaries", "Social Care", None, "Joint", "60%", "40%", "Private Sector",
        "Minimum NHS Contribution", "Existing", 1200000, 1267920, "12%",
    ],
    [
        2, "Home from hospital", "Short packages", "Home Care or Domiciliary Care", HOME, None, 52000, 60000, HOURS,
        "Social Care", None, "LA", None, None, "Private Sector", "Local Authority Discharge Funding", "New", 800000, 1333000, "10%",
    ],
    [
        2, "Home from hospital", "Short packages", "Home Care or Domiciliary Care", HOME, None, 30000, 41000, HOURS,
        "Community Health", None, "NHS", None, None, "NHS Community Provider", "ICB Discharge Funding", "New", 700000, 1100000,
        "9%",
    ],
    [
        3, "Adaptations", "Ramps and showers", "DFG Related Schemes", "Adaptations, including statutory DFG grants", None, 210, 215,
        "Number of adaptations funded/people supported", "Social Care", None, "LA", None, None, "Local Authority", "DFG",
        "Existing", 1900000, 1900000, "18%",
    ],
    [
        4, "Market stability", "Fee uplifts", "Residential Placements", "Care home", None, 95, 97, "Number of beds",
        "Social Care", None, "LA", None, None, "Private Sector", "iBCF", "Existing", 5200000, 5200000, "50%",
    ],
]  # fmt: skip
BEFORE = ["", "", "2022-23 Q1 Actual", "2022-23 Q2 Actual", "2022-23 Q3 Actual", "2022-23 Q4 Actual"]
PLANNED = ["", "", "2023-24 Q1 Plan", "2023-24 Q2 Plan", "2023-24 Q3 Plan", "2023-24 Q4 Plan"]
YEARS = ["", "", "2021-22 Actual", "2022-23 Plan", "2022-23 estimated", "2023-24 Plan"]
STANDARDISED = "Indirectly standardised rate (ISR) of admissions per 100,000 population"
FALLS = "Emergency hospital admissions due to falls in people aged 65 and over directly age standardised rate per 100,000."
USUAL = "Percentage of people, resident in the HWB, who are discharged from acute hospital to their normal place of residence"
LONG_TERM = (
    "Long-term support needs of older people (age 65 and over) met by admission to residential and nursing care homes, "
    "per 100,000 population"
)
METRICS = [
    TITLE,
    ["7. Metrics for 2023-24"],
    [],
    ["8.1 Avoidable admissions"],
    BEFORE,
    [STANDARDISED, "Indicator value", 170.1, 160.2, 180.3, 175.4],
    ["", "Number of Admissions", 610, 580, 650, 630],
    ["", "Population", 389000, 389000, 389000, 389000],
    PLANNED,
    ["", "Indicator value", 165.0, 158.0, 176.0, 171.0],
    [],
    ["8.2 Falls"],
    ["", "", "2021-22 Actual", "2022-23 estimated", "2023-24 Plan"],
    [FALLS, "Indicator value", 1910.5, 1900.0, 1880.0],
    ["", "Count", 1120, 1130, 1125],
    ["", "Population", 58000, 58500, 59000],
    [],
    ["8.3 Discharge to usual place of residence"],
    BEFORE,
    [USUAL, "Quarter (%)", "92.5%", "92.4%", "92.1%", "92.6%"],
    ["", "Numerator", 6100, 6200, 6000, 6150],
    ["", "Denominator", 6595, 6710, 6515, 6641],
    PLANNED,
    ["", "Quarter (%)", "92.8%", "92.8%", "92.5%", "93.0%"],
    ["", "Numerator", 6200, 6300, 6100, 6250],
    ["", "Denominator", 6681, 6789, 6595, 6720],
    [],
    ["8.4 Residential Admissions"],
    YEARS,
    [LONG_TERM, "Annual Rate", 420.1, 410.0, 430.2, 415.3],
    ["", "Numerator", 244, 240, 252, 245],
    ["", "Denominator", 58080, 58536, 58577, 58993],
]
CHECKLIST = [
    TITLE,
    ["8. Confirmation of Planning Requirements"],
    [
        "Theme", "Code", "Planning Requirement", "Key considerations for meeting the planning requirement", "Confirmed through",
        "Please confirm whether your BCF plan meets the Planning Requirement?",
        "Where the Planning requirement is not met please note the actions in place towards meeting the requirement",
    ],
    ["NC1: Jointly agreed plan", "PR1", "The plan is agreed", "Has it been agreed by all?", "Expenditure plan", "Yes", ""],
    ["", "PR3", "Adaptations are planned together", "Is there one plan?", "Narrative plan", "No", "Districts meet in July"],
    ["NC2: Implementing BCF Policy Objective 1", "PR4", "People are helped at home", "Are carers named?", "Narrative", "Yes", ""],
    ["Additional discharge funding", "PR5", "Use of the money is agreed", "Is it agreed?", "Narrative", "Yes", ""],
    ["NC4: Maintaining NHS's contribution", "PR7", "Minimums are met", "Do the lines add up?", "Auto-validated", "Yes", ""],
    ["Agreed expenditure plan for all elements of the BCF", "PR8", "Money has its purpose", "Sensible?", "Expenditure", "Yes", ""],
]  # fmt: skip


def workbook(path: Path, sheets: dict[str, Sequence[Sequence[object]]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


@pytest.fixture(scope="module")
def two_years(tmp_path_factory: pytest.TempPathFactory) -> Reading:
    path = workbook(
        tmp_path_factory.mktemp("2023-25") / "plan.xlsx",
        {
            "2. Cover": COVER, "3. Summary": SUMMARY, "5. Income": INCOME, "6a. Expenditure": EXPENDITURE, "7. Metrics": METRICS,
            "8. Planning Requirements": CHECKLIST,
        },
    )  # fmt: skip
    return bc.read(path)


def lines(reading: Reading) -> dict[tuple[str | None, str | None, FinancialYear | None], Line]:
    return {(s.number, ln.source, ln.year): ln for s in reading.plan.schemes for ln in s.lines}


def points(reading: Reading, metric: str) -> dict[tuple[str, date | None], MetricPoint]:
    (found,) = [m for m in reading.plan.metrics if m.metric == metric]
    return {(p.role.value if p.role else "", p.start): p for p in found.points}


def test_a_workbook_of_2023_25_is_known_with_a_good_margin(two_years: Reading) -> None:
    first, second = two_years.rounds[:2]
    assert first.round == "2023-25" and first.score > 3 * second.score


def test_lines_of_two_years_carry_source_area_commissioner_provider_and_their_own_years_outputs(two_years: Reading) -> None:
    read = lines(two_years)
    assert len(read) == 10
    joint = read["1", "nhs-minimum", FIRST]
    assert (joint.amount, joint.area_of_spend, joint.commissioner, joint.nhs_share, joint.provider) == (
        Decimal(1200000), "social-care", "joint", Decimal(60), "private",
    )  # fmt: skip
    outputs = {key: next(a.value for a in line.answers if a.field == "outputs") for key, line in read.items()}
    assert (outputs["1", "nhs-minimum", FIRST], outputs["1", "nhs-minimum", SECOND]) == (4100, 4200)
    assert (outputs["2", "icb-discharge", FIRST], outputs["2", "council-discharge", SECOND]) == (30000, 60000)
    named = {a.field: a.value for a in read["2", "icb-discharge", SECOND].answers}
    assert named["scheme-type"] == "home-care" and named["sub-type"] == "home-care-2"
    assert named["output-unit"] == "hours" and named["new-or-existing"] == "new"


def test_running_balances_above_the_lines_are_not_lines(two_years: Reading) -> None:
    assert [s.name for s in two_years.plan.schemes] == [
        "Equipment at home",
        "Home from hospital",
        "Adaptations",
        "Market stability",
    ]


def test_years_that_are_only_counted_tell_the_columns_of_income_apart(two_years: Reading) -> None:
    paid = {(c.source, c.year): c.actual for c in two_years.plan.contributions}
    assert len(paid) == 10
    assert (paid["council-discharge", FIRST], paid["council-discharge", SECOND]) == (Decimal(800000), Decimal(1333000))
    assert (paid["nhs-minimum", FIRST], paid["nhs-minimum", SECOND]) == (Decimal(1200000), Decimal(1267920))


def test_the_total_below_a_block_of_one_source_is_that_sources(two_years: Reading) -> None:
    totals = {(t.source, t.year): t.amount for t in two_years.plan.stated_totals}
    assert totals["icb-discharge", SECOND] == Decimal(1100000) and totals["dfg", FIRST] == Decimal(1900000)
    assert not [f for f in bc.check(two_years) if f.rule == "total-rows"]


def test_quarters_of_a_plan_below_the_quarters_before_it_are_of_the_same_metric(two_years: Reading) -> None:
    avoidable = points(two_years, "avoidable-admissions")
    assert len(avoidable) == 8
    assert avoidable["baseline", date(2022, 4, 1)].numerator == 610
    assert avoidable["target", date(2023, 10, 1)].value == Decimal(176)
    usual = points(two_years, "discharge-to-usual-residence")
    assert len(usual) == 8 and usual["target", date(2024, 1, 1)].value == Decimal("93.0")
    assert usual["target", date(2024, 1, 1)].denominator == 6720


def test_the_plan_of_the_year_before_and_its_estimate_are_two_points(two_years: Reading) -> None:
    read = points(two_years, "residential-admissions")
    assert read["target", date(2022, 4, 1)].value == Decimal(410) and read["baseline", date(2022, 4, 1)].value == Decimal("430.2")
    assert read["target", date(2023, 4, 1)].numerator == 245


def test_a_standardised_rate_need_not_follow_from_its_counts(two_years: Reading) -> None:
    """610 of 389,000 are 156.8 per 100,000; the standardised rate of 170.1 weighs ages, and is no error."""
    (metric,) = [m for m in two_years.plan.metrics if m.metric == "avoidable-admissions"]
    told = [f.rule for f in bc.check(two_years) if (f.address or "").startswith(f"metrics/{metric.id}")]
    assert metric.points[0].numerator == 610
    assert not {"metric-rate", "metric-parts-absent"} & set(told)


def test_the_checklists_codes_say_which_requirement_a_row_is(two_years: Reading) -> None:
    said = {(c.condition, c.question): c for c in two_years.plan.conditions if c.status is not ConditionStatus.UNANSWERED}
    assert set(said) == {
        ("joint-plan", "pr1"), ("joint-plan", "pr3"), ("joint-plan", "pr8"), ("stay-well", "pr4"), ("right-care", "pr5"),
        ("minimums", "pr7"),
    }  # fmt: skip
    assert said["joint-plan", "pr3"].text == "No: Districts meet in July"
    assert {s.role: s.name for s in two_years.plan.signatures} == {"hwb": "Alex Example", "council": "Sam Sample"}


def test_the_update_of_2024_25_is_told_from_the_plan_that_it_amends(tmp_path: Path) -> None:
    title = ["Better Care Fund 2024-25 Update Template"]
    names = [
        "Scheme ID", "Scheme Name", "Source of Funding", "Previously entered Expenditure for 2024-25 (£)",
        "Updated Expenditure for 2024-25 (£)", "Previously entered Outputs for 2024-25", "Updated Outputs for 2024-25",
    ]  # fmt: skip
    path = workbook(
        tmp_path / "update.xlsx",
        {
            "2. Cover": [title, *COVER[1:]],
            "4.2 C&D Hospital Discharge": [title, ["4.2 Capacity & Demand"]],
            "6a. Expenditure": [title, names, [1, "Equipment at home", "Minimum NHS Contribution", 1267920, 1300000, 4200, 4300]],
            "9. Planning Requirements": [title, *CHECKLIST[1:]],
        },
    )
    reading = bc.read(path)
    assert reading.rounds[0].round == "2024-25" and reading.rounds[0].score > 1.5 * reading.rounds[1].score
    (line,) = reading.plan.schemes[0].lines
    assert (line.year, line.amount) == (SECOND, Decimal(1300000)), "what was entered before is no figure of this plan"
    assert [a.value for a in line.answers if a.field == "outputs"] == [4300]


def year_later(text: str) -> str:
    """Every financial year and month with its year in a text, one year on."""
    years = re.sub(
        r"\b(20)?(\d\d)([-/])(\d\d)\b",
        lambda m: f"{m[1] or ''}{int(m[2]) + 1}{m[3]}{int(m[4]) + 1}" if int(m[4]) == int(m[2]) + 1 else m[0],
        text,
    )
    return re.sub(r"\b([A-Z][a-z]{2})( |-)(\d\d)\b", lambda m: f"{m[1]}{m[2]}{int(m[3]) + 1}", years)


@pytest.mark.parametrize(("later", "round"), [(0, "2025-26"), (1, "2026-27"), (2, "2027-28")])
def test_years_decide_between_rounds_whose_forms_are_the_same(later: int, round: str, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(EXAMPLES / "made-up-2025-26" / "template.xlsx")
    for cell in (c for sheet in book for row in sheet.iter_rows() for c in row if isinstance(c.value, str)):
        for _ in range(later):
            cell.value = year_later(cell.value)
    book.save(tmp_path / "plan.xlsx")
    first, second = guess_rounds([open_document(tmp_path / "plan.xlsx")])[:2]
    assert first.round == round and first.score > 2 * second.score


@pytest.mark.parametrize("example", sorted(p.name for p in EXAMPLES.iterdir() if p.is_dir()))
def test_an_example_is_known_as_its_round_beside_all_the_others(example: str) -> None:
    documents = [open_document(p) for p in sorted((EXAMPLES / example).iterdir())]
    first, second = guess_rounds(documents)[:2]
    assert example.endswith(first.round) and first.score > 2 * second.score
