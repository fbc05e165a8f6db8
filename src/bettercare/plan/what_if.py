"""What would follow if figures of a plan were others: named scenarios beside the plan as it stands."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from bettercare.plan.payments import Unusable


@dataclass(frozen=True, slots=True)
class Move:
    """One value of a scenario: what stands at an address of the plan instead, as written. `where` names the file and row."""

    where: str
    scenario: str
    address: str
    value: str


@dataclass(frozen=True, slots=True)
class Moves:
    """What a file of scenarios says, and what in it could not be used."""

    rows: tuple[Move, ...] = ()
    unusable: tuple[Unusable, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as the plan stands and in each scenario, in their order, in pounds; None where it is not known."""

    title: str
    now: Decimal | None
    then: tuple[Decimal | None, ...]

    @property
    def moves(self) -> bool:
        return any(value != self.now for value in self.then)


@dataclass(frozen=True, slots=True)
class Changed:
    """A value that a scenario changes, in words: what, from, to."""

    scenario: str
    what: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class WhatIf:
    """Figures of the pool and its payment beside each other; `changed` says what each scenario changes."""

    round: str
    area: str | None
    year: str
    scenarios: tuple[str, ...]
    changed: tuple[Changed, ...]
    figures: tuple[Figure, ...]
    not_worked_out: tuple[Unusable, ...] = ()
