"""bettercare collate: a whole round's plans added up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bettercare.cli.exits import Exit, WrongUse
from bettercare.cli.folder_of_plans import OfPlan, of_each_plan
from bettercare.cli.options import AllocationFiles, Debug, FolderOfPlans, Jobs, Json, RoundsFolder
from bettercare.cli.output import as_json, progress, tell, write_whole

if TYPE_CHECKING:
    from bettercare.plan import Reading
    from bettercare.plan.collation import Handed
    from bettercare.rounds.model import AllocationTable, Round

To = Annotated[
    Path | None,
    typer.Option(
        "--to",
        metavar="FOLDER",
        help="Also write there: a page with a map, a workbook, tables as CSV and Parquet, and all of it as JSON.",
    ),
]
Which = Annotated[
    str | None,
    typer.Option("--round", metavar="ID", help="Add up the plans of this round; otherwise of the one that most of them answer."),
]
AllAreas = Annotated[
    bool, typer.Option("--all-areas", help="Also name and show every area of England of that year for which no plan is added.")
]


def collate(
    folder: FolderOfPlans, round: Which = None, rounds: RoundsFolder = None, allocations: AllocationFiles = None, to: To = None,
    jobs: Jobs = None, all_areas: AllAreas = False, json: Json = False, debug: Debug = False,
) -> None:  # fmt: skip
    """Add up the plans of a round, each pound once: money, ambitions, conditions, findings; and say what was not added.

    Example: bettercare collate plans/ --to nation/
    """
    from bettercare import checking, reporting
    from bettercare.cli.given import round_of
    from bettercare.collating import collate as added_up
    from bettercare.plan import to_json

    if to is not None and to.exists() and not to.is_dir():
        raise WrongUse(f"--to {to}: this is a file. Name a folder, which is made if it is not there.")
    tables = _tables(allocations or [], round_of(round, rounds))
    each = of_each_plan(folder, partial(_handed, published_for=round, tables=tables), None, rounds, jobs)
    asked = round or _most_answered(each)
    aside = [plan.name for plan in each if plan.no_plan]
    plans = [plan.made or _unread(plan) for plan in each if not plan.no_plan]
    the_round = round_of(asked, rounds)
    expected = _all_areas(the_round) if all_areas else ()
    rules = {f.rule for plan in plans if plan.checked for f in plan.checked.findings}
    rules |= {n.rule for plan in plans if plan.checked for n in plan.checked.not_checked}
    found = added_up(plans, the_round, expected, {id: checking.title_of(id) for id in sorted(rules)})
    values = as_json(to_json(found))
    if to is not None:
        to.mkdir(parents=True, exist_ok=True)
        for name, content in {**reporting.collated(found, aside), "collation.json": values}.items():
            write_whole(to / name, content)
        progress(f"Written to {to}: open {to / 'index.html'}")
    tell([values.rstrip("\n")] if json else reporting.collation_words(found, aside))
    raise typer.Exit(Exit.UNREADABLE if all(p.made is None for p in each) else Exit.FINE)


def _tables(given: list[str], round: Round | None) -> tuple[AllocationTable, ...]:
    """The published amounts, read once for all plans."""
    from bettercare.cli.given import allocations_of

    if given and round is None:
        raise WrongUse("--allocations: say with --round which round's tables these are, as in --round 2025-26.")
    return allocations_of(given, round) if round else ()


def _handed(
    name: str, reading: Reading, round: Round | None, *, published_for: str | None = None, tables: Sequence[AllocationTable] = ()
) -> Handed:
    """One plan, checked, beside the published amounts of its round; of the reading only what is added up is kept."""
    from bettercare import checking
    from bettercare.collating import kept
    from bettercare.plan.collation import Handed

    beside = tables if round and round.id == published_for else None
    return kept(Handed(name, reading, checking.check(reading, round, beside) if round else None))


def _all_areas(round: Round | None) -> tuple[str, ...]:
    """The codes of the areas that are in being when the round's first year begins."""
    from bettercare.organisations import all_organisations
    from bettercare.plan import OrganisationKind

    if round is None:
        raise WrongUse("--all-areas: no plan says which round it answers, so its year is not known; name it with --round.")
    day = date(round.years[0].start, 4, 1)
    return tuple(o.code for o in all_organisations() if o.kind is OrganisationKind.HWB and o.in_being(day))


def _unread(plan: OfPlan[Handed]) -> Handed:
    from bettercare.plan.collation import Handed

    return Handed(plan.name, problem=plan.problem)


def _most_answered(plans: Sequence[OfPlan[Handed]]) -> str | None:
    """The round that most plans answer; the later one of two."""
    counts = Counter(plan.round for plan in plans if plan.round)
    return max(counts, key=lambda r: (counts[r], r)) if counts else None
