"""What the truths of all rounds share: splitting money into distinct parts, improving metrics beyond chance, leaving gaps."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from bettercare.plan import FinancialYear, Metric, MetricPoint, Period, PointRole, Risk, State
from specimens import words


@dataclass
class Draft:
    """A plan being drawn: its random source, whether it is tidy (no gaps), and the states of what is left out."""

    rng: random.Random
    tidy: bool
    states: dict[str, State] = field(default_factory=dict)

    def gap(self, address: str, value: Any, chance: float, *options: State) -> Any:
        """Return the value, or now and then None with a state that says how it is left out; never in a tidy plan."""
        if self.tidy or self.rng.random() >= chance:
            return value
        self.states[address] = self.rng.choice(options or (State.BLANK,))
        return None


def split(rng: random.Random, total: int, count: int, unit: int, least: int = 1) -> list[int]:
    """Split a total (a multiple of `unit`) into `count` different parts of at least `least`, each a multiple of `unit`."""
    steps, low = total // unit, -(-least // unit)
    assert steps >= count * (low + count), "too little money for so many different parts"
    while True:
        weights = [rng.paretovariate(1.2) for _ in range(count)]
        spare = steps - count * low
        parts = [low + int(spare * w / sum(weights)) for w in weights]
        parts[parts.index(max(parts))] += steps - sum(parts)
        for _ in range(200):
            if len(set(parts)) == count:
                break
            _pull_apart(parts)
        if len(set(parts)) == count and min(parts) >= low:
            rng.shuffle(parts)
            return [p * unit for p in parts]


def _pull_apart(parts: list[int]) -> None:
    """Move one step from the largest part to a part that has a twin."""
    seen: set[int] = set()
    for i, part in enumerate(parts):
        if part in seen:
            parts[i] += 1
            parts[parts.index(max(parts))] -= 1
            return
        seen.add(part)


def day_between(rng: random.Random, first: date, last: date) -> date:
    """A working day from `first` to `last`."""
    while True:
        day = first + timedelta(days=rng.randint(0, (last - first).days))
        if day.weekday() < 5:
            return day


def round_half_up(value: Decimal, decimals: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def rate(numerator: int, denominator: int, multiplier: int, decimals: int) -> Decimal:
    return round_half_up(Decimal(numerator) * multiplier / Decimal(denominator), decimals)


@dataclass(frozen=True)
class Shape:
    """A metric to draw: multiplier, decimals, whether lower is better, and its points as (role, period)."""

    metric: str
    title: str
    multiplier: int
    decimals: int
    lower: bool
    points: tuple[tuple[PointRole, Period | None], ...]


def metric(draft: Draft, number: int, shape: Shape, numerator: int, denominator: int) -> Metric:
    """Draw a metric whose every point improves on the one before; beyond chance when the plan is tidy."""
    rng = draft.rng
    points: list[MetricPoint] = []
    for i, (role, period) in enumerate(shape.points):
        if i:
            numerator, denominator = _improve(rng, numerator, denominator, shape, draft.tidy)
        if period is None:
            continue
        points.append(
            MetricPoint(
                f"m{number}p{i + 1}",
                role,
                period.start,
                period.end,
                Decimal(numerator),
                Decimal(denominator),
                rate(numerator, denominator, shape.multiplier, shape.decimals),
            )
        )
    return Metric(f"m{number}", shape.metric, shape.title, tuple(points))


def _improve(rng: random.Random, numerator: int, denominator: int, shape: Shape, tidy: bool) -> tuple[int, int]:
    if shape.lower:
        grown = denominator + denominator * rng.randint(5, 15) // 1000
        beyond = int(2.3 * (2 * numerator) ** 0.5) + 1 if tidy else 1
        return numerator - max(beyond, numerator * rng.randint(2, 6) // 100), grown
    share = numerator / denominator
    beyond = int(2.4 * (2 * share * (1 - share) * denominator) ** 0.5) + 1 if tidy else 1
    return min(denominator - 1, numerator + max(beyond, numerator * rng.randint(1, 3) // 100)), denominator


def months(first: str, last: str) -> Period:
    """Period from the first to the last month, both as 2014-04."""
    start = date.fromisoformat(f"{first}-01")
    year, month = (int(p) for p in last.split("-"))
    return Period(start, date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1))


def risks(draft: Draft, scored: bool, owned: bool) -> tuple[Risk, ...]:
    """Risks rated in words, or as likelihood times impact with the right product."""
    rng, found = draft.rng, []
    for i, (description, mitigation) in enumerate(words.risks(rng, rng.randint(3, 10)), start=1):
        likelihood, impact = rng.randint(1, 5), rng.randint(2, 5)
        found.append(
            Risk(
                f"r{i}",
                description,
                None if scored else rng.choice(("High", "Medium", "Low")),
                likelihood if scored else None,
                impact if scored else None,
                likelihood * impact if scored else None,
                draft.gap(f"risks/r{i}/owner", rng.choice(words.OWNERS), 0.15) if owned else None,
                draft.gap(f"risks/r{i}/mitigation", mitigation, 0.05),
            )
        )
    if not scored and rng.random() < 0.4:
        style = rng.choice((str.upper, str.lower))
        found = [replace(r, rating=style(r.rating or "")) for r in found]
    return tuple(found)


def years(*starts: int) -> tuple[FinancialYear, ...]:
    return tuple(FinancialYear(s) for s in starts)


def pounds(value: int) -> Decimal:
    return Decimal(value)


def total(values: Sequence[Decimal | None]) -> Decimal:
    return sum((v for v in values if v is not None), Decimal(0))
