"""Figures in a sentence: money, percentages and counts with their qualifiers; years, dates, ages and references are none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

MONEY, PERCENT, COUNT = "money", "percent", "count"

_MASKED = re.compile(
    r"""(?ix)
    \b(?:19|20)\d{2}\s?[-/–]\s?(?:20)?\d{2,4}\b | (?<![\d.,£])\d{2}\s?/\s?\d{2}(?!\d)            # financial years
    | \b\d{1,2}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?(?:\s+\d{4})?
    | \b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?[\s,]+(?:\d{1,2},?\s+)?(?:19|20)\d{2}\b
    | \b\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\b
    | (?<![£\d.,])(?:19|20)\d{2}\b(?![,.]\d)
      (?!\s*(?:people|patients|residents|admissions|beds|attendances|orders|referrals|packages|places))
    | \baged?\s+(?:over\s+|under\s+)?\d{1,3}(?:\s*(?:\+|and\s+over|or\s+over|and\s+above|years))? | \bover[- ]\d{2}s\b
    | (?:\bover\s+|\bunder\s+)(?:the\s+age\s+of\s+)?(?:65|75|85|18|19|60|80)\b(?:\s*years)? | \b\d{2}\s?\+
    | \b\d{1,2}\s*(?:years?|yrs)\s+(?:of\s+age|old)
    | \b(?:65|75|85|18)\s+(?:years?\s+)?(?:and|or)\s+(?:over|above|older)
    | \b24\s?/\s?7\b | \b(?:7|seven|5|five)[- ]days?\b | \b24[- ]hours?\b
    | \b(?:section|s\.?|part|page|appendix|annex|phase|tier|level|pathway|condition|objective|priority|scheme|band|grade
      |item|version|v|no\.?|number|q|quarter|stage|wave|chapter|table|figure|caldicott|conversation)\s?\d+[a-z]?(?:\.\d+)*\b
    | \bper\s+(?:100,?000|1,?000|head\s+of\s+100,?000)\b | /\s?100,?000\b
    | \b(?:91|90|30)[- ]?(?:st)?[- ]days?\b(?!\s+(?:lost|delayed))
    | \b\d+(?:\.\d+){2,}\b | \b\d+[a-z]\)
    """
)
_NUMBER = re.compile(
    r"""(?ix)(?<![\w.,/-])(?P<pound>£|GBP\s?)?\s?(?P<digits>\d{1,3}(?:,\s?\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)
    \s?(?:(?P<scale>k|m|mn|bn|million|billion|thousand)\b(?!\s?(?:etres|iles)))?\s?(?:(?P<percent>%|per\s?cent\b|percent\b)|(?![\w]|[.,]\d))"""
)
_WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11,
    "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60,
}  # fmt: skip
_WORD = re.compile(r"\b(?:" + "|".join(_WORDS) + r")\b(?![- ](?:of|by|off|another)\b)", re.I)
_SCALES = {"k": 3, "thousand": 3, "m": 6, "mn": 6, "million": 6, "bn": 9, "billion": 9}
_QUALIFIERS: tuple[tuple[str, str], ...] = (
    ("at least", r"at least|(?:a )?minimum of|no (?:fewer|less) than|not less than"),
    ("up to", r"up to|(?:a )?maximum of|no more than|at most|not more than|as (?:many|much) as"),
    ("more than", r"over|more than|in excess of|exceeding|above|greater than|upwards of"),
    ("less than", r"under|less than|fewer than|below"),
    (
        "about",
        r"about|approx(?:imately|\.)?|around|roughly|circa"
        r"|c\.?|some|nearly|almost|(?:an )?estimated|estimated at|just (?:over|under)|close to|in the region of|of the order of",
    ),
)  # fmt: skip
_QUALIFIER_PATTERNS = tuple((q, re.compile(rf"\b(?:{p})\s*(?:a |an |the )?[(£]?$", re.I)) for q, p in _QUALIFIERS)
_RANGE = re.compile(r"^\s*(?:%|m|k|per cent)?\s*(?:-|–|to|and)\s*£?\s*$")


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a sentence: quantity in units (pounds, per cent, or a count), where it stands, and its qualifier."""

    quantity: Decimal
    kind: str
    start: int
    end: int
    qualifier: str | None = None
    word: bool = False
    scaled: bool = False


def figures_in(sentence: str) -> list[Figure]:
    """Every figure of a sentence, in order. A range gives `at least` its lower and `up to` its upper end."""
    masked = _MASKED.sub(lambda m: re.sub(r"\w", "x", m.group()), sentence)
    found: list[Figure] = []
    for match in _NUMBER.finditer(masked):
        digits = Decimal(re.sub(r"[,\s]", "", match["digits"]))
        scale = (match["scale"] or "").lower()
        quantity = digits * Decimal(10) ** _SCALES.get(scale, 0)
        quantity = quantity.quantize(Decimal(1)) if quantity == quantity.to_integral_value() else quantity.normalize()
        kind = PERCENT if match["percent"] else MONEY if match["pound"] or scale in ("m", "k", "mn", "bn") else COUNT
        start = match.start("pound") if match["pound"] else match.start("digits")
        found.append(Figure(quantity, kind, start, match.end(), _qualifier(masked[:start]), scaled=bool(scale)))
    for match in _WORD.finditer(masked):
        found.append(
            Figure(
                Decimal(_WORDS[match.group().lower()]), COUNT, match.start(), match.end(), _qualifier(masked[: match.start()]), True
            )
        )
    return _ranges(masked, sorted(found, key=lambda f: f.start))


def _qualifier(left: str) -> str | None:
    return next((q for q, pattern in _QUALIFIER_PATTERNS if pattern.search(left[-40:])), None)


def _ranges(text: str, found: list[Figure]) -> list[Figure]:
    result = list(found)
    for i in range(len(found) - 1):
        low, high = found[i], found[i + 1]
        between = text[low.end : high.start]
        joined = between.strip()
        lead = bool(re.search(r"\bbetween\s+(?:£\s?)?$", text[: low.start], re.I))
        if (
            not _RANGE.match(between)
            or (joined == "and" and not lead)
            or (joined == "to" and low.kind != high.kind and low.kind != COUNT)
        ):
            continue
        if high.quantity < low.quantity or (joined == "to" and re.search(r"\bfrom\s*(?:£\s?)?$", text[: low.start], re.I)):
            continue
        kind = high.kind
        scale = Decimal(1)
        if kind == MONEY and high.scaled and not low.scaled and low.quantity < 1000:
            scale = next((Decimal(10) ** p for p in (9, 6, 3) if high.quantity >= Decimal(10) ** p), Decimal(1))
        result[i] = Figure(
            (low.quantity * scale).normalize() if scale != 1 else low.quantity, kind, low.start, high.end, "at least"
        )
        result[i + 1] = Figure(high.quantity, kind, low.start, high.end, "up to")
    return result
