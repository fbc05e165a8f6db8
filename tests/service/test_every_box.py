"""Every box of every round's form takes what people type there: a value of its kind, or a state in its stead."""

from __future__ import annotations

from decimal import Decimal
from itertools import count

import pytest

from bettercare.plan import Cover, Organisation, OrganisationKind, Plan, Reading, State, draft_bytes, draft_from_json
from bettercare.plan.edits import data_at, fold
from bettercare.rounds import available, load, open_plan
from bettercare.rounds.model import Round
from bettercare.service.plans import rows
from bettercare.service.plans.asked import made_room
from bettercare.service.plans.typed import edits_of, shown
from bettercare.service.plans.working import sections
from bettercare.writing.form import Cell, Fields, Table

COUNCIL = Organisation("council", "Hillshire County Council", OrganisationKind.COUNCIL, "E10000001")
ROUNDS = available()


def new_id(numbers: count[int] = count(1)) -> str:  # noqa: B008  one counter for all
    return f"n{next(numbers)}"


def opened(round: Round) -> Reading:
    kind = OrganisationKind.ICB if any(r.per == "icb" for r in round.signoff) else OrganisationKind.CCG
    nhs = Organisation("nhs", "NHS Hillshire", kind, "QXX")
    return Reading(plan=open_plan(round, "Hillshire", (Cover("cover", "E10000001"),), (COUNCIL, nhs), new_id))


def with_rows(held: Reading, round: Round) -> Reading:
    """The plan with a row more in every table that rows can be added to."""
    blocks = [b for s in sections(held, round) for b in s.page.blocks if isinstance(b, Table | Fields) and b.shape]
    asked = dict.fromkeys(sends for block in blocks for sends, _ in rows.offers(block, round))
    for sends in asked:
        held = fold(held, rows.added(held, round, sends, new_id))
    return held


def text_for(box: Cell) -> str:
    if box.choices:
        return box.choice_ids[-1] if box.choice_ids else box.choices[-1]
    address = box.address or ""
    if address.endswith("/year"):
        return "2026-27"
    whole = "3" if address.startswith("risks/") else "12.5"
    return {"money": "£1.5m", "number": whole, "percent": "12.5", "date": "14 February 2026", "yes-no": "No"}.get(
        box.kind, f"Words {address}"
    )


@pytest.mark.parametrize("name", ROUNDS)
def test_every_box_keeps_a_value_of_its_kind(name: str) -> None:
    round = load(name)
    held = with_rows(opened(round), round)
    for slug in [s.slug for s in sections(held, round)]:
        boxes = next(s for s in sections(held, round) if s.slug == slug).boxes
        typed = {address: text_for(box) for address, box in boxes.items()}
        made = edits_of(held, round, boxes, typed)
        edits, wrong = list(made.edits), list(made.wrong)
        assert wrong == []
        _, _, homes = made_room(held, round, typed)
        assert [a for a in typed if a not in homes and not a.startswith("answers/")] == []
        held = fold(held, edits)
        again = {c for s in sections(held, round) for c in s.boxes.values() if c.required and not c.text and c.address in homes}
        assert again == set()
    assert not any(value == Decimal(0) for value in _amounts(held.plan))


@pytest.mark.parametrize("name", ROUNDS)
def test_what_is_to_be_confirmed_is_kept_as_that_and_never_as_nothing_or_zero(name: str) -> None:
    round = load(name)
    held = with_rows(opened(round), round)
    for section in sections(held, round):
        boxes = section.boxes
        if any(a.startswith("answers/") and a.count("/") == 3 for a in boxes):
            continue
        made = edits_of(held, round, boxes, {address: "tbc" for address in boxes})
        edits, wrong = list(made.edits), list(made.wrong)
        assert wrong == []
        _, _, homes = made_room(held, round, boxes)
        done = fold(held, edits)
        assert {State(data_at(done, home)["state"]) for home in homes.values()} <= {State.TO_BE_CONFIRMED}
        later = {c.address: c for s in sections(done, round) for c in s.boxes.values()}
        assert {shown(later[home]) for home in homes.values() if home in later and not home.endswith("title")} <= {"TBC"}
        assert draft_from_json(_json(draft_bytes(done))).states == done.states


def _amounts(plan: Plan) -> list[Decimal | None]:
    return [line.amount for s in plan.schemes for line in s.lines] + [c.actual for c in plan.contributions]


def _json(content: bytes) -> object:
    import json

    return json.loads(content)
