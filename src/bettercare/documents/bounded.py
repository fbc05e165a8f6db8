"""Read files in a separate process with a limit on memory and time, so that no file can bring the caller down.

The worker is a fresh interpreter (never a fork). It reads files one after another and sends each back as it is done; when it
dies or runs out of time, the file that it had begun is the one that cannot be read. A worker that has read all it was asked
for waits for the next request, since starting an interpreter takes ten times as long as reading a plan's files; after any
refusal, much memory or many files it is let go.
"""

from __future__ import annotations

import atexit
import os
import pickle
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import IO, Any

from bettercare.documents.limits import LIMITS, MEGABYTE, Limits
from bettercare.documents.model import CannotRead, Document
from bettercare.documents.opening import open_document

_START = "from bettercare.documents.bounded import work; work()"
_CURE = "Give a copy that holds only the plan, saved afresh by the program it was made with."
_MOST_FILES = 200
"""Files that one worker reads before a fresh one takes its place."""
_SENDABLE = {("datetime", "date"), ("datetime", "datetime"), ("decimal", "Decimal")}
"""Beside the types of `documents.model` and `plan`, all that a worker may send: what it sends is not trusted to run code."""


def open_documents(paths: Sequence[str | Path], limits: Limits = LIMITS) -> tuple[Document, ...]:
    """Return the documents in files, read in one bounded worker process; raises CannotRead for the first that fails."""
    return Opening(paths, limits).documents()


class Opening:
    """Files being read by a worker while the caller does something else; `documents` waits for them, `abandon` does not."""

    def __init__(self, paths: Sequence[str | Path], limits: Limits = LIMITS) -> None:
        self._names = [Path(path).name for path in paths]
        self._limits, self._until = limits, time.monotonic() + limits.seconds
        self._worker = _Worker.take() if paths else None
        if self._worker:
            self._worker.ask([str(Path(path).absolute()) for path in paths], limits)

    def documents(self) -> tuple[Document, ...]:
        """Return the documents in the order of the files; raises CannotRead for the first that fails."""
        if self._worker is None:
            return ()
        try:
            found, free = self._received(self._worker)
        except BaseException:
            self.abandon()
            raise
        if free:
            self._worker.give_back()
        else:
            self._worker.close()
        return found

    def abandon(self) -> None:
        """Stop reading."""
        if self._worker:
            self._worker.close()

    def _received(self, worker: _Worker) -> tuple[tuple[Document, ...], bool]:
        found: list[Document] = []
        for name in self._names:
            kind, value = self._next(worker, name)
            if kind == "cannot":
                raise CannotRead(*value)
            if kind == "missing":
                raise ImportError(value)
            found.append(value)
        _, free = self._next(worker, self._names[-1])
        return tuple(found), bool(free)

    def _next(self, worker: _Worker, name: str) -> tuple[str, Any]:
        try:
            frame = worker.frames.get(timeout=max(0.0, self._until - time.monotonic()))
        except Empty:
            raise CannotRead(name, f"it could not be read within {self._limits.seconds:g} seconds", _CURE) from None
        if frame is None:
            cause = "the program that read it was stopped: it asked for too much memory, or the file misled it"
            raise CannotRead(name, cause, _CURE)
        return frame


class _Worker:
    """An interpreter that reads files for this process, and the thread that listens to it."""

    idle: list[_Worker] = []  # noqa: RUF012  shared on purpose: appending and popping are atomic

    def __init__(self, start: tuple[str, str, int]) -> None:
        self._start = start
        self.frames: SimpleQueue[tuple[str, Any] | None] = SimpleQueue()
        self._process = subprocess.Popen(
            [sys.executable, "-c", start[0]],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": start[1], "OPENBLAS_NUM_THREADS": "1"},
        )
        assert self._process.stdin and self._process.stdout
        self._requests: IO[bytes] = self._process.stdin
        self._listener = Thread(target=self._listen, args=(self._process.stdout,), daemon=True)
        self._listener.start()

    @classmethod
    def take(cls) -> _Worker:
        """A worker that waits, if there is one like those started now; else a new one."""
        start = (_START, os.pathsep.join(p for p in sys.path if p), os.getpid())
        while cls.idle:
            worker = cls.idle.pop()
            if worker._start == start and worker._process.poll() is None:
                return worker
            if worker._start[2] == start[2]:  # not that of the process that this one was forked from
                worker.close()
        return cls(start)

    def give_back(self) -> None:
        self.idle.append(self)

    def ask(self, paths: list[str], limits: Limits) -> None:
        try:
            pickle.dump((paths, limits), self._requests)
            self._requests.flush()
        except OSError:  # it is gone already: the listener tells
            pass

    def close(self) -> None:
        self._process.kill()
        self._process.wait()
        self._listener.join()
        for pipe in (self._process.stdin, self._process.stdout):
            try:
                if pipe:
                    pipe.close()
            except OSError:  # what was still to be sent has nobody to go to
                pass

    def _listen(self, output: IO[bytes]) -> None:
        try:
            while True:
                self.frames.put(_Received(output).load())
        except Exception:  # the end, or bytes that are no frame: either way nothing more can be had
            self.frames.put(None)


@atexit.register
def _close_idle() -> None:
    while _Worker.idle:
        worker = _Worker.idle.pop()
        if worker._start[2] == os.getpid():
            worker.close()


class _Received(pickle.Unpickler):
    """Takes only what a document is made of."""

    def find_class(self, module: str, name: str) -> Any:
        found = super().find_class(module, name)
        own = module == "bettercare.documents.model" or module.startswith("bettercare.plan.")
        if (own and isinstance(found, type)) or (module, name) in _SENDABLE:
            return found
        raise pickle.UnpicklingError(f"a document holds no {module}.{name}")


def work() -> None:
    """Read what standard input asks for, and write the documents to standard output; runs in the worker only."""
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a library that prints must not disturb what is sent
    files = 0
    while True:
        try:
            paths, limits = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        _limit(limits)
        files += len(paths)
        if not all(_send(path, limits, output) for path in paths):
            return
        free = files < _MOST_FILES and _peak() < limits.memory // 4
        _write(("end", free), output)
        if not free:
            return


def _send(path: str, limits: Limits, output: IO[bytes]) -> bool:
    frame: tuple[str, Any]
    try:
        frame = ("document", open_document(path, limits))
    except CannotRead as error:
        frame = ("cannot", (error.name, error.found, error.cure))
    except ImportError as error:
        frame = ("missing", str(error))
    _write(frame, output)
    return frame[0] == "document"


def _write(frame: tuple[str, Any], output: IO[bytes]) -> None:
    output.write(pickle.dumps(frame, protocol=pickle.HIGHEST_PROTOCOL))
    output.flush()


def _limit(limits: Limits) -> None:
    """Bound this process's memory where the system can; on Windows only time is bounded."""
    try:
        import resource
    except ImportError:
        return
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    wanted = max(limits.memory, 512 * MEGABYTE)
    resource.setrlimit(resource.RLIMIT_AS, (wanted if most == resource.RLIM_INFINITY else min(wanted, most), most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _peak() -> int:
    """The most memory that this process has held, in bytes; 0 where the system does not tell."""
    try:
        import resource
    except ImportError:
        return 0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
