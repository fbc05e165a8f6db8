"""Which round the documents of a plan answer: a score for every round there is, with the marks that decided.

Marks are a round's own titles, headings, prompts, sheet names, metrics and years. A mark, or a year, that several rounds
share counts less, so that rounds which are alike are told apart by what differs.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from functools import lru_cache
from pathlib import Path

from bettercare.documents.model import Document, Paragraph
from bettercare.plan import RoundGuess
from bettercare.reading.dates import years_in
from bettercare.reading.fields.openings import Openings
from bettercare.reading.outline import prompt_locators
from bettercare.reading.prompts import shingles_of
from bettercare.reading.words import Words, letters, words_of
from bettercare.rounds.loading import load_all
from bettercare.rounds.model import Locator, Round

_WEIGHTS = {
    "form": 12.0,
    "over every sheet": 8.0,
    "prompt": 2.0,
    "sheet": 2.0,
    "title": 2.0,
    "heading": 1.0,
    "metric": 1.0,
    "label": 0.7,
}
_YEARS = 6.0
"""Weight of all financial years in the paper being the round's own, and no other's."""
_SHEETS = 3
"""Lines that say one title, from which on it is that of a form's sheets."""
_LONGEST_TITLE = 90
_SHOWN = 6
"""Marks that are named to a person, at most."""


def guess_rounds(documents: Sequence[Document], folder: str | Path | None = None) -> tuple[RoundGuess, ...]:
    """Score every round of the package (and of a folder) on the documents of one plan, best first; scores add up to at most 1."""
    rounds = load_all(folder)
    streams = [words_of([d]) for d in documents]
    years = Counter(year for words in streams for year, _ in years_in(words.text(0, len(words))))
    seen: dict[str, set[tuple[str, str]]] = {round.id: set() for round in rounds}
    for words in streams:
        prompts, near = _prompts_in(words, rounds), _openings(tuple(rounds)).may_stand_in(words)
        for round in rounds:
            seen[round.id] |= _marks(words, round, prompts, near)
    for round in rounds:
        seen[round.id] |= _forms(documents, round) | _over_sheets(documents, round)
    shared = Counter(mark for marks in seen.values() for mark in marks)
    holders = Counter(year for round in rounds for year in round.years)
    scored = []
    for round in rounds:
        weights = {m: _WEIGHTS[m[0]] * (1 + math.log(len(rounds) / shared[m])) / shared[m] for m in seen[round.id]}
        own_years = sum(years[y] for y in round.years) / max(1, sum(years.values()))
        years_alone = sum(years[y] / holders[y] for y in round.years) / max(1, sum(years.values()))
        score = sum(weights.values()) + _YEARS * years_alone
        scored.append((score, round, weights, own_years))
    total = sum(s * s for s, *_ in scored)
    guesses = [
        RoundGuess(round.id, _sureness(score, total), tuple(_why(weights, own_years, round)))
        for score, round, weights, own_years in scored
    ]
    return tuple(sorted(guesses, key=lambda g: (-g.score, g.round)))


def _sureness(score: float, total: float) -> float:
    """The round's share of what speaks for any round, less where little speaks at all.

    Shares are of squares: rounds that are nearly copies of each other share most marks, and the rest decides between them.
    """
    return 0.0 if not total else round(score * score / total * (1 - math.exp(-score / 4)), 3)


def _marks(words: Words, round: Round, prompts: Mapping[tuple[int, ...], str], near: Set[str]) -> set[tuple[str, str]]:
    """(kind, mark) of everything of the round that stands in a stream of words and in its documents' sheet names.

    `prompts` are those that stand there, `near` the labels that may.
    """
    sheets = {letters(t.sheet): t.sheet for d in words.documents for t in d.tables() if t.sheet}
    found = {("sheet", sheets[s]) for s in _sheets(round) if s in sheets} if sheets else set()
    found |= {("prompt", prompts[locator.prompt]) for _, locator in prompt_locators(round) if locator.prompt in prompts}
    found.update((kind, mark) for kind, label, mark in _telling_labels(round) if label in near and words.find(label))
    return found


