"""The page of one signature: it reads back the bytes that were signed, and takes their hash again each time it is opened."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from bettercare.service.plans.money import floors_shown, money_shown
from bettercare.service.plans.views import about, plan_of
from bettercare.service.rounds_admin.in_force import load
from bettercare.service.signoff.models import SignOff
from bettercare.service.signoff.status import changed
from bettercare.service.signoff.stored import NotGenuine, Shown, rules_fingerprint, shown_again
from bettercare.service.signoff.views import attachment
from bettercare.writing import write


@require_safe
def signature(request: HttpRequest, number: int, signature: int) -> HttpResponse:
    """What exactly was signed, by whom and how, read from the stored bytes; and what changed in the plan since."""
    row = plan_of(request, number)
    signed = get_object_or_404(row.signoffs.select_related("version", "file"), pk=signature)
    shown = _shown(signed)
    context = {
        **about(request, row, shown.draft.plan if shown else row.plan()),
        "signed": signed,
        "shown": shown,
        "size": len(bytes(signed.content)),
    }
    if shown:
        context |= {
            "round": shown.round,
            "money": money_shown(shown.draft.plan, shown.round),
            "floors": floors_shown(shown.draft.plan, shown.round),
            "rules_changed": rules_fingerprint(row.round) != shown.rules_sha256,
            "since": changed(signed.version, row.draft(), load(row.round)),
        }
    return render(request, "signoff/signature.html", context)


@require_safe
def signature_bytes(request: HttpRequest, number: int, signature: int) -> HttpResponse:
    """Exactly what was signed, byte for byte."""
    signed = get_object_or_404(plan_of(request, number).signoffs, pk=signature)
    return attachment(bytes(signed.content), f"signed-{signed.sha256[:12]}.json", "application/json")


@require_safe
def signature_form(request: HttpRequest, number: int, signature: int) -> HttpResponse:
    """What was signed as the round's form, by the rules as they stood on that day."""
    row = plan_of(request, number)
    signed = get_object_or_404(row.signoffs.select_related("version"), pk=signature)
    shown = _shown(signed)
    if shown is None:
        return redirect("signature", number, signature)
    form = write(
        shown.draft.plan, shown.round, ".pdf", states=shown.draft.states, version=str(signed.version.number),
        demonstration=row.for_demonstration,
    )  # fmt: skip
    return attachment(form.content, f"{row.area} {row.round} signed {signed.signed_on:%Y-%m-%d}.pdf", "application/pdf")


def _shown(signed: SignOff) -> Shown | None:
    try:
        return shown_again(bytes(signed.content), signed.sha256)
    except NotGenuine:
        return None
