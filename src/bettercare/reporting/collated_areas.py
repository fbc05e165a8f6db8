"""The tables of a collation by place: every area and every region, each with amounts and, beside them, the rate."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from bettercare.plan.collation import AreaMoney, AreaSum, Collation
from bettercare.plan.words import listed
from bettercare.reporting.collated_sheet import YEAR, Column, Sheet, Value
from bettercare.reporting.short_names import short_names

SEVERAL = "Several regions"
NO_REGION = "Region not known"
_REGION = Column("region", "Region", "the region of England; areas of several regions bound by one plan are apart")
_MONEY = (
    Column("pool", "Pool", "pounds that partners put in", "pounds"),
    Column("minimum", "Minimum", "pounds that are required", "pounds"),
    Column("additional", "Above it", "pounds above the minimum, where both are known", "pounds"),
    Column("above", "Above it, %", "pounds above the minimum, in per cent of the minimum", "rate"),
)


def by_area(collation: Collation) -> Sheet:
    """A row for each area and year; areas that a joint plan binds together have one row, so that no pound is told twice."""
    columns = (
        Column("area", "Area", "the area, or the areas of a joint plan"),
        Column("letters", "On the map", "the letters that stand for the area on the map"),
        Column("codes", "Codes", "codes of the areas"),
        _REGION,
        YEAR,
        *_MONEY,
        Column("held", "In the sums", "whole, a part (which), or no plan"),
        Column("plans", "Plans", "the plans that are added"),
        Column("apart", "Not added", "plans given for it that are not in the sums"),
    )
    letters = short_names(area.name for group in collation.areas for area in group.areas)
    years = {money.year for group in collation.areas for money in group.money}
    only = years.pop() if len(years) == 1 else None
    rows: list[tuple[Value, ...]] = []
    for group in collation.areas:
        held = "no plan" if not group.plans else f"for {listed(group.parts)} only" if group.parts else "whole"
        names, codes = listed(a.name for a in group.areas), ", ".join(a.code for a in group.areas)
        for money in group.money or (None,):
            figures = (money.year, money.pool, money.minimum, money.additional, money.above) if money else (only, *((None,) * 4))
            short = ", ".join(letters[a.name] for a in group.areas)
            rows.append((names, short, codes, region_of(group), *figures, held, ", ".join(group.plans), ", ".join(group.apart)))
    return Sheet(
        "areas",
        "Every area",
        "Pounds that partners put in, the minimum, and what is above it, of the plans in the sums; areas without a plan too.",
        columns,
        tuple(sorted(rows, key=lambda r: (str(r[3]), str(r[0]), str(r[4])))),
        "region",
    )


def by_region(collation: Collation) -> Sheet:
    """A row for each region and year, and how many areas a figure is not known of."""
    columns = (
        _REGION,
        YEAR,
        Column("areas", "Areas", "areas with a plan in the sums", "count"),
        *_MONEY,
        Column("unknown", "Not known of", "areas with a plan whose pool or minimum is not known; see the table of areas", "count"),
    )
    held: dict[tuple[str, str], list[tuple[int, AreaMoney]]] = {}
    for group in collation.areas:
        for money in group.money:
            held.setdefault((money.year, region_of(group)), []).append((len(group.areas), money))
    rows = []
    for (year, region), found in sorted(held.items()):
        known = [m for _, m in found if m.additional is not None]
        minimum, additional = _sum(m.minimum for m in known), _sum(m.additional for m in known)
        above = additional / minimum * 100 if additional is not None and minimum else None
        unknown = sum(areas for areas, m in found if m.additional is None)
        areas = sum(areas for areas, _ in found)
        rows.append((region, year, areas, _sum(m.pool for _, m in found), minimum, additional, above, unknown))
    tells = (
        "Pounds of the plans in the sums: pools of all whose pool is known, minimum and what is above it of those that give both."
    )
    return Sheet("regions", "Every region", tells, columns, tuple(rows))


def region_of(group: AreaSum) -> str:
    """The region of an area, or of several."""
    regions = {area.region or NO_REGION for area in group.areas}
    return regions.pop() if len(regions) == 1 else SEVERAL


def _sum(amounts: Iterable[Decimal | None]) -> Decimal | None:
    known: Sequence[Decimal] = [a for a in amounts if a is not None]
    return sum(known, Decimal(0)) if known else None
