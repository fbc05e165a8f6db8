"""The pages of documents: brought, filled, downloaded, and everything of a plan in one zip."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import groupby
from urllib.parse import quote

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from bettercare.comparing.texts import is_long, passages
from bettercare.documents import CannotRead
from bettercare.plan import Reading
from bettercare.plan.comparison import Passage
from bettercare.plan.edits import EditKind
from bettercare.plan.words import counted
from bettercare.reporting import report_html
from bettercare.rounds.model import Round
from bettercare.service.accounts.permissions import Permission, may
from bettercare.service.plans import actions, bringing, last_years
from bettercare.service.plans.downloads import draft_name
from bettercare.service.plans.exporting import export
from bettercare.service.plans.filling import fill_workbook
from bettercare.service.plans.models import AreaPlan
from bettercare.service.plans.remarks import reasons_of
from bettercare.service.plans.typed import edits_of
from bettercare.service.plans.views import about, plan_of, said_at, seen_revision, user_of
from bettercare.service.plans.where import where_begins
from bettercare.service.plans.working import checked, draft_at, sections
from bettercare.service.rounds_admin.in_force import available, load
from bettercare.service.uploaded import CannotTake
from bettercare.writing import write
from bettercare.writing.form import Cell

_KINDS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "html": "text/html",
}


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
    revision = seen_revision(request, row)
    draft, round = draft_at(row, revision), load(row.round)
    plan, reading = draft.plan, kept.read()
    base = None if kept.made_from is None else draft_at(row, kept.made_from)
    found, aligned = bringing.proposals(draft, reading, round, base, kept.unchanged)
    boxes = {address: cell for section in sections(draft, round) for address, cell in section.boxes.items()}
    if request.method == "POST":
        chosen = set(request.POST.getlist("accept"))
        mended = edits_of(draft, round, boxes, _mended(request, found, chosen, boxes))
        for one in mended.wrong:
            messages.error(request, f"{where_begins(plan, round, one.address)}: {one.why}")
        touched = {p.edit.address for p in found if p.key in chosen and _mend(request, p, boxes) is not None}
        edits = [*(p.edit for p in found if p.key in chosen and p.edit.address not in touched), *mended.edits]
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
        "proposals": [
            (p, said_at(p.edit.address, p.edit.old), said_at(p.edit.address, p.edit.new), _passages(p)) for p in _in_order(found)
        ],
        "unread": reading.unread,
        "earlier": last_years.round_of(reading, round),
        "matches": aligned.matches,
        "boxes": boxes,
        "may_write": may(user_of(request), Permission.WRITE, row),
    }
    return render(request, "plans/brought.html", context)


def _mend(request: HttpRequest, proposal: bringing.Proposal, boxes: Mapping[str, Cell]) -> str | None:
    """What somebody wrote in place of a value in doubt; nothing where they left it as it was read."""
    text = request.POST.get(f"mend:{proposal.key}")
    if text is None or proposal.edit.address not in boxes or text.strip() == said_at(proposal.edit.address, proposal.edit.new):
        return None
    return text


def _mended(
    request: HttpRequest, found: Sequence[bringing.Proposal], chosen: Collection[str], boxes: Mapping[str, Cell]
) -> dict[str, str]:  # fmt: skip
    """The accepted values that somebody mended, as they typed them, by address."""
    texts = ((p.edit.address, _mend(request, p, boxes)) for p in found if p.key in chosen)
    return {address: text for address, text in texts if text is not None}


def _in_order(found: Sequence[bringing.Proposal]) -> list[bringing.Proposal]:
    """As people read them: new parts of a list are added from the last to the first, and are shown from the first to the last."""
    shown: list[bringing.Proposal] = []
    for _, run in groupby(found, key=lambda p: (p.edit.kind is EditKind.ADD, p.edit.address.rpartition("/")[0])):
        several = list(run)
        shown += reversed(several) if several[0].edit.kind is EditKind.ADD else several
    return shown


def _passages(proposal: bringing.Proposal) -> tuple[Passage, ...]:
    """A long text that would change, word by word."""
    old, new = proposal.edit.old, proposal.edit.new
    return passages(old, new) if isinstance(old, str) and isinstance(new, str) and is_long(old, new) else ()


@require_safe
def download(request: HttpRequest, number: int, version: int, kind: str) -> HttpResponse:
    """A version in the round's form, as Word, Excel, PDF or a page."""
    row = plan_of(request, number)
    kept = get_object_or_404(row.versions, number=version)
    return _written(row, kept.draft(), kind, str(kept.number), f"version {kept.number}")


