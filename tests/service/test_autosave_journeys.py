"""Boxes are saved as they are left: two people in one grid, and a connection that comes and goes; nobody loses a word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from bettercare.plan.edits import set_value
from bettercare.rounds import load
from bettercare.service.accounts.models import Role, User
from bettercare.service.plans import actions
from bettercare.service.plans.models import AreaPlan
from bettercare.service.plans.rows import added
from tests.service.browsing import looked_at, signed_in
from tests.service.conftest import WIDE
from tests.service.people import NHS, opened, person

pytestmark = pytest.mark.django_db(transaction=True)
SAVED = re.compile("^Saved at ")


@pytest.fixture
def row(lead: User) -> AreaPlan:
    """A plan with two schemes in its grid."""
    row = opened(lead)
    for _ in range(2):
        actions.save(by=lead, plan=row, seen=row.revision, edits=added(row.draft(), load(row.round), "expenditure", actions.new_id))
        row.refresh_from_db()
    return row


@pytest.fixture
def titles(row: AreaPlan) -> dict[str, str]:
    return {c.field: c.title for c in load(row.round).table("expenditure").columns}


@pytest.fixture
def other(browser: Browser, live_server: Any) -> Iterator[Page]:
    """Somebody else's browser."""
    context = browser.new_context(viewport=WIDE, base_url=live_server.url)
    context.set_default_timeout(60_000)
    yield context.new_page()
    context.close()


def scripts_run(page: Page) -> bool:
    return bool(page.context._impl_obj._options.get("javaScriptEnabled", True))


def at_the_grid(page: Page, user: User, row: AreaPlan) -> None:
    signed_in(page, user)
    page.goto(f"/plans/{row.pk}/sections/expenditure/")


def amounts(row: AreaPlan) -> list[Decimal | None]:
    row.refresh_from_db()
    return [s.lines[0].amount for s in row.plan().schemes]


def test_a_cell_is_saved_when_it_is_left_and_without_scripts_by_the_button(
    page: Page, lead: User, row: AreaPlan, titles: dict[str, str]
) -> None:
    at_the_grid(page, lead, row)
    amount = page.get_by_label(f"{titles['amount']}, row 1")
    amount.fill("£1.5m")
    if not scripts_run(page):
        page.get_by_role("button", name="Save", exact=True).last.click()
        expect(amount).to_have_value("£1,500,000")
        assert amounts(row) == [Decimal(1_500_000), None]
        return
    before = row.revision
    amount.press("Enter")
    expect(page.get_by_text(SAVED)).to_be_visible()
    expect(amount).to_have_value("£1,500,000")
    expect(page.get_by_role("table", name="Money in 2025-26")).to_contain_text("£1,500,000")
    assert amounts(row) == [Decimal(1_500_000), None] and row.revision == before + 1
    looked_at(page)
    page.get_by_label(f"{titles['amount']}, row 2").fill("about a million")
    page.get_by_label(f"{titles['scheme/name']}, row 2").fill("Equipment")
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.get_by_role("alert")).to_contain_text("1 answer needs you; all else is saved")
    expect(page.get_by_role("alert")).to_be_focused()
    looked_at(page)
    page.get_by_role("alert").get_by_role("link").click()
    expect(page.get_by_label(f"{titles['amount']}, row 2")).to_be_focused()
    page.get_by_label(f"{titles['amount']}, row 2").fill("250k")
    page.get_by_role("button", name="Save and go to the task list").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Hillshire")
    assert amounts(row) == [Decimal(1_500_000), Decimal(250_000)]


def test_two_people_in_one_grid_merge_other_cells_and_decide_about_the_same(
    page: Page, other: Page, lead: User, row: AreaPlan, titles: dict[str, str]
) -> None:
    if not scripts_run(page):
        pytest.skip("without scripts nothing is saved as it is left; the form's way stands in test_journeys.py")
    amount, name = titles["amount"], titles["scheme/name"]
    at_the_grid(page, lead, row)
    at_the_grid(other, person("NHS finance officer", Role.WRITER, NHS), row)
    page.get_by_label(f"{amount}, row 1").fill("100")
    page.get_by_label(f"{name}, row 1").fill("Reablement")
    page.get_by_label(f"{name}, row 2").focus()
    expect(page.get_by_text(SAVED)).to_be_visible()
    other.get_by_label(f"{amount}, row 2").fill("200")
    other.get_by_label(f"{amount}, row 1").focus()
    expect(other.get_by_text("Better Care Fund lead changed other values here; they are shown.")).to_be_visible()
    expect(other.get_by_label(f"{amount}, row 1")).to_have_value("£100")
    expect(other.get_by_label(f"{name}, row 1")).to_have_value("Reablement")
    page.get_by_label(f"{amount}, row 2").fill("300")
    page.get_by_label(f"{amount}, row 1").focus()
    expect(page.get_by_text("NHS finance officer changed this on")).to_be_visible()
    expect(page.get_by_label(f"{amount}, row 2")).to_have_value("300")
    assert amounts(row) == [Decimal(100), Decimal(200)]
    looked_at(page)
    page.get_by_role("button", name=f"Keep mine for {amount}, row 2").click()
    expect(page.get_by_label(f"{amount}, row 2")).to_have_value("£300")
    assert amounts(row) == [Decimal(100), Decimal(300)]
    other.get_by_label(f"{amount}, row 2").fill("400")
    other.get_by_label(f"{amount}, row 1").focus()
    other.get_by_role("button", name=f"Take theirs for {amount}, row 2").click()
    expect(other.get_by_label(f"{amount}, row 2")).to_have_value("£300")
    assert amounts(row) == [Decimal(100), Decimal(300)]
    page.get_by_role("button", name="Take back my last save").click()
    expect(page.get_by_role("status")).to_contain_text("1 change taken back")
    assert amounts(row) == [Decimal(100), Decimal(200)]


