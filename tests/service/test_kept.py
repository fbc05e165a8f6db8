"""What is kept between pages says what would be worked out anew; queries of a page do not grow with the plan."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bettercare.plan import Answer, NotAReading, Organisation, Reading, Risk, Scheme, State, draft_bytes, draft_from_json
from bettercare.plan.edits import add_part, remove_part, set_value
from bettercare.plan.spine import Line
from bettercare.rounds import available, load, open_plan
from bettercare.service.accounts.models import Membership, Role, User
from bettercare.service.kept import kept
from bettercare.service.plans import actions, working
from bettercare.service.plans.models import AreaPlan
from bettercare.service.plans.overview import overview
from bettercare.service.plans.working import section_after, section_at, sections
from tests.service.people import COUNCIL, NHS, client_of, opened, person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def without_second_factor(settings: Any) -> None:
    settings.DEMONSTRATION = True


def test_results_are_kept_by_the_very_values_and_only_so_many_of_them() -> None:
    asked: list[object] = []

    @kept(2)
    def work(value: list[int], name: str) -> int:
        asked.append(value)
        return len(value)

    one, other = [1], [1]
    assert (work(one, "a"), work(one, "a"), work(other, "a"), len(asked)) == (1, 1, 1, 2)
    assert work(one, "b") == 1 and work(one, "a") == 1 and len(asked) == 4
    work.put(9, [5], "c")
    assert work(one, "a") == 1 and len(asked) == 4


def test_the_plan_that_a_save_keeps_is_the_one_that_its_bytes_say(row: AreaPlan, lead: User) -> None:
    budget, text = f"budgets/{row.plan().budgets[0].id}/amount", f"narrative/{row.plan().narrative[0].id}/text"
    risk = Risk("r1", "Beds close", score=12)
    for edit in (
        lambda: set_value(row.draft(), budget, State.TO_BE_CONFIRMED),
        lambda: add_part(row.plan(), "risks/r1", risk),
        lambda: set_value(row.draft(), "risks/r1/owner", State.NOT_APPLICABLE),
        lambda: remove_part(row.plan(), "risks/r1"),
        lambda: set_value(row.draft(), text, "Words"),
        lambda: set_value(row.draft(), budget, 1500),
        lambda: set_value(row.draft(), "answers/signed-off-by-hwb", True),
        lambda: set_value(row.draft(), "answers/completed-by", "Lead"),
        lambda: add_part(row.plan(), "schemes/s1", Scheme("s1", answers=(Answer("b", "2"), Answer("a", "1")))),
    ):
        saved = actions.save(by=lead, plan=row, seen=row.revision, edits=[edit()])
        row.refresh_from_db()
        again = draft_from_json(json.loads(bytes(row.working)))
        assert bytes(row.working) == draft_bytes(again)
        assert repr(saved.draft) == repr(again) == repr(row.draft()) and row.draft() is saved.draft


@pytest.mark.parametrize("round_id", available())
def test_a_section_alone_is_laid_out_as_it_is_among_all(round_id: str) -> None:
    round = load(round_id)
    plan = open_plan(round, "Hillshire", (), (COUNCIL, NHS), actions.new_id)
    every = sections(Reading(plan=plan), round)
    assert len({s.slug for s in every}) == len(every) > 2
    for place, one in enumerate(every):
        held = Reading(plan=plan)  # of which nothing is laid out yet
        assert section_at(held, round, one.slug) == one
        assert section_after(held, round, one.slug) == (every[place + 1] if place + 1 < len(every) else None)
    assert section_at(Reading(plan=plan), round, "no-such-section") is None


def test_saving_a_box_lays_out_no_other_section(row: AreaPlan, lead: User, monkeypatch: pytest.MonkeyPatch) -> None:
    laid: list[str] = []
    asked = working._asked
    monkeypatch.setattr(
        working, "_asked", lambda block, *rest: (laid.append(getattr(block, "shape", "")), *asked(block, *rest))[1:]
    )
    budget = f"budgets/{row.plan().budgets[0].id}/amount"
    client_of(lead).post(f"/plans/{row.pk}/sections/income/cells/", {"seen": "0", f"v:{budget}": "5"})
    assert laid and "expenditure" not in laid


def test_a_role_that_ends_is_known_to_the_next_page(row: AreaPlan, lead: User) -> None:
    client = client_of(lead)
    assert client.get(f"/plans/{row.pk}/").status_code == 200
    Membership.objects.filter(user=lead).update(ends="2025-02-01")
    assert client.get(f"/plans/{row.pk}/").status_code == 302


PAGES = (
    "", "sections/expenditure/", "sections/income/", "findings/", "history/", "versions/", "documents/", "people/", "activity/",
    "comments/", "evidence/", "versions/1/", "versions/1/sign-off/", "versions/1/send/", "versions/1/record-signature/",
    "versions/1/ask/", "delegations/", "carry-forward/", "fill/",
)  # fmt: skip


def queries(client: Client, page: str) -> int:
    client.get(page)
    with CaptureQueriesContext(connection) as taken:
        assert client.get(page).status_code == 200, page
    return len(taken)


def test_no_page_of_a_plan_asks_the_database_more_often_for_two_hundred_schemes_than_for_five(row: AreaPlan, lead: User) -> None:
    client = client_of(lead)

    def with_schemes(first: int, last: int) -> dict[str, int]:
        year = load(row.round).years[0]
        made = (Scheme(f"s{n}", str(n), f"Scheme {n}", lines=(Line(f"l{n}", year),)) for n in range(first, last))
        plan = row.plan()
        actions.save(by=lead, plan=row, seen=row.revision, edits=[add_part(plan, f"schemes/{s.id}", s) for s in made])
        row.refresh_from_db()
        actions.keep_version(by=lead, plan=row)
        return {page: queries(client, f"/plans/{row.pk}/{page}") for page in PAGES}

    few = with_schemes(0, 5)
    assert with_schemes(5, 200) == few
    assert max(few.values()) <= 25


def test_no_page_of_the_nation_asks_the_database_more_often_for_forty_plans_than_for_four(lead: User) -> None:
    national = client_of(person("National administrator", Role.NATIONAL, Organisation("nation", "The nation", code="NATION")))

    def with_plans(first: int, last: int) -> dict[str, int]:
        for number in range(first, last):
            opened(lead, f"Area {number}")
        return {page: queries(national, page) for page in ("/", "/people/", "/rounds/", "/rounds/2025-26/")}

    few = with_plans(0, 4)
    assert with_plans(4, 40) == few
    assert max(few.values()) <= 25
    shown = national.get("/rounds/2025-26/").content.decode()
    assert all(f"Area {number}</a>" in shown for number in range(40))


def test_the_list_of_plans_says_what_each_has_done_last(row: AreaPlan, lead: User) -> None:
    opened(lead, "Vale")
    edit = set_value(row.draft(), f"budgets/{row.plan().budgets[0].id}/amount", 5)
    actions.save(by=lead, plan=row, seen=0, edits=[edit])
    row.refresh_from_db()
    actions.keep_version(by=lead, plan=row)
    actions.keep_version(by=lead, plan=row)
    ((_, plans),) = overview(lead)
    told = {p.row.area: (p.version, p.changed_at, p.row.revision) for p in plans}
    assert told == {"Hillshire": (2, row.edits.get().at, 1), "Vale": (0, None, 0)}


def test_a_section_holds_the_values_that_stand_in_it_and_their_parts_alone(row: AreaPlan) -> None:
    for section in sections(row.draft(), load(row.round)):
        every = [c.address for c in section.page.cells() if c.address]
        assert all(section.holds(address) and section.holds(address.rpartition("/")[0]) == ("/" in address) for address in every)
        assert not section.holds("") and not any(
            section.holds(f"{address}/more") for address in every if f"{address}/more" not in every
        )


def test_pages_are_taken_over_where_nothing_that_they_show_changed_and_laid_anew_where_it_did(row: AreaPlan, lead: User) -> None:
    round = load(row.round)
    budget, text = f"budgets/{row.plan().budgets[0].id}/amount", f"narrative/{row.plan().narrative[0].id}/text"
    contribution = f"contributions/{row.plan().contributions[0].id}/organisation"
    before, kept_of = sections(row.draft(), round), dict[str, int]()
    for address, value in (
        (budget, 1500), (text, "Words"), (contribution, "Another body"), ("area/name", "Hillshire and Vale"), (budget, None),
        (budget, State.TO_BE_CONFIRMED), ("answers/completed-by", "Lead"), ("schemes/s1", Scheme("s1", "1", "Beds")),
        ("schemes/s1/name", "More beds"), ("schemes/s1/lines/l1", Line("l1", round.years[0])), ("risks/r1", Risk("r1", "Closing")),
    ):  # fmt: skip
        made = not isinstance(value, Scheme | Line | Risk)
        edit = set_value(row.draft(), address, value) if made else add_part(row.plan(), address, value)
        actions.save(by=lead, plan=row, seen=row.revision, edits=[edit])
        row.refresh_from_db()
        after = sections(row.draft(), round)
        assert after == working._Form(row.draft(), round).sections(), address
        taken = [s.slug for s in after if any(s is old for old in before)]
        kept_of[address] = len(taken)
        before = after
    assert min(kept_of[a] for a in (contribution, "schemes/s1", "schemes/s1/name", "risks/r1")) > 2, kept_of
    assert kept_of["area/name"] == 0


def test_what_did_not_change_in_the_bytes_of_a_plan_is_the_same_value_as_before(row: AreaPlan, lead: User) -> None:
    made = [add_part(row.plan(), f"schemes/{s.id}", s) for s in (Scheme("s1", name="Beds"), Scheme("s2", name="Steps"))]
    actions.save(by=lead, plan=row, seen=0, edits=made)
    row.refresh_from_db()
    then = json.loads(bytes(row.working))
    known = draft_from_json(then)
    actions.save(by=lead, plan=row, seen=row.revision, edits=[set_value(row.draft(), "schemes/s2/name", "Stairs")])
    row.refresh_from_db()
    now = json.loads(bytes(row.working))
    again = draft_from_json(now, (then, known))
    assert again == draft_from_json(now) and again.plan.schemes[1].name == "Stairs"
    assert again.plan.metrics is known.plan.metrics and again.plan.schemes[0] is known.plan.schemes[0]


@pytest.mark.parametrize(
    "amiss", [{"schemes": [{"id": "s1"}, {"id": "s1"}]}, {"budgets": "none"}, {"nothing": 1}, {"area": {"name": 5}}]
)
def test_bytes_that_are_no_plan_are_refused_however_like_one_they_are(row: AreaPlan, amiss: dict[str, Any]) -> None:
    data = json.loads(bytes(row.working))
    with pytest.raises(NotAReading):
        draft_from_json({**data, **amiss}, (data, draft_from_json(data)))
