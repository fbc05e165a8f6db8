"""Which of a round's sources of funding some words name, and which partner stands beside it in the same words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from bettercare.plan import Candidate, How
from bettercare.reading.parts import Read
from bettercare.reading.tables.label_likeness import alike, plain_label
from bettercare.reading.values import tidy
from bettercare.rounds.model import Round

_LIKE_A_STREAM = 0.82
"""Words this like a source's name are taken as that source."""
_JUST_A_STREAM = 0.95
"""Words this like a source's name say nothing else."""
_PARTS = re.compile(r"\s[-:]\s|\s*[()]\s*")
"""What parts the two names of a source, as in `Council contribution - Disabled Facilities Grant`."""
_BODY = re.compile(r"\b(?:council|CCGs?|ICB|NHS|commissioning group|integrated care board)\b", re.I)
_NHS = re.compile(r"\b(?:CCGs?|ICB|NHS|commissioning group|integrated care board)\b", re.I)
_OF_MONEY = re.compile(r"\b(?:contributions?|fund(?:ing|s)?|grants?|minimum|additional|budget|allocation)\b", re.I)
_MORE = re.compile(r"\badditional|\bextra|\bover and above", re.I)


_NO_NAME = re.compile(
    r"(?:additional|extra|minimum|local authority|council|CCGs?|NHS|ICB|partners?|other|voluntary|contributions?|fund(?:ing|s)?"
    r"|grants?|budget|money|from|the|to|of|and|pool(?:ed)?|[\W_]|\d)+",
    re.I,
)
"""Words that name what kind of partner pays and what kind of money it is, but no partner by its name."""


_UNFILLED = re.compile(r"(?<=\S)\s+(?:CCG|ICB|Local Authority|Council|Organisation)\s#\s?\d.*$", re.I | re.S)


def stream_of(text: str, round: Round) -> str | None:
    """The id of the source of funding that a text names, or None when none is like it or two are equally like it."""
    first, *others = _PARTS.split(tidy(text))
    last = {_stream_like(part, round) for part in others if len(part) > 3} - {None}
    if len(last) == 1:
        return last.pop()
    return _stream_like(text, round) or (_stream_like(first, round) if not last and _just_a_source(first, round) else None)


@lru_cache(maxsize=10_000)
def _stream_like(text: str, round: Round) -> str | None:
    plain = plain_label(text)
    scores = sorted(
        ((max((alike(plain, plain_label(w)) for w in (*s.labels, s.title)), default=0.0), s.id) for s in round.streams),
        reverse=True,
    )
    if not scores or scores[0][0] < _LIKE_A_STREAM or (len(scores) > 1 and scores[0][0] - scores[1][0] < 0.02):
        return None
    return scores[0][1]


def _just_a_source(text: str, round: Round) -> bool:
    plain = plain_label(text)
    return any(alike(plain, plain_label(w)) >= _JUST_A_STREAM for s in round.streams for w in (*s.labels, s.title))


def partner_named(label: str, round: Round) -> str | None:
    """The partner that a row's label names, or None where it names a source of funding and no partner.

    Lines of the form that nobody filled (`CCG #2`), drawn into the cell of the row above, are no part of a name.
    """
    label = _UNFILLED.sub("", label) or label
    if _just_a_source(re.sub(r"\([^)]*\)", " ", label), round) or (_OF_MONEY.search(label) and _NO_NAME.fullmatch(tidy(label))):
        return None
    first, *others = [p for p in _PARTS.split(tidy(label)) if p] or [""]
    if others and not _OF_MONEY.search(first) and all(_just_a_source(p, round) for p in others):
        return first
    if not others or not _just_a_source(first, round):
        return label
    bodies = [p for p in others if _BODY.search(p) and not _OF_MONEY.search(p)]
    return bodies[0] if len(bodies) == 1 else None


def stream_added_by(source: str, partner: str, round: Round) -> str | None:
    """The stream of what a partner adds, where a row says that it is additional and whose it is."""
    payers = {"council" for _ in re.findall(r"\bcouncil\b|\bborough\b", partner, re.I)} | {"nhs" for _ in _NHS.findall(partner)}
    found = [s.id for s in round.streams if _MORE.search(s.title) and {s.payer} == payers] if _MORE.search(source) else []
    return found[0] if len(found) == 1 else None


def settled_source(source: Read, beside: Sequence[Read], round: Round, words: str | None = None) -> Read:
    """A source written as who pays, such as a council's contribution: the payer's grant that the row names, else in doubt.

    `words` are the source's own, where its place holds more than these.
    """
    written = words or (source.place.as_written or "" if source.place else "")
    stream = next((s for s in round.streams if s.id == source.value), None)
    if stream is None or stream.mandatory or _MORE.search(written) or not _MORE.search(stream.title):
        return source
    rivals = [s for s in round.streams if s.payer == stream.payer and s is not stream]
    words = plain_label(" | ".join(str(r.value) for r in beside if isinstance(r.value, str)))
    named = [
        s for s in rivals if any(re.search(rf"\b{re.escape(w)}\b", words) for t in (s.title, *s.labels) if (w := plain_label(t)))
    ]
    if len(named) == 1:
        reason = "the source names only who pays; the row names the grant"
        return replace(
            source, value=named[0].id, place=replace(source.place, how=How.INFERRED, reason=reason) if source.place else None
        )
    others = tuple(Candidate(s.id, written, "paid by the same partner") for s in (stream, *rivals))
    return replace(source, doubt="the source names only who pays, not which fund", others=others)
