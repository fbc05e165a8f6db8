"""Windows of a round: opened, changed and closed by administrators, with extensions for an area. State follows from the times."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from bettercare.plan.words import day
from bettercare.rounds.model import Round, Window
from bettercare.service.accounts.models import User
from bettercare.service.accounts.permissions import Permission, may
from bettercare.service.plans.actions import NotAllowed
from bettercare.service.rounds_admin import in_force
from bettercare.service.rounds_admin.models import ExtensionGiven, WindowSet

KINDS: Mapping[str, str] = {"draft": "Draft", "final": "Final", "resubmission": "Resubmission", "trajectory": "Trajectory"}
"""Kinds of windows in which plans are sent, with their words."""
ASKS: Mapping[str, str] = {
    "complete": "complete: everything asked is answered",
    "valid": "valid: no finding that must be put right",
    "signed": "signed by everybody who signs before it is sent",
}


class CannotSet(ValueError):
    """A window or extension that cannot be so; the words say what to do. `field` is the box that they are about."""

    def __init__(self, field: str, words: str) -> None:
        self.field = field
        super().__init__(words)


def open_now(round: Round, on: datetime) -> tuple[Window, ...]:
    """The windows of a round in force in which plans are taken at a time: those that have opened, closed ones too.

    What comes after the end is late and is taken with a reason, so a window that opened never refuses.
    """
    return tuple(w for w in round.windows if w.kind in KINDS and (w.opens is None or w.opens <= _local(on).date()))


def state_of(window: Window, on: datetime) -> str:
    """`not open yet`, `open`, or `closed` (when what comes is late), at a time, for areas without an extension."""
    if window.opens and window.opens > _local(on).date():
        return "not open yet"
    return "closed" if window.closes and window.closes.replace(tzinfo=None) < _local(on) else "open"


def _local(moment: datetime) -> datetime:
    return timezone.localtime(moment).replace(tzinfo=None) if timezone.is_aware(moment) else moment


def set_window(
    *, by: User, round: str, window: str | None, title: str, kind: str, opens: date, closes: datetime | None,
    must_be: tuple[str, ...], why: str,
) -> WindowSet:  # fmt: skip
    """Open a window, or change one; without an id it is a new one of the round. `closes` is local, without a zone."""
    _administers(by)
    if not title.strip():
        raise CannotSet("title", "Give the window a name, such as Final plans.")
    if kind not in KINDS:
        raise CannotSet("kind", "Choose what is sent in it: draft, final, resubmission or trajectory.")
    if closes and closes.date() < opens:
        raise CannotSet("closes", f"The window would close on {day(closes.date())}, before it opens on {day(opens)}.")
    if not why.strip():
        raise CannotSet("why", "Say why: where the dates were decided. It stands in the history with your name.")
    with transaction.atomic():
        in_force.touched(round)
        known = {w.id: w for w in in_force.load(round).windows}
        if window is not None and window not in known:
            raise CannotSet("title", "The round has no such window.")
        if window is None and _named(known, title):
            raise CannotSet("title", f"The round has a window called {title.strip()} already. Change that one.")
        id = window or _new_id(known, title)
        what = "changed" if WindowSet.objects.filter(round=round, window=id).exists() else "opened"
        kept = WindowSet.objects.create(
            round=round, window=id, what=what, title=title.strip()[:200], kind=kind, opens=opens,
            closes=timezone.make_aware(closes) if closes else None, must_be=[ask for ask in ASKS if ask in must_be],
            why=why.strip()[:400], by=by, by_name=str(by), at=timezone.now(),
        )  # fmt: skip
        in_force.touched(round)
        return kept


def close_window(*, by: User, round: str, window: str, why: str) -> WindowSet:
    """Close a window now; what areas were given beyond it stands, and what comes otherwise is late."""
    _administers(by)
    if not why.strip():
        raise CannotSet("close-why", "Say why the window closes.")
    with transaction.atomic():
        in_force.touched(round)
        found = next((w for w in in_force.load(round).windows if w.id == window and w.kind in KINDS), None)
        now = timezone.now()
        if found is None or state_of(found, now) != "open":
            raise CannotSet("close-why", "The window is not open.")
        kept = WindowSet.objects.create(
            round=round, window=window, what="closed", title=found.title, kind=found.kind,
            opens=found.opens or timezone.localdate(), closes=now, must_be=list(found.must_be), why=why.strip()[:400],
            by=by, by_name=str(by), at=now,
        )  # fmt: skip
        in_force.touched(round)
        return kept


def extend(
    *, by: User, round: str, window: str, area: str, area_name: str, closes: datetime, approved_by: str, reason: str
) -> ExtensionGiven:  # fmt: skip
    """Give one area (register code) a later end of a window, with who approved it and why."""
    _administers(by)
    found = next((w for w in in_force.load(round).windows if w.id == window and w.kind in KINDS), None)
    if found is None:
        raise CannotSet("area", "The round has no such window.")
    if not area:
        raise CannotSet("area", "Choose the area.")
    if not approved_by.strip():
        raise CannotSet("approved_by", "Say who approved it, by role, such as the regional director.")
    if not reason.strip():
        raise CannotSet("reason", "Say why the area needs longer.")
    if found.closes is None:
        raise CannotSet("until", "This window has no end, so there is nothing to extend.")
    if closes <= found.closes.replace(tzinfo=None):
        raise CannotSet("until", f"For everybody the window closes on {day(found.closes)}, {found.closes:%H:%M}. Give a later end.")
    with transaction.atomic():
        in_force.touched(round)
        given = ExtensionGiven.objects.create(
            round=round, window=window, area=area, area_name=area_name[:200], closes=timezone.make_aware(closes),
            approved_by=approved_by.strip()[:200], reason=reason.strip()[:400], by=by, by_name=str(by), at=timezone.now(),
        )  # fmt: skip
        in_force.touched(round)
        return given


def _administers(by: User) -> None:
    if not may(by, Permission.ADMINISTER, None):
        raise NotAllowed(f"Your role does not allow you to {Permission.ADMINISTER.value}.")


def _named(known: Mapping[str, Window], title: str) -> bool:
    return any(w.title.casefold() == title.strip().casefold() for w in known.values())


def _new_id(known: Mapping[str, Window], title: str) -> str:
    """A short name of letters for a window, which no other of the round has."""
    name = slugify(title)[:36] or "window"
    return next(n for n in (name, *(f"{name}-{i}" for i in range(2, 100))) if n not in known and n != "new")
