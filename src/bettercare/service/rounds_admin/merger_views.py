"""The pages of organisations that merge: recording one, the plans that it concerns, and whose roles are carried over."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from bettercare.organisations import NotRegistered, get
from bettercare.plan.words import counted
from bettercare.reading.dates import read_date
from bettercare.service.rounds_admin import mergers
from bettercare.service.rounds_admin.mergers import CannotMerge
from bettercare.service.rounds_admin.models import Merger
from bettercare.service.rounds_admin.views import administrator


@require_http_methods(["GET", "HEAD", "POST"])
def listed(request: HttpRequest) -> HttpResponse:
    """The mergers that were recorded; a post records one."""
    user = administrator(request)
    problem, given = None, request.POST
    if request.method == "POST":
        try:
            on = read_date(given.get("on", "")).value
            if not isinstance(on, date):
                raise CannotMerge("on", "Enter the day, such as 1 April 2026.")
            kept = mergers.record_merger(
                by=user, predecessor=given.get("predecessor", ""), successor=given.get("successor", ""),
                successor_name=given.get("successor_name", ""), on=on, why=given.get("why", ""),
            )  # fmt: skip
            messages.success(request, f"Recorded: {kept}. Decide now whose roles are carried over.")
            return redirect("merger", kept.pk)
        except CannotMerge as error:
            problem = error
    known = mergers.organisations()
    context = {
        "mergers": Merger.objects.all(),
        "organisations": known,
        "ended": [(name, *ended) for code, name in known.items() if (ended := _ended(code))],
        "problem": problem,
        "given": given,
    }
    return render(request, "rounds_admin/mergers.html", context, status=422 if problem else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def merger(request: HttpRequest, merger: int) -> HttpResponse:
    """A merger: its plans, and the people to decide about; a post carries the ticked over."""
    user = administrator(request)
    kept = get_object_or_404(Merger, pk=merger)
    if request.method == "POST":
        chosen = [int(m) for m in request.POST.getlist("membership") if m.isdecimal()]
        done = mergers.carry(by=user, merger=kept, memberships=chosen)
        messages.success(request, f"{counted(len(done), 'role')} carried over to {kept.successor_name}.")
        return redirect("merger", merger)
    context = {
        "merger": kept,
        "plans": mergers.plans_of(kept),
        "to_decide": mergers.to_decide(kept),
        "carried": kept.carried.select_related("became__user"),
    }
    return render(request, "rounds_admin/merger.html", context)


def _ended(code: str) -> tuple[date, str] | None:
    """When an organisation ended by the register, and who took over; None for one in being or unknown."""
    try:
        known = get(code)
        heirs = ", ".join(f"{get(s).name} ({s})" for s in known.successors)
    except NotRegistered:
        return None
    return (known.valid_to, heirs) if known.valid_to else None
