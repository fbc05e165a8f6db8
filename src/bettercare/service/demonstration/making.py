"""Plans that do not exist, drawn from what a round asks: money that balances by source, goals that improve, answers in words.

The same area and round give the same plan every time. `Flaw`s are put in on purpose, for the check to find.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from enum import Enum

from bettercare.figures import rate, shown
from bettercare.plan import (
    Answer,
    ConditionAnswer,
    ConditionStatus,
    Contribution,
    FinancialYear,
    Line,
    Metric,
    MetricPoint,
    Milestone,
    Narrative,
    Plan,
    PointRole,
    Risk,
    Scheme,
    Signature,
)
from bettercare.plan.words import pounds
from bettercare.rounds.model import Round
from bettercare.service.demonstration.places import Place
from bettercare.service.demonstration.services import made_up, services

_PER_HEAD = {"nhs-minimum": 99, "la-better-care-grant": 45, "dfg": 12}
"""Pounds for each resident, about what the nation's sums come to."""
_ASC_SHARE = Decimal("0.42")
"""Of the NHS minimum contribution, what must at least go to adult social care."""


class Flaw(Enum):
    """What a plan under way gets wrong."""

    OVERSPENT = "a service costs more than its source holds"
    GRANT_ELSEWHERE = "a grant for adaptations pays for something else"
    NO_AMBITION = "goals that are worse than last year"


def allotted(place: Place, stream: str, year: FinancialYear) -> Decimal:
    """What an area is given from a source in a year, in whole pounds; `social-care-minimum` is a part of the NHS minimum."""
    if stream == "social-care-minimum":
        return (allotted(place, "nhs-minimum", year) * _ASC_SHARE).quantize(Decimal(1))
    grown = Decimal("1.032") ** (year.start - 2025)
    need = 1 + Decimal(place.number % 5 - 2) / 20
    return (place.people * _PER_HEAD[stream] * need * grown).quantize(Decimal(1))


def drawn(begins: Plan, place: Place, round: Round, flaws: Sequence[Flaw] = ()) -> Plan:
    """Return the plan that an area would have in the end; `begins` is the plan on its first day, whose parts keep their ids.

    Signature blocks name officers by their role titles.
    """
    (year,) = round.years
    rng = random.Random(f"{place.name} {round.id}")
    contributions = tuple(_paid(c, place, year) for c in begins.contributions)
    schemes = tuple(_schemes(contributions, year, rng, flaws))
    asked = {t.rows for t in round.tables}
    return replace(
        begins,
        budgets=tuple(replace(b, amount=sum((c.actual or Decimal(0) for c in contributions), Decimal(0))) for b in begins.budgets),
        dates=replace(begins.dates, agreed_at_hwb=date(year.start, 3, 12)),
        contributions=contributions,
        schemes=schemes,
        metrics=tuple(_metric(m, round, place, flaws) for m in begins.metrics),
        conditions=tuple(_answered(c, place, contributions, schemes) for c in begins.conditions),
        narrative=tuple(_told(n, place) for n in begins.narrative),
        risks=tuple(_risks(rng)) if "risks" in asked else (),
        signatures=tuple(_named(s, place, round) for s in begins.signatures),
        milestones=tuple(Milestone(f"mile{n}", **m) for n, m in enumerate(made_up()["milestones"], 1))
        if "milestones" in asked
        else (),
    )


def _paid(contribution: Contribution, place: Place, year: FinancialYear) -> Contribution:
    amount = allotted(place, contribution.source or "", year)
    return replace(contribution, minimum=amount, actual=amount)


def _schemes(
    contributions: Sequence[Contribution], year: FinancialYear, rng: random.Random, flaws: Sequence[Flaw]
) -> Iterator[Scheme]:  # fmt: skip
    """Each source divided among its services: shares that vary a little from area to area, the last takes what is left."""
    number = 0
    for paid in contributions:
        mine = [s for s in services() if s.source == paid.source]
        left = paid.actual or Decimal(0)
        for service in mine:
            number += 1
            share = (paid.actual or Decimal(0)) * service.share * rng.randint(96, 104) / 100_000
            amount = left if service is mine[-1] else min(left, share.quantize(Decimal(1000)))
            left -= amount
            if Flaw.OVERSPENT in flaws and number == 2:
                amount += Decimal(385_000)
            activity = (
                "carers" if Flaw.GRANT_ELSEWHERE in flaws and service.activity == "assistive-technologies" else service.activity
            )
            answers = (Answer("activity", activity), Answer("primary-objective", service.objective))
            line = Line(
                f"line{number}", year, paid.source, amount=amount, area_of_spend=service.area_of_spend, provider=service.provider,
                answers=answers,
            )  # fmt: skip
            yield Scheme(f"scheme{number}", str(number), description=service.words, lines=(line,))


