"""Dates, years and periods as papers write them, read strictly: what the words leave open gives a doubt."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from bettercare.plan import Candidate, FinancialYear, Month, Period, Quarter, State
from bettercare.reading.values import Value, state_of, tidy

_MONTHS = {name.lower(): i for names in (calendar.month_name, calendar.month_abbr) for i, name in enumerate(names) if name} | {
    "sept": 9
}
MONTH = "(?:" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"
_WORDS = re.compile(
    rf"\b(?P<day>\d{{1,2}})\s?(?:st|nd|rd|th)?\b(?: of)?[\s,./-]*(?P<month>{MONTH})[\s,./-]*(?P<year>\d{{4,6}}|'?\d{{2}}\b)?", re.I
)
_AMERICAN = re.compile(rf"(?P<month>{MONTH})\s*(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4,6}})\b", re.I)
_NUMBERS = re.compile(r"(?<!\d)(?P<day>\d{1,2})\s?[/.-]\s?(?P<month>\d{1,2})\s?[/.-]\s?(?P<year>\d{4,6}|\d{2})(?!\d)")
_ISO = re.compile(r"(?<!\d)(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?!\d)")
_MONTH_YEAR = re.compile(rf"(?P<month>{MONTH})[\s,/-]*(?P<year>\d{{4}}|'?\d{{2}})\b", re.I)


def read_date(text: str | None, near: date | None = None) -> Value:
    """Read one date, day first. `near` is a date known from elsewhere in the paper: it can supply a missing year, in doubt.

    A year of five digits, a day that does not exist or a month alone is unreadable, with candidates.
    """
    state = state_of(text)
    if state is not State.GIVEN:
        return Value(state=state)
    plain = tidy(text or "")
    found = [_date(m, near) for pattern in (_ISO, _NUMBERS, _WORDS, _AMERICAN) for m in pattern.finditer(plain)]
    whole = [v for v in found if v.value is not None and v.doubt is None]
    if len({v.value for v in whole}) > 1:
        others = tuple(Candidate(v.value.isoformat(), None, "another date in the same field") for v in whole)
        return Value(whole[0].value, doubt="two dates in one field", others=others)
    if whole:
        return whole[0]
    if found:
        return found[0]
    month = _MONTH_YEAR.search(plain)
    if month:
        return Value(state=State.UNREADABLE, doubt="a month without a day")
    return Value(state=State.UNREADABLE, doubt="no date can be read here" if re.search(r"\d", plain) else None)


def _date(match: re.Match[str], near: date | None) -> Value:
    written, day = match.group().strip(), int(match["day"])
    month = int(match["month"]) if match["month"].isdigit() else _MONTHS[match["month"].lower().rstrip(".")]
    year_text = (match["year"] or "").strip("'")
    if not year_text:
        return _without_year(day, month, near, written)
    if len(year_text) > 4:
        return _long_year(day, month, year_text, written)
    year = int(year_text) if len(year_text) == 4 else 2000 + int(year_text)
    try:
        return Value(date(year, month, day))
    except ValueError:
        pass
    if month > 12 and day <= 12:
        swapped = date(year, day, month) if month <= 31 and month <= calendar.monthrange(year, day)[1] else None
        if swapped:
            return Value(
                state=State.UNREADABLE,
                doubt="month and day seem swapped",
                others=(Candidate(swapped.isoformat(), written, "if the month stands first"),),
            )
    return Value(state=State.UNREADABLE, doubt="this day does not exist")


def _without_year(day: int, month: int, near: date | None, written: str) -> Value:
    if near is None:
        return Value(state=State.UNREADABLE, doubt="the date has no year")
    options = [d for y in (near.year - 1, near.year, near.year + 1) if (d := _maybe(y, month, day))]
    if not options:
        return Value(state=State.UNREADABLE, doubt="this day does not exist")
    best = min(options, key=lambda d: abs((d - near).days))
    reason = f"the year is not written; {best.year} is nearest to {near.isoformat()}, which the paper gives"
    return Value(best, doubt="the date has no year", others=(Candidate(best.isoformat(), written, reason),))


def _long_year(day: int, month: int, year_text: str, written: str) -> Value:
    """`7 March 20014`: each way of leaving out one digit that gives a believable year is a candidate; none leads."""
    years = {int(year_text[:i] + year_text[i + 1 :]) for i in range(len(year_text))} if len(year_text) == 5 else set()
    options = [d for y in sorted(years) if 2010 <= y <= 2035 and (d := _maybe(y, month, day))]
    others = tuple(Candidate(d.isoformat(), written, "if one digit of the year is a slip") for d in options)
    return Value(state=State.UNREADABLE, doubt=f"a year of {len(year_text)} digits cannot be meant", others=others)


def _maybe(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


YEAR = re.compile(r"(?<![\d/.£,-])(?:20)?(?P<a>\d{2})\s?[/-]\s?(?:20)?(?P<b>\d{2})(?![\d/]|[.,]\d)")


_PARTED = re.compile(r"\d\s?[/-]\s?\d")
"""What every year written so holds, which is found several times faster."""


def years_in(text: str) -> list[tuple[FinancialYear, re.Match[str]]]:
    """Return every financial year written in a text (`2014/15`, `14/15`, `2017 - 2018`), with its match on the tidied text."""
    found = []
    for match in _years_written(tidy(text)):
        first, second = int(match["a"]), int(match["b"])
        if second == (first + 1) % 100 and 5 <= first <= 60:
            found.append((FinancialYear(2000 + first), match))
    return found


def _years_written(text: str) -> Iterator[re.Match[str]]:
    """As `YEAR.finditer`: a year begins one or three digits before what parts it."""
    after = 0
    for parted in _PARTED.finditer(text):
        for start in (parted.start() - 3, parted.start() - 1):
            if start >= after and (match := YEAR.match(text, start)):
                yield match
                after = match.end()
                break


def read_year(text: str | None) -> FinancialYear | None:
    """Return the one financial year that a text names, or None."""
    years = {year for year, _ in years_in(text or "")}
    return years.pop() if len(years) == 1 else None


@dataclass(frozen=True, slots=True)
class PeriodValue:
    """A period as read: None with a state, or with doubt."""

    period: Period | None = None
    state: State = State.GIVEN
    doubt: str | None = None

    @property
    def start(self) -> date | None:
        return self.period.start if self.period else None

    @property
    def end(self) -> date | None:
        return self.period.end if self.period else None


_JOIN = r"\s*(?:-|to|until|and|/)\s*"
_SPAN = re.compile(
    rf"(?P<m1>{MONTH})[\s,/'-]*(?P<y1>\d{{4}}|\d{{2}}(?!\d))?{_JOIN}(?P<m2>{MONTH})[\s,/'-]*(?P<y2>\d{{4}}|\d{{2}}(?!\d))?", re.I
)
_BROKEN_SPAN = re.compile(
    rf"(?<!\d{{4}} )(?P<m1>{MONTH}) (?P<y1>20\d\d) (?P<m2>{MONTH}) (?P<y2>20\d\d)(?! (?:{MONTH})\b)", re.I
)  # fmt: skip
"""A span whose hyphen a converter took for one that breaks a word at the line's end, and dropped."""
_QUARTER = re.compile(
    r"\b(?:q(?:uarter|tr)?\s?(?P<q>[1-4]))\b[\s,:-]*(?P<y>(?:20)?\d{2}\s?[/-]\s?(?:20)?\d{2})?|(?P<y2>(?:20)?\d{2}\s?[/-]\s?(?:20)?\d{2})\s*q(?:uarter|tr)?\s?(?P<q2>[1-4])\b",
    re.I,
)
_QUARTERS = re.compile(
    r"\bq(?:uarters?|trs?)?\s?(?P<q1>[1-4])\s*(?:-|to|and|&)\s*(?:q(?:uarter|tr)?\s?)?(?P<q2>[1-4])\b[\s,:-]*"
    r"(?P<y>(?:20)?\d{2}\s?[/-]\s?(?:20)?\d{2})(?!\d)", re.I,
)  # fmt: skip
_CALENDAR = re.compile(r"\b(?:calendar year|jan(?:uary)?\s?-\s?dec(?:ember)?)\s*(?P<y>20\d{2})\b", re.I)
_DAYS = re.compile(r"(?P<a>\d{1,2}[/.]\d{1,2}[/.]\d{2,4})\s*(?:-|to)\s*(?P<b>\d{1,2}[/.]\d{1,2}[/.]\d{2,4})", re.I)


