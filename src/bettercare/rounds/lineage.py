"""Where a part of a round comes from: its `predecessors` in earlier rounds, followed back, so that series and plans go on.

A part names only those of the round before it that is held; an amendment's parts come from those of the same id in the round
that it amends, without saying so.
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
    if round.amendment:
        amended = load(round.amendment.amends, folder)
        if any(part.id == id for part in _parts(amended, kind)):
            yield amended.id, id
            return
    for part in held:
        for name in part.predecessors:
            earlier, _, earlier_id = name.partition("/")
            yield earlier, earlier_id


def _parts(round: Round, kind: Kind) -> tuple[Any, ...]:
    if kind == "items":
        return tuple(item for taxonomy in round.taxonomies for item in taxonomy.items)
    parts: tuple[Any, ...] = getattr(round, kind)
    return parts
