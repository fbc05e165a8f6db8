"""The pages of signing and sending."""

from __future__ import annotations

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from bettercare.reading.dates import read_date
from bettercare.service.accounts.permissions import Permission, may
from bettercare.service.plans.models import AreaPlan
from bettercare.service.plans.money import money_shown
from bettercare.service.plans.views import about, plan_of, user_of
from bettercare.service.plans.working import checked
from bettercare.service.rounds_admin.in_force import load
from bettercare.service.signoff import actions
from bettercare.service.signoff.status import SENDABLE, lacks, seats
from bettercare.service.signoff.stored import NotGenuine, verified


@require_safe
def signing(request: HttpRequest, number: int, version: int) -> HttpResponse:
    """One page for who signs: the totals, what changed since they signed, open findings, and who has signed."""
    row = plan_of(request, number)
    kept = get_object_or_404(row.versions, number=version)
    plan, round, user = kept.kept(), load(row.round), user_of(request)
    result = checked(row, plan)
    asked = seats(row, plan, round)
    mine = actions.own_seats(user, row)
    context = {
        **about(request, row, plan),
        "version": kept,
        "seats": [(s, (s.role.id, s.organisation) in mine and not (s.signed and s.signed.version_id == kept.pk)) for s in asked],
        "money": money_shown(plan, round),
        "result": result,
        "may_send": may(user, Permission.SEND, row),
        "windows": [(w, lacks(w, plan, round, result, asked)) for w in round.windows if w.kind in SENDABLE],
        "sent": row.submissions.filter(version=kept),
    }
    return render(request, "signoff/signing.html", context)


@require_POST
def sign(request: HttpRequest, number: int, version: int) -> HttpResponse:
    """Sign a version, by somebody who has just proved again who they are."""
    return _signed(request, plan_of(request, number, Permission.SIGN), version)  # type: ignore[no-any-return]


@reauthentication_required  # type: ignore[untyped-decorator]
def _signed(request: HttpRequest, row: AreaPlan, version: int) -> HttpResponse:
    role, _, organisation = request.POST.get("seat", "").partition("|")
    try:
        actions.sign(by=user_of(request), plan=row, version=version, role=role, organisation=organisation)
        messages.success(request, f"You have signed version {version} for {organisation}.")
    except actions.CannotSign as error:
        messages.error(request, str(error))
    return redirect("signing", row.pk, version)


@require_POST
def record(request: HttpRequest, number: int, version: int) -> HttpResponse:
    """Record a signature that was given elsewhere."""
    row = plan_of(request, number, Permission.SEND)
    role, _, organisation = request.POST.get("seat", "").partition("|")
    day = read_date(request.POST.get("signed_on", "")).value
    given = {name: request.POST.get(name, "")[:400] for name in ("name", "position", "evidence", "delegated_by")}
    try:
        if day is None:
            raise actions.CannotSign("Enter the day of the signature, such as 14 February 2026.")
        actions.record_signature(
            by=user_of(request), plan=row, version=version, role=role, organisation=organisation, signed_on=day, **given
        )
        messages.success(request, f"The signature for {organisation} is recorded.")
    except actions.CannotSign as error:
        messages.error(request, str(error))
    return redirect("signing", number, version)


@require_POST
def send(request: HttpRequest, number: int, version: int) -> HttpResponse:
    """Send a version in a window."""
    row = plan_of(request, number, Permission.SEND)
    reason = request.POST.get("reason", "")
    try:
        sent = actions.submit(by=user_of(request), plan=row, version=version, window=request.POST.get("window", ""), reason=reason)
    except (actions.CannotSend, actions.CannotSign) as error:
        messages.error(request, str(error))
        return redirect("signing", number, version)
    return redirect("receipt", number, sent.pk)


@require_safe
def receipt(request: HttpRequest, number: int, submission: int) -> HttpResponse:
    """What was sent, when, by whom, with its hash, verified from the stored bytes."""
    row = plan_of(request, number)
    sent = get_object_or_404(row.submissions, pk=submission)
    try:
        plan, genuine = verified(bytes(sent.content), sent.sha256), True
    except NotGenuine:
        plan, genuine = row.plan(), False
    window = load(row.round).window(sent.window)
    missing = [s for s in seats(row, plan, load(row.round)) if not s.holds]
    context = {**about(request, row, plan), "sent": sent, "window": window, "genuine": genuine, "missing": missing}
    return render(request, "signoff/receipt.html", context)


@require_safe
def sent_bytes(request: HttpRequest, number: int, submission: int) -> HttpResponse:
    """Exactly what was sent, byte for byte."""
    row = plan_of(request, number)
    sent = get_object_or_404(row.submissions, pk=submission)
    disposition = {"Content-Disposition": f'attachment; filename="sent-{sent.pk}.json"'}
    return HttpResponse(bytes(sent.content), content_type="application/json", headers=disposition)
