"""Dates of the plan that a sentence states, where no label of a summary gave them: when its board agreed it, when it was sent."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bettercare.documents.model import Document, Paragraph
from bettercare.plan import Candidate, Place, State
from bettercare.reading.dates import MONTH, read_date
from bettercare.reading.parts import Found, Read
from bettercare.reading.values import Value, tidy

_DATE = rf"(?:\d{{1,2}}\s?(?:st|nd|rd|th)?\s+{MONTH}\s+\d{{4}}|\d{{1,2}}[/.]\d{{1,2}}[/.]\d{{2,4}})"
_BOARD = r"(?:health (?:and|&) well\s?-?\s?being board|\bHWBB?\b)"
_VERBS = r"\b(?:approved|agreed|endorsed|signed[\s-]off|ratified|adopted)\b"
_TOLD = {
    "dates/agreed_at_hwb": (
        re.compile(rf"{_VERBS}[^.;]{{0,60}}{_BOARD}[^.;\d]{{0,60}}\b(?:on|of)\b[^.;\d]{{0,15}}(?P<date>{_DATE})", re.I),
        re.compile(rf"{_BOARD}\W[^.;\d]{{0,30}}{_VERBS}[^.;\d]{{0,60}}\bon\b[^.;\d]{{0,15}}(?P<date>{_DATE})", re.I),
    ),
    "dates/submitted": (re.compile(rf"\bsubmitted\b[^.;\d]{{0,60}}\bon\b[^.;\d]{{0,15}}(?P<date>{_DATE})", re.I),),
}
_OF_THE_PLAN = re.compile(r"\b(?:plan|submission|template|narrative)\b", re.I)
_NOT_THIS = re.compile(
    r"\b(?:draft|first[\s-]cut|early|previous|last year|not (?:yet )?been|strategy|will be|to be|minutes|extension)\b", re.I
)


def dates_told(documents: Sequence[Document], found: Found) -> Found:
    """Add the dates that sentences state and no label gave; two sentences with two dates leave none leading."""
    singles = dict(found.singles)
    for address, patterns in _TOLD.items():
        if (have := singles.get(address)) is not None and (have.value is not None or have.state is not State.BLANK):
            continue
        told = [(value, place) for value, place in _sentences(documents, patterns) if value.value is not None]
        dates = list(dict.fromkeys(value.value for value, _ in told))
        if len(dates) == 1:
            singles[address] = Read(dates[0], told[0][1])
        elif dates:
            others = tuple(Candidate(v.value.isoformat(), p.as_written if p else None, "a sentence states it") for v, p in told[:6])
            singles[address] = Read(None, told[0][1], State.UNREADABLE, others, "sentences state more than one date")
    return replace(found, singles=singles)


def _sentences(documents: Sequence[Document], patterns: Sequence[re.Pattern[str]]) -> Iterator[tuple[Value, Place | None]]:
    for document in documents:
        for block in document.blocks:
            if not isinstance(block, Paragraph) or not re.search(r"\d", block.text):
                continue
            for sentence in re.split(r"(?<=[a-z\d)][.;])\s+", tidy(block.text)):
                if _NOT_THIS.search(sentence) or not _OF_THE_PLAN.search(sentence):
                    continue
                for pattern in patterns:
                    for match in pattern.finditer(sentence):
                        yield read_date(match["date"]), document.place(block, as_written=match.group())
