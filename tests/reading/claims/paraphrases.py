"""Sentences that say one figure in many ways, with what they say; and sentences whose figures say nothing of the kind.

For each subject the first half of the templates was used while the patterns were written, the second half was not.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

# {m} money in millions, {k} in thousands, {p} per cent, {n} a count, {q} a qualifier, {area} a place, {y} a year
TEMPLATES: dict[str, tuple[list[str], list[str]]] = {
    "pool": (
        ["The pooled budget for {y} is {m}.", "Together we will bring {m} into the pool.", "The Better Care Fund in {area} totals {m}.",
         "A pooled fund of {m} has been agreed by both partners.", "This gives a total pool of {q} {m}."],
        ["In {y} the value of the BCF will be {m}.", "Partners have agreed a {m} pooled fund under one agreement.",
         "The overall fund stands at {m} for {y}.", "The BCF pool amounts to {m} in {y}.", "Our joint fund is worth {q} {m}."],
    ),
    "minimum": (
        ["The minimum contribution for {y} is {m}.", "The minimum required value of the fund is {m}.", "We must pool at least the minimum fund of {m}."],
        ["The CCG minimum contribution in {y} will be {m}.", "{m} is the minimum fund for our area.", "Our minimum allocation was set at {m}."],
    ),
    "saving": (
        ["The plan will save {q} {m} a year.", "We expect savings of {m} from these changes.", "This should deliver {m} of savings.",
         "Efficiencies worth {m} are expected in {y}.", "{m} will be saved by the third year."],
        ["Savings are estimated at {m}.", "Our aim is to release {q} {m} from hospital spending.", "The changes produce a {m} saving for the NHS.",
         "Acute costs will be reduced by {m}.", "The programme is expected to generate recurrent savings of {m}."],
    ),
    "grant": (
        ["The Disabled Facilities Grant contributes {k}.", "{k} comes from the Disabled Facilities Grant.", "DFG of {k} is included."],
        ["The Disabled Facilities Grant is {k} in {y}.", "There is {k} from the DFG.", "We receive {k} through the Disabled Facilities Grant."],
    ),
    "unit-cost": (
        ["Each avoided admission saves £{c}.", "The cost is £{c} per admission.", "We have used an average tariff of £{c} for an emergency admission."],
        ["Admissions are priced at £{c} per episode.", "An emergency admission costs {q} £{c}.", "A unit cost of £{c} was applied to each attendance."],
    ),
    "cost-per-head": (
        ["Practices receive £{s} a head.", "Funding of £{s} per head is offered to GPs.", "This is {q} {s} per head for those over 75."],
        ["GPs will be paid £{s} per patient for this work.", "The sum is £{s} for each person on the list.", "It works out at £{s} per resident."],
    ),
    "beds": (
        ["We will close {q} {n} acute beds.", "There are {n} community beds in {area}.", "{n} assessment beds have been commissioned."],
        ["The hospital runs with {n} fewer surgical beds.", "A further {n} step-down beds will open.", "Capacity of {n} intermediate care beds is in place."],
    ),
    "bed-cost": (
        ["A {n} bed ward costs {m} a year.", "{n} beds are equivalent to {m}.", "Running a {n} bedded unit costs {q} {m}."],
        ["A ward of {n} beds is worth {m}.", "Keeping {n} beds open costs {m}.", "A {n}-bed ward equates to {q} {m}."],
    ),
    "admissions-avoided": (
        ["We will avoid {n} emergency admissions.", "The team prevents {q} {n} admissions a year.", "Non-elective admissions will be reduced by {n}.",
         "There will be {n} fewer admissions."],
        ["Plans assume a reduction of {n} non-elective spells.", "Emergency admissions should fall by {n}.", "{n} admissions are to be avoided.",
         "The scheme is expected to divert {n} hospital admissions."],
    ),
    "nhs-number-share": (
        ["{p} of social care records hold the NHS Number.", "The NHS number is present in {p} of client records."],
        ["{q} {p} of service user records have been matched to an NHS number.", "Our system holds an NHS Number for {p} of people known to social care."],
    ),
    "people-at-risk": (
        ["{n} people are at high risk of admission.", "The tool finds {q} {n} patients at risk of hospital admission."],
        ["Risk stratification identified {n} adults.", "There are {n} residents who are at highest risk."],
    ),
    "share-at-risk": (
        ["They are the top {p} of the population by risk.", "{p} of adults are identified as at high risk.", "People at high risk make up {p} of the adult population."],
        ["Some {p} of the registered population is at risk of admission.", "We focus on those at highest risk, {p} of patients.",
         "The top {p} by risk score have a plan."],
    ),
    "performance-share": (
        ["{p} of the fund depends on performance.", "The remaining {p} is conditional on results, and the money comes later.",
         "{p} of funding held back until targets are met."],
        ["{p} of the money is linked to outcomes.", "Payment of {p} of the BCF hangs on performance against the metrics.",
         "About {p} of the pool will be paid when improvement targets are reached."],
    ),
    "reduction": (
        ["Emergency admissions will fall by {p}.", "We plan a {p} reduction in delayed transfers.", "Delayed days were cut by {q} {p}."],
        ["Our aim is to reduce falls by {p}.", "A decrease of {p} in residential admissions is expected.", "There will be {p} fewer care home admissions."],
    ),
    "increase": (
        ["Admissions have grown by {p}.", "The older population will increase by {p}.", "A {p} rise in attendances was seen."],
        ["Demand rose by {p} last winter.", "We expect growth of {p} in referrals.", "An increase of {p} in reablement is planned."],
    ),
    "target": (
        ["Our target for delayed transfers is {p}.", "We have set a goal of {p} of people still at home after 91 days.", "The trajectory is {p} by the end of {y}."],
        ["The ambition is {p} for reablement.", "{p} is our local target.", "We will work towards the national standard of {p}."],
    ),
    "present": (
        ["Delayed days currently average {n} a month, DToC data show.", "The system loses {n} bed-days each month to delayed transfers."],
        ["Delayed days stand at {n} a month.", "We are losing {n} delayed days each month."],
    ),
    "places-per-week": (
        ["The team can take {q} {n} people a week.", "There is room for {n} packages each week."],
        ["Home First supports {n} discharges per week.", "Capacity is {n} new places every week."],
    ),
    "population": (
        ["The trust serves {q} {b} people.", "{area} has a population of {b}."],
        ["Our population is {q} {b}.", "There are {b} residents living in {area}."],
    ),
    "staff": (
        ["We will appoint {n} nurses.", "{n} WTE social workers join the team."],
        ["The service employs {n} therapists.", "An additional {n} posts are funded."],
    ),
}  # fmt: skip

DISTRACTORS = [
    "The Board met on 14 March 2014 at 10.30 in room {n}.", "Services run 24 hours a day, 7 days a week.", "See section 75 and appendix {n} for details.",
    "Care plans are reviewed within {n} days.", "Patients wait no longer than {n} hours in the emergency department.",
    "The contract was let for {n} years from April 2013.", "Call us on 01234 567890 or write to the office.", "The strategy covers 2014-2019.",
    "People aged 75 and over have a named GP.", "{n} workshops were held with providers.", "The panel has {n} members.",
    "We spoke to {n} members of the public.", "Grants of £{c} were paid to voluntary groups.", "£{c} was spent on leaflets.",
    "The scheme receives {m} in {y}.", "We are investing {m} in extra care housing.", "The budget for equipment is £{c}.",
    "The service was rated {p} satisfactory by carers.", "{p} of staff completed the survey.", "Turnout was {p}.", "Phase {n} starts in the autumn.",
    "The house has {n} bedrooms.", "Visits last {n} minutes.", "Pathway 2 is for people who need a bed.", "Training took {n} weeks.",
    "Minutes of meeting {n} were agreed.", "Life expectancy is {s} years lower in the north.", "The ward opened {n} years ago.",
]  # fmt: skip

QUALIFIERS = {
    "about": "about",
    "approximately": "about",
    "around": "about",
    "at least": "at least",
    "up to": "up to",
    "nearly": "about",
    "": None,
}
AREAS = ("Northmere", "Ashby Vale", "Eastport", "Castlebridge", "the county")


@dataclass(frozen=True)
class Said:
    """A sentence and the figure that it says; no subject where it says none that counts."""

    text: str
    subject: str | None
    quantity: Decimal | None


def sentences(half: int, seed: int, each: int = 4) -> Iterator[Said]:
    """Draw sentences from one half of the templates (0 or 1), and as many that say nothing."""
    rng = random.Random(seed)
    for subject, halves in TEMPLATES.items():
        for template in halves[half]:
            for _ in range(each):
                yield _fill(template, subject, rng)
    for template in DISTRACTORS:
        for _ in range(each):
            yield Said(_fill(template, "none", rng).text, None, None)


def _fill(template: str, subject: str, rng: random.Random) -> Said:
    millions = Decimal(rng.randrange(20, 900)) / 10
    pound = rng.choice(["£", "£", ""])
    money = {"": f"{millions}m", "£": rng.choice([f"£{millions}m", f"£{millions} million", f"£{int(millions * 1_000_000):,}"])}[
        pound
    ]
    thousands = rng.randrange(200, 990)
    share, count, cost, small, big = (
        rng.randrange(2, 60),
        rng.randrange(12, 90),
        rng.randrange(300, 2900),
        rng.randrange(3, 9),
        rng.randrange(90, 700) * 1000,
    )
    values = {
        "m": money, "k": rng.choice([f"£{thousands}k", f"£{thousands},000", f"{thousands}k"]), "p": rng.choice([f"{share}%", f"{share} per cent"]),
        "n": str(count), "c": f"{cost:,}", "s": str(small), "b": f"{big:,}", "area": rng.choice(AREAS), "y": rng.choice(["2014/15", "2015-16", "2017/18"]),
        "q": rng.choice(sorted(QUALIFIERS)),
    }  # fmt: skip
    text = " ".join(template.format(**values).split())
    text = text[0].upper() + text[1:]
    money_in, first = Decimal(int(millions * 1_000_000)), template
    quantity = (
        money_in if "{m}" in first else Decimal(thousands * 1000) if "{k}" in first else Decimal(share) if "{p}" in first
        else Decimal(cost) if "{c}" in first else Decimal(small) if "{s}" in first else Decimal(big) if "{b}" in first else Decimal(count)
    )  # fmt: skip
    return Said(text, subject, quantity)
