"""Answers to national conditions in the rows of a table or sheet: a condition's number or title, Yes or No, then comments."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bettercare.documents.model import Cell, Row, Table
from bettercare.plan import Candidate, ConditionStatus, How, Place, State
from bettercare.reading.outline import Outline
from bettercare.reading.parts import Part, Read
from bettercare.reading.words import letters
from bettercare.rounds.model import Condition, Question, Round

_YES_NO = re.compile(r"(?:yes|no)\.?", re.I)


def from_rows(outline: Outline, round: Round) -> dict[tuple[str, str], Part]:
    """Answers in the rows of a table or sheet of conditions: a condition's number or title, Yes or No, then comments.

    Where a condition has several such questions (one for each year, say) the column's heading tells which.
    """
    found: dict[tuple[str, str], Part] = {}
    for document in outline.words.documents:
        for table in document.tables():
            if not (_is_conditions_sheet(table, round) if table.sheet else _tells_of_conditions(table)):
                continue
            rows: dict[str, list[_Said]] = {}
            silent: dict[str, list[Row]] = {}
            answers = min((c.column for row in table.rows for c in row.cells if _YES_NO.fullmatch(c.text.strip())), default=0)
            owner: Condition | None = None
            for number, row in enumerate(table.rows):
                said = [c for c in row.cells if _YES_NO.fullmatch(c.text.strip())]
                before = " ".join(c.text for c in row.cells if not said or c.column < said[0].column)
                owner = _coded(row, round) or row_condition(before, round) or owner
                if owner is not None:
                    rows.setdefault(owner.id, []).extend(
                        _Said(c, row, before, _heading_above(table, number, c.column)) for c in said
                    )
                    if not said and all(c.column < answers for c in row.cells if c.text.strip()):
                        silent.setdefault(owner.id, []).append(row)
            for condition in round.conditions:
                for question, said_here, sure in _matched(condition, rows.get(condition.id, []), found):
                    place = document.place(table, said_here.row, said_here.cell)
                    part = _said(place, said_here.cell, said_here.row, condition, question)
                    found[condition.id, question.id] = part if sure else _by_order(part)
                for question, row in _left_open(condition, silent.get(condition.id, []), rows.get(condition.id, []), found):
                    place = document.place(table, row, row.cells[0])
                    status = Read(ConditionStatus.UNANSWERED, because(place, "the row is there and nothing is said in it"))
                    found[condition.id, question.id] = condition_part(
                        condition, question, status, Read(None, place, state=State.BLANK)
                    )
    return found


def _left_open(
    condition: Condition, rows: Sequence[Row], said: Sequence[_Said], found: Mapping[tuple[str, str], Part]
) -> list[tuple[Question, Row]]:
    """Questions whose row is there without a Yes or No: by their label, else by order where every question has its row."""
    labelled = [q for q in condition.questions if q.locator.labels]
    unsaid = [q for q in labelled if (condition.id, q.id) not in found]
    if len(rows) + len(said) == len(labelled) and len(unsaid) == len(rows):
        return list(zip(unsaid, rows, strict=True))
    cells = [(r, {letters(c.text) for c in r.cells}) for r in rows]
    pairs = ((q, next((r for r, own in cells if own & {letters(x) for x in q.locator.labels}), None)) for q in unsaid)
    return [(q, r) for q, r in pairs if r is not None]


@dataclass(frozen=True, slots=True)
class _Said:
    """A Yes or No in a table of conditions, the words before it in its row, and the heading over its column."""

    cell: Cell
    row: Row
    before: str
    heading: str


def _matched(
    condition: Condition, rows: Sequence[_Said], found: Mapping[tuple[str, str], Part]
) -> list[tuple[Question, _Said, bool]]:  # fmt: skip
    """Which question each row answers, and whether that is sure: by its label; else, in other words, by their order."""
    pairs: list[tuple[Question, _Said, bool]] = []
    taken = {q for c, q in found if c == condition.id}
    for said in rows:
        question = _question_of(condition, said.before, said.heading, taken)
        if question:
            pairs.append((question, said, True))
            taken.add(question.id)
    labelled = [q for q in condition.questions if q.locator.labels]
    if not pairs and len(rows) == 1 and labelled and not taken:
        return [(question, rows[0], True) for question in labelled]  # one answer for the whole condition
    if len(pairs) < len(rows) == len(labelled) and not any(c == condition.id for c, _ in found):
        named = {(q.id, id(said)) for q, said, _ in pairs}
        in_order = _in_order(condition, labelled, rows)
        return [(q, said, in_order or (q.id, id(said)) in named) for q, said in zip(labelled, rows, strict=True)]
    said_already = [said for _, said, _ in pairs]
    left = [said for said in rows if said not in said_already]
    return pairs + [(q, said, False) for q, said in zip([q for q in labelled if q.id not in taken], left, strict=False)]


def _in_order(condition: Condition, questions: Sequence[Question], rows: Sequence[_Said]) -> bool:
    """Whether rows, as many as the form has questions, may be taken in its order: no row's words belong to another question,
    or each row says the same, so that it matters to none which is whose."""
    if len({tuple(c.text.strip() for c in said.row.cells if c.column >= said.cell.column) for said in rows}) == 1:
        return True
    common = _telling(" ".join((condition.title, *condition.locator.labels)))
    asked = [_telling(" ".join((q.asks, *q.locator.labels))) - common for q in questions]
    for number, said in enumerate(rows):
        shared = [len(_telling(said.before) & words) for words in asked]
        if max(shared) > shared[number] + 1:
            return False
    return True


def _telling(text: str) -> set[str]:
    """The beginnings of a text's longer words."""
    return {word[:5] for word in re.findall(r"[a-z]{4,}", text.lower())}


