"""How a risk is rated: in words or colours, as a score, or as likelihood times impact, each 1 to 5."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bettercare.plan import State
from bettercare.reading.values import state_of, tidy

WORDS = {
    "very high": "Very high", "high": "High", "medium": "Medium", "med": "Medium", "moderate": "Medium", "low": "Low",
    "very low": "Very low", "red": "Red", "amber": "Amber", "green": "Green", "yellow": "Yellow", "extreme": "Extreme",
    "significant": "Significant", "critical": "Critical",
    "h": "High", "m": "Medium", "l": "Low", "r": "Red", "a": "Amber", "g": "Green",
}  # fmt: skip
_LONG = "|".join(sorted((w for w in WORDS if len(w) > 2), key=len, reverse=True))
WORD = re.compile(rf"(?<![\w-])(?P<word>{_LONG})(?![\w-])", re.I)
_LETTER = re.compile(r"(?P<word>[HMLRAG])(?:\s*\(?\s*(?P<score>\d{1,2})\s*\)?)?", re.I)
PRODUCT = re.compile(
    r"(?<![\d.])(?:L\s*)?([1-5])\s*(?:x|×|\*|/|,|and|I|L\s*I)\s*(?:I\s*)?([1-5])(?:\s*=\s*(\d{1,2}))?(?![\d.])", re.I
)
_SCORE = re.compile(r"(?<![\d.])(\d{1,2})(?![\d.%])")
_CHANGE = re.compile(r"\s*(?:/|-|to|→|>)+\s*", re.I)


@dataclass(frozen=True, slots=True)
class Rated:
    """What a rating cell holds; `doubt` where it can be taken in two ways."""

    rating: str | None = None
    likelihood: int | None = None
    impact: int | None = None
    score: int | None = None
    state: State = State.GIVEN
    doubt: str | None = None

    @property
    def known(self) -> bool:
        return any(v is not None for v in (self.rating, self.likelihood, self.impact, self.score))


def read_rating(text: str) -> Rated:
    """Read `High`, `RED`, `H`, `12`, `Amber (9)`, `3 x 4 = 12`, `L3 I4`; anything else is unreadable."""
    plain = tidy(text).strip(" .:*")
    state = state_of(plain)
    if state is not State.GIVEN:
        return Rated(state=state)
    product = PRODUCT.search(plain)
    words = [WORDS[m["word"].lower()] for m in WORD.finditer(plain)]
    doubt = "two ratings in one cell" if len(set(words)) > 1 else None
    word = words[0] if words else None
    if product:
        likelihood, impact = int(product[1]), int(product[2])
        score = int(product[3]) if product[3] else None
        return Rated(word, likelihood, impact, score, doubt=doubt)
    letter = _LETTER.fullmatch(plain)
    if letter:
        return Rated(WORDS[letter["word"].lower()], score=int(letter["score"]) if letter["score"] else None)
    scores = [int(m[1]) for m in _SCORE.finditer(plain) if int(m[1]) <= 25]
    if word and len(plain) < 60:
        return Rated(word, score=scores[0] if len(scores) == 1 else None, doubt=doubt)
    if len(scores) == 1 and len(plain) <= 12:
        return Rated(score=scores[0])
    return Rated(state=State.UNREADABLE)


def read_scale(text: str) -> tuple[int | None, State, str | None]:
    """Read a likelihood or impact: the number, its state, and a doubt where it is not 1 to 5 and does not stand alone."""
    plain = tidy(text)
    state = state_of(plain)
    if state is not State.GIVEN:
        return None, state, None
    numbers = [int(m[1]) for m in re.finditer(r"(?<![\d.,£])(\d{1,2})(?![\d%.,]|\s?(?:k|m|%)\b)", plain)]
    if not numbers:
        return None, State.UNREADABLE, None
    doubt = None if 1 <= numbers[0] <= 5 or plain.isdigit() else "likelihood and impact are rated 1 to 5"
    return numbers[0], State.GIVEN, doubt


def looks_rated(text: str) -> bool:
    """Whether a cell can only be a rating or a mark, not words of a description."""
    return len(text) <= 30 and (read_rating(text).known or read_scale(text)[0] is not None)
