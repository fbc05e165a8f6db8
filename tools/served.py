"""The real server for tools that load it or kill it: a database of its own, its processes, and people at browsers."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from http.cookies import SimpleCookie
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bettercare.service.accounts.models import Role, User

CSRF = "0123456789abcdef" * 2
_ENDS_WITHIN = 30


class _Socket(http.client.HTTPConnection):
    """HTTP over a socket of this machine's files, so that no port is taken."""

    def __init__(self, path: Path) -> None:
        super().__init__("localhost", timeout=120)
        self.path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(120)
        self.sock.connect(str(self.path))


@dataclass(frozen=True, slots=True)
class Answered:
    """What the server answered: its status, its headers by name in small letters, and the text; how long it took in seconds."""

    status: int
    headers: dict[str, str]
    text: str
    seconds: float


class Person:
    """Somebody at a browser, signed in; every request takes a connection of its own, to whichever process is free."""

    def __init__(self, server: Path, session: str) -> None:
        self.server = server
        self.cookies = SimpleCookie({"sessionid": session, "csrftoken": CSRF})

    def get(self, path: str) -> str:
        return self.ask("GET", path).text

    def post(self, path: str, **fields: str) -> str:
        """The page that a post leads to; raises ConnectionError where it leads to none."""
        answer = self.ask("POST", path, **fields)
        if answer.status != 302:
            raise ConnectionError(f"{path} answered {answer.status}: {re.sub(r'<[^>]+>', ' ', answer.text)[-400:]}")
        return answer.headers["location"]

    def ask(self, method: str, path: str, **fields: str) -> Answered:
        """Send a request; fields are those of a form that is posted."""
        body = urllib.parse.urlencode({"csrfmiddlewaretoken": CSRF, **fields}) if method == "POST" else None
        connection = _Socket(self.server)
        try:
            cookies = "; ".join(f"{name}={held.coded_value}" for name, held in self.cookies.items())
            headers = {"Cookie": cookies, "Host": "localhost", "Content-Type": "application/x-www-form-urlencoded"}
            began = time.perf_counter()
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            text = answer.read().decode(errors="replace")
            taken = time.perf_counter() - began
            for cookie in answer.headers.get_all("Set-Cookie") or ():
                self.cookies.load(cookie)
            return Answered(answer.status, {name.lower(): value for name, value in answer.headers.items()}, text, taken)
        finally:
            connection.close()


@contextmanager
def database(name: str) -> Iterator[str]:
    """The address of an empty database of our own: in the PostgreSQL server that BETTERCARE_DATABASE_URL names, else SQLite."""
    given = os.environ.get("BETTERCARE_DATABASE_URL", "")
    if not given.startswith("postgres"):
        with tempfile.TemporaryDirectory(prefix=f"{name}-") as folder:
            yield f"sqlite:///{folder}/{name}.sqlite3"
        return
    import psycopg

    own = f"{name}_{os.getpid()}"
    parts = urllib.parse.urlsplit(given)
    with psycopg.connect(given, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{own}"')  # type: ignore[arg-type]
        try:
            yield urllib.parse.urlunsplit(parts._replace(path=f"/{own}"))
        finally:
            connection.execute(f'DROP DATABASE "{own}" WITH (FORCE)')  # type: ignore[arg-type]


def set_up(address: str, settings: str = "bettercare.service.settings") -> None:
    """Load the service in this process with a database, for demonstration, and make its tables."""
    os.environ |= {"BETTERCARE_DATABASE_URL": address, "BETTERCARE_DEMONSTRATION": "yes", "BETTERCARE_SECRET_KEY": "x" * 60,
                   "DJANGO_SETTINGS_MODULE": settings}  # fmt: skip
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)


@contextmanager
def server(folder: Path, *, killed: bool = False) -> Iterator[Path]:
    """The server as `bettercare serve` starts it, two processes and the worker; `killed` without warning at the end."""
    path = folder / "server"
    path.unlink(missing_ok=True)
    command = [sys.executable, "-m", "gunicorn", "-c", "python:bettercare.service.processes", "--bind", f"unix:{path}",
               "--workers", "2", "--timeout", "120"]  # fmt: skip
    with (folder / "server.log").open("ab") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
    try:
        for _ in range(1200):
            if process.poll() is not None:
                raise SystemExit(f"The server did not start:\n{(folder / 'server.log').read_text()[-2000:]}")
            if path.exists() and _answers(path):
                break
            time.sleep(0.1)
        yield path
    finally:
        if not killed:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(_ENDS_WITHIN)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _answers(path: Path) -> bool:
    try:
        return bool(Person(path, "").get("/accounts/login/"))
    except (OSError, http.client.HTTPException):
        return False


def joined(role: Role, code: str, name: str, who: str = "", signs_as: str = "") -> User:
    """Somebody new with a role for an organisation."""
    from bettercare.service.accounts.models import Membership, User

    user = User.objects.create_user(f"{who or role}@example.org", None, name=role.label)
    Membership.objects.create(
        user=user, organisation=code, organisation_name=name, role=role, starts=date(2025, 1, 1), signs_as=signs_as
    )
    return user


def session_of(user: User) -> str:
    """The key of a session in which somebody is signed in, by a password that they gave a moment ago."""
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(user, settings.AUTHENTICATION_BACKENDS[0])
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time() + 86_400, "email": user.email}]
    session.save()
    return session.session_key or ""
