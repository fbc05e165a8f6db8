"""bettercare brief: what those who sign a plan read, on one page, and a paper for the board."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bettercare.cli.exits import Exit, WrongUse
from bettercare.cli.options import Debug, Documents, RoundId, RoundsFolder
from bettercare.cli.output import apart_from, format_of, progress, write_whole

To = Annotated[
    Path, typer.Option("--to", metavar="FILE", help="What to write: .pdf one page for those who sign, .docx a paper for the board.")
]
Version = Annotated[str, typer.Option("--version", metavar="NAME", help="The plan's version, as it is to be signed.")]


def brief(
    documents: Documents, to: To, version: Version = "1", round: RoundId = None, rounds: RoundsFolder = None, debug: Debug = False
) -> None:
    """Write what those who decide on a plan read: one page for each who signs, or a paper for the board.

    Example: bettercare brief plan.json --to board.docx
    """
    from bettercare import briefing, checking
    from bettercare.cli.given import reading_of, round_of
    from bettercare.plan import plan_hash

    ending = format_of(to, (".pdf", ".docx"))
    apart_from(to, documents)
    reading = reading_of(documents, round, rounds)
    the_round = round_of(round or reading.plan.round, rounds)
    if the_round is None:
        raise WrongUse("It is not known which round this plan answers; name it with --round.")
    identity = briefing.Identity(version, plan_hash(reading.plan), reading.for_demonstration)
    told = briefing.brief(reading.plan, the_round, checking.check(reading, the_round), identity)
    write_whole(to, briefing.sheet_pdf(told) if ending == ".pdf" else briefing.board_docx(told))
    progress(f"Written to {to}")
    raise typer.Exit(Exit.FINE)
