"""A small plan on the template of July 2014, in our own words: the labels of the form, and a made-up area's answers."""

from __future__ import annotations

from bettercare.documents import Document
from tests.reading.made import document, table

SUMMARY = [
    ["Local Authority", "Anyshire Council"],
    ["Clinical Commissioning Groups", "NHS Anyshire CCG"],
    ["Boundary Differences", "None that matter"],
    ["Date agreed at Health and Well-Being Board:", "17/09/2014"],
    ["Date submitted:", "19/09/2014"],
    ["Minimum required value of BCF pooled budget: 2014/15", "£4,100,000"],
    ["2015/16", "£15,200,000"],
    ["Total agreed value of pooled budget: 2014/15", "£4,100,000"],
    ["2015/16", "£16,000,000"],
]
SIGNED = [
    ("Signed on behalf of the Clinical Commissioning Group", "NHS Anyshire CCG", "Alex Example", "Chief Officer"),
    ("Signed on behalf of the Council", "Anyshire Council", "Robin Sample", "Chief Executive"),
]
MILESTONES = [
    ["Milestone", "Lead", "By when"],
    ["Teams for each group of practices begin", "Head of community care", "April 2015"],
    ["One number for discharge opens", "Head of discharge", "June 2015"],
]
RISKS = [
    [
        "There is a risk that:",
        "How likely is the risk to materialise?",
        "Potential impact",
        "Overall risk factor (likelihood *potential impact)",
        "Mitigating Actions",
    ],
    ["Fewer people are cared for at home than planned", "3", "4", "12", "A weekly review with each team"],
    ["Nurses cannot be found", "2", "5", "10", "Joint posts with the trust"],
]
SCHEMES = [["Ref no.", "Scheme"], ["1", "Care at home after hospital"], ["2", "Help for carers"]]
NARRATIVE = {
    "Case for change": "Of our people over 75, one in nine is admitted in a year; our figures show which of them to visit first.",
    "Governance arrangements for integrated care": "A joint board of both partners meets each month.",
    "Management and oversight of delivery": "A manager reports to the joint board what is late, and what is done about it.",
    "Contingency plan and risk sharing": "If admissions do not fall, £800,000 stays with the group; the partners share the rest.",
    "Alignment with primary co-commissioning": "General practices took part in the design.",
}


def part_1() -> Document:
    return document(
        "Better Care Fund planning template – Part 1",
        "Updated July 2014",
        "1) PLAN DETAILS",
        "a) Summary of Plan",
        table([list(row) for row in SUMMARY]),
        "b) Authorisation and signoff",
        *(
            table([[role, who], ["By", name], ["Position", position], ["Date", "18/09/2014"]])
            for role, who, name, position in SIGNED
        ),
        "3) CASE FOR CHANGE",
        NARRATIVE["Case for change"],
        "4) PLAN OF ACTION",
        "a) Key milestones and interdependencies",
        table([list(row) for row in MILESTONES]),
        "b) Governance arrangements for integrated care",
        NARRATIVE["Governance arrangements for integrated care"],
        "c) Management and oversight of delivery",
        NARRATIVE["Management and oversight of delivery"],
        "d) List of planned BCF schemes",
        table([list(row) for row in SCHEMES]),
        "5) RISKS AND CONTINGENCY",
        "a) Risk log",
        table([list(row) for row in RISKS]),
        "b) Contingency plan and risk sharing",
        NARRATIVE["Contingency plan and risk sharing"],
        "6) ALIGNMENT",
        "c) Alignment with primary co-commissioning",
        NARRATIVE["Alignment with primary co-commissioning"],
        "7) NATIONAL CONDITIONS",
        "a) Protecting social care services",
        "i) Eligible need goes on being met, and £5,200,000 of the fund is for it, with our share of the money for the Care Act.",
        "d) Joint assessment and accountable lead professional for high risk populations",
        "i) 2.1% of adults are at high risk, found by a combined score of practice and hospital records.",
        "8) ENGAGEMENT",
        "c) Implications for acute providers",
        "Admissions fall by 350, which is 3.5% of those of the year before; the trust has planned for the same.",
        "ANNEX 1 – Detailed Scheme Description",
        table([["Scheme ref no."], ["1"], ["Scheme name"], ["Care at home after hospital"]]),
        "ANNEX 2 – Provider commentary",
        name="part1.docx",
    )


