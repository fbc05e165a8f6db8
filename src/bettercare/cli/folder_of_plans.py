"""A folder of many plans, each read once: which files are one plan, and what is made of every reading."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from bettercare.cli.exits import WrongUse
from bettercare.cli.output import progress
from bettercare.plan.words import counted

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

    @property
    def name(self) -> str:
        return " and ".join(path.name for path in self.paths)


def of_each_plan(
    folder: Path, make: Make[T], round: str | None = None, rounds: Path | None = None, jobs: int | None = None
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
    jobs = jobs or os.cpu_count() or 1
    progress(f"Reading {counted(len(inside), 'plan')}, up to {jobs} at once ...")
    single: dict[Path, OfPlan[T]] = {}
    for path, plan in zip(inside, _read([_Work((path,), make, round, rounds) for path in inside], jobs), strict=True):
        single[path] = plan
        progress(f"  {len(single)} of {len(inside)}: {_told(plan)}")
    groups = _together(single)
    again = [group for group in groups if len(group) > 1]
    read = dict(zip(again, _read([_Work(group, make, round, rounds) for group in again], jobs), strict=True))
    for plan in read.values():
        progress(f"  Put together: {_told(plan)}")
    return [read[group] if group in read else single[group[0]] for group in groups]


def _told(plan: OfPlan[T]) -> str:
    problem = (plan.problem or "").removeprefix(f"{plan.name}: ")
    return f"{plan.name}: {problem or f'{plan.area}, round {plan.round}'}"


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


def _read(work: Sequence[_Work[T]], jobs: int) -> Iterator[OfPlan[T]]:
    """Read each group of documents, several at once."""
    from bettercare.cli.many import at_once

    return at_once(_one, work, jobs, _lost)


def _lost(work: _Work[T]) -> OfPlan[T]:
    found = "the program that read it was stopped: it asked for too much memory, or the file misled it"
    return OfPlan(work.name, problem=f"{work.name}: {found}. Try `bettercare check` on it alone.")


def _one(work: _Work[T]) -> OfPlan[T]:
    from bettercare.checking import WrongSetting
    from bettercare.cli.given import reading_of, round_of
    from bettercare.documents import CannotRead
    from bettercare.plan import NotAReading
    from bettercare.rounds import RoundFileError

    try:
        reading = reading_of(list(work.paths), work.round, work.rounds, quiet=True)
        made = work.make(work.name, reading, round_of(work.round or reading.plan.round, work.rounds))
    except (CannotRead, NotAReading, WrongUse) as error:
        return OfPlan(work.name, problem=str(error))
    except (RoundFileError, WrongSetting):  # the round is wrong for every plan
        raise
    except Exception as error:  # a fault of ours in one plan must not cost the other 149
        found = f"{type(error).__name__}: {error}".rstrip(": ")
        return OfPlan(work.name, problem=f"{work.name}: reading it failed ({found}); `bettercare check --debug` on it tells more")
    return OfPlan(work.name, made, _area(reading.plan), reading.plan.round)
