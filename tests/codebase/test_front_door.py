"""The scripts `dev` and `.ci/run`: what they do when something is missing or fails, tried with stand-ins for what they call."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def script(path: Path, body: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)


@pytest.fixture
def checkout(tmp_path):
    """A folder with the scripts alone, and a folder of stand-ins that is looked into first."""
    shutil.copy(ROOT / "dev", tmp_path / "dev")
    (tmp_path / ".ci").mkdir()
    shutil.copy(ROOT / ".ci/run", tmp_path / ".ci/run")
    (tmp_path / "bin").mkdir()

    def run(*command, **variables):
        path = f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}"
        ended = subprocess.run(
            command,
            cwd=tmp_path,
            env={**os.environ, "PATH": path, **variables},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )
        return ended.returncode, ended.stdout, ended.stderr

    return tmp_path, run


def test_an_unknown_verb_ends_with_2_and_lists_those_there_are(checkout):
    _, run = checkout
    status, out, err = run("./dev", "polish")
    assert (status, out) == (2, "")
    assert "./dev test" in err
    assert err.splitlines()[-1] == "There is no verb 'polish'."


def test_without_root_missing_system_packages_are_named_in_the_line_that_installs_them(checkout):
    folder, run = checkout
    script(folder / "bin/dpkg-query", "exit 1")
    script(folder / "bin/id", "echo 1000")
    status, out, err = run("./dev", "test")
    assert (status, out) == (1, "")
    line = err.splitlines()[-1].strip()
    assert line.startswith("sudo apt-get update && sudo apt-get install -y --no-install-recommends ")
    assert {"poppler-utils", "qpdf", "libreoffice-calc", "fonts-liberation"} <= set(line.split())
    assert not (folder / ".venv").exists()


def test_as_root_missing_system_packages_are_installed_after_one_update(checkout):
    folder, run = checkout
    script(folder / "bin/dpkg-query", 'case "$*" in *qpdf*) exit 1;; *) echo "install ok installed";; esac')
    script(folder / "bin/id", "echo 0")
    script(folder / "bin/apt-get", f'echo "$@" >>"{folder}/asked"; [ "$2" != install ] || exit 100')
    status, _, err = run("./dev", "test")
    assert status == 1
    assert (folder / "asked").read_text().splitlines() == ["-qq update", "-qq install -y --no-install-recommends qpdf"]
    assert err.splitlines()[-1] == "These system packages could not be installed: qpdf"


def test_where_there_is_no_package_manager_a_missing_command_is_named(checkout):
    folder, run = checkout
    for name in ("sh", "dirname"):
        (folder / "bin" / name).symlink_to(shutil.which(name))
    status, _, err = run("./dev", "test", PATH=str(folder / "bin"))
    assert status == 1
    assert err.startswith("The command pdftotext is missing.")


@pytest.mark.parametrize(("check", "test", "ends"), [(0, 0, 0), (1, 0, 1), (0, 1, 1), (1, 5, 5), (0, 5, 5)])
def test_ci_runs_checks_and_tests_to_their_end_and_fails_if_either_does(checkout, check, test, ends):
    folder, run = checkout
    script(folder / "dev", f'case $1 in check) echo "checks"; exit {check};; test) echo "3 passed in 1.00s"; exit {test};; esac')
    status, out, _ = run("bash", ".ci/run", CI="true")
    assert (status, out) == (ends, "checks\n3 passed in 1.00s\n")
