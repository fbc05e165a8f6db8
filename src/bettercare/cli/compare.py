"""bettercare compare: what changed between two plans, and what that does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bettercare.cli.options import Debug, Json, RoundId, RoundsFolder
from bettercare.cli.output import as_json, format_of, progress, tell, write_whole

if TYPE_CHECKING:
    from bettercare.plan import CheckResult, Reading
    from bettercare.plan.comparison import Comparison
    from bettercare.rounds.model import Round

_PLAN = "A document, a folder with the documents of one plan, or its reading as JSON."
Old = Annotated[Path, typer.Argument(metavar="OLD", help=f"The plan before. {_PLAN}")]
New = Annotated[Path, typer.Argument(metavar="NEW", help=f"The plan now. {_PLAN}")]
To = Annotated[
    Path | None, typer.Option("--to", metavar="FILE", help="Also write it: .html a page, .docx a paper, .json all of it as data.")
]


def compare(
    old: Old, new: New, round: RoundId = None, rounds: RoundsFolder = None, json: Json = False, to: To = None, debug: Debug = False
) -> None:  # fmt: skip
    """Say what changed between two plans, and what that does to totals, balances, floors and findings.

    Example: bettercare compare draft/ final/ --to changes.html
    """
    from bettercare.comparing import compare as held_together
    from bettercare.plan import to_json
    from bettercare.reporting import Side, compared_docx, compared_html

    ending = format_of(to, (".html", ".docx", ".json"))
    sides = [_side(path, round, rounds) for path in (old, new)]
    (before, old_round, old_check), (after, new_round, new_check) = sides
    progress("Comparing ...")
    found = held_together(before, after, old_round, new_round, old_check, new_check)
    if to and ending:
        names = [Side(p.name, r.title if r else None) for p, r in ((old, old_round), (new, new_round))]
        if ending == ".json":
            write_whole(to, as_json(to_json(found)))
        else:
            write_whole(to, compared_docx(found, *names) if ending == ".docx" else compared_html(found, *names))
        progress(f"Written to {to}")
    tell([as_json(to_json(found)).rstrip("\n")] if json else _in_words(found))


def _side(path: Path, round: str | None, folder: Path | None) -> tuple[Reading, Round | None, CheckResult | None]:
    from bettercare import checking
    from bettercare.cli.given import reading_of, round_of

    reading = reading_of([path], round, folder)
    the_round = round_of(round or reading.plan.round, folder)
    return reading, the_round, checking.check(reading, the_round) if the_round else None


def _findings(found: Comparison) -> Iterator[str]:
    from bettercare.reporting.compared import findings_by_fate

    for heading, findings in findings_by_fate(found):
        for alike in findings:
            more = f", and {alike.more}" if alike.more else ""
            yield f"{heading.partition(' (')[0].lower()}: {alike.first.message} [{alike.first.rule}]{more}"


def _in_words(found: Comparison) -> Iterator[str]:
    from bettercare.cli.words import wrapped
    from bettercare.reporting import verdict
    from bettercare.reporting.compared import to_tell

    yield verdict(found)
    made = [side for side, so in (("old", found.old_for_demonstration), ("new", found.new_for_demonstration)) if so]
    if made:
        yield f"Made for demonstration: the {' and the '.join(made)} plan. Not of any area's board."
    moved = [e for e in found.effects if e.difference]
    for heading, lines in (
        ("What that does to the money", [e.words for e in moved] if found.changes else []),
        ("Money in another place", [m.words for m in found.moves]),
        ("What that does to the findings", list(_findings(found))),
        ("Changes", [c.words for c in to_tell(found)]),
        ("Parts taken to be the same", [f"{m.old_name}, and {m.new_name}: {m.why}" for m in found.matches if m.score < 1]),
    ):
        if lines:
            yield ""
            yield f"{heading} ({len(lines)})"
            for line in lines:
                yield from wrapped(line, "    ", "  - ")
