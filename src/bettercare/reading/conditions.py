"""Each question of each national condition: its answer, and whether it is answered, partly answered or unanswered.

A box ends where the next official prompt or heading begins. Unanswered: nothing but the prompt, a placeholder or a stand-in.
Partly: only a reference to another place, or without what was asked for, such as a date or a proportion; the reason is kept.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bettercare.documents.model import Cell, Row, Table
from bettercare.plan import Candidate, ConditionStatus, How, Place, State
from bettercare.reading.dates import periods_in, read_date
from bettercare.reading.narrative import answer
from bettercare.reading.outline import Outline, Placed
from bettercare.reading.parts import Found, Part, Read
from bettercare.reading.prompts import PromptSpan
from bettercare.reading.values import AMOUNT, read_yes_no, tidy
from bettercare.reading.words import Gap, letters
from bettercare.rounds.model import Condition, Question, Round

_REFERENCE = re.compile(
    r"\b(?:(?:please )?(?:see|refer(?: back)? to|as (?:set out|described|outlined|detailed|stated|per|above|in)|described in|"
    r"covered (?:in|under|by)|set out in|detailed in|included in)\b|"
    r"(?:previous|earlier|above) (?:response|section|answer|question)|as above\b)",
    re.I,
)
_TARGET = re.compile(
    r"\b(?:section|response|answer|above|below|previous|earlier|annex|appendix|part|page|question|attached|document|strategy|\d[a-e])\b",
    re.I,
)
_PROPORTION = re.compile(
    r"\d\s?%|\bper ?cent\b|\bpercentage of\b|\b(?:one|two|three|1|2|3) (?:in|out of) (?:\d|ten|five|four|three|every)|"
    r"\b(?:half|third|quarter) of\b",
    re.I,
)
_METHOD = re.compile(
    r"stratif|\btool\b|\bmodel|algorithm|predictive|\bACG\b|PARR|combined|\bapproach|\bscor|\bmethod|identif|process|by \w+ing|"
    r"through|will|us(?:e|ing)\b",
    re.I,
)
_FEW = 3
"""An answer of fewer words is read only if it is a plain yes or no, or a reference."""


def read_conditions(outline: Outline, round: Round, signatures: Found | None = None) -> Found:
    """Read the answer to every question of every condition; `signatures` are what `read_signatures` gave."""
    sheet = _from_sheet(outline, round)
    parts = []
    for condition in round.conditions:
        for question in condition.questions:
            read = sheet.get((condition.id, question.id))
            if read is None and (not _given(outline, round, question) or (sheet and _on_sheet(round, question))):
                continue
            parts.append(read or _question(outline, round, condition, question, signatures))
    return Found(tuple(parts))


def _on_sheet(round: Round, question: Question) -> bool:
    section = next((s for s in round.sections if s.id == question.section), None)
    part = next((p for p in round.parts if section and p.id == section.part), None)
    return part is not None and part.format == "excel"


def _given(outline: Outline, round: Round, question: Question) -> bool:
    """False where the question stands in a sheet of a workbook that was not given: then nothing is known of it."""
    section = next((s for s in round.sections if s.id == question.section), None)
    part = next((p for p in round.parts if section and p.id == section.part), None)
    return section is None or part is None or part.format != "excel" or outline.get(section.id) is not None


def _question(outline: Outline, round: Round, condition: Condition, question: Question, signatures: Found | None) -> Part:
    if condition.evidence == "signatures" and signatures is not None:
        return _part(condition, question, *_by_signatures(round, signatures))
    placed = _placed(outline, round, condition, question)
    if placed is None:
        return _part(condition, question, Read(ConditionStatus.UNANSWERED, doubt=None), Read(None, state=State.BLANK))
    own = _own_prompts(outline, condition, question, placed)
    prompts = outline.prompts_in(placed.heading.start, placed.end)
    if not own:
        box = _headed_box(outline, question, placed)
        if box:
            text = answer(outline, *box)
            return _part(condition, question, _status(text, question), text)
        text = answer(outline, placed.start, placed.end)
        return _part(condition, question, _status(text, question, _why_no_prompt(placed, text)), text)
    start, end, flat = _box(outline, own, prompts, placed)
    text = answer(outline, start, end)
    status = _status(text, question)
    if flat and text.value is not None and len(str(text.value).split()) < 60:
        other = Candidate(ConditionStatus.UNANSWERED.value, None, "the words after it may answer the next prompt alone")
        status = replace(status, doubt="another prompt follows at once, in one line: its box may be empty", others=(other,))
    return _part(condition, question, status, text)


def _placed(outline: Outline, round: Round, condition: Condition, question: Question) -> Placed | None:
    ids = [question.section] if question.section else [s.id for s in round.sections if s.condition == condition.id]
    if condition.evidence and condition.evidence.startswith("section "):
        ids.append(condition.evidence.removeprefix("section "))
    return next((p for id in ids if id for p in [outline.get(id)] if p), None)


def _own_prompts(outline: Outline, condition: Condition, question: Question, placed: Placed) -> list[PromptSpan]:
    ids = {f"{placed.section.id}/{question.id}", f"{condition.id}?{question.id}"}
    return [p for p in outline.prompts_in(placed.heading.start, placed.end) if p.id in ids]


def _headed_box(outline: Outline, question: Question, placed: Placed) -> tuple[int, int] | None:
    """The box of a question where the section has as many headings of the authors' own as the form has prompts."""
    words = outline.words
    ids = [p.id for p in placed.section.prompts]
    if question.id not in ids or len(ids) < 2:
        return None
    heads = [i for i in range(placed.start, placed.end) if words.starts_line(i) and _is_own_heading(outline, i, placed.end)]
    if len(heads) != len(ids):
        return None
    at = ids.index(question.id)
    return words.line_end(heads[at]), heads[at + 1] if at + 1 < len(heads) else placed.end


