"""The page of what happened in an area."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bettercare.service.plans.activity import KINDS, pages_of, people_of, trail
from bettercare.service.plans.views import about, plan_of


@require_safe
def activity(request: HttpRequest, number: int) -> HttpResponse:
    """Who did what, when, with a link to it; of one person, kind or page."""
    row = plan_of(request, number)
    plan = row.plan()
    person, what = request.GET.get("person", ""), request.GET.get("what", "")
    kind, section = (what, "") if what in KINDS else ("", what.removeprefix("page:") if what.startswith("page:") else "")
    found = trail(
        row, plan, person=int(person) if person.isdecimal() else None, kind=kind, section=section,
        before=request.GET.get("before", ""),
    )  # fmt: skip
    asked = {"person": person, "what": what}
    context = {
        **about(request, row, plan),
        "trail": found,
        "people": people_of(row),
        "kinds": KINDS.items(),
        "pages": [(f"page:{s.slug}", s.page.title) for s in pages_of(row)],
        "asked": asked,
        "earlier": urlencode({**asked, "before": found.earlier}) if found.earlier else "",
        "begun": request.GET.get("before", ""),
    }
    return render(request, "plans/activity.html", context)
