"""Telling those who sign here, from the page of a version."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from bettercare.plan.words import listed
from bettercare.service.accounts.permissions import Permission
from bettercare.service.plans.views import plan_of, user_of
from bettercare.service.signoff.telling import tell_signatories


@require_POST
def tell(request: HttpRequest, number: int, version: int) -> HttpResponse:
    """Tell the signatories of a plan by e-mail that a version waits for their signature."""
    row = plan_of(request, number, Permission.SEND)
    get_object_or_404(row.versions, number=version)
    told = tell_signatories(by=user_of(request), plan=row, version=version)
    if told:
        messages.success(request, f"By e-mail, when each chose to get it, this goes to {listed([str(user) for user in told])}.")
    else:
        messages.error(request, "Nobody who signs in here has a signature to give. Invite them under People, or ask by a link.")
    return redirect("signing", number, version)