def _prompts_in(words: Words, rounds: Iterable[Round]) -> dict[tuple[int, ...], str]:
    """The rounds' official prompts that stand in a stream of words, and their first words there."""
    shingles = shingles_of(words)
    asked = dict.fromkeys(locator.prompt for round in rounds for _, locator in prompt_locators(round))
    found = ((prompt, shingles.find("", prompt, least=0.6)) for prompt in asked)
    return {prompt: words.text(s[0].start, min(s[0].end, s[0].start + 8)) for prompt, s in found if s}


def _forms(documents: Sequence[Document], round: Round) -> set[tuple[str, str]]:
    """Whether a document is a form of ours of the round, as its title says."""
    return {("form", letters(round.title)) for d in documents if d.title and d.title.startswith(f"{round.title}: ")}


def _over_sheets(documents: Sequence[Document], round: Round) -> set[tuple[str, str]]:
    """A title of the round that names its years and stands in lines of its own again and again, as over each sheet of its form."""
    labels = (round.title, *round.locator.labels, *(x for part in round.parts for x in part.locator.labels))
    titles = {letters(label) for label in labels if re.search(r"\d", label) and len(label.split()) >= 3}
    lines = Counter(
        letters(line)
        for d in documents
        for b in d.blocks
        if isinstance(b, Paragraph)
        for line in b.text.split("\n")
        if len(line) < _LONGEST_TITLE
    )
    often = [line for line, times in lines.items() if times >= _SHEETS]
    return {("over every sheet", title) for title in titles if any(line.startswith(title) for line in often)}


@lru_cache(maxsize=64)
def _telling_labels(round: Round) -> tuple[tuple[str, str, str], ...]:
    """Labels that are long enough to tell a round: their kinds, themselves, their letters."""
    return tuple((k, label, key) for k, label in _labels(round) if len(label.split()) >= 2 and len(key := letters(label)) >= 9)


@lru_cache(maxsize=8)
def _openings(rounds: tuple[Round, ...]) -> Openings:
    return Openings({label for round in rounds for _, label, _ in _telling_labels(round)})


@lru_cache(maxsize=64)
def _sheets(round: Round) -> frozenset[str]:
    return frozenset(letters(s) for locator in _locators(round) for s in locator.sheets)


def _locators(round: Round) -> Iterable[Locator]:
    yield round.locator
    for group in (round.parts, round.sections, round.tables, round.conditions, round.metrics):
        yield from (item.locator for item in group)


def _labels(round: Round) -> Iterable[tuple[str, str]]:
    """Official words; and the round's title, which a form that we wrote bears."""
    yield "title", round.title
    yield from (("title", label) for label in round.locator.labels)
    yield from (("title", label) for part in round.parts for label in part.locator.labels)
    for section in round.sections:
        yield from (("heading", label) for label in section.locator.labels if len(label.split()) >= 3)
    for metric in round.metrics:
        yield from (("metric", label) for label in metric.locator.labels if len(label.split()) >= 3)
    for field in round.fields:
        yield from (("label", label) for label in field.locator.labels if len(label.split()) >= 3)


@lru_cache(maxsize=64)
def _titles(round: Round) -> Mapping[str, str]:
    """Marks that are labels, as the round writes them."""
    return {letters(label): label for _, label in _labels(round)}


def _why(weights: dict[tuple[str, str], float], own_years: float, round: Round) -> Iterable[str]:
    titles = {**_titles(round), letters(round.title): round.title}
    if own_years >= 0.2:
        yield f"years: {own_years:.0%} of the financial years named are {' or '.join(str(y) for y in round.years)}"
    for (kind, mark), _ in sorted(weights.items(), key=lambda item: (-item[1], item[0]))[:_SHOWN]:
        yield f"{kind}: {titles.get(mark, mark)}"
