"""Which files of a folder are one plan: by their names before they are read, by area and round once they are."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

from bettercare.plan.version_names import seniority, stem, subject

Group = tuple[Path, ...]


def loose(path: Path) -> bool:
    """Whether a path is a document that may be a part of a plan; a folder and a reading in JSON are a plan alone."""
    return path.is_file() and path.suffix.lower() != ".json"


def by_name(inside: Sequence[Path]) -> list[Group]:
    """Files whose names tell one subject, but for older versions of one of them; each other path alone."""
    groups: dict[object, list[Path]] = {}
    for path in inside:
        about = subject(path.stem) if loose(path) else ""
        groups.setdefault(about or path, []).append(path)
    made: list[Group] = []
    for paths in groups.values():
        latest = {_document(path): path for path in sorted(paths, key=lambda p: seniority(p.stem))}
        made.append(tuple(path for path in paths if path in latest.values()))
        made += [(path,) for path in paths if path not in latest.values()]
    return sorted(made)


_MOST = 2
"""Of contributions, schemes and metrics: two files that both give so many of them tell one plan twice."""


def together(read: Sequence[tuple[Group, object, frozenset[str]]]) -> list[Group]:
    """Groups that were read as of one area and round (the second, None where not known) are one plan.

    They are not where one holds a version of another's document, or where two of them give figures of the same things (the
    third), so that each is a plan by itself.
    """
    groups: dict[object, list[tuple[Group, frozenset[str]]]] = {}
    for paths, about, holds in read:
        groups.setdefault(about if about and all(map(loose, paths)) else paths, []).append((paths, holds))
    joined: list[Group] = []
    for several in groups.values():
        documents = [_document(path) for paths, _ in several for path in paths]
        alike = any(len(one & other) >= _MOST for (_, one), (_, other) in combinations(several, 2))
        own = [paths for paths, _ in several]
        joined += own if alike or len(set(documents)) < len(documents) else [tuple(path for paths in own for path in paths)]
    return sorted(joined)


def _document(path: Path) -> tuple[str, str]:
    """What versions of one document share: the name without its version, and the format."""
    return stem(path.stem), path.suffix.lower()[:4]
