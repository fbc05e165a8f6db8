"""The areas of a collation: each once, alone or together with those that a joint plan binds it to, with their money."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import combinations

from bettercare.collating.held import Held
from bettercare.collating.money import Figure
from bettercare.collating.placing import Placed
from bettercare.organisations import NotRegistered, get, share_ground
from bettercare.plan import OrganisationKind, Plan
from bettercare.plan.collation import AreaMoney, AreaSum, Covered, Handed, HwbArea, Standing

_SIDES = frozenset(["north", "south", "east", "west", "northern", "southern", "eastern", "western", "central", "mid"])


def area_sums(
    handed: Sequence[Handed], places: Sequence[Placed], added: Sequence[Held], expected: Iterable[str], years: Sequence[str],
    pool: Figure, least: Figure,
) -> Iterator[AreaSum]:  # fmt: skip
    """Yield the areas that plans cover or that are expected, by code; `pool` and `least` are a plan's money in a year."""
    both = list(zip(handed, places, strict=True))
    held = iter(added)
    own_covers = [(next(held), at.covers) for _, at in both if at.standing is Standing.ADDED]
    others = [(p.name, at.covers) for p, at in both if at.standing not in (Standing.ADDED, Standing.OTHER_ROUND)]
    codes = {c.code for _, at in both if at.standing is not Standing.OTHER_ROUND for c in at.covers} | set(expected)
    for bound in _bound(codes, [covers for _, covers in own_covers]):
        own = [(p, covers) for p, covers in own_covers if _codes(covers) & bound]
        whole = {c.code for _, covers in own for c in covers if c.whole}
        parts = tuple(dict.fromkeys(c.part or "a part" for _, covers in own for c in covers if c.code not in whole))
        apart = tuple(name for name, covers in others if bound & _codes(covers))
        money = tuple(_money([p.plan for p, _ in own], year, pool, least) for year in years) if own else ()
        names = tuple(p.name for p, _ in own)
        yield AreaSum(tuple(map(hwb_area, sorted(bound))), names, parts, apart, money, _may_overlap(own))


def _may_overlap(plans: Sequence[tuple[Held, Sequence[Covered]]]) -> tuple[str, ...]:
    """Plans for parts of one area under other names, of which it is not known whether they share ground."""
    unsure = {
        plan.name
        for (one, mine), (other, its) in combinations(plans, 2)
        for a in mine
        for b in its
        if a.code == b.code and a.part and b.part and not a.whole and not b.whole
        if share_ground(a.part, b.part, a.code) is None and not _sides(a.part, b.part)
        for plan in (one, other)
    }
    return tuple(plan.name for plan, _ in plans if plan.name in unsure)


def hwb_area(code: str) -> HwbArea:
    """The name and region of an area."""
    try:
        found = get(code, OrganisationKind.HWB)
    except NotRegistered:
        return HwbArea(code, code)
    return HwbArea(code, found.place, found.region)


def _codes(covers: Iterable[Covered]) -> set[str]:
    return {c.code for c in covers}


def _bound(codes: Iterable[str], plans: Sequence[Sequence[Covered]]) -> list[set[str]]:
    """Codes in groups: two stand together where one plan covers both."""
    groups = [{code} for code in sorted(codes)]
    for covers in plans:
        touched = [g for g in groups if g & _codes(covers)]
        groups = [g for g in groups if not g & _codes(covers)] + [set().union(*touched)]
    return sorted(groups, key=min)


def _sides(one: str, other: str) -> bool:
    """Whether two names are those of sides of one place: `Kent, north` and `Kent, south`."""
    words = [re.findall(r"\w+", name.casefold()) for name in (one, other)]
    bare = [[w for w in name if w not in _SIDES] for name in words]
    return bool(bare[0]) and bare[0] == bare[1] and all(len(b) < len(w) for b, w in zip(bare, words, strict=True))


def _money(plans: Sequence[Plan], year: str, pool: Figure, least: Figure) -> AreaMoney:
    whole, minimum = (_all([figure(plan, year).amount for plan in plans]) for figure in (pool, least))
    additional = whole - minimum if whole is not None and minimum is not None else None
    above = additional / minimum * 100 if additional is not None and minimum else None
    return AreaMoney(year, whole, minimum, additional, above)


def _all(amounts: Sequence[Decimal | None]) -> Decimal | None:
    known = [a for a in amounts if a is not None]
    return sum(known, Decimal(0)) if len(known) == len(amounts) else None
