"""PostgreSQL: each table copied out of one snapshot and in again, by the driver; no other program of any version is needed.

The tables themselves come from the migrations that the backup names, so that a backup goes into any PostgreSQL that the
service runs on.
"""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any

from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from bettercare.service.backup.archive import CannotBackUp, Kept, Writer, pieces

_FOLDER, _END = "tables/", ".copy"
_NOT_KEPT = frozenset({"cache"})
"""Tables of which nothing has to outlive a restart."""


def back_up(writer: Writer) -> dict[str, Kept]:
    """Write every table as it stands at one moment; return what they hold."""
    tables: dict[str, Kept] = {}
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        for name in _tables():
            writer.write(f"{_FOLDER}{name}{_END}", _rows_out(name))
            tables[name] = Kept(_count(name), writer.members[f"{_FOLDER}{name}{_END}"].sha256)
    return tables


def restore(archive: zipfile.ZipFile, aside: str | None, migrations: Mapping[str, list[str]]) -> None:
    """Make the tables of the backup's migrations and fill them; what was there is kept in a schema named `aside`."""
    if _tables():
        if aside is None:
            raise CannotBackUp("The database holds tables already. Say --replace to set them aside, or name another database.")
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER SCHEMA public RENAME TO {connection.ops.quote_name(aside)}")
            cursor.execute("CREATE SCHEMA public")
        connection.close()
    executor = MigrationExecutor(connection)
    wanted = {(app, name) for app, names in migrations.items() for name in names}
    executor.migrate(
        [key for key in wanted if not any(child.key in wanted for child in executor.loader.graph.node_map[key].children)]
    )
    with transaction.atomic():
        names = [n for n in _tables() if f"{_FOLDER}{n}{_END}" in archive.namelist()]
        with connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {', '.join(map(connection.ops.quote_name, names))} CASCADE")
            for name in names:
                with archive.open(f"{_FOLDER}{name}{_END}") as member, _raw(cursor).copy(_copy(name, "FROM STDIN")) as copy:
                    for piece in pieces(member):
                        copy.write(piece)
            _count_on(cursor)


def contents() -> dict[str, Kept]:
    """What the tables hold now."""
    found = {}
    with transaction.atomic():
        for name in _tables():
            taken = hashlib.sha256()
            for piece in _rows_out(name):
                taken.update(piece)
            found[name] = Kept(_count(name), taken.hexdigest())
    return found


def _tables() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        return [name for (name,) in cursor.fetchall() if name not in _NOT_KEPT]


def _rows_out(name: str) -> Iterator[memoryview | bytes]:
    with connection.cursor() as cursor, _raw(cursor).copy(_copy(name, "TO STDOUT")) as copy:
        yield from copy


def _copy(name: str, way: str) -> str:
    """Columns by name, since a table made at once and one changed since hold them in another order; rows in one order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = %s ORDER BY 1",
            [name],
        )
        quote = connection.ops.quote_name
        columns = ", ".join(quote(c) for (c,) in cursor.fetchall())
        cursor.execute(
            "SELECT a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey) "
            "WHERE i.indrelid = %s::regclass AND i.indisprimary",
            [f"public.{quote(name)}"],
        )
        order = ", ".join(quote(c) for (c,) in cursor.fetchall()) or "1"
    if way == "FROM STDIN":
        return f"COPY {quote(name)} ({columns}) FROM STDIN"
    return f"COPY (SELECT {columns} FROM {quote(name)} ORDER BY {order}) TO STDOUT"


def _count(name: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(name)}")
        return int(cursor.fetchone()[0])


def _count_on(cursor: Any) -> None:
    """Let each sequence go on from the last number that its table holds."""
    cursor.execute(
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public' "
        "AND pg_get_serial_sequence(quote_ident(table_name), column_name) IS NOT NULL"
    )
    for table, column in cursor.fetchall():
        quoted, name = connection.ops.quote_name(table), connection.ops.quote_name(column)
        cursor.execute(
            f"SELECT setval(pg_get_serial_sequence(%s, %s), greatest((SELECT max({name}) FROM {quoted}), 1), "
            f"EXISTS (SELECT 1 FROM {quoted}))",
            [quoted, column],
        )


def _raw(cursor: Any) -> Any:
    """The driver's own cursor, which knows COPY."""
    return cursor.cursor
