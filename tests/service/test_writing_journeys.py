"""Writing in a browser: a grid by keyboard and from a spreadsheet, what people say, and what shows it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from bettercare.plan import Risk
from bettercare.plan.edits import add_part
from bettercare.rounds import load, open_plan
from bettercare.service.accounts.models import User
from bettercare.service.plans import actions
from bettercare.service.plans.models import AreaPlan
from tests.service.browsing import looked_at, signed_in
from tests.service.people import COUNCIL, NHS

pytestmark = pytest.mark.django_db(transaction=True)


def scripts_run(page: Page) -> bool:
    return bool(page.context._impl_obj._options.get("javaScriptEnabled", True))


def test_rows_are_pasted_moved_through_by_keyboard_and_taken_back(page: Page, lead: User, row: AreaPlan) -> None:
    signed_in(page, lead)
    page.goto(f"/plans/{row.pk}/sections/expenditure/")
    page.get_by_text("Paste rows from a spreadsheet").click()
    titles = {c.field: c.title for c in load(row.round).table("expenditure").columns}
    head = f"{titles['scheme/name']}\t{titles['amount']}"
    page.get_by_label("Rows", exact=True).fill(f"{head}\nReablement\t£250,000\nEquipment\tTBC")
    page.get_by_role("button", name="Add these rows").click()
    expect(page.get_by_role("status")).to_contain_text("2 rows were added")
    expect(page.get_by_label(f"{titles['amount']}, row 2")).to_have_value("TBC")
    expect(page.get_by_role("table", name="Money in 2025-26")).to_contain_text("£250,000")
    looked_at(page)
    if scripts_run(page):
        name = page.get_by_label(f"{titles['scheme/name']}, row 1")
        name.focus()
        page.keyboard.press("Enter")
        expect(page.get_by_label(f"{titles['scheme/name']}, row 2")).to_be_focused()
        page.keyboard.press("ArrowUp")
        expect(name).to_be_focused()
        name.fill("Something else")
        page.keyboard.press("Escape")
        expect(name).to_have_value("Reablement")
    page.get_by_role("button", name="Take back my last save").click()
    expect(page.get_by_role("status")).to_contain_text("taken back")
    row.refresh_from_db()
    assert row.plan().schemes == ()


def test_a_question_is_answered_a_value_commented_on_and_evidence_kept(page: Page, lead: User, row: AreaPlan) -> None:
    signed_in(page, lead)
    page.goto(f"/plans/{row.pk}/findings/")
    page.get_by_text(re.compile("^Give a reason")).first.click()
    page.get_by_label("Why it is as it is").first.fill("The board meets on 3 March")
    page.get_by_role("button", name=re.compile("^Keep the reason")).first.click()
    expect(page.get_by_text("The board meets on 3 March").first).to_be_attached()
    looked_at(page)
    page.goto(f"/plans/{row.pk}/sections/income/")
    page.get_by_role("link", name="Comment on Total pooled budget 2025-26").click()
    page.get_by_label("Your comment").fill("Is the grant in it?")
    page.get_by_label("Who may see it").select_option(label=f"People of {COUNCIL.name} only")
    page.get_by_role("button", name="Comment", exact=True).click()
    expect(page.get_by_text("Is the grant in it?")).to_be_visible()
    looked_at(page)
    page.goto(f"/plans/{row.pk}/")
    expect(page.get_by_role("link", name="1 open comment")).to_be_visible()
    page.get_by_role("link", name="Evidence").click()
    looked_at(page)
    page.get_by_role("link", name="Related documents").click()
    page.get_by_label("Title").fill("Needs assessment")
    page.get_by_label("File").set_input_files({"name": "needs.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"})
    page.get_by_role("button", name="Keep").click()
    expect(page.get_by_role("link", name="needs.pdf")).to_be_visible()
    looked_at(page)
    page.goto(f"/plans/{row.pk}/documents/")
    looked_at(page)


def test_risks_stand_on_a_picture_and_the_next_round_begins_with_them(page: Page, lead: User) -> None:
    begins = open_plan(load("2017-19"), "Hillshire", (), (COUNCIL, NHS), actions.new_id)
    risk = Risk("r1", "Beds are closed", likelihood=3, impact=4)
    row = actions.start_plan(by=lead, begins=begins)
    actions.save(by=lead, plan=row, seen=0, edits=[add_part(begins, "risks/r1", risk)])
    signed_in(page, lead)
    page.goto(f"/plans/{row.pk}/sections/risk-and-performance-monitoring/")
    expect(page.get_by_role("img", name="Risks by likelihood and impact")).to_be_visible()
    expect(page.get_by_role("table", name="Risks, highest score first")).to_contain_text("12")
    looked_at(page)
    page.goto(f"/plans/{row.pk}/carry-forward/")
    looked_at(page)
    page.get_by_label("Round to begin").select_option("2025-26")
    page.get_by_role("button", name="Begin the plan").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Better Care Fund 2025-26")
