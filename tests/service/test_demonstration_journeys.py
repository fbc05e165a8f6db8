"""The demonstration as a newcomer walks through it: each printed sign-in, what it is for, and one thing done; and the link."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from bettercare.service.demonstration import SignIn, fill, fresh_passwords
from tests.service.browsing import looked_at
from tests.service.conftest import NARROW, WIDE

pytestmark = pytest.mark.django_db(transaction=True)
SIZES = {"wide": (WIDE, True), "narrow and without scripts": (NARROW, False)}


@pytest.fixture
def pages(browser: Browser, live_server: Any, settings: Any) -> Iterator[dict[str, Page]]:
    """A page of each size; the demonstration is filled once for all of them."""
    settings.DEMONSTRATION = True
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
    contexts = {
        name: browser.new_context(viewport=size, base_url=live_server.url, java_script_enabled=scripts)
        for name, (size, scripts) in SIZES.items()
    }
    for context in contexts.values():
        context.set_default_timeout(60_000)
    yield {name: context.new_page() for name, context in contexts.items()}
    for context in contexts.values():
        context.close()


def enters(page: Page, way: SignIn, what_for: str) -> None:
    """Somebody signs in as it was printed, and is told what they are here for."""
    page.goto("/")
    expect(page.get_by_text("Demonstration. Everything here is made up")).to_be_visible()
    page.get_by_label("Email").fill(way.email)
    page.get_by_label("Password").fill(way.password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("main")).to_contain_text(what_for)
    looked_at(page)


def leaves(page: Page) -> None:
    page.get_by_role("button", name="Sign out").click()


def the_lead_sees_what_is_left_and_keeps_a_version(page: Page) -> None:
    page.get_by_role("link", name=re.compile("^Brindlemere.*2026-27")).click()
    expect(page.get_by_role("heading", name="Final plans: send by")).to_be_visible()
    expect(page.get_by_role("link", name="1 thing must be put right")).to_be_visible()
    looked_at(page)
    page.get_by_role("link", name="1 thing must be put right").click()
    page.get_by_role("link", name="Go to these answers of finding 1").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Expenditure")
    looked_at(page)
    page.get_by_role("link", name="Brindlemere, Better Care Fund 2026-27").click()
    page.get_by_label("What this version is").fill("Tried")
    page.get_by_role("button", name="Keep a version").click()
    expect(page.get_by_role("status")).to_contain_text("is kept")
    looked_at(page)


def the_chief_executive_signs_what_waits(page: Page, way: SignIn) -> None:
    page.get_by_role("link", name="Brindlemere, Better Care Fund 2026-27 (demonstration): sign version").click()
    expect(page.get_by_role("row", name="NHS minimum contribution").first).to_contain_text("£64,000 overspent")
    looked_at(page)
    page.get_by_role("button", name="Sign version").click()
    if page.get_by_label("Password").count():
        page.get_by_label("Password").fill(way.password)
        page.get_by_role("button").last.click()
    if page.get_by_role("button", name="Sign version").count():
        page.get_by_role("button", name="Sign version").click()
    expect(page.get_by_role("status")).to_contain_text("You have signed version")
    page.get_by_role("link", name="What exactly was signed for Brindlemere Council").first.click()
    expect(page.get_by_role("main")).to_contain_text("Verified now")
    looked_at(page)


def the_finance_officer_takes_what_goes_on_from_last_years_documents(page: Page) -> None:
    page.get_by_role("link", name=re.compile("^Ashcombe.*2026-27")).click()
    looked_at(page)
    page.get_by_role("link", name="Bring or download documents").click()
    page.get_by_role("link", name="Ashcombe plan 2025-26.docx, Ashcombe plan 2025-26.xlsx").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("What goes on from")
    looked_at(page)
    if page.get_by_role("button", name="Make the ticked changes").count():
        page.get_by_role("button", name="Make the ticked changes").click()
        expect(page.get_by_role("status")).to_contain_text("14 changes made")
    expect(page.get_by_role("main")).to_contain_text("All that goes on from these documents stands in the plan.")


def the_member_reads_and_comments(page: Page) -> None:
    page.get_by_role("link", name=re.compile("^Brindlemere.*2026-27")).click()
    expect(page.get_by_role("button", name="Keep a version")).to_have_count(0)
    page.get_by_role("link", name="open comments").click()
    page.get_by_label("Your comment").fill("The board asks for the figures of the winter.")
    page.get_by_role("button", name="Comment", exact=True).click()
    expect(page.get_by_text("The board asks for the figures of the winter.").first).to_be_visible()
    looked_at(page)


def the_national_administrator_changes_a_window(page: Page) -> None:
    page.get_by_role("link", name="Rounds, allocations and windows").click()
    looked_at(page)
    page.get_by_role("link", name="Better Care Fund 2026-27 (demonstration)").first.click()
    page.get_by_role("link", name="Open and close windows").click()
    page.get_by_role("link", name="Plans sent again after assurance").click()
    looked_at(page)
    page.get_by_label("Why, and where it was decided").fill("Tried by somebody new")
    page.get_by_role("button", name="Save the window").click()
    expect(page.get_by_role("main")).to_contain_text("Tried by somebody new")


def the_officer_signs_by_the_link_once(page: Page, path: str, code: str, first: bool) -> None:
    page.goto(path)
    looked_at(page)
    if not first:
        expect(page.get_by_role("heading", level=1)).to_have_text("This link cannot be used")
        return
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Go on").click()
    looked_at(page)
    page.get_by_label("Your name").fill("The chief executive")
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Sign version").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("You have signed version")
    looked_at(page)


def test_each_printed_role_signs_in_sees_what_it_is_for_and_does_one_thing(pages: dict[str, Page]) -> None:
    link = fill()
    ways = {w.email.partition("@")[0]: w for w in fresh_passwords()}
    assert link and set(ways) == {"lead", "finance", "member", "chief", "national"}
    for size, page in pages.items():
        the_officer_signs_by_the_link_once(page, link.path, link.code, first=size == "wide")
        enters(page, ways["lead"], "you write the plan with your partners")
        the_lead_sees_what_is_left_and_keeps_a_version(page)
        leaves(page)
        enters(page, ways["chief"], "Your signature is asked for")
        the_chief_executive_signs_what_waits(page, ways["chief"])
        leaves(page)
        enters(page, ways["finance"], "you write the plan with others")
        the_finance_officer_takes_what_goes_on_from_last_years_documents(page)
        leaves(page)
        enters(page, ways["member"], "you read the plan and comment on it")
        the_member_reads_and_comments(page)
        leaves(page)
        enters(page, ways["national"], "you set up rounds")
        the_national_administrator_changes_a_window(page)
        leaves(page)
