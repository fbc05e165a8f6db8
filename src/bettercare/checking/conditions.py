"""Rules about national conditions: unanswered, answered only by reference, without the date or proportion asked for."""

from __future__ import annotations

import re

from bettercare.checking.model import Context, Fault, Outcomes, rule
from bettercare.figures import asked_questions, said_no
from bettercare.figures.answers import NO
from bettercare.plan import ConditionAnswer, ConditionStatus
from bettercare.plan.words import begin, counted, listed, shortened
from bettercare.rounds.model import Condition, Question

_MONTH = "January|February|March|April|June|July|August|September|October|November|December"
_DATE = re.compile(
    r"\b(?:\d{1,2}[./]\d{1,2}[./]\d{2,4}|(?:19|20)\d\d(?:\s?[/-]\s?\d{2,4})?|\d{2}/\d{2}"
    rf"|(?-i:{_MONTH}|(?:by|in|from|until|since|\d) May)\b"
    r"|(?:spring|summer|autumn|winter|q[1-4]|(?:end|start) of (?:the )?(?:month|quarter|year))\b"
    r"|already in place\b)",
    re.I,
)
_PROPORTION = re.compile(
    r"\d\s?%|\b\w+\s?per ?cent\b|\b(?:half|a third|two thirds|a quarter|three quarters|one in \w+|\d+ in \d+)\b", re.I
)
_AMOUNT = re.compile(r"£\s?\d|\b\d[\d,.]*\s?(?:m|k|million|thousand|pounds)\b", re.I)
_REFERENCE = re.compile(
    r"\b(?:see|refer(?:red)? to|as (?:set out|described|stated|outlined|detailed|answered|noted)"
    r" (?:in|at|under|above|below|earlier)"
    r"|please (?:see|refer)|covered (?:in|by|under|above)|addressed (?:in|above|under)|set out in|as above|as below|ditto)\b",
    re.I,
)
_TICKED = re.compile(r"(?:yes|no|n/?a)\.?", re.I)
_YES = re.compile(r"\s*yes\b", re.I)
_POINTS_AT = re.compile(
    r"\b(?:section|appendix|annex|attachment|attached|page|part|paragraph|document|box|question|above|below|earlier|plan|strategy)\b",
    re.I,
)


def _name(condition: Condition, question: Question) -> str:
    return f"condition {condition.number} ({condition.title})" + (f": {question.asks}" if len(condition.questions) > 1 else "")


def _open(answer: ConditionAnswer | None) -> bool:
    """Nothing was answered; a bare yes stands in `answers` and is an answer."""
    if answer is None:
        return True
    return answer.status is ConditionStatus.UNANSWERED and not (answer.text or "").strip() and not answer.answers


@rule("condition-unanswered", "error", after=("value-to-be-confirmed", "value-placeholder", "value-not-supplied"))
def condition_unanswered(context: Context) -> Outcomes:
    """One finding for each condition: its unanswered questions are named together. A condition without a box of its own
    shows elsewhere, where other rules look."""
    if not context.plan.conditions and context.round.conditions:
        yield context.not_checked(
            "these documents hold no answers to national conditions; another document may hold them", "conditions"
        )
        return
    held_elsewhere = _held_elsewhere(context)
    if held_elsewhere:
        asked = listed(sorted(held_elsewhere))
        yield context.not_checked(
            f"no answer to {asked} of any condition is in these documents; another may hold them", "conditions"
        )
    yield from _unclear(context)
    waiting: dict[str, list[tuple[Question, ConditionAnswer | None]]] = {}
    unseen: list[str] = []
    read = any(address.startswith("conditions/") for address in context.reading.places)
    answers = [a.text for a in context.plan.conditions if not _open(a)]
    read = bool(context.reading.documents or context.reading.places)  # else nothing can have been overlooked
    only_ticked = (
        read and bool(answers) and all(not t or _TICKED.fullmatch(t.strip()) for t in answers)
    )  # the narrative lies elsewhere
    for condition, question, answer in asked_questions(context.plan, context.round):
        where = f"conditions/{answer.id}/text" if answer else ""
        if question.id in held_elsewhere or condition.evidence == "signatures" or (answer is None and condition.evidence):
            continue
        if answer is None and read:
            unseen.append(f"condition {condition.number}: {shortened(question.asks, 160)}")
            continue
        if _open(answer) and where not in context.doubts and where not in context.reading.places and only_ticked:
            unseen.append(f"condition {condition.number}: {shortened(question.asks, 160)}")
            continue
        if _open(answer) and where not in context.doubts and question.needs:
            waiting.setdefault(condition.id, []).append((question, answer))
    if unseen:
        yield context.not_checked(f"these documents do not show every question: {' '.join(unseen)}", "conditions")
    for id, questions in waiting.items():
        condition = context.round.condition(id)
        first = next((a for _, a in questions if a), None)
        some = counted(len(questions), "question")
        what = (
            "not answered"
            if len(questions) == len(condition.questions)
            else f"not answered in {some} of {len(condition.questions)}"
        )
        yield Fault(
            f"conditions/{first.id}/text" if first else "conditions",
            f"Condition {condition.number} ({condition.title}) is {what}: {' '.join(shortened(q.asks, 160) for q, _ in questions)}",
            found="no answer",
            expected=listed(dict.fromkeys(n for q, _ in questions for n in q.needs)),
            do="Answer each question of the condition.",
            rests_on=tuple(f"conditions/{a.id}/text" for _, a in questions if a),
        )


