"""The demonstration: a region of made-up areas, each at another point of the round, and a sign-in for each role."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import resolve

from bettercare.plan import Reading
from bettercare.rounds import load as packaged
from bettercare.rounds import open_plan
from bettercare.service.accounts.models import PeopleEvent, User
from bettercare.service.demonstration import SignIn, fill, fresh_passwords
from bettercare.service.demonstration.places import PLACES, Place
from bettercare.service.notices.models import Notice
from bettercare.service.plans.models import AreaPlan
from bettercare.service.plans.overview import AtAGlance, overview
from bettercare.service.plans.working import checked, sections
from bettercare.service.rounds_admin.in_force import load

pytestmark = pytest.mark.django_db
EXAMPLE = Place("Elsewick", 90, 200_000, PLACES["Brindlemere"].care_board)


def example() -> Reading:
    """A plan as it is read from documents: its partners have no codes."""
    ids = (f"x{n}" for n in range(10_000))
    plan = open_plan(packaged("2025-26"), "Elsewick", (), EXAMPLE.partners, lambda: next(ids))
    return Reading(plan=replace(plan, organisations=tuple(replace(o, code=None) for o in plan.organisations)))


@pytest.fixture(scope="module")
def filled(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[SignIn, ...]]:
    with django_db_blocker.unblock(), transaction.atomic():
        fill([example()])
        yield fresh_passwords()
        transaction.set_rollback(True)


@pytest.fixture
def ways(filled: tuple[SignIn, ...], settings: Any) -> dict[str, SignIn]:
    settings.DEMONSTRATION = True
    return {w.email.partition("@")[0]: w for w in filled}


def signed_in(way: SignIn) -> Client:
    client = Client()
    answer = client.post("/accounts/login/", {"login": way.email, "password": way.password})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    return client


def glance(way: SignIn) -> dict[str, AtAGlance]:
    """What somebody sees of this year's round, by area."""
    rounds = overview(User.objects.get(email=way.email))
    return {p.row.area: p for round, plans in rounds if round.id == "2026-27" for p in plans}


def test_each_area_of_the_region_is_at_another_point_of_the_round(ways: dict[str, SignIn]) -> None:
    seen = glance(ways["national"])
    assert set(seen) == {*PLACES, "Elsewick"}
    said = {area: (p.version, p.signatures, p.sent and (p.sent.window, p.sent.late)) for area, p in seen.items()}
    assert len({p.row.revision > 0 and said[p.row.area] for p in seen.values()}) >= 8
    assert seen["Ashcombe"].row.revision == 0 and said["Ashcombe"] == (0, 0, None)
    assert said["Farnstead"] == (1, 0, ("Draft plans", False))
    assert said["Halverton"] == (2, 2, ("Draft plans", False))
    assert said["Oakenby"] == (1, 0, ("Draft plans", True))
    assert said["Radcombe"] == (2, 4, ("Final plans", False))
    assert said["Wexdale"] == (2, 4, ("Final plans", True))
    late = seen["Wexdale"].row.submissions.get(window="final-plans")
    assert late.late and late.reason and late.lacking == []


def test_what_was_sent_in_time_is_complete_and_valid_and_what_is_under_way_has_findings(ways: dict[str, SignIn]) -> None:
    seen, round = glance(ways["national"]), load("2026-27")
    for area, errors in (("Radcombe", False), ("Brindlemere", True), ("Farnstead", True)):
        row = AreaPlan.objects.get(pk=seen[area].row.pk)
        found = checked(row, row.draft()).findings
        assert any(f.severity == "error" for f in found) == errors, area
        assert any(s.missing for s in sections(row.draft(), round)) == (area == "Farnstead"), area


def test_everything_is_marked_as_made_up_and_people_are_role_titles(ways: dict[str, SignIn]) -> None:
    assert not AreaPlan.objects.filter(for_demonstration=False).exists()
    titles = (
        "Better Care Fund lead",
        "Finance officer",
        "Chief executive",
        "Section 151 officer",
        "Chair",
        "Member",
        "National administrator",
    )
    people = User.objects.all()
    assert len(people) > 40
    assert [u.name for u in people if not u.name.startswith(titles)] == []
    assert {u.email.rpartition(".")[2] for u in people} == {"example", "org"}
    assert {u.email for u in people if u.has_usable_password()} == {w.email for w in ways.values()}


def test_filling_leaves_its_events_and_no_e_mail_to_send(ways: dict[str, SignIn]) -> None:
    assert PeopleEvent.objects.count() > 80
    assert not Notice.objects.filter(digest__sent_at=None).exists()
    row = AreaPlan.objects.get(area="Brindlemere", round="2026-27")
    assert row.edits.values("at").distinct().count() >= 5
    assert row.edits.order_by("number").first().at < row.edits.order_by("-number").first().at


def test_a_filled_database_is_not_filled_again_and_gives_new_passwords_each_time(ways: dict[str, SignIn]) -> None:
    with pytest.raises(ValueError, match="empty database"):
        fill()
    again = {w.email: w.password for w in fresh_passwords()}
    assert set(again) == {w.email for w in ways.values()}
    for way in ways.values():
        user = User.objects.get(email=way.email)
        assert again[way.email] != way.password and user.check_password(again[way.email]) and not user.check_password(way.password)
        assert again[way.email] not in user.password


