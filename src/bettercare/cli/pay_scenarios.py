"""bettercare pay scenarios: named scenarios beside the plan as it stands."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bettercare.cli.exits import Exit, WrongUse
from bettercare.cli.options import AllocationFiles, Debug, Documents, Json, RoundId, RoundsFolder
from bettercare.cli.output import apart_from, as_json, format_of, progress, tell, write_whole
from bettercare.cli.pay import ActualFiles, Variant
from bettercare.cli.pay_pool import Year, year_of

MovesFile = Annotated[
    Path,
    typer.Option(
        "--moves", metavar="FILE", help="A CSV or Excel table: Scenario, Address, Value. An address is one of the plan's."
    ),
]
To = Annotated[Path | None, typer.Option("--to", metavar="FILE", help="Also write it: .html a page, .json all of it as data.")]


def pay_scenarios(
    documents: Documents, moves: MovesFile, year: Year = None, actuals: ActualFiles = None, allocations: AllocationFiles = None,
    variant: Variant = None, round: RoundId = None, rounds: RoundsFolder = None, json: Json = False, to: To = None,
    debug: Debug = False,
) -> None:  # fmt: skip
    """Say what would move in the pool, its floors and its payment if figures of the plan were others, scenario by scenario.

    Example: bettercare pay scenarios plan.json --moves moves.csv --to what-if.html
    """
    from bettercare import reporting
    from bettercare.cli.given import allocations_of, reading_of, round_of
    from bettercare.paying import NoSuchVariant, what_if
    from bettercare.plan import to_json
    from bettercare.reading import read_actuals, read_moves

    ending = format_of(to, (".html", ".json"))
    apart_from(to, [*documents, moves, *([actuals] if actuals else [])])
    reading = reading_of(documents, round, rounds)
    the_round = round_of(round or reading.plan.round, rounds)
    if the_round is None:
        raise WrongUse("It is not known which round this plan answers; name it with --round.")
    asked, tables = year_of(year, the_round), allocations_of(allocations or [], the_round)
    happened = read_actuals(actuals, the_round) if actuals else None
    try:
        found = what_if(reading.plan, the_round, asked, read_moves(moves), happened, variant, tables)
    except NoSuchVariant as error:
        raise WrongUse(str(error)) from error
    values = as_json(to_json(found))
    if to and ending:
        write_whole(to, values if ending == ".json" else reporting.what_if_html(found, the_round, reading.for_demonstration))
        progress(f"Written to {to}")
    tell([values.rstrip("\n")] if json else reporting.what_if_words(found))
    raise typer.Exit(Exit.BLOCKED if found.not_worked_out else Exit.FINE)
