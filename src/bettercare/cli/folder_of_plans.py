"""A folder of many plans: which files are one plan, and what is made of every reading."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from bettercare.cli.exits import WrongUse
from bettercare.cli.files_of_a_plan import Group, by_name, loose, together
from bettercare.cli.output import progress
from bettercare.plan.words import counted

if TYPE_CHECKING:
    from bettercare.plan import Plan, Reading
    from bettercare.rounds.model import Round

T = TypeVar("T")
Told = tuple[Any, str | None, str | None, frozenset[str], tuple[str, ...], str | None]
"""What a worker sends: what was made, area, round, what the plan gives figures of, other rounds it may answer; or what is
wrong with the round."""
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
    may_answer: tuple[str, ...] = ()
    """Other rounds that it may answer, where little speaks for the one named."""


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
    from bettercare.cli.given import round_of
    from bettercare.rounds import load_all

    if not folder.is_dir():
        raise WrongUse(f"{folder}: this is no folder. Put the plans into one, each plan in a folder of its own.")
    inside = sorted(p for p in folder.iterdir() if not p.name.startswith((".", "~$")))
    if not inside:
        raise WrongUse(f"{folder}: the folder is empty. Put the plans into it, each in a folder of its own.")
    if rounds is not None:
        load_all(rounds)  # one that is wrong is wrong for every plan
    round_of(round, rounds)
    jobs = jobs or os.cpu_count() or 1
    progress(f"Reading {counted(len(inside), 'file or folder', 'files and folders')}, up to {jobs} at once ...")

    def read(groups: Sequence[Group], how: str = "") -> Iterator[tuple[Group, OfPlan[T]]]:
        work: list[_Work[T]] = [_Work(group, make, round, rounds) for group in groups]
        pool = ThreadPoolExecutor(jobs)  # each thread waits for a worker, a process of its own
        try:
            for number, (group, plan) in enumerate(zip(groups, pool.map(_one, work), strict=True), start=1):
                told = how or ("put together by name, " if len(group) > 1 else "")
                progress(f"  {number} of {len(groups)}: {told}{_told(plan)}")
                yield group, plan
        finally:
            pool.shutdown(wait=False, cancel_futures=True)

    found = dict(read(by_name(inside)))
    failed = [group for group, plan in found.items() if plan.problem and len(group) > 1]
    if failed:
        found = {group: plan for group, plan in found.items() if group not in failed}
        found |= read([(path,) for group in failed for path in group], "alone, ")
    groups = together([(group, _about(plan, found.values()), plan.holds) for group, plan in found.items()])
    found |= read([group for group in groups if group not in found], "of one area and round, so put together: ")
    if aside := [plan.name for plan in found.values() if plan.no_plan]:
        progress(f"Left aside, being no plan: {', '.join(aside)}")
    return [found[group] for group in groups]


_SURE = 0.5
"""From here on what speaks for a round is enough to set a file apart from those of another round."""


def _about(plan: OfPlan[T], all_plans: Iterable[OfPlan[T]]) -> tuple[str, str | None] | None:
    """The area and round of a plan; where its round is not sure, that of the area's other papers, if it may be theirs."""
    if plan.made is None or not plan.area:
        return None
    others = {p.round for p in all_plans if p.made is not None and p.area == plan.area and not p.may_answer}
    meant = [round for round in plan.may_answer if round in others]
    return plan.area, meant[0] if len(meant) == 1 else plan.round


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


def _one(work: _Work[T]) -> OfPlan[T]:
    from bettercare.checking import WrongSetting
    from bettercare.documents import CannotRead, WorkerFailed
    from bettercare.reading import NoPlan

    try:
        told: Told = _in_worker(work)
    except NoPlan as error:
        return OfPlan(work.name, problem=str(error), no_plan=all(map(loose, work.paths)))
    except CannotRead as error:
        return OfPlan(work.name, problem=str(error))
    except WorkerFailed as error:  # a fault of ours in one plan must not cost the other 149
        return OfPlan(work.name, problem=f"{work.name}: reading it failed ({error}); `bettercare check --debug` on it tells more")
    made, area, round, holds, may_answer, wrong = told
    if wrong:
        raise WrongSetting(wrong)
    return OfPlan(work.name, made, area, round, holds=holds, may_answer=may_answer)


def _in_worker(work: _Work[T]) -> Told:
    """Read a plan and make of it what is wanted, all in one process with bounded memory and time."""
    from bettercare.documents import CannotRead, Making, make_of_files
    from bettercare.reading import made_of

    if any(path.suffix.lower() == ".json" for path in work.paths):
        try:
            found: Told = make_of_files((), Making("bettercare.cli.folder_of_plans:told_of_json", (work,)))
        except CannotRead as error:
            raise CannotRead(work.name, error.found, error.cure) from error
        return found
    return made_of(work.paths, partial(told_of, work=work), round=work.round, rounds_folder=work.rounds)


def told_of_json(_: object, work: _Work[T]) -> Told:
    """What a worker sends of a plan's reading as JSON; raises CannotRead."""
    from bettercare.cli.given import reading_of

    return told_of(reading_of(list(work.paths)), work=work)


def told_of(reading: Reading, *, work: _Work[T]) -> Told:
    """What a worker sends of a reading; raises CannotRead."""
    from bettercare.checking import WrongSetting
    from bettercare.cli.given import round_of
    from bettercare.documents import CannotRead

    plan = reading.plan
    try:
        made = work.make(work.name, reading, round_of(work.round or plan.round, work.rounds))
    except WrongUse as error:
        raise CannotRead(work.name, str(error).rstrip("."), "Name a round that there is with --round") from error
    except WrongSetting as error:  # the round is wrong for every plan
        return None, None, None, frozenset(), (), str(error)
    sure = work.round or not reading.rounds or reading.rounds[0].score >= _SURE
    may_answer = () if sure else tuple(g.round for g in reading.rounds[1:] if g.score)
    return made, _area(plan), plan.round, _figures_of(plan), may_answer, None
