"""What the tests of the bounded worker have it make of documents."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from pathlib import Path

from bettercare.documents import Document


def names_and_process(documents: Sequence[Document], *told: str) -> tuple[str | int, ...]:
    return (*(d.name for d in documents), *told, os.getpid())


def forever(documents: Sequence[Document]) -> None:
    time.sleep(600)


def forever_holding(documents: Sequence[Document], mark: str) -> None:
    """Sleeps, holding a file that nobody else can hold until this process is gone."""
    import fcntl

    with Path(f"{mark}.new").open("w", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        Path(f"{mark}.new").rename(mark)
        time.sleep(600)


def too_much(documents: Sequence[Document]) -> int:
    return len(bytearray(64 << 30))


def fault(documents: Sequence[Document]) -> None:
    raise KeyError("ours")