FUNDING = [
    ["Health and Wellbeing Funding Sources", None, None],
    [None, ("Gross Contribution (£000)", 1, 2), None],
    ["Local Authority Social Services", "2014/15", "2015/16"],
    ["Anyshire Council", "600", "1,400"],
    ["Total Local Authority Contribution", "600", "1,400"],
    [None, None, None],
    ["CCG Minimum Contribution", "2014/15", "2015/16"],
    ["NHS Anyshire CCG", None, "13,800"],
    ["Total Minimum CCG Contribution", None, "13,800"],
    [None, None, None],
    ["Additional CCG Contribution", "2014/15", "2015/16"],
    ["NHS Anyshire CCG", "3,500", "800"],
    ["Total Additional CCG Contribution", "3,500", "800"],
    [None, None, None],
    ["Total Contribution", "4,100", "16,000"],
]
SPEND = [
    ["Health and Wellbeing Board Expenditure Plan", *[None] * 9],
    [
        "Scheme Name",
        "Area of Spend",
        "Please specify if Other",
        "Commissioner",
        "if Joint % NHS",
        "if Joint % LA",
        "Provider",
        "Source of Funding",
        "2014/15 (£000)",
        "2015/16 (£000)",
    ],
    [
        "Care at home after hospital",
        "Community Health",
        None,
        "CCG",
        None,
        None,
        "NHS Community Provider",
        "CCG Minimum Contribution",
        None,
        "9,000",
    ],
    [
        "Care at home after hospital",
        "Social Care",
        None,
        "Local Authority",
        None,
        None,
        "Local Authority",
        "CCG Minimum Contribution",
        None,
        "4,800",
    ],
    [
        "Help for carers",
        "Social Care",
        None,
        "Joint",
        "60%",
        "40%",
        "Charity/Voluntary Sector",
        "Local Authority Social Services",
        "600",
        "1,400",
    ],
    ["Help for carers", "Other", "Advice", "CCG", None, None, "Private Sector", "Additional CCG Contribution", "3,500", "800"],
    ["Total", *[None] * 7, "4,100", "16,000"],
]
BENEFITS = [
    ["Health and Wellbeing Board Financial Benefits Plan", *[None] * 7],
    [
        "Benefit achieved from",
        "If other please specify",
        "Scheme Name",
        "Organisation to Benefit",
        "Change in activity measure",
        "Unit Price (£)",
        "Total (Saving) (£)",
        "How was the saving value calculated?",
    ],
    [
        "Reduction in non-elective (general + acute only)",
        None,
        "Care at home after hospital",
        "NHS Commissioner",
        "(350)",
        "1,490",
        "(521,500)",
        "Fewer admissions at the usual value",
    ],
    [
        "Reduction in permanent residential admissions",
        None,
        "Help for carers",
        "Local Authority",
        "(10)",
        "20,000",
        "(200,000)",
        "Weeks not paid for",
    ],
]
QUARTERS = [
    ["Q4 (Jan 14 - Mar 14)", "Q1 (Apr 14 - Jun 14)", "Q2 (Jul 14 - Sep 14)", "Q3 (Oct 14 - Dec 14)"],
    ["Q4 (Jan 15 - Mar 15)", "Q1 (Apr 15 - Jun 15)", "Q2 (Jul 15 - Sep 15)", "Q3 (Oct 15 - Dec 15)"],
]
PERFORMANCE = [
    ["Non - Elective admissions (general and acute)", *[None] * 9],
    [
        "Metric",
        None,
        ("Baseline (14-15 figures are CCG plans)", 1, 4),
        None,
        None,
        None,
        ("Pay for performance period", 1, 4),
        None,
        None,
        None,
    ],
    [None, None, *QUARTERS[0], *QUARTERS[1]],
    [
        ("Total non-elective admissions in to hospital (general & acute), all-age, per 100,000 population", 3, 1),
        "Quarterly rate",
        "2,500",
        "2,450",
        "2,400",
        "2,550",
        "2,400",
        "2,352",
        "2,304",
        "2,448",
    ],
    [None, "Numerator", "2,500", "2,450", "2,400", "2,550", "2,412", "2,364", "2,316", "2,460"],
    [None, "Denominator", "101,000", "101,000", "101,000", "101,000", "101,500", "101,500", "101,500", "101,500"],
    ["P4P annual change in admissions", "-348", *[None] * 8],
    ["P4P annual change in admissions (%)", "-3.5%", *[None] * 8],
    ["P4P annual saving", "£518,520", *[None] * 8],
]
CARE_HOMES = [
    ["Residential admissions", *[None] * 4],
    ["Metric", None, "Baseline (2013/14)", "Planned 14/15", "Planned 15/16"],
    [
        (
            "Permanent admissions of older people (aged 65 and over) to residential and nursing care homes, per 100,000 population",
            3,
            1,
        ),
        "Annual rate",
        "700.0",
        "680.0",
        "660.0",
    ],
    [None, "Numerator", "140", "137", "134"],
    [None, "Denominator", "20,000", "20,147", "20,303"],
    ["Annual change in admissions", None, None, "-3", "-3"],
]
DELAYS = [
    ["Delayed transfers of care", *[None] * 13],
    [
        "Metric",
        None,
        ("13-14 Baseline", 1, 4),
        None,
        None,
        None,
        ("14/15 plans", 1, 4),
        None,
        None,
        None,
        ("15-16 plans", 1, 4),
        None,
        None,
        None,
    ],
    [
        None,
        None,
        *(
            f"Q{n} ({months} {y}{' - '}{last} {y})"
            for y0 in (13, 14, 15)
            for n, months, last, y in (
                (1, "Apr", "Jun", y0),
                (2, "Jul", "Sep", y0),
                (3, "Oct", "Dec", y0),
                (4, "Jan", "Mar", y0 + 1),
            )
        ),
    ],
    [
        ("Delayed transfers of care (delayed days) from hospital per 100,000 population (aged 18+).", 3, 1),
        "Quarterly rate",
        *(f"{900 - 10 * i}.0" for i in range(12)),
    ],
    [None, "Numerator", *(f"{720 - 8 * i}" for i in range(12))],
    [None, "Denominator", *["80,000"] * 12],
]
FRACTION = [
    ["Reablement", *[None] * 4],
    ["Metric", None, "Baseline (2013/14)", "Planned 14/15", "Planned 15/16"],
    [
        (
            "Proportion of older people (65 and over) who were still at home 91 days after discharge from hospital into reablement",
            3,
            1,
        ),
        "Annual %",
        "80.0",
        "82.0",
        "85.0",
    ],
    [None, "Numerator", "160", "164", "170"],
    [None, "Denominator", "200", "200", "200"],
]
LOCAL = [
    ["Local Metric", *[None] * 4],
    ["Metric", None, "Baseline [enter time period]", "Planned 14/15 (if available)", "Planned 15/16"],
    [("Estimated diagnosis rate for people with dementia", 3, 1), "Metric Value", "50.0", "55.0", "60.0"],
    [None, "Numerator", "500", "550", "600"],
    [None, "Denominator", "1,000", "1,000", "1,000"],
]


def part_2() -> Document:
    sheet = "6. HWB supporting metrics"
    return document(
        table(FUNDING, "1. HWB Funding Sources"),
        table(SPEND, "3. HWB Expenditure Plan"),
        table(BENEFITS, "4. HWB Benefits Plan"),
        table(PERFORMANCE, "5.HWB P4P metric"),
        *(table(rows, sheet) for rows in (CARE_HOMES, FRACTION, DELAYS, LOCAL)),
        name="part2.xlsx",
    )
