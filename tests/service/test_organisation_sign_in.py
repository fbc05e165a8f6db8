"""Sign-in by an organisation's own service: against a provider of OpenID Connect that listens and signs, in this process."""

from __future__ import annotations

import _socket
import socket
from collections.abc import Iterator
from datetime import date
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from bettercare.service.accounts import people
from bettercare.service.accounts.invitations import make_link
from bettercare.service.accounts.models import Role, User
from bettercare.service.accounts.organisation_sign_in import WrongSignIn, configured
from tests.service.oidc_provider import CLIENT, SECRET, Provider, Running
from tests.service.people import COUNCIL, PASSWORD, opened, person

pytestmark = pytest.mark.django_db
ISSUER = {
    "BETTERCARE_SIGN_IN": "hillshire",
    "BETTERCARE_SIGN_IN_HILLSHIRE_TITLE": "Hillshire County Council",
    "BETTERCARE_SIGN_IN_HILLSHIRE_CLIENT": CLIENT,
    "BETTERCARE_SIGN_IN_HILLSHIRE_SECRET": SECRET,
    "BETTERCARE_SIGN_IN_HILLSHIRE_DOMAINS": "example.org, hillshire.example",
}


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[Provider]:
    """A provider that listens; the tests' bar on the network opens for its port alone."""
    with Running() as provider:
        port = urlsplit(provider.address).port

        def connect(self: socket.socket, address: Any) -> None:
            assert self.family == socket.AF_UNIX or address == ("127.0.0.1", port)
            _socket.socket.connect(self, address)

        monkeypatch.setattr(socket.socket, "connect", connect)
        settings.DEMONSTRATION = True
        environment = {**ISSUER, "BETTERCARE_SIGN_IN_HILLSHIRE_ADDRESS": provider.address}
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": configured(environment, insecure=True)}}
        yield provider


def sent_back(page: str) -> str:
    """Where the provider's page sends the browser."""
    parts = urlsplit(page)
    connection = HTTPConnection(parts.netloc, timeout=5)
    connection.request("GET", f"{parts.path}?{parts.query}")
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.headers["Location"]


def through(client: Client, provider: Provider, **claims: Any) -> Any:
    """Go the whole way: our button, the provider's page, and back; the answer to coming back."""
    provider.person = {"sub": "42", "email_verified": True, **claims}
    there = client.post("/accounts/organisation/hillshire/login/")
    assert there["Location"].startswith(provider.address)
    parts = urlsplit(sent_back(there["Location"]))
    return client.get(f"{parts.path}?{parts.query}")


def is_in(client: Client) -> bool:
    return client.get("/").status_code == 200


def test_who_has_an_account_signs_in_by_the_verified_address_and_again_by_the_issuers_id(provider: Provider) -> None:
    user = person("Better Care Fund lead", Role.LEAD, COUNCIL)
    for _ in range(2):
        client = Client()
        assert through(client, provider, email=user.email.upper())["Location"] == "/"
        assert is_in(client)
    assert user.socialaccount_set.count() == 1
    assert provider.refusals == []


def test_who_is_invited_comes_in_and_the_invitation_is_accepted(provider: Provider) -> None:
    row = opened(person("Better Care Fund lead", Role.LEAD, COUNCIL))
    doing = people.Doing(COUNCIL.code or "", COUNCIL.name or "", Role.WRITER, date(2025, 1, 1))
    lead = User.objects.get()
    sent = people.invite(
        by=lead, plan=row, area="", email="new@hillshire.example", name="Finance officer", position="", doing=doing
    )
    client = Client()
    assert through(client, provider, email="new@hillshire.example").status_code == 403
    make_link(sent)
    assert through(client, provider, email="new@hillshire.example")["Location"] == "/"
    assert client.get(f"/plans/{row.pk}/").status_code == 200
    user = User.objects.get(email="new@hillshire.example")
    assert not user.has_usable_password() and user.memberships.get().role == Role.WRITER


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "nobody@hillshire.example"},
        {"email": "lead@elsewhere.example"},
        {"email": "better.care.fund.lead@example.org", "email_verified": False},
        {"email": "better.care.fund.lead@example.org", "email_verified": "false"},
        {},
    ],
)
def test_nobody_else_comes_in(provider: Provider, claims: dict[str, Any]) -> None:
    person("Better Care Fund lead", Role.LEAD, COUNCIL)
    User.objects.create_user("lead@elsewhere.example", PASSWORD, name="Lead elsewhere")
    client = Client()
    answer = through(client, provider, **claims)
    assert answer.status_code == 403 and "not invited yet" in answer.content.decode()
    assert not is_in(client)
    assert User.objects.count() == 2


