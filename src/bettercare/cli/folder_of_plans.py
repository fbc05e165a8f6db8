"""A folder of many plans, each read once: which files are one plan, and what is made of every reading."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from bettercare.cli.exits import WrongUse
from bettercare.cli.output import progress

if TYPE_CHECKING:
    from bettercare.plan import Plan, Reading
    from bettercare.rounds.model import Round

T = TypeVar("T")
Make = Callable[[str, "Reading", "Round | None"], T]
"""From a plan's name, reading and round to what is wanted of it; a function of a module, or `partial` of one."""


@dataclass(frozen=True, slots=True)
class OfPlan(Generic[T]):
    """What was made of one plan, or the problem why it could not be read."""

    name: str
    made: T | None = None
    area: str | None = None
    """The areas that the plan covers, by code, else the area's name."""
    round: str | None = None
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class _Work(Generic[T]):
    """One plan's files, and all that a worker needs to read them."""

    paths: tuple[Path, ...]
    make: Make[T]
    round: str | None
    rounds: Path | None


def of_each_plan(
    folder: Path, make: Make[T], round: str | None = None, rounds: Path | None = None, processes: int = 2
) -> list[OfPlan[T]]:  # fmt: skip
    """Read every plan of a folder, several at once, and make something of each; says how files were put together.

    A sub-folder is one plan, and so is a reading in JSON; files that answer one round for one area are one plan. A plan that
    cannot be read says so and stops nothing. Raises WrongUse where there is no such folder, or nothing in it.
    """
    if not folder.is_dir():
        raise WrongUse(f"{folder}: this is no folder. Put the plans into one, each plan in a folder of its own.")
    inside = sorted(p for p in folder.iterdir() if not p.name.startswith((".", "~$")))
    if not inside:
        raise WrongUse(f"{folder}: the folder is empty. Put the plans into it, each in a folder of its own.")
    progress(f"Reading {len(inside)} plans ...")
    single = dict(zip(inside, _read([_Work((path,), make, round, rounds) for path in inside], processes), strict=True))
    groups = _together(single)
    again = [group for group in groups if len(group) > 1]
    read = dict(zip(again, _read([_Work(group, make, round, rounds) for group in again], processes), strict=True))
    plans = [read[group] if group in read else single[group[0]] for group in groups]
    for plan in plans:
        progress(f"  {plan.name}: {plan.problem or f'{plan.area}, round {plan.round}'}")
    return plans


def _together(single: dict[Path, OfPlan[T]]) -> list[tuple[Path, ...]]:
    """Files beside each other that answer one round for one area are one plan; a folder and a reading are one alone."""
    groups: dict[object, tuple[Path, ...]] = {}
    for path, plan in single.items():
        loose = plan.made is not None and path.is_file() and path.suffix.lower() != ".json"
        key = (plan.area, plan.round) if loose and plan.area else path
        groups[key] = (*groups.get(key, ()), path)
    return list(groups.values())


def _area(plan: Plan) -> str | None:
    covers = sorted(f"{c.code}{'' if c.whole else f' ({c.part})'}" for c in plan.covers)
    return ", ".join(covers) or plan.area.name


def _read(work: Sequence[_Work[T]], processes: int) -> Iterator[OfPlan[T]]:
    """Read each group of documents, several at once."""
    from multiprocessing import get_context

    if processes == 1 or len(work) < 2:
        yield from map(_one, work)
        return
    with get_context("spawn").Pool(min(processes, len(work))) as pool:
        yield from pool.imap(_one, work, chunksize=1)


def _one(work: _Work[T]) -> OfPlan[T]:
    from bettercare.cli.given import reading_of, round_of
    from bettercare.documents import CannotRead
    from bettercare.plan import NotAReading

    name = " and ".join(path.name for path in work.paths)
    try:
        reading = reading_of(list(work.paths), work.round, work.rounds, quiet=True)
        made = work.make(name, reading, round_of(work.round or reading.plan.round, work.rounds))
    except (CannotRead, NotAReading, WrongUse) as error:
        return OfPlan(name, problem=str(error))
    return OfPlan(name, made, _area(reading.plan), reading.plan.round)
