"""bettercare check: what does not add up in the documents of one plan."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bettercare.cli.exits import Exit
from bettercare.cli.options import AllocationFiles, Debug, Documents, Json, RoundId, RoundsFolder
from bettercare.cli.output import apart_from, as_json, format_of, progress, tell, write_whole

if TYPE_CHECKING:
    from bettercare.plan import CheckResult, Reading
    from bettercare.rounds.model import Round

To = Annotated[
    Path | None,
    typer.Option("--to", metavar="FILE", help="Also write a report: .html a page, .xlsx a marked-up workbook, .json the findings."),
]


def check(
    documents: Documents,
    round: RoundId = None,
    rounds: RoundsFolder = None,
    allocations: AllocationFiles = None,
    json: Json = False,
    to: To = None,
    debug: Debug = False,
) -> None:
    """Say what does not add up, most serious first, and what could not be checked. Exit status 1 if anything blocks.

    Example: bettercare check part1.docx part2.xlsx --to report.html
    """
    from bettercare import checking
    from bettercare.cli.findings_in_words import findings_in_words
    from bettercare.cli.given import allocations_of, reading_of, round_of
    from bettercare.documents.model import CannotRead
    from bettercare.plan import to_json

    ending = format_of(to, (".html", ".xlsx", ".json"))
    apart_from(to, documents)
    reading = reading_of(documents, round, rounds)
    the_round = round_of(round or reading.plan.round or next((guess.round for guess in reading.rounds), None), rounds)
    if the_round is None:
        names = ", ".join(document.name for document in documents)
        raise CannotRead(names, "the documents do not show which round they answer", "Name it with --round, as in --round 2025-26")
    tables = allocations_of(allocations or [], the_round)
    progress("Checking ...")
    result = checking.check(reading, the_round, tables)
    if to and ending:
        write_whole(to, _report(ending, reading, result, the_round))
        progress(f"Written to {to}")
    tell([as_json(to_json(result)).rstrip("\n")] if json else findings_in_words(reading, result, the_round))
    raise typer.Exit(Exit.BLOCKED if result.blocks else Exit.FINE)


def _report(ending: str, reading: Reading, result: CheckResult, round: Round) -> str | bytes:
    from bettercare import reporting
    from bettercare.plan import to_json

    if ending == ".json":
        return as_json(to_json(result))
    if ending == ".xlsx":
        return reporting.report_xlsx(reading, result, round)
    return reporting.report_html(reading, result, round)
