"""What the arguments give: the reading of one plan, and the round it answers."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from bettercare.cli.exits import WrongUse
from bettercare.cli.output import progress

if TYPE_CHECKING:
    from bettercare.plan import Reading
    from bettercare.rounds.model import AllocationTable, Round


STANDARD_INPUT = Path("-")


def reading_of(paths: list[Path], round: str | None = None, folder: Path | None = None, quiet: bool = False) -> Reading:
    """Return the reading of one plan's documents, or the one that a JSON file holds; `-` stands for what is piped in.

    Raises CannotRead, NotAReading, WrongUse.
    """
    if round is not None:
        round_of(round, folder)
    if STANDARD_INPUT in paths:
        return _from_standard_input(paths, round, folder, quiet)
    if any(path.suffix.lower() == ".json" for path in paths):
        if len(paths) > 1:
            raise WrongUse("A plan's JSON is the whole plan: give it alone, or give the documents.")
        return _from_json(paths[0])
    from bettercare.reading import read

    if not quiet:
        progress(f"Reading {', '.join(path.name or str(path) for path in paths)} ...")
    return read(*paths, round=round, rounds_folder=folder)


def _from_standard_input(paths: list[Path], round: str | None, folder: Path | None, quiet: bool) -> Reading:
    """What is piped in: one document, or the JSON of a reading."""
    from bettercare.documents import LIMITS

    if len(paths) > 1:
        raise WrongUse("Standard input (-) is one whole plan: give it alone, or name the files.")
    if sys.stdin.isatty():
        raise WrongUse(
            "Nothing is piped in. Name the documents, or pipe one: bettercare read --json plan.docx | bettercare check -"
        )
    data = sys.stdin.buffer.read(LIMITS.file_bytes + 1)
    with tempfile.TemporaryDirectory(prefix="piped-") as scratch:
        path = Path(scratch) / ("standard-input.json" if data.lstrip()[:1] == b"{" else "standard-input")
        path.write_bytes(data)
        return reading_of([path], round, folder, quiet)


def round_of(id: str | None, folder: Path | None = None) -> Round | None:
    """Return a round, or None where none was named; raises WrongUse naming the rounds there are."""
    from bettercare import rounds

    if id is None:
        return None
    try:
        return rounds.load(id, folder)
    except rounds.NoSuchRound as error:
        raise WrongUse(f"{str(error.args[0]).capitalize()}.") from error


def allocations_of(given: list[str], round: Round) -> tuple[AllocationTable, ...]:
    """Return the tables of a round that files fill, each given as `table=file`; raises WrongUse and CannotRead."""
    from bettercare.plan.words import listed
    from bettercare.reading import read_allocations

    known = {table.id: table for table in round.allocations}
    filled = []
    for words in given:
        id, _, file = words.partition("=")
        if id not in known or not file:
            tables = listed(f"{t.id} ({t.title})" for t in known.values()) or "none"
            raise WrongUse(f"Give allocations as TABLE=FILE, not {words!r}. The tables of the round {round.id} are: {tables}.")
        table, odd = read_allocations(Path(file), round, known[id])
        for remark in odd:
            progress(f"{file}: {remark}")
        filled.append(table)
    return tuple(filled)


def _from_json(path: Path) -> Reading:
    from bettercare.documents.model import CannotRead
    from bettercare.documents.opening import file_bytes
    from bettercare.plan import NotAReading, Reading, plan_from_json, reading_from_json

    content = file_bytes(path)
    try:
        data = json.loads(content)
        return reading_from_json(data) if isinstance(data, dict) and "plan" in data else Reading(plan_from_json(data))
    except (ValueError, RecursionError) as error:
        found = str(error) if isinstance(error, NotAReading) else "this is not JSON"
        raise CannotRead(path.name, found, "Give JSON that `bettercare read --json` wrote") from error
