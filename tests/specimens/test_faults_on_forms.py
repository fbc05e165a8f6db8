"""Planted faults written as Word, Excel and PDF and read back: each is found once and nothing with it; a clean form gives none."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from bettercare.rounds.model import AllocationTable
from specimens import fault_score
from specimens.fault_score import CLEAN, HIDDEN, Tried
from specimens.faults import FAULTS, planted
from specimens.layouts import lay_reading
from specimens.published import published
from specimens.truth import ROUNDS, draw_reading

SEEDS = {"2014-15": (20, 28, 30, 32, 8, 11), "2017-19": (0, 1, 4, 6, 37, 15), "2025-26": (14, 22, 23, 1, 5, 17, 39)}
"""Plans of few schemes, which are read soonest; each fault takes the first of them that can have and show it."""
FORMS = ("word+excel", *("raw-word+excel",) * 4, "pdf", *("raw-word+excel",) * 4)
CASES = [
    pytest.param(name, FORMS[number % len(FORMS)], id=f"{name}: {FORMS[number % len(FORMS)]}")
    for number, (name, fault) in enumerate(FAULTS.items())
    if set(fault.rounds) - set(fault.hidden)
]


def tables(name: str, round_id: str, seed: int, folder: Path) -> tuple[AllocationTable, ...]:
    """The published amounts beside which a fault is seen."""
    return published(draw_reading(seed, round_id, tidy=True).plan, folder) if FAULTS[name].published else ()


def _shown(name: str, folder: Path) -> tuple[str, int]:
    """A round and seed whose papers hold the fault; of its rounds the one whose turn it is, so that every round is met."""
    able = [r for r in FAULTS[name].rounds if r not in FAULTS[name].hidden]
    turn = list(FAULTS).index(name) % len(able)
    for round_id in (*able[turn:], *able[:turn]):
        for seed in SEEDS[round_id]:
            reading = planted(name, round_id, seed)
            if reading is not None and fault_score.shows(lay_reading(reading, seed), name, tables(name, round_id, seed, folder)):
                return round_id, seed
    raise AssertionError("no plan of these seeds can show this fault")


@pytest.mark.parametrize(("name", "form"), CASES)
def test_a_fault_on_paper_is_found_exactly_once_and_nothing_with_it(name: str, form: str, tmp_path: Path) -> None:
    round_id, seed = _shown(name, tmp_path)
    reading = planted(name, round_id, seed)
    assert reading is not None
    found, error = fault_score.found(lay_reading(reading, seed), seed, form, tmp_path, tables(name, round_id, seed, tmp_path))
    assert error is None
    assert [f.rule in fault_score.rules(name) for f in found] == [True], [str(f) for f in found]


@pytest.mark.parametrize("round_id", ROUNDS)
@pytest.mark.parametrize(("form", "seed"), [("word+excel", 13), ("pdf", 14), ("html", 16), ("markdown", 21)])
def test_a_form_without_a_fault_gives_nothing(round_id: str, form: str, seed: int, tmp_path: Path) -> None:
    found, error = fault_score.found(lay_reading(draw_reading(seed, round_id, tidy=True), seed), seed, form, tmp_path)
    assert (error, [str(f) for f in found]) == (None, [])


def test_what_forms_cannot_show_is_said_of_every_round_of_a_fault_that_no_form_shows() -> None:
    never = [name for name, fault in FAULTS.items() if set(fault.rounds) <= set(fault.hidden)]
    assert all(reason for name in never for reason in FAULTS[name].hidden.values())
    assert len(never) <= 3, never


def test_the_table_tells_faults_found_missed_and_hidden_from_other_findings(tmp_path: Path) -> None:
    results = list(
        fault_score.tried("2017-19", 0, "raw-word+excel", tmp_path, ("score is not likelihood times impact", "no area is named"))
    )
    assert [(r.fault, r.outcome) for r in results] == [
        (CLEAN, fault_score.ONCE),
        ("score is not likelihood times impact", fault_score.ONCE),
        ("no area is named", HIDDEN),
    ]
    missed = Tried("a", "risk-score", "2017-19", 0, "pdf", fault_score.MISSED)
    lines = {line.split("  ")[0]: Counter(line.split()) for line in fault_score.table([*results, missed], "rule").splitlines()}
    assert lines["risk-score"]["50.0"] == 1 and lines["risk-score"]["100.0"] == 1
