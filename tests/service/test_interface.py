"""The interface for other systems: who may call it, what it gives, and that it answers as its document says to whatever is sent."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis.strategies import DataObject, booleans, data, dictionaries, integers, none, recursive, sampled_from, text
from hypothesis.strategies import lists as lists_of
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance, status_code_conformance

from bettercare.plan import plan_from_json, walk
from bettercare.service.accounts.models import Membership, Role, User
from bettercare.service.api.actions import CannotMakeToken, end_token, make_token
from bettercare.service.api.interface import interface
from bettercare.service.api.models import Scope, Token
from bettercare.service.plans import actions
from bettercare.service.plans.models import AreaPlan
from bettercare.service.signoff.sending import submit
from bettercare.service.wsgi import application
from bettercare.writing import write
from tests.service.people import ELSEWHERE, NHS, PASSWORD, opened, person

pytestmark = pytest.mark.django_db


def caller(user: User, *scopes: Scope) -> dict[str, str]:
    """The header of a new token."""
    _, secret = make_token(by=user, name="Ledger", scopes=[*(scopes or Scope)], last_day=timezone.localdate())
    return {"authorization": f"Bearer {secret}"}


@pytest.fixture(autouse=True)
def fresh_counts() -> None:
    cache.clear()


@pytest.fixture
def row(lead: User) -> AreaPlan:
    row = opened(lead)
    actions.keep_version(by=lead, plan=row)
    submit(by=lead, plan=row, version=1, window="draft", reason="Late")
    return row


def budget(row: AreaPlan) -> str:
    return f"budgets/{row.plan().budgets[0].id}/amount"


def edited(row: AreaPlan, headers: dict[str, str], seen: int, *edits: dict[str, Any]) -> Any:
    body = {"seen": seen, "edits": list(edits)}
    return Client(headers=headers).post(f"/api/plans/{row.pk}/edits", body, content_type="application/json")


def test_a_secret_is_kept_as_its_hash_only(lead: User) -> None:
    token, secret = make_token(by=lead, name="Ledger", scopes=["read-plans"], last_day=timezone.localdate())
    kept = json.dumps(list(Token.objects.values()), default=str)
    assert secret not in kept and secret.removeprefix("bettercare_") not in kept and token.sha256 in kept


@pytest.mark.parametrize(
    ("name", "scopes", "days", "told"),
    [
        (" ", ["read-plans"], 1, "which system"),
        ("Ledger", [], 1, "at least one"),
        ("Ledger", ["rule-the-world"], 1, "at least one"),
        ("Ledger", ["read-plans"], -1, "from today"),
        ("Ledger", ["read-plans"], 400, "a year"),
    ],
)
def test_a_token_needs_a_name_a_use_and_a_last_day(lead: User, name: str, scopes: list[str], days: int, told: str) -> None:
    with pytest.raises(CannotMakeToken, match=told):
        make_token(by=lead, name=name, scopes=scopes, last_day=timezone.localdate() + timedelta(days=days))


def test_a_token_is_made_by_who_has_just_signed_in_again_shown_once_and_ended(lead: User, settings: Any) -> None:
    settings.DEMONSTRATION = True
    client, asked = Client(), {"name": "Ledger", "scopes": ["read-plans"], "last_day": str(timezone.localdate())}
    client.force_login(lead)
    sent_away = client.post("/systems/", asked)
    assert sent_away.status_code == 302 and "/accounts/reauthenticate/" in sent_away["Location"] and not Token.objects.exists()
    page = client.post(sent_away["Location"], {"password": PASSWORD}).content.decode()
    secret = re.search(r'value="(bettercare_[^"]+)"', page)
    assert secret and secret[1] not in client.get("/systems/").content.decode()
    headers = {"authorization": f"Bearer {secret[1]}"}
    assert Client(headers=headers).get("/api/plans").status_code == 200
    stranger = Client()
    stranger.force_login(person("Lead elsewhere", Role.LEAD, ELSEWHERE))
    assert stranger.post(f"/systems/{Token.objects.get().pk}/end/").status_code == 404
    client.post(f"/systems/{Token.objects.get().pk}/end/")
    assert Client(headers=headers).get("/api/plans").status_code == 401


def test_the_reference_page_tells_every_operation(lead: User, settings: Any) -> None:
    settings.DEMONSTRATION = True
    client = Client()
    client.force_login(lead)
    page = client.get("/systems/reference/").content.decode()
    assert all(f"<code>{method.upper()} {path}</code>" in page for method, path in operations())


def operations() -> list[tuple[str, str]]:
    paths = interface.get_openapi_schema()["paths"]
    return [(method, path) for path, methods in paths.items() for method in methods]


@pytest.mark.parametrize(("method", "path"), operations())
@pytest.mark.parametrize("sent", ["", "Bearer", "Bearer no-such-token", "Basic eDp5"])
def test_without_a_token_that_holds_nothing_answers(method: str, path: str, sent: str, row: AreaPlan) -> None:
    headers = {"authorization": sent} if sent else {}
    answer = getattr(Client(headers=headers), method)(path.replace("{number}", str(row.pk)))
    assert answer.status_code == 401 and answer["WWW-Authenticate"] == "Bearer"
    assert answer["Content-Type"] == "application/problem+json"


def test_a_signed_in_browser_is_no_token(lead: User, row: AreaPlan) -> None:
    client = Client()
    client.force_login(lead)
    assert client.get(f"/api/plans/{row.pk}").status_code == 401


def test_a_token_that_was_ended_or_is_past_its_day_opens_nothing(lead: User, row: AreaPlan) -> None:
    ended, past = caller(lead), caller(lead)
    mine = Token.objects.order_by("pk")
    end_token(by=lead, token=mine[0].pk)
    Token.objects.filter(pk=mine[1].pk).update(last_day=timezone.localdate() - timedelta(days=1))
    assert [Client(headers=h).get("/api/plans").status_code for h in (ended, past)] == [401, 401]


def test_a_token_stops_when_its_persons_role_ends(lead: User, row: AreaPlan) -> None:
    headers = caller(lead)
    assert Client(headers=headers).get("/api/plans").json()["count"] == 1
    Membership.objects.filter(user=lead).update(ends=timezone.localdate() - timedelta(days=1))
    document = SimpleUploadedFile("plan.xlsx", b"PK")
    asked = [
        Client(headers=headers).get(page) for page in ("/api/rounds", "/api/organisations", "/api/plans", f"/api/plans/{row.pk}")
    ]
    asked.append(Client(headers=headers).post("/api/readings", {"documents": document}))
    assert {answer.status_code for answer in asked} == {401}


def test_a_token_opens_again_when_its_person_gets_another_role(lead: User, row: AreaPlan) -> None:
    headers = caller(lead)
    Membership.objects.filter(user=lead).update(ended_at=timezone.now())
    assert Client(headers=headers).get("/api/rounds").status_code == 401
    Membership.objects.create(
        user=lead, organisation=NHS.code or "", organisation_name=NHS.name or "", role=Role.READER, starts=timezone.localdate()
    )
    assert Client(headers=headers).get("/api/rounds").status_code == 200


PLAN_OPERATIONS = [(m, p) for m, p in operations() if "{number}" in p]
BODIES: dict[str, dict[str, Any]] = {
    "edits": {"seen": 0, "edits": [{"kind": "remove", "address": "schemes/none"}]},
    "versions": {},
    "submissions": {"version": 1, "window": "draft", "reason": "Late"},
}


def called(method: str, path: str, row: AreaPlan, headers: dict[str, str]) -> Any:
    known = {"number": row.pk, "version": 1, "submission": row.submissions.first().pk}
    address = path.format(**known)
    if method == "get":
        return Client(headers=headers).get(address)
    return Client(headers=headers).post(address, BODIES[path.rpartition("/")[2]], content_type="application/json")


@pytest.mark.parametrize(("method", "path"), PLAN_OPERATIONS)
def test_people_of_another_area_cannot_tell_by_a_token_that_the_plan_is_there(method: str, path: str, row: AreaPlan) -> None:
    headers = caller(person("Lead elsewhere", Role.LEAD, ELSEWHERE))
    assert called(method, path, row, headers).status_code == 404


@pytest.mark.parametrize(("method", "path"), PLAN_OPERATIONS)
@pytest.mark.parametrize("role", list(Role))
def test_a_token_does_what_its_persons_role_allows_and_no_more(method: str, path: str, role: Role, row: AreaPlan) -> None:
    answer = called(method, path, row, caller(person("Somebody", role, NHS)))
    writers = {"edits": {Role.LEAD, Role.WRITER}, "versions": {Role.LEAD}, "submissions": {Role.LEAD}}
    allowed = method == "get" or role in writers[path.rpartition("/")[2]]
    assert answer.status_code in ((200, 201, 409) if allowed else (403,))


@pytest.mark.parametrize(("method", "path"), PLAN_OPERATIONS)
def test_a_token_does_only_what_it_was_made_for(method: str, path: str, row: AreaPlan, lead: User) -> None:
    needed = {"edits": Scope.WRITE_PLANS, "versions": Scope.WRITE_PLANS, "submissions": Scope.SEND_PLANS}
    lacking = Scope.READ_PLANS if method == "get" else needed[path.rpartition("/")[2]]
    answer = called(method, path, row, caller(lead, *(s for s in Scope if s is not lacking)))
    assert answer.status_code == 403 and lacking.value in answer.json()["detail"]


def test_edits_are_made_against_the_revision_seen_and_what_another_changed_comes_back(row: AreaPlan, lead: User) -> None:
    headers = caller(lead)
    first = edited(row, headers, 0, {"kind": "set", "address": budget(row), "new": "100.00"}).json()
    assert first["revision"] == 1 and first["made"][0]["new"] == "100.00"
    second = edited(row, headers, 0, {"kind": "set", "address": budget(row), "new": "200.00"}).json()
    assert second["made"] == [] and second["overtaken"][0]["mine"] == "200.00"
    assert second["overtaken"][0]["theirs"]["new"] == "100.00"
    row.refresh_from_db()
    assert row.plan().budgets[0].amount == Decimal(100)


def test_a_list_of_edits_is_made_whole_or_not_at_all(row: AreaPlan, lead: User) -> None:
    good = {"kind": "set", "address": budget(row), "new": "100.00"}
    for bad, status, told in (
        ({"kind": "set", "address": "budgets/none/amount", "new": "1.00"}, 409, "edits.1"),
        ({"kind": "set", "address": budget(row), "new": "a lot"}, 422, "edits.1"),
        ({"kind": "set", "address": "no/such/place", "new": "1.00"}, 422, "edits.1"),
        ({"kind": "guess", "address": budget(row)}, 422, "fit"),
    ):
        answer = edited(row, caller(lead), 0, good, bad)
        assert answer.status_code == status and told in answer.json()["detail"], answer.content
    row.refresh_from_db()
    assert row.revision == 0


def test_another_system_keeps_up_with_the_edits_and_reads_the_plan_as_it_stood(row: AreaPlan, lead: User) -> None:
    headers = caller(lead)
    for amount in ("100.00", "200.00", "300.00"):
        edited(row, headers, AreaPlan.objects.get().revision, {"kind": "set", "address": budget(row), "new": amount})
    after = Client(headers=headers).get(f"/api/plans/{row.pk}/edits?after=1&limit=1").json()
    assert after["count"] == 2 and [e["new"] for e in after["items"]] == ["200.00"]
    stood = Client(headers=headers).get(f"/api/plans/{row.pk}/content?revision=2").json()
    assert stood["revision"] == 2 and plan_from_json(stood["plan"]).budgets[0].amount == Decimal(200)


def test_what_was_kept_and_sent_comes_back_byte_for_byte(row: AreaPlan, lead: User) -> None:
    client = Client(headers=caller(lead))
    assert client.get(f"/api/plans/{row.pk}/versions/1/content").content == bytes(row.versions.get().content)
    sent = row.submissions.get()
    assert client.get(f"/api/plans/{row.pk}/submissions/{sent.pk}/content").content == bytes(sent.content)
    told = client.get(f"/api/plans/{row.pk}/submissions").json()["items"][0]
    assert (told["sha256"], told["version"], told["late"]) == (sent.sha256, 1, True)


def test_documents_are_read_and_checked_and_not_kept(row: AreaPlan, lead: User) -> None:
    from bettercare.rounds import load

    workbook = write(row.plan(), load(row.round), ".xlsx", version="1").content
    for path, key in (("/api/readings", "plan"), ("/api/checks", "findings")):
        sent = SimpleUploadedFile("plan.xlsx", workbook)
        answer = Client(headers=caller(lead)).post(path, {"documents": sent, "round": row.round})
        assert answer.status_code == 200 and key in answer.json()
    assert row.brought.count() == 0


@pytest.mark.parametrize(
    ("name", "content", "told"), [("plan.xlsx", b"PK\x03\x04", "plan.xlsx"), ("plan.png", b"\x89PNG", "plan.png")]
)
def test_a_document_that_cannot_be_read_is_named_with_the_cure(name: str, content: bytes, told: str, lead: User) -> None:
    answer = Client(headers=caller(lead)).post("/api/readings", {"documents": SimpleUploadedFile(name, content)})
    assert answer.status_code == 422 and told in answer.json()["detail"]


def test_documents_are_read_so_often_in_a_minute_and_no_more(lead: User) -> None:
    client = Client(headers=caller(lead))
    for _ in range(30):
        client.post("/api/readings", {"round": "none"})
    assert client.post("/api/readings", {"round": "none"}).status_code == 429


def test_lists_come_in_pages_and_their_queries_do_not_grow(row: AreaPlan, lead: User, django_assert_max_num_queries: Any) -> None:
    headers = caller(lead)
    for number in range(12):
        opened(lead, f"Area {number}")
    with django_assert_max_num_queries(6):
        page = Client(headers=headers).get("/api/plans?limit=10&offset=10").json()
    assert page["count"] == 13 and len(page["items"]) == 3 and page["items"][0]["partners"]


@pytest.mark.parametrize("asked", ["limit=0", "limit=501", "offset=-1", "offset=9223372036854775808", "limit=many"])
def test_a_page_that_no_database_has_is_refused(asked: str, row: AreaPlan, lead: User) -> None:
    assert Client(headers=caller(lead)).get(f"/api/plans?{asked}").status_code == 422


@pytest.mark.parametrize("found", ["/api/rounds", "/api/organisations?name=Kent", "/api/organisations?kind=icb&on=2025-01-01"])
def test_rounds_and_organisations_are_open_to_every_token(found: str, lead: User) -> None:
    answer = Client(headers=caller(lead, Scope.READ_DOCUMENTS)).get(found).json()
    assert answer["count"] > 0
    one = answer["items"][0]
    path = f"/api/rounds/{one['id']}" if "id" in one else f"/api/organisations/{one['code']}"
    assert Client(headers=caller(lead)).get(path).status_code == 200


@pytest.fixture
def one_connection() -> Iterator[None]:
    """The server's entrance keeps the connection of the test's transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("one_connection")
