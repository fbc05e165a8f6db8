"""bettercare serve: the web service, where an area writes its plan together."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

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


def serve(
    port: Port = 8000, demonstration: Demonstration = False, plan: Documents = None, workers: Workers = 2, debug: Debug = False
) -> None:
    """Start the web service on this machine; settings come from the environment.

    Example: bettercare serve --demonstration
    """
    os.environ["DJANGO_SETTINGS_MODULE"] = "bettercare.service.settings"
    if demonstration:
        os.environ["BETTERCARE_DEMONSTRATION"] = "yes"
        os.environ.setdefault("BETTERCARE_SECRET_KEY", _kept_secret())
    import django
    from django.core.management import call_command

    django.setup()
    call_command("check", fail_level="ERROR", verbosity=0)
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    address = f"http://127.0.0.1:{port}/"
    if demonstration:
        _tell_ways_in(plan or [], address)
    tell([f"Better Care answers at {address}. Ctrl+C ends it."])
    arguments = ["--bind", f"127.0.0.1:{port}", "--workers", str(workers), "--threads", "4", "--log-level", "warning"]
    os.execv(sys.executable, [sys.executable, "-m", "gunicorn", *arguments, "bettercare.service.wsgi:application"])


def _kept_secret() -> str:
    """A secret for this start, shared by its processes."""
    import secrets

    return secrets.token_urlsafe(50)


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
