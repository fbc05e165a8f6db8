"""Rates, and what a typed value says about the figures behind it. Nothing is rounded here but to compare with what was typed.

Sources: reference for 2013-19, sections 10.1 and 10.2; reference for 2023-27, sections 3.9 and 4.7.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from bettercare.plan import Period


class Agreement(StrEnum):
    """How a typed value stands to the value worked out, to the decimals as typed."""

    EXACT = "exact"
    ROUNDED = "rounded"
    TRUNCATED = "truncated"
    WITHIN_ONE_UNIT = "within-one-unit"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class TypedValue:
    """A typed value against the value worked out from its parts.

    `difference` is typed less worked out; `factor` is worked out over typed (None where typed is nothing); `hint` is what the
    factor suggests, one of `HINTS`, or None.
    """

    agreement: Agreement
    typed: Decimal
    computed: Decimal
    difference: Decimal
    factor: Decimal | None
    hint: str | None


HINTS = {
    "count-for-rate": "the count was typed where the rate is meant",
    "denominator-for-rate": "the number of people was typed where the rate is meant",
    "proportion-for-percent": "a proportion was typed where a percentage is meant",
    "percent-for-proportion": "a percentage was typed where a proportion is meant",
    "per-100-for-per-100000": "the rate is per 100 people, not per 100,000",
    "per-1000-for-per-100000": "the rate is per 1,000 people, not per 100,000",
    "per-10000-for-per-100000": "the rate is per 10,000 people, not per 100,000",
    "year-for-month": "a year's figure was typed where an average month is meant",
    "month-for-year": "an average month was typed where a year's figure is meant",
    "quarter-for-month": "a quarter's figure was typed where an average month is meant",
    "period-for-month": "a whole period was typed where an average month is meant",
    "per-day-for-period": "a daily average was typed where the whole period is meant",
    "all-ages-for-adults": "people of all ages were counted where adults are meant",
    "all-ages-for-older-people": "people of all ages were counted where people of 65 and over are meant",
    "adults-for-older-people": "adults were counted where people of 65 and over are meant",
    "ten-times-too-large": "a decimal point may have slipped: ten times too large",
    "ten-times-too-small": "a decimal point may have slipped: ten times too small",
    "hundred-times-too-large": "a hundred times too large",
    "thousand-times-too-large": "a thousand times too large",
    "parts-swapped": "numerator and denominator are swapped",
}
"""What a factor may hint at, in words."""

_CLOSE = Decimal("0.02")
"""A factor within two in a hundred of a known one is taken for it."""

# Worked out over typed, for England: people of all ages over adults is about 1.27, over those of 65 and more about 5.5.
_POPULATIONS = {
    "18+": (("all-ages-for-adults", Decimal("1.15"), Decimal("1.45")),),
    "65+": (
        ("all-ages-for-older-people", Decimal("3.5"), Decimal("9")),
        ("adults-for-older-people", Decimal("2.8"), Decimal("3.5")),
    ),
}


def rate(numerator: Decimal | None, denominator: Decimal | None, multiplier: Decimal = Decimal(1)) -> Decimal | None:
    """numerator / denominator x multiplier; None where a part is missing or the denominator is nothing."""
    if numerator is None or denominator is None or denominator == 0:
        return None
    return numerator / denominator * multiplier


def shown(value: Decimal, decimals: int) -> Decimal:
    """A value as a form shows it: rounded half away from zero."""
    return value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def compare_typed(
    typed: Decimal, computed: Decimal, decimals: int | None = None, *, numerator: Decimal | None = None,
    denominator: Decimal | None = None, multiplier: Decimal | None = None, population: str | None = None, months: int | None = None,
    days: int | None = None,
) -> TypedValue:  # fmt: skip
    """Compare a typed value with the value worked out, to the decimals as written (of `typed` itself when not given).

    exact: the same figure; rounded: within half a unit of the last decimal; truncated: cut off there instead; within one
    unit: off by no more than one unit otherwise; wrong: anything else, with a hint where the factor is a telling one. The other
    arguments only serve the hint: the parts, the round's multiplier and population (`18+`, `65+`, `all`), the period's length.
    """
    places = max(0, -int(typed.as_tuple().exponent)) if decimals is None else decimals
    unit = Decimal(1).scaleb(-places)
    gap = abs(typed - computed)
    if gap == 0:
        agreement = Agreement.EXACT
    elif gap <= unit / 2:
        agreement = Agreement.ROUNDED
    elif gap < unit and abs(typed) < abs(computed) and typed * computed >= 0:
        agreement = Agreement.TRUNCATED
    else:
        agreement = Agreement.WITHIN_ONE_UNIT if gap <= unit else Agreement.WRONG
    factor = computed / typed if typed else None
    hint = None
    if agreement is Agreement.WRONG:
        hint = _by_parts(typed, numerator, denominator, multiplier) or _by_factor(factor, multiplier, population, months, days)
    return TypedValue(agreement, typed, computed, typed - computed, factor, hint)


def _by_parts(typed: Decimal, numerator: Decimal | None, denominator: Decimal | None, multiplier: Decimal | None) -> str | None:
    if numerator is not None and typed == numerator:
        return "count-for-rate"
    if denominator is not None and typed == denominator:
        return "denominator-for-rate"
    swapped = rate(denominator, numerator, multiplier or Decimal(1))
    return "parts-swapped" if swapped is not None and swapped and abs(typed / swapped - 1) < Decimal("0.005") else None


def _by_factor(
    factor: Decimal | None, multiplier: Decimal | None, population: str | None, months: int | None, days: int | None
) -> str | None:  # fmt: skip
    if factor is None or factor <= 0:
        return None
    for known, hint in _factors(multiplier, months, days):
        if abs(factor / known - 1) < _CLOSE:
            return hint
    return next((hint for hint, low, high in _POPULATIONS.get(population or "", ()) if low <= factor < high), None)


def _factors(multiplier: Decimal | None, months: int | None, days: int | None) -> Iterable[tuple[Decimal, str]]:
    """Known factors of worked out over typed, the most telling first."""
    if multiplier == 100:
        yield Decimal(100), "proportion-for-percent"
    if multiplier == 1:
        yield Decimal("0.01"), "percent-for-proportion"
    if multiplier == 100_000:
        yield from ((Decimal(10**n), f"per-{10 ** (5 - n)}-for-per-100000") for n in (1, 2, 3))
    if months and months > 1:
        yield Decimal(1) / months, {12: "year-for-month", 3: "quarter-for-month"}.get(months, "period-for-month")
    if days and days > 1:
        yield Decimal(days), "per-day-for-period"
    yield from ((Decimal(1) / 12, "year-for-month"), (Decimal(12), "month-for-year"))
    yield from ((Decimal(10), "ten-times-too-small"), (Decimal("0.1"), "ten-times-too-large"))
    yield from ((Decimal("0.01"), "hundred-times-too-large"), (Decimal("0.001"), "thousand-times-too-large"))


def delayed_days_per_month(days: Decimal, period: Period, adults: Decimal) -> Decimal:
    """Delayed transfers as the 2014-15 round counts them: delayed days in an average month per 100,000 adults (18 and over)."""
    return days / period.months / adults * 100_000


def delayed_days_per_quarter(days: Decimal, adults: Decimal) -> Decimal:
    """Delayed transfers as the rounds of 2014 to 2016-17 count them: delayed days of the quarter per 100,000 adults."""
    return days / adults * 100_000


def delayed_per_day(days: Decimal, period: Period, adults: Decimal) -> Decimal:
    """Delayed transfers as the 2017-19 round counts them: delayed days on an average day (so beds) per 100,000 adults."""
    return days / period.days / adults * 100_000


def beds_of_delayed_rate(daily_rate: Decimal, adults: Decimal) -> Decimal:
    """The beds taken up on an average day by delays of a daily rate per 100,000 adults."""
    return daily_rate * adults / 100_000


def average_delay(on_ready_date: Decimal, delay_of_others: Decimal) -> Decimal:
    """Average days of discharge delay of all patients: (1 - share who left on the ready date) x days of those who did not.

    The share is 0 to 1. Round 2025-26; never average monthly averages: work out the parts from summed counts.
    """
    return (1 - on_ready_date) * delay_of_others


def monthly_capacity(caseload: Decimal, days_in_month: int, most_occupied: Decimal, average_days: Decimal) -> Decimal | None:
    """New people a service can take in a month: caseload x days x highest occupancy (0 to 1) / average days of a stay.

    None where the average stay is nothing. Rounds from 2023-25.
    """
    return caseload * days_in_month * most_occupied / average_days if average_days else None
