"""In a browser: from an invitation to the first sign-in, starting a plan, ending a membership, and what happened."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Page, expect

from bettercare.plan.edits import set_value
from bettercare.service.accounts import people
from bettercare.service.accounts.models import Membership, Role, User
from bettercare.service.notices.sending import send_due
from bettercare.service.plans import actions
from bettercare.service.plans.models import AreaPlan
from tests.service.browsing import looked_at, signed_in
from tests.service.people import COUNCIL, NHS, opened, person

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "three words of mine"


def link_sent() -> str:
    send_due()
    found = re.search(r"(/invitations/\S+)", str(mail.outbox[-1].body))
    assert found
    return found[1]


def test_from_an_invitation_to_the_first_sign_in_with_a_second_factor(page: Page, lead: User, settings: Any) -> None:
    row = opened(lead)
    signed_in(page, lead)
    page.goto(f"/plans/{row.pk}/people/")
    looked_at(page)
    page.get_by_role("link", name="Invite somebody").click()
    looked_at(page)
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.get_by_role("alert")).to_contain_text("This field is required")
    looked_at(page)
    page.get_by_label("Work e-mail address").fill("finance@nhs.example.org")
    page.get_by_label("Name", exact=True).fill("NHS finance officer")
    page.get_by_label("Organisation").select_option(label=NHS.name)
    page.get_by_label("What they will do").select_option("writer")
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.get_by_role("status")).to_contain_text("NHS finance officer is invited")
    looked_at(page)
    page.get_by_role("button", name="Sign out").click()
    settings.DEMONSTRATION = False
    page.goto(link_sent())
    looked_at(page)
    page.get_by_label("Choose a password").fill(PASSWORD)
    page.get_by_label("The same password again").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Set up your second factor")
    looked_at(page)
    key = page.locator("#secret").inner_text()
    page.get_by_label("code").fill(format_hotp_value(hotp_value(key, list(yield_hotp_counters_from_time())[1])))
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your recovery codes")
    looked_at(page)
    code = page.locator("code").first.inner_text()
    page.get_by_role("link", name="I have kept them").click()
    page.get_by_role("link", name="Hillshire").click()
    page.get_by_role("link", name=re.compile("your account")).click()
    looked_at(page)
    page.get_by_role("button", name="Sign out").click()
    page.goto("/")
    page.get_by_label("Email").fill("finance@nhs.example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Enter your code")
    looked_at(page)
    page.get_by_label("code").fill(code)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("link", name="Hillshire")).to_be_visible()


def test_a_lead_starts_the_plan_of_an_area_with_the_partners_that_the_register_proposes(page: Page) -> None:
    user = User.objects.create_user("lead@example.org", "a long password of tests", name="Better Care Fund lead")
    Membership.objects.create(
        user=user, organisation="E06000035", organisation_name="Medway Council", area="Medway", role=Role.LEAD,
        starts=timezone.localdate(),
    )  # fmt: skip
    signed_in(page, user)
    page.get_by_role("link", name="Start a plan").click()
    looked_at(page)
    page.get_by_label("Better Care Fund 2026-27", exact=True).check()
    page.get_by_role("button", name="Go on").click()
    looked_at(page)
    expect(page.get_by_label(re.compile("^Medway Council"))).to_be_checked()
    page.get_by_label("Another partner", exact=True).fill("somewhere else")
    page.get_by_role("button", name="Start the plan").click()
    expect(page.get_by_role("alert")).to_contain_text("names no organisation of the register")
    looked_at(page)
    page.get_by_label("Another partner", exact=True).fill("")
    page.get_by_role("button", name="Start the plan").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("People of Medway")
    row = AreaPlan.objects.get()
    assert (row.area, row.round, [c.code for c in row.plan().covers]) == ("Medway", "2026-27", ["E06000035"])
    assert {p.organisation for p in row.partners.all()} > {"E06000035"}
    page.goto("/plans/start/?area=Medway&round=2026-27")
    page.get_by_role("button", name="Start the plan").click()
    expect(page.get_by_role("alert")).to_contain_text("already")


def test_a_lead_ends_what_somebody_does_and_it_stays_in_the_trail(page: Page, lead: User) -> None:
    row = opened(lead)
    officer = person("Finance officer", Role.WRITER, COUNCIL)
    plan = row.plan()
    texts = [set_value(plan, f"narrative/{n.id}/text", "Written") for n in plan.narrative[:2]]
    actions.save(by=officer, plan=row, seen=0, edits=texts)
    signed_in(page, lead)
    page.goto(f"/plans/{row.pk}/people/")
    page.get_by_role("link", name="Change or end what Finance officer does").click()
    looked_at(page)
    page.get_by_label("What they do", exact=True).select_option("reader")
    page.get_by_role("button", name="Change it").click()
    expect(page.get_by_role("status")).to_contain_text("What Finance officer does is changed")
    page.get_by_role("link", name="Change or end what Finance officer does").click()
    page.get_by_role("button", name="End what Finance officer does").click()
    expect(page.get_by_role("status")).to_contain_text("no longer works here")
    looked_at(page)
    assert not people.memberships_of(row).filter(user=officer, ended_at=None).exists()
    page.goto(f"/plans/{row.pk}/")
    page.get_by_role("link", name="Everything that happened in the area").click()
    looked_at(page)
    expect(page.get_by_role("listitem").filter(has_text="ended the role of Finance officer")).to_be_visible()
    page.get_by_label("Who").select_option(label="Finance officer")
    page.get_by_role("button", name="Show").click()
    entry = page.get_by_role("listitem").filter(has_text="and 1 thing more in the same moment")
    entry.get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What happened")


def test_a_national_administrator_invites_a_lead_and_finds_people(page: Page, lead: User) -> None:
    signed_in(page, person("National administrator", Role.NATIONAL, NHS))
    page.get_by_role("link", name="People of the nation").click()
    looked_at(page)
    page.get_by_role("link", name="Invite the lead of an area").click()
    looked_at(page)
    page.get_by_label("Which area").select_option(label="Medway")
    page.get_by_role("button", name="Go on").click()
    looked_at(page)
    page.get_by_label("Work e-mail address").fill("lead@medway.example.org")
    page.get_by_label("Name", exact=True).fill("Lead of Medway")
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.get_by_role("status")).to_contain_text("is invited as lead of Medway")
    expect(page.get_by_text("lead@medway.example.org").last).to_be_visible()
    page.get_by_label("Name, address, organisation or area").fill("Hillshire")
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_role("table", name="Who does what")).to_contain_text("Better Care Fund lead")
    looked_at(page)


def test_devices_and_choices_of_notices_and_a_forgotten_password(page: Page, lead: User) -> None:
    page.goto("/accounts/login/")
    page.get_by_role("link", name="I have forgotten my password").click()
    looked_at(page)
    page.get_by_label("Email").fill(lead.email)
    page.get_by_role("button", name="Send the link").click()
    looked_at(page)
    signed_in(page, lead)
    page.get_by_role("link", name=re.compile("your account")).click()
    page.get_by_label("Not at all").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_label("Not at all")).to_be_checked()
    looked_at(page)
    for link in ("Where you are signed in", "Change your password", "Your second factor and recovery codes"):
        page.goto("/your-account/")
        page.get_by_role("link", name=link).click()
        looked_at(page)
