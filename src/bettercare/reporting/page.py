"""The report as one self-contained page: no scripts, nothing from outside, readable on paper and on a telephone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

from bettercare.plan import CheckResult, Contribution, Doubt, Finding, MetricPoint, NotChecked, Place, Reading, Severity
from bettercare.plan.words import begin, counted, day, listed, pounds, shortened
from bettercare.reporting import charts
from bettercare.reporting.words import SEVERITIES, number, place_words
from bettercare.rounds.model import Round
from bettercare.rounds.predicates import evaluate

if TYPE_CHECKING:
    from jinja2 import Environment

_MOST_BARS = 40


@dataclass(frozen=True, slots=True)
class Source:
    """A place beside a finding: where it is and what stands there."""

    where: str
    written: str | None


@dataclass(frozen=True, slots=True)
class Shown:
    """A finding as the page shows it."""

    number: int
    finding: Finding
    sources: tuple[Source, ...]


def report_html(
    reading: Reading, result: CheckResult, round: Round, title: str | None = None,
    reasons: Mapping[tuple[str, str], str] | None = None,
) -> str:  # fmt: skip
    """Return the page; every text of the documents is escaped, and no person's name is added to what the plan holds.

    `reasons` are what the area says to a finding, by rule and address.
    """
    plan = reading.plan
    heading = title or f"Better Care Fund plan: {plan.area.name or 'area not named'}"
    page: str = (
        environment()
        .get_template("report.html")
        .render(
            heading=heading,
            reasons=reasons or {},
            round=round,
            reading=reading,
            demonstration=reading.for_demonstration,
            verdict=_verdict(result),
            facts=_facts(reading, round),
            pools=_pools(reading),
            partners=(partners := _partners(reading, round)),
            partner_amounts=[f for f in _AMOUNTS if any(getattr(p, f) is not None for p in partners)],
            groups=_groups(result),
            not_checked=_not_checked(result),
            schemes=_schemes(reading),
            metrics=_metrics(reading, round),
            doubts=[_doubt(reading, d) for d in reading.doubts],
            unread=len(reading.unread),
        )
    )
    return page


_BROKEN = re.compile(r"-(?=£)|(?<=\b20\d\d)-(?=\d\d\b)")


@cache
def environment() -> Environment:
    """The templates of all pages, with the filters that they share; every text is escaped."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    loader = PackageLoader("bettercare.reporting", "templates")
    made = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    made.filters |= {"pounds": pounds, "number": number, "day": day, "shortened": shortened, "whole": whole}
    made.globals |= {"counted": counted}
    return made


def whole(text: str) -> str:
    """Text whose negative amounts and financial years do not break at the end of a line."""
    return _BROKEN.sub("\u2011", text)


def _verdict(result: CheckResult) -> str:
    counts = {s: sum(f.severity is s for f in result.findings) for s in Severity}
    if not result.findings:
        words = "Nothing was found that does not add up."
    else:
        errors = counts[Severity.ERROR]
        told = [f"{counted(errors, 'finding blocks', 'findings block') if errors else 'no finding blocks'} the plan"]
        told += [counted(n, "needs a reason", "need a reason") for n in (counts[Severity.QUERY],) if n]
        told += [f"{counted(n, 'is', 'are')} for information" for n in (counts[Severity.NOTE],) if n]
        words = f"{begin(listed(told))}."
    return words + (f" {counted(len(result.not_checked), 'test')} could not be made." if result.not_checked else "")


def _doubted(reading: Reading, address: str) -> str:
    """Words that tell a doubt where its value is shown."""
    why = next((d.why for d in reading.doubts if d.address == address), None)
    return f" (in doubt: {why})" if why else ""


