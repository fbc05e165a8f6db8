"""Which of a metric's figures stands in which column, when the text no longer shows it.

Every way to put each row's figures into the columns, in order, is scored by what the round asks, the periods written, where
`N/A` stands, whether rows agree, and whether value = numerator / denominator x multiplier. The best way wins only alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import combinations, product

from bettercare.plan import Candidate, State
from bettercare.reading.dates import read_period
from bettercare.reading.metrics.names import DENOMINATOR, NUMERATOR, PERIOD, VALUE
from bettercare.reading.values import read_number, state_of
from bettercare.rounds.model import Column, MetricDefinition, MetricPeriod

MULTIPLIERS = tuple(Decimal(m) for m in (1, 100, 1000, 100_000))
_NEAR = Decimal("0.02")
_FIGURES = (VALUE, NUMERATOR, DENOMINATOR)


@dataclass(frozen=True, slots=True)
class Row:
    """The texts of one row, in order: figures, states, or periods."""

    kind: str
    texts: tuple[str, ...]


@dataclass
class Laid:
    """The layout chosen: for each row, text number -> column number; what was left over; why, and what is in doubt."""

    where: dict[str, dict[int, int]] = field(default_factory=dict)
    left: dict[str, tuple[int, ...]] = field(default_factory=dict)
    states: dict[int, str] = field(default_factory=dict)
    """Columns for which a state such as `N/A` stands, with its text."""
    reason: str | None = None
    doubts: dict[str, str] = field(default_factory=dict)

    def candidates(self, kind: str, text: str) -> tuple[Candidate, ...]:
        return (Candidate(str(read_number(text).value), text, "if it stands in this column"),)


@dataclass(frozen=True, slots=True)
class _Way:
    """Columns taken by the figures of each row."""

    columns: Mapping[str, tuple[int, ...]]
    score: float


def lay_out(rows: Mapping[str, Row], columns: Sequence[Column], metric: MetricDefinition | None) -> Laid:
    """Choose the layout of one metric's rows over the columns."""
    slots = [_slot(metric, column) for column in columns]
    figures = {k: [i for i, t in enumerate(rows[k].texts) if state_of(t) is State.GIVEN] for k in _FIGURES if k in rows}
    periods = _periods(rows.get(PERIOD), slots)
    laid = Laid()
    ways = sorted(_ways(rows, figures, slots, periods, metric), key=lambda w: -w.score)
    best = ways[0]
    rivals = [w for w in ways if w.score > best.score - 0.01]
    for kind, positions in figures.items():
        options = {w.columns[kind] for w in rivals}
        taken = best.columns[kind]
        laid.where[kind] = dict(zip(positions, taken, strict=False))
        laid.left[kind] = tuple(positions[len(taken) :])
        if len(options) > 1 or laid.left[kind]:
            laid.doubts[kind] = "the text does not show which column these figures stand in"
    for i, column in periods.items():
        laid.where.setdefault(PERIOD, {})[i] = column
    if PERIOD in rows and not periods:
        laid.left[PERIOD] = tuple(range(len(rows[PERIOD].texts)))
    laid.where.setdefault(PERIOD, {})
    for kind in rows:
        laid.where.setdefault(kind, {})
    _place_states(rows, figures, best, slots, laid)
    full = all(len(rows[k].texts) == len(columns) == len(figures[k]) for k in figures)
    laid.reason = None if full else _reason(slots, periods)
    return laid


def _slot(metric: MetricDefinition | None, column: Column) -> MetricPeriod | None:
    return next((p for p in metric.periods if p.column == column.id), None) if metric else None


def _reason(slots: Sequence[MetricPeriod | None], periods: Mapping[int, int]) -> str:
    decided = [
        "the columns that the form asks for" if any(s and s.asked == "not-applicable" for s in slots) else "",
        "the periods written" if periods else "",
    ]
    return f"the columns were run together; placed by {' and '.join(d for d in decided if d) or 'their order'}"


def _periods(row: Row | None, slots: Sequence[MetricPeriod | None]) -> dict[int, int]:
    """Period number -> column: one for each column, else where the form's own periods are met, in order."""
    if row is None or len(row.texts) > len(slots):
        return {}
    if len(row.texts) == len(slots):
        return {i: i for i in range(len(slots))}
    read = [read_period(t.strip("() ")).period for t in row.texts]
    asked = [i for i, s in enumerate(slots) if s is None or s.asked != "not-applicable"]
    best: tuple[float, tuple[int, ...]] = (-1.0, ())
    equal = False
    for option in combinations(range(len(slots)), len(row.texts)):
        score = sum(1.0 for p, c in zip(read, option, strict=True) if p and (s := slots[c]) and s.period == p)
        score += sum(0.4 for c in option if c in asked)
        if abs(score - best[0]) < 0.01:
            equal = True
        elif score > best[0]:
            best, equal = (score, option), False
    return {} if equal else dict(enumerate(best[1]))


