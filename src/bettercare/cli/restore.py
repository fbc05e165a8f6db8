"""bettercare restore: the way back from a backup."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bettercare.cli.backup import set_up
from bettercare.cli.exits import WrongUse
from bettercare.cli.options import Debug
from bettercare.cli.output import tell

Made = Annotated[Path, typer.Argument(metavar="FILE", help="A file that `bettercare backup` made.")]
Replace = Annotated[bool, typer.Option("--replace", help="Set data aside that are in the database already.")]


def restore(file: Made, replace: Replace = False, debug: Debug = False) -> None:
    """Bring a backup back into the database of the settings, and hold every table against it; stop the service first.

    Example: bettercare restore bettercare-2026-03-31.zip
    """
    set_up()
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
