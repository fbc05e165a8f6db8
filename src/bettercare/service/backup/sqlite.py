"""SQLite: its own online backup while people go on working, and a file put in the old one's place."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from django.db import connection

from bettercare.service.backup.archive import CannotBackUp, Kept, Writer, pieces

MEMBER = "database.sqlite3"


def back_up(writer: Writer) -> dict[str, Kept]:
    """Write a copy of the database as it stands at one moment; return what its tables hold."""
    connection.ensure_connection()
    with tempfile.TemporaryDirectory(prefix="backup-") as folder:
        path = Path(folder) / MEMBER
        copy = sqlite3.connect(path)
        try:
            connection.connection.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
            _whole(copy, path)
            tables = _contents(copy)
        finally:
            copy.close()
        with path.open("rb") as stream:
            writer.write(MEMBER, pieces(stream))
    return tables


def restore(archive: zipfile.ZipFile, aside: str | None) -> None:
    """Put the backup in the database's place; what was there is kept beside it under the name `aside`."""
    if MEMBER not in archive.namelist():
        raise CannotBackUp("The backup holds no database. Use another copy; nothing was changed.")
    home = Path(str(connection.settings_dict["NAME"])).absolute()
    connection.close()
    if home.exists() and not _empty(home):
        if aside is None:
            raise CannotBackUp(f"{home} holds data already. Say --replace to set them aside, or name another database.")
        _set_aside(home, home.with_name(f"{home.name}.{aside}"))
    home.parent.mkdir(parents=True, exist_ok=True)
    part = home.with_name(f"{home.name}.part")
    try:
        with archive.open(MEMBER) as member, part.open("wb") as file:
            shutil.copyfileobj(member, file)
            file.flush()
            os.fsync(file.fileno())
        _check(part)
        for left in ("-wal", "-shm"):
            home.with_name(home.name + left).unlink(missing_ok=True)
        part.replace(home)
    finally:
        part.unlink(missing_ok=True)


def contents() -> dict[str, Kept]:
    """What the tables hold now."""
    held = sqlite3.connect(str(connection.settings_dict["NAME"]))
    try:
        return _contents(held)
    finally:
        held.close()


def _set_aside(home: Path, other: Path) -> None:
    """Move a database with what its log still holds."""
    source = sqlite3.connect(home)
    source.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    source.close()
    home.rename(other)


def _empty(path: Path) -> bool:
    held = sqlite3.connect(path)
    try:
        return not held.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    except sqlite3.DatabaseError as error:
        raise CannotBackUp(f"{path} is no database of SQLite. Move it away, or name another database.") from error
    finally:
        held.close()


def _check(path: Path) -> None:
    held = sqlite3.connect(path)
    try:
        _whole(held, path)
    finally:
        held.close()


def _whole(held: sqlite3.Connection, path: Path) -> None:
    found = held.execute("PRAGMA integrity_check").fetchone()[0]
    if found != "ok":
        raise CannotBackUp(f"The database {path} is damaged: {found}. Restore an earlier backup.")


def _contents(held: Any) -> dict[str, Kept]:
    names = [n for (n,) in held.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")]
    return {name: _table(held, name) for name in sorted(names)}


def _table(held: Any, name: str) -> Kept:
    taken, count = hashlib.sha256(), 0
    for row in held.execute(f'SELECT * FROM "{name}" ORDER BY 1'):
        taken.update(repr(row).encode())
        count += 1
    return Kept(count, taken.hexdigest())
