"""Rules about words left over from drafting, in whatever the plan holds as text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bettercare.checking.model import Context, Fault, Outcomes, rule
from bettercare.checking.states import where
from bettercare.plan import State
from bettercare.plan.words import counted, listed, shortened

_REMARKS = (
    # what every wording holds, in small letters, and the wording
    ("tbc", r"\btbc\b"),
    ("tba", r"\btba\b"),
    (
        "to be",
        r"(?<!not need )\bto be (?:confirmed|agreed|determined|completed|finalised|added|inserted)\b"
        # a body that is still to agree on a day named is a step of the way, not a gap in the text
        r"(?!(?<=agreed) by [^.;\n]{3,60}?\d{1,2}(?:st|nd|rd|th)? (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\w*)",
    ),
    ("xx", r"\bxx+\b"),
    ("??", r"\?\?+"),
    ("[", r"\[\s*(?:insert|add|name|date|figure|amount|tbc|x+)\b[^\]]*\]"),
    ("<", r"<\s*(?:insert|name|date|job|title|organisation)\b[^>]*>"),
    ("insert", r"\binsert\s+(?:here|text|name|figure|date|time period|details?)\b"),
    ("insert", r"\(\s*insert\b[^)]*\)"),
    (
        "ther |more ",
        r"\b(?:we |still |author )?(?:require|need|await(?:ing)?) (?:further|more) "
        r"(?:details?|information|figures?|clarification)\b",
    ),
    ("ther |more ", r"\b(?:further|more) (?:details?|information) (?:required|needed|awaited|to follow)\b"),
    (" author| self| draft", r"\b(?:note|query|comment) (?:to|for) (?:author|self|draft)\b"),
    ("being finali", r"\b(?:currently |still )?being finali[sz]ed\b"),
    ("to be", r"\byet to be (?:agreed|confirmed|finali[sz]ed|determined)\b"),
    ("lorem", r"\blorem ipsum\b"),
    ("to be", r"\bneeds? to be confirmed by\b"),
    ("to follow", r"\bto follow\b(?=\s*[.)\]]|$)"),
    ("final version", r"\bfinal version to\b"),
)
_REMARK = re.compile("|".join(wording for _, wording in _REMARKS), re.I)
_HELD = tuple(dict.fromkeys(held for several, _ in _REMARKS for held in several.split("|")))


def _remarks(text: str) -> list[re.Match[str]]:
    """Every remark in a text; most texts hold nothing of any, which is seen sooner than the wordings are tried."""
    return list(_REMARK.finditer(text)) if _may_remark(text) else []


def _may_remark(text: str) -> bool:
    small = text.lower()
    return any(held in small for held in _HELD)


def texts(context: Context) -> Iterator[tuple[str, str]]:
    """Every text of the plan that an author wrote, by address."""
    for address, value in context.lookups.texts:
        if context.state(address) is State.GIVEN:
            yield address, value


@rule(
    "drafting-remark", "query", after=("value-to-be-confirmed", "value-placeholder", "same-amount-twice", "condition-by-reference")
)
def drafting_remark(context: Context) -> Outcomes:
    """Words that another rule tells as a value still awaited are not told again in the section that holds them."""
    waiting = (context.place(a) for a, s in context.reading.states.items() if s is State.TO_BE_CONFIRMED)
    awaited = {place.as_written.strip() for place in waiting if place is not None and place.as_written}
    for address, whole in texts(context):
        if not _may_remark(whole):
            continue
        text = "\n".join(line for line in whole.splitlines() if line.strip() not in awaited)
        matches = _remarks(text)
        if matches:
            match, found = matches[0], [m.group() for m in matches]
            start = max(0, match.start() - 40)
            around = shortened(("..." if start else "") + text[start : match.end() + 40], 120)
            more = f", and {counted(len(found) - 1, 'more like it', 'more like it')}" if len(found) > 1 else ""
            yield Fault(
                address,
                f"A drafting remark stands in {where(context, address)}: '{around}'{more}.",
                found=found[0],
                expected="final text",
                do="Settle the point and take the remark out.",
            )


@rule("drafting-remark-unplaced", "query")
def drafting_remark_unplaced(context: Context) -> Outcomes:
    """A remark in text that the reading could not place in the plan; each wording once."""
    told: set[str] = set()
    for unread in context.reading.unread:
        match = next(iter(_remarks(unread.text)), None)
        if match and match.group().lower() not in told:
            told.add(match.group().lower())
            around = shortened(unread.text[max(0, match.start() - 40) : match.end() + 40], 120)
            yield Fault(
                None,
                f"A drafting remark stands in the documents: '{around}'.",
                found=match.group(),
                expected="final text",
                do="Settle the point and take the remark out.",
                place=unread.place,
            )


_DRAFT = re.compile(r"(?<![A-Za-z])(?:DRAFT|Draft version|[Vv]ersion \d+\.\d+ draft|first draft|1st draft|\(draft\))(?![A-Za-z])")


@rule("draft-mark", "note", reads_doubt=True)
def draft_mark(context: Context) -> Outcomes:
    """The paper calls itself a draft: in its own title, in what was not placed, or beside a value as written."""
    for document in context.reading.documents:
        if re.search(r"(?<![a-z])draft(?![a-z])", document.name, re.I):
            yield Fault(
                None,
                f"The document is named a draft: {document.name}.",
                found=document.name,
                expected="the final version",
                do="Send the final version.",
            )
            return
    for address, place in context.reading.places.items():
        here = address.startswith(("dates/", "area/", "signatures/"))
        if here and (match := _DRAFT.search(place.as_written or "")):
            yield Fault(
                address,
                f"The paper calls itself a draft in {where(context, address)}: '{shortened(place.as_written or '')}'.",
                found=match.group(),
                expected="the final version",
                do="Confirm which version was agreed and sent.",
            )
            return
    for unread in context.reading.unread:
        match = _DRAFT.search(unread.text)
        if match and len(unread.text) < 200:
            yield Fault(
                None,
                f"The paper calls itself a draft: '{shortened(unread.text)}'.",
                found=match.group(),
                expected="the final version",
                do="Confirm which version was agreed and sent.",
                place=unread.place,
            )
            return


_EQUALITY = re.compile(
    r"\bequalit(?:y|ies)\b.{0,60}\b(?:impact|assess|analys|duty|act)|\bEIA\b|\bEqIA\b|\bequality act\b"
    r"|protected characteristics?",
    re.I | re.S,
)
_OF_EQUALITY = ("equalit", "eia", "eqia", "protected")
"""What every such wording holds, in small letters."""


@rule("equality-impact-absent", "note")
def equality_impact_absent(context: Context) -> Outcomes:
    asked = [text for _, text in texts(context)]
    if not context.plan.narrative and not context.plan.conditions:
        yield context.not_checked("these documents hold no narrative")
    elif not any(_EQUALITY.search(text) for text in asked if any(held in text.lower() for held in _OF_EQUALITY)):
        yield Fault(
            "narrative",
            "The plan does not mention an assessment of its effect on equality.",
            found="no mention",
            expected="a sentence that says what was assessed, when and with what result",
            do="For information: public bodies must consider equality in what they decide; say where that was done.",
        )


@rule("section-empty", "query", after=("value-to-be-confirmed", "value-placeholder"))
def section_empty(context: Context) -> Outcomes:
    """A required narrative section of the form in which nothing was written."""
    asked = [s for s in context.round.sections if s.content == "narrative" and s.required and s.condition is None]
    here = {n.section: n for n in context.plan.narrative}
    if not here:
        return
    empty = [
        s for s in asked if s.id in here and context.absent(f"narrative/{here[s.id].id}/text", (here[s.id].text or "").strip())
    ]
    for section in empty:
        yield Fault(
            f"narrative/{here[section.id].id}/text",
            f"Section {section.id} ({section.title}) is empty.",
            found="nothing",
            expected=listed((shortened(p.asks, 120) for p in section.prompts), "and") or "text",
            do="Write the section.",
        )
