"""Where a part of a round comes from: its `predecessors` in earlier rounds, followed back, so that series and plans go on.

A part names only those of the round before it that is held. A round that amends another, or is told as a difference from an
earlier one, need not say so for the parts that it carries: each comes from the part of the same id.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from bettercare.rounds.loading import load
from bettercare.rounds.model import NotInRound, Round

Kind = Literal["streams", "metrics", "conditions", "items"]
"""Lists of a round whose parts have predecessors; `items` are the choices of all its closed lists."""


def ancestors(round: Round, kind: Kind, id: str, folder: str | Path | None = None) -> tuple[tuple[str, str], ...]:
    """Return (round, id) of everything that a part comes from, nearest first; NotInRound where a link leads nowhere."""
    found: dict[tuple[str, str], None] = {}
    waiting = list(_before(round, kind, id, folder))
    while waiting:
        link = waiting.pop(0)
        if link in found:
            continue
        found[link] = None
        waiting += _before(round if link[0] == round.id else load(link[0], folder), kind, link[1], folder)
    found.pop((round.id, id), None)
    return tuple(found)


def came_from(round: Round, kind: Kind, id: str, earlier: Round, folder: str | Path | None = None) -> tuple[str, ...]:
    """Return the ids of an earlier round's parts that a part comes from; those of what it amends count where they are kept."""
    names = {earlier.id, earlier.amendment.amends if earlier.amendment else earlier.id}
    kept = {part.id for part in _parts(earlier, kind)}
    return tuple(dict.fromkeys(i for r, i in ancestors(round, kind, id, folder) if r in names and i in kept))


def _before(round: Round, kind: Kind, id: str, folder: str | Path | None) -> Iterator[tuple[str, str]]:
    held = [part for part in _parts(round, kind) if part.id == id]
    if not held:
        raise NotInRound(f"round {round.id} has no {id!r} among its {kind}, though a later part is said to come from it")
    named = [name for part in held for name in part.predecessors]
    base = _base(round, folder)
    if base and not any(name.startswith(f"{base.id}/") for name in named) and id in {part.id for part in _parts(base, kind)}:
        yield base.id, id
        return
    for name in named:
        earlier, _, earlier_id = name.partition("/")
        yield earlier, earlier_id


def _base(round: Round, folder: str | Path | None) -> Round | None:
    """The round whose parts this one carries: what it amends, or the earlier round that it is told as a difference from."""
    if round.amendment:
        return load(round.amendment.amends, folder)
    base = load(round.based_on, folder) if round.based_on not in (None, round.id) else None
    return base if base and base.years[0] < round.years[0] else None


def _parts(round: Round, kind: Kind) -> tuple[Any, ...]:
    if kind == "items":
        return tuple(item for taxonomy in round.taxonomies for item in taxonomy.items)
    parts: tuple[Any, ...] = getattr(round, kind)
    return parts
