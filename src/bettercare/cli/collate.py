"""bettercare collate: a whole round's plans added up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bettercare.cli.exits import Exit, WrongUse
from bettercare.cli.options import Debug, Json, RoundId, RoundsFolder
from bettercare.cli.output import as_json, progress, tell, write_whole

if TYPE_CHECKING:
    from bettercare.plan.collation import Handed

Folder = Annotated[
    Path,
    typer.Argument(
        metavar="FOLDER", help="The plans: each sub-folder is one; files beside them are put together by area and round."
    ),
]
To = Annotated[
    Path | None,
    typer.Option("--to", metavar="FOLDER", help="Also write there: a page, a workbook, tables as CSV, and all of it as JSON."),
]
Processes = Annotated[int, typer.Option("--processes", min=1, help="How many plans are read at once.")]


def collate(
    folder: Folder, round: RoundId = None, rounds: RoundsFolder = None, to: To = None, processes: Processes = 2, json: Json = False,
    debug: Debug = False,
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
    plans = _plans(folder, _Asked(round, rounds, processes))
    asked = round or _most_answered(plans)
    own = [p for p in plans if p.reading is None or p.reading.plan.round == asked]
    others = [p.name for p in plans if p not in own]
    found = added_up(own, round_of(asked, rounds), titles={rule.id: rule.title for rule in checking.rules()})
    values = as_json(to_json(found))
    if to is not None:
        to.mkdir(parents=True, exist_ok=True)
        for name, content in {**reporting.collated(found, others), "collation.json": values}.items():
            write_whole(to / name, content)
        progress(f"Written to {to}: open {to / 'index.html'}")
    tell([values.rstrip("\n")] if json else reporting.collation_words(found, others))
    raise typer.Exit(Exit.UNREADABLE if all(p.reading is None for p in plans) else Exit.FINE)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What holds for every plan that is read."""

    round: str | None
    rounds: Path | None
    processes: int


def _plans(folder: Path, asked: _Asked) -> list[Handed]:
    """Every plan of the folder, read and checked; says how files were put together."""
    if not folder.is_dir():
        raise WrongUse(f"{folder}: this is no folder. Put the plans into one, each plan in a folder of its own.")
    inside = sorted(p for p in folder.iterdir() if not p.name.startswith((".", "~$")))
    if not inside:
        raise WrongUse(f"{folder}: the folder is empty. Put the plans into it, each in a folder of its own.")
    progress(f"Reading {len(inside)} plans ...")
    single = dict(zip(inside, _read([(path,) for path in inside], asked), strict=True))
    groups = _together(single)
    again = [group for group in groups if len(group) > 1]
    read = dict(zip(again, _read(again, asked), strict=True))
    plans = [read[group] if group in read else single[group[0]] for group in groups]
    for plan in plans:
        progress(f"  {plan.name}: {plan.problem or f'{_area(plan)}, round {_round(plan)}'}")
    return plans


def _together(single: dict[Path, Handed]) -> list[tuple[Path, ...]]:
    """Files beside each other that answer one round for one area are one plan; a folder and a reading are one alone."""
    groups: dict[object, tuple[Path, ...]] = {}
    for path, plan in single.items():
        loose = plan.reading is not None and path.is_file() and path.suffix.lower() != ".json"
        key = (_area(plan), _round(plan)) if loose and _area(plan) else path
        groups[key] = (*groups.get(key, ()), path)
    return list(groups.values())


def _area(plan: Handed) -> str | None:
    """The areas that a plan covers, by code, else the area's name."""
    if plan.reading is None:
        return None
    covers = sorted(f"{c.code}{'' if c.whole else f' ({c.part})'}" for c in plan.reading.plan.covers)
    return ", ".join(covers) or plan.reading.plan.area.name


def _round(plan: Handed) -> str | None:
    return plan.reading.plan.round if plan.reading else None


def _most_answered(plans: Sequence[Handed]) -> str | None:
    """The round that most plans answer; the later one of two."""
    counts = Counter(r for p in plans if (r := _round(p)))
    return max(counts, key=lambda r: (counts[r], r)) if counts else None


def _read(groups: Sequence[tuple[Path, ...]], asked: _Asked) -> Iterator[Handed]:
    """Read and check each group of documents, several at once; one that cannot be read says so and stops nothing."""
    from multiprocessing import get_context

    work = [(group, asked.round, asked.rounds) for group in groups]
    if asked.processes == 1 or len(work) < 2:
        yield from map(_one, work)
        return
    with get_context("spawn").Pool(min(asked.processes, len(work))) as pool:
        yield from pool.imap(_one, work, chunksize=1)


def _one(work: tuple[tuple[Path, ...], str | None, Path | None]) -> Handed:
    """One plan, read and checked; of the reading only what is added up is kept, for a nation has 150."""
    from bettercare import checking
    from bettercare.cli.given import reading_of, round_of
    from bettercare.documents import CannotRead
    from bettercare.plan import NotAReading, Reading
    from bettercare.plan.collation import Handed

    paths, round, folder = work
    name = " and ".join(path.name for path in paths)
    try:
        reading = reading_of(list(paths), round, folder, quiet=True)
        the_round = round_of(round or reading.plan.round, folder)
        checked = checking.check(reading, the_round) if the_round else None
    except (CannotRead, NotAReading, WrongUse) as error:
        return Handed(name, problem=str(error))
    return Handed(name, Reading(reading.plan), checked, demonstration=reading.for_demonstration)
