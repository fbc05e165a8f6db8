"""The pages of signing: who signs and has signed, and recording a signature that was given elsewhere."""

from __future__ import annotations

from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bettercare.plan import Reading
from bettercare.reading.dates import read_date
from bettercare.rounds.model import Round
from bettercare.service.accounts.permissions import Permission, may
from bettercare.service.plans.actions import NotAllowed
from bettercare.service.plans.models import AreaPlan, PlanVersion
from bettercare.service.plans.money import money_shown
from bettercare.service.plans.views import about, plan_of, user_of
from bettercare.service.plans.working import checked
from bettercare.service.rounds_admin.in_force import load
from bettercare.service.rounds_admin.mergers import inherited
from bettercare.service.signoff import actions, links, seeing
from bettercare.service.signoff.refusals import CannotSign, Refused
from bettercare.service.signoff.status import Seat, renamed, seats


@require_safe
def signing(request: HttpRequest, number: int, version: int) -> HttpResponse:
    """One page for who signs: the totals, what changed since they last looked, open findings, and who has signed."""
    row = plan_of(request, number)
    kept = get_object_or_404(row.versions, number=version)
    draft, round, user = kept.draft(), load(row.round), user_of(request)
    mine = actions.own_seats(user, row)
    asked = _asked(row, kept)
    context = {
        **about(request, row, draft.plan),
        **summary(row, kept, draft, round, user.email),
        "seats": [
            (s, (s.role.id, s.organisation) in mine and not _signed_here(s, kept), asked.get((s.role.id, s.organisation)))
            for s in seats(row, draft, round)
        ],
        "may_send": may(user, Permission.SEND, row),
        "sent": row.submissions.filter(version=kept),
        "latest": row.versions.first(),
        "renamed": renamed(row, draft.plan),
        "inherited": {one.name: one.merger for found in inherited(row).values() for one in found},
    }
    return render(request, "signoff/signing.html", context)


def summary(row: AreaPlan, version: PlanVersion, draft: Reading, round: Round, address: str) -> dict[str, Any]:
    """What every signatory is shown of a version: totals, what changed since they last looked, and open findings."""
    return {
        "version": version,
        "money": money_shown(draft.plan, round),
        "result": checked(row, draft),
        "since": seeing.since(row, version, address, round),
    }


def _signed_here(seat: Seat, version: PlanVersion) -> bool:
    return seat.signed is not None and seat.signed.version_id == version.pk


def _asked(row: AreaPlan, version: PlanVersion) -> dict[tuple[str, str], tuple[object, str]]:
    """The last request for each signature on a version, with how it stands."""
    found = row.signature_requests.filter(version=version).prefetch_related("links", "events").order_by("at", "pk")
    return {(one.role, one.organisation): (one, links.state(one)) for one in found}


@require_POST
def seen(request: HttpRequest, number: int, version: int) -> HttpResponse:
    """Remember that the person has looked at a version."""
    row = plan_of(request, number)
    get_object_or_404(row.versions, number=version)
    seeing.mark_seen(by=user_of(request), plan=row, version=version)
    messages.success(request, f"Next time you will see what changed since version {version}.")
    return redirect("signing", number, version)


@require_POST
def sign(request: HttpRequest, number: int, version: int) -> HttpResponse:
    """Sign a version, by somebody who has just proved again who they are."""
    row = plan_of(request, number)
    if not may(user_of(request), Permission.SIGN, row) and not actions.own_seats(user_of(request), row):
        raise PermissionDenied(f"Your role does not allow you to {Permission.SIGN.value}.")
    return _signed(request, row, version)  # type: ignore[no-any-return]


@reauthentication_required  # type: ignore[untyped-decorator]
def _signed(request: HttpRequest, row: AreaPlan, version: int) -> HttpResponse:
    role, organisation = seat_of(request)
    try:
        actions.sign(by=user_of(request), plan=row, version=version, role=role, organisation=organisation)
        messages.success(request, f"You have signed version {version} for {organisation}.")
    except Refused as error:
        messages.error(request, str(error))
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    return redirect("signing", row.pk, version)


@require_http_methods(["GET", "HEAD", "POST"])
def record(request: HttpRequest, number: int, version: int) -> HttpResponse:
    """Record a signature that was given elsewhere, with the minute or letter that shows it."""
    row = plan_of(request, number, Permission.SEND)
    kept = get_object_or_404(row.versions, number=version)
    problem = None
    if request.method == "POST":
        role, organisation = seat_of(request)
        given = {name: request.POST.get(name, "")[:200] for name in ("name", "position")}
        evidence, power = request.POST.get("evidence", "")[:400], request.POST.get("delegation", "")
        try:
            day = read_date(request.POST.get("signed_on", "")).value
            if day is None:
                raise CannotSign("Enter the day of the signature, such as 14 February 2026.", "signed_on")
            delegation = get_object_or_404(row.delegations, pk=int(power)) if power.isdecimal() else None
            actions.record_signature(
                by=user_of(request), plan=row, version=version, role=role, organisation=organisation, signed_on=day,
                evidence=evidence, upload=request.FILES.get("file"), delegation=delegation, **given,
            )  # fmt: skip
            messages.success(request, f"The signature for {organisation} is recorded.")
            return redirect("signing", number, version)
        except Refused as error:
            problem = error
    context = {**form_of(request, row, kept), "problem": problem}
    return render(request, "signoff/record.html", context, status=422 if problem else 200)


def form_of(request: HttpRequest, row: AreaPlan, version: PlanVersion) -> dict[str, Any]:
    """What the forms about a signature show: the signatures to choose from, powers given, and what was typed."""
    draft = version.draft()
    return {
        **about(request, row, draft.plan),
        "version": version,
        "seats": seats(row, draft, load(row.round)),
        "chosen": request.POST.get("seat") or request.GET.get("seat", ""),
        "delegations": row.delegations.filter(ended__isnull=True),
        "typed": request.POST,
    }


def seat_of(request: HttpRequest) -> tuple[str, str]:
    """The signature that a form names: the round's role and the organisation."""
    role, _, organisation = request.POST.get("seat", "").partition("|")
    return role, organisation


@require_safe
def evidence(request: HttpRequest, number: int, evidence: int) -> HttpResponse:
    """A minute or letter, exactly as it was brought; never shown as a page."""
    row = plan_of(request, number)
    file = get_object_or_404(row.sign_off_evidence, pk=evidence)
    return attachment(bytes(file.content), file.name, "application/octet-stream")


def attachment(content: bytes, name: str, kind: str) -> HttpResponse:
    """A file to save."""
    answer = HttpResponse(content, content_type=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'.replace("\r", "").replace("\n", "")
    return answer
