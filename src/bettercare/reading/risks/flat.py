"""Risks whose table was flattened into text, printed column by column or row by row.

The ratings tell how many risks there are. Descriptions are split where a new statement seems to begin; where that is not
certain there is a doubt, and mitigations that cannot be told apart are left unread rather than shared out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from bettercare.documents.model import Document
from bettercare.plan import Candidate, How, State, Unread
from bettercare.reading.parts import Found, Part, Read
from bettercare.reading.risks.ratings import WORDS
from bettercare.reading.spots import Stream, streams

_RATED = r"(?:very high|high|medium|med|moderate|low|very low|red|amber|green|extreme|significant)"
_RATING = r"(?:risk\s+rating|overall\s+risk\s+(?:factor|rating|score)|\brag(?:\s+(?:rating|status))?|rating)"
_MITIGATION = r"(?:mitigating\s+actions?|mitigations?(?:\s+actions?)?|actions?\s+to\s+mitigate|mitigating\s+(?:measures|factors))"
_RISK = r"(?:there\s+is\s+a\s+risk\s+that:?|risk\s+description|description\s+of\s+(?:the\s+)?risk|\brisks?)"
_COLUMNS = re.compile(
    rf"{_RATING}\s*:?\s+(?P<ratings>(?:{_RATED}[\s,]+)*{_RATED})\s+{_MITIGATION}\s*:?\s+(?P<actions>.+)", re.I | re.S
)
_HEAD = re.compile(
    r"(?:\bThere is a risk that:?|\bRisk description|\bDescription of risk|\bRisks?)\s+(?=[A-Z•\d])|\bRISK\s+(?=[A-Z])"
)
_FURTHEST = 5000
_ROWS = re.compile(
    rf"{_RISK}\s+(?:likelihood\s+(?:potential\s+)?impact\s+)?{_RATING}\s+{_MITIGATION}"
    rf"\s*(?P<owner>owner(?:ship)?|lead)?\s*:?\s+(?P<rows>.+)",
    re.I | re.S,
)
_MARK = re.compile(rf"(?<![\w-])(?:(?P<word>{_RATED})(?![\w-])|(?P<l>[1-5])\s+(?P<i>[1-5])\s+(?P<s>\d{{1,2}})(?![\d.%]))", re.I)
_END = re.compile(
    r"\n(?:#|\d\)\s|[A-Z][A-Z &]{12,}\n)|better care fund planning template|bcf planning template|\bfinance - summary", re.I
)
_PAGE = re.compile(r"\s+\d{1,3}\s*$")

_FUNCTION = frozenset(re.findall(r"\w+", """
    a an the of and or to in on at by for with from as our their its this that these those is are be was were will would can could
    not no all any both each more most between across into via if under over per about than new local"""))  # fmt: skip
_GOES_ON = frozenset(re.findall(r"\w+", "this these those it they such he she we also however therefore which and"))
_CERTAIN, _LIKELY, _POSSIBLE = 0.75, 0.65, 0.45


def read_flat_risks(document: Document) -> Found:
    """Read the risks of a document whose tables of risks did not survive as tables."""
    for stream in streams(document):
        for match in _COLUMNS.finditer(stream.text):
            first = descriptions_start(stream.text, match.start())
            if first is not None:
                return _by_columns(stream, match, first)
        rows = _ROWS.search(stream.text)
        if rows:
            found = _by_rows(stream, rows.start("rows"), _region_end(stream.text, rows.start("rows")), rows.end())
            if found.parts:
                return found
    return Found()


def _region_end(text: str, start: int) -> int:
    end = _END.search(text, start)
    stop = end.start() if end else len(text)
    page = _PAGE.search(text, start, stop)
    return page.start() if page else stop


def descriptions_start(text: str, end: int) -> int | None:
    """Where the descriptions begin: after the heading `Risk`: the first on the same line, else the last that begins one."""
    heads = [m for m in _HEAD.finditer(text, max(0, end - _FURTHEST), end) if end - m.end() > 15]
    inside = [m for m in heads if "\n" not in text[m.end() : end]]
    lined = [m for m in heads if m.start() == 0 or text[m.start() - 1] == "\n"]
    return inside[0].end() if inside else lined[-1].end() if lined else None


def _by_columns(stream: Stream, match: re.Match[str], first: int) -> Found:
    words = list(re.finditer(_RATED, match["ratings"], re.I))
    count, base = len(words), match.start("ratings")
    end = _region_end(stream.text, match.start("actions"))
    risks = split(stream.text, first, match.start(), count)
    actions = split(stream.text, match.start("actions"), end, count)
    if not all(a.certain for a in actions):
        actions = []
    parts = []
    for i, word in enumerate(words):
        reason = f"{count} ratings stand together; this is number {i + 1}"
        fields = {
            "rating": Read(WORDS[word.group().lower()], stream.place(base + word.start(), base + word.end(), How.INFERRED, reason))
        }
        fields["description"] = _piece(stream, risks, i, "the descriptions of the risks run together")
        fields["mitigation"] = _piece(stream, actions, i, "the mitigating actions run together")
        parts.append(Part("risks", fields))
    unread: tuple[Unread, ...] = ()
    if any(p.fields["mitigation"].value is None for p in parts):
        unread = (Unread(stream.text[match.start("actions") : end], stream.place(match.start("actions"), end)),)
    return Found(tuple(parts), unread=unread, used=frozenset(stream.keys(first, end)))


def _by_rows(stream: Stream, start: int, end: int, used_to: int) -> Found:
    """Text between two ratings holds one risk's mitigation and the next risk's description."""
    text = stream.text
    marks = [m for m in _MARK.finditer(text, start, end) if m["word"] is None or m["word"][0].isupper()]
    marks = [m for m in marks if m["l"] is None or int(m["l"]) * int(m["i"]) == int(m["s"])]
    if len({m["word"] is None for m in marks}) > 1:
        marks = [m for m in marks if m["word"] is None]
    edges: list[Piece] = [Piece(start, marks[0].start(), True)] if marks else []
    parts = []
    for i, mark in enumerate(marks):
        stop = marks[i + 1].start() if i + 1 < len(marks) else end
        pieces = split(text, mark.end(), stop, 2) if i + 1 < len(marks) else [Piece(mark.end(), stop, True)]
        fields = _mark_fields(stream, mark)
        fields["description"] = _piece(stream, edges, -1, "where one risk ends and the next begins is not certain")
        fields["mitigation"] = _piece(stream, pieces, 0, "where the mitigation ends and the next risk begins is not certain")
        edges.append(pieces[-1] if pieces else Piece(mark.end(), stop, False))
        parts.append(Part("risks", fields))
    return Found(tuple(parts), used=frozenset(stream.keys(start, end)) if parts else frozenset())


def _mark_fields(stream: Stream, mark: re.Match[str]) -> dict[str, Read]:
    place = stream.place(mark.start(), mark.end())
    if mark["word"]:
        return {"rating": Read(WORDS[mark["word"].lower()], place)}
    return {name: Read(int(mark[g]), place) for name, g in (("likelihood", "l"), ("impact", "i"), ("score", "s"))}


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text, and whether both its edges are certain."""

    start: int
    end: int
    certain: bool


