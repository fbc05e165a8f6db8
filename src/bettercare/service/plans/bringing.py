"""Documents brought to a plan: what they would change, each value beside the place it was read from, for a person to accept."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from bettercare.comparing import align
from bettercare.comparing.aligning import Aligned
from bettercare.plan import Doubt, Place, Plan, Reading, State, to_json, value_at, walk
from bettercare.plan.edits import CannotEdit, Edit, EditKind, data_at, edits_between, remove_part
from bettercare.reading import read
from bettercare.rounds.model import Round
from bettercare.service.accounts.models import User
from bettercare.service.accounts.permissions import Permission, may
from bettercare.service.plans import last_years
from bettercare.service.plans.actions import NotAllowed
from bettercare.service.plans.downloads import draft_name, made_from
from bettercare.service.plans.models import AreaPlan, Brought
from bettercare.service.plans.typed import SAYABLE
from bettercare.service.plans.where import where_begins
from bettercare.service.plans.working import draft_at
from bettercare.service.rounds_admin import in_force
from bettercare.service.uploaded import on_disk
from bettercare.writing import write

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
    meanwhile: bool = False
    """Whether somebody changed the same here since the document was made."""


def bring(*, by: User, plan: AreaPlan, files: Sequence[UploadedFile[bytes]]) -> Brought:
    """Read documents in a bounded worker and keep what they say; nothing of the plan changes yet.

    Raises CannotBring, CannotTake, and CannotRead of the documents package with what was found and the cure.
    """
    if not may(by, Permission.WRITE, plan):
        raise NotAllowed(f"Your role does not allow you to {Permission.WRITE.value}.")
    with on_disk(files) as documents, in_force.folder() as rounds_folder:
        reading = read(*(d.path for d in documents), rounds_folder=rounds_folder, alone=True)
        records = [{"name": d.name, "sha256": d.sha256, "bytes": d.bytes} for d in documents]
        base = made_from(plan, documents[0].path.read_bytes()) if len(documents) == 1 else None
        unchanged = [] if base is None else _read_as_made(plan, base, documents[0].path, rounds_folder)
    _fits(plan, reading)
    content = json.dumps(to_json(reading)).encode()
    return Brought.objects.create(
        plan=plan, documents=records, reading=content, made_from=base, unchanged=unchanged, by=by, by_name=str(by),
        at=timezone.now(),
    )  # fmt: skip


def _read_as_made(plan: AreaPlan, revision: int, brought: Path, rounds_folder: Path | None) -> list[str]:
    """What a document of ours, as it was made, is read otherwise than the plan it was made of."""
    draft, round = draft_at(plan, revision), in_force.load(plan.round)
    made = brought.with_name(f"as-made{brought.suffix}")
    written = write(draft.plan, round, brought.suffix, states=draft.states, version=draft_name(revision)).content
    made.write_bytes(written if isinstance(written, bytes) else written.encode())
    found, _ = proposals(draft, read(made, rounds_folder=rounds_folder, alone=True), round, draft)
    return sorted({_fingerprint(p.edit) for p in found})


def _fingerprint(edit: Edit) -> str:
    """What an edit says, whatever ids its parts were given in reading."""
    where = edit.address.rpartition("/")[0] if edit.kind is EditKind.ADD else edit.address
    return json.dumps([edit.kind.value, where, _without_ids(edit.new)], sort_keys=True)


def _without_ids(data: object) -> object:
    if isinstance(data, dict):
        return {name: _without_ids(value) for name, value in data.items() if name != "id"}
    return [_without_ids(value) for value in data] if isinstance(data, list) else data


def _fits(plan: AreaPlan, reading: Reading) -> None:
    asked = in_force.load(plan.round)
    if reading.plan.round and reading.plan.round != plan.round and last_years.round_of(reading, asked) is None:
        raise CannotBring(
            f"These documents answer round {reading.plan.round}; this plan answers {plan.round}. "
            "Bring the documents of this round or of an earlier one, or write what is new here."
        )


def proposals(
    held: Plan | Reading, reading: Reading, round: Round, base: Reading | None = None, unchanged: Collection[str] = ()
) -> tuple[tuple[Proposal, ...], Aligned]:
    """What the documents would change in the plan as it stands: values and parts first, then parts that they lack.

    `base` is the state that a document of ours was made from: what others changed since, and the document did not, stays.
    `unchanged` is what was read otherwise than it stands although nobody changed it.
    Documents of an earlier round take nothing away, and propose only what goes on.
    """
    now = held if isinstance(held, Reading) else Reading(plan=held)
    earlier = last_years.round_of(reading, round)
    if earlier:
        reading, base = last_years.going_on(now.plan, reading, earlier, round), None
    draft = base or now
    plan = draft.plan
    aligned = align(plan, reading.plan, round, round)
    doubts: Mapping[str, Doubt] = {d.address: d for d in reading.doubts}
    unsure = {m.old for m in aligned.matches if m.score < 0.9}
    found = []
    answered = {q.section for c in round.conditions for q in c.questions}
    prose = {s.id for s in round.sections if s.content == "narrative"} - answered
    told = {f"narrative/{n.id}" for n in aligned.plan.narrative if n.section not in prose}
    for asked in edits_between(draft, Reading(plan=aligned.plan, states=_states(draft, aligned, reading))):
        if asked.address in told or asked.address.rpartition("/")[0] in told:
            continue  # the text of a section is told by its answers and tables
        if asked.kind is EditKind.MOVE or _FOLLOWS.fullmatch(asked.address) or not _says(asked.new):
            continue
        if unchanged and _fingerprint(asked) in unchanged:
            continue
        edit = _as_of(now, asked)
        if edit is None:
            continue
        source = aligned.source_of(edit.address)
        inside = [d for address, d in doubts.items() if address == source or address.startswith(f"{source}/")]
        place = reading.places.get(source) or next((p for a, p in reading.places.items() if a.startswith(f"{source}/")), None)
        sure = not inside and edit == asked and not any(edit.address.startswith(f"{address}/") for address in unsure)
        words = where_begins(aligned.plan if edit.kind is EditKind.ADD else now.plan, round, edit.address)
        found.append(Proposal(_key(edit), edit, words, place, inside[0] if inside else None, sure, edit != asked))
    for address in () if earlier else aligned.absent:
        within = any(address.startswith(f"{other}/") for other in aligned.absent)
        if address.split("/")[-2] in _REMOVABLE and not within and _is_there(now.plan, address):
            edit = remove_part(now.plan, address)
            words = f"{where_begins(now.plan, round, address)}: not in these documents"
            found.append(Proposal(_key(edit), edit, words, None, None, False))
    return tuple(found), aligned


def _as_of(now: Reading, edit: Edit) -> Edit | None:
    """The edit on the plan as it stands, where it was found on an earlier state; None where nothing is left to do."""
    if edit.kind is EditKind.ADD:
        return None if _is_there(now.plan, edit.address) else edit
    try:
        there = data_at(now, edit.address)
    except CannotEdit:
        return None if _part_gone(now.plan, edit.address) else edit
    return None if there == edit.new else replace(edit, old=there)


def _part_gone(plan: Plan, address: str) -> bool:
    """Whether the part that a value belongs to was removed; one that is only being added stands nowhere yet either."""
    return not _is_there(plan, "/".join(address.split("/")[:2]))


def _is_there(plan: Plan, address: str) -> bool:
    try:
        value_at(plan, address)
    except KeyError:
        return False
    return True


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
