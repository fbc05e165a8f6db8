"""Pages: who may open each, that looking changes nothing, and what a form does with what people type."""

from __future__ import annotations

import json
import re
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from bettercare.plan import Reading, to_json
from bettercare.plan.edits import set_value
from bettercare.service.accounts import people
from bettercare.service.accounts.models import Invitation, Membership, PeopleEvent, Role, User
from bettercare.service.notices.models import Notice
from bettercare.service.plans import actions
from bettercare.service.plans.models import AreaPlan, Brought, Filled
from bettercare.service.plans.registers import keep_entry, register_of
from bettercare.service.plans.remarks import comment
from bettercare.service.signoff.actions import record_signature
from bettercare.service.signoff.asking import ask
from bettercare.service.signoff.delegating import delegate
from bettercare.service.signoff.sending import submit
from tests.service.people import COUNCIL, ELSEWHERE, NHS, client_of, opened, person

pytestmark = pytest.mark.django_db

OPEN = "anybody"
ITSELF = "signed in, guarded by the sign-in library"
SEES = "whoever may see the plan"
WRITES = "whoever may write it"
KEEPS = "whoever may keep versions of it and send them"
EXPORTS = "whoever leads for a partner, as a download"
SIGNS = "whoever signs for a partner"
SIGNED_IN = "anybody signed in, showing what they may see"
ADMINISTERS = "national administrators"
SEES_AND_POSTS = "whoever may see the plan, by a post"
BY_LINK = "whoever has a link that was sent, with its code; as good as none to anybody else"
LOOKS_AFTER = "whoever looks after the people of the plan's area"
STARTS = "whoever may start a plan of an area"
OWN = "anybody signed in, what is their own"

