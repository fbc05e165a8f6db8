"""Every finding on the examples and on three real papers was judged, and at most one of a plan is false."""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest
from ledgers import FOLDER, REPOSITORY, Ledger, about, ledgers, open_or_skip

import bettercare as bc
from bettercare.checking.model import registered

LEDGERS = {ledger.name: ledger for ledger in ledgers()}
RULES = {rule.id for rule in registered()}


@cache
def found_in(name: str) -> Counter[tuple[str, str]]:
    reading = bc.read(open_or_skip(LEDGERS[name]))
    return Counter((f.rule, about(f, reading.plan)) for f in bc.check(reading))


@pytest.mark.parametrize("name", LEDGERS)
def test_every_finding_is_in_the_ledger(name: str) -> None:
    found = found_in(name)
    judged = Counter((e.rule, e.about) for e in LEDGERS[name].entries)
    assert not found - judged, "judge these and add them to the ledger"


@pytest.mark.parametrize("name", LEDGERS)
def test_everything_in_the_ledger_is_still_found(name: str) -> None:
    found = found_in(name)
    judged = Counter((e.rule, e.about) for e in LEDGERS[name].entries)
    assert not judged - found, "these are no longer found: say why in the change, and take them out"


@pytest.mark.parametrize("ledger", LEDGERS.values(), ids=LEDGERS)
def test_at_most_one_finding_of_a_plan_is_false(ledger: Ledger) -> None:
    assert {e.verdict for e in ledger.entries} <= {"true", "arguable", "false"}
    assert sum(e.verdict == "false" for e in ledger.entries) <= 1


@pytest.mark.parametrize("ledger", LEDGERS.values(), ids=LEDGERS)
def test_every_entry_names_a_rule_and_gives_a_reason(ledger: Ledger) -> None:
    for entry in ledger.entries:
        assert entry.rule in RULES
        assert len(entry.reason.split()) >= 5


def test_every_example_has_a_ledger() -> None:
    examples = {path for path in (REPOSITORY / "examples").iterdir() if path.is_dir()}
    assert examples == {ledger.documents for ledger in LEDGERS.values() if not ledger.is_paper()}
    assert len(list(FOLDER.glob("*-paper.yaml"))) == 3
