"""Faults in what is put in and spent beside what a grant brings in or government published for the area."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal

from bettercare.figures import floor_result
from bettercare.plan import Cover, Plan
from bettercare.rounds import load
from specimens.fault_kinds import fault, swap
from specimens.faults_seen import raised
from specimens.published import board

_MOVED = Decimal(10_000)


@fault("a grant spent less than it brings in, where lines name no source", "grant-lines", "2017-19")
def _grant_not_spent(plan: Plan, rng: random.Random) -> Plan | None:
    """Another source brings in as much less, so that income and spending agree as a whole."""
    moved = plan.contributions
    for source, change in (("dfg", _MOVED), ("ibcf", -_MOVED)):
        at = next(i for i, c in enumerate(moved) if c.source == source)
        moved = swap(moved, at, actual=(moved[at].actual or Decimal(0)) + change, minimum=None)
    schemes = tuple(replace(s, lines=tuple(replace(ln, source=None) for ln in s.lines)) for s in plan.schemes)
    return replace(plan, contributions=moved, schemes=schemes)


@fault("less put in than was published for the area", "allocation-minimum", "2017-19", "2025-26", published=True)
def _below_published(plan: Plan, rng: random.Random) -> Plan | None:
    """What is spent of it, and every total, are less by as much; no floor rests on it."""
    here = board(plan)
    for i, scheme in enumerate(plan.schemes):
        for j, line in enumerate(scheme.lines):
            if here and line.source == "dfg" and line.amount and line.amount > 2 * _MOVED:
                less = raised(plan, replace(line, amount=-_MOVED))
                parts = tuple(replace(c, minimum=c.actual) if c.source == line.source else c for c in less.contributions)
                lines = swap(scheme.lines, j, amount=line.amount - _MOVED)
                of_area = replace(less, covers=(Cover("k1", here.code),))
                return replace(of_area, schemes=swap(plan.schemes, i, lines=lines), contributions=parts)
    return None


@fault("less on social care than was published for the area", "floor-met", "2025-26", published=True)
def _below_floor(plan: Plan, rng: random.Random) -> Plan | None:
    """A line that counts towards the floor is described as another kind of spending."""
    (floor,), (year,) = load(plan.round or "").floors, load(plan.round or "").years
    here, counted = board(plan), floor_result(plan, floor, year, None).counted
    for i, scheme in enumerate(plan.schemes):
        for j, line in enumerate(scheme.lines):
            if here and f"schemes/{scheme.id}/lines/{line.id}/amount" in counted:
                lines = swap(scheme.lines, j, area_of_spend="community-health")
                return replace(plan, schemes=swap(plan.schemes, i, lines=lines), covers=(Cover("k1", here.code),))
    return None
