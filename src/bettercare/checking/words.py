"""Words and figures of messages, all made from the values that were compared."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from bettercare.plan import Line, Metric, MetricPoint, Scheme
from bettercare.rounds.model import Round

_MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]


def pounds(amount: Decimal) -> str:
    """Money as people write it: `£14,424,000`, `-£1,234.50`; pence only where there are any."""
    text = f"{abs(amount):,.2f}".removesuffix(".00")
    return f"{'-' if amount < 0 else ''}£{text}"


def million(amount: Decimal) -> str:
    """Large round money in short: `£9.15 million`; below a million, or exact to less than ten thousand, in full."""
    if abs(amount) < 1_000_000 or amount % 10_000:
        return pounds(amount)
    return f"{'-' if amount < 0 else ''}£{plain(abs(amount) / 1_000_000, 2)} million"


def plain(number: Decimal, decimals: int | None = None) -> str:
    """A number with thousands separators; rounded half up where decimals are given, without trailing zeros."""
    if decimals is not None:
        number = rounded(number, decimals)
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def rounded(number: Decimal, decimals: int) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def day(value: date) -> str:
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def months(start: date | None, end: date | None) -> str:
    """A period in words, `April 2012 to March 2013`; empty where it is not known."""
    if start is None or end is None:
        return ""
    first, last = (f"{_MONTHS[d.month - 1]} {d.year}" for d in (start, end))
    return first if first == last else f"{first} to {last}"


def listed(items: Iterable[str], joint: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    names = list(items)
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {joint} {names[-1]}" if names else ""


def begin(words: str) -> str:
    """Words as the start of a sentence, the rest as written."""
    return words[:1].upper() + words[1:]


def counted(number: int, one: str, many: str | None = None) -> str:
    """`1 risk`, `3 risks`."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def shortened(text: str, length: int = 90) -> str:
    """One line of at most `length` characters, cut at a word."""
    line = " ".join(text.split())
    return line if len(line) <= length else line[:length].rsplit(" ", 1)[0].rstrip(",;:.") + " ..."


def metric_name(metric: Metric, round: Round) -> str:
    """The round's short title, or the paper's words where the round does not know the metric."""
    for known in round.metrics:
        if known.id == metric.metric and (known.better != "local" or not metric.title):
            return known.title
    return shortened(metric.title or metric.metric or "a metric without a name", 60)


def point_name(point: MetricPoint) -> str:
    period = months(point.start, point.end)
    return f"{point.role} ({period})" if period else str(point.role)


def scheme_name(scheme: Scheme) -> str:
    name = shortened(scheme.name, 60) if scheme.name else None
    if scheme.number and name:
        return f"scheme {scheme.number} ({name})"
    return f"scheme {scheme.number}" if scheme.number else f"scheme '{name}'" if name else "a scheme without a name"


def line_name(scheme: Scheme, line: Line) -> str:
    words = [scheme_name(scheme)]
    words += [str(line.year)] if line.year else []
    words += [str(line.recurrence)] if line.recurrence else []
    return ", ".join(words)


def role_name(role_id: str, round: Round) -> str:
    """Whom a signature stands for: `the council`, `the Health and Wellbeing Board`, or the role's title."""
    kinds = {
        "council": "the council", "ccg": "the clinical commissioning group", "icb": "the integrated care board",
        "hwb": "the Health and Wellbeing Board", "district": "the district council",
    }  # fmt: skip
    roles = {r.id: r for r in round.signoff}
    role = roles.get(role_id)
    alone = role is not None and sum(r.per == role.per for r in round.signoff) == 1
    return kinds[role.per] if role and alone and role.per in kinds else role.title if role else role_id


TEXTS = (
    "name",
    "description",
    "text",
    "title",
    "mitigation",
    "owner",
    "provider",
    "outcome",
    "basis",
    "synopsis",
    "action",
    "lead",
    "position",
)
"""The fields that hold an author's own words."""
