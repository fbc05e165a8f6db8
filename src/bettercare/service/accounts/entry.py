"""The pages of one's own account: answering an invitation, what one does, when notices come."""

from __future__ import annotations

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from allauth.mfa.utils import is_mfa_enabled
from allauth.socialaccount.providers.openid_connect.views import login
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from bettercare.service.accounts.forms import AnswerForm, OrganisationForm
from bettercare.service.accounts.invitations import CannotAccept, accept, accept_as, invited_by_link
from bettercare.service.accounts.middleware import open_to_all
from bettercare.service.accounts.models import NoticeChoice, User, today
from bettercare.service.accounts.organisation_sign_in import ways_in
from bettercare.service.notices.telling import choose


@open_to_all
@never_cache
@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Answer an invitation: a new person gives a name and a password, one who is known accepts it signed in."""
    found = invited_by_link(token)
    if found is None:
        return render(request, "accounts/invitation_over.html", status=410)
    known = User.objects.filter(email=found.email).exists()
    if known and not request.user.is_authenticated:
        return redirect(f"{settings.LOGIN_URL}?next={request.path}")
    form = AnswerForm(request.POST or None, initial={"name": found.name, "position": found.position})
    if request.method == "POST":
        try:
            if isinstance(request.user, User):
                accept_as(by=request.user, token=token)
                messages.success(request, f"You are {found.role_name} for {found.organisation_name} now.")
                return redirect("home")
            if form.is_valid():
                given = form.cleaned_data
                user = accept(token=token, name=given["name"], position=given["position"], password=given["password"])
                return _signed_in(request, user)
        except CannotAccept as error:
            form.add_error(None, str(error))
        except ValidationError as error:
            form.add_error("password", error)
    context = {"invitation": found, "form": form, "known": known, "ways": ways_in(found.email)}
    return render(request, "accounts/invitation.html", context, status=422 if form.errors else 200)


@open_to_all
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def by_organisation(request: HttpRequest) -> HttpResponse:
    """Lead to the own sign-in of the organisation that a work address belongs to; whether it has an account is never looked up."""
    form = OrganisationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        ways = ways_in(form.cleaned_data["email"])
        if ways:
            return login(request, provider_id=ways[0].provider)  # type: ignore[no-any-return]
        domain = form.cleaned_data["email"].rpartition("@")[2]
        form.add_error("email", f"{domain} has no sign-in of its own here. Check the address, or sign in with your password.")
    context = {"form": form, "next": request.POST.get("next", request.GET.get("next", ""))}
    return render(request, "accounts/by_organisation.html", context, status=422 if form.errors else 200)


def _signed_in(request: HttpRequest, user: User) -> HttpResponse:
    credentials = {"email": user.email}
    return perform_password_login(request, credentials, Login(user, email_verification="none"))  # type: ignore[no-any-return]


@require_http_methods(["GET", "HEAD", "POST"])
def yours(request: HttpRequest) -> HttpResponse:
    """One's own account: roles, ways to sign in, signed-in devices, and when notices come."""
    user = request.user
    assert isinstance(user, User)
    if request.method == "POST":
        chosen = request.POST.get("notices", "")
        if chosen in NoticeChoice.values:
            choose(by=user, notices=NoticeChoice(chosen))
            messages.success(request, "Your choice is saved.")
        return redirect("yours")
    held = user.memberships.order_by("organisation_name", "role")
    context = {
        "held": [m for m in held if not m.is_over(today())], "choices": NoticeChoice.choices,
        "second_factor": is_mfa_enabled(user), "has_password": user.has_usable_password(), "today": today(),
    }  # fmt: skip
    return render(request, "accounts/yours.html", context)


@open_to_all
@require_safe
def no_role(request: HttpRequest) -> HttpResponse:
    """Says to somebody without a role of today why they were signed out, and whom to ask."""
    return render(request, "accounts/no_role.html")
