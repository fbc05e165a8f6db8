"""A server that is killed in the midst of its work has lost nothing that it said was done: the short form of `./dev soak`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tools import losing_power

ROOT = Path(losing_power.__file__).parents[1]


def test_what_was_acknowledged_is_there_after_the_server_was_killed() -> None:
    command = [sys.executable, "-m", "tools.losing_power", "--kills", "1", "--seconds", "1"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Kill 1: told of" in done.stdout and "all there" in done.stdout


def test_what_is_missing_is_told() -> None:
    told = losing_power.Told(saved=[("narrative/n/text", "Words")], sent=[7])
    assert str(told) == "1 saves, 0 versions, 0 signatures, 1 submissions"
    assert told.more_than((0, -1, -1, 0)) and not told.more_than((1, 0, 0, 0))
