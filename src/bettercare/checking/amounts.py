"""What the money rules share: rows with their addresses, by what they add up to, year, recurrence and source."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from bettercare.checking.model import Context
from bettercare.figures import entries
from bettercare.figures.amounts import KINDS
from bettercare.plan import Contribution, FinancialYear, Place, Recurrence, State, StatedTotal


@dataclass(frozen=True, slots=True)
class Row:
    """One amount of the plan. `amount` None means that it was expected and is not there, or cannot be read."""

    address: str
    amount: Decimal | None
    name: str
    year: str | None
    recurrence: Recurrence | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Sum:
    """Rows added up. `gap` is the address of a row that is not known, which makes the sum unknown."""

    amount: Decimal
    rows: tuple[Row, ...]
    gap: str | None

    @property
    def addresses(self) -> tuple[str, ...]:
        return tuple(row.address for row in self.rows)


def added(context: Context, rows: Iterable[Row]) -> Sum | None:
    """The sum of rows, or None where there are none."""
    kept = tuple(rows)
    if not kept:
        return None
    unsure = (r.address for r in kept if r.amount is None or r.address in context.doubts)
    return Sum(sum((r.amount for r in kept if r.amount is not None), Decimal(0)), kept, next(unsure, None))


def rows_of(context: Context, of: str) -> tuple[Row, ...]:
    """All rows that `of` names (see `figures.KINDS`); of amounts that are not there, only those that leave a hole."""
    if of not in context.lookups.rows:
        context.lookups.rows[of] = _rows(context, of) if of in KINDS else ()
    return context.lookups.rows[of]


def _rows(context: Context, of: str) -> tuple[Row, ...]:
    part, field = of.split(".")
    schemes = {s.id: f"scheme {s.number}" if s.number else s.name or "a scheme" for s in context.plan.schemes}
    contributions = {f"contributions/{c.id}/{field}": c for c in context.plan.contributions}
    rows = []
    for entry in entries(context.plan, of):
        if entry.amount is None and not _hole(context, entry.address, alone=part == "schemes"):
            continue
        year = entry.year
        if entry.address in contributions:
            own = year_of(context, contributions[entry.address], field)
            year = str(own) if own else None
        name = schemes.get(entry.of or "", entry.of or "a row")
        rows.append(Row(entry.address, entry.amount, name, year, entry.recurrence, entry.source))
    known = {row.address for row in rows}
    waiting = (a for a, s in context.reading.states.items() if s in _AWAITED)
    unknown = [
        a
        for a in dict.fromkeys((*context.doubts, *waiting))
        if a.startswith(f"{part}/") and a.endswith(f"/{field}") and a not in known
    ]
    years = {a.rsplit("/", 1)[0]: str(v) for a, v in context.lookups.values if v and a.endswith("/year")} if unknown else {}
    return (*rows, *(Row(address, None, "a row", years.get(address.rsplit("/", 1)[0])) for address in unknown))


_AWAITED = (State.UNREADABLE, State.TO_BE_CONFIRMED)


def _hole(context: Context, address: str, alone: bool) -> bool:
    """Whether an absent amount leaves a sum unknown: it is in doubt, unreadable or awaited, or its row holds nothing else."""
    state = context.state(address)
    return address in context.doubts or state in _AWAITED or (alone and state in ("blank", "given"))


def year_of(context: Context, part: Contribution, field: str) -> FinancialYear | None:
    """The year of a contribution's amount: the form's column may set another year than the row's."""
    for table in context.round.tables:
        if table.rows == "contributions":
            years = [c.year for c in table.columns if c.field == field and c.year is not None]
            if len(years) == 1:
                return years[0]
    return part.year


def matching(rows: Iterable[Row], total: StatedTotal) -> tuple[Row, ...] | None:
    """The rows that a stated total adds up; None where the rows do not say enough to tell."""
    chosen = []
    for row in rows:
        if total.year is not None and row.year != str(total.year) and row.year is not None:
            continue
        if row.amount is None and row.year is None:
            chosen.append(row)
            continue
        if total.year is not None and row.year is None:
            return None
        for asked, has in ((total.recurrence, row.recurrence), (total.source, row.source)):
            if asked is not None and has is None:
                return None
            if asked is not None and has != asked:
                break
        else:
            chosen.append(row)
    return tuple(chosen)


