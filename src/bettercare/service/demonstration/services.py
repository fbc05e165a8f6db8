"""What made-up areas spend their money on, fear, intend and say: in words of our own, no area's."""

from __future__ import annotations

from typing import NamedTuple


class Service(NamedTuple):
    """A funded service: what it is, the source that pays, its share of that source in thousandths, and the round's choices."""

    words: str
    source: str
    share: int
    activity: str
    objective: str
    area_of_spend: str
    provider: str


_MINIMUM, _GRANT, _ADAPTATIONS = "nhs-minimum", "la-better-care-grant", "dfg"
SERVICES = (
    Service("Reablement at home for up to six weeks", _MINIMUM, 190, "home-based-intermediate-care", "discharge", "social-care", "council"),
    Service("Home care that starts within a day of leaving hospital", _MINIMUM, 215, "short-term-home-care", "discharge", "social-care",
            "private"),
    Service("Community nursing in the evening and at night", _MINIMUM, 150, "long-term-home-health", "proactive-care",
            "community-health", "nhs-community"),
    Service("Urgent community response within two hours", _MINIMUM, 120, "urgent-response", "avoid-admission", "community-health",
            "nhs-community"),
    Service("Rehabilitation beds for people who cannot go straight home", _MINIMUM, 130, "bed-based-intermediate-care", "discharge",
            "community-health", "nhs-community"),
    Service("Breaks, advice and training for unpaid carers", _MINIMUM, 65, "carers", "carers", "social-care", "voluntary"),
    Service("Memory support workers in every neighbourhood", _MINIMUM, 55, "prevention", "proactive-care", "mental-health",
            "nhs-mental-health"),
    Service("End of life care at home", _MINIMUM, 45, "end-of-life", "less-residential", "community-health", "voluntary"),
    Service("Joint team that looks after this plan and what it achieves", _MINIMUM, 30, "evaluation", "proactive-care", "social-care",
            "council"),
    Service("Long-term home care", _GRANT, 480, "long-term-home-social-care", "less-residential", "social-care", "private"),
    Service("Social workers in the discharge hub", _GRANT, 210, "discharge-support", "discharge", "social-care", "council"),
    Service("Short stays and respite in extra care housing", _GRANT, 310, "residential", "less-residential", "social-care", "private"),
    Service("Adaptations to homes", _ADAPTATIONS, 820, "dfg", "adaptations", "social-care", "council"),
    Service("Community equipment and telecare", _ADAPTATIONS, 180, "assistive-technologies", "adaptations", "social-care", "private"),
)  # fmt: skip

RISKS = (
    ("Too few therapists can be recruited, and reablement starts late", 4, 4, "Director of adult social care",
     "Shared recruitment with the community trust; two training posts from April"),
    ("Demand after hospital grows faster than capacity at home", 3, 5, "Urgent care board",
     "Monthly look at capacity and demand; spot purchase agreed up to a limit"),
    ("A home care provider gives contracts back", 2, 4, "Head of commissioning", "Two providers in each neighbourhood; early warning calls"),
    ("The pooled fund is overspent in the last quarter", 3, 3, "Section 151 officer", "Forecast every month; risk share written into the agreement"),
    ("Shared records come later than planned", 4, 2, "Digital lead of the care board", "Paper summary agreed for people who leave hospital"),
    ("Winter pressure closes rehabilitation beds", 3, 4, "Chief operating officer of the community trust", "Escalation plan tried in October"),
)  # fmt: skip

MILESTONES = (
    ("Section 75 agreement signed by both partners", "Head of commissioning", "June 2026"),
    ("Two-hour response covers every neighbourhood", "Community trust", "September 2026"),
    ("One assessment shared by hospital, council and community teams", "Discharge lead", "December 2026"),
    ("Review of what the pooled fund achieved", "Joint commissioning board", "February 2027"),
)

OVERVIEW = (
    "In {area} council, care board and voluntary sector plan together for {people:,} people. This year three things change: people who "
    "leave hospital start reablement on the same day, every neighbourhood has a team that answers within two hours, and carers are "
    "offered a break before they ask for one.",
    "The plan was written by a joint group of council, care board, trusts and housing, and seen twice by the Health and Wellbeing Board. "
    "The joint commissioning board looks at money and results every month and can move money between services by agreement.",
)
DUTIES = (
    "Emergency admissions are twice as high in the two poorest neighbourhoods of {area} as in the others; the new teams start there. "
    "People who care for others and people with learning disabilities read the draft, and asked for plainer letters and one number to call.",
    "An assessment of the impact on equality is kept beside the plan. Carers have an assessment of their own, and breaks are booked by the "
    "carers centre.",
)
APPROACH = (
    "Home first is the rule in {area}: nobody is asked to decide about a care home from a hospital bed. A discharge hub of council and "
    "trust sees everybody within a day of being ready, and money that was kept apart for discharge now pays for capacity at home.",
    "Goals follow the plans of the hospitals and of adult social care: fewer emergency admissions through neighbourhood teams, shorter "
    "delays through same-day starts, and fewer moves to care homes through reablement and extra care housing.",
)
YES = {
    "agreed": "Yes. The board agreed the plan at its meeting, the council and the care board by their officers.",
    "partners": "Yes. Trusts, care providers, the voluntary sector and housing took part in two workshops and read the draft.",
    "governance": "Yes. The joint commissioning board meets every month and reports to the Health and Wellbeing Board.",
    "approach": "Yes. It stands in the narrative plan.",
    "goals": "Yes. Goals for the three headline metrics were agreed with the hospitals.",
    "home-first": "Yes. Home first is the rule, and fewer people move to care homes.",
    "discharge-money": "Yes. It pays for capacity at home and stays with discharge.",
    "grants": "Yes. Both grants are spent as their conditions ask.",
    "oversight": "Yes. The area will report every quarter and take part in support.",
}
