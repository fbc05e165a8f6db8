"""What people do to a plan. Each action says by whom, runs in one transaction and appends its event."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from secrets import choice
from typing import Any

from django.db import transaction
from django.utils import timezone

from bettercare.plan import Plan, Reading, draft_bytes
from bettercare.plan.edits import CannotEdit, Edit, EditKind, apply, data_at, edits_between, overtaken, rebased, undone
from bettercare.plan.merging import merged, rows_in
from bettercare.rounds import Round, carried_plan
from bettercare.service.accounts.models import User
from bettercare.service.accounts.permissions import Permission, may, reach
from bettercare.service.plans.models import AreaPlan, Partner, PlanEdit, PlanVersion
from bettercare.service.rounds_admin.in_force import keep_what_it_began_under

_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"


class NotAllowed(PermissionError):
    """The person's role does not hold what this action needs."""


@dataclass(frozen=True, slots=True)
class Overtaken:
    """An edit that was not made, because somebody else changed the same thing since; both stand for the person to decide."""

    mine: Edit
    theirs: PlanEdit
    stands: Any
    """The JSON of what stands there now. Of a table that is one answer, both are one cell: `answers/{table}/{row}/{column}`,
    counted from 0; `answers/{table}` with the words of one cell where the others removed its row."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What a save did: the revision that the plan has now, and the edits that others had overtaken."""

    revision: int
    draft: Reading
    """The plan as it stands now."""
    made: tuple[PlanEdit, ...]
    overtaken: tuple[Overtaken, ...] = ()
    places: Mapping[str, tuple[int | None, ...]] = field(default_factory=dict)
    """Of each table that was merged with what others made of it (by address), where each row of the saved one stands now."""


def new_id() -> str:
    """An opaque id for a part of a plan, one of 32^10."""
    return "".join(choice(_LETTERS) for _ in range(10))


def start_plan(*, by: User, begins: Plan | Reading, for_demonstration: bool = False) -> AreaPlan:
    """Open an area's plan with what it begins with: an empty form, last round's plan carried forward, or what was read.

    Its partners are the organisations that it names by register code; the person must lead for one of them.
    """
    draft = begins if isinstance(begins, Reading) else Reading(plan=begins)
    begins = draft.plan
    codes = {o.code: o.name or o.code for o in begins.organisations if o.code}
    if not begins.round or not begins.area.name:
        raise ValueError("a plan that people write together names its round and its area")
    if not reach(by, Permission.START).covers(codes, begins.area.name):
        raise NotAllowed("Only a lead of one of the plan's partners can start it.")
    content = draft_bytes(draft)
    with transaction.atomic():
        plan = AreaPlan.objects.create(
            round=begins.round, area=begins.area.name, opened_with=content, working=content, opened_at=timezone.now(),
            for_demonstration=for_demonstration,
        )  # fmt: skip
        Partner.objects.bulk_create(Partner(plan=plan, organisation=code, name=name) for code, name in codes.items())
        keep_what_it_began_under(plan, by)
    return plan


def carry_forward(*, by: User, plan: AreaPlan, round: Round, earlier_round: Round) -> AreaPlan:
    """Begin the same area's plan of a later round with what goes on from this one."""
    if AreaPlan.objects.filter(area=plan.area, round=round.id).exists():
        raise ValueError(f"{plan.area} has a plan for {round.title} already.")
    if round.years[0] <= earlier_round.years[0]:
        raise ValueError(f"{round.title} is no later round than this one.")
    begins = carried_plan(plan.plan(), earlier_round, round, new_id)
    return start_plan(by=by, begins=begins, for_demonstration=plan.for_demonstration)


def save(*, by: User, plan: AreaPlan, seen: int, edits: Sequence[Edit], undoes: int | None = None) -> Saved:
    """Append edits that were made against the revision `seen`.

    Edits of what nobody else touched since are made; the others come back with what stands there now, and change nothing.
    """
    with transaction.atomic():
        locked = _locked(by, plan, Permission.WRITE)
        return _append(by, locked, seen, [(edit, undoes) for edit in edits])


def undo(*, by: User, plan: AreaPlan, number: int) -> Saved:
    """Take back one edit, where nobody has changed the same since; the way back is an edit too."""
    with transaction.atomic():
        locked = _locked(by, plan, Permission.WRITE)
        done = locked.edits.get(number=number)
        return _append(by, locked, number, [(undone(done.edit()), number)])


def undo_save(*, by: User, plan: AreaPlan, number: int) -> Saved:
    """Take back what a person saved together with one edit, latest first; what others changed since stays as it is."""
    with transaction.atomic():
        locked = _locked(by, plan, Permission.WRITE)
        last = locked.edits.get(number=number)
        if last.by_id != by.pk:
            raise NotAllowed("You can take back what you saved yourself; anybody's change is taken back from the history.")
        together = list(locked.edits.filter(by=by, at=last.at, undoes=None).order_by("-number"))
        back = {e.undoes for e in locked.edits.exclude(undoes=None)}
        others = [e.edit() for e in locked.edits.filter(number__gt=last.number).exclude(by=by, at=last.at)]
        left: list[Overtaken] = []
        made: list[PlanEdit] = []
        for is_table, several in groupby((e for e in together if e.number not in back), key=lambda e: _is_table(e.edit())):
            if is_table:  # it meets at its cells what others made of it since, each time it was changed
                turns = [(done.number, [done]) for done in several]
            else:
                alone, kept = _parted(several, lambda e: not overtaken(e.edit(), others))
                left += [Overtaken(undone(done.edit()), last, done.edit().new) for done in kept]
                turns = [(locked.revision, alone)]
            for seen, steps in turns:
                saved = _append(by, locked, seen, [(undone(done.edit()), done.number) for done in steps])
                made += saved.made
                left += saved.overtaken
        return Saved(locked.revision, locked.draft(), tuple(made), tuple(left))


