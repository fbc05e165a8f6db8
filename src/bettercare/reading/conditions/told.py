"""Yes and No in running text, where a form's table of conditions was saved as lines: as many answers as the form has questions."""

from __future__ import annotations

from dataclasses import replace

from bettercare.plan import Candidate, ConditionStatus
from bettercare.reading.conditions.rows import because, condition_part, row_condition
from bettercare.reading.outline import Outline, Placed
from bettercare.reading.parts import Part, Read
from bettercare.rounds.model import Condition, Question, Round

_ORDER = "the text does not say which question this answers; it was matched by its order"


def told_in_order(outline: Outline, round: Round) -> dict[tuple[str, str], Part]:
    """Answers of each section that asks for Yes or No on several conditions and holds one for each of its questions, in order.

    Where all answers are alike, or each follows its condition's title, they are sure; otherwise each is in doubt.
    """
    found: dict[tuple[str, str], Part] = {}
    for placed in outline.placed:
        asked = [
            (c, q) for c in round.conditions for q in c.questions if q.section == placed.section.id and "confirmation" in q.needs
        ]
        answers = _answers(outline, placed)
        if len({c.id for c, _ in asked}) < 2 or len(answers) != len(asked):
            continue
        alike = len({_yes(outline, at) for at in answers}) == 1
        sure = alike or _titled(outline, round, placed, answers) == [c.id for c, _ in asked]
        for at, (condition, question) in zip(answers, asked, strict=True):
            found[condition.id, question.id] = _part(outline, at, condition, question, sure)
    return found


def _answers(outline: Outline, placed: Placed) -> list[int]:
    """Where Yes or No stands as a word of its own; `Yes/No` is a heading."""
    words = outline.words
    span = range(placed.heading.end, placed.end)
    return [i for i in span if words[i].text in ("Yes", "No") and words[i].row is None and not words[i - 1].text.endswith("/")]


def _titled(outline: Outline, round: Round, placed: Placed, answers: list[int]) -> list[str | None]:
    """The condition that each answer follows: that of the words since the answer before it, else that answer's own."""
    titled: list[str | None] = []
    for start, at in zip([placed.heading.start, *[a + 1 for a in answers]], answers, strict=False):
        condition = row_condition(outline.words.text(start, at), round) if start < at else None
        titled.append(condition.id if condition else titled[-1] if titled else None)
    return titled


def _yes(outline: Outline, at: int) -> bool:
    return outline.words[at].text == "Yes"


def _part(outline: Outline, at: int, condition: Condition, question: Question, sure: bool) -> Part:
    place, yes = outline.words.place(at), _yes(outline, at)
    reason = None if yes or not question.needs_when_no else f"no, without the {' and '.join(question.needs_when_no)} then asked for"
    status = Read(ConditionStatus.PARTLY if reason else ConditionStatus.ANSWERED, because(place, reason) if reason else place)
    if not sure:
        other = Candidate(ConditionStatus.UNANSWERED.value, None, "the answer may be another question's")
        status = replace(status, doubt=_ORDER, others=(other,))
    return condition_part(condition, question, status, Read(outline.words[at].text, place))
