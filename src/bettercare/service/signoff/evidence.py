"""Minutes and letters that show a signature or the power to sign: kept as they were brought, known by their hash."""

from __future__ import annotations

import hashlib
from pathlib import PurePath

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from bettercare.service.accounts.models import User
from bettercare.service.accounts.permissions import Permission, may
from bettercare.service.plans.actions import NotAllowed
from bettercare.service.plans.models import AreaPlan
from bettercare.service.signoff.models import Evidence
from bettercare.service.signoff.refusals import CannotKeep

LARGEST = 10 * 1024 * 1024
"""Bytes of one file."""
_BEGINS: dict[str, tuple[bytes, ...]] = {
    ".pdf": (b"%PDF-",),
    ".docx": (b"PK\x03\x04",),
    ".odt": (b"PK\x03\x04",),
    ".png": (b"\x89PNG\r\n\x1a\n",),
    ".jpg": (b"\xff\xd8\xff",),
    ".jpeg": (b"\xff\xd8\xff",),
}
"""What a file of each kind begins with."""


def keep_evidence(*, by: User, plan: AreaPlan, file: UploadedFile[bytes]) -> Evidence:
    """Keep a minute or letter. Raises CannotKeep where it is of no kind that such papers have, empty or too large."""
    if not may(by, Permission.SEND, plan):
        raise NotAllowed(f"Your role does not allow you to {Permission.SEND.value}.")
    name = PurePath((file.name or "evidence").replace("\\", "/")).name[-200:]
    begins = _BEGINS.get(PurePath(name).suffix.lower())
    if begins is None:
        raise CannotKeep("Bring the minute or letter as PDF, Word, OpenDocument, PNG or JPEG.", "file")
    if (file.size or 0) > LARGEST:
        raise CannotKeep(f"The file is larger than {LARGEST // 1024 // 1024} MB.", "file")
    content = file.read()
    if not content.startswith(begins):
        raise CannotKeep(f"{name} is not what its ending says, or is empty.", "file")
    return Evidence.objects.create(
        plan=plan, name=name, content=content, sha256=hashlib.sha256(content).hexdigest(), by=by, by_name=str(by), at=timezone.now()
    )
