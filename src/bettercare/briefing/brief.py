"""What a signatory or a board is told of a plan, worked out once: money by source, aims, findings, risks, equality.

Everything is taken from the plan and its findings; nothing is made up where the plan is silent.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from bettercare.figures.amounts import Balance, Total, balances, entries, total, years
from bettercare.figures.rates import rate
from bettercare.figures.risks import score
from bettercare.plan import CheckResult, Finding, Metric, MetricPoint, Plan, PointRole, Severity
from bettercare.plan.words import months, plain
from bettercare.rounds.model import MetricDefinition, Round, Section

_EQUALITY = "equalit"
"""In the words of a section or a question that is about equality or inequalities."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Which version of a plan this is: its number or name, the SHA-256 of its canonical bytes, and whether it is made up."""

    version: str
    sha256: str
    demonstration: bool = False


@dataclass(frozen=True, slots=True)
class Seat:
    """A signature that the round asks for: in which role, for whom, by whom and how where it was given already."""

    role: str
    organisation: str
    signed: str | None = None
    may_follow: bool = False


@dataclass(frozen=True, slots=True)
class Money:
    """What is put into a source and spent from it in a year."""

    source: str
    balance: Balance


@dataclass(frozen=True, slots=True)
class Year:
    """The money of a year, in all and by source, the largest source first."""

    year: str
    income: Total
    spending: Total
    sources: tuple[Money, ...]


@dataclass(frozen=True, slots=True)
class Spending:
    """A scheme and what it spends in all the plan's years."""

    name: str
    amount: Total


@dataclass(frozen=True, slots=True)
class Aim:
    """A metric: where it stood and where it is to be, as text with its period."""

    title: str
    unit: str
    better: str
    baseline: str
    target: str


@dataclass(frozen=True, slots=True)
class Danger:
    """A risk with its rating and what is done about it."""

    description: str
    rating: str
    mitigation: str


@dataclass(frozen=True, slots=True)
class Brief:
    """All that a sheet or a paper says; the papers choose what they have room for."""

    area: str
    round: Round
    identity: Identity
    partners: tuple[str, ...]
    years: tuple[Year, ...]
    schemes: tuple[Spending, ...]
    aims: tuple[Aim, ...]
    answered: int
    questions: int
    findings: tuple[Finding, ...]
    not_checked: int
    risks: tuple[Danger, ...]
    equality: tuple[tuple[str, str], ...]
    """Title and text of what the plan says of equality and inequalities."""
    closes: datetime | date | None
    """When the window for final plans closes, where the round says."""

    def count(self, severity: Severity) -> int:
        return sum(f.severity is severity for f in self.findings)


def brief(plan: Plan, round: Round, result: CheckResult, identity: Identity) -> Brief:
    """Return what those who sign and the board are told of a plan."""
    final = next((w for w in round.windows if w.kind == "final"), None)
    return Brief(
        area=plan.area.name or "an area that is not named",
        round=round,
        identity=identity,
        partners=tuple(o.name for o in plan.organisations if o.name),
        years=tuple(_years(plan, round)),
        schemes=tuple(_schemes(plan)),
        aims=tuple(_aims(plan, round)),
        answered=sum(c.status == "answered" for c in plan.conditions),
        questions=len(plan.conditions),
        findings=result.findings,
        not_checked=len(result.not_checked),
        risks=tuple(_risks(plan)),
        equality=tuple(_equality(plan, round)),
        closes=final.closes_for(plan.covers[0].code if plan.covers else "") if final else None,
    )


def _years(plan: Plan, round: Round) -> Iterator[Year]:
    titles = {s.id: s.title for s in round.streams}
    every = balances(plan)
    for year in years(plan):
        mine = sorted((b for b in every if b.year == year), key=lambda b: -max(b.income.amount, b.spending.amount))
        sources = tuple(Money(titles.get(b.source or "", b.source or "All sources"), b) for b in mine)
        yield Year(year, _together(m.balance.income for m in sources), _together(m.balance.spending for m in sources), sources)


def _together(totals: Iterable[Total]) -> Total:
    """One total of several."""
    every = tuple(totals)
    return Total(
        sum((t.amount for t in every), Decimal(0)),
        tuple(address for t in every for address in t.addresses),
        tuple(address for t in every for address in t.missing),
    )


def _schemes(plan: Plan) -> list[Spending]:
    """Schemes, the largest first."""
    spent = entries(plan, "schemes.amount")
    found = [
        Spending(
            s.name or (f"Scheme {s.number}" if s.number else "A scheme without a name"), total(e for e in spent if e.of == s.id)
        )
        for s in plan.schemes
    ]
    return sorted(found, key=lambda s: -s.amount.amount)


def _aims(plan: Plan, round: Round) -> Iterator[Aim]:
    definitions = {m.id: m for m in round.metrics}
    order = [m.id for m in round.metrics if m.standing == "headline"]
    headline = [m for m in plan.metrics if m.metric in order or m.metric not in definitions]
    for metric in sorted(headline, key=lambda m: order.index(m.metric) if m.metric in order else len(order)):
        definition = definitions.get(metric.metric or "")
        baseline, target = (_last(metric, role, definition) for role in (PointRole.BASELINE, PointRole.TARGET))
        if baseline or target:
            title = definition.title if definition else metric.title or metric.metric or "A metric without a name"
            better = definition.better if definition else ""
            yield Aim(title, definition.unit if definition else "", better, baseline, target)


def _last(metric: Metric, role: PointRole, definition: MetricDefinition | None) -> str:
    """The last value of a role with its period; empty where there is none."""
    known = [(p, value) for p in metric.points if p.role is role and (value := _value(p, definition)) is not None]
    if not known:
        return ""
    point, value = max(known, key=lambda pair: pair[0].end or date.min)
    when = months(point.start, point.end)
    return f"{plain(value, definition.decimals if definition else None)}{f', {when}' if when else ''}"


def _value(point: MetricPoint, definition: MetricDefinition | None) -> Decimal | None:
    if point.value is not None or definition is None:
        return point.value
    if definition.multiplier is None:
        return point.numerator
    return rate(point.numerator, point.denominator, definition.multiplier)


def _risks(plan: Plan) -> list[Danger]:
    """Risks, the highest score first; those without a score in the plan's order after them."""
    ranked = sorted((r for r in plan.risks if r.description), key=lambda r: -(r.score or score(r) or 0))
    found = []
    for risk in ranked:
        points = risk.score or score(risk)
        rating = risk.rating or (f"score {points}" if points else "not rated")
        found.append(Danger(risk.description or "", rating, risk.mitigation or ""))
    return found


def _equality(plan: Plan, round: Round) -> Iterator[tuple[str, str]]:
    """What is written in sections, and answered to questions, that are about equality or inequalities."""
    sections = {s.id: s.title for s in round.sections if _about_equality(s)}
    for told in plan.narrative:
        if told.text and (told.section in sections or _EQUALITY in (told.title or "").casefold()):
            yield sections.get(told.section, told.title or told.section), told.text
    asks = {(c.id, q.id): q.asks for c in round.conditions for q in c.questions if _EQUALITY in q.asks.casefold()}
    for answer in plan.conditions:
        if answer.text and (answer.condition, answer.question) in asks:
            yield asks[answer.condition, answer.question], answer.text


def _about_equality(section: Section) -> bool:
    words = [section.id, section.title, *(word for p in section.prompts for word in (p.id, p.asks))]
    return any(_EQUALITY in word.casefold() for word in words)
