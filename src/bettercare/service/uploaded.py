"""Files that somebody sent, on disk for as long as they are read; names and sizes are held to limits first."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePath

from django.core.files.uploadedfile import UploadedFile

LARGEST = 40 * 1024 * 1024
"""Bytes of one upload; the largest real workbook of a round that we met has 2 MB."""
MOST = 20
"""Documents of one upload."""


class CannotTake(ValueError):
    """An upload that is empty or too large; the words say what to do."""


@dataclass(frozen=True, slots=True)
class OnDisk:
    """One file: where it lies while it is read, its name as sent, and its hash and size in bytes."""

    path: Path
    name: str
    sha256: str
    bytes: int


@contextmanager
def on_disk(files: Sequence[UploadedFile[bytes]]) -> Iterator[tuple[OnDisk, ...]]:
    """Yield the files under names of their own; all are gone afterwards. Raises CannotTake."""
    if not files:
        raise CannotTake("Choose at least one document: Word, Excel, PDF or text.")
    if len(files) > MOST or sum(f.size or 0 for f in files) > LARGEST:
        raise CannotTake(
            f"These are {len(files)} documents; one upload takes up to {MOST}, of {LARGEST // 1024 // 1024} MB together. "
            "Bring them one by one."
        )
    with tempfile.TemporaryDirectory(prefix="brought-") as folder:
        kept = []
        for number, file in enumerate(files):
            name = PurePath((file.name or "").replace("\\", "/")).name or "document"
            content = file.read()
            path = Path(folder) / str(number) / name
            path.parent.mkdir()
            path.write_bytes(content)
            kept.append(OnDisk(path, name, hashlib.sha256(content).hexdigest(), len(content)))
        yield tuple(kept)
