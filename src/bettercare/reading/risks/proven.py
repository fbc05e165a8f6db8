"""Risks whose table a converter took apart: each is known by its marks, in the order of the rows.

Beneath the headings of such a table stand three small numbers for each risk, of which likelihood x impact = score, or a word for
its rating, whatever words came between them. The words before a risk's marks end in its description; where they may also be
another's, it is in doubt.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from bettercare.documents.model import Document
from bettercare.plan import Candidate, How, State, Unread
from bettercare.reading.flat.text import phrase, prompt_spans
from bettercare.reading.parts import Found, Part, Read
from bettercare.reading.risks.flat import Piece, descriptions_start, statements
from bettercare.reading.risks.ratings import WORDS
from bettercare.reading.spots import Stream, streams
from bettercare.rounds.model import Round

_NEAR = 1500
"""Characters in which the headings of one table stand, and within which its next risk follows."""
_FEWEST = 2
_ON_PAGES = 3
"""Words that stand so often in a document are the head or foot of its pages."""
_USUAL = (
    "There is a risk that", "Risk description", "Description of risk", "Mitigating actions", "Mitigation", "Risk owner", "Owner",
    "Likelihood", "Impact", "Potential impact", "Overall risk factor", "Overall risk score", "Risk score", "Score",
)  # fmt: skip
_HOW_TO_RATE = re.compile(
    r"please\s+rate\b[^.]{0,160}?\b(?:impact|likely)\b(?=\s+(?-i:[A-Z\d(£]|$))|and\s+if\s+there\s+is\b[^.]{0,170}?falls\s+on\)?"
    r"|\(\s*likelihood\s*[*x×]\s*(?:potential\s+)?impact\s*\)|\(\s*1\s?[-–]?\s?5\s*\)",
    re.I,
)
_LIKELY, _HEAVY = re.compile(r"\b(?:likelihood|how\s+likely|probability)\b", re.I), re.compile(r"\b(?:impact|severity)\b", re.I)
_BRACKETS = re.compile(r"\([^()]{0,60}\)")
_SMALL = re.compile(r"(?<![\w£.,/%:+-])(?:[1-9]|1\d|2[0-5])(?![\w.,/%:+-]|\s+[a-z])")
_RATING, _MITIGATED = (
    re.compile(r"\b(?:risk\s+rating|rag(?:\s+(?:rating|status))?|rating)\b", re.I),
    re.compile(r"\bmitigat\w+", re.I),
)
_RATED = re.compile(
    r"(?<![\w-])(?:VERY HIGH|HIGH|MEDIUM|LOW|RED|AMBER|GREEN|Very high|High|Medium|Low|Red|Amber|Green)(?![\w-]|\s+[a-z])"
)
_HEADED = re.compile(r"^(?:(?:Risks?|Ref|No|ID)\.?\s+)+(?=[A-Z])")
"""Headings of one word that stand before the first risk."""
_HOW = "the table is printed as running text; likelihood x impact = score tells which numbers are one risk's"
_BESIDE = "the table is printed as running text; the words right before its marks are the risk"
_WHOSE = "these words stand before this risk's numbers; where its description begins is not certain"


@dataclass(frozen=True, slots=True)
class _Mark:
    """What rates one risk: likelihood, impact and score, or a word, by their places in the text."""

    matches: tuple[re.Match[str], ...]

    @property
    def start(self) -> int:
        return self.matches[0].start()

    @property
    def end(self) -> int:
        return self.matches[-1].end()


def read_proven_risks(document: Document, round: Round | None) -> Found:
    """Read the risks of a document's running text that arithmetic tells, where two or more follow one another."""
    for stream in streams(document):
        for start in _headed(stream.text):
            found = _of_table(stream, start, round)
            if found.parts:
                return found
    return Found()


def _headed(text: str) -> list[int]:
    """Where the headings of likelihood and impact, or of rating and mitigation, stand near each other."""
    found = []
    for first, second in ((_LIKELY, _HEAVY), (_RATING, _MITIGATED)):
        seconds = [m.start() for m in second.finditer(text)]
        found += [m.start() for m in first.finditer(text) if any(0 < h - m.start() < _NEAR for h in seconds)]
    return found


def _of_table(stream: Stream, start: int, round: Round | None) -> Found:
    first = max(start - 200, 0)
    text, begin = _without_headings(stream.text, first, min(start + 12_000, len(stream.text)), round)
    marks = _triples(text, start) if _LIKELY.match(stream.text, start) else _words(text, start)
    if len(marks) < _FEWEST:
        return Found()
    begin = begin if _statements(stream, text, begin, marks[0].end) else descriptions_start(stream.text, start) or begin
    chosen = _described(stream, text, begin, marks)
    if not chosen:
        return Found()
    parts = []
    for number, mark in enumerate(marks):
        words = chosen.get(number)
        doubt = None if len(mark.matches) == 3 or (words and words.certain) else _WHOSE
        parts.append(Part("risks", {**_rated(stream, mark, doubt), "description": _description(stream, text, words)}))
    end = marks[-1].end
    unread = (Unread(stream.text[marks[0].start : end], stream.place(marks[0].start, end)),)
    return Found(tuple(parts), unread=unread, used=frozenset(stream.keys(first, end)))


def _rated(stream: Stream, mark: _Mark, doubt: str | None) -> dict[str, Read]:
    if len(mark.matches) == 3:
        kinds = zip(("likelihood", "impact", "score"), mark.matches, strict=True)
        return {name: Read(int(m.group()), stream.place(m.start(), m.end(), How.INFERRED, _HOW)) for name, m in kinds}
    word = mark.matches[0]
    return {"rating": Read(WORDS[word.group().lower()], stream.place(word.start(), word.end(), How.INFERRED, _BESIDE), doubt=doubt)}


