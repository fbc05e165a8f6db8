"""Add up the plans of a round: money, ambitions, conditions and findings, over the plans that count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial

from bettercare.collating.ambitions import ambitions, not_addable
from bettercare.collating.areas import area_sums
from bettercare.collating.held import Held, nameless
from bettercare.collating.money import Figure, Sources, additional, dated, least, pool, required, spending, years_of
from bettercare.collating.placing import Placed, placed
from bettercare.figures import asked_questions, entries, said_no
from bettercare.plan import ConditionAnswer, ConditionStatus, Severity
from bettercare.plan.collation import AreaRow, Collation, ConditionCount, Handed, Pooled, RuleCount, Standing, Sum
from bettercare.rounds.model import Round

NOT_SAID = "not said"
"""The group of money that does not say its source or area of spend."""


def collate(
    plans: Iterable[Handed], round: Round | None = None, areas: Iterable[str] = (), titles: Mapping[str, str] | None = None
) -> Collation:
    """Return the sums of plans of one round; `areas` are the codes of all areas that should have a plan, `titles`
    what the handbook calls each rule.

    Every plan has a row, in the order given. Only plans that are `added` are in the sums (see `placing`); a plan whose figure is
    not known is named with the sum that it is missing from, and one whose figure is in doubt is added and named.
    """
    handed, expected = [nameless(plan) for plan in plans], frozenset(areas)
    places = placed(handed, round)
    added = [
        Held(p.name, dated(p.reading.plan, round), tuple(d.address for d in p.reading.doubts))
        for p, at in zip(handed, places, strict=True)
        if at.standing is Standing.ADDED and p.reading
    ]
    here = {c.code for at in places if at.standing is Standing.ADDED for c in at.covers}
    rule = Sources.of(round)
    years = sorted({y for held in added for y in years_of(held.plan)})
    spent = sorted({e.year for held in added for e in entries(held.plan, "schemes.amount") if e.year})
    sources = {s.id: s.title for s in round.streams} if round else {}
    single, over = ambitions(added, round) if round else ([], [])
    return Collation(
        round.id if round else None,
        tuple(_row(plan, at, round) for plan, at in zip(handed, places, strict=True)),
        pools=tuple(_sums("Pooled money", added, pool, years)),
        additional=tuple(_sums("More than the minimum", added, partial(additional, sources=rule), years)),
        minimum=tuple(_sums("Minimum required", added, partial(required, sources=rule), years)),
        pool_by_source=tuple(_pool_by_source(added, sources)),
        spending=tuple(_sums("Spending on schemes", added, spending, spent)),
        by_source=tuple(_by(added, "source", sources)),
        by_area_of_spend=tuple(_by(added, "area_of_spend", _labels(round, "areas-of-spend", "area-of-spend"))),
        ambitions=tuple(single),
        ambitions_over=tuple(over),
        not_addable=tuple(not_addable(round)) if round else (),
        conditions=tuple(_conditions(added, round)) if round else (),
        rules=tuple(
            _rules([p for p, at in zip(handed, places, strict=True) if at.standing is not Standing.OTHER_ROUND], titles or {})
        ),
        areas=tuple(area_sums(handed, places, added, expected, years, pool, partial(least, sources=rule))),
        uncovered=tuple(sorted(expected - here)),
    )


def _sums(what: str, plans: Sequence[Held], figure: Figure, years: Iterable[str]) -> Iterator[Sum]:
    for year in years:
        found = [(plan, figure(plan.plan, year)) for plan in plans]
        known = [(plan, told) for plan, told in found if told.amount is not None]
        missing = tuple(plan.name for plan, told in found if told.amount is None)
        unsure = tuple(plan.name for plan, told in known if plan.doubts(told.rests_on))
        amount = sum((told.amount or Decimal(0) for _, told in known), Decimal(0)) if known else None
        yield Sum(what, year, amount, tuple(plan.name for plan, _ in known), missing, unsure)


def _by(plans: Sequence[Held], field: str, titles: Mapping[str, str]) -> Iterator[Sum]:
    """Spending by a field of the lines and by year; lines that do not say are a group of their own."""
    amounts = (
        (plan, getattr(line, field), str(line.year) if line.year else None, line.amount, f"schemes/{scheme.id}/lines/{line.id}")
        for plan in plans
        for scheme in plan.plan.schemes
        for line in scheme.lines
        if line.amount is not None or line.benefit is None
    )
    return _grouped(amounts, titles, ("amount", field))


def _pool_by_source(plans: Sequence[Held], titles: Mapping[str, str]) -> Iterator[Sum]:
    """What partners put in by source and year, where contributions are what the pool was added up from."""
    amounts = (
        (plan, entry.source, entry.year, entry.amount, entry.address.rpartition("/")[0])
        for plan in plans
        for entry in entries(plan.plan, "contributions.actual")
        if entry.year and entry.address in pool(plan.plan, entry.year).rests_on
    )
    return _grouped(amounts, titles, ("actual", "source"))


def _grouped(
    amounts: Iterable[tuple[Held, str | None, str | None, Decimal | None, str]], titles: Mapping[str, str], rests_on: Sequence[str]
) -> Iterator[Sum]:
    """Sums by group and year over plans; `rests_on` are the fields of each part whose doubts are the sum's."""
    sums: dict[tuple[str, str], tuple[Decimal, dict[str, None], dict[str, None], dict[str, None]]] = {}
    for plan, group, year, amount, address in amounts:
        key = (year or "", group or "")
        whole, names, missing, unsure = sums.get(key, (Decimal(0), {}, {}, {}))
        (missing if amount is None else names)[plan.name] = None
        if amount is not None and plan.doubts(f"{address}/{field}" for field in rests_on):
            unsure[plan.name] = None
        sums[key] = whole + (amount or 0), names, missing, unsure
    for (year, id), (whole, names, missing, unsure) in sorted(sums.items()):
        told = titles.get(id, id) or NOT_SAID
        yield Sum(told, year or None, whole if names else None, tuple(names), tuple(missing), tuple(unsure))


