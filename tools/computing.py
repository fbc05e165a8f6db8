"""The time that processors spend on some work, whatever else the machine does: for the benches.

Counted is what this process spends, in all its threads, and what every process spends that it started, those that still wait for
more work (the bounded worker) among them. Those that live are counted on Linux alone, where each says what it has spent.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path


def spent() -> float:
    """Seconds of processor time of this process and of all that it started, until now."""
    return time.process_time() + spent_by_started()


def spent_by_started() -> float:
    """Seconds of processor time of all that this process started, ended or living, until now."""
    ended = os.times()
    return ended.children_user + ended.children_system + sum(map(_spent_by, started_by(os.getpid())))


def seconds(work: Callable[[], object]) -> float:
    """The processor time that one call takes."""
    began = spent()
    work()
    return spent() - began


def best(works: Sequence[Callable[[], object]], repeats: int) -> list[float]:
    """The least processor time of each work in several runs, taken in turn: what disturbs a run only makes it longer."""
    for work in works:
        work()
    runs = [[seconds(work) for work in works] for _ in range(repeats)]
    return [min(times) for times in zip(*runs, strict=True)]


def started_by(process: int) -> Iterator[int]:
    """Every living process that a process started, and that those started; none where the system does not tell."""
    waiting = [process]
    while waiting:
        try:
            threads = list((Path("/proc") / str(waiting.pop()) / "task").iterdir())
            found = [int(child) for thread in threads for child in (thread / "children").read_text().split()]
        except OSError:  # it has ended, or the system has no such files
            continue
        waiting += found
        yield from found


def _spent_by(process: int) -> float:
    """Seconds of processor time of another process: its clock's number is made of its own, as clock_getcpuclockid does."""
    try:
        return time.clock_gettime((~process << 3) | 2)
    except OSError:
        return 0.0
