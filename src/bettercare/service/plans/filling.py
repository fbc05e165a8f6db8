"""Somebody's own workbook, such as the official blank one, filled with the plan; what was not filled is kept with it."""

from __future__ import annotations

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from bettercare.service.accounts.models import User
from bettercare.service.accounts.permissions import Permission, may
from bettercare.service.plans.actions import NotAllowed
from bettercare.service.plans.bringing import CannotBring
from bettercare.service.plans.models import AreaPlan, Filled
from bettercare.service.plans.where import where_begins
from bettercare.service.rounds_admin.in_force import load
from bettercare.service.uploaded import on_disk
from bettercare.writing import WORKBOOKS, fill_file


def fill_workbook(*, by: User, plan: AreaPlan, file: UploadedFile[bytes] | None) -> Filled:
    """Fill a workbook with the working copy in a bounded worker, and keep it.

    Raises CannotBring, CannotTake, and CannotRead with what was found and the cure.
    """
    if not may(by, Permission.WRITE, plan):
        raise NotAllowed(f"Your role does not allow you to {Permission.WRITE.value}.")
    if file is None:
        raise CannotBring("Choose the workbook that is to be filled.")
    row = AreaPlan.objects.get(pk=plan.pk)
    draft, round = row.draft(), load(row.round)
    with on_disk([file]) as (workbook,):
        if workbook.path.suffix.lower() not in WORKBOOKS:
            raise CannotBring(f"{workbook.name} cannot be filled: choose a workbook that ends in {' or '.join(WORKBOOKS)}.")
        made = fill_file(draft.plan, round, workbook.path, states=draft.states)
    left = [
        {"address": n.address, "what": where_begins(draft.plan, round, n.address), "why": n.why, "where": n.where}
        for n in made.not_filled
    ]
    with transaction.atomic():
        return Filled.objects.create(
            plan=row, revision=row.revision, name=workbook.name, content=made.content, filled=len(made.filled), left=left, by=by,
            by_name=str(by), at=timezone.now(),
        )  # fmt: skip
