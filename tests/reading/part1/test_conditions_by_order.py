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


def test_rows_as_many_as_the_forms_questions_answer_them_in_its_order_in_whatever_words() -> None:
    reading = read((AGREED, "Yes"), ("Everybody has put a name to it", "No"), (GOVERNANCE, "Yes"))
    assert [why for _, why in told(reading).values()] == [None] * 3
    assert [c.text for c in reading.plan.conditions if c.condition == "joint-plan"] == ["Yes", "No", "Yes"]


def test_a_row_in_other_words_among_fewer_rows_than_questions_is_doubted_alone() -> None:
    answers = told(read((AGREED, "Yes"), ("Everybody has put a name to it", "Yes")))
    assert {q: why is not None and "order" in why for q, (_, why) in answers.items()} == {"agreed": False, "partners": True}


def test_rows_whose_words_belong_to_another_question_are_in_doubt_where_they_answer_differently() -> None:
    swapped = (
        ("Governance arrangements of the system", "Yes"),
        ("Housing and voluntary sector were involved", "No"),
        ("Whole plan agreed", "Yes"),
    )
    assert any(why and "order" in why for _, why in told(read(*swapped)).values())
    alike = [(words, "Yes") for words, _ in swapped]
    assert not any(why for _, why in told(read(*alike)).values())


def test_the_doubt_says_that_the_question_may_be_unanswered() -> None:
    reading = read((AGREED, "Yes"), ("Everybody has put a name to it", "Yes"))
    (doubt,) = [d for d in reading.doubts if "order" in d.why]
    assert [c.value for c in doubt.candidates] == ["answered", "unanswered"]
