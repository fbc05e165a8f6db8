"""Boxes saved as they are left: one edit each, what others changed is told, what two changed is decided by a person."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from bettercare.plan.edits import set_value
from bettercare.rounds import load, open_plan
from bettercare.service.accounts.models import Role, User
from bettercare.service.plans import actions
from bettercare.service.plans.models import AreaPlan
from tests.service.people import COUNCIL, NHS, person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def without_second_factor(settings: Any) -> None:
    settings.DEMONSTRATION = True


@pytest.fixture
def nhs() -> User:
    return person("NHS finance officer", Role.WRITER, NHS)


def budgets(row: AreaPlan) -> list[str]:
    return [f"budgets/{b.id}/amount" for b in row.plan().budgets]


def sent(user: User, row: AreaPlan, seen: int, section: str = "income", **typed: str) -> dict[str, Any]:
    client = Client()
    client.force_login(user)
    boxes = {f"v:{address}": text for address, text in typed.items()}
    answer = client.post(f"/plans/{row.pk}/sections/{section}/cells/", {"seen": str(seen), **boxes})
    assert answer.status_code == 200
    row.refresh_from_db()
    told: dict[str, Any] = answer.json()
    return told


def test_one_box_makes_one_edit_and_comes_back_as_it_stands_with_the_totals(row: AreaPlan, lead: User) -> None:
    budget = budgets(row)[0]
    told = sent(lead, row, 0, **{budget: "£1.5m"})
    assert told["boxes"] == {budget: {"state": "saved", "address": budget, "text": "£1,500,000"}}
    assert (told["revision"], told["undo"], row.edits.count()) == (1, 1, 1)
    assert "What must be spent at least" in told["totals"] or "Money in" in told["totals"]
    assert sent(lead, row, 1, **{budget: "£1,500,000"})["boxes"][budget]["state"] == "saved" and row.edits.count() == 1


def test_what_cannot_be_read_is_told_and_what_was_sent_with_it_is_saved(row: AreaPlan, lead: User) -> None:
    one, other = budgets(row)[:2]
    told = sent(lead, row, 0, **{one: "about a million", other: "TBC"})["boxes"]
    assert told[one]["state"] == "wrong" and "could not be read" in told[one]["why"]
    assert told[other]["text"] == "TBC" and row.draft().states == {other: "to-be-confirmed"}


def test_the_same_box_changed_by_another_comes_back_with_what_stands_there_and_changes_nothing(
    row: AreaPlan, lead: User, nhs: User
) -> None:
    budget = budgets(row)[0]
    sent(lead, row, 0, **{budget: "100"})
    told = sent(nhs, row, 0, **{budget: "200"})
    stands = told["boxes"][budget]
    assert (stands["state"], stands["by"], stands["text"], stands["said"]) == ("overtaken", str(lead), "£100", "£100")
    assert row.edits.count() == 1
    assert sent(nhs, row, told["revision"], **{budget: "200"})["boxes"][budget]["text"] == "£200"


def test_another_box_changed_by_another_merges_and_is_told(row: AreaPlan, lead: User, nhs: User) -> None:
    one, other = budgets(row)[:2]
    sent(lead, row, 0, **{one: "100"})
    told = sent(nhs, row, 0, **{other: "200"})
    assert told["others"] == {one: {"by": str(lead), "number": 1, "text": "£100"}} and told["rows"] == []
    assert [b.amount for b in row.plan().budgets[:2]] == [Decimal(100), Decimal(200)]


def test_ones_own_earlier_save_is_no_conflict_when_its_answer_was_lost(row: AreaPlan, lead: User) -> None:
    budget = budgets(row)[0]
    sent(lead, row, 0, **{budget: "100"})
    assert sent(lead, row, 0, **{budget: "100"})["boxes"][budget] == {"state": "saved", "address": budget, "text": "£100"}
    assert row.edits.count() == 1


def test_two_people_begin_the_same_place_of_the_form_and_write_into_one_part(lead: User, nhs: User) -> None:
    begins = open_plan(load("2015-16"), "Hillshire", (), (COUNCIL, NHS), actions.new_id)
    row = actions.start_plan(by=lead, begins=begins)
    from bettercare.service.plans.working import sections

    found = {s.slug: [a for a in s.boxes if "asked-" in a] for s in sections(row.draft(), load("2015-16"))}
    slug, boxes = next((slug, boxes) for slug, boxes in found.items() if len({b.rpartition("/")[0] for b in boxes}) < len(boxes))
    owner = next(b.rpartition("/")[0] for b in boxes if sum(x.startswith(b.rpartition("/")[0] + "/") for x in boxes) > 1)
    one, other = [b for b in boxes if b.startswith(owner + "/")][:2]
    first = sent(lead, row, 0, slug, **{one: "Lead"})["boxes"][one]
    second = sent(nhs, row, 0, slug, **{other: "Finance"})["boxes"][other]
    assert first["state"] == second["state"] == "saved" and "asked-" not in first["address"]
    assert sent(lead, row, row.revision, slug, **{first["address"]: "Lead officer"})["boxes"][first["address"]]["state"] == "saved"


def test_rows_that_others_added_are_told(row: AreaPlan, lead: User, nhs: User) -> None:
    client = Client()
    client.force_login(nhs)
    client.post(f"/plans/{row.pk}/sections/expenditure/", {"seen": "0", "add": "expenditure"})
    assert sent(lead, row, 0, **{budgets(row)[0]: "1"})["rows"] == [str(nhs)]


def test_a_box_whose_row_was_removed_is_told_to_be_gone_and_nothing_is_made(row: AreaPlan, lead: User) -> None:
    client = Client()
    client.force_login(lead)
    client.post(f"/plans/{row.pk}/sections/expenditure/", {"seen": "0", "add": "expenditure"})
    row.refresh_from_db()
    name = f"schemes/{row.plan().schemes[0].id}/name"
    client.post(f"/plans/{row.pk}/sections/expenditure/", {"seen": "1", "remove": name.removesuffix("/name")})
    row.refresh_from_db()
    assert sent(lead, row, 2, "expenditure", **{name: "Reablement"})["boxes"] == {name: {"state": "gone"}}
    overtaken = sent(lead, row, 1, "expenditure", **{name: "Reablement"})["boxes"][name]
    assert overtaken["state"] == "overtaken" and row.plan().schemes == ()


def test_readers_save_nothing_and_looking_is_no_saving(row: AreaPlan) -> None:
    client = Client()
    client.force_login(person("Reader", Role.READER, COUNCIL))
    page = f"/plans/{row.pk}/sections/income/cells/"
    assert (client.post(page, {"seen": "0"}).status_code, client.get(page).status_code) == (403, 405)


TABLE = "2015-16", "provider-commentary"


@pytest.fixture
def with_table(lead: User) -> tuple[AreaPlan, str, list[str]]:
    """A plan with three rows in a table that is one answer, the section of the table and its columns."""
    from bettercare.service.plans.working import sections

    round, table = load(TABLE[0]), TABLE[1]
    row = actions.start_plan(by=lead, begins=open_plan(round, "Hillshire", (), (COUNCIL, NHS), actions.new_id))
    columns = [c.id for c in round.table(table).columns]
    rows = tuple((name, *[None] * (len(columns) - 1)) for name in ("North Trust", "South Trust", "West Trust"))
    actions.save(by=lead, plan=row, seen=0, edits=[set_value(row.draft(), f"answers/{table}", rows)])
    row.refresh_from_db()
    slug = next(s.slug for s in sections(row.draft(), round) if f"answers/{table}/0/{columns[0]}" in s.boxes)
    return row, slug, columns


def cell(row: int, column: str) -> str:
    return f"answers/{TABLE[1]}/{row}/{column}"


def rows_now(row: AreaPlan) -> list[tuple[str | None, ...]]:
    return next([tuple(r[:2]) for r in a.value] for a in row.plan().answers if a.field == TABLE[1] and isinstance(a.value, tuple))


def test_two_people_in_one_table_of_answers_meet_at_the_cell(
    with_table: tuple[AreaPlan, str, list[str]], lead: User, nhs: User
) -> None:
    row, slug, (name, figure, *_) = with_table
    sent(lead, row, 1, slug, **{cell(0, figure): "100"})
    told = sent(nhs, row, 1, slug, **{cell(1, figure): "200"})
    assert told["boxes"][cell(1, figure)]["state"] == "saved"
    assert told["others"][cell(0, figure)]["text"] == "100"
    assert [r[1] for r in rows_now(row)] == ["100", "200", None]
    clash = sent(nhs, row, 1, slug, **{cell(0, figure): "300", cell(0, name): "Northern Trust"})["boxes"]
    assert (clash[cell(0, figure)]["state"], clash[cell(0, figure)]["text"]) == ("overtaken", "100")
    assert clash[cell(0, name)]["state"] == "saved" and rows_now(row)[0] == ("Northern Trust", "100")


def test_a_cell_follows_its_row_when_another_row_was_removed_and_a_removed_row_is_told(
    with_table: tuple[AreaPlan, str, list[str]], lead: User, nhs: User
) -> None:
    row, slug, (_, figure, *_) = with_table
    client = Client()
    client.force_login(lead)
    client.post(f"/plans/{row.pk}/sections/{slug}/", {"seen": "1", "remove": f"answers/{TABLE[1]}/0"})
    row.refresh_from_db()
    told = sent(nhs, row, 1, slug, **{cell(2, figure): "50", cell(0, figure): "60"})["boxes"]
    assert told[cell(2, figure)] == {"state": "saved", "address": cell(1, figure), "text": "50"}
    assert told[cell(0, figure)]["state"] == "gone"
    assert rows_now(row) == [("South Trust", None), ("West Trust", "50")]


def test_taking_back_a_save_of_a_table_leaves_the_cells_that_others_changed_since(
    with_table: tuple[AreaPlan, str, list[str]], lead: User, nhs: User
) -> None:
    row, slug, (_, figure, *_) = with_table
    undo = sent(lead, row, 1, slug, **{cell(0, figure): "100"})["undo"]
    sent(nhs, row, 2, slug, **{cell(1, figure): "200"})
    actions.undo_save(by=lead, plan=row, number=undo)
    row.refresh_from_db()
    assert [r[1] for r in rows_now(row)] == [None, "200", None]


def test_the_form_without_scripts_meets_at_the_cell_too(with_table: tuple[AreaPlan, str, list[str]], lead: User, nhs: User) -> None:
    row, slug, (_, figure, *_) = with_table
    sent(lead, row, 1, slug, **{cell(0, figure): "100"})
    client = Client()
    client.force_login(nhs)
    boxes = {f"v:{cell(0, figure)}": "300", f"v:{cell(1, figure)}": "200"}
    answer = client.post(f"/plans/{row.pk}/sections/{slug}/", {"seen": "1", **boxes})
    page = answer.content.decode()
    row.refresh_from_db()
    assert answer.status_code == 422 and f"{lead} changed this while you wrote" in page and 'value="300"' in page
    assert [r[1] for r in rows_now(row)] == ["100", "200", None]
