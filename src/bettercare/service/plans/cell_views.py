"""Boxes that are saved as they are left, while their page stays: what was saved, what could not be, and what others changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST

from bettercare.plan.edits import EditKind
from bettercare.plan.merging import rows_in
from bettercare.rounds.model import Round
from bettercare.service.accounts.permissions import Permission
from bettercare.service.pages import moment
from bettercare.service.plans import actions
from bettercare.service.plans.answer_tables import cells_changed, in_form, moved
from bettercare.service.plans.models import PlanEdit
from bettercare.service.plans.money import floors_shown, money_shown
from bettercare.service.plans.typed import Typed, edits_of, shown, shown_as, value_in
from bettercare.service.plans.views import last_save, plan_of, said_at, section_of, seen_revision, typed_in, user_of
from bettercare.service.plans.working import draft_at
from bettercare.service.rounds_admin.in_force import load
from bettercare.writing.form import Cell

Boxes = Mapping[str, Cell]


@require_POST
def cells(request: HttpRequest, number: int, section: str) -> HttpResponse:
    """Save boxes of a section that were seen at one revision; the answer says how each stands, and what others changed since."""
    row = plan_of(request, number, Permission.WRITE)
    revision, typed = seen_revision(request, row), typed_in(request)
    seen, round = draft_at(row, revision), load(row.round)
    boxes = section_of(seen, round, section).boxes
    made = edits_of(seen, round, boxes, typed)
    saved = actions.save(by=user_of(request), plan=row, seen=revision, edits=made.edits)
    own = {e.number for e in saved.made}
    others = [e for e in row.edits.filter(number__gt=revision, number__lte=saved.revision) if e.number not in own]
    plan = saved.draft.plan
    totals = {"money": money_shown(plan, round), "floors": floors_shown(plan, round)}
    return JsonResponse({
        "revision": saved.revision,
        "boxes": _standing(typed, boxes, made, saved, round),
        "others": {address: told for e in others for address, told in _changed(e, boxes, round)},
        "rows": sorted({e.by_name for e in others if _changes_rows(e)}),
        "undo": last_save(user_of(request), row),
        "totals": render_to_string("plans/totals.html", totals, request),
    })  # fmt: skip


def _standing(typed: Mapping[str, str], boxes: Boxes, made: Typed, saved: actions.Saved, round: Round) -> dict[str, Any]:
    """How each box that was sent stands: saved (`text` as it stands now), wrong, overtaken, or gone with its place."""
    wrong = {w.address: w.why for w in made.wrong}
    both = {made.box_of(in_form(round, o.mine.address)): o for o in saved.overtaken}
    return {a: _stands(a, boxes, made, saved, wrong.get(a), both.get(moved(saved.places, a) or a)) for a in typed}


def _stands(
    address: str, boxes: Boxes, made: Typed, saved: actions.Saved, why: str | None, both: actions.Overtaken | None
) -> dict[str, Any]:  # fmt: skip
    box, home = boxes.get(address), moved(saved.places, made.homes.get(address, address))
    if box is None or home is None:
        return {"state": "gone"}
    if why:
        return {"state": "wrong", "why": why}
    if both:
        stands = both.stands
        return {
            "state": "overtaken", "address": home, "by": both.theirs.by_name, "at": moment(both.theirs.at),
            "text": shown_as(box, value_in(both.mine.address, stands)), "said": said_at(both.mine.address, stands),
        }  # fmt: skip
    text = shown_as(box, made.values[address]) if address in made.values else shown(box)
    return {"state": "saved", "address": home, "text": text}


def _changed(edit: PlanEdit, boxes: Boxes, round: Round) -> Sequence[tuple[str, dict[str, Any]]]:
    """What somebody else's edit makes of boxes of the section."""
    told = {"by": edit.by_name, "number": edit.number}
    if edit.kind != EditKind.SET:
        return ()
    found = [(edit.address, edit.new), *cells_changed(round, edit.address, edit.old, edit.new)]
    return [(a, {**told, "text": shown_as(boxes[a], value_in(a, data))}) for a, data in found if a in boxes]


def _changes_rows(edit: PlanEdit) -> bool:
    """Whether a page that shows the rows from before shows too many or too few."""
    before, after = rows_in(edit.old), rows_in(edit.new)
    return edit.kind != EditKind.SET or (before is not None and after is not None and len(before) != len(after))
