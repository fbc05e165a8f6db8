"""People and plans for the tests of the service."""

from __future__ import annotations

from datetime import date

from django.test import Client

from bettercare.plan import Cover, Organisation, OrganisationKind
from bettercare.rounds import open_plan
from bettercare.service.accounts.models import Membership, Role, User
from bettercare.service.plans import actions
from bettercare.service.plans.models import AreaPlan
from bettercare.service.rounds_admin.in_force import load

COUNCIL = Organisation("council", "Hillshire County Council", OrganisationKind.COUNCIL, "E10000001")
NHS = Organisation("nhs", "NHS Hillshire Integrated Care Board", OrganisationKind.ICB, "QXX")
ELSEWHERE = Organisation("other", "Vale Council", OrganisationKind.COUNCIL, "E10000002")
PASSWORD = "a long password of tests"


def person(title: str, role: Role, organisation: Organisation, ends: date | None = None) -> User:
    """Somebody with a role title for a name and one membership."""
    user = User.objects.create_user(f"{title.lower().replace(' ', '.')}@example.org", PASSWORD, name=title)
    Membership.objects.create(
        user=user, organisation=organisation.code or "", organisation_name=organisation.name or "", role=role,
        starts=date(2025, 1, 1), ends=ends,
    )  # fmt: skip
    return user


def client_of(user: User) -> Client:
    """A browser in which somebody is signed in."""
    client = Client()
    client.force_login(user)
    return client


def opened(by: User, area: str = "Hillshire", partners: tuple[Organisation, ...] = (COUNCIL, NHS)) -> AreaPlan:
    """A plan on its first day."""
    covers = (Cover("cover", partners[0].code or ""),)
    begins = open_plan(load("2025-26"), area, covers, partners, actions.new_id)
    return actions.start_plan(by=by, begins=begins)
