"""Rules about money stated in the text: against the tables, against itself, and against what one area can have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from bettercare.checking.amounts import Row, added, in_year, income, rows_of, share_on_results, stated, years
from bettercare.checking.model import Context, Outcomes, rule
from bettercare.checking.stated import (
    MONEY,
    PERCENT,
    about,
    among,
    closest,
    fault_at,
    first_number,
    national,
    near,
    quantity,
    quoted,
    shown,
    year_named,
)
from bettercare.checking.words import million
from bettercare.plan import Claim
from bettercare.plan.words import listed, plain, pounds


def _first_apart(claims: Iterable[Claim], figures: Iterable[Decimal]) -> Iterator[Claim]:
    """Claims that agree with none of the figures; where the tables themselves differ, another rule says so."""
    known = tuple(figures)
    told: set[Decimal] = set()
    for claim in claims:
        if known and not any(near(claim, f) for f in known) and quantity(claim) not in told:
            told.add(quantity(claim))
            yield claim


@rule("claim-pool", "query", after=("money-magnitude", "claim-magnitude"))
def claim_pool(context: Context) -> Outcomes:
    """The pool as the text states it against the pool of the tables, in the year named or in any year."""
    figures: dict[str, set[Decimal]] = {}
    for budget in context.plan.budgets:
        if budget.amount is not None and budget.year is not None:
            figures.setdefault(str(budget.year), set()).add(budget.amount)
    spending = rows_of(context, "schemes.amount")
    for year in years((*spending, *rows_of(context, "contributions.actual"))):
        sums = (income(context, year), added(context, in_year(spending, year)))
        known = figures.setdefault(year, set())
        known |= {s.amount for s in sums if s is not None and not s.gap} | set(stated(context, "schemes.amount", year))
    for claim in (c for c in about(context, "pool", units=MONEY) if not national(context, c)):
        year = year_named(claim) or ""
        known = figures.get(year, set()) if year else {f for found in figures.values() for f in found}
        for apart in _first_apart((claim,), known):
            nearest = min(known, key=lambda f: abs(f - quantity(apart)))
            yield fault_at(
                apart,
                f"The text gives the pool{f' of {year}' if year else ''} as {shown(apart)}{quoted(apart)}; the tables "
                f"give {pounds(nearest)}.",
                found=shown(apart),
                expected=pounds(nearest),
                difference=pounds(quantity(apart) - nearest),
                do="Make the text and the tables say the same.",
            )


@rule("claim-saving", "query", after=("claim-magnitude",))
def claim_saving(context: Context) -> Outcomes:
    """Savings of the whole plan as the text states them against benefits under schemes and planned savings."""
    known = {
        abs(s.amount)
        for of in ("schemes.benefit", "contingency.planned_savings", "benefits.saving")
        for year in years(rows_of(context, of)) or ("",)
        if (s := added(context, in_year(rows_of(context, of), year))) is not None and not s.gap and s.amount
    }
    known |= {abs(t.amount) for t in context.plan.stated_totals if t.of in ("schemes.benefit",) and t.amount}
    for claim in _first_apart((c for c in about(context, "saving", units=MONEY) if not c.basis or c.basis == "plan"), known):
        nearest = min(known, key=lambda f: abs(f - quantity(claim)))
        yield fault_at(
            claim,
            f"The text expects to save {shown(claim)}{quoted(claim)}; the finance tables show {million(nearest)}.",
            found=shown(claim),
            expected=million(nearest),
            difference=pounds(quantity(claim) - nearest),
            do="Make the text and the finance tables promise the same saving.",
        )


@rule("claim-contribution", "query", after=("claim-magnitude",))
def claim_contribution(context: Context) -> Outcomes:
    """What the text says a source of funding brings, against contributions or lines of that source; rows are no such text."""
    names = {s.id: s.title for s in context.round.streams}
    said = about(context, "contribution", "grant", units=MONEY)
    for claim in said:
        alike = {quantity(c) for c in said if (c.basis, c.start) == (claim.basis, claim.start)}
        if among(context, claim, "schemes", "contributions") or len(alike) >= _ROWS:
            continue
        source, year = claim.basis, year_named(claim)
        rows = [*rows_of(context, "contributions.actual"), *rows_of(context, "schemes.amount")]
        same = [r for r in rows if r.source == source and (year is None or r.year == year)]
        title = names.get(source or "", source or "a source")
        if source not in names:
            continue
        if not same:
            yield context.not_checked(
                f"{title}: the text gives {shown(claim)}{f' for {year}' if year else ''}, but no line or contribution "
                f"names this source"
            )
            continue
        known = _brought(same)
        for apart in _first_apart((claim,), known):
            nearest = min(known, key=lambda f: abs(f - quantity(apart)))
            yield fault_at(
                apart,
                f"The text gives {title}{f' in {year}' if year else ''} as {shown(apart)}{quoted(apart)}; the tables "
                f"give {pounds(nearest)}.",
                found=shown(apart),
                expected=pounds(nearest),
                difference=pounds(quantity(apart) - nearest),
                do="Make the text and the tables say the same.",
            )


_ROWS = 3
"""A source brings one amount: so many different ones are rows of a table that was read as text."""


def _brought(rows: Iterable[Row]) -> set[Decimal]:
    """What rows of a source may be said to bring: each row by itself, and all contributions or all lines of a year or of all."""
    found: set[Decimal] = set()
    kept = [(r.address.split("/")[0], r.year, r.amount) for r in rows if r.amount]
    for kind, year, amount in kept:
        alike = [(y, a) for k, y, a in kept if k == kind]
        found |= {amount, sum((a for y, a in alike if y == year), Decimal(0)), sum((a for _, a in alike), Decimal(0))}
    return found


@rule("claim-beds-cost", "query", apart="0.1")
def claim_beds_cost(context: Context) -> Outcomes:
    """A price for some beds, given in the text, against the saving expected from more beds of the same kind."""
    beds, prices = about(context, "beds", units=("beds",)), about(context, "bed-cost", units=MONEY)
    savings = about(context, "saving", units=MONEY)
    for price in prices:
        size = first_number(price.basis)
        for many in (b for b in beds if size and quantity(b) != size):
            saving = closest(many, savings)
            if saving is None or not size:
                continue
            worth = quantity(price) / size * quantity(many)
            if abs(worth - quantity(saving)) / quantity(saving) > context.number("apart"):
                yield fault_at(
                    many,
                    f"The text says that {plain(size)} beds cost {shown(price)}, so {plain(quantity(many))} beds are "
                    f"worth {million(worth)}, "
                    f"not the {shown(saving)} that they are to save.",
                    found=shown(saving),
                    expected=million(worth),
                    difference=pounds(quantity(saving) - worth),
                    do="Correct the number of beds, the price or the saving.",
                )
                return


@rule("claim-unit-cost", "query", usual="1490", apart="0.4")
def claim_unit_cost(context: Context) -> Outcomes:
    """The saving divided by the admissions that it comes from, against the price that a later round fixed nationally."""
    usual = context.number("usual")
    for avoided in about(context, "admissions-avoided"):
        saving = closest(avoided, about(context, "saving", units=MONEY))
        if saving is None or quantity(avoided) <= 0 or avoided.unit in PERCENT:
            continue
        each = abs(quantity(saving)) / quantity(avoided)
        if abs(each - usual) / usual > context.number("apart"):
            yield fault_at(
                avoided,
                f"A saving of {shown(saving)} from {plain(quantity(avoided))} fewer admissions is "
                f"{pounds(each.quantize(Decimal(1)))} for each; "
                f"an avoided admission is usually put at about {pounds(usual)}.",
                found=pounds(each.quantize(Decimal(1))),
                expected=f"about {pounds(usual)}",
                difference=f"{plain(each / usual, 2)} times",
                do="Say what else the saving rests on, or correct one of the figures.",
            )
            return


@rule("claim-performance-share", "query", apart="2")
def claim_performance_share(context: Context) -> Outcomes:
    """The share of the fund that hangs on results, as the text describes it, against the national figures and itself."""
    claims = [c for c in about(context, "performance-share", units=PERCENT) if not among(context, c, "risks")]
    share = share_on_results(context)
    if not claims or share is None:
        return
    expected = share * 100
    off = [c for c in claims if abs(quantity(c) - expected) > context.number("apart")]
    if off:
        said = listed(dict.fromkeys(shown(c) for c in claims))
        others = listed({shown(c): f"{shown(c)}{quoted(c)}" for c in reversed(claims) if quantity(c) != quantity(off[0])}.values())
        yield fault_at(
            off[0],
            f"The text puts the share of the fund that hangs on results at {shown(off[0])}{quoted(off[0])}"
            f"{f' and elsewhere at {others}' if others else ''}; the national figures make it {plain(expected, 1)}%.",
            found=said,
            expected=f"{plain(expected, 1)}%",
            difference=f"{plain(quantity(off[0]) - expected, 1)} percentage points",
            do="Describe the payment as the round sets it.",
        )


@rule("claim-magnitude", "query", share="0.1", alone="5000000000")
def claim_magnitude(context: Context) -> Outcomes:
    """Money in the text that no area can have, as when thousands and millions are mixed; national totals are let pass."""
    units = {"GBP": 1, "GBP million": 1_000_000}
    known = [f.value * units[f.unit] for f in context.round.figures if f.value is not None and f.unit in units]
    largest = max(known, default=None)
    for claim in context.reading.claims:
        if claim.quantity is None or claim.unit not in MONEY or national(context, claim):
            continue
        most = largest * context.number("share") if largest else context.number("alone")
        if abs(claim.quantity) > most:
            yield fault_at(
                claim,
                f"{million(claim.quantity)} cannot be an amount of one area{quoted(claim)}.",
                found=million(claim.quantity),
                expected=f"at most {million(most)}",
                do="Write the amount in one unit: pounds, thousands or millions.",
            )
