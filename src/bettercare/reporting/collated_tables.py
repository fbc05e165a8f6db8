"""The tables of a collation, from which its page, workbook and open data are made."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from bettercare.plan.collation import Ambition, Collation
from bettercare.plan.words import months, pounds, said
from bettercare.reporting.collated_areas import by_area, by_region
from bettercare.reporting.collated_money import by_area_of_spend, by_source, money, pool_by_source
from bettercare.reporting.collated_sheet import IN_DOUBT, PLAN, Column, Sheet, Value

AGAIN = "ambitions-left-out"
"""The table that names a plan again for every period."""
IN_FULL = frozenset(["ambitions-by-period", "areas", "plans", AGAIN])
"""Tables that are long for a round of plans: a text leaves them to the files."""

_METRIC = Column("metric", "Metric", "the metric")
_ROLE = Column("role", "Stands for", "baseline, target or actual")
_VALUE = (
    Column("value", "Value", "counts over what they are out of, times the metric's multiplier; never a mean of rates", "rate"),
    Column("unit", "Unit", "unit of the value"),
)
_WHO = (
    Column("plans", "Plans counted", "how many plans are in the counts", "count"),
    Column(
        "left_out", "Plans left out", "how many added plans do not give both parts; the table of those left out says why", "count"
    ),
    IN_DOUBT,
)


def sheets(collation: Collation) -> tuple[Sheet, ...]:
    """The tables of a collation, what matters most first; no table holds a person's name."""
    return (
        money(collation),
        pool_by_source(collation),
        by_source(collation),
        by_area_of_spend(collation),
        _ambitions(collation),
        _conditions(collation),
        by_region(collation),
        _rules(collation),
        by_area(collation),
        _by_period(collation),
        _left_out(collation),
        _not_addable(collation),
        _plans(collation),
    )


def _ambitions(collation: Collation) -> Sheet:
    """Runs of periods: what plans aim at, in a few rows for each metric."""
    columns = (
        _METRIC,
        Column("period", "Period", "one period, or each of several that follow each other"),
        _ROLE,
        Column("count", "Count in all", "sum of the plans' numerators over all of the periods", "number"),
        Column("numerator", "In one period", "the same in an average month, quarter or the like", "number"),
        Column("denominator", "Out of", "sum of the plans' denominators in an average period", "number"),
        *_VALUE,
        Column("change", "Change, %", "of the value from the baseline of as many periods of the same plans", "rate", True),
        *_WHO,
    )
    rows = tuple(
        (a.title, _period(a), a.role, a.numerator, _average(a.numerator, a), _average(a.denominator, a), a.value, a.unit,
         _change(a, collation.ambitions_over), *_who(a))
        for a in collation.ambitions_over
    )  # fmt: skip
    tells = (
        "What the plans in the sums aim at together: counts over what they are out of. Over several months or quarters the "
        "value is that of an average one, of the plans that give all of them."
    )
    return Sheet("ambitions", "Ambitions", tells, columns, rows, "metric")


def _by_period(collation: Collation) -> Sheet:
    columns = (
        _METRIC,
        Column("period", "Period", "months of the period"),
        _ROLE,
        Column("numerator", "Count", "sum of the plans' numerators", "number"),
        Column("denominator", "Out of", "sum of the plans' denominators", "number"),
        *_VALUE,
        *_WHO,
    )
    rows = tuple(
        (a.title, months(a.start, a.end), a.role, a.numerator, a.denominator, a.value, a.unit, *_who(a))
        for a in collation.ambitions
    )
    tells = "The same for each period, of the plans in the sums that give both parts for it."
    return Sheet("ambitions-by-period", "Ambitions period by period", tells, columns, rows, "metric")


def _who(a: Ambition) -> tuple[Value, ...]:
    return len(a.plans), len(a.left_out), ", ".join(a.in_doubt)


def _average(whole: Decimal | None, a: Ambition) -> Decimal | None:
    return whole / a.periods if whole is not None else None


def _period(a: Ambition) -> str:
    if a.periods == 1:
        return months(a.start, a.end)
    length = round(((a.end - a.start).days + 1) / 30.4 / a.periods)
    kind = {1: "month", 3: "quarter"}.get(length, f"{length} months")
    return f"each {kind}, {months(a.start, a.end)}"


def _change(target: Ambition, every: Iterable[Ambition]) -> Decimal | None:
    """How far a target is from the baseline of the same plans over as long a time; None where there is no such baseline."""
    if target.role == "baseline" or target.value is None:
        return None
    length = (target.end - target.start).days
    same = [
        a.value
        for a in every
        if a.metric == target.metric and a.role == "baseline" and a.periods == target.periods and set(a.plans) == set(target.plans)
        if abs((a.end - a.start).days - length) <= 1
    ]
    return (target.value / same[-1] - 1) * 100 if same and same[-1] else None


