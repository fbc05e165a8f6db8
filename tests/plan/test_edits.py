"""Edits are made, undone and merged without losing anything."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bettercare.plan import Answer, FinancialYear, Line, NotAReading, Plan, Reading, Risk, Scheme, canonical_bytes, value_at, walk
from bettercare.plan.edits import (
    CannotEdit,
    Edit,
    EditKind,
    add_part,
    apply,
    edits_between,
    fold,
    move_part,
    overtaken,
    rebased,
    remove_part,
    set_value,
    undone,
)
from tests.plan.strategies import drawn

PLANS = drawn(Plan)
PLAN = Plan(
    round="2025-26",
    schemes=(
        Scheme("s1", name="Reablement", lines=(Line("l1", FinancialYear(2025), amount=Decimal("100.00")),)),
        Scheme("s2", name="Equipment"),
        Scheme("s3", name="Carers"),
    ),
)


def ids(plan: Plan) -> list[str]:
    return [s.id for s in plan.schemes]


def told(part: Any) -> Any:
    """A plan without answers that hold nothing, and answers in the order of their fields: neither means anything."""
    if isinstance(part, tuple) and all(isinstance(p, Answer) for p in part):
        return tuple(sorted((p for p in part if p.value is not None), key=lambda p: p.field))
    if isinstance(part, tuple):
        return tuple(told(p) for p in part)
    if is_dataclass(part) and not isinstance(part, type) and hasattr(part, "__dataclass_fields__") and not _leaf(part):
        return replace(part, **{f.name: told(getattr(part, f.name)) for f in fields(part)})
    return part


def _leaf(part: Any) -> bool:
    return type(part).__module__ == "bettercare.plan.periods"


def test_a_value_is_set_and_the_edit_says_what_stood_there() -> None:
    edit = set_value(PLAN, "schemes/s1/lines/l1/amount", Decimal("120"))
    assert edit == set_value(PLAN, "schemes/s1/lines/l1/amount", 120)
    assert edit == Edit(EditKind.SET, "schemes/s1/lines/l1/amount", "100.00", "120.00")
    assert value_at(apply(PLAN, edit), edit.address) == Decimal("120.00")


def test_an_answer_to_a_field_of_the_round_is_set_where_there_was_none() -> None:
    edit = set_value(PLAN, "schemes/s2/answers/outputs", Decimal(40))
    assert edit.new == {"number": "40"}
    assert value_at(apply(PLAN, edit), "schemes/s2/answers/outputs") == Decimal(40)


def test_parts_are_added_before_another_moved_and_removed() -> None:
    added = apply(PLAN, add_part(PLAN, "schemes/n", Scheme("n"), before="s2"))
    assert ids(added) == ["s1", "n", "s2", "s3"]
    moved = apply(added, move_part(added, "schemes/n", None))
    assert ids(moved) == ["s1", "s2", "s3", "n"]
    assert ids(apply(moved, remove_part(moved, "schemes/s1"))) == ["s2", "s3", "n"]


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("schemes/none/name", "there is no part 'none'"),
        ("schemes/s1/colour", "a plan has no value at this address"),
        ("schemes/s1", "a plan has no value at this address"),
        ("schemes", "a plan has no value at this address"),
        ("", "a plan has no value at this address"),
        ("answers", "a plan has no value at this address"),
        ("narrative/n1/answers/x", "a plan has no value at this address"),
    ],
)
def test_an_address_that_holds_no_value_is_refused_by_name(address: str, why: str) -> None:
    with pytest.raises(CannotEdit, match=why):
        set_value(PLAN, address, "x")


def test_a_value_of_the_wrong_kind_is_refused() -> None:
    with pytest.raises(NotAReading, match="cannot be read as Decimal"):
        apply(PLAN, Edit(EditKind.SET, "schemes/s1/lines/l1/amount", "100.00", "much"))


def test_a_part_with_another_id_than_its_address_is_refused() -> None:
    with pytest.raises(NotAReading, match="another id"):
        apply(PLAN, Edit(EditKind.ADD, "risks/r1", None, {"id": "r2"}))


@pytest.mark.parametrize(
    "edit",
    [
        Edit(EditKind.SET, "schemes/s1/lines/l1/amount", "99.00", "1.00"),
        Edit(EditKind.ADD, "schemes/s1", None, {"id": "s1"}),
        Edit(EditKind.REMOVE, "schemes/none", {"id": "none"}),
        Edit(EditKind.REMOVE, "schemes/s2", {"id": "s2"}),
        Edit(EditKind.MOVE, "schemes/none"),
    ],
)
def test_an_edit_that_does_not_fit_the_plan_is_refused(edit: Edit) -> None:
    with pytest.raises(CannotEdit):
        apply(PLAN, edit)


@given(PLANS, PLANS)
def test_the_edits_between_two_plans_turn_one_into_the_other(old: Plan, new: Plan) -> None:
    assert told(fold(old, edits_between(old, new))) == told(new)


@given(PLANS, PLANS)
def test_every_edit_can_be_undone(old: Plan, new: Plan) -> None:
    edits = edits_between(old, new)
    assert told(fold(fold(old, edits), [undone(e) for e in reversed(edits)])) == told(old)


@given(PLANS)
def test_a_plan_that_is_the_same_needs_no_edit(plan: Plan) -> None:
    assert edits_between(plan, plan) == ()


@given(PLANS, PLANS, PLANS)
def test_edits_that_touch_nothing_of_each_other_may_be_made_in_either_order(base: Plan, mine: Plan, theirs: Plan) -> None:
    first, second = edits_between(base, theirs)[:1], edits_between(base, mine)[:1]
    if not first or not second or overtaken(second[0], first):
        return
    after_theirs = apply(base, first[0])
    merged = apply(after_theirs, rebased(after_theirs, second[0]))
    after_mine = apply(base, second[0])
    other_way = apply(after_mine, rebased(after_mine, first[0]))
    assert _values(merged) == _values(other_way)


def _values(plan: Plan) -> dict[str, Any]:
    return dict(walk(told(plan)))


def test_edits_are_overtaken_by_changes_of_the_same_value_and_by_a_part_that_went() -> None:
    mine = set_value(PLAN, "schemes/s1/lines/l1/amount", Decimal(1))
    same = set_value(PLAN, "schemes/s1/lines/l1/amount", Decimal(2))
    gone = remove_part(PLAN, "schemes/s1")
    others = (
        set_value(PLAN, "schemes/s1/name", "Other"),
        remove_part(PLAN, "schemes/s2"),
        move_part(PLAN, "schemes/s1", None),
        add_part(PLAN, "risks/r", Risk("r")),
    )
    assert overtaken(mine, (*others, same, gone)) == (same, gone)
    assert overtaken(gone, (*others, same)) == (others[0], same)


def test_an_edit_beside_a_part_that_went_still_finds_its_place() -> None:
    mine = add_part(PLAN, "schemes/n", Scheme("n"), before="s2")
    later = apply(PLAN, remove_part(PLAN, "schemes/s2"))
    assert ids(apply(later, rebased(later, mine))) == ["s1", "s3", "n"]


@given(PLANS, st.data())
def test_setting_a_value_that_stands_there_changes_nothing(plan: Plan, data: st.DataObject) -> None:
    places = [a for a, value in walk(plan) if value is not None]
    if places:
        address = data.draw(st.sampled_from(places))
        assert canonical_bytes(apply(plan, set_value(plan, address, value_at(plan, address)))) == canonical_bytes(plan)


@given(PLANS, PLANS)
def test_plans_with_their_states_come_into_the_same_order(old: Plan, new: Plan) -> None:
    held = fold(Reading(plan=old), edits_between(Reading(plan=old), Reading(plan=new)))
    assert told(held.plan) == told(new)


def test_a_part_whose_answers_were_taken_back_can_be_taken_back_too() -> None:
    added = add_part(Plan(), "schemes/s9", Scheme("s9", lines=(Line("l9", FinancialYear(2025)),)))
    begun = apply(Reading(plan=Plan()), added)
    answered = set_value(begun, "schemes/s9/answers/comments", "Words")
    also = set_value(begun, "schemes/s9/lines/l9/answers/activity", "reablement")
    full = fold(begun, [answered, also])
    assert fold(full, [undone(also), undone(answered), undone(added)]).plan == Plan()
    with pytest.raises(CannotEdit):
        apply(full, undone(added))
