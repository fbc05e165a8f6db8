"""Truthful plans of 2017-19: two years, money by source, four metrics, four conditions, risks scored and owned."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from bettercare.plan import (
    Area,
    Budget,
    BudgetKind,
    ConditionAnswer,
    ConditionStatus,
    Contribution,
    Dates,
    FinancialYear,
    Line,
    Metric,
    MetricPoint,
    Month,
    Narrative,
    Organisation,
    OrganisationKind,
    Period,
    Plan,
    PointRole,
    Scheme,
    Signature,
    State,
    StatedTotal,
)
from specimens import partners, words
from specimens.drawing import Draft, Shape, day_between, metric, months, pounds, risks, round_half_up, split, total, years

Y17, Y18 = years(2017, 2018)
YEARS = (Y17, Y18)
DFG, IBCF, CCG_MINIMUM, ADDITIONAL_CCG, ADDITIONAL_LA = "dfg", "ibcf", "nhs-minimum", "nhs-additional", "council-additional"
SECTIONS = {
    "introduction": "Introduction",
    "vision": "What is the local vision and approach for health and social care integration?",
    "background": "Background and context to the plan",
    "progress": "Progress to date",
    "plan": "BCF plan 2017-2019",
}
CONDITIONS = {
    "joint-plan": ("agreed", "National condition 1: jointly agreed plan"),
    "social-care-maintenance": ("maintained", "National condition 2: social care maintenance"),
    "out-of-hospital": ("invested", "National condition 3: NHS commissioned out-of-hospital services"),
    "transfers-of-care": ("transfers", "National condition 4: managing transfers of care"),
}
"""Each condition's question in the narrative, and its heading; both years are also answered yes or no in the template."""
AREAS = {
    "acute": "Acute",
    "mental-health": "Mental Health",
    "community-health": "Community Health",
    "continuing-care": "Continuing Care",
    "primary-care": "Primary Care",
    "social-care": "Social Care",
}
COMMISSIONERS = {"ccg": "CCG", "council": "Local Authority", "joint": "Joint"}
PROVIDERS = {
    "council": "Local Authority",
    "voluntary": "Charity / Voluntary Sector",
    "nhs-acute": "NHS Acute Provider",
    "nhs-community": "NHS Community Provider",
    "nhs-mental-health": "NHS Mental Health Provider",
    "private": "Private Sector",
}


def draw(draft: Draft) -> Plan:
    rng = draft.rng
    area, organisations = partners.draw(rng, OrganisationKind.CCG, date(2017, 9, 11), 1, rng.choice((1, 1, 2, 3)))
    council, *ccgs = organisations
    sources = [DFG, IBCF, CCG_MINIMUM, *(s for s in (ADDITIONAL_CCG, ADDITIONAL_LA) if rng.random() < 0.4)]
    unit = rng.choice((1, 1, 1, 1000))
    schemes = _schemes(draft, sources, unit)
    contributions = _contributions(draft, council, ccgs, schemes, sources, unit)
    agreed = day_between(rng, date(2017, 8, 21), date(2017, 9, 8))
    totals = [
        (f"t{i}", y, total([ln.amount for s in schemes for ln in s.lines if ln.year == y])) for i, y in enumerate(YEARS, start=1)
    ]
    return Plan(
        round="2017-19",
        area=Area(area),
        organisations=organisations,
        dates=Dates(draft.gap("dates/agreed_at_hwb", agreed, 0.1, State.TO_BE_CONFIRMED), date(2017, 9, 11)),
        budgets=tuple(Budget(f"b{id}", BudgetKind.AGREED, y, amount) for id, y, amount in totals),
        contributions=contributions,
        schemes=schemes,
        stated_totals=tuple(
            StatedTotal(f"{id}{of[0]}", of, y, None, None, amount)
            for of in ("schemes.amount", "contributions.actual")
            for id, y, amount in totals
        ),
        metrics=_metrics(draft),
        conditions=_conditions(draft, area),
        narrative=_narrative(draft, area),
        risks=risks(draft, scored=True, owned=True),
        signatures=_signatures(draft, council, ccgs, area, agreed),
    )


