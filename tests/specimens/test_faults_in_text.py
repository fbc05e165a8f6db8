"""Plans through converters to text: a clean plan gives no finding, and a fault that a person could see is found once."""

from pathlib import Path

import pytest

from specimens import fault_score
from specimens.decidable import ROWS_LOST, unseen
from specimens.fault_score import CLEAN, HIDDEN, ONCE
from specimens.faults import FAULTS
from specimens.making import FORMATS

LAYOUT, PLAIN, PLUMBED = "pdf>pdftotext-layout", "pdf>pdftotext", "pdf>pdfplumber"


@pytest.mark.parametrize(
    ("round_id", "seed", "form", "fault"),
    [
        ("2017-19", 4, LAYOUT, "value without its numbers"),
        ("2025-26", 14, LAYOUT, "a signature without a name"),
        ("2017-19", 4, PLAIN, "submitted after the last window"),
        ("2014-15", 20, PLUMBED, "equality is not mentioned"),
    ],
)
def test_a_fault_in_text_is_found_once_and_a_clean_text_gives_nothing(
    round_id: str, seed: int, form: str, fault: str, tmp_path: Path
) -> None:
    results = list(fault_score.tried(round_id, seed, form, tmp_path, (fault,)))
    assert [(r.fault, r.outcome, [str(f) for f in r.others], r.error) for r in results] == [
        (CLEAN, ONCE, [], None),
        (fault, ONCE, [], None),
    ]


def test_an_empty_cell_is_said_to_be_unseen_only_where_rows_are_lost(tmp_path: Path) -> None:
    rules = {fault.rule for fault in FAULTS.values()}
    hidden = {rule for rule in rules if unseen(rule, PLAIN)}
    assert 0 < len(hidden) <= 8 and "risk-owner" in hidden
    assert not any(unseen(rule, form) for rule in rules for form in FORMATS if form not in ROWS_LOST)
    (_, tried) = fault_score.tried("2017-19", 4, PLAIN, tmp_path, ("a risk that nobody owns",))
    assert tried.outcome == HIDDEN
