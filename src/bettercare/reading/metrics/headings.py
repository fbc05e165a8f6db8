"""Headings of metric tables: which column of the round a heading names, or the role and period it gives a column."""

from __future__ import annotations

import calendar
import re
from datetime import date, datetime
from functools import lru_cache

from rapidfuzz import fuzz

from bettercare.documents.model import Cell
from bettercare.plan import FinancialYear, Month, Period, PointRole
from bettercare.reading.dates import periods_in, years_in
from bettercare.reading.metrics.names import likeness
from bettercare.reading.values import tidy
from bettercare.rounds.model import Column, Round

_ROLES: tuple[tuple[PointRole, str], ...] = (
    (PointRole.TARGET, r"\b(?:plan(?:ned)?|targets?|goals?|ambition|trajector\w+|performance underpinning|proposed)\b"),
    (PointRole.BASELINE, r"\b(?:base ?line|current position)\b"),
    (PointRole.ACTUAL, r"\b(?:actuals?|out ?turn|achieved|estimated?|forecast)\b"),
)
_MONTHS = {n.lower(): i for names in (calendar.month_name, calendar.month_abbr) for i, n in enumerate(names) if n} | {"sept": 9}
_MONTH_ONLY = re.compile(r"\b(" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b(?![\s'/-]*\d)", re.I)
_QUARTER_ONLY = re.compile(r"\b(?:q|qtr\s?|quarter\s?)([1-4])\b", re.I)


def role_of(text: str) -> PointRole | None:
    """The role that a heading's words give."""
    return next((role for role, pattern in _ROLES if re.search(pattern, text, re.I)), None)


def role_by_year(period: object, round: Round) -> PointRole | None:
    """The role that a period tells by itself: what ended before the round's first year is an actual figure."""
    end = getattr(period, "end", None)
    return PointRole.ACTUAL if end and round.years and end < round.years[0].first_day else None


def round_columns(round: Round) -> tuple[Column, ...]:
    """The columns of figures of the round's own metrics table, in the form's order; none where it has no such table."""
    shapes = [t for t in round.tables if t.rows == "metrics" and any(c.role for c in t.columns)]
    return tuple(c for c in shapes[0].columns if c.role) if shapes else ()


@lru_cache(maxsize=20_000)
def column_named(text: str, columns: tuple[Column, ...]) -> Column | None:
    """The round's column that a heading names, or None; its `not_labels` rule it out."""
    plain = tidy(text)
    if not plain or len(plain) > 160 or any(p.months > 1 and re.search(r"[a-z]{3}", m.group(), re.I) for p, m in periods_in(plain)):
        return None
    best: tuple[float, Column | None] = (0.0, None)
    for column in columns:
        if any(w.lower() in plain.lower() for w in column.locator.not_labels):
            continue
        for label in (column.title, *column.locator.labels):
            score = likeness(plain, label) * (0.6 + 0.4 * fuzz.ratio(plain.lower(), label.lower()) / 100)
            if score > best[0]:
                best = (score, column)
    return best[1] if best[0] >= 0.8 else None


def cell_heading(cell: Cell | None, text: str) -> str:
    """A heading cell's words; a cell that holds a date says its month."""
    if cell is not None and isinstance(cell.value, datetime | date):
        return f"{calendar.month_name[cell.value.month]} {cell.value.year}"
    return text


@lru_cache(maxsize=20_000)
def heading_period(text: str, context: str = "") -> Period | None:
    """The period a heading names; a bare month or quarter takes its year from the heading, else from the context."""
    found = [p for p, _ in periods_in(text)]
    narrow = [p for p in found if p.months < 12]
    if narrow:
        return min(narrow, key=lambda p: p.days)
    years = [y for y, _ in years_in(text)] or [y for y, _ in years_in(context)]
    month, quarter = _MONTH_ONLY.search(text), _QUARTER_ONLY.search(text)
    if years and (month or quarter):
        return _within(years[-1], _MONTHS[month[1].lower()] if month else None, int(quarter[1]) if quarter else 0)
    return found[0] if len(set(found)) == 1 else None


def _within(year: FinancialYear, month: int | None, quarter: int) -> Period:
    if month is None:
        return year.quarter(quarter).period
    return Month(year.start + (month < 4), month).period


_NO_PERIOD = re.compile(r"payment|underpinning|\bas at\b", re.I)
"""Headings whose month is not that of the figures beneath."""


def own_period(text: str, context: str) -> Period | None:
    """The period that a heading gives its figures; a payment's month is none."""
    return None if _NO_PERIOD.search(text) else heading_period(text, context)


def is_bare_period(text: str) -> bool:
    """Whether a heading is a quarter or a month without its year."""
    return (
        len(text) <= 12
        and not years_in(text)
        and bool(_QUARTER_ONLY.fullmatch(text.strip()) or _MONTH_ONLY.fullmatch(text.strip()))
    )


@lru_cache(maxsize=20_000)
def looks_like_heading(text: str) -> bool:
    """Whether a cell can head a column of figures: a period, or a role's words."""
    if not text or len(text) > 120:
        return False
    bare = bool(_MONTH_ONLY.search(text) or _QUARTER_ONLY.search(text)) and len(text) <= 30
    return bare or role_of(text) is not None or (bool(periods_in(text)) and len(text) <= 60)
