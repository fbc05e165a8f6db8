"""A signature means stored bytes, a change leaves it behind, and what was sent can be shown again."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from bettercare.plan import State
from bettercare.plan.edits import edits_between, set_value
from bettercare.rounds import load
from bettercare.service.accounts.models import Membership, Role, User
from bettercare.service.plans.actions import NotAllowed, keep_version, save
from bettercare.service.plans.models import AreaPlan, NeverChanged
from bettercare.service.signoff import actions
from bettercare.service.signoff.models import SignOff, Way
from bettercare.service.signoff.refusals import CannotSign
from bettercare.service.signoff.status import seats
from bettercare.service.signoff.stored import NotGenuine, stored, verified
from tests.service.people import COUNCIL, ELSEWHERE, NHS, PASSWORD, client_of, opened, person

pytestmark = pytest.mark.django_db
GOLDEN = sorted((Path(__file__).parent / "golden").glob("signed-schema-*.json"))


def signatory(title: str, role: str, organisation: Any) -> User:
    user = person(title, Role.SIGNATORY, organisation)
    Membership.objects.filter(user=user).update(signs_as=role)
    return user


@pytest.fixture
def chief() -> User:
    return signatory("Chief executive of the council", "council", COUNCIL)


@pytest.fixture
def row(lead: User) -> AreaPlan:
    row = opened(lead)
    keep_version(by=lead, plan=row)
    return row


def test_what_is_signed_is_stored_bytes_of_the_plan_and_the_rules_and_verifies(row: AreaPlan, chief: User) -> None:
    signed = actions.sign(by=chief, plan=row, version=1, role="council", organisation=COUNCIL.name or "")
    assert verified(bytes(signed.content), signed.sha256) == row.plan()
    held = json.loads(bytes(signed.content))
    assert held["schema"] == 1 and "2025-26.yaml" in held["round"]["files"] and held["round"]["id"] == "2025-26"
    assert (signed.way, signed.name, signed.signed_on) == (Way.SIGNED_IN, "Chief executive of the council", timezone.localdate())
    with pytest.raises(NeverChanged):
        signed.save()


def test_bytes_that_were_touched_do_not_verify(row: AreaPlan, chief: User) -> None:
    signed = actions.sign(by=chief, plan=row, version=1, role="council", organisation=COUNCIL.name or "")
    with pytest.raises(NotGenuine):
        verified(bytes(signed.content).replace(b"Hillshire", b"Hellshire"), signed.sha256)


@pytest.mark.parametrize("golden", GOLDEN, ids=lambda p: p.stem)
def test_signed_plans_of_every_schema_verify_for_ever(golden: Path) -> None:
    kept = json.loads(golden.read_text(encoding="utf-8"))
    plan = verified(kept["content"].encode(), kept["sha256"])
    assert plan.area.name == "Hillshire" and plan.schemes[0].lines[0].amount == Decimal("207000.00")


def test_there_is_a_signed_plan_of_the_schema_of_today() -> None:
    from bettercare.plan import SCHEMA

    assert f"signed-schema-{SCHEMA}.json" in {p.name for p in GOLDEN}


def test_a_change_leaves_a_signature_behind_and_says_by_which_figure(row: AreaPlan, lead: User, chief: User) -> None:
    actions.sign(by=chief, plan=row, version=1, role="council", organisation=COUNCIL.name or "")
    plan = row.plan()
    budget = next(b for b in plan.budgets if b.kind == "agreed")
    save(by=lead, plan=row, seen=0, edits=[set_value(plan, f"budgets/{budget.id}/amount", Decimal(100))])
    row.refresh_from_db()
    seat = next(s for s in seats(row, row.draft(), load("2025-26")) if s.role.id == "council")
    assert seat.signed and not seat.holds
    assert [c.address for c in seat.left_behind] == [f"budgets/{budget.id}/amount"]
    before = next(s for s in seats(row, row.versions.get().draft(), load("2025-26")) if s.role.id == "council")
    assert before.holds


def test_a_value_that_is_to_be_confirmed_since_and_one_that_is_no_more_leave_a_signature_behind(
    row: AreaPlan, lead: User, chief: User
) -> None:
    address = f"budgets/{next(b for b in row.plan().budgets if b.kind == 'agreed').id}/amount"
    actions.sign(by=chief, plan=row, version=1, role="council", organisation=COUNCIL.name or "")
    save(by=lead, plan=row, seen=0, edits=[set_value(row.draft(), address, State.TO_BE_CONFIRMED)])
    row.refresh_from_db()
    seat = next(s for s in seats(row, row.draft(), load("2025-26")) if s.role.id == "council")
    assert not seat.holds and [c.address for c in seat.left_behind] == [address]
    keep_version(by=lead, plan=row)
    actions.sign(by=chief, plan=row, version=2, role="council", organisation=COUNCIL.name or "")
    row.refresh_from_db()
    save(by=lead, plan=row, seen=1, edits=[set_value(row.draft(), address, None)])
    row.refresh_from_db()
    seat = next(s for s in seats(row, row.draft(), load("2025-26")) if s.role.id == "council")
    assert not seat.holds and "to be confirmed" in seat.left_behind[0].words


@pytest.mark.parametrize(
    ("role", "organisation", "signs_as", "signs_for"),
    [
        (Role.SIGNATORY, COUNCIL, "council", NHS),
        (Role.SIGNATORY, COUNCIL, "section-151", COUNCIL),
        (Role.SIGNATORY, ELSEWHERE, "council", COUNCIL),
        (Role.LEAD, COUNCIL, "council", COUNCIL),
    ],
)
def test_nobody_signs_in_a_role_or_for_an_organisation_that_is_not_theirs(
    row: AreaPlan, role: Role, organisation: Any, signs_as: str, signs_for: Any
) -> None:
    user = person("Somebody", role, organisation)
    Membership.objects.filter(user=user).update(signs_as=signs_as)
    with pytest.raises(NotAllowed):
        actions.sign(by=user, plan=row, version=1, role="council", organisation=signs_for.name)


def test_a_chair_signs_for_the_board_of_the_area(row: AreaPlan) -> None:
    chair = signatory("Chair of the board", "hwb", COUNCIL)
    assert actions.sign(by=chair, plan=row, version=1, role="hwb", organisation="Hillshire").organisation == "Hillshire"


def test_a_version_is_signed_once_in_a_role(row: AreaPlan, chief: User) -> None:
    actions.sign(by=chief, plan=row, version=1, role="council", organisation=COUNCIL.name or "")
    with pytest.raises(actions.CannotSign, match="signed in this role"):
        actions.sign(by=chief, plan=row, version=1, role="council", organisation=COUNCIL.name or "")


def test_a_signature_from_elsewhere_needs_its_evidence_and_a_day_that_has_come(row: AreaPlan, lead: User) -> None:
    given: dict[str, Any] = {
        "by": lead, "plan": row, "version": 1, "role": "nhs", "organisation": NHS.name, "name": "Chief executive",
        "position": "Chief executive", "signed_on": date(2026, 3, 3), "evidence": "Letter of 3 March 2026",
    }  # fmt: skip
    for missing in ({"evidence": " "}, {"name": ""}, {"signed_on": date(2999, 1, 1)}):
        with pytest.raises(actions.CannotSign):
            actions.record_signature(**{**given, **missing})
    signed = actions.record_signature(**given, delegated_by="Minute 12 of the board, up to £30m")
    assert (signed.way, signed.by, signed.evidence) == (Way.RECORDED, lead, "Letter of 3 March 2026")


def test_signing_on_the_page_asks_for_the_password_again(row: AreaPlan, chief: User, settings: Any) -> None:
    settings.DEMONSTRATION = True
    client = Client()
    client.post("/accounts/login/", {"login": chief.email, "password": PASSWORD})
    session = client.session
    session["account_authentication_methods"] = [{**m, "at": 0} for m in session["account_authentication_methods"]]
    session.save()
    seat = {"seat": f"council|{COUNCIL.name}"}
    asked = client.post(f"/plans/{row.pk}/versions/1/sign/", seat)
    assert asked.status_code == 302 and "/accounts/reauthenticate/" in asked["Location"]
    assert row.signoffs.count() == 0
    client.post(asked["Location"], {"password": PASSWORD})
    client.post(f"/plans/{row.pk}/versions/1/sign/", seat)
    assert row.signoffs.get().by == chief


def test_the_page_shows_who_signed_and_who_has_not(row: AreaPlan, lead: User, chief: User, settings: Any) -> None:
    settings.DEMONSTRATION = True
    actions.sign(by=chief, plan=row, version=1, role="council", organisation=COUNCIL.name or "")
    client = Client()
    client.force_login(lead)
    page = client.get(f"/plans/{row.pk}/versions/1/sign-off/").content.decode()
    assert "Signed by Chief executive of the council" in page and "Not signed yet." in page


def test_stored_bytes_hold_the_evidence_by_its_hash() -> None:
    assert json.loads(stored(b"{}", "2025-26", evidence=("a" * 64,)).content)["evidence"] == ["a" * 64]


def renamed(row: AreaPlan, by: User, kind: str, name: str) -> None:
    (partner,) = (o for o in row.plan().organisations if o.kind == kind)
    save(by=by, plan=row, seen=row.revision, edits=[set_value(row.plan(), f"organisations/{partner.id}/name", name)])
    row.refresh_from_db()


def test_who_signs_for_a_partner_does_not_follow_what_a_lead_calls_it_in_the_plan(row: AreaPlan, lead: User, settings: Any) -> None:
    settings.DEMONSTRATION = True
    renamed(row, lead, "icb", COUNCIL.name or "")
    version = keep_version(by=lead, plan=row)
    asked = {(s.role.id, s.organisation) for s in seats(row, version.draft(), load("2025-26"))}
    assert ("nhs", NHS.name) in asked and ("nhs", COUNCIL.name) not in asked
    false = signatory("Somebody whom the lead invited", "nhs", COUNCIL)
    with pytest.raises((NotAllowed, CannotSign)):
        actions.sign(by=false, plan=row, version=version.number, role="nhs", organisation=COUNCIL.name or "")
    with pytest.raises(NotAllowed):
        actions.sign(by=false, plan=row, version=version.number, role="nhs", organisation=NHS.name or "")
    real = signatory("Chief executive of the care board", "nhs", NHS)
    assert actions.sign(by=real, plan=row, version=version.number, role="nhs", organisation=NHS.name or "")
    page = client_of(real).get(f"/plans/{row.pk}/versions/{version.number}/sign-off/").content.decode()
    assert f"The plan calls it “{COUNCIL.name}”" in page


def test_a_partner_that_a_lead_takes_out_of_the_plan_is_asked_to_sign_all_the_same(row: AreaPlan, lead: User) -> None:
    plan = row.plan()
    gone = replace(plan, organisations=tuple(o for o in plan.organisations if o.kind != "icb"))
    save(by=lead, plan=row, seen=row.revision, edits=edits_between(plan, gone))
    row.refresh_from_db()
    assert ("nhs", NHS.name) in {(s.role.id, s.organisation) for s in seats(row, row.draft(), load("2025-26"))}


def test_the_page_of_a_signature_reads_the_signed_bytes_back_and_verifies_them(row: AreaPlan, chief: User, settings: Any) -> None:
    settings.DEMONSTRATION = True
    signed = actions.sign(by=chief, plan=row, version=1, role="council", organisation=COUNCIL.name or "")
    client, path = client_of(chief), f"/plans/{row.pk}/signatures/{signed.pk}/"
    page = client.get(path).content.decode()
    assert "Verified now" in page and signed.sha256 in page and "Nothing changed in the plan since" in page
    assert client.get(f"{path}signed.json").content == bytes(signed.content)
    assert client.get(f"{path}signed.pdf").content.startswith(b"%PDF")
    touched = bytes(signed.content).replace(b'"schema":1', b'"schema":2')
    SignOff.objects.filter(pk=signed.pk).update(content=touched)
    page = client.get(path).content.decode()
    assert "Not what was signed" in page and "Verified now" not in page
    assert client.get(f"{path}signed.pdf").status_code == 302
