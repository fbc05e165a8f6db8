"""The pages of evidence beside a plan: its registers, an entry of one, and the documents that are kept."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from bettercare.plan import Plan
from bettercare.plan.words import day, part_name
from bettercare.reading.dates import read_date
from bettercare.rounds.model import Round
from bettercare.service.accounts.permissions import Permission, may
from bettercare.service.plans import registers
from bettercare.service.plans.document_views import given
from bettercare.service.plans.views import about, plan_of, user_of
from bettercare.service.rounds_admin.in_force import load


@require_safe
def evidence(request: HttpRequest, number: int) -> HttpResponse:
    """The registers of a plan, with how many entries each has."""
    row = plan_of(request, number)
    found = [(r, len(registers.entries(row, r.id))) for r in registers.REGISTERS]
    return render(request, "plans/evidence.html", {**about(request, row, row.plan()), "registers": found})


@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest, number: int, register: str) -> HttpResponse:
    """The entries of a register; a post adds one, changes one or takes one away."""
    row = plan_of(request, number, Permission.WRITE if request.method == "POST" else Permission.SEE)
    known = registers.register_of(register)
    if known is None:
        raise Http404("There is no such register.")
    sent = request.POST
    key = (sent if request.method == "POST" else request.GET).get("entry", "")
    problem = None
    if request.method == "POST":
        try:
            if "remove" in sent:
                registers.remove_entry(by=user_of(request), plan=row, register=known, key=key)
                messages.success(request, "Taken away. What it said stays in the export of the plan.")
            else:
                typed = {f.id: sent.get(f.id, "") for f in known.fields}
                file = request.FILES.get("file")
                registers.keep_entry(by=user_of(request), plan=row, register=known, key=key or None, typed=typed, file=file)
                messages.success(request, "Kept.")
            return redirect("register", number, register)
        except registers.CannotKeep as error:
            problem = error
    plan, round = row.plan(), load(row.round)
    entries = registers.entries(row, register)
    current = next((e for e in entries if e.key == key), None)
    values = dict(sent.items()) if problem else current.values if current else {}
    if key and current is None and not problem:
        raise Http404("There is no such entry.")
    context = {
        **about(request, row, plan),
        "register": known,
        "entries": entries,
        "entry": current,
        "value": lambda field: _typed(field, str(values.get(field.id, ""))),
        "told": lambda field, entry: _told(field, str(entry.values.get(field.id, "")), plan, round),
        "choices": lambda field: list(_choices(field, plan, round)),
        "problem": problem,
        "may_write": may(user_of(request), Permission.WRITE, row),
    }
    return render(request, "plans/register.html", context, status=422 if problem else 200)


@require_safe
def evidence_file(request: HttpRequest, number: int, file: int) -> HttpResponse:
    """A document that is kept as evidence, as it was given; always as a download."""
    row = plan_of(request, number)
    kept = get_object_or_404(row.evidence_files, pk=file)
    if not kept.entries.exists():
        raise PermissionDenied("")
    return given(bytes(kept.content), kept.name, kept.content_type)


def _choices(field: registers.Field, plan: Plan, round: Round) -> Iterator[tuple[str, str]]:
    """What an entry may be about: sections and questions of the round, or schemes of the plan."""
    yield "", "The whole plan"
    if field.kind == "scheme":
        yield from ((f"schemes/{s.id}", f"Scheme {part_name('schemes', s)}") for s in plan.schemes)
        return
    yield from ((f"section:{s.id}", s.title) for s in round.sections if s.content != "heading")
    for condition in round.conditions:
        yield from ((f"question:{condition.id}.{q.id}", f"{condition.title}: {q.asks}") for q in condition.questions)


def _typed(field: registers.Field, value: str) -> str:
    """A value as it stands in its box."""
    return _day(value) if field.kind == "date" else value


def _told(field: registers.Field, value: str, plan: Plan, round: Round) -> str:
    if field.kind == "date":
        return _day(value)
    if field.kind in ("about", "scheme"):
        return dict(_choices(field, plan, round)).get(value, "what is no longer in the plan")
    return value


def _day(value: str) -> str:
    read = read_date(value).value if value else None
    return day(read) if read else value
