"""Add up the plans of a round: money, ambitions, conditions and findings, over the plans that count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial

from bettercare.collating.areas import Figure, area_sums
from bettercare.collating.placing import Placed, covered, placed
from bettercare.figures import entries, rate, total
from bettercare.figures.amounts import income
from bettercare.plan import (
    BudgetKind,
    CheckResult,
    ConditionStatus,
    Finding,
    MetricPoint,
    NotChecked,
    Plan,
    Reading,
    Scheme,
    Severity,
)
from bettercare.plan.collation import (
    Ambition,
    AreaRow,
    Collation,
    ConditionCount,
    Handed,
    LeftOut,
    Pooled,
    RuleCount,
    Standing,
    Sum,
)
from bettercare.rounds.model import MetricDefinition, Round


def collate(
    plans: Iterable[Handed], round: Round | None = None, areas: Iterable[str] = (), titles: Mapping[str, str] | None = None
) -> Collation:
    """Return the sums of plans of one round; `areas` are the codes of all areas that should have a plan, `titles`
    what the handbook calls each rule.

    Every plan has a row, in the order given. Only plans that are `added` are in the sums (see `placing`); a plan whose figure is
    not known is named with the sum that it is missing from. A plan in doubt is added as read; its row tells its findings.
    """
    handed, expected = list(plans), frozenset(areas)
    standing = placed(handed)
    rows = tuple(_row(plan, where) for plan, where in zip(handed, standing, strict=True))
    added = [(p.name, p.reading.plan) for p, (s, _) in zip(handed, standing, strict=True) if s is Standing.ADDED and p.reading]
    here = {c.code for p, (s, _) in zip(handed, standing, strict=True) if s is Standing.ADDED for c in covered(p)}
    least = partial(_least, free={s.id for s in round.streams if not s.mandatory} if round else ())  # nothing is required of these
    years = sorted({y for _, plan in added for y in _years(plan)})
    return Collation(
        round.id if round else None,
        rows,
        pools=tuple(_sums("Pooled money", added, pool)),
        additional=tuple(_sums("More than the minimum", added, partial(_additional, least))),
        minimum=tuple(_sums("Minimum required", added, partial(_required, least))),
        by_source=tuple(_by(added, "source", {s.id: s.title for s in round.streams} if round else {})),
        by_area_of_spend=tuple(_by(added, "area_of_spend", _labels(round, "areas-of-spend", "area-of-spend"))),
        ambitions=tuple(_ambitions(added, round)) if round else (),
        conditions=tuple(_conditions(added, round)) if round else (),
        rules=tuple(_rules(handed, titles or {})),
        areas=tuple(area_sums(handed, standing, expected, years, pool, least)),
        uncovered=tuple(sorted(expected - here)),
    )


def kept(handed: Handed) -> Handed:
    """A plan with only what is added up: no running text, no person, and of each finding its rule and severity."""
    if handed.reading is None:
        return handed
    plan = handed.reading.plan
    lean = Plan(
        plan.round,
        plan.area,
        plan.covers,
        dates=plan.dates,
        budgets=plan.budgets,
        contributions=plan.contributions,
        schemes=tuple(Scheme(s.id, lines=s.lines) for s in plan.schemes),
        metrics=plan.metrics,
        conditions=tuple(replace(c, text=None, answers=()) for c in plan.conditions),
    )
    checked = handed.checked
    if checked:
        findings = tuple(Finding(f.rule, f.severity, None, None, "") for f in checked.findings)
        checked = CheckResult(findings, tuple(NotChecked(n.rule, "") for n in checked.not_checked))
    made = handed.demonstration or handed.reading.for_demonstration
    return replace(handed, reading=Reading(lean), checked=checked, demonstration=made)


def pool(plan: Plan, year: str) -> Decimal | None:
    """The pooled money of a year in pounds: contributions, else the agreed budget stated, else what partners name for schemes.

    None where none of them is known.
    """
    put_in = total(e for e in entries(plan, "contributions.actual") if e.year == year)
    if put_in.known:
        return put_in.amount
    stated = [b.amount for b in plan.budgets if b.kind is BudgetKind.AGREED and str(b.year) == year]
    if len(stated) == 1 and stated[0] is not None:
        return stated[0]
    named = total(income(plan, year))
    return named.amount if named.known else None


def _least(plan: Plan, year: str, free: Container[str | None] = ()) -> Decimal | None:
    """The minimum that is required of a year in pounds; None where the plan does not give it for every source but the `free`."""
    found = (e for e in entries(plan, "contributions.minimum") if e.year == year)
    least = total(e for e in found if e.amount is not None or e.source not in free)
    if least.known:
        return least.amount
    stated = [b.amount for b in plan.budgets if b.kind is BudgetKind.MINIMUM and str(b.year) == year]
    return stated[0] if len(stated) == 1 else None


def _additional(least: Figure, plan: Plan, year: str) -> Decimal | None:
    """What is put in above the minimum, in pounds; None where either is not known."""
    whole, minimum = pool(plan, year), least(plan, year)
    return whole - minimum if whole is not None and minimum is not None else None


def _required(least: Figure, plan: Plan, year: str) -> Decimal | None:
    """The minimum of a plan whose money above it is known."""
    return least(plan, year) if pool(plan, year) is not None else None


def _years(plan: Plan) -> set[str]:
    told = {str(b.year) for b in plan.budgets if b.year}
    return told | {e.year for of in ("contributions.actual", "contributions.spend_on_schemes") for e in entries(plan, of) if e.year}


def _sums(what: str, plans: Sequence[tuple[str, Plan]], figure: Figure) -> Iterator[Sum]:
    for year in sorted({y for _, plan in plans for y in _years(plan)}):
        found = [(name, figure(plan, year)) for name, plan in plans]
        known = [(name, amount) for name, amount in found if amount is not None]
        if known:
            missing = tuple(name for name, amount in found if amount is None)
            yield Sum(what, year, sum((a for _, a in known), Decimal(0)), tuple(n for n, _ in known), missing)


def _by(plans: Sequence[tuple[str, Plan]], field: str, titles: dict[str, str]) -> Iterator[Sum]:
    """Spending by a field of the lines and by year; lines that do not say are a group of their own."""
    sums: dict[tuple[str, str | None], tuple[Decimal, dict[str, None], dict[str, None]]] = {}
    for name, plan in plans:
        for line in (line for scheme in plan.schemes for line in scheme.lines):
            if line.amount is None and line.benefit is not None:
                continue
            key = (getattr(line, field) or "", str(line.year) if line.year else None)
            amount, names, missing = sums.get(key, (Decimal(0), {}, {}))
            (missing if line.amount is None else names)[name] = None
            sums[key] = amount + (line.amount or 0), names, missing
    for (id, year), (amount, names, missing) in sorted(sums.items(), key=lambda item: (item[0][1] or "", item[0][0])):
        yield Sum(titles.get(id, id) or "not said", year, amount if names else None, tuple(names), tuple(missing))


def _labels(round: Round | None, *ids: str) -> dict[str, str]:
    lists = [t for t in round.taxonomies if t.id in ids] if round else []
    return {item.id: item.label for taxonomy in lists for item in taxonomy.items}


def _ambitions(plans: Sequence[tuple[str, Plan]], round: Round) -> Iterator[Ambition]:
    """One for each metric, role and period that any plan gives, where the metric is a count over a count."""
    for metric in round.metrics:
        if metric.multiplier is None or metric.standardised or metric.components:
            continue  # a rate of several parts or standardised to another population cannot be added up from counts
        points = [(name, [p for m in plan.metrics if m.metric == metric.id for p in m.points]) for name, plan in plans]
        spans = {(p.role, p.start, p.end) for _, found in points for p in found if p.start and p.end}
        for role, start, end in sorted(spans, key=lambda s: (s[1] or date.min, s[2] or date.min, s[0])):
            if start and end:
                yield _ambition(metric, role, start, end, points)


def _ambition(
    metric: MetricDefinition, role: str, start: date, end: date, points: Sequence[tuple[str, list[MetricPoint]]]
) -> Ambition:  # fmt: skip
    top, bottom, names, out = Decimal(0), Decimal(0), [], []
    for name, found in points:
        same = [p for p in found if (p.role, p.start, p.end) == (role, start, end)]
        whole = [p for p in same if p.numerator is not None and p.denominator is not None and p.denominator > 0]
        if len(same) > 1:
            out.append(LeftOut(name, f"it gives this {role} {len(same)} times"))
        elif not same:
            out.append(LeftOut(name, "it gives no value for this period" if found else "it does not hold this metric"))
        elif not whole:
            out.append(LeftOut(name, "it gives no numerator or no denominator"))
        else:
            top, bottom = top + (whole[0].numerator or 0), bottom + (whole[0].denominator or 0)
            names.append(name)
    value = rate(top, bottom, metric.multiplier or Decimal(1)) if names else None
    above, below = (top, bottom) if names else (None, None)
    unit = metric.unit or ""
    return Ambition(metric.id, metric.title, str(role), start, end, above, below, value, unit, tuple(names), tuple(out))


def _conditions(plans: Sequence[tuple[str, Plan]], round: Round) -> Iterator[ConditionCount]:
    for condition in round.conditions:
        answers = [[c.status for c in plan.conditions if c.condition == condition.id] for _, plan in plans]
        whole = sum(bool(a) and all(s is ConditionStatus.ANSWERED for s in a) for a in answers)
        yield ConditionCount(condition.title, whole, len(plans))


def _rules(plans: Sequence[Handed], titles: Mapping[str, str]) -> Iterator[RuleCount]:
    """Findings of every plan that was checked, whether it is added or not."""
    counts: Counter[tuple[str, str]] = Counter()
    met: Counter[tuple[str, str]] = Counter()
    for plan in plans:
        own = Counter((f.rule, str(f.severity)) for f in plan.checked.findings) if plan.checked else Counter()
        counts.update(own)
        met.update(own.keys())
    for rule, severity in sorted(counts, key=lambda k: (-met[k], k)):
        yield RuleCount(rule, severity, counts[rule, severity], met[rule, severity], titles.get(rule))


def _row(handed: Handed, where: Placed) -> AreaRow:
    standing, why = where
    if handed.reading is None:
        return AreaRow(handed.name, None, (), None, standing, why)
    plan = handed.reading.plan
    severities = Counter(f.severity for f in handed.checked.findings) if handed.checked else Counter[Severity]()
    return AreaRow(
        handed.name,
        plan.area.name,
        covered(handed),
        plan.round,
        standing,
        why,
        tuple(Pooled(year, pool(plan, year)) for year in sorted(_years(plan))),
        len(plan.schemes),
        severities[Severity.ERROR],
        severities[Severity.QUERY],
        severities[Severity.NOTE],
        len(handed.checked.not_checked) if handed.checked else 0,
        sum(c.status is ConditionStatus.ANSWERED for c in plan.conditions),
        len(plan.conditions),
        plan.dates.submitted,
        handed.demonstration or handed.reading.for_demonstration,
    )
