"""Sums of a plan's money: totals by year, recurrence and source, balances by source, and joint spending.

Every total carries the addresses that it adds up and those of amounts that were expected and are not there: missing is never
zero, so a total with something missing is not known. Nothing is rounded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from bettercare.plan import FinancialYear, Line, Plan, Recurrence, StatedTotal

KINDS = (
    "schemes.amount", "schemes.benefit", "contributions.actual", "contributions.minimum", "contributions.spend_on_schemes",
    "contingency.planned_savings", "contingency.maximum_support", "benefits.saving",
)  # fmt: skip
"""What may be added up; a stated total names one of these in `of`."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One amount of the plan in pounds, with its address; `amount` None where its row is there and the amount is not.

    `year` is a year such as `2014-15`, or `ongoing` in a contingency; `of` is the scheme's id, or the partner's or outcome's name.
    """

    address: str
    amount: Decimal | None
    year: str | None
    recurrence: Recurrence | None = None
    source: str | None = None
    of: str | None = None


@dataclass(frozen=True, slots=True)
class Total:
    """A sum of entries in pounds. `missing` are addresses without an amount; then `amount` is only what is known."""

    amount: Decimal
    addresses: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def known(self) -> bool:
        """Whether there was something to add and nothing was missing."""
        return bool(self.addresses) and not self.missing


@dataclass(frozen=True, slots=True)
class Balance:
    """Income, spending and what is left (below zero: overspent) of a source in a year, in pounds."""

    source: str | None
    year: str
    income: Total
    spending: Total

    @property
    def left(self) -> Decimal:
        return self.income.amount - self.spending.amount

    @property
    def known(self) -> bool:
        """Whether no amount of either side is missing; a side without any entry is nothing put in, or nothing spent."""
        return not self.income.missing and not self.spending.missing


def entries(plan: Plan, of: str) -> tuple[Entry, ...]:
    """The entries of one of `KINDS`, in the plan's order.

    A line that gives a benefit and no amount is no spending line, and one that gives an amount and no benefit promises
    none; a line that gives neither has its amount missing. Other parts without the amount give an entry without one.
    """
    if of not in KINDS:
        raise ValueError(f"{of!r} is nothing to add up; known are {', '.join(KINDS)}")
    part, field = of.split(".")
    if part == "schemes":
        return tuple(_lines(plan, field))
    if part == "contributions":
        return tuple(
            Entry(f"contributions/{c.id}/{field}", getattr(c, field), _year(c.year), None, c.source, c.organisation)
            for c in plan.contributions
        )
    if part == "contingency":
        return tuple(Entry(f"contingency/{c.id}/{field}", getattr(c, field), c.year, of=c.outcome) for c in plan.contingency)
    return tuple(Entry(f"benefits/{b.id}/{field}", b.saving, _year(b.year), of=b.scheme or b.organisation) for b in plan.benefits)


def total(items: Iterable[Entry]) -> Total:
    """The sum of entries."""
    kept = tuple(items)
    return Total(
        sum((e.amount for e in kept if e.amount is not None), Decimal(0)),
        tuple(e.address for e in kept if e.amount is not None),
        tuple(e.address for e in kept if e.amount is None),
    )


def totals_by(items: Iterable[Entry], key: Callable[[Entry], str | None]) -> dict[str | None, Total]:
    """Totals by a key such as `lambda e: e.year`; None holds the entries that do not say."""
    groups: dict[str | None, list[Entry]] = {}
    for entry in items:
        groups.setdefault(key(entry), []).append(entry)
    return {name: total(group) for name, group in groups.items()}


def behind(plan: Plan, stated: StatedTotal) -> tuple[Entry, ...] | None:
    """The entries that a stated total adds up; None where some do not say their year, recurrence or source."""
    if stated.of not in KINDS:
        return None
    chosen: list[Entry] = []
    for entry in entries(plan, stated.of):
        pairs = ((_year(stated.year), entry.year), (stated.recurrence, entry.recurrence), (stated.source, entry.source))
        asked = [(wanted, has) for wanted, has in pairs if wanted is not None]
        if any(has is not None and has != wanted for wanted, has in asked):
            continue
        if any(has is None for _, has in asked):
            return None
        chosen.append(entry)
    return tuple(chosen)


def years(plan: Plan) -> tuple[str, ...]:
    """The years in which the plan puts in or spends money, in order."""
    found = {
        e.year for of in ("schemes.amount", "contributions.actual", "contributions.spend_on_schemes") for e in entries(plan, of)
    }
    return tuple(sorted(y for y in found if y))


def balances(plan: Plan) -> tuple[Balance, ...]:
    """Income and spending of every source in every year, in order of year; rule of all rounds: nothing left, nothing over.

    Where the plan names no sources (as in 2014-15), each year has one balance of all money, with source None. Income is the
    actual contributions, or in a year without any, the spending on schemes that partners name for it.
    """
    spending = [e for e in entries(plan, "schemes.amount") if e.year]
    result: list[Balance] = []
    for year in years(plan):
        put_in = income(plan, year)
        spent = [e for e in spending if e.year == year]
        sources = dict.fromkeys(e.source for e in (*put_in, *spent))
        if None in sources:
            sources = {None: None}
        for source in sources:
            of_source = [[e for e in side if source is None or e.source == source] for side in (put_in, spent)]
            result.append(Balance(source, year, total(of_source[0]), total(of_source[1])))
    return tuple(result)


def income(plan: Plan, year: str) -> tuple[Entry, ...]:
    """What partners put in in a year: actual contributions, or where none is given, their named spending on schemes."""
    for field in ("actual", "spend_on_schemes"):
        found = tuple(e for e in entries(plan, f"contributions.{field}") if e.year == year)
        if any(e.amount is not None for e in found):
            return found
    return ()


def nhs_part(line: Line) -> Decimal | None:
    """The pounds of a line, alone or jointly commissioned by the NHS, that are the NHS's: its share where there is one, else all.

    None where the amount is missing, or the share of a line that is joint or does not say who commissions it. Source:
    reference for 2023-27, section 2.3.
    """
    if line.amount is None or line.nhs_share is not None:
        return None if line.amount is None or line.nhs_share is None else line.amount * line.nhs_share / 100
    return None if line.commissioner is None or "joint" in line.commissioner.casefold() else line.amount


def _lines(plan: Plan, field: str) -> Iterator[Entry]:
    for scheme in plan.schemes:
        for line in scheme.lines:
            amount: Decimal | None = getattr(line, field)
            neither = line.amount is None and line.benefit is None
            if amount is not None or (neither and field == "amount"):
                address = f"schemes/{scheme.id}/lines/{line.id}/{field}"
                yield Entry(address, amount, _year(line.year), line.recurrence, line.source, scheme.id)


def _year(year: FinancialYear | None) -> str | None:
    return None if year is None else str(year)
