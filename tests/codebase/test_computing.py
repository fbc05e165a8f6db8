"""What the benches count."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tools.computing import best, started_by


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells which processes a process has started")
def test_a_process_and_the_one_that_it_started_in_turn_are_counted() -> None:
    inner = "import sys; print('ready', flush=True); sys.stdin.read()"
    outer = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {inner!r}])"
    with subprocess.Popen([sys.executable, "-c", outer], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as running:
        assert running.stdout and running.stdout.readline().strip() == b"ready"
        assert len(list(started_by(running.pid))) == 1
        running.communicate()
    assert running.pid not in set(started_by(running.pid))


def test_each_work_is_run_in_turn_and_once_more_before_all() -> None:
    runs: list[str] = []
    times = best([lambda: runs.append("a"), lambda: runs.append("b")], 2)
    assert len(times) == 2
    assert runs == ["a", "b", "a", "b", "a", "b"]
