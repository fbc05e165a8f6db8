"""A plan is written by many at once, and nothing anybody wrote is lost."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from bettercare.plan import Plan, Risk, plan_hash
from bettercare.plan.edits import add_part, fold, remove_part, set_value
from bettercare.service.accounts.models import Role, User
from bettercare.service.plans import actions
from bettercare.service.plans.models import AreaPlan, NeverChanged
from bettercare.service.plans.working import plan_at
from tests.service.people import COUNCIL, ELSEWHERE, NHS, opened, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def nhs() -> User:
    return person("NHS finance officer", Role.WRITER, NHS)


def first(plan: Plan) -> str:
    return f"narrative/{plan.narrative[0].id}/text"


def second(plan: Plan) -> str:
    return f"narrative/{plan.narrative[1].id}/text"


def test_a_save_appends_edits_and_the_working_copy_is_their_fold(row: AreaPlan, lead: User) -> None:
    plan = row.plan()
    saved = actions.save(
        by=lead, plan=row, seen=0, edits=[set_value(plan, first(plan), "One"), set_value(plan, second(plan), "Two")]
    )
    row.refresh_from_db()
    assert (saved.revision, row.revision, row.edits.count()) == (2, 2, 2)
    assert fold(row.opening(), [e.edit() for e in row.edits.order_by("number")]) == row.plan()
    assert plan_at(row, 1).narrative[0].text == "One" and plan_at(row, 1).narrative[1].text is None
    assert [(e.by, e.by_name) for e in row.edits.all()] == [(lead, "Better Care Fund lead")] * 2


def test_other_values_merge_by_themselves(row: AreaPlan, lead: User, nhs: User) -> None:
    seen = row.plan()
    actions.save(by=lead, plan=row, seen=0, edits=[set_value(seen, first(seen), "Council")])
    saved = actions.save(by=nhs, plan=row, seen=0, edits=[set_value(seen, second(seen), "NHS")])
    row.refresh_from_db()
    assert saved.overtaken == ()
    assert [n.text for n in row.plan().narrative[:2]] == ["Council", "NHS"]


def test_the_same_value_changed_by_another_is_shown_and_not_written_over(row: AreaPlan, lead: User, nhs: User) -> None:
    seen = row.plan()
    actions.save(by=lead, plan=row, seen=0, edits=[set_value(seen, first(seen), "Council")])
    saved = actions.save(by=nhs, plan=row, seen=0, edits=[set_value(seen, first(seen), "NHS")])
    (left,) = saved.overtaken
    row.refresh_from_db()
    assert (left.mine.new, left.theirs.new, left.theirs.by) == ("NHS", "Council", lead)
    assert row.plan().narrative[0].text == "Council" and row.revision == 1


def test_two_people_who_write_the_same_agree(row: AreaPlan, lead: User, nhs: User) -> None:
    seen = row.plan()
    for user in (lead, nhs):
        saved = actions.save(by=user, plan=row, seen=0, edits=[set_value(seen, first(seen), "Same")])
    assert saved.overtaken == () and saved.made == ()


def test_a_value_of_a_part_that_another_removed_is_not_lost_in_silence(row: AreaPlan, lead: User, nhs: User) -> None:
    actions.save(by=lead, plan=row, seen=0, edits=[add_part(row.plan(), "risks/r1", Risk("r1", "Beds"))])
    row.refresh_from_db()
    seen = row.plan()
    actions.save(by=lead, plan=row, seen=1, edits=[remove_part(seen, "risks/r1")])
    saved = actions.save(by=nhs, plan=row, seen=1, edits=[set_value(seen, "risks/r1/mitigation", "More beds")])
    assert [o.mine.new for o in saved.overtaken] == ["More beds"]


def test_a_change_is_taken_back_by_another_change(row: AreaPlan, lead: User) -> None:
    plan = row.plan()
    actions.save(by=lead, plan=row, seen=0, edits=[set_value(plan, first(plan), "Mistake")])
    row.refresh_from_db()
    actions.undo(by=lead, plan=row, number=1)
    row.refresh_from_db()
    assert row.plan() == plan
    assert [(e.number, e.undoes) for e in row.edits.order_by("number")] == [(1, None), (2, 1)]


def test_a_change_that_was_changed_again_is_not_taken_back(row: AreaPlan, lead: User) -> None:
    for text in ("One", "Two"):
        plan = row.plan()
        actions.save(by=lead, plan=row, seen=row.revision, edits=[set_value(plan, first(plan), text)])
        row.refresh_from_db()
    assert actions.undo(by=lead, plan=row, number=1).overtaken
    row.refresh_from_db()
    assert row.plan().narrative[0].text == "Two"


def test_a_version_is_the_bytes_of_the_plan_and_going_back_to_it_is_a_new_version(row: AreaPlan, lead: User) -> None:
    kept = actions.keep_version(by=lead, plan=row, note="First")
    assert kept.sha256 == plan_hash(row.plan())
    plan = row.plan()
    edits = [set_value(plan, first(plan), "Later"), add_part(plan, "risks/r1", Risk("r1", "Beds", likelihood=3, impact=4))]
    actions.save(by=lead, plan=row, seen=0, edits=edits)
    again = actions.restore_version(by=lead, plan=row, number=1)
    row.refresh_from_db()
    assert (again.number, again.sha256) == (2, kept.sha256)
    assert row.plan() == plan and row.edits.count() == 4


@pytest.mark.parametrize("record", ["edits", "versions"])
def test_what_happened_is_never_changed_or_deleted(row: AreaPlan, lead: User, record: str) -> None:
    plan = row.plan()
    actions.save(by=lead, plan=row, seen=0, edits=[set_value(plan, first(plan), "One")])
    actions.keep_version(by=lead, plan=row)
    happened = getattr(row, record).get()
    with pytest.raises(NeverChanged):
        happened.save()
    with pytest.raises(NeverChanged):
        happened.delete()


def test_people_of_other_areas_readers_and_leavers_cannot_write(row: AreaPlan) -> None:
    plan = row.plan()
    for user in (
        person("Lead elsewhere", Role.LEAD, ELSEWHERE),
        person("Reader", Role.READER, COUNCIL),
        person("National administrator", Role.NATIONAL, NHS),
        person("Leaver", Role.LEAD, COUNCIL, ends=date(2025, 6, 30)),
    ):
        with pytest.raises(actions.NotAllowed):
            actions.save(by=user, plan=row, seen=0, edits=[set_value(plan, first(plan), "x")])
    with pytest.raises(actions.NotAllowed):
        actions.keep_version(by=person("Writer", Role.WRITER, NHS), plan=row)
    with pytest.raises(actions.NotAllowed):
        opened(person("Writer too", Role.WRITER, COUNCIL), area="Elsewhere")


def test_a_save_that_fails_changes_nothing(row: AreaPlan, lead: User) -> None:
    plan = row.plan()
    good = set_value(plan, first(plan), "One")
    with pytest.raises(ValueError, match="another value stands here"):
        actions.save(by=lead, plan=row, seen=0, edits=[good, good])
    row.refresh_from_db()
    assert (row.revision, row.edits.count(), row.plan()) == (0, 0, plan)


def test_money_is_kept_to_the_penny(row: AreaPlan, lead: User) -> None:
    plan = row.plan()
    address = f"contributions/{plan.contributions[0].id}/actual"
    actions.save(by=lead, plan=row, seen=0, edits=[set_value(plan, address, Decimal("0.10"))])
    row.refresh_from_db()
    assert row.plan().contributions[0].actual == Decimal("0.10") and row.edits.get().new == "0.10"


def test_what_others_save_after_a_plan_was_fetched_is_not_taken_back_from_it(row: AreaPlan, lead: User) -> None:
    plan = row.plan()
    address = f"narrative/{plan.narrative[0].id}/text"
    actions.save(by=lead, plan=AreaPlan.objects.get(pk=row.pk), seen=0, edits=[set_value(plan, address, "Later")])
    assert plan_at(row, row.revision) == plan
