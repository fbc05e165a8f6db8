"""A plan's first day: everything the round asks has its place, and nothing is answered."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import count

import pytest

import bettercare as bc
from bettercare.plan import Cover, FinancialYear, Organisation, OrganisationKind, Plan, plan_from_json, to_json, walk
from bettercare.rounds import available, load, open_plan
from bettercare.rounds.model import Allocation, AllocationVersion, Round
from bettercare.writing.form import Form
from bettercare.writing.laying_out import lay_out

COUNCIL = Organisation("o1", "Hillshire County Council", OrganisationKind.COUNCIL, "E10000001")
NHS = {
    kind: Organisation(f"o-{kind}", f"NHS Hillshire {kind.upper()}", kind, "QXX")
    for kind in (OrganisationKind.ICB, OrganisationKind.CCG)
}
COVERS = (Cover("c1", "E10000001"),)


def partners(round: Round) -> tuple[Organisation, ...]:
    return COUNCIL, NHS[OrganisationKind.CCG if any(r.per == "ccg" for r in round.signoff) else OrganisationKind.ICB]


def opened(round: Round) -> Plan:
    ids = count()
    return open_plan(round, "Hillshire", COVERS, partners(round), lambda: f"p{next(ids)}")


def form_of(round: Round) -> Form:
    return lay_out(opened(round), round, {})[0]


@pytest.mark.parametrize("id", available())
def test_a_plan_of_every_round_opens_and_answers_nothing(id: str) -> None:
    round = load(id)
    plan = opened(round)
    assert plan_from_json(to_json(plan)) == plan
    amounts = [a for a, v in walk(plan) if isinstance(v, Decimal) and not a.endswith("/minimum")]
    assert amounts == []
    assert all(not n.text for n in plan.narrative) and all(not c.text for c in plan.conditions)
    assert {s.role for s in plan.signatures} >= {r.id for r in round.signoff if r.required}
    assert {m.metric for m in plan.metrics} == {m.id for m in round.metrics if m.required}


@pytest.mark.parametrize("id", available())
def test_every_box_of_the_form_has_the_address_of_a_value_that_can_be_set(id: str) -> None:
    """But for the room that an empty form has for parts which a plan may or may not have."""
    round = load(id)
    plan = opened(round)
    known = {address for address, _ in walk(plan)}
    asked = {c.address for c in form_of(round).cells() if c.address and c.entry == "input"}
    single = {a for a in asked if not a.startswith(("answers/", "organisations/")) and "/asked-" not in a}
    assert len(asked) > 10
    assert {a for a in single if a not in known} == set()


def test_what_is_allocated_stands_as_the_minimum_and_what_is_not_known_stays_missing() -> None:
    round = load("2025-26")
    (table,) = (t for t in round.allocations if t.id == "nhs-minimum")
    year = FinancialYear(2025)
    version = AllocationVersion(
        id="v", status="final", published_on=round.windows[0].opens or round.sources[0].published_on or year.period.start,
        amounts=(Allocation(area="E10000001", organisation="QXX", year=year, amount=Decimal("1000.00")),),
        source="memory", confirmed=False,
    )  # fmt: skip
    told = replace(round, allocations=tuple(replace(t, versions=(version,)) if t.id == table.id else t for t in round.allocations))
    found = {(c.source, c.organisation): c.minimum for c in opened(told).contributions}
    assert found["nhs-minimum", "NHS Hillshire ICB"] == Decimal("1000.00")
    assert found["dfg", "Hillshire County Council"] is None
    assert all(c.minimum is None for c in opened(round).contributions)


def test_an_open_plan_reads_as_wholly_unanswered_and_is_not_ready_to_be_sent() -> None:
    round = load("2025-26")
    result = bc.check(bc.Reading(plan=opened(round)))
    assert any(f.severity == "error" for f in result.findings)
