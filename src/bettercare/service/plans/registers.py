"""Evidence beside a plan: registers that people keep, each a list of entries with the same fields.

An entry is never changed: saving it again appends its later state, and taking it away appends that. The plan's own answers hold
what the round asks; here stands what shows it: documents, engagement, governance, and the impact on equality.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from bettercare.reading.dates import read_date
from bettercare.service.accounts.models import User
from bettercare.service.accounts.permissions import Permission, may
from bettercare.service.plans.actions import NotAllowed, new_id
from bettercare.service.plans.models import AreaPlan, EvidenceFile, RegisterEntry
from bettercare.service.uploaded import (
    CSV,
    EXCEL,
    JPEG,
    MEGABYTE,
    PDF,
    PNG,
    POWERPOINT,
    TABLE_DOCUMENT,
    TEXT,
    TEXT_DOCUMENT,
    WORD,
    CannotTake,
    taken,
)

LARGEST = 20 * MEGABYTE
KINDS = (PDF, WORD, EXCEL, POWERPOINT, TEXT_DOCUMENT, TABLE_DOCUMENT, PNG, JPEG, TEXT, CSV)
"""What may be kept beside a plan."""


class CannotKeep(ValueError):
    """An entry or file that cannot be kept; the words say what to do."""

    def __init__(self, field: str, words: str) -> None:
        self.field = field
        super().__init__(words)


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a register's entries."""

    id: str
    title: str
    kind: Literal["line", "text", "date", "link", "about", "scheme", "file"] = "line"
    required: bool = False
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Register:
    """A list that an area keeps beside its plan."""

    id: str
    title: str
    about: str
    one: str
    fields: tuple[Field, ...]


REGISTERS = (
    Register(
        "documents",
        "Related documents",
        "What the plan rests on: strategies, needs assessments, minutes, agreements.",
        "document",
        (
            Field("title", "Title", required=True),
            Field("synopsis", "What it says, in a sentence or two", "text"),
            Field("supports", "The question that it supports", "about"),
            Field("page", "Page", hint="Where in the document the question is answered"),
            Field("link", "Link", "link", hint="Where it is published, if it is"),
            Field("file", "File", "file", hint="Word, Excel, PowerPoint, PDF, picture or text, up to 20 MB"),
        ),
    ),
    Register(
        "engagement",
        "Engagement",
        "Who was asked and told, what they said, and what changed because of it.",
        "engagement",
        (
            Field("who", "Who", required=True, hint="Groups and organisations, no person's name"),
            Field("when", "When", "date", required=True),
            Field("how", "How", hint="For example: meeting, survey, workshop"),
            Field("said", "What they said", "text"),
            Field("changed", "What changed", "text"),
        ),
    ),
    Register(
        "governance",
        "Governance",
        "The bodies that decide on the plan and look after it.",
        "body",
        (
            Field("body", "Body", required=True),
            Field("remit", "What it decides", "text", required=True),
            Field("members", "Who sits on it", hint="Organisations and roles"),
            Field("meets", "How often it meets"),
            Field("reports_to", "Whom it reports to"),
        ),
    ),
    Register(
        "equality",
        "Equality impact",
        "What the plan or a scheme does for people who share a protected characteristic or live with disadvantage.",
        "assessment",
        (
            Field("about", "Of the whole plan, or of which scheme", "scheme"),
            Field("groups", "Whom it touches", required=True),
            Field("effect", "What it does for them", "text", required=True),
            Field("mitigation", "What will be done about it", "text"),
            Field("assessed", "Assessed on", "date"),
        ),
    ),
)


def register_of(id: str) -> Register | None:
    return next((r for r in REGISTERS if r.id == id), None)


def entries(plan: AreaPlan, register: str) -> tuple[RegisterEntry, ...]:
    """The entries of a register as they stand, in the order in which they were begun."""
    last = {e.key: e for e in plan.register_entries.filter(register=register).select_related("file").order_by("pk")}
    return tuple(e for e in last.values() if not e.removed)


def evidence_of(plan: AreaPlan) -> tuple[str, ...]:
    """The SHA-256 of each document that the registers hold now."""
    held = (e.file for register in REGISTERS for e in entries(plan, register.id))
    return tuple(dict.fromkeys(file.sha256 for file in held if file))


def keep_entry(
    *, by: User, plan: AreaPlan, register: Register, key: str | None, typed: Mapping[str, str],
    file: UploadedFile[bytes] | None = None,
) -> RegisterEntry:  # fmt: skip
    """Add an entry to a register, or keep the later state of one. Raises CannotKeep with the field that must be mended."""
    if not may(by, Permission.WRITE, plan):
        raise NotAllowed(f"Your role does not allow you to {Permission.WRITE.value}.")
    values = {field.id: _value(field, typed.get(field.id, "").strip()) for field in register.fields if field.kind != "file"}
    with transaction.atomic():
        last = plan.register_entries.filter(register=register.id, key=key).order_by("-pk").first() if key else None
        if key and last is None:
            raise CannotKeep(register.fields[0].id, "This entry is not there any more.")
        kept = _file(by, plan, file) if file else last.file if last else None
        return RegisterEntry.objects.create(
            plan=plan, register=register.id, key=key or new_id(), values=values, file=kept, by=by, by_name=str(by),
            at=timezone.now(),
        )  # fmt: skip


def remove_entry(*, by: User, plan: AreaPlan, register: Register, key: str) -> RegisterEntry:
    """Take an entry away; what it said stays in what happened."""
    if not may(by, Permission.WRITE, plan):
        raise NotAllowed(f"Your role does not allow you to {Permission.WRITE.value}.")
    with transaction.atomic():
        last = plan.register_entries.filter(register=register.id, key=key).order_by("-pk").first()
        if last is None:
            raise CannotKeep(register.fields[0].id, "This entry is not there any more.")
        return RegisterEntry.objects.create(
            plan=plan, register=register.id, key=key, values=last.values, file=last.file, removed=True, by=by, by_name=str(by),
            at=timezone.now(),
        )  # fmt: skip


def _value(field: Field, text: str) -> str:
    if field.required and not text:
        raise CannotKeep(field.id, f"{field.title}: write something here.")
    if field.kind == "date" and text:
        read = read_date(text)
        if read.value is None:
            raise CannotKeep(field.id, f"{field.title}: enter a date, such as 14 February 2026.")
        return str(read.value.isoformat())
    if field.kind == "link" and text and not text.startswith(("https://", "http://")):
        raise CannotKeep(field.id, f"{field.title}: begin with https://")
    return text.replace("\r\n", "\n")


def _file(by: User, plan: AreaPlan, file: UploadedFile[bytes]) -> EvidenceFile:
    try:
        one = taken(file, kinds=KINDS, largest=LARGEST)
    except CannotTake as error:
        raise CannotKeep("file", f"{error} Or give a link to it instead.") from error
    return EvidenceFile.objects.create(
        plan=plan, name=one.name, content_type=one.content_type, content=one.content, sha256=one.sha256, by=by,
        by_name=str(by), at=timezone.now(),
    )  # fmt: skip