def test_a_work_address_leads_to_its_organisation_whether_it_has_an_account_or_not(provider: Provider) -> None:
    user = person("Better Care Fund lead", Role.LEAD, COUNCIL)
    page = Client().get("/accounts/login/").content.decode()
    assert "Work e-mail address" in page and "Hillshire County Council" not in page
    for address in (user.email, "stranger@Hillshire.example"):
        there = Client().post("/accounts/organisation/", {"email": address})
        assert there["Location"].startswith(provider.address), address
    for wrong, told in (
        ("somebody@elsewhere.example", "elsewhere.example has no sign-in of its own here"),
        ("no address", "e-mail"),
    ):
        answer = Client().post("/accounts/organisation/", {"email": wrong, "next": "/rounds/"})
        assert answer.status_code == 422 and told in (text := answer.content.decode()) and 'value="/rounds/"' in text


def test_who_goes_by_the_address_comes_to_the_page_that_was_asked_for(provider: Provider) -> None:
    user = person("Better Care Fund lead", Role.LEAD, COUNCIL)
    provider.person = {"sub": "42", "email": user.email, "email_verified": True}
    client = Client()
    there = client.post("/accounts/organisation/", {"email": user.email, "next": "/your-account/"})
    back = urlsplit(sent_back(there["Location"]))
    assert client.get(f"{back.path}?{back.query}")["Location"] == "/your-account/"


def test_an_answer_that_nobody_asked_for_or_with_another_state_lets_nobody_in(provider: Provider) -> None:
    user = person("Better Care Fund lead", Role.LEAD, COUNCIL)
    provider.person = {"sub": "42", "email": user.email, "email_verified": True}
    asked = Client().post("/accounts/organisation/hillshire/login/")["Location"]
    back = urlsplit(sent_back(asked))
    stranger = Client()
    stranger.get(f"{back.path}?{back.query}")
    assert not is_in(stranger)


def test_a_person_of_an_organisation_without_a_second_factor_here_sets_one_up(provider: Provider, settings: Any) -> None:
    user = person("Better Care Fund lead", Role.LEAD, COUNCIL)
    client = Client()
    through(client, provider, email=user.email)
    settings.DEMONSTRATION = False
    assert client.get("/")["Location"] == "/accounts/2fa/totp/activate/"
    assert client.get("/accounts/2fa/totp/activate/").status_code == 200


@pytest.mark.parametrize("lacks", ["TITLE", "ADDRESS", "CLIENT", "SECRET", "DOMAINS"])
def test_a_sign_in_that_is_not_set_up_whole_stops_the_service_with_the_setting_that_lacks(lacks: str) -> None:
    whole = {**ISSUER, "BETTERCARE_SIGN_IN_HILLSHIRE_ADDRESS": "https://sign-in.example"}
    assert configured(whole)[0]["name"] == "Hillshire County Council"
    with pytest.raises(WrongSignIn, match=f"BETTERCARE_SIGN_IN_HILLSHIRE_{lacks}"):
        configured({**whole, f"BETTERCARE_SIGN_IN_HILLSHIRE_{lacks}": ""})
    with pytest.raises(WrongSignIn, match="https"):
        configured({**whole, "BETTERCARE_SIGN_IN_HILLSHIRE_ADDRESS": "http://sign-in.example"})
