"""The locks: names, versions and hashes alone, and a check that finds what does not fit."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tools.locks import GROUPS, asked, faults, locked

ROOT = Path(__file__).parents[2]
HASH = "    --hash=sha256:" + "0" * 64 + "\n"


@pytest.mark.parametrize("name", GROUPS)
def test_a_lock_holds_what_is_asked_for_and_nothing_else(name):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    versions = locked((ROOT / "requirements" / f"{name}.lock").read_text())
    assert list(faults(asked(project, GROUPS[name]), versions)) == []


def test_the_lock_for_tests_holds_all_that_running_needs_at_the_same_versions():
    run, test = (locked((ROOT / "requirements" / f"{name}.lock").read_text()) for name in ("run", "test"))
    assert run.items() <= test.items()


@pytest.mark.parametrize("line", ["pytest==9.2.0\n", "--index-u" + "rl x\n", "pytest>=9 \\\n" + HASH, "# pytest\n"])
def test_a_line_without_version_and_hash_is_refused(line):
    with pytest.raises(ValueError, match="names, versions and hashes only"):
        locked(line)


@pytest.mark.parametrize(
    ("requirement", "versions", "words"),
    [
        ("iniconfig>=2", {}, "iniconfig>=2 is asked for and not locked"),
        ("iniconfig>=2", {"iniconfig": "1.0"}, "iniconfig>=2 is asked for and 1.0 is locked"),
        ("iniconfig", {"iniconfig": "2.0", "pluggy": "1.0"}, "pluggy is locked and nothing asks for it"),
        ("openpyxl", {"openpyxl": "3.1.5"}, "et-xmlfile is asked for and not locked"),
    ],
)
def test_the_check_of_locks_says_what_does_not_fit(requirement, versions, words):
    assert list(faults([Requirement(requirement)], versions)) == [words]
