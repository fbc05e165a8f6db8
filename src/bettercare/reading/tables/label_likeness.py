"""How like a heading is to the labels of a column: by its words, its year, and the kind of money it speaks of."""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz import fuzz

from bettercare.plan import FinancialYear
from bettercare.reading.dates import YEAR, years_in
from bettercare.reading.values import tidy
from bettercare.rounds.model import Column

SURE = 0.72
"""A heading this like a label is taken as that label."""
OF_BENEFIT = re.compile(r"benefit|enefits|saving", re.I)
OF_SPEND = re.compile(r"spend|expenditure|cost|investment|allocation|budget", re.I)
_NON_RECURRENT = re.compile(r"non[\s-]*recurr|one[\s-]?off", re.I)
_RECURRENT = re.compile(r"(?<!non-)(?<!non )(?<!non)recurr", re.I)
ORDINAL = re.compile(r"\b(?:yr|year)\.? ?([1-9])\b", re.I)


@lru_cache(maxsize=50_000)
def plain_label(text: str) -> str:
    """A heading's words for comparing: lower case, no years, no currency, no numbering."""
    words = YEAR.sub(" ", tidy(text).lower())
    words = re.sub(r"[^a-z&#+% ]", " ", words)
    return re.sub(r"\s+", " ", words).strip()


@lru_cache(maxsize=100_000)
def alike(heading: str, label: str) -> float:
    """How like two plain labels are, 0 to 1: spelling, word order, and one containing the other."""
    if not heading or not label or (min(len(heading), len(label)) <= 3 and heading != label):
        return 0.0
    best = max(fuzz.ratio(heading, label), fuzz.token_sort_ratio(heading, label)) / 100
    inner, outer = sorted((heading.split(), label.split()), key=len)
    if len(inner) >= 2 and set(inner) <= set(outer):
        best = max(best, 0.92 - 0.03 * (len(outer) - len(inner)))
    elif len(inner) == 1 and len(inner[0]) >= 5 and inner[0] in outer and len(outer) <= 4:
        best = max(best, 0.8 - 0.04 * len(outer))
    return best


@lru_cache(maxsize=100_000)
def label_score(heading: str, column: Column) -> float:
    """How well a heading names a column: words, and year and recurrence when the column has them."""
    if not heading.strip():
        return 0.0
    plain = plain_label(heading)
    years = _years(heading)
    if any(word in plain for word in _ruled_out(column)):
        return 0.0
    if column.year and years and column.year not in years:
        return 0.0
    if column.year and years == {column.year} and not plain:
        return 0.95
    ordinal = _ordinal(heading)
    if ordinal and (known := {o for label in column.locator.labels if (o := _ordinal(label))}) and ordinal not in known:
        return 0.0
    score = max((alike(plain, label) for label in _labels(column)), default=0.0)
    if column.year and years == {column.year}:
        score = max(score, 0.6) + 0.08 if column.kind == "money" else score + 0.05
    if years and column.year is None and column.kind in ("text", "choice"):
        score *= 0.7  # what stands under a year is an amount of it, not a name
    score *= _kind_factor(heading, column)
    return min(score, 1.0)


def _kind_factor(heading: str, column: Column) -> float:
    """Discounts where the heading's words speak of the other kind: spend for benefit, recurrent for non-recurrent."""
    factor = 1.0
    if column.field.endswith("benefit") and OF_SPEND.search(heading) and not OF_BENEFIT.search(heading):
        factor *= 0.3
    if column.field.endswith("amount") and OF_BENEFIT.search(heading) and not OF_SPEND.search(heading):
        factor *= 0.3
    if column.recurrence:
        non, plain = bool(_NON_RECURRENT.search(heading)), bool(_RECURRENT.search(heading))
        if (non != plain) and non != (column.recurrence == "non-recurrent"):
            factor *= 0.3
        elif non and plain:
            factor *= 0.8
    return factor


@lru_cache(maxsize=10_000)
def _years(heading: str) -> frozenset[FinancialYear]:
    return frozenset(year for year, _ in years_in(heading))


@lru_cache(maxsize=10_000)
def _labels(column: Column) -> tuple[str, ...]:
    return tuple(dict.fromkeys(p for text in (*column.locator.labels, column.title) if (p := plain_label(text))))


@lru_cache(maxsize=10_000)
def _ruled_out(column: Column) -> tuple[str, ...]:
    """Words that rule a heading out; recurrence is weighed by `_kind_factor`, since broken headings hold both words."""
    words = (plain_label(word) for word in column.locator.not_labels)
    return tuple(w for w in words if w and not (column.recurrence and "recurr" in w))


def _ordinal(text: str) -> str | None:
    """Which year of several a heading means that counts them instead of naming them, such as `Yr 2`."""
    found = ORDINAL.search(text)
    return found[1] if found else None
