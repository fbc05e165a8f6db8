"""Signatures without labels: a line that says on whose behalf, with name, position and date after or beneath it; or a sentence.

`Signed on behalf of Elm Council: A Name, Director, 6 September 2017`; the same a line each; `signed off by A Name, Chair of the
Elm Health and Wellbeing Board, on 7 September 2017`. Nothing is read where a label stands among the lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from bettercare.plan import State
from bettercare.reading.dates import MONTH, read_date
from bettercare.reading.parts import Read
from bettercare.reading.values import tidy
from bettercare.reading.words import Words

_BEHALF = re.compile(
    r"(?:signed\W+)?(?:for\s+and\s+)?on behalf of\s+(?:the\s+)?(?P<body>[^:;]{3,100}?)\s*(?:[:;]\s*(?P<rest>.*))?", re.I
)
_PERSON = re.compile(
    r"(?:(?:Cllr|Councillor|Dr|Mrs?|Ms|Miss|Prof(?:essor)?|Sir|Dame|Lady|Lord)\.?\s+){0,2}[A-Z][\w'’.-]*(?:\s+[A-Z][\w'’.-]*){1,3}"
)
_TITLE = re.compile(r"\b(?:chair\w*|chief|director|officer|leader|executive|manager|head|lead|clinical|treasurer|member)\b", re.I)
_LABEL = re.compile(r"(?:by|name|position|title|role|organisation|signed|signature|print(?:ed)? name)\b\W*", re.I)
_DATE_LABEL = re.compile(r"^(?:date[d]?|on)\s*:?\s*", re.I)
_BODY = re.compile(r"\b(?:council|CCG|commissioning group|NHS|board|trust|ICB)\b", re.I)
_NO_NAME = re.compile(
    r"(?:local )?(?:council|authority|CCGs?|NHS|ICB|clinical commissioning groups?|integrated care board|"
    r"HWB)",
    re.I,
)
"""What kind of body signs, and not which."""
_DATED = rf"(?:\d{{1,2}}\s?(?:st|nd|rd|th)?\s+{MONTH}\s+\d{{4}}|\d{{1,2}}[/.]\d{{1,2}}[/.]\d{{2,4}})"
_SENTENCE = re.compile(
    rf"\bby\s+(?P<name>{_PERSON.pattern}),\s+(?:the\s+)?(?P<position>[^.;\d]{{4,120}}?),?\s+on\s+(?P<date>(?i:{_DATED}))"
)
_SIGNED = re.compile(r"\bsigned(?:[\s-]off)?\b", re.I)
_MOST_LINES = 5

Signed = tuple[tuple[int, int], dict[str, Read]]
"""The words that hold a signature, and what is read of it: organisation, name, position, date."""


def signatures_told(words: Words) -> list[Signed]:
    """Every such signature, in the paper's order; none where there is but one, which may as well be a covering report's."""
    lines = [(start, end, words.text(start, end)) for start, end in words.lines if words[start].row is None]
    found: list[Signed] = []
    for at, (start, end, text) in enumerate(lines):
        if _SIGNED.search(text):
            found += [((start, end), _reads(words, start, end, *told)) for told in _in_sentence(text)]
        behalf = _BEHALF.fullmatch(tidy(text)) if text[:1].isupper() else None
        told = (
            _after(behalf["rest"])
            if behalf and behalf["rest"]
            else _beneath(lines[at + 1 : at + 1 + _MOST_LINES])
            if behalf
            else None
        )
        if behalf and told:
            last = end if behalf["rest"] else lines[at + told[3]][1]
            found.append(((start, last), _reads(words, start, last, behalf["body"], *told[:3])))
    return found if len(found) > 1 else []


def _in_sentence(text: str) -> Iterator[tuple[str, str, str, date]]:
    for match in _SENTENCE.finditer(text):
        when = read_date(match["date"]).value
        _, of, body = match["position"].partition(" of ")
        if isinstance(when, date) and _TITLE.search(match["position"]):
            yield re.sub(r"^the\s+", "", body) if of and _BODY.search(body) else "", match["name"], match["position"], when


def _after(rest: str) -> tuple[str, str, date, int] | None:
    """Name, position and date in one line, with commas between."""
    pieces = [p.strip() for p in rest.split(",")]
    if len(pieces) < 2:
        return None
    when = read_date(_DATE_LABEL.sub("", pieces[-1])).value
    return (pieces[0], ", ".join(pieces[1:-1]), when, 0) if isinstance(when, date) and _PERSON.fullmatch(pieces[0]) else None


def _beneath(lines: Sequence[tuple[int, int, str]]) -> tuple[str, str, date, int] | None:
    """Name, position and date in lines of their own, the date the last; and which line that is."""
    texts: list[str] = []
    for number, (_, _, text) in enumerate(lines, 1):
        if _LABEL.match(text) or _BEHALF.fullmatch(text) or len(text) > 120:
            return None
        when = read_date(_DATE_LABEL.sub("", text)).value if re.search(r"\d", text) else None
        if isinstance(when, date):
            named = texts and _PERSON.fullmatch(texts[0]) and not _TITLE.search(texts[0])
            return (texts[0], ", ".join(texts[1:]), when, number) if named else None
        texts.append(text)
    return None


def _reads(words: Words, start: int, end: int, body: str, name: str, position: str, when: date) -> dict[str, Read]:
    head, _, last = position.rpartition(", ")
    if _NO_NAME.fullmatch(body) and head and _BODY.search(last) and not _TITLE.search(last):
        body, position = last, head
    place = words.place(start, end)
    known = body if body and not _NO_NAME.fullmatch(body) else None

    def read(value: str | None, written: str) -> Read:
        return Read(value or None, replace(place, as_written=written) if place else None, State.GIVEN if value else State.BLANK)

    day = replace(place, as_written=when.isoformat()) if place else None
    return {
        "organisation": read(known, body),
        "name": read(name, name),
        "position": read(position, position),
        "date": Read(when, day),
    }
