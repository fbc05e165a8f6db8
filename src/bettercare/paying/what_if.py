"""Named scenarios: figures of a plan moved, and what that does to the pool, the floors, the balances and the payment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from bettercare.paying.pay import pay
from bettercare.paying.pool import pool
from bettercare.plan import FinancialYear, Plan
from bettercare.plan.addresses import value_at
from bettercare.plan.edits import CannotEdit, apply, set_value
from bettercare.plan.payments import Actuals, Unusable
from bettercare.plan.what_if import Changed, Figure, Move, Moves, WhatIf
from bettercare.plan.words import in_words, said
from bettercare.rounds.model import AllocationTable, Round


def what_if(
    plan: Plan, round: Round, year: FinancialYear, moves: Moves, actuals: Actuals | None = None, variant: str | None = None,
    tables: Sequence[AllocationTable] = (),
) -> WhatIf:  # fmt: skip
    """Return the figures of a plan's year as it stands and in each scenario; a value that does not fit is told."""
    names = tuple(dict.fromkeys(m.scenario for m in moves.rows))
    problems, changed = list(moves.unusable), list[Changed]()
    found = [dict(_figures(plan, round, year, actuals, variant, tables))]
    for name in names:
        moved = plan
        for move in (m for m in moves.rows if m.scenario == name):
            result = _moved(moved, move)
            if isinstance(result, Unusable):
                problems.append(result)
            else:
                moved, told = result
                changed.append(told)
        found.append(dict(_figures(moved, round, year, actuals, variant, tables)))
    titles = dict.fromkeys(title for figures in found for title in figures)
    figures = tuple(Figure(t, found[0].get(t), tuple(f.get(t) for f in found[1:])) for t in titles)
    return WhatIf(round.id, plan.area.name, str(year), names, tuple(changed), figures, tuple(problems))


def _moved(plan: Plan, move: Move) -> tuple[Plan, Changed] | Unusable:
    """The plan with one value moved, and the change in words."""
    try:
        new = apply(plan, set_value(plan, move.address, _value(move)))
    except (CannotEdit, ValueError, KeyError) as error:
        do = "Give an address as `bettercare read --json` shows it under `places`, and a value of its kind."
        return Unusable(move.where, f"“{move.value}” cannot stand at {move.address} ({str(error).strip(chr(34))})", do)
    return new, Changed(move.scenario, in_words(new, move.address), _said(plan, move.address), _said(new, move.address))


def _value(move: Move) -> str | Decimal:
    """The value as written, but of an answer the number that it is: what an answer holds is not known from its address."""
    number = move.address.startswith("answers/") or "/answers/" in move.address
    return Decimal(move.value) if number and move.value.lstrip("-").replace(".", "", 1).isdigit() else move.value


def _said(plan: Plan, address: str) -> str:
    try:
        return said(value_at(plan, address), address.rpartition("/")[2])
    except KeyError:  # an answer that the plan does not give
        return said(None)


def _figures(
    plan: Plan, round: Round, year: FinancialYear, actuals: Actuals | None, variant: str | None, tables: Sequence[AllocationTable]
) -> Iterator[tuple[str, Decimal | None]]:  # fmt: skip
    """The figures that may move, each with its title, in the order of what matters."""
    made = pool(plan, round, year, None, tables)
    paid = pay(plan, round, actuals, variant, tables)
    yield "Put into the pool", made.put_in if all(s.known for s in made.sources) else None
    yield "Planned to be spent", made.planned if all(s.known for s in made.sources) else None
    for source in made.sources:
        yield f"Left of {source.title}", source.left if source.known else None
    for row in made.earmarks:
        yield f"{row.title}: planned", row.planned
        yield (
            f"{row.title}: short of what is required",
            None if row.required is None else max(row.required - row.planned, Decimal(0)),
        )
    if by := paid.by_progress:
        yield from (("Fund", by.fund), ("Paid", by.paid), ("Held back", by.held), ("Not yet known", by.open))
    for fall, name in ((paid.for_a_fall, "Payment for performance"), (paid.extra_fall, "Held for an extra fall")):
        if fall:
            yield f"{name}: fund", fall.fund
            yield f"{name}: released so far", fall.paid
            if fall.share is not None:
                yield f"{name}: left for services outside hospital", fall.ring_fenced
