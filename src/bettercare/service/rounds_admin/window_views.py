"""The pages of windows: which a round has and how they stand, one to open, change or close, and extensions for an area."""

from __future__ import annotations

import re
from datetime import date, datetime, time

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bettercare.organisations import all_organisations
from bettercare.plan import OrganisationKind
from bettercare.plan.words import day
from bettercare.reading.dates import read_date
from bettercare.rounds.model import Round, Window
from bettercare.service.plans.models import AreaPlan
from bettercare.service.rounds_admin import windows
from bettercare.service.rounds_admin.models import ExtensionGiven, WindowSet
from bettercare.service.rounds_admin.views import administrator, round_of
from bettercare.service.rounds_admin.windows import CannotSet

_LAST = time(23, 59)


@require_safe
def listed(request: HttpRequest, round: str) -> HttpResponse:
    """The windows of a round in which plans are sent, and how each stands now."""
    administrator(request)
    the_round = round_of(round)
    now = timezone.now()
    mine = [w for w in the_round.windows if w.kind in windows.KINDS]
    context = {
        "round": the_round,
        "windows": [(w, windows.state_of(w, now)) for w in mine],
        "others": [w for w in the_round.windows if w.kind not in windows.KINDS],
        "set": WindowSet.objects.filter(round=round),
        "given": ExtensionGiven.objects.filter(round=round),
    }
    return render(request, "rounds_admin/windows.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def window(request: HttpRequest, round: str, window: str | None = None) -> HttpResponse:
    """A window to open or to change; a post sets it."""
    user = administrator(request)
    the_round = round_of(round)
    found = _window(the_round, window) if window else None
    problem = None
    if request.method == "POST":
        given = request.POST
        try:
            kept = windows.set_window(
                by=user, round=round, window=window, title=given.get("title", ""), kind=given.get("kind", ""),
                opens=_day(given, "opens"), closes=_until(given, "closes") if given.get("closes", "").strip() else None,
                must_be=tuple(given.getlist("must_be")), why=given.get("why", ""),
            )  # fmt: skip
            until = f", until {day(timezone.localtime(kept.closes))}" if kept.closes else ", without an end"
            messages.success(request, f"{kept.title} is open from {day(kept.opens)}{until}.")
            return redirect("windows", round)
        except CannotSet as error:
            problem = error
    return _page(request, the_round, found, problem)


@require_POST
def close(request: HttpRequest, round: str, window: str) -> HttpResponse:
    """Close a window now."""
    user = administrator(request)
    found = _window(round_of(round), window)
    try:
        windows.close_window(by=user, round=round, window=window, why=request.POST.get("close-why", ""))
    except CannotSet as error:
        return _page(request, round_of(round), found, error)
    messages.success(request, f"{found.title} is closed. What comes now is late.")
    return redirect("windows", round)


@require_POST
def extension(request: HttpRequest, round: str, window: str) -> HttpResponse:
    """Give an area longer."""
    user = administrator(request)
    the_round = round_of(round)
    found = _window(the_round, window)
    given = request.POST
    names = dict(_areas(the_round))
    area = given.get("area", "") if given.get("area") in names else ""
    try:
        kept = windows.extend(
            by=user, round=round, window=window, area=area, area_name=names.get(area, ""), closes=_until(given, "until"),
            approved_by=given.get("approved_by", ""), reason=given.get("reason", ""),
        )  # fmt: skip
    except CannotSet as error:
        return _page(request, the_round, found, error)
    messages.success(request, f"{kept.area_name} has until {day(timezone.localtime(kept.closes))} for {found.title}.")
    return redirect("window", round, window)


def _page(request: HttpRequest, round: Round, window: Window | None, problem: CannotSet | None) -> HttpResponse:
    given = request.POST if problem else QueryDict()
    context = {
        "round": round,
        "window": window,
        "state": windows.state_of(window, timezone.now()) if window else "",
        "problem": problem,
        "given": given,
        "kinds": windows.KINDS,
        "asks": windows.ASKS,
        "asked": given.getlist("must_be") if "title" in given else (window.must_be if window else ()),
        "areas": _areas(round) if window else [],
        "extensions": ExtensionGiven.objects.filter(round=round.id, window=window.id) if window else (),
        "set": WindowSet.objects.filter(round=round.id, window=window.id) if window else (),
        "today": timezone.localdate(),
    }
    return render(request, "rounds_admin/window.html", context, status=422 if problem else 200)


def _window(round: Round, id: str) -> Window:
    found = next((w for w in round.windows if w.id == id and w.kind in windows.KINDS), None)
    if found is None:
        raise Http404("The round has no such window.")
    return found


def _areas(round: Round) -> list[tuple[str, str]]:
    """The areas that may be given longer: those with a plan of the round first, by the code that the plan covers first."""
    mine = {cover.code: row.area for row in AreaPlan.objects.filter(round=round.id) for cover in row.covers()[:1] if cover.code}
    start = round.years[0].period.start
    others = {o.code: o.name for o in all_organisations() if o.kind is OrganisationKind.HWB and o.in_being(start)}
    return [*mine.items(), *((code, name) for code, name in sorted(others.items(), key=lambda o: o[1]) if code not in mine)]


def _day(given: QueryDict, name: str) -> date:
    found = read_date(given.get(name, "")).value
    if not isinstance(found, date):
        raise CannotSet(name, "Enter the day, such as 31 March 2026.")
    return found


def _until(given: QueryDict, name: str) -> datetime:
    """A day and a time of day; without a time the day's last minute."""
    clock = given.get(f"{name}-time", "").strip()
    if not clock:
        return datetime.combine(_day(given, name), _LAST)
    found = re.fullmatch(r"([01]?\d|2[0-3])[:.]([0-5]\d)", clock)
    if not found:
        raise CannotSet(f"{name}-time", "Enter the time as 12:00 or 23:59.")
    return datetime.combine(_day(given, name), time(int(found[1]), int(found[2])))
