"""How one author writes money, dates, periods and gaps: styles are drawn once per plan, with lapses now and then.

Every text written can be read back to exactly the value: a style that would lose pence or pounds is not used for that value.
"""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal

from bettercare.plan import FinancialYear, Period, State

_GAPS = {
    State.BLANK: ("",),
    State.TO_BE_CONFIRMED: ("tbc", "TBC", "To be confirmed"),
    State.NOT_APPLICABLE: ("N/A", "n/a"),
    State.SAID_NOT_SUPPLIED: ("not supplied", "Not available"),
}
_ORDINAL = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd", 31: "st"}


class Hand:
    """One author's habits, drawn from `rng`."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self._money = rng.choice(("plain", "plain", "pound", "pound", "pence", "k", "m"))
        self._negative = rng.choice(("minus", "minus", "brackets"))
        self._date = rng.choice(("long", "long", "ordinal", "slashes", "short slashes", "dots", "month first"))
        self._period = rng.choice(("long", "bracketed", "short", "spaced", "to"))
        self._year = rng.choice(("slash", "slash", "dash", "long slash"))

    def money(self, amount: Decimal) -> str:
        """Pounds in this author's style; one in ten in another."""
        style = self._money if self.rng.random() < 0.9 else self.rng.choice(("plain", "pound"))
        size = abs(amount)
        if style in ("k", "m") and (size % 1000 or size < 10_000):
            style = "pound"
        text = {
            "plain": lambda: f"{size:,f}",
            "pound": lambda: f"£{size:,f}",
            "pence": lambda: f"£{size:,.2f}",
            "k": lambda: f"£{size // 1000:,}k",
            "m": lambda: f"£{(size / 1_000_000).normalize():f}m",
        }[style]()
        if amount >= 0:
            return text
        return f"({text})" if self._negative == "brackets" else f"-{text}"

    def number(self, value: Decimal) -> str:
        """A count or rate; thousands with a comma or not."""
        return f"{value:,f}" if self.rng.random() < 0.7 else f"{value:f}"

    def percent(self, value: Decimal) -> str:
        return f"{value:f}%"

    def date(self, day: date) -> str:
        month = day.strftime("%B")
        return {
            "long": f"{day.day} {month} {day.year}",
            "ordinal": f"{day.day}{_ORDINAL.get(day.day, 'th')} {month} {day.year}",
            "slashes": day.strftime("%d/%m/%Y"),
            "short slashes": day.strftime("%d/%m/%y"),
            "dots": day.strftime("%d.%m.%Y"),
            "month first": f"{month} {day.day}, {day.year}",
        }[self._date]

    def period(self, period: Period) -> str:
        """A period of whole months; a quarter is sometimes written as one."""
        start, end = period.start, period.end
        if period.months == 3 and start.month in (4, 7, 10, 1) and self.rng.random() < 0.5:
            year = FinancialYear(start.year if start.month >= 4 else start.year - 1)
            return f"Q{((start.month - 4) % 12) // 3 + 1} {year.start}/{(year.start + 1) % 100:02d}"
        first = f"{start:%B}" if start.year == end.year and self._period != "short" else f"{start:%B %Y}"
        return {
            "long": f"{first} - {end:%B %Y}",
            "bracketed": f"( {first} - {end:%B %Y} )",
            "short": f"{start:%b %y} - {end:%b %y}",
            "spaced": f"{first} – {end:%B %Y}",
            "to": f"({first} to {end:%B %Y})",
        }[self._period]

    def year(self, year: FinancialYear) -> str:
        following = year.start + 1
        return {
            "slash": f"{year.start}/{following % 100:02d}",
            "dash": f"{year.start}-{following % 100:02d}",
            "long slash": f"{year.start}/{following}",
        }[self._year]

    def gap(self, state: State | None) -> str:
        """What stands where a value is not given."""
        return self.rng.choice(_GAPS.get(state or State.BLANK, ("",)))