def _by_order(part: Part) -> Part:
    """An answer that stands beside words which are not its question's."""
    other = Candidate(ConditionStatus.UNANSWERED.value, None, "the row may answer another question of the condition")
    status = replace(part.fields["status"], doubt="the row is in other words; it was matched by its order", others=(other,))
    return replace(part, fields={**part.fields, "status": status})


def _said(place: Place, cell: Cell, row: Row, condition: Condition, question: Question) -> Part:
    yes = cell.text.strip().lower().startswith("yes")
    rest = " ".join(c.text for c in row.cells if c.column > cell.column and len(c.text.split()) > 1).strip()
    whole = yes or bool(rest) or not question.needs_when_no
    reason = None if whole else f"no, without the {' and '.join(question.needs_when_no)} then asked for"
    status = Read(ConditionStatus.ANSWERED if whole else ConditionStatus.PARTLY, because(place, reason) if reason else place)
    return condition_part(condition, question, status, Read(("Yes" if yes else "No") + (f": {rest}" if rest else ""), place))


def _heading_above(table: Table, number: int, column: int) -> str:
    """The nearest text above a cell that is no answer."""
    for row in reversed(table.rows[:number]):
        cell = row.at(column)
        if cell and cell.text.strip() and not _YES_NO.fullmatch(cell.text.strip()):
            return cell.text
    return ""


def _question_of(condition: Condition, before: str, heading: str, taken: set[str]) -> Question | None:
    near, far = letters(before), letters(heading)
    labelled = [(q, [letters(x) for x in q.locator.labels]) for q in condition.questions if q.id not in taken]
    for text in (near, far):
        for question, labels in labelled:
            if any(label and label in text for label in labels):
                return question
    bare = [q for q, labels in labelled if not labels]
    if len(labelled) != len(bare):
        return None
    return max(bare, key=lambda q: (bool(q.needs_when_no), "confirmation" in q.needs), default=None)  # asked for yes or no


def _tells_of_conditions(table: Table) -> bool:
    """Whether a table outside a workbook is about conditions: a list of the form's sheets has numbers with Yes and No too."""
    words = " ".join(c.text for row in table.rows for c in row.cells)
    return bool(re.search(r"\bconditions?\b|\brequirements?\b|\bjointly\b|\bplanning expectation", words, re.I))


def _is_conditions_sheet(table: Table, round: Round) -> bool:
    sheets = {letters(s) for c in round.conditions for s in c.locator.sheets}
    sheets |= {letters(s) for x in round.sections if x.content == "conditions" for s in x.locator.sheets}
    return letters(table.sheet or "") in sheets or "condit" in (table.sheet or "").lower()  # names of sheets are cut at 31 letters


_NUMBER = re.compile(r"^(?:(?:national )?condition )?\d\W+", re.I)
"""What a label begins with where the form numbers its conditions; a row may hold the title alone."""


def _coded(row: Row, round: Round) -> Condition | None:
    """The condition whose question, and no other's, has a label that fills a cell of the row, such as its code."""
    cells = {letters(cell.text) for cell in row.cells}
    asked = {c.id for c in round.conditions for q in c.questions if cells & {letters(x) for x in q.locator.labels}}
    return round.condition(asked.pop()) if len(asked) == 1 else None


def row_condition(text: str, round: Round) -> Condition | None:
    """The condition of a row, by its number or title."""
    key = letters(text)
    first = re.match(r"\W*(\d)[).:\s]", text + " ")
    if first:
        return next((c for c in round.conditions if c.number == first[1]), None)
    for condition in round.conditions:
        titles = [letters(_NUMBER.sub("", x)) for x in (condition.title, *condition.locator.labels)]
        numbered = re.search(rf"\b(?:national )?condition\s*{re.escape(condition.number)}\b", text, re.I)
        if numbered or any(len(t) > 8 and t in key for t in titles):
            return condition
    return None


def because(place: Place | None, why: str) -> Place | None:
    return replace(place, how=How.INFERRED, reason=why) if place else Place("", how=How.INFERRED, reason=why)


def condition_part(condition: Condition, question: Question, status: Read, text: Read) -> Part:
    fields = {
        "condition": Read(condition.id, status.place),
        "question": Read(question.id, status.place),
        "status": status,
        "text": text,
    }
    return Part("conditions", fields)
