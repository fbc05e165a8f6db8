"""Sign-in by an organisation's own service (OpenID Connect): which there are, and whom each may vouch for.

BETTERCARE_SIGN_IN                  names of the services, comma-separated, such as `hillshire`
BETTERCARE_SIGN_IN_HILLSHIRE_TITLE  what the button says: Hillshire County Council
..._ADDRESS                         the issuer's https address, where /.well-known/openid-configuration lies
..._CLIENT, ..._SECRET              what the issuer knows this service by
..._DOMAINS                         e-mail domains of the organisation, comma-separated: it vouches for no other address
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse


@dataclass(frozen=True, slots=True)
class WayIn:
    """An organisation's own sign-in: its name, the address that leads to it, and its id."""

    title: str
    url: str
    provider: str


class WrongSignIn(ValueError):
    """An organisation's sign-in is not set up whole; the words say which setting is missing or wrong."""


def configured(environment: Mapping[str, str], insecure: bool = False) -> list[dict[str, Any]]:
    """The services that the environment names, as the sign-in library wants them. Raises WrongSignIn."""
    found = []
    for name in filter(None, (n.strip() for n in environment.get("BETTERCARE_SIGN_IN", "").split(","))):
        if not name.replace("-", "").isalnum():
            raise WrongSignIn(f"BETTERCARE_SIGN_IN: {name!r} is no name; use letters, digits and hyphens.")
        prefix = f"BETTERCARE_SIGN_IN_{name.upper().replace('-', '_')}_"
        values = {key: environment.get(prefix + key, "").strip() for key in ("TITLE", "ADDRESS", "CLIENT", "SECRET", "DOMAINS")}
        if missing := [prefix + key for key, value in values.items() if not value]:
            raise WrongSignIn(f"The sign-in of {name} lacks {', '.join(missing)}.")
        if urlsplit(values["ADDRESS"]).scheme != "https" and not insecure:
            raise WrongSignIn(f"{prefix}ADDRESS must begin with https://")
        domains = [d.strip().lower().lstrip("@") for d in values["DOMAINS"].split(",") if d.strip()]
        found.append(
            {
                "provider_id": name.lower(),
                "name": values["TITLE"],
                "client_id": values["CLIENT"],
                "secret": values["SECRET"],
                "settings": {"server_url": values["ADDRESS"], "domains": domains, "oauth_pkce_enabled": True},
            }
        )
    return found


def origins(services: list[dict[str, Any]]) -> list[str]:
    """The origins to which a sign-in form may lead."""
    parts = [urlsplit(service["settings"]["server_url"]) for service in services]
    return [f"{p.scheme}://{p.netloc}" for p in parts]


def vouches_for(domains: list[str], email: str) -> bool:
    """Whether an organisation with these e-mail domains can say whose an address is."""
    return email.lower().rpartition("@")[2] in domains


def buttons(request: HttpRequest) -> dict[str, object]:
    """For the pages of the sign-in library: whether organisations have a sign-in of their own."""
    return {"has_ways_in": bool(ways_in())}


def ways_in(email: str = "") -> tuple[WayIn, ...]:
    """The organisations' own sign-ins, or those that can vouch for an address."""
    services = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    return tuple(
        WayIn(service["name"], reverse("openid_connect_login", args=[id]), id)
        for service in services
        if (id := service["provider_id"])
        if not email or vouches_for(service["settings"]["domains"], email)
    )