@pytest.mark.parametrize("mode", list(GenerationMode))
@pytest.mark.parametrize(("method", "path"), operations())
def test_whatever_is_sent_gets_an_answer_that_the_document_names(
    method: str, path: str, mode: GenerationMode, row: AreaPlan, lead: User, settings: Any
) -> None:
    settings.NINJA_DEFAULT_THROTTLE_RATES = {}
    headers = caller(lead)
    known = {"number": row.pk, "version": 1, "submission": row.submissions.first().pk, "id": row.round, "code": "E10000016"}
    operation = schemathesis.openapi.from_wsgi("/api/openapi.json", application)[path][method.upper()]

    @given(data())
    @hypothesis_settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None)
    def sent(drawn: DataObject) -> None:
        case = drawn.draw(operation.as_strategy(generation_mode=mode))
        if case.path_parameters and drawn.draw(booleans()):
            case.path_parameters = {name: known.get(name, value) for name, value in case.path_parameters.items()}
        answer = case.call(headers=headers)
        case.validate_response(
            answer, checks=[not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
        )

    sent()


def test_whatever_is_sent_as_an_edit_of_what_is_there_is_made_or_refused(row: AreaPlan, lead: User) -> None:
    headers = caller(lead)
    there = [address for address, _ in walk(row.plan())]
    lists = sorted({"/".join(a.split("/")[:2]) for a in there if a.count("/") > 1})
    values = recursive(
        none() | booleans() | integers() | text(max_size=12), lambda v: lists_of(v) | dictionaries(text(max_size=6), v)
    )

    @given(sampled_from(there + lists), sampled_from(["set", "add", "remove", "move"]), values, none() | text(max_size=5))
    @hypothesis_settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None)
    def sent(address: str, kind: str, new: object, before: str | None) -> None:
        edit = {"kind": kind, "address": address, "new": new, "before": before}
        answer = edited(row, headers, AreaPlan.objects.get().revision, edit)
        assert answer.status_code in (200, 409, 422), answer.content
        for path in ("content", "findings") if answer.status_code == 200 else ():
            assert Client(headers=headers).get(f"/api/plans/{row.pk}/{path}").status_code == 200

    sent()


def test_documents_that_are_sent_leave_no_file_behind(lead: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    sent = BytesIO(b"Better Care Fund plan")
    sent.name = "../../plan.txt"
    Client(headers=caller(lead)).post("/api/readings", {"documents": sent})
    assert list(tmp_path.iterdir()) == []
