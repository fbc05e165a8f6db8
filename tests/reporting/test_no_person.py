"""Open data hold no person: not in a column meant for other things, not in a file's name, not in the workbook or the page."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import openpyxl
import polars
import pytest

from bettercare.collating import collate, kept
from bettercare.plan import Area, Cover, Milestone, Plan, Reading, Risk, Signature, to_json
from bettercare.plan.collation import Collation, Handed
from bettercare.reporting import collated, collation_words
from bettercare.rounds import load
from specimens.truth import draw_reading

PERSON, MAIL, TELEPHONE = "Wilhelmina Featherstone", "w.featherstone@council.example", "01234 567890"
ROUND = load("2025-26")


def signed(plan: Plan) -> Plan:
    """A plan with a person wherever a plan may hold one, and where a careless paper puts one."""
    name = f"Leeds, contact {PERSON.upper()}, {MAIL}, {TELEPHONE}"
    return replace(
        plan,
        area=Area(name),
        covers=(Cover("k", "E08000035", False, f"the part of {PERSON}"),),
        signatures=(Signature("g", "council", "Leeds City Council", PERSON, "Chief Executive"),),
        risks=(Risk("r", f"{PERSON} may leave", owner=PERSON),),
        milestones=(Milestone("m", f"{PERSON} reports", PERSON),),
    )


def nation() -> list[Handed]:
    drawn = draw_reading(5, "2025-26")
    return [
        Handed(f"{PERSON}, plan.docx", replace(drawn, plan=signed(drawn.plan))),
        Handed("other", replace(drawn, plan=replace(signed(drawn.plan), covers=()))),
        Handed("broken.docx", problem=f"broken.docx: ask {MAIL} or {TELEPHONE}"),
    ]


@pytest.fixture(scope="module", params=["whole", "kept"])
def found(request: pytest.FixtureRequest) -> Collation:
    plans = nation()
    return collate([kept(p) for p in plans] if request.param == "kept" else plans, ROUND)


def test_no_file_of_a_collation_holds_a_person(found: Collation) -> None:
    texts = {"json": json.dumps(to_json(found)), "words": "\n".join(collation_words(found))}
    for name, content in collated(found).items():
        if isinstance(content, str):
            texts[name] = content
        elif name.endswith(".parquet"):
            texts[name] = str(polars.read_parquet(content).rows())
        else:
            book = openpyxl.load_workbook(io.BytesIO(content))
            texts[name] = str([[cell.value for cell in row] for sheet in book for row in sheet.iter_rows()])
    assert len(texts) > 20
    for name, text in texts.items():
        for secret in ("featherstone", MAIL, TELEPHONE):
            assert secret not in text.casefold(), f"{secret} in {name}"
    assert "(name withheld), plan.docx" in texts["plans.csv"]


def test_what_is_kept_of_a_plan_holds_no_person() -> None:
    for plan in map(kept, nation()):
        told = f"{plan.name} {plan.problem} {json.dumps(to_json(plan.reading)) if plan.reading else ''}"
        assert "featherstone" not in told.casefold()


@pytest.mark.parametrize("named", ["Chief Executive", "Leeds City Council", "Leeds"])
def test_a_signatory_that_is_no_person_takes_no_place_s_name_away(named: str) -> None:
    plan = Plan("2025-26", Area("Leeds"), signatures=(Signature("g", "council", None, named),))
    (row,) = collate([Handed(f"{named}.docx", Reading(plan))]).rows
    assert row.area == "Leeds"
