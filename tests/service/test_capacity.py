"""Capacity and demand by pathway and month, and the High Impact Change Model, as the round's data ask them."""

from __future__ import annotations

from decimal import Decimal
from itertools import count

from bettercare.plan import Cover, Organisation, OrganisationKind, Reading
from bettercare.plan.edits import fold
from bettercare.rounds import load, open_plan
from bettercare.rounds.model import Round
from bettercare.service.plans.typed import edits_of
from bettercare.service.plans.working import Section, sections
from bettercare.writing.form import Table

COUNCIL = Organisation("council", "Hillshire County Council", OrganisationKind.COUNCIL, "E10000001")


def opened(round: Round) -> Reading:
    ids = (f"n{n}" for n in count())
    return Reading(plan=open_plan(round, "Hillshire", (Cover("c", "E10000001"),), (COUNCIL,), lambda: next(ids)))


def section(held: Reading, round: Round, slug: str) -> Section:
    return next(s for s in sections(held, round) if s.slug == slug)


def test_each_month_of_a_pathway_is_an_answer_of_its_own_and_the_surplus_follows() -> None:
    round = load("2025-26")
    held = opened(round)
    mine = section(held, round, "capacity-and-demand-after-hospital-discharge")
    april = "answers/hospital-discharge.{}.home-recovery.2025-04"
    typed = {april.format("capacity"): "120", april.format("demand"): "135", april.format("spot"): "tbc"}
    made = edits_of(held, round, mine.boxes, typed)
    edits, wrong = list(made.edits), list(made.wrong)
    assert wrong == [] and {e.address for e in edits} == set(typed)
    held = fold(held, edits)
    assert {a.field: a.value for a in held.plan.answers if a.value} == {
        "hospital-discharge.capacity.home-recovery.2025-04": Decimal(120),
        "hospital-discharge.demand.home-recovery.2025-04": Decimal(135),
    }
    tables = {b.title: b for b in section(held, round, mine.slug).page.blocks if isinstance(b, Table)}
    row = next(
        r for r in tables["Surplus without spot purchase"].rows if r[0].text.startswith("Reablement and rehabilitation at home")
    )
    assert (row[1].text, row[1].entry, row[2].text) == ("-15", "label", "")
    assert tables["Demand"].heads[1] == "Apr 2025" and len(tables["Demand"].heads) == 13


def test_the_high_impact_changes_are_asked_with_their_levels_owner_date_and_evidence() -> None:
    round = load("2017-19")
    held = opened(round)
    (table,) = (b for b in section(held, round, "high-impact-change-model").page.blocks if isinstance(b, Table))
    assert len(table.rows) == 8
    assert table.heads == ("What", "Level now", "Level planned", "Owner", "Planned for", "Evidence")
    level = table.rows[0][1]
    assert level.address and level.choices == ("Not yet established", "Plans in place", "Established", "Mature", "Exemplary")
    boxes = section(held, round, "high-impact-change-model").boxes
    typed = {level.address: "mature", (table.rows[0][4].address or ""): "31 March 2018"}
    held = fold(held, edits_of(held, round, boxes, typed).edits)
    (again,) = (b for b in section(held, round, "high-impact-change-model").page.blocks if isinstance(b, Table))
    assert (again.rows[0][1].text, again.rows[0][4].text) == ("Mature", "31 March 2018")


def test_a_round_that_does_not_ask_the_model_shows_none() -> None:
    for name in ("2016-17", "2025-26"):
        round = load(name)
        assert all(s.slug != "high-impact-change-model" for s in sections(opened(round), round))
