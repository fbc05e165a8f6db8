"""Planted faults: a tidy plan with exactly one thing wrong, and the rule of the handbook that should say so, once."""

from __future__ import annotations

import random
from functools import lru_cache

from bettercare.plan import Reading
from specimens import faults_beside_tables, faults_in_answers, faults_in_figures, faults_in_forms, faults_seen
from specimens.fault_kinds import FAULTS, Fault
from specimens.truth import draw_reading

FAMILIES = (faults_in_figures, faults_in_answers, faults_seen, faults_in_forms, faults_beside_tables)
"""The modules whose faults are registered."""


def planted(name: str, round_id: str, seed: int) -> Reading | None:
    """A tidy plan with the fault in it, and nothing else wrong; None where it cannot be planted in this plan."""
    fault = FAULTS[name]
    if round_id not in fault.rounds:
        return None
    reading = _tidy(seed, round_id)
    plan = fault.plant(reading.plan, random.Random(f"fault {name} {round_id} {seed}"))
    if plan is None:
        return None
    states = dict(reading.states) | ({fault.state[0]: fault.state[1]} if fault.state else {})
    return Reading(plan, states)


@lru_cache(maxsize=200)
def _tidy(seed: int, round_id: str) -> Reading:
    return draw_reading(seed, round_id, tidy=True)


__all__ = ["FAMILIES", "FAULTS", "Fault", "planted"]
