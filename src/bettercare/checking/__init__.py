"""Checking: Reading and Round -> findings, most serious first, and what could not be checked. `rules()` is the handbook's list."""

from __future__ import annotations

# Importing a family registers its rules.
from bettercare.checking import (  # noqa: F401
    agreement,
    allocations,
    ambition,
    benefits,
    choices,
    claims_on_metrics,
    claims_on_money,
    conditions,
    dates,
    metrics,
    money,
    rates,
    risks,
    schemes,
    signatures,
    states,
    wording,
)
from bettercare.checking.allocations import Allocations
from bettercare.checking.model import registered
from bettercare.checking.running import WrongSetting, run
from bettercare.checking.specification import Specification, handbook, specifications, title_of
from bettercare.checking.trials import Hit, Trial, Tried, tried
from bettercare.plan import CheckResult, Reading
from bettercare.rounds.model import Round


class UnknownRound(ValueError):
    """A reading was to be checked without a round: neither given, nor named by the plan, nor recognised."""


def check(reading: Reading, round: Round | None = None, tables: Allocations | None = None) -> CheckResult:
    """Return what does not hold in a reading, most serious first, and what could not be checked and why.

    `round` defaults to the plan's own; `tables` are amounts per area that an administrator imported, which replace the
    round's tables of the same id. Raises UnknownRound where no round is known.
    """
    return run(registered(), reading, round or _round_of(reading), tables)


def rules() -> tuple[Specification, ...]:
    """Every rule of the handbook, by family, with its title, reason, source and cases."""
    return specifications()


def _round_of(reading: Reading) -> Round:
    from bettercare import rounds

    id = reading.plan.round or next((guess.round for guess in reading.rounds), None)
    if id is None:
        raise UnknownRound("the plan names no round and none was recognised; name the round that it answers")
    return rounds.load(id)


__all__ = [
    "Allocations",
    "Hit",
    "Specification",
    "Trial",
    "Tried",
    "UnknownRound",
    "WrongSetting",
    "check",
    "handbook",
    "rules",
    "title_of",
    "tried",
]  # fmt: skip