def _ways(
    rows: Mapping[str, Row], figures: Mapping[str, list[int]], slots: Sequence[MetricPeriod | None],
    periods: Mapping[int, int], metric: MetricDefinition | None,
) -> Iterable[_Way]:  # fmt: skip
    count = len(slots)
    options = [list(combinations(range(count), min(len(p), count))) for p in figures.values()]
    for chosen in product(*options):
        columns = dict(zip(figures, chosen, strict=True))
        yield _Way(columns, _score(rows, figures, columns, slots, set(periods.values()), metric))


def _score(
    rows: Mapping[str, Row], figures: Mapping[str, list[int]], columns: Mapping[str, tuple[int, ...]],
    slots: Sequence[MetricPeriod | None], dated: set[int], metric: MetricDefinition | None,
) -> float:  # fmt: skip
    score = 0.0
    for kind, taken in columns.items():
        for column, slot in enumerate(slots):
            held = column in taken
            if slot and slot.asked == "not-applicable":
                score += -1.0 if held else 0.5
            if dated and len(dated) < len(slots):
                score += 0.5 if held == (column in dated) else -0.5
        score += 0.4 * _states_in_order(rows[kind], figures[kind], taken, len(slots))
    sets = [set(c) for c in columns.values() if c]
    score += sum(1.0 for a, b in combinations(sets, 2) if a == b)
    return score + _arithmetic(rows, figures, columns, metric)


def _states_in_order(row: Row, positions: list[int], taken: tuple[int, ...], count: int) -> float:
    """Whether a row with a text for every column has its figures just there."""
    if len(row.texts) != count or not positions or len(positions) == count:
        return 0.0
    return 1.0 if tuple(positions) == taken else -0.5


def _arithmetic(
    rows: Mapping[str, Row], figures: Mapping[str, list[int]], columns: Mapping[str, tuple[int, ...]],
    metric: MetricDefinition | None,
) -> float:  # fmt: skip
    numbers: dict[str, dict[int, Decimal]] = {}
    for kind, taken in columns.items():
        read = [read_number(rows[kind].texts[i]).value for i in figures[kind]]
        numbers[kind] = {c: n for c, n in zip(taken, read, strict=False) if n is not None}
    if any(kind not in numbers for kind in _FIGURES):
        return 0.0
    score = 0.0
    for column, value in numbers[VALUE].items():
        multipliers = (metric.multiplier,) if metric and metric.multiplier else MULTIPLIERS
        score += 0.6 if holds(value, numbers[NUMERATOR].get(column), numbers[DENOMINATOR].get(column), multipliers) else 0.0
    return score


def holds(value: Decimal | None, numerator: Decimal | None, denominator: Decimal | None, multipliers: Sequence[Decimal]) -> bool:
    """Whether a value is near numerator / denominator x one of the multipliers."""
    if not value or numerator is None or not denominator:
        return False
    return any(abs(numerator / denominator * m / value - 1) <= _NEAR for m in multipliers)


def _place_states(
    rows: Mapping[str, Row], figures: Mapping[str, list[int]], best: _Way, slots: Sequence[MetricPeriod | None], laid: Laid
) -> None:  # fmt: skip
    """`N/A` stands where its row says, if the row has a text for every column; else for the one column without figures."""
    empty = [c for c in range(len(slots)) if all(c not in taken for taken in best.columns.values())]
    for kind, positions in figures.items():
        others = [i for i in range(len(rows[kind].texts)) if i not in positions]
        free = [c for c in range(len(slots)) if c not in best.columns[kind]]
        marked = [c for c in free if (s := slots[c]) and s.asked == "not-applicable"]
        for i in others:
            text = rows[kind].texts[i]
            if len(rows[kind].texts) == len(slots) and i in free and not marked:
                laid.where[kind][i] = i
            elif marked or len(empty) == 1:
                laid.states.setdefault((marked or empty)[0], text)
            elif len(others) == len(free):
                laid.where[kind][i] = free[others.index(i)]
