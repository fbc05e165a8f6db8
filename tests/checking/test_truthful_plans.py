"""On truthful plans nothing is found but the notes allowed here."""

from __future__ import annotations

import pytest

from bettercare import checking, rounds
from specimens import truth

ALLOWED = {
    "contingency-at-risk": "the truth draws what is set aside freely; the rule only shows both figures",
}
"""Notes that a truthful plan may carry, and why."""


@pytest.mark.parametrize("round_id", truth.ROUNDS)
def test_a_truthful_plan_gives_nothing_but_allowed_notes(round_id: str) -> None:
    round = rounds.load(round_id)
    for seed in range(25):
        result = checking.check(truth.draw_reading(seed, round_id, tidy=True), round)
        unexpected = [f"seed {seed}: {f}" for f in result.findings if f.rule not in ALLOWED]
        assert not unexpected
