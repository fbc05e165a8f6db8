"""The same done to many things at once, in processes of their own; one that takes its process with it stops no other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import TypeVar

W = TypeVar("W")
R = TypeVar("R")


def at_once(do: Callable[[W], R], work: Sequence[W], jobs: int, lost: Callable[[W], R]) -> Iterator[R]:
    """Yield what `do` makes of each piece of work, in order, in as many processes as `jobs` says (spawned, never forked).

    Where a process dies, what it may have died of is done once more alone, and if that dies too, `lost` says what stands for it.
    """
    if jobs == 1 or len(work) < 2:
        yield from map(do, work)
        return
    done: dict[int, R] = {}
    at = 0
    while at < len(work):
        left = [n for n in range(at, len(work)) if n not in done]
        with ProcessPoolExecutor(min(jobs, len(left)) or 1, mp_context=get_context("spawn")) as pool:
            futures = {n: pool.submit(do, work[n]) for n in left}
            try:
                while at < len(work):
                    yield done.pop(at) if at in done else futures[at].result()
                    at += 1
            except BrokenProcessPool:  # all that was under way is lost, what was finished is not
                done |= {n: f.result() for n, f in futures.items() if n >= at and f.done() and f.exception() is None}
            finally:
                pool.shutdown(wait=False, cancel_futures=True)
        if at < len(work):
            yield done.pop(at) if at in done else _alone(do, work[at], lost)
            at += 1


def _alone(do: Callable[[W], R], one: W, lost: Callable[[W], R]) -> R:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        try:
            return pool.submit(do, one).result()
        except BrokenProcessPool:
            return lost(one)
