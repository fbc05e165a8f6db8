"""bettercare backup: the whole service in one file."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from bettercare.cli.exits import WrongUse
from bettercare.cli.options import Debug
from bettercare.cli.output import tell

New = Annotated[Path, typer.Argument(metavar="FILE", help="The new file, such as bettercare-2026-03-31.zip.")]


def backup(file: New, debug: Debug = False) -> None:
    """Back the web service up into one file, while it runs; settings come from the environment.

    Example: bettercare backup bettercare-2026-03-31.zip
    """
    set_up()
    from bettercare.service.backup import CannotBackUp, back_up

    try:
        manifest = back_up(file)
    except CannotBackUp as error:
        raise WrongUse(str(error)) from error
    rows = sum(kept.count for kept in manifest.tables.values())
    tell([f"{file}: {len(manifest.tables)} tables with {rows:,} rows, as at {manifest.at}, each with its SHA-256."])


def set_up() -> None:
    """Let the commands about the service reach its database."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "bettercare.service.settings"
    import django

    django.setup()
