"""Documents brought to a plan: what they would change, each value beside the place it was read from, for a person to accept."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from bettercare.comparing import align
from bettercare.comparing.aligning import Aligned
from bettercare.plan import Doubt, Place, Plan, Reading, State, to_json, walk
from bettercare.plan.edits import Edit, EditKind, edits_between, remove_part
from bettercare.plan.words import begin, in_words
from bettercare.reading import read
from bettercare.rounds.model import Round
from bettercare.service.accounts.models import User
from bettercare.service.accounts.permissions import Permission, may
from bettercare.service.plans.actions import NotAllowed
from bettercare.service.plans.models import AreaPlan, Brought
from bettercare.service.plans.typed import SAYABLE
from bettercare.service.rounds_admin import in_force
from bettercare.service.uploaded import on_disk

_REMOVABLE = ("schemes", "contributions", "risks", "milestones", "benefits", "related", "lines")

_NAMES = frozenset(
    (
        "id",
        "kind",
        "year",
        "section",
        "title",
        "condition",
        "question",
        "status",
        "role",
        "metric",
        "start",
        "end",
        "of",
        "recurrence",
    )
)
"""Fields that tell which part it is, and say nothing by themselves."""
_FOLLOWS = re.compile(r"conditions/[^/]+/(status|condition|question)|narrative/[^/]+/(section|title)|metrics/[^/]+/title")
"""Values that follow from the round or from another value, about which nobody is asked."""


class CannotBring(ValueError):
    """Documents that cannot be brought to this plan; the words say what to do."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """One change that the documents ask for. `key` names it in a form; `sure` is false where a person must look."""

    key: str
    edit: Edit
    words: str
    place: Place | None
    doubt: Doubt | None
    sure: bool


def bring(*, by: User, plan: AreaPlan, files: Sequence[UploadedFile[bytes]]) -> Brought:
    """Read documents in a bounded worker and keep what they say; nothing of the plan changes yet.

    Raises CannotBring, CannotTake, and CannotRead of the documents package with what was found and the cure.
    """
    if not may(by, Permission.WRITE, plan):
        raise NotAllowed(f"Your role does not allow you to {Permission.WRITE.value}.")
    with on_disk(files) as documents, in_force.folder() as rounds_folder:
        reading = read(*(d.path for d in documents), rounds_folder=rounds_folder, alone=True)
        records = [{"name": d.name, "sha256": d.sha256, "bytes": d.bytes} for d in documents]
    _fits(plan, reading)
    content = json.dumps(to_json(reading)).encode()
    return Brought.objects.create(plan=plan, documents=records, reading=content, by=by, by_name=str(by), at=timezone.now())


def _fits(plan: AreaPlan, reading: Reading) -> None:
    if reading.plan.round and reading.plan.round != plan.round:
        raise CannotBring(
            f"These documents answer round {reading.plan.round}; this plan answers {plan.round}. "
            "Bring the documents of this round, or write what is new here."
        )


def proposals(held: Plan | Reading, reading: Reading, round: Round) -> tuple[tuple[Proposal, ...], Aligned]:
    """What the documents would change in the plan as it stands: values and parts first, then parts that they lack."""
    draft = held if isinstance(held, Reading) else Reading(plan=held)
    plan = draft.plan
    aligned = align(plan, reading.plan, round, round)
    doubts: Mapping[str, Doubt] = {d.address: d for d in reading.doubts}
    unsure = {m.old for m in aligned.matches if m.score < 0.9}
    found = []
    answered = {q.section for c in round.conditions for q in c.questions}
    prose = {s.id for s in round.sections if s.content == "narrative"} - answered
    told = {f"narrative/{n.id}" for n in aligned.plan.narrative if n.section not in prose}
    for edit in edits_between(draft, Reading(plan=aligned.plan, states=_states(draft, aligned, reading))):
        if edit.address in told or edit.address.rpartition("/")[0] in told:
            continue  # the text of a section is told by its answers and tables
        if edit.kind is EditKind.MOVE or _FOLLOWS.fullmatch(edit.address) or not _says(edit.new):
            continue
        source = aligned.source_of(edit.address)
        inside = [d for address, d in doubts.items() if address == source or address.startswith(f"{source}/")]
        place = reading.places.get(source) or next((p for a, p in reading.places.items() if a.startswith(f"{source}/")), None)
        sure = not inside and not any(edit.address.startswith(f"{address}/") for address in unsure)
        found.append(Proposal(_key(edit), edit, _words(plan, aligned.plan, edit), place, inside[0] if inside else None, sure))
    for address in aligned.absent:
        if address.split("/")[-2] in _REMOVABLE and not any(address.startswith(f"{other}/") for other in aligned.absent):
            edit = remove_part(plan, address)
            found.append(Proposal(_key(edit), edit, f"{begin(in_words(plan, address))}: not in these documents", None, None, False))
    return tuple(found), aligned


def _states(draft: Reading, aligned: Aligned, reading: Reading) -> dict[str, State]:
    """What stands in the plan of values that nobody gave, and what the documents say of them."""
    states = dict(draft.states)
    for address, value in walk(aligned.plan):
        said = reading.states.get(aligned.source_of(address))
        if value is None and said in SAYABLE:
            states[address] = said
    return states


def _says(data: object) -> bool:
    """Whether a value or part says anything beyond which part it is."""
    if isinstance(data, dict):
        return any(_says(value) for name, value in data.items() if name not in _NAMES)
    return any(map(_says, data)) if isinstance(data, list) else data not in (None, "")


def _key(edit: Edit) -> str:
    return f"{edit.kind.value}:{edit.address}"


def _words(plan: Plan, merged: Plan, edit: Edit) -> str:
    return begin(in_words(merged if edit.kind is EditKind.ADD else plan, edit.address))
