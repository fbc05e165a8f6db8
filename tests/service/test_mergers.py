"""Organisations merge during a round: names stay as they were signed, successors are shown, people are carried by decision."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from bettercare.service.accounts.models import Membership, Role, User
from bettercare.service.accounts.permissions import Permission, may
from bettercare.service.notices.models import Notice
from bettercare.service.plans.actions import NotAllowed, keep_version
from bettercare.service.plans.models import AreaPlan
from bettercare.service.rounds_admin import mergers
from bettercare.service.rounds_admin.mergers import CannotMerge
from bettercare.service.rounds_admin.models import Merger
from bettercare.service.signoff.actions import sign
from bettercare.service.signoff.telling import tell_signatories
from tests.service.people import COUNCIL, ELSEWHERE, NHS, opened, person

pytestmark = pytest.mark.django_db
GIVEN: dict[str, Any] = {
    "predecessor": "QXX", "successor": "QZZ", "successor_name": "NHS Hills and Vale Integrated Care Board", "on": date(2026, 4, 1),
    "why": "Establishment order",
}  # fmt: skip


@pytest.fixture(autouse=True)
def without_second_factor(settings: Any) -> None:
    settings.DEMONSTRATION = True


@pytest.fixture
def national() -> User:
    return person("National administrator", Role.NATIONAL, ELSEWHERE)


@pytest.fixture
def row() -> AreaPlan:
    return opened(person("Better Care Fund lead", Role.LEAD, COUNCIL))


def test_a_plan_keeps_its_names_and_shows_the_successor_whose_people_may_work_on_it(row: AreaPlan, national: User) -> None:
    before = bytes(row.working)
    kept = mergers.record_merger(by=national, **GIVEN)
    row.refresh_from_db()
    assert bytes(row.working) == before and mergers.successors_of(row) == (kept,)
    assert {p.organisation for p in row.partners.all()} == {"E10000001", "QXX", "QZZ"}
    newcomer = person("Finance officer of the successor", Role.WRITER, type(NHS)("new", "NHS Hills and Vale", NHS.kind, "QZZ"))
    assert may(newcomer, Permission.WRITE, AreaPlan.objects.get())


def test_roles_are_carried_by_a_persons_decision_one_by_one(row: AreaPlan, national: User) -> None:
    stays, goes = person("NHS lead", Role.LEAD, NHS), person("NHS finance officer", Role.WRITER, NHS)
    kept = mergers.record_merger(by=national, **GIVEN)
    assert {m.user for m in mergers.to_decide(kept)} == {stays, goes}
    (done,) = mergers.carry(by=national, merger=kept, memberships=[goes.memberships.get().pk, 999])
    assert (done.became.user, done.became.organisation, done.became.role) == (goes, "QZZ", Role.WRITER)
    assert [m.user for m in mergers.to_decide(kept)] == [stays] and stays.memberships.count() == 1
    assert {m.organisation: m.holds_on(timezone.localdate()) for m in goes.memberships.all()} == {"QXX": False, "QZZ": True}
    assert "carried over what you do: Writer for NHS Hills and Vale" in Notice.objects.get(user=goes).words
    assert mergers.carry(by=national, merger=kept, memberships=[done.membership.pk]) == ()


def test_a_role_that_is_carried_over_before_the_day_of_the_merger_holds_until_then(row: AreaPlan, national: User) -> None:
    officer = person("NHS finance officer", Role.WRITER, NHS)
    on = timezone.localdate() + timedelta(days=30)
    kept = mergers.record_merger(by=national, **{**GIVEN, "on": on})
    mergers.carry(by=national, merger=kept, memberships=[officer.memberships.get().pk])
    old, new = officer.memberships.order_by("pk")
    assert [m.holds_on(on - timedelta(days=1)) for m in (old, new)] == [True, False]
    assert [m.holds_on(on) for m in (old, new)] == [False, True]
    assert mergers.inherited(row) == {}


def test_an_officer_of_the_successor_signs_in_place_of_the_old_partner_and_what_is_signed_says_so(
    row: AreaPlan, national: User
) -> None:
    keep_version(by=User.objects.get(name="Better Care Fund lead"), plan=row)
    for step in ({}, {"predecessor": "QZZ", "successor": "QYY", "successor_name": "NHS Great Hills"}):
        mergers.record_merger(by=national, **{**GIVEN, **step})
    row.refresh_from_db()
    officer = person("NHS chief executive", Role.SIGNATORY, type(NHS)("new", "NHS Great Hills", NHS.kind, "QYY"))
    Membership.objects.filter(user=officer).update(signs_as="nhs")
    stranger = person("Chief executive elsewhere", Role.SIGNATORY, ELSEWHERE)
    Membership.objects.filter(user=stranger).update(signs_as="nhs")
    with pytest.raises(NotAllowed):
        sign(by=stranger, plan=row, version=1, role="nhs", organisation=NHS.name or "")
    assert officer in tell_signatories(by=User.objects.get(name="Better Care Fund lead"), plan=row, version=1)
    signed = sign(by=officer, plan=row, version=1, role="nhs", organisation=NHS.name or "")
    assert signed.delegated_by.startswith("to its successor NHS Great Hills since 1 April 2026")
    assert b"to its successor NHS Great Hills" in bytes(signed.content)


@pytest.mark.parametrize(
    ("other", "field"),
    [
        ({"predecessor": "Q99"}, "predecessor"),
        ({"successor": "QXX"}, "successor"),
        ({"successor": ""}, "successor"),
        ({"why": " "}, "why"),
    ],
)
def test_a_merger_that_cannot_be_is_refused_at_its_box(row: AreaPlan, national: User, other: dict[str, Any], field: str) -> None:
    with pytest.raises(CannotMerge) as refused:
        mergers.record_merger(by=national, **{**GIVEN, **other})
    assert refused.value.field == field and Merger.objects.count() == 0


def test_a_merger_is_recorded_once_and_never_back(row: AreaPlan, national: User) -> None:
    mergers.record_merger(by=national, **GIVEN)
    with pytest.raises(CannotMerge, match="recorded already"):
        mergers.record_merger(by=national, **GIVEN)
    with pytest.raises(CannotMerge, match="into itself"):
        mergers.record_merger(by=national, **{**GIVEN, "predecessor": "QZZ", "successor": "QXX"})


def test_the_pages_record_a_merger_and_carry_people(row: AreaPlan, national: User) -> None:
    goes = person("NHS finance officer", Role.WRITER, NHS)
    client = Client()
    client.force_login(national)
    wrong = client.post("/rounds/organisations/", {**GIVEN, "on": "soon"})
    assert wrong.status_code == 422 and "Enter the day" in wrong.content.decode()
    place = client.post("/rounds/organisations/", {**GIVEN, "on": "1 April 2026"})["Location"]
    page = client.get(place).content.decode()
    assert "NHS finance officer: Writer" in page and "Hillshire, 2025-26" in page
    client.post(place, {"membership": str(goes.memberships.get().pk)})
    assert "Nobody is left to decide about." in client.get(place).content.decode()
    assert "Establishment order" in client.get("/rounds/organisations/").content.decode()
    assert "NHS Hills and Vale Integrated Care Board since 1 April 2026" in client.get(f"/plans/{row.pk}/").content.decode()
