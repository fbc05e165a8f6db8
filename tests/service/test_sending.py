"""What is sent says what it lacked and who allowed it, counts as the last in its window, and can be shown again as it was."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from bettercare.plan import FinancialYear, Organisation
from bettercare.reading.files.allocations import guessed
from bettercare.service.accounts.models import Role, User
from bettercare.service.plans.actions import keep_version
from bettercare.service.plans.models import AreaPlan
from bettercare.service.plans.working import checked
from bettercare.service.rounds_admin import allocations, versions
from bettercare.service.rounds_admin.allocation_files import bring_allocations, sheets_of
from bettercare.service.rounds_admin.in_force import load
from bettercare.service.rounds_admin.models import Status
from bettercare.service.signoff import actions, sending
from bettercare.service.signoff.refusals import CannotSend
from bettercare.service.signoff.sending import Allowed, Readiness, submit
from bettercare.service.signoff.status import seats
from bettercare.service.signoff.stored import NotGenuine, rules_fingerprint, shown_again, verified
from tests.service.people import COUNCIL, NHS, opened, person

pytestmark = pytest.mark.django_db
YEAR = FinancialYear(2025)


@pytest.fixture
def row(lead: User) -> AreaPlan:
    row = opened(lead)
    keep_version(by=lead, plan=row)
    return row


def ready(row: AreaPlan, window: str) -> Readiness:
    draft, round = row.draft(), load(row.round)
    return sending.readiness(row, round.window(window), draft, round, checked(row, draft), seats(row, draft, round))


def allowed(row: AreaPlan, window: str = "final") -> list[Allowed]:
    return [Allowed(f.key, "Director of finance", "Follows in May") for f in ready(row, window).faults]


def test_a_draft_may_hold_errors_and_gaps(row: AreaPlan, lead: User) -> None:
    sent = submit(by=lead, plan=row, version=1, window="draft", reason="Late")
    assert sent.lacking == [] and sent.exceptions == [] and sent.late


def test_a_final_plan_is_not_sent_before_each_fault_is_allowed_by_somebody_who_says_why(row: AreaPlan, lead: User) -> None:
    faults = allowed(row)
    assert len(faults) > 2
    for exceptions in (
        [],
        faults[1:],
        [*faults[1:], Allowed(faults[0].key, " ", "x")],
        [*faults[1:], Allowed(faults[0].key, "x", "")],
    ):
        with pytest.raises(CannotSend, match="only when somebody allows") as refused:
            submit(by=lead, plan=row, version=1, window="final", reason="The board meets next week", allowed=exceptions)
        assert refused.value.field == f"allow-{faults[0].key}"
    sent = submit(by=lead, plan=row, version=1, window="final", reason="The board meets next week", allowed=faults)
    assert [e["key"] for e in sent.exceptions] == [f.key for f in faults]
    assert {(e["allowed_by"], e["reason"]) for e in sent.exceptions} == {("Director of finance", "Follows in May")}
    assert json.loads(bytes(sent.content))["submission"]["exceptions"] == sent.exceptions


def test_late_and_unsigned_need_a_reason(row: AreaPlan, lead: User) -> None:
    with pytest.raises(CannotSend, match=r"not signed by all and the window has closed"):
        submit(by=lead, plan=row, version=1, window="final", allowed=allowed(row))


@pytest.mark.parametrize("window", ["approval", "none"])
def test_nothing_is_sent_in_a_window_that_is_none_for_sending(row: AreaPlan, lead: User, window: str) -> None:
    with pytest.raises(CannotSend, match="no such window"):
        submit(by=lead, plan=row, version=1, window=window, reason="x")


def test_the_last_one_counts_in_its_window(row: AreaPlan, lead: User) -> None:
    assert sending.counts(row, "draft") is None
    first, second = (submit(by=lead, plan=row, version=1, window="draft", reason="Late") for _ in range(2))
    assert sending.counts(row, "draft") == second != first
    assert sending.counts(row, "final") is None


def test_missing_signatures_are_listed_until_they_come(row: AreaPlan, lead: User, settings: Any) -> None:
    settings.DEMONSTRATION = True
    sent = submit(by=lead, plan=row, version=1, window="final", reason="Late", allowed=allowed(row))
    client = Client()
    client.force_login(lead)
    place = f"/plans/{row.pk}/sent/{sent.pk}/"
    assert "Chief executive of the integrated care board: NHS Hillshire" in client.get(place).content.decode()
    actions.record_signature(
        by=lead, plan=row, version=1, role="nhs", organisation=NHS.name or "", name="Chief", position="Chief executive",
        signed_on=ready_day(), evidence="Letter",
    )  # fmt: skip
    page = client.get(place).content.decode()
    still, since = page.split("Signed since it was sent")
    assert "NHS Hillshire" not in still.split("Signatures still to come")[1] and "NHS Hillshire" in since
    assert client.get(f"{place}sent.json").content == bytes(sent.content)


def ready_day() -> Any:
    from django.utils import timezone

    return timezone.localdate()


def test_the_boards_approval_may_follow_where_the_round_says_so(row: AreaPlan, lead: User) -> None:
    for role, organisation in (("council", COUNCIL.name), ("nhs", NHS.name), ("section-151", COUNCIL.name)):
        actions.record_signature(
            by=lead, plan=row, version=1, role=role, organisation=organisation or "", name="Chief", position="",
            signed_on=ready_day(), evidence="Letter",
        )  # fmt: skip
    now = ready(row, "final")
    assert "signed" not in now.lacking and [s.role.id for s in now.unsigned] == ["hwb"]
    sent = submit(by=lead, plan=row, version=1, window="final", reason="Late", allowed=allowed(row))
    held = json.loads(bytes(sent.content))["submission"]
    assert [s["role"] for s in held["signatures"]] == ["council", "nhs", "section-151"]
    assert held["to_come"] == [{"role": "hwb", "organisation": "Hillshire"}]


def imported(national: User, amount: int) -> None:
    """An administrator imports the grant of the area."""
    text = f"Council,Code,Disabled Facilities Grant 2025-26 (£)\nHillshire,{COUNCIL.code},{amount}\n"
    file = bring_allocations(by=national, round="2025-26", table="dfg", file=SimpleUploadedFile("dfg.csv", text.encode()))
    round = load("2025-26")
    columns = guessed(sheets_of(file), round.years, allocations.known_in(round))
    allocations.keep_allocation(
        by=national, file=file, columns=columns, status=Status.FINAL, published_on=date(2025, 3, 3), source="Determination",
        reason="As published", accepts=True,
    )  # fmt: skip


def test_what_was_sent_is_shown_by_the_rules_of_that_day_although_they_changed(row: AreaPlan, lead: User, settings: Any) -> None:
    settings.DEMONSTRATION = True
    national = person("National administrator", Role.NATIONAL, Organisation("national", "National team", None, "NATIONAL"))
    imported(national, 1_500_000)
    sent = submit(by=lead, plan=row, version=1, window="draft", reason="Late")
    content, then, rules = bytes(sent.content), load(row.round), rules_fingerprint(row.round)
    granted = then.allocation("dfg").amount(YEAR, area=COUNCIL.code)
    assert granted == Decimal(1_500_000)

    imported(national, 1_750_000)
    text = versions.own_text(row.round).replace("title: Draft headline figures", "title: Something else")
    versions.save_version(by=national, text=text, why="Another title", seen=0)
    assert load(row.round).window("draft").title == "Something else" and rules_fingerprint(row.round) != rules
    assert load(row.round).allocation("dfg").amount(YEAR, area=COUNCIL.code) == Decimal(1_750_000)
    shown = shown_again(content, sent.sha256)
    assert shown.round.allocation("dfg").amount(YEAR, area=COUNCIL.code) == granted
    assert (shown.round, shown.draft, shown.rules_sha256) == (then, row.draft(), rules)
    assert shown.round.window("draft").title == "Draft headline figures"
    client = Client()
    client.force_login(lead)
    page = client.get(f"/plans/{row.pk}/sent/{sent.pk}/").content.decode()
    assert "Draft headline figures" in page and "they have changed since" in page and "is the same" in page
    assert client.get(f"/plans/{row.pk}/sent/{sent.pk}/sent.pdf").content.startswith(b"%PDF-")
    assert client.get(f"/plans/{row.pk}/sent/{sent.pk}/sent.json").content == content


def test_what_was_sent_does_not_verify_when_a_byte_was_touched(row: AreaPlan, lead: User) -> None:
    sent = submit(by=lead, plan=row, version=1, window="draft", reason="Late")
    assert verified(bytes(sent.content), sent.sha256) == row.plan()
    with pytest.raises(NotGenuine):
        shown_again(bytes(sent.content).replace(b"Hillshire", b"Hellshire"), sent.sha256)


def test_the_page_shows_what_a_window_asks_and_keeps_what_was_typed(row: AreaPlan, lead: User, settings: Any) -> None:
    settings.DEMONSTRATION = True
    client = Client()
    client.force_login(lead)
    place = f"/plans/{row.pk}/versions/1/send/"
    assert "must be complete, valid, signed" in client.get(place, {"window": "final"}).content.decode()
    faults = allowed(row)
    posted = {f"allow-{faults[0].key}": "Director of finance", f"why-{faults[0].key}": "Follows in May"}
    answer = client.post(place, {"window": "final", "reason": "Late", **posted})
    assert answer.status_code == 422 and 'value="Director of finance"' in answer.content.decode()
    rest = {f"{part}-{f.key}": words for f in faults for part, words in (("allow", "Director"), ("why", "Later"))}
    answer = client.post(place, {"window": "final", "reason": "Late", **rest}, follow=True)
    assert "Version 1 was sent, late" in answer.content.decode() and "allowed by Director" in answer.content.decode()
