"""Find an organisation by its name as written, strictly: a likely but unsure answer asks, and near-equals are never settled."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache

from rapidfuzz import fuzz, process

from bettercare.organisations.names import core, kinds_told, plain, telling_apart
from bettercare.organisations.register import Organisation, all_organisations
from bettercare.plan import OrganisationKind

ASK_BELOW = 85
"""Below this score a person is asked."""

_EXACT, _NAME, _ALIAS, _MOST_FUZZY = 100.0, 97.0, 95.0, 94.0
_OTHER_PLACE = 80.0
"""The most for a name that differs in a word such as north or city, or whose words tell another kind."""
_NEAR = 5.0
"""Two scores this close are near-equals, unless one name is exact."""
_LEAST = 70.0
_BRACKETED = re.compile(r"\([^)]*\)?")
"""What stands in brackets is often a short form, and sometimes a part of the name; both are tried."""
_HOW = {_EXACT: "exact", _NAME: "name", _ALIAS: "alias"}


@dataclass(frozen=True, slots=True)
class Match:
    """One answer: score 0 to 100, and how it was found.

    `how`: `exact` (a registered name), `name` (the same but for general words such as Council or NHS), `alias` (a former or
    short name) or `fuzzy`. `asks` means that a person must choose: the score is below 85, or another organisation fits
    about as well.
    """

    organisation: Organisation
    score: float
    how: str
    asks: bool


def find(name: str, on: date | None = None, kinds: Iterable[OrganisationKind] = (), limit: int = 5) -> tuple[Match, ...]:
    """The organisations that a name may mean, best first; empty when none comes near.

    `on` leaves out those not in being on that day; `kinds` leaves out others. Words such as `CCG` or `County Council` in the
    name tell the kind as well. Take the first without asking only when its `asks` is False.
    """
    wanted = tuple(kinds) or tuple(OrganisationKind)
    if not plain(name):
        return ()
    best: dict[Organisation, float] = {}
    for form in dict.fromkeys((name, _BRACKETED.sub(" ", name))):
        told = kinds_told(form)
        for organisation, score in _scores(form, wanted).items():
            score = min(score, _OTHER_PLACE) if told and organisation.kind not in told else score
            best[organisation] = max(score, best.get(organisation, 0.0))
    scored = [(score, organisation) for organisation, score in best.items() if organisation.in_being(on)]
    scored.sort(key=lambda pair: (-pair[0], _order(pair[1])))
    matches = [Match(o, s, _HOW.get(s, "fuzzy"), asks=s < ASK_BELOW) for s, o in scored]
    return tuple(_ask_between_equals(matches)[:limit])


@lru_cache(maxsize=4096)
def _scores(name: str, kinds: tuple[OrganisationKind, ...]) -> Mapping[Organisation, float]:
    found: dict[Organisation, float] = {}
    for kind in kinds:
        for organisation in _exact_names(kind).get(plain(name), ()):
            found[organisation] = _EXACT
        wanted = core(name, kind)
        cores = _cores(kind)
        for scorer in (fuzz.ratio, fuzz.token_sort_ratio):
            for candidate, likeness, _ in process.extract(wanted, cores.keys(), scorer=scorer, score_cutoff=_LEAST, limit=8):
                for organisation, best in cores[candidate]:
                    score = best if candidate == wanted else _fuzzy(wanted, candidate, likeness)
                    found[organisation] = max(score, found.get(organisation, 0.0))
    return found


def _fuzzy(wanted: str, candidate: str, likeness: float) -> float:
    most = _MOST_FUZZY if telling_apart(wanted) == telling_apart(candidate) else _OTHER_PLACE
    return min(likeness, most)


def _ask_between_equals(matches: list[Match]) -> list[Match]:
    """The best asks when another is within reach, unless it alone bears the exact name; another than the best always asks."""
    if not matches:
        return []
    best = matches[0]
    others = [m for m in matches if m.organisation.code != best.organisation.code]
    rivals = [m for m in others if best.score - m.score < _NEAR and (best.how != "exact" or m.how == "exact")]
    return [replace(m, asks=m.asks or m in others or bool(rivals)) for m in matches]


def _order(organisation: Organisation) -> tuple[int, str, str]:
    """Among equals: councils first, then those still in being, then by name."""
    return (list(OrganisationKind).index(organisation.kind), "" if organisation.valid_to is None else "z", organisation.name)


@cache
def _exact_names(kind: OrganisationKind) -> dict[str, list[Organisation]]:
    index: dict[str, list[Organisation]] = {}
    for organisation in all_organisations():
        if organisation.kind is kind and plain(organisation.name) != plain(organisation.place):
            index.setdefault(plain(organisation.name), []).append(organisation)
    return index


@cache
def _cores(kind: OrganisationKind) -> dict[str, list[tuple[Organisation, float]]]:
    """Every name of a kind without its general words, with the score that the name itself deserves."""
    best: dict[str, dict[Organisation, float]] = {}
    for organisation in all_organisations():
        if organisation.kind is not kind:
            continue
        for name, score in _names(organisation):
            scores = best.setdefault(core(name, kind), {})
            scores[organisation] = max(score, scores.get(organisation, 0.0))
    return {name: list(scores.items()) for name, scores in best.items()}


def _names(organisation: Organisation) -> list[tuple[str, float]]:
    registered = [(organisation.name, _NAME), (organisation.place, _NAME)]
    return registered + [(alias, _ALIAS) for alias in organisation.aliases]


def named(core_name: str, kind: OrganisationKind) -> tuple[Organisation, ...]:
    """The organisations of a kind whose name, place or alias has exactly this core (see `names.core`)."""
    return tuple(organisation for organisation, _ in _cores(kind).get(core_name, ()))


def exactly_named(name: str, organisation: Organisation) -> bool:
    """Whether a name is the registered one but for capitals and marks."""
    return plain(name) == plain(organisation.name)
