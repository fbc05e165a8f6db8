"""Minutes and letters that show a signature or the power to sign: kept as they were brought, known by their hash."""

from __future__ import annotations

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from bettercare.service.accounts.models import User
from bettercare.service.accounts.permissions import Permission, may
from bettercare.service.plans.actions import NotAllowed
from bettercare.service.plans.models import AreaPlan
from bettercare.service.signoff.models import Evidence
from bettercare.service.signoff.refusals import Refused
from bettercare.service.uploaded import JPEG, MEGABYTE, PDF, PNG, TEXT_DOCUMENT, WORD, CannotTake, taken

LARGEST = 10 * MEGABYTE
KINDS = (PDF, WORD, TEXT_DOCUMENT, PNG, JPEG)
"""What such papers are."""


def keep_evidence(*, by: User, plan: AreaPlan, file: UploadedFile[bytes]) -> Evidence:
    """Keep a minute or letter. Raises Refused where it is of no kind that such papers have, empty or too large."""
    if not may(by, Permission.SEND, plan):
        raise NotAllowed(f"Your role does not allow you to {Permission.SEND.value}.")
    try:
        one = taken(file, kinds=KINDS, largest=LARGEST)
    except CannotTake as error:
        raise Refused(str(error), "file") from error
    return Evidence.objects.create(
        plan=plan, name=one.name, content=one.content, sha256=one.sha256, by=by, by_name=str(by), at=timezone.now()
    )
