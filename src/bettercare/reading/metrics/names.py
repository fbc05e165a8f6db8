"""Which metric of the round a text names, and what a row or column label of a metrics table says.

Names are known by the round's locators, menu metrics among them (they answer the round's local metric). The longest label
that a text holds decides, so that `emergency admissions due to falls` is not taken for `emergency admissions`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from rapidfuzz import fuzz, process

from bettercare.reading.values import tidy
from bettercare.rounds.model import MetricDefinition, Round

VALUE, NUMERATOR, DENOMINATOR, PERIOD = "value", "numerator", "denominator", "period"

_KINDS: tuple[tuple[str, str], ...] = (
    (DENOMINATOR, r"denominator.*|population.*|.{0,30}\bpopulation\b.{0,60}|(?:number of|total|all) (?:acute )?discharges?.{0,60}"),
    (
        NUMERATOR,
        r"numerator.*|counts?|admissions|numbers?(?: of)?|quantity|(?:count|number|no\.?|total number|total) of .{2,80}"
        r"|(?:total )?delayed days.{0,40}",
    ),
    (
        VALUE,
        r"(?:metric |indicator |measure )?values?|(?:indicator value|rates?|dasr|isr)\b.{0,60}"
        r"|(?:annual|quarter(?:ly)?|month(?:ly)?) ?\(?(?:rate|%|percentage|proportion).{0,40}|%|percentage|proportion|score|ratio"
        r"|.{0,40}\brate per 100,?000.{0,60}|average (?:length|days|number).{0,60}|plan|target|actual",
    ),
    (PERIOD, r"(?:time )?period.{0,20}|dates?"),
)
_KIND_PATTERNS = tuple((kind, re.compile(pattern, re.I)) for kind, pattern in _KINDS)
_RATE = re.compile(r"per 100,?000")
_STRONG = re.compile(r"(?:metric|indicator) value|numerator|denominator", re.I)
_FUZZY_KINDS = {"metricvalue": VALUE, "indicatorvalue": VALUE, "numerator": NUMERATOR, "denominator": DENOMINATOR}


@lru_cache(maxsize=50_000)
def row_kind(text: str) -> str | None:
    """What a label says that a row or column holds: value, numerator, denominator or period."""
    plain = tidy(text).strip(" :*").lower()
    if not plain or len(plain) > 130:
        return None
    if _RATE.search(plain) and not plain.startswith(("denominator", "numerator", "population")):
        return VALUE
    for kind, pattern in _KIND_PATTERNS:
        if pattern.fullmatch(plain):
            return kind
    squeezed = re.sub(r"[^a-z]", "", plain)
    score, kind = max((fuzz.ratio(squeezed, known), kind) for known, kind in _FUZZY_KINDS.items())
    return kind if score >= 84 else None


@lru_cache(maxsize=50_000)
def is_strong(text: str) -> bool:
    """Whether a label can only belong to a metrics table."""
    squeezed = re.sub(r"[^a-z]", "", tidy(text).lower())
    return bool(_STRONG.fullmatch(tidy(text).strip(" :*"))) or max(fuzz.ratio(squeezed, k) for k in _FUZZY_KINDS) >= 84


KIND_ALONE = re.compile(
    r"(?:(?:planned|plan|target|trajectory|actual|baseline|number|total|days|delayed days|admissions|activity|rate|value)"
    r"\b[\s:]*)+",
    re.I,
)
"""Labels of a row that say of what kind its figures are, and not of which metric."""
COUNT_ALONE = re.compile(
    r"(?:(?:planned|plan|target|actual|total|number of|delayed)\s+)*(?:days|delayed days|admissions|number)", re.I
)
"""Labels of a row that say that its figures are counts, and not of what."""
_NUMBERING = re.compile(r"^\d+(?:\.\d+)*\s+")
LONGEST_TITLE = 120
"""Letters of a metric's name at the most, where it is told from running text."""


def unnumbered(text: str) -> str:
    """A name or label without the number before it."""
    return _NUMBERING.sub("", text).strip()


_WORKED_OUT = re.compile(
    r"^(?:p4p\s+)?(?:annual|quarterly|yearly|year[ -]on[ -]year)\s+(?:percentage\s+|%\s*)?(?:change|saving)\b", re.I
)


def is_worked_out(text: str) -> bool:
    """Whether a row's label says that its figures follow from those above, and are no metric's own."""
    return bool(_WORKED_OUT.match(tidy(text)))


