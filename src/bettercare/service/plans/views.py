"""The pages of a plan. A view reads the request and calls one action; what may be seen is limited before anything is looked up."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bettercare.comparing import compare
from bettercare.comparing.texts import is_long, passages
from bettercare.documents import CannotRead
from bettercare.plan import Plan
from bettercare.plan.canonical import from_json_at
from bettercare.plan.comparison import Passage
from bettercare.plan.edits import CannotEdit, state_in
from bettercare.plan.words import begin, counted, field_words, in_words, said
from bettercare.rounds.model import NotInRound
from bettercare.service.accounts.models import User
from bettercare.service.accounts.permissions import Permission, is_national, may, reach
from bettercare.service.plans import actions, bringing, rows
from bettercare.service.plans.beside import beside, earlier_plan, risk_squares
from bettercare.service.plans.models import AreaPlan, PlanEdit
from bettercare.service.plans.money import money_shown
from bettercare.service.plans.typed import CannotBe, edits_of, shown
from bettercare.service.plans.working import Section, checked, draft_at, findings_by_address, sections
from bettercare.service.rounds_admin.in_force import load
from bettercare.service.rounds_admin.mergers import successors_of
from bettercare.service.uploaded import CannotTake
from bettercare.writing import write

_KINDS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "html": "text/html",
}


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
    plans = list(AreaPlan.objects.seen_by(user_of(request)))
    titles = {id: load(id).title for id in {p.round for p in plans}}
    held = reach(user_of(request), Permission.START)
    context = {
        "plans": [(p, titles[p.round]) for p in plans],
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
    context = {
        **about(request, row, plan),
        "sections": sections(draft, round),
        "blocking": sum(f.severity == "error" for f in result.findings),
        "found": len(result.findings),
        "versions": row.versions.all()[:3],
        "latest": row.edits.order_by("-number").first(),
        "merged": successors_of(row),
        "money": money_shown(plan, load(row.round)),
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
    revision = _seen(request, row)
    plan, round = draft_at(row, revision), load(row.round)
    typed = {
        name.removeprefix("v:"): text for name, text in request.POST.items() if name.startswith("v:") and isinstance(text, str)
    }
    boxes = _section(sections(plan, round), section).boxes
    edits, wrong = edits_of(plan, round, boxes, typed)
    saved = actions.save(by=user_of(request), plan=row, seen=revision, edits=edits)
    row.refresh_from_db()
    note = _rows_changed(request, row)
    if wrong or saved.overtaken:
        return _form(request, row, section, typed, wrong, saved.overtaken)
    messages.success(request, note or ("Saved." if saved.made else "Nothing was changed."))
    going_on = request.POST.get("then") == "list"
    return redirect("plan", number) if going_on else redirect("section", number, section)


def _seen(request: HttpRequest, row: AreaPlan) -> int:
    """The revision that a posted page was made of; the present one for a page that is being opened."""
    seen = request.POST.get("seen", "")
    return int(seen) if seen.isdigit() and int(seen) <= row.revision else row.revision


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


def _form(
    request: HttpRequest,
    row: AreaPlan,
    slug: str,
    typed: dict[str, str] | None = None,
    wrong: Sequence[CannotBe] = (),
    overtaken: Sequence[actions.Overtaken] = (),
) -> HttpResponse:
    draft, round = row.draft(), load(row.round)
    plan, all_sections = draft.plan, sections(draft, round)
    mine = _section(all_sections, slug)
    kept = {w.address for w in wrong} | {o.mine.address for o in overtaken}
    place = all_sections.index(mine)
    context = {
        **about(request, row, plan),
        "section": mine,
        "boxes": mine.boxes,
        "shown": shown,
        "kept": {address: text for address, text in (typed or {}).items() if address in kept},
        "wrong": {w.address: w.why for w in wrong},
        "overtaken": {o.mine.address: o.theirs for o in overtaken},
        "said": said_at,
        "words": lambda address: begin(in_words(plan, address)) if address in mine.boxes else "",
        "findings": findings_by_address(checked(row, draft)),
        "may_write": may(user_of(request), Permission.WRITE, row),
        "offers": lambda block: rows.offers(block, round),
        "removals": lambda table: rows.removals(table, plan, round),
        "scheme_of": rows.scheme_of,
        "beside": beside(plan, round, earlier_plan(user_of(request), row, round)),
        "risks": risk_squares(plan) if any(a.startswith("risks/") for a in mine.boxes) else (),
        "money": money_shown(plan, load(row.round)),
        "following": all_sections[place + 1] if place + 1 < len(all_sections) else None,
    }
    return render(request, "plans/section.html", context, status=422 if wrong or overtaken else 200)


@require_safe
def findings(request: HttpRequest, number: int) -> HttpResponse:
    """Everything that does not add up, most serious first, each with a link to its box."""
    row = plan_of(request, number)
    draft = row.draft()
    plan, result = draft.plan, checked(row, draft)
    homes = {address: s.slug for s in sections(draft, load(row.round)) for address in s.boxes}
    return render(request, "plans/findings.html", {**about(request, row, plan), "result": result, "homes": homes})


@require_safe
def history(request: HttpRequest, number: int) -> HttpResponse:
    """What happened, in sentences, latest first."""
    row = plan_of(request, number)
    plan = row.plan()
    newest = row.edits.order_by("-number")
    before = request.GET.get("before", "")
    shown_edits = list((newest.filter(number__lt=int(before)) if before.isdigit() else newest)[:50])
    context = {
        **about(request, row, plan),
        "edits": [(e, sentence(plan, e), said_at(e.address, e.old), said_at(e.address, e.new)) for e in shown_edits],
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


@require_http_methods(["GET", "HEAD", "POST"])
def documents(request: HttpRequest, number: int) -> HttpResponse:
    """Bring documents: Word, Excel, PDF or text of this plan."""
    row = plan_of(request, number, Permission.WRITE if request.method == "POST" else Permission.SEE)
    problem = None
    if request.method == "POST":
        try:
            brought = bringing.bring(by=user_of(request), plan=row, files=request.FILES.getlist("documents"))
            return redirect("brought", number, brought.pk)
        except (CannotRead, CannotTake, bringing.CannotBring) as error:
            problem = str(error)
    context = {
        **about(request, row, row.plan()),
        "problem": problem,
        "brought": row.brought.all(),
        "may_write": may(user_of(request), Permission.WRITE, row),
    }
    return render(request, "plans/documents.html", context, status=422 if problem else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def brought(request: HttpRequest, number: int, brought: int) -> HttpResponse:
    """What documents would change, value by value; a post makes the changes that are ticked and keeps a version."""
    row = plan_of(request, number, Permission.WRITE if request.method == "POST" else Permission.SEE)
    kept = get_object_or_404(row.brought, pk=brought)
    revision = _seen(request, row)
    draft, round = draft_at(row, revision), load(row.round)
    plan, reading = draft.plan, kept.read()
    found, aligned = bringing.proposals(draft, reading, round)
    if request.method == "POST":
        chosen = set(request.POST.getlist("accept"))
        edits = [p.edit for p in found if p.key in chosen]
        saved = actions.save(by=user_of(request), plan=row, seen=revision, edits=edits)
        if saved.overtaken:
            left = counted(len(saved.overtaken), "value was", "values were")
            messages.error(
                request, f"{left} changed by somebody else since you looked, and stay as they are until you decide below."
            )
        if may(user_of(request), Permission.KEEP, row) and saved.made:
            version = actions.keep_version(by=user_of(request), plan=row, note=f"With what was read from {kept.names}"[:400])
            messages.success(request, f"{counted(len(saved.made), 'change')} made, kept as version {version.number}.")
        else:
            messages.success(request, f"{counted(len(saved.made), 'change')} made.")
        return redirect("brought", number, brought)
    context = {
        **about(request, row, plan),
        "brought": kept,
        "proposals": [(p, said_at(p.edit.address, p.edit.old), said_at(p.edit.address, p.edit.new), _passages(p)) for p in found],
        "unread": reading.unread,
        "matches": aligned.matches,
        "may_write": may(user_of(request), Permission.WRITE, row),
    }
    return render(request, "plans/brought.html", context)


def _passages(proposal: bringing.Proposal) -> tuple[Passage, ...]:
    """A long text that would change, word by word."""
    old, new = proposal.edit.old, proposal.edit.new
    return passages(old, new) if isinstance(old, str) and isinstance(new, str) and is_long(old, new) else ()


@require_safe
def versions(request: HttpRequest, number: int) -> HttpResponse:
    """The versions that were kept."""
    row = plan_of(request, number)
    return render(request, "plans/versions.html", {**about(request, row, row.plan()), "versions": row.versions.all()})


@require_safe
def version(request: HttpRequest, number: int, version: int) -> HttpResponse:
    """What changed between a version and the working copy, or another version."""
    row = plan_of(request, number)
    kept = get_object_or_404(row.versions, number=version)
    against = request.GET.get("with", "")
    other = get_object_or_404(row.versions, number=int(against)) if against.isdigit() else None
    later = other.draft() if other else row.draft()
    round = load(row.round)
    old, new = kept.draft(), later
    context = {
        **about(request, row, later.plan),
        "version": kept,
        "other": other,
        "versions": row.versions.all(),
        "comparison": compare(old, new, round, round, checked(row, old), checked(row, new)),
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


@require_safe
def download(request: HttpRequest, number: int, version: int, kind: str) -> HttpResponse:
    """A version in the round's form, as Word, Excel, PDF or a page."""
    row = plan_of(request, number)
    kept = get_object_or_404(row.versions, number=version)
    if kind not in _KINDS:
        raise PermissionDenied("")
    draft = kept.draft()
    written = write(draft.plan, load(row.round), f".{kind}", states=draft.states, version=str(kept.number))
    name = f"{row.area} {row.round} version {kept.number}.{kind}"
    return HttpResponse(
        written.content, content_type=_KINDS[kind], headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def said_at(address: str, data: object) -> str:
    """A value as it stands in an edit, ready to show."""
    if isinstance(data, dict) and "id" in data:
        return ""
    if state := state_in(data):
        return state.value.replace("-", " ")
    value = from_json_at(address, data)
    return said(value, address.rpartition("/")[2]) if value not in (None, "") else "nothing"


def sentence(plan: Plan, edit: PlanEdit) -> str:
    """One edit as a sentence without its subject: `changed scheme 3 Reablement, amount`."""
    done = {"add": "added", "remove": "removed", "move": "moved", "set": "changed"}[edit.kind]
    part = edit.new or edit.old
    if edit.kind in ("add", "remove") and isinstance(part, dict):
        kind = field_words(edit.address.split("/")[-2]).removesuffix("s")
        return f"{done} a {kind} {part.get('name') or part.get('description') or part.get('title') or ''}".rstrip()
    return f"{done} {in_words(plan, edit.address)}"


def _section(found: tuple[Section, ...], slug: str) -> Section:
    for one in found:
        if one.slug == slug:
            return one
    raise Http404("This round has no such section.")


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
