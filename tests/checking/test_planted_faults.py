"""A fault planted in a truthful plan is found by its rule, once, and nothing else is found with it."""

from __future__ import annotations

import pytest
from test_truthful_plans import ALLOWED

from bettercare import checking, rounds
from specimens.faults import FAULTS, planted

CASES = [pytest.param(name, id, id=f"{id}: {name}") for name, fault in FAULTS.items() for id in fault.rounds]
SEEDS = range(6)


@pytest.mark.parametrize(("name", "round_id"), CASES)
def test_the_planted_fault_is_found_exactly_once(name: str, round_id: str) -> None:
    round, wanted, tried = rounds.load(round_id), FAULTS[name].rule, 0
    for seed in SEEDS:
        reading = planted(name, round_id, seed)
        if reading is None:
            continue
        tried += 1
        found = [f for f in checking.check(reading, round).findings if f.rule not in ALLOWED or f.rule == wanted]
        assert [f.rule for f in found] == [wanted], [f"seed {seed}: {f}" for f in found]
    assert tried, f"the fault could be planted in no plan of the seeds {SEEDS}"
