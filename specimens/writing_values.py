"""Values of a plan as cells: written by one author's hand, with what stands in the gaps."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from bettercare.plan import Contribution, Period, Reading, Signature, State
from specimens.blocks import Cell, row
from specimens.hand import Hand


class Pen:
    """Writes values by their address, so that a gap shows as its state says."""

    def __init__(self, reading: Reading, hand: Hand) -> None:
        self.reading, self.hand, self.plan = reading, hand, reading.plan

    def gap(self, address: str, placeholder: str = "") -> Cell:
        """What stands where nothing is given; `placeholder` is what the form itself holds there."""
        state = self.reading.states.get(address)
        return Cell(placeholder if state is State.DEFAULT_LEFT_IN else self.hand.gap(state))

    def money(self, value: Decimal | None, address: str = "", *, bold: bool = False, sums: int = 0) -> Cell:
        if value is None:
            return self.gap(address, "£0.00")
        return Cell(self.hand.money(value), value, bold=bold, sums=sums)

    def number(self, value: Decimal | int | None, address: str = "") -> Cell:
        if value is None:
            return self.gap(address)
        return Cell(self.hand.number(Decimal(value)), Decimal(value))

    def percent(self, value: Decimal | None, address: str = "") -> Cell:
        """A value that is a per cent: with its sign, or bare."""
        if value is None:
            return self.gap(address)
        if self.hand.rng.random() < 0.8:
            return Cell(self.hand.percent(value), value, percent=True)
        return Cell(f"{value:f}", value)

    def date(self, value: datetime.date | None, address: str = "") -> Cell:
        if value is None and self.reading.states.get(address) is State.UNREADABLE and self.plan.dates.submitted:
            return Cell(f"31 February {self.plan.dates.submitted.year}")
        return self.gap(address, "<dd/mm/yyyy>") if value is None else Cell(self.hand.date(value), value)

    def period(self, start: datetime.date | None, end: datetime.date | None) -> Cell:
        return Cell(self.hand.period(Period(start, end)) if start and end else "( insert time period )")

    def text(self, value: str | None, address: str = "", placeholder: str = "") -> Cell:
        return self.gap(address, placeholder) if value is None else Cell(value)

    def yes_no(self, value: bool | None, address: str = "") -> Cell:
        if value is None:
            return self.gap(address)
        return Cell(self.hand.rng.choice(("Y", "Yes")) if value else self.hand.rng.choice(("N", "No")))


def signature_row(pen: Pen, signature: Signature, roles: Mapping[str, str]) -> tuple[Cell, ...]:
    """A signature in a table of role, organisation, name, position and date."""
    at = f"signatures/{signature.id}"
    name = pen.text(signature.name, f"{at}/name", "<Name of signatory>")
    return row(
        roles[signature.role], signature.organisation or "", name, signature.position or "", pen.date(signature.date, f"{at}/date")
    )


def without_minimum(contributions: tuple[Contribution, ...]) -> tuple[Contribution, ...]:
    """Contributions as a form shows them that has one column for money: the minimum is not on it."""
    return tuple(replace(c, minimum=None) for c in contributions)
