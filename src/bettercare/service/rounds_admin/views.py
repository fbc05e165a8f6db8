"""The pages of a round: which there are, its text with what is wrong and what differs, its form, and the versions kept."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from bettercare.rounds import NoSuchRound
from bettercare.rounds.differing import Difference, differences
from bettercare.rounds.model import Round
from bettercare.service.accounts.models import User
from bettercare.service.accounts.permissions import Permission, may
from bettercare.service.plans.models import AreaPlan
from bettercare.service.plans.views import user_of
from bettercare.service.rounds_admin import in_force, versions
from bettercare.service.rounds_admin.affected import affected, begun_earlier
from bettercare.service.rounds_admin.models import RoundVersion

_BEGIN = """\
id: NEXT
based_on: {last}
carried: unconfirmed
title: Better Care Fund NEXT
confirmed: false
changes: []
"""


def administrator(request: HttpRequest) -> User:
    """The person, where they administer rounds."""
    user = user_of(request)
    if not may(user, Permission.ADMINISTER, None):
        raise PermissionDenied(f"Your role does not allow you to {Permission.ADMINISTER.value}.")
    return user


def round_of(id: str) -> Round:
    """The round in force; one that is not there is not found."""
    try:
        return in_force.load(id)
    except NoSuchRound as error:
        raise Http404(str(error)) from error


@require_safe
def rounds(request: HttpRequest) -> HttpResponse:
    """Every round that plans can be written for, newest first."""
    administrator(request)
    found = [(in_force.load(id), in_force.latest(id)) for id in in_force.available()]
    plans = list(AreaPlan.objects.values_list("round", flat=True))
    listed = [(r, v, plans.count(r.id)) for r, v in sorted(found, key=lambda f: f[0].id, reverse=True)]
    return render(request, "rounds_admin/rounds.html", {"rounds": listed})


@require_safe
def round_page(request: HttpRequest, round: str) -> HttpResponse:
    """A round: what is in force, the plans that answer it, and the versions that were kept."""
    administrator(request)
    the_round = round_of(round)
    kept = list(RoundVersion.objects.filter(round=round).defer("files"))
    plans = AreaPlan.objects.filter(round=round).values("pk", "area", "began_under__sha256", "began_under__version__number")
    context = {
        "round": the_round,
        "version": kept[0] if kept else None,
        "versions": kept,
        "plans": list(plans),
        "before": versions.before(the_round),
    }
    return render(request, "rounds_admin/round.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def text(request: HttpRequest, round: str | None = None) -> HttpResponse:
    """A round's text in a box. A post tries it and shows what is wrong or what differs; a second one saves it."""
    user = administrator(request)
    if round is not None:
        round_of(round)
    version = in_force.latest(round) if round else None
    seen = version.number if version else 0
    if request.method != "POST":
        begins = versions.own_text(round) if round else _BEGIN.format(last=in_force.available()[-1])
        return _text_page(request, round, versions.Draft(begins, round, None, None, {}), seen)
    given = _given(request)
    posted = request.POST.get("seen", "")
    seen = int(posted) if posted.isdecimal() else seen
    if request.POST.get("then") == "save":
        try:
            saved = versions.save_version(by=user, text=given, why=request.POST.get("why", ""), seen=seen, id=round)
        except versions.CannotSave as error:
            return _text_page(request, round, versions.tried(given, round), seen, str(error))
        messages.success(request, f"Version {saved.number} of {saved.round} is saved and in force.")
        return redirect("round-version", saved.round, saved.number)
    return _text_page(request, round, versions.tried(given, round), seen)


def _given(request: HttpRequest) -> str:
    """The text that was typed, or that of the file where one was chosen."""
    file = request.FILES.get("file")
    if isinstance(file, UploadedFile) and (file.size or 0) <= versions.LARGEST:
        return bytes(file.read()).decode("utf-8-sig", errors="replace")
    return request.POST.get("text", "")


def _text_page(request: HttpRequest, id: str | None, draft: versions.Draft, seen: int, refused: str = "") -> HttpResponse:
    made = draft.round
    now = in_force.load(draft.id) if made and draft.id in in_force.available() else None
    earlier = versions.before(made) if made else None
    context = {
        "id": id,
        "draft": draft,
        "seen": seen,
        "refused": refused,
        "why": request.POST.get("why", ""),
        "in_force": now,
        "before": earlier,
        "changed": versions.compared(now, made) if made else [],
        "since_before": versions.compared(earlier, made) if made else [],
        "form": versions.form_of(made) if made else (),
        "affected": _affected(draft.id, now, made) if made and now else (),
    }
    status = 422 if draft.fault or refused else 200
    return render(request, "rounds_admin/text.html", context, status=status)


def _affected(id: str | None, old: Round, new: Round) -> object:
    rows = (
        AreaPlan.objects.filter(round=id or "").select_related("began_under__version").prefetch_related("signoffs", "submissions")
    )
    return affected(rows, differences(old, new))


@require_safe
def form(request: HttpRequest, round: str) -> HttpResponse:
    """The form of the round in force, as an area sees it on its first day."""
    administrator(request)
    the_round = round_of(round)
    return render(request, "rounds_admin/form_page.html", {"round": the_round, "form": versions.form_of(the_round)})


@require_safe
def version(request: HttpRequest, round: str, number: int) -> HttpResponse:
    """A kept version: what changed from the one before or another, and the plans that it concerns."""
    administrator(request)
    kept = get_object_or_404(RoundVersion, round=round, number=number)
    others = list(RoundVersion.objects.filter(round=round).exclude(number=number))
    chosen = request.GET.get("with", "")
    other = next((v for v in others if str(v.number) == chosen), None)
    if not chosen:
        other = next((v for v in others if v.number == number - 1), None)
    made = versions.made(kept)
    against = versions.made(other) if other else _not_saved(round, made, chosen)
    found: tuple[Difference, ...] = differences(against, made) if against else ()
    context = {
        "round": made,
        "version": kept,
        "others": others,
        "other": other,
        "against": against,
        "chosen": chosen,
        "changed": versions.grouped(found),
        "affected": affected(begun_earlier(round, kept), found),
        "before": versions.before(made),
    }
    return render(request, "rounds_admin/version.html", context)


def _not_saved(id: str, made: Round, chosen: str) -> Round | None:
    """What a version is held against where that is no saved one: the round before, or the package's own."""
    from bettercare.rounds import available, load

    if chosen == "before":
        return versions.before(made)
    return load(id) if id in available() else None


@require_safe
def version_text(request: HttpRequest, round: str, number: int) -> HttpResponse:
    """A kept version's own text, as a file."""
    administrator(request)
    kept = get_object_or_404(RoundVersion, round=round, number=number)
    headers = {"Content-Disposition": f'attachment; filename="{kept.round}.yaml"'}
    return HttpResponse(kept.text, content_type="application/yaml; charset=utf-8", headers=headers)
