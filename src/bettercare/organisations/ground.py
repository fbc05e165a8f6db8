"""Whether two parts of a county share ground: districts and clinical commissioning groups by where their residents live."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from functools import cache, lru_cache
from importlib.resources import files

from bettercare.organisations.areas import areas_named
from bettercare.organisations.register import Organisation, all_organisations, get
from bettercare.plan import OrganisationKind

_DISTRICT = re.compile(r"(?i)\bdistrict\b(?! council)")
_SLIVER = Decimal("0.05")
"""Ground that holds a smaller share of the residents of both is taken as a border, not as shared."""
_KNOWN = (OrganisationKind.CCG, OrganisationKind.DISTRICT)


def share_ground(one: str, other: str, area: str) -> bool | None:
    """Whether two parts of an HWB area, by their names, share ground; None where a name is of no district or group there."""
    mine, its = _parts(one, area), _parts(other, area)
    if not mine or not its:
        return None
    return any(_overlap(a, b) for a in mine for b in its)


def extent(name: str, area: str) -> Decimal:
    """How much ground a part of an area holds, in districts; none where its name is of no district or group there."""
    return sum((_districts_of(part) for part in _parts(name, area)), Decimal(0))


def _districts_of(part: Organisation) -> Decimal:
    if part.kind is OrganisationKind.DISTRICT:
        return Decimal(1)
    return sum((of_district for _, of_district in _lies_in(part).values()), Decimal(0))


@lru_cache(maxsize=4096)
def _parts(name: str, area: str) -> tuple[Organisation, ...]:
    """The districts and commissioning groups of an area that a part's name surely denotes; none where it denotes another."""
    named = [a for a in areas_named(_DISTRICT.sub("", name)) if a.code == area]
    sure = all(not a.asks and a.through.kind in _KNOWN for a in named)
    return tuple(dict.fromkeys(a.through for a in named)) if sure else ()


def _overlap(one: Organisation, other: Organisation) -> bool:
    if one.code == other.code or other.code in one.successors or one.code in other.successors:
        return True
    if one.kind is other.kind:
        return False
    group, district = (one, other) if one.kind is OrganisationKind.CCG else (other, one)
    of_group, of_district = _lies_in(group).get(district.code, (Decimal(0), Decimal(0)))
    return max(of_group, of_district) >= _SLIVER


def _lies_in(group: Organisation) -> Mapping[str, tuple[Decimal, Decimal]]:
    """The districts that a group lies in; those of the groups that went into it where it is younger than the table."""
    if group.code in _districts():
        return _districts()[group.code]
    before = [o.code for o in all_organisations() if o.kind is OrganisationKind.CCG and group.code in o.successors]
    return {d: shares for code in before for d, shares in _lies_in(get(code, OrganisationKind.CCG)).items()}


@cache
def _districts() -> Mapping[str, Mapping[str, tuple[Decimal, Decimal]]]:
    found: dict[str, dict[str, tuple[Decimal, Decimal]]] = defaultdict(dict)
    with (files(__package__) / "data" / "district_shares.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            shares = Decimal(row["share_of_organisation"]), Decimal(row["share_of_district"])
            for district in _now(row["district"]):
                found[row["code"]][district] = shares
    return dict(found)


def _now(code: str) -> tuple[str, ...]:
    """The codes under which the register may hold a district."""
    return tuple(o.code for o in all_organisations() if o.kind is OrganisationKind.DISTRICT and code in (o.code, *o.other_codes))
