"""Work outside a request: queued in the database in the transaction that asks for it, and done by the worker.

    @can_wait
    def read_documents(plan: int) -> int: ...

    asked = later(read_documents, row.pk)   # what is rolled back is never done
    came_of(asked)                          # waiting, being done, done with its value, or failed

What work is given and gives goes through JSON: ids, not rows. Tests and commands call `run_waiting()`; the worker does so again
and again (`work`), and between takes the steps that `each_round` was told of. Only this module knows which library queues.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any, ParamSpec, TypeVar

from django.db import close_old_connections
from django_tasks import task
from django_tasks.base import Task

P = ParamSpec("P")
R = TypeVar("R")
log = logging.getLogger(__name__)
_STEPS: list[Callable[[], object]] = []
_ENDS = threading.Event()
PAUSE = 2.0
"""Seconds that the worker waits where nothing is to be done."""


class State(Enum):
    """How far queued work is."""

    WAITING = "waiting"
    BEING_DONE = "being done"
    DONE = "done"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of queued work: its state, and its value where it is done."""

    state: State
    value: Any = None


def can_wait(function: Callable[P, R]) -> Task[P, R]:
    """Mark a function of a module as work that can be queued; `.call(...)` still does it at once."""
    return task()(function)


def later(work: Task[P, R], *args: P.args, **kwargs: P.kwargs) -> str:
    """Queue work in the present transaction, and return the id under which `came_of` tells of it."""
    return str(work.enqueue(*args, **kwargs).id)


def came_of(id: str) -> Outcome:
    """What came of queued work."""
    from django.core.exceptions import ValidationError
    from django_tasks_db.models import DBTaskResult

    try:
        row = DBTaskResult.objects.get(pk=id)
    except (DBTaskResult.DoesNotExist, ValidationError):
        return Outcome(State.UNKNOWN)
    states = {"READY": State.WAITING, "RUNNING": State.BEING_DONE, "SUCCESSFUL": State.DONE, "FAILED": State.FAILED}
    return Outcome(states[row.status], row.return_value)


def each_round(step: Callable[[], object]) -> None:
    """Have the worker take a step in each of its rounds, such as sending what is due. A step that fails is tried again."""
    _STEPS.append(step)


def run_waiting() -> None:
    """Do all work that is queued, until none is left."""
    from django.utils.crypto import get_random_string
    from django_tasks_db.management.commands.db_worker import Worker

    Worker(
        queue_names=["*"], interval=0, batch=True, backend_name="default", startup_delay=False, max_tasks=None,
        worker_id=get_random_string(32), excluded_queue_names=[],
    ).run()  # fmt: skip


def work(*, rounds: int | None = None) -> None:
    """Be the worker: until it is told to `end`, the process that started it is gone, or a number of rounds is done."""
    parent, done = os.getppid(), 0
    while not _ENDS.is_set() and os.getppid() == parent and (rounds is None or done < rounds):
        close_old_connections()
        for step in (run_waiting, *_STEPS):
            try:
                step()
            except Exception:
                log.exception("A step of the worker failed and will be tried again: %s", getattr(step, "__qualname__", step))
        done += 1
        if done != rounds:
            _ENDS.wait(PAUSE)


def end() -> None:
    """Let the worker of this process end once it has finished what it is doing."""
    _ENDS.set()
