"""What may be paid for a planned fall: history fitted, delivery assumed, counts drawn, payment and losses that follow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from bettercare.paying.outlook.counts import counts
from bettercare.paying.outlook.history import Fit, TooShort, fit
from bettercare.paying.outlook.losses import triangular
from bettercare.paying.outlook.released import released
from bettercare.paying.outlook.spread import draws_needed, share_of, spread
from bettercare.plan import Month, Period
from bettercare.plan.outlook import Assumption, Bearer, Outlook, QuarterOutlook
from bettercare.plan.payments import ForAFall, Unusable
from bettercare.plan.words import plain

Array = NDArray[np.float64]
_RANKED = 10_000
"""Draws that are ranked to weigh assumptions: enough for two decimals."""


@dataclass(frozen=True, slots=True)
class Beliefs:
    """What is assumed, for want of figures: how much of the planned fall is delivered (least, most likely, most; 1 is all of it),
    partners' agreed shares of what is not paid (per cent, in all 100), and the pounds held against a loss."""

    delivered: tuple[Decimal, Decimal, Decimal] = (Decimal(0), Decimal("0.5"), Decimal(1))
    shares: tuple[tuple[str, Decimal], ...] = ()
    reserve: Decimal | None = None
    draws: int = 10_000
    seed: int = 20_141

    def __post_init__(self) -> None:
        low, mode, high = self.delivered
        if not low <= mode <= high:
            raise ValueError(f"least, most likely and most of what is delivered do not rise ({low}, {mode}, {high})")
        whole = sum((share for _, share in self.shares), Decimal(0))
        if self.shares and (whole != 100 or any(share < 0 for _, share in self.shares)):
            told = ", ".join(f"{name} {share}" for name, share in self.shares)
            raise ValueError(f"the partners' shares come to {whole} per cent, not 100 ({told})")
        if self.draws < 100:
            raise ValueError(f"{self.draws} draws say nothing; give at least 100")


