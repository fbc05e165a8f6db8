"""Documents of the demonstration: last year's Word and Excel to bring, a workbook that came back, one that was filled."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.files.uploadedfile import SimpleUploadedFile

from bettercare.plan import Plan, plan_hash
from bettercare.rounds import open_plan
from bettercare.rounds.model import Round
from bettercare.service.accounts.models import User
from bettercare.service.demonstration.making import drawn
from bettercare.service.demonstration.round import BEFORE, ROUND
from bettercare.service.demonstration.story import Area
from bettercare.service.plans import actions
from bettercare.service.plans.bringing import bring
from bettercare.service.plans.downloads import draft_name
from bettercare.service.plans.filling import fill_workbook
from bettercare.service.plans.registers import keep_entry, register_of
from bettercare.service.rounds_admin.in_force import load
from bettercare.writing import write


def last_year_brought(area: Area, by: User) -> None:
    """An area that wrote its last plan elsewhere: the Word and the Excel are kept as evidence, to be downloaded and dropped in
    by whoever tries it, and were brought once; nobody has accepted anything yet."""
    round, place = load(BEFORE), area.place
    plan = drawn(open_plan(round, place.name, place.covers, place.partners, actions.new_id), place, round)
    register = register_of("documents")
    with area.clock.days_ago(12):
        for file in _files(plan, round, f"{place.name} plan {BEFORE}"):
            typed = {
                "title": f"Last year’s plan, as sent: {file.name}",
                "synopsis": "Made up for demonstration: bring it to this plan.",
            }
            if register is not None:
                keep_entry(by=by, plan=area.row, register=register, key=None, typed=typed, file=file)
        bring(by=by, plan=area.row, files=list(_files(plan, round, f"{place.name} plan {BEFORE}")))


def workbook_came_back(area: Area) -> None:
    """The care board's finance officer changed an amount in the downloaded workbook and brought it back."""
    area.row.refresh_from_db()
    draft, round = area.row.draft(), load(ROUND)
    first, *others = draft.plan.schemes
    line = first.lines[0]
    cheaper = replace(first, lines=(replace(line, amount=(line.amount or Decimal(0)) - 64_000), *first.lines[1:]))
    changed = replace(draft.plan, schemes=(cheaper, *others))
    written = write(changed, round, ".xlsx", states=draft.states, version=draft_name(area.row.revision)).content
    book = _as_downloaded(bytes(written), plan_hash(changed), plan_hash(draft.plan))
    with area.clock.days_ago(4):
        bring(by=area.people.finance, plan=area.row, files=[SimpleUploadedFile("With the offer as it was in January.xlsx", book)])


def _as_downloaded(book: bytes, says: str, was: str) -> bytes:
    """A workbook as if it was changed by hand after it was downloaded: its properties still name the plan that it was made of."""
    made = BytesIO()
    with ZipFile(BytesIO(book)) as old, ZipFile(made, "w", ZIP_DEFLATED) as new:
        for entry in old.infolist():
            content = old.read(entry)
            properties = entry.filename.startswith("docProps/")
            new.writestr(entry.filename, content.replace(says.encode(), was.encode()) if properties else content)
    return made.getvalue()


def workbook_filled(area: Area) -> None:
    """A blank workbook of the round, filled with the plan."""
    round, place = load(ROUND), area.place
    blank = write(open_plan(round, place.name, place.covers, place.partners, actions.new_id), round, ".xlsx").content
    with area.clock.days_ago(4):
        fill_workbook(by=area.people.lead, plan=area.row, file=SimpleUploadedFile(f"Blank workbook {ROUND}.xlsx", blank))


def _files(plan: Plan, round: Round, name: str) -> Iterator[SimpleUploadedFile]:
    for kind in (".docx", ".xlsx"):
        yield SimpleUploadedFile(f"{name}{kind}", write(plan, round, kind, demonstration=True).content)
