"""Draws told as a distribution, and how many draws a figure needs."""

from __future__ import annotations

import math
from dataclasses import fields
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from bettercare.plan.outlook import Spread

Array = NDArray[np.float64]
_TWO_SIDED = 1.959964
_PENNY = Decimal("0.01")


def spread(draws: Array) -> Spread:
    """Return the distribution of drawn pounds, to the penny."""
    p10, p50, p80, p90, p95 = (float(q) for q in np.quantile(draws, (0.1, 0.5, 0.8, 0.9, 0.95)))
    deviation = float(draws.std(ddof=1)) if len(draws) > 1 else 0.0
    above = draws[draws > p95]
    return Spread(
        mean=pence(draws.mean()), error=pence(deviation / math.sqrt(len(draws))), deviation=pence(deviation), p10=pence(p10),
        p50=pence(p50), p80=pence(p80), p90=pence(p90), p95=pence(p95), beyond=pence(above.mean() if len(above) else p95),
    )  # fmt: skip


def share_of(whole: Spread, share: Decimal) -> Spread:
    """The distribution of a share (0 to 1) of an amount, which is that of the amount times the share."""
    return Spread(*((getattr(whole, part.name) * share).quantize(_PENNY) for part in fields(Spread)))


def draws_needed(draws: Array, part: float = 0.95, within: float = 0.01) -> int | None:
    """Return how many draws put a quantile within a share of itself 19 times in 20; None where the quantile is nothing.

    The error of a quantile is sqrt(p(1-p)/n) over the density there, which is taken from the draws between p - h and p + h; h is
    2 in 100. A quantile that lies on a single amount (a cap) needs no more draws than show that: the answer is 1,000.
    """
    around = 0.02
    low, at, high = (float(q) for q in np.quantile(draws, (part - around, part, part + around)))
    if at == 0:
        return None
    width = (high - low) / (2 * around)
    needed = part * (1 - part) * (_TWO_SIDED * width / (within * at)) ** 2
    return max(1000, math.ceil(needed / 1000) * 1000)


def pence(amount: float) -> Decimal:
    return Decimal(float(amount)).quantize(_PENNY)