def read_period(text: str | None) -> PeriodValue:
    """Read the period that a cell or label names: months, quarter, financial or calendar year; one period only."""
    state = state_of(text)
    if state is not State.GIVEN:
        return PeriodValue(state=state)
    found = periods_in(text or "")
    distinct = {period for period, _ in found}
    if len(distinct) == 1:
        return PeriodValue(found[0][0])
    if len(distinct) > 1:
        return PeriodValue(doubt="two periods in one field")
    return PeriodValue(state=State.UNREADABLE)


@lru_cache(maxsize=16384)
def periods_in(text: str) -> tuple[tuple[Period, re.Match[str]], ...]:
    """Return every period written in a text, in order, with its match on the tidied text; longest forms win."""
    plain = tidy(text).replace("’", "'")
    found: list[tuple[Period, re.Match[str]]] = []
    taken: list[tuple[int, int]] = []
    for pattern, make in _FORMS:
        for match in pattern.finditer(plain):
            period = make(match)
            if period and not any(match.start() < b and a < match.end() for a, b in taken):
                found.append((period, match))
                taken.append(match.span())
    return tuple(sorted(found, key=lambda f: f[1].start()))


def _from_days(match: re.Match[str]) -> Period | None:
    first, last = read_date(match["a"]).value, read_date(match["b"]).value
    return Period(first, last) if first and last and first <= last else None


