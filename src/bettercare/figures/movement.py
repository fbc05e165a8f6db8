"""Movement from a baseline: its direction, how far towards the target, and whether it is more than chance.

Sources: reference for 2013-19, sections 10.3 and 10.4. The official test of significance was not found; the ones here are
standard, are named with each result, and can only advise: small areas rarely show a significant change.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Direction(StrEnum):
    """Which way a measure improves, as a round's metric says in `better`."""

    LOWER = "lower"
    HIGHER = "higher"


class Movement(StrEnum):
    """How a later value stands to the baseline."""

    BETTER = "better"
    SAME = "same"
    WORSE = "worse"


TWO_SIDED_95 = Decimal("1.96")
ACHIEVED = Decimal("0.70")
"""Share of the way to the target that counted as achieved in 2014-15; from memory, so a parameter."""


def movement(baseline: Decimal, later: Decimal, better: Direction) -> Movement:
    """Whether a later value is better than, the same as, or worse than the baseline."""
    if later == baseline:
        return Movement.SAME
    return Movement.BETTER if (later < baseline) is (better is Direction.LOWER) else Movement.WORSE


def progress(baseline: Decimal, target: Decimal, actual: Decimal, better: Direction) -> Decimal | None:
    """The share of the way from baseline to target: 1 at the target, below 0 when it got worse.

    None where no way can be measured: the target is no better than the baseline.
    """
    if movement(baseline, target, better) is not Movement.BETTER:
        return None
    return (actual - baseline) / (target - baseline)


def achieved(baseline: Decimal, target: Decimal, actual: Decimal, better: Direction, threshold: Decimal = ACHIEVED) -> bool:
    """Whether the threshold of progress is reached; a target that only maintains is reached by being no worse than it."""
    share = progress(baseline, target, actual, better)
    if share is None:
        return movement(target, actual, better) is not Movement.WORSE
    return share >= threshold


@dataclass(frozen=True, slots=True)
class Significance:
    """A test of a change: z (above 0 when it is an improvement), the limit, and the method by name."""

    z: Decimal
    limit: Decimal
    method: str

    @property
    def significant(self) -> bool:
        """Whether it is an improvement beyond chance."""
        return self.z >= self.limit


def counts_differ(
    n0: Decimal, n1: Decimal, better: Direction, d0: Decimal = Decimal(1), d1: Decimal = Decimal(1), limit: Decimal = TWO_SIDED_95
) -> Significance | None:  # fmt: skip
    """Test counts of events against populations (baseline first), as two Poisson counts on the baseline's population.

    None where nothing can be tested: no events, or a population of nothing.
    """
    if d0 <= 0 or d1 <= 0 or n0 < 0 or n1 < 0 or n0 + n1 == 0:
        return None
    scale = d0 / d1
    z = (n0 - n1 * scale) / (n0 + n1 * scale * scale).sqrt()
    return Significance(z if better is Direction.LOWER else -z, limit, "two Poisson counts, normal approximation")


def proportions_differ(
    n0: Decimal, d0: Decimal, n1: Decimal, d1: Decimal, better: Direction, limit: Decimal = TWO_SIDED_95
) -> Significance | None:  # fmt: skip
    """Test two proportions n / d (baseline first) with the pooled two-proportion z test.

    None where nothing can be tested: nobody counted, more cases than people, or all or none in both.
    """
    if d0 <= 0 or d1 <= 0 or not 0 <= n0 <= d0 or not 0 <= n1 <= d1:
        return None
    pooled = (n0 + n1) / (d0 + d1)
    spread = pooled * (1 - pooled) * (1 / d0 + 1 / d1)
    if spread <= 0:
        return None
    z = (n1 / d1 - n0 / d0) / spread.sqrt()
    return Significance(z if better is Direction.HIGHER else -z, limit, "two proportions, pooled z test")
