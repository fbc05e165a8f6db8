"""How one round is made from another: the four kinds of change, where the base is looked for, and what an edit does."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from bettercare.rounds import Round, RoundFileError, available, load

Write = Callable[[str, str], Round]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(id: str, text: str) -> Round:
        (tmp_path / f"{id}.yaml").write_text(f"id: {id}\ntitle: A round for tests\n{text}", encoding="utf-8")
        return load(id, tmp_path)

    return written


def test_adding_puts_a_part_at_the_end_or_before_another(write: Write) -> None:
    body = "with: {title: Minister, per: plan, fields: [name], source: own, locator: {labels: [Minister]}}"
    last = write("last", f"based_on: 2025-26\nchanges:\n  - add: signoff/minister\n    {body}\n")
    first = write("first", f"based_on: 2025-26\nchanges:\n  - add: signoff/minister\n    before: council\n    {body}\n")
    assert last.signoff[-1].id == "minister" and first.signoff[0].id == "minister"


def test_adding_to_a_kind_that_the_base_leaves_out_begins_its_list(write: Write) -> None:
    made = write(
        "next",
        "based_on: 2014-15\nchanges:\n  - add: floors/care\n"
        "    with: {title: Care, counts: {present: amount}, requirement: nhs-minimum, source: own}\n",
    )
    assert [floor.id for floor in made.floors] == ["care"] and load("2014-15").floors == ()


def test_setting_changes_the_keys_it_names_and_leaves_the_rest(write: Write) -> None:
    made = write("next", "based_on: 2025-26\nchanges:\n  - set: metrics/discharge-delay\n    to: {decimals: 1, better: lower}\n")
    before, after = load("2025-26").metric("discharge-delay"), made.metric("discharge-delay")
    assert (before.decimals, after.decimals) == (2, 1)
    assert after.title == before.title and after.periods == before.periods


def test_setting_a_single_value_of_the_round(write: Write) -> None:
    made = write("next", "based_on: 2025-26\nchanges:\n  - {set: approver, to: Parliament, why: a new law}\n")
    assert made.approver == "Parliament"


def test_replacing_keeps_nothing_but_the_id_and_the_place(write: Write) -> None:
    made = write(
        "next",
        "based_on: 2025-26\nchanges:\n  - replace: streams/dfg\n"
        "    with: {title: Housing money, payer: council, mandatory: false, source: own}\n",
    )
    assert [s.id for s in made.streams] == [s.id for s in load("2025-26").streams]
    assert made.stream("dfg").labels == () and made.stream("dfg").title == "Housing money"


def test_retiring_takes_a_part_away(write: Write) -> None:
    made = write("next", "based_on: 2025-26\nchanges:\n  - {retire: taxonomies/activity/items/end-of-life}\n")
    assert made.taxonomy("activity").item("end-of-life") is None
    assert load("2025-26").taxonomy("activity").item("end-of-life") is not None


def test_changes_are_made_in_order(write: Write) -> None:
    made = write(
        "next",
        "based_on: 2025-26\nchanges:\n"
        "  - add: objectives/new\n    with: {title: First, source: own}\n"
        "  - set: objectives/new/title\n    to: Second\n",
    )
    assert made.objectives[-1].title == "Second"


def test_sources_of_the_new_round_join_those_of_its_base(write: Write) -> None:
    made = write("next", "based_on: 2025-26\nsources: [{id: letter, title: A letter}]\nguidance: [letter]\n")
    assert made.guidance == ("letter",) and {"letter", "framework"} <= {s.id for s in made.sources}


def test_a_round_may_build_on_one_in_the_same_folder(write: Write) -> None:
    write("one", "based_on: 2025-26\nyears: [2026-27]\n")
    two = write("two", "based_on: one\napprover: Parliament\n")
    assert str(two.years[0]) == "2026-27" and two.approver == "Parliament" and two.based_on == "one"


def test_a_folder_may_correct_a_packaged_round_under_its_own_name(write: Write, tmp_path: Path) -> None:
    change = "changes:\n  - set: figures/dfg\n    to: {value: 712, source: own, confirmed: true}\n"
    corrected = write("2025-26", f"based_on: 2025-26\n{change}")
    assert corrected.figure("dfg").value == 712 and load("2025-26").figure("dfg").value == 711
    assert available(tmp_path) == available()


def test_rounds_that_build_on_each_other_are_refused(write: Write) -> None:
    with pytest.raises(RoundFileError, match="there is no round 'b' to build on"):
        write("a", "based_on: b\n")
    with pytest.raises(RoundFileError, match="there is no round 'b' to build on"):
        write("b", "based_on: a\n")


def test_what_is_carried_can_be_marked_unconfirmed_at_once(write: Write) -> None:
    added = "changes:\n  - add: objectives/new\n    with: {title: New, source: own}\n"
    made = write("next", f"based_on: 2025-26\ncarried: unconfirmed\n{added}")
    assert [o.id for o in made.objectives if o.confirmed] == ["new"]
    assert not any(s.confirmed for s in made.streams)


def test_an_edited_file_is_read_again(write: Write) -> None:
    assert write("next", "based_on: 2025-26\napprover: One\n").approver == "One"
    assert write("next", "based_on: 2025-26\napprover: Another department\n").approver == "Another department"


def test_a_mistake_in_the_base_names_the_base_file(write: Write, tmp_path: Path) -> None:
    (tmp_path / "broken.yaml").write_text("id: broken\ntitle: Broken\nconfirmed: false\nyears: [soon]\n", encoding="utf-8")
    with pytest.raises(RoundFileError) as refused:
        write("next", "based_on: broken\n")
    assert refused.value.path.endswith("broken.yaml") and refused.value.line == 4


def test_a_fingerprint_file_beside_a_round_reaches_its_prompts(write: Write, tmp_path: Path) -> None:
    (tmp_path / "next.prompts.yaml").write_text("sections/overview/prompts/flow: [7, 11]\n", encoding="utf-8")
    made = write("next", "based_on: 2025-26\n")
    assert [p.locator.prompt for p in made.section("overview").prompts] == [(), (), (7, 11)]


def test_a_round_turns_a_rule_of_the_handbook_off(write: Write) -> None:
    change = "changes:\n  - add: rules/metric-leap\n    with: {on: false, parameters: {most: 0.5}, reason: a new series}\n"
    (setting,) = write("next", f"based_on: 2025-26\n{change}").rules
    assert (setting.rule, setting.on, setting.reason) == ("metric-leap", False, "a new series")
    assert setting.parameters == {"most": Decimal("0.5")}
