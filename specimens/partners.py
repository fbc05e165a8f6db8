"""The names of an area and its partners: mostly made up, now and then real ones from the register."""

from __future__ import annotations

import random
from datetime import date
from functools import lru_cache

from bettercare.organisations import Organisation as Registered
from bettercare.organisations import all_organisations
from bettercare.plan import Organisation, OrganisationKind
from specimens import words


@lru_cache(maxsize=10)
def _registered(kind: OrganisationKind, on: date) -> tuple[Registered, ...]:
    """Organisations of a kind that existed on a day, in the register's order."""
    return tuple(o for o in all_organisations() if o.kind is kind and (o.valid_from or on) <= on <= (o.valid_to or on) and o.place)


def draw(
    rng: random.Random, kind: OrganisationKind, on: date, councils: int, commissioners: int
) -> tuple[str, tuple[Organisation, ...]]:
    """An area's name and its partners: councils first, then commissioners of the kind (`ccg` or `icb`)."""
    made_up = rng.random() < 0.75
    area, names = _made_up(rng, kind, councils, commissioners) if made_up else _real(rng, kind, on, commissioners)
    return area, tuple(Organisation(f"o{i}", name, of) for i, (name, of) in enumerate(names, start=1))


def _made_up(
    rng: random.Random, kind: OrganisationKind, councils: int, commissioners: int
) -> tuple[str, list[tuple[str, OrganisationKind]]]:
    area, *others = words.places(rng, 7)
    found = [(words.council(rng, n), OrganisationKind.COUNCIL) for n in [area, *others][:councils]]
    for n in [area, *others][:commissioners]:
        named = words.ccg(rng, n, others[-1]) if kind is OrganisationKind.CCG else words.icb(rng, n, others[-1], others[-2])
        found.append((named, kind))
    return area, found


def _real(
    rng: random.Random, kind: OrganisationKind, on: date, commissioners: int
) -> tuple[str, list[tuple[str, OrganisationKind]]]:
    """A real council, and commissioners of its area where the register says which, else any."""
    council = rng.choice(_registered(OrganisationKind.COUNCIL, on))
    everywhere = _registered(kind, on)
    here = [o for o in everywhere if o.area == council.area][:commissioners] or rng.sample(everywhere, commissioners)
    return council.place or council.name, [(council.name, OrganisationKind.COUNCIL), *((o.name, kind) for o in here)]