def _unclear(context: Context) -> Outcomes:
    """Questions asked only after a no, where the answer that decides is neither a plain yes nor a plain no."""
    given = {(a.condition, a.question): a for a in context.plan.conditions}
    for condition in context.round.conditions:
        for question in condition.questions:
            first = given.get((condition.id, question.only_when_no or ""))
            if first is None or _open(first) or said_no(first) or _YES.match(first.text or ""):
                continue
            if not any(a.value is True for a in first.answers):
                why = f"'{question.asks}' is asked only after a no, and the answer before it is neither a plain yes nor a plain no"
                yield context.not_checked(why, f"conditions/{first.id}/text")


def _held_elsewhere(context: Context) -> set[str]:
    """Questions asked of every condition (as a workbook does) that none of these documents even shows."""
    placed = {address.split("/")[1] for address in context.reading.places if address.startswith("conditions/")}
    shown = {a.question for a in context.plan.conditions if a.id in placed or not _open(a)}
    asked = [q.id for c in context.round.conditions for q in c.questions]
    return {id for id in asked if id not in shown and asked.count(id) == len(context.round.conditions) > 1}


def _only_refers(text: str) -> bool:
    """Short, points elsewhere, and says nothing else: what is left without the pointing sentence is a few words."""
    sentences = [s for s in re.split(r"(?<=[.!?;])\s+", text.strip()) if s]
    rest = [s for s in sentences if not (_REFERENCE.search(s) and _POINTS_AT.search(s))]
    return len(rest) < len(sentences) and sum(len(s.split()) for s in rest) < 8 and len(text.split()) < 60


@rule("condition-by-reference", "query", after=("condition-unanswered",))
def condition_by_reference(context: Context) -> Outcomes:
    for condition, question, answer in asked_questions(context.plan, context.round):
        if answer and answer.text and _only_refers(answer.text):
            yield Fault(
                f"conditions/{answer.id}/text",
                f"{begin(_name(condition, question))} is answered only by pointing elsewhere: '{shortened(answer.text)}'",
                found="a reference",
                expected="an answer here",
                do="Answer the question here in a few sentences; keep the reference beside it.",
            )


def _shared(context: Context, answer: ConditionAnswer) -> bool:
    """Whether the text also answers another condition: then it may hold what is asked for somewhere else, or none of it may."""
    return any(a.text == answer.text and a.condition != answer.condition for a in context.plan.conditions)


def _lacks(context: Context, need: str, pattern: re.Pattern[str], what: str, do: str) -> Outcomes:
    for condition, question, answer in asked_questions(context.plan, context.round):
        if need in question.needs and answer and answer.text and not pattern.search(answer.text):
            if _shared(context, answer):
                yield context.not_checked(
                    f"{_name(condition, question)}: the same text stands as the answer to questions of other conditions",
                    f"conditions/{answer.id}/text",
                )
                continue
            if need == "date" and re.match(r"\s*(?:yes|n/?a|not applicable)\b", answer.text, re.I):
                continue
            yield Fault(
                f"conditions/{answer.id}/text",
                f"{begin(_name(condition, question))}{' The' if len(condition.questions) > 1 else ': the'} answer gives no {what}.",
                found=f"no {what}",
                expected=f"a {what}" if what[0] not in "aeiou" else f"an {what}",
                do=do,
            )


@rule("condition-no-date", "query", after=("condition-unanswered", "condition-by-reference"))
def condition_no_date(context: Context) -> Outcomes:
    yield from _lacks(context, "date", _DATE, "date", "Say by when it will be in place.")


@rule("condition-no-proportion", "query", after=("condition-unanswered", "condition-by-reference"))
def condition_no_proportion(context: Context) -> Outcomes:
    yield from _lacks(
        context, "proportion", _PROPORTION, "proportion", "Give the proportion asked for, with what it is a proportion of."
    )


@rule("condition-no-amount", "query", after=("condition-unanswered", "condition-by-reference"))
def condition_no_amount(context: Context) -> Outcomes:
    yield from _lacks(context, "amount", _AMOUNT, "amount of money", "Give the amount asked for, and the year.")


@rule("condition-not-met", "query", after=("condition-unanswered",))
def condition_not_met(context: Context) -> Outcomes:
    """A condition answered `no` needs what the round asks for then: why, what is done, by when."""
    for condition, question, answer in asked_questions(context.plan, context.round):
        if not answer or not question.needs_when_no:
            continue
        if not said_no(answer):
            continue
        rest = NO.sub("", answer.text or "", count=1) + " ".join(a.value for a in answer.answers if isinstance(a.value, str))
        asked_next = {n for q in condition.questions if q.only_when_no == question.id for n in q.needs}
        needs = [n for n in question.needs_when_no if n not in asked_next]
        lacking = [n for n in needs if not (_DATE.search(rest) if n == "date" else len(rest.split()) >= 3)]
        if lacking:
            yield Fault(
                f"conditions/{answer.id}/text",
                f"{begin(_name(condition, question))} is answered no, without the {listed(lacking)} that the round then asks for.",
                found="no",
                expected=listed(needs),
                do="Say why, what is being done, and by when it will be met.",
            )
