"""Names as people write them: one plain form, the kind that their words tell, and the place left when those words go.

`Kent County Council`, `KCC` and `the County of Kent` are one council; `NHS Bradford City CCG` keeps its `City`, which
`Bradford City Council` does not: so what may be left out depends on the kind.
"""

from __future__ import annotations

import re
from functools import lru_cache

from bettercare.plan import OrganisationKind

COUNCIL, CCG, ICB, HWB, DISTRICT, PROVIDER = (
    OrganisationKind.COUNCIL, OrganisationKind.CCG, OrganisationKind.ICB, OrganisationKind.HWB, OrganisationKind.DISTRICT,
    OrganisationKind.PROVIDER,
)  # fmt: skip

_GROUP = r"(?:c\s?c\s?gs?|clin\w{2,6} com+is\w{3,8} gro?up?s?)"
_CARE_BOARD = r"(?:i\s?c\s?bs?|integrated care (?:board|system)s?)"
_HEALTH_BOARD = r"(?:h\s?&?\s?w\s?bs?|(?:joint )?health (?:and )?well ?being boards?)"
_TRUST = r"(?:(?:nhs |foundation ){1,2}trusts?|nhs ft|ft)"
_COUNCIL_END = (
    r"(?:(?:metropolitan |met )?(?:borough|district|city|county)?(?: unitary)? ?council|unitary authority|corporation"
    r"|m\s?b\s?c|m\s?d\s?c|county|c\s?c|b\s?c|d\s?c)"
)
_COUNCIL_START = (
    r"(?:(?:the )?(?:london borough|lb|royal borough|rb|metropolitan borough|borough|city|county|council|district)"
    r"(?: council)? of(?: the)?|lb|the)"
)

# What is left out of a name of each kind, at its start and at its end.
_LEFT_OUT = {
    COUNCIL: (re.compile(rf"^{_COUNCIL_START} (?=.)"), re.compile(rf" {_COUNCIL_END}$")),
    DISTRICT: (re.compile(rf"^{_COUNCIL_START} (?=.)"), re.compile(rf" {_COUNCIL_END}$")),
    CCG: (re.compile(r"^(?:the )?(?:nhs )?(?=.)"), re.compile(rf"(?: nhs)? {_GROUP}$")),
    ICB: (re.compile(r"^(?:the )?(?:nhs )?(?=.)"), re.compile(rf"(?: nhs)? {_CARE_BOARD}$")),
    HWB: (
        re.compile(rf"^(?:{_HEALTH_BOARD} (?:for |of )?)?(?:{_COUNCIL_START} )?(?=.)"),
        re.compile(rf"(?: {_COUNCIL_END})? {_HEALTH_BOARD}$"),
    ),
    PROVIDER: (re.compile(r"^the (?=.)"), re.compile(rf" {_TRUST}$")),
}  # fmt: skip

# The first that is found in a name tells its kind; a borough, city or district council may be of either tier.
_TELLING: tuple[tuple[re.Pattern[str], tuple[OrganisationKind, ...]], ...] = (
    (re.compile(rf"\b{_HEALTH_BOARD}(?:$| (?:for|of)\b)"), (HWB,)),
    (re.compile(rf"\b{_GROUP}$"), (CCG,)),
    (re.compile(rf"\b{_CARE_BOARD}$"), (ICB,)),
    (re.compile(rf"\b{_TRUST}$"), (PROVIDER,)),
    (re.compile(r"\b(?:county council|unitary authority|corporation|m\s?b\s?c|m\s?d\s?c)$"), (COUNCIL,)),
    (re.compile(r"^(?:the )?(?:(?:london|royal) borough of|lb) "), (COUNCIL,)),
    (re.compile(r"\bcouncil$|^(?:the )?(?:borough|council|city|district) of|\b[bcd]\s?c$"), (COUNCIL, DISTRICT)),
    (re.compile(r"^nhs "), (CCG, ICB, PROVIDER)),
)  # fmt: skip

# Words that make another place of the same name, so that leaving one out is never a slip of the pen.
_TELLING_APART = frozenset(
    ["north", "northern", "south", "southern", "east", "eastern", "west", "western", "central", "mid", "upper", "lower", "greater",
     "coastal", "rural", "city", "district", "districts", "county", "heartlands", "vale", "upon", "under", "on"]
)  # fmt: skip


_SHORT = {
    "bucks": "buckinghamshire", "cambs": "cambridgeshire", "glos": "gloucestershire", "gloucs": "gloucestershire",
    "hants": "hampshire", "herts": "hertfordshire", "lancs": "lancashire", "leics": "leicestershire", "lincs": "lincolnshire",
    "northants": "northamptonshire", "notts": "nottinghamshire", "oxon": "oxfordshire", "staffs": "staffordshire",
    "wilts": "wiltshire", "worcs": "worcestershire", "yorks": "yorkshire", "saint": "st",
}  # fmt: skip


@lru_cache(maxsize=8192)
def plain(name: str) -> str:
    """The name in small letters without marks, `and` and short forms of counties spelt out, one blank between words."""
    text = re.sub(r"['’`.]", "", name.casefold().replace("&", " and "))
    return " ".join(_SHORT.get(word, word) for word in re.findall(r"[a-z0-9]+", text))


def kinds_told(name: str) -> tuple[OrganisationKind, ...]:
    """The kinds that the words of a name allow; empty when they say nothing."""
    text = plain(name)
    return next((kinds for pattern, kinds in _TELLING if pattern.search(text)), ())


@lru_cache(maxsize=16384)
def core(name: str, kind: OrganisationKind) -> str:
    """What is left of a plain name without the general words of its kind; never empty for a name that is not."""
    text = plain(name)
    start, end = _LEFT_OUT[kind]
    shorter = end.sub("", text) or text
    shorter = start.sub("", shorter) or text
    if shorter == "london":  # The City of London is not London.
        return "city of london" if re.search(r"\bcity\b", text) else text
    return re.sub(r"^county (?=.)| (?:nhs|borough)$", "", shorter) or text


def telling_apart(core_name: str) -> frozenset[str]:
    """The words of a core that set it apart from places of like name: north, city, districts, ..."""
    return _TELLING_APART & frozenset(core_name.split())
