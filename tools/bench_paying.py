"""Time of drawing what may be paid for 150 areas, beside plain NumPy area by area, and how it grows: prints; asserts nothing.

Both fit the same three years of months and draw the same number of outcomes on one core: how sure the fit is, the part of the
planned fall that is delivered, counts of four quarters that scatter beyond chance, the payment to date, its quantiles. Ours also
weighs the assumptions and says what a sure P95 needs. Processor time (see `tools.computing`).
"""

from __future__ import annotations

from decimal import Decimal
from functools import partial

import numpy as np

from bettercare.figures import releases
from bettercare.paying import pool
from bettercare.paying.outlook import Beliefs, fit, outlook
from bettercare.plan import FinancialYear, Month, Period, Quarter
from bettercare.plan.payments import ForAFall, QuarterPaid
from bettercare.rounds import load
from specimens import any_round
from tools.computing import best

Area = tuple[ForAFall, list[tuple[Period, Decimal]]]
AREAS, DRAWS, REPEATS = 150, 100_000, 1
QUARTERS = [Quarter.parse(q).period for q in ("2014-15 Q4", "2015-16 Q1", "2015-16 Q2", "2015-16 Q3")]
MONTHS = [Month(2012 + n // 12, n % 12 + 1).period for n in range(36)]


def area(number: int) -> Area:
    """A made-up area: a plan of four quarters and three years of months."""
    random = np.random.Generator(np.random.PCG64(number))
    level = float(random.uniform(20, 120))
    base = [Decimal(round(level * p.days)) for p in QUARTERS]
    aim = [round(b * Decimal("0.965")) for b in base]
    made = releases([b - p for b, p in zip(base, aim, strict=True)], [None] * 4, Decimal(1490))
    quarters = tuple(
        QuarterPaid(p, str(p), None, b, Decimal(a), None, r.planned, None, r.most, None, None, None)
        for p, b, a, r in zip(QUARTERS, base, aim, made.quarters, strict=True)
    )
    fall = ForAFall(
        metric="non-elective-admissions", title="Admissions", unit_cost=Decimal(1490), unit_cost_from="round",
        planned_fall=made.quarters[-1].planned, planned_per_cent=None, guideline=None, fund=made.fund, share=None,
        share_unknown=None,
        ring_fenced=None, clawback=False, stated_fund=None, paid=Decimal(0), known=False, quarters=quarters,
    )  # fmt: skip
    return fall, [(p, Decimal(int(random.poisson(level * p.days)))) for p in MONTHS]


def plain(areas: list[Area], draws: int) -> None:
    """The peer: the same draws area by area, as one writes them down with NumPy."""
    for number, (fall, history) in enumerate(areas):
        random = np.random.default_rng(number)
        fitted = fit([float(count) for _, count in history], [period for period, _ in history])
        base = np.array([float(q.baseline or 0) for q in fall.quarters])
        planned = base - np.array([float(q.planned or 0) for q in fall.quarters])
        root = np.linalg.cholesky(fitted.covariance)
        coefficients = fitted.coefficients + random.standard_normal((draws, len(root))) @ root.T
        months = [m for q in QUARTERS for m in (Month(q.start.year, q.start.month + n).period for n in range(3))]
        each = np.exp(coefficients @ fitted.design(months).T) * [m.days for m in months]
        means = each.reshape(draws, 4, 3).sum(axis=2) - random.triangular(0, 0.5, 1, draws)[:, None] * planned
        width = np.log1p(max(fitted.scatter - 1, 1e-9) / means)
        counts = random.poisson(means * np.exp(np.sqrt(width) * random.standard_normal(means.shape) - width / 2))
        to_date = np.cumsum(base - counts, axis=1)
        earned = np.clip(np.minimum(to_date, np.cumsum(planned)), 0, planned.sum()) * 1490.0
        paid = np.maximum.accumulate(earned, axis=1)[:, -1]
        for amounts in (paid, planned.sum() * 1490.0 - paid):
            np.quantile(amounts, (0.1, 0.5, 0.8, 0.9, 0.95))
        np.quantile(counts, (0.1, 0.9), axis=0)


def ours(areas: list[Area], draws: int) -> None:
    for fall, history in areas:
        outlook(fall, history, Beliefs(draws=draws))


def main() -> None:
    """Print a line for each size, and the pool of 150 areas after one edit."""
    areas = [area(n) for n in range(AREAS)]
    print(f"Processor time of {AREAS} areas, least of {REPEATS + 1} runs in turn.")
    print("   draws    plain NumPy       ours    ratio")
    for draws in (DRAWS // 16, DRAWS // 4, DRAWS):
        beside, mine = best([partial(plain, areas, draws), partial(ours, areas, draws)], REPEATS)
        print(f"{draws:8} {beside:13.2f}s {mine:9.2f}s {mine / beside:8.2f}", flush=True)
    round = load("2025-26")
    plans = [any_round.draw(n, "2025-26", schemes=20) for n in range(AREAS)]
    whole, one = best(
        [lambda: [pool(p, round, FinancialYear(2025)) for p in plans], lambda: pool(plans[0], round, FinancialYear(2025))], 3
    )
    print(f"The pool of {AREAS} areas: {whole:.2f} s; of the one that was edited: {one * 1000:.1f} ms.")


if __name__ == "__main__":
    main()
