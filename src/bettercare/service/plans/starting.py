"""Starting an area's plan for a round: for which areas a person may, and the partners that the register proposes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db import transaction

from bettercare.organisations import NotRegistered, all_organisations, areas_named, areas_of, find, get, successors_of
from bettercare.organisations import Organisation as Registered
from bettercare.plan import Cover, Organisation, OrganisationKind, Plan
from bettercare.rounds import carried_plan, open_plan
from bettercare.rounds.model import Round
from bettercare.service.accounts.models import PeopleEvent, User, WhatHappened, today
from bettercare.service.accounts.permissions import Permission, reach
from bettercare.service.plans import actions
from bettercare.service.plans.models import AreaPlan
from bettercare.service.rounds_admin.in_force import available, load

_ICBS_SINCE = date(2022, 7, 1)
_SHARE = 0.05
"""A care board or commissioning group with less of an area's residents, and of its own in it, is proposed to nobody."""
_NHS = (OrganisationKind.ICB, OrganisationKind.CCG)


class CannotStart(ValueError):
    """A plan that cannot be started so; the words say what to do."""


@dataclass(frozen=True, slots=True)
class AreaToPlan:
    """An area for which a person may start a plan, and the boards' areas (register codes) that it covers."""

    name: str
    covers: tuple[str, ...]


def rounds_to_plan(on: date) -> tuple[Round, ...]:
    """The rounds whose years are not over, in their order."""
    rounds = (load(id) for id in available())
    return tuple(sorted((r for r in rounds if r.years[-1].period.end >= on), key=lambda r: r.years[0]))


def areas_of_the_nation(on: date) -> list[tuple[str, str]]:
    """Every area with a Health and Wellbeing Board on a day: code and name, by name."""
    boards = [o for o in all_organisations() if o.kind is OrganisationKind.HWB and o.in_being(on)]
    return sorted(((o.code, o.place) for o in boards), key=lambda pair: pair[1])


def areas_to_plan(user: User) -> tuple[AreaToPlan, ...]:
    """The areas for which a person may start a plan: those that they lead, and those of an organisation that they lead."""
    held = reach(user, Permission.START)
    found = {area: AreaToPlan(area, _covered(area, code)) for code, area in sorted(held.in_areas)}
    for code in sorted(held.organisations):
        for area in _areas_of(code):
            found.setdefault(area.name, area)
    return tuple(found.values())


def _covered(area: str, organisation: str) -> tuple[str, ...]:
    before = AreaPlan.objects.filter(area=area).order_by("-opened_at").first()
    if before:
        return tuple(c.code for c in before.covers())
    return tuple(dict.fromkeys(a.code for a in areas_named(area, today()))) or (organisation,)


def _areas_of(organisation: str) -> list[AreaToPlan]:
    before = AreaPlan.objects.filter(partners__organisation=organisation).order_by("-opened_at")
    known = {row.area: AreaToPlan(row.area, tuple(c.code for c in row.covers())) for row in before[:20]}
    try:
        registered = [s.area for s in areas_of(get(organisation), today())]
    except NotRegistered:
        registered = []
    taken = {code for area in known.values() for code in area.covers}
    return [*known.values(), *(AreaToPlan(get(code).place, (code,)) for code in registered if code not in taken)]


def proposed_partners(area: str, on: date) -> tuple[Registered, ...]:
    """The council of an area, and the care boards or commissioning groups on a day of those who live there, most first."""
    try:
        council = get(area, OrganisationKind.COUNCIL)
    except NotRegistered:
        return ()
    kind = OrganisationKind.ICB if on >= _ICBS_SINCE else OrganisationKind.CCG
    held: dict[str, tuple[float, Registered]] = {}
    for body in (o for o in all_organisations() if o.kind is kind):
        for share in areas_of(body, on):
            much = max(float(share.of_area or 0), float(share.of_organisation or 0))
            if share.area == area and much >= _SHARE:
                for now in (body,) if body.in_being(on) else successors_of(body, on):
                    held[now.code] = max((much, now), held.get(now.code, (0.0, now)), key=lambda pair: pair[0])
    bodies = sorted((pair for pair in held.values() if pair[1].in_being(on)), key=lambda pair: -pair[0])
    return (council, *(body for _, body in bodies))