ACCESS = {
    "": SIGNED_IN,
    "people/": ADMINISTERS,
    "people/invite-lead/": ADMINISTERS,
    "people/invite-administrator/": ADMINISTERS,
    "people/<int:membership>/": ADMINISTERS,
    "people/invitations/<int:invitation>/again/": LOOKS_AFTER,
    "people/invitations/<int:invitation>/withdraw/": LOOKS_AFTER,
    "plans/start/": STARTS,
    "plans/<int:number>/people/": SEES,
    "plans/<int:number>/people/invite/": LOOKS_AFTER,
    "plans/<int:number>/people/<int:membership>/": LOOKS_AFTER,
    "plans/<int:number>/activity/": SEES,
    "plans/<int:number>/": SEES,
    "plans/<int:number>/sections/<slug:section>/": SEES,
    "plans/<int:number>/sections/<slug:section>/cells/": WRITES,
    "plans/<int:number>/findings/": SEES,
    "plans/<int:number>/findings/reason/": WRITES,
    "plans/<int:number>/comments/": SEES,
    "plans/<int:number>/evidence/": SEES,
    "plans/<int:number>/evidence/<slug:register>/": SEES,
    "plans/<int:number>/evidence/files/<int:file>/": SEES,
    "plans/<int:number>/working-copy.<str:kind>": SEES,
    "plans/<int:number>/report.html": SEES,
    "plans/<int:number>/everything.zip": EXPORTS,
    "plans/<int:number>/carry-forward/": SEES,
    "plans/<int:number>/fill/": SEES,
    "plans/<int:number>/fill/<int:filled>/": SEES,
    "plans/<int:number>/fill/<int:filled>/workbook": SEES,
    "plans/<int:number>/history/": SEES,
    "plans/<int:number>/history/<int:edit>/undo/": WRITES,
    "plans/<int:number>/documents/": SEES,
    "plans/<int:number>/documents/<int:brought>/": SEES,
    "plans/<int:number>/versions/": SEES,
    "plans/<int:number>/versions/<int:version>/": SEES,
    "plans/<int:number>/versions/<int:version>/restore/": KEEPS,
    "plans/<int:number>/versions/<int:version>/plan.<str:kind>": SEES,
    "plans/<int:number>/versions/<int:version>/sign-off/": SEES,
    "plans/<int:number>/versions/<int:version>/tell-signatories/": KEEPS,
    "plans/<int:number>/versions/<int:version>/sign/": SIGNS,
    "plans/<int:number>/versions/<int:version>/seen/": SEES_AND_POSTS,
    "plans/<int:number>/versions/<int:version>/summary.pdf": SEES,
    "plans/<int:number>/versions/<int:version>/board-paper.docx": SEES,
    "plans/<int:number>/versions/<int:version>/ask/": KEEPS,
    "plans/<int:number>/signatures-asked/<int:asked>/resend/": KEEPS,
    "plans/<int:number>/signatures-asked/<int:asked>/withdraw/": KEEPS,
    "plans/<int:number>/delegations/": KEEPS,
    "plans/<int:number>/delegations/<int:delegation>/end/": KEEPS,
    "plans/<int:number>/evidence-of-signing/<int:evidence>/": SEES,
    "plans/<int:number>/versions/<int:version>/record-signature/": KEEPS,
    "plans/<int:number>/versions/<int:version>/send/": KEEPS,
    "plans/<int:number>/signatures/<int:signature>/": SEES,
    "plans/<int:number>/signatures/<int:signature>/signed.json": SEES,
    "plans/<int:number>/signatures/<int:signature>/signed.pdf": SEES,
    "plans/<int:number>/sent/<int:submission>/": SEES,
    "plans/<int:number>/sent/<int:submission>/sent.json": SEES,
    "plans/<int:number>/sent/<int:submission>/sent.pdf": SEES,
    "sign/<str:token>/": BY_LINK,
    "sign/<str:token>/confirm/": BY_LINK,
    "sign/<str:token>/decline/": BY_LINK,
    "sign/<str:token>/summary.pdf": BY_LINK,
    "sign/<str:token>/plan.pdf": BY_LINK,
    "signed/": BY_LINK,
    "signed/signed.json": BY_LINK,
    "rounds/": ADMINISTERS,
    "rounds/new/": ADMINISTERS,
    "rounds/<str:round>/": ADMINISTERS,
    "rounds/<str:round>/text/": ADMINISTERS,
    "rounds/<str:round>/form/": ADMINISTERS,
    "rounds/<str:round>/versions/<int:number>/": ADMINISTERS,
    "rounds/<str:round>/versions/<int:number>/text.yaml": ADMINISTERS,
    "rounds/<str:round>/allocations/<slug:table>/": ADMINISTERS,
    "rounds/<str:round>/allocations/<slug:table>/files/<int:number>/": ADMINISTERS,
    "rounds/<str:round>/allocations/<slug:table>/files/<int:number>/as-brought": ADMINISTERS,
    "rounds/<str:round>/allocations/<slug:table>/versions/<int:number>/": ADMINISTERS,
    "rounds/<str:round>/allocations/<slug:table>/versions/<int:number>/amounts.csv": ADMINISTERS,
    "your-account/": SIGNED_IN,
    "invitations/<str:token>/": OPEN,
    "accounts/no-role/": OPEN,
    "systems/": SIGNED_IN,
    "systems/reference/": SIGNED_IN,
    "systems/<int:held>/end/": OWN,
    "rounds/organisations/": ADMINISTERS,
    "rounds/organisations/<int:merger>/": ADMINISTERS,
    "rounds/<str:round>/windows/": ADMINISTERS,
    "rounds/<str:round>/windows/new/": ADMINISTERS,
    "rounds/<str:round>/windows/<slug:window>/": ADMINISTERS,
    "rounds/<str:round>/windows/<slug:window>/close/": ADMINISTERS,
    "rounds/<str:round>/windows/<slug:window>/extensions/": ADMINISTERS,
    "accounts/login/": OPEN,
    "accounts/inactive/": OPEN,
    "accounts/password/reset/": OPEN,
    "accounts/password/reset/sent/": OPEN,
    "accounts/password/reset/<base36:uidb36>-<str:key>/": OPEN,
    "accounts/password/reset/done/": OPEN,
    "accounts/organisation/": OPEN,
    "accounts/organisation/cancelled/": OPEN,
    "accounts/organisation/error/": OPEN,
    "accounts/organisation/<slug:provider_id>/login/": OPEN,
    "accounts/organisation/<slug:provider_id>/login/callback/": OPEN,
    "accounts/logout/": ITSELF,
    "accounts/password/change/": ITSELF,
    "accounts/password/set/": ITSELF,
    "accounts/reauthenticate/": ITSELF,
    "accounts/devices/": ITSELF,
    "accounts/2fa/": ITSELF,
    "accounts/2fa/authenticate/": ITSELF,
    "accounts/2fa/reauthenticate/": ITSELF,
    "accounts/2fa/totp/activate/": ITSELF,
    "accounts/2fa/totp/deactivate/": ITSELF,
    "accounts/2fa/recovery-codes/": ITSELF,
    "accounts/2fa/recovery-codes/generate/": ITSELF,
    "accounts/2fa/recovery-codes/download/": ITSELF,
}
"""Every address of the service and who may open it. A new one fails until it stands here."""
POSTS = (WRITES, KEEPS, SIGNS, SEES_AND_POSTS)


