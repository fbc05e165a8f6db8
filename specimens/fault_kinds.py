"""What a planted fault is, and how one is registered under its name."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bettercare.plan import Plan, State

Plant = Callable[[Plan, random.Random], "Plan | None"]
"""Plants a fault; None where this plan has nothing for it to be planted in."""


@dataclass(frozen=True)
class Fault:
    """A kind of fault: the rule that finds it, and the rounds whose plans can have it."""

    name: str
    rule: str
    plant: Plant
    rounds: tuple[str, ...] = ("2014-15", "2017-19", "2025-26")
    state: tuple[str, State] | None = None
    """An address and the state to set there, such as `contributions/c1/holds_pool`."""
    hidden: Mapping[str, str] = field(default_factory=dict)
    """Rounds whose forms cannot show the fault, with the reason."""
    on_paper: tuple[str, ...] = ()
    """Rules that say the same of the paper, where it cannot be read to the value of the plan or shows it as another figure."""
    told: bool = False
    """It stands in a sentence, which becomes a claim only when a paper is read, against figures that the paper must hold."""
    published: bool = False
    """It is seen only beside the amounts that were published for the area."""


FAULTS: dict[str, Fault] = {}


def fault(
    name: str,
    rule: str,
    *rounds: str,
    state: tuple[str, State] | None = None,
    hidden: Mapping[str, str] | None = None,
    on_paper: tuple[str, ...] = (),
    told: bool = False,
    published: bool = False,
) -> Callable[[Plant], Plant]:
    """Register a fault under its name."""

    def register(plant: Plant) -> Plant:
        FAULTS[name] = Fault(name, rule, plant, rounds or Fault.rounds, state, hidden or {}, on_paper, told, published)
        return plant

    return register


def swap(parts: tuple[Any, ...], index: int, **changed: Any) -> tuple[Any, ...]:
    """The parts with some fields of one of them changed."""
    index %= len(parts)
    return (*parts[:index], replace(parts[index], **changed), *parts[index + 1 :])