@lru_cache(maxsize=50_000)
def _words(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"[a-z0-9]+", tidy(text).lower().replace(",", "")))


LEAST = 0.8
"""What is less like a label than this is not like it at all."""


@lru_cache(maxsize=100_000)
def likeness(text: str, label: str) -> float:
    """How surely a text holds a label, 0 or `LEAST` to 1: all its words, or its letters where words are broken."""
    words, wanted = _words(text), _words(label)
    if not words or not wanted or (len(wanted) == 1 and len(words) > 6):
        return 0.0
    letters, sought = "".join(words), "".join(wanted)
    long = len(letters) >= LEAST * len(sought) and len(sought) >= 8
    close = fuzz.partial_ratio(sought, letters, score_cutoff=100 * LEAST) / 100 if long else 0.0
    held = len(wanted)
    for word in wanted:
        if word not in words and (len(word) <= 3 or not process.extractOne(word, words, scorer=fuzz.ratio, score_cutoff=86)):
            held -= 1
            if held < LEAST * len(wanted):
                return close
    return max(held / len(wanted), close)


@dataclass(frozen=True, slots=True)
class Named:
    """A metric that a text names: its definition, how surely, and the label that decided."""

    definition: MetricDefinition
    score: float
    label: str


_OPENING = 12
"""Words within which a text's opening label ends."""
_LOCAL = re.compile(r"\W*local(?:ly)?\b.{0,15}\b(?:metric|measure|indicator)", re.I)


class MetricNames:
    """The names of a round's metrics."""

    def __init__(self, round: Round) -> None:
        self.round = round
        self.local = next((m for m in round.metrics if any(_LOCAL.match(n) for n in m.locator.labels)), None)
        self._labels: list[tuple[str, MetricDefinition, tuple[str, ...]]] = []
        for metric in round.metrics:
            for label in (metric.title, *metric.locator.labels):
                self._labels.append((label, metric, metric.locator.not_labels))
        for menu in round.local_metrics if self.local else ():
            for label in (menu.title, *_locator_labels(menu)):
                assert self.local is not None
                self._labels.append((label, self.local, ()))
        self._matched: dict[str, Named | None] = {}
        """What texts name, since the readers of one table ask for its labels again and again."""

    def match(self, text: str) -> Named | None:
        """The metric that a text names, or None; what stands before a colon decides where that alone is a name."""
        head, colon, rest = text.partition(":")
        if colon and rest.strip() and len(_words(head)) >= 2:
            own = self._match(head)
            if own:
                return own
        return self._match(text)

    def _match(self, text: str) -> Named | None:
        if text not in self._matched:
            self._matched[text] = self._best(text)
        return self._matched[text]

    def _best(self, text: str) -> Named | None:
        best: tuple[float, Named] | None = None
        opening = " ".join(_words(text)[:_OPENING])
        for label, metric, excluded in self._labels:
            score = likeness(text, label)
            if score < 0.88 or any(w.lower() in text.lower() for w in excluded):
                continue
            weight = score * min(len("".join(_words(label))), 80)
            if metric is not self.local and len(_words(label)) > 2 and opening.startswith(" ".join(_words(label))):
                weight += 80  # a block of the form's own, whatever it is filled with
            if best is None or weight > best[0]:
                best = (weight, Named(metric, score, label))
        return best[1] if best else None

    def occurrences(self, text: str) -> Iterator[tuple[int, int, MetricDefinition]]:
        """Where official names stand in running text: the longest label first, none inside another."""
        taken: list[tuple[int, int]] = []
        for label, metric, _ in sorted(self._labels, key=lambda entry: -len(entry[0])):
            if len(_words(label)) < 2:
                continue
            for match in _loose(label).finditer(text):
                if not any(match.start() < b and a < match.end() for a, b in taken):
                    taken.append(match.span())
                    yield match.start(), match.end(), metric


def _locator_labels(menu: Any) -> tuple[str, ...]:
    locator = getattr(menu, "locator", None)
    return tuple(locator.labels) if locator else ()


@lru_cache(maxsize=2000)
def _loose(label: str) -> re.Pattern[str]:
    """A pattern that finds a label over line breaks and with its punctuation lost."""
    return re.compile(r"\b" + r"[\W_]*".join(re.escape(w) for w in re.findall(r"\w+", label)) + r"\b", re.I)
