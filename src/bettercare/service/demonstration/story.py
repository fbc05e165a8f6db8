"""What each area of the region does, in the weeks before today: by the service's own actions, as people would."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from bettercare.plan import Reading
from bettercare.plan.edits import Edit, edits_between, set_value
from bettercare.service.accounts.models import User
from bettercare.service.demonstration.clock import Clock
from bettercare.service.demonstration.making import Flaw, drawn, typed_besides
from bettercare.service.demonstration.people import Cast
from bettercare.service.demonstration.places import Place
from bettercare.service.plans import actions
from bettercare.service.plans.models import AreaPlan, PlanVersion
from bettercare.service.plans.typed import edits_of
from bettercare.service.plans.working import checked, sections
from bettercare.service.rounds_admin.in_force import load
from bettercare.service.signoff import actions as signing
from bettercare.service.signoff.sending import Allowed, Readiness, readiness, submit
from bettercare.service.signoff.status import seats

_MONEY = ("budgets", "contributions", "schemes")
_WORDS = ("conditions", "narrative", "dates")
_GOALS = ("metrics", "risks", "milestones")
_BLOCKS = ("signatures",)
EVERYTHING = (*_MONEY, *_WORDS, *_GOALS, *_BLOCKS)


@dataclass(frozen=True, slots=True)
class Area:
    """An area of the region with its people and its plan of the round."""

    place: Place
    row: AreaPlan
    people: Cast
    clock: Clock

    def writes(self, days: int, parts: Sequence[str] = EVERYTHING, flaws: Sequence[Flaw] = ()) -> None:
        """Council and care board bring parts of the plan to what it would be in the end."""
        draft, round = self.row.draft(), load(self.row.round)
        target = drawn(draft.plan, self.place, round, flaws)
        for by, theirs in ((self.people.finance, _MONEY), (self.people.lead, (*_WORDS, *_GOALS, *_BLOCKS))):
            mine = [p for p in parts if p in theirs]
            with self.clock.days_ago(days):
                self._save(
                    by, [e for e in edits_between(self.row.draft(), Reading(plan=target)) if e.address.split("/")[0] in mine]
                )

    def types_the_rest(self, days: int) -> None:
        """The lead fills in the cover, capacity and demand, and the high impact changes, section by section."""
        round = load(self.row.round)
        for number in range(len(sections(self.row.draft(), round))):
            draft = self.row.draft()
            boxes = sections(draft, round)[number].boxes
            edits = edits_of(draft, round, boxes, typed_besides(tuple(boxes), self.place)).edits
            if edits:
                with self.clock.days_ago(days):
                    self._save(self.people.lead, edits)

    def changes_a_line(self, days: int, by_how_much: Decimal) -> None:
        """The finance officer puts another amount on a line."""
        draft = self.row.draft()
        scheme = draft.plan.schemes[0]
        amount = (scheme.lines[0].amount or Decimal(0)) + by_how_much
        with self.clock.days_ago(days):
            self._save(self.people.finance, [set_value(draft, f"schemes/{scheme.id}/lines/{scheme.lines[0].id}/amount", amount)])

    def keeps(self, days: int, note: str) -> PlanVersion:
        with self.clock.days_ago(days):
            return actions.keep_version(by=self.people.lead, plan=self.row, note=note)

    def signed_by(self, days: int, version: PlanVersion, roles: Sequence[str]) -> None:
        """Officers sign a version, one after the other."""
        named = {o.kind: o.name or "" for o in self.place.partners}
        for officer, role in self.people.signs():
            if role in roles:
                per = load(self.row.round).role(role).per
                organisation = next(name for kind, name in named.items() if kind == per)
                with self.clock.days_ago(days):
                    signing.sign(by=officer, plan=self.row, version=version.number, role=role, organisation=organisation)

    def sends(self, days: int, version: PlanVersion, window: str, reason: str = "", allowed_by: str = "") -> None:
        """The lead sends a version; what it lacks is allowed by somebody where a name is given."""
        with self.clock.days_ago(days):
            faults = self._ready(version, window).faults if allowed_by else ()
            allowed = [Allowed(f.key, allowed_by, "Agreed with the regional team; it follows within four weeks.") for f in faults]
            submit(by=self.people.lead, plan=self.row, version=version.number, window=window, reason=reason, allowed=allowed)

    def _ready(self, version: PlanVersion, window: str) -> Readiness:
        held, round = version.draft(), load(self.row.round)
        where = next(w for w in round.windows if w.id == window)
        return readiness(self.row, where, held, round, checked(self.row, held), seats(self.row, held, round))

    def _save(self, by: User, edits: Sequence[Edit]) -> None:
        actions.save(by=by, plan=self.row, seen=self.row.revision, edits=edits)
        self.row.refresh_from_db()


ALL = ("council", "nhs", "section-151", "hwb")


def begins(area: Area, draft: str, final: str) -> None:
    """Some words, and nothing kept yet."""
    area.writes(20, _WORDS)


def writes_money(area: Area, draft: str, final: str) -> None:
    """Money only, by the care board; no draft was sent."""
    area.writes(33, _MONEY)


def sends_a_draft_with_errors(area: Area, draft: str, final: str) -> None:
    """A draft may hold errors; it was sent in time, and nothing was put right since."""
    area.writes(38, flaws=(Flaw.OVERSPENT, Flaw.NO_AMBITION))
    area.sends(31, area.keeps(31, "Draft"), draft)


def sends_a_draft(area: Area, draft: str, final: str) -> None:
    """A draft in time, and work since."""
    area.writes(40, (*_MONEY, *_WORDS))
    area.sends(30, area.keeps(30, "Draft"), draft)
    area.writes(9, _GOALS)


def sends_a_draft_late(area: Area, draft: str, final: str) -> None:
    """A draft after its window, with the reason."""
    area.writes(30)
    area.sends(25, area.keeps(25, "Draft"), draft, reason="The care board’s finance committee met after the window closed.")


def is_half_signed(area: Area, draft: str, final: str) -> None:
    """Ready, and signed by the council; care board and board are to come."""
    area.writes(35)
    area.types_the_rest(34)
    area.sends(32, area.keeps(32, "Draft"), draft)
    area.signed_by(4, area.keeps(6, "For signature"), ("section-151", "council"))


def sends_signed(area: Area, draft: str, final: str) -> None:
    """Everything as it should be, in time."""
    area.writes(45)
    area.types_the_rest(44)
    area.sends(36, area.keeps(36, "Draft"), draft)
    area.changes_a_line(15, Decimal(0))
    version = area.keeps(10, "Final, as the board agreed it")
    area.signed_by(7, version, ALL)
    area.sends(5, version, final)


def sends_before_the_board(area: Area, draft: str, final: str) -> None:
    """In time, before the board met, which may follow."""
    area.writes(41)
    area.types_the_rest(41)
    version = area.keeps(8, "Final")
    area.signed_by(6, version, ("council", "nhs", "section-151"))
    area.sends(4, version, final)


def sends_with_an_exception(area: Area, draft: str, final: str) -> None:
    """In time, with a fault that somebody allowed to stand."""
    area.writes(37, flaws=(Flaw.OVERSPENT,))
    area.types_the_rest(36)
    version = area.keeps(9, "Final")
    area.signed_by(6, version, ALL)
    area.sends(3, version, final, allowed_by="Regional better care manager")


def sends_signed_and_late(area: Area, draft: str, final: str) -> None:
    """Signed by all, and sent after the window closed."""
    area.writes(34)
    area.types_the_rest(30)
    area.sends(29, area.keeps(29, "Draft"), draft)
    version = area.keeps(3, "Final")
    area.signed_by(2, version, ALL)
    area.sends(1, version, final, reason="The chief executive’s signature came a day after the window closed.")


STORIES = {
    "Ashcombe": None, "Dunleigh": begins, "Farnstead": sends_a_draft_with_errors, "Halverton": is_half_signed,
    "Kelmouth": sends_a_draft, "Oakenby": sends_a_draft_late, "Penleigh": writes_money, "Radcombe": sends_signed,
    "Stanmere": sends_with_an_exception, "Thornbeck": sends_before_the_board, "Wexdale": sends_signed_and_late,
}  # fmt: skip
"""What each area does; the one without a story has begun nothing."""
