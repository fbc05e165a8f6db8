"""Which plans are added and which stand beneath another, so that no pound is counted twice.

A plan is added where no area that it covers is covered already. Wider plans go first: a plan of a whole county, or of three
boroughs together, comes before plans of parts. Of two plans for the same place the later submitted is added.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bettercare.plan.collation import Covered, Handed, Standing
from bettercare.plan.words import listed

Placed = tuple[Standing, str | None]


def placed(plans: Sequence[Handed]) -> list[Placed]:
    """For each plan how it goes into the sums, and why where it does not."""
    found: list[Placed] = [(Standing.ADDED, None)] * len(plans)
    added: dict[str, frozenset[Covered]] = {}
    for index in sorted(range(len(plans)), key=lambda i: _first(plans[i])):
        plan = plans[index]
        covers = frozenset(_plain(p) for p in covered(plan))
        if plan.reading is None:
            found[index] = Standing.UNREAD, plan.problem
        elif not covers:
            found[index] = Standing.UNPLACED, "the plan does not show which Health and Wellbeing Board area it is for"
        else:
            found[index] = _standing(covers, added)
        if found[index][0] is Standing.ADDED:
            added[plan.name] = covers
    return found


def covered(plan: Handed) -> tuple[Covered, ...]:
    """The areas that a plan covers."""
    return tuple(Covered(c.code, c.whole, c.part) for c in plan.reading.plan.covers) if plan.reading else ()


def _standing(covers: frozenset[Covered], added: dict[str, frozenset[Covered]]) -> Placed:
    same = sorted(name for name, held in added.items() if held == covers)
    if same:
        return Standing.TWICE, f"{listed(same)} covers the same"
    whole = {(name, p.code) for name, held in added.items() for p in held if p.whole}
    over = sorted({name for name, code in whole if any(p.code == code for p in covers)})
    over += sorted({name for name, held in added.items() if held & covers and name not in over})
    return (Standing.BENEATH, f"all or a part of it is in {listed(over)}") if over else (Standing.ADDED, None)


def _first(plan: Handed) -> tuple[int, int, int, str]:
    """The order in which plans are placed: whole areas first, wider plans first, later ones first, then by name."""
    covers = covered(plan)
    submitted = plan.reading.plan.dates.submitted if plan.reading else None
    return -sum(p.whole for p in covers), -len(covers), -(submitted or date.min).toordinal(), plan.name


def _plain(part: Covered) -> Covered:
    return Covered(part.code, part.whole, " ".join((part.part or "").casefold().split()) or None)
