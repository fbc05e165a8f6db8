"""bettercare pay pool: the pooled fund of a year, and what its ledger says of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bettercare.cli.exits import Exit, WrongUse
from bettercare.cli.options import AllocationFiles, Debug, Documents, Json, RoundId, RoundsFolder
from bettercare.cli.output import apart_from, as_json, format_of, progress, tell, write_whole

if TYPE_CHECKING:
    from bettercare.plan import FinancialYear
    from bettercare.rounds.model import Round

Year = Annotated[str | None, typer.Option("--year", metavar="YEAR", help="The financial year, as 2025-26; else the round's first.")]
Book = Annotated[
    Path | None,
    typer.Option(
        "--book", metavar="FILE",
        help="Opening balances and money moved in the year: a CSV or Excel table with Kind, From, To, Amount, Reason.",
    ),
]  # fmt: skip
Ledger = Annotated[
    Path | None, typer.Option("--ledger", metavar="FILE", help="An extract of the ledger: Code, Amount, Date, Description.")
]
Codes = Annotated[
    Path | None,
    typer.Option("--codes", metavar="FILE", help="What each ledger code is spent on: Code, Scheme, Source; made once, used again."),
]  # fmt: skip
To = Annotated[Path | None, typer.Option("--to", metavar="FILE", help="Also write it: .html a page, .json all of it as data.")]


def pay_pool(
    documents: Documents, year: Year = None, book: Book = None, ledger: Ledger = None, codes: Codes = None,
    allocations: AllocationFiles = None, round: RoundId = None, rounds: RoundsFolder = None, json: Json = False, to: To = None,
    debug: Debug = False,
) -> None:  # fmt: skip
    """Say what is in a year's pool, what it pays for, what is left of each source and who keeps it; and what was spent.

    Example: bettercare pay pool plan/ --year 2025-26 --ledger extract.xlsx --codes codes.csv --to pool.html
    """
    from bettercare import reporting
    from bettercare.cli.given import allocations_of, reading_of, round_of
    from bettercare.paying import pool
    from bettercare.plan import to_json
    from bettercare.reading import read_pool_files

    ending = format_of(to, (".html", ".json"))
    apart_from(to, [*documents, *(p for p in (book, ledger, codes) if p)])
    reading = reading_of(documents, round, rounds)
    the_round = round_of(round or reading.plan.round, rounds)
    if the_round is None:
        raise WrongUse("It is not known which round this plan answers; name it with --round.")
    asked, tables = year_of(year, the_round), allocations_of(allocations or [], the_round)
    found = pool(reading.plan, the_round, asked, read_pool_files(book, ledger, codes), tables)
    values = as_json(to_json(found))
    if to and ending:
        write_whole(to, values if ending == ".json" else reporting.pooled_html(found, the_round, reading.for_demonstration))
        progress(f"Written to {to}")
    tell([values.rstrip("\n")] if json else reporting.pool_words(found, the_round))
    raise typer.Exit(Exit.BLOCKED if found.not_worked_out else Exit.FINE)


def year_of(written: str | None, round: Round) -> FinancialYear:
    """Return the year that is asked for, else the round's first; raises WrongUse where the round has no such year."""
    from bettercare.plan import FinancialYear

    try:
        asked = FinancialYear.parse(written) if written else round.years[0]
    except ValueError as error:
        raise WrongUse(f"--year: {error}.") from error
    if asked not in round.years:
        raise WrongUse(f"--year {asked}: round {round.id} is of {', '.join(map(str, round.years))}.")
    return asked