@require_safe
def working_copy(request: HttpRequest, number: int, kind: str) -> HttpResponse:
    """The plan as it stands in the round's form, to be worked on elsewhere and brought back."""
    row = plan_of(request, number)
    version = draft_name(row.revision)
    return _written(row, row.draft(), kind, version, version)


def _written(row: AreaPlan, draft: Reading, kind: str, version: str, called: str) -> HttpResponse:
    if kind not in _KINDS:
        raise PermissionDenied("")
    written = write(draft.plan, load(row.round), f".{kind}", states=draft.states, version=version)
    return given(written.content, f"{row.area} {row.round} {called}.{kind}", _KINDS[kind])


def given(content: bytes | str, name: str, kind: str) -> HttpResponse:
    """A file as a download, whatever it is."""
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}", "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type=kind, headers=headers)


@require_safe
def report(request: HttpRequest, number: int) -> HttpResponse:
    """What a check says of the plan as it stands, with the reasons that were given, as a page to keep or print."""
    row = plan_of(request, number)
    draft = row.draft()
    reasons = {about: f"{given.reason} ({given.by_name})" for about, given in reasons_of(row).items()}
    page = report_html(draft, checked(row, draft), load(row.round), reasons=reasons)
    return given(page, f"{row.area} {row.round} report, {draft_name(row.revision)}.html", "text/html; charset=utf-8")


@require_http_methods(["GET", "HEAD", "POST"])
def fill(request: HttpRequest, number: int) -> HttpResponse:
    """Somebody's own workbook, such as the official blank one, filled with the plan."""
    row = plan_of(request, number, Permission.WRITE if request.method == "POST" else Permission.SEE)
    problem = None
    if request.method == "POST":
        try:
            made = fill_workbook(by=user_of(request), plan=row, file=request.FILES.get("workbook"))
            return redirect("filled", number, made.pk)
        except (CannotRead, CannotTake, bringing.CannotBring) as error:
            problem = str(error)
    context = {
        **about(request, row, row.plan()),
        "problem": problem,
        "filled": row.filled.all(),
        "may_write": may(user_of(request), Permission.WRITE, row),
    }
    return render(request, "plans/fill.html", context, status=422 if problem else 200)


@require_safe
def filled(request: HttpRequest, number: int, filled: int) -> HttpResponse:
    """A workbook that was filled, with what was not."""
    row = plan_of(request, number)
    kept = get_object_or_404(row.filled, pk=filled)
    return render(request, "plans/filled.html", {**about(request, row, row.plan()), "filled": kept})


@require_safe
def filled_workbook(request: HttpRequest, number: int, filled: int) -> HttpResponse:
    """The filled workbook itself."""
    row = plan_of(request, number)
    kept = get_object_or_404(row.filled, pk=filled)
    kind = "application/vnd.ms-excel.sheet.macroEnabled.12" if kept.name.lower().endswith(".xlsm") else _KINDS["xlsx"]
    return given(bytes(kept.content), kept.name, kind)


@require_safe
def everything(request: HttpRequest, number: int) -> HttpResponse:
    """Everything of a plan in open formats."""
    row = plan_of(request, number, Permission.KEEP)
    return given(export(by=user_of(request), plan=row), f"{row.area} {row.round}.zip", "application/zip")


@require_http_methods(["GET", "HEAD", "POST"])
def carry_forward(request: HttpRequest, number: int) -> HttpResponse:
    """Begin a later round with what goes on from this plan."""
    row = plan_of(request, number, Permission.START if request.method == "POST" else Permission.SEE)
    mine = load(row.round)
    later = _later_rounds(row, mine)
    if request.method == "POST":
        chosen = next((r for r in later if r.id == request.POST.get("round")), None)
        if chosen is None:
            messages.error(request, "Choose a round that follows this one and that the area has no plan for yet.")
            return redirect("carry-forward", number)
        begun = actions.carry_forward(by=user_of(request), plan=row, round=chosen, earlier_round=mine)
        messages.success(request, "The plan is begun. Names, sources and risks came along; amounts and answers are asked anew.")
        return redirect("plan", begun.pk)
    context = {**about(request, row, row.plan()), "later": later, "may_start": may(user_of(request), Permission.START, row)}
    return render(request, "plans/carry_forward.html", context)


def _later_rounds(row: AreaPlan, mine: Round) -> list[Round]:
    """Rounds after this one that the area has no plan for."""
    there = set(AreaPlan.objects.filter(area=row.area).values_list("round", flat=True))
    return [r for id in available() if id not in there and (r := load(id)).years[0] > mine.years[0] and r.amendment is None]
