"""The register: every organisation of the rounds with its codes, dates and successors. Read once, when first asked."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files

from bettercare.plan import OrganisationKind


@dataclass(frozen=True, slots=True)
class Organisation:
    """A council, board, commissioning group, care board, district or trust of a register.

    A council and its Health and Wellbeing Board share the code of their area. `area` is the HWB area in which it mainly
    lies (see `areas_of` for all). Days are inclusive; None means before the rounds, or still in being. `confirmed` is False
    where a day, a successor or the organisation itself is not from a register we had; `source` names the registers.
    """

    code: str
    name: str
    kind: OrganisationKind
    place: str
    """The name without the words of its kind."""
    other_codes: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    """Former and other names, and short forms."""
    region: str | None = None
    area: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    successors: tuple[str, ...] = ()
    source: str = ""
    confirmed: bool = True

    def in_being(self, on: date | None) -> bool:
        """Whether it existed on a day; always true when no day is named."""
        if on is None:
            return True
        return (self.valid_from is None or self.valid_from <= on) and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True, slots=True)
class AreaShare:
    """How much of an organisation's residents live in an HWB area, and of the area's in it: 0 to 1, None where unknown.

    It holds for the yearly lists from `first` to `last`.
    """

    code: str
    area: str
    first: int
    last: int
    of_organisation: Decimal | None
    of_area: Decimal | None
    confirmed: bool


class NotRegistered(KeyError):
    """No organisation of the register has this code."""


@cache
def all_organisations() -> tuple[Organisation, ...]:
    """Every organisation of the register, councils first."""
    aliases: dict[tuple[str, str], list[str]] = {}
    for row in _rows("aliases.csv"):
        aliases.setdefault((row["kind"], row["code"]), []).append(row["alias"])
    return tuple(
        Organisation(
            code=row["code"],
            name=row["name"],
            kind=OrganisationKind(row["kind"]),
            place=row["place"],
            other_codes=_list(row["other_codes"]),
            aliases=(*_list(row["former_names"]), *aliases.get((row["kind"], row["code"]), ())),
            region=row["region"] or None,
            area=row["area"] or None,
            valid_from=_day(row["valid_from"]),
            valid_to=_day(row["valid_to"]),
            successors=_list(row["successors"]),
            source=row["source"],
            confirmed=row["confirmed"] == "yes",
        )
        for row in _rows("organisations.csv")
    )


def get(code: str, kind: OrganisationKind | None = None) -> Organisation:
    """The organisation with a code, present or former; the council where it shares the code with a board.

    Raises NotRegistered.
    """
    for organisation in _by_code().get(code, ()):
        if kind is None or organisation.kind is kind:
            return organisation
    raise NotRegistered(f"no {kind or 'organisation'} of the register has the code {code!r}")


def successors_of(organisation: Organisation, on: date | None = None) -> tuple[Organisation, ...]:
    """Those that took over, followed on until they are in being on the day (without one: to the present end)."""
    if on is not None and organisation.in_being(on):
        return (organisation,)
    found: dict[str, Organisation] = {}
    for code in organisation.successors:
        kind = organisation.kind if organisation.kind is OrganisationKind.HWB else None
        following = get(code, kind)
        later = (following,) if not following.successors and on is None else successors_of(following, on)
        found.update({o.code: o for o in later})
    return tuple(found.values())


@cache
def shares() -> dict[str, tuple[AreaShare, ...]]:
    """Shares of residents by organisation code."""
    grouped: dict[str, list[AreaShare]] = {}
    for row in _rows("area_shares.csv"):
        grouped.setdefault(row["code"], []).append(
            AreaShare(
                row["code"],
                row["area"],
                int(row["first"]),
                int(row["last"]),
                _number(row["share_of_organisation"]),
                _number(row["share_of_area"]),
                row["confirmed"] == "yes",
            )
        )
    return {code: tuple(found) for code, found in grouped.items()}


@cache
def _by_code() -> dict[str, list[Organisation]]:
    index: dict[str, list[Organisation]] = {}
    for organisation in all_organisations():
        for code in (organisation.code, *organisation.other_codes):
            index.setdefault(code, []).append(organisation)
    return index


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = (files("bettercare.organisations") / "data" / name).read_text(encoding="utf-8")
    yield from csv.DictReader(text.splitlines())


def _list(text: str) -> tuple[str, ...]:
    return tuple(text.split("|")) if text else ()


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _number(text: str) -> Decimal | None:
    return Decimal(text) if text else None
