"""What drawn falls release, many draws at once: the rule of `figures.releases` in floating point."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def released(planned: Array, achieved: Array, unit_cost: float, *, clawback: bool = False, limit: float | None = None) -> Array:
    """Return pounds released in all, for falls by quarter (planned: quarters; achieved: draws x quarters).

    The same rule as `figures.releases`, without rounding to the penny; what is paid to date is the highest of what was earned so
    far, so only the highest point is kept.
    """
    plan_to_date = np.cumsum(planned)
    whole = max(float(plan_to_date[-1]), 0.0)
    earned = np.zeros(achieved.shape[0])
    to_date = np.zeros(achieved.shape[0])
    for quarter in range(achieved.shape[1]):
        to_date += achieved[:, quarter]
        now = np.clip(to_date, 0.0, min(max(float(plan_to_date[quarter]), 0.0), whole))
        earned = now if clawback else np.maximum(earned, now)
    worth = earned * unit_cost
    return worth if limit is None else np.minimum(worth, limit)
