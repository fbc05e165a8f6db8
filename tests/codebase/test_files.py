"""The repository's own files: nothing of one machine or one registry, nothing too long, nothing without its reason."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NOT_OURS = {
    ".git",
    ".venv",
    "node_modules",
    "out",
    "build",
    "dist",
    "__pycache__",
    ".mypy_cache",
    ".ruff_cache",
    ".pytest_cache",
    ".hypothesis",
}
TEXT = {".py", ".md", ".toml", ".yaml", ".yml", ".json", ".csv", ".html", ".css", ".js", ".j2", ".txt", ".lock", ".sh", ""}
FILES = sorted(
    path
    for path in ROOT.rglob("*")
    if path.is_file()
    and not NOT_OURS & set(path.relative_to(ROOT).parts)
    and not any(part.startswith(".") and part != ".ci" for part in path.relative_to(ROOT).parts[:-1])
    and not any(p.endswith(".egg-info") for p in path.parts)
    and ROOT / "src/bettercare/service/static/nhsuk" not in path.parents  # brought by the set-up
)
TEXTS = [path for path in FILES if path.suffix.lower() in TEXT]
CODE = [path for path in TEXTS if path.suffix == ".py"]
PACKAGE = [path for path in CODE if ROOT / "src" in path.parents and path.parent.name != "migrations"]  # those are made by a tool

# Classes of one letter keep these patterns from finding themselves.
MACHINE_PATH = re.compile(r"(?<![\w.:/-])/(?:root|home|work|Users|mnt|tmp)/[\w.-]+|[A-Z]:\\\\?Users")
REGISTRY = re.compile(
    r"py[p]i\.org|python[h]osted|np[m]js\.org|deb\.debia[n]\.org|index[-_]url\s*[=:]?\s*\S*http|extra-inde[x]|--trusted-hos[t]"
)


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def found_in(path: Path, pattern: re.Pattern[str]) -> list[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [f"{named(path)}:{number}: {line.strip()[:100]}" for number, line in enumerate(lines, 1) if pattern.search(line)]


def test_there_are_files_to_look_at():
    assert {"dev", "pyproject.toml", "src/bettercare/plan/spine.py", "requirements/run.lock"} <= {named(path) for path in TEXTS}


@pytest.mark.parametrize("pattern", [MACHINE_PATH, REGISTRY], ids=["path of a machine", "address of a registry"])
def test_no_file_names_one_machine_or_a_registry(pattern):
    assert [line for path in TEXTS for line in found_in(path, pattern)] == []


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (MACHINE_PATH, "cd /ro" + "ot/x"),
        (MACHINE_PATH, '"/ho' + 'me/ann/plan.docx"'),
        (REGISTRY, "https://py" + "pi.org/simple"),
        (REGISTRY, "--extra-" + "index-url x"),
    ],
)
def test_the_patterns_find_what_they_are_for(pattern, text):
    assert pattern.search(text)


def test_no_file_of_code_is_longer_than_600_lines():
    lengths = {named(path): len(path.read_text(encoding="utf-8").splitlines()) for path in CODE}
    assert {name: length for name, length in lengths.items() if length > 600} == {}


def test_every_module_of_the_package_says_what_it_is_for():
    assert [named(path) for path in PACKAGE if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))] == []


def test_every_function_and_class_that_a_face_exports_has_a_docstring():
    bare = []
    for package in sorted(path.parent.relative_to(ROOT / "src") for path in PACKAGE if path.name == "__init__.py"):
        face = importlib.import_module(".".join(package.parts))
        for name in getattr(face, "__all__", ()):
            thing = getattr(face, name)
            if (inspect.isfunction(thing) or inspect.isclass(thing)) and not _documented(thing):
                bare.append(f"{face.__name__}.{name}")
    assert bare == []


def _documented(thing: object) -> bool:
    """A dataclass without a docstring is given its signature as one."""
    return bool(thing.__doc__) and not (inspect.isclass(thing) and thing.__doc__.startswith(f"{thing.__name__}("))


def test_tests_are_named_in_words():
    short = [
        f"{named(path)}: {node.name}"
        for path in CODE
        if path.name.startswith("test_")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_") and node.name.count("_") < 3
    ]
    assert short == []
