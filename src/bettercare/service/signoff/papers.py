"""The papers of a version for those who decide on it: a page for each who signs, and a paper for the board."""

from __future__ import annotations

from collections.abc import Sequence

from bettercare.briefing import Brief, Identity, board_docx, brief, sheet_pdf
from bettercare.briefing import Seat as Place
from bettercare.plan.words import begin, day
from bettercare.rounds.model import Round
from bettercare.service.plans.models import AreaPlan, PlanVersion
from bettercare.service.plans.working import checked
from bettercare.service.signoff.seeing import Since
from bettercare.service.signoff.status import Seat, seats


def sheet(row: AreaPlan, version: PlanVersion, round: Round, since: Since, role: str = "", organisation: str = "") -> bytes:
    """The page for one who signs in a role, or for anybody where none is named, as a PDF."""
    asked = seats(row, version.draft(), round)
    mine = next((s for s in asked if (s.role.id, s.organisation) == (role, organisation)), None)
    return sheet_pdf(_brief(row, version, round), _place(mine, version) if mine else None, _changes(since))


def board_paper(row: AreaPlan, version: PlanVersion, round: Round, since: Since) -> bytes:
    """The paper for the board, as a Word file."""
    places = [_place(seat, version) for seat in seats(row, version.draft(), round)]
    return board_docx(_brief(row, version, round), places, _changes(since))


def _brief(row: AreaPlan, version: PlanVersion, round: Round) -> Brief:
    held = version.draft()
    identity = Identity(str(version.number), version.sha256, row.for_demonstration)
    return brief(held.plan, round, checked(row, held), identity)


def _place(seat: Seat, version: PlanVersion) -> Place:
    given = seat.signed if seat.signed is not None and seat.signed.version_id == version.pk else None
    signed = f"Signed by {given.name} on {day(given.signed_on)}" if given else None
    return Place(seat.role.title, seat.organisation, signed, seat.role.may_follow_submission)


def _changes(since: Since) -> Sequence[str]:
    """Effects on the money first, then each change with what it was and is."""
    told = [begin(effect.words) for effect in since.effects]
    for change in since.comparison.changes if since.comparison else ():
        values = "" if change.text or change.new is None else f": {change.new}" + (f", before {change.old}" if change.old else "")
        told.append(f"{begin(change.words)} {change.kind}{values}")
    return told
