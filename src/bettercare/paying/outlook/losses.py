"""The money that a register's risks may cost: each happens or not, and costs between a low and a high amount.

Source: reference on person-level methods, section 8.3 (a design of this project, with worked figures).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Loss:
    """A risk in pounds: its chance (0 to 1), and what it costs if it happens: least, most likely and most."""

    title: str
    chance: Decimal
    low: Decimal
    mode: Decimal
    high: Decimal

    def __post_init__(self) -> None:
        if not 0 <= self.chance <= 1:
            raise ValueError(f"{self.title}: a chance lies between 0 and 1, and {self.chance} does not")
        if not 0 <= self.low <= self.mode <= self.high:
            raise ValueError(
                f"{self.title}: least, most likely and most do not rise from nothing ({self.low}, {self.mode}, {self.high})"
            )

    @property
    def mean(self) -> Decimal:
        """Expected cost if it happens."""
        return (self.low + self.mode + self.high) / 3

    @property
    def variance(self) -> Decimal:
        a, m, b = self.low, self.mode, self.high
        return (a * a + m * m + b * b - a * m - a * b - m * b) / 18


def exact_losses(risks: Sequence[Loss]) -> tuple[Decimal, Decimal, Decimal]:
    """Return the expected loss, its standard deviation and the chance of none, of risks that do not depend on each other."""
    mean = sum((r.chance * r.mean for r in risks), Decimal(0))
    variance = sum((r.chance * (r.variance + r.mean**2) - (r.chance * r.mean) ** 2 for r in risks), Decimal(0))
    return mean, variance.sqrt(), Decimal(math.prod(1 - r.chance for r in risks))


def losses(risks: Sequence[Loss], draws: int, seed: int, together: float = 0.0) -> Array:
    """Return drawn losses in pounds (draws x risks).

    `together` is how far risks happen together (correlation of their common cause, 0 to 1): a risk happens when the normal value of
    its chance lies above the common draw and its own. The same seed gives the same draws.
    """
    if not 0 <= together <= 1:
        raise ValueError(f"how far risks happen together lies between 0 and 1, and {together} does not")
    random = np.random.Generator(np.random.PCG64(seed))
    common = random.standard_normal(draws)
    found = np.zeros((draws, len(risks)))
    for place, risk in enumerate(risks):
        cause = math.sqrt(together) * common + math.sqrt(1 - together) * random.standard_normal(draws)
        cost = triangular(random, draws, float(risk.low), float(risk.mode), float(risk.high))
        if risk.chance:
            limit = NormalDist().inv_cdf(float(risk.chance)) if risk.chance < 1 else math.inf
            found[:, place] = np.where(cause < limit, cost, 0.0)
    return found


def triangular(random: np.random.Generator, draws: int, low: float, mode: float, high: float) -> Array:
    """Return drawn amounts between a low and a high one; the low one itself where they are the same."""
    return random.triangular(low, mode, high, draws) if high > low else np.full(draws, low)
