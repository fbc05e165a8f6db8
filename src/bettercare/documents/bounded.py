"""Read files in a separate process with a limit on memory and time, so that no file can bring the caller down.

The worker is a fresh interpreter (never a fork). It reads several files one after another and sends each back as it is
done; when it dies or runs out of time, the file that it had begun is the one that cannot be read.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from bettercare.documents.limits import LIMITS, MEGABYTE, Limits
from bettercare.documents.model import CannotRead, Document
from bettercare.documents.opening import open_document

_START = "from bettercare.documents.bounded import work; work()"
_CURE = "Give a copy that holds only the plan, saved afresh by the program it was made with."


def open_documents(paths: Sequence[str | Path], limits: Limits = LIMITS) -> tuple[Document, ...]:
    """Return the documents in files, read in one bounded worker process; raises CannotRead for the first that fails."""
    if not paths:
        return ()
    names = [Path(path).name for path in paths]
    try:
        run = subprocess.run(
            [sys.executable, "-c", _START],
            input=pickle.dumps(([str(path) for path in paths], limits)),
            capture_output=True,
            timeout=limits.seconds,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p), "OPENBLAS_NUM_THREADS": "1"},
            check=False,
        )
        sent, cause = run.stdout, "the program that read it was stopped: it asked for too much memory, or the file misled it"
    except subprocess.TimeoutExpired as late:
        sent, cause = late.stdout or b"", f"it could not be read within {limits.seconds:g} seconds"
    documents: list[Document] = []
    for kind, value in _frames(sent):
        if kind == "cannot":
            raise CannotRead(*value)
        if kind == "missing":
            raise ImportError(value)
        documents.append(value)
    if len(documents) < len(paths):
        raise CannotRead(names[len(documents)], cause, _CURE)
    return tuple(documents)


def _frames(sent: bytes) -> Iterator[tuple[str, Any]]:
    """What the worker sent, as far as it came."""
    stream = BytesIO(sent)
    while stream.tell() < len(sent):
        try:
            yield pickle.load(stream)
        except (EOFError, pickle.UnpicklingError):
            return


def work() -> None:
    """Read what standard input asks for, and write the documents to standard output; runs in the worker only."""
    paths, limits = pickle.load(sys.stdin.buffer)
    _limit(limits)
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a library that prints must not disturb what is sent
    for path in paths:
        if not _send(path, limits, output):
            return


def _send(path: str, limits: Limits, output: BinaryIO) -> bool:
    frame: tuple[str, Any]
    try:
        frame = ("document", open_document(path, limits))
    except CannotRead as error:
        frame = ("cannot", (error.name, error.found, error.cure))
    except ImportError as error:
        frame = ("missing", str(error))
    output.write(pickle.dumps(frame, protocol=pickle.HIGHEST_PROTOCOL))
    output.flush()
    return frame[0] == "document"


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
