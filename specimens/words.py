"""Words to draw from: made-up places, schemes, risks and sentences of our own. No person and no sentence of any paper."""

from __future__ import annotations

import random
from collections.abc import Sequence

_STARTS = (
    "Ash",
    "Bram",
    "Cal",
    "Dun",
    "Elm",
    "Farn",
    "Gris",
    "Hal",
    "Kel",
    "Lang",
    "Mar",
    "Nor",
    "Oak",
    "Pen",
    "Rad",
    "Stan",
    "Thorn",
    "Wex",
    "Whit",
    "Brock",
)
_MIDDLES = ("", "", "", "er", "ing", "le", "en", "ar")
_ENDS = ("ford", "ton", "ham", "bury", "wick", "field", "combe", "stead", "mouth", "dale", "by", "worth", "leigh", "port")
_COUNCILS = (
    "{0} Council",
    "{0} City Council",
    "{0} Metropolitan Borough Council",
    "London Borough of {0}",
    "{0}shire County Council",
    "{0} Borough Council",
    "Royal Borough of {0}",
)
_CCGS = (
    "NHS {0} CCG",
    "NHS {0} Clinical Commissioning Group",
    "{0} CCG",
    "NHS {0} {1} CCG",
    "{0} and {2} Clinical Commissioning Group",
)
_ICBS = ("NHS {0} and {2} Integrated Care Board", "NHS {0} Integrated Care Board", "NHS {0}, {2} and {3} ICB")

_QUALITY = (
    "Integrated",
    "Enhanced",
    "Community",
    "Rapid",
    "Proactive",
    "Joint",
    "Extended",
    "Locality",
    "Neighbourhood",
    "Specialist",
    "Early",
    "Assertive",
)
_SERVICE = (
    "reablement",
    "discharge team",
    "crisis response",
    "falls service",
    "dementia support",
    "equipment service",
    "home care",
    "night sitting",
    "telecare",
    "care navigation",
    "intermediate care beds",
    "stroke rehabilitation",
    "end of life care",
    "carers support",
    "community nursing",
    "continence service",
    "therapy team",
    "social prescribing",
    "medicines support",
    "care home liaison",
    "mental health liaison",
    "wheelchair service",
    "respite breaks",
    "housing adaptations",
    "single point of access",
    "risk stratification",
    "hospital social work",
)
_GROUP = (
    "",
    "",
    "",
    " for older people",
    " for people with dementia",
    " for adults with learning disabilities",
    " in care homes",
    " & rehabilitation",
    " (7 days a week)",
    " for the over 75s",
    ", phase 2",
    " and virtual ward",
    " - evaluation",
    " / single assessment",
    " 24/7",
)
_PROVIDERS = (
    "Voluntary sector",
    "Various",
    "Community trust",
    "Community Services NHS Trust",
    "GP federation",
    "Private sector",
    "Mental health trust",
    "Council and community trust",
    "Hospice",
)

_RISK_SUBJECT = (
    "Recruitment of therapists",
    "Slippage in the savings",
    "Delay to shared records",
    "Loss of a home care provider",
    "Growth in demand",
    "Winter pressure",
    "Double running of services",
    "Change of national policy",
    "Weak engagement of practices",
    "Double counting of benefits",
    "Late building works",
    "Gaps in weekend cover",
)
_RISK_EFFECT = (
    "holds back the start of new teams",
    "leaves the pooled fund overspent",
    "keeps people in hospital longer",
    "weakens the case for change",
    "puts a statutory duty at risk",
    "moves cost from one partner to another",
    "reduces what can be offered at weekends",
    "lowers the quality of care",
)
_MITIGATION = (
    "Joint board reviews progress each month",
    "Contracts hold a share back until results show",
    "Workforce plan agreed with providers",
    "Risk share written into the agreement",
    "Reserve set aside by both partners",
    "Early warning measures reported each week",
    "Provider forum meets every quarter",
    "Clinical lead named for each locality",
)
OWNERS = (
    "Programme board",
    "Director of commissioning",
    "Joint commissioning group",
    "Head of adult services",
    "Urgent care board",
    "Chief finance officer",
)

