"""A table whose cells run together in one line of text: which figure belongs to which row and column.

What is known: names and figures in the order printed, the columns, and often a row of totals. A beam search assigns every
figure a row (rows keep their order) and a column (each at most once in a row). Costs say how odd a layout is: a figure
before its name, names that run ahead, columns out of order, a column that does not reach its stated total. A total can
choose between layouts; it never changes a figure. `Solution.rivals` are figures that an equally good layout puts elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from operator import itemgetter
from typing import NamedTuple

BEAM = 800
REACH = 100_000
"""Beyond so many sums it is not worth asking which totals can still be met."""
MISSED = 4.0
"""The cost of a column that misses its stated total; two together cost four times as much, three nine times."""
EQUAL = 0.25
"""Two layouts whose costs differ by less than this are taken as equally good."""


@dataclass(frozen=True, slots=True)
class Name:
    """A place where a row may start. `forced` rows (numbered ones) always start; others start at `cost`."""

    key: int
    forced: bool
    cost: float
    spared: float = 0.0
    """The cost of not starting a row here."""


@dataclass(frozen=True, slots=True)
class Figure:
    """An amount as printed; `after_name` tells that words, not another figure, stand just before it."""

    key: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Slot:
    """A money column: its stated total if any, and the sign that its figures have: 1, -1 (benefits written negative), 0 for either."""

    total: Decimal | None
    sign: int = 1


@dataclass(frozen=True, slots=True)
class Solution:
    """Each figure's row (the key of the name that starts it) and column; the rows that start; what the totals say."""

    rows: tuple[int, ...]
    where: dict[int, tuple[int, int]]
    cost: float
    agreed: tuple[int, ...]
    """Columns whose figures add up to their stated total."""
    rivals: dict[int, tuple[int, int]]


class _State(NamedTuple):
    """A layout of the figures so far. `used` and `before` are column sets (bits) of the present and the previous row, `lead` the column
    of the row's first figure (rows tend to be printed in one order), `gap` how many rows had begun at the last figure,
    `block` how many before the present run of names."""

    cost: float
    started: int
    at: int
    used: int
    before: int
    last: int
    lead: int
    gap: int
    block: int
    broken: int
    sums: tuple[int, ...]
    back: _State | None
    move: tuple[str, int, int, int] | None


def solve(events: Sequence[Name | Figure], slots: Sequence[Slot]) -> Solution | None:
    """Return the best assignment, or None where there is no figure or no name. Amounts are compared to the penny."""
    figures = [e for e in events if isinstance(e, Figure)]
    if not figures or not any(isinstance(e, Name) for e in events):
        return None
    totals = tuple(None if s.total is None else int(s.total * 100) for s in slots)
    signs = tuple(s.sign for s in slots)
    beam = [_State(0.0, 0, 0, 0, 0, -1, -1, 0, 0, 0, (0,) * len(slots), None, None)]
    reachable = _reachable([int(f.amount * 100) for f in figures])
    placed = 0
    for event in events:
        if isinstance(event, Name):
            grown = [s for state in beam for s in _name(state, event)]
        else:
            placed += 1
            grown = [
                s for state in beam for s in _figure(state, event.key, int(event.amount * 100), totals, signs, reachable[placed])
            ]
        beam = _prune(grown)
    ended = sorted((_end(s), i, s) for i, s in enumerate(beam))
    return _solution(ended[0][0], ended[0][2], [s for cost, _, s in ended[1:80] if cost - ended[0][0] < EQUAL], totals)


def _name(state: _State, name: Name) -> Iterable[_State]:
    move = ("row", name.key, state.started + 1, 0)
    start = state._replace(cost=state.cost + (0.0 if name.forced else name.cost), started=state.started + 1, back=state, move=move)
    return (start,) if name.forced else (start, state._replace(cost=state.cost + name.spared, back=state, move=None))


def _reachable(amounts: Sequence[int]) -> list[set[int] | None]:
    """For each number of figures placed, the sums that the rest can still make; None where there are too many to tell."""
    sums: set[int] | None = {0}
    found: list[set[int] | None] = [sums]
    for amount in reversed(amounts):
        sums = sums | {s + amount for s in sums} if sums is not None and len(sums) < REACH else None
        found.append(sums)
    return found[::-1]


