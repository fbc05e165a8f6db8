"""Words that are plainly one value: an amount, a date, a placeholder, or a stand-in such as `tbc`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bettercare.plan import State
from bettercare.reading.dates import read_date
from bettercare.reading.values import Value, state_of

_MONEY = re.compile(
    r"-?\(?£?-?(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{4,}(?:\.\d+)?|(?<=£)\d+(?:\.\d+)?|\d+(?:\.\d+)?(?=\s?(?:k|m|mn|million|bn)\b))"
    r"\s?(?:k|m|mn|million|bn)?\)?[.,;]?", re.I,
)  # fmt: skip
_DATE_STARTS = re.compile(r"\(?\d{1,2}(?:st|nd|rd|th)?\b|\(?\d{1,4}[./-]|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)", re.I)
_DATE_GOES_ON = re.compile(r"(?:of|,|'?\d{2,5}\b|st\b|nd\b|rd\b|th\b|\W*$)")
_STAND_INS = (State.DEFAULT_LEFT_IN, State.TO_BE_CONFIRMED, State.NOT_APPLICABLE, State.SAID_NOT_SUPPLIED)


@dataclass(frozen=True, slots=True)
class Atom:
    """Words [start, end) of a list; `kind` is money, date, default (a placeholder left in) or state (another stand-in)."""

    start: int
    end: int
    kind: str


def atoms_in(texts: Sequence[str], parted: Sequence[bool], breaks: Sequence[float]) -> list[Atom]:
    """Every atom in a list of words, in order.

    `parted[k]` is true where a label stands before word k; `breaks[k]` is 0 where a cell, line or label parts it from the
    word before (one longer than `texts`).
    """
    found: list[Atom] = []
    k = 0
    while k < len(texts):
        atom = _placeholder(texts, k) or _date(texts, parted, k) or _state(texts, breaks, k) or _money(texts, breaks, k)
        if atom:
            found.append(atom)
        k = atom.end if atom else k + 1
    return found


def _placeholder(texts: Sequence[str], k: int) -> Atom | None:
    if texts[k][0] not in "<[":
        return None
    close = ">" if texts[k][0] == "<" else "]"
    for end in range(k + 1, min(k + 9, len(texts)) + 1):
        if texts[end - 1].rstrip(".,;").endswith(close):
            return Atom(k, end, "default")
    return None


def _date(texts: Sequence[str], parted: Sequence[bool], k: int) -> Atom | None:
    """The longest run of words that is one date; it ends where the date has its year."""
    if not _DATE_STARTS.match(texts[k]):
        return None
    best: Atom | None = None
    read = Value()
    for end in range(k + 1, min(k + 6, len(texts)) + 1):
        whole = best is not None and (bool(read.others) or read.doubt is None)
        if (end - 1 > k and parted[end - 1]) or (whole and texts[end - 1].strip(".,;")):
            break
        written = " ".join(texts[k:end])
        value = read_date(written)
        dated = value.value is not None or value.others or value.doubt in ("the date has no year", "this day does not exist")
        if dated and re.search(r"[A-Za-z]{3}|\d[/.-]\d", written):
            if best is not None and not _DATE_GOES_ON.match(texts[end - 1]):
                break
            best, read = Atom(k, end, "date"), value
    return best


def _state(texts: Sequence[str], breaks: Sequence[float], k: int) -> Atom | None:
    for end in range(min(k + 4, len(texts)), k, -1):
        state = state_of(" ".join(texts[k:end]))
        if state in _STAND_INS:
            default = state is State.DEFAULT_LEFT_IN
            if default or end - k == 1 or (breaks[k] == 0 and breaks[end] == 0):
                return Atom(k, end, "default" if default else "state")
    return None


def _money(texts: Sequence[str], breaks: Sequence[float], k: int) -> Atom | None:
    text, following = texts[k], texts[k + 1] if k + 1 < len(texts) else ""
    if text == "£":
        return Atom(k, k + 2, "money") if re.fullmatch(r"-?[\d,.]+(?:k|m)?[.,;]?", following, re.I) else None
    year_in_words = re.fullmatch(r"(?:19|20)\d\d[.,;]?", text) and breaks[k] + breaks[k + 1]
    if not _MONEY.fullmatch(text) or year_in_words:
        return None
    scaled = following.lower().strip(".,;") in ("million", "m", "k", "bn", "thousand")
    return Atom(k, k + 2 if scaled else k + 1, "money")
