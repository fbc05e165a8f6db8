"""Truthful plans of 2014-15: two years, recurrent and non-recurrent spend and benefits, contingency, six metrics."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bettercare.plan import (
    Area,
    Budget,
    BudgetKind,
    Contingency,
    Contribution,
    Dates,
    Line,
    Metric,
    Organisation,
    OrganisationKind,
    Plan,
    PointRole,
    Recurrence,
    RelatedDocument,
    Scheme,
    State,
    StatedTotal,
)
from specimens import partners, words
from specimens.answers_2014 import conditions, narrative, on_hospitals, signatures
from specimens.drawing import Draft, Shape, day_between, metric, months, pounds, risks, split, total, years

Y14, Y15 = years(2014, 2015)
RECURRENT, NON_RECURRENT = Recurrence.RECURRENT, Recurrence.NON_RECURRENT
_YEAR = months("2012-04", "2013-03")
_TARGET_YEAR = months("2014-04", "2015-03")


def draw(draft: Draft) -> Plan:
    rng = draft.rng
    area, organisations = partners.draw(
        rng, OrganisationKind.CCG, date(2014, 2, 14), rng.choice((1, 1, 1, 2)), rng.choice((1, 1, 1, 2, 3, 4))
    )
    unit = rng.choice((1, 1, 1000, 1000, 5000))
    schemes = _schemes(draft, area, unit)
    contributions = _contributions(draft, organisations, schemes, unit)
    submitted = rng.choice((date(2014, 2, 14), date(2014, 2, 13), date(2014, 4, 4), date(2014, 4, 3)))
    agreed = day_between(rng, date(2014, 1, 20), submitted)
    contingency = _contingency(draft, schemes)
    metrics, answers = _metrics(draft), conditions(draft, area)
    story = narrative(draft, area)
    return Plan(
        round="2014-15",
        area=Area(area),
        organisations=organisations,
        dates=Dates(
            draft.gap("dates/agreed_at_hwb", agreed, 0.08, State.TO_BE_CONFIRMED, State.BLANK, State.DEFAULT_LEFT_IN),
            draft.gap("dates/submitted", submitted, 0.04, State.BLANK, State.DEFAULT_LEFT_IN),
        ),
        budgets=_budgets(contributions),
        contributions=contributions,
        schemes=schemes,
        stated_totals=_totals(schemes, contributions),
        contingency=contingency,
        metrics=metrics,
        conditions=(*answers, on_hospitals(story, len(answers) + 1)),
        narrative=story,
        risks=risks(draft, scored=rng.random() < 0.25, owned=False),
        signatures=signatures(draft, organisations, area, agreed, submitted),
        related=(
            RelatedDocument("d1", "Joint Health and Wellbeing Strategy", "Sets the priorities that the schemes serve."),
            RelatedDocument("d2", f"{area} Joint Strategic Needs Assessment", "Describes need and inequality in each locality."),
        ),
    )


def _schemes(draft: Draft, area: str, unit: int) -> tuple[Scheme, ...]:
    rng = draft.rng
    count = rng.choice((3, 4, 5, 6, 8, 10, 12, 15, 18, 22, 30, 40))
    floor = max(unit * (count + 1), 6000 // unit * unit) * count * 2
    second = max(rng.randint(100, 90_000) * 1000 // unit * unit, floor)
    first = max(second * rng.randint(5, 30) // 100 // unit * unit, floor)
    later = split(rng, second, count, unit, 5000)
    early = split(rng, first, max(2, count * 2 // 3), unit, 5000)
    early += [0] * (count - len(early))
    rng.shuffle(early)
    numbered = rng.random() < 0.7
    schemes = []
    for i, name in enumerate(words.schemes(rng, count), start=1):
        lines = _lines(draft, i, early[i - 1], later[i - 1], unit)
        number = str(i) if numbered else None
        provider = draft.gap(f"schemes/s{i}/provider", words.provider(rng, area), 0.15, State.TO_BE_CONFIRMED, State.BLANK)
        schemes.append(Scheme(f"s{i}", number, name, provider, None, lines))
    return tuple(schemes)


def _lines(draft: Draft, scheme: int, early: int, later: int, unit: int) -> tuple[Line, ...]:
    """A scheme's money by year and recurrence, and its savings, which differ between the years."""
    rng = draft.rng
    lines: list[Line] = []
    for year, amount in ((Y14, early), (Y15, later)):
        one_off = amount // unit // 4 * unit if amount and rng.random() < 0.2 else 0
        saving = -(amount * rng.randint(10, 60) // 100 // unit * unit) if amount and rng.random() < 0.5 else 0
        for recurrence, money, benefit in ((RECURRENT, amount - one_off, saving), (NON_RECURRENT, one_off, 0)):
            if money or benefit:
                id = f"s{scheme}l{len(lines) + 1}"
                lines.append(
                    Line(id, year, None, recurrence, pounds(money) if money else None, pounds(benefit) if benefit else None)
                )
    return tuple(lines)


def _of_year(schemes: tuple[Scheme, ...], year: object, recurrence: object = None) -> list[Line]:
    return [ln for s in schemes for ln in s.lines if ln.year == year and recurrence in (None, ln.recurrence)]


def _contributions(
    draft: Draft, payers: tuple[Organisation, ...], schemes: tuple[Scheme, ...], unit: int
) -> tuple[Contribution, ...]:
    rng, count = draft.rng, len(payers)
    actual = split(rng, int(total([ln.amount for ln in _of_year(schemes, Y15)])), count, unit)
    spend = split(rng, int(total([ln.amount for ln in _of_year(schemes, Y14)])), count, unit)
    more = rng.random() < 0.35
    holder = rng.randrange(count)
    told = draft.gap("contributions/c1/holds_pool", True, 0.3, State.TO_BE_CONFIRMED, State.BLANK)
    for i in range(2, count + 1 if told is None else 2):
        draft.states[f"contributions/c{i}/holds_pool"] = draft.states["contributions/c1/holds_pool"]
    return tuple(
        Contribution(
            f"c{i + 1}",
            partner.name,
            None,
            Y15,
            minimum=pounds(actual[i] - (actual[i] // unit // 10 * unit if more else 0)),
            actual=pounds(actual[i]),
            spend_on_schemes=pounds(spend[i]),
            holds_pool=(i == holder) if told else None,
        )
        for i, partner in enumerate(payers)
    )


def _budgets(contributions: tuple[Contribution, ...]) -> tuple[Budget, ...]:
    spend = total([c.spend_on_schemes for c in contributions])
    return (
        Budget("b1", BudgetKind.MINIMUM, Y14, spend),
        Budget("b2", BudgetKind.MINIMUM, Y15, total([c.minimum for c in contributions])),
        Budget("b3", BudgetKind.AGREED, Y14, spend),
        Budget("b4", BudgetKind.AGREED, Y15, total([c.actual for c in contributions])),
    )


def _totals(schemes: tuple[Scheme, ...], contributions: tuple[Contribution, ...]) -> tuple[StatedTotal, ...]:
    found: list[StatedTotal] = []
    for year in (Y14, Y15):
        for field in ("amount", "benefit"):
            for recurrence in (RECURRENT, NON_RECURRENT):
                added = total([getattr(ln, field) for ln in _of_year(schemes, year, recurrence)])
                found.append(StatedTotal(f"t{len(found) + 1}", f"schemes.{field}", year, recurrence, None, added))
    for field, year in (("spend_on_schemes", Y14), ("minimum", Y15), ("actual", Y15)):
        added = total([getattr(c, field) for c in contributions])
        found.append(StatedTotal(f"t{len(found) + 1}", f"contributions.{field}", year, None, None, added))
    return tuple(found)


def _contingency(draft: Draft, schemes: tuple[Scheme, ...]) -> tuple[Contingency, ...]:
    """Planned savings add up to the benefits of 2015-16, in one to three outcomes, and are the same in later years."""
    rng = draft.rng
    saved = -int(total([ln.benefit for ln in _of_year(schemes, Y15)]))
    if saved < 100:
        return ()
    outcomes = rng.sample(
        (
            "Admissions to residential and care homes",
            "Effectiveness of reablement",
            "Delayed transfers of care",
            "Avoidable emergency admissions",
        ),
        rng.randint(1, 3),
    )
    if rng.random() < 0.3:
        outcomes = [f"Outcome {i + 1}" for i in range(len(outcomes))]
    sign = rng.choice((1, 1, -1))
    parts = split(rng, saved, len(outcomes), 1)
    held = list(parts)
    if draft.tidy:  # what is held back is then about the share of the pool that is paid by results
        held = split(rng, int(total([ln.amount for ln in _of_year(schemes, Y15)])) * 263 // 1000, len(outcomes), 1)
    found = []
    for i, outcome in enumerate(outcomes):
        for year in ("2015-16", "ongoing"):
            found.append(Contingency(f"k{i + 1}{year[0]}", outcome, year, pounds(sign * parts[i]), pounds(held[i])))
    return tuple(found)


def _metrics(draft: Draft) -> tuple[Metric, ...]:
    rng = draft.rng
    everyone = rng.randint(120_000, 1_400_000)
    adults, older = everyone * 78 // 100, everyone * rng.randint(15, 21) // 100
    baseline, target = PointRole.BASELINE, PointRole.TARGET
    half, nine, last = months("2014-04", "2014-09"), months("2014-04", "2014-12"), months("2015-01", "2015-06")
    local = rng.choice(
        (
            "People who feel supported to manage their long-term condition (%)",
            "Estimated diagnosis rate for people with dementia (%)",
            "Adult social care users with as much social contact as they would like (%)",
        )
    )
    year_pair = ((baseline, _YEAR), (target, None), (target, _TARGET_YEAR))
    shapes = (
        (
            Shape(
                "residential-admissions",
                (
                    "Permanent admissions of older people (aged 65 and over) to residential and nursing care homes, "
                    "per 100,000 population"
                ),
                100_000,
                1,
                True,
                year_pair,
            ),
            older * rng.randint(550, 900) // 100_000,
            older,
        ),
        (
            Shape(
                "reablement-91-days",
                (
                    "Proportion of older people (65 and over) who were still at home 91 days after discharge from "
                    "hospital into reablement / rehabilitation services"
                ),
                100,
                1,
                False,
                year_pair,
            ),
            0,
            rng.randint(400, 1600),
        ),
        (
            Shape(
                "delayed-transfers",
                "Delayed transfers of care from hospital per 100,000 population (average per month)",
                100_000,
                1,
                True,
                ((baseline, months("2013-04", "2013-12")), (target, nine), (target, last)),
            ),
            adults * rng.randint(200, 420) // 100_000,
            adults,
        ),
        (
            Shape(
                "avoidable-admissions",
                "Avoidable emergency admissions (composite measure)",
                100_000,
                1,
                True,
                ((baseline, months("2013-04", "2013-09")), (target, half), (target, months("2014-10", "2015-03"))),
            ),
            everyone * rng.randint(700, 1100) // 100_000,
            everyone,
        ),
        (
            Shape(
                "patient-experience",
                "Patient / service user experience: people who say they were involved in decisions (%)",
                100,
                1,
                False,
                ((baseline, months("2012-04", "2013-03")), (target, None), (target, months("2014-04", "2015-03"))),
            ),
            0,
            rng.randint(900, 2600),
        ),
        (
            Shape(
                "local",
                f"Local metric: {local}",
                100,
                1,
                False,
                (
                    (baseline, months("2013-07", "2013-09")),
                    (target, months("2014-07", "2014-09")),
                    (target, months("2015-01", "2015-03")),
                ),
            ),
            0,
            rng.randint(1200, 4000),
        ),
    )
    found = []
    for i, (shape, numerator, denominator) in enumerate(shapes, start=1):
        found.append(
            _without_parts(draft, i, metric(draft, i, shape, numerator or denominator * rng.randint(620, 740) // 1000, denominator))
        )
    return tuple(found)


def _without_parts(draft: Draft, number: int, drawn: Metric) -> Metric:
    """Now and then an area gives a value without the numbers behind it."""
    if draft.tidy or draft.rng.random() > 0.12:
        return drawn
    state = draft.rng.choice((State.SAID_NOT_SUPPLIED, State.BLANK))
    for point in drawn.points:
        for part in ("numerator", "denominator"):
            draft.states[f"metrics/m{number}/points/{point.id}/{part}"] = state
    return replace(drawn, points=tuple(replace(p, numerator=None, denominator=None) for p in drawn.points))