def is_posted(route: str) -> bool:
    """Whether an address only takes posts."""
    return ACCESS[route] in POSTS or route.endswith(("/again/", "/withdraw/"))


def routes(resolver: URLResolver | None = None, prefix: str = "") -> list[str]:
    found = []
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLPattern):
            found.append(prefix + str(entry.pattern))
        else:
            found += routes(entry, prefix + str(entry.pattern))
    return found


@pytest.fixture(autouse=True)
def without_second_factor(settings: object) -> None:
    settings.DEMONSTRATION = True  # type: ignore[attr-defined]


@pytest.fixture
def row(lead: User) -> AreaPlan:
    row = opened(lead)
    plan = row.plan()
    actions.save(by=lead, plan=row, seen=0, edits=[set_value(plan, f"narrative/{plan.narrative[0].id}/text", "Written")])
    actions.keep_version(by=lead, plan=row)
    row.refresh_from_db()
    reading = json.dumps(to_json(Reading(plan=row.plan()))).encode()
    document = {"name": "plan.xlsx", "sha256": "0" * 64, "bytes": 1}
    Brought.objects.create(plan=row, documents=[document], reading=reading, by=lead, by_name=str(lead), at=timezone.now())
    submit(by=lead, plan=row, version=1, window="draft", reason="Late")
    asked_to_sign(lead, row)
    record_signature(
        by=lead, plan=row, version=1, role="section-151", organisation=COUNCIL.name or "", name="Section 151 officer",
        position="Section 151 officer", signed_on=timezone.localdate(), evidence="Letter of 1 March",
    )  # fmt: skip
    doing = people.Doing(NHS.code or "", NHS.name or "", Role.READER, timezone.localdate())
    people.invite(by=lead, plan=row, area="", email="new@example.org", name="New reader", position="", doing=doing)
    with_evidence(lead, row)
    return row


def with_evidence(lead: User, row: AreaPlan) -> None:
    """Something in every list that is kept beside a plan."""
    known = register_of("documents")
    assert known
    file = SimpleUploadedFile("needs.pdf", b"%PDF-1.7")
    keep_entry(by=lead, plan=row, register=known, key=None, typed={"title": "Needs assessment"}, file=file)
    comment(by=lead, plan=row, address="area/name", text="As in the constitution")
    Filled.objects.create(
        plan=row, revision=1, name="blank.xlsx", content=b"x", filled=1, left=[], by=lead, by_name=str(lead), at=timezone.now()
    )


def asked_to_sign(lead: User, row: AreaPlan) -> None:
    """Somebody was asked to sign by a link, under a power that a minute gives."""
    seat = {"by": lead, "plan": row, "role": "hwb", "organisation": "Hillshire"}
    officer = {"name": "Vice chair", "position": "Vice chair of the board", "address": "vice.chair@hillshire.example"}
    today, minute = timezone.localdate(), SimpleUploadedFile("minute.pdf", b"%PDF-1.7")
    power = delegate(**seat, **officer, given_by="Chair", minute="Minute 12", starts=today, ends=today, upload=minute)
    ask(**seat, **officer, version=1, delegation=power)


