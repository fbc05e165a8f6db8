"""Counts drawn around a mean: by chance, and by as much more as the history scatters."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def counts(means: Array, scatter: float, random: np.random.Generator) -> Array:
    """Return drawn counts around means (any shape), whose variance is `scatter` (at least 1) times the mean.

    Poisson counts of means that themselves scatter lognormally; with a scatter of 1, Poisson alone.
    """
    held = np.maximum(means, 0.0)
    if scatter > 1:
        width = np.log1p((scatter - 1) / np.maximum(held, 1.0))
        held = held * np.exp(np.sqrt(width) * random.standard_normal(held.shape) - width / 2)
    return random.poisson(held).astype(float)
