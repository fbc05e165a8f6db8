"""A metric's history fitted: level, trend and season of its counts, and how far they scatter beyond chance.

Method: quasi-Poisson regression with a logarithmic link, days of the period as exposure; standard, stated with each result.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from bettercare.plan import Period

Array = NDArray[np.float64]
_STEPS = 50
_CLOSE = 1e-10


class TooShort(ValueError):
    """A history does not hold enough to say anything of what may come; says what is needed."""


@dataclass(frozen=True, slots=True)
class Fit:
    """A fitted history. `scatter` is the variance over the mean, 1 where counts scatter as by chance alone.

    `seasons` tells how many parts of the year have a level of their own, 0 where the history is too short to tell; `trend` is
    the growth of a year (0.02 is two per cent more), None where it cannot be told from chance for want of two years.
    """

    parts: int
    seasons: int
    scatter: float
    coefficients: Array
    covariance: Array
    origin: float

    @property
    def trend(self) -> float | None:
        return float(np.expm1(self.coefficients[1])) if len(self.coefficients) > 1 else None

    def design(self, periods: Sequence[Period]) -> Array:
        """The rows of the regression for periods of the same length as the history's."""
        return _design(periods, self.parts, self.seasons, len(self.coefficients) > 1, self.origin)

    def drawn(self, wholes: Sequence[Sequence[Period]], draws: int, random: np.random.Generator) -> Array:
        """Drawn means of wholes of periods (draws x wholes): how sure the fit is of each, and of all together.

        The logarithm of a whole is taken to move with the coefficients as it does at their fitted values.
        """
        parts = [self.expected(whole) for whole in wholes]
        slopes = np.stack([part @ self.design(whole) / part.sum() for part, whole in zip(parts, wholes, strict=True)])
        covariance = slopes @ self.covariance @ slopes.T
        root = np.linalg.cholesky(covariance + 1e-12 * np.eye(len(wholes)))
        moved = random.standard_normal((draws, len(wholes))) @ root.T
        return np.exp(moved + np.log([part.sum() for part in parts]))

    def expected(self, periods: Sequence[Period]) -> Array:
        """The fitted mean counts of periods."""
        days = np.array([p.days for p in periods], dtype=float)
        return days * np.exp(self.design(periods) @ self.coefficients)


def fit(counts: Sequence[float], periods: Sequence[Period]) -> Fit:
    """Fit a history of counts in periods of one length, months or quarters, each following the last; raises TooShort.

    Under two years there is neither trend nor season; under half a year nothing can be said.
    """
    if len(counts) != len(periods):
        raise ValueError(f"{len(counts)} counts are given for {len(periods)} periods")
    lengths = {p.months for p in periods}
    if len(lengths) != 1 or not lengths <= {1, 3}:
        raise TooShort("the history must be all months or all quarters")
    if any((b.start - a.end).days != 1 for a, b in pairwise(periods)):
        raise TooShort("the history must have every month or quarter from its first to its last")
    parts = 12 // lengths.pop()
    if len(counts) < max(parts // 2, 3):
        raise TooShort(f"the history has {len(counts)} periods, and at least {max(parts // 2, 3)} are needed")
    if not all(c >= 0 for c in counts) or not any(counts):
        raise TooShort("a count of the history is below nothing, or all are nothing")
    long = len(counts) >= 2 * parts
    seasons = parts if long else 0
    origin = _time(periods[-1])
    rows = _design(periods, parts, seasons, long, origin)
    y = np.asarray(counts, dtype=float)
    days = np.array([p.days for p in periods], dtype=float)
    coefficients, inverse = _regression(rows, y, days)
    mean = days * np.exp(rows @ coefficients)
    free = len(y) - rows.shape[1]
    scatter = float(max(1.0, ((y - mean) ** 2 / mean).sum() / free)) if free > 0 else 1.0
    return Fit(parts, seasons, scatter, coefficients, inverse * scatter, origin)


def _regression(rows: Array, y: Array, days: Array) -> tuple[Array, Array]:
    """Coefficients by repeated weighted least squares, and the inverse of the information."""
    linear = np.log((y + 0.5) / days)
    coefficients = np.linalg.lstsq(rows, linear, rcond=None)[0].astype(np.float64)
    for _ in range(_STEPS):
        mean = days * np.exp(rows @ coefficients)
        information = rows.T @ (rows * mean[:, None])
        step = np.linalg.solve(information, rows.T @ (y - mean))
        coefficients = coefficients + step
        if np.abs(step).max() < _CLOSE:
            break
    mean = days * np.exp(rows @ coefficients)
    return coefficients, np.linalg.inv(rows.T @ (rows * mean[:, None])).astype(np.float64)


def _time(period: Period) -> float:
    """The middle of a period in years."""
    return period.start.toordinal() / 365.25 + period.days / 730.5


def _design(periods: Sequence[Period], parts: int, seasons: int, with_trend: bool, origin: float) -> Array:
    rows = np.zeros((len(periods), 1 + with_trend + max(seasons - 1, 0)))
    rows[:, 0] = 1
    for number, period in enumerate(periods):
        if with_trend:
            rows[number, 1] = _time(period) - origin
        part = (period.start.month - 1) * parts // 12
        if seasons and part:
            rows[number, 1 + part] = 1
    return rows
