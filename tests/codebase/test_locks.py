"""The locks: names, versions and hashes alone, and a check that finds what does not fit."""

from __future__ import annotations

import ast
import re
import sys
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


IMPORTED_AS = {
    "pyyaml": "yaml",
    "python-docx": "docx",
    "python-calamine": "python_calamine",
    "django-allauth": "allauth",
    "django-csp": "csp",
    "django-environ": "environ",
    "nhsuk-frontend-jinja": "nhsuk_frontend_jinja",
    "argon2-cffi": "django.contrib.auth.hashers.Argon2PasswordHasher",
    "axe-playwright-python": "axe_playwright_python",
    "django-ninja": "ninja",
    "django-tasks": "django_tasks",
    "django-tasks-db": "django_tasks_db",
}
"""The module of a library that is called otherwise, or the name by which settings ask for it."""


def imported(folder: str) -> set[str]:
    """The top-level modules that the code in a folder imports, at the top of a file or inside a function."""
    found = set()
    for path in (ROOT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                found.add(node.module.partition(".")[0])
    return found


def test_the_package_asks_for_each_library_that_it_imports_and_for_no_other():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = {IMPORTED_AS.get(requirement.name, requirement.name) for requirement in asked(project, [])}
    used = imported("src") - set(sys.stdlib_module_names) - {"bettercare"}
    service = "".join(p.read_text(encoding="utf-8") for p in (ROOT / "src/bettercare/service").rglob("*.py"))
    by_name = {
        name for name in wanted - used if re.search(rf'"{name}\b', service + (ROOT / "src/bettercare/cli/serving.py").read_text())
    }
    assert used | by_name == wanted


def test_what_only_developers_use_is_asked_for_too():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = {IMPORTED_AS.get(requirement.name, requirement.name) for requirement in asked(project, GROUPS["test"])}
    own = {"bettercare", "specimens", "tools", "tests"} | {path.stem for path in (ROOT / "tests").rglob("*.py")}
    used = imported("specimens") | imported("tools") | imported("tests")
    assert used - set(sys.stdlib_module_names) - own - wanted == set()