def _left_out(collation: Collation) -> Sheet:
    columns = (
        _METRIC,
        Column("period", "Period", "months of the period"),
        _ROLE,
        PLAN,
        Column("why", "Why", "why the plan is not in the ambition"),
    )
    rows = tuple((a.title, months(a.start, a.end), a.role, o.plan, o.why) for a in collation.ambitions for o in a.left_out)
    return Sheet(AGAIN, "Left out of ambitions", "Plans in the sums that an ambition could not add.", columns, rows, "metric")


def _not_addable(collation: Collation) -> Sheet:
    columns = (_METRIC, Column("why", "Why", "why no sum of plans gives it"))
    rows = tuple((n.title, n.why) for n in collation.not_addable)
    return Sheet("not-added-up", "Metrics that cannot be added up", "Of the metrics that the round asks for.", columns, rows)


def _conditions(collation: Collation) -> Sheet:
    columns = (
        Column("condition", "Condition", "the national condition"),
        Column("answered", "Answer all of it", "plans that answer every question of it", "count"),
        Column("share", "Answer all of it, %", "the same in per cent of the plans in the sums", "rate"),
        Column("partly", "Answer a part", "plans that answer some of its questions, or one in part", "count"),
        Column("unanswered", "Answer nothing", "plans that answer none of its questions", "count"),
        Column("said_no", "Say no", "plans that answer a question of it with a plain no, whatever else they answer", "count"),
        Column("asked", "Plans counted", "plans in the sums", "count"),
    )
    rows = tuple(
        (
            c.condition,
            c.answered,
            Decimal(c.answered) / c.plans * 100,
            c.partly,
            c.plans - c.answered - c.partly,
            c.said_no,
            c.plans,
        )
        for c in collation.conditions
        if c.plans
    )
    tells = "How many of the plans in the sums answer the questions of each condition. An answer is not yet a condition met."
    return Sheet("conditions", "National conditions", tells, columns, rows)


_SEVERITY = {"error": "blocks", "query": "needs a reason", "note": "for information"}


def _rules(collation: Collation) -> Sheet:
    columns = (
        Column("title", "What was found", "what the handbook calls the rule"),
        Column("rule", "Rule", "id of the rule, by which the handbook finds it"),
        Column("severity", "Severity", "blocks, needs a reason, or for information"),
        Column("findings", "Findings", "how often it found something", "count"),
        Column("plans", "Plans", "in how many plans", "count"),
    )
    rows = tuple((r.title, r.rule, _SEVERITY.get(r.severity, r.severity), r.findings, r.plans) for r in collation.rules)
    tells = "What does not add up in the plans of this round that were read, in the sums or not."
    return Sheet("findings", "Findings by rule", tells, columns, rows)


def _plans(collation: Collation) -> Sheet:
    columns = (
        PLAN,
        Column("area", "Area", "the area that the plan names"),
        Column("covers", "Covers", "codes of Health and Wellbeing Board areas, with the part where it is not the whole"),
        Column("standing", "In the sums", "added, or why not"),
        Column("why", "Why", "what stands in the way, or how the area was found where the plan gives no code in being"),
        Column("pool", "Pool", "pooled pounds by year"),
        Column("schemes", "Schemes", "how many schemes it lists", "count"),
        Column("blocking", "Blocking", "findings that block", "count"),
        Column("queries", "Need a reason", "findings that need a reason", "count"),
        Column("doubts", "Doubtful values", "values that the reading doubts", "count"),
        Column("submitted", "Submitted", "the day of submission, as the plan gives it"),
        Column("demonstration", "Demonstration", "yes where its documents say that they were made for demonstration"),
    )
    rows = tuple(
        (
            r.name,
            r.area,
            ", ".join(p.code if p.whole else f"{p.code} ({p.part or 'a part'})" for p in r.covers),
            r.standing.value,
            r.why,
            ", ".join(f"{p.year}: {pounds(p.amount) if p.amount is not None else 'not known'}" for p in r.pool),
            r.schemes,
            r.blocking,
            r.queries,
            r.doubts,
            said(r.submitted) if r.submitted else None,
            "yes" if r.demonstration else None,
        )
        for r in collation.rows
    )
    return Sheet("plans", "Every plan", "Each plan that was given, and how it goes into the sums.", columns, rows)
