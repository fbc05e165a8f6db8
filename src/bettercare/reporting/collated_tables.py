"""The tables of a collation, from which its page, workbook and open data are made, and what it says in a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from bettercare.plan.collation import Collation, Standing, Sum
from bettercare.plan.words import counted, listed, months, plain, pounds, rounded, said
from bettercare.reporting.collated_areas import above_minimum, by_area, by_region
from bettercare.reporting.collated_sheet import Column, Sheet

AGAIN = "ambitions-left-out"
"""The table that names a plan again for every period."""
_NAMED = 5
"""As many plans a banner names; of more it says how many."""

_PLAN = Column("plan", "Plan", "the folder or file that the plan was given as")
_YEAR = Column("year", "Year", "financial year, as 2025-26")
_AMOUNT = Column("amount", "Amount", "pounds, of the plans that are added and whose figure is known", "pounds")
_COUNTED = Column("plans", "Plans", "how many plans are in the amount", "count")
_MISSING = Column("missing", "Not known of", "plans that are added and whose figure is not known; they are not in the amount")


def sheets(collation: Collation) -> tuple[Sheet, ...]:
    """The tables of a collation; no table holds a person's name."""
    return (
        _money("pools", "Pooled money", "What partners put in, by year.", collation.pools),
        above_minimum(collation),
        by_region(collation),
        _money("by-source", "Spending by source of funding", "Amounts of schemes' lines.", collation.by_source),
        _money("by-area-of-spend", "Spending by area of spend", "Amounts of schemes' lines.", collation.by_area_of_spend),
        _ambitions(collation),
        _conditions(collation),
        _rules(collation),
        by_area(collation),
        _plans(collation),
        _left_out(collation),
    )


def verdict(collation: Collation) -> str:
    """One sentence: how many plans, how many are in the sums, and the pool."""
    added = sum(row.standing is Standing.ADDED for row in collation.rows)
    words = f"{counted(len(collation.rows), 'plan')}, {added} in the sums."
    for pool in collation.pools:
        words += f" Pooled in {pool.year}: {_whole(pool.amount)}"
        words += f" (not known of {counted(len(pool.missing), 'plan')})." if pool.missing else "."
    minimum = {s.year: s.amount for s in collation.minimum}
    for above in collation.additional:
        least = minimum.get(above.year)
        if above.amount is not None and least:
            share = plain(rounded(above.amount / least * 100, 1))
            words += f" Above the minimum of {_whole(least)} in {above.year}: {_whole(above.amount)} ({share}%"
            words += f"; not known of {counted(len(above.missing), 'plan')})." if above.missing else ")."
    return words


def _whole(amount: Decimal | None) -> str:
    return pounds(rounded(amount, 0) if amount is not None else None)


def demonstration(collation: Collation) -> str:
    """What a banner says of plans that were made for demonstration; empty where none was."""
    made = [row for row in collation.rows if row.demonstration]
    if not made:
        return ""
    if len(made) == len(collation.rows):
        return "These are not plans of any area's board, and the sums are of no nation."
    several = len(made) > 1
    who = listed(row.name for row in made) if len(made) <= _NAMED else f"{len(made)} of these plans"
    added = sum(row.standing is Standing.ADDED for row in made)
    held = f"{added} of them" if added < len(made) else "them" if several else "it"
    sums = f" The sums hold {held}." if added else ""
    return f"{who} {'are' if several else 'is'} not of any area's board.{sums}"


def _money(id: str, title: str, tells: str, sums: Sequence[Sum]) -> Sheet:
    what = Column("what", "What", "what is added up")
    rows = tuple((s.what, s.year or "not said", s.amount, len(s.plans), ", ".join(s.missing)) for s in sums)
    return Sheet(id, title, tells, (what, _YEAR, _AMOUNT, _COUNTED, _MISSING), rows)


def _ambitions(collation: Collation) -> Sheet:
    columns = (
        Column("metric", "Metric", "the metric"),
        Column("period", "Period", "months of the period"),
        Column("role", "Stands for", "baseline, target or actual"),
        Column("numerator", "Numerator", "sum of the plans' numerators", "number"),
        Column("denominator", "Denominator", "sum of the plans' denominators", "number"),
        Column("value", "Value", "numerators over denominators times the metric's multiplier; never a mean of rates", "rate"),
        Column("unit", "Unit", "unit of the value"),
        _COUNTED,
        Column("left_out", "Plans left out", "how many added plans do not give both parts for the period", "count"),
    )
    rows = tuple(
        (a.title, months(a.start, a.end), a.role, a.numerator, a.denominator, a.value, a.unit, len(a.plans), len(a.left_out))
        for a in collation.ambitions
    )
    return Sheet(
        "ambitions", "Ambitions", "What all plans together aim at, as sums of counts over sums of counts.", columns, rows, "metric"
    )


def _left_out(collation: Collation) -> Sheet:
    columns = (
        Column("metric", "Metric", "the metric"),
        Column("period", "Period", "months of the period"),
        Column("role", "Stands for", "baseline, target or actual"),
        _PLAN,
        Column("why", "Why", "why the plan is not in the ambition"),
    )
    rows = tuple((a.title, months(a.start, a.end), a.role, o.plan, o.why) for a in collation.ambitions for o in a.left_out)
    return Sheet(AGAIN, "Left out of ambitions", "Plans that an ambition could not add.", columns, rows, "metric")


def _conditions(collation: Collation) -> Sheet:
    columns = (
        Column("condition", "Condition", "the national condition"),
        Column("answered", "Answer all of it", "plans that answer every question of it", "count"),
        Column("asked", "Plans", "plans in the sums", "count"),
        Column("share", "%", "plans that answer every question of it, in per cent of the plans in the sums", "rate"),
    )
    rows = tuple(
        (c.condition, c.answered, c.plans, Decimal(c.answered) / c.plans * 100 if c.plans else None) for c in collation.conditions
    )
    return Sheet("conditions", "National conditions", "How many plans answer each condition.", columns, rows)


def _rules(collation: Collation) -> Sheet:
    columns = (
        Column("title", "What was found", "what the handbook calls the rule"),
        Column("rule", "Rule", "id of the rule"),
        Column("severity", "Severity", "error blocks, query needs a reason, note informs"),
        Column("findings", "Findings", "how often it found something", "count"),
        Column("plans", "Plans", "in how many plans", "count"),
    )
    rows = tuple((r.title, r.rule, r.severity, r.findings, r.plans) for r in collation.rules)
    return Sheet("findings", "Findings by rule", "What does not add up, over all plans that were read.", columns, rows)


def _plans(collation: Collation) -> Sheet:
    columns = (
        _PLAN,
        Column("area", "Area", "the area that the plan names"),
        Column("covers", "Covers", "codes of Health and Wellbeing Board areas, with the part where it is not the whole"),
        Column("standing", "In the sums", "added, or why not"),
        Column("why", "Why not", "what stands in the way"),
        Column("pool", "Pool", "pooled pounds by year"),
        Column("schemes", "Schemes", "how many schemes it lists", "count"),
        Column("blocking", "Blocking", "findings that block", "count"),
        Column("queries", "Need a reason", "findings that need a reason", "count"),
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
            said(r.submitted) if r.submitted else None,
            "yes" if r.demonstration else None,
        )
        for r in collation.rows
    )
    return Sheet("plans", "Every plan", "Each plan that was given, and how it goes into the sums.", columns, rows)
