"""Wording as people meant it, for comparing labels: look-alike letters, ligatures, odd spaces and bullets put right.

Only for comparing: what a document says is kept as written.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_LOOK_ALIKES = dict(
    zip(
        "АВЕЅІЈКМНОРСТУХѴԌԜасеіјорѕухһԁԛԝѵкт" "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧονυκ",
        "ABESIJKMHOPCTYXVGWaceijopsyxhdqwvkt" "ABEZHIKMNOPTYXovuk",
        strict=True,
    )
)  # fmt: skip
_MARKS = {
    ord(k): v
    for k, v in {
        "‘": "'", "’": "'", "‚": "'", "‛": "'", "′": "'", "“": '"', "”": '"', "„": '"', "″": '"',
        "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "―": "-", "−": "-", "⁻": "-",
        "\u00ad": "", "\u200b": "", "\u200c": "", "\u200d": "", "\u200e": "", "\u200f": "", "\u2060": "", "\ufeff": "",
    }.items()
}  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+")
_PRIVATE = re.compile("[\ue000-\uf8ff\ufffd]+")
_SPACES = re.compile(r"\s+")
_NOT_KEY = re.compile(r"[^\w%£&/+<>=]+")
BULLETS = "•·▪●○◦‣⁃■□►➢➤✓✔–—−*\\-\ue000-\uf8ff"


def normalise(text: str) -> str:
    """Return the text on one line with look-alike letters, ligatures, odd spaces, quotes and dashes made plain.

    A letter of another alphabet becomes the Latin one it looks like, unless the text holds letters of that alphabet that
    look like none, which makes it truly written so.
    """
    if text.isascii():
        return _SPACES.sub(" ", text).strip()
    text = unicodedata.normalize("NFKC", text.translate(_MARKS))
    text = _PRIVATE.sub(" ", text)
    foreign = [c for c in text if c.isalpha() and _is_greek_or_cyrillic(c)]
    if foreign:
        truly = any(c not in _LOOK_ALIKES for c in foreign)
        text = _WORD.sub(lambda m: _latin(m.group(), only_mixed=truly), text)
    return _SPACES.sub(" ", text).strip()


@lru_cache(maxsize=50_000)
def label_key(text: str) -> str:
    """Return the text as a key for comparing labels: normalised, lower case, without punctuation."""
    return _SPACES.sub(" ", _NOT_KEY.sub(" ", normalise(text).casefold())).strip()


def _is_greek_or_cyrillic(character: str) -> bool:
    return "\u0370" <= character <= "\u03ff" or "\u0400" <= character <= "\u052f"


def _latin(word: str, only_mixed: bool) -> str:
    foreign = [c for c in word if _is_greek_or_cyrillic(c)]
    if not foreign or any(c not in _LOOK_ALIKES for c in foreign) or (only_mixed and len(foreign) == len(word)):
        return word
    return "".join(_LOOK_ALIKES.get(c, c) for c in word)
