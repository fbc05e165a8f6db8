"""Saving a round: a text is tried as the loader reads it, held against what is in force, and kept as a numbered version."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from bettercare import rounds
from bettercare.plan import Organisation, OrganisationKind, Plan
from bettercare.rounds.differing import Difference, differences
from bettercare.rounds.model import NotInRound, Round
from bettercare.service.accounts.models import User
from bettercare.service.accounts.permissions import Permission, may
from bettercare.service.plans.actions import NotAllowed, new_id
from bettercare.service.plans.working import Section, sections
from bettercare.service.rounds_admin import in_force
from bettercare.service.rounds_admin.models import RoundVersion, fingerprint_of

LARGEST = 2 * 1024 * 1024
"""Bytes of a round's text; the longest that we have is 90,000."""
_BESIDE = 3
"""Lines shown above and below one that is refused."""
_ID = re.compile(r"^id:\s*[\"']?(\w[\w.-]{0,39})[\"']?\s*(?:#.*)?$", re.M)


class CannotSave(ValueError):
    """A round that cannot be saved so; the words say why and what to do."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a text is refused: the line (from 1) of the own file, the words, and the lines around it with their numbers."""

    line: int | None
    words: str
    cure: str
    around: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """A text that was tried: the round that it makes, or its fault. `files` is what would be kept."""

    text: str
    id: str | None
    round: Round | None
    fault: Fault | None
    files: Mapping[str, str]


def own_text(id: str) -> str:
    """The text that an administrator goes on from: the version in force, or the package's file."""
    return in_force.written(id)[f"{id}.yaml"]


def tried(text: str, id: str | None = None) -> Draft:
    """Try a text as the round `id`, or as the one that it names, without saving anything."""
    text = text.replace("\r\n", "\n").removeprefix("\ufeff")
    named = id or (found[1] if (found := _ID.search(text)) else None)
    if not text.strip() or named is None:
        return Draft(text, named, None, Fault(1, "The text does not name a round.", "Start with `id:`, such as `id: 2028-29`."), {})
    if re.search(rf"^based_on:\s*[\"']?{re.escape(named)}[\"']?\s*$", text, re.M):
        cure = "Change its own text, which stands in the box when you open the page, or name another round."
        return Draft(text, named, None, Fault(None, f"Round {named} cannot be based on itself.", cure), {})
    texts = in_force.own_files() | {f"{named}.yaml": text}
    try:
        made = rounds.load_texts(named, texts)
        sections(first_day(made), made)
        return Draft(text, named, made, None, rounds.written(named, texts))
    except rounds.RoundFileError as error:
        return Draft(text, named, None, _fault(error, named, text), {})
    except (rounds.NoSuchRound, NotInRound) as error:
        return Draft(text, named, None, Fault(None, f"{error}.", "Mend the name in the text, or add what it names."), {})


def save_version(*, by: User, text: str, why: str, seen: int, id: str | None = None) -> RoundVersion:
    """Keep a text as the next version of its round, in force at once.

    `seen` is the number of the version that the administrator went on from (0: the package's own). Raises CannotSave.
    """
    if not may(by, Permission.ADMINISTER, None):
        raise NotAllowed(f"Your role does not allow you to {Permission.ADMINISTER.value}.")
    if not why.strip():
        raise CannotSave("Say why: what is new in this version, and where it was decided.")
    draft = tried(text, id)
    if draft.round is None or draft.id is None:
        raise CannotSave(draft.fault.words if draft.fault else "This text makes no round.")
    with transaction.atomic():
        in_force.touched(draft.id)
        last = in_force.latest(draft.id)
        if (last.number if last else 0) != seen:
            who = f"{last.by_name} saved version {last.number}" if last else "The round was changed"
            raise CannotSave(f"{who} since you opened this page. Look at what differs from it before you save.")
        sha256 = fingerprint_of(draft.files)
        if sha256 == fingerprint_of(in_force.written(draft.id) if draft.id in in_force.available() else {}):
            raise CannotSave("This text says what is in force already.")
        return RoundVersion.objects.create(
            round=draft.id, number=seen + 1, files=dict(draft.files), sha256=sha256, why=why.strip()[:400],
            by=by, by_name=str(by), at=timezone.now(),
        )  # fmt: skip


def made(version: RoundVersion) -> Round:
    """The round of a kept version, from its own files alone."""
    return rounds.load_texts(version.round, version.files)


def before(round: Round) -> Round | None:
    """The round that came before: what it is based on, or the last whose years end before its own begin."""
    if round.based_on:
        return in_force.load(round.based_on)
    earlier = [in_force.load(id) for id in in_force.available() if id < round.id]
    return max(earlier, key=lambda r: r.years[-1], default=None)


def grouped(found: tuple[Difference, ...]) -> list[tuple[str, list[Difference]]]:
    """Differences under their headings, in order."""
    groups: dict[str, list[Difference]] = {}
    for one in found:
        groups.setdefault(one.group, []).append(one)
    return list(groups.items())


def compared(old: Round | None, new: Round) -> list[tuple[str, list[Difference]]]:
    """What changed from one round to another, under headings; nothing without the first."""
    return grouped(differences(old, new)) if old else []


def form_of(round: Round) -> tuple[Section, ...]:
    """The form that an area will see on its first day."""
    return sections(first_day(round), round)


def first_day(round: Round) -> Plan:
    """The plan of an area that does not exist, with one partner of each kind that the round knows."""
    partners = (
        Organisation("council", "Council", OrganisationKind.COUNCIL, None),
        Organisation("nhs", "NHS organisation", _nhs_kind(round), None),
    )
    return rounds.open_plan(round, "Name of the area", (), partners, new_id)


def _nhs_kind(round: Round) -> OrganisationKind:
    return OrganisationKind.CCG if any(r.per == "ccg" for r in round.signoff) else OrganisationKind.ICB


def _fault(error: rounds.RoundFileError, id: str, text: str) -> Fault:
    words = f"{error.key}: {error.problem}."
    if error.path != f"{id}.yaml":
        return Fault(None, f"In {error.path.rpartition('/')[2]}, line {error.line}: {words}", error.hint)
    lines = text.split("\n")
    first = max(1, error.line - _BESIDE)
    around = tuple((n, lines[n - 1]) for n in range(first, min(len(lines), error.line + _BESIDE) + 1))
    return Fault(error.line, words, error.hint, around)
