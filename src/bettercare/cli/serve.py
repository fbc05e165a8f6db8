"""bettercare serve: the web service, where an area writes its plan together."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bettercare.cli.exits import WrongUse
from bettercare.cli.options import Debug
from bettercare.cli.output import tell
from bettercare.cli.serving import answer, fill_and_tell, is_free, set_up

Port = Annotated[int, typer.Option(min=1, max=65535, help="The port that it listens on.")]
Demonstration = Annotated[
    bool, typer.Option("--demonstration", help="Fill an empty database with a made-up region and people; this machine only.")
]
Documents = Annotated[
    list[Path] | None,
    typer.Option("--plan", exists=True, help="A document or folder, each of one plan, that the demonstration shows too."),
]
Workers = Annotated[int, typer.Option(min=1, max=64, help="How many processes answer.")]
Administrator = Annotated[
    str | None,
    typer.Option(
        "--first-administrator",
        metavar="ADDRESS",
        help="Print a link with which this e-mail address becomes national administrator.",
    ),
]


def serve(
    port: Port = 8000,
    demonstration: Demonstration = False,
    plan: Documents = None,
    workers: Workers = 2,
    first_administrator: Administrator = None,
    debug: Debug = False,
) -> None:
    """Start the web service on this machine; settings come from the environment.

    Example: bettercare serve --demonstration
    """
    if not first_administrator:
        is_free(port, f"bettercare serve --port {port + 1}")
    set_up(port, demonstration=demonstration)
    if first_administrator:
        _invite_administrator(first_administrator)
        return
    if demonstration:
        from bettercare.reading import read

        fill_and_tell([read(p) for p in plan or ()], "Delete that file to begin anew.")
    answer(port, workers)


def _invite_administrator(email: str) -> None:
    from django.conf import settings
    from django.db import transaction

    from bettercare.service.accounts.invitations import LASTS, make_link
    from bettercare.service.accounts.people import CannotInvite, invite_first_administrator

    try:
        with transaction.atomic():
            path = make_link(invite_first_administrator(email, "National administrator"))
    except CannotInvite as error:
        raise WrongUse(f"--first-administrator {email}: {error}") from error
    tell(
        [
            f"With this link {email} becomes national administrator. It works once, for {LASTS.days} days; hand it over safely:",
            settings.ADDRESS + path,
        ]
    )
