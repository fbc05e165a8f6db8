"""Organisations named in running text, known by their kind words: `X County Council`, `NHS X CCG`, `London Borough of X`.

The kind words are found first; the name is then the longest registered run of words beside them. So a page costs one pass
whatever the size of the register, and a name that is not registered is still seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from bettercare.organisations.finding import exactly_named, named
from bettercare.organisations.names import core, plain
from bettercare.organisations.register import Organisation
from bettercare.plan import OrganisationKind

_COUNCIL, _DISTRICT, _CCG, _ICB, _HWB, _PROVIDER = (
    OrganisationKind.COUNCIL, OrganisationKind.DISTRICT, OrganisationKind.CCG, OrganisationKind.ICB, OrganisationKind.HWB,
    OrganisationKind.PROVIDER,
)  # fmt: skip

_AFTER = re.compile(
    r"\b(?=[A-Z]|[cC][lL]|[iI][nN]|[hH][eE])(?:"  # a quick look, for most words are none of these
    r"(?P<ccg>CCGs?|(?i:clinical\s+commissioning\s+groups?)(?:\s*\(CCGs?\))?)"
    r"|(?P<icb>ICBs?|(?i:integrated\s+care\s+boards?)(?:\s*\(ICBs?\))?)"
    r"|(?P<hwb>HWBB?s?|(?:Joint\s+)?(?i:health\s*(?:and|&)\s*well\s?-?\s?being\s+boards?)(?:\s*\(HWBs?\))?)"
    r"|(?P<provider>(?:(?:NHS|Foundation)\s+){1,2}Trusts?|NHS\s+FT)"
    r"|(?P<council>(?:(?:Metropolitan|Met|METROPOLITAN)\s+)?(?:(?:Borough|District|City|County|Unitary|BOROUGH|DISTRICT|CITY|COUNTY)\s+)?"
    r"(?:Council|COUNCIL)(?:s|S)?(?!\s+(?:of|Of|tax|Tax)\b)|Corporation|MBC|MDC)"
    r")(?![\w])"
)
_BEFORE = re.compile(
    r"\b(?:(?P<council>(?:(?:London|Royal|Metropolitan)\s+)?(?:Borough|City|Council)\s+of(?:\s+the)?|LB(?:\s+of)?)"
    r"|(?P<hwb>(?i:health\s+(?:and|&)\s+well\s?-?being\s+board)\s+(?:for|of))|(?P<nhs>NHS))\s+(?=[A-Z])"
)
_WORD = re.compile(r"[^\W\d_][\w'’\-]*\.?|[,&/()]|\n")
_STOP = re.compile(r"\t|\||(?<!\bSt)(?<!\bst)[.;:!?\"“”•*]|\d|\n\s*\n| [-–—] ")
_JOINING = frozenset(["and", "of", "upon", "on", "in", "with", "the", "le", "under", "by", "&", ",", "/", "(", ")", "\n"])
# fmt: off
_NOT_A_NAME = frozenset([
     "the", "a", "an", "our", "your", "their", "this", "that", "these", "each", "every", "both", "all", "any", "local", "lead",
     "host", "partner", "other", "new", "shadow", "joint", "and", "of", "for", "in", "by", "with", "from", "to", "between", "nhs",
     "county", "city", "borough", "district", "metropolitan", "unitary", "ccg", "ccgs", "council", "councils", "health",
     "wellbeing", "foundation", "trust", "acute", "community", "hospital", "member", "members", "membership", "constituent",
     "neighbouring", "respective", "two", "three", "four", "england",
])
# fmt: on
_LABELS = frozenset(["authority", "authorities", "plan", "board", "group", "organisation", "partner", "partners"])
_LONGEST = 12


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in a text, from `start` to `end` (characters).

    `organisation` is None when the name is not registered, or when it fits more than one (then `candidates` lists them).
    `kind` is what the written words say, None for a bare `NHS X`; `written` is the text as it stands.
    """

    organisation: Organisation | None
    start: int
    end: int
    kind: OrganisationKind | None
    name: str
    written: str
    candidates: tuple[Organisation, ...] = ()


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    start: int
    end: int

    @property
    def joins(self) -> bool:
        return self.text.casefold() in _JOINING

    @property
    def opens(self) -> bool:
        return self.text[0].isupper()


def mentions(text: str, on: date | None = None) -> tuple[Mention, ...]:
    """Every organisation named with words that tell its kind, in order of place; a bare place name is not one.

    `on` decides between organisations of one name that followed each other. Names not in the register are given too, with
    organisation None.
    """
    found: list[Mention] = []
    end = 0
    for match in _AFTER.finditer(text):
        kind = OrganisationKind(match.lastgroup or "")
        here = _before(text, match, kind, max(end, match.start() - 160), on)
        found.extend(here)
        end = match.end()
    taken = [(m.start, m.end) for m in found]
    for match in _BEFORE.finditer(text):
        mention = _after(text, match, on)
        if mention and not any(start < mention.end and mention.start < stop for start, stop in taken):
            found.append(mention)
    return tuple(sorted(found, key=lambda m: m.start))