def _is_own_heading(outline: Outline, index: int, end: int) -> bool:
    words = outline.words
    if words[index].row is not None:
        return False
    if words.level(index) is not None or words.bold(index):
        return True
    last = min(words.line_end(index), end)
    ends = words[last - 1].text[-1:]
    return 2 <= last - index <= 16 and words[index].text[:1].isupper() and ends not in ".,;!" and words[index].gap >= Gap.LINE


def _why_no_prompt(placed: Placed, text: Read) -> str | None:
    """What decided where the prompts were deleted and the section has several."""
    several = len(placed.section.prompts) > 1
    return "the prompt is not in the paper; the whole section was taken" if several and text.value else None


def _box(outline: Outline, own: list[PromptSpan], prompts: Sequence[PromptSpan], placed: Placed) -> tuple[int, int, bool]:
    """Where the prompt's answer stands; prompts that follow each other in one paragraph share one box.

    The third value is true where one flattened line leaves open whether the box is shared or empty.
    """
    words = outline.words
    span = max(own, key=lambda p: p.score)
    start, flat = span.end, False
    for following in [p for p in prompts if p.start >= span.end]:
        if any(words.keys[i] for i in range(start, following.start)):
            return start, following.start, flat
        if words[following.start].gap is not Gap.SPACE:
            return start, following.start, flat
        same = following.id.split("/")[0] == span.id.split("/")[0]
        flat = flat or (same and _flattened(outline, following.start, placed))
        start = following.end
    return start, placed.end, flat


def _flattened(outline: Outline, index: int, placed: Placed) -> bool:
    """True where heading, prompts and answer stand in one line, so that line ends cannot tell boxes apart."""
    words = outline.words
    return words.line_end(index) - placed.heading.start > 60 and words.line_end(placed.heading.start) > index


