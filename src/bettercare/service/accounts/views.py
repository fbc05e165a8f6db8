"""The pages about people: who works on an area's plan, who looks after the nation, invitations and their answers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bettercare.plan.words import day
from bettercare.service.accounts import people
from bettercare.service.accounts.forms import AdministratorForm, ChangeForm, InvitationForm, doing_of, doings
from bettercare.service.accounts.models import Invitation, Membership, Role, User, today
from bettercare.service.accounts.permissions import Permission, is_national, may
from bettercare.service.plans.models import AreaPlan
from bettercare.service.plans.starting import areas_of_the_nation, proposed_partners
from bettercare.service.plans.views import about, plan_of, user_of
from bettercare.service.rounds_admin.in_force import available, load

_SHOWN = 50
"""People on one page."""


@require_safe
def area_people(request: HttpRequest, number: int) -> HttpResponse:
    """Who works on a plan, who is invited, and who did."""
    row, user = plan_of(request, number), user_of(request)
    held = list(people.memberships_of(row).order_by("organisation_name", "role", "user__name"))
    mine = set(Membership.objects.filter(people.looked_after_by(user), pk__in=[m.pk for m in held]).values_list("pk", flat=True))
    partners = [p.organisation for p in row.who()]
    waiting = Invitation.objects.filter(people.looked_after_by(user), area=row.area, organisation__in=partners)
    titles = {role.id: role.title for role in load(row.round).signoff}
    may_invite = may(user, Permission.PEOPLE, row)
    context = {
        **about(request, row, row.plan()),
        "now": [(m, m.pk in mine) for m in held if not m.is_over(today())],
        "before": [m for m in held if m.is_over(today())],
        "invited": [i for i in waiting.order_by("-at") if i.waits] if may_invite else [],
        "may_invite": may_invite,
        "titles": titles,
        "today": today(),
    }
    return render(request, "accounts/people.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest, number: int) -> HttpResponse:
    """Invite somebody to work on a plan."""
    row, user = plan_of(request, number, Permission.PEOPLE), user_of(request)
    partners = [(p.organisation, p.name) for p in row.who()]
    form = InvitationForm(request.POST or None, partners, doings(load(row.round).signoff), day(today()))
    if request.method == "POST" and form.is_valid() and (sent := _invited(form, user, row, row.area, dict(partners))):
        messages.success(request, f"{sent.name} is invited. The e-mail with the link goes to {sent.email}.")
        return redirect("people", number)
    context = {**about(request, row, row.plan()), "form": form, "back": [("people", row.pk, f"People of {row.area}")]}
    return render(request, "accounts/invite.html", context, status=422 if form.errors else 200)


def _invited(form: InvitationForm, by: User, plan: AreaPlan | None, area: str, names: dict[str, str]) -> Invitation | None:
    """The invitation that a form asks for; None where it cannot be sent so, and the form says why."""
    given: dict[str, Any] = form.cleaned_data
    role, signs_as = doing_of(given["does"])
    doing = people.Doing(
        given["organisation"], names[given["organisation"]], role, given["starts"], given["ends"], signs_as
    )  # fmt: skip
    try:
        return people.invite(
            by=by, plan=plan, area=area, email=given["email"], name=given["name"], position=given["position"], doing=doing
        )
    except people.CannotInvite as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return None


@require_http_methods(["GET", "HEAD", "POST"])
def membership(request: HttpRequest, number: int, membership: int) -> HttpResponse:
    """What one person does for a plan: change it, or end it."""
    row = plan_of(request, number, Permission.PEOPLE)
    held = _one_of(user_of(request), people.memberships_of(row), membership)
    context = {**about(request, row, row.plan()), "back": [("people", row.pk, f"People of {row.area}")]}
    return _changed(request, held, doings(load(row.round).signoff), context, redirect("people", number))


@require_http_methods(["GET", "HEAD", "POST"])
def national_membership(request: HttpRequest, membership: int) -> HttpResponse:
    """The same, nationally."""
    held = _one_of(_national(request), Membership.objects.select_related("user"), membership)
    context: dict[str, object] = {"back": [("nation-people", None, "People of the nation")]}
    own = [(f"{held.role}:{held.signs_as}", f"Signs: {held.signs_as}")] if held.signs_as else []
    return _changed(request, held, [*doings(()), *own], context, redirect("nation-people"))


def _changed(
    request: HttpRequest, held: Membership, does: Any, context: dict[str, object], back: HttpResponse
) -> HttpResponse:  # fmt: skip
    user, then = user_of(request), request.POST.get("then")
    choice = f"{held.role}:{held.signs_as}" if held.signs_as else held.role
    form = ChangeForm(
        request.POST if then == "change" else None, does, {"does": choice, "ends": day(held.ends) if held.ends else ""}
    )
    try:
        if then == "end":
            people.end(by=user, membership=held)
            messages.success(request, f"{held.user} no longer works here. Every session of theirs has ended.")
            return back
        if then == "second-factor":
            people.new_second_factor(by=user, membership=held)
            messages.success(request, f"{held.user} will be asked to set up a second factor at the next sign-in.")
            return back
        if then == "change" and form.is_valid():
            role, signs_as = doing_of(form.cleaned_data["does"])
            people.change(by=user, membership=held, role=role, signs_as=signs_as, ends=form.cleaned_data["ends"])
            messages.success(request, f"What {held.user} does is changed.")
            return back
    except people.CannotInvite as error:
        if then == "change":
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.error(request, str(error))
    context |= {"held": held, "form": form, "today": today(), "over": held.is_over(today()), "own": held.user_id == user.pk}
    return render(request, "accounts/membership.html", context, status=422 if form.errors else 200)


def _one_of(user: User, among: Any, number: int) -> Membership:
    """A membership that a person may change; another is as good as none."""
    held: Membership = get_object_or_404(among.filter(people.looked_after_by(user)), pk=number)
    return held


@require_POST
def invitation_again(request: HttpRequest, invitation: int) -> HttpResponse:
    """Send an invitation again."""
    found = _invitation(request, invitation)
    return _answered(request, found, people.invite_again, f"A new link goes to {found.email}; the earlier one stops working.")


@require_POST
def withdraw(request: HttpRequest, invitation: int) -> HttpResponse:
    """Withdraw an invitation."""
    found = _invitation(request, invitation)
    return _answered(request, found, people.withdraw, f"The invitation of {found.name} is withdrawn.")


def _answered(request: HttpRequest, found: Invitation, action: Any, words: str) -> HttpResponse:
    try:
        action(by=user_of(request), invitation=found)
        messages.success(request, words)
    except people.CannotInvite as error:
        messages.error(request, str(error))
    plan = AreaPlan.objects.seen_by(user_of(request)).filter(area=found.area).order_by("-opened_at").first()
    if plan and not is_national(user_of(request)):
        return redirect("people", plan.pk)
    return redirect("nation-people")


def _invitation(request: HttpRequest, number: int) -> Invitation:
    user = user_of(request)
    found = Invitation.objects.filter(people.looked_after_by(user), pk=number).first()
    if found is None:
        raise Http404("There is no such invitation.")
    return found


def _national(request: HttpRequest) -> User:
    user = user_of(request)
    if not is_national(user):
        raise PermissionDenied("Only a national administrator opens this page.")
    return user


@require_safe
def nation_people(request: HttpRequest) -> HttpResponse:
    """Everybody of the nation, found by name, address, organisation or area; invitations that wait."""
    _national(request)
    asked = request.GET.get("find", "").strip()
    held = Membership.objects.select_related("user").order_by("area", "organisation_name", "role", "user__name", "pk")
    waiting = Invitation.objects.filter(accepted_at=None, withdrawn_at=None).order_by("-at")
    if asked:
        words = Q(organisation_name__icontains=asked) | Q(area__icontains=asked)
        held = held.filter(words | Q(user__name__icontains=asked) | Q(user__email__icontains=asked))
        waiting = waiting.filter(words | Q(name__icontains=asked) | Q(email__icontains=asked))
    if request.GET.get("over") != "yes":
        held = held.filter(Q(ends=None) | Q(ends__gte=today()), ended_at=None)
    page = Paginator(held, _SHOWN).get_page(request.GET.get("page"))
    context = {
        "page": page, "asked": asked, "over": request.GET.get("over") == "yes", "invited": waiting[:_SHOWN],
        "waiting": waiting.count(), "today": today(),
        "titles": {role.id: role.title for role in load(available()[-1]).signoff},
    }  # fmt: skip
    return render(request, "accounts/nation.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def invite_lead(request: HttpRequest) -> HttpResponse:
    """Invite the lead of an area: first the area, then who."""
    user, areas = _national(request), dict(areas_of_the_nation(today()))
    code = request.GET.get("area", "")
    if code not in areas:
        return render(request, "accounts/choose_area.html", {"areas": areas.items(), "asked": bool(code)})
    partners = [(o.code, o.name) for o in proposed_partners(code, today())]
    form = InvitationForm(request.POST or None, partners, doings(())[:1], day(today()))
    if request.method == "POST" and form.is_valid() and (sent := _invited(form, user, None, areas[code], dict(partners))):
        messages.success(request, f"{sent.name} is invited as lead of {sent.area}. The e-mail with the link goes to {sent.email}.")
        return redirect("nation-people")
    context = {"form": form, "area": areas[code], "back": [("nation-people", None, "People of the nation")]}
    return render(request, "accounts/invite.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def invite_administrator(request: HttpRequest) -> HttpResponse:
    """Invite another national administrator."""
    user, form = _national(request), AdministratorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        doing = people.Doing(*people.NATION, Role.NATIONAL, today())
        try:
            sent = people.invite(by=user, plan=None, area="", position="", doing=doing, **form.cleaned_data)
            messages.success(request, f"{sent.name} is invited as national administrator. The e-mail goes to {sent.email}.")
            return redirect("nation-people")
        except people.CannotInvite as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
    context = {"form": form, "nation": True, "back": [("nation-people", None, "People of the nation")]}
    return render(request, "accounts/invite.html", context, status=422 if form.errors else 200)
