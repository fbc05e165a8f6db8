"""Which words of a workbook stand for what a round asks, each with a score and the reasons, one to one.

A score is 0 to 100: how like the wording is to the wordings known, then what the cells take (the same list of choices, a date
where a date is asked), then order. From `SURE` a match is proposed; from `DOUBTFUL` it is shown for a person to decide.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from bettercare.documents import label_key, likeness
from bettercare.learning.asked import Asked
from bettercare.learning.spots import Spot

SURE = 75.0
DOUBTFUL = 45.0
_LEAD = 6.0
"""A match that is not of the very words must lead every rival by this much, else it is doubtful."""
_YEAR = re.compile(r"\b20\d\d\s*(?:[-/–]\s*(?:20)?\d\d)?\b")
_SPAN = re.compile(r"(?<!\d)(?:20)?(\d\d)\s*[-/–]\s*(?:20)?\d\d(?!\d)")
_SMALL = frozenset(
    ("the", "of", "a", "an", "and", "or", "to", "for", "in", "on", "by", "is", "be", "are", "with", "as", "at", "it", "any")
)
_FITS, _AGAINST = 8.0, 40.0
_LIST = 40.0
"""What the very list of choices that is asked for adds."""
_SPELT = 60.0
"""Without a word in common, letters that are less alike than this are chance."""
_LONGEST_RUN = 3
"""So many may stand unmatched between two neighbours and still be told by their order."""
_ORDER = 10.0
"""What it adds that the neighbours stand on either side in the form and in the workbook alike."""
_NUMBERS = {"money", "count", "rate", "percent"}


@dataclass(frozen=True, slots=True)
class Match:
    """Words of the workbook for something asked. `known` are words that the round has already."""

    asked: Asked
    text: str
    place: str
    score: float
    why: str
    spot: Spot | None = None

    @property
    def known(self) -> bool:
        return any(label_key(self.text) == label_key(label) for label in self.asked.labels)

    @property
    def sure(self) -> bool:
        return self.score >= SURE


_Taken = dict[int, tuple[int, float, str]]
"""What was asked, by its number, with the number of the words, the score and why."""


def matched(asked: Sequence[Asked], spots: Sequence[Spot]) -> tuple[Match, ...]:
    """Match things asked with words, one to one, best first; then by order what is left alone between matched neighbours."""
    taken = _by_wording(asked, spots)
    taken = {i: t for i, t in taken.items() if t[1] >= SURE or not _crosses(i, taken)}
    placed = taken | _between(asked, spots, taken)
    for i, (j, score, why) in taken.items():
        neighbours = any(i + step in placed for step in (-1, 1))
        if score < SURE and neighbours and all(_beside(i, step, placed, len(asked), len(spots)) for step in (-1, 1)):
            placed[i] = (j, score + _ORDER, f"{why}; between its neighbours")
    return tuple(
        Match(asked[i], spots[j].text, spots[j].place, round(score, 1), why, spots[j])
        for i, (j, score, why) in sorted(placed.items())
    )


def _by_wording(asked: Sequence[Asked], spots: Sequence[Spot]) -> _Taken:
    """The best pairs of what is asked and words, each once; a match that another pair rivals is doubtful."""
    pairs = [(*weighed(a, spot), i, j) for i, a in enumerate(asked) for j, spot in enumerate(spots)]
    pairs = sorted((p for p in pairs if p[0] >= DOUBTFUL), key=lambda p: (-p[0], p[2], p[3]))
    taken: _Taken = {}
    used: set[int] = set()
    for score, why, i, j in pairs:
        if i in taken or j in used:
            continue
        if score < 99 and _told_apart_by_nothing(asked, i, spots[j], score, {k for k, t in taken.items() if t[1] >= SURE}):
            score, why = min(score, SURE - 1), f"{why}, but the words say as much of another"
        rivals = (s for s, _, x, y in pairs if (x == i) != (y == j) and x not in taken and y not in used)
        if SURE <= score < 99 and score - next(rivals, 0.0) < _LEAD:
            score, why = SURE - 1, f"{why}, but others are as like"
        taken[i] = (j, score, why)
        used.add(j)
    return taken


def _told_apart_by_nothing(asked: Sequence[Asked], i: int, spot: Spot, score: float, taken: set[int]) -> bool:
    """Whether all the words and years that are shared with what is asked are shared with something else that is nearly as like.

    `Least contribution 2015/16` may be `Actual contribution 2015/16` or `Minimum contribution 2015/16`, whatever the letters say.
    """
    own = _words(spot.text) | _years(spot.text)
    shared = own & _told(asked[i])
    others = (k for k in range(len(asked)) if k != i and k not in taken and asked[k].what == asked[i].what)
    return bool(shared) and any(shared <= _told(asked[k]) and score - weighed(asked[k], spot)[0] < 2 * _LEAD for k in others)


def _told(asked: Asked) -> frozenset[str]:
    return frozenset().union(*(_words(label) | _years(label) for label in asked.labels))


@lru_cache(maxsize=50_000)
def _years(text: str) -> frozenset[str]:
    """The years that a text names, by their first two figures: `2014/15`, `14/15` and `2014-15` are one."""
    return frozenset(f"{found[1]}/" for found in _SPAN.finditer(text))


def _crosses(i: int, taken: _Taken) -> bool:
    """Whether a match stands against the order of the sure ones, where these stand in the form's order."""
    sure = sorted((x, y) for x, (y, score, _) in taken.items() if score >= SURE)
    in_order = [y for _, y in sure] == sorted(y for _, y in sure)
    return in_order and any((x < i) != (y < taken[i][0]) for x, y in sure)


