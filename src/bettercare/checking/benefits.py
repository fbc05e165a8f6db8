"""Rules about savings: between years, against contingency, and against how they are built up."""

from __future__ import annotations

from decimal import Decimal

from bettercare.checking.amounts import added, in_year, income, rows_of, share_on_results, years
from bettercare.checking.model import Context, Fault, Outcomes, rule
from bettercare.checking.points import address, count_changes
from bettercare.plan.words import counted, listed, plain, pounds

STATED = ("value-unreadable", "value-to-be-confirmed", "value-placeholder", "money-magnitude")


@rule("benefit-same-years", "query", after=STATED, least=3)
def benefit_same_years(context: Context) -> Outcomes:
    """The same saving under every scheme in every year: a carried-over column, or one year's saving counted twice."""
    by_scheme: dict[str, dict[str, Decimal]] = {}
    rows = [r for r in rows_of(context, "schemes.benefit") if r.amount]
    for row in rows:
        if row.year and row.amount is not None:
            own = by_scheme.setdefault(row.address.split("/")[1], {})
            own[row.year] = own.get(row.year, Decimal(0)) + row.amount
    all_years = years(rows)
    if len(all_years) < 2 or len(by_scheme) < int(context.parameters["least"]):
        return
    if all(len(own) == len(all_years) and len(set(own.values())) == 1 for own in by_scheme.values()):
        total = sum((next(iter(own.values())) for own in by_scheme.values()), Decimal(0))
        yield Fault(
            rows[0].address,
            f"All {len(by_scheme)} schemes with a benefit give exactly the same benefit in {listed(all_years)}: "
            f"{pounds(total)} each year, "
            "although the spending differs.",
            found=f"{pounds(total)} in each year",
            expected="benefits that follow the spending of each year",
            do="Say whether the saving comes again each year or the same saving was entered twice.",
            rests_on=tuple(r.address for r in rows),
        )


@rule("benefit-contingency", "query", after=(*STATED, "total-rows"))
def benefit_contingency(context: Context) -> Outcomes:
    planned = rows_of(context, "contingency.planned_savings")
    benefits = rows_of(context, "schemes.benefit")
    for year in years(planned):
        saved, promised = added(context, in_year(benefits, year)), added(context, in_year(planned, year))
        if saved is None or promised is None:
            continue
        if saved.gap or promised.gap:
            yield context.not_checked(
                f"benefits against planned savings in {year}: an amount is not known", saved.gap or promised.gap
            )
        elif abs(saved.amount) != abs(promised.amount):
            chosen = context.placed_by_total(saved.addresses)
            if chosen:
                yield context.not_checked(f"benefits in {year}: the rows were placed with the help of a stated total", chosen)
                continue
            a, b = abs(promised.amount), abs(saved.amount)
            yield Fault(
                "contingency",
                f"The contingency plan of {year} expects savings of {pounds(a)}; the benefits under the schemes add up "
                f"to {pounds(b)}.",
                found=pounds(a),
                expected=pounds(b),
                difference=pounds(a - b),
                do="Make the contingency plan and the schemes promise the same.",
                rests_on=(*promised.addresses, *saved.addresses),
            )


@rule("benefit-build-up", "error", after=STATED)
def benefit_build_up(context: Context) -> Outcomes:
    for benefit in context.plan.benefits:
        if benefit.change is None or benefit.unit_price is None or benefit.saving is None:
            continue
        product = abs(benefit.change * benefit.unit_price)
        if abs(product - abs(benefit.saving)) > Decimal("0.5"):
            name = benefit.title or benefit.measure or "A benefit"
            yield Fault(
                f"benefits/{benefit.id}/saving",
                f"{name}: a change of {plain(benefit.change)} at {pounds(benefit.unit_price)} each makes {pounds(product)}, not "
                f"{pounds(abs(benefit.saving))}.",
                found=pounds(abs(benefit.saving)),
                expected=pounds(product),
                difference=pounds(abs(benefit.saving) - product),
                do="Correct the change, the price or the saving.",
                rests_on=(f"benefits/{benefit.id}/change", f"benefits/{benefit.id}/unit_price"),
            )


@rule("benefit-against-metric", "query", after=("metric-rate", "benefit-build-up"), apart="0.5")
def benefit_against_metric(context: Context) -> Outcomes:
    """A benefit built on fewer admissions than the metric plans, or more: its change against the change in the metric's count."""
    for benefit in context.plan.benefits:
        metric = next((m for m in context.plan.metrics if m.metric is not None and m.metric == benefit.measure), None)
        if metric is None or benefit.change is None:
            continue
        change = count_changes(context, metric)
        if change is None:
            continue
        planned, claimed = abs(change[0]), abs(benefit.change)
        if planned and abs(claimed - planned) / planned > context.number("apart"):
            yield Fault(
                f"benefits/{benefit.id}/change",
                f"{benefit.title or 'A benefit'} counts on a change of {plain(claimed)}; the metric's count changes by "
                f"{plain(planned)}.",
                found=plain(claimed),
                expected=plain(planned),
                difference=plain(claimed - planned),
                do="Base the saving on the change that the metric plans, or say why they differ.",
                rests_on=tuple(address(metric, p, "numerator") for p in change[1]),
            )


@rule("contingency-at-risk", "note", after=STATED, apart="0.5")
def contingency_at_risk(context: Context) -> Outcomes:
    """Both are shown: what is set aside for missed targets, and the money that hangs on targets."""
    on_results = share_on_results(context)
    if on_results is None:
        return
    support = rows_of(context, "contingency.maximum_support")
    for year in years(support):
        held, pool = added(context, in_year(support, year)), income(context, year)
        if held is None or pool is None or held.gap or pool.gap or not held.amount:
            continue
        at_risk = pool.amount * on_results
        if abs(abs(held.amount) - at_risk) / at_risk > context.number("apart"):
            share = plain(on_results * 100, 1)
            yield Fault(
                "contingency",
                f"The contingency plan of {year} sets {pounds(abs(held.amount))} against missed targets; the money that "
                f"hangs on results is "
                f"about {pounds(_about(at_risk))} ({share}% of {pounds(pool.amount)}).",
                found=pounds(abs(held.amount)),
                expected=f"about {pounds(_about(at_risk))}",
                difference=f"{plain(abs(held.amount) / at_risk * 100, 0)}% of it",
                do="For information: the two need not be equal, but say who bears the difference.",
                rests_on=held.addresses,
            )


def _about(amount: Decimal) -> Decimal:
    """To the nearest thousand pounds."""
    return (amount / 1000).quantize(Decimal(1)) * 1000


@rule("benefit-sign", "note", after=STATED)
def benefit_sign(context: Context) -> Outcomes:
    rows = [r for r in rows_of(context, "schemes.benefit") if r.amount]
    below = [r for r in rows if r.amount is not None and r.amount < 0]
    above = [r for r in rows if r.amount is not None and r.amount > 0]
    if below and above:
        few = min(below, above, key=len)
        yield Fault(
            few[0].address,
            f"Benefits are written with both signs: {counted(len(below), 'amount')} below nothing and {len(above)} above.",
            found=f"{len(below)} below, {len(above)} above",
            expected="one sign throughout",
            do="Write every saving with the same sign; if one is a cost, say so.",
            rests_on=tuple(r.address for r in few),
        )