def _piece(stream: Stream, pieces: list[Piece], i: int, why: str) -> Read:
    if not pieces:
        return Read(None, None, State.UNREADABLE, doubt=why)
    piece = pieces[i]
    text = stream.text[piece.start : piece.end].strip(" \n,;•")
    if not text:
        return Read(None, stream.place(piece.start, piece.end), State.BLANK)
    text = re.sub(r"\s+", " ", text)
    if piece.certain:
        return Read(text, stream.place(piece.start, piece.end, How.INFERRED, "split where a new statement begins"))
    place = stream.place(piece.start, piece.end, How.INFERRED, why)
    return Read(text, place, State.GIVEN, (Candidate(text, None, "the best split found"),), why)


def split(text: str, start: int, end: int, count: int) -> list[Piece]:
    """Split a stretch into `count` statements at the likeliest places; fewer likely places than needed gives nothing.

    An edge is certain when it is a clear beginning and no other place rivals those chosen.
    """
    if count == 1:
        return [Piece(start, end, True)]
    edges = _edges(text, start, end)
    if len(edges) < count - 1:
        return []
    ranked = sorted(edges, key=lambda e: -e[1])
    chosen = sorted(ranked[: count - 1])
    rivals = [e for e in ranked[count - 1 :] if e[1] >= _POSSIBLE]
    sure = {at for at, score in chosen if score >= _CERTAIN}
    bounds = [start, *(at for at, _ in chosen), end]
    pieces = []
    for a, b in pairwise(bounds):
        inside = any(a < at < b for at, _ in rivals)
        certain = (a == start or a in sure) and (b == end or b in sure) and not inside
        pieces.append(Piece(a, b, certain))
    return pieces


def statements(text: str, start: int, end: int) -> list[Piece]:
    """The statements of a stretch, parted where one clearly begins; certain where no other place rivals their edges."""
    edges = _edges(text, start, end)
    chosen = {at: score for at, score in edges if score >= _LIKELY}
    rivals = [at for at, score in edges if _POSSIBLE <= score < _LIKELY]
    sure = {start, end, *(at for at, score in chosen.items() if score >= _CERTAIN)}
    bounds = pairwise([start, *chosen, end])
    return [Piece(a, b, a in sure and b in sure and not any(a < at < b for at in rivals)) for a, b in bounds]


def _edges(text: str, start: int, end: int) -> list[tuple[int, float]]:
    """Places where a statement may begin, with how likely that is."""
    words = list(re.finditer(r"\S+", text[start:end]))
    found: list[tuple[int, float]] = []
    for i in range(1, len(words)):
        word, before = words[i].group(), words[i - 1].group()
        gap = text[start + words[i - 1].end() : start + words[i].start()]
        following = words[i + 1].group() if i + 1 < len(words) else ""
        score = _score(word, before, following, "\n" in gap)
        if score > 0:
            previous = found[-1][0] if found else start
            short = len(text[previous : start + words[i].start()].split()) < 3
            rest = len(words) - i < 3
            found.append((start + words[i].start(), score - (0.35 if short or rest else 0)))
    return found


def _score(word: str, before: str, following: str, new_line: bool) -> float:
    if word in "•-" or before in "•":
        return 1.0 if before in "•" else 0
    capital = word[0].isupper() or (word[0].isdigit() and word.rstrip(".)").isdigit() and word[-1] in ".)")
    if not capital or before.lower().strip("(") in _FUNCTION or before[-1] in ",(&/":
        return 0
    if word.lower().strip(",") in _GOES_ON:
        return 0.3 if before[-1] in ".;" else 0.2
    acronym = len(word) > 1 and word[:2].isupper()
    score = 0.85 if before[-1] in ".;:" else 0.6 if acronym else 0.8
    if acronym and not following[:1].islower():
        score -= 0.2
    if before[:1].isupper() and before[-1] not in ".;:" and not acronym:
        score = 0.15 if following[:1].isupper() else 0.5
    elif following[:1].isupper() and not acronym:
        score -= 0.15
    return score + (0.15 if new_line else 0)
