"""Headings that are nothing but periods."""

from __future__ import annotations

import re

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_ROLE = r"(?:actual|plan|planned|estimated?|goal|target|baseline|forecast)"
_WHEN = (
    rf"(?:Q[1-4] \({_MONTH} \d\d ?[-–] ?{_MONTH}(?: \d\d\))?|{_MONTH}[- ](?:20)?\d\d|Q[1-4](?: (?:20)?\d\d[/-]\d\d)?"
    r"|(?:20)?\d\d[/-]\d\d(?: Q[1-4])?)"
)
_UNIT = re.compile(rf"(?:{_ROLE} {_WHEN}|{_WHEN} {_ROLE}\b|{_WHEN}(?!\S)|Total(?!\S))\s*", re.I)
_DATED = re.compile(rf"\b(?:(?:20)?\d\d[/-]\d\d|{_MONTH}[a-z]*[- ](?:20)?\d\d|Q[1-4])\b", re.I)
_TOLD = re.compile(rf"\b{_ROLE}\b", re.I)
_REMARKS = re.compile(r"(?:rationale|local plan|comments?|remarks?|notes?)\b", re.I)
_DRIFT = 3
_FEWEST = 3


def periods(text: str) -> list[str]:
    """The periods of a heading that says nothing else, three at least; else none."""
    found, last = periods_first(text)
    return [] if last else found


def periods_first(text: str) -> tuple[list[str], str]:
    """The periods that a heading begins with, three at least or two that say what is meant then, and the one more heading that
    follows them, if any; else none. Where every period says what is meant, headings of remarks may follow, a space away."""
    text = text.strip()
    units = _units(text, 0)
    found, at = [unit.group().strip() for unit in units], units[-1].end() if units else 0
    told = all(map(_TOLD.search, found))
    last = text[at:]
    noted = told and bool(_REMARKS.match(last))
    apart = at == 0 or at == len(text) or text[:at].endswith("  ") or noted
    enough = len(found) >= _FEWEST or (len(found) > 1 and told)
    if not apart or ("  " in last and not noted) or not enough or found[0] == "Total":
        return [], ""
    return found, " ".join(last.split())


def periods_with_roles_beneath(text: str, below: str) -> tuple[list[str], str]:
    """As `periods_first`, of a heading whose second line holds nothing but what is meant under some of its periods."""
    units = _units(text, len(text) - len(text.lstrip()))
    roles = list(re.finditer(r"\S+", below))
    if not units or not roles or any(not _TOLD.fullmatch(r.group()) for r in roles):
        return [], ""
    found = [unit.group().strip() for unit in units]
    for role in roles:
        at = max((n for n, unit in enumerate(units) if unit.start() <= role.start() + _DRIFT), default=0)
        if _TOLD.search(found[at]):
            return [], ""
        found[at] = f"{found[at]} {role.group()}"
    return periods_first("  ".join([*found, text[units[-1].end() :].strip()]))


def _units(text: str, at: int) -> list[re.Match[str]]:
    units: list[re.Match[str]] = []
    while at < len(text) and (unit := _UNIT.match(text, at)):
        units.append(unit)
        at = unit.end()
    return units


def after_lead(text: str) -> tuple[str, str]:
    """What heads the column of names, and the rest of a heading; the rest alone where its first words are a period."""
    lead, gap, rest = text.strip().partition("  ")
    told = gap and not periods_first(text)[0] and all(map(_TOLD.search, periods_first(rest)[0] or [""]))
    return (lead, rest) if told else ("", text)


def is_dated(text: str) -> bool:
    """Whether a heading names a year, a quarter or a month of a year."""
    return bool(_DATED.search(text))
