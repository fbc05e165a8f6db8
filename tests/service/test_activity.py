"""What happened in an area, in sentences: by everybody, of every kind, filtered, a page at a time, with few queries."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bettercare.plan import Scheme
from bettercare.plan.edits import add_part, set_value
from bettercare.service.accounts import people
from bettercare.service.accounts.models import Role, User
from bettercare.service.plans import actions
from bettercare.service.plans.activity import PER_PAGE, pages_of, trail
from bettercare.service.plans.models import AreaPlan
from tests.service.people import NHS, opened, person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def without_second_factor(settings: Any) -> None:
    settings.DEMONSTRATION = True


def write(by: User, row: AreaPlan, words: str) -> None:
    row.refresh_from_db()
    plan = row.plan()
    edit = set_value(plan, f"narrative/{plan.narrative[0].id}/text", words)
    actions.save(by=by, plan=row, seen=row.revision, edits=[edit])
    row.refresh_from_db()


def told(row: AreaPlan, **only: Any) -> list[str]:
    return [f"{one.by} {one.words}" for one in trail(row, row.plan(), **only).told]


def test_everything_that_happened_is_told_latest_first_with_its_page(lead: User, row: AreaPlan) -> None:
    nhs = person("NHS finance officer", Role.WRITER, NHS)
    write(nhs, row, "Written")
    actions.keep_version(by=lead, plan=row, note="For the board")
    doing = people.Doing(NHS.code or "", NHS.name or "", Role.READER, timezone.localdate())
    people.invite(by=lead, plan=row, area="", email="x@example.org", name="Board member", position="", doing=doing)
    found = told(row)
    assert found[0] == "Better Care Fund lead invited Board member as Reader for NHS Hillshire Integrated Care Board"
    assert found[1] == "Better Care Fund lead kept version 1: For the board"
    assert found[2].startswith("NHS finance officer changed")
    pages = [one.page for one in trail(row, row.plan()).told]
    client = Client()
    client.force_login(lead)
    assert pages[1] == f"/plans/{row.pk}/versions/1/" and pages[2].endswith("#edit-1")


def test_it_is_filtered_by_person_by_kind_and_by_page_of_the_form(lead: User, row: AreaPlan) -> None:
    nhs = person("NHS finance officer", Role.WRITER, NHS)
    write(nhs, row, "Written")
    actions.keep_version(by=lead, plan=row)
    plan = row.plan()
    actions.save(by=lead, plan=row, seen=row.revision, edits=[add_part(plan, "schemes/s1", Scheme("s1", name="Beds"))])
    row.refresh_from_db()
    assert len(told(row)) == 3
    assert len(told(row, person=nhs.pk)) == 1
    assert told(row, kind="versions") == ["Better Care Fund lead kept version 1"]
    by_page = {s.slug: told(row, section=s.slug) for s in pages_of(row)}
    assert any(found == ["Better Care Fund lead added a scheme Beds"] for found in by_page.values())
    assert sum(len(found) for found in by_page.values()) >= 2
    assert told(row, section="no-such-page") == []


def test_another_areas_people_are_in_no_trail_but_their_own(lead: User, row: AreaPlan) -> None:
    other = opened(lead, "Vale")
    doing = people.Doing(NHS.code or "", NHS.name or "", Role.READER, timezone.localdate())
    people.invite(by=lead, plan=other, area="", email="x@example.org", name="Board member", position="", doing=doing)
    assert len(told(other)) == 1 and told(row) == []


def test_what_one_save_changed_is_one_entry(lead: User, row: AreaPlan) -> None:
    plan = row.plan()
    edits = [set_value(plan, f"narrative/{n.id}/text", "Written") for n in plan.narrative[:3]]
    actions.save(by=lead, plan=row, seen=0, edits=edits)
    row.refresh_from_db()
    (one,) = trail(row, row.plan()).told
    assert len(one.more) == len(edits) - 1 > 0


def test_earlier_pages_follow_without_gap_or_repetition(lead: User, row: AreaPlan) -> None:
    for number in range(PER_PAGE + 5):
        write(lead, row, f"Text {number}")
    first = trail(row, row.plan())
    assert first.earlier and len(first.told) == PER_PAGE
    second = trail(row, row.plan(), before=first.earlier)
    assert len(second.told) == 5 and second.earlier is None
    assert not {one.page for one in first.told} & {one.page for one in second.told}


def test_the_number_of_queries_does_not_grow_with_what_happened(lead: User, row: AreaPlan) -> None:
    client = Client()
    client.force_login(lead)

    def queries() -> int:
        with CaptureQueriesContext(connection) as taken:
            assert client.get(f"/plans/{row.pk}/activity/").status_code == 200
        return len(taken)

    def happen() -> None:
        write(lead, row, f"Text {row.revision}")
        actions.keep_version(by=lead, plan=row)
        doing = people.Doing(NHS.code or "", NHS.name or "", Role.READER, timezone.localdate())
        email = f"x{row.revision}@example.org"
        people.invite(by=lead, plan=row, area="", email=email, name="Board member", position="", doing=doing)

    happen()
    queries()
    few = queries()
    for _ in range(8):
        happen()
    assert queries() == few <= 40
