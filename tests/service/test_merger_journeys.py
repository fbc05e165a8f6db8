"""A merger of organisations in a browser: recorded, its people carried over, and the successor's officer signs."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from bettercare.service.accounts.models import Membership, Role, User
from bettercare.service.plans import actions
from bettercare.service.plans.models import AreaPlan
from tests.service.browsing import looked_at, signed_in
from tests.service.people import COUNCIL, ELSEWHERE, NHS, PASSWORD, opened, person

pytestmark = pytest.mark.django_db(transaction=True)
SUCCESSOR = "NHS Hills and Vale Integrated Care Board"


@pytest.fixture
def row() -> AreaPlan:
    lead = person("Better Care Fund lead", Role.LEAD, COUNCIL)
    row = opened(lead)
    actions.keep_version(by=lead, plan=row, note="For signing")
    return row


@pytest.fixture
def officer() -> User:
    officer = person("NHS chief executive", Role.SIGNATORY, NHS)
    Membership.objects.filter(user=officer).update(signs_as="nhs")
    return officer


def test_an_administrator_records_a_merger_and_the_officer_carried_over_signs_in_place_of_the_old_partner(
    page: Page, row: AreaPlan, officer: User
) -> None:
    signed_in(page, person("National administrator", Role.NATIONAL, ELSEWHERE))
    page.goto("/rounds/organisations/")
    looked_at(page)
    page.get_by_label("The organisation that is no more").select_option("QXX")
    page.get_by_label("Register code of the one that took over").fill("QZZ")
    page.get_by_label("Its name").fill(SUCCESSOR)
    page.get_by_label("Since").fill("1 April 2026")
    page.get_by_label("By which order").fill("Establishment order")
    page.get_by_role("button", name="Record it").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(SUCCESSOR)
    looked_at(page)
    page.get_by_label("NHS chief executive: Signatory").check()
    page.get_by_role("button", name="Carry the ticked over").click()
    expect(page.get_by_role("status")).to_contain_text("1 role carried over")
    looked_at(page)
    held = {m.organisation: m.holds_on(timezone.localdate()) for m in officer.memberships.all()}
    assert held == {"QXX": False, "QZZ": True}
    page.get_by_role("button", name="Sign out").click()
    signed_in(page, officer)
    page.goto(f"/plans/{row.pk}/versions/1/sign-off/")
    expect(page.get_by_text(f"an officer who signs for {SUCCESSOR} signs here")).to_be_visible()
    looked_at(page)
    page.get_by_role("button", name=f"Sign version 1 for {NHS.name}").click()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text(f"Delegated to its successor {SUCCESSOR} since 1 April 2026")).to_be_visible()
    looked_at(page)
    signed = row.signoffs.get()
    assert (signed.organisation, signed.name) == (NHS.name, "NHS chief executive")
