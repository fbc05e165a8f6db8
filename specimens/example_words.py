"""What the examples say besides figures: words of our own about the areas of three published plans; nobody's sentences or name."""

from __future__ import annotations

BANNER = (
    "MADE FOR DEMONSTRATION. The figures are those that the area published, faults included; the "
    "words are our own, and nobody signed this document."
)
INVENTED = "MADE FOR DEMONSTRATION. The area, its figures and its words are invented; nobody signed this document."

PROVIDERS = {"4": "TBC", "6": "TBC"}
"""Of the schemes of Milton Keynes with these numbers, as written."""
MILESTONES = (
    ("Agree measures and trajectory", "Commissioning lead", "Monthly"),
    ("Open the community assessment hub", "Head of commissioning", "October 2017"),
    ("Work out trusted assessment", "Programme manager", "September 2017"),
    ("Care homes: lower delays by 3.5%", "Programme lead", "March 2018"),
    ("Digital road map", "Programme lead", "March 2017"),
)
"""Of Medway: action, lead, time."""

MILTON_KEYNES = {
    "conditions": {
        ("social-care", "definition"): (
            "Protection means that local people who need care and support go on getting it, more and more in their own homes."
        ),
        ("social-care", "protection"): (
            "Present funding is kept and grows where demand grows, so that assessments, case management and "
            "reviews reach everyone entitled to them."
        ),
        ("seven-day", "commitment"): (
            "Both partners want services on every day of the week. Winter money already lengthened working "
            "hours in 2013-14, and the fund carries this on in 2014/15."
        ),
        ("seven-day", "local-plans"): (
            "Both partners want services on every day of the week. Winter money already lengthened working "
            "hours in 2013-14, and the fund carries this on in 2014/15."
        ),
        ("data-sharing", "nhs-number"): (
            "Health services use the NHS Number throughout; about 40% of social care records hold it, typed "
            "in by hand. The council has yet to confirm the agreement."
        ),
        (
            "data-sharing",
            "nhs-number-commitment",
        ): "Batch tracing should fill in as many social care records as possible by December 2015.",
        ("data-sharing", "open-apis"): (
            "All partners commit to systems that can exchange records, and a first bid for the link has been made."
        ),
        ("data-sharing", "information-governance"): (
            "Health services meet level 2 of the toolkit; the council as a whole expects to reach it by April 2015."
        ),
        ("joint-assessment", "lead-professional"): (
            "A lead professional for each person at high risk is being put in place. Risk tools have been "
            "tried since 2009 and the evaluation is awaited. About 2,000 patients are at risk of admission, "
            "which is the top 5%."
        ),
        ("joint-assessment", "proportions"): (
            "A lead professional for each person at high risk is being put in place. Risk tools have been "
            "tried since 2009 and the evaluation is awaited. About 2,000 patients are at risk of admission, "
            "which is the top 5%."
        ),
    },
    "narrative": {
        "1c": (
            "Every provider under contract was told of the fund in writing and asked for ideas; the hospital "
            "supports the direction."
        ),
        "1d": (
            "Residents were asked through websites, forums and the patients' congress; two more groups meet in the coming weeks."
        ),
        "2a": (
            "People live at home and in their own communities wherever they can, and use of the hospital "
            "falls as care nearer home grows over five years."
        ),
        "2b": (
            "The aims are fewer admissions, earlier discharge and fewer moves into care homes, measured by the metrics of Part 2."
        ),
        "2c": (
            "Joined health and social care teams, alternatives to care homes, and further schemes that keep "
            "people out of hospital make up the programme of about £14.5m: £9.5m from the clinical "
            "commissioning group, £3.95m of existing transfer, £484k and £506k of capital grants."
        ),
        "2d": "Emergency activity in the hospital is to fall by £9.15m, and contracts are to be written to match.",
        "2e": (
            "A joint board of council and clinical commissioning group oversees the fund and reports to the "
            "Health and Wellbeing Board."
        ),
    },
    "risks": (
        (
            "Moving money to services outside hospital may unsettle the acute trust",
            "A quarter of funding is held back; risk is shared with providers.",
        ),
        (
            "The commissioning group comes under financial strain if no money is released by the hospital",
            "Contracts are negotiated to lower activity.",
        ),
        ("Daily work has to go on while services change", "A small team carries the change through."),
        ("What the Care Bill will cost is not known", "The impact is to be assessed."),
        ("Clinicians have so far been hard to win for the changes", "Clinical leaders are asked to lead the discussion."),
        (
            "The changes may not bring the fall in hospital and care home use that is counted on",
            "A quarter of funding is held back and there is a contingency.",
        ),
        (
            "Too few staff have the right skills, and transfers of employment are complicated",
            "Skills are audited and specialists recruited.",
        ),
    ),
    "related": (
        ("Milton Keynes Joint Health & Wellbeing Strategy", "Three priorities and the actions that follow."),
        ("Milton Keynes Joint Strategic Needs Assessment", "Needs of the population, now online."),
    ),
}

