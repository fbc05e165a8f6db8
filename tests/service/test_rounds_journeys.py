"""A national administrator's journeys in a browser: a round with a mistake, allocations with a wrong row, windows, a correction."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import FilePayload, Page, expect

from bettercare.plan import Cover
from bettercare.plan.words import day
from bettercare.rounds import open_plan
from bettercare.service.accounts.models import Role, User
from bettercare.service.plans import actions
from bettercare.service.plans.models import AreaPlan
from bettercare.service.rounds_admin import in_force, versions
from bettercare.service.rounds_admin.models import AllocationKept
from tests.service.browsing import looked_at, signed_in
from tests.service.people import COUNCIL, ELSEWHERE, opened, person

pytestmark = pytest.mark.django_db(transaction=True)
HEAD = "Council,Code,Grant 2025-26 (£)\n"
ROWS = "Hillshire,E10000001,1500000\nKent,E10000016,2000000\n"


@pytest.fixture
def national() -> User:
    return person("National administrator", Role.NATIONAL, ELSEWHERE)


@pytest.fixture
def row() -> AreaPlan:
    return opened(person("Better Care Fund lead", Role.LEAD, COUNCIL))


def to_round(page: Page, national: User, title: str) -> None:
    signed_in(page, national)
    page.get_by_role("link", name="Rounds, allocations and windows").click()
    looked_at(page)
    page.get_by_role("link", name=title).click()
    looked_at(page)


def file_of(text: str, name: str) -> FilePayload:
    return {"name": name, "mimeType": "text/plain", "buffer": text.encode()}


def test_a_round_with_a_mistake_is_mended_previewed_and_saved(page: Page, national: User) -> None:
    lead = person("Better Care Fund lead", Role.LEAD, COUNCIL)
    begins = open_plan(in_force.load("2026-27"), "Hillshire", (Cover("cover", "E10000001"),), (COUNCIL,), actions.new_id)
    actions.start_plan(by=lead, begins=begins)
    text = versions.own_text("2026-27").replace("value: 5791,", "value: 5792,")
    to_round(page, national, "Better Care Fund 2026-27")
    page.get_by_role("link", name="Change what the round says").click()
    looked_at(page)
    file = file_of(text.replace("unit: per cent", "unit: percentage"), "2026-27.yaml")
    page.get_by_label("Bring a file in place of the text below").set_input_files([file])
    page.get_by_role("button", name="Try it and see what differs").click()
    expect(page.get_by_role("alert")).to_contain_text("percentage")
    expect(page.get_by_role("alert")).to_contain_text("Line ")
    looked_at(page)
    box = page.get_by_label("What the round says")
    box.fill(box.input_value().replace("unit: percentage", "unit: per cent"))
    page.get_by_role("button", name="Try it and see what differs").click()
    expect(page.get_by_role("table", name="Figures: from in force now to in this text")).to_contain_text("5,792")
    expect(page.get_by_role("table", name="Plans that it concerns")).to_contain_text("Hillshire")
    page.get_by_role("main").locator("summary", has_text="Expenditure").first.click()
    looked_at(page)
    page.get_by_label("Why this version").fill("The addendum of March")
    page.get_by_role("button", name="Save as version 1, in force at once").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Version 1 of Better Care Fund 2026-27")
    expect(page.get_by_role("table", name="Plans that it concerns")).to_contain_text("Hillshire")
    looked_at(page)
    assert in_force.load("2026-27").figure("nhs-minimum").value == 5792


def bring(page: Page, text: str) -> None:
    page.get_by_label("Excel or CSV file").set_input_files([file_of(text, "grants.csv")])
    page.get_by_role("button", name="Read the file").click()


def take(page: Page, status: str, reason: str) -> None:
    page.get_by_label("I take the figures as they are").check()
    page.get_by_label("How sure they are").select_option(label=status)
    page.get_by_label("Published on").fill("3 March 2025")
    page.get_by_label("Where they were published").fill("Grant determination")
    page.get_by_label("Reason, where figures are corrected or something does not fit").fill(reason)
    page.get_by_role("button", name="Take 2 amounts, in force at once").click()


def test_allocations_with_a_wrong_row_are_mended_taken_and_corrected(page: Page, national: User, row: AreaPlan) -> None:
    to_round(page, national, "Better Care Fund 2025-26")
    page.get_by_role("link", name="Disabled Facilities Grant by council").click()
    looked_at(page)
    bring(page, f"{HEAD}{ROWS}Kentshire North,,900000\n")
    expect(page.get_by_role("alert")).to_contain_text("Row 4")
    expect(page.get_by_role("alert")).to_contain_text("is no area that is known")
    expect(page.get_by_label("Amount for 2025-26")).to_have_value("2")
    looked_at(page)
    page.get_by_role("link", name="Disabled Facilities Grant by council").click()
    bring(page, HEAD + ROWS)
    expect(page.get_by_role("table", name="Totals")).to_contain_text("£3,500,000")
    looked_at(page)
    take(page, "Final", "The first areas")
    expect(page.get_by_role("table", name="Areas that are given another amount")).to_contain_text("£1,500,000")
    looked_at(page)
    page.get_by_role("link", name="Disabled Facilities Grant by council").click()
    looked_at(page)
    bring(page, HEAD + ROWS.replace("1500000", "1600000"))
    expect(page.get_by_role("table", name="Plans that it concerns")).to_contain_text("+£100,000")
    take(page, "Corrected", "The formula was mended")
    expect(page.get_by_role("table", name="Plans that it concerns")).to_contain_text("Hillshire")
    expect(page.get_by_role("table", name="Areas that are given another amount")).to_contain_text("+£100,000")
    looked_at(page)
    assert [k.number for k in AllocationKept.objects.all()] == [2, 1]


def test_a_window_is_opened_and_an_area_given_longer(page: Page, national: User, row: AreaPlan) -> None:
    today = timezone.localdate()
    to_round(page, national, "Better Care Fund 2025-26")
    page.get_by_role("link", name="Open and close windows, and give areas longer").click()
    looked_at(page)
    page.get_by_role("link", name="Open another window").click()
    looked_at(page)
    page.get_by_role("button", name="Open the window").click()
    expect(page.get_by_role("alert")).to_contain_text("Give the window a name")
    looked_at(page)
    page.get_by_label("Name").fill("Plans sent again")
    page.get_by_label("What is sent in it").select_option("resubmission")
    page.get_by_label("Closes on").fill(day(today + timedelta(days=5)))
    page.get_by_label("valid: no finding that must be put right").check()
    page.get_by_label("Why, and where it was decided").fill("Assurance of May")
    page.get_by_role("button", name="Open the window").click()
    expect(page.get_by_role("status")).to_contain_text("Plans sent again is open")
    looked_at(page)
    page.get_by_role("link", name="Plans sent again").click()
    looked_at(page)
    page.get_by_label("Area").select_option(label="Hillshire")
    page.get_by_label("Has until").fill(day(today + timedelta(days=9)))
    page.get_by_label("Approved by").fill("Regional director")
    page.get_by_label("Reason").fill("Elections")
    page.get_by_role("button", name="Give the area longer").click()
    expect(page.get_by_text("approved by Regional director: Elections")).to_be_visible()
    looked_at(page)
    window = in_force.load("2025-26").window("plans-sent-again")
    assert window.must_be == ("valid",) and window.closes_for("E10000001") != window.closes
