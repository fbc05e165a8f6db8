"""Which questions of the national conditions are asked of a plan, and which answers are a plain no."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bettercare.plan import ConditionAnswer, Plan
from bettercare.rounds.model import Condition, Question, Round

NO = re.compile(r"\s*no\b(?! later)[.,;: ]*", re.I)
"""The opening of an answer that is a plain no."""


def asked_questions(plan: Plan, round: Round) -> Iterator[tuple[Condition, Question, ConditionAnswer | None]]:
    """Every question that is asked of this plan, with its answer; one asked only after a no is left out without that no."""
    given = {(a.condition, a.question): a for a in plan.conditions}
    for condition in round.conditions:
        for question in condition.questions:
            if question.only_when_no is None or said_no(given.get((condition.id, question.only_when_no))):
                yield condition, question, given.get((condition.id, question.id))


def said_no(answer: ConditionAnswer | None) -> bool:
    """Whether the answer is a plain no; what is neither yes nor no is not taken for one."""
    if answer is None:
        return False
    return any(a.value is False for a in answer.answers) or bool(NO.match(answer.text or ""))
