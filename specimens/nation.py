"""A nation of drawn plans: each stands for a real area of the register, so that they can be added up and shown on a map.

Its figures are made up. It holds what a real round holds: a county in parts, one plan of several boroughs, a plan of a part
beside the plan of its whole, a draft beside the final, a plan that names its area and no code, one that tells no area, one of
another round, a file that cannot be read, and an area that sent nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from bettercare.organisations import Organisation, all_organisations
from bettercare.plan import Area, Cover, OrganisationKind, Reading
from bettercare.plan.collation import Handed
from bettercare.rounds import load
from specimens.truth import draw_reading

_PARTS = 4
_JOINT = 3


@dataclass(frozen=True)
class Nation:
    """The plans of a round as they are handed in, and the codes of all areas that should have one."""

    plans: tuple[Handed, ...]
    areas: tuple[str, ...]
    silent: str
    """The area that sent nothing."""
    free: str
    """An area left free for a plan of another kind to stand for."""


def boards(round_id: str) -> list[Organisation]:
    """The areas that are in being when a round's first year begins, by code."""
    on = date(load(round_id).years[0].start, 4, 1)
    return sorted((o for o in all_organisations() if o.kind is OrganisationKind.HWB and o.in_being(on)), key=lambda o: o.code)


def draw_nation(round_id: str = "2025-26", *, tidy: bool = False) -> Nation:
    """Return a nation of plans; the same round gives the same nation."""
    every = boards(round_id)
    counties = [b for b in every if b.code.startswith("E10")]
    boroughs = [b for b in every if b.code.startswith("E09")]
    in_parts, with_part, free = counties[0], counties[1], counties[-1]
    joint, silent = boroughs[-_JOINT:], boroughs[0]
    twice, by_name = every[0], every[1]
    plans = [*_parts(in_parts, round_id), *_joint(joint, round_id)]
    for seed, board in enumerate(every, start=1):
        if board in (in_parts, silent, free, *joint):
            continue
        reading = _for(draw_reading(seed, round_id, tidy=tidy), board.place, Cover("k1", board.code))
        if board is by_name:
            reading = replace(reading, plan=replace(reading.plan, covers=()))
        final = board.place + (", final" if board is twice else "")
        plans.append(Handed(final, reading, demonstration=True))
    draft = _for(draw_reading(901, round_id), twice.place, Cover("k1", twice.code))
    part = _for(draw_reading(902, round_id), f"{with_part.place}, coast", Cover("k1", with_part.code, False, "coast"))
    plans += [
        Handed(f"{twice.place}, draft", draft, demonstration=True),
        Handed(f"{with_part.place}, coast", part, demonstration=True),
        Handed("a plan without an area", _for(draw_reading(903, round_id), None), demonstration=True),
        Handed("an old plan", _for(draw_reading(904, "2017-19"), every[2].place, Cover("k1", every[2].code)), demonstration=True),
        Handed("a broken file.docx", problem="a broken file.docx: the file is cut short", demonstration=True),
    ]
    return Nation(tuple(plans), tuple(b.code for b in every), silent.code, free.code)


def _parts(county: Organisation, round_id: str) -> Iterator[Handed]:
    for n, part in enumerate(("north", "south", "east", "west")[:_PARTS], start=1):
        name = f"{county.place}, {part}"
        yield Handed(name, _for(draw_reading(920 + n, round_id), name, Cover("k1", county.code, False, part)), demonstration=True)


def _joint(areas: list[Organisation], round_id: str) -> Iterator[Handed]:
    name = f"{', '.join(a.place for a in areas[:-1])} and {areas[-1].place}"
    covers = tuple(Cover(f"k{n}", a.code) for n, a in enumerate(areas, start=1))
    yield Handed(name, _for(draw_reading(930, round_id), name, *covers), demonstration=True)


def _for(reading: Reading, name: str | None, *covers: Cover) -> Reading:
    """The reading of a plan that stands for these areas."""
    return replace(reading, plan=replace(reading.plan, area=Area(name), covers=covers))
