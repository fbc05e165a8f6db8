"""Milestones are read from action plans and from lists of dates."""

from __future__ import annotations

from bettercare.plan import State
from bettercare.reading.risks.milestones import read_milestones
from tests.reading.made import document, table, text_document


def test_an_action_plan_gives_action_lead_and_due_as_written() -> None:
    found = read_milestones((document(table([
        ["Focus areas", "Action", "Outcome", "KPI", "Lead", "Timeframe"],
        [("Capacity", 2, 1), "Open the hub", "Fewer waits", "", "Head of care", "Live from Oct 17"],
        [None, "Train the brokers", "", "", "", "TBA"],
        ["Choice", "", "Better homes", "", "Programme lead", "March 2018"],
    ])),))  # fmt: skip
    assert [p.fields["action"].value for p in found.parts] == ["Open the hub", "Train the brokers", None]
    assert found.parts[0].fields["due"].value == "Live from Oct 17"
    assert found.parts[1].fields["lead"].state is State.BLANK
    assert found.parts[1].fields["due"].state is State.TO_BE_CONFIRMED
    assert found.parts[2].fields["lead"].value == "Programme lead"
    assert len(found.used) == 4


def test_a_plan_goes_on_over_a_page_and_a_broken_cell_is_in_doubt() -> None:
    found = read_milestones((text_document(
        "Key actions\tBy when\tOwner\nAgree the form\tMay 2014\tDirector of housing\n\n3\n\nSend it in\tJune 2014\t& adults\n"
    ),))  # fmt: skip
    assert [p.fields["due"].value for p in found.parts] == ["May 2014", "June 2014"]
    assert found.parts[1].fields["lead"].doubt


def test_a_table_of_risks_is_no_action_plan() -> None:
    found = read_milestones((document(table([["Risk", "Mitigating action", "Owner"], ["Snow", "Salt", "Depot"]])),))
    assert found.parts == ()


def test_dated_lines_beneath_a_heading_are_milestones_and_others_are_not() -> None:
    found = read_milestones((text_document(
        "Milestones\n\n30 January 2014 The board agreed the first draft\n4 April 2014 - The final plan is sent\n\n"
        "Some words about what happened then and why it mattered to us all.\nMore of the same here.\nAnd yet more.\n"
        "12 May 2014 A fair was held\n"
    ),))  # fmt: skip
    assert [(p.fields["due"].value, p.fields["action"].value) for p in found.parts] == [
        ("30 January 2014", "The board agreed the first draft"), ("4 April 2014", "The final plan is sent"),
    ]  # fmt: skip