def _facts(reading: Reading, round: Round) -> list[str]:
    """Plain sentences about the plan; what is not given is said to be so."""
    plan, facts = reading.plan, []
    agreed = [b for b in plan.budgets if b.kind == "agreed" and b.amount is not None]
    if agreed:
        pool = listed(f"{pounds(b.amount)}{f' in {b.year}' if b.year else ''}" for b in agreed)
        facts.append(f"The agreed pooled budget is {pool}.")
    names = [o.name for o in plan.organisations if o.name]
    facts.append(f"It is a plan of {listed(names)}." if names else "The plan names no partners.")
    money = [s for s in plan.schemes if any(line.amount for line in s.lines)]
    facts.append(
        f"It has {counted(len(plan.schemes), 'scheme')}, {len(money)} of them with an amount."
        if plan.schemes
        else "It lists no schemes."
    )
    facts.append(f"It sets targets for {counted(len(plan.metrics), 'metric')}." if plan.metrics else "It holds no metrics.")
    if plan.dates.agreed_at_hwb:
        doubt = _doubted(reading, "dates/agreed_at_hwb")
        waits = {f.required_when for f in round.fields if f.spine == "dates/agreed_at_hwb" and f.required_when}
        answers = {a.field: a.value for a in plan.answers}
        said = "is to agree it" if any(evaluate(w, answers.get) for w in waits) else "agreed it"
        facts.append(f"The Health and Wellbeing Board {said} on {day(plan.dates.agreed_at_hwb)}{doubt}.")
    if plan.dates.submitted:
        facts.append(f"It was submitted on {day(plan.dates.submitted)}{_doubted(reading, 'dates/submitted')}.")
    signed = sum(bool(s.name or s.date) for s in plan.signatures)
    if plan.signatures:
        facts.append(f"{signed} of {counted(len(plan.signatures), 'signature block')} {'is' if signed == 1 else 'are'} signed.")
    answered = sum(c.status == "answered" for c in plan.conditions)
    if plan.conditions:
        facts.append(
            f"{answered} of {counted(len(plan.conditions), 'question')} on national conditions "
            f"{'is' if answered == 1 else 'are'} answered."
        )
    return facts


def _pools(reading: Reading) -> list[dict[str, object]]:
    years = sorted({b.year for b in reading.plan.budgets if b.year})
    kinds = {(str(b.kind), b.year): b.amount for b in reading.plan.budgets}
    return [{"year": y, "minimum": kinds.get(("minimum", y)), "agreed": kinds.get(("agreed", y))} for y in years]


_AMOUNTS = ("spend_on_schemes", "minimum", "actual")
"""Columns of what partners put in; one that is empty for all of them is left out, so that the others show on a telephone."""


def _partners(reading: Reading, round: Round) -> list[Contribution]:
    """What each partner puts in, with sources of funding by their names."""
    names = {s.id: s.title for s in round.streams}
    given = [
        c for c in reading.plan.contributions if c.minimum is not None or c.actual is not None or c.spend_on_schemes is not None
    ]
    return [replace(c, source=names.get(c.source or "", c.source)) for c in given]


def _groups(result: CheckResult) -> list[dict[str, object]]:
    groups: list[dict[str, object]] = []
    number = 0
    for severity, (heading, lead, tag) in SEVERITIES.items():
        shown = []
        for finding in (f for f in result.findings if f.severity is severity):
            number += 1
            places = ([finding.place] if finding.place else []) + list(finding.places)
            shown.append(Shown(number, finding, _sources(places)))
        if shown:
            groups.append({"severity": severity.value, "heading": heading, "lead": lead, "tag": tag, "findings": shown})
    return groups


def _sources(places: Sequence[Place]) -> tuple[Source, ...]:
    """Each place once; of long passages the part that fits."""
    found = dict.fromkeys(Source(place_words(p), shortened(p.as_written, 280) if p.as_written else None) for p in places)
    return tuple(found)


def _not_checked(result: CheckResult) -> list[dict[str, object]]:
    by_rule: dict[str, list[NotChecked]] = {}
    for item in result.not_checked:
        by_rule.setdefault(item.rule, []).append(item)
    return [{"rule": rule, "why": list(dict.fromkeys(i.why for i in items))} for rule, items in by_rule.items()]