def _figure(
    state: _State, key: int, amount: int, totals: Sequence[int | None], signs: Sequence[int], rest: set[int] | None
) -> Iterable[_State]:  # fmt: skip
    block = state.gap if state.started > state.gap else state.block
    for row in range(max(state.at, 1), state.started + 2):
        same = row == state.at
        skipped = 0 if same else row - state.at - 1
        if skipped > 2:
            break
        base = state.cost + 2.0 * skipped + _away(row, same, state.started, state.gap, block)
        taken, before = (state.used, state.before) if same else (0, state.used)
        base += 0.2 * (state.used ^ state.before).bit_count() if not same and state.before else 0.0
        for column, total in enumerate(totals):
            if taken >> column & 1 or not _possible(amount, signs[column], total):
                continue
            cost = base + _order_cost(column, total, state.last if same else -1)
            cost += 0.6 if not same and state.lead not in (-1, column) else 0.0
            sums = (*state.sums[:column], state.sums[column] + amount, *state.sums[column + 1 :])
            broken = _broken(sums, totals, state.broken, rest)
            cost += MISSED * (broken.bit_count() ** 2 - state.broken.bit_count() ** 2)
            lead = state.lead if same else column
            move = ("figure", key, row, column)
            yield _State(
                cost, state.started, row, taken | 1 << column, before, column, lead, state.started, block, broken, sums, state, move
            )


def _broken(sums: tuple[int, ...], totals: Sequence[int | None], broken: int, rest: set[int] | None) -> int:
    """The columns (as bits) that can no longer reach their stated totals, whatever follows."""
    for column, total in enumerate(totals):
        if total is None or broken >> column & 1:
            continue
        over = abs(sums[column]) > abs(total)
        if over or (rest is not None and total - sums[column] not in rest):
            broken |= 1 << column
    return broken


def _away(row: int, same: bool, started: int, gap: int, block: int) -> float:
    """How odd a figure's distance from its row's name is: printed before it, or after the next row's
    name began; names printed in a block (the rows after `block`) may wait for their figures."""
    if row > started:
        return 0.4 if gap >= started else 1.6
    if same:
        return 1.6 if started > gap else 0.0
    return 0.0 if row == started else 0.2 if row > block else 1.2


def _possible(amount: int, sign: int, total: int | None) -> bool:
    """A figure cannot stand in a column of the other sign (0: either), nor in one whose stated total is nought."""
    return not amount or ((sign == 0 or (amount < 0) == (sign < 0)) and total != 0)


def _order_cost(column: int, total: int | None, last: int) -> float:
    """How odd a column is after the row's last one; without totals, nearer columns are likelier."""
    cost = 0.02 * column if total is None else 0.0
    if last >= 0:
        cost += 0.25 if column < last else 0.03 * (column - last - 1)
    return cost


def _prune(states: Iterable[_State]) -> list[_State]:
    """Keep the cheapest layouts, and of those alike in everything that matters later the two cheapest."""
    seen: dict[tuple[int, int, int, int, int, int, int, tuple[int, ...]], int] = {}
    kept: list[_State] = []
    for state in sorted(states, key=itemgetter(0)):
        key = (state.started, state.at, state.used, state.lead, state.gap, state.block, state.broken, state.sums)
        if seen.get(key, 0) < 2:
            seen[key] = seen.get(key, 0) + 1
            kept.append(state)
            if len(kept) >= BEAM:
                break
    return kept


def _end(state: _State) -> float:
    return state.cost + max(0, state.started - state.at) * 1.2 + max(0, state.at - state.started) * 6.0


def _moves(state: _State) -> tuple[dict[int, tuple[int, int]], dict[int, int]]:
    where: dict[int, tuple[int, int]] = {}
    names: dict[int, int] = {}
    here: _State | None = state
    while here is not None:
        if here.move:
            kind, key, row, column = here.move
            if kind == "row":
                names[row] = key
            else:
                where[key] = (row, column)
        here = here.back
    return where, names


def _solution(cost: float, best: _State, rivals: Sequence[_State], totals: Sequence[int | None]) -> Solution:
    where, names = _moves(best)
    keyed = {k: (names.get(row, -1), column) for k, (row, column) in where.items()}
    other: dict[int, tuple[int, int]] = {}
    for state in rivals:
        rival_where, rival_names = _moves(state)
        for key, (row, column) in rival_where.items():
            place = (rival_names.get(row, -1), column)
            if place != keyed[key]:
                other.setdefault(key, place)
    agreed = tuple(
        i for i, (total, summed) in enumerate(zip(totals, best.sums, strict=True)) if total is not None and total == summed
    )
    return Solution(tuple(names[r] for r in sorted(names)), keyed, cost, agreed, other)


def place_totals(totals: Sequence[Decimal], signs: Sequence[int]) -> list[tuple[int, ...]]:
    """The ways to put printed totals, in order, into the columns: all in order if as many, else the sign-fitting choices."""
    if len(totals) == len(signs):
        return [tuple(range(len(signs)))]
    if len(totals) > len(signs):
        return []
    fitting = [
        c
        for c in combinations(range(len(signs)), len(totals))
        if all(t == 0 or (t < 0) == (signs[i] < 0) or signs[i] < 0 for t, i in zip(totals, c, strict=True))
    ]
    return fitting[:40]
