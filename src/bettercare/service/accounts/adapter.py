"""How the sign-in library works here: nobody signs up, people are invited; and a lock-out never shuts out a whole office."""

from __future__ import annotations

import base64
import hashlib
import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.base import AuthProcess
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import redirect, render

from bettercare.service.accounts.invitations import accept_by_address
from bettercare.service.accounts.models import User
from bettercare.service.accounts.organisation_sign_in import vouches_for


class InvitedOnly(DefaultAccountAdapter):  # type: ignore[misc]
    """Closes self-registration, and counts wrong passwords by account and address together.

    By address alone, one person who tries would lock out the council behind the same address; by account alone, a stranger
    anywhere could lock somebody out.
    """

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """People have no other name to sign in with than their address."""

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        account = str(credentials.get("email", "")).strip().lower()
        return f"{account} from {self.get_client_ip(request)}"

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Who has signed in just now sets up the second factor without doing so again; whoever signs does it always."""
        if app == "allauth.mfa":
            request = context.request
            signed_in = get_authentication_records(request, request.user)
            return not signed_in or time.time() - signed_in[-1]["at"] > settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
        return bool(super().is_reauthentication_required(app=app, **kwargs))


class InvitedThere(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Lets in by an organisation's own sign-in whom it may vouch for and who has an account or an invitation."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Match a verified address of the organisation with a person. Who was matched before is known by the issuer's id."""
        if sociallogin.state.get("process") != AuthProcess.LOGIN:
            raise ImmediateHttpResponse(redirect("home"))
        domains = sociallogin.provider.app.settings["domains"]
        verified = [a.email.lower() for a in sociallogin.email_addresses if a.verified is True and vouches_for(domains, a.email)]
        if sociallogin.is_existing:
            if sociallogin.user.email in verified:
                return
            raise ImmediateHttpResponse(self._refused(request, sociallogin))
        for email in verified:
            accepted = accept_by_address(email)
            user = accepted or User.objects.filter(email=email, is_active=True).first()
            if user:
                sociallogin.connect(request, user)
                return
        raise ImmediateHttpResponse(self._refused(request, sociallogin))

    @staticmethod
    def _refused(request: HttpRequest, sociallogin: Any) -> Any:
        return render(request, "accounts/not_invited.html", {"organisation": sociallogin.provider.app.name}, status=403)


class KeptSecret(DefaultMFAAdapter):  # type: ignore[misc]
    """Keeps the secrets of second factors encrypted, so that a copy of the database alone opens no account."""

    def encrypt(self, text: str) -> str:
        return _lock().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return _lock().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return ""  # the secret key was changed: no code fits, and the second factor is set up anew


def _lock() -> MultiFernet:
    keys = [settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS)]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"second factor " + k.encode()).digest())) for k in keys])