def _doubt(reading: Reading, doubt: Doubt) -> dict[str, object]:
    options = [c.as_written or c.value or "nothing" for c in doubt.candidates]
    place = reading.places.get(doubt.address)
    return {"address": doubt.address, "why": doubt.why, "options": options, "where": place_words(place) if place else ""}


@dataclass(frozen=True, slots=True)
class SchemeRow:
    """A scheme's money, one amount for each year of the table."""

    name: str
    amounts: tuple[Decimal | None, ...]

    @property
    def largest(self) -> Decimal:
        return max(a for a in self.amounts if a is not None)


def _schemes(reading: Reading) -> dict[str, object] | None:
    """Money by scheme and year, largest first, as a chart and as a table."""
    years = sorted({line.year for s in reading.plan.schemes for line in s.lines if line.year and line.amount is not None})
    rows = []
    for scheme in reading.plan.schemes:
        amounts = tuple(_sum([line.amount for line in scheme.lines if line.year == y]) for y in years)
        if any(a is not None for a in amounts):
            name = f"{scheme.number}. {scheme.name or ''}" if scheme.number else scheme.name or "a scheme without a name"
            rows.append(SchemeRow(name.strip(), amounts))
    if not rows:
        return None
    rows.sort(key=lambda row: -row.largest)
    series = [str(y) for y in years]
    groups = [charts.Group(shortened(row.name, 38), tuple(_bars(series, row))) for row in rows[:_MOST_BARS]]
    said = listed(bar.words for bar in groups[0].bars)
    described = (
        f"Bars of the money of {counted(len(groups), 'scheme')}. The largest is {rows[0].name} with {said}. "
        "The table below gives every figure."
    )
    return {
        "years": series,
        "rows": rows,
        "totals": [_sum([row.amounts[i] for row in rows]) for i in range(len(years))],
        "svg": charts.bars(groups, series, "Money by scheme and year", described, "schemes-chart"),
        "legend": charts.legend(series),
        "left_out": len(rows) - len(groups),
    }


def _bars(series: Sequence[str], row: SchemeRow) -> Iterator[charts.Bar]:
    for year, amount in zip(series, row.amounts, strict=True):
        if amount is not None:
            yield charts.Bar(year, amount, f"{pounds(amount)} in {year}")


def _sum(amounts: Sequence[Decimal | None]) -> Decimal | None:
    known = [a for a in amounts if a is not None]
    return sum(known, Decimal(0)) if known else None


def _metrics(reading: Reading, round: Round) -> list[dict[str, object]]:
    known = {m.id: m for m in round.metrics}
    shown: list[dict[str, object]] = []
    for count, metric in enumerate(reading.plan.metrics, start=1):
        definition = known.get(metric.metric or "")
        named = definition.title if definition and definition.better != "local" else metric.title
        better = {"lower": "Lower is better.", "higher": "Higher is better."}.get(definition.better if definition else "", "")
        unit = definition.unit if definition and definition.unit != "local" else ""
        title = named or metric.metric or "A metric without a name"
        points = [_point(p) for p in metric.points if p.value is not None or p.numerator is not None]
        group = charts.Group(
            "", tuple(charts.Bar(p.role, p.value, f"{number(p.value)}, {p.role}") for p in points if p.value is not None)
        )
        described = "; ".join(bar.words for bar in group.bars)
        svg = (
            charts.bars([group], ("baseline", "target", "actual"), title, described, f"metric-{count}")
            if len(group.bars) > 1
            else None
        )
        shown.append({"title": title, "better": better, "unit": unit, "points": points, "svg": svg})
    return shown


@dataclass(frozen=True, slots=True)
class Point:
    """A point of a metric as the page shows it."""

    role: str
    months: str
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None


def _point(point: MetricPoint) -> Point:
    months = ""
    if point.start and point.end:
        first, last = (day(d).split(" ", 1)[1] for d in (point.start, point.end))
        months = first if first == last else f"{first} to {last}"
    return Point(str(point.role), months, point.value, point.numerator, point.denominator)