def _described(stream: Stream, text: str, begin: int, marks: Sequence[_Mark]) -> dict[int, Piece]:
    """Each risk's description: the last words before its marks, as many statements as marks that stand together."""
    groups: list[tuple[list[int], list[Piece]]] = []
    last = begin
    for number, mark in enumerate(marks):
        told = _statements(stream, text, last, mark.end)
        if told or not groups:
            groups.append(([], told))
        groups[-1][0].append(number)
        last = mark.end
    lead, count = groups[0][1], len(marks)
    behind = len(_statements(stream, text, last, min(text.find("\n", last) % (len(text) + 1), len(text))))
    single = all(len(told) <= len(own) for own, told in groups[1:])
    if len(lead) == count or (single and len(lead) > count and behind < count):
        return {number: replace(piece, certain=piece.certain and len(lead) == count) for number, piece in enumerate(lead[-count:])}
    if single and behind < count:
        return {}  # what stands between the marks may be what is done about each risk
    chosen: dict[int, Piece] = {}
    waiting: list[int] = []
    alone = behind >= count and all(len(told) == len(own) for own, told in groups)
    for own, told in groups:
        waiting += own
        taken = told[-len(waiting) :]
        chosen |= {number: replace(p, certain=p.certain and alone) for number, p in zip(waiting, taken, strict=False)}
        waiting = waiting[len(taken) :]
    return chosen


def _description(stream: Stream, text: str, words: Piece | None) -> Read:
    if words is None:
        return Read(None, None, State.UNREADABLE, doubt=_WHOSE)
    said = re.sub(r"[\s\0]+", " ", text[words.start : words.end]).strip(" ,;•")
    said = _HEADED.sub("", said)
    place = stream.place(words.start, words.end, How.INFERRED, _BESIDE if words.certain else _WHOSE)
    if words.certain:
        return Read(said, place)
    return Read(said, place, State.GIVEN, (Candidate(said, None, "the best split found"),), _WHOSE)


def _statements(stream: Stream, text: str, start: int, end: int) -> list[Piece]:
    """The statements between two positions, marks and the heads and feet of pages left out."""
    found: list[Piece] = []
    blank = _SMALL.sub(lambda m: "\0" * len(m.group()), _RATED.sub(lambda m: "\0" * len(m.group()), text[start:end]))
    for run in re.finditer(r"[^\0\n]*[A-Za-z]{2}[^\0\n]*", blank):
        begin = start + run.start() + len(run.group()) - len(run.group().lstrip())
        found += statements(text, begin, start + run.end())
    said = [(p, text[p.start : p.end].strip()) for p in found]
    return [p for p, words in said if " " in words and stream.text.count(words) < _ON_PAGES]


def _triples(text: str, start: int) -> list[_Mark]:
    """The row of threes whose third number is the product of the first two, none far from the one before."""
    numbers = list(_SMALL.finditer(text, start))
    found: list[_Mark] = []
    at = skipped = between = 0
    while at + 2 < len(numbers):
        one, two, three = numbers[at : at + 3]
        if found and one.start() - found[-1].end > _NEAR:
            break
        first, second = int(one.group()), int(two.group())
        if max(first, second) <= 5 and first * second == int(three.group()):
            skipped, between = skipped + between, 0
            found.append(_Mark((one, two, three)))
            at += 3
        else:
            between += bool(found)
            at += 1
    return found if skipped <= len(found) else []


def _words(text: str, start: int) -> list[_Mark]:
    """The words for ratings that stand by themselves, none far from the one before."""
    found: list[_Mark] = []
    for match in _RATED.finditer(text, start):
        if found and match.start() - found[-1].end > _NEAR:
            break
        found.append(_Mark((match,)))
    return found


def _without_headings(text: str, start: int, end: int, round: Round | None) -> tuple[str, int]:
    """The text with its table's headings and the form's prompts blanked, and where its first heading ends."""
    blank = list(text[:end])
    spans = [m.span() for m in _HOW_TO_RATE.finditer(text, start, end)]
    heads = [m.span() for m in _headings(round).finditer(text, start, end)]
    spans += heads
    spans += [(start + a, start + b) for a, b in prompt_spans(text[start:end], round)] if round else []
    for a, b in spans:
        blank[a:b] = ["\0" if c != "\n" else c for c in blank[a:b]]
    spans = [m.span() for m in _BRACKETS.finditer(text, start, end) if re.search(r"£|\d", m.group())]
    for a, b in spans:
        blank[a:b] = " " * (b - a)
    return "".join(blank), min((b for _, b in heads), default=start)


@lru_cache(maxsize=20)
def _headings(round: Round | None) -> re.Pattern[str]:
    shapes = [t for t in round.tables if t.rows == "risks"] if round else []
    labels = {x for t in shapes for c in t.columns for x in (*c.locator.labels, c.title) if " " in x}
    told = [p for x in sorted({*labels, *_USUAL}, key=len, reverse=True) if (p := phrase(x))]
    return re.compile("|".join(told), re.I)


def surely_told(found: Found) -> tuple[int, int]:
    """How many risks have their marks, and how many their description, none of these in doubt."""
    kinds = ("rating", "likelihood", "score")
    sure = [{k for k, r in p.fields.items() if r.value is not None and not r.doubt} for p in found.parts]
    return sum(not told.isdisjoint(kinds) for told in sure), sum("description" in told for told in sure)
