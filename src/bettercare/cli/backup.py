"""bettercare backup and bettercare restore: the whole service in one file, and the way back from it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from bettercare.cli.exits import WrongUse
from bettercare.cli.options import Debug
from bettercare.cli.output import tell

New = Annotated[Path, typer.Argument(metavar="FILE", help="The new file, such as bettercare-2026-03-31.zip.")]
Made = Annotated[Path, typer.Argument(metavar="FILE", help="A file that `bettercare backup` made.")]
Replace = Annotated[bool, typer.Option("--replace", help="Set data aside that are in the database already.")]


def backup(file: New, debug: Debug = False) -> None:
    """Back the web service up into one file, while it runs; settings come from the environment.

    Example: bettercare backup bettercare-2026-03-31.zip
    """
    _set_up()
    from bettercare.service.backup import CannotBackUp, back_up

    try:
        manifest = back_up(file)
    except CannotBackUp as error:
        raise WrongUse(str(error)) from error
    rows = sum(kept.count for kept in manifest.tables.values())
    tell([f"{file}: {len(manifest.tables)} tables with {rows:,} rows, as at {manifest.at}, each with its SHA-256."])


def restore(file: Made, replace: Replace = False, debug: Debug = False) -> None:
    """Bring a backup back into the database of the settings, and hold every table against it; stop the service first.

    Example: bettercare restore bettercare-2026-03-31.zip
    """
    _set_up()
    from bettercare.service.backup import CannotBackUp
    from bettercare.service.backup import restore as bring_back

    try:
        done = bring_back(file, replace)
    except CannotBackUp as error:
        raise WrongUse(str(error)) from error
    tell([f"Restored as at {done.made_at}: {done.tables} tables with {done.rows:,} rows are what was backed up.",
          f"{done.verified} stored documents, versions, signatures and submissions have their SHA-256."])  # fmt: skip
    if done.aside:
        tell([f"What was there before is kept as {done.aside}; remove it when you no longer need it."])
    if done.wrong:
        tell(["These did not have their SHA-256 when the backup was made:", *(f"  {words}" for words in done.wrong)])


def _set_up() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "bettercare.service.settings"
    import django

    django.setup()
