"""A text as words, amounts and shares, and where the words of a round's closed lists stand among them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from bettercare.reading.flat.lines import closed_list
from bettercare.reading.flat.text import phrase
from bettercare.rounds.model import Column, Round, TableShape

_AMOUNT = re.compile(r"[£?]\s?\d[\d,]*(?:\.\d{1,2})?|(?<![\w.,/-])(?:\d{1,3}(?:,\d{3})+|\d{4,})(?:\.\d{1,2})?(?![\w%/]|[.,]\d)")
_PERCENT = re.compile(r"(?<!\S)\d{1,3}(?:\.\d+)?\s?%")
WORD = re.compile(r"[A-Za-z0-9]+(?:['’][a-z]+)?")

Phrases = dict[str, tuple[tuple[tuple[str, ...], str], ...]]
"""Words of a closed list by their first: (the words in lower case, as the list has them), longest first."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A word, an amount or a share, by its positions; `key` is the word in lower case, `kind` w, m or p."""

    kind: str
    key: str
    start: int
    end: int


def pieces_in(text: str) -> list[Piece]:
    """The words, amounts and shares of a text, in order."""
    found: list[Piece] = []
    taken: list[tuple[int, int]] = []
    for kind, pattern in (("p", _PERCENT), ("m", _AMOUNT)):
        for m in pattern.finditer(text):
            year = re.fullmatch(r"(?:19|20)\d\d", m.group())
            if not year and not any(a < m.end() and m.start() < b for a, b in taken[-3:]):
                found.append(Piece(kind, m.group(), m.start(), m.end()))
    found.sort(key=lambda p: p.start)
    spans = [(p.start, p.end) for p in found]
    words, i = list[Piece](), 0
    for m in WORD.finditer(text):
        while i < len(spans) and spans[i][1] <= m.start():
            i += 1
        if i == len(spans) or m.end() <= spans[i][0]:
            words.append(Piece("w", m.group().lower(), m.start(), m.end()))
    return sorted([*found, *words], key=lambda p: p.start)


@lru_cache(maxsize=100)
def phrases_of(column: Column, round: Round) -> Phrases:
    made: dict[str, set[tuple[tuple[str, ...], str]]] = {}
    for label in closed_list(column, round):
        words = tuple(m.group().lower() for m in WORD.finditer(label))
        if words:
            made.setdefault(words[0], set()).add((words, label))
    return {first: tuple(sorted(some, key=lambda w: -len(w[0]))) for first, some in made.items()}


def phrase_at(pieces: Sequence[Piece], i: int, phrases: Phrases) -> tuple[int, str] | None:
    """The index after the longest phrase that begins at a piece, and its words; None if none does."""
    for words, label in phrases.get(pieces[i].key, ()) if pieces[i].kind == "w" else ():
        if len(words) <= len(pieces) - i and all(
            p.kind == "w" and p.key == w for p, w in zip(pieces[i : i + len(words)], words, strict=True)
        ):
            return i + len(words), label
    return None


def run_from(head: Sequence[Piece], start: int, words: Sequence[str]) -> tuple[list[int], list[int]] | None:
    """The indexes of words that follow one another, with one gap at most: (theirs, those of the gap)."""
    taken, at = [], start
    for k, word in enumerate(words):
        if at < len(head) and head[at].key == word:
            taken.append(at)
            at += 1
            continue
        rest = words[k:]
        if k == 0:
            return None
        for gap in range(1, 16):
            after = head[at + gap : at + gap + len(rest)]
            if [p.key for p in after] == list(rest):
                return [*taken, *range(at + gap, at + gap + len(rest))], list(range(at, at + gap))
        return None
    return taken, []


@lru_cache(maxsize=50)
def headings_of_table(shape: TableShape) -> re.Pattern[str]:
    labels = {
        x for c in shape.columns for x in (*c.locator.labels, c.title) if len(re.findall(r"[A-Za-z]{2,}", x)) > 1 or x.endswith("s")
    }
    return re.compile("|".join(sorted(filter(None, map(phrase, labels)), key=len, reverse=True)) or r"(?!)", re.I)
