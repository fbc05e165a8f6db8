"""What stands beside a box: what follows from other boxes, and what the area said in its last round."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from bettercare.figures import BANDS, band, rate, score, shown
from bettercare.plan import Metric, MetricPoint, Plan, PointRole, Reading, Risk, reading_from_json
from bettercare.plan.words import months, plain, pounds
from bettercare.rounds import came_from
from bettercare.rounds.model import MetricDefinition, NotInRound, Round
from bettercare.service.accounts.models import User
from bettercare.service.plans.last_years import round_of
from bettercare.service.plans.models import AreaPlan, Brought
from bettercare.service.rounds_admin.in_force import load

_ROLES = {PointRole.BASELINE: "as it was", PointRole.TARGET: "planned", PointRole.ACTUAL: "actual"}
_DECIMALS = 1


@dataclass(frozen=True, slots=True)
class Earlier:
    """The area's plan of the round before."""

    plan: Plan
    round: Round


def earlier_plan(user: User, row: AreaPlan, round: Round) -> Earlier | None:
    """The area's plan of the latest earlier round: written here, where the person may see it, or read from documents brought."""
    held = [(load(other.round), other) for other in AreaPlan.objects.seen_by(user).filter(area=row.area).exclude(pk=row.pk)]
    before = [(r, other) for r, other in held if r.years[0] < round.years[0]]
    if not before:
        return next((e for one in row.brought.all()[:5] if (e := _read_from(one, round))), None)
    latest, other = max(before, key=lambda pair: pair[0].years[0])
    return Earlier(other.plan(), latest)


def _read_from(brought: Brought, round: Round) -> Earlier | None:
    """The plan in documents of an earlier round."""
    reading = _reading(bytes(brought.reading))
    earlier = round_of(reading, round)
    return Earlier(reading.plan, earlier) if earlier else None


@lru_cache(maxsize=16)
def _reading(content: bytes) -> Reading:
    return reading_from_json(json.loads(content))


def beside(plan: Plan, round: Round, earlier: Earlier | None = None) -> dict[str, list[str]]:
    """What to say beside boxes, by their address."""
    told: dict[str, list[str]] = {}
    for address, words in (
        *_of_metrics(plan, round, earlier),
        *_of_lines(plan, earlier),
        *_of_benefits(plan),
        *_of_risks(plan),
    ):
        told.setdefault(address, []).append(words)
    return told


def _of_metrics(plan: Plan, round: Round, earlier: Earlier | None) -> Iterator[tuple[str, str]]:
    definitions = {m.id: m for m in round.metrics}
    for metric in plan.metrics:
        definition = definitions.get(metric.metric or "")
        before = _before(metric, round, earlier)
        for point in metric.points:
            address = f"metrics/{metric.id}/points/{point.id}/value"
            if definition and (value := _worked_out(point, definition)) and not _says(point, value):
                yield address, f"Worked out from its counts: {value}"
            if before and earlier and (told := _last(point, before, definition)):
                yield address, f"In {earlier.round.id}: {told}"


def _worked_out(point: MetricPoint, definition: MetricDefinition) -> str | None:
    if definition.multiplier is None or definition.averaged:
        return None
    value = rate(point.numerator, point.denominator, definition.multiplier)
    return None if value is None else plain(shown(value, _DECIMALS if definition.decimals is None else definition.decimals))


def _says(point: MetricPoint, worked_out: str) -> bool:
    """Whether the value that was typed is the one that follows: then nothing need be said."""
    return point.value is not None and plain(point.value) == worked_out


def _before(metric: Metric, round: Round, earlier: Earlier | None) -> Metric | None:
    if earlier is None or metric.metric is None:
        return None
    try:
        ids = {*came_from(round, "metrics", metric.metric, earlier.round), metric.metric}
    except NotInRound:
        ids = {metric.metric}
    return next((m for m in earlier.plan.metrics if m.metric in ids), None)


def _last(point: MetricPoint, before: Metric, definition: MetricDefinition | None) -> str | None:
    """What the last round said of the same days; for what is planned also of the same days a year before."""
    if definition and definition.series_break:
        return None
    same = [p for p in before.points if p.value is not None and p.start and (p.start, p.end) == (point.start, point.end)]
    if point.role is PointRole.TARGET and not same and point.start:
        start = point.start
        year_before = [p for p in before.points if p.value is not None and p.start and p.role is PointRole.TARGET]
        same = [p for p in year_before if p.start and (p.start.year + 1, p.start.month) == (start.year, start.month)]
    return next((f"{plain(p.value)} {_ROLES[p.role]}, {months(p.start, p.end)}" for p in same if p.value is not None), None)


def _of_lines(plan: Plan, earlier: Earlier | None) -> Iterator[tuple[str, str]]:
    """Last round's amount of a line that was carried forward from it, of its last year."""
    before = {(s.id, ln.id): ln for s in earlier.plan.schemes for ln in s.lines} if earlier else {}
    for scheme in plan.schemes:
        for line in scheme.lines:
            was = before.get((scheme.id, line.id))
            if was is not None and was.amount is not None:
                yield f"schemes/{scheme.id}/lines/{line.id}/amount", f"In {was.year or 'the last round'}: {pounds(was.amount)}"


def said_before(plan: Plan, round: Round, earlier: Earlier | None) -> dict[str, str]:
    """What the last round's plan said, in its own words, by the address where this plan answers the same."""
    if earlier is None:
        return {}
    told: dict[str, str] = {}
    sections = {n.section: n.text for n in earlier.plan.narrative if n.text}
    for narrative in plan.narrative:
        if text := sections.get(narrative.section):
            told[f"narrative/{narrative.id}/text"] = text
    answers = {(a.condition, a.question): a.text for a in earlier.plan.conditions if a.text}
    for answer in plan.conditions:
        if text := answers.get((answer.condition, answer.question)):
            told[f"conditions/{answer.id}/text"] = text
    return told


def _of_benefits(plan: Plan) -> Iterator[tuple[str, str]]:
    for benefit in plan.benefits:
        if benefit.change is not None and benefit.unit_price is not None:
            product = pounds(benefit.change * benefit.unit_price)
            yield (
                f"benefits/{benefit.id}/saving",
                f"{plain(benefit.change)} × {pounds(benefit.unit_price)} = {product}",
            )


def _of_risks(plan: Plan) -> Iterator[tuple[str, str]]:
    for risk in plan.risks:
        if (product := score(risk)) is not None:
            yield f"risks/{risk.id}/score", f"Likelihood × impact = {product}"


@dataclass(frozen=True, slots=True)
class Square:
    """A square of the picture of risks: likelihood across, impact up, and the numbers of the risks that stand in it."""

    likelihood: int
    impact: int
    score: int
    band: str
    risks: tuple[tuple[int, Risk], ...]


def risk_squares(plan: Plan) -> tuple[Square, ...]:
    """The 25 squares, from the top left; a risk stands where its likelihood and impact say."""
    numbered = tuple(enumerate(plan.risks, 1))
    return tuple(
        Square(x, y, x * y, band(x * y, BANDS) or "low", tuple((n, r) for n, r in numbered if (r.likelihood, r.impact) == (x, y)))
        for y in range(5, 0, -1)
        for x in range(1, 6)
    )
