"""A plan of 2016-17, in our own words on the labels of its return, is known as its round and read."""

from __future__ import annotations

from datetime import date

import pytest

from bettercare.documents import Document
from bettercare.plan import PointRole, Reading
from bettercare.reading.pipeline import read_documents
from bettercare.reading.round_detection import guess_rounds
from tests.reading.made import document, table

VISION = "By 2020 one team in each neighbourhood plans care with the people it serves."
SHARING = "The partners hold £400,000 until admissions have fallen, and share it equally."


def narrative() -> Document:
    return document(
        "Better Care Fund Narrative Plan 2016/17",
        "1. Local vision for integrated care",
        VISION,
        "2. Evidence base for the case for change",
        "In 2015/16 one in nine of our people over 75 was admitted.",
        "3. Coordinated and integrated plan of action",
        "In 2016/17 the teams open in all neighbourhoods.",
        "4. Financial risk sharing and contingency",
        SHARING,
        "5. National conditions",
        "All eight are met; the plan of 2016/17 for delayed transfers is agreed with the trust.",
        name="narrative.docx",
    )


FUNDING = [
    ["Better Care Fund 2016-17 Planning Template", None],
    ["Sheet: 3. Health and Well-Being Board Funding Sources", None],
    ["Local Authority Contribution(s)", "2016/17 Gross Contribution"],
    ["Anyshire Council", "£1,400,000"],
    ["Total Local Authority Contribution", "£1,400,000"],
    [None, None],
    ["CCG Minimum Contribution", "2016/17 Gross Contribution"],
    ["NHS Anyshire CCG", "£13,800,000"],
    ["Total Minimum CCG Contribution", "£13,800,000"],
]
HEADS = [
    "Scheme Name", "Scheme Type (see table below for descriptions)", "Please specify if 'Scheme Type' is 'other'", "Area of Spend",
    "Please specify if 'Area of Spend' is 'other'", "Commissioner", "if Joint % NHS", "if Joint % LA", "Provider",
    "Source of Funding", "2016/17 Expenditure (£)", "New or Existing Scheme", "Total 15-16 Expenditure (£) (if existing scheme)",
]  # fmt: skip
SPEND = [
    ["Sheet: 4. Health and Well-Being Board Expenditure Plan", *[None] * 12],
    HEADS,
    ["Care at home", "Intermediate care services", None, "Community Health", None, "CCG", None, None, "NHS Community Provider",
     "CCG Minimum Contribution", "£9,000,000", "Existing", "£8,800,000"],
    ["Help for carers", "Support for carers", None, "Social Care", None, "Joint", "60%", "40%", "Charity/Voluntary Sector",
     "CCG Minimum Contribution", "£4,800,000", "New", None],
]  # fmt: skip
CARE_HOMES = [
    ["5.2 Residential Admissions", *[None] * 5],
    [None, None, "Actual 14/15", "Planned 15/16", "Forecast 15/16", "Planned 16/17"],
    [("Long-term support needs of older people (aged 65 and over) met by admission to residential and nursing care homes", 3, 1),
     "Annual rate", "700.0", "690.0", "695.0", "660.0"],
    [None, "Numerator", "140", "139", "141", "134"],
    [None, "Denominator", "20,000", "20,145", "20,288", "20,303"],
]  # fmt: skip


def planning_return() -> Document:
    return document(
        table(FUNDING, "3. HWB Funding Sources"),
        table(SPEND, "4. HWB Expenditure Plan"),
        table(CARE_HOMES, "5. HWB Metrics"),
        name="return.xlsx",
    )


@pytest.fixture(scope="module")
def reading() -> Reading:
    return read_documents([narrative(), planning_return()])


@pytest.mark.parametrize(
    "documents", [[narrative()], [planning_return()], [narrative(), planning_return()]], ids=["narrative", "return", "both"]
)
def test_a_plan_of_2016_17_is_known_with_a_good_margin(documents) -> None:
    first, second, *_ = guess_rounds(documents)
    assert first.round == "2016-17" and first.score > 2 * second.score, (first, second)


def test_the_narrative_is_read_by_its_five_areas(reading: Reading) -> None:
    told = {n.section: n.text for n in reading.plan.narrative}
    assert (told["vision"], told["risk-sharing"]) == (VISION, SHARING)
    assert {"background", "plan", "conditions"} <= set(told)


def test_contributions_and_their_totals_are_read(reading: Reading) -> None:
    assert [(c.source, str(c.year), c.actual) for c in reading.plan.contributions] == [
        ("council-additional", "2016-17", 1_400_000),
        ("nhs-minimum", "2016-17", 13_800_000),
    ]
    totals = [(t.source, t.amount) for t in reading.plan.stated_totals if t.of == "contributions.actual"]
    assert totals == [("council-additional", 1_400_000), ("nhs-minimum", 13_800_000)]


def test_expenditure_is_read_without_the_year_before(reading: Reading) -> None:
    lines = [(s.name, str(li.year), li.amount, li.area_of_spend, li.nhs_share) for s in reading.plan.schemes for li in s.lines]
    assert lines == [
        ("Care at home", "2016-17", 9_000_000, "community-health", None),
        ("Help for carers", "2016-17", 4_800_000, "social-care", 60),
    ]


def test_what_was_planned_and_forecast_for_one_year_are_two_points(reading: Reading) -> None:
    (metric,) = reading.plan.metrics
    assert metric.metric == "residential-admissions"
    assert [(p.role, p.start, p.value) for p in metric.points] == [
        (PointRole.BASELINE, date(2014, 4, 1), 700),
        (PointRole.TARGET, date(2015, 4, 1), 690),
        (PointRole.ACTUAL, date(2015, 4, 1), 695),
        (PointRole.TARGET, date(2016, 4, 1), 660),
    ]
