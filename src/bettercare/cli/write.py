"""bettercare write: a plan as its round's own form, filled."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from bettercare.cli.exits import Exit, WrongUse
from bettercare.cli.options import Debug, Documents, RoundId, RoundsFolder
from bettercare.cli.output import apart_from, as_json, format_of, progress, write_whole

To = Annotated[Path, typer.Option("--to", metavar="FILE", help="What to write: .docx, .xlsx, .pdf, .html or .json.")]
Version = Annotated[str | None, typer.Option("--version", metavar="NAME", help="The plan's version, printed on every page.")]


def write(
    documents: Documents, to: To, version: Version = None, round: RoundId = None, rounds: RoundsFolder = None, debug: Debug = False
) -> None:
    """Write a plan as its round's own form, filled, and say what is missing from it.

    Example: bettercare write plan.json --to plan.xlsx
    """
    from bettercare.cli.given import reading_of, round_of
    from bettercare.plan import to_json
    from bettercare.writing import ENDINGS
    from bettercare.writing import write as fill_form

    ending = format_of(to, (*ENDINGS, ".json"))
    apart_from(to, documents)
    reading = reading_of(documents, round, rounds)
    if ending == ".json":
        write_whole(to, as_json(to_json(reading)))
        progress(f"Written to {to}")
        return
    the_round = round_of(round or reading.plan.round, rounds)
    if the_round is None:
        raise WrongUse("It is not known which round this plan answers, so there is no form to write it in; name it with --round.")
    written = fill_form(reading.plan, the_round, ending or "", states=reading.states, version=version)
    write_whole(to, written.content)
    progress(f"Written to {to}")
    _tell_rest(reading.plan, written.homeless, written.missing, len(reading.doubts))
    raise typer.Exit(Exit.FINE)


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