_NARRATIVE = (
    "Partners in {area} want people to stay well at home for as long as they can.",
    "Teams in each locality will share one assessment and one plan for each person.",
    "By {year} we expect {count} more people a year to be supported outside hospital.",
    ("Providers met {count} times while the plan was drafted and saw the figures before they were agreed."),
    "The Board receives a report every quarter and can move money between schemes by agreement.",
    "Carers told us that they tell the same story too often; shared records answer that.",
    "About {percent}% of beds on an ordinary day are taken by people who could leave with support.",
    "Weekend working has begun in two localities and will reach the others in turn.",
    "The hospital has seen the expected fall in admissions and has set out what it will close.",
    "We will test the approach with {count} practices before it goes wider.",
    "Housing partners take part through the adaptations group.",
    "Spending is reviewed against what it achieves, and schemes that do not work are stopped.",
)

ROLE_TITLES = {
    "nhs": ("Accountable Officer", "Chief Officer", "Chief Clinical Officer"),
    "council": ("Director of Adult Social Services", "Chief Executive", "Corporate Director"),
    "hwb": ("Chair of the Health and Wellbeing Board", "Chair", "Board Chair"),
    "section-151": ("Section 151 Officer", "Director of Finance"),
}


def place(rng: random.Random) -> str:
    """A made-up place name."""
    return rng.choice(_STARTS) + rng.choice(_MIDDLES) + rng.choice(_ENDS)


def places(rng: random.Random, count: int) -> list[str]:
    """Different made-up places."""
    found: list[str] = []
    while len(found) < count:
        name = place(rng)
        if all(name[:4] != other[:4] for other in found):
            found.append(name)
    return found


def council(rng: random.Random, name: str) -> str:
    return rng.choice(_COUNCILS).format(name)


def ccg(rng: random.Random, name: str, other: str) -> str:
    return rng.choice(_CCGS).format(name, rng.choice(("North", "South", "East", "West", "Coastal")), other)


def icb(rng: random.Random, name: str, other: str, third: str) -> str:
    return rng.choice(_ICBS).format(name, "", other, third)


def schemes(rng: random.Random, count: int) -> list[str]:
    """Different scheme names."""
    found: dict[str, None] = {}
    while len(found) < count:
        name = f"{rng.choice(_QUALITY)} {rng.choice(_SERVICE)}{rng.choice(_GROUP)}"
        if rng.random() < 0.15:
            name = rng.choice(
                (
                    "Care Act implementation",
                    "Disabled Facilities Grant",
                    "Programme management",
                    "Care Bill duties",
                    "Social care capital grant",
                    "Carers' breaks",
                    "Winter resilience",
                )
            ) + rng.choice(("", "", f" ({rng.choice(_QUALITY).lower()})"))
        found[name] = None
    return list(found)


def provider(rng: random.Random, area: str) -> str:
    return rng.choice((*_PROVIDERS, f"{area} Council", f"{area} NHS Foundation Trust"))


def risk(rng: random.Random) -> tuple[str, str]:
    """A risk and what is done about it."""
    return f"{rng.choice(_RISK_SUBJECT)} {rng.choice(_RISK_EFFECT)}.", f"{rng.choice(_MITIGATION)}."


def risks(rng: random.Random, count: int) -> list[tuple[str, str]]:
    """Different risks."""
    found: dict[str, str] = {}
    while len(found) < count:
        description, mitigation = risk(rng)
        found[description] = mitigation
    return list(found.items())


def paragraph(rng: random.Random, area: str, sentences: int = 3) -> str:
    """Some sentences of narrative with a few stray figures, which are not figures of the plan."""
    chosen = rng.sample(_NARRATIVE, min(sentences, len(_NARRATIVE)))
    return " ".join(
        s.format(area=area, year=rng.choice((2018, 2019)), count=rng.randint(3, 90), percent=rng.randint(5, 40)) for s in chosen
    )


def pick(rng: random.Random, options: Sequence[str]) -> str:
    return options[rng.randrange(len(options))]
