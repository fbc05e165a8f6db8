"""The long run, `./dev soak`: tests with many more random cases, specimens of many seeds, a server killed again and again,
and 200 people who save at once."""

from __future__ import annotations

import subprocess
import sys


def main() -> int:
    """Run each marathon to its end, and fail if one of them failed."""
    marathons = [
        [sys.executable, "-m", "pytest", "-n", "2", "--dist", "worksteal", "--hypothesis-profile", "soak", *sys.argv[1:]],
        [sys.executable, "-m", "specimens.score", "--seeds", "200"],
        *(
            [*database, sys.executable, "-m", *marathon]
            for marathon in (("tools.losing_power", "--kills", "30"), ("tools.saving_at_once", "--people", "200"))
            for database in ((), (sys.executable, "-m", "tools.with_postgres"))
        ),
    ]
    failed = [command for command in marathons if subprocess.run(command, check=False).returncode]
    for command in failed:
        print(f"failed: {' '.join(command[1:])}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
