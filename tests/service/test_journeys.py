"""The main journeys in a browser, found by role and label as people find things, each page scanned for accessibility."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from bettercare.plan.edits import apply, set_value
from bettercare.rounds import load
from bettercare.service.accounts.models import Role, User
from bettercare.service.plans import actions
from bettercare.service.plans.models import AreaPlan
from bettercare.writing import write
from tests.service.browsing import looked_at, signed_in
from tests.service.people import NHS, PASSWORD, person

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_lead_writes_a_plan_keeps_a_version_and_goes_back_to_it(page: Page, lead: User, row: AreaPlan) -> None:
    signed_in(page, lead)
    looked_at(page)
    page.get_by_role("link", name="Hillshire").click()
    looked_at(page)
    page.get_by_role("link", name="Income").click()
    looked_at(page)
    page.get_by_label("Total pooled budget 2025-26").fill("£1.5m")
    page.get_by_role("button", name="Save and go to the task list").click()
    page.get_by_label("What this version is").fill("For the board")
    page.get_by_role("button", name="Keep a version").click()
    expect(page.get_by_text("Version 1 is kept.")).to_be_visible()
    looked_at(page)
    page.get_by_role("link", name=re.compile("Hillshire, Better Care Fund")).click()
    page.get_by_role("link", name="Expenditure").click()
    page.get_by_role("button", name="Add a row").click()
    page.get_by_label("Scheme name, row 1").fill("Reablement at home")
    page.get_by_label(re.compile("Expenditure.*, row 1")).first.fill("250,000")
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.get_by_label("Scheme name, row 1")).to_have_value("Reablement at home")
    expect(page.get_by_role("table", name="Money in 2025-26")).to_contain_text("£250,000")
    looked_at(page)
    page.get_by_role("link", name=re.compile("Hillshire, Better Care Fund")).click()
    page.get_by_role("link", name="Version 1", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("From version 1 to the plan as it stands now")
    expect(page.get_by_role("table", name="What changed")).to_contain_text("Reablement at home")
    looked_at(page)
    page.get_by_role("button", name="Go back to version 1").click()
    expect(page.get_by_text("kept as version 2")).to_be_visible()
    row.refresh_from_db()
    assert row.plan().schemes == () and [v.sha256 for v in row.versions.all()] == [row.versions.get(number=1).sha256] * 2


def test_any_two_versions_stand_side_by_side_and_an_earlier_one_comes_back_as_a_new_one(
    page: Page, lead: User, row: AreaPlan
) -> None:  # fmt: skip
    plan = row.plan()
    source = next(c for c in plan.contributions if c.source == "nhs-minimum")
    said = f"narrative/{plan.narrative[0].id}/text"
    before = "Beds are bought by the night, and people wait at home for a first visit of the team."
    others = {f"contributions/{c.id}/actual": Decimal(1000) for c in plan.contributions if c != source}
    states: list[dict[str, object]] = [
        {**others, said: before, f"contributions/{source.id}/actual": Decimal(1_000_000)},
        {said: before.replace("by the night", "for the year"), f"contributions/{source.id}/actual": Decimal(1_250_000)},
        {said: "Something else."},
    ]
    for state in states:
        now = row.plan()
        actions.save(by=lead, plan=row, seen=row.revision, edits=[set_value(now, where, value) for where, value in state.items()])
        row.refresh_from_db()
        actions.keep_version(by=lead, plan=row)
    signed_in(page, lead)
    page.goto(f"/plans/{row.pk}/versions/")
    looked_at(page)
    page.get_by_role("link", name="Version 3", exact=True).click()
    page.get_by_label("Compare", exact=True).select_option("version 1")
    page.get_by_label("with", exact=True).select_option("version 2")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("From version 1 to version 2")
    changed = page.get_by_role("table", name="What changed")
    expect(changed.get_by_role("row", name="NHS minimum contribution")).to_contain_text(
        re.compile("£1,000,000.*£1,250,000.*[+]£250,000", re.S)
    )
    expect(changed.locator("del")).to_have_text(["by ", "night, "])
    expect(changed.locator("ins")).to_have_text(["for ", "year, "])
    expect(changed).not_to_contain_text("nhs-minimum")
    follows = page.get_by_role("table", name="What follows for totals and minimums")
    expect(follows.get_by_role("row", name="Contributions, 2025-26")).to_contain_text("+£250,000")
    looked_at(page)
    page.get_by_role("button", name="Go back to version 1").click()
    expect(page.get_by_role("status")).to_contain_text("kept as version 4")
    assert [v.sha256 for v in row.versions.filter(number__in=(1, 4))] == [row.versions.get(number=1).sha256] * 2


def test_two_people_change_the_same_and_the_second_decides(page: Page, lead: User, row: AreaPlan) -> None:
    signed_in(page, person("NHS finance officer", Role.WRITER, NHS))
    page.get_by_role("link", name="Hillshire").click()
    page.get_by_role("link", name="Income").click()
    plan = row.plan()
    budget = f"budgets/{next(b.id for b in plan.budgets if b.kind == 'agreed')}/amount"
    actions.save(by=lead, plan=row, seen=0, edits=[set_value(plan, budget, 100)])
    page.get_by_label("Total pooled budget 2025-26").fill("200")
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.get_by_role("alert")).to_contain_text("Better Care Fund lead changed this while you wrote")
    expect(page.get_by_text("£100")).to_be_visible()
    expect(page.get_by_label("Total pooled budget 2025-26")).to_have_value("200")
    looked_at(page)
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.get_by_label("Total pooled budget 2025-26")).to_have_value("£200")
    page.goto(f"/plans/{row.pk}/history/")
    expect(page.get_by_role("listitem").filter(has_text="Change 2")).to_contain_text("£200")
    looked_at(page)
    page.get_by_role("button", name="Take back change 2").click()
    row.refresh_from_db()
    assert [b.amount for b in row.plan().budgets if b.kind == "agreed"] == [100]


def test_documents_are_read_and_shown_beside_their_places(page: Page, lead: User, row: AreaPlan) -> None:
    content = write(row.plan(), load(row.round), ".xlsx").content
    plan = row.plan()
    budget = f"budgets/{next(b.id for b in plan.budgets if b.kind == 'agreed')}/amount"
    later = write(apply(plan, set_value(plan, budget, 1500)), load(row.round), ".xlsx").content
    assert later != content
    signed_in(page, lead)
    page.goto(f"/plans/{row.pk}/documents/")
    looked_at(page)
    page.get_by_label("Documents of this plan").set_input_files({"name": "plan.xlsx", "mimeType": "", "buffer": later})
    page.get_by_role("button", name="Read them").click()
    expect(page.get_by_role("table", name="Differences between the documents and the plan")).to_contain_text("£1,500")
    looked_at(page)
    page.get_by_role("button", name="Make the ticked changes").click()
    expect(page.get_by_role("status")).to_contain_text("kept as version 1")
    row.refresh_from_db()
    assert [b.amount for b in row.plan().budgets if b.kind == "agreed"] == [1500]


def test_findings_lead_to_their_boxes(page: Page, lead: User, row: AreaPlan) -> None:
    signed_in(page, lead)
    page.goto(f"/plans/{row.pk}/findings/")
    looked_at(page)
    assert page.get_by_role("heading", level=2).count() > 1


def test_a_lead_makes_a_token_for_another_system_and_ends_it(page: Page, lead: User, row: AreaPlan) -> None:
    signed_in(page, lead)
    page.get_by_role("link", name="your account").click()
    page.get_by_role("link", name="Other systems").click()
    looked_at(page)
    page.get_by_role("button", name="Make the token").click()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("Enter a last day from today").first).to_be_visible()
    looked_at(page)
    page.get_by_label("Which system uses it").fill("Finance ledger")
    page.get_by_label("Read plans, versions").check()
    page.get_by_label("Its last day").fill(f"{timezone.localdate():%d %B %Y}")
    page.get_by_role("button", name="Make the token").click()
    expect(page.get_by_label("Secret")).to_have_value(re.compile("^bettercare_"))
    looked_at(page)
    page.get_by_role("button", name=re.compile("End it.*Finance ledger")).click()
    expect(page.get_by_text("opens nothing any more")).to_be_visible()
    page.get_by_role("link", name="What the interface takes and gives").click()
    looked_at(page)
