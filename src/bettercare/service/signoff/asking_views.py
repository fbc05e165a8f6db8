"""The pages on which the owner of a plan asks for a signature by a link, sends the link anew, or takes the request back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from bettercare.service.accounts.permissions import Permission
from bettercare.service.plans.views import plan_of, user_of
from bettercare.service.signoff import asking
from bettercare.service.signoff.refusals import Refused
from bettercare.service.signoff.views import form_of, seat_of


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, number: int, version: int) -> HttpResponse:
    """Ask a named officer to sign a version by a link to the work address."""
    row = plan_of(request, number, Permission.SEND)
    kept = get_object_or_404(row.versions, number=version)
    problem = None
    if request.method == "POST":
        role, organisation = seat_of(request)
        typed = {name: request.POST.get(name, "")[:200] for name in ("name", "position", "address")}
        power, days = request.POST.get("delegation", ""), request.POST.get("days", "7")
        try:
            delegation = get_object_or_404(row.delegations, pk=int(power)) if power.isdecimal() else None
            asked = asking.ask(
                by=user_of(request), plan=row, version=version, role=role, organisation=organisation, delegation=delegation,
                days=int(days) if days.isdecimal() else 0,
                message=request.POST.get("message", "")[:2000], **typed,
            )  # fmt: skip
            messages.success(request, f"A link went to {asked.address}. It is good until it is used, or for {days} days.")
            return redirect("signing", number, version)
        except Refused as error:
            problem = error
    return render(request, "signoff/ask.html", {**form_of(request, row, kept), "problem": problem}, status=422 if problem else 200)


@require_POST
def resend(request: HttpRequest, number: int, asked: int) -> HttpResponse:
    """Send a new link; the one before stops working."""
    row = plan_of(request, number, Permission.SEND)
    held = get_object_or_404(row.signature_requests, pk=asked)
    try:
        asking.resend(by=user_of(request), request=held)
        messages.success(request, f"A new link went to {held.address}; the one before does not work any more.")
    except Refused as error:
        messages.error(request, str(error))
    return redirect("signing", number, held.version.number)


@require_POST
def withdraw(request: HttpRequest, number: int, asked: int) -> HttpResponse:
    """Take a request back."""
    row = plan_of(request, number, Permission.SEND)
    held = get_object_or_404(row.signature_requests, pk=asked)
    try:
        asking.withdraw(by=user_of(request), request=held, reason=request.POST.get("reason", "")[:400])
        messages.success(request, f"The request to {held.name} is withdrawn; the link does not work any more.")
    except Refused as error:
        messages.error(request, str(error))
    return redirect("signing", number, held.version.number)
