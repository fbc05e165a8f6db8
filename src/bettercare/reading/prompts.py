"""Where a form's official prompts stand among the words, known by their fingerprints, so that none is taken for its answer."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from bettercare.reading.words import Words
from bettercare.rounds.fingerprint import hashes

_SHINGLE = 4
"""Words in one shingle of a fingerprint."""
_HOLE = 14
"""Words of damage, at most, between two parts of one prompt."""


@dataclass(frozen=True, slots=True)
class PromptSpan:
    """Words [start, end) that are a prompt; `score` is the share of its fingerprint that is there."""

    id: str
    start: int
    end: int
    score: float


@lru_cache(maxsize=65536)
def _tokens(word: str) -> tuple[str, ...]:
    plain = unicodedata.normalize("NFKD", word).lower().replace("'", "").replace("\N{RIGHT SINGLE QUOTATION MARK}", "")
    return tuple(re.findall(r"[a-z0-9]+", plain))


@lru_cache(maxsize=4096)
def _different(prompt: tuple[int, ...]) -> frozenset[int]:
    return frozenset(prompt)


class Shingles:
    """The shingles of a stream of words, each with the words that it covers."""

    def __init__(self, words: Words) -> None:
        tokens: list[str] = []
        owners: list[int] = []
        for index, word in enumerate(words):
            for token in _tokens(word.text):
                tokens.append(token)
                owners.append(index)
        self._owners = owners
        self._first: dict[int, int] = {}
        self._again: dict[int, list[int]] = {}
        for k, shingle in enumerate(hashes(tokens)):
            if self._first.setdefault(shingle, k) != k:
                self._again.setdefault(shingle, []).append(k)

    def find(self, id: str, prompt: tuple[int, ...], least: float = 0.45) -> list[PromptSpan]:
        """Every place where at least a share of the prompt's shingles stands together."""
        if len(prompt) < 3:
            return []
        asked = _different(prompt)
        here = asked & self._first.keys()
        if len(here) < least * len(asked):
            return []
        hits = sorted((k, h) for h in here for k in (self._first[h], *self._again.get(h, ())))
        found: list[PromptSpan] = []
        run: list[tuple[int, int]] = []
        for hit in [*hits, (10**9, 0)]:
            if run and hit[0] - run[-1][0] > _HOLE:
                for whole in _parted(run):
                    core = _core(whole)
                    score = self._score(core, prompt)
                    if score >= least:
                        start, end = self._owners[core[0][0]], self._owners[core[-1][0] + _SHINGLE - 1] + 1
                        found.append(PromptSpan(id, start, end, score))
                run = []
            run.append(hit)
        return found

    @staticmethod
    def _score(run: list[tuple[int, int]], prompt: tuple[int, ...]) -> float:
        return len({h for _, h in run}) / len(_different(prompt))


def _parted(run: list[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    """A run that holds shingles of the prompt more than once, as one run for each time that the prompt stands there.

    Two prompts of a form may end in the same words, so that the end of the one before stands beside the start of this one:
    the words that hold most of the prompt with least between them are it.
    """
    if not run or len({h for _, h in run}) == len(run):
        return [run] if run else []
    first, after = max(_stretches(run), key=lambda s: (_whole(run[s[0] : s[1]]), -s[0]))
    return [*_parted(run[:first]), run[first:after], *_parted(run[after:])]


def _stretches(run: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Every stretch of a run, (first, after), in which no shingle comes twice."""
    for first in range(len(run)):
        seen: set[int] = set()
        for after, (_, shingle) in enumerate(run[first:], first + 1):
            if shingle in seen:
                break
            seen.add(shingle)
            yield first, after


def _whole(stretch: list[tuple[int, int]]) -> float:
    """How much of a prompt a stretch holds, less what stands between."""
    return len(stretch) - (stretch[-1][0] - stretch[0][0] + 1 - len(stretch)) / 2


def _core(run: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The run without stray shingles at its start, which the words before a prompt happen to share with it."""
    for _ in range(4):
        if len(run) > 2 and run[1][0] - run[0][0] > 3:
            run = run[1:]
    return run


@lru_cache(maxsize=8)
def shingles_of(words: Words) -> Shingles:
    """The shingles of a stream, made once."""
    return Shingles(words)


def best_apart(spans: Iterable[PromptSpan]) -> list[PromptSpan]:
    """Of prompts that overlap (their words are alike) keep the best; in order of place."""
    kept: list[PromptSpan] = []
    for span in sorted(spans, key=lambda s: (-s.score, s.start - s.end)):
        if all(span.end <= k.start or k.end <= span.start for k in kept):
            kept.append(span)
    return sorted(kept, key=lambda s: s.start)
