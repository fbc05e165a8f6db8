"""Rules about figures stated in the text: against each other, and against the plan's tables.

A claim has a subject, a quantity with its unit, and the words around it. What a claim is about is decided here by subject
and unit alone, never by the wording of one paper.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from bettercare.checking.amounts import Row, added, in_year, income, rows_of, share_on_results, stated, years
from bettercare.checking.model import Context, Fault, Outcomes, rule
from bettercare.checking.points import definition, in_series, lower_is_better, pairs
from bettercare.checking.stated import (
    MONEY,
    PERCENT,
    about,
    among,
    closest,
    first_number,
    near,
    quantity,
    quoted,
    shown,
    year_named,
)
from bettercare.checking.words import metric_name, million
from bettercare.plan import Claim
from bettercare.plan.words import listed, plain, pounds


def _fault(claim: Claim, message: str, **more: str | None) -> Fault:
    return Fault(None, message, place=claim.place, **more)  # type: ignore[arg-type]


def _first_apart(claims: Iterable[Claim], figures: Iterable[Decimal]) -> Iterator[Claim]:
    """Claims that agree with none of the figures; where the tables themselves differ, another rule says so."""
    known = tuple(figures)
    told: set[Decimal] = set()
    for claim in claims:
        if known and not any(near(claim, f) for f in known) and quantity(claim) not in told:
            told.add(quantity(claim))
            yield claim


@rule("claim-pool", "query", after=("money-magnitude",))
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
    for claim in about(context, "pool", units=MONEY):
        year = year_named(claim) or ""
        known = figures.get(year, set()) if year else {f for found in figures.values() for f in found}
        for apart in _first_apart((claim,), known):
            nearest = min(known, key=lambda f: abs(f - quantity(apart)))
            yield _fault(
                apart,
                f"The text gives the pool{f' of {year}' if year else ''} as {shown(apart)}{quoted(apart)}; the tables "
                f"give {pounds(nearest)}.",
                found=shown(apart),
                expected=pounds(nearest),
                difference=pounds(quantity(apart) - nearest),
                do="Make the text and the tables say the same.",
            )


@rule("claim-saving", "query")
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
        yield _fault(
            claim,
            f"The text expects to save {shown(claim)}{quoted(claim)}; the finance tables show {million(nearest)}.",
            found=shown(claim),
            expected=million(nearest),
            difference=pounds(quantity(claim) - nearest),
            do="Make the text and the finance tables promise the same saving.",
        )


@rule("claim-contribution", "query")
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
            yield _fault(
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
                yield _fault(
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
            yield _fault(
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


@rule("claim-population-share", "query", apart="0.2")
def claim_population_share(context: Context) -> Outcomes:
    """A share of the population and the number of people it is said to be: what population would make both true?"""
    bases = {
        d.population or "": p.denominator
        for m in context.plan.metrics
        if (d := definition(context, m)) and d.population in ("all", "18+")
        for p in m.points
        if p.denominator
    }
    people = about(context, "people-at-risk")
    shares = [c for c in about(context, "share-at-risk", "people-at-risk") if c.unit in PERCENT]
    for count in (c for c in people if c.unit not in PERCENT):
        share = closest(count, shares)
        if share is None or not bases or not quantity(share):
            continue
        implied = quantity(count) * 100 / quantity(share)
        if not any(abs(implied - b) / b <= context.number("apart") for b in bases.values() if b):
            names = {"all": "people of all ages", "18+": "adults"}
            known = listed(f"{plain(b)} {names.get(n, n)}" for n, b in sorted(bases.items()) if b and n in names)
            yield _fault(
                count,
                f"If {plain(quantity(count))} people are {shown(share)}, the population is {plain(implied, 0)}; the "
                f"metrics count {known}.",
                found=f"{plain(quantity(count))} people as {shown(share)}",
                expected=f"a share of {known}",
                do="Say of which population the share is taken, or correct the number.",
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
        yield _fault(
            off[0],
            f"The text puts the share of the fund that hangs on results at {shown(off[0])}{quoted(off[0])}"
            f"{f' and elsewhere at {others}' if others else ''}; the national figures make it {plain(expected, 1)}%.",
            found=said,
            expected=f"{plain(expected, 1)}%",
            difference=f"{plain(quantity(off[0]) - expected, 1)} percentage points",
            do="Describe the payment as the round sets it.",
        )


_HISTORY = re.compile(
    r"\b(?:rose|grew|fell|dropped|(?:has|have|had) (?:risen|grown|fallen|increased|reduced|dropped)) (?:by )?", re.I
)
"""Words of what was, which no target has to match."""
_YEARS = re.compile(r"\bover (?:the )?(?:next |coming |following )?(?:two|three|four|five|six|ten|\d{1,2}) years\b", re.I)


@rule("claim-reduction", "query", apart="0.15", after=("metric-rate",))
def claim_reduction(context: Context) -> Outcomes:
    """A reduction or rise stated in per cent for a metric, against the one that its baseline and target make."""
    told: set[tuple[str, Decimal]] = set()
    for claim in about(context, "reduction", "increase", units=PERCENT):
        written = claim.place.as_written if claim.place else None
        if written and _HISTORY.search(written):
            continue
        metric = next((m for m in context.plan.metrics if m.metric and m.metric == claim.basis), None)
        if metric is None:
            continue
        compared = [(b.value, t.value) for b, t in pairs(context, metric) if b.value and t.value is not None]
        if in_series(metric) and compared:
            compared.append((sum((b for b, _ in compared), Decimal(0)), sum((t for _, t in compared), Decimal(0))))
        changes = [(target - base) / base * 100 for base, target in compared]
        said = quantity(claim) * (-1 if claim.subject == "reduction" else 1)
        slack = max(Decimal("0.5"), abs(said) * context.number("apart"))
        if changes and not any(abs(c - said) <= slack for c in changes):
            nearest = min(changes, key=lambda c: abs(c - said))
            if span := _YEARS.search(written or ""):
                yield context.not_checked(
                    f"{metric_name(metric, context.round)}: the text speaks of {shown(claim)} {span.group()}, which the points of "
                    "the metric do not cover",
                    f"metrics/{metric.id}",
                )
                continue
            if (metric.id, said) in told:
                continue
            told.add((metric.id, said))
            yield _fault(
                claim,
                f"The text states {'an' if claim.subject == 'increase' else 'a'} {claim.subject} of {shown(claim)} in "
                f"{metric_name(metric, context.round)}{quoted(claim)}; baseline and target "
                f"make a change of {plain(nearest, 1)}%.",
                found=f"{plain(said, 1)}%",
                expected=f"{plain(nearest, 1)}%",
                difference=f"{plain(said - nearest, 1)} percentage points",
                do="Make the text and the metrics table say the same.",
            )


@rule("claim-target-meaning", "query")
def claim_target_meaning(context: Context) -> Outcomes:
    """The same figure given as the level to reach and as the reduction to make: the two are different targets."""
    levels, cuts = about(context, "target"), about(context, "reduction")
    for cut in cuts:
        same = [t for t in levels if t.basis == cut.basis and quantity(t) == quantity(cut) and t.unit == cut.unit]
        if same and cut.basis:
            yield _fault(
                cut,
                f"{shown(cut)} is given as a level to reach{quoted(same[0])} and as a reduction to make{quoted(cut)}; "
                f"these are different targets.",
                found=f"a reduction of {shown(cut)}",
                expected=f"a level of {shown(same[0])}, or the reduction with its own figure",
                do="Say which is meant, and give the unit with every target.",
            )
            return


_PER_DAY = {
    "per day": Decimal(1),
    "days per day": Decimal(1),
    "days per month": Decimal("30.4375"),
    "per month": Decimal("30.4375"),
    "days per quarter": Decimal("91.3125"),
    "days per year": Decimal("365.25"),
}


@rule("claim-target-behind-present", "query", after=("metric-no-better",))
def claim_target_behind_present(context: Context) -> Outcomes:
    """A target in the text that is worse than the present position in the text, on one measure, brought to one unit."""
    present = {c.basis: c for c in about(context, "present", "performance", "actual") if c.basis}
    for target in about(context, "target"):
        now = present.get(target.basis or "")
        if now is None:
            continue
        level, today = _alike(target, now)
        known = next((m for m in context.round.metrics if m.id == target.basis), None)
        if level is None or today is None or known is None or known.better == "local":
            continue
        if (level > today) == (known.better == "lower") and level != today:
            yield _fault(
                target,
                f"The target of {shown(target)} {target.unit}{quoted(target)} is worse than the present {shown(now)} {now.unit}"
                f"{f', which is {plain(today, 1)} {target.unit}' if now.unit != target.unit else ''}{quoted(now)}.",
                found=f"{shown(target)} {target.unit}",
                expected=f"better than {plain(today, 1)} {target.unit}",
                difference=plain(level - today, 1),
                do="Set a target that improves on the present, or correct one of the figures.",
            )


def _alike(target: Claim, now: Claim) -> tuple[Decimal | None, Decimal | None]:
    """Both quantities in the target's unit, where the units can be brought together."""
    if target.unit == now.unit:
        return quantity(target), quantity(now)
    if target.unit in _PER_DAY and now.unit in _PER_DAY:
        return quantity(target), quantity(now) / _PER_DAY[now.unit] * _PER_DAY[target.unit]
    return None, None