def _status(text: Read, question: Question, inferred: str | None = None) -> Read:
    """Whether a text answers a question, with the reason in its place where it does so in part or not."""
    if not isinstance(text.value, str) or _mere_scrap(text.value):
        why = "nothing but a stand-in" if text.state not in (State.GIVEN, State.BLANK) else "nothing is written"
        return Read(ConditionStatus.UNANSWERED, _because(text.place, why))
    missing = missing_in(text.value, question)
    if missing:
        return Read(ConditionStatus.PARTLY, _because(text.place, missing))
    return Read(ConditionStatus.ANSWERED, _because(text.place, inferred) if inferred else text.place)


def _mere_scrap(text: str) -> bool:
    """A scrap of a letter or two that a converter left, and no yes, no or reference."""
    told = [w for w in text.split() if len(letters(w)) > 2]
    return (
        len(told) < _FEW
        and read_yes_no(text.strip(" .")).value is None
        and not re.search(r"\b(?:confirm|agree|yes|no|commit|see|above|use)", text, re.I)
    )


def missing_in(text: str, question: Question) -> str | None:
    """Why a written answer is not whole: a mere reference, or without a date or proportion that was asked for."""
    plain = tidy(text)
    if only_refers(plain):
        return "it only refers to another place"
    if "date" in question.needs and not _dated(plain) and not _already(plain):
        return "no date is given"
    if "proportion" in question.needs and not _PROPORTION.search(plain):
        return "no proportion is given"
    if "amount" in question.needs and not _quantified(plain):
        return "no figure is given"
    if "method" in question.needs and len(question.needs) > 1 and not _METHOD.search(plain):
        return "no method is named"
    return None


def only_refers(text: str) -> bool:
    """True for a short answer whose substance is a pointer to another place."""
    count = len(text.split())
    match = _REFERENCE.search(text)
    if not match or count > 40 or not _TARGET.search(text[match.start() :]):
        return False
    return count <= 12 or match.start() <= 25


def _dated(text: str) -> bool:
    return bool(
        read_date(text).value
        or periods_in(text)
        or re.search(r"\b(?:20\d\d|q[1-4]|spring|summer|autumn|winter|end of (?:the )?(?:year|month))\b", text, re.I)
    )


def _already(text: str) -> bool:
    """True where the answer says that what a date is asked for is in place."""
    return bool(
        re.search(
            r"\balready\b|\bis (?:currently )?(?:used|in use|in place)\b|\bin place (?:now|today)\b|\bdoes not apply\b", text, re.I
        )
    )


def _quantified(text: str) -> bool:
    """True where a text gives money, a share, or a number of a hundred or more that is no year."""
    if re.search(r"£\s?\d|\d\s?%|\bper ?cent\b", text):
        return True
    numbers = (m["digits"].replace(",", "").replace(" ", "") for m in AMOUNT.finditer(text))
    return any(float(n) >= 100 and not re.fullmatch(r"(?:19|20)\d\d", n) for n in numbers)


def _because(place: Place | None, why: str) -> Place | None:
    return replace(place, how=How.INFERRED, reason=why) if place else Place("", how=How.INFERRED, reason=why)


def _by_signatures(round: Round, signatures: Found) -> tuple[Read, Read]:
    """A joint plan shows in its sign-off: answered when every required role has a name, partly when some have."""
    blocks = [p for p in signatures.parts if p.kind == "signatures"]
    signed = [p for p in blocks if p.fields.get("name") and p.fields["name"].value]
    roles = {p.fields["role"].value for p in signed}
    required = {r.id for r in round.signoff if r.required}
    first = next((p.fields["role"].place for p in blocks), None)
    if not signed:
        status = Read(ConditionStatus.UNANSWERED, _because(first, "no one has signed"))
    elif len(signed) < len(blocks) or not required <= roles:
        status = Read(ConditionStatus.PARTLY, _because(first, "not every partner has signed"))
    else:
        status = Read(ConditionStatus.ANSWERED, first)
    return status, Read(None, state=State.NOT_ASKED)


