"""Documents of an earlier round, brought to a plan: what goes on is proposed; the rest stands beside the boxes, asked anew."""

from __future__ import annotations

from dataclasses import replace

from bettercare.plan import Plan, Reading
from bettercare.rounds import carried_plan
from bettercare.rounds.model import NotInRound, Round
from bettercare.service.plans.actions import new_id
from bettercare.service.rounds_admin.in_force import load


def round_of(reading: Reading, asked: Round) -> Round | None:
    """The earlier round that documents answer; nothing where they answer the one that is asked, a later one or none."""
    if not reading.plan.round or reading.plan.round == asked.id:
        return None
    try:
        found = load(reading.plan.round)
    except (NotInRound, LookupError, FileNotFoundError):
        return None
    return found if found.years[0] < asked.years[0] else None


def going_on(held: Plan, reading: Reading, earlier: Round, asked: Round) -> Reading:
    """What of an earlier round's documents goes on in a plan: its schemes with sources of funding, and risks.

    Parts keep the ids that they have in the reading, so that each stands beside the place it was read from.
    """
    before = replace(reading.plan, area=held.area, covers=held.covers, organisations=held.organisations)
    carried = carried_plan(before, earlier, asked, new_id)
    plan = replace(
        held,
        schemes=carried.schemes or held.schemes,
        risks=carried.risks or held.risks,
        related=carried.related or held.related,
    )
    return replace(reading, plan=plan, states={})
