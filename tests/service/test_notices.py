"""Notices by e-mail: one per person and period, as each chose, and nothing of what was rolled back; work that waits."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from smtplib import SMTPServerDisconnected
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone

from bettercare.service import later as waiting
from bettercare.service.accounts.models import NoticeChoice, Role, User
from bettercare.service.later import State, came_of, can_wait, later, run_waiting
from bettercare.service.notices import sending
from bettercare.service.notices.models import Digest, Notice
from bettercare.service.notices.sending import send_due
from bettercare.service.notices.telling import choose, due_after, tell
from bettercare.service.plans import actions
from bettercare.service.signoff.actions import sign
from bettercare.service.signoff.sending import submit
from bettercare.service.signoff.telling import tell_signatories
from tests.service.people import COUNCIL, ELSEWHERE, NHS, opened, person

pytestmark = pytest.mark.django_db


class PowerCut(Exception):
    pass


def in_an_hour() -> datetime:
    return timezone.now() + timedelta(hours=1)


def in_a_day() -> datetime:
    return timezone.now() + timedelta(days=1, hours=1)


def test_what_happened_in_a_day_comes_in_one_e_mail_with_links(lead: User, settings: Any) -> None:
    settings.ADDRESS = "https://plans.example.org"
    tell([lead], "Finance officer asks you to sign version 3 of Hillshire", "/plans/1/")
    tell([lead, lead], "The plan of Hillshire was sent")
    assert send_due() == 0
    assert send_due(in_a_day()) == 1
    (sent,) = mail.outbox
    assert sent.to == [lead.email] and sent.subject == "Better Care: 2 notices"
    assert "https://plans.example.org/plans/1/" in str(sent.body) and str(sent.body).count("was sent") == 1
    assert send_due(in_a_day() + timedelta(days=2)) == 0


def test_each_person_is_told_at_once_or_daily_or_not_at_all(lead: User) -> None:
    quick, quiet = person("Finance officer", Role.WRITER, COUNCIL), person("Board member", Role.READER, COUNCIL)
    choose(by=quick, notices=NoticeChoice.AT_ONCE)
    choose(by=quiet, notices=NoticeChoice.NONE)
    everybody = list(User.objects.order_by("pk"))
    tell(everybody, "The plan of Hillshire was sent", but=lead)
    assert Notice.objects.get().email == quick.email
    assert send_due(timezone.now() + timedelta(minutes=1)) == 0
    assert send_due(timezone.now() + timedelta(minutes=3)) == 1
    tell(everybody, "Somebody signed in from a new place", must=True)
    assert send_due() == 3


def test_the_daily_e_mail_goes_out_at_half_past_seven_in_england() -> None:
    summer = due_after(datetime(2026, 7, 1, 6, 29, tzinfo=UTC), NoticeChoice.DAILY)
    winter = due_after(datetime(2026, 12, 1, 7, 31, tzinfo=UTC), NoticeChoice.DAILY)
    assert summer == datetime(2026, 7, 1, 6, 30, tzinfo=UTC)
    assert winter == datetime(2026, 12, 2, 7, 30, tzinfo=UTC)
    assert due_after(datetime(2026, 12, 1, tzinfo=UTC), NoticeChoice.NONE) is None


def test_a_changed_choice_holds_for_what_waits(lead: User) -> None:
    tell([lead], "The plan of Hillshire was sent")
    choose(by=lead, notices=NoticeChoice.AT_ONCE)
    assert send_due(timezone.now() + timedelta(minutes=3)) == 1
    lead.refresh_from_db()
    tell([lead], "The plan of Hillshire was sent again")
    choose(by=lead, notices=NoticeChoice.NONE)
    assert send_due(in_a_day()) == 0 and not Notice.objects.filter(digest=None).exists()


def test_nobody_is_told_of_what_was_rolled_back(lead: User) -> None:
    with pytest.raises(PowerCut), transaction.atomic():
        tell([lead], "The plan of Hillshire was sent", must=True)
        raise PowerCut
    assert send_due(in_a_day()) == 0 and mail.outbox == []


def test_what_a_mail_server_refused_goes_out_later_and_stops_nobody_elses(lead: User, monkeypatch: pytest.MonkeyPatch) -> None:
    other = person("Finance officer", Role.WRITER, COUNCIL)
    tell([lead, other], "Your account was opened from a new place", must=True)
    send = EmailMessage.send

    def refuse(self: EmailMessage, fail_silently: bool = False) -> int:
        if self.to == [lead.email]:
            raise SMTPServerDisconnected("gone")
        return int(send(self, fail_silently))

    monkeypatch.setattr(sending.EmailMessage, "send", refuse)
    assert send_due() == 1 and mail.outbox[0].to == [other.email]
    monkeypatch.undo()
    assert send_due() == 0, "claimed a moment ago"
    assert send_due(in_an_hour()) == 1 and mail.outbox[1].to == [lead.email]
    assert Digest.objects.exclude(sent_at=None).count() == 2


def test_what_a_process_claimed_and_never_sent_goes_out_later_once(lead: User) -> None:
    tell([lead], "Your account was opened from a new place", must=True)
    sending._claimed(lead.email, timezone.now())
    assert send_due() == 0
    assert send_due(in_an_hour()) == 1
    assert send_due(in_an_hour() + timedelta(hours=1)) == 0


def test_signatories_are_told_what_waits_and_the_area_what_was_signed_and_sent(lead: User) -> None:
    row = opened(lead)
    actions.keep_version(by=lead, plan=row)
    chief = person("Chief executive of the council", Role.SIGNATORY, COUNCIL)
    chief.memberships.update(signs_as="council")
    person("Chair elsewhere", Role.SIGNATORY, ELSEWHERE).memberships.update(signs_as="hwb")
    reader = person("Board member", Role.READER, NHS)
    assert tell_signatories(by=lead, plan=row, version=1) == (chief,)
    sign(by=chief, plan=row, version=1, role="council", organisation=COUNCIL.name or "")
    assert tell_signatories(by=lead, plan=row, version=1) == ()
    with pytest.raises(actions.NotAllowed):
        tell_signatories(by=reader, plan=row, version=1)
    submit(by=lead, plan=row, version=1, window="draft", reason="Late")
    told = [(n.email, n.words) for n in Notice.objects.all()]
    assert told[0] == (chief.email, "Better Care Fund lead asks you to sign version 1 of the plan of Hillshire")
    assert told[1] == (lead.email, "Chief executive of the council signed version 1 of Hillshire for Hillshire County Council")
    assert {email for email, words in told[2:] if "sent version 1" in words} == {chief.email, reader.email}


DONE: list[str] = []


@can_wait
def write_down(words: str) -> int:
    """Work of the tests."""
    if not words:
        raise ValueError("nothing to write down")
    DONE.append(words)
    return len(DONE)


@pytest.mark.django_db(transaction=True)
def test_work_is_done_later_in_its_order_and_tells_what_came_of_it() -> None:
    DONE.clear()
    first, second = later(write_down, "one"), later(write_down, "two")
    assert DONE == [] and came_of(first).state is State.WAITING
    run_waiting()
    assert DONE == ["one", "two"]
    assert came_of(second) == waiting.Outcome(State.DONE, 2)
    assert came_of("nothing").state is State.UNKNOWN


@pytest.mark.django_db(transaction=True)
def test_work_that_was_rolled_back_is_never_done_and_work_that_fails_says_so() -> None:
    DONE.clear()
    with pytest.raises(PowerCut), transaction.atomic():
        later(write_down, "one")
        raise PowerCut
    failed = later(write_down, "")
    run_waiting()
    assert DONE == [] and came_of(failed).state is State.FAILED


def test_a_step_of_the_worker_that_fails_stops_neither_the_others_nor_the_next_round(monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[str] = []

    def breaks() -> None:
        taken.append("breaks")
        raise PowerCut

    monkeypatch.setattr(waiting, "_STEPS", [breaks, lambda: taken.append("works")])
    monkeypatch.setattr(waiting, "PAUSE", 0)
    waiting.work(rounds=2)
    assert taken == ["breaks", "works"] * 2
