"""Every planted fault is found exactly once, and a tidy plan has none."""

from __future__ import annotations

from collections import Counter

import pytest

from bettercare import checking, rounds
from specimens.faults import FAULTS, planted
from specimens.published import published
from specimens.truth import ROUNDS, draw_reading

SEEDS = range(8)
BESIDE = range(30)
"""Of these a few stand for registered areas, for which amounts are published."""
CASES = [(name, round_id) for name, fault in FAULTS.items() for round_id in fault.rounds]
IN_PLANS = [(name, round_id) for name, round_id in CASES if not FAULTS[name].told]


@pytest.mark.parametrize("round_id", ROUNDS)
def test_a_tidy_plan_has_no_finding(round_id):
    asked = rounds.load(round_id)
    for seed in range(30):
        assert [str(f) for f in checking.check(draw_reading(seed, round_id, tidy=True), asked)] == [], seed


@pytest.mark.parametrize(("name", "round_id"), IN_PLANS, ids=lambda v: v.replace(" ", "-"))
def test_a_planted_fault_is_found_exactly_once_by_its_rule(name, round_id, tmp_path):
    asked, tried = rounds.load(round_id), 0
    for seed in BESIDE if FAULTS[name].published else SEEDS:
        reading = planted(name, round_id, seed)
        if reading is not None:
            tried += 1
            tables = published(draw_reading(seed, round_id, tidy=True).plan, tmp_path) if FAULTS[name].published else ()
            assert Counter(f.rule for f in checking.check(reading, asked, tables)) == {FAULTS[name].rule: 1}, seed
    assert tried, "no plan of these seeds could have this fault"


def test_every_fault_names_a_rule_of_the_handbook():
    assert {f.rule for f in FAULTS.values()} <= {r.id for r in checking.rules()}


def test_every_fault_changes_the_plan_or_the_states():
    for name, round_id in CASES:
        for seed in range(3):
            reading = planted(name, round_id, seed)
            assert reading is None or reading != draw_reading(seed, round_id, tidy=True), name