def _schemes(draft: Draft, sources: Sequence[str], unit: int) -> tuple[Scheme, ...]:
    """Each scheme has a line in each year from a source, a few from two sources; every source has a scheme."""
    rng = draft.rng
    count = max(len(sources), rng.choice((4, 6, 8, 10, 15, 20, 28, 40)))
    pairs = [(i, sources[i] if i < len(sources) else rng.choice(sources[1:])) for i in range(count)]
    pairs += [(i, s) for i in range(len(sources), count) if rng.random() < 0.12 for s in sources[1:] if s != pairs[i][1]][:4]
    first = max(rng.randint(4000, 60_000) * 1000, 2 * len(pairs) * (6000 + unit * len(pairs)))
    amounts = split(rng, first // unit * unit, len(pairs), unit, 5000)
    names = words.schemes(rng, count)
    names[0] = "Disabled Facilities Grant"
    if "Disabled Facilities Grant" in names[1:]:
        names[names.index("Disabled Facilities Grant", 1)] = "Handyperson service"
    uplift = rng.randint(1010, 1090)
    schemes = []
    for i, name in enumerate(names):
        lines: list[Line] = []
        for (index, source), amount in zip(pairs, amounts, strict=True):
            if index == i:
                lines += _lines(draft, i + 1, len(lines), source, amount, max(unit, round(amount * uplift / 1000 / unit) * unit))
        schemes.append(Scheme(f"s{i + 1}", str(i + 1), name, None, None, tuple(lines)))
    return tuple(schemes)


def _lines(draft: Draft, scheme: int, done: int, source: str, first: int, second: int) -> list[Line]:
    rng = draft.rng
    council_pays = source in (DFG, IBCF, ADDITIONAL_LA)
    area_of_spend = "social-care" if council_pays else rng.choice(list(AREAS)[1:])
    commissioner = "council" if council_pays else rng.choice(("ccg", "ccg", "council", "joint"))
    share = Decimal(rng.choice((25, 40, 50, 60, 75))) if commissioner == "joint" else None
    provider = rng.choice(list(PROVIDERS))
    return [
        Line(f"s{scheme}l{done + i}", year, source, None, pounds(amount), None, area_of_spend, commissioner, share, provider)
        for i, (year, amount) in enumerate(((Y17, first), (Y18, second)), start=1)
    ]


def spent(schemes: Sequence[Scheme], source: str, year: FinancialYear) -> int:
    return int(total([ln.amount for s in schemes for ln in s.lines if ln.source == source and ln.year == year]))


def _contributions(
    draft: Draft, council: Organisation, ccgs: Sequence[Organisation], schemes: Sequence[Scheme], sources: Sequence[str], unit: int
) -> tuple[Contribution, ...]:
    """Every source is spent whole; several CCGs share the CCG minimum."""
    found: list[Contribution] = []
    for year in YEARS:
        for source in sources:
            amount = spent(schemes, source, year)
            payers: list[tuple[Organisation, int]] = [(council, amount)]
            if source == CCG_MINIMUM:
                payers = list(zip(ccgs, split(draft.rng, amount, len(ccgs), unit), strict=True))
            elif source == ADDITIONAL_CCG:
                payers = [(ccgs[0], amount)]
            for payer, part in payers:
                least = pounds(part) if source in (DFG, IBCF, CCG_MINIMUM) else None
                found.append(Contribution(f"c{len(found) + 1}", payer.name, source, year, least, pounds(part)))
    return tuple(found)


def _metrics(draft: Draft) -> tuple[Metric, ...]:
    rng = draft.rng
    everyone = rng.randint(120_000, 1_400_000)
    adults, older = everyone * 78 // 100, everyone * rng.randint(15, 21) // 100
    baseline, target = PointRole.BASELINE, PointRole.TARGET
    points = (
        (baseline, months("2016-04", "2017-03")),
        (target, months("2017-04", "2018-03")),
        (target, months("2018-04", "2019-03")),
    )
    residential = Shape(
        "residential-admissions",
        (
            "Long-term support needs of older people (age 65 and over) met by admission to residential and "
            "nursing care homes, per 100,000 population"
        ),
        100_000,
        1,
        True,
        points,
    )
    reablement = Shape(
        "reablement-91-days",
        (
            "Proportion of older people (65 and over) who were still at home 91 days after discharge from "
            "hospital into reablement / rehabilitation services"
        ),
        100,
        1,
        False,
        points,
    )
    people = rng.randint(400, 1600)
    return (
        _emergencies(draft, everyone),
        metric(draft, 2, residential, older * rng.randint(550, 800) // 100_000, older),
        metric(draft, 3, reablement, people * rng.randint(700, 780) // 1000, people),
        _transfers(draft, adults),
    )


def quarters() -> list[Period]:
    return [y.quarter(q).period for y in YEARS for q in (1, 2, 3, 4)]


def _emergencies(draft: Draft, everyone: int) -> Metric:
    """Planned admissions by quarter: counts, so neither numerator nor denominator."""
    count = everyone * draft.rng.randint(23, 29) // 1000
    points = []
    for i, q in enumerate(quarters(), start=1):
        count -= count * draft.rng.randint(1, 9) // 1000 + 1
        points.append(MetricPoint(f"m1p{i}", PointRole.TARGET, q.start, q.end, None, None, Decimal(count)))
    return Metric(
        "m1",
        "non-elective-admissions",
        "Total number of specific acute (replaces General & Acute) non-elective spells",
        tuple(points),
    )


def transfer_months() -> list[Period]:
    """The baseline month and the 21 months of the trajectory."""
    return [Month(2017, 2).period, *(Month(2017 + (m - 1) // 12, (m - 1) % 12 + 1).period for m in range(7, 28))]


def _transfers(draft: Draft, adults: int) -> Metric:
    """Delayed days a day per 100,000 adults, by month; the numerator is the average of delayed days a day."""
    daily = round_half_up(Decimal(adults) * draft.rng.randint(110, 160) / Decimal(1_000_000), 1)
    points = []
    for i, month in enumerate(transfer_months()):
        value = round_half_up(daily * 100_000 / Decimal(adults), 1)
        points.append(
            MetricPoint(
                f"m4p{i}", PointRole.TARGET if i else PointRole.BASELINE, month.start, month.end, daily, Decimal(adults), value
            )
        )
        daily = round_half_up(daily * Decimal(1000 - draft.rng.randint(12, 24)) / 1000, 1)
    return Metric(
        "m4",
        "delayed-transfers",
        "Delayed transfers of care (delayed days) from hospital per 100,000 population (aged 18+)",
        tuple(points),
    )


def _conditions(draft: Draft, area: str) -> tuple[ConditionAnswer, ...]:
    texts = (
        (
            "Yes. The council, the clinical commissioning groups and the Health and Wellbeing Board of "
            f"{area} agree this plan. Districts, providers and the housing authority took part, and the grant "
            "for adaptations is passed on in full."
        ),
        (
            f"Yes. The NHS puts £{draft.rng.randint(40, 99) / 10}m into social care, last year's level raised "
            "in line with inflation in both years."
        ),
        ("Yes. Spending on services outside hospital that the NHS commissions is above the ring-fence in both years."),
        (
            "Yes. The eight changes of the High Impact Change Model will all be in place by March 2018, and "
            "the trajectory for delayed days is agreed with the hospital."
        ),
    )
    found: list[ConditionAnswer] = []
    for (condition, (question, _)), text in zip(CONDITIONS.items(), texts, strict=True):
        kept = draft.gap(f"conditions/n{len(found) + 1}/text", text, 0.08)
        status = ConditionStatus.ANSWERED if kept else ConditionStatus.UNANSWERED
        for one, said in ((question, kept), ("met-2017-18", "Yes" if kept else None), ("met-2018-19", "Yes" if kept else None)):
            found.append(ConditionAnswer(f"n{len(found) + 1}", condition, one, status, said))
    return tuple(found)


def _narrative(draft: Draft, area: str) -> tuple[Narrative, ...]:
    found = [
        Narrative(f"x{i}", key, title, words.paragraph(draft.rng, area, 4))
        for i, (key, title) in enumerate(SECTIONS.items(), start=1)
    ]
    last = found[-1]
    return (
        *found[:-1],
        Narrative(last.id, last.section, last.title, f"{last.text} An equality impact assessment was completed in June 2017."),
    )


def _signatures(
    draft: Draft, council: Organisation, ccgs: Sequence[Organisation], area: str, agreed: date
) -> tuple[Signature, ...]:
    rng, found = draft.rng, []
    signing: list[tuple[str, str | None]] = [
        ("hwb", f"{area} Health and Wellbeing Board"),
        ("council", council.name),
        *(("nhs", c.name) for c in ccgs),
    ]
    for i, (role, organisation) in enumerate(signing, start=1):
        title = words.pick(rng, words.ROLE_TITLES[role])
        found.append(
            Signature(
                f"g{i}", role, organisation, title, None if role == "hwb" else title, day_between(rng, agreed, date(2017, 9, 11))
            )
        )
    return tuple(found)
