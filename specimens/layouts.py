"""Plans of every round, laid out."""

from __future__ import annotations

from bettercare.plan import Reading
from specimens import layout_2014, layout_2017, layout_2025
from specimens.blocks import Laid
from specimens.truth import draw_reading

_LAYERS = {"2014-15": layout_2014.lay, "2017-19": layout_2017.lay, "2025-26": layout_2025.lay}


def lay(round_id: str, seed: int, *, tidy: bool = False) -> Laid:
    """Draw a plan and lay it out, both as the seed chooses."""
    return lay_reading(draw_reading(seed, round_id, tidy=tidy), seed)


def lay_reading(reading: Reading, seed: int) -> Laid:
    """Lay a plan out as the seed chooses, whatever the plan says."""
    return _LAYERS[reading.plan.round or ""](reading, seed)
