"""Making a backup and bringing one back, whatever the database; both say what they found."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, cast

from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.models import BinaryField
from django.utils import timezone

from bettercare.service.backup import postgresql, sqlite
from bettercare.service.backup.archive import CannotBackUp, Kept, Kind, Manifest, opened, written


@dataclass(frozen=True, slots=True)
class Restored:
    """What was brought back: when the backup was made, its tables and rows, and how many stored bytes have their hash."""

    made_at: str
    tables: int
    rows: int
    verified: int
    wrong: tuple[str, ...]
    """Records whose stored bytes are not those that their hash was taken of: they were so when the backup was made."""
    aside: str | None
    """Under which name the data that were there before are kept."""


def back_up(path: Path) -> Manifest:
    """Write the whole database to a new file while the service runs. Raises CannotBackUp."""
    loader = MigrationLoader(connection)
    migrations: dict[str, list[str]] = {}
    for app, name in sorted(set(loader.applied_migrations) & set(loader.graph.nodes)):
        migrations.setdefault(app, []).append(name)
    if not migrations:
        raise CannotBackUp("The database holds nothing of Better Care. Check BETTERCARE_DATABASE_URL.")
    with written(path) as writer:
        tables = _tools().back_up(writer)
        manifest = Manifest(version("bettercare"), _kind(), timezone.now().isoformat(), migrations, tables, writer.members)
        writer.finish(manifest)
    return manifest


def restore(path: Path, replace: bool = False) -> Restored:
    """Bring a backup back into the database of the settings, and hold every table against it. Raises CannotBackUp.

    A database that holds data already is left alone, unless `replace` says to set them aside first.
    """
    with opened(path) as (archive, manifest):
        _fits(manifest, path)
        aside = f"before_restore_{timezone.now():%Y%m%d_%H%M%S}" if replace and _holds_data() else None
        if manifest.database == "sqlite":
            sqlite.restore(archive, aside)
        else:
            postgresql.restore(archive, aside, manifest.migrations)
    found = _tools().contents()
    for name, kept in manifest.tables.items():
        if found.get(name) != kept:
            raise CannotBackUp(f"The table {name} is not what was backed up. Do not use this database; restore to another one.")
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    checked = list(_stored())
    wrong = tuple(words for words, genuine in checked if not genuine)
    rows = sum(kept.count for kept in manifest.tables.values())
    return Restored(manifest.at, len(manifest.tables), rows, len(checked) - len(wrong), wrong, aside)


def _fits(manifest: Manifest, path: Path) -> None:
    if manifest.database != _kind():
        raise CannotBackUp(
            f"{path} was made of {manifest.database}; BETTERCARE_DATABASE_URL names {_kind()}. Name a database of the same kind."
        )
    known = MigrationLoader(None).graph.nodes
    later = [name for app, names in manifest.migrations.items() for name in names if (app, name) not in known]
    if later:
        raise CannotBackUp(
            f"{path} was made by version {manifest.version}, which is later than this. Restore it with that version."
        )


def _holds_data() -> bool:
    held = bool(connection.introspection.table_names())
    connection.close()
    return held


def _stored() -> Iterator[tuple[str, bool]]:
    """Each record that keeps bytes with their SHA-256, and whether they still have it."""
    for model in apps.get_models():
        names = {f.name: f for f in model._meta.get_fields()}
        if "sha256" in names and isinstance(names.get("content"), BinaryField):
            for pk, content, sha256 in model._default_manager.values_list("pk", "content", "sha256").iterator(chunk_size=20):
                yield f"{model._meta.label} {pk}", hashlib.sha256(bytes(content)).hexdigest() == sha256


def _kind() -> Kind:
    return cast(Kind, connection.vendor)


def _tools() -> Any:
    return {"sqlite": sqlite, "postgresql": postgresql}[_kind()]


__all__ = ["Kept", "Restored", "back_up", "restore"]
