"""bettercare serve: the web service, where an area writes its plan together."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from bettercare.cli.exits import WrongUse
from bettercare.cli.options import Debug
from bettercare.cli.output import tell

Port = Annotated[int, typer.Option(min=1, max=65535, help="The port that it listens on.")]
Demonstration = Annotated[
    bool, typer.Option("--demonstration", help="Fill an empty database with made-up plans and people; this machine only.")
]
Documents = Annotated[
    list[Path] | None, typer.Option("--plan", exists=True, help="A document or folder to read a demonstration plan from.")
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
    os.environ["DJANGO_SETTINGS_MODULE"] = "bettercare.service.settings"
    address = f"http://127.0.0.1:{port}/"
    if demonstration:
        os.environ["BETTERCARE_DEMONSTRATION"] = "yes"
        os.environ.setdefault("BETTERCARE_SECRET_KEY", _kept_secret())
        os.environ.setdefault("BETTERCARE_ADDRESS", address)
    import django
    from django.core.management import call_command

    from bettercare.service.accounts.organisation_sign_in import WrongSignIn

    try:
        django.setup()
    except WrongSignIn as error:
        raise WrongUse(str(error)) from error
    call_command("check", fail_level="ERROR", verbosity=0, stdout=io.StringIO())
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    if first_administrator:
        _invite_administrator(first_administrator)
        return
    if demonstration:
        _tell_ways_in(plan or [], address)
    tell([f"Better Care answers at {address}. Ctrl+C ends it."])
    sys.stdout.flush()
    subprocess.Popen([sys.executable, "-m", "bettercare.service.worker"])  # ends when this process does
    arguments = ["--bind", f"127.0.0.1:{port}", "--workers", str(workers), "--threads", "4", "--log-level", "warning"]
    os.execv(sys.executable, [sys.executable, "-m", "gunicorn", *arguments, "bettercare.service.wsgi:application"])


def _kept_secret() -> str:
    """A secret for this start, shared by its processes."""
    import secrets

    return secrets.token_urlsafe(50)


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


def _tell_ways_in(documents: list[Path], address: str) -> None:
    from django.utils import timezone

    from bettercare.service.demonstration import filled

    ways = filled(documents, timezone.localdate())
    if ways:
        width = max(len(w.role) for w in ways)
        tell(["Made up for demonstration; no second factor is asked. These passwords are shown once:"])
        tell(f"  {w.role:<{width}}  {w.email:<24} {w.password}" for w in ways)
    else:
        tell([f"{address} opens with the people that its database knows; delete bettercare.sqlite3 to begin anew."])
