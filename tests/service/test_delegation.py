"""Power to sign for another holds as far as its minute says: in which role, until when, up to what amount, for which version."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from bettercare.plan.edits import set_value
from bettercare.service.accounts.models import Role, User
from bettercare.service.plans.actions import NotAllowed, keep_version, save
from bettercare.service.plans.models import AreaPlan
from bettercare.service.signoff import actions, asking, delegating
from bettercare.service.signoff.models import Delegation
from bettercare.service.signoff.refusals import CannotAsk, CannotDelegate, CannotSign, Refused
from tests.service.people import COUNCIL, NHS, opened, person

pytestmark = pytest.mark.django_db
BOARD = "Hillshire"
MINUTE = SimpleUploadedFile("minute.pdf", b"%PDF-1.7 the minute")


@pytest.fixture
def deputy() -> User:
    return person("Vice chair of the board", Role.READER, COUNCIL)


@pytest.fixture
def row(lead: User) -> AreaPlan:
    row = opened(lead)
    plan = row.plan()
    edits = [set_value(plan, f"contributions/{c.id}/actual", Decimal(1000)) for c in plan.contributions]
    save(by=lead, plan=row, seen=0, edits=edits)
    keep_version(by=lead, plan=row)
    row.refresh_from_db()
    return row


def given(row: AreaPlan, lead: User, deputy: User, **more: Any) -> Delegation:
    today = timezone.localdate()
    asked: dict[str, Any] = {
        "by": lead, "plan": row, "role": "hwb", "organisation": BOARD, "given_by": "Chair of the board", "name": str(deputy),
        "position": "Vice chair", "address": deputy.email, "minute": "Minute 12 of 3 March 2026", "starts": today,
        "ends": today + timedelta(days=30),
    }  # fmt: skip
    return delegating.delegate(**{**asked, **more})


def signs(row: AreaPlan, deputy: User, version: int = 1) -> Any:
    return actions.sign(by=deputy, plan=row, version=version, role="hwb", organisation=BOARD)


def test_who_has_the_power_signs_and_the_signature_says_by_which_minute(row: AreaPlan, lead: User, deputy: User) -> None:
    with pytest.raises(NotAllowed):
        signs(row, deputy)
    MINUTE.seek(0)
    power = given(row, lead, deputy, up_to=Decimal(30_000_000), upload=MINUTE)
    signed = signs(row, deputy)
    assert signed.delegation == power and "Minute 12" in signed.delegated_by and "up to £30,000,000" in signed.delegated_by
    assert power.evidence is not None and power.evidence.sha256.encode() in bytes(signed.content)


@pytest.mark.parametrize("limit", ["amount", "version", "over", "not yet", "taken back"])
def test_beyond_its_limits_the_power_signs_nothing(row: AreaPlan, lead: User, deputy: User, limit: str) -> None:
    today = timezone.localdate()
    more: dict[str, Any] = {
        "amount": {"up_to": Decimal("999.99")},
        "version": {"version": 1},
        "over": {"starts": today - timedelta(days=9), "ends": today - timedelta(days=1)},
        "not yet": {"starts": today + timedelta(days=1)},
    }.get(limit, {})
    power = given(row, lead, deputy, **more)
    keep_version(by=lead, plan=row)
    if limit == "taken back":
        delegating.end_delegation(by=lead, delegation=power, reason="The chair is back")
    with pytest.raises((CannotSign, NotAllowed)) as refused:
        signs(row, deputy, version=2)
    assert limit not in ("amount", "version") or "The power to sign" in str(refused.value)


def test_a_limit_in_pounds_needs_every_amount_to_be_known(row: AreaPlan, lead: User, deputy: User) -> None:
    given(row, lead, deputy, up_to=Decimal(30_000_000))
    first = row.plan().contributions[0]
    save(by=lead, plan=row, seen=row.revision, edits=[set_value(row.plan(), f"contributions/{first.id}/actual", None)])
    keep_version(by=lead, plan=row)
    with pytest.raises(CannotSign, match="amounts are missing"):
        signs(row, deputy, version=2)


def test_the_limits_hold_for_requests_by_link_and_recorded_signatures_too(row: AreaPlan, lead: User, deputy: User) -> None:
    power = given(row, lead, deputy, up_to=Decimal(5))
    seat: dict[str, Any] = {"plan": row, "version": 1, "role": "hwb", "organisation": BOARD, "delegation": power, "by": lead}
    with pytest.raises(CannotAsk, match="up to £5"):
        asking.ask(**seat, name="Deputy", position="Vice chair", address=deputy.email)
    with pytest.raises(CannotSign, match="up to £5"):
        actions.record_signature(**seat, name="Deputy", position="Vice chair", signed_on=timezone.localdate(), evidence="Minute 13")


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"role": "council", "organisation": COUNCIL.name}, "does not let"),
        ({"role": "nobody"}, "Choose which signature"),
        ({"organisation": "Vale"}, "does not ask Vale"),
        ({"minute": " "}, "minute"),
        ({"given_by": ""}, "who gives the power"),
        ({"ends": date(2020, 1, 1)}, "ends before it starts"),
        ({"up_to": Decimal(0)}, "more than nothing"),
        ({"version": 9}, "no version 9"),
        ({"address": "vice.chair@gmail.com"}, "work address"),
    ],
)
def test_power_that_cannot_be_given_is_refused_with_why(
    row: AreaPlan, lead: User, deputy: User, wrong: dict[str, Any], words: str
) -> None:
    with pytest.raises(CannotDelegate, match=words):
        given(row, lead, deputy, **wrong)


def test_only_who_may_send_the_plan_records_power(row: AreaPlan, lead: User, deputy: User) -> None:
    with pytest.raises(NotAllowed):
        given(row, deputy, deputy)
    power = given(row, lead, deputy)
    with pytest.raises(NotAllowed):
        delegating.end_delegation(by=deputy, delegation=power, reason="x")


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("minute.exe", b"MZ", "as PDF, Word"),
        ("minute.pdf", b"<html>", "is not what its ending says"),
        ("minute.pdf", b"", "is empty"),
        ("minute.png", b"\x89PNG\r\n\x1a\n" + b"x" * (10 * 1024 * 1024), "larger than 10 MB"),
    ],
)
def test_evidence_that_is_no_minute_or_letter_is_refused_and_nothing_is_recorded(
    row: AreaPlan, lead: User, name: str, content: bytes, words: str
) -> None:
    with pytest.raises(Refused, match=words):
        actions.record_signature(
            by=lead, plan=row, version=1, role="nhs", organisation=NHS.name or "", name="Chief", position="Chief executive",
            signed_on=timezone.localdate(), evidence="Letter", upload=SimpleUploadedFile(name, content),
        )  # fmt: skip
    assert row.signoffs.count() == 0 and row.sign_off_evidence.count() == 0


def test_a_letter_is_kept_as_it_was_brought_and_its_hash_is_shown_and_signed(row: AreaPlan, lead: User, settings: Any) -> None:
    settings.DEMONSTRATION = True
    client = Client()
    client.force_login(lead)
    posted = {"seat": f"nhs|{NHS.name}", "name": "Chief", "position": "Chief executive", "signed_on": "3 March 2026",
              "evidence": "Letter of 3 March 2026", "file": SimpleUploadedFile("letter.pdf", b"%PDF-1.7 signed")}  # fmt: skip
    assert client.post(f"/plans/{row.pk}/versions/1/record-signature/", posted).status_code == 302
    signed = row.signoffs.get()
    assert signed.file is not None and signed.file.sha256.encode() in bytes(signed.content)
    page = client.get(f"/plans/{row.pk}/versions/1/sign-off/").content.decode()
    assert signed.file.sha256[:16] in page and "Recorded</strong>" in page
    answer = client.get(f"/plans/{row.pk}/evidence-of-signing/{signed.file.pk}/")
    assert answer.content == b"%PDF-1.7 signed"
    assert answer["Content-Disposition"].startswith("attachment") and answer["Content-Type"] == "application/octet-stream"


def test_the_page_of_powers_records_lists_and_ends_them(row: AreaPlan, lead: User, deputy: User, settings: Any) -> None:
    settings.DEMONSTRATION = True
    client = Client()
    client.force_login(lead)
    place = f"/plans/{row.pk}/delegations/"
    typed = {"seat": f"hwb|{BOARD}", "given_by": "Chair", "name": "Deputy", "position": "Vice chair", "address": deputy.email,
             "minute": "Minute 12", "starts": "1 March 2026", "ends": "31 March 2030", "up_to": "a lot"}  # fmt: skip
    refused = client.post(place, typed)
    assert refused.status_code == 422 and 'value="a lot"' in refused.content.decode()
    assert client.post(place, {**typed, "up_to": "£30m"}).status_code == 302
    page = client.get(place).content.decode()
    assert "up to £30,000,000" in page and "until" not in page.split("Minute 12")[0][-40:]
    power = row.delegations.get()
    client.post(f"{place}{power.pk}/end/", {"reason": "The chair is back"})
    assert "The chair is back" in client.get(place).content.decode()
