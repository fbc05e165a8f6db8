"""bettercare read: what the documents of one plan say, and where each value stands."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bettercare.cli.options import Debug, Documents, Json, RoundId, RoundsFolder
from bettercare.cli.output import apart_from, as_json, format_of, progress, tell, write_whole

To = Annotated[Path | None, typer.Option("--to", metavar="FILE", help="Also write the reading to this file, .json or .txt.")]


def read(
    documents: Documents,
    round: RoundId = None,
    rounds: RoundsFolder = None,
    json: Json = False,
    to: To = None,
    debug: Debug = False,
) -> None:
    """Say what the documents of one plan say, where each value stands, and what is doubtful.

    Example: bettercare read part1.docx part2.xlsx
    """
    from bettercare.cli.given import reading_of, round_of
    from bettercare.cli.reading_in_words import reading_in_words
    from bettercare.plan import to_json

    ending = format_of(to, (".json", ".txt"))
    apart_from(to, documents)
    reading = reading_of(documents, round, rounds)
    lines = [] if json and ending != ".txt" else list(reading_in_words(reading, round_of(reading.plan.round, rounds)))
    if to:
        write_whole(to, as_json(to_json(reading)) if ending == ".json" else "".join(f"{line}\n" for line in lines))
        progress(f"Written to {to}")
    tell([as_json(to_json(reading)).rstrip("\n")] if json else lines)
