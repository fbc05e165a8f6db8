"""Headings that are nothing but periods."""

from __future__ import annotations

import re

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_ROLE = r"(?:actual|plan|planned|estimated?|goal|target|baseline|forecast)"
_WHEN = (
    rf"(?:Q[1-4] \({_MONTH} \d\d ?[-–] ?{_MONTH}(?: \d\d\))?|{_MONTH}[- ]\d\d|Q[1-4](?: (?:20)?\d\d[/-]\d\d)?|(?:20)?\d\d[/-]\d\d)"
)
_UNIT = re.compile(rf"(?:{_ROLE} {_WHEN}|{_WHEN} {_ROLE}\b|{_WHEN}(?!\S)|Total(?!\S))\s*", re.I)
_FEWEST = 3


def periods(text: str) -> list[str]:
    """The periods of a heading that says nothing else, three at least; else none."""
    text, found, at = text.strip(), list[str](), 0
    while at < len(text):
        unit = _UNIT.match(text, at)
        if unit is None:
            return []
        found.append(unit.group().strip())
        at = unit.end()
    return found if len(found) >= _FEWEST and found[0] != "Total" else []
