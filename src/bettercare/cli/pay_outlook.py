"""bettercare pay outlook: what may be paid, as a distribution, before it is a figure."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bettercare.cli.exits import Exit, WrongUse
from bettercare.cli.options import AllocationFiles, Debug, Documents, Json, RoundId, RoundsFolder
from bettercare.cli.output import apart_from, as_json, format_of, progress, tell, write_whole
from bettercare.cli.pay import ActualFiles, Variant

if TYPE_CHECKING:
    from bettercare.paying.outlook import Beliefs

History = Annotated[
    Path,
    typer.Option("--history", metavar="FILE", help="Counts by month or quarter: a CSV or Excel table with Metric, Period, Count."),
]
Delivered = Annotated[
    str,
    typer.Option(
        "--delivered", metavar="LEAST,LIKELY,MOST",
        help="How much of the planned fall is delivered, in per cent; an assumption, so say your own.",
    ),
]  # fmt: skip
Share = Annotated[
    list[str] | None,
    typer.Option("--share", metavar="PARTNER=PER CENT", help="What a partner bears of what is not paid; all of them come to 100."),
]
Reserve = Annotated[str | None, typer.Option("--reserve", metavar="POUNDS", help="What is held against a loss.")]
Draws = Annotated[int, typer.Option("--draws", min=100, max=5_000_000, help="How many outcomes are drawn.")]
Seed = Annotated[int, typer.Option("--seed", min=0, help="The same seed draws the same outcomes.")]
To = Annotated[Path | None, typer.Option("--to", metavar="FILE", help="Also write it: .html a page, .json all of it as data.")]


def pay_outlook(
    documents: Documents, history: History, actuals: ActualFiles = None, allocations: AllocationFiles = None,
    delivered: Delivered = "0,50,100", share: Share = None, reserve: Reserve = None, draws: Draws = 10_000, seed: Seed = 20_141,
    variant: Variant = None, round: RoundId = None, rounds: RoundsFolder = None, json: Json = False, to: To = None,
    debug: Debug = False,
) -> None:  # fmt: skip
    """Say what may be paid for a planned fall of admissions: the likely range, who bears a loss, and what decides it.

    Example: bettercare pay outlook plan/ --history months.csv --share Council=40 --share "NHS=60"
    """
    from bettercare import reporting
    from bettercare.cli.given import allocations_of, reading_of, round_of
    from bettercare.paying import NoSuchVariant, pay
    from bettercare.paying.outlook import outlook
    from bettercare.plan import to_json
    from bettercare.plan.payments import ActualKind, Unusable
    from bettercare.reading import read_actuals

    ending = format_of(to, (".html", ".json"))
    apart_from(to, [*documents, history, *([actuals] if actuals else [])])
    beliefs = _beliefs(delivered, share or [], reserve, draws, seed)
    reading = reading_of(documents, round, rounds)
    the_round = round_of(round or reading.plan.round, rounds)
    if the_round is None:
        raise WrongUse("It is not known which round this plan answers; name it with --round.")
    tables = allocations_of(allocations or [], the_round)
    past = read_actuals(history, the_round)
    try:
        statement = pay(reading.plan, the_round, read_actuals(actuals, the_round) if actuals else None, variant, tables)
    except NoSuchVariant as error:
        raise WrongUse(str(error)) from error
    fall = statement.for_a_fall
    if fall is None:
        raise WrongUse(_no_fall(the_round.id, statement.not_worked_out))
    rows = [(a.period, a.numerator) for a in past.rows
            if a.kind is ActualKind.METRIC and a.of == fall.metric and a.period and a.numerator is not None]  # fmt: skip
    found = outlook(fall, rows, beliefs, past.unusable)
    if isinstance(found, Unusable):
        raise WrongUse(f"{found.where}: {found.found}. {found.do}")
    values = as_json(to_json(found))
    if to and ending:
        page = values if ending == ".json" else reporting.outlook_html(found, statement, the_round, reading.for_demonstration)
        write_whole(to, page)
        progress(f"Written to {to}")
    tell([values.rstrip("\n")] if json else reporting.outlook_words(found, statement))
    raise typer.Exit(Exit.BLOCKED if found.not_worked_out else Exit.FINE)


def _beliefs(delivered: str, shares: list[str], reserve: str | None, draws: int, seed: int) -> Beliefs:
    """What the options assume; raises WrongUse where one of them is no figure or does not add up."""
    from bettercare.paying.outlook import Beliefs

    parts = delivered.split(",")
    if len(parts) != 3:
        raise WrongUse(f"--delivered {delivered}: give least, most likely and most in per cent, as 0,50,100.")
    low, mode, high = (_number(part, "--delivered") / 100 for part in parts)
    pairs = []
    for words in shares:
        name, equals, part = words.rpartition("=")
        if not equals or not name:
            raise WrongUse(f"--share {words}: give PARTNER=PER CENT, as Council=40.")
        pairs.append((name, _number(part, f"--share {name}")))
    try:
        return Beliefs((low, mode, high), tuple(pairs), None if reserve is None else _number(reserve, "--reserve"), draws, seed)
    except ValueError as error:
        raise WrongUse(f"{str(error)[0].upper()}{str(error)[1:]}.") from error


def _number(text: str, of: str) -> Decimal:
    try:
        number = Decimal(text.strip().removeprefix("£").removesuffix("%").replace(",", ""))
    except InvalidOperation as error:
        raise WrongUse(f"{of}: “{text}” is no number.") from error
    if not number.is_finite() or number < 0:
        raise WrongUse(f"{of}: “{text}” is no amount from nothing up.")
    return number


def _no_fall(round: str, problems: tuple[object, ...]) -> str:
    told = "; ".join(f"{p.where}: {p.found}. {p.do}" for p in problems)  # type: ignore[attr-defined]
    return told or f"Round {round} pays nothing for a fall of admissions, so there is no payment to look ahead to."
