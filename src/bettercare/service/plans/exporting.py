"""Everything that the service holds of one area's plan, in open formats: one zip of JSON, CSV and the files as they were given."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import fields
from datetime import date, datetime
from decimal import Decimal
from pathlib import PurePath
from typing import Any

from django.utils import timezone

from bettercare.plan import Reading, walk
from bettercare.plan.words import MONEY, NAMED_BY, PART_WORD, field_words
from bettercare.reporting.collated_sheet import Column, Sheet, Value
from bettercare.reporting.open_data import as_csv
from bettercare.service.accounts.models import User
from bettercare.service.plans.models import AreaPlan, CommentSettled, Happened
from bettercare.service.plans.registers import REGISTERS
from bettercare.writing.marking import parts_of

_WHO = (Column("by", "By", "name of who did it, as it was then"), Column("at", "At", "when, ISO 8601 with its offset"))
_TELLS = {
    "changes": "every change of the working copy, oldest first; old and new values are JSON",
    "versions": "the versions that were kept; each one's bytes are in versions/",
    "signatures": "signatures on versions; what each was given on is in signatures/",
    "submissions": "what was sent; the bytes are in submissions/",
    "reasons": "reasons given for what a check asked; the last one for a rule and address holds",
    "comments": "comments that whoever made this export may see",
    "comments-settled": "when comments were settled or opened again",
    "brought": "documents brought: what was read from them is in brought/",
    "filled": "workbooks that were filled with the plan; the files are in filled/",
    "evidence-files": "documents kept as evidence; the files are in evidence/",
    "answers": "answers to questions of the round beyond the plan's own parts",
    "states": "what is said of values that are not given",
}


def export(*, by: User, plan: AreaPlan) -> bytes:
    """Return the zip. What the person may not see (comments kept within another organisation) is not in it."""
    draft = plan.draft()
    sheets = [*_plan_sheets(draft), *_event_sheets(by, plan), *_register_sheets(plan)]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("plan.json", bytes(plan.working))
        made.writestr("opened-with.json", bytes(plan.opened_with))
        for sheet in (*sheets, _dictionary(sheets)):
            made.writestr(f"{sheet.id}.csv", as_csv(sheet))
        for name, content in _files(plan):
            made.writestr(name, content)
        made.writestr("README.txt", _readme(plan, sheets))
    return buffer.getvalue()


def _plan_sheets(draft: Reading) -> Iterator[Sheet]:
    """A table for each kind of part, with the address of every row."""
    rows: dict[str, list[tuple[str, Any]]] = {}
    for address, kind, part in parts_of(draft.plan):
        rows.setdefault(kind, []).append((address, part))
    for kind in NAMED_BY:
        if kind not in rows:
            continue
        names = [f.name for f in fields(rows[kind][0][1]) if f.name not in ("id", "answers", "lines", "points")]
        word = PART_WORD[kind]
        columns = (
            Column("address", "Address", f"where the {word} stands in the plan; never changes"),
            *(Column(n, field_words(n), f"{field_words(n)} of the {word}", "pounds" if n in MONEY else "text") for n in names),
        )
        told = tuple((address, *(_value(getattr(part, n)) for n in names)) for address, part in rows[kind])
        yield Sheet(f"plan-{kind.replace('_', '-')}", word, f"one row for each {word} of the plan as it stands", columns, told)
    answers = [(a, _value(v)) for a, v in walk(draft.plan) if "answers" in a.split("/")]
    where = Column("address", "Address", "where the value stands in the plan")
    yield _sheet("answers", (where, Column("value", "Value", "what was answered")), answers)
    stated = Column("state", "State", "to-be-confirmed, not-applicable or said-not-supplied")
    yield _sheet("states", (where, stated), [(a, s.value) for a, s in draft.states.items()])


def _event_sheets(by: User, plan: AreaPlan) -> Iterator[Sheet]:
    seen = plan.comments.seen_by(by, plan)
    settled = CommentSettled.objects.filter(comment__in=seen)
    yield _events("changes", plan.edits.order_by("number"), ("number", "kind", "address", "old", "new", "undoes"))
    yield _events("versions", plan.versions.order_by("number"), ("number", "revision", "sha256", "note"))
    signed = ("version_id", "role", "organisation", "name", "position", "way", "signed_on", "evidence", "delegated_by", "sha256")
    yield _events("signatures", plan.signoffs.order_by("at"), signed)
    yield _events("submissions", plan.submissions.order_by("at"), ("pk", "version_id", "window", "late", "reason", "sha256"))
    yield _events("reasons", plan.reasons.all(), ("rule", "address", "message", "reason"))
    yield _events("comments", seen, ("pk", "thread_id", "address", "organisation", "text"))
    yield _events("comments-settled", settled, ("comment_id", "settled"))
    yield _events("brought", plan.brought.order_by("at"), ("pk", "documents"))
    yield _events("filled", plan.filled.order_by("pk"), ("pk", "name", "revision", "filled", "left"))
    yield _events("evidence-files", plan.evidence_files.all(), ("pk", "name", "content_type", "sha256"))


def _events(id: str, rows: Iterable[Happened], names: tuple[str, ...]) -> Sheet:
    columns = (*(Column(n, field_words(n), _holds(n)) for n in names), *_WHO)
    told = [(*(_value(getattr(row, n)) for n in names), row.by_name, row.at.isoformat()) for row in rows]
    return _sheet(id, columns, told)


def _register_sheets(plan: AreaPlan) -> Iterator[Sheet]:
    for register in REGISTERS:
        kept = plan.register_entries.filter(register=register.id)
        own = [f for f in register.fields if f.kind != "file"]
        columns = (
            Column("entry", "Entry", "the entry that the row is a state of; the last row of an entry holds"),
            *(Column(f.id, f.title, f.title) for f in own),
            Column("file", "File", "number of its document in evidence-files"),
            Column("removed", "Taken away", "whether the entry was taken away then"),
            *_WHO,
        )
        rows = [
            (e.key, *(e.values.get(f.id, "") for f in own), _value(e.file_id), str(e.removed), e.by_name, e.at.isoformat())
            for e in kept
        ]
        yield Sheet(f"register-{register.id}", register.title, register.about, columns, tuple(rows))


def _sheet(id: str, columns: tuple[Column, ...], rows: Iterable[tuple[Value, ...]]) -> Sheet:
    return Sheet(id, id.capitalize(), _TELLS[id], columns, tuple(rows))


def _holds(name: str) -> str:
    known = {
        "pk": "number of the row, which file names begin with",
        "sha256": "SHA-256 of the bytes, in hexadecimal",
        "old": "what stood there before, as JSON",
        "new": "what stands there since, as JSON",
        "undoes": "number of the change that this one takes back",
        "organisation": "the partner concerned",
        "thread_id": "number of the comment that it replies to",
    }
    return known.get(name, field_words(name).removesuffix(" id"))


def _files(plan: AreaPlan) -> Iterator[tuple[str, bytes]]:
    for version in plan.versions.all():
        yield f"versions/{version.number}.json", bytes(version.content)
    for name in ("signoffs", "submissions"):
        folder = {"signoffs": "signatures"}.get(name, name)
        yield from ((f"{folder}/{row.pk}.json", bytes(row.content)) for row in getattr(plan, name).all())
    yield from ((f"brought/{row.pk}.json", bytes(row.reading)) for row in plan.brought.all())
    yield from ((f"filled/{row.pk}-{PurePath(row.name).name}", bytes(row.content)) for row in plan.filled.all())
    for row in plan.sign_off_evidence.all():
        yield f"signatures/evidence-{row.pk}-{PurePath(row.name).name}", bytes(row.content)
    yield from ((f"evidence/{row.pk}-{PurePath(row.name).name}", bytes(row.content)) for row in plan.evidence_files.all())


def _dictionary(sheets: Iterable[Sheet]) -> Sheet:
    columns = tuple(Column(n, n.capitalize(), "") for n in ("file", "tells", "column", "kind", "holds"))
    rows = tuple((f"{s.id}.csv", s.tells, c.id, c.kind, c.holds) for s in sheets for c in s.columns)
    return Sheet("dictionary", "Dictionary", "every column of every table", columns, rows)


def _readme(plan: AreaPlan, sheets: Iterable[Sheet]) -> str:
    listed = "\n".join(f"{s.id}.csv: {s.tells}" for s in sheets)
    return (
        f"{plan}: everything that is held of this plan, {timezone.localdate().isoformat()}\n\n"
        "plan.json is the plan as it stands and opened-with.json as it began; `bettercare` reads both. Amounts are pounds.\n"
        "Tables are CSV in UTF-8; a text that a spreadsheet would take for a formula has an apostrophe before it.\n"
        f"dictionary.csv says what every column holds.\n\n{listed}\n"
    )


def _value(value: Any) -> Value:
    if value is None or isinstance(value, Decimal):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, dict | list | tuple):
        return json.dumps(value, ensure_ascii=False)
    return value if isinstance(value, int) else str(value)
