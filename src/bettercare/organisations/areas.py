"""Which Health and Wellbeing Board (HWB) areas a name stands for: whole, or a part such as a CCG or district inside one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from bettercare.organisations.finding import ASK_BELOW, find, named
from bettercare.organisations.mentions import mentions
from bettercare.organisations.names import core, kinds_told, plain
from bettercare.organisations.register import AreaShare, Organisation, all_organisations, get, shares
from bettercare.plan import OrganisationKind

_WHOLE = Decimal("0.95")
"""An organisation that holds this share of an area's residents stands for the whole of it."""
_SLIVER = Decimal("0.05")
"""An area with less than this share of an organisation's residents, most of them elsewhere, is not what its name denotes."""
_SPLIT = re.compile(r"\s*(?:,|;|/|\n|\(|\)|\+|&|\band\b|\bwith\b|: )\s*")
_ABOUT_PLANS = re.compile(
    r"(?i)\b(?:better care fund|bcf|plans?|planning|template|submission|locality|area|narrative|\d{4}\s*[-/]\s*\d{2,4})\b"
)
_LOOSE_ENDS = re.compile(r"(?i)^(?:(?:for|of|the|in|and|[-–—:,])\s*)+|(?:\s*(?:for|of|the|in|and|[-–—:,]))+$")
_BOARDS = (OrganisationKind.HWB, OrganisationKind.COUNCIL)
_ORDER = (*_BOARDS, OrganisationKind.CCG, OrganisationKind.DISTRICT, OrganisationKind.ICB)


@dataclass(frozen=True, slots=True)
class NamedArea:
    """An HWB area that a name denotes: the whole of it, or the `part` named. `asks` as in a Match."""

    code: str
    name: str
    whole: bool
    part: str | None
    asks: bool
    through: Organisation
    """The organisation by whose name it was recognised."""


def areas_of(organisation: Organisation, on: date | None = None) -> tuple[AreaShare, ...]:
    """The HWB areas in which an organisation's residents live, largest share first; for a day, else as last known.

    A council or HWB is its own area; a district lies in its county (share of the county unknown); a trust has none.
    """
    kind, area = organisation.kind, organisation.area
    if kind in (OrganisationKind.COUNCIL, OrganisationKind.HWB, OrganisationKind.DISTRICT):
        of_area = None if kind is OrganisationKind.DISTRICT else Decimal(1)
        return (AreaShare(organisation.code, area, 0, 9999, Decimal(1), of_area, True),) if area else ()
    rows = shares().get(organisation.code, ())
    if not rows:
        return ()
    year = max(r.last for r in rows) if on is None else on.year if on.month >= 4 else on.year - 1
    year = min(max(year, min(r.first for r in rows)), max(r.last for r in rows))
    held = [r for r in rows if r.first <= year <= r.last] or _nearest(rows, year)
    return tuple(sorted(held, key=lambda r: -(r.of_organisation or Decimal(0))))


def hwb_of(name: str | Organisation, on: date | None = None) -> Organisation | None:
    """The Health and Wellbeing Board in whose area a council, district or CCG mainly lies; None when not known or not sure."""
    organisation = name if isinstance(name, Organisation) else _sure(name, on)
    if organisation is None:
        return None
    held = areas_of(organisation, on)
    return get(held[0].area, OrganisationKind.HWB) if held else None


def areas_named(text: str, on: date | None = None) -> tuple[NamedArea, ...]:
    """The HWB areas that an area's name, title or list of councils denotes; empty when none is recognised.

    `South Kent Coast` is a part of Kent; `Bedford and Luton` are two wholes; `Kent (South Kent Coast)` is that part alone.
    """
    shorter = _LOOSE_ENDS.sub("", " ".join(_ABOUT_PLANS.sub(" ", text).split())) or text
    for kinds in (_BOARDS, _ORDER):
        for organisations in (_registered(text, on, kinds), _registered(shorter, on, kinds), _listed(shorter, on, kinds)):
            if organisations:
                return _narrowed(area for o in organisations for area in _areas(o, on))
    if organisations := _mentioned(text, on):
        return _narrowed(area for o in organisations for area in _areas(o, on))
    matches = [m for m in find(shorter, on, _ORDER, limit=3) if m.score >= ASK_BELOW]
    return tuple(replace(a, asks=a.asks or matches[0].asks) for a in _areas(matches[0].organisation, on)) if matches else ()


def _areas(organisation: Organisation, on: date | None) -> tuple[NamedArea, ...]:
    twins = [o for o in all_organisations() if o.kind is organisation.kind and o.name == organisation.name and o.in_being(on)]
    held = areas_of(organisation, on)
    big = [s for s in held if (s.of_organisation or 0) >= _SLIVER or (s.of_area or 0) >= _WHOLE] or list(held)
    return tuple(
        NamedArea(
            code=s.area,
            name=get(s.area, OrganisationKind.COUNCIL).place,
            whole=(whole := s.of_area is not None and s.of_area >= _WHOLE),
            part=None if whole else organisation.place,
            asks=len(twins) > 1,
            through=organisation,
        )
        for s in big
    )


def _registered(text: str, on: date | None, kinds: Iterable[OrganisationKind]) -> list[Organisation]:
    """The one organisation whose name, place or alias the text is, in the order of kinds; the last to be, of its name."""
    if not plain(text):
        return []
    for kind in kinds:
        candidates = [o for o in named(core(text, kind), kind) if o.in_being(on)]
        if candidates:
            return [max(candidates, key=lambda o: (o.valid_to is None, o.valid_to or date.max))]
    return []


def _listed(text: str, on: date | None, kinds: tuple[OrganisationKind, ...]) -> list[Organisation]:
    """A list such as `Bedford, Central Bedfordshire and Luton`: every item registered, the longest runs first; else none."""
    pieces = [p for p in _SPLIT.split(text) if p]
    if len({kinds_told(p)[:1] for p in pieces} - {()}) > 1:
        return []  # Partners of different kinds are authors, not places.
    found: list[Organisation] = []
    here = 0
    while here < len(pieces):
        for end in range(len(pieces), here, -1):
            if organisation := _registered(" and ".join(pieces[here:end]), on, kinds):
                found += organisation
                here = end
                break
        else:
            return []
    return found


def _mentioned(text: str, on: date | None) -> list[Organisation]:
    seen = [m.organisation for m in mentions(text, on) if m.organisation and m.organisation.kind in _ORDER]
    best = [o for o in seen if o.kind in _BOARDS]
    return list(dict.fromkeys(best or seen))


def _narrowed(areas: Iterable[NamedArea]) -> tuple[NamedArea, ...]:
    """Each area once; where a whole and a part of it are both named, the part is what is meant."""
    kept: dict[tuple[str, str | None], NamedArea] = {}
    for area in areas:
        kept.setdefault((area.code, area.part), area)
    in_part = {a.code for a in kept.values() if not a.whole}
    return tuple(a for a in kept.values() if not (a.whole and a.code in in_part))


def _nearest(rows: tuple[AreaShare, ...], year: int) -> list[AreaShare]:
    before = max((r.last for r in rows if r.last <= year), default=min(r.last for r in rows))
    return [r for r in rows if r.last == before]


def _sure(name: str, on: date | None) -> Organisation | None:
    matches = find(name, on)
    return matches[0].organisation if matches and not matches[0].asks else None
