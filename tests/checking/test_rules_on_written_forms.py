"""Rules of forms that specimens do not draw: a fault written into a workbook and read back is found once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from bettercare import checking
from bettercare.documents import open_document
from bettercare.plan import Benefit, Plan
from bettercare.reading.pipeline import read_documents
from bettercare.rounds import load
from bettercare.writing import write
from specimens import any_round


def benefits(plan: Plan, *, change: int, saving: int) -> Plan:
    """One benefit, of the metric on admissions to homes: a change at £1,000 each, and the saving said of it."""
    one = Benefit(
        "w1", "Reablement", None, plan.organisations[0].name, None, "residential-admissions",
        Decimal(change), Decimal(1000), Decimal(saving), "Trial",
    )  # fmt: skip
    return replace(plan, benefits=(one,))


def without_answer(plan: Plan, field: str) -> Plan:
    return replace(plan, answers=tuple(a for a in plan.answers if a.field != field))


def homes(plan: Plan) -> int:
    """The change in the count of admissions to homes that the metric plans."""
    points = next(m.points for m in plan.metrics if m.metric == "residential-admissions")
    first, last = (p.numerator for p in (points[0], points[-1]))
    assert first is not None and last is not None
    return int(last - first)


CASES: dict[str, tuple[str, Callable[[Plan], Plan], Callable[[Plan], Plan]]] = {
    "benefit-build-up": (
        "2015-16",
        lambda p: benefits(p, change=homes(p), saving=homes(p) * 1000),
        lambda p: benefits(p, change=homes(p), saving=homes(p) * 1000 - 5000),
    ),
    "benefit-against-metric": (
        "2015-16",
        lambda p: benefits(p, change=homes(p), saving=homes(p) * 1000),
        lambda p: benefits(p, change=homes(p) * 4, saving=homes(p) * 4000),
    ),
    "answer-missing": ("2016-17", lambda p: p, lambda p: without_answer(p, "ring-fence")),
}


def found(plan: Plan, rule: str, folder: Path) -> int:
    round = load(plan.round or "")
    path = folder / "plan.xlsx"
    path.write_bytes(write(plan, round, ".xlsx").content)
    findings = checking.check(read_documents([open_document(path)]), round).findings
    return sum(f.rule == rule for f in findings)


@pytest.mark.parametrize("rule", CASES)
def test_a_fault_in_a_written_form_is_found_once_and_only_there(rule: str, tmp_path: Path) -> None:
    round_id, sound, faulty = CASES[rule]
    plan = any_round.draw(11, round_id, schemes=3)
    assert (found(sound(plan), rule, tmp_path), found(faulty(plan), rule, tmp_path)) == (0, 1)