@rule("claim-magnitude", "query", share="0.1", alone="5000000000")
def claim_magnitude(context: Context) -> Outcomes:
    """Money in the text that no area can have, as when thousands and millions are mixed; national totals are let pass."""
    units = {"GBP": 1, "GBP million": 1_000_000}
    known = [f.value * units[f.unit] for f in context.round.figures if f.value is not None and f.unit in units]
    national = max(known, default=None)
    for claim in context.reading.claims:
        if claim.quantity is None or claim.unit not in MONEY or claim.subject == "national":
            continue
        if any(abs(f - claim.quantity) <= f / 20 for f in known):
            continue
        most = national * context.number("share") if national else context.number("alone")
        if abs(claim.quantity) > most:
            yield _fault(
                claim,
                f"{million(claim.quantity)} cannot be an amount of one area{quoted(claim)}.",
                found=million(claim.quantity),
                expected=f"at most {million(most)}",
                do="Write the amount in one unit: pounds, thousands or millions.",
            )


@rule("ambition-partner-plan", "query", apart="0.02", after=("metric-rate",))
def ambition_partner_plan(context: Context) -> Outcomes:
    """The plan's target against the figure of a partner's own plan, where the paper gives that figure."""
    given = [(c, c.basis) for c in about(context, "partner-plan") if c.basis]
    for claim, basis in given:
        metric = next((m for m in context.plan.metrics if m.metric == basis), None)
        targets = [t for _, t in pairs(context, metric)] if metric else []
        values = [v for t in targets for v in (t.value, t.numerator) if v is not None]
        if (
            metric
            and values
            and not any(abs(v - quantity(claim)) <= abs(quantity(claim)) * context.number("apart") for v in values)
        ):
            nearest = min(values, key=lambda v: abs(v - quantity(claim)))
            ambitious = lower_is_better(context, metric)
            way = "" if ambitious is None else " less" if (nearest > quantity(claim)) == ambitious else " more"
            yield _fault(
                claim,
                f"{metric_name(metric, context.round)}: this plan aims at {plain(nearest)}, a partner's own plan at "
                f"{shown(claim)}{quoted(claim)}; "
                f"this plan is{way or ' differently'} ambitious.",
                found=plain(nearest),
                expected=shown(claim),
                difference=plain(nearest - quantity(claim)),
                do="Bring the two plans together, or say why they differ.",
            )