def address(route: str, row: AreaPlan) -> str:
    known = {
        "number": row.pk,
        "edit": 1,
        "version": 1,
        "brought": row.brought.get().pk,
        "signature": row.signoffs.get().pk,
        "submission": row.submissions.get().pk,
        "asked": row.signature_requests.get().pk,
        "delegation": row.delegations.get().pk,
        "evidence": row.sign_off_evidence.get().pk,
        "token": "no-such-token",
        "membership": Membership.objects.get(role=Role.LEAD, organisation=COUNCIL.code).pk,
        "invitation": Invitation.objects.get().pk,
        "provider_id": "unknown",
        "uidb36": "1",
        "key": "unknown",
        "register": "documents",
        "file": row.evidence_files.get().pk,
        "filled": row.filled.get().pk,
        "section": "expenditure",
        "kind": "html",
        "round": row.round,
        "table": "dfg",
        "held": 1,
        "window": "final",
        "merger": 1,
    }
    return "/" + re.sub(r"<\w+:(\w+)>", lambda m: str(known[m[1]]), route)


PLAN_ROUTES = [r for r, rule in ACCESS.items() if rule in (SEES, SEES_AND_POSTS, WRITES, KEEPS, EXPORTS, SIGNS, LOOKS_AFTER)]


def test_every_address_has_its_rule_of_access() -> None:
    """But those for other systems, each of which is tried in test_interface.py."""
    assert {r for r in routes() if not r.startswith("api/")} == set(ACCESS)


def test_without_signing_in_every_page_leads_to_the_sign_in(row: AreaPlan) -> None:
    for route in (r for r, rule in ACCESS.items() if rule not in (OPEN, BY_LINK)):
        for method in ("get", "post"):
            answer = getattr(Client(), method)(address(route, row))
            assert answer.status_code in (302, 405), route
            if answer.status_code == 302:
                leads_to = "/" if route == "accounts/logout/" else "/accounts/login/"
                assert answer["Location"].split("?")[0] == leads_to, (route, answer["Location"])


def test_people_of_another_area_cannot_tell_that_the_plan_is_there(row: AreaPlan) -> None:
    client = client_of(person("Lead elsewhere", Role.LEAD, ELSEWHERE))
    answers = {r: (client.post if is_posted(r) else client.get)(address(r, row)).status_code for r in PLAN_ROUTES}
    assert {r: status for r, status in answers.items() if status != 404} == {}


MAY = {
    SEES: set(Role),
    SEES_AND_POSTS: set(Role),
    WRITES: {Role.LEAD, Role.WRITER},
    KEEPS: {Role.LEAD},
    EXPORTS: {Role.LEAD},
    SIGNS: {Role.SIGNATORY},
    LOOKS_AFTER: {Role.LEAD, Role.NATIONAL},
}


def as_its_rule_says(role: Role, route: str, row: AreaPlan, client: Client) -> bool:
    allowed = role in MAY[ACCESS[route]]
    answer = (client.post if is_posted(route) else client.get)(address(route, row))
    hidden = "<int:membership>" in route and role == Role.LEAD  # what one of another partner does for all its areas
    return answer.status_code in ((404,) if hidden else (200, 302, 422) if allowed else (403, 404))


@pytest.mark.parametrize("role", list(Role))
def test_each_role_sees_what_its_rule_says_and_no_more(role: Role, row: AreaPlan) -> None:
    client = client_of(person("Somebody", role, NHS))
    looked_at = [route for route in PLAN_ROUTES if not is_posted(route) or role not in MAY[ACCESS[route]]]
    assert [route for route in looked_at if not as_its_rule_says(role, route, row, client)] == []


@pytest.mark.parametrize(("role", "route"), [(o, r) for o in Role for r in PLAN_ROUTES if is_posted(r) and o in MAY[ACCESS[r]]])
def test_each_role_does_what_its_rule_says(route: str, role: Role, row: AreaPlan) -> None:
    assert as_its_rule_says(role, route, row, client_of(person("Somebody", role, NHS)))


