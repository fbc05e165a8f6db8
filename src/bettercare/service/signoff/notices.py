"""What is told by e-mail of signing: always after the change is kept, so that nobody is told of something that was rolled back.

Who has an account is told by the notices of the service. An officer without one gets a message of their own: a link's token and
code are in it and nowhere else, so it is handed over in this process and never stored to be sent later.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from bettercare.plan.words import day, shortened
from bettercare.service.notices.telling import tell
from bettercare.service.rounds_admin.in_force import load
from bettercare.service.signoff.links import Secret
from bettercare.service.signoff.models import RequestEvent, SentLink, SignatureRequest, SignOff

_LOG = logging.getLogger(__name__)


def asked(link: SentLink, secret: Secret) -> None:
    """Send a link and its code to the officer's work address; where it cannot be sent, the request says so."""
    request = link.request
    until = timezone.localtime(link.expires_at)
    paragraphs = [
        f"{request.by_name} asks you to sign {_what(request)} as {_seat(request)}.",
        *([request.message] if request.message else []),
        f"Open this page: {settings.ADDRESS}{reverse('sign-by-link', args=[secret.token])}",
        f"It asks for this code: {secret.code}",
        "The page shows the totals, what changed, open findings and a summary of one page. Nothing is signed before you confirm it "
        "there. You can also decline and say why.",
        f"The link works once, for you alone, until {day(until.date())}, {until:%H:%M}. Please do not send this message on.",
        "If you did not expect this message, do nothing.",
    ]

    def failed(error: Exception) -> None:
        RequestEvent.objects.create(
            request=request, link=link, kind=RequestEvent.Kind.NOT_SENT, reason=type(error).__name__, by_name="Better Care",
            at=timezone.now(),
        )  # fmt: skip

    _after(request.address, f"Please sign: {_what(request)}", paragraphs, failed)


def signed(signature: SignOff, request: SignatureRequest) -> None:
    """Tell the one who asked, and the officer for their own records."""
    what = _what(request)
    _tell(request, f"{request.name} has signed {what} as {_seat(request)}")
    _after(
        request.address, f"You have signed {what}",
        [f"You have signed {what} as {_seat(request)} on {day(signature.signed_on)}.",
         f"SHA-256 of what was signed: {signature.sha256}", f"If it was not you, tell {request.by_name} at once."],
    )  # fmt: skip


def declined(request: SignatureRequest, event: RequestEvent) -> None:
    """Tell the one who asked, with the reason."""
    _tell(request, f"{request.name} has declined to sign {_what(request)}: {shortened(event.reason, 160)}")


def locked(request: SignatureRequest) -> None:
    """Tell the one who asked that somebody has the link and not its code."""
    _tell(
        request, f"The link that was sent to {request.name} is locked, because wrong codes were entered. Speak with the officer, "
        "then send a new one",
    )  # fmt: skip


def _what(request: SignatureRequest) -> str:
    return f"version {request.version.number} of the plan of {request.plan.area}, {load(request.plan.round).title}"


def _seat(request: SignatureRequest) -> str:
    return f"{load(request.plan.round).role(request.role).title} for {request.organisation}"


def _tell(request: SignatureRequest, words: str) -> None:
    tell([request.by], words, reverse("signing", args=[request.plan_id, request.version.number]), must=True)


def _after(to: str, subject: str, paragraphs: list[str], failed: Callable[[Exception], None] | None = None) -> None:
    """Send when the transaction is kept; a mail server that does not answer takes nothing back."""
    message = EmailMessage(" ".join(subject.split()), "\n\n".join(paragraphs) + "\n", to=[to])

    def send() -> None:
        try:
            message.send()
        except OSError as error:  # what smtplib raises is one
            _LOG.warning("A notice of signing could not be sent: %s", type(error).__name__)
            if failed:
                failed(error)

    transaction.on_commit(send)
