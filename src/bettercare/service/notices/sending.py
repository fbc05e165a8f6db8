"""Sending what is due: one e-mail per person and period. The worker takes this step in each of its rounds.

Notices are claimed in one short transaction, sent outside it (no database waits for a mail server), and marked as sent. What
was claimed and not sent, because a process or the mail server failed, is claimed again after a quarter of an hour.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from bettercare.plan.words import counted
from bettercare.service.accounts.invitations import LASTS, make_link
from bettercare.service.notices.models import Digest, Notice
from bettercare.service.notices.telling import GATHERS

log = logging.getLogger(__name__)
CLAIM_LASTS = timedelta(minutes=15)
_AT_MOST = 200
"""E-mails of one step, so that a step is short."""


def send_due(now: datetime | None = None) -> int:
    """Send every e-mail that is due; how many went out. One that fails stays for the next time, and stops no other."""
    now = now or timezone.now()
    due = Notice.objects.filter(_waiting(now), due_at__lte=now).order_by("email")
    sent = 0
    for email in due.values_list("email", flat=True).distinct()[:_AT_MOST]:
        digest = _claimed(email, now)
        if digest is None:
            continue
        try:
            _message(digest).send()
        except (OSError, SMTPException):
            log.exception("An e-mail could not be sent and will be tried again")
            continue
        Digest.objects.filter(pk=digest.pk).update(sent_at=timezone.now())
        sent += 1
    return sent


def _waiting(now: datetime) -> Q:
    """Notices in no e-mail, or in one that was claimed long ago and never sent."""
    return Q(digest__isnull=True) | Q(digest__sent_at__isnull=True, digest__claimed_at__lt=now - CLAIM_LASTS)


def _claimed(email: str, now: datetime) -> Digest | None:
    """Put what is due to an address into one e-mail, for this process alone; None where another was quicker.

    What would be due in a moment goes along.
    """
    with transaction.atomic():
        free = Notice.objects.filter(_waiting(now), email=email, due_at__lte=now + GATHERS)
        if connection.features.has_select_for_update_of:
            free = free.select_for_update(of=("self",), skip_locked=True)
        rows = [notice.pk for notice in free]
        if not rows:
            return None
        digest = Digest.objects.create(email=email, claimed_at=now)
        Notice.objects.filter(pk__in=rows).update(digest=digest)
    return digest


def _message(digest: Digest) -> EmailMessage:
    notices = list(digest.notices.select_related("invitation"))
    subject = notices[0].words if len(notices) == 1 else f"Better Care: {counted(len(notices), 'notice')}"
    told = [line for notice in notices for line in _told(notice)]
    at = settings.ADDRESS + "/your-account/"
    ends = [] if all(n.invitation for n in notices) else ["", f"You choose when these e-mails come, or none, at {at}"]
    body = "\n".join([*told, *ends, ""])
    return EmailMessage(" ".join(subject.split()), body, to=[digest.email])


def _told(notice: Notice) -> Sequence[str]:
    if notice.invitation is None:
        return ("", notice.words + ".", *([settings.ADDRESS + notice.page] if notice.page else []))
    if not notice.invitation.waits:
        return ("", f"{notice.words}. This invitation is answered or withdrawn; you need do nothing.")
    who = notice.invitation.by_name
    return (
        f"{notice.words}. {who} invites you.",
        "",
        f"Open this link within {LASTS.days} days. It works once, and is for you alone; do not pass it on.",
        settings.ADDRESS + make_link(notice.invitation),
        "",
        "Better Care is where council and NHS people of an area write their plan of the Better Care Fund together.",
        "If you do not know why you are invited, do nothing: without your answer nothing happens.",
    )