def _parted(edits: Iterable[PlanEdit], test: Callable[[PlanEdit], bool]) -> tuple[list[PlanEdit], list[PlanEdit]]:
    """The edits that pass a test, and the others."""
    found: tuple[list[PlanEdit], list[PlanEdit]] = ([], [])
    for edit in edits:
        found[not test(edit)].append(edit)
    return found


def keep_version(*, by: User, plan: AreaPlan, note: str = "") -> PlanVersion:
    """Keep the working copy as it stands now as a version with the next number."""
    with transaction.atomic():
        return _kept(by, _locked(by, plan, Permission.KEEP), note)


def restore_version(*, by: User, plan: AreaPlan, number: int) -> PlanVersion:
    """Bring a plan back to a kept version: by edits, so that nothing is lost, kept as a new version."""
    with transaction.atomic():
        locked = _locked(by, plan, Permission.KEEP)
        wanted = locked.versions.get(number=number)
        _append(by, locked, locked.revision, [(edit, None) for edit in edits_between(locked.draft(), wanted.draft())])
        return _kept(by, locked, f"As version {number} was")


def _locked(by: User, plan: AreaPlan, needs: Permission) -> AreaPlan:
    """The plan's row, held until the transaction ends, for somebody who may do this."""
    locked = AreaPlan.objects.select_for_update().get(pk=plan.pk)
    if not may(by, needs, locked):
        raise NotAllowed(f"Your role does not allow you to {needs.value}.")
    return locked


def _append(by: User, plan: AreaPlan, seen: int, edits: Sequence[tuple[Edit, int | None]]) -> Saved:
    """Append edits, each with the number of the one that it takes back, if any."""
    since = list(plan.edits.filter(number__gt=seen).order_by("number"))
    others = [row.edit() for row in since]
    working, now = plan.draft(), timezone.now()
    made: list[PlanEdit] = []
    left: list[Overtaken] = []
    places: dict[str, tuple[int | None, ...]] = {}
    for edit, undoes in edits:
        if touched := overtaken(edit, others):
            if _says_the_same(working, edit, touched):
                continue
            theirs = next(row for row, other in zip(since, others, strict=True) if other is touched[-1])
            if not _is_table(edit):
                left.append(Overtaken(edit, theirs, theirs.new))
                continue
            edit, clashes, places[edit.address] = _met_at_cells(working, edit, theirs)
            left += clashes
            if edit.old == edit.new:
                continue
        fitting = rebased(working, edit)
        working = apply(working, fitting)
        number = plan.revision + len(made) + 1
        made.append(
            PlanEdit(
                plan=plan, number=number, kind=fitting.kind.value, address=fitting.address, old=fitting.old, new=fitting.new,
                before=fitting.before, old_before=fitting.old_before, undoes=undoes, by=by, by_name=str(by), at=now,
            )
        )  # fmt: skip
    PlanEdit.objects.bulk_create(made)
    if made:
        plan.revision += len(made)
        working = plan.stand(working)
        plan.save(update_fields=["revision", "working"])
    return Saved(plan.revision, working, tuple(made), tuple(left), places)


def _is_table(edit: Edit) -> bool:
    """Whether an edit changes a table that is one answer, and was one before."""
    known = edit.kind is EditKind.SET and edit.address.startswith("answers/") and (edit.old or edit.new)
    return bool(known) and rows_in(edit.old) is not None and rows_in(edit.new) is not None


def _met_at_cells(
    working: Reading, edit: Edit, theirs: PlanEdit
) -> tuple[Edit, list[Overtaken], tuple[int | None, ...]]:  # fmt: skip
    """An edit of a table that others changed since: with their cells, the cells that both changed, and where its rows stand."""
    stands = data_at(working, edit.address)
    both = merged(*(rows_in(data) or [] for data in (edit.old, edit.new, stands)))
    at = (edit.address if c.row is None else f"{edit.address}/{c.row}/{c.column}" for c in both.clashes)
    clashes = [Overtaken(Edit(EditKind.SET, a, None, c.mine), theirs, c.theirs) for a, c in zip(at, both.clashes, strict=True)]
    return replace(edit, old=stands, new={"rows": [list(row) for row in both.rows]}), clashes, both.places


def _says_the_same(working: Reading, edit: Edit, touched: Sequence[Edit]) -> bool:
    """Whether the plan says already what an edit would make it say, or was given the very part that it would add."""
    if edit.kind is EditKind.ADD:
        return replace(touched[-1], before=None) == replace(edit, before=None)
    try:
        return edit.kind is EditKind.SET and apply(working, undone(edit)) is not None
    except CannotEdit:
        return False


def _kept(by: User, plan: AreaPlan, note: str) -> PlanVersion:
    content = bytes(plan.working)
    last = plan.versions.order_by("-number").first()
    return PlanVersion.objects.create(
        plan=plan, number=(last.number if last else 0) + 1, revision=plan.revision, content=content,
        sha256=hashlib.sha256(content).hexdigest(), note=note, by=by, by_name=str(by), at=timezone.now(),
    )  # fmt: skip