@pytest.mark.parametrize("role", list(Role))
def test_pages_of_no_plan_open_for_their_role_alone(role: Role, row: AreaPlan) -> None:
    client = client_of(person("Somebody", role, NHS))
    for route in (r for r, rule in ACCESS.items() if rule in (ADMINISTERS, STARTS)):
        allowed = role == (Role.NATIONAL if ACCESS[route] == ADMINISTERS else Role.LEAD)
        assert client.get(address(route, row)).status_code in ((200, 404, 405) if allowed else (403, 405)), route


@pytest.mark.parametrize("role", [r for r in Role if r != Role.NATIONAL])
def test_only_national_administrators_open_the_pages_of_rounds(role: Role, row: AreaPlan) -> None:
    client = client_of(person("Somebody", role, NHS))
    for route in (r for r, rule in ACCESS.items() if rule is ADMINISTERS):
        answers = {method(address(route, row)).status_code for method in (client.get, client.post)}
        assert 403 in answers and answers <= {403, 405}, route


@pytest.mark.parametrize("route", [r for r, rule in ACCESS.items() if rule is BY_LINK])
def test_without_a_link_that_was_sent_its_pages_are_as_good_as_none(route: str, row: AreaPlan, lead: User) -> None:
    for client in (Client(), client_of(lead)):
        assert client.get(address(route, row)).status_code in (404, 405)
        assert client.post(address(route, row)).status_code in (404, 405)


@pytest.mark.parametrize("page", ["documents/", "documents/{brought}/"])
def test_readers_bring_no_documents(page: str, row: AreaPlan) -> None:
    client = client_of(person("Reader", Role.READER, COUNCIL))
    assert client.post(f"/plans/{row.pk}/" + page.format(brought=row.brought.get().pk)).status_code == 403


@pytest.mark.parametrize("role", [Role.READER, Role.NATIONAL])
def test_readers_see_no_boxes_and_cannot_post_to_a_section(role: Role, row: AreaPlan) -> None:
    client = client_of(person("Reader", role, COUNCIL))
    page = client.get(f"/plans/{row.pk}/sections/expenditure/").content.decode()
    assert 'name="v:' not in page and ">Save<" not in page
    assert client.post(f"/plans/{row.pk}/sections/expenditure/", {"seen": "1"}).status_code == 403


def test_looking_at_a_page_changes_nothing(row: AreaPlan, lead: User) -> None:
    def state() -> tuple[object, ...]:
        row.refresh_from_db()
        told = (PeopleEvent.objects.count(), Notice.objects.count(), list(Membership.objects.values_list()))
        return (row.edits.count(), row.versions.count(), bytes(row.working), list(Invitation.objects.values_list()), *told)

    national = person("National administrator", Role.NATIONAL, NHS)
    before = state()
    for client in map(client_of, (lead, national)):
        for route in (r for r, rule in ACCESS.items() if rule not in (OPEN, ITSELF)):
            client.get(address(route, row))
            assert state() == before, route


def test_without_a_second_factor_the_service_asks_for_one(row: AreaPlan, lead: User, settings: object) -> None:
    settings.DEMONSTRATION = False  # type: ignore[attr-defined]
    answer = client_of(lead).get("/")
    assert answer.status_code == 302 and answer["Location"] == "/accounts/2fa/totp/activate/"


def budget(row: AreaPlan) -> str:
    return f"budgets/{next(b.id for b in row.plan().budgets if b.kind == 'agreed')}/amount"


def posted(client: Client, row: AreaPlan, seen: int, **more: str) -> object:
    return client.post(f"/plans/{row.pk}/sections/income/", {"seen": str(seen), **more})


def test_what_is_typed_as_people_write_money_is_saved_to_the_penny(row: AreaPlan, lead: User) -> None:
    answer = client_of(lead).post(f"/plans/{row.pk}/sections/income/", {"seen": "1", f"v:{budget(row)}": "£1.5m"})
    row.refresh_from_db()
    assert answer.status_code == 302
    assert next(b.amount for b in row.plan().budgets if b.kind == "agreed") == Decimal(1_500_000)


