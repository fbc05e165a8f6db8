"""A folder of many plans: which files are one plan, and what is made of every reading."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from bettercare.cli.exits import WrongUse
from bettercare.cli.files_of_a_plan import Group, by_name, loose, together
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
    no_plan: bool = False
    """Whether it is a file that can be read and holds no plan, such as a note about the others."""
    holds: frozenset[str] = frozenset()
    """Which of contributions, schemes and metrics it gives figures of: two that share most are versions, not parts of one plan."""


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

    A sub-folder is one plan, and so is a reading in JSON; files beside each other are one plan where their names tell one
    subject, or where they answer one round for one area. Versions of a document are plans of their own, and so are files that
    each hold most of a plan. A plan that cannot be read says so and stops nothing. Raises WrongUse where there is no such folder,
    or nothing in it.
    """
    from bettercare.cli.many import at_once

    if not folder.is_dir():
        raise WrongUse(f"{folder}: this is no folder. Put the plans into one, each plan in a folder of its own.")
    inside = sorted(p for p in folder.iterdir() if not p.name.startswith((".", "~$")))
    if not inside:
        raise WrongUse(f"{folder}: the folder is empty. Put the plans into it, each in a folder of its own.")
    jobs = jobs or os.cpu_count() or 1
    progress(f"Reading {counted(len(inside), 'file or folder', 'files and folders')}, up to {jobs} at once ...")

    def read(groups: Sequence[Group], how: str = "") -> Iterator[tuple[Group, OfPlan[T]]]:
        work: list[_Work[T]] = [_Work(group, make, round, rounds) for group in groups]
        plans: Iterator[OfPlan[T]] = at_once(_one, work, jobs, _lost)
        for number, (group, plan) in enumerate(zip(groups, plans, strict=True), start=1):
            told = how or ("put together by name, " if len(group) > 1 else "")
            progress(f"  {number} of {len(groups)}: {told}{_told(plan)}")
            yield group, plan

    found = dict(read(by_name(inside)))
    failed = [group for group, plan in found.items() if plan.problem and len(group) > 1]
    if failed:
        found = {group: plan for group, plan in found.items() if group not in failed}
        found |= read([(path,) for group in failed for path in group], "alone, ")
    groups = together(
        [(group, (plan.area, plan.round) if plan.made and plan.area else None, plan.holds) for group, plan in found.items()]
    )
    found |= read([group for group in groups if group not in found], "of one area and round, so put together: ")
    if aside := [plan.name for plan in found.values() if plan.no_plan]:
        progress(f"Left aside, being no plan: {', '.join(aside)}")
    return [found[group] for group in groups]


def _told(plan: OfPlan[T]) -> str:
    if plan.no_plan:
        return f"{plan.name}: no plan"
    if plan.problem:
        return f"{plan.name}: {plan.problem.removeprefix(f'{plan.name}: ')}"
    return f"{plan.name}: {plan.area or 'area not known'}, round {plan.round or 'not known'}"


def _area(plan: Plan) -> str | None:
    covers = sorted(f"{c.code}{'' if c.whole else f' ({c.part})'}" for c in plan.covers)
    return ", ".join(covers) or plan.area.name


def _figures_of(plan: Plan) -> frozenset[str]:
    held = {
        "contributions": (c.actual for c in plan.contributions),
        "schemes": (line.amount for scheme in plan.schemes for line in scheme.lines),
        "metrics": (point.value for metric in plan.metrics for point in metric.points),
    }
    return frozenset(kind for kind, values in held.items() if any(v is not None for v in values))


def _lost(work: _Work[T]) -> OfPlan[T]:
    found = "the program that read it was stopped: it asked for too much memory, or the file misled it"
    return OfPlan(work.name, problem=f"{work.name}: {found}. Try `bettercare check` on it alone.")


def _one(work: _Work[T]) -> OfPlan[T]:
    from bettercare.checking import WrongSetting
    from bettercare.cli.given import reading_of, round_of
    from bettercare.documents import CannotRead
    from bettercare.plan import NotAReading
    from bettercare.reading import NoPlan
    from bettercare.rounds import RoundFileError

    try:
        reading = reading_of(list(work.paths), work.round, work.rounds, quiet=True)
        made = work.make(work.name, reading, round_of(work.round or reading.plan.round, work.rounds))
    except NoPlan as error:
        return OfPlan(work.name, problem=str(error), no_plan=all(map(loose, work.paths)))
    except (CannotRead, NotAReading, WrongUse) as error:
        return OfPlan(work.name, problem=str(error))
    except (RoundFileError, WrongSetting):  # the round is wrong for every plan
        raise
    except Exception as error:  # a fault of ours in one plan must not cost the other 149
        found = f"{type(error).__name__}: {error}".rstrip(": ")
        return OfPlan(work.name, problem=f"{work.name}: reading it failed ({found}); `bettercare check --debug` on it tells more")
    plan = reading.plan
    return OfPlan(work.name, made, _area(plan), plan.round, holds=_figures_of(plan))
