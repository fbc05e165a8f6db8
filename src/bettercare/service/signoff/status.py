"""How far a plan is, folded from what happened: complete, valid, signed and sent are four things, never mixed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bettercare.plan import CheckResult, Plan, Reading, Severity
from bettercare.plan.comparison import Change
from bettercare.rounds.model import Round, SignoffRole, Window
from bettercare.service.plans.models import AreaPlan, PlanVersion
from bettercare.service.plans.working import differences, sections
from bettercare.service.rounds_admin.mergers import successors_of
from bettercare.service.signoff.models import SignOff


@dataclass(frozen=True, slots=True)
class Seat:
    """A signature that the round asks for, and the last one given for it; `left_behind` is what changed since."""

    role: SignoffRole
    organisation: str
    signed: SignOff | None
    left_behind: tuple[Change, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether it is signed, and nothing changed since but other signatures."""
        return self.signed is not None and not self.left_behind


def seats(row: AreaPlan, held: Reading, round: Round) -> tuple[Seat, ...]:
    """The signatures that the round asks for this plan, each partner of a role's kind its own, with their state for it."""
    plan = held.plan
    given: dict[tuple[str, str], SignOff] = {}
    for signed in row.signoffs.select_related("version").order_by("at"):
        given[signed.role, signed.organisation] = signed
    changes: dict[int, tuple[Change, ...]] = {}
    found = []
    for role, name in asked_to_sign(row, plan, round):
        last = given.get((role.id, name))
        if last and last.version_id not in changes:
            changes[last.version_id] = changed(last.version, held, round)
        found.append(Seat(role, name, last, changes[last.version_id] if last else ()))
    return tuple(found)


def asked_to_sign(row: AreaPlan, plan: Plan, round: Round) -> tuple[tuple[SignoffRole, str], ...]:
    """Whom the round asks to sign: each role with each body that signs in it, the area where there is none of its kind."""
    bodies = signing_bodies(row, plan)
    return tuple((role, n) for role in round.signoff if role.required for n in bodies.get(role.per) or [plan.area.name or ""])


def signing_bodies(row: AreaPlan, plan: Plan) -> Mapping[str, list[str]]:
    """The bodies that sign a plan, by kind: its partners, by the names under which they began it, then others that it names.

    Nobody changes who signs by writing in the plan: a partner that is renamed there, given another code or taken away signs as
    before, and only a recorded merger puts its successor in its place.
    """
    partners = {p.organisation: p.name for p in row.who()}
    named = {o.code for o in plan.organisations}
    gone = {m.predecessor for m in successors_of(row) if m.successor in named and m.predecessor not in named}
    began = {o.code: o for o in row.opening().organisations if o.code in partners and o.code not in gone}
    found: dict[str, list[str]] = defaultdict(list)
    for one in (*began.values(), *(o for o in plan.organisations if o.code not in began)):
        name = partners.get(one.code or "") or one.name or ""
        if name not in found[str(one.kind)]:
            found[str(one.kind)].append(name)
    return found


def renamed(row: AreaPlan, plan: Plan) -> Mapping[str, str]:
    """Of partners that a plan calls otherwise than when it was begun, the name there; nothing where it does not name them."""
    began = {o.code: o.name or "" for o in plan.organisations if o.code}
    called = {p.name: began.get(p.organisation, "") for p in row.who()}
    first = {o.code for o in row.opening().organisations}
    return {p.name: called[p.name] for p in row.who() if p.organisation in first and called[p.name] != p.name}


def changed(version: PlanVersion, held: Reading, round: Round) -> tuple[Change, ...]:
    """What differs between a version and a plan, also what is said in a value's stead; the paper's own signature blocks do not
    count."""
    between = differences(version.draft(), held, round)
    return tuple(c for c in between if c.part != "signatures" and not c.address.startswith("signatures/"))


def lacks(window: Window, held: Reading, round: Round, result: CheckResult, signed: Sequence[Seat]) -> tuple[str, ...]:
    """What a window asks for and a plan does not have, of `complete`, `valid` and `signed`."""
    has = {
        "complete": not any(s.missing for s in sections(held, round)),
        "valid": not any(f.severity is Severity.ERROR for f in result.findings),
        "signed": all(s.holds for s in signed if not s.role.may_follow_submission),
    }
    return tuple(asked for asked in window.must_be if not has[asked])
