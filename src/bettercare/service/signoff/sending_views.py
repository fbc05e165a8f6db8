"""The pages of sending: what a window asks and a version lacks, the receipt, and what was sent shown again as it was."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from bettercare.service.accounts.permissions import Permission
from bettercare.service.plans.views import about, plan_of, user_of
from bettercare.service.plans.working import checked
from bettercare.service.rounds_admin.in_force import load
from bettercare.service.rounds_admin.windows import open_now
from bettercare.service.signoff import sending
from bettercare.service.signoff.refusals import Refused
from bettercare.service.signoff.status import seats
from bettercare.service.signoff.stored import NotGenuine, rules_fingerprint, shown_again
from bettercare.service.signoff.views import attachment
from bettercare.writing import write


@require_http_methods(["GET", "HEAD", "POST"])
def send(request: HttpRequest, number: int, version: int) -> HttpResponse:
    """Send a version in a window: what the window asks and the version lacks is shown before."""
    row = plan_of(request, number, Permission.SEND)
    kept = get_object_or_404(row.versions, number=version)
    round, draft = load(row.round), kept.draft()
    typed = request.POST if request.method == "POST" else request.GET
    problem = None
    if request.method == "POST":
        keys = [name.removeprefix("allow-") for name in request.POST if name.startswith("allow-")]
        allowed = [sending.Allowed(k, request.POST[f"allow-{k}"][:200], request.POST.get(f"why-{k}", "")[:1000]) for k in keys]
        try:
            sent = sending.submit(
                by=user_of(request), plan=row, version=version, window=request.POST.get("window", ""),
                reason=request.POST.get("reason", "")[:2000], allowed=allowed,
            )  # fmt: skip
            return redirect("receipt", number, sent.pk)
        except Refused as error:
            problem = error
    windows = open_now(round, timezone.now())
    result, asked = checked(row, draft), seats(row, draft, round)
    ready = {w.id: (w, sending.readiness(row, w, draft, round, result, asked)) for w in windows}
    open_still = [id for id, (_, state) in ready.items() if not state.late]
    chosen = typed.get("window", open_still[-1] if open_still else "")
    context = {
        **about(request, row, draft.plan),
        "version": kept,
        "windows": ready.values(),
        "chosen": chosen,
        "ready": ready[chosen][1] if chosen in ready else None,
        "typed": typed,
        "problem": problem,
    }
    return render(request, "signoff/send.html", context, status=422 if problem else 200)


@require_safe
def receipt(request: HttpRequest, number: int, submission: int) -> HttpResponse:
    """What was sent, when, by whom, with its hash, verified from the stored bytes, and which signatures are still to come."""
    row = plan_of(request, number)
    sent = get_object_or_404(row.submissions, pk=submission)
    try:
        shown = shown_again(bytes(sent.content), sent.sha256)
    except NotGenuine:
        shown = None
    round = shown.round if shown else load(row.round)
    draft = shown.draft if shown else row.draft()
    counting = sending.counts(row, sent.window)
    context = {
        **about(request, row, draft.plan),
        "sent": sent,
        "window": round.window(sent.window),
        "shown": shown,
        "missing": [s for s in seats(row, draft, round) if not s.holds],
        "signed_since": row.signoffs.filter(version=sent.version, at__gt=sent.at),
        "counting": counting,
        "rules_changed": shown is not None and _rules_changed(row.round, shown.rules_sha256),
    }
    return render(request, "signoff/receipt.html", context)


def _rules_changed(round: str, then: str) -> bool:
    """Whether the round's files are others today than when something was sent."""
    return rules_fingerprint(round) != then


@require_safe
def sent_bytes(request: HttpRequest, number: int, submission: int) -> HttpResponse:
    """Exactly what was sent, byte for byte."""
    row = plan_of(request, number)
    sent = get_object_or_404(row.submissions, pk=submission)
    return attachment(bytes(sent.content), f"sent-{sent.pk}.json", "application/json")


@require_safe
def sent_form(request: HttpRequest, number: int, submission: int) -> HttpResponse:
    """What was sent as the round's form, by the rules as they stood on that day."""
    row = plan_of(request, number)
    sent = get_object_or_404(row.submissions, pk=submission)
    try:
        shown = shown_again(bytes(sent.content), sent.sha256)
    except NotGenuine:
        return redirect("receipt", number, submission)
    draft, version = shown.draft, str(sent.version.number)
    form = write(
        draft.plan, shown.round, ".pdf", states=draft.states, version=version, demonstration=row.for_demonstration
    )  # fmt: skip
    return attachment(form.content, f"{row.area} {row.round} sent {sent.at:%Y-%m-%d}.pdf", "application/pdf")
