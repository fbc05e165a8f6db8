"""bettercare write: a plan as its round's own form, filled."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bettercare.cli.exits import Exit, WrongUse
from bettercare.cli.options import Debug, RoundId, RoundsFolder
from bettercare.cli.output import apart_from, as_json, format_of, progress, write_whole

if TYPE_CHECKING:
    from bettercare.plan import Plan
    from bettercare.rounds.model import Round
    from bettercare.writing import NotFilled

Documents = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="DOCUMENT",
        help="The documents of one plan, a folder that holds them, the plan's reading as JSON, or - for what is piped in; "
        "with none, and --round, the round's empty form is written.",
    ),
]
To = Annotated[Path, typer.Option("--to", metavar="FILE", help="What to write: .docx, .xlsx, .pdf, .html or .json.")]
Into = Annotated[Path | None, typer.Option("--into", metavar="BLANK", help="A workbook (.xlsx, .xlsm) to fill instead.")]
Version = Annotated[str | None, typer.Option("--version", metavar="NAME", help="The plan's version, printed on every page.")]


def write(
    to: To,
    documents: Documents = None,
    into: Into = None,
    version: Version = None,
    round: RoundId = None,
    rounds: RoundsFolder = None,
    debug: Debug = False,
) -> None:
    """Write a plan as its round's own form, filled, and say what is missing from it; or fill somebody's own workbook.

    Example: bettercare write plan.json --to plan.xlsx

    Example: bettercare write plan.json --into blank.xlsx --to filled.xlsx

    Example: bettercare write --round 2025-26 --to blank.xlsx
    """
    from bettercare.cli.given import reading_of, round_of
    from bettercare.plan import Plan, Reading, to_json
    from bettercare.writing import ENDINGS
    from bettercare.writing import write as fill_form

    if not documents and (round is None or into is not None):
        raise WrongUse("Name the plan's documents; or, for an empty form, nothing but --round and --to.")
    documents = documents or []
    if into is not None:
        _fill(documents, into, to, version, round, rounds)
    ending = format_of(to, (*ENDINGS, ".json"))
    apart_from(to, documents)
    reading = reading_of(documents, round, rounds) if documents else Reading(Plan(round=round))
    if ending == ".json":
        write_whole(to, as_json(to_json(reading)))
        progress(f"Written to {to}")
        return
    the_round = _round(round_of(round or reading.plan.round, rounds))
    written = fill_form(
        reading.plan, the_round, ending or "", states=reading.states, version=version, demonstration=reading.for_demonstration
    )
    write_whole(to, written.content)
    progress(f"Written to {to}")
    if documents:
        _tell_rest(reading.plan, written.homeless, written.missing, len(reading.doubts))
    raise typer.Exit(Exit.FINE)


def _round(found: Round | None) -> Round:
    if found is None:
        raise WrongUse("It is not known which round this plan answers, so there is no form to write it in; name it with --round.")
    return found


def _fill(documents: list[Path], into: Path, to: Path, version: str | None, round: str | None, rounds: Path | None) -> None:
    """Fill a workbook and list what was not filled; ends with 1 where anything was not."""
    from bettercare.cli.given import reading_of, round_of
    from bettercare.documents.opening import file_bytes
    from bettercare.plan.words import counted
    from bettercare.writing import WORKBOOKS, fill_file

    if version is not None:
        raise WrongUse("--version is printed on a form of our own; a workbook that is filled keeps its own words.")
    file_bytes(into)  # one that is not there is told before the plan is read
    if into.suffix.lower() in WORKBOOKS:
        format_of(to, (into.suffix.lower(),))
    else:
        format_of(to, WORKBOOKS)
    apart_from(to, (*documents, into))
    reading = reading_of(documents, round, rounds)
    the_round = _round(round_of(round or reading.plan.round, rounds))
    filled = fill_file(reading.plan, the_round, into, states=reading.states)
    write_whole(to, filled.content)
    progress(f"Written to {to}: {counted(len(filled.filled), 'value')} of the plan stand in it.")
    if into.suffix.lower() == ".xlsm":
        progress("Macros that the workbook holds are kept, and were not run.")
    _tell_not_filled(reading.plan, filled.not_filled)
    raise typer.Exit(Exit.BLOCKED if filled.not_filled else Exit.FINE)


def _tell_not_filled(plan: Plan, not_filled: tuple[NotFilled, ...]) -> None:
    """Say what was not filled, together where place and reason are the same."""
    from bettercare.cli.output import tell
    from bettercare.cli.words import wrapped
    from bettercare.plan.words import begin, counted, in_words

    if not not_filled:
        return
    groups: dict[tuple[str | None, str], list[str]] = {}
    for item in not_filled:
        groups.setdefault((item.where, item.why), []).append(begin(in_words(plan, item.address)))
    tell([f"Not filled: {counted(len(not_filled), 'value')}"])
    for (where, why), names in groups.items():
        tell(wrapped(f"{where}: {why}" if where else begin(why), "    ", "  - "))
        for name in names:
            tell(wrapped(name, "        ", "      "))


def _each_once(asks: tuple[str, ...]) -> tuple[str, ...]:
    """`Provider (7 times)` for what is asked in several rows."""
    return tuple(f"{ask} ({times} times)" if times > 1 else ask for ask, times in Counter(asks).items())


def _tell_rest(plan: object, homeless: tuple[str, ...], missing: tuple[str, ...], doubts: int) -> None:
    from bettercare.cli.output import tell
    from bettercare.cli.words import wrapped
    from bettercare.plan import Plan
    from bettercare.plan.words import begin, counted, in_words

    assert isinstance(plan, Plan)
    if doubts:
        progress(f"{counted(doubts, 'value')} of this plan can be read in more than one way; `bettercare read` says which.")
    for heading, lines in (
        ("Asked for and not given", _each_once(missing)),
        ("Not asked for by this round: on a page at the end", tuple(begin(in_words(plan, a)) for a in homeless)),
    ):
        if lines:
            tell([heading])
            for line in lines:
                tell(wrapped(line, "    ", "  - "))