def _beside(i: int, step: int, taken: _Taken, asked: int, spots: int) -> bool:
    """Whether the neighbour on one side is matched with the words on that side; at an end, whether both end there."""
    if not 0 <= i + step < asked:
        return not 0 <= taken[i][0] + step < spots
    return i + step in taken and taken[i + step][0] == taken[i][0] + step


def _between(asked: Sequence[Asked], spots: Sequence[Spot], taken: _Taken) -> _Taken:
    """What stands between two matched neighbours (or an end), as many in the form as in the workbook, in order: doubtful."""
    ends = {-1: -1, len(asked): len(spots)} | {i: j for i, (j, *_) in taken.items()}
    used = {j for j, *_ in taken.values()}
    found: _Taken = {}
    known = sorted(ends)
    for before, after in pairwise(known) if taken else ():
        inside = [j for j in range(ends[before] + 1, ends[after]) if j not in used]
        if not 0 < len(inside) == after - before - 1 <= _LONGEST_RUN:
            continue
        for i, j in zip(range(before + 1, after), inside, strict=True):
            if (fits := kind_fits(asked[i], spots[j])) >= 0:
                score = 50.0 + _FITS * fits + 0.2 * wording(asked[i], spots[j].text)[0]
                found[i] = (j, min(score, SURE - 1), "its place between its neighbours")
    return found


def weighed(asked: Asked, spot: Spot) -> tuple[float, str]:
    """The score of words for something asked, and why."""
    score, why = wording(asked, spot.text)
    same = _same_list(asked, spot)
    if same:
        return min(99.0, max(score, 45.0) + _LIST * same) if score < 100 else 100.0, f"{why or 'other words'}; the same choices"
    fits = kind_fits(asked, spot)
    if fits > 0:
        return (score if score >= 99 else min(99.0, score + _FITS)), f"{why}; its cells take what is asked"
    return (score - _AGAINST, f"{why}, but its cells take something else") if fits < 0 else (score, why)


def wording(asked: Asked, text: str) -> tuple[float, str]:
    """How like the words are to the best of the wordings known, 0 to 100, and why; years and small words weigh nothing."""
    return _wording(text, asked.labels, asked.not_labels)


@lru_cache(maxsize=100_000)
def _wording(text: str, labels: tuple[str, ...], not_labels: tuple[str, ...]) -> tuple[float, str]:
    score, _, why = likeness(text, labels, not_labels)
    if score >= 99:
        return score, why
    bare = label_key(_YEAR.sub(" ", text))
    if bare and any(bare == label_key(_YEAR.sub(" ", label)) for label in labels):
        return max(score, 96.0), "the same words, another year"
    own = _words(text)
    shared = max(
        (2 * len(own & other) / (len(own) + len(other)) for label in labels if (other := _words(label)) and own), default=0.0
    )
    if 90 * shared > score and not any(label_key(word) in label_key(text) for word in not_labels):
        return 90 * shared, "the same words in another order" if shared == 1 else "many of the same words"
    return (score, why) if shared or score >= _SPELT else (0.0, "")


@lru_cache(maxsize=50_000)
def _words(text: str) -> frozenset[str]:
    return frozenset(
        w[:-1] if len(w) > 3 and w.endswith("s") and not w.endswith("ss") else w
        for w in label_key(_YEAR.sub(" ", text)).split() if w not in _SMALL and not w.isdigit()
    )  # fmt: skip


def kind_fits(asked: Asked, spot: Spot) -> int:
    """1 where the cells take what is asked, -1 where they take something else, 0 where nothing says so."""
    if spot.choices:
        yes_no = {label_key(c) for c in spot.choices} <= {"yes", "no", "n a", "not applicable"}
        if asked.kind == "yes-no":
            return 1 if yes_no else -1
        return -1 if asked.kind in ("money", "count", "rate", "date") or (asked.choices and yes_no) else 0
    if not spot.takes or not asked.kind:
        return 0
    if asked.kind == "date":
        return 1 if spot.takes == "date" else -1
    if asked.kind in _NUMBERS:
        return -1 if spot.takes == "date" else 1
    return -1 if asked.kind == "yes-no" or spot.takes in ("date", "money") else 0


def _same_list(asked: Asked, spot: Spot) -> float:
    """How much of the choices asked for stands in the cell's own list, where most does; else 0."""
    if len(asked.choices) < 3 or len(spot.choices) < 3:
        return 0.0
    own, wanted = {label_key(c) for c in spot.choices}, {label_key(c) for c in asked.choices}
    share = len(own & wanted) / max(len(own), len(wanted))
    return share if share >= 0.6 else 0.0
