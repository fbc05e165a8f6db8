"""A plan's money of a year, each figure with the addresses of the values that it rests on."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from bettercare.figures import Entry, entries, total
from bettercare.plan import BudgetKind, Plan, Scheme, StatedTotal
from bettercare.rounds.model import Round


@dataclass(frozen=True, slots=True)
class Known:
    """An amount in pounds, None where it is not known, and the addresses that it rests on."""

    amount: Decimal | None = None
    rests_on: tuple[str, ...] = ()


Figure = Callable[[Plan, str], Known]
"""A figure of a plan's year."""


def pool(plan: Plan, year: str) -> Known:
    """The pooled money of a year: contributions, else the agreed budget stated, else a stated total of contributions, else
    what partners name for schemes. A contribution that names no year may be of this one, so that a sum without it is not known.
    """
    put_in = _sum(_of(plan, "contributions.actual", year))
    named = _sum(_of(plan, "contributions.spend_on_schemes", year))
    found = (put_in, _budget(plan, BudgetKind.AGREED, year), _stated(plan, "contributions.actual", year), named)
    return next((known for known in found if known.amount is not None), Known())


@dataclass(frozen=True, slots=True)
class Sources:
    """How a round's sources tell a minimum: what is `free` must not be paid, and each of the others has a minimum of its own.

    A form that does not ask for minima (any since 2015-16) puts what is more into the free sources, so that what is put in from
    the others stands for their minimum.
    """

    free: frozenset[str | None] = frozenset()
    minimum_asked: bool = True

    @classmethod
    def of(cls, round: Round | None) -> Sources:
        if round is None:
            return cls()
        tables = [t for t in round.tables if t.rows == "contributions"]
        columns = [c.field for t in tables for c in t.columns] + [f.field for t in tables for f in t.row_fields]
        return cls(frozenset(s.id for s in round.streams if not s.mandatory), "minimum" in columns)


def least(plan: Plan, year: str, sources: Sources) -> Known:
    """The minimum that is required of a year; not known where a plan does not give it for every source that must be paid."""
    given = [e for e in _of(plan, "contributions.minimum", year) if e.amount is not None or e.source not in sources.free]
    if not sources.minimum_asked:
        put_in = {e.address.rpartition("/")[0]: e.amount for e in entries(plan, "contributions.actual") if e.source}
        given = [replace(e, amount=put_in.get(e.address.rpartition("/")[0])) if e.amount is None else e for e in given]
    found = (_sum(given), _budget(plan, BudgetKind.MINIMUM, year), _stated(plan, "contributions.minimum", year))
    return next((known for known in found if known.amount is not None), Known())


def additional(plan: Plan, year: str, sources: Sources) -> Known:
    """What is put in above the minimum; not known where either is not."""
    whole, minimum = pool(plan, year), least(plan, year, sources)
    if whole.amount is None or minimum.amount is None:
        return Known()
    return Known(whole.amount - minimum.amount, (*whole.rests_on, *minimum.rests_on))


def required(plan: Plan, year: str, sources: Sources) -> Known:
    """The minimum of a plan whose money above it is known."""
    return least(plan, year, sources) if pool(plan, year).amount is not None else Known()


def spending(plan: Plan, year: str) -> Known:
    """What the schemes' lines of a year add up to; not known where one has no amount, or names no year."""
    return _sum(_of(plan, "schemes.amount", year))


def years_of(plan: Plan) -> set[str]:
    """The years of which a plan tells money that is put in."""
    told = {str(b.year) for b in plan.budgets if b.year}
    told |= {str(t.year) for t in plan.stated_totals if t.year and t.of == "contributions.actual"}
    return told | {e.year for of in ("contributions.actual", "contributions.spend_on_schemes") for e in entries(plan, of) if e.year}


def dated(plan: Plan, round: Round | None) -> Plan:
    """The plan, money without a year in that of a round which has only one."""
    if round is None or len(round.years) != 1:
        return plan
    (only,) = round.years

    def given(parts: Iterable[Any]) -> tuple[Any, ...]:
        return tuple(part if part.year else replace(part, year=only) for part in parts)

    schemes: tuple[Scheme, ...] = tuple(replace(s, lines=given(s.lines)) for s in plan.schemes)
    budgets, put_in, totals = given(plan.budgets), given(plan.contributions), given(plan.stated_totals)
    return replace(plan, budgets=budgets, contributions=put_in, stated_totals=totals, schemes=schemes)


def _of(plan: Plan, of: str, year: str) -> list[Entry]:
    """Entries of a year; where it has any, one that holds an amount and names no year counts as one whose amount is missing."""
    found = entries(plan, of)
    here = [e for e in found if e.year == year]
    return here + [replace(e, amount=None) for e in found if e.year is None and e.amount is not None] if here else []


def _sum(found: Iterable[Entry]) -> Known:
    added = total(found)
    return Known(added.amount, added.addresses) if added.known else Known()


def _budget(plan: Plan, kind: BudgetKind, year: str) -> Known:
    """A budget that the plan states; not known where it states two that differ."""
    stated = [b for b in plan.budgets if b.kind is kind and str(b.year) == year]
    if len({b.amount for b in stated}) != 1:
        return Known()
    return Known(stated[0].amount, tuple(f"budgets/{b.id}/amount" for b in stated))


def _stated(plan: Plan, of: str, year: str) -> Known:
    """A total that the plan states over all sources; not known where it states two that differ."""
    totals: list[StatedTotal] = [
        t for t in plan.stated_totals if t.of == of and str(t.year) == year and t.source is None and t.recurrence is None
    ]
    if len({t.amount for t in totals}) != 1:
        return Known()
    return Known(totals[0].amount, tuple(f"stated_totals/{t.id}/amount" for t in totals))
