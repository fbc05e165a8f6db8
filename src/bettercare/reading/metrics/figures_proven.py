"""Three figures that belong together: value = numerator / denominator x multiplier to the places written, and no other way near.

Points of like denominators and like values are one metric's.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from bettercare.reading.metrics.proofs import FEWEST, proves, rounding
from bettercare.reading.values import read_number

FAR = 1500
"""Characters between the figures of one point, or between two labels of one table, at the most."""
_LIKE_PEOPLE = Decimal("0.12")
_LIKE_VALUE = Decimal("0.45")


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of the text, and where it stands."""

    text: str
    start: int
    amount: Decimal
    rounding: Decimal
    """How far it may be from what it was rounded from."""

    @property
    def count(self) -> bool:
        return not re.search("[.%]", self.text) and not re.fullmatch(r"20[0-3]\d", self.text)

    @property
    def exact(self) -> bool:
        return len(re.sub(r"\D", "", self.text)) > 2


@dataclass(frozen=True)
class Point:
    """Three figures that are proven to belong together."""

    value: Figure
    numerator: Figure
    denominator: Figure
    multiplier: Decimal

    @cached_property
    def spots(self) -> frozenset[int]:
        return frozenset((self.value.start, self.numerator.start, self.denominator.start))

    @property
    def amounts(self) -> tuple[Decimal, Decimal, Decimal]:
        return self.numerator.amount, self.denominator.amount, self.multiplier

    @cached_property
    def reach(self) -> int:
        return max(self.spots) - min(self.spots)

    @property
    def middle(self) -> int:
        return sorted(self.spots)[1]


def figure_at(text: str, start: int) -> Figure | None:
    amount = read_number(text).value
    return Figure(text.strip(), start, amount, rounding(text)) if amount else None


def proven_points(figures: Sequence[Figure], factors: Sequence[Decimal]) -> list[Point]:
    """The threes that are proven and that no other three contradicts: each figure in one of them."""
    ways: dict[int, list[Point]] = {}
    counts = [f for f in figures if f.count]
    starts = [f.start for f in counts]
    by_amount = sorted((f.amount, number) for number, f in enumerate(figures))
    for denominator in counts:
        if denominator.amount < FEWEST:
            continue
        near = slice(bisect_left(starts, denominator.start - FAR), bisect_right(starts, denominator.start + FAR))
        for numerator in counts[near]:
            if not 0 < numerator.amount < denominator.amount:
                continue
            share = numerator.amount / denominator.amount
            like = ((n, f) for f in factors for n in _rounded(share * f, figures, by_amount))
            for number, factor in sorted(like):
                if _three(figures[number], numerator, denominator, factor):
                    ways.setdefault(figures[number].start, []).append(Point(figures[number], numerator, denominator, factor))
    return _settled(ways)


def _rounded(rate: Decimal, figures: Sequence[Figure], by_amount: Sequence[tuple[Decimal, int]]) -> Iterator[int]:
    """The figures that a rate may have been rounded to."""
    for at in range(bisect_left(by_amount, (rate - 1, 0)), len(by_amount)):
        amount, number = by_amount[at]
        if amount > rate + 1:
            return
        if abs(amount - rate) <= figures[number].rounding:
            yield number


def _three(value: Figure, numerator: Figure, denominator: Figure, factor: Decimal) -> bool:
    if (factor == 100) != (value.amount <= 100):
        return False
    point = Point(value, numerator, denominator, factor)
    if len(point.spots) < 3 or point.reach > FAR:
        return False
    return proves((value.text, numerator.text, denominator.text), factor)


def _settled(ways: dict[int, list[Point]]) -> list[Point]:
    """Each value's own three: first those of the values written to three places that have one way, then those that have one way
    which is like one of these. Equal figures stand for one another, the nearest first."""
    settled: list[Point] = []
    taken: set[int] = set()
    for exact in (True, False):
        while True:
            free = {v: [p for p in points if not taken & p.spots] for v, points in ways.items() if v not in taken}
            if exact:
                free = {v: points for v, points in free.items() if points and points[0].value.exact}
            else:
                free = {v: [p for p in points if any(_alike(p, other) for other in settled)] for v, points in free.items()}
            sure = [points for points in map(_nearest, free.values()) if len({p.amounts for p in points}) == 1]
            if not sure:
                break
            point = min((p for points in sure for p in points), key=lambda p: (p.reach, p.value.start, p.denominator.start))
            settled.append(point)
            taken |= point.spots
    return settled + _equal_values(ways, taken)


def _equal_values(ways: dict[int, list[Point]], taken: set[int]) -> list[Point]:
    """The threes of values that are written alike, where these have as many ways as they are: each its own, in turn."""
    groups: dict[str, list[int]] = {}
    for value, points in ways.items():
        if value not in taken and points[0].value.exact:
            groups.setdefault(points[0].value.text, []).append(value)
    found: list[Point] = []
    for values in groups.values():
        free = [p for v in values for p in ways[v] if not taken & p.spots]
        first = {p.amounts: p for p in sorted(free, key=lambda p: -p.reach)}
        if len(first) == len(values) > 1:
            turn = sorted(first.values(), key=lambda p: p.numerator.start)
            found += [replace(p, value=ways[v][0].value) for p, v in zip(turn, sorted(values), strict=True)]
    return found


def _nearest(points: Sequence[Point]) -> list[Point]:
    """The ways whose figures stand near one another, where other ways reach much further."""
    least = min((p.reach for p in points), default=0)
    return [p for p in points if p.reach <= 3 * max(least, 60)]


def clusters_of(points: Sequence[Point]) -> list[list[Point]]:
    """Points by metric: of one multiplier, with denominators and values alike."""
    clusters: list[list[Point]] = []
    for point in sorted(points, key=lambda p: p.numerator.start):
        home = next((c for c in clusters if all(_alike(point, other) for other in c)), None)
        if home is None:
            clusters.append([point])
        else:
            home.append(point)
    return [_in_turn(c) for c in clusters if len(c) > 1]


def _in_turn(cluster: Sequence[Point]) -> list[Point]:
    """A metric's points in the order of their values, equal figures dealt out in that order too."""
    points = sorted(cluster, key=lambda p: p.value.start)
    numerators, denominators = (
        sorted(some, key=lambda f: -f.start) for some in ([p.numerator for p in points], [p.denominator for p in points])
    )
    return [
        replace(p, numerator=_last_of(numerators, p.numerator), denominator=_last_of(denominators, p.denominator)) for p in points
    ]


def _last_of(figures: list[Figure], like: Figure) -> Figure:
    at = max(i for i, f in enumerate(figures) if f.amount == like.amount)
    return figures.pop(at)


def _alike(one: Point, other: Point) -> bool:
    def near(a: Decimal, b: Decimal, apart: Decimal) -> bool:
        return abs(a - b) <= apart * max(a, b)

    few = one.multiplier == 100  # a share of few people may be of rather more of them next year
    return (
        one.multiplier == other.multiplier
        and near(one.denominator.amount, other.denominator.amount, _LIKE_VALUE if few else _LIKE_PEOPLE)
        and near(one.value.amount, other.value.amount, _LIKE_VALUE)
    )
