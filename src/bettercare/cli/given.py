"""What the arguments give: the reading of one plan, and the round it answers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from bettercare.cli.exits import WrongUse
from bettercare.cli.output import progress

if TYPE_CHECKING:
    from bettercare.plan import Reading
    from bettercare.rounds.model import Round


def reading_of(paths: list[Path], round: str | None = None, folder: Path | None = None, quiet: bool = False) -> Reading:
    """Return the reading of one plan's documents, or the one that a JSON file holds; raises CannotRead, NotAReading, WrongUse."""
    if round is not None:
        round_of(round, folder)
    if any(path.suffix.lower() == ".json" for path in paths):
        if len(paths) > 1:
            raise WrongUse("A plan's JSON is the whole plan: give it alone, or give the documents.")
        return _from_json(paths[0])
    from bettercare.reading import read

    if not quiet:
        progress(f"Reading {', '.join(path.name or str(path) for path in paths)} ...")
    return read(*paths, round=round, rounds_folder=folder)


def round_of(id: str | None, folder: Path | None = None) -> Round | None:
    """Return a round, or None where none was named; raises WrongUse naming the rounds there are."""
    from bettercare import rounds

    if id is None:
        return None
    try:
        return rounds.load(id, folder)
    except rounds.NoSuchRound as error:
        raise WrongUse(f"{str(error.args[0]).capitalize()}.") from error


def _from_json(path: Path) -> Reading:
    from bettercare.documents.model import CannotRead
    from bettercare.plan import NotAReading, Reading, plan_from_json, reading_from_json

    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return reading_from_json(data) if isinstance(data, dict) and "plan" in data else Reading(plan_from_json(data))
    except OSError as error:
        raise CannotRead(
            path.name, f"the file cannot be opened ({error.strerror})", "Check the name and the permissions"
        ) from error
    except (ValueError, RecursionError) as error:
        found = str(error) if isinstance(error, NotAReading) else "this is not JSON"
        raise CannotRead(path.name, found, "Give JSON that `bettercare read --json` wrote") from error
