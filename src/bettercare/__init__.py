"""Better Care: reads, checks, writes, compares, adds up and (later) signs the plans of England's Better Care Fund.

    import bettercare as bc
    reading = bc.read("part1.docx", "part2.xlsx")
    for finding in bc.check(reading):
        print(finding)

Each name is fetched when it is first used, so that `import bettercare` loads no document library.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bettercare.checking import check
    from bettercare.collating import collate
    from bettercare.comparing import compare
    from bettercare.documents import CannotRead
    from bettercare.paying import pay
    from bettercare.plan import CheckResult, Finding, NotAReading, NotChecked, Plan, Reading, Severity, reading_from_json, to_json
    from bettercare.reading import read
    from bettercare.rounds import available as available_rounds
    from bettercare.rounds import load as load_round
    from bettercare.rounds.model import Round
    from bettercare.writing import FilledWorkbook, NotFilled, Written, fill, write

__all__ = [
    "CannotRead",
    "CheckResult",
    "FilledWorkbook",
    "Finding",
    "NotAReading",
    "NotChecked",
    "NotFilled",
    "Plan",
    "Reading",
    "Round",
    "Severity",
    "Written",
    "available_rounds",
    "check",
    "collate",
    "compare",
    "fill",
    "load_round",
    "pay",
    "read",
    "reading_from_json",
    "to_json",
    "write",
]

_HOMES = {
    "CannotRead": ("bettercare.documents", "CannotRead"),
    "Round": ("bettercare.rounds.model", "Round"),
    "available_rounds": ("bettercare.rounds", "available"),
    "check": ("bettercare.checking", "check"),
    "collate": ("bettercare.collating", "collate"),
    "compare": ("bettercare.comparing", "compare"),
    "load_round": ("bettercare.rounds", "load"),
    "pay": ("bettercare.paying", "pay"),
    "read": ("bettercare.reading", "read"),
    "Written": ("bettercare.writing", "Written"),
    "FilledWorkbook": ("bettercare.writing", "FilledWorkbook"),
    "NotFilled": ("bettercare.writing", "NotFilled"),
    "fill": ("bettercare.writing", "fill"),
    "write": ("bettercare.writing", "write"),
}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, attribute = _HOMES.get(name, ("bettercare.plan", name))
    return getattr(import_module(module), attribute)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
