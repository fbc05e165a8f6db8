"""Signing in: wrong tries, the second factor, sessions that end, devices, and forgotten passwords."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.core.cache import caches
from django.core.management import call_command
from django.test import Client

from bettercare.service import settings as service_settings
from bettercare.service.accounts.models import Role, User
from tests.service.people import COUNCIL, NHS, PASSWORD, opened, person

pytestmark = pytest.mark.django_db
KEY = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
OFFICE, HOME = "192.0.2.7", "198.51.100.9"


@pytest.fixture(autouse=True)
def clean_cache() -> None:
    caches["default"].clear()


def sign_in(user: User, password: str = PASSWORD, address: str = OFFICE, client: Client | None = None) -> Any:
    return (client or Client()).post("/accounts/login/", {"login": user.email, "password": password}, REMOTE_ADDR=address)


def test_200_wrong_tries_from_a_council_for_one_account_keep_nobody_else_out(lead: User, settings: Any) -> None:
    settings.DEMONSTRATION = True
    settings.CACHES = service_settings.CACHES
    call_command("createcachetable", verbosity=0)
    colleague = person("Finance officer", Role.WRITER, COUNCIL)
    answers = [sign_in(lead, "a wrong password") for _ in range(200)]
    assert all(a.status_code == 200 for a in answers)
    assert "Too many failed login attempts" in answers[-1].content.decode()
    assert sign_in(lead).status_code == 200, "from this address this account waits"
    assert sign_in(colleague).status_code == 302, "colleagues behind the same address do not"
    assert sign_in(lead, address=HOME).status_code == 302, "nor the person elsewhere"


def test_wrong_tries_are_counted_by_all_processes_together() -> None:
    assert service_settings.CACHES["default"]["BACKEND"] == "django.core.cache.backends.db.DatabaseCache"


def code_now() -> str:
    return format_hotp_value(hotp_value(KEY, list(yield_hotp_counters_from_time())[1]))  # type: ignore[no-any-return]


def test_a_password_alone_opens_nothing_where_a_second_factor_is_set_up(lead: User, settings: Any) -> None:
    TOTP.activate(lead, KEY)
    row, client = opened(lead), Client()
    assert sign_in(lead, client=client)["Location"] == "/accounts/2fa/authenticate/"
    for page in ("/", f"/plans/{row.pk}/", "/your-account/", "/accounts/2fa/recovery-codes/", "/accounts/password/change/"):
        assert client.get(page)["Location"].startswith("/accounts/"), page
    assert client.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code == 200
    assert client.post("/accounts/2fa/authenticate/", {"code": code_now()})["Location"] == "/"
    assert client.get(f"/plans/{row.pk}/").status_code == 200


def test_a_recovery_code_works_once_in_place_of_the_telephone(lead: User) -> None:
    TOTP.activate(lead, KEY)
    RecoveryCodes.activate(lead)
    (code, *_) = Authenticator.objects.get(user=lead, type="recovery_codes").wrap().get_unused_codes()
    for expected in (302, 200):
        client = Client()
        sign_in(lead, client=client)
        assert client.post("/accounts/2fa/authenticate/", {"code": code}).status_code == expected


def test_outside_demonstrations_no_page_opens_before_a_second_factor_is_set_up(lead: User) -> None:
    from tests.service.test_pages import ACCESS, ITSELF, OPEN

    row, client = opened(lead), Client()
    sign_in(lead, client=client)
    known = {"number": row.pk, "slug": "expenditure"}
    for route in (r for r, rule in ACCESS.items() if rule not in (OPEN, ITSELF) and not r.startswith(("api/", "sign/", "signed/"))):
        page = "/" + re.sub(r"<(\w+):(\w+)>", lambda m: str(known.get(m[2], 1 if m[1] == "int" else "x")), route)
        for answer in (client.get(page), client.post(page)):
            assert answer["Location"] == "/accounts/2fa/totp/activate/", page


def test_a_session_ends_after_an_hour_without_a_page_and_after_its_whole_length(lead: User, settings: Any) -> None:
    settings.DEMONSTRATION = True
    for mark, ago in (("seen", 61 * 60), ("began", 12 * 60 * 60 + 1)):
        client = Client()
        sign_in(lead, client=client)
        assert client.get("/").status_code == 200
        session = client.session
        session[mark] -= ago
        session.save()
        assert client.get("/")["Location"].startswith("/accounts/login/")
        assert "_auth_user_id" not in client.session


def test_who_was_signed_out_while_writing_sees_what_they_had_typed(lead: User, settings: Any) -> None:
    settings.DEMONSTRATION = True
    row, client = opened(lead), Client()
    sign_in(lead, client=client)
    client.get("/")
    session = client.session
    session["seen"] -= 61 * 60
    session.save()
    text = "A paragraph that took <an hour> to write"
    answer = client.post(f"/plans/{row.pk}/sections/expenditure/", {"seen": "0", "v:x": text})
    assert answer.status_code == 401
    assert "A paragraph that took &lt;an hour&gt; to write" in answer.content.decode()
    row.refresh_from_db()
    assert row.revision == 0


def test_every_other_device_is_signed_out_at_once(lead: User, settings: Any) -> None:
    settings.DEMONSTRATION = True
    here, there = Client(headers={"user-agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0"}), Client()
    for client in (here, there):
        sign_in(lead, client=client)
    assert "Firefox on Windows" in here.get("/accounts/devices/").content.decode()
    here.post("/accounts/devices/")
    assert here.get("/").status_code == 200
    assert there.get("/")["Location"].startswith("/accounts/login/")


def test_a_forgotten_password_is_changed_by_e_mail_and_nobody_learns_who_has_an_account(lead: User, settings: Any) -> None:
    settings.DEMONSTRATION = True
    elsewhere = Client()
    sign_in(lead, client=elsewhere)
    answers = [Client().post("/accounts/password/reset/", {"email": e}) for e in (lead.email, "nobody@example.org")]
    assert {a.status_code for a in answers} == {302} and len({a["Location"] for a in answers}) == 1
    assert [m.to for m in mail.outbox] == [[lead.email]]
    link = re.search(r"http://[^/]+(/accounts/password/reset/\S+)", str(mail.outbox[0].body))
    assert link
    client = Client()
    form = client.get(link[1], follow=True)
    page = form.redirect_chain[-1][0]
    new = "quite another password"
    assert client.post(page, {"password1": new, "password2": new}).status_code == 302
    assert elsewhere.get("/")["Location"].startswith("/accounts/login/"), "sessions with the old password end"
    assert sign_in(lead).status_code == 200 and sign_in(lead, new).status_code == 302
    assert "no longer works" in Client().get(link[1], follow=True).content.decode()


def test_a_changed_password_is_told_to_its_owner(lead: User, settings: Any) -> None:
    settings.DEMONSTRATION = True
    client, new = Client(), "quite another password"
    sign_in(lead, client=client)
    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert [m.to for m in mail.outbox] == [[lead.email]]
    assert client.get("/").status_code == 200


def test_somebody_of_another_organisation_never_signs_up_by_themselves(client: Client) -> None:
    assert client.get("/accounts/signup/").status_code in (302, 404)
    assert person("Somebody", Role.READER, NHS).pk
