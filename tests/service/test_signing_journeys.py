"""Signing and sending in a browser: signed in, by a link, by another's power, with a paper for the board, and late."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core import mail
from playwright.sync_api import Page, expect

from bettercare.plan.edits import set_value
from bettercare.service.accounts.models import Role, User
from bettercare.service.plans import actions
from bettercare.service.plans.models import AreaPlan
from tests.service.browsing import looked_at, signed_in
from tests.service.people import COUNCIL, PASSWORD, opened, person

pytestmark = pytest.mark.django_db(transaction=True)
NHS_SEAT = "Chief executive of the integrated care board, NHS Hillshire Integrated Care Board"


@pytest.fixture
def row(lead: User) -> AreaPlan:
    row = opened(lead)
    actions.keep_version(by=lead, plan=row)
    return row


@pytest.fixture(autouse=True)
def address_of_the_service(live_server: Any, settings: Any) -> None:
    settings.ADDRESS = live_server.url


def in_message(to: str) -> tuple[str, str]:
    """The link and the code in the last message to somebody."""
    body = next(m.body for m in reversed(mail.outbox) if m.to == [to])
    link, code = re.search(r"https?://\S+/sign/\S+", body), re.search(r"this code: (\S+)", body)
    assert link and code
    return link[0], code[1]


def asked_by_the_lead(page: Page, row: AreaPlan, lead: User) -> None:
    signed_in(page, lead)
    page.goto(f"/plans/{row.pk}/versions/1/sign-off/")
    looked_at(page)
    page.get_by_role("link", name=f"Ask by a link for the signature of {NHS_SEAT}").click()
    looked_at(page)
    page.get_by_label("Name of the officer").fill("Chief Executive")
    page.get_by_label("Position").fill("Chief executive")
    page.get_by_label("Work address for e-mail").fill("chief@gmail.com")
    page.get_by_role("button", name="Send the link").click()
    expect(page.get_by_role("alert")).to_contain_text("anybody can have an address")
    looked_at(page)
    page.get_by_label("Work address for e-mail").fill("chief@icb.example")
    page.get_by_label("Message to them, if you wish").fill("For the board of 3 March.")
    page.get_by_role("button", name="Send the link").click()
    expect(page.get_by_role("status")).to_contain_text("A link went to chief@icb.example")
    looked_at(page)
    page.get_by_role("button", name="Sign out").click()


def opened_by_the_officer(page: Page) -> None:
    link, code = in_message("chief@icb.example")
    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_have_text("Enter the code from your message")
    looked_at(page)
    page.get_by_label("Code").fill("WRON-GONE")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("alert")).to_contain_text("not the code")
    looked_at(page)
    page.get_by_label("Code").fill(code.lower().replace("-", " "))
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("For the board of 3 March.")).to_be_visible()
    looked_at(page)


def test_an_officer_is_asked_and_signs_by_a_link(page: Page, lead: User, row: AreaPlan) -> None:
    asked_by_the_lead(page, row, lead)
    opened_by_the_officer(page)
    with page.expect_download() as summary:
        page.get_by_role("link", name="the one-page summary (PDF)").click()
    assert summary.value.path().read_bytes().startswith(b"%PDF-")
    page.get_by_label("Your name").fill("Chief Executive")
    page.get_by_role("button", name="Sign version 1").click()
    expect(page.get_by_role("alert")).to_contain_text("Tick the box")
    looked_at(page)
    page.get_by_label("I have read what I sign").check()
    page.get_by_role("button", name="Sign version 1").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You have signed version 1")
    looked_at(page)
    page.goto(in_message_link(mail))
    expect(page.get_by_role("heading", level=1)).to_have_text("This link cannot be used")
    looked_at(page)
    signed_in(page, lead)
    page.goto(f"/plans/{row.pk}/versions/1/sign-off/")
    expect(page.get_by_text("Signed by link", exact=True)).to_be_visible()
    looked_at(page)


def in_message_link(outbox: Any) -> str:
    return next(m[0] for one in outbox.outbox if (m := re.search(r"https?://\S+/sign/\S+", one.body)))


def test_an_officer_declines_and_the_lead_reads_why(page: Page, lead: User, row: AreaPlan) -> None:
    asked_by_the_lead(page, row, lead)
    opened_by_the_officer(page)
    page.get_by_label("Why you do not sign").fill("The discharge figures are last year’s.")
    page.get_by_role("button", name="Decline").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You have declined to sign version 1")
    looked_at(page)
    signed_in(page, lead)
    page.goto(f"/plans/{row.pk}/versions/1/sign-off/")
    expect(page.get_by_text("The discharge figures are last year’s.")).to_be_visible()
    looked_at(page)


def test_a_deputy_signs_by_the_power_that_a_minute_gives_and_not_beyond_it(page: Page, lead: User, row: AreaPlan) -> None:
    plan = row.plan()
    edits = [set_value(plan, f"contributions/{c.id}/actual", Decimal(1000)) for c in plan.contributions]
    actions.save(by=lead, plan=row, seen=0, edits=edits)
    actions.keep_version(by=lead, plan=row)
    deputy = person("Vice chair of the board", Role.READER, COUNCIL)
    signed_in(page, lead)
    page.goto(f"/plans/{row.pk}/delegations/")
    looked_at(page)
    for label, text in (
        ("Who gives the power", "Chair of the board"), ("Who may sign", "Vice chair of the board"),
        ("Their position", "Vice chair"),
        ("Their work address for e-mail", deputy.email), ("By which minute or scheme of delegation", "Minute 12 of 3 March 2026"),
        ("First day", "1 March 2026"), ("Last day", "31 March 2100"), ("Up to what amount in one year", "£30m"),
    ):  # fmt: skip
        page.get_by_label(re.compile(f"^{label}")).fill(text)
    page.get_by_label("For which version").select_option("version 2")
    page.get_by_role("button", name="Record it").click()
    expect(page.get_by_role("status")).to_contain_text("up to £30,000,000, for version 2")
    looked_at(page)
    page.get_by_role("button", name="Sign out").click()
    signed_in(page, deputy)
    for version in (1, 2):
        page.goto(f"/plans/{row.pk}/versions/{version}/sign-off/")
        page.get_by_role("button", name=f"Sign version {version} for Hillshire", exact=True).click()
        if page.get_by_label("Password").count():
            page.get_by_label("Password").fill(PASSWORD)
            page.get_by_role("button", name="Go on").click()
        words = "for version 2 alone" if version == 1 else "You have signed version 2"
        expect(page.get_by_role("status")).to_contain_text(words)
        looked_at(page)
    assert row.signoffs.get().delegated_by.startswith("by Chair of the board, Minute 12")


def test_the_board_paper_is_made_and_a_chief_executive_signs_and_the_plan_is_sent_late_with_what_it_lacks(
    page: Page, lead: User, row: AreaPlan
) -> None:
    chief = person("Chief executive of the council", Role.SIGNATORY, COUNCIL)
    chief.memberships.update(signs_as="council")
    signed_in(page, chief)
    page.goto(f"/plans/{row.pk}/versions/1/sign-off/")
    with page.expect_download() as paper:
        page.get_by_role("link", name="the paper for the board (Word)").click()
    assert paper.value.suggested_filename == "Hillshire 2025-26 version 1 board paper.docx"
    page.get_by_role("button", name="Sign version 1 for Hillshire County Council").click()
    looked_at(page)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    if page.get_by_role(
        "button", name="Sign version 1 for Hillshire County Council"
    ).count():  # asked again, because signing is a post
        page.get_by_role("button", name="Sign version 1 for Hillshire County Council").click()
    expect(page.get_by_text("Signed in", exact=True)).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    signed_in(page, lead)
    page.goto(f"/plans/{row.pk}/versions/1/sign-off/")
    page.get_by_role("link", name="Send version 1").click()
    looked_at(page)
    page.get_by_label("Window").select_option("final")
    page.get_by_role("button", name="Show what it asks").click()
    expect(page.get_by_text("The window has closed")).to_be_visible()
    looked_at(page)
    page.get_by_label("Reason, because it is late").fill("The board meets next week")
    page.get_by_role("button", name="Send version 1").click()
    expect(page.get_by_role("alert")).to_contain_text("only when somebody allows what it lacks")
    looked_at(page)
    for box in page.get_by_label(re.compile("^Who allows it")).all():
        box.fill("Director of finance")
    for box in page.get_by_label(re.compile("^Why it is allowed")).all():
        box.fill("Follows in May")
    page.get_by_role("button", name="Send version 1").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Version 1 was sent, late")
    expect(page.get_by_text("allowed by Director of finance").first).to_be_visible()
    looked_at(page)


def test_a_signature_from_a_meeting_is_recorded_with_its_letter(page: Page, lead: User, row: AreaPlan) -> None:
    signed_in(page, lead)
    page.goto(f"/plans/{row.pk}/versions/1/sign-off/")
    page.get_by_role("link", name=f"Record one given elsewhere by {NHS_SEAT}").click()
    looked_at(page)
    page.get_by_label("Name of the officer").fill("Chief Executive")
    page.get_by_label("Day of the signature").fill("soon")
    page.get_by_label("What shows it").fill("Letter of 3 March 2026")
    page.get_by_label("The minute or letter itself").set_input_files({"name": "letter.pdf", "mimeType": "", "buffer": b"%PDF-1.7"})
    page.get_by_role("button", name="Record it").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter the day")
    looked_at(page)
    page.get_by_label("Day of the signature").fill("3 March 2026")
    page.get_by_label("The minute or letter itself").set_input_files({"name": "letter.pdf", "mimeType": "", "buffer": b"%PDF-1.7"})
    page.get_by_role("button", name="Record it").click()
    expect(page.get_by_text("Recorded", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="letter.pdf")).to_be_visible()
    looked_at(page)
    assert row.signoffs.get().signed_on == date(2026, 3, 3)
