"""The pages of what people say about a plan: comments on an address, and reasons for what a check asks."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from bettercare.service.accounts.permissions import Permission, acts_for, may
from bettercare.service.plans import remarks
from bettercare.service.plans.actions import NotAllowed
from bettercare.service.plans.models import AreaPlan
from bettercare.service.plans.views import about, plan_of, user_of
from bettercare.service.plans.where import where_begins
from bettercare.service.rounds_admin.in_force import load


@require_http_methods(["GET", "HEAD", "POST"])
def comments(request: HttpRequest, number: int) -> HttpResponse:
    """The threads of a plan, or of one address; a post begins one, replies, settles or opens again."""
    row = plan_of(request, number, Permission.COMMENT if request.method == "POST" else Permission.SEE)
    address = (request.POST if request.method == "POST" else request.GET).get("about", "")[:400]
    problem = None
    if request.method == "POST":
        try:
            messages.success(request, _said(request, row, address))
            return redirect(_here(row, address))
        except remarks.CannotSay as error:
            problem = str(error)
        except NotAllowed as error:
            raise PermissionDenied(str(error)) from error
    user, plan, round = user_of(request), row.plan(), load(row.round)
    found = remarks.threads(user, row, address or None)
    own = acts_for(user, Permission.COMMENT, row)
    context = {
        **about(request, row, plan),
        "threads": found,
        "address": address,
        "words": lambda address: where_begins(plan, round, address) if address else "The whole plan",
        "may_comment": may(user, Permission.COMMENT, row),
        "own": [p for p in row.who() if p.organisation in own],
        "names": {p.organisation: p.name for p in row.who()},
        "problem": problem,
        "typed": request.POST.get("text", "") if problem else "",
        "thread": request.POST.get("thread", ""),
    }
    return render(request, "plans/comments.html", context, status=422 if problem else 200)


def _here(row: AreaPlan, address: str) -> str:
    page = reverse("comments", args=[row.pk])
    return f"{page}?about={address}" if address else page


def _said(request: HttpRequest, row: AreaPlan, address: str) -> str:
    user, sent = user_of(request), request.POST
    for asked, settled, words in (("settle", True, "Settled."), ("open", False, "Opened again.")):
        if sent.get(asked, "").isdecimal():
            remarks.settle(by=user, plan=row, thread=int(sent[asked]), settled=settled)
            return words
    thread = int(sent["thread"]) if sent.get("thread", "").isdecimal() else None
    remarks.comment(
        by=user, plan=row, address=address, text=sent.get("text", ""), organisation=sent.get("organisation", ""), thread=thread
    )
    return "Your comment is kept."


@require_POST
def reason(request: HttpRequest, number: int) -> HttpResponse:
    """Keep the area's reason for what a check asks."""
    row = plan_of(request, number, Permission.WRITE)
    sent = request.POST
    try:
        given = remarks.give_reason(
            by=user_of(request), plan=row, rule=sent.get("rule", ""), address=sent.get("address", ""),
            message=sent.get("message", ""), reason=sent.get("reason", ""),
        )  # fmt: skip
        messages.success(request, "The reason is kept." if given.reason else "The reason is taken back.")
    except remarks.CannotSay as error:
        messages.error(request, str(error))
    return redirect("findings", number)
