"""Truthful plans of 2025-26: one year, money by source, monthly and quarterly goals, four conditions answered yes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from bettercare.plan import (
    Answer,
    Area,
    Budget,
    BudgetKind,
    ConditionAnswer,
    ConditionStatus,
    Contribution,
    Dates,
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
from specimens.drawing import Draft, day_between, pounds, rate, split, total, years

(Y25,) = years(2025)
DFG, LABCG, NHS_MINIMUM, ADDITIONAL_LA, ADDITIONAL_NHS = (
    "dfg",
    "la-better-care-grant",
    "nhs-minimum",
    "council-additional",
    "nhs-additional",
)
ACTIVITIES = {
    "assistive-technologies": "Assistive technologies and equipment",
    "housing": "Housing related schemes",
    "dfg": "Disabled Facilities Grant related schemes",
    "home-based-intermediate-care": (
        "Home-based intermediate care (short-term home-based rehabilitation, reablement and recovery services)"
    ),
    "long-term-home-social-care": "Long-term home-based social care services",
    "discharge-support": "Discharge support and infrastructure",
    "end-of-life": "End of life care",
    "carers": "Support to carers, including unpaid carers",
    "urgent-response": "Urgent community response",
    "evaluation": "Evaluation and enabling integration",
    "residential": "Long-term residential/nursing home care",
}
OBJECTIVES = {
    "proactive-care": "1. Proactive care to those with complex needs",
    "adaptations": "2. Home adaptations and tech",
    "carers": "3. Supporting unpaid carers",
    "avoid-admission": "4. Preventing unnecessary hospital admissions",
    "discharge": "5. Timely discharge from hospital",
    "less-residential": "6. Reducing the need for long term residential care",
}
CONDITIONS = {
    "joint-plan": (
        "Plans to be jointly agreed",
        {
            "agreed": "Board, council and integrated care boards agree",
            "partners": "Providers, voluntary sector and housing took part",
            "governance": "Joint governance is in place",
        },
    ),
    "objectives": (
        "Implementing the objectives of the BCF",
        {
            "approach": "A joined-up approach to both objectives",
            "goals": "Goals for the three headline metrics",
            "home-first": "Home first and less long-term residential care",
            "discharge-money": "Effect of changed use of discharge money",
        },
    ),
    "funding-conditions": (
        (
            "Complying with grant and funding conditions, including maintaining the NHS minimum contribution "
            "to adult social care (ASC)"
        ),
        {"minimum": "NHS minimum contribution to adult social care is met", "grants": "Conditions of the grants are met"},
    ),
    "oversight": (
        "Complying with oversight and support processes",
        {"oversight": "Will report and take part in oversight and support"},
    ),
}
SECTIONS = {
    "overview": "Overview of BCF Plan",
    "objectives": "Implementing the objectives of the BCF",
    "duties": "Local priorities and duties",
}
AREAS = {
    "social-care": "Social Care",
    "community-health": "Community Health",
    "mental-health": "Mental Health",
    "primary-care": "Primary Care",
    "continuing-care": "Continuing Care",
}
PROVIDERS = {
    "council": "Local Authority",
    "voluntary": "Charity / Voluntary Sector",
    "private": "Private Sector",
    "nhs-community": "NHS Community Provider",
    "nhs-mental-health": "NHS Mental Health Provider",
    "nhs-acute": "NHS Acute Provider",
}


def draw(draft: Draft) -> Plan:
    rng = draft.rng
    area, organisations = partners.draw(rng, OrganisationKind.ICB, date(2025, 3, 31), 1, rng.choice((1, 1, 2)))
    council, *icbs = organisations
    sources = [DFG, LABCG, NHS_MINIMUM, *(s for s in (ADDITIONAL_LA, ADDITIONAL_NHS) if rng.random() < 0.5)]
    schemes = _schemes(draft, sources)
    contributions = _contributions(draft, council, icbs, schemes, sources)
    agreed = day_between(rng, date(2025, 3, 3), date(2025, 3, 28))
    return Plan(
        round="2025-26",
        area=Area(area),
        organisations=organisations,
        dates=Dates(draft.gap("dates/agreed_at_hwb", agreed, 0.12, State.TO_BE_CONFIRMED, State.BLANK), date(2025, 3, 31)),
        budgets=(Budget("b1", BudgetKind.AGREED, Y25, total([c.actual for c in contributions])),),
        contributions=contributions,
        schemes=schemes,
        stated_totals=(
            StatedTotal("t1", "contributions.actual", Y25, None, None, total([c.actual for c in contributions])),
            StatedTotal("t2", "schemes.amount", Y25, None, None, total([ln.amount for s in schemes for ln in s.lines])),
        ),
        metrics=_metrics(draft),
        conditions=_conditions(draft, narrative := _narrative(draft, area)),
        narrative=narrative,
        signatures=_signatures(draft, council, icbs, area, agreed),
    )


def _schemes(draft: Draft, sources: Sequence[str]) -> tuple[Scheme, ...]:
    rng = draft.rng
    count = max(len(sources), rng.choice((4, 6, 9, 14, 20, 30, 40)))
    amounts = split(rng, max(rng.randint(6000, 90_000) * 1000, 2 * count * (count + 6000)), count, 1, 5000)
    names = ["Disabled Facilities Grant", *(n for n in words.schemes(rng, count + 1) if n != "Disabled Facilities Grant")][:count]
    schemes = []
    for i, (name, amount) in enumerate(zip(names, amounts, strict=True), start=1):
        source = sources[i - 1] if i <= len(sources) else rng.choice(sources[1:])
        council_pays = source in (DFG, LABCG, ADDITIONAL_LA)
        spend = "social-care" if council_pays else rng.choice(["social-care", *AREAS])
        parts = [(source, amount)]
        if i > len(sources) and amount > 1000 and rng.random() < 0.12:
            other = next(s for s in sources[1:] if s != source)
            spend, parts = "social-care", [(source, amount - amount // 3), (other, amount // 3)]
        lines = tuple(
            Line(f"s{i}l{j}", Y25, s, None, pounds(a), None, spend, provider=rng.choice(list(PROVIDERS)))
            for j, (s, a) in enumerate(parts, start=1)
        )
        lines = tuple(replace(ln, provider=lines[0].provider) for ln in lines)
        activity = rng.choice(("dfg", "housing", "assistive-technologies") if source == DFG else tuple(ACTIVITIES))
        answers = (Answer("activity", activity), Answer("primary-objective", rng.choice(list(OBJECTIVES))))
        schemes.append(Scheme(f"s{i}", str(i), None, None, name, tuple(replace(ln, answers=answers) for ln in lines)))
    return tuple(schemes)


def _contributions(
    draft: Draft, council: Organisation, icbs: Sequence[Organisation], schemes: Sequence[Scheme], sources: Sequence[str]
) -> tuple[Contribution, ...]:
    found: list[Contribution] = []
    for source in sources:
        amount = int(total([ln.amount for s in schemes for ln in s.lines if ln.source == source]))
        payers: list[tuple[Organisation, int]] = [(council, amount)]
        if source == NHS_MINIMUM:
            payers = list(zip(icbs, split(draft.rng, amount, len(icbs), 1), strict=True))
        elif source == ADDITIONAL_NHS:
            payers = [(icbs[0], amount)]
        for payer, part in payers:
            least = pounds(part) if source in (DFG, LABCG, NHS_MINIMUM) else None
            found.append(Contribution(f"c{len(found) + 1}", payer.name, source, Y25, least, pounds(part)))
    return tuple(found)


def month_periods(start_year: int) -> list[Period]:
    return [Month(start_year + (m > 12), m - 12 * (m > 12)).period for m in range(4, 16)]


def _metrics(draft: Draft) -> tuple[Metric, ...]:
    older = draft.rng.randint(30_000, 250_000)
    return (_emergencies(draft, older), *_delays(draft), _residential(draft, older))


def _emergencies(draft: Draft, older: int) -> Metric:
    """Emergency admissions of people aged 65 and over, by month: last year's, then goals that are lower beyond chance."""
    rng = draft.rng
    usual = older * rng.randint(1700, 2300) // 100_000
    points = []
    for role, year, share, grown in (
        (PointRole.BASELINE, 2024, 100, older),
        (PointRole.TARGET, 2025, 78 if draft.tidy else 96, older * 1008 // 1000),
    ):
        for i, month in enumerate(month_periods(year), start=1):
            count = usual * share * (100 + [0, 1, 0, -2, -3, -1, 1, 2, 5, 4, 1, 0][i - 1]) // 10_000
            points.append(
                MetricPoint(
                    f"m1{role[0]}{i}", role, month.start, month.end, Decimal(count), Decimal(grown), rate(count, grown, 100_000, 0)
                )
            )
    return Metric(
        "m1",
        "emergency-admissions-65-plus",
        "Emergency admissions to hospital for people aged 65+ per 100,000 population",
        tuple(points),
    )


def _delays(draft: Draft) -> tuple[Metric, ...]:
    """Days of delay over all discharges; the share that leave on their ready date; days of delay over those who do not."""
    rng = draft.rng
    share, days, people = rng.uniform(0.78, 0.88), rng.uniform(5.0, 7.5), rng.randint(1800, 6000)
    points: tuple[list[MetricPoint], ...] = ([], [], [])
    for i, month in enumerate((*month_periods(2024)[5:], *month_periods(2025))):
        role = PointRole.BASELINE if i < 7 else PointRole.TARGET
        if i >= 7:  # a step at the first goal, then a little each month
            gained = (1 - share) * (0.1 if i == 7 else rng.uniform(0.005, 0.015))
            share, days = share + gained, days * (0.95 if i == 7 else rng.uniform(0.99, 0.998))
        ready = round(people * share)
        late = people - ready
        lost = round(late * days)
        for k, (numerator, denominator, multiplier, decimals) in enumerate(
            ((lost, people, 1, 2), (ready, people, 100, 1), (lost, late, 1, 1))
        ):
            value = rate(numerator, denominator, multiplier, decimals)
            points[k].append(
                MetricPoint(f"m{k + 2}p{i}", role, month.start, month.end, Decimal(numerator), Decimal(denominator), value)
            )
    names = (
        ("discharge-delay", "Average length of discharge delay for all acute adult patients"),
        ("discharged-on-ready-date", "Proportion of adult patients discharged from acute hospitals on their discharge ready date"),
        ("days-delayed-when-not", "For those adult patients not discharged on DRD, average number of days from DRD to discharge"),
    )
    return tuple(Metric(f"m{k + 2}", id, title, tuple(points[k])) for k, (id, title) in enumerate(names))


def _residential(draft: Draft, older: int) -> Metric:
    """Long-term admissions to care homes: last year's, and a goal for each quarter."""
    rng = draft.rng
    year = older * rng.randint(450, 700) // 100_000
    points = [
        MetricPoint(
            "m5p0",
            PointRole.BASELINE,
            date(2024, 4, 1),
            date(2025, 3, 31),
            Decimal(year),
            Decimal(older),
            rate(year, older, 100_000, 1),
        )
    ]
    for q in (1, 2, 3, 4):
        period = Y25.quarter(q).period
        count = max(1, year * (19 if draft.tidy else 24) // 100 - q)
        points.append(
            MetricPoint(
                f"m5p{q}",
                PointRole.TARGET,
                period.start,
                period.end,
                Decimal(count),
                Decimal(older),
                rate(count, older, 100_000, 1),
            )
        )
    return Metric(
        "m5",
        "residential-admissions",
        (
            "Long-term support needs of people aged 65 and over met by admission to residential and nursing "
            "care homes, per 100,000 population"
        ),
        tuple(points),
    )


def _conditions(draft: Draft, narrative: Sequence[Narrative]) -> tuple[ConditionAnswer, ...]:
    """Every statement of the template, and the narrative's section on the objectives, which answers a question of condition 2."""
    section = next(n for n in narrative if n.section == "objectives")
    found = [ConditionAnswer("n1", "objectives", "narrative", ConditionStatus.ANSWERED, section.text)]
    for condition, (_, questions) in CONDITIONS.items():
        said = draft.gap(f"conditions/n{len(found) + 1}/text", "Yes", 0.08)
        for question in questions:
            text = (
                f"{said}. £{draft.rng.randint(30, 190) / 10}m is planned for adult social care"
                if said and question == "minimum"
                else said
            )
            status = ConditionStatus.ANSWERED if said else ConditionStatus.UNANSWERED
            found.append(ConditionAnswer(f"n{len(found) + 1}", condition, question, status, text))
    return tuple(found)


def _narrative(draft: Draft, area: str) -> tuple[Narrative, ...]:
    found = [
        Narrative(f"x{i}", key, title, words.paragraph(draft.rng, area, 4))
        for i, (key, title) in enumerate(SECTIONS.items(), start=1)
    ]
    last = found[-1]
    return (
        *found[:-1],
        Narrative(last.id, last.section, last.title, f"{last.text} An equality impact assessment was completed in February 2025."),
    )


def _signatures(
    draft: Draft, council: Organisation, icbs: Sequence[Organisation], area: str, agreed: date
) -> tuple[Signature, ...]:
    signing = [
        ("hwb", f"{area} Health and Wellbeing Board", "Health and Wellbeing Board Chair"),
        ("council", council.name, "Chief Executive"),
        ("section-151", council.name, "Section 151 Officer"),
        *(("nhs", b.name, "Chief Executive") for b in icbs),
    ]
    return tuple(
        Signature(f"g{i}", role, organisation, title, title, day_between(draft.rng, agreed, date(2025, 3, 31)))
        for i, (role, organisation, title) in enumerate(signing, start=1)
    )
