"""The page of powers to sign for another: which there are, a new one, and taking one back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from bettercare.reading.dates import read_date
from bettercare.reading.values import read_money
from bettercare.service.accounts.permissions import Permission
from bettercare.service.plans.views import about, plan_of, user_of
from bettercare.service.rounds_admin.in_force import load
from bettercare.service.signoff import delegating
from bettercare.service.signoff.refusals import CannotDelegate, Refused
from bettercare.service.signoff.status import seats
from bettercare.service.signoff.views import seat_of


@require_http_methods(["GET", "HEAD", "POST"])
def delegations(request: HttpRequest, number: int) -> HttpResponse:
    """The powers to sign for another, and a form for a new one."""
    row = plan_of(request, number, Permission.SEND)
    problem = None
    if request.method == "POST":
        try:
            role, organisation = seat_of(request)
            version = request.POST.get("version", "")
            made = delegating.delegate(
                by=user_of(request), plan=row, role=role, organisation=organisation, starts=_day(request, "starts"),
                ends=_day(request, "ends"), up_to=_limit(request), version=int(version) if version.isdecimal() else None,
                upload=request.FILES.get("file"),
                **{n: request.POST.get(n, "")[:200] for n in ("given_by", "name", "position", "address", "minute")},
            )  # fmt: skip
            messages.success(request, f"{made.name} may sign {delegating.in_words(made)}.")
            return redirect("delegations", number)
        except Refused as error:
            problem = error
    draft = row.draft()
    asked = seats(row, draft, load(row.round))
    today = timezone.localdate()
    context = {
        **about(request, row, draft.plan),
        "seats": [s for s in asked if s.role.delegable is not False],
        "fixed": [s for s in asked if s.role.delegable is False],
        "delegations": [
            (one, delegating.in_words(one), one.starts <= today <= one.ends)
            for one in row.delegations.select_related("ended", "version", "evidence")
        ],
        "versions": row.versions.all(),
        "typed": request.POST,
        "chosen": request.POST.get("seat", ""),
        "problem": problem,
    }
    return render(request, "signoff/delegations.html", context, status=422 if problem else 200)


@require_POST
def end(request: HttpRequest, number: int, delegation: int) -> HttpResponse:
    """Take power to sign back."""
    row = plan_of(request, number, Permission.SEND)
    held = get_object_or_404(row.delegations, pk=delegation)
    try:
        delegating.end_delegation(by=user_of(request), delegation=held, reason=request.POST.get("reason", "")[:400])
        messages.success(request, f"{held.name} may not sign for another any more.")
    except Refused as error:
        messages.error(request, str(error))
    return redirect("delegations", number)


def _day(request: HttpRequest, field: str) -> date:
    found: date | None = read_date(request.POST.get(field, "")).value
    if found is None:
        raise CannotDelegate("Enter a day, such as 14 February 2026.", field)
    return found


def _limit(request: HttpRequest) -> Decimal | None:
    text = request.POST.get("up_to", "").strip()
    if not text:
        return None
    found: Decimal | None = read_money(text).value
    if found is None:
        raise CannotDelegate("Enter an amount in pounds, such as 30,000,000, or leave it empty.", "up_to")
    return found
