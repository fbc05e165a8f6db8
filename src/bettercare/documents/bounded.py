"""Read files in a separate process with a limit on memory and time, so that no file can bring the caller down.

The worker is a fresh interpreter (never a fork). It opens files one after another and tells of each as it is done; when it
dies or runs out of time, the file that it had begun is the one that cannot be read. It sends the documents, or what a function
of ours makes of them, which is bounded as opening them is. A worker that has done all it was asked for waits for the next
request, since starting an interpreter takes ten times as long as reading a plan's files; after any refusal, much memory or
many files it is let go.
"""

from __future__ import annotations

import atexit
import gc
import os
import pickle
import re
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from importlib import import_module
from io import BytesIO
from operator import attrgetter
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
_COLLECTED = (50_000, 20, 20)
"""When Python looks for things that hold each other: a reading makes many that live to its end, and hardly any such rings."""
_OWN = re.compile(r"bettercare\.(?:documents\.model|plan\.\w+|checking\.trials)")
"""Where the types stand of what we read and of what is made of it."""
_SENDABLE = {("datetime", "date"), ("datetime", "datetime"), ("decimal", "Decimal")}
"""Beside those types, all that a worker may send: what it sends is not trusted to run code."""


def open_documents(paths: Sequence[str | Path], limits: Limits = LIMITS) -> tuple[Document, ...]:
    """Return the documents in files, read in one bounded worker process; raises CannotRead for the first that fails."""
    return _Request(paths, limits).answers() if paths else ()


@dataclass(frozen=True, slots=True)
class Making:
    """A function of ours that a worker calls with the documents it opened, then with these arguments: `package.module:name`."""

    function: str
    arguments: tuple[Any, ...] = ()

    def of(self, documents: Sequence[Document]) -> Any:
        """Call it, in this process."""
        module, name = self.function.split(":")
        return getattr(import_module(module), name)(documents, *self.arguments)


def make_of_files(paths: Sequence[str | Path], making: Making, *, alone: bool = False, limits: Limits = LIMITS) -> Any:
    """Return what a function makes of the documents in files, both in one bounded worker process.

    Without files the function is called with none. Opening has `limits.seconds`, and making as many again. `alone`: the worker
    has served nobody before and serves nobody after.
    Raises CannotRead, and WorkerFailed for a fault of our own.
    """
    return _Request(paths, limits, making, alone).answers()[-1]


class WorkerFailed(RuntimeError):
    """A fault of our own in a worker; its note is where it arose."""


class _Request:
    """Files with which a worker is busy while the caller waits."""

    def __init__(self, paths: Sequence[str | Path], limits: Limits, making: Making | None = None, alone: bool = False) -> None:
        self._names = [Path(path).name for path in paths]
        self._limits, self._making, self._alone = limits, making, alone
        self._worker = _Worker(_Worker.start_now()) if alone else _Worker.take()
        self._worker.ask(([str(Path(path).absolute()) for path in paths], limits, making))

    def answers(self) -> tuple[Any, ...]:
        """Return the documents in the order of the files, or what was made of them; raises CannotRead for the first that fails."""
        try:
            found, free = self._received()
        except BaseException:
            self._worker.close()
            raise
        if free and not self._alone:
            self._worker.give_back()
        else:
            self._worker.close()
        return found

    def _received(self) -> tuple[tuple[Any, ...], bool]:
        until = time.monotonic() + self._limits.seconds
        found = [self._next(name, until) for name in self._names]
        until = time.monotonic() + self._limits.seconds
        if self._making:
            found.append(self._next(", ".join(self._names), until))
        return tuple(found), bool(self._next(", ".join(self._names), until))

    def _next(self, name: str, until: float) -> Any:
        try:
            frame = self._worker.frames.get(timeout=max(0.0, until - time.monotonic()))
        except Empty:
            raise CannotRead(name, f"it could not be read within {self._limits.seconds:g} seconds", _CURE) from None
        if frame is None:
            cause = "the program that read it was stopped: it asked for too much memory, or the file misled it"
            raise CannotRead(name, cause, _CURE)
        kind, value = frame
        if kind == "cannot":
            raise CannotRead(*value)
        if kind == "missing":
            raise ImportError(value)
        if kind == "failed":
            fault = WorkerFailed(value[0])
            fault.add_note(value[1])
            raise fault
        return value


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

    @staticmethod
    def start_now() -> tuple[str, str, int]:
        """What a worker is started with: its program, where modules are found, and by which process."""
        return _START, os.pathsep.join(p for p in sys.path if p), os.getpid()

    @classmethod
    def take(cls) -> _Worker:
        """A worker that waits, if there is one like those started now; else a new one."""
        start = cls.start_now()
        while cls.idle:
            worker = cls.idle.pop()
            if worker._start == start and worker._process.poll() is None:
                return worker
            if worker._start[2] == start[2]:  # not that of the process that this one was forked from
                worker.close()
        return cls(start)

    def give_back(self) -> None:
        self.idle.append(self)

    def ask(self, request: tuple[list[str], Limits, Making | None]) -> None:
        try:
            pickle.dump(request, self._requests)
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
        if (_OWN.fullmatch(module) and isinstance(found, type)) or (module, name) in _SENDABLE:
            return found
        raise pickle.UnpicklingError(f"a document holds no {module}.{name}")


