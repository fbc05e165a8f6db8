"""A link lets one named officer sign once: nobody else, not twice, not late, and nothing changes by opening it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone

from bettercare.plan.edits import set_value
from bettercare.rounds import load
from bettercare.service.accounts.models import Role, User
from bettercare.service.notices.models import Notice
from bettercare.service.plans.actions import NotAllowed, keep_version, save
from bettercare.service.plans.models import AreaPlan, NeverChanged
from bettercare.service.signoff import asking, links
from bettercare.service.signoff.models import RequestEvent, Seen, SentLink, SignatureRequest, Way
from bettercare.service.signoff.refusals import CannotAsk, CannotSign
from bettercare.service.signoff.status import seats
from bettercare.service.signoff.stored import verified
from tests.service.people import NHS, opened, person

pytestmark = pytest.mark.django_db
OFFICER = {"name": "Chief Executive Officer", "position": "Chief executive", "address": "chief.executive@icb.example"}


@pytest.fixture(autouse=True)
def without_second_factor(settings: Any) -> None:
    settings.DEMONSTRATION, settings.ADDRESS = True, "https://plans.example"
    cache.clear()


@pytest.fixture
def row(lead: User) -> AreaPlan:
    row = opened(lead)
    keep_version(by=lead, plan=row)
    return row


Asks = Callable[..., tuple[SignatureRequest, str, str]]


@pytest.fixture
def ask(row: AreaPlan, lead: User, django_capture_on_commit_callbacks: Any) -> Asks:
    """Asks for the signature of the NHS; returns the request with the token and code that went out."""

    def asked(**more: Any) -> tuple[SignatureRequest, str, str]:
        given = {"by": lead, "plan": row, "version": 1, "role": "nhs", "organisation": NHS.name}
        with django_capture_on_commit_callbacks(execute=True):
            request = asking.ask(**{**given, **OFFICER, **more})
        return request, *in_message()

    return asked


def in_message() -> tuple[str, str]:
    """The token and the code in the last message that went out."""
    body = mail.outbox[-1].body
    found = re.search(r"https://plans\.example/sign/([\w-]+)/", body)
    code = re.search(r"this code: (\S+)", body)
    assert found and code
    return found[1], code[1]


def opened_link(token: str, code: str) -> Client:
    client = Client()
    answer = client.post(f"/sign/{token}/", {"code": code})
    assert answer.status_code == 302, answer.content.decode()
    return client


def test_an_officer_without_an_account_signs_by_a_link_and_its_code(row: AreaPlan, ask: Asks) -> None:
    _, token, code = ask(message="For the board of 3 March.")
    assert mail.outbox[-1].to == [OFFICER["address"]] and "For the board of 3 March." in mail.outbox[-1].body
    client = opened_link(token, code)
    page = client.get(f"/sign/{token}/").content.decode()
    assert "Sign version 1" in page and row.versions.get().sha256 in page and "For the board of 3 March." in page
    answer = client.post(f"/sign/{token}/confirm/", {"name": "  chief executive OFFICER", "confirm": "yes"}, follow=True)
    signed = row.signoffs.get()
    assert (signed.way, signed.by, signed.by_name, signed.role) == (Way.BY_LINK, None, OFFICER["name"], "nhs")
    assert verified(bytes(signed.content), signed.sha256) == row.plan()
    assert signed.sha256 in answer.content.decode()
    assert client.get("/signed/signed.json").content == bytes(signed.content)
    seat = next(s for s in seats(row, row.draft(), load(row.round)) if s.role.id == "nhs")
    assert seat.holds


def test_the_page_of_a_plan_tells_the_three_ways_apart(row: AreaPlan, lead: User, ask: Asks) -> None:
    _, token, code = ask()
    opened_link(token, code).post(f"/sign/{token}/confirm/", {"name": OFFICER["name"], "confirm": "yes"})
    client = Client()
    client.force_login(lead)
    page = client.get(f"/plans/{row.pk}/versions/1/sign-off/").content.decode()
    assert "Signed by link" in page and "Signed in</strong>" not in page and "Recorded</strong>" not in page


def test_neither_token_nor_code_stand_anywhere_in_the_database(ask: Asks) -> None:
    _, token, code = ask()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for line in cursor.fetchall():
                assert token not in repr(line) and code not in repr(line), table


def test_opening_a_link_changes_nothing_however_often(row: AreaPlan, ask: Asks) -> None:
    request, token, _ = ask()
    for _ in range(3):
        assert Client().get(f"/sign/{token}/").status_code == 200
        assert Client().head(f"/sign/{token}/").status_code == 200
    assert Client().get(f"/sign/{token}/confirm/").status_code == 405
    assert (row.signoffs.count(), RequestEvent.objects.count(), Seen.objects.count()) == (0, 0, 0)
    assert links.state(SignatureRequest.objects.get(pk=request.pk)) == "waiting"


def test_without_the_code_a_link_shows_no_figure_and_signs_nothing(row: AreaPlan, ask: Asks) -> None:
    _, token, _ = ask()
    client = Client()
    page = client.get(f"/sign/{token}/").content.decode()
    assert "Enter the code" in page and "£" not in page and OFFICER["name"] not in page
    for way, posted in (("confirm", {"name": OFFICER["name"], "confirm": "yes"}), ("decline", {"reason": "No"})):
        assert client.post(f"/sign/{token}/{way}/", posted).status_code == 404
    assert row.signoffs.count() == 0


def test_a_link_works_once(row: AreaPlan, ask: Asks) -> None:
    _, token, code = ask()
    client, other = opened_link(token, code), opened_link(token, code)
    posted = {"name": OFFICER["name"], "confirm": "yes"}
    client.post(f"/sign/{token}/confirm/", posted)
    for again in (client, other, Client()):
        assert again.get(f"/sign/{token}/").status_code == 404
        assert again.post(f"/sign/{token}/confirm/", posted).status_code == 404
    assert row.signoffs.count() == 1


def test_every_link_that_cannot_be_used_gets_the_same_answer(row: AreaPlan, lead: User, ask: Asks) -> None:
    used = ask()
    opened_link(*used[1:]).post(f"/sign/{used[1]}/decline/", {"reason": "Not yet"})
    withdrawn = ask()
    asking.withdraw(by=lead, request=withdrawn[0])
    old = ask()
    SentLink.objects.filter(request=old[0]).update(expires_at=timezone.now() - timedelta(seconds=1))
    answers = [Client().get(f"/sign/{token}/") for token in (used[1], withdrawn[1], old[1], "x" * 43, "unknown")]
    assert {a.status_code for a in answers} == {404}
    assert len({a.content for a in answers}) == 1
    assert old[1] not in answers[2].content.decode() and row.area not in answers[2].content.decode()


def test_wrong_codes_lock_a_link_and_the_one_who_asked_is_told(
    ask: Asks, lead: User, django_capture_on_commit_callbacks: Any
) -> None:
    request, token, code = ask()
    with django_capture_on_commit_callbacks(execute=True):
        answers = [Client().post(f"/sign/{token}/", {"code": "AAAA-AAAA"}) for _ in range(links.WRONG_CODES)]
    assert [a.status_code for a in answers] == [422] * (links.WRONG_CODES - 1) + [404]
    assert Client().post(f"/sign/{token}/", {"code": code}).status_code == 404
    assert links.state(SignatureRequest.objects.get(pk=request.pk)) == "locked"
    assert "is locked" in Notice.objects.get(email=lead.email).words


def test_guessing_links_is_slowed_down_and_locks_nobody_out(ask: Asks) -> None:
    _, token, _ = ask()
    answers = [Client().get(f"/sign/guess-{number}/").status_code for number in range(25)]
    assert answers[:20] == [404] * 20 and answers[-1] == 429
    assert Client().get(f"/sign/{token}/").status_code == 200


def test_a_new_link_ends_the_one_before(ask: Asks, lead: User, django_capture_on_commit_callbacks: Any) -> None:
    request, token, code = ask()
    with django_capture_on_commit_callbacks(execute=True):
        asking.resend(by=lead, request=request)
    newer, newer_code = in_message()
    assert newer != token
    assert Client().get(f"/sign/{token}/").status_code == 404
    assert Client().post(f"/sign/{newer}/", {"code": code}).status_code == 422
    opened_link(newer, newer_code)


def test_declining_keeps_the_reason_and_tells_the_one_who_asked(
    row: AreaPlan, lead: User, ask: Asks, django_capture_on_commit_callbacks: Any
) -> None:
    request, token, code = ask()
    client = opened_link(token, code)
    refused = client.post(f"/sign/{token}/decline/", {"reason": " "})
    assert refused.status_code == 422 and "Say why" in refused.content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        page = client.post(f"/sign/{token}/decline/", {"reason": "The discharge figures changed."}).content.decode()
    assert "You have declined" in page and links.state(SignatureRequest.objects.get(pk=request.pk)) == "declined"
    assert "The discharge figures changed." in Notice.objects.get(email=lead.email).words
    client.force_login(lead)
    assert "The discharge figures changed." in client.get(f"/plans/{row.pk}/versions/1/sign-off/").content.decode()
    with pytest.raises(CannotAsk, match="declined already"):
        asking.withdraw(by=lead, request=request)


@pytest.mark.parametrize(
    ("posted", "words"),
    [({"name": "Somebody else", "confirm": "yes"}, "Type your name"), ({"name": OFFICER["name"]}, "Tick the box")],
)
def test_signing_asks_for_the_name_and_a_tick(row: AreaPlan, ask: Asks, posted: dict[str, str], words: str) -> None:
    _, token, code = ask()
    answer = opened_link(token, code).post(f"/sign/{token}/confirm/", posted)
    assert answer.status_code == 422 and words in answer.content.decode()
    assert row.signoffs.count() == 0


def test_what_changed_since_an_officer_last_looked_stands_on_the_page(row: AreaPlan, lead: User, ask: Asks) -> None:
    _, token, code = ask()
    page = opened_link(token, code).get(f"/sign/{token}/").content.decode()
    assert "not looked at an earlier version" in page
    budget = next(b for b in row.plan().budgets if b.kind == "agreed")
    save(by=lead, plan=row, seen=0, edits=[set_value(row.plan(), f"budgets/{budget.id}/amount", Decimal(14_424_000))])
    keep_version(by=lead, plan=row)
    _, later, later_code = ask(version=2)
    page = opened_link(later, later_code).get(f"/sign/{later}/").content.decode()
    assert "1 change since version 1" in page and "£14,424,000" in page


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"name": " "}, "name"),
        ({"position": ""}, "position"),
        ({"address": "no address"}, "work address"),
        ({"address": "chief@gmail.com"}, "anybody can have"),
        ({"days": 31}, "1 to 30 days"),
        ({"organisation": "Another board"}, "Choose which signature"),
        ({"version": 7}, "no version 7"),
    ],
)
def test_what_cannot_be_asked_is_told_with_what_to_do(ask: Asks, wrong: dict[str, Any], words: str) -> None:
    with pytest.raises((CannotAsk, CannotSign), match=words):
        ask(**wrong)
    assert mail.outbox == [] and SignatureRequest.objects.count() == 0


def test_only_who_may_send_the_plan_asks_for_signatures(row: AreaPlan, ask: Asks) -> None:
    writer = person("NHS finance officer", Role.WRITER, NHS)
    with pytest.raises(NotAllowed):
        ask(by=writer)
    request, *_ = ask()
    for action in (asking.withdraw, asking.resend):
        with pytest.raises(NotAllowed):
            action(by=writer, request=request)


def test_nobody_is_told_of_a_request_that_was_rolled_back(row: AreaPlan, lead: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(links, "hashed", lambda _: None)
    with pytest.raises(Exception, match="token_sha256"):
        asking.ask(by=lead, plan=row, version=1, role="nhs", organisation=NHS.name or "", **OFFICER)
    assert mail.outbox == []


def test_a_message_that_could_not_be_sent_is_told_on_the_page(
    row: AreaPlan, lead: User, ask: Asks, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> int:
        raise ConnectionRefusedError

    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
        with pytest.raises(IndexError):  # there is no message to find the link in
            ask()
    client = Client()
    client.force_login(lead)
    assert "The message could not be sent." in client.get(f"/plans/{row.pk}/versions/1/sign-off/").content.decode()


def test_nobodys_mailbox_is_flooded(ask: Asks, lead: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "_PER_DAY", 2)
    request, *_ = ask()
    asking.resend(by=lead, request=request)
    with pytest.raises(CannotAsk, match="in a day"):
        asking.resend(by=lead, request=request)


def test_what_became_of_a_request_is_never_changed(ask: Asks, lead: User) -> None:
    request, *_ = ask()
    event = asking.withdraw(by=lead, request=request, reason="Another officer signs")
    for change in (event.save, event.delete, request.save, request.delete):
        with pytest.raises(NeverChanged):
            change()