def _part(condition: Condition, question: Question, status: Read, text: Read) -> Part:
    fields = {
        "condition": Read(condition.id, status.place),
        "question": Read(question.id, status.place),
        "status": status,
        "text": text,
    }
    return Part("conditions", fields)


def _from_sheet(outline: Outline, round: Round) -> dict[tuple[str, str], Part]:
    """Answers in the rows of a table or sheet of conditions: a condition's number or title, Yes or No, then comments.

    Where a condition has several such questions (one for each year, say) the column's heading tells which.
    """
    found: dict[tuple[str, str], Part] = {}
    for document in outline.words.documents:
        for table in document.tables():
            if not (_is_conditions_sheet(table, round) if table.sheet else _tells_of_conditions(table)):
                continue
            rows: dict[str, list[_Said]] = {}
            owner: Condition | None = None
            for number, row in enumerate(table.rows):
                said = [c for c in row.cells if re.fullmatch(r"(?:yes|no)\.?", c.text.strip(), re.I)]
                before = " ".join(c.text for c in row.cells if not said or c.column < said[0].column)
                owner = _coded(row, round) or _row_condition(before, round) or owner
                if owner is not None:
                    rows.setdefault(owner.id, []).extend(
                        _Said(c, row, before, _heading_above(table, number, c.column)) for c in said
                    )
            for condition in round.conditions:
                for question, said_here, sure in _matched(condition, rows.get(condition.id, []), found):
                    place = document.place(table, said_here.row, said_here.cell)
                    part = _said(place, said_here.cell, said_here.row, condition, question)
                    found[condition.id, question.id] = part if sure else _by_order(part)
    return found


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
        return [(q, said, (q.id, id(said)) in named) for q, said in zip(labelled, rows, strict=True)]
    said_already = [said for _, said, _ in pairs]
    left = [said for said in rows if said not in said_already]
    return pairs + [(q, said, False) for q, said in zip([q for q in labelled if q.id not in taken], left, strict=False)]


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
    status = Read(ConditionStatus.ANSWERED if whole else ConditionStatus.PARTLY, _because(place, reason) if reason else place)
    return _part(condition, question, status, Read(("Yes" if yes else "No") + (f": {rest}" if rest else ""), place))


def _heading_above(table: Table, number: int, column: int) -> str:
    """The nearest text above a cell that is no answer."""
    for row in reversed(table.rows[:number]):
        cell = row.at(column)
        if cell and cell.text.strip() and not re.fullmatch(r"(?:yes|no)\.?", cell.text.strip(), re.I):
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
    return bare[0] if bare and len(labelled) == len(bare) else None


def _tells_of_conditions(table: Table) -> bool:
    """Whether a table outside a workbook is about conditions: a list of the form's sheets has numbers with Yes and No too."""
    words = " ".join(c.text for row in table.rows for c in row.cells)
    return bool(re.search(r"\bconditions?\b|\brequirements?\b|\bjointly\b|\bplanning expectation", words, re.I))


def _is_conditions_sheet(table: Table, round: Round) -> bool:
    sheets = {letters(s) for c in round.conditions for s in c.locator.sheets}
    sheets |= {letters(s) for x in round.sections if x.content == "conditions" for s in x.locator.sheets}
    return letters(table.sheet or "") in sheets or "condition" in (table.sheet or "").lower()


_NUMBER = re.compile(r"^(?:(?:national )?condition )?\d\W+", re.I)
"""What a label begins with where the form numbers its conditions; a row may hold the title alone."""


def _coded(row: Row, round: Round) -> Condition | None:
    """The condition whose question, and no other's, has a label that fills a cell of the row, such as its code."""
    cells = {letters(cell.text) for cell in row.cells}
    asked = {c.id for c in round.conditions for q in c.questions if cells & {letters(x) for x in q.locator.labels}}
    return round.condition(asked.pop()) if len(asked) == 1 else None


def _row_condition(text: str, round: Round) -> Condition | None:
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
