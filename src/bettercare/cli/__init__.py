"""The command line: one thin file per command; here, and only here, the verbs are composed."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and end the process: 0 nothing blocks, 1 something blocks, 2 wrong use, 3 could not be read."""
    from bettercare.cli.app import run

    raise SystemExit(run(arguments))
