"""Periods in brackets whose cells broke over two lines: a text printed line by line gives their first halves together, then
their second halves, and what stood in the cells beside them in between.

`( Oct 2014 - March ( April - Sept 2013 ) 2015 )` becomes two whole periods. Which column a broken one stood in the print does not
tell; a form's columns run forward in time, and so the periods do where broken and whole ones stand among each other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise, permutations

from bettercare.documents.model import Document, Format, Paragraph
from bettercare.plan import Period
from bettercare.reading.dates import MONTH, periods_in

_YEAR = r"(?:20\d\d)"
_HALF = re.compile(
    rf"(?P<first>\(\s*{MONTH}\s*'?{_YEAR}?\s*(?:-|–|to)\s*(?:{MONTH})?)|(?P<second>(?:{MONTH}\s*)?'?{_YEAR}\s*\))", re.I
)
_BROKEN = re.compile(rf"\(\s*{MONTH}\s*'?{_YEAR}?\s*(?:-|–|to)\s*(?:{MONTH})?\s*\(", re.I)
_MOST_TRIED = 5
"""Periods of one stretch, more than which are paired in the order printed or not at all."""
_LONGEST = 24


def with_whole_periods(document: Document) -> Document:
    """The document of a text with every broken period of its paragraphs made whole."""
    if document.format is not Format.TEXT:
        return document
    blocks = tuple(
        replace(b, text=whole_periods(b.text)) if isinstance(b, Paragraph) and _BROKEN.search(b.text) else b
        for b in document.blocks
    )
    return replace(document, blocks=blocks)


def whole_periods(text: str) -> str:
    """A text with the periods of each broken stretch made whole."""
    made: list[str] = []
    at = 0
    for stretch in _stretches(text):
        periods = _paired(stretch)
        if periods is not None:
            made += [text[at : stretch[0].start()], " ".join(periods)]
            at = stretch[-1].end()
    return "".join([*made, text[at:]])


def _stretches(text: str) -> list[list[re.Match[str]]]:
    """The runs of halves between which nothing stands, in which a first half follows upon another."""
    runs: list[list[re.Match[str]]] = []
    for match in _HALF.finditer(text):
        if runs and not text[runs[-1][-1].end() : match.start()].strip():
            runs[-1].append(match)
        else:
            runs.append([match])
    return [run for run in runs if any(a["first"] and b["first"] for a, b in pairwise(run))]


def _paired(stretch: Sequence[re.Match[str]]) -> list[str] | None:
    """The whole periods of a stretch, of the way to pair its halves that makes nothing but periods, the shortest; None where none
    does."""
    firsts = [i for i, m in enumerate(stretch) if m["first"]]
    seconds = [i for i, m in enumerate(stretch) if m["second"]]
    if len(firsts) != len(seconds):
        return None
    ways = permutations(seconds) if len(seconds) <= _MOST_TRIED else iter([tuple(seconds)])
    best: tuple[int, list[str]] | None = None
    for way in ways:
        if not all(a < b for a, b in zip(firsts, way, strict=True)):
            continue
        texts = [f"{stretch[a].group().rstrip()} {stretch[b].group()}" for a, b in zip(firsts, way, strict=True)]
        periods = [_period(text) for text in texts]
        told = [(p, t) for p, t in zip(periods, texts, strict=True) if p]
        months = sum(p.months for p, _ in told)
        if len(told) < len(texts) or (best is not None and months >= best[0]):
            continue
        in_turn = list(way) == seconds and firsts[-1] < seconds[0]
        best = months, texts if in_turn else [t for _, t in sorted(told, key=lambda p: p[0].start)]
    return best[1] if best else None


def _period(text: str) -> Period | None:
    """The period of some words, where it is one that may be meant."""
    periods = periods_in(text)
    return periods[0][0] if len(periods) == 1 and 1 < periods[0][0].months <= _LONGEST else None
