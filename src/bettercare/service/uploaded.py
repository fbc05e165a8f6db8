"""Files that somebody sent: names, kinds and sizes are held to limits first; documents lie on disk while they are read."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePath

from django.core.files.uploadedfile import UploadedFile

from bettercare.plan.words import listed

MEGABYTE = 1024 * 1024
LARGEST = 40 * MEGABYTE
"""Bytes of one upload; the largest real workbook of a round that we met has 2 MB."""
MOST = 20
"""Documents of one upload."""
_LONGEST_NAME = 200
_ZIP = b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: what people call it, its ending, how its bytes begin (nothing for text) and its content type."""

    title: str
    ending: str
    begins: bytes
    content_type: str

    def holds(self, content: bytes) -> bool:
        """Whether bytes can be of this kind."""
        return content.startswith(self.begins) if self.begins else b"\x00" not in content


PDF = Kind("PDF", ".pdf", b"%PDF-", "application/pdf")
WORD = Kind("Word", ".docx", _ZIP, "application/vnd.openxmlformats-officedocument.wordprocessingml.document")
EXCEL = Kind("Excel", ".xlsx", _ZIP, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
POWERPOINT = Kind("PowerPoint", ".pptx", _ZIP, "application/vnd.openxmlformats-officedocument.presentationml.presentation")
TEXT_DOCUMENT = Kind("OpenDocument", ".odt", _ZIP, "application/vnd.oasis.opendocument.text")
TABLE_DOCUMENT = Kind("OpenDocument spreadsheet", ".ods", _ZIP, "application/vnd.oasis.opendocument.spreadsheet")
PNG = Kind("PNG", ".png", b"\x89PNG\r\n\x1a\n", "image/png")
JPEG = Kind("JPEG", ".jpg", b"\xff\xd8\xff", "image/jpeg")
TEXT = Kind("text", ".txt", b"", "text/plain; charset=utf-8")
CSV = Kind("CSV", ".csv", b"", "text/csv; charset=utf-8")


class CannotTake(ValueError):
    """An upload that is missing, empty, too large or of no kind that is taken; the words say what to do."""


@dataclass(frozen=True, slots=True)
class Taken:
    """One file that was sent: its name without folders, its bytes, their content type where its kind is known, and their hash."""

    name: str
    content: bytes
    content_type: str
    sha256: str


def taken(file: UploadedFile[bytes], *, kinds: Sequence[Kind] = (), largest: int = LARGEST) -> Taken:
    """Return a file that was sent. It is of one of the kinds where some are named, and of any otherwise. Raises CannotTake."""
    name = PurePath((file.name or "").replace("\\", "/")).name[-_LONGEST_NAME:] or "document"
    ending = PurePath(name).suffix.lower().replace(".jpeg", JPEG.ending)
    kind = next((k for k in kinds if k.ending == ending), None)
    if kinds and kind is None:
        raise CannotTake(f"{name} is of a kind that is not kept here. Bring it as {listed([k.title for k in kinds], 'or')}.")
    if (file.size or 0) > largest:
        raise CannotTake(f"{name} is larger than {largest // MEGABYTE} MB. Bring a smaller copy.")
    content = file.read()
    if not content.strip():
        raise CannotTake(f"{name} is empty. It may not have been copied whole: fetch it again.")
    if kind is not None and not kind.holds(content):
        raise CannotTake(f"{name} is not what its ending says. Save it again in its own program, and choose that file.")
    return Taken(name, content, kind.content_type if kind else "", hashlib.sha256(content).hexdigest())


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
            f"These are {len(files)} documents; one upload takes up to {MOST}, of {LARGEST // MEGABYTE} MB together. "
            "Bring them one by one."
        )
    with tempfile.TemporaryDirectory(prefix="brought-") as folder:
        kept = []
        for number, file in enumerate(files):
            one = taken(file)
            path = Path(folder) / str(number) / one.name
            path.parent.mkdir()
            path.write_bytes(one.content)
            kept.append(OnDisk(path, one.name, one.sha256, len(one.content)))
        yield tuple(kept)
