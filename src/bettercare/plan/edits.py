"""Edits: what people change in a plan, one value or part at a time, each with what stood there before.

A working copy is a plan and the edits made since; folding them gives its present state. Values are kept as JSON, so that an
edit can be stored, shown and undone without knowing which part of a plan it touches. Where a value is said to be missing (to be
confirmed, not applicable), its JSON in an edit is `{"state": "to-be-confirmed"}`. Edits fold over a Reading, which keeps states,
or over a plan alone, for which a state is no value.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Any, TypeVar

from bettercare.plan.addresses import replace_at, value_at, walk
from bettercare.plan.canonical import from_json_at, is_value_at, parts_at, to_json_at
from bettercare.plan.reading import Reading, State
from bettercare.plan.spine import Plan

Held = TypeVar("Held", Plan, Reading)
"""What edits change: a plan, or a plan with the states of what it does not give."""


class EditKind(StrEnum):
    """What an edit does at its address: changes a value, or adds, removes or moves a repeating part."""

    SET = "set"
    ADD = "add"
    REMOVE = "remove"
    MOVE = "move"


@dataclass(frozen=True, slots=True)
class Edit:
    """One change. `old` and `new` are JSON of a value or of a whole part; `before` is the id of the part that it stands before.

    For what is removed or moved `old_before` says where it stood; None is the end of the list.
    """

    kind: EditKind
    address: str
    old: Any = None
    new: Any = None
    before: str | None = None
    old_before: str | None = None


class CannotEdit(ValueError):
    """An edit does not fit the plan: nothing stands at its address, or something else than it says."""


def set_value(held: Plan | Reading, address: str, value: Any) -> Edit:
    """Return the edit that puts a value at an address, or a State in its stead. Raises CannotEdit where a plan has none."""
    if not is_value_at(address):
        raise CannotEdit(f"{address!r}: a plan has no value at this address")
    if isinstance(value, State):
        return Edit(EditKind.SET, address, data_at(held, address), {"state": value.value})
    new = to_json_at(address, from_json_at(address, to_json_at(address, value)))  # as it will stand, a whole number with its pence
    return Edit(EditKind.SET, address, data_at(held, address), new)


def data_at(held: Plan | Reading, address: str) -> Any:
    """Return the JSON of the value at an address, or of the state that stands in its stead. Raises CannotEdit for no address."""
    found = to_json_at(address, _there(_plan(held), address))
    if found is None and isinstance(held, Reading) and address in held.states:
        return {"state": held.states[address].value}
    return found


def state_in(data: Any) -> State | None:
    """Return the state that stands in the JSON of an edit instead of a value."""
    return State(data["state"]) if isinstance(data, dict) and set(data) == {"state"} else None


def add_part(plan: Plan, address: str, part: Any, before: str | None = None) -> Edit:
    """Return the edit that adds a part, whose id is the last step of the address, before another or at the end."""
    siblings = _siblings(plan, address)
    if any(s.id == part.id for s in siblings):
        raise CannotEdit(f"{address}: there is a part with this id already")
    _known(siblings, before, address)
    return Edit(EditKind.ADD, address, None, to_json_at(address, part), before)


def remove_part(plan: Plan, address: str) -> Edit:
    """Return the edit that removes a part, with what it held and where it stood."""
    part = _there(plan, address)
    return Edit(EditKind.REMOVE, address, to_json_at(address, part), None, None, _next(_siblings(plan, address), part.id))


def move_part(plan: Plan, address: str, before: str | None) -> Edit:
    """Return the edit that moves a part before another of the same list, or to its end."""
    part = _there(plan, address)
    siblings = _siblings(plan, address)
    _known(siblings, before, address)
    return Edit(EditKind.MOVE, address, None, None, before, _next(siblings, part.id))


def apply(held: Held, edit: Edit) -> Held:
    """Return the plan with one edit made. Raises CannotEdit where something else stands there than the edit says."""
    if isinstance(held, Plan):
        return _applied(held, edit)
    plan = _applied(held.plan, edit)
    if edit.kind is not EditKind.SET:
        return replace(held, plan=plan)  # the states of what is removed stay, so that they are there when it is put back
    if data_at(held, edit.address) != edit.old:
        raise CannotEdit(f"{edit.address}: another state stands here than the one that was to be changed")
    states = {address: state for address, state in held.states.items() if address != edit.address}
    if state := state_in(edit.new):
        states[edit.address] = state
    return replace(held, plan=plan, states=states)


def _applied(plan: Plan, edit: Edit) -> Plan:
    if edit.kind is EditKind.SET:
        old, new = (None if state_in(data) else data for data in (edit.old, edit.new))
        if not is_value_at(edit.address) or to_json_at(edit.address, _there(plan, edit.address)) != old:
            raise CannotEdit(f"{edit.address}: another value stands here than the one that was to be changed")
        return replace_at(plan, edit.address, from_json_at(edit.address, new))
    siblings = list(_siblings(plan, edit.address))
    id = edit.address.rpartition("/")[2]
    part = next((s for s in siblings if s.id == id), None)
    if (part is None) != (edit.kind is EditKind.ADD):
        raise CannotEdit(f"{edit.address}: there is {'no' if part is None else 'already a'} part with this id")
    if edit.kind is EditKind.REMOVE:
        if _given(to_json_at(edit.address, part)) != _given(edit.old):
            raise CannotEdit(f"{edit.address}: the part was changed since")
        siblings.remove(part)
    else:
        if edit.kind is EditKind.ADD:
            part = from_json_at(edit.address, edit.new)
        else:
            siblings.remove(part)
        place = next((i for i, s in enumerate(siblings) if s.id == edit.before), len(siblings))
        siblings.insert(place, part)
    return replace_at(plan, edit.address.rpartition("/")[0], tuple(siblings))


def _given(data: Any) -> Any:
    """The JSON of a part without answers that say nothing: one that was taken back stands there as null."""
    if isinstance(data, list):
        return [_given(each) for each in data]
    if not isinstance(data, dict):
        return data
    kept = {name: _given(held) for name, held in data.items() if name != "answers"}
    return kept | {"answers": {field: said for field, said in (data.get("answers") or {}).items() if said is not None}}


def fold(held: Held, edits: Iterable[Edit]) -> Held:
    """Return the plan with all edits made in their order."""
    for edit in edits:
        held = apply(held, edit)
    return held


def undone(edit: Edit) -> Edit:
    """Return the edit that takes this one back."""
    opposite = {EditKind.ADD: EditKind.REMOVE, EditKind.REMOVE: EditKind.ADD}.get(edit.kind, edit.kind)
    return Edit(opposite, edit.address, edit.new, edit.old, edit.old_before, edit.before)


def overtaken(edit: Edit, since: Sequence[Edit]) -> tuple[Edit, ...]:
    """Return the edits since made that touch what this one touches: the same value, or a part that holds it or lies within it.

    Parts that come, go or move beside it do not touch it; neither do other values of the same part.
    """
    return tuple(other for other in since if _touch(edit, other))


def rebased(held: Plan | Reading, edit: Edit) -> Edit:
    """Return the edit as it must read on a later state of the plan: what it says of its neighbours is brought up to date.

    For edits that nothing has overtaken. Raises CannotEdit where its place is gone.
    """
    if edit.kind is EditKind.SET:
        if edit.old is None and state_in(there := data_at(held, edit.address)):
            return replace(edit, old=there)  # an edit made of the plan alone, where a state stood
        return edit
    siblings = _siblings(_plan(held), edit.address)
    before = edit.before if any(s.id == edit.before for s in siblings) else None
    if edit.kind is EditKind.ADD:
        return replace(edit, before=before)
    return replace(edit, before=before, old_before=_next(siblings, edit.address.rpartition("/")[2]))


def edits_between(old: Held, new: Held) -> tuple[Edit, ...]:
    """Return edits that turn one plan into another, part matched to part by id; folding them over `old` gives `new`."""
    if isinstance(old, Plan):
        return _between(old, _plan(new))
    made: list[Edit] = []
    now: Reading = old
    for edit in _between(old.plan, _plan(new)):
        made.append(rebased(now, edit))  # on what the edits before it made, where neighbours of new parts stand
        now = apply(now, made[-1])
    theirs: Mapping[str, State] = new.states if isinstance(new, Reading) else {}
    for address in dict.fromkeys((*now.states, *theirs)):
        try:
            wanted, there = data_at(new, address), data_at(now, address)
        except CannotEdit:
            continue  # the state of a part that is not there
        if wanted != there:
            made.append(Edit(EditKind.SET, address, there, wanted))
    return tuple(made)


def _between(old: Plan, new: Plan) -> tuple[Edit, ...]:
    made: list[Edit] = []
    now = old
    for address in _lists(old, new, ""):
        wanted = {p.id for p in value_at(new, address)}
        gone = [remove_part(now, f"{address}/{p.id}") for p in value_at(now, address) if p.id not in wanted]
        ordered = _in_order(fold(now, gone), new, address)
        now = fold(fold(now, gone), ordered)
        made += [*gone, *ordered]
    theirs, ours = dict(walk(new)), dict(walk(now))
    addresses = dict.fromkeys((*theirs, *ours))
    return (*made, *(set_value(now, a, theirs.get(a)) for a in addresses if ours.get(a) != theirs.get(a)))


def _in_order(now: Plan, new: Plan, address: str) -> list[Edit]:
    """Adds and moves that bring one list into the order of another, from its end to its beginning."""
    made: list[Edit] = []
    before: str | None = None
    for part in reversed(value_at(new, address)):
        siblings = value_at(now, address)
        if all(s.id != part.id for s in siblings):
            step = add_part(now, f"{address}/{part.id}", part, before)
        elif _next(siblings, part.id) != before:
            step = move_part(now, f"{address}/{part.id}", before)
        else:
            before = part.id
            continue
        made.append(step)
        now = apply(now, step)
        before = part.id
    return made


def _lists(old: Any, new: Any, prefix: str) -> Iterable[str]:
    """Addresses of lists of parts that both plans have, outer ones first."""
    for item in fields(new):
        mine, theirs = getattr(old, item.name), getattr(new, item.name)
        if not isinstance(theirs, tuple) or item.name == "answers":
            continue
        yield f"{prefix}{item.name}"
        known = {part.id: part for part in mine}
        for part in theirs:
            if part.id in known:
                yield from _lists(known[part.id], part, f"{prefix}{item.name}/{part.id}/")


def _touch(one: Edit, other: Edit) -> bool:
    if one.address == other.address:
        return one.kind is EditKind.SET or other.kind is not EditKind.MOVE or one.kind is EditKind.MOVE
    inner, outer = (one, other) if one.address.startswith(f"{other.address}/") else (other, one)
    if not inner.address.startswith(f"{outer.address}/"):
        return False
    return outer.kind is EditKind.REMOVE


def _plan(held: Plan | Reading) -> Plan:
    return held.plan if isinstance(held, Reading) else held


def _there(plan: Plan, address: str) -> Any:
    try:
        return value_at(plan, address)
    except KeyError as error:
        owner, _, field = address.rpartition("/")
        if field and owner.rpartition("/")[2] == "answers" and isinstance(_there(plan, owner), tuple):
            return None  # a field of the round that has no answer yet
        raise CannotEdit(str(error.args[0])) from error


def _siblings(plan: Plan, address: str) -> tuple[Any, ...]:
    if not parts_at(address):
        raise CannotEdit(f"{address}: this is not the address of a part of a list")
    return _there(plan, address.rpartition("/")[0])  # type: ignore[no-any-return]


def _next(siblings: Sequence[Any], id: str) -> str | None:
    ids = [s.id for s in siblings]
    place = ids.index(id) + 1
    return ids[place] if place < len(ids) else None


def _known(siblings: Sequence[Any], before: str | None, address: str) -> None:
    if before is not None and all(s.id != before for s in siblings):
        raise CannotEdit(f"{address}: there is no part {before!r} to stand before")
