"""Inviting people, what they do, and how it ends: by whom, once, and with what happened written down."""

from __future__ import annotations

import hashlib
import re
from datetime import date, timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import transaction
from django.test import Client
from django.utils import timezone

from bettercare.service.accounts import invitations, people
from bettercare.service.accounts.models import Invitation, Membership, PeopleEvent, Role, User
from bettercare.service.accounts.permissions import Permission, may
from bettercare.service.notices.models import Notice
from bettercare.service.notices.sending import send_due
from bettercare.service.plans.models import AreaPlan
from tests.service.people import COUNCIL, ELSEWHERE, NHS, opened, person

pytestmark = pytest.mark.django_db
PASSWORD = "three words of mine"


@pytest.fixture(autouse=True)
def without_second_factor(settings: Any) -> None:
    settings.DEMONSTRATION = True


def doing(
    role: Role = Role.WRITER, ends: date | None = None, signs_as: str = "", organisation: str = NHS.code or ""
) -> people.Doing:
    return people.Doing(organisation, NHS.name or "", role, timezone.localdate(), ends, signs_as)


def invite(by: User, row: AreaPlan | None, email: str = "finance@nhs.example.org", what: people.Doing | None = None) -> Invitation:
    return people.invite(
        by=by, plan=row, area="", email=email, name="NHS finance officer", position="", doing=what or doing()
    )  # fmt: skip


def token_sent() -> str:
    send_due()
    found = re.search(r"/invitations/([\w-]+)/", str(mail.outbox[-1].body))
    assert found
    return found[1]


def accepted(by: User, row: AreaPlan, email: str = "finance@nhs.example.org", what: people.Doing | None = None) -> User:
    invite(by, row, email, what)
    return invitations.accept(token=token_sent(), name="NHS finance officer", position="", password=PASSWORD)


def test_an_invited_person_answers_with_a_link_and_may_do_what_they_were_invited_for(lead: User, row: AreaPlan) -> None:
    user = accepted(lead, row)
    assert user.check_password(PASSWORD)
    assert EmailAddress.objects.get(user=user).verified
    assert may(user, Permission.WRITE, row) and not may(user, Permission.PEOPLE, row)
    assert [e.what for e in PeopleEvent.objects.order_by("pk")] == ["invited", "accepted"]


def test_what_is_stored_of_a_link_opens_nothing(lead: User, row: AreaPlan) -> None:
    invite(lead, row)
    assert Invitation.objects.get().link_hash == ""
    token = token_sent()
    stored = Invitation.objects.get().link_hash
    assert stored == hashlib.sha256(token.encode()).hexdigest()
    assert invitations.invited_by_link(stored) is None and invitations.invited_by_link("") is None
    assert not Notice.objects.filter(words__contains=token).exists()


def test_a_link_works_once_and_not_after_a_week_nor_when_withdrawn_nor_when_sent_again(lead: User, row: AreaPlan) -> None:
    invite(lead, row)
    first = token_sent()
    waiting = Invitation.objects.get()
    people.invite_again(by=lead, invitation=waiting)
    second = token_sent()
    for token in (first, "of nobody"):
        with pytest.raises(invitations.CannotAccept):
            invitations.accept(token=token, name="A", position="", password=PASSWORD)
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert invitations.invited_by_link(second) is None
    Invitation.objects.update(expires_at=timezone.now() + timedelta(days=1))
    invitations.accept(token=second, name="A", position="", password=PASSWORD)
    with pytest.raises(invitations.CannotAccept):
        invitations.accept(token=second, name="A", position="", password=PASSWORD)
    invite(lead, row, "other@nhs.example.org")
    third = token_sent()
    people.withdraw(by=lead, invitation=Invitation.objects.get(email="other@nhs.example.org"))
    with pytest.raises(invitations.CannotAccept):
        invitations.accept(token=third, name="A", position="", password=PASSWORD)
    assert User.objects.filter(email__endswith="@nhs.example.org").count() == 1


def test_who_has_an_account_accepts_signed_in_with_it_and_nobody_else_can(lead: User, row: AreaPlan) -> None:
    known = person("NHS finance officer", Role.READER, ELSEWHERE)
    invite(lead, row, known.email)
    token = token_sent()
    with pytest.raises(invitations.CannotAccept, match="has an account"):
        invitations.accept(token=token, name="A", position="", password=PASSWORD)
    with pytest.raises(invitations.CannotAccept, match="is for"):
        invitations.accept_as(by=lead, token=token)
    invitations.accept_as(by=known, token=token)
    assert may(known, Permission.WRITE, row)


def test_a_role_given_for_an_area_does_not_reach_the_organisations_other_areas(lead: User, row: AreaPlan) -> None:
    other = opened(person("Lead elsewhere", Role.LEAD, ELSEWHERE), "Vale", (ELSEWHERE, NHS))
    user = accepted(lead, row)
    assert may(user, Permission.SEE, row) and not may(user, Permission.SEE, other)
    assert list(AreaPlan.objects.seen_by(user)) == [row]


@pytest.mark.parametrize(
    ("what", "words"),
    [
        (doing(Role.NATIONAL), "one of the roles"),
        (doing(organisation="E10000002"), "one of the plan's partners"),
        (doing(ends=date(2020, 1, 1)), "last day"),
        (doing(Role.SIGNATORY), "signs as"),
    ],
)
def test_a_lead_invites_only_for_partners_in_roles_of_an_area(lead: User, row: AreaPlan, what: people.Doing, words: str) -> None:
    with pytest.raises(people.CannotInvite, match=words):
        invite(lead, row, what=what)
    assert not Invitation.objects.exists() and not Notice.objects.exists()


