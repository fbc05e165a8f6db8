"""Money released for a fall that is counted to date: the payment of 2015/16 and the contingency of 2016 to 2019.

Source: reference for 2013-19, sections 3.7 and 10.7. That payment follows from the fall to date is published (HFMA, 2014);
the cap at the plan to date and that nothing is taken back are from memory, so they are named variants of a round.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import accumulate

PENNY = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Release:
    """What one quarter releases, in pounds and pence.

    `planned` and `achieved` are the falls to date, in the unit that is counted. `most` is what the quarter's own plan is worth,
    nothing where it plans a rise. `unreleased` is what the plan to date is worth and has not been paid. `achieved` and what
    follows from it are None from the first quarter that is not known.
    """

    planned: Decimal
    achieved: Decimal | None
    most: Decimal
    paid: Decimal | None
    paid_to_date: Decimal | None
    unreleased: Decimal | None


@dataclass(frozen=True, slots=True)
class Releases:
    """The fund that a planned fall is worth, and what each quarter releases of it, in pounds and pence."""

    fund: Decimal
    quarters: tuple[Release, ...]

    @property
    def paid(self) -> Decimal:
        """What is released by the quarters that are known."""
        return next((q.paid_to_date for q in reversed(self.quarters) if q.paid_to_date is not None), Decimal(0))

    @property
    def known(self) -> bool:
        """Whether every quarter is known."""
        return all(q.paid is not None for q in self.quarters)


def releases(
    planned: Sequence[Decimal], achieved: Sequence[Decimal | None], unit_cost: Decimal, *,
    clawback: bool = False, limit: Decimal | None = None,
) -> Releases:  # fmt: skip
    """Return what each quarter releases of a fund that is worth the whole planned fall times a unit cost.

    Falls by quarter are above nothing where the count goes down. Each payment is what is earned to date, at most the plan to
    date and never below nothing, less what is paid already. With `clawback`, what was paid too early is taken back.
    `limit` in pounds caps the fund. Raises ValueError where the quarters of both do not match or the cost is below nothing.
    """
    if len(planned) != len(achieved):
        raise ValueError(f"{len(planned)} quarters are planned and {len(achieved)} achieved; give one figure, or None, for each")
    if unit_cost < 0:
        raise ValueError(f"a unit cost cannot be below nothing, and {unit_cost} is")
    plan_to_date = tuple(accumulate(planned))
    whole = max(plan_to_date[-1], Decimal(0)) if plan_to_date else Decimal(0)
    fund = _worth(whole, unit_cost, limit)
    quarters: list[Release] = []
    paid: Decimal | None = Decimal(0)
    done: Decimal | None = Decimal(0)
    for number, (aim, result) in enumerate(zip(planned, achieved, strict=True)):
        done = None if done is None or result is None else done + result
        before, to_date = paid, plan_to_date[number]
        if done is None or before is None:
            paid = None
        else:
            earned = _worth(min(max(min(done, to_date), Decimal(0)), whole), unit_cost, limit)
            paid = earned if clawback else max(before, earned)
        quarters.append(
            Release(
                planned=to_date,
                achieved=done,
                most=max(_pence(aim * unit_cost), Decimal(0)),
                paid=None if paid is None or before is None else paid - before,
                paid_to_date=paid,
                unreleased=None if paid is None else max(_worth(max(to_date, Decimal(0)), unit_cost, limit) - paid, Decimal(0)),
            )
        )
    return Releases(fund, tuple(quarters))


def _worth(fall: Decimal, unit_cost: Decimal, limit: Decimal | None) -> Decimal:
    worth = _pence(fall * unit_cost)
    return worth if limit is None else min(worth, limit)


def _pence(amount: Decimal) -> Decimal:
    return amount.quantize(PENNY, ROUND_HALF_UP)
