"""What a plan keeps when its round is amended while it runs."""

from __future__ import annotations

from typing import Any

from bettercare.plan import Plan
from bettercare.rounds.model import NotInRound, Round


def carry_forward(plan: Plan, amended: Round) -> Plan:
    """The plan that an amendment starts from: the parts that it carries, with their ids, and nothing else but the area.

    Which amounts may then change is `amended.may_change(year)`. Raises NotInRound where the round is no amendment of the
    plan's.
    """
    amendment = amended.amendment
    if amendment is None or plan.round != amendment.amends:
        raise NotInRound(f"round {amended.id} does not amend {plan.round}")
    kept: dict[str, Any] = {name: getattr(plan, name) for name in amendment.carries}
    return Plan(**{"area": plan.area, "covers": plan.covers, **kept, "round": amended.id})
