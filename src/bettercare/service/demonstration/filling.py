"""Filling an empty service, in one transaction: whoever looks in the midst of it sees nothing yet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from unittest.mock import patch

from django.conf import settings
from django.core import mail
from django.db import transaction
from django.utils import timezone

from bettercare.plan import Reading
from bettercare.rounds import open_plan
from bettercare.service.accounts.models import User
from bettercare.service.demonstration import round as its_round
from bettercare.service.demonstration.clock import Clock
from bettercare.service.demonstration.documents import last_year_brought, workbook_came_back, workbook_filled
from bettercare.service.demonstration.examples import examples_kept
from bettercare.service.demonstration.making import Flaw
from bettercare.service.demonstration.papers import evidence_kept, power_given, reasons_given, talked_about
from bettercare.service.demonstration.people import HERE, Cast, cast, first_administrator, lead_of, officer, reader
from bettercare.service.demonstration.places import PLACES, Place
from bettercare.service.demonstration.story import ALL, STORIES, Area
from bettercare.service.notices.sending import send_due
from bettercare.service.plans import actions
from bettercare.service.rounds_admin.in_force import load
from bettercare.service.signoff.asking import ask

_LAST_YEAR = date(2025, 3, 24)
"""A week before plans of 2025-26 had to be sent."""


@dataclass(frozen=True, slots=True)
class LinkToSign:
    """A link by which an officer without an account signs, with the code that comes with it: its page's path."""

    path: str
    code: str


def fill(readings: Sequence[Reading] = ()) -> LinkToSign | None:
    """Fill the service with the demonstration and plans that were read from documents. Raises ValueError where it is not empty.

    Returns the link that was sent to an officer. No other e-mail goes out, now or later.
    """
    with patch.object(settings, "EMAIL_BACKEND", "django.core.mail.backends.locmem.EmailBackend"):
        mail.outbox = []
        with transaction.atomic():
            if User.objects.exists():
                raise ValueError("a demonstration fills an empty database only")
            _filled(readings, Clock(timezone.now()))
        send_due()
        text = "\n".join(str(m.body) for m in mail.outbox)
        del mail.outbox
    found = re.search(r"(/sign/[\w-]+/)\s.*?code: ([\w-]+)", text, re.S)
    return LinkToSign(found[1], found[2]) if found else None


def _filled(readings: Sequence[Reading], clock: Clock) -> None:
    last_year = (clock.filled_at.date() - _LAST_YEAR).days
    with clock.days_ago(last_year + 40) as moment:
        national, starts = first_administrator(), moment.date()
        boards = {p.care_board.code: p.care_board for p in PLACES.values()}
        here = HERE.care_board.code
        finance = {c: officer(national, b, HERE.mailbox("finance") if c == here else f"finance@{c}.example".lower(), starts)
                   for c, b in boards.items()}  # fmt: skip
        chiefs = {c: officer(national, b, f"chief@{c}.example".lower(), starts, "nhs") for c, b in boards.items()}
        leads = {p.name: lead_of(national, p.name, p.council, p.mailbox("lead"), starts) for p in PLACES.values()}
    before = _last_year(HERE, leads[HERE.name], finance[here or ""], chiefs[here or ""], clock, last_year)
    with clock.days_ago(63):
        its_round.saved(national)
        kept = examples_kept(national, readings, clock.day(63).date())
    with clock.days_ago(61):
        windows = its_round.windows_opened(national, clock)
    areas = {p.name: _begun(p, leads[p.name], finance, chiefs, clock, before if p is HERE else None) for p in PLACES.values()}
    for row, lead in kept:
        if row.round == its_round.BEFORE:
            with clock.days_ago(50):
                actions.carry_forward(by=lead, plan=row, round=load(its_round.ROUND), earlier_round=load(row.round))
    with clock.days_ago(55) as moment:
        its_round.allocated(national, moment.date())
    for name, story in STORIES.items():
        if story is not None:
            story(areas[name], windows["draft"], windows["final"])
    with clock.days_ago(20) as moment:
        its_round.corrected(national, moment.date())
    _here(areas[HERE.name], windows, clock)
    ashcombe = areas["Ashcombe"]
    last_year_brought(ashcombe, ashcombe.people.finance)
    workbook_came_back(areas[HERE.name])
    workbook_filled(areas[HERE.name])
    with clock.days_ago(3):
        its_round.extended(national, windows["final"], HERE, clock)


def _begun(
    place: Place, lead: User, finance: dict[str | None, User], chiefs: dict[str | None, User], clock: Clock, before: Area | None
) -> Area:  # fmt: skip
    """An area's plan on its first day, from last year's where there is one, and its people."""
    round = load(its_round.ROUND)
    with clock.days_ago(58) as moment:
        if before:
            row = actions.carry_forward(by=lead, plan=before.row, round=round, earlier_round=load(its_round.BEFORE))
            return Area(place, row, before.people, clock)
        begins = open_plan(round, place.name, place.covers, place.partners, actions.new_id)
        row = actions.start_plan(by=lead, begins=begins, for_demonstration=True)
        code = place.care_board.code
        return Area(place, row, cast(place, row, lead, finance[code], chiefs[code], moment.date()), clock)


def _last_year(place: Place, lead: User, finance: User, chief: User, clock: Clock, days: int) -> Area:
    """The plan of the round before: written, signed by all and sent."""
    with clock.days_ago(days + 30) as moment:
        begins = open_plan(load(its_round.BEFORE), place.name, place.covers, place.partners, actions.new_id)
        row = actions.start_plan(by=lead, begins=begins, for_demonstration=True)
        people: Cast = cast(place, row, lead, finance, chief, moment.date())
        reader(place, row, lead, moment.date())
    area = Area(place, row, people, clock)
    area.writes(days + 20)
    area.types_the_rest(days + 10)
    version = area.keeps(days + 4, "As the board agreed it")
    area.signed_by(days + 2, version, ALL)
    area.sends(days, version, "final")
    return area


def _here(area: Area, windows: dict[str, str], clock: Clock) -> None:
    """The area whose people sign in: a draft was sent, the plan goes on, it is half signed, and a fault waits to be found."""
    area.writes(42, flaws=(Flaw.GRANT_ELSEWHERE,))
    area.types_the_rest(41)
    evidence_kept(area.place, area.row, area.people, clock)
    power_given(area.place, area.row, area.people, clock)
    area.sends(32, area.keeps(32, "Draft for the regional team"), windows["draft"])
    talked_about(area.row, area.people, clock)
    reasons_given(area.row, area.people, clock)
    area.signed_by(8, area.keeps(9, "For signature"), ("section-151",))
    area.changes_a_line(6, Decimal(64_000))
    version = area.keeps(5, "For signature, with the provider’s new offer")
    with clock.days_ago(2):
        ask(
            by=area.people.lead, plan=area.row, version=version.number, role="nhs", organisation=area.place.care_board.name or "",
            name="The chief executive", position="Chief executive of the care board", address="chief@care-board.example", days=14,
            message="The board has seen this version. Please sign by Friday.",
        )  # fmt: skip