def test_losing_the_connection_loses_no_word(page: Page, lead: User, row: AreaPlan, titles: dict[str, str]) -> None:
    if not scripts_run(page):
        pytest.skip("without scripts the browser itself keeps what was typed when a page cannot be sent")
    amount, name = titles["amount"], titles["scheme/name"]
    at_the_grid(page, lead, row)
    page.context.set_offline(True)
    page.get_by_label(f"{amount}, row 1").fill("100")
    page.get_by_label(f"{name}, row 1").fill("Reablement")
    page.get_by_label(f"{amount}, row 2").focus()
    expect(page.get_by_text("Not saved: no connection. Your words are kept in this browser.")).to_be_visible()
    looked_at(page)
    assert amounts(row) == [None, None]
    page.context.set_offline(False)
    expect(page.get_by_text(SAVED)).to_be_visible()
    assert amounts(row) == [Decimal(100), None] and row.plan().schemes[0].name == "Reablement"
    page.context.set_offline(True)
    page.get_by_label(f"{amount}, row 2").fill("200")
    page.get_by_label(f"{name}, row 2").fill("Equip")
    page.close(run_before_unload=False)
    draft = row.draft()
    address = f"schemes/{draft.plan.schemes[1].id}/name"
    actions.save(by=lead, plan=row, seen=row.revision, edits=[set_value(draft, address, "Beds")])
    again = page.context.new_page()
    page.context.set_offline(False)
    again.goto(f"/plans/{row.pk}/")
    expect(again.get_by_text("Typed on this computer and not saved yet: 2 answers in Expenditure")).to_be_visible()
    looked_at(again)
    again.get_by_role("link", name="2 answers in Expenditure").click()
    expect(again.get_by_label(f"{amount}, row 2")).to_have_value("£200")
    expect(again.get_by_label(f"{name}, row 2")).to_have_value("Equip")
    expect(again.get_by_text("changed this on")).to_be_visible()
    assert amounts(row) == [Decimal(100), Decimal(200)] and row.plan().schemes[1].name == "Beds"


def test_words_of_who_was_signed_out_are_saved_after_signing_in_again(
    page: Page, lead: User, row: AreaPlan, titles: dict[str, str]
) -> None:
    if not scripts_run(page):
        pytest.skip("without scripts the page of a session that is over shows what was typed")
    at_the_grid(page, lead, row)
    page.context.clear_cookies(name="sessionid")
    page.get_by_label(f"{titles['amount']}, row 1").fill("100")
    page.get_by_label(f"{titles['amount']}, row 2").focus()
    expect(page.get_by_text("Not saved: you are signed out.")).to_be_visible()
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("link", name="Sign in again").click()
    page.get_by_label("Email").fill(lead.email)
    page.get_by_label("Password").fill("a long password of tests")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_label(f"{titles['amount']}, row 1")).to_have_value("£100")
    assert amounts(row)[0] == Decimal(100)


def pasted(box: Locator, text: str) -> None:
    box.focus()
    box.evaluate(
        """(box, text) => {
            const data = new DataTransfer();
            data.setData("text/plain", text);
            box.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }""",
        text,
    )


def test_cells_pasted_into_a_grid_are_one_save_and_are_taken_back_as_one(
    page: Page, lead: User, row: AreaPlan, titles: dict[str, str]
) -> None:
    if not scripts_run(page):
        pytest.skip("rows are pasted into their box without scripts; see test_writing_journeys.py")
    at_the_grid(page, lead, row)
    first = page.get_by_label(f"{titles['amount']}, row 1")
    pasted(first, "about\n200\n")
    expect(page.get_by_text("1 answer needs you:")).to_be_visible()
    assert amounts(row) == [None, Decimal(200)]
    page.get_by_role("button", name="Take back my last save").click()
    expect(page.get_by_role("status")).to_contain_text("1 change taken back")
    expect(first).to_have_value("about")
    expect(page.get_by_text("1 answer needs you:")).to_be_visible()
    pasted(first, "100\n200\n")
    expect(page.get_by_text(SAVED)).to_be_visible()
    assert amounts(row) == [Decimal(100), Decimal(200)] and len({e.at for e in row.edits.order_by("-number")[:2]}) == 1
    page.get_by_role("button", name="Take back my last save").click()
    expect(page.get_by_role("status")).to_contain_text("2 changes taken back")
    assert amounts(row) == [None, None]
