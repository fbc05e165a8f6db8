"""The areas of a collation: each once, alone or together with those that a joint plan binds it to, with their money."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal

from bettercare.collating.placing import Placed, covered
from bettercare.organisations import NotRegistered, get
from bettercare.plan import OrganisationKind, Plan
from bettercare.plan.collation import AreaMoney, AreaSum, Handed, HwbArea, Standing

Figure = Callable[[Plan, str], Decimal | None]


def area_sums(
    handed: Sequence[Handed], standing: Sequence[Placed], expected: Iterable[str], years: Sequence[str], pool: Figure, least: Figure
) -> Iterator[AreaSum]:
    """Yield the areas that plans cover or that are expected, by code; `pool` and `least` are a plan's money in a year."""
    added = [p for p, (where, _) in zip(handed, standing, strict=True) if where is Standing.ADDED]
    others = [p for p, (where, _) in zip(handed, standing, strict=True) if where is not Standing.ADDED]
    codes = {c.code for plan in handed for c in covered(plan)} | set(expected)
    for bound in _bound(codes, added):
        own = [p for p in added if bound & {c.code for c in covered(p)}]
        whole = {c.code for p in own for c in covered(p) if c.whole}
        parts = tuple(dict.fromkeys(c.part or "a part" for p in own for c in covered(p) if c.code not in whole))
        apart = tuple(p.name for p in others if bound & {c.code for c in covered(p)})
        plans = [p.reading.plan for p in own if p.reading]
        money = tuple(_money(plans, year, pool, least) for year in years) if plans else ()
        yield AreaSum(tuple(map(hwb_area, sorted(bound))), tuple(p.name for p in own), parts, apart, money)


def hwb_area(code: str) -> HwbArea:
    """The name and region of an area."""
    try:
        found = get(code, OrganisationKind.HWB)
    except NotRegistered:
        return HwbArea(code, code)
    return HwbArea(code, found.place, found.region)


def _bound(codes: Iterable[str], plans: Sequence[Handed]) -> list[set[str]]:
    """Codes in groups: two stand together where one plan covers both."""
    groups = [{code} for code in sorted(codes)]
    for plan in plans:
        covers = {c.code for c in covered(plan)}
        touched = [g for g in groups if g & covers]
        groups = [g for g in groups if not g & covers] + [set().union(*touched)]
    return sorted(groups, key=min)


def _money(plans: Sequence[Plan], year: str, pool: Figure, least: Figure) -> AreaMoney:
    whole, minimum = (_all([figure(plan, year) for plan in plans]) for figure in (pool, least))
    additional = whole - minimum if whole is not None and minimum is not None else None
    above = additional / minimum * 100 if additional is not None and minimum else None
    return AreaMoney(year, whole, minimum, additional, above)


def _all(amounts: Sequence[Decimal | None]) -> Decimal | None:
    known = [a for a in amounts if a is not None]
    return sum(known, Decimal(0)) if len(known) == len(amounts) else None
