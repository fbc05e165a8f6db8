"""The tables of a collation's money: put in, required, above it, spent; by source and by area of spend."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from bettercare.plan.collation import Collation, Sum
from bettercare.reporting.collated_sheet import AMOUNT, COUNTED, IN_DOUBT, MISSING, YEAR, Column, Sheet, Value

_NOT_SAID = "not said"


def money(collation: Collation) -> Sheet:
    """What is put in, required, above it and spent, by year, each beside the pool or the minimum that it is a share of."""
    columns = (
        Column("what", "What", "what is added up"),
        YEAR,
        AMOUNT,
        Column("share", "Share, %", "in per cent, of the minimum or of the pool of the same plans", "rate", True),
        COUNTED,
        MISSING,
        IN_DOUBT,
    )  # fmt: skip
    minimum, pools = ({s.year: s for s in sums} for sums in (collation.minimum, collation.pools))
    rows: list[tuple[Value, ...]] = []
    for year in sorted({s.year or "" for s in (*collation.pools, *collation.spending)}):
        for sums, of in (
            (collation.pools, {}),
            (collation.minimum, {}),
            (collation.additional, minimum),
            (collation.spending, pools),
        ):
            rows += [_row(s, _share(s, of.get(s.year))) for s in sums if (s.year or "") == year]
    tells = (
        "Pounds of the plans in the sums. A plan whose figure is not known is in no amount and is named; minimum and what is above "
        "it are of the plans that give both. A share is of the minimum for what is above it, and of the pool for spending."
    )
    return Sheet("money", "Money by year", tells, columns, tuple(rows))


def pool_by_source(collation: Collation) -> Sheet:
    """What partners put in by source of funding."""
    tells = "Pounds that partners put in, of the plans whose pool is added up from contributions."
    return _parts("pool-by-source", "Pooled money by source", tells, collation.pool_by_source)


def by_source(collation: Collation) -> Sheet:
    """What schemes spend by source of funding."""
    return _parts(
        "by-source", "Spending by source of funding", "Pounds that the plans in the sums spend on schemes.", collation.by_source
    )


def by_area_of_spend(collation: Collation) -> Sheet:
    """What schemes spend by area of spend."""
    tells = "Pounds that the plans in the sums spend on schemes."
    return _parts("by-area-of-spend", "Spending by area of spend", tells, collation.by_area_of_spend)


def _parts(id: str, title: str, tells: str, sums: Sequence[Sum]) -> Sheet:
    """A row for each group and year, with its share of the year; largest first, what is not said last.

    No rows where no plan says any group, as in rounds that do not ask.
    """
    sums = sums if any(s.what != _NOT_SAID for s in sums) else ()
    columns = (
        Column("what", "What", "the source of funding or area of spend; not said: the plan does not tell it"),
        YEAR,
        AMOUNT,
        Column("share", "Share, %", "of all amounts of this table in that year, in per cent", "rate"),
        COUNTED,
        MISSING,
        IN_DOUBT,
    )
    whole: dict[str | None, Decimal] = {}
    for s in sums:
        whole[s.year] = whole.get(s.year, Decimal(0)) + (s.amount or 0)
    ordered = sorted(sums, key=lambda s: (s.year or "", s.what == _NOT_SAID, -(s.amount or 0), s.what))
    rows = tuple(_row(s, s.amount / whole[s.year] * 100 if s.amount is not None and whole[s.year] else None) for s in ordered)
    return Sheet(id, title, tells, columns, rows)


def _row(s: Sum, share: Decimal | None) -> tuple[Value, ...]:
    return s.what, s.year or _NOT_SAID, s.amount, share, len(s.plans), ", ".join(s.missing), ", ".join(s.in_doubt)


def _share(part: Sum, whole: Sum | None) -> Decimal | None:
    if whole is None or not whole.amount or part.amount is None or set(part.plans) != set(whole.plans):
        return None
    return part.amount / whole.amount * 100