def test_what_is_no_amount_stays_in_its_box_and_all_else_is_saved(row: AreaPlan, lead: User) -> None:
    plan = row.plan()
    other = f"budgets/{next(b.id for b in plan.budgets if b.kind == 'minimum')}/amount"
    answer = client_of(lead).post(
        f"/plans/{row.pk}/sections/income/", {"seen": "1", f"v:{budget(row)}": "about a million", f"v:{other}": "14,424,000"}
    )
    page = answer.content.decode()
    row.refresh_from_db()
    assert answer.status_code == 422
    assert "about a million" in page and "There" not in page
    assert "could not be read" in page and "all else is saved" in page
    assert [b.amount for b in row.plan().budgets if b.kind == "minimum"] == [Decimal(14_424_000)]


def test_what_another_changed_meanwhile_is_shown_beside_ones_own(row: AreaPlan, lead: User) -> None:
    nhs = person("NHS finance officer", Role.WRITER, NHS)
    client_of(lead).post(f"/plans/{row.pk}/sections/income/", {"seen": "1", f"v:{budget(row)}": "100"})
    answer = client_of(nhs).post(f"/plans/{row.pk}/sections/income/", {"seen": "1", f"v:{budget(row)}": "200"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Better Care Fund lead" in page and "£100" in page and 'value="200"' in page
    again = client_of(nhs).post(f"/plans/{row.pk}/sections/income/", {"seen": "2", f"v:{budget(row)}": "200"})
    row.refresh_from_db()
    assert again.status_code == 302 and next(b.amount for b in row.plan().budgets if b.kind == "agreed") == Decimal(200)


def test_a_box_that_was_not_touched_does_not_write_over_another_persons_change(row: AreaPlan, lead: User) -> None:
    nhs = person("NHS finance officer", Role.WRITER, NHS)
    client_of(lead).post(f"/plans/{row.pk}/sections/income/", {"seen": "1", f"v:{budget(row)}": "100"})
    client_of(nhs).post(f"/plans/{row.pk}/sections/income/", {"seen": "1", f"v:{budget(row)}": ""})
    row.refresh_from_db()
    assert next(b.amount for b in row.plan().budgets if b.kind == "agreed") == Decimal(100)


def test_rows_are_added_and_removed_and_come_back_from_the_history(row: AreaPlan, lead: User) -> None:
    client = client_of(lead)
    page = client.get(f"/plans/{row.pk}/sections/expenditure/").content.decode()
    table = re.search(r'name="add" value="([^"]+)"', page)
    assert table
    client.post(f"/plans/{row.pk}/sections/expenditure/", {"seen": "1", "add": table[1]})
    row.refresh_from_db()
    (scheme,) = row.plan().schemes
    assert scheme.lines
    client.post(f"/plans/{row.pk}/sections/expenditure/", {"seen": "2", "remove": f"schemes/{scheme.id}"})
    row.refresh_from_db()
    assert row.plan().schemes == ()
    client.post(f"/plans/{row.pk}/history/{row.revision}/undo/")
    row.refresh_from_db()
    assert row.plan().schemes == (scheme,)


def test_text_of_people_never_becomes_markup(row: AreaPlan, lead: User) -> None:
    text = "<script>alert(1)</script>"
    plan = row.plan()
    edits = [set_value(plan, f"narrative/{n.id}/text", text) for n in plan.narrative[1:2]]
    actions.save(by=lead, plan=row, seen=1, edits=[*edits, set_value(plan, "area/name", text)])
    for route in (r for r, rule in ACCESS.items() if rule is SEES):
        assert text not in client_of(lead).get(address(route, row)).content.decode(errors="replace")


def test_pages_run_scripts_of_their_own_files_only(row: AreaPlan, lead: User) -> None:
    for route in ("", "plans/<int:number>/", "plans/<int:number>/sections/<slug:section>/"):
        answer = client_of(lead).get(address(route, row))
        assert "script-src 'self'" in answer["Content-Security-Policy"]
        page = answer.content.decode()
        assert not re.search(r"<script(?![^>]*src=)|\son\w+=|style=", page)
        assert not re.search(r'(?:src|href)="(?:https?:)?//', page)
