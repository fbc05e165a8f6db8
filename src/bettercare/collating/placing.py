"""Which plans are added and which stand beneath another, so that no pound is counted twice.

A plan is added where no area that it covers is covered already. Wider plans go first: a plan of a whole county, or of three
boroughs together, comes before plans of parts. Of two plans for the same place the later is added.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bettercare.organisations import NotRegistered, areas_named, extent, get, share_ground, successors_of
from bettercare.organisations.names import core
from bettercare.plan import Dates, OrganisationKind, Severity
from bettercare.plan.collation import Covered, Handed, Standing
from bettercare.plan.version_names import Seniority, seniority
from bettercare.plan.words import day, listed
from bettercare.rounds.model import Round


@dataclass(frozen=True, slots=True)
class Placed:
    """How a plan goes into the sums, why where it does not, and the areas that it covers as they are in the round's first year."""

    standing: Standing
    why: str | None = None
    covers: tuple[Covered, ...] = ()


def placed(plans: Sequence[Handed], round: Round | None = None) -> list[Placed]:
    """For each plan how it goes into the sums, and why where it does not."""
    on = date(round.years[0].start, 4, 1) if round else None
    found: list[Placed] = [Placed(Standing.ADDED)] * len(plans)
    areas = [_areas(plan, on) for plan in plans]
    added: list[_Added] = []
    later_first = sorted(sorted(range(len(plans)), key=lambda i: plans[i].name), key=lambda i: _age(plans[i]), reverse=True)
    for index in sorted(later_first, key=lambda i: _width(areas[i][0])):
        plan, (covers, note) = plans[index], areas[index]
        keys = frozenset(_key(c) for c in covers)
        if plan.reading is None:
            found[index] = Placed(Standing.UNREAD, plan.problem)
        elif round is not None and plan.reading.plan.round != round.id:
            answers = plan.reading.plan.round
            told = f"it answers round {answers}" if answers else "which round it answers is not known"
            found[index] = Placed(Standing.OTHER_ROUND, told, covers)
        elif not covers:
            found[index] = Placed(Standing.UNPLACED, _nowhere(plan))
        else:
            standing, why = _standing(plan, keys, covers, added)
            found[index] = Placed(standing, why or note, covers)
        if found[index].standing is Standing.ADDED:
            added.append((plan, keys, covers))
    return found


def _areas(plan: Handed, on: date | None) -> tuple[tuple[Covered, ...], str | None]:
    """The areas that a plan covers, each as it is on a day, else those that its area's name surely denotes; and what was done."""
    if plan.reading is None:
        return (), None
    given = plan.reading.plan.covers
    if not given:
        named = areas_named(plan.reading.plan.area.name or "", on)
        if not named or any(area.asks for area in named):
            return (), None
        return tuple(Covered(a.code, a.whole, a.part) for a in named), "its area is known by its name"
    now: dict[Covered, None] = {}
    followed: list[str] = []
    for cover in given:
        codes = _in_being(cover.code, on)
        now |= dict.fromkeys(Covered(code, cover.whole, cover.part) for code in codes)
        followed += [cover.code] if cover.code not in codes else []
    return tuple(now), f"what became of {listed(followed)} stands for it" if followed else None


def _in_being(code: str, on: date | None) -> tuple[str, ...]:
    """The code of an area as it is on a day: its own, or those of the areas that it became."""
    try:
        area = get(code, OrganisationKind.HWB)
    except NotRegistered:
        return (code,)
    if on is None or area.valid_to is None or area.valid_to >= on:
        return (area.code,)
    return tuple(o.code for o in successors_of(area, on)) or (area.code,)


_Added = tuple[Handed, frozenset[Covered], tuple[Covered, ...]]
"""A plan that is added, its covers by the names of their places alone, and as they are written."""


def _standing(
    plan: Handed, keys: frozenset[Covered], covers: Sequence[Covered], added: Sequence[_Added]
) -> tuple[Standing, str | None]:
    for other, held, _ in added:
        if held == keys:
            return Standing.TWICE, f"{other.name} covers the same, and {_later(other, plan)}"
    over = sorted(
        other.name
        for other, held, written in added
        if any(_overlap(a, b) for a in held for b in keys) or any(_share_ground(a, b) for a in written for b in covers)
    )
    return (Standing.BENEATH, f"all or a part of it is in {listed(over)}") if over else (Standing.ADDED, None)


def _overlap(one: Covered, other: Covered) -> bool:
    """Whether two covers share a place: parts of an area do where they bear one name, or where one of them bears none."""
    if one.code != other.code or one.whole or other.whole:
        return one.code == other.code
    return one.part == other.part or not one.part or not other.part


def _share_ground(one: Covered, other: Covered) -> bool:
    """Whether two parts of one area do under different names, such as a district inside a commissioning group."""
    parts = one.part, other.part
    return one.code == other.code and bool(parts[0] and parts[1] and share_ground(parts[0], parts[1], one.code))


def _width(covers: Sequence[Covered]) -> tuple[int, int, Decimal]:
    """Whole areas first, wider plans first, parts that hold more ground first."""
    ground = sum((extent(c.part, c.code) for c in covers if c.part and not c.whole), Decimal(0))
    return -sum(p.whole for p in covers), -len(covers), -ground


def _age(plan: Handed) -> tuple[int, date, date, Seniority, int]:
    """The later of two plans has the greater: no draft by its name, submitted later, agreed later, by name, fewer faults."""
    dates = plan.reading.plan.dates if plan.reading else Dates()
    by_name = seniority(plan.name)
    return min(by_name[0], 0), dates.submitted or date.min, dates.agreed_at_hwb or date.min, by_name, -_blocking(plan)


def _blocking(plan: Handed) -> int:
    return sum(f.severity is Severity.ERROR for f in plan.checked.findings) if plan.checked else 0


def _later(added: Handed, other: Handed) -> str:
    """Why the one of two plans for the same place is added, and not the other."""
    one, two = _age(added), _age(other)
    if one[0] != two[0]:
        return "the name of this one tells that it is not the last"
    for mine, its, what in ((one[1], two[1], "submitted"), (one[2], two[2], "agreed by the board")):
        if mine != its:
            return f"was {what} later, on {day(mine)}" if its != date.min else f"only it says when it was {what}"
    if one[3] != two[3]:
        return "its name tells that it is the later"
    return f"nothing shows which is the later{'; fewer findings block it' if one[4] != two[4] else ''}: look at both"


def _nowhere(plan: Handed) -> str:
    name = plan.reading.plan.area.name if plan.reading else None
    if not name:
        return "the plan does not show which Health and Wellbeing Board area it is for"
    return f"which Health and Wellbeing Board area “{name}” is cannot be told surely"


def _key(part: Covered) -> Covered:
    """A cover whose part is named by its place alone: `NHS Ashford CCG` and `Ashford` are one."""
    name = part.part
    for kind in (OrganisationKind.CCG, OrganisationKind.DISTRICT, OrganisationKind.ICB):
        name = core(name, kind) if name else None
    words = [w for w in (name or "").split() if w not in ("locality", "localities", "area", "place", "part", "the")]
    return Covered(part.code, part.whole, None if part.whole else " ".join(words) or name)