def outlook(
    fall: ForAFall, history: Sequence[tuple[Period, Decimal]], beliefs: Beliefs, unusable: tuple[Unusable, ...] = ()
) -> Outlook | Unusable:  # fmt: skip
    """Return what may be paid for a fall, from a history of counts by month or quarter; quarters that are known stand as they are.

    Same figures, beliefs and seed give the same draws. Without a history that can be fitted, says why.
    """
    if any(q.baseline is None or q.planned is None for q in fall.quarters):
        return Unusable(fall.title, "it has no baseline and plan by quarter", "Only a payment on a baseline has an outlook.")
    ordered = sorted(history, key=lambda row: row[0].start)
    try:
        fitted = fit([float(count) for _, count in ordered], [period for period, _ in ordered])
    except TooShort as error:
        return Unusable("the history", str(error), "Give the count of each month or quarter, two years or more if there are.")
    drawn = _drawn(fall, fitted, beliefs)
    base = np.array([float(q.baseline or 0) for q in fall.quarters])
    planned = np.array([float(q.planned or 0) for q in fall.quarters])
    limit = None if fall.share is None else float(fall.share)
    paid = released(base - planned, base - drawn.counts, float(fall.unit_cost), clawback=fall.clawback, limit=limit)
    lost = float(fall.fund) - paid
    unpaid = spread(lost)
    return Outlook(
        title=fall.title, draws=beliefs.draws, seed=beliefs.seed, fund=fall.fund, paid=spread(paid), lost=unpaid,
        chance_of_all=_chance(lost < 0.005), chance_of_nothing=_chance(paid < 0.005),
        quarters=tuple(_quarter(fall, drawn.counts, n) for n in range(len(planned))),
        bearers=tuple(Bearer(name, share, share_of(unpaid, share / 100)) for name, share in beliefs.shares),
        reserve=beliefs.reserve,
        chance_reserve_enough=None if beliefs.reserve is None else _chance(lost <= float(beliefs.reserve) + 0.005),
        draws_for_p95=draws_needed(lost), assumptions=_assumptions(fitted, drawn, paid, beliefs),
        method=tuple(_method(fitted, fall)), not_worked_out=unusable,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Drawn:
    """Counts (draws x quarters) and what decided each draw."""

    counts: Array
    delivered: Array
    level: Array
    chance: Array


def _drawn(fall: ForAFall, fitted: Fit, beliefs: Beliefs) -> _Drawn:
    random = np.random.Generator(np.random.PCG64(beliefs.seed))
    delivered = triangular(random, beliefs.draws, *map(float, beliefs.delivered))
    found = np.empty((len(fall.quarters), beliefs.draws))  # quarter by quarter in memory, as it is worked through
    level, chance = np.zeros(beliefs.draws), np.zeros(beliefs.draws)
    open_ = [n for n, quarter in enumerate(fall.quarters) if quarter.actual is None]
    undisturbed = (
        fitted.drawn([_steps(fall.quarters[n].period, fitted.parts) for n in open_], beliefs.draws, random) if open_ else None
    )
    for number, quarter in enumerate(fall.quarters):
        if undisturbed is None or quarter.actual is not None:
            found[number] = float(quarter.actual or 0)
            continue
        heading = undisturbed[:, open_.index(number)]
        means = heading - delivered * float((quarter.baseline or 0) - (quarter.planned or 0))
        found[number] = counts(means, fitted.scatter, random)
        level += heading
        chance += found[number] - means
    return _Drawn(found.T, delivered, level, chance)


def _steps(period: Period, parts: int) -> list[Period]:
    """A quarter as the history counts it: itself, or its months."""
    if parts == 4:
        return [period]
    return [Month(period.start.year, period.start.month + n).period for n in range(3)]


def _quarter(fall: ForAFall, drawn: Array, number: int) -> QuarterOutlook:
    quarter, column = fall.quarters[number], drawn[:, number]
    low, high = np.quantile(column, (0.1, 0.9))
    planned = quarter.planned or Decimal(0)
    mean, least, most = (Decimal(f"{f:.1f}") for f in (column.mean(), low, high))
    return QuarterOutlook(quarter.period, planned, mean, least, most, _chance(column > float(planned)))


def _chance(yes: NDArray[np.bool_]) -> Decimal:
    return Decimal(f"{yes.mean():.4f}")


def _assumptions(fitted: Fit, drawn: _Drawn, paid: Array, beliefs: Beliefs) -> tuple[Assumption, ...]:
    """What the outlook rests on, by how far each decides the payment."""
    low, mode, high = beliefs.delivered
    trend = "no trend (less than two years of history)" if fitted.trend is None else f"{fitted.trend:+.1%} a year"
    made = (
        Assumption(
            "How much of the planned fall is delivered",
            f"{_per_cent(low)} to {_per_cent(high)}, most likely {_per_cent(mode)}",
            _weight(drawn.delivered, paid),
        ),
        Assumption("Where admissions were heading without the plan", f"as the history: {trend}", _weight(drawn.level, paid)),
        Assumption(
            "Chance from quarter to quarter",
            f"counts scatter {fitted.scatter:.1f} times as widely as by chance alone (variance over mean)",
            _weight(drawn.chance, paid),
        ),
    )
    return tuple(sorted(made, key=lambda a: a.weight or 0, reverse=True))


def _weight(cause: Array, paid: Array) -> Decimal | None:
    """The rank correlation of a cause and the payment in the first draws, without its sign; None where one does not vary."""
    cause, paid = cause[:_RANKED], paid[:_RANKED]
    if np.ptp(cause) == 0 or np.ptp(paid) == 0:
        return None
    first, second = (np.argsort(np.argsort(values, kind="stable"), kind="stable").astype(float) for values in (cause, paid))
    return Decimal(f"{abs(np.corrcoef(first, second)[0, 1]):.2f}")


def _method(fitted: Fit, fall: ForAFall) -> list[str]:
    each = "month" if fitted.parts == 12 else "quarter"
    seasons = f"a level for each {each} of the year" if fitted.seasons else "no season (less than two years of history)"
    known = sum(q.actual is not None for q in fall.quarters)
    told = [
        f"The history is fitted by quasi-Poisson regression by {each}: a trend where there are two years, {seasons}.",
        "Counts are Poisson counts whose mean scatters lognormally, so that their variance over the mean is the history's.",
        "The planned fall is taken off in the part that is delivered; that part is an assumption, drawn from a triangle.",
        "Only the one metric that is paid is drawn, so no correlation with others enters.",
    ]
    if known:
        told.append(f"{plain(Decimal(known))} of {len(fall.quarters)} quarters are known and stand as counted.")
    return told


def _per_cent(part: Decimal) -> str:
    return f"{plain(part * 100)} per cent"
