"""What the first page and the task list say of what is to be done next: windows, what is left, signatures that are waited for."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from bettercare.plan.edits import set_value
from bettercare.service.accounts.models import Membership, Role, User
from bettercare.service.plans import actions
from bettercare.service.plans.models import AreaPlan
from bettercare.service.plans.working import checked, sections
from bettercare.service.rounds_admin.in_force import load
from bettercare.service.rounds_admin.windows import set_window
from bettercare.service.signoff.actions import sign
from bettercare.service.signoff.next_steps import NextWindow, next_window
from bettercare.service.signoff.sending import submit
from tests.service.people import COUNCIL, ELSEWHERE, NHS, client_of, person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def without_second_factor(settings: Any) -> None:
    settings.DEMONSTRATION = True


def opened_window(kind: str, opens: int, closes: int, must_be: tuple[str, ...] = ()) -> str:
    """A window that opens and closes so many days from today, set by the national team."""
    national = User.objects.filter(email="national.administrator@example.org").first()
    by = national or person("National administrator", Role.NATIONAL, ELSEWHERE)
    now = timezone.localtime().replace(tzinfo=None, hour=12, minute=0, second=0, microsecond=0)
    return set_window(
        by=by, round="2025-26", window={"draft": "draft", "final": "final"}[kind], title=f"{kind.title()} plans", kind=kind,
        opens=(now + timedelta(opens)).date(), closes=now + timedelta(closes), must_be=must_be, why="For the test",
    ).window  # fmt: skip


def ahead(row: AreaPlan) -> NextWindow | None:
    row.refresh_from_db()
    draft, round = row.draft(), load(row.round)
    return next_window(row, draft.plan, round, sections(draft, round), checked(row, draft), row.versions.first())


def test_the_next_window_is_the_one_that_is_open_and_says_what_is_left(row: AreaPlan, lead: User) -> None:
    opened_window("draft", -40, -10)
    opened_window("final", -9, 12, ("complete", "valid", "signed"))
    found = ahead(row)
    assert found and (found.window.kind, found.days, found.late) == ("final", 12, False)
    assert [s.done for s in found.steps] == [False, True, False, False] or not found.steps[1].done
    assert "missing" in found.steps[0].words and found.steps[0].page.startswith(f"/plans/{row.pk}/sections/")
    page = client_of(lead).get(f"/plans/{row.pk}/").content.decode()
    assert "Final plans: send by" in page and "12 days are left." in page and "Keep a version: it is what people sign" in page


def test_a_version_that_others_changed_since_is_to_be_kept_anew_and_its_signatures_are_counted(row: AreaPlan, lead: User) -> None:
    opened_window("final", -9, 12, ("signed",))
    chief = person("Chief executive of the council", Role.SIGNATORY, COUNCIL)
    Membership.objects.filter(user=chief).update(signs_as="council")
    actions.keep_version(by=lead, plan=row)
    sign(by=chief, plan=row, version=1, role="council", organisation=COUNCIL.name or "")
    found = ahead(row)
    assert found and found.steps[0].done and found.steps[1].words.startswith("1 of ")
    plan = row.plan()
    actions.save(by=lead, plan=row, seen=row.revision, edits=[set_value(plan, f"narrative/{plan.narrative[0].id}/text", "More")])
    found = ahead(row)
    assert found and "1 change came after version 1" in found.steps[0].words


def test_after_it_was_sent_the_plan_waits_for_the_next_window_and_one_that_closed_says_that_it_is_late(
    row: AreaPlan, lead: User
) -> None:
    opened_window("draft", -40, -10)
    opened_window("final", 5, 30, ("signed",))
    found = ahead(row)
    assert found and found.window.kind == "draft" and found.late
    actions.keep_version(by=lead, plan=row)
    submit(by=lead, plan=row, version=1, window="draft", reason="The board met late")
    found = ahead(row)
    assert found and found.window.kind == "final" and found.opens_on and not found.late


def test_a_signatory_finds_on_the_first_page_what_waits_for_them_until_they_have_signed(row: AreaPlan, lead: User) -> None:
    opened_window("final", -9, 12, ("signed",))
    chief = person("Chief executive of the care board", Role.SIGNATORY, NHS)
    Membership.objects.filter(user=chief).update(signs_as="nhs")
    client, words = client_of(chief), "Your signature is asked for"
    assert words not in client.get("/").content.decode()
    actions.keep_version(by=lead, plan=row)
    page = client.get("/").content.decode()
    assert words in page and f"/plans/{row.pk}/versions/1/sign-off/" in page and "you sign versions of the plan" in page
    assert words not in client_of(lead).get("/").content.decode()
    sign(by=chief, plan=row, version=1, role="nhs", organisation=NHS.name or "")
    assert words not in client.get("/").content.decode()
