"""Answers to a condition's several questions: by their words where these are the form's, else by order and with a doubt."""

from __future__ import annotations

from bettercare.plan import ConditionStatus, Reading
from bettercare.reading.pipeline import read_documents
from tests.reading.made import text_document

AGREED = "A jointly developed and agreed plan that all parties sign up to"
PARTNERS = "Plan signed off by HWB and partners"
GOVERNANCE = "Joint system governance arrangements"


def read(*rows: tuple[str, str]) -> Reading:
    lines = ["BCF Planning Template 2025-26", "", "7. National Conditions", "", "Condition\tPlanning requirement\tYes/No"]
    lines += [f"1. Plans to be jointly agreed\t{words}\t{answer}" for words, answer in rows]
    return read_documents((text_document("\n".join(lines) + "\n"),), "2025-26")


def told(reading: Reading) -> dict[str | None, tuple[ConditionStatus | None, str | None]]:
    """Each question's status and the doubt at it."""
    doubts = {d.address: d.why for d in reading.doubts}
    own = [c for c in reading.plan.conditions if c.condition == "joint-plan"]
    return {c.question: (c.status, doubts.get(f"conditions/{c.id}/status")) for c in own}


def test_rows_in_the_forms_words_answer_their_questions_in_any_order_without_a_doubt() -> None:
    answers = told(read((GOVERNANCE, "Yes"), (AGREED, "Yes"), (PARTNERS, "Yes")))
    assert answers == dict.fromkeys(("agreed", "partners", "governance"), (ConditionStatus.ANSWERED, None))


def test_a_row_in_other_words_is_matched_by_its_order_and_doubted_alone() -> None:
    answers = told(read((AGREED, "Yes"), ("Everybody has put a name to it", "Yes"), (GOVERNANCE, "Yes")))
    assert [status for status, _ in answers.values()] == [ConditionStatus.ANSWERED] * 3
    assert {q: why is not None and "order" in why for q, (_, why) in answers.items()} == {
        "agreed": False, "partners": True, "governance": False,
    }  # fmt: skip


def test_the_doubt_says_that_the_question_may_be_unanswered() -> None:
    reading = read((AGREED, "Yes"), ("Everybody has put a name to it", "Yes"), (GOVERNANCE, "Yes"))
    (doubt,) = [d for d in reading.doubts if "order" in d.why]
    assert [c.value for c in doubt.candidates] == ["answered", "unanswered"]
