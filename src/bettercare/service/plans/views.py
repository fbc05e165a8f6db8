"""The pages of a plan. A view reads the request and calls one action; what may be seen is limited before anything is looked up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from markupsafe import Markup

from bettercare.plan import Plan, Reading
from bettercare.plan.canonical import from_json_at, is_value_at
from bettercare.plan.edits import CannotEdit, state_in
from bettercare.plan.words import counted, field_words, said
from bettercare.rounds.model import NotInRound, Round
from bettercare.service.accounts.models import User
from bettercare.service.accounts.permissions import Permission, is_national, may, reach, what_for
from bettercare.service.plans import actions, rows
from bettercare.service.plans.answer_tables import in_form, moved
from bettercare.service.plans.beside import beside, earlier_plan, risk_squares, said_before
from bettercare.service.plans.controls import control, id_of
from bettercare.service.plans.models import AreaPlan, PlanEdit
from bettercare.service.plans.money import floors_shown, money_shown
from bettercare.service.plans.overview import overview
from bettercare.service.plans.pasting import pasted
from bettercare.service.plans.remarks import open_at, reasons_of
from bettercare.service.plans.typed import CannotBe, edits_of, shown
from bettercare.service.plans.where import label_at, where, where_begins
from bettercare.service.plans.working import (
    Section,
    checked,
    compared,
    draft_at,
    findings_by_address,
    section_after,
    section_at,
    sections,
)
from bettercare.service.rounds_admin.in_force import load
from bettercare.service.rounds_admin.mergers import successors_of
from bettercare.service.signoff.next_steps import next_window
from bettercare.service.signoff.waiting import waits_for
from bettercare.writing.form import Cell

_MONEY = ("budgets/", "contributions/", "schemes/")
"""Where money stands in a plan: totals follow below the sections that hold some."""


def user_of(request: HttpRequest) -> User:
    user = request.user
    if not isinstance(user, User):
        raise PermissionDenied
    return user


def plan_of(request: HttpRequest, number: int, needs: Permission = Permission.SEE) -> AreaPlan:
    """The plan, where the person may see it; one that they may not see is as good as none."""
    row = get_object_or_404(AreaPlan.objects.seen_by(user_of(request)), pk=number)
    if not may(user_of(request), needs, row):
        raise PermissionDenied(f"Your role does not allow you to {needs.value}.")
    return row


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The plans that a person works on."""
    held, rounds = reach(user_of(request), Permission.START), overview(user_of(request))
    context = {
        "rounds": rounds,
        "does": what_for(user_of(request)),
        "waits": waits_for(user_of(request), rounds),
        "administers": may(user_of(request), Permission.ADMINISTER, None),
        "may_start": bool(held.organisations or held.in_areas),
        "national": is_national(user_of(request)),
    }
    return render(request, "plans/home.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def tasks(request: HttpRequest, number: int) -> HttpResponse:
    """The task list: each section with what is missing; a post keeps a version."""
    row = plan_of(request, number, Permission.KEEP if request.method == "POST" else Permission.SEE)
    if request.method == "POST":
        kept = actions.keep_version(by=user_of(request), plan=row, note=request.POST.get("note", "")[:400])
        messages.success(request, f"Version {kept.number} is kept.")
        return redirect("versions", number)
    draft, round = row.draft(), load(row.round)
    plan, result = draft.plan, checked(row, draft)
    found = sections(draft, round)
    said = open_at(user_of(request), row)
    versions = list(row.versions.defer("content")[:3])
    context = {
        **about(request, row, plan),
        "sections": found,
        "comments": {s.slug: sum(count for address, count in said.items() if s.holds(address)) for s in found},
        "said": sum(said.values()),
        "blocking": sum(f.severity == "error" for f in result.findings),
        "found": len(result.findings),
        "versions": versions,
        "ahead": next_window(row, plan, round, found, result, versions[0] if versions else None),
        "may_send": may(user_of(request), Permission.SEND, row),
        "sent": list(row.submissions.values("pk", "at", "late", "version__number")),
        "latest": row.edits.order_by("-number").values("by_name", "at").first(),
        "merged": successors_of(row),
        "money": money_shown(plan, round),
        "floors": floors_shown(plan, round),
    }
    return render(request, "plans/tasks.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def section(request: HttpRequest, number: int, section: str) -> HttpResponse:
    """A section as a form. What cannot be saved stays in its box, with why; everything else is saved."""
    row = plan_of(request, number)
    if request.method != "POST":
        return _form(request, row, section)
    if not may(user_of(request), Permission.WRITE, row):
        raise PermissionDenied(f"Your role does not allow you to {Permission.WRITE.value}.")
    if request.POST.get("undo", "").isdecimal():
        return _taken_back(request, row, section, int(request.POST["undo"]))
    revision = seen_revision(request, row)
    plan, round = draft_at(row, revision), load(row.round)
    typed = typed_in(request)
    boxes = section_of(plan, round, section).boxes
    made = edits_of(plan, round, boxes, typed)
    saved = actions.save(by=user_of(request), plan=row, seen=revision, edits=made.edits)
    row.refresh_from_db()
    note = _rows_changed(request, row) or _rows_pasted(request, row)
    if made.wrong or saved.overtaken:
        kept = {moved(saved.places, address) or address: text for address, text in typed.items()}
        return _form(request, row, section, kept, made.wrong, saved.overtaken)
    messages.success(request, note or ("Saved." if saved.made else "Nothing was changed."))
    going_on = request.POST.get("then") == "list"
    return redirect("plan", number) if going_on else redirect("section", number, section)


def typed_in(request: HttpRequest) -> dict[str, str]:
    """What was sent of each box, by its address."""
    sent = request.POST.items()
    return {name.removeprefix("v:"): text for name, text in sent if name.startswith("v:") and isinstance(text, str)}


def seen_revision(request: HttpRequest, row: AreaPlan) -> int:
    """The revision that a posted page was made of; the present one for a page that is being opened."""
    seen = request.POST.get("seen", "")
    return int(seen) if seen.isdecimal() and int(seen) <= row.revision else row.revision


def _rows_changed(request: HttpRequest, row: AreaPlan) -> str:
    """Add or remove a row, where a button asked for it; what happened in words."""
    draft, round = row.draft(), load(row.round)
    try:
        if table := request.POST.get("add"):
            edits = rows.added(draft, round, table, actions.new_id)
        elif part := request.POST.get("remove"):
            edits = list(rows.removed(draft, part))
        else:
            return ""
    except (CannotEdit, NotInRound) as error:
        raise PermissionDenied(str(error)) from error
    actions.save(by=user_of(request), plan=row, seen=row.revision, edits=edits)
    row.refresh_from_db()
    return "A row was added." if request.POST.get("add") else "The row was removed. It can be brought back from the history."


def _rows_pasted(request: HttpRequest, row: AreaPlan) -> str:
    """Add the rows that were pasted into a table, where its button was pressed; what happened in words."""
    table = request.POST.get("paste", "")
    if not table:
        return ""
    try:
        done = pasted(row.draft(), load(row.round), table, request.POST.get(f"rows:{table}", ""), actions.new_id)
    except (CannotEdit, NotInRound) as error:
        messages.error(request, str(error))
        return "Nothing was pasted."
    actions.save(by=user_of(request), plan=row, seen=row.revision, edits=done.edits)
    row.refresh_from_db()
    for number, head, left in done.wrong[:20]:
        messages.error(request, f"Row {number}, {head}: {left.why}")
    return f"{counted(done.rows, 'row was', 'rows were')} added." if done.rows else "There were no rows to add."


def _taken_back(request: HttpRequest, row: AreaPlan, section: str, number: int) -> HttpResponse:
    """Take back what the person saved last."""
    get_object_or_404(row.edits, number=number)
    try:
        done = actions.undo_save(by=user_of(request), plan=row, number=number)
    except actions.NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    if done.overtaken:
        messages.error(request, f"{counted(len(done.overtaken), 'change')} stayed, because somebody changed the same since.")
    messages.success(request, f"{counted(len(done.made), 'change')} taken back.")
    return redirect("section", row.pk, section)


def last_save(user: User, row: AreaPlan) -> int | None:
    """The number of the last edit of a person's last save, where it was not taken back."""
    mine = row.edits.filter(by=user).order_by("-number").values_list("number", "undoes").first()
    return mine[0] if mine and mine[1] is None else None


def _form(
    request: HttpRequest,
    row: AreaPlan,
    slug: str,
    typed: dict[str, str] | None = None,
    wrong: Sequence[CannotBe] = (),
    overtaken: Sequence[actions.Overtaken] = (),
) -> HttpResponse:
    draft, round = row.draft(), load(row.round)
    plan, mine = draft.plan, section_of(draft, round, slug)
    earlier = earlier_plan(user_of(request), row, round)
    both = {in_form(round, o.mine.address): o for o in overtaken}
    amiss = {*(w.address for w in wrong), *both}
    kept = {address: text for address, text in (typed or {}).items() if address in amiss}
    found, told = findings_by_address(checked(row, draft)), beside(plan, round, earlier)
    context = {
        **about(request, row, plan),
        "section": mine,
        "boxes": mine.boxes,
        "control": partial(_control, kept, amiss),
        "id_of": id_of,
        "spoken_of": {*amiss, *found, *told},
        "wrong": {w.address: w.why for w in wrong},
        "overtaken": both,
        "said": said_at,
        "words": lambda address: where_begins(plan, round, address) if address in mine.boxes else "",
        "findings": found,
        "reasons": reasons_of(row),
        "comments": open_at(user_of(request), row),
        "may_write": may(user_of(request), Permission.WRITE, row),
        "offers": lambda block: rows.offers(block, round),
        "removals": lambda table: rows.removals(table, plan, round),
        "scheme_of": rows.scheme_of,
        "can_paste": lambda table: rows.can_paste(table, round),
        "last_save": last_save(user_of(request), row),
        "floors": floors_shown(plan, round) if any(a.startswith(_MONEY) for a in mine.boxes) else (),
        "beside": told,
        "said_before": said_before(plan, round, earlier),
        "earlier": earlier,
        "risks": risk_squares(plan) if any(a.startswith("risks/") for a in mine.boxes) else (),
        "money": money_shown(plan, round) if any(a.startswith(_MONEY) for a in mine.boxes) else (),
        "following": section_after(draft, round, slug),
    }
    return render(request, "plans/section.html", context, status=422 if wrong or overtaken else 200)


def _control(
    kept: Mapping[str, str], amiss: set[str], cell: Cell, label: str = "", long: bool = False, narrow: bool = False
) -> Markup:  # fmt: skip
    """The control of a box: with what was typed where that was not saved, else with what stands there."""
    address, words = cell.address or "", len(cell.text)
    long, rows = (cell.kind == "text" and words > 32, min(max(words // 24 + 1, 2), 8)) if narrow else (long, 0)
    return control(cell, kept.get(address, shown(cell)), label, long, rows, address in kept, address in amiss)


@require_safe
def findings(request: HttpRequest, number: int) -> HttpResponse:
    """Everything that does not add up, most serious first, each with a link to its box."""
    row = plan_of(request, number)
    draft = row.draft()
    plan, result = draft.plan, checked(row, draft)
    found = sections(draft, load(row.round))
    homes = {address: s.slug for s in found for address in s.boxes}
    for finding in result.findings:  # what hangs on a part or a whole list is put right where its boxes are
        if finding.address and finding.address not in homes:
            within = (s.slug for s in found for address in s.boxes if address.startswith(f"{finding.address}/"))
            if home := next(within, None):
                homes[finding.address] = home
    context = {
        **about(request, row, plan),
        "result": result,
        "homes": homes,
        "reasons": reasons_of(row),
        "may_write": may(user_of(request), Permission.WRITE, row),
    }
    return render(request, "plans/findings.html", context)


@require_safe
def history(request: HttpRequest, number: int) -> HttpResponse:
    """What happened, in sentences, latest first."""
    row = plan_of(request, number)
    plan, round = row.plan(), load(row.round)
    newest = row.edits.order_by("-number")
    before = request.GET.get("before", "")
    shown_edits = list((newest.filter(number__lt=int(before)) if before.isdecimal() else newest)[:50])
    context = {
        **about(request, row, plan),
        "edits": [(e, sentence(plan, round, e), *(_label(round, e.address, data) for data in (e.old, e.new))) for e in shown_edits],
        "older": shown_edits[-1].number if len(shown_edits) == 50 else None,
        "may_write": may(user_of(request), Permission.WRITE, row),
    }
    return render(request, "plans/history.html", context)


@require_POST
def undo(request: HttpRequest, number: int, edit: int) -> HttpResponse:
    """Take one edit back."""
    row = plan_of(request, number, Permission.WRITE)
    get_object_or_404(row.edits, number=edit)
    done = actions.undo(by=user_of(request), plan=row, number=edit)
    if done.overtaken:
        messages.error(request, "This was changed again since, so it was not taken back. Change the value itself.")
    else:
        messages.success(request, "Taken back.")
    return redirect("history", number)


@require_safe
def versions(request: HttpRequest, number: int) -> HttpResponse:
    """The versions that were kept."""
    row = plan_of(request, number)
    return render(request, "plans/versions.html", {**about(request, row, row.plan()), "versions": row.versions.defer("content")})


@require_safe
def version(request: HttpRequest, number: int, version: int) -> HttpResponse:
    """What changed between a version and the working copy, or another version."""
    row = plan_of(request, number)
    kept = get_object_or_404(row.versions, number=version)
    against, first = request.GET.get("with", ""), request.GET.get("from", "")
    if first.isdecimal() and int(first) != version:
        return redirect(f"../{int(first)}/?with={int(against) if against.isdecimal() else ''}")
    other = get_object_or_404(row.versions, number=int(against)) if against.isdecimal() else None
    later = other.draft() if other else row.draft()
    old, new = kept.draft(), later
    context = {
        **about(request, row, later.plan),
        "version": kept,
        "other": other,
        "versions": row.versions.defer("content"),
        "comparison": compared(row, old, new),
        "may_keep": may(user_of(request), Permission.KEEP, row),
    }
    return render(request, "plans/version.html", context)


@require_POST
def restore(request: HttpRequest, number: int, version: int) -> HttpResponse:
    """Go back to a version, as a new one."""
    row = plan_of(request, number, Permission.KEEP)
    get_object_or_404(row.versions, number=version)
    kept = actions.restore_version(by=user_of(request), plan=row, number=version)
    messages.success(request, f"The plan is as version {version} was, kept as version {kept.number}.")
    return redirect("versions", number)


def _label(round: Round, address: str, data: object) -> str:
    return label_at(round, address, said_at(address, data))


def said_at(address: str, data: object) -> str:
    """A value as it stands in an edit, ready to show."""
    if isinstance(data, dict) and "id" in data:
        return ""
    if state := state_in(data):
        return state.value.replace("-", " ")
    if not is_value_at(address):
        return str(data or "nothing")  # a cell of a table of answers
    value = from_json_at(address, data)
    return said(value, address.rpartition("/")[2]) if value not in (None, "") else "nothing"


def sentence(plan: Plan, round: Round, edit: PlanEdit) -> str:
    """One edit as a sentence without its subject: `changed scheme 3 Reablement, amount`."""
    done = {"add": "added", "remove": "removed", "move": "moved", "set": "changed"}[edit.kind]
    part = edit.new or edit.old
    if edit.kind in ("add", "remove") and isinstance(part, dict):
        kind = field_words(edit.address.split("/")[-2]).removesuffix("s")
        return f"{done} a {kind} {part.get('name') or part.get('description') or part.get('title') or ''}".rstrip()
    return f"{done} {where(plan, round, edit.address)}"


def section_of(held: Reading, round: Round, slug: str) -> Section:
    found = section_at(held, round, slug)
    if found is None:
        raise Http404("This round has no such section.")
    return found


def about(request: HttpRequest, row: AreaPlan, plan: Plan) -> dict[str, object]:
    """What every page of a plan shows about it."""
    missing = counted(row.revision, "change", "changes")
    return {
        "row": row,
        "plan": plan,
        "round": load(row.round),
        "changes": missing,
        "may_keep": may(user_of(request), Permission.KEEP, row),
    }
