"""Setting the service up on this machine, filling it for demonstration, and handing this process over to it."""

from __future__ import annotations

import io
import os
import secrets
import socket
import sys
import time
from collections.abc import Sequence

from bettercare.cli.exits import WrongUse
from bettercare.cli.output import progress, tell
from bettercare.plan import Reading

HOST = "127.0.0.1"
_HOW = (
    "Made up for demonstration: people are role titles, and no figure is an area’s own. It answers this machine only.",
    "No second factor is asked. One sign-in per role; passwords are new at each start and shown this once:",
)


def is_free(port: int, cure: str) -> None:
    """Raise WrongUse where something listens on a port already; `cure` is the command that takes another one."""
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((HOST, port))
        except PermissionError as error:
            raise WrongUse(f"Port {port} may not be used by you ({error.strerror}). Take one above 1023: {cure}") from error
        except OSError as error:
            words = f"Port {port} is in use by another program, or by this one started before. Take another: {cure}"
            raise WrongUse(words) from error


def set_up(port: int, *, demonstration: bool) -> None:
    """Load the service with its settings from the environment, and bring its database up to date."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "bettercare.service.settings"
    if demonstration:
        os.environ["BETTERCARE_DEMONSTRATION"] = "yes"
        os.environ.setdefault("BETTERCARE_SECRET_KEY", secrets.token_urlsafe(50))  # for this start, shared by its processes
        os.environ.setdefault("BETTERCARE_ADDRESS", f"http://{HOST}:{port}/")
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


def fill_and_tell(readings: Sequence[Reading], anew: str) -> None:
    """Fill an empty database for demonstration, or keep what a filled one holds; print a sign-in for each role.

    `anew` says how to begin anew.
    """
    from django.conf import settings

    from bettercare.service.accounts.models import User
    from bettercare.service.demonstration import fill, fresh_passwords

    name, link = settings.DATABASES["default"]["NAME"], None
    if User.objects.exists():
        tell([f"The database {name} was filled before and is kept as you left it. {anew}"])
    else:
        progress(f"Filling the database {name} for demonstration")
        began = time.monotonic()
        link = fill(readings)
        tell([f"The database {name} is new, filled in {time.monotonic() - began:.0f} seconds. {anew}"])
    ways = fresh_passwords()
    if not ways:
        tell(["It holds no demonstration, so nobody gets a password here; sign in as you do otherwise."])
        return
    tell(["", *_HOW, ""])
    wide, widest = max(len(w.email) for w in ways), max(len(w.who) for w in ways)
    for way in ways:
        tell([f"  {way.who:<{widest}}  {way.email:<{wide}}  {way.password}", f"  {'':<{widest}}  {way.can}"])
    if link:
        tell(
            [
                f"  {'By a link, without an account':<{widest}}  {settings.ADDRESS}{link.path}",
                f"  {'':<{widest}}  signs for the care board; the code that came with the link is {link.code}",
            ]
        )
    tell([""])


def answer(port: int, workers: int) -> None:
    """Become the service; this process never returns from here."""
    sys.stdout.flush()
    arguments = ["-c", "python:bettercare.service.processes", "--bind", f"{HOST}:{port}", "--workers", str(workers)]
    os.execv(sys.executable, [sys.executable, "-m", "gunicorn", *arguments])
