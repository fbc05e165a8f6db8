"""What people may do: one question, `may(user, action, thing)`, asked everywhere."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from django.utils import timezone

from bettercare.service.accounts.models import Role, User, held_on

if TYPE_CHECKING:
    from bettercare.service.plans.models import AreaPlan


class Permission(Enum):
    """What can be done with a plan, with the words that the help page says."""

    SEE = "see the plan, its versions and what was changed"
    WRITE = "change the plan"
    COMMENT = "comment on the plan"
    KEEP = "keep a version, and go back to one"
    START = "start a plan of an area"
    SIGN = "sign for an organisation"
    SEND = "send a version, and record a signature that was given elsewhere"
    ADMINISTER = "administer rounds, their allocations and windows, and organisations that merge"
    PEOPLE = "invite people, change what they do and end it"


_ROLES: dict[Role, frozenset[Permission]] = {
    Role.LEAD: frozenset(
        {
            Permission.SEE,
            Permission.WRITE,
            Permission.COMMENT,
            Permission.KEEP,
            Permission.START,
            Permission.SEND,
            Permission.PEOPLE,
        }
    ),
    Role.WRITER: frozenset({Permission.SEE, Permission.WRITE, Permission.COMMENT}),
    Role.READER: frozenset({Permission.SEE, Permission.COMMENT}),
    Role.SIGNATORY: frozenset({Permission.SEE, Permission.COMMENT, Permission.SIGN}),
    Role.NATIONAL: frozenset({Permission.SEE, Permission.PEOPLE, Permission.ADMINISTER}),
}


WHAT_FOR = {
    Role.LEAD: "you write the plan with your partners, have it signed, send it, and invite people",
    Role.WRITER: "you write the plan with others; its lead keeps versions and sends them",
    Role.READER: "you read the plan and comment on it",
    Role.SIGNATORY: "you sign versions of the plan, and comment on it",
    Role.NATIONAL: "you set up rounds, import allocations, open windows, invite leads, and see every plan",
}
"""What each role is for, as its holder is told."""


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a permission reaches: `organisations` in all plans of which they are partners, others in one area only."""

    organisations: frozenset[str]
    in_areas: frozenset[tuple[str, str]]
    """Pairs of an organisation and an area."""

    def covers(self, partners: Iterable[str], area: str) -> bool:
        """Whether it reaches a plan of an area with these partners."""
        return any(p in self.organisations or (p, area) in self.in_areas for p in partners)


def may(user: User, action: Permission, plan: AreaPlan | None) -> bool:
    """Whether a person may do something with a plan today: by a role for one of its partners, or nationally.

    Without a plan it is asked about what belongs to no area, such as a round.
    """
    if not user.is_active:
        return False
    partners = {p.organisation for p in plan.who()} if plan else set()
    area = plan.area if plan else ""
    for held in held_on(user.pk, timezone.localdate()):
        here = held.role == Role.NATIONAL or (held.organisation in partners and held.area in ("", area))
        if here and action in _ROLES[Role(held.role)]:
            return True
    return False


def signs_as(user: User, plan: AreaPlan) -> tuple[tuple[str, str], ...]:
    """The sign-off roles that a person holds today for partners of a plan: (role of the round, organisation's name)."""
    partners = {p.organisation: p.name for p in plan.who()}
    held = [m for m in held_on(user.pk, timezone.localdate()) if m.organisation in partners and m.area in ("", plan.area)]
    return tuple((m.signs_as, partners[m.organisation]) for m in held if m.role == Role.SIGNATORY and m.signs_as)


def reach(user: User, action: Permission) -> Reach:
    """How far a person's roles for organisations hold a permission today."""
    held = [m for m in held_on(user.pk, timezone.localdate()) if m.role != Role.NATIONAL and action in _ROLES[Role(m.role)]]
    if not user.is_active:
        held = []
    return Reach(frozenset(m.organisation for m in held if not m.area), frozenset((m.organisation, m.area) for m in held if m.area))


def acts_for(user: User, action: Permission, plan: AreaPlan) -> frozenset[str]:
    """The partners of a plan (register codes) for whom a person may do something with it today."""
    held = reach(user, action)
    return frozenset(p.organisation for p in plan.who() if held.covers([p.organisation], plan.area))


def what_for(user: User) -> tuple[str, ...]:
    """What a person does here today, in sentences without their full stop."""
    held = held_on(user.pk, timezone.localdate())
    return tuple(
        dict.fromkeys(
            f"{Role(m.role).label}, {m.organisation_name}{f' ({m.area})' if m.area else ''}: {WHAT_FOR[Role(m.role)]}" for m in held
        )
    )


def is_national(user: User) -> bool:
    """Whether a person sees the plans of every area."""
    return user.is_active and any(m.role == Role.NATIONAL for m in held_on(user.pk, timezone.localdate()))
