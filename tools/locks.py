"""Whether requirements/*.lock hold what pyproject.toml asks for: `python -m tools.locks`. Needs no network.

Follows the requirements of pyproject.toml through the metadata of the installed packages: each must be in the lock at a
version that is asked for, each locked package must be needed, and every line must carry hashes and nothing else.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
GROUPS = {"run": ("build",), "test": ("build", "test", "check")}
_LINE = re.compile(r"(?P<name>[a-z0-9-]+)==(?P<version>\S+)(?: \\\n    --hash=sha256:[0-9a-f]{64})+\n")


def locked(text: str) -> dict[str, str]:
    """Return a lock's versions by name; raises ValueError where a line is more or less than a version with its hashes."""
    rest = _LINE.sub("", text)
    if rest:
        raise ValueError(f"a lock holds names, versions and hashes only, not {rest.splitlines()[0]!r}")
    return {match["name"]: match["version"] for match in _LINE.finditer(text)}


def asked(project: dict, groups: Iterable[str]) -> Iterator[Requirement]:
    """Yield what pyproject.toml asks for, with the dependency groups named."""
    for line in [*project["project"]["dependencies"], *(line for group in groups for line in project["dependency-groups"][group])]:
        yield Requirement(line)


def faults(requirements: Iterable[Requirement], versions: dict[str, str]) -> Iterator[str]:
    """Yield what does not fit between requirements and locked versions."""
    waiting, seen = list(requirements), set()
    needed: set[str] = set()
    installed = {canonicalize_name(distribution.name) for distribution in metadata.distributions()}
    while waiting:
        requirement = waiting.pop()
        key = (canonicalize_name(requirement.name), str(requirement))
        if key in seen or (requirement.marker and not requirement.marker.evaluate({"extra": ""})):
            continue
        seen.add(key)
        name = key[0]
        needed.add(name)
        if name not in versions:
            yield f"{requirement} is asked for and not locked"
        elif not requirement.specifier.contains(versions[name], prereleases=True):
            yield f"{requirement} is asked for and {versions[name]} is locked"
        elif name not in installed:
            yield f"{name} is locked and not installed, so what it needs cannot be followed"
        else:
            waiting.extend(_requires(requirement))
    for name in sorted(set(versions) - needed):
        yield f"{name} is locked and nothing asks for it"


def _requires(requirement: Requirement) -> Iterator[Requirement]:
    for line in metadata.requires(requirement.name) or []:
        further = Requirement(line)
        extras = ("", *requirement.extras)
        if not further.marker or any(further.marker.evaluate({"extra": extra}) for extra in extras):
            further.marker = None
            yield further


def main() -> int:
    """Say what does not fit; 1 if anything."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    status = 0
    for name, groups in GROUPS.items():
        path = ROOT / "requirements" / f"{name}.lock"
        for fault in faults(asked(project, groups), locked(path.read_text())):
            print(f"{path.relative_to(ROOT)}: {fault}")
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main())