def partners_to_offer(area: AreaToPlan, round: Round) -> tuple[Organisation, ...]:
    """The partners of the area's last plan, then those that the register proposes for the round's first day."""
    offered: dict[str, Organisation] = {}
    before = AreaPlan.objects.filter(area=area.name).order_by("-opened_at").first()
    for known in before.plan().organisations if before else ():
        if known.code:
            offered[known.code] = known
    for code in area.covers:
        for body in proposed_partners(code, round.years[0].period.start):
            offered.setdefault(body.code, partner(body))
    return tuple(offered.values())


def partner(body: Registered) -> Organisation:
    return Organisation(body.code.lower(), body.name, body.kind, body.code)


def named_partner(text: str, on: date) -> Organisation:
    """The organisation that a name or code means. Raises CannotStart where none, or several, could be meant."""
    try:
        return partner(get(text.strip().upper()))
    except NotRegistered:
        pass
    matches = find(text, on)
    if not matches or matches[0].asks:
        could = " or ".join(m.organisation.name for m in matches[:3])
        meant = f": {could}?" if could else "."
        raise CannotStart(f"“{text}” names no organisation of the register for certain{meant} Enter its code or its full name.")
    return partner(matches[0].organisation)


def plan_to_carry(user: User, area: AreaToPlan, round: Round) -> AreaPlan | None:
    """The area's latest plan of an earlier round, where the person may see it."""
    held = [(load(row.round).years[0], row) for row in AreaPlan.objects.seen_by(user).filter(area=area.name)]
    before = [(year, row) for year, row in held if year < round.years[0]]
    return max(before, key=lambda pair: pair[0])[1] if before else None


def start(
    *, by: User, round: Round, area: AreaToPlan, partners: Sequence[Organisation], earlier: AreaPlan | None = None
) -> AreaPlan:  # fmt: skip
    """Start an area's plan for a round with its partners: empty, or with what goes on from an earlier plan.

    Raises CannotStart with what is missing.
    """
    kinds = {o.kind for o in partners}
    if OrganisationKind.COUNCIL not in kinds or not kinds & set(_NHS):
        raise CannotStart("A plan needs a council and an NHS body at least. Choose both.")
    codes = _codes(partners)
    if not reach(by, Permission.START).covers(codes, area.name):
        raise CannotStart("Your own organisation is not among the partners. Choose it too.")
    with transaction.atomic():
        if AreaPlan.objects.filter(round=round.id, area=area.name).exists():
            raise CannotStart(f"{area.name} has a plan for {round.title} already.")
        begins = _beginning(round, area, tuple(partners), earlier)
        row = actions.start_plan(by=by, begins=begins)
        PeopleEvent.objects.create(
            what=WhatHappened.STARTED, by=by, by_name=str(by), at=row.opened_at, area=row.area, organisation=codes[0],
            organisation_name=round.title,
        )  # fmt: skip
    return row


def _beginning(round: Round, area: AreaToPlan, partners: tuple[Organisation, ...], earlier: AreaPlan | None) -> Plan:
    if earlier is None:
        return open_plan(round, area.name, tuple(Cover(code, code) for code in area.covers), partners, actions.new_id)
    before = earlier.plan()
    staying = {o.code for o in partners}
    left = {o.name for o in before.organisations if o.code and o.code not in staying}
    paid = tuple(c for c in before.contributions if c.organisation not in left)
    return carried_plan(
        replace(before, organisations=partners, contributions=paid), load(earlier.round), round, actions.new_id
    )  # fmt: skip


def _codes(partners: Iterable[Organisation]) -> list[str]:
    return [o.code for o in partners if o.code]
