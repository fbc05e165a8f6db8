"""Places of a form for several of a kind, such as signatures of a role: those left empty beside a filled one are no parts."""

from __future__ import annotations

from dataclasses import replace

from bettercare.reading.parts import Found, Part

_ALIKE = {"signatures": "role", "metrics": "metric"}
"""What places for several of a kind have in common."""
_TOLD = frozenset(_ALIKE.values()) | {"title", "start", "end"}
"""What a form says of an empty place by itself."""


def without_spare_places(found: Found) -> Found:
    """What was found, without signatures and metrics that nothing is given for where another of the same kind is given."""
    filled = {_kind(p) for p in found.parts if p.kind in _ALIKE and _given(p)}
    kept = tuple(p for p in found.parts if p.kind not in _ALIKE or _given(p) or _kind(p) not in filled)
    return found if len(kept) == len(found.parts) else replace(found, parts=kept)


def _kind(part: Part) -> tuple[str, object]:
    read = part.fields.get(_ALIKE[part.kind])
    return part.kind, read.value if read else None


def _given(part: Part) -> bool:
    reads = [read for name, read in part.fields.items() if name not in _TOLD] if part.kind in _ALIKE else []
    points = [read for point in part.parts for name, read in point.fields.items() if name not in (*_TOLD, "role")]
    return any(read.value is not None or read.doubt for read in (*reads, *points, *part.answers.values()))