def _labels(round: Round | None, *ids: str) -> dict[str, str]:
    lists = [t for t in round.taxonomies if t.id in ids] if round else []
    return {item.id: item.label for taxonomy in lists for item in taxonomy.items}


def _conditions(plans: Sequence[Held], round: Round) -> Iterator[ConditionCount]:
    """A question that is asked and has no answer of its own is not answered."""
    told: dict[str, list[list[ConditionAnswer | None]]] = {condition.id: [] for condition in round.conditions}
    for plan in plans:
        asked = list(asked_questions(plan.plan, round))
        for id, answers in told.items():
            answers.append([answer for condition, _, answer in asked if condition.id == id])
    for condition in round.conditions:
        by_plan = told[condition.id]
        whole = [bool(a) and all(x is not None and x.status is ConditionStatus.ANSWERED for x in a) for a in by_plan]
        some = [any(x is not None and x.status is not ConditionStatus.UNANSWERED for x in a) for a in by_plan]
        partly = sum(part and not all_of_it for part, all_of_it in zip(some, whole, strict=True))
        yield ConditionCount(condition.title, sum(whole), len(plans), partly, sum(any(map(said_no, a)) for a in by_plan))


def _rules(plans: Sequence[Handed], titles: Mapping[str, str]) -> Iterator[RuleCount]:
    """Findings of every plan of the round that was checked, whether it is added or not."""
    counts: Counter[tuple[str, str]] = Counter()
    met: Counter[tuple[str, str]] = Counter()
    for plan in plans:
        own = Counter((f.rule, str(f.severity)) for f in plan.checked.findings) if plan.checked else Counter()
        counts.update(own)
        met.update(own.keys())
    for rule, severity in sorted(counts, key=lambda k: (-met[k], k)):
        yield RuleCount(rule, severity, counts[rule, severity], met[rule, severity], titles.get(rule))


def _row(handed: Handed, at: Placed, round: Round | None) -> AreaRow:
    if handed.reading is None:
        return AreaRow(handed.name, None, (), None, at.standing, at.why, demonstration=handed.demonstration)
    plan = dated(handed.reading.plan, round if at.standing is not Standing.OTHER_ROUND else None)
    severities = Counter(f.severity for f in handed.checked.findings) if handed.checked else Counter[Severity]()
    return AreaRow(
        handed.name,
        plan.area.name,
        at.covers,
        plan.round,
        at.standing,
        at.why,
        tuple(Pooled(year, pool(plan, year).amount) for year in sorted(years_of(plan))),
        len(plan.schemes),
        severities[Severity.ERROR],
        severities[Severity.QUERY],
        severities[Severity.NOTE],
        len(handed.checked.not_checked) if handed.checked else 0,
        sum(c.status is ConditionStatus.ANSWERED for c in plan.conditions),
        len(plan.conditions),
        plan.dates.submitted,
        handed.demonstration or handed.reading.for_demonstration,
        len(handed.reading.doubts),
    )
