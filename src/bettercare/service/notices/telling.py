"""What an action calls to tell people something. Rows of the same transaction: what is rolled back is told to nobody."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from bettercare.service.accounts.models import Invitation, NoticeChoice, User
from bettercare.service.notices.models import Notice

GATHERS = timedelta(minutes=2)
"""How long what is told at once waits for more about the same work."""
DAILY = time(7, 30)
"""When daily digests go out, in England."""


def tell(people: Iterable[User], words: str, page: str = "", *, but: User | None = None, must: bool = False) -> None:
    """Queue a notice for each person once: a sentence in plain words and the path of a page.

    `but` leaves out who did it. Those who chose no notices get none, but for what concerns their own account (`must`).
    """
    now = timezone.now()
    asked = {p.pk: p for p in people if p.is_active and (but is None or p.pk != but.pk)}
    Notice.objects.bulk_create(
        Notice(email=p.email, user=p, words=words[:400], page=page, must=must, at=now, due_at=due)
        for p in asked.values()
        if (due := now if must else due_after(now, p.notices))
    )


def send_invitation(invitation: Invitation) -> None:
    """Queue an invitation. Its link is made when it goes out, so that nothing stored could be used by who reads the database."""
    words = f"You are invited to Better Care as {invitation.role_name} for {invitation.organisation_name}"
    now = timezone.now()
    Notice.objects.create(email=invitation.email, words=words, invitation=invitation, must=True, at=now, due_at=now)


def choose(*, by: User, notices: NoticeChoice) -> None:
    """Choose when to get notices; what waits already goes by the new choice, and with none of them is dropped."""
    with transaction.atomic():
        User.objects.filter(pk=by.pk).update(notices=notices)
        waiting = Notice.objects.filter(user=by, digest__isnull=True, must=False)
        due = due_after(timezone.now(), notices)
        if due is None:
            waiting.delete()
        else:
            waiting.update(due_at=due)


def due_after(now: datetime, choice: str) -> datetime | None:
    """When a notice of this moment goes out to somebody who chose so; None where it does not."""
    match choice:
        case NoticeChoice.AT_ONCE:
            return now + GATHERS
        case NoticeChoice.DAILY:
            local = timezone.localtime(now)
            today = local.replace(hour=DAILY.hour, minute=DAILY.minute, second=0, microsecond=0)
            return today if today > local else today + timedelta(days=1)
    return None
