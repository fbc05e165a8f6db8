"""Figures of one body carried to another or to a later year: a CCG's plan to an HWB area, and yearly uplifts.

Sources: reference for 2013-19, sections 10.5 and 10.6.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import ROUND_FLOOR, Decimal

_PENNY = Decimal("0.01")


def to_area(parts: Iterable[tuple[Decimal | None, Decimal]]) -> Decimal | None:
    """An HWB area's figure from (CCG's figure, share of the CCG's people who live in the area, 0 to 1).

    None where one of the figures is missing, or there are none.
    """
    amounts = list(parts)
    known = [figure * share for figure, share in amounts if figure is not None]
    return sum(known, Decimal(0)) if amounts and len(known) == len(amounts) else None


def uplifted(base: Decimal, rates: Sequence[Decimal]) -> tuple[Decimal, ...]:
    """The requirement of each later year from a base: each is the one before x (1 + rate), unrounded; rates as 0.0179."""
    result: list[Decimal] = []
    for rate in rates:
        result.append((result[-1] if result else base) * (1 + rate))
    return tuple(result)


def shared_out(amount: Decimal, weights: Sequence[Decimal]) -> tuple[Decimal, ...]:
    """An amount in pounds and pence in parts by weight that add up to it to the penny, in the order of the weights.

    Each part is cut to the penny, and the pennies left go one by one to the parts that lost most, the first of equals. Raises
    ValueError where there is no weight above nothing, or one is below it.
    """
    whole = sum(weights, Decimal(0))
    if whole <= 0 or any(w < 0 for w in weights):
        raise ValueError("shares are nothing or more, and not all of them nothing")
    exact = [amount * w / whole for w in weights]
    parts = [part.quantize(_PENNY, ROUND_FLOOR) for part in exact]
    pennies = int((amount - sum(parts, Decimal(0))) / _PENNY)
    for place in sorted(range(len(parts)), key=lambda n: (parts[n] - exact[n], n))[:pennies]:
        parts[place] += _PENNY
    return tuple(parts)
