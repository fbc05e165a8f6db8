"""bettercare rounds: what a round asks for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from bettercare.cli.options import Debug, Json, RoundsFolder
from bettercare.cli.output import as_json, tell

if TYPE_CHECKING:
    from bettercare.rounds.model import Round

Id = Annotated[str | None, typer.Argument(metavar="ID", help="The round, such as 2025-26; without it, all rounds are listed.")]


def rounds(id: Id = None, rounds: RoundsFolder = None, json: Json = False, debug: Debug = False) -> None:
    """Say what a round asks for, with the source of every figure and what is not confirmed.

    Example: bettercare rounds 2025-26
    """
    from bettercare import rounds as all_rounds
    from bettercare.cli.given import round_of
    from bettercare.cli.round_in_words import as_values

    the_round = round_of(id, rounds)
    if the_round is not None:
        tell([as_json(as_values(the_round)).rstrip("\n")] if json else _whole(the_round))
        return
    found = [all_rounds.load(known, rounds) for known in all_rounds.available(rounds)]
    if json:
        tell([as_json([{"id": round.id, "title": round.title} for round in found]).rstrip("\n")])
    else:
        tell(f"{round.id:<10} {round.title}" for round in found)


def _whole(round: Round) -> Iterator[str]:
    from bettercare.cli.round_in_words import outline

    yield f"{round.id}: {round.title}"
    for depth, words in outline(round):
        if depth == 0:
            yield ""
        yield f"{'  ' * depth}{words}"
