"""The papers of a version to download: for those who are signed in, and for those who hold a link and its code."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from bettercare.service.accounts.middleware import open_to_all
from bettercare.service.plans.views import plan_of, user_of
from bettercare.service.rounds_admin.in_force import load
from bettercare.service.signoff import papers, seeing
from bettercare.service.signoff.link_views import opened_or_404
from bettercare.service.signoff.views import attachment
from bettercare.writing import write

_PDF = "application/pdf"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_safe
def sheet(request: HttpRequest, number: int, version: int) -> HttpResponse:
    """One page for who signs; `seat` in the address names the signature."""
    row = plan_of(request, number)
    kept = get_object_or_404(row.versions, number=version)
    role, _, organisation = request.GET.get("seat", "").partition("|")
    round = load(row.round)
    since = seeing.since(row, kept, user_of(request).email, round)
    content = papers.sheet(row, kept, round, since, role, organisation)
    return attachment(content, f"{row.area} {row.round} version {version} summary.pdf", _PDF)


@require_safe
def board_paper(request: HttpRequest, number: int, version: int) -> HttpResponse:
    """The paper for the board."""
    row = plan_of(request, number)
    kept = get_object_or_404(row.versions, number=version)
    round = load(row.round)
    content = papers.board_paper(row, kept, round, seeing.since(row, kept, user_of(request).email, round))
    return attachment(content, f"{row.area} {row.round} version {version} board paper.docx", _WORD)


@open_to_all
@never_cache
@require_safe
def sheet_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """One page for the officer who holds a link."""
    asked = opened_or_404(request, token).request
    round = load(asked.plan.round)
    since = seeing.since(asked.plan, asked.version, asked.address, round)
    content = papers.sheet(asked.plan, asked.version, round, since, asked.role, asked.organisation)
    return attachment(content, f"{asked.plan.area} version {asked.version.number} summary.pdf", _PDF)


@open_to_all
@never_cache
@require_safe
def plan_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The whole plan for the officer who holds a link, as the round's form."""
    asked = opened_or_404(request, token).request
    version, draft = asked.version, asked.version.draft()
    form = write(
        draft.plan, load(asked.plan.round), ".pdf", states=draft.states, version=str(version.number),
        demonstration=asked.plan.for_demonstration,
    )  # fmt: skip
    return attachment(form.content, f"{asked.plan.area} version {version.number}.pdf", _PDF)
