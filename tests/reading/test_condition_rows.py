"""Conditions answered in rows of Yes and No: a row without either leaves its question open, and free text beside it does not."""

from bettercare.plan import ConditionStatus
from bettercare.reading.pipeline import read_documents
from tests.reading.made import document, table

HEAD = ["National Condition", "Planning expectation", "Yes/No", "Comments"]
LAST = "4. Complying with oversight and support processes"


def _answers(*rows: list[str]) -> dict[str, ConditionStatus]:
    found = read_documents((document("7. National Conditions", table([HEAD, *rows])),), "2025-26").plan.conditions
    return {c.question: c.status for c in found if c.condition == "oversight"}


def test_a_row_without_yes_or_no_is_an_open_question() -> None:
    said = ["1. Plans to be jointly agreed", "Joint governance is in place", "Yes", ""]
    assert _answers(said, [LAST, "Will take part in oversight", "", ""]) == {"oversight": ConditionStatus.UNANSWERED}


def test_a_row_that_the_form_does_not_show_is_not_open() -> None:
    assert not _answers(["1. Plans to be jointly agreed", "Joint governance is in place", "Yes", ""])


def test_text_in_the_place_of_yes_or_no_is_not_called_open() -> None:
    said = ["1. Plans to be jointly agreed", "Joint governance is in place", "Yes", ""]
    assert not _answers(said, [LAST, "Will take part in oversight", "We report each quarter to the regional team", ""])
