"""A plan on its first day: a part for everything that the round asks of every area, nothing answered yet.

So every value that people will type has its address before they do, and what is missing can be pointed at. What is
allocated stands as the minimum where a table of the round says so; missing stays missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

from bettercare.plan import (
    Area,
    Budget,
    BudgetKind,
    ConditionAnswer,
    Contribution,
    Cover,
    FinancialYear,
    Metric,
    MetricPoint,
    Narrative,
    Organisation,
    OrganisationKind,
    Plan,
    PointRole,
    Signature,
)
from bettercare.rounds.model import MetricDefinition, MetricPeriod, Round, Stream

NewId = Callable[[], str]
"""Gives an opaque id, another one at each call."""
_NHS = (OrganisationKind.ICB, OrganisationKind.CCG)


def open_plan(
    round: Round, area: str, covers: tuple[Cover, ...], organisations: tuple[Organisation, ...], new_id: NewId
) -> Plan:  # fmt: skip
    """Return an area's empty plan for a round, for its partners (council and NHS at least)."""
    return Plan(
        round=round.id,
        area=Area(area),
        covers=covers,
        organisations=organisations,
        budgets=tuple(_budgets(round, new_id)),
        contributions=tuple(_contributions(round, covers, organisations, new_id)),
        metrics=tuple(_metric(m, new_id) for m in round.metrics if m.required),
        conditions=tuple(ConditionAnswer(new_id(), c.id, q.id) for c in round.conditions for q in c.questions),
        narrative=tuple(_narrative(round, new_id)),
        signatures=tuple(_signatures(round, organisations, new_id)),
    )


def _budgets(round: Round, new_id: NewId) -> Iterator[Budget]:
    for field in round.fields:
        match (field.spine or "").split("/"):
            case ["budgets", kind, year]:
                yield Budget(new_id(), BudgetKind(kind), FinancialYear.parse(year))


def _contributions(
    round: Round, covers: tuple[Cover, ...], organisations: tuple[Organisation, ...], new_id: NewId
) -> Iterator[Contribution]:  # fmt: skip
    """A contribution of each partner that pays into a source which every area has, for each year of the round."""
    for stream in round.streams:
        if not stream.mandatory:
            continue
        for partner in (o for o in organisations if _pays(stream, o)):
            for year in round.years:
                minimum = _allocated(round, stream, year, covers, partner)
                yield Contribution(new_id(), partner.name, stream.id, year, minimum)


def _pays(stream: Stream, partner: Organisation) -> bool:
    council = partner.kind is OrganisationKind.COUNCIL
    return (stream.payer != "nhs" and council) or (stream.payer != "council" and partner.kind in _NHS)


def _allocated(
    round: Round, stream: Stream, year: FinancialYear, covers: tuple[Cover, ...], partner: Organisation
) -> Decimal | None:  # fmt: skip
    """What the round's table allots; only for whole areas, and for a partner only where the table names it."""
    if stream.allocation is None or not covers or not all(c.whole for c in covers):
        return None
    table = round.allocation(stream.allocation)
    parts = [table.amount(year, area=c.code, organisation=partner.code) for c in covers]
    known = [p for p in parts if p is not None]
    return sum(known, Decimal(0)) if len(known) == len(parts) else None


def _metric(definition: MetricDefinition, new_id: NewId) -> Metric:
    points = tuple(_point(p, new_id) for p in definition.periods if p.asked != "not-applicable")
    return Metric(new_id(), definition.id, definition.title, points)


def _point(asked: MetricPeriod, new_id: NewId) -> MetricPoint:
    period = asked.period
    return MetricPoint(new_id(), PointRole(asked.role), period.start if period else None, period.end if period else None)


def _narrative(round: Round, new_id: NewId) -> Iterator[Narrative]:
    """A text for each section that asks for one and is not answered by a condition's question."""
    answered = {q.section for c in round.conditions for q in c.questions}
    for section in round.sections:
        if section.content == "narrative" and section.id not in answered:
            yield Narrative(new_id(), section.id, section.title)


def _signatures(round: Round, organisations: tuple[Organisation, ...], new_id: NewId) -> Iterator[Signature]:
    """A block for each who signs: of each partner of the kind that the role names, or one for the plan."""
    for role in round.signoff:
        partners = [o for o in organisations if o.kind == role.per]
        if role.per in ("plan", "hwb") or not partners:
            yield from (Signature(new_id(), role.id) for _ in range(role.required or role.per in ("plan", "hwb")))
        else:
            yield from (Signature(new_id(), role.id, o.name) for o in partners)
