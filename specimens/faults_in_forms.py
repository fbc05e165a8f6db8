"""Faults in what a form asks beside money and metrics: its lists and columns, its constraints, and what the text claims."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal

from bettercare.plan import Answer, Line, Plan, State
from specimens.fault_kinds import fault, swap
from specimens.faults_seen import _saying


def _answering(line: Line, field: str, value: str | None) -> Line:
    kept = tuple(a for a in line.answers if a.field != field)
    return replace(line, answers=(*kept, Answer(field, value)) if value is not None else kept)


def _with_line(plan: Plan, field: str, value: str | None, source: str | None = None) -> Plan | None:
    """The plan with one line's answer changed: the first line of a source, or the first of all."""
    for i, scheme in enumerate(plan.schemes):
        for j, line in enumerate(scheme.lines):
            if line.amount and source in (None, line.source):
                lines = swap(scheme.lines, j, **{"answers": _answering(line, field, value).answers})
                return replace(plan, schemes=swap(plan.schemes, i, lines=lines))
    return None


@fault("a grant spent on what its conditions do not allow", "round-constraint", "2025-26")
def _grant_elsewhere(plan: Plan, rng: random.Random) -> Plan | None:
    return _with_line(plan, "activity", "discharge-support", source="dfg")


@fault("a choice that is not in the list", "choice-unknown", "2025-26")
def _unknown_choice(plan: Plan, rng: random.Random) -> Plan | None:
    return _with_line(plan, "primary-objective", "Better gardens")


@fault("a column that one row leaves empty", "part-answer-missing", "2025-26")
def _empty_cell(plan: Plan, rng: random.Random) -> Plan | None:
    return _with_line(plan, "primary-objective", None) if sum(len(s.lines) for s in plan.schemes) > 1 else None


@fault("nothing that the pool is spent on", "schemes-missing", "2017-19", "2025-26")
def _no_schemes(plan: Plan, rng: random.Random) -> Plan | None:
    totals = tuple(t for t in plan.stated_totals if not t.of.startswith("schemes."))
    return replace(plan, schemes=(), stated_totals=totals)


@fault("a value that is not supplied", "value-not-supplied", "2014-15", state=("schemes/s1/provider", State.SAID_NOT_SUPPLIED))
def _not_supplied(plan: Plan, rng: random.Random) -> Plan | None:
    return replace(plan, schemes=swap(plan.schemes, 0, provider=None))


@fault("the text gives a grant another amount than the tables", "claim-contribution", "2017-19", "2025-26", told=True)
def _other_grant(plan: Plan, rng: random.Random) -> Plan | None:
    paid = next((c for c in plan.contributions if c.source == "dfg" and c.actual and c.year), None)
    if paid is None or paid.actual is None:
        return None
    said = (paid.actual * 127 / 100).quantize(Decimal(1))
    return _saying(plan, f"In {paid.year} the Disabled Facilities Grant is £{said:,}.")


@fault("more money in the text than an area can have", "claim-magnitude", told=True)
def _too_much(plan: Plan, rng: random.Random) -> Plan | None:
    return _saying(plan, "The pooled budget is £15,530 million.")


@fault("a reduction in the text that the targets do not make", "claim-reduction", "2014-15", "2017-19", told=True)
def _other_reduction(plan: Plan, rng: random.Random) -> Plan | None:
    if not any(m.metric == "residential-admissions" for m in plan.metrics):
        return None
    return _saying(plan, "We will reduce permanent admissions to residential and nursing care homes by 87%.")


@fault("less ambitious than a partner's own plan", "ambition-partner-plan", "2014-15", told=True)
def _other_plan(plan: Plan, rng: random.Random) -> Plan | None:
    if not any(m.metric == "delayed-transfers" for m in plan.metrics):
        return None
    return _saying(plan, "The hospital trust's own operating plan has a target of 9.1 delayed transfers of care.")


@fault("the section 75 agreement is promised too late", "date-section-75", "2017-19", "2025-26", told=True)
def _late_agreement(plan: Plan, rng: random.Random) -> Plan | None:
    late = {"2017-19": "31 January 2018", "2025-26": "31 January 2026"}[plan.round or ""]
    return _saying(plan, f"The section 75 agreement will be signed by {late}.")