def columns_mixed(context: Context) -> str | None:
    """Why lines may not be added up: several shares are amounts, so the columns of their table were taken for others."""
    shares = [line.nhs_share for scheme in context.plan.schemes for line in scheme.lines if line.nhs_share is not None]
    if sum(abs(share) > _NO_SHARE for share in shares) < 2:
        return None
    return "amounts stand where the shares of scheme lines should, so the columns of their table are not sure"


_NO_SHARE = 1000
"""Per cent that nobody types for a share: a slip of the point or sign makes at most this of 100%."""


def without_rows(put_in: Sum, spent: Sum) -> tuple[str, ...]:
    """Sources that schemes spend from and of which the documents show no contribution at all, not even of nothing."""
    shown = {row.source for row in put_in.rows}
    return tuple(dict.fromkeys(r.source for r in spent.rows if r.source and r.amount and r.source not in shown))


def years(rows: Iterable[Row]) -> tuple[str, ...]:
    return tuple(sorted({row.year for row in rows if row.year}))


def in_year(rows: Iterable[Row], year: str) -> tuple[Row, ...]:
    return tuple(row for row in rows if row.year == year)


def income(context: Context, year: str) -> Sum | None:
    """What partners put in: actual contributions, or where a year has none the spending that partners name for it."""
    for field in ("actual", "spend_on_schemes"):
        found = added(context, in_year(rows_of(context, f"contributions.{field}"), year))
        if found is not None:
            return found
    return None


def stated(context: Context, of: str, year: str) -> tuple[Decimal, ...]:
    """Totals that the plan states for all rows of a year, recurrent and non-recurrent joined where both are given."""
    totals = [t for t in context.plan.stated_totals if t.of == of and str(t.year) == year and t.amount is not None and not t.source]
    whole = [t.amount for t in totals if t.recurrence is None and t.amount is not None]
    parts = {t.recurrence: t.amount for t in totals if t.recurrence is not None and t.amount is not None}
    return (*whole, *((sum(parts.values(), Decimal(0)),) if parts else ()))


_IN_LARGE_UNITS = re.compile(r"(?P<figure>\d[\d,]*(?:\.\d+)?)\s*(?P<unit>bn|billion|m|mn|million|k|thousand)\b", re.I)
_POUNDS_OF = {"b": 1_000_000_000, "m": 1_000_000, "k": 1_000, "t": 1_000}


def typed_to(amount: Decimal, place: Place | None) -> Decimal:
    """By how much an amount may be off as it was typed: £39.4m is right within £50,000; one in pounds is exact."""
    for match in _IN_LARGE_UNITS.finditer(place.as_written or "") if place else ():
        figure, pounds = Decimal(match["figure"].replace(",", "")), _POUNDS_OF[match["unit"][0].lower()]
        if figure * pounds == abs(amount):
            return Decimal(pounds).scaleb(int(figure.as_tuple().exponent)) / 2
    return Decimal(0)


def rounding(rows: Iterable[Row]) -> Decimal:
    """By how much rows that are all given in thousands may be off together."""
    amounts = [row.amount for row in rows if row.amount]
    return Decimal(500) * len(amounts) if amounts and all(amount % 1000 == 0 for amount in amounts) else Decimal(0)


def share_on_results(context: Context) -> Decimal | None:
    """The share of the national fund that is paid on results, 0 to 1, from the payment's tranches; None where there are none."""
    payment = context.round.payment
    if payment is None:
        return None
    figures = {f.id: f.value for f in context.round.figures}
    amounts = [(t, figures.get(t.amount) if t.amount else None) for t in payment.tranches]
    hanging = {x for m in context.round.metrics for x in m.paid} | {x for c in context.round.conditions for x in c.paid}
    total = sum((a for _, a in amounts if a), Decimal(0))
    paid = sum((a for t, a in amounts if a and t.id in hanging), Decimal(0))
    return paid / total if total and paid and all(a is not None for _, a in amounts) else None
