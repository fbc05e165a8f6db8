"""A service filled for demonstration: one plan as read from its documents, one on its first day, and a person for each role.

Everything is marked as made up; people are role titles, and each gets a random password that is shown once.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from django.db import transaction

from bettercare.plan import Cover, Organisation, OrganisationKind, Plan
from bettercare.reading import read
from bettercare.rounds import open_plan
from bettercare.service.accounts.models import Membership, Role, User
from bettercare.service.plans import actions
from bettercare.service.rounds_admin.in_force import load

COUNCIL = Organisation("council", "Marleworth Council", OrganisationKind.COUNCIL, "DEMO-COUNCIL")
NHS = Organisation("nhs", "NHS Marleworth Integrated Care Board", OrganisationKind.ICB, "DEMO-NHS")
_PEOPLE = (
    ("Better Care Fund lead, council", Role.LEAD, COUNCIL, "lead"),
    ("NHS finance officer", Role.WRITER, NHS, "finance"),
    ("Board member", Role.READER, COUNCIL, "board"),
    ("Chief executive of the council", Role.SIGNATORY, COUNCIL, "chief.executive"),
    ("National administrator", Role.NATIONAL, Organisation("national", "National team", None, "NATIONAL"), "national"),
)
_FIRST_DAY = "2026-27"


@dataclass(frozen=True, slots=True)
class SignIn:
    """A way into the demonstration, shown once."""

    role: str
    email: str
    password: str


def filled(documents: Sequence[Path], today: date) -> tuple[SignIn, ...]:
    """Fill an empty service, reading the plan of one area from its documents; nothing where somebody is known already."""
    with transaction.atomic():
        if User.objects.exists():
            return ()
        ways = tuple(_person(*about, today) for about in _PEOPLE)
        lead = User.objects.get(email=ways[0].email)
        if documents:
            written = actions.start_plan(by=lead, begins=_named(read(*documents).plan), for_demonstration=True)
            actions.keep_version(by=lead, plan=written, note="As read from the area's documents")
        covers = (Cover("covers", COUNCIL.code or ""),)
        first_day = open_plan(load(_FIRST_DAY), "Marleworth", covers, (COUNCIL, NHS), actions.new_id)
        actions.start_plan(by=lead, begins=first_day, for_demonstration=True)
    return ways


def _named(plan: Plan) -> Plan:
    """The plan with the register codes that its partners have in the demonstration."""
    codes = {o.kind: o.code for o in (COUNCIL, NHS)}
    return replace(plan, organisations=tuple(replace(o, code=codes.get(o.kind)) for o in plan.organisations))


def _person(title: str, role: Role, organisation: Organisation, mailbox: str, today: date) -> SignIn:
    way = SignIn(title, f"{mailbox}@example.org", secrets.token_urlsafe(12))
    user = User.objects.create_user(way.email, way.password, name=title)
    Membership.objects.create(
        user=user, organisation=organisation.code or "", organisation_name=organisation.name or "", role=role, starts=today,
        signs_as="council" if role is Role.SIGNATORY else "",
    )  # fmt: skip
    return way
