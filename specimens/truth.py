"""Truthful plans: internally consistent, drawn afresh from a seed. `tidy` plans have no gaps, so that a check finds nothing."""

from __future__ import annotations

import random

from bettercare.plan import Plan, Reading
from specimens import truth_2014, truth_2017, truth_2025
from specimens.drawing import Draft

_DRAWERS = {"2014-15": truth_2014.draw, "2017-19": truth_2017.draw, "2025-26": truth_2025.draw}
ROUNDS = tuple(_DRAWERS)


def draw(seed: int, round_id: str, *, tidy: bool = False) -> Plan:
    """Return a truthful plan of a round; the same seed gives the same plan."""
    return draw_reading(seed, round_id, tidy=tidy).plan


def draw_reading(seed: int, round_id: str, *, tidy: bool = False) -> Reading:
    """Return the plan with the states of what it leaves out, as a reading without places."""
    draft = Draft(random.Random(f"truth {round_id} {seed}"), tidy)
    plan = _DRAWERS[round_id](draft)
    return Reading(plan, dict(draft.states))