SOUTH_KENT_COAST = {
    "conditions": {
        ("social-care", "definition"): "Health and social care become one system; those entitled to care go on getting it.",
        ("social-care", "protection"): "Reablement frees capacity, and better advice and self care slow the growth of demand.",
        ("seven-day", "commitment"): (
            "The county strategy seeks care plans and crisis help at any hour, and every scheme here runs on "
            "seven days, with neighbourhood teams at the centre."
        ),
        ("seven-day", "local-plans"): (
            "The county strategy seeks care plans and crisis help at any hour, and every scheme here runs on "
            "seven days, with neighbourhood teams at the centre."
        ),
        ("data-sharing", "nhs-number"): (
            "The NHS Number is the main identifier, but in social care it serves matching only: about 80% of "
            "records matched, and letters do not carry it yet."
        ),
        ("data-sharing", "nhs-number-commitment"): None,
        ("data-sharing", "open-apis"): "Partners chose one gateway between their systems, and contracts will require it.",
        ("data-sharing", "information-governance"): "See the answer before this one.",
        ("joint-assessment", "lead-professional"): (
            "The practice leads the care of people at high risk. Practices stratify risk with community "
            "nurses, and all who enter the programme have a joint plan."
        ),
        ("joint-assessment", "proportions"): (
            "The practice leads the care of people at high risk. Practices stratify risk with community "
            "nurses, and all who enter the programme have a joint plan."
        ),
    },
    "narrative": {
        "1c": (
            "The commissioning group of the locality, with hospital, community and mental health trusts on "
            "it, shaped the schemes in January and February."
        ),
        "1d": (
            "Focus groups, locality meetings and patient groups tested the parts that were planned before; "
            "the rest will be tested as it is worked out."
        ),
        "2a": (
            "Teams around each practice assess once and plan care together, so that people stay out of hospital or leave it sooner."
        ),
        "2b": (
            "The aims are better management of long-term conditions, support at home, support for carers and "
            "good care at the end of life."
        ),
        "2c": (
            "Six schemes make up the programme. In community beds 60% of places serve people leaving "
            "hospital and 40% prevent admission."
        ),
        "2d": ("Savings come from fewer emergency admissions and shorter stays, so less is spent in the acute sector."),
        "2e": (
            "The integrated commissioning group reports to the Health and Wellbeing Board, and the governing "
            "body answers for delivery."
        ),
    },
    "risks": (
        ("Staff must be moved and retrained on a large scale", "Each organisation writes a workforce plan."),
        ("Professions need different skills", "Training is tied to the workforce plan."),
        ("Leadership of one system has to be clinical and clear", "Partners govern with joint metrics."),
        ("The public may not know how to reach services", "Communication is planned for each scheme."),
        ("Systems do not exchange records", "Shared plans come first."),
        ("Capacity moves in stages or the system tips over", "Detailed modelling is under way."),
        ("Investment in primary care lies outside the pool", "To be discussed nationally."),
        ("Organisations must change how they think", "A shared vision is agreed and told."),
        ("Rules do not look at the whole system", "The pioneer programme feeds this back."),
    ),
    "related": (
        ("High level description of each scheme", "Summary and outcomes"),
        ("High level timetable of plans", "Programme plan"),
    ),
}

MEDWAY = {
    "conditions": {
        ("joint-plan", "agreed"): (
            "The joint commissioning group of council and clinical commissioning group has approved the "
            "plan; the Health and Wellbeing Board is asked for its endorsement on 12 September 2017. The "
            "pool includes the improved fund: £3,962,308 in 2017-18 and £5,151,562 in 2018-19."
        ),
        ("social-care-maintenance", "maintained"): (
            "The improved fund steadies the care market; £962,000 in each year raises what is paid to care homes and home care."
        ),
        ("out-of-hospital", "invested"): (
            "Nine assessment beds, a new discharge process and reablement are commissioned outside hospital; "
            "85% of continuing care assessments will be made there."
        ),
        ("transfers-of-care", "transfers"): (
            "The High Impact Change Model is under way. Bed days lost fell from 774 to 475 a month, and the "
            "target for delayed days is 16.56 a day. The new discharge process is tried from October 2017."
        ),
    },
    "narrative": {
        "introduction": "It sets out proposals for 2017 to 2019 and how they are governed.",
        "vision": "One commissioner and shared provision in six localities, each around a healthy living centre.",
        "background": ("The number of people aged 65 and over grows by 24% in ten years, and of people aged 85 and over by 44%."),
        "progress": (
            "98% of social care users now have an NHS Number on record. Delayed transfers reached the "
            "national target of 3.5%, and more than 2,500 people have gone home through the discharge "
            "service."
        ),
        "plan": "Assessment after discharge, seven-day working and trusted assessment are the main changes.",
    },
    "risks": (
        ("Partners fall out, and care for vulnerable people is no longer coordinated", "Joint governance and regular talks."),
        ("The hospital cannot lower its overheads as activity falls", "Plans are aligned and targets reviewed each year."),
        ("Moving resources unsettles providers", "Each risk is assessed; contingency plans exist."),
        ("Daily pressure keeps providers from changing", "Commissioners support providers throughout."),
        ("Culture and skills of the workforce change too slowly", "Shared training and shared offices."),
        ("Prevention does not lower the use of hospital and care homes", "Activity is monitored and acted on."),
        ("Financial assumptions do not last", "Metrics are watched and assumptions reviewed."),
        ("Schemes raise demand for community services and people wait longer", "Demand is monitored with providers."),
        ("Hospital services shrink before others have grown", "Transition is planned with care."),
    ),
}
