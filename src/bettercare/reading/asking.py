"""The way to a reading: which files are one plan's, read in a worker with bounded memory and time.

What reads stands in the worker; who asks loads none of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from bettercare.documents import CannotRead, Making, make_of_files
from bettercare.plan import ConditionStatus, Plan, Reading
from bettercare.reading.versions import newest_first

T = TypeVar("T")
_NO_DOCUMENT = re.compile(
    r"(?<!^)\.(?:jpe?g|png|gif|bmp|tiff?|svg|msg|eml|ics|zip|7z|rar|mp[34]|mov|wav|lnk|url|tmp|bak|exe|pptx?|pub|vsdx?)$", re.I
)
_NOT_DOCUMENTS = re.compile(rf"^(?:\.|~\$|Thumbs\.db$|desktop\.ini$)|{_NO_DOCUMENT.pattern}", re.I)


def read(
    *paths: str | Path, round: str | None = None, rounds_folder: str | Path | None = None, alone: bool = False
) -> Reading:  # fmt: skip
    """Return what the documents of one plan say; a folder stands for the files in it.

    All of it is done in a worker process with bounded memory and time; raises CannotRead. `round` is a round's id; without it
    the round is recognised. `rounds_folder` holds rounds of the user's own. `alone`: the worker reads nothing of anybody else.
    """
    reading: Reading = _in_worker(paths, "read_as_given", (round, _of_worker(rounds_folder)), alone)
    if round is None and not is_plan(reading):
        raise _no_plan(d.name for d in reading.documents)
    return reading


def made_of(
    paths: Sequence[str | Path], make: Callable[[Reading], T], *, round: str | None = None, rounds_folder: str | Path | None = None
) -> T:  # fmt: skip
    """Return what a function makes of the reading of one plan's documents: in the worker too, which sends that and no more.

    `make` is a function of a module of ours, or `partial` of one; what it gives is made of types of `plan`. Otherwise as `read`.
    """
    found: tuple[T] | None = _in_worker(paths, "made_as_given", (round, _of_worker(rounds_folder), make))
    if found is None:
        raise _no_plan(file.name for path in paths for file in _files(Path(path)))
    return found[0]


def _of_worker(rounds_folder: str | Path | None) -> str | None:
    return str(Path(rounds_folder).absolute()) if rounds_folder is not None else None


def _in_worker(paths: Sequence[str | Path], function: str, arguments: tuple[Any, ...], alone: bool = False) -> Any:
    """Call a function of the pipeline in a worker, with the documents in files and what was left out of them."""
    from bettercare.rounds import load, load_all

    round, rounds_folder, *_ = arguments
    files = [file for path in paths for file in _files(Path(path))]
    if not files:
        raise CannotRead("(nothing)", "no document was named", "Name the documents of one plan, or the folder that holds them")
    if rounds_folder is not None:
        load_all(rounds_folder)
    if round is not None:
        load(round, rounds_folder)
    return make_of_files(files, Making(f"bettercare.reading.pipeline:{function}", (_left_out(paths), *arguments)), alone=alone)


def _no_plan(names: Iterable[str]) -> NoPlan:
    found = "nothing in it looks like a Better Care Fund plan"
    return NoPlan(", ".join(names), found, "Give the plan's own documents, or name the round with --round")


class NoPlan(CannotRead):
    """Documents that can be read, and hold neither a plan nor its form."""


def is_plan(reading: Reading) -> bool:
    """Whether documents hold a value of a plan, or more of a round's form than a word or two that anybody may write."""
    best = max(reading.rounds, key=lambda guess: guess.score, default=None)
    if best is None or not best.score:
        return False
    answered = any(c.status is not ConditionStatus.UNANSWERED for c in reading.plan.conditions)
    bare = replace(reading.plan, round=None, conditions=())
    return answered or bare != Plan() or len(best.why) > 1


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    files = newest_first(sorted(p for p in path.iterdir() if p.is_file() and not _NOT_DOCUMENTS.search(p.name)))
    if not files:
        raise CannotRead(
            path.name or str(path),
            "the folder holds no document (folders inside it are not looked into)",
            "Put the plan's documents into it, or name them one by one",
        )
    return files


def _left_out(paths: Sequence[str | Path]) -> str | None:
    """A notice of pictures, messages and the like that lie in a folder and are not opened."""
    folders = (p for p in map(Path, paths) if p.is_dir())
    names = sorted(f.name for p in folders for f in p.iterdir() if f.is_file() and _NO_DOCUMENT.search(f.name))
    return f"Also in the folder and not read, being no documents: {', '.join(names)}." if names else None
