"""Rules about measures stated in the text: against baselines and targets, against populations, and against each other."""

from __future__ import annotations

import re
from decimal import Decimal

from bettercare.checking.model import Context, Outcomes, rule
from bettercare.checking.points import definition, in_series, lower_is_better, pairs
from bettercare.checking.stated import (
    PERCENT,
    about,
    closest,
    fault_at,
    quantity,
    quoted,
    shown,
)
from bettercare.checking.words import metric_name
from bettercare.plan import Claim
from bettercare.plan.words import listed, plain


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
            yield fault_at(
                count,
                f"If {plain(quantity(count))} people are {shown(share)}, the population is {plain(implied, 0)}; the "
                f"metrics count {known}.",
                found=f"{plain(quantity(count))} people as {shown(share)}",
                expected=f"a share of {known}",
                do="Say of which population the share is taken, or correct the number.",
            )
            return


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
            yield fault_at(
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
            yield fault_at(
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
            yield fault_at(
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
            yield fault_at(
                claim,
                f"{metric_name(metric, context.round)}: this plan aims at {plain(nearest)}, a partner's own plan at "
                f"{shown(claim)}{quoted(claim)}; "
                f"this plan is{way or ' differently'} ambitious.",
                found=plain(nearest),
                expected=shown(claim),
                difference=plain(nearest - quantity(claim)),
                do="Bring the two plans together, or say why they differ.",
            )
