"""The service as a process: where it answers, how it ends with its worker, and what it says where a port is taken."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools import run

SERVE = [sys.executable, "-c", "from bettercare.cli import main; main()", "serve"]


@pytest.fixture
def port() -> Iterator[int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number: int = free.getsockname()[1]
    yield number


def surroundings(folder: Path) -> dict[str, str]:
    return {**os.environ, "BETTERCARE_SECRET_KEY": "x" * 60, "BETTERCARE_DATABASE_URL": f"sqlite:///{folder}/served.sqlite3"}


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_the_service_ends_with_its_worker_when_it_is_told_to(tmp_path: Path, port: int, sign: signal.Signals) -> None:
    process = subprocess.Popen([*SERVE, "--port", str(port)], env=surroundings(tmp_path), stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == f"Better Care answers at http://127.0.0.1:{port}/. Ctrl+C ends it.\n"
    children: list[str] = []
    while len(children) < 3:  # two that answer, and the worker
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        time.sleep(0.1)
    process.send_signal(sign)
    assert process.stdout.readline() == "Better Care has ended.\n"
    assert process.wait(30) == 0
    process.stdout.close()
    assert [c for c in children if Path(f"/proc/{c}").exists()] == []


def test_a_port_that_is_taken_is_told_with_the_command_that_takes_another(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = subprocess.run(
            [*SERVE, "--port", str(port)], env=surroundings(tmp_path), capture_output=True, text=True, check=False
        )
    assert done.returncode == 2
    assert f"Port {port} is in use by another program" in done.stderr and f"--port {port + 1}" in done.stderr
    assert not (tmp_path / "served.sqlite3").exists()


@pytest.mark.parametrize("port", ["0", "70000", "eight"])
def test_what_is_no_port_is_refused_before_anything_is_shown(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run.main(["--port", port])
    assert (ended.value.code, capsys.readouterr().out) == (2, "")