def work() -> None:
    """Read what standard input asks for, and write the documents to standard output; runs in the worker only."""
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a library that prints must not disturb what is sent
    Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    files = 0
    gc.set_threshold(*_COLLECTED)
    while True:
        try:
            paths, limits, making = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        _limit(limits)
        first, files = not files, files + len(paths)
        if not _serve(paths, limits, making, output):
            return
        free = files < _MOST_FILES and _peak() < limits.memory // 4
        _write(("end", free), output)
        if not free:
            return
        if first:
            gc.collect()
            gc.freeze()  # what was imported and loaded stays: it is not looked through again


def _end_with(caller: int) -> None:
    """A worker whose caller was killed has nobody to read for."""
    while os.getppid() == caller:
        time.sleep(1)
    os._exit(1)


def _serve(paths: Sequence[str], limits: Limits, making: Making | None, output: IO[bytes]) -> bool:
    """Open files and send the documents, or what is made of them; false once something is refused."""
    documents: list[Document] = []
    for path in paths:
        frame = _opened(path, limits)
        documents.append(frame[1])
        _write(("opened", None) if making and frame[0] == "document" else frame, output)
        if frame[0] != "document":
            return False
    if making is None:
        return True
    frame = _made(making, documents)
    _write(frame, output)
    return frame[0] == "made"


def _opened(path: str, limits: Limits) -> tuple[str, Any]:
    try:
        return "document", open_document(path, limits)
    except CannotRead as error:
        return "cannot", (error.name, error.found, error.cure)
    except ImportError as error:
        return "missing", str(error)


def _made(making: Making, documents: Sequence[Document]) -> tuple[str, Any]:
    names = ", ".join(document.name for document in documents)
    try:
        return "made", making.of(documents)
    except CannotRead as error:
        return "cannot", (error.name, error.found, error.cure)
    except MemoryError:
        return "cannot", (names, "reading it needs more memory than is allowed", _CURE)
    except ImportError as error:
        return "missing", str(error)
    except Exception as error:  # ours, since the files could be opened: the caller shows it as such
        return "failed", (f"{type(error).__name__}: {error}", traceback.format_exc())


def _write(frame: tuple[str, Any], output: IO[bytes]) -> None:
    output.write(packed(frame))
    output.flush()


def packed(frame: tuple[str, Any]) -> bytes:
    """A frame as it is sent."""
    bytes_of = BytesIO()
    _Sent(bytes_of, pickle.HIGHEST_PROTOCOL).dump(frame)
    return bytes_of.getvalue()


class _Sent(pickle.Pickler):
    """Sends a dataclass as the call that makes it: pickle's own way with frozen ones with slots takes three times as long."""

    def reducer_override(self, value: Any) -> Any:
        values = _values_of(value.__class__)
        return (type(value), values(value)) if values else NotImplemented


@cache
def _values_of(kind: type) -> Callable[[Any], tuple[Any, ...]] | None:
    """What gives the values that a dataclass is made with, in their order; None for another type."""
    names = [f.name for f in fields(kind) if f.init and not f.kw_only] if is_dataclass(kind) else []
    if not names or len(names) < len(fields(kind)):
        return None
    return attrgetter(*names) if len(names) > 1 else lambda value: (getattr(value, names[0]),)


def _limit(limits: Limits) -> None:
    """Bound this process's memory and computing time where the system can, whatever becomes of the caller, who bounds time too."""
    try:
        import resource
    except ImportError:
        return
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    wanted = max(limits.memory, 512 * MEGABYTE)
    resource.setrlimit(resource.RLIMIT_AS, (wanted if most == resource.RLIM_INFINITY else min(wanted, most), most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    spent = resource.getrusage(resource.RUSAGE_SELF)
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(spent.ru_utime + spent.ru_stime + 2 * limits.seconds) + 10, most))


def _peak() -> int:
    """The most memory that this process has held, in bytes; 0 where the system does not tell.

    Asked of the process's own memory: what `getrusage` says holds that of the process which started it too.
    """
    try:
        told = re.search(r"VmHWM:\s*(\d+) kB", Path("/proc/self/status").read_text())
        if told:
            return int(told[1]) * 1024
        import resource
    except (ImportError, OSError):
        return 0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