def _metric(metric: Metric, round: Round, place: Place, flaws: Sequence[Flaw]) -> Metric:
    """Points that move a little from goal to goal, the right way or the wrong one, each worked out from its counts."""
    definition = next(m for m in round.metrics if m.id == metric.metric)
    goal, points = 0, []
    for point in metric.points:
        goal += point.role is PointRole.TARGET
        better = Decimal(goal and 40 + 5 * goal) / 1000 * (-1 if Flaw.NO_AMBITION in flaws else 1)
        count, of = (Decimal(int(part)) for part in _counted(metric.metric or "", point, place, better))
        value = rate(count, of, Decimal(definition.multiplier or 1))
        points.append(replace(point, numerator=count, denominator=of, value=shown(value or Decimal(0), definition.decimals or 0)))
    return replace(metric, points=tuple(points))


def _counted(metric: str, point: MetricPoint, place: Place, better: Decimal) -> tuple[Decimal, Decimal]:
    """A metric's count and what it is of, in a period, so much better than usual. Discharges agree among their three metrics."""
    by_chance = Decimal(random.Random(f"{place.name} {point.start} {point.end}").randint(985, 1015)) / 1000
    older, discharges = Decimal(place.people * 19 // 100), Decimal(place.people // 55)
    if metric == "emergency-admissions-65-plus":
        return older * Decimal("0.0192") * by_chance * (1 - better), older
    if metric == "residential-admissions":
        quarter = point.start is not None and point.end is not None and (point.end - point.start).days < 100
        return older * Decimal("0.0056") * by_chance * (1 - better) * (Decimal("0.25") if quarter else 1), older
    late = Decimal(int(discharges * Decimal("0.14") * by_chance * (1 - better)))
    lost = Decimal(int(late * Decimal("6.1") * (1 - better / 2)))
    return {"discharged-on-ready-date": (discharges - late, discharges), "days-delayed-when-not": (lost, late)}.get(
        metric, (lost, discharges)
    )


def _answered(
    answer: ConditionAnswer, place: Place, contributions: Sequence[Contribution], schemes: Sequence[Scheme]
) -> ConditionAnswer:  # fmt: skip
    text = made_up()["yes"].get(answer.question) or made_up()["approach"].format(area=place.name)
    if answer.question == "minimum":
        spent = sum(
            (
                ln.amount or Decimal(0)
                for s in schemes
                for ln in s.lines
                if (ln.source, ln.area_of_spend) == ("nhs-minimum", "social-care")
            ),
            Decimal(0),
        )
        text = f"Yes. {pounds(spent)} of the NHS minimum contribution is planned for adult social care."
    return replace(answer, status=ConditionStatus.ANSWERED, text=text)


def _told(narrative: Narrative, place: Place) -> Narrative:
    words = made_up()["duties" if narrative.section == "duties" else "overview"]
    return replace(narrative, text=words.format(area=place.name, people=place.people))


def _named(signature: Signature, place: Place, round: Round) -> Signature:
    return replace(signature, organisation=signature.organisation or place.board.name, name=round.role(signature.role).title)


def _risks(rng: random.Random) -> Iterator[Risk]:
    for number, told in enumerate(rng.sample(made_up()["risks"], 5), 1):
        yield Risk(f"risk{number}", score=told["likelihood"] * told["impact"], **told)


def typed_besides(addresses: Sequence[str], place: Place) -> dict[str, str]:
    """What people type into boxes that no part above fills: the cover, signature blocks, capacity and high impact changes."""
    typed = {}
    for n, address in enumerate(addresses):
        field = address.rpartition("/")[2]
        shape, *rest = field.split(".")
        if address == "answers/completed-by":
            typed[address] = f"Better Care Fund lead, {place.council.name}"
        elif address == "answers/signed-off-by-hwb":
            typed[address] = "Yes"
        elif shape in ("hospital-discharge", "community"):
            typed[address] = _capacity(rest, n, place)
        elif shape == "high-impact-change-model":
            typed[address] = _change(rest, n)
    return typed


def _capacity(rest: Sequence[str], n: int, place: Place) -> str:
    field, row, month = rest
    winter = 8 if month[-2:] in ("12", "01", "02") else 0
    usual = place.people // 2500 // (1 + len(row) % 4)
    match field:
        case "time-to-start":
            return str(1 + len(row) % 3)
        case "length-of-stay":
            return str(14 + len(row) % 12)
        case "spot":
            return str(winter)
        case "demand":
            return str(usual + winter + n % 5)
    return str(usual + n % 4)


_OWNERS = ("Discharge lead", "Community trust", "Head of commissioning")
_LEVELS = ("plans-in-place", "established", "mature", "exemplary")


def _change(rest: Sequence[str], n: int) -> str:
    field, row = rest
    now = len(row) % 3
    return {
        "level-now": _LEVELS[now], "level-planned": _LEVELS[now + 1], "owner": _OWNERS[n % 3],
        "due": "30 September 2026", "evidence": "Reviewed by the discharge board in March 2026",
    }.get(field, "")  # fmt: skip
