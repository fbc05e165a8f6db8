"""Files of allocations: brought as CSV or Excel, read within bounds, and kept as they came."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from bettercare.reading.files.sheets import LARGEST, Sheet, SheetRow, read_sheets
from bettercare.service.accounts.models import User
from bettercare.service.accounts.permissions import Permission, may
from bettercare.service.plans.actions import NotAllowed
from bettercare.service.rounds_admin.models import AllocationFile
from bettercare.service.uploaded import CannotTake, taken


class CannotImport(ValueError):
    """A file, or what was chosen for it, that makes no allocation; the words say what to do."""


def bring_allocations(*, by: User, round: str, table: str, file: UploadedFile[bytes] | None) -> AllocationFile:
    """Read a file in the bounded worker and keep it; nothing is in force yet. Raises CannotImport and CannotRead."""
    if not may(by, Permission.ADMINISTER, None):
        raise NotAllowed(f"Your role does not allow you to {Permission.ADMINISTER.value}.")
    if file is None:
        raise CannotImport("Choose a file: Excel or CSV.")
    try:
        one = taken(file, largest=LARGEST)
    except CannotTake as error:
        raise CannotImport(str(error)) from error
    sheets = [_as_json(s) for s in read_sheets(one.name, one.content)]
    return AllocationFile.objects.create(
        round=round, table=table, name=one.name, content=one.content, sha256=one.sha256, sheets=sheets,
        by=by, by_name=str(by), at=timezone.now(),
    )  # fmt: skip


def sheets_of(file: AllocationFile) -> tuple[Sheet, ...]:
    """The sheets of a file that was brought."""
    return tuple(
        Sheet(s["name"], tuple(SheetRow(r["n"], tuple(r["c"]), {int(k): v for k, v in r["p"].items()}) for r in s["rows"]))
        for s in file.sheets
    )


def _as_json(sheet: Sheet) -> dict[str, Any]:
    return {"name": sheet.name, "rows": [{"n": r.number, "c": list(r.cells), "p": r.wrong} for r in sheet.rows]}