def test_the_lead_writes_keeps_and_sends_one_area(ways: dict[str, SignIn]) -> None:
    client, seen = signed_in(ways["lead"]), glance(ways["lead"])
    assert set(seen) == {"Brindlemere"}
    row = seen["Brindlemere"].row
    assert client.post(f"/plans/{row.pk}/", {"note": "Tried"}).status_code == 302
    page = client.get(f"/plans/{row.pk}/versions/4/send/").content.decode()
    assert "A plan sent here must be complete, valid, signed" in page and "The window has closed" not in page


def test_the_finance_officer_of_the_care_board_writes_the_areas_that_share_it(ways: dict[str, SignIn]) -> None:
    client, seen = signed_in(ways["finance"]), glance(ways["finance"])
    assert set(seen) == {p.name for p in PLACES.values() if p.care_board == PLACES["Brindlemere"].care_board}
    row = seen["Kelmouth"].row
    assert "Save" in client.get(f"/plans/{row.pk}/sections/income/").content.decode()
    assert client.post(f"/plans/{row.pk}/", {"note": "Tried"}).status_code == 403


def test_last_years_word_and_excel_wait_to_be_accepted_and_can_be_downloaded_to_be_dropped_in(ways: dict[str, SignIn]) -> None:
    client, seen = signed_in(ways["finance"]), glance(ways["finance"])
    row = seen["Ashcombe"].row
    brought = row.brought.get()
    page = client.get(f"/plans/{row.pk}/documents/{brought.pk}/").content.decode()
    assert "What goes on from" in page
    files = list(row.evidence_files.order_by("name"))
    assert [f.name.rpartition(".")[2] for f in files] == ["docx", "xlsx"]
    assert client.get(f"/plans/{row.pk}/evidence/files/{files[0].pk}/").status_code == 200
    keys = re.findall(r'name="accept" value="([^"]+)"', page)
    assert len(keys) > 10 and "What 2025-26 said" in client.get(f"/plans/{row.pk}/sections/narrative-plan/").content.decode()


def test_a_workbook_came_back_with_one_difference_and_another_was_filled(ways: dict[str, SignIn]) -> None:
    client, seen = signed_in(ways["lead"]), glance(ways["lead"])
    row = seen["Brindlemere"].row
    page = client.get(f"/plans/{row.pk}/documents/{row.brought.get().pk}/").content.decode()
    assert "1 difference from the plan as it stands" in page
    filled = row.filled.get()
    assert filled.filled > 100
    assert client.get(f"/plans/{row.pk}/fill/{filled.pk}/").status_code == 200


def test_the_member_of_the_board_reads_and_changes_nothing(ways: dict[str, SignIn]) -> None:
    client, seen = signed_in(ways["member"]), glance(ways["member"])
    assert set(seen) == {"Brindlemere"}
    row = seen["Brindlemere"].row
    assert client.get(f"/plans/{row.pk}/sections/income/").status_code == 200
    assert client.post(f"/plans/{row.pk}/sections/income/", {"seen": row.revision}).status_code == 403


def test_the_chief_executive_finds_a_version_to_sign(ways: dict[str, SignIn]) -> None:
    client, seen = signed_in(ways["chief"]), glance(ways["chief"])
    plan = seen["Brindlemere"]
    page = client.get(f"/plans/{plan.row.pk}/versions/{plan.version}/sign-off/").content.decode()
    assert re.search(r"<button[^>]*>\s*Sign", page)
    assert client.get(f"/plans/{plan.row.pk}/versions/{plan.version}/send/").status_code == 403


def test_the_national_administrator_finds_a_round_with_windows_allocations_and_an_extension(ways: dict[str, SignIn]) -> None:
    client = signed_in(ways["national"])
    windows = client.get("/rounds/2026-27/windows/").content.decode()
    assert all(words in windows for words in ("Draft plans", "Final plans", "Plans sent again after assurance"))
    allocation = client.get("/rounds/2026-27/allocations/nhs-minimum/").content.decode()
    assert "corrected" in allocation.lower() and "provisional" in allocation.lower()
    assert load("2026-27").allocation("dfg").version() is not None


@pytest.mark.parametrize(("who", "within", "at_least"), [("lead", "plans/|your", 20), ("national", "rounds/|people/", 10)])
def test_no_link_that_is_shown_leads_to_a_page_that_fails(ways: dict[str, SignIn], who: str, within: str, at_least: int) -> None:
    client, waiting = signed_in(ways[who]), ["/"]
    met: set[str] = set()
    while waiting:
        path = waiting.pop(0)
        answer = client.get(path)
        assert answer.status_code in (200, 302), (path, answer.status_code)
        if answer.status_code == 302 or not answer["Content-Type"].startswith("text/html"):
            continue
        for link in re.findall(r'href="(/[^"#?]*)', answer.content.decode()):
            route = "" if link.startswith("/static/") else resolve(link).route
            if re.match(within, route) and route not in met:
                met.add(route)
                waiting.append(link)
    assert len(met) >= at_least
