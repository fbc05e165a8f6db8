"""What government published for the area of a plan that keeps to it, as the files in which such tables come."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

from bettercare.figures import floor_result
from bettercare.organisations import Organisation, all_organisations
from bettercare.plan import FinancialYear, OrganisationKind, Plan
from bettercare.reading import read_allocations
from bettercare.rounds import load
from bettercare.rounds.model import AllocationTable, Round

_BESIDE = 12
"""Other areas of a table, with amounts of their own."""


def board(plan: Plan) -> Organisation | None:
    """The registered area that a plan is named for; None where its area is made up."""
    day = date(load(plan.round or "").years[0].start, 4, 1)
    return next((o for o in _boards(day) if o.place == plan.area.name), None)


def _boards(day: date) -> Iterator[Organisation]:
    yield from (o for o in all_organisations() if o.kind is OrganisationKind.HWB and o.in_being(day))


def published(plan: Plan, folder: Path) -> tuple[AllocationTable, ...]:
    """Write the tables that a sound plan keeps to, as CSV files, and return what is read from them; none for a made-up area."""
    here, round = board(plan), load(plan.round or "")
    if here is None:
        return ()
    folder.mkdir(parents=True, exist_ok=True)
    tables = []
    for id, amounts in _amounts(plan, round):
        path = folder / f"{id}.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(_rows(here, amounts))
        tables.append(read_allocations(path, round, round.allocation(id))[0])
    return tuple(tables)


def _amounts(plan: Plan, round: Round) -> Iterator[tuple[str, dict[FinancialYear, Decimal]]]:
    for stream in round.streams:
        if stream.allocation and any(c.source == stream.id for c in plan.contributions):
            yield stream.allocation, {y: _put_in(plan, stream.id, y) for y in round.years}
    for floor in round.floors:
        results = {y: floor_result(plan, floor, y, None) for y in round.years}
        if all(r.amount and not r.open for r in results.values()):
            yield floor.requirement, {y: r.amount for y, r in results.items()}


def _put_in(plan: Plan, source: str, year: FinancialYear) -> Decimal:
    return sum((c.actual for c in plan.contributions if (c.source, c.year) == (source, year) and c.actual), Decimal(0))


def _rows(here: Organisation, amounts: dict[FinancialYear, Decimal]) -> Iterator[list[object]]:
    yield ["Code", "Area", *amounts]
    others = [o for o in _boards(date(min(amounts).start, 4, 1)) if o.code != here.code][:_BESIDE]
    for number, area in enumerate(sorted((here, *others), key=lambda o: o.code), start=1):
        own = amounts.values() if area.code == here.code else [Decimal(1_000_000 + 7919 * number) for _ in amounts]
        yield [area.code, area.place, *own]