def _before(text: str, match: re.Match[str], kind: OrganisationKind, floor: int, on: date | None) -> list[Mention]:
    """The name, or for a plural the names, that end where the kind words begin."""
    words = _run_back(text, match.start(), floor)
    plural = match[0].casefold().endswith("s") and not match[0].casefold().endswith("ss")
    parts = _split(words, kind, on)
    if plural and len(parts) == 1:
        smaller = _split(words, kind, on, longest=len(parts[0][0]) - 1)
        parts = smaller if len(smaller) > 1 else parts
    parts = parts if plural else parts[:1]
    if not parts:
        return _unregistered(text, match, kind, words)
    result = []
    for position, (run, candidates) in enumerate(parts):
        end = match.end() if position == 0 else run[-1].end
        start = run[0].start
        exact = [o for o in candidates if exactly_named(text[start:end], o)]
        result.append(_mention(text, start, end, kind, _joined(run), exact or candidates))
    return result


def _split(
    words: list[_Word], kind: OrganisationKind, on: date | None, longest: int = _LONGEST
) -> list[tuple[list[_Word], tuple[Organisation, ...]]]:
    """Registered names from the end of a run backwards, each the longest that fits."""
    parts: list[tuple[list[_Word], tuple[Organisation, ...]]] = []
    while words:
        for start in range(max(0, len(words) - longest), len(words)):
            run = words[start:]
            if run[0].opens and run[0].text.casefold() != "the" and (candidates := _registered(run, kind, on)):
                parts.append((run, candidates))
                words = words[:start]
                break
        else:
            return parts
        while words and words[-1].joins:
            words = words[:-1]
    return parts


def _registered(run: list[_Word], kind: OrganisationKind, on: date | None) -> tuple[Organisation, ...]:
    name = _joined(run)
    kinds = (_COUNCIL, _DISTRICT) if kind is _COUNCIL else (kind,)
    for each in kinds:
        candidates = tuple(o for o in named(core(name, each), each) if o.in_being(on))
        if candidates:
            return candidates
    return ()


def _unregistered(text: str, match: re.Match[str], kind: OrganisationKind, words: list[_Word]) -> list[Mention]:
    """A capitalised name before kind words that no register holds, on one line."""
    breaks = [i for i, w in enumerate(words) if w.text in ("\n", ",", "/", "(", ")")]
    run = words[breaks[-1] + 1 :] if breaks else words
    labels = [i for i, w in enumerate(run) if plain(w.text) in _LABELS]
    run = run[labels[-1] + 1 :] if labels else run
    while run and plain(run[0].text) in _NOT_A_NAME:
        run = run[1:]
    if not run or not run[0].opens or run[-1].joins or "\n" in text[run[-1].end : match.start()]:
        return []
    return [_mention(text, run[0].start, match.end(), kind, _joined(run), ())]


def _after(text: str, match: re.Match[str], on: date | None) -> Mention | None:
    """The registered name that follows `London Borough of`, `NHS` and the like."""
    words = list(_run_on(text, match.end()))
    kinds = {"council": (_COUNCIL, _DISTRICT), "hwb": (_HWB,), "nhs": (_CCG, _ICB)}[match.lastgroup or ""]
    for stop in range(len(words), 0, -1):
        run = words[:stop]
        if run[-1].joins:
            continue
        # `City of London` is a name of its own, so the words before it count as well.
        name = f"{match[0]} {_joined(run)}"
        candidates = tuple(o for kind in kinds for o in named(core(name, kind), kind) if o.in_being(on))
        if candidates:
            if _COUNCIL in kinds:
                candidates = tuple(o for o in candidates if o.kind is _COUNCIL) or candidates
            kind = None if len({o.kind for o in candidates}) > 1 else candidates[0].kind
            return _mention(text, match.start(), run[-1].end, kind, _joined(run), candidates)
    return None


def _mention(
    text: str, start: int, end: int, kind: OrganisationKind | None, name: str, candidates: Sequence[Organisation]
) -> Mention:  # fmt: skip
    several = tuple(candidates)
    only = several[0] if len(several) == 1 else None
    if only and kind is _COUNCIL:
        kind = only.kind
    return Mention(only, start, end, kind, name, text[start:end], several)


def _run_back(text: str, end: int, floor: int) -> list[_Word]:
    """The capitalised and joining words that lead up to a place, first to last."""
    stops = [m.end() for m in _STOP.finditer(text, floor, end)]
    begin = max([floor, *stops])
    words: list[_Word] = []
    for match in reversed(list(_WORD.finditer(text, begin, end))):
        word = _Word(match[0], match.start(), match.end())
        if not (word.opens or word.joins):
            break
        words.insert(0, word)
    while words and words[-1].text in ("\n", ","):
        words.pop()
    return words[-2 * _LONGEST :]


def _run_on(text: str, start: int) -> Iterator[_Word]:
    stop = _STOP.search(text, start, start + 120)
    for match in _WORD.finditer(text, start, stop.start() if stop else start + 120):
        word = _Word(match[0], match.start(), match.end())
        if not (word.opens or word.joins):
            return
        yield word


def _joined(run: list[_Word]) -> str:
    return " ".join(w.text for w in run if w.text != "\n")