def test_only_leads_and_national_administrators_invite(lead: User, row: AreaPlan) -> None:
    for role in (Role.WRITER, Role.READER, Role.SIGNATORY):
        with pytest.raises(people.NotYours):
            invite(person(f"Somebody {role}", role, COUNCIL), row)
    with pytest.raises(people.NotYours):
        invite(person("Lead elsewhere", Role.LEAD, ELSEWHERE), row)
    with pytest.raises(people.NotYours):
        invite(lead, None)
    assert invite(person("National administrator", Role.NATIONAL, NHS), row).area == row.area


def test_nobody_is_invited_twice_for_the_same(lead: User, row: AreaPlan) -> None:
    invite(lead, row)
    with pytest.raises(people.CannotInvite, match="invited to do this already"):
        invite(lead, row)
    invitations.accept(token=token_sent(), name="A", position="", password=PASSWORD)
    with pytest.raises(people.CannotInvite, match="does this already"):
        invite(lead, row)


def test_who_leaves_is_signed_out_at_once_and_keeps_the_name_under_what_they_did(lead: User, row: AreaPlan) -> None:
    from bettercare.plan.edits import set_value
    from bettercare.service.plans import actions

    user = accepted(lead, row)
    client = Client()
    assert client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})["Location"] == "/"
    assert client.get(f"/plans/{row.pk}/").status_code == 200
    plan = row.plan()
    actions.save(by=user, plan=row, seen=0, edits=[set_value(plan, f"narrative/{plan.narrative[0].id}/text", "Mine")])
    people.end(by=lead, membership=user.memberships.get())
    assert client.get(f"/plans/{row.pk}/")["Location"].startswith("/accounts/login/")
    assert not may(user, Permission.SEE, row)
    assert row.edits.get().by_name == "NHS finance officer"
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    assert client.get("/")["Location"] == "/accounts/no-role/"
    assert "_auth_user_id" not in client.session


def test_a_session_outlives_the_last_day_of_a_role_by_no_page(lead: User, row: AreaPlan) -> None:
    user = accepted(lead, row, what=doing(ends=timezone.localdate()))
    client = Client()
    client.force_login(user)
    assert client.get("/").status_code == 200
    Membership.objects.filter(user=user).update(starts=date(2020, 1, 1), ends=timezone.localdate() - timedelta(days=1))
    assert client.get("/")["Location"] == "/accounts/no-role/"


def test_a_changed_role_holds_from_now_on_and_what_was_stays_known(lead: User, row: AreaPlan) -> None:
    user = accepted(lead, row)
    held = user.memberships.get()
    people.change(by=lead, membership=held, role=Role.SIGNATORY, signs_as="nhs", ends=None)
    assert may(user, Permission.SIGN, row) and not may(user, Permission.WRITE, row)
    assert [(m.role, m.is_over(timezone.localdate())) for m in user.memberships.order_by("pk")] == [
        ("writer", True),
        ("signatory", False),
    ]
    with pytest.raises(people.CannotInvite, match="ended already"):
        people.change(by=lead, membership=held, role=Role.READER, signs_as="", ends=None)
    assert Notice.objects.filter(user=user).get().words.startswith("Better Care Fund lead changed what you do")


def test_the_last_lead_and_the_last_administrator_cannot_leave_an_area_or_the_nation_alone(lead: User, row: AreaPlan) -> None:
    with pytest.raises(people.CannotInvite, match="last lead"):
        people.end(by=lead, membership=lead.memberships.get())
    national = person("National administrator", Role.NATIONAL, NHS)
    with pytest.raises(people.CannotInvite, match="last national administrator"):
        people.end(by=national, membership=national.memberships.get())
    people.end(by=national, membership=lead.memberships.get())
    assert not may(lead, Permission.SEE, row)


def test_a_lead_cannot_end_what_people_do_for_their_organisation_in_all_areas_or_elsewhere(lead: User, row: AreaPlan) -> None:
    everywhere = person("NHS finance officer", Role.WRITER, NHS)
    elsewhere = person("Lead elsewhere", Role.LEAD, ELSEWHERE)
    national = person("National administrator", Role.NATIONAL, COUNCIL)
    for user in (everywhere, elsewhere, national):
        with pytest.raises(people.NotYours):
            people.end(by=lead, membership=user.memberships.get())


def test_an_invitation_that_was_rolled_back_is_told_to_nobody(lead: User, row: AreaPlan) -> None:
    class PowerCut(Exception):
        pass

    with pytest.raises(PowerCut), transaction.atomic():
        invite(lead, row)
        raise PowerCut
    assert send_due() == 0 and mail.outbox == []


def test_the_first_administrator_is_invited_by_whoever_runs_the_service() -> None:
    invitation = people.invite_first_administrator("national@example.org", "National administrator")
    path = invitations.make_link(invitation)
    user = invitations.accept(token=path.split("/")[2], name="National administrator", position="", password=PASSWORD)
    assert user.memberships.get().role == Role.NATIONAL


def test_a_new_second_factor_ends_the_old_one_and_tells_its_owner(lead: User, row: AreaPlan) -> None:
    from allauth.mfa.models import Authenticator
    from allauth.mfa.totp.internal.auth import TOTP

    user = accepted(lead, row)
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    assert "JBSWY3DPEHPK3PXP" not in str(Authenticator.objects.get().data)
    people.new_second_factor(by=lead, membership=user.memberships.get())
    assert not Authenticator.objects.exists()
    send_due()
    assert "second factor" in mail.outbox[-1].subject and mail.outbox[-1].to == [user.email]
