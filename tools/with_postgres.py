"""Runs a command with a PostgreSQL server of its own: `python -m tools.with_postgres COMMAND...`.

A new cluster in a temporary folder, reached by a socket in it and by nothing else, gone afterwards. PostgreSQL refuses to run
as root; then it runs as the user that Debian's package made.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "listen_addresses=")
"""A server for tests has nothing to lose, and no network."""
_RUNS_AS = "postgres"


def programs() -> Path:
    """The folder of PostgreSQL's own programs, newest version first."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[4]), reverse=True)
    beside = shutil.which("initdb")
    if not found and not beside:
        raise SystemExit("PostgreSQL's initdb was not found. On Debian: apt-get install postgresql")
    return (found[0] if found else Path(beside or "")).parent


def run(command: Sequence[str]) -> int:
    """Run a command with BETTERCARE_DATABASE_URL set to a new server; return its exit status."""
    with tempfile.TemporaryDirectory(prefix="pg-") as folder:
        home, bin = Path(folder), programs()
        if os.geteuid() == 0:
            user = pwd.getpwnam(_RUNS_AS)
            os.chown(home, user.pw_uid, user.pw_gid)
        _as_user([bin / "initdb", "-D", home / "data", "-U", "bettercare", "-A", "trust", "-E", "UTF8", "--no-sync"], home)
        options = " ".join(f"-c {setting}" for setting in (*QUICK, f"unix_socket_directories={home}"))
        _as_user([bin / "pg_ctl", "-D", home / "data", "-l", home / "log", "-w", "-o", options, "start"], home)
        try:
            address = f"postgres://bettercare@/postgres?host={home}"
            return subprocess.run(list(command), env={**os.environ, "BETTERCARE_DATABASE_URL": address}, check=False).returncode
        finally:
            _as_user([bin / "pg_ctl", "-D", home / "data", "-w", "-m", "immediate", "stop"], home)


def _as_user(command: Sequence[str | Path], home: Path) -> None:
    user = _RUNS_AS if os.geteuid() == 0 else None
    done = subprocess.run(
        [str(c) for c in command], cwd=home, user=user, group=user, extra_groups=[] if user else None,
        env={"PATH": os.defpath, "LC_ALL": "C.UTF-8"}, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        check=False,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(f"{Path(str(command[0])).name} failed:\n{done.stdout.decode(errors='replace')}")


if __name__ == "__main__":
    raise SystemExit(run(sys.argv[1:]))
