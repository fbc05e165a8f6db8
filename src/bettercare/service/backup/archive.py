"""The file of a backup: a zip with the database's own members and a manifest of what they are, each with its SHA-256."""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any, Literal

FORMAT = 1
MANIFEST = "manifest.json"
_PIECE = 1 << 20

Kind = Literal["sqlite", "postgresql"]


class CannotBackUp(ValueError):
    """A backup that cannot be made or brought back; the words say what was found and what to do."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What a table or member holds: its rows (members: bytes) and the SHA-256 of all of it."""

    count: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup is: of which database and version, made when, with which migrations, tables and members."""

    version: str
    database: Kind
    at: str
    migrations: Mapping[str, list[str]]
    tables: Mapping[str, Kept]
    members: Mapping[str, Kept]


class Writer:
    """Writes the members of a backup one after another, taking their hashes on the way."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.members: dict[str, Kept] = {}

    def write(self, name: str, pieces: Iterable[bytes | memoryview]) -> None:
        taken, size = hashlib.sha256(), 0
        with self._archive.open(name, "w", force_zip64=True) as member:
            for piece in pieces:
                member.write(piece)
                taken.update(piece)
                size += len(piece)
        self.members[name] = Kept(size, taken.hexdigest())

    def finish(self, manifest: Manifest) -> None:
        text = json.dumps({"format": FORMAT, **asdict(manifest)}, indent=1, sort_keys=True)
        self._archive.writestr(MANIFEST, text)


@contextmanager
def written(path: Path) -> Iterator[Writer]:
    """A new backup file, readable by its owner alone; it has its name only when it is whole."""
    if path.exists():
        raise CannotBackUp(f"{path} is there already. Name a new file; a backup is never written over.")
    part = path.with_name(f"{path.name}.part")
    try:
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    except OSError as error:
        raise CannotBackUp(f"{path} cannot be written ({error.strerror}). Name a file in a folder that is there.") from error
    try:
        with os.fdopen(handle, "wb") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
                yield Writer(archive)
            file.flush()
            os.fsync(file.fileno())
        part.rename(path)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def opened(path: Path) -> Iterator[tuple[zipfile.ZipFile, Manifest]]:
    """A backup whose members all have the SHA-256 that its manifest says. Raises CannotBackUp."""
    try:
        archive = zipfile.ZipFile(path)
    except (OSError, zipfile.BadZipFile) as error:
        raise CannotBackUp(f"{path} is no backup that can be read ({error}). Name a file that `bettercare backup` made.") from error
    with archive:
        manifest = _manifest(archive, path)
        for name, kept in manifest.members.items():
            if _taken(archive, name, path) != kept:
                raise CannotBackUp(f"{path} is damaged: {name} is not what was backed up. Use another copy; nothing was changed.")
        yield archive, manifest


def pieces(stream: IO[bytes]) -> Iterator[bytes]:
    """A stream in pieces that fit into memory."""
    return iter(lambda: stream.read(_PIECE), b"")


def _manifest(archive: zipfile.ZipFile, path: Path) -> Manifest:
    try:
        said: dict[str, Any] = json.loads(archive.read(MANIFEST))
        if said.pop("format") != FORMAT:
            raise CannotBackUp(f"{path} was made by a later version of Better Care. Install that version and restore with it.")
        tables, members = ({n: Kept(**kept) for n, kept in said.pop(key).items()} for key in ("tables", "members"))
        return Manifest(**said, tables=tables, members=members)
    except (KeyError, TypeError, ValueError, zipfile.BadZipFile) as error:
        if isinstance(error, CannotBackUp):
            raise
        raise CannotBackUp(
            f"{path} is no backup of Better Care, or is damaged. Name a file that `bettercare backup` made."
        ) from error


def _taken(archive: zipfile.ZipFile, name: str, path: Path) -> Kept:
    taken, size = hashlib.sha256(), 0
    try:
        with archive.open(name) as member:
            for piece in pieces(member):
                taken.update(piece)
                size += len(piece)
    except (KeyError, zipfile.BadZipFile, OSError, EOFError) as error:
        raise CannotBackUp(f"{path} is damaged: {name} cannot be read. Use another copy; nothing was changed.") from error
    except Exception as error:  # what a damaged stream makes the decompressor raise
        raise CannotBackUp(f"{path} is damaged: {name} cannot be unpacked. Use another copy; nothing was changed.") from error
    return Kept(size, taken.hexdigest())
