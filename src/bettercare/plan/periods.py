"""Years, quarters, months and periods as plans write them: types, so that a bare number is never taken for a year."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

_YEAR = re.compile(r"(?P<start>[0-9]{4})-(?P<end>[0-9]{2})")


@dataclass(frozen=True, order=True, slots=True)
class FinancialYear:
    """An English public-sector year: 1 April of `start` to 31 March of the next. Written `2014-15`."""

    start: int

    def __post_init__(self) -> None:
        if not 1990 <= self.start <= 2100:
            raise ValueError(f"a financial year starts between 1990 and 2100, not in {self.start}")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the strict form `2014-15`; anything else raises ValueError and says what was found."""
        match = _YEAR.fullmatch(text)
        if not match:
            raise ValueError(f"a financial year is written like 2014-15, not {text!r}")
        start = int(match["start"])
        if (start + 1) % 100 != int(match["end"]):
            raise ValueError(f"{text!r} does not join two years that follow each other")
        return cls(start)

    @property
    def first_day(self) -> date:
        return date(self.start, 4, 1)

    @property
    def last_day(self) -> date:
        return date(self.start + 1, 3, 31)

    @property
    def period(self) -> Period:
        return Period(self.first_day, self.last_day)

    def quarter(self, number: int) -> Quarter:
        return Quarter(self, number)

    def next(self) -> FinancialYear:
        return FinancialYear(self.start + 1)

    def __str__(self) -> str:
        return f"{self.start}-{(self.start + 1) % 100:02d}"


@dataclass(frozen=True, order=True, slots=True)
class Month:
    """One calendar month, written `2014-04`."""

    year: int
    month: int

    def __post_init__(self) -> None:
        date(self.year, self.month, 1)

    @classmethod
    def parse(cls, text: str) -> Self:
        match = re.fullmatch(r"([0-9]{4})-([0-9]{2})", text)
        if not match:
            raise ValueError(f"a month is written like 2014-04, not {text!r}")
        return cls(int(match[1]), int(match[2]))

    @property
    def period(self) -> Period:
        following = date(self.year + self.month // 12, self.month % 12 + 1, 1)
        return Period(date(self.year, self.month, 1), following - timedelta(days=1))

    def __str__(self) -> str:
        return f"{self.year}-{self.month:02d}"


@dataclass(frozen=True, order=True, slots=True)
class Quarter:
    """A quarter of a financial year, 1 (April to June) to 4 (January to March). Written `2014-15 Q1`."""

    year: FinancialYear
    number: int

    def __post_init__(self) -> None:
        if self.number not in (1, 2, 3, 4):
            raise ValueError(f"a quarter is 1, 2, 3 or 4, not {self.number}")

    @classmethod
    def parse(cls, text: str) -> Self:
        match = re.fullmatch(r"([0-9]{4}-[0-9]{2}) Q([1-4])", text)
        if not match:
            raise ValueError(f"a quarter is written like 2014-15 Q1, not {text!r}")
        return cls(FinancialYear.parse(match[1]), int(match[2]))

    @property
    def period(self) -> Period:
        calendar_year = self.year.start + (1 if self.number == 4 else 0)
        first = Month(calendar_year, {1: 4, 2: 7, 3: 10, 4: 1}[self.number])
        last = Month(first.year, first.month + 2)
        return Period(first.period.start, last.period.end)

    def __str__(self) -> str:
        return f"{self.year} Q{self.number}"


@dataclass(frozen=True, order=True, slots=True)
class Period:
    """The days from `start` to `end`, both included."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"a period cannot end ({self.end}) before it starts ({self.start})")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `2014-04-01..2014-12-31`."""
        parts = text.split("..")
        if len(parts) != 2:
            raise ValueError(f"a period is written like 2014-04-01..2014-12-31, not {text!r}")
        return cls(date.fromisoformat(parts[0]), date.fromisoformat(parts[1]))

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1

    @property
    def months(self) -> int:
        """Whole calendar months touched; April to December is 9."""
        return (self.end.year - self.start.year) * 12 + self.end.month - self.start.month + 1

    def __str__(self) -> str:
        return f"{self.start}..{self.end}"