def _from_span(match: re.Match[str]) -> Period | None:
    first, last = (_MONTHS[match[g].lower().rstrip(".")] for g in ("m1", "m2"))
    years = [int(y) if y and len(y) == 4 else 2000 + int(y) if y else None for y in (match["y1"], match["y2"])]
    end = years[1] if years[1] is not None else (years[0] + (last < first) if years[0] is not None else None)
    if end is None:
        return None
    start = years[0] if years[0] is not None else end - (last < first)
    a, b = Month(start, first).period, Month(end, last).period
    return Period(a.start, b.end) if a.start <= b.end and 1990 <= start <= 2100 else None


def _from_broken_span(match: re.Match[str]) -> Period | None:
    period = _from_span(match)
    return period if period and period.months in (3, 6, 9, 12) else None


def _from_quarter(match: re.Match[str]) -> Period | None:
    number, year = match["q"] or match["q2"], match["y"] or match["y2"]
    financial = read_year(year) if year else None
    return Quarter(financial, int(number)).period if financial else None


def _from_quarters(match: re.Match[str]) -> Period | None:
    financial, first, last = read_year(match["y"]), int(match["q1"]), int(match["q2"])
    if financial is None or first >= last:
        return None
    return Period(Quarter(financial, first).period.start, Quarter(financial, last).period.end)


def _from_calendar(match: re.Match[str]) -> Period:
    return Period(date(int(match["y"]), 1, 1), date(int(match["y"]), 12, 31))


def _from_year(match: re.Match[str]) -> Period | None:
    first, second = int(match["a"]), int(match["b"])
    return FinancialYear(2000 + first).period if second == (first + 1) % 100 and 5 <= first <= 60 else None


def _from_month(match: re.Match[str]) -> Period:
    year = int(match["year"].strip("'"))
    return Month(year if year > 99 else 2000 + year, _MONTHS[match["month"].lower().rstrip(".")]).period


_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Period | None]], ...] = (
    (_DAYS, _from_days),
    (_SPAN, _from_span),
    (_BROKEN_SPAN, _from_broken_span),
    (_QUARTERS, _from_quarters),
    (_QUARTER, _from_quarter),
    (_CALENDAR, _from_calendar),
    (YEAR, _from_year),
    (_MONTH_YEAR, _from_month),
)
"""The longest form first: a span of months is not two months."""
