"""Each question of each national condition: its answer, and whether it is answered, partly answered or unanswered.

A box ends where the next official prompt or heading begins. Unanswered: nothing but the prompt, a placeholder or a stand-in.
Partly: only a reference to another place, or without what was asked for, such as a date or a proportion; the reason is kept.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bettercare.plan import Candidate, ConditionStatus, State
from bettercare.reading.conditions.rows import because, condition_part, from_rows
from bettercare.reading.conditions.told import told_in_order
from bettercare.reading.dates import periods_in, read_date
from bettercare.reading.narrative import answer
from bettercare.reading.outline import Outline, Placed
from bettercare.reading.parts import Found, Part, Read
from bettercare.reading.prompts import PromptSpan
from bettercare.reading.tables.label_likeness import alike, plain_label
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
    sheet = from_rows(outline, round) or told_in_order(outline, round)
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
        return condition_part(condition, question, *_by_signatures(round, signatures))
    placed = _placed(outline, round, condition, question)
    if placed is None:
        return condition_part(condition, question, Read(ConditionStatus.UNANSWERED, doubt=None), Read(None, state=State.BLANK))
    own = _own_prompts(outline, condition, question, placed)
    prompts = outline.prompts_in(placed.heading.start, placed.end)
    if not own:
        box = _named_box(outline, round, condition, placed) or _headed_box(outline, question, placed)
        if box:
            text = answer(outline, *box)
            return condition_part(condition, question, _status(text, question), text)
        text = answer(outline, placed.start, placed.end)
        return condition_part(condition, question, _status(text, question, _why_no_prompt(placed, text)), text)
    start, end, flat = _box(outline, own, prompts, placed)
    text = answer(outline, start, end)
    status = _status(text, question)
    if flat and text.value is not None and len(str(text.value).split()) < 60:
        other = Candidate(ConditionStatus.UNANSWERED.value, None, "the words after it may answer the next prompt alone")
        status = replace(status, doubt="another prompt follows at once, in one line: its box may be empty", others=(other,))
    return condition_part(condition, question, status, text)


def _placed(outline: Outline, round: Round, condition: Condition, question: Question) -> Placed | None:
    ids = [question.section] if question.section else [s.id for s in round.sections if s.condition == condition.id]
    if condition.evidence and condition.evidence.startswith("section "):
        ids.append(condition.evidence.removeprefix("section "))
    own = next((p for id in ids if id for p in [outline.get(id)] if p), None)
    return own or next((p for id in ids if id for p in [_before_the_next(outline, round, id)] if p), None)


def _before_the_next(outline: Outline, round: Round, id: str) -> Placed | None:
    """The section over one that was not found and is the first under it: what stands before the next is the first's."""
    section = next((s for s in round.sections if s.id == id), None)
    if section is None or section.parent is None or section.part is None:
        return None
    under = [s.id for s in round.sections if s.parent == section.parent]
    return outline.get(section.parent) if under[0] == id and len(under) > 1 and outline.get(under[1]) else None


def _own_prompts(outline: Outline, condition: Condition, question: Question, placed: Placed) -> list[PromptSpan]:
    ids = {f"{placed.section.id}/{question.id}", f"{condition.id}?{question.id}"}
    return [p for p in outline.prompts_in(placed.heading.start, placed.end) if p.id in ids]


def _named_box(outline: Outline, round: Round, condition: Condition, placed: Placed) -> tuple[int, int] | None:
    """The box of a condition in a section of them all, where lines of their own name two of them or more."""
    if placed.section.condition is not None:
        return None
    words = outline.words
    named = [
        (start, end, found)
        for start, end in words.lines
        if placed.start <= start < placed.end and words[start].row is None and end - start <= 18
        for found in [_condition_titled(words.text(start, end), round)]
        if found
    ]
    at = next((i for i, (_, _, found) in enumerate(named) if found == condition.id), None)
    if at is None or len({found for _, _, found in named}) < 2:
        return None
    after = next((start for start, _, found in named[at + 1 :] if found != condition.id), placed.end)
    return named[at][1], after


_LIKE_A_TITLE = 0.75


def _condition_titled(text: str, round: Round) -> str | None:
    """The condition whose title or label a line is, under any number of the author's own; None for a sentence."""
    plain = plain_label(text)
    if text.endswith((".", ";", ",")) or len(plain.split()) < 2:
        return None
    scored = sorted(
        ((max(alike(plain, plain_label(x)) for x in (c.title, *c.locator.labels)), c.id) for c in round.conditions),
        reverse=True,
    )
    return scored[0][1] if scored and scored[0][0] >= _LIKE_A_TITLE else None


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
        return Read(ConditionStatus.UNANSWERED, because(text.place, why))
    missing = missing_in(text.value, question)
    if missing:
        return Read(ConditionStatus.PARTLY, because(text.place, missing))
    return Read(ConditionStatus.ANSWERED, because(text.place, inferred) if inferred else text.place)


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


def _by_signatures(round: Round, signatures: Found) -> tuple[Read, Read]:
    """A joint plan shows in its sign-off: answered when every required role has a name, partly when some have."""
    blocks = [p for p in signatures.parts if p.kind == "signatures"]
    signed = [p for p in blocks if any(p.fields[f].value for f in ("name", "date") if f in p.fields)]
    named = [p for p in signed if p.fields.get("name") and p.fields["name"].value]
    roles = {p.fields["role"].value for p in signed}
    required = {r.id for r in round.signoff if r.required}
    first = next((p.fields["role"].place for p in blocks), None)
    if not signed:
        status = Read(ConditionStatus.UNANSWERED, because(first, "no one has signed"))
    elif len(named) < len(blocks) or not required <= roles:
        status = Read(ConditionStatus.PARTLY, because(first, "not every partner has signed"))
    else:
        status = Read(ConditionStatus.ANSWERED, first)
    return status, Read(None, state=State.NOT_ASKED)
