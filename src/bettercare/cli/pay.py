"""bettercare pay: what a plan's results release of its fund."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bettercare.cli.exits import Exit, WrongUse
from bettercare.cli.options import AllocationFiles, Debug, Documents, Json, RoundId, RoundsFolder
from bettercare.cli.output import apart_from, as_json, format_of, progress, tell, write_whole

ActualFiles = Annotated[
    Path | None,
    typer.Option(
        "--actuals", metavar="FILE",
        help="What happened: a CSV or Excel table with the columns Metric or condition, Period, Count, Population, Value, Met, "
        "and for an extra fall Planned.",
    ),
]  # fmt: skip
Variant = Annotated[
    str | None,
    typer.Option("--variant", metavar="ID", help="How to read a rule that is not confirmed, where the round knows several ways."),
]  # fmt: skip
To = Annotated[Path | None, typer.Option("--to", metavar="FILE", help="Also write it: .html a page, .json all of it as data.")]


def pay(
    documents: Documents, actuals: ActualFiles = None, allocations: AllocationFiles = None, variant: Variant = None,
    round: RoundId = None, rounds: RoundsFolder = None, json: Json = False, to: To = None, debug: Debug = False,
) -> None:  # fmt: skip
    """Say what a plan's results release of its fund, part by part, to the penny; what is not known stays open and says why.

    Example: bettercare pay plan/ --actuals quarters.csv --to payment.html
    """
    from bettercare import reporting
    from bettercare.cli.given import allocations_of, reading_of, round_of
    from bettercare.paying import NoSuchVariant
    from bettercare.paying import pay as worked_out
    from bettercare.plan import to_json
    from bettercare.reading import read_actuals

    ending = format_of(to, (".html", ".json"))
    apart_from(to, [*documents, *([actuals] if actuals else [])])
    reading = reading_of(documents, round, rounds)
    the_round = round_of(round or reading.plan.round, rounds)
    if the_round is None:
        raise WrongUse("It is not known which round this plan answers; name it with --round.")
    tables = allocations_of(allocations or [], the_round)
    happened = read_actuals(actuals, the_round) if actuals else None
    try:
        statement = worked_out(reading.plan, the_round, happened, variant, tables)
    except NoSuchVariant as error:
        raise WrongUse(str(error)) from error
    values = as_json(to_json(statement))
    if to and ending:
        page = values if ending == ".json" else reporting.paid_html(statement, the_round, reading.for_demonstration)
        write_whole(to, page)
        progress(f"Written to {to}")
    tell([values.rstrip("\n")] if json else reporting.payment_words(statement, the_round))
    raise typer.Exit(Exit.BLOCKED if statement.not_worked_out else Exit.FINE)
