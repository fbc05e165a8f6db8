"""The pages of starting a plan: which area and round, then its partners."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from bettercare.plan.words import KIND_WORDS
from bettercare.service.accounts.models import today
from bettercare.service.plans import starting
from bettercare.service.plans.models import AreaPlan
from bettercare.service.plans.views import user_of
from bettercare.service.rounds_admin.in_force import load


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Choose the area and the round; then the partners, as proposed or others; a post starts the plan."""
    user = user_of(request)
    areas = {a.name: a for a in starting.areas_to_plan(user)}
    if not areas:
        raise PermissionDenied("Only the lead of an area starts its plan.")
    rounds = {r.id: r for r in starting.rounds_to_plan(today())}
    area, round = areas.get(request.GET.get("area", "")), rounds.get(request.GET.get("round", ""))
    if area is None or round is None:
        held = list(AreaPlan.objects.filter(area__in=areas, round__in=rounds).values_list("area", "round"))
        context = {"areas": list(areas), "rounds": list(rounds.values()), "held": held, "asked": "round" in request.GET}
        return render(request, "plans/start.html", context)
    offered = list(starting.partners_to_offer(area, round))
    chosen, others = [o.code or "" for o in offered], request.POST.getlist("other")
    problem, earlier = None, starting.plan_to_carry(user, area, round)
    if request.method == "POST":
        carried = earlier if request.POST.get("begin") != "empty" else None
        chosen = request.POST.getlist("partner")
        try:
            named = [starting.named_partner(text, round.years[0].period.start) for text in others if text.strip()]
            partners = {o.code: o for o in (*(o for o in offered if o.code in chosen), *named)}
            row = starting.start(by=user, round=round, area=area, partners=list(partners.values()), earlier=carried)
            messages.success(
                request,
                f"The plan of {area.name} for {round.title} is started{_with(carried)}. Invite the people who write it with you.",
            )
            return redirect("people", row.pk)
        except starting.CannotStart as error:
            problem = str(error)
    context = {
        "area": area, "round": round, "offered": offered, "chosen": chosen, "others": [*others, "", "", ""][:3],
        "kinds": KIND_WORDS, "problem": problem, "begin": request.POST.get("begin", "carried"),
        "earlier": load(earlier.round) if earlier else None,
    }  # fmt: skip
    return render(request, "plans/start_partners.html", context, status=422 if problem else 200)


def _with(carried: AreaPlan | None) -> str:
    return f" with what goes on from {carried.round}; amounts and answers are asked anew" if carried else ""
