"""The pages about people, their plans' beginning and trail, and signing in."""

from __future__ import annotations

from allauth.account import views as account
from allauth.socialaccount import views as social
from allauth.socialaccount.providers.openid_connect import views as openid
from allauth.usersessions import views as devices
from django.urls import include, path, register_converter
from django.urls.converters import StringConverter

from bettercare.service.accounts import entry
from bettercare.service.accounts import views as people
from bettercare.service.accounts.middleware import open_to_all
from bettercare.service.plans import activity_views, start_views
from bettercare.service.signoff import telling_views


class _Base36(StringConverter):
    """A number as the links of forgotten passwords write it."""

    regex = "[0-9A-Za-z]+"


register_converter(_Base36, "base36")

urlpatterns = [
    path("people/", people.nation_people, name="nation-people"),
    path("people/invite-lead/", people.invite_lead, name="invite-lead"),
    path("people/invite-administrator/", people.invite_administrator, name="invite-administrator"),
    path("people/<int:membership>/", people.national_membership, name="nation-membership"),
    path("people/invitations/<int:invitation>/again/", people.invitation_again, name="invitation-again"),
    path("people/invitations/<int:invitation>/withdraw/", people.withdraw, name="invitation-withdraw"),
    path("plans/start/", start_views.start, name="start"),
    path("plans/<int:number>/people/", people.area_people, name="people"),
    path("plans/<int:number>/people/invite/", people.invite, name="invite"),
    path("plans/<int:number>/people/<int:membership>/", people.membership, name="membership"),
    path("plans/<int:number>/activity/", activity_views.activity, name="activity"),
    path("plans/<int:number>/versions/<int:version>/tell-signatories/", telling_views.tell, name="tell-signatories"),
    path("invitations/<str:token>/", entry.invitation, name="invitation"),
    path("accounts/no-role/", entry.no_role, name="no-role"),
    path("your-account/", entry.yours, name="yours"),
    path("accounts/login/", open_to_all(account.login), name="account_login"),
    path("accounts/logout/", account.logout, name="account_logout"),
    path("accounts/inactive/", open_to_all(account.account_inactive), name="account_inactive"),
    path("accounts/password/change/", account.password_change, name="account_change_password"),
    path("accounts/password/set/", account.password_set, name="account_set_password"),
    path("accounts/password/reset/", open_to_all(account.password_reset), name="account_reset_password"),
    path("accounts/password/reset/sent/", open_to_all(account.password_reset_done), name="account_reset_password_done"),
    path(
        "accounts/password/reset/<base36:uidb36>-<str:key>/",
        open_to_all(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "accounts/password/reset/done/",
        open_to_all(account.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    path("accounts/reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("accounts/devices/", devices.list_usersessions, name="usersessions_list"),
    path("accounts/organisation/", entry.by_organisation, name="by-organisation"),
    path("accounts/organisation/cancelled/", open_to_all(social.login_cancelled), name="socialaccount_login_cancelled"),
    path("accounts/organisation/error/", open_to_all(social.login_error), name="socialaccount_login_error"),
    path("accounts/organisation/<slug:provider_id>/login/", open_to_all(openid.login), name="openid_connect_login"),
    path("accounts/organisation/<slug:provider_id>/login/callback/", open_to_all(openid.callback), name="openid_connect_callback"),
    path("accounts/2fa/", include("allauth.mfa.urls")),
]
