"""A table whose cells run together in running text: which figure belongs to which row and column.

What is known: names and figures in the order printed, the columns, and often a row of totals. The search gives every
figure a row (rows keep their order) and a column (each at most once in a row), or sets it aside as part of the words. Costs
say how odd a layout is: a figure before its name, names that run ahead, columns out of order, a column that misses its
stated total. A total can choose between layouts; it never changes a figure. Layouts alike in all that matters later are
merged, so that `rivals` can be told from the whole lattice: the figures that an equally good layout puts elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import NamedTuple

NARROW, WIDE = 300, 900
"""How many layouts are kept side by side: when tables are taken to be printed row by row, and when not."""
SPREAD = 6.0
"""Layouts this much worse than the best so far are given up."""
REACH = 30_000
"""Beyond so many sums it is not worth asking which totals can still be met."""
MISSED = 4.0
"""The cost of a column that misses its stated total; two together cost four times as much, three nine times."""
EQUAL = 0.35
"""Two layouts whose costs differ by less than this are taken as equally good."""
REGULAR = 0.3
"""Below this cost per figure a layout is regular."""
NO_ROW = 2.0


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
    """An amount as printed; `aside` is the cost of taking it as part of the words, in no column at all."""

    key: int
    amount: Decimal
    aside: float = 6.0
    early: float = 0.0
    """What it costs, beyond the style's, that the figure stands before its name: more where no name follows it."""
    leave: float = 0.0
    """The cost of another row than the figure before has, as on one line of a text whose lines are rows."""
    stay: float = 0.0
    """The cost of the same row as the figure before has."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A money column: its stated total if any, the sign of its figures (1, -1, or 0 for either), and the cost of using it."""

    total: Decimal | None
    sign: int = 1
    cost: float = 0.0


@dataclass(frozen=True, slots=True)
class Solution:
    """Each figure's row (the key of the name that starts it) and column; the rows that start; what the totals say."""

    rows: tuple[int, ...]
    where: dict[int, tuple[int, int]]
    aside: tuple[int, ...]
    """Figures that stand in no column."""
    cost: float
    agreed: tuple[int, ...]
    """Columns whose figures add up to their stated total."""
    missed: tuple[int, ...]
    """Columns whose figures do not."""
    rivals: dict[int, tuple[int, int]]
    jumbled: bool
    """Whether the layout is not regular: figures before names, columns out of order."""
    work: int
    """How many steps the search took."""


class _Key(NamedTuple):
    """All that matters later of a layout so far. `row` is the row of the last figure (the index of its name, -1 before any),
    `queue` the rows begun since, `fresh` how many of them since the last figure, `run` how many since the names last began to
    run; `used` and `before` the columns (bits) of this row and the one before, `lead` the column of the row's first figure."""

    row: int
    queue: tuple[int, ...]
    fresh: int
    run: int
    used: int
    before: int
    last: int
    lead: int
    broken: int
    sums: tuple[int, ...]


class _Node:
    """A merged layout: its least cost from the start and to the end, and the steps that lead to it."""

    __slots__ = ("cost", "key", "steps", "to_end")

    def __init__(self, key: _Key, cost: float) -> None:
        self.key, self.cost, self.to_end = key, cost, float("inf")
        self.steps: list[tuple[_Node, float, int, int]] = []


_ASIDE, _BEGUN, _PASSED = -1, -2, -3
_Step = tuple[_Key, float, int, int]
"""The next key, the cost, and what was done: row and column, or the name's index with _BEGUN or _PASSED."""


class Style(NamedTuple):
    """How a table is printed: what it costs that a figure's column is before that of the last figure, that a figure is
    before its name, that a row begins in another column than the one before, and that its columns differ."""

    disorder: float
    ahead: float
    lead: float
    pattern: float


BY_ROW = Style(5.0, 4.0, 0.3, 0.12)
JUMBLED = Style(0.4, 0.3, 0.5, 0.2)


def solve(
    events: Sequence[Name | Figure], slots: Sequence[Slot], styles: Sequence[Style] = (BY_ROW, JUMBLED), most: int = 10**9
) -> Solution | None:
    """Return the best assignment, or None where there is no figure, no name or no way; amounts are compared to the penny.

    Styles are tried in order until one gives a regular layout that meets its totals; `most` bounds the steps.
    """
    figures = sum(isinstance(e, Figure) for e in events)
    if not figures or figures == len(events):
        return None
    best: Solution | None = None
    work = 0
    for style in styles:
        search = _Search(events, slots, style)
        found = search.run(NARROW if style.disorder > 1 else WIDE, most - work)
        work += search.work
        if found and (best is None or found.cost < best.cost):
            best = found
        if found and found.cost / figures < REGULAR and len(found.missed) <= search.inevitable():
            break
    return replace(best, work=work) if best else None


class _Search:
    def __init__(self, events: Sequence[Name | Figure], slots: Sequence[Slot], style: Style) -> None:
        self.events, self.slots, self.style = events, slots, style
        self.names = [e for e in events if isinstance(e, Name)]
        self.totals = [None if s.total is None else int(s.total * 100) for s in slots]
        self.amounts = [int(e.amount * 100) for e in events if isinstance(e, Figure)]
        self.reachable = {sign: self._reachable(sign) for sign in {s.sign for s in slots}}
        told = list(zip(range(len(slots)), (s.sign for s in slots), self.totals, strict=True))
        self._possible = [[(c, total) for c, sign, total in told if _possible(a, sign, total)] for a in self.amounts]
        self.work = 0

    def _reachable(self, sign: int) -> list[set[int] | None]:
        """For each number of figures placed, the sums that the rest of a sign can still make; None where too many to tell."""
        most = max((abs(t) for t, s in zip(self.totals, self.slots, strict=True) if t is not None and s.sign == sign), default=0)
        sums: set[int] | None = {0}
        found: list[set[int] | None] = [sums]
        for amount in reversed(self.amounts):
            if sign and (amount < 0) != (sign < 0):
                found.append(sums)
                continue
            if sums is not None:
                more = {s + amount for s in sums} if not sign else {s + amount for s in sums if abs(s + amount) <= most}
                sums = sums | more if len(sums) + len(more) < REACH else None
            found.append(sums)
        return found[::-1]

    def inevitable(self) -> int:
        """How many columns at least must miss their totals: one for each sign whose figures do not add up to its totals."""
        count = 0
        for sign in {s.sign for s in self.slots}:
            told = [t for t, s in zip(self.totals, self.slots, strict=True) if s.sign == sign]
            summed = sum(a for a in self.amounts if not sign or (a < 0) == (sign < 0))
            count += sign != 0 and all(t is not None for t in told) and sum(t or 0 for t in told) != summed
        return count

    def run(self, beam: int, most: int) -> Solution | None:
        start = _Node(_Key(-1, (), 0, 0, 0, 0, -1, -1, 0, (0,) * len(self.slots)), 0.0)
        layers = [[start]]
        placed = seen = 0
        for event in self.events:
            layer: dict[_Key, _Node] = {}
            limit = float("inf")
            for node in layers[-1]:
                if node.cost > limit:
                    break
                if isinstance(event, Name):
                    steps = self._name(node.key, seen, event)
                else:
                    steps = self._figure(node.key, seen, placed, event, limit - node.cost)
                for key, cost, row, column in steps:
                    whole = node.cost + cost
                    if whole + SPREAD < limit:
                        limit = whole + SPREAD
                    made = layer.get(key)
                    if made is None:
                        made = layer[key] = _Node(key, whole)
                    elif whole < made.cost:
                        made.cost = whole
                    made.steps.append((node, cost, row, column))
            self.work += sum(len(n.steps) for n in layer.values())
            seen += isinstance(event, Name)
            placed += isinstance(event, Figure)
            kept = sorted(layer.values(), key=lambda n: n.cost)[:beam]
            if not kept or self.work > most:
                return None
            layers.append([n for n in kept if n.cost <= kept[0].cost + SPREAD])
        return self._solution(layers)

    def _name(self, key: _Key, index: int, name: Name) -> Iterator[_Step]:
        if key.row == index:
            yield key, name.cost, index, _BEGUN
            return
        if key.row < index:
            run = key.run + 1 if key.fresh else 1
            begun = _Key(key[0], (*key.queue, index), key.fresh + 1, run, *key[4:])
            yield begun, 0.0 if name.forced else name.cost, index, _BEGUN
        if not name.forced:
            yield key, name.spared, index, _PASSED

    def _targets(self, key: _Key, seen: int, ahead: float) -> Iterator[tuple[int, tuple[int, ...], int, float]]:
        """The rows that a figure may stand in: (row, rows begun after it, rows left without a figure, cost)."""
        queue, waiting = key.queue, key.row >= seen
        if key.row >= 0:
            yield key.row, queue, 0, 1.6 if key.fresh else 0.0
        if waiting:
            return
        for i, row in enumerate(queue[:3]):
            last = i == len(queue) - 1
            yield row, queue[i + 1 :], i, 0.0 if last else 0.2 if len(queue) - i <= key.run else 1.2
        if len(queue) <= 2:
            cost = ahead + 1.2 if key.fresh else ahead
            for row in range(seen, min(seen + 3, len(self.names))):
                yield row, (), len(queue), cost
                if self.names[row].forced:
                    break

    def _figure(self, key: _Key, seen: int, placed: int, figure: Figure, limit: float) -> Iterator[_Step]:
        added: dict[int, tuple[int, tuple[int, ...], int]] = {}  # the same in whichever row the figure stands
        if figure.aside <= limit:
            yield key, figure.aside, -1, _ASIDE
        for row, queue, unfilled, away in self._targets(key, seen, self.style.ahead + figure.early):
            same = row == key.row
            base = away + NO_ROW * unfilled + (figure.stay if same else figure.leave if key.row >= 0 else 0.0)
            if base > limit:
                continue
            used, before, last, lead = (key.used, key.before, key.last, key.lead) if same else (0, key.used, -1, -1)
            if not same and before:
                base += self.style.pattern * (key.used ^ key.before).bit_count() if key.before else 0.0
            for column, total in self._possible[placed]:
                if used >> column & 1:
                    continue
                cost = base + self.slots[column].cost + (0.02 * column if total is None else 0.0)
                if last >= 0:
                    cost += self.style.disorder if column < last else 0.03 * (column - last - 1)
                elif not same and key.lead not in (-1, column):
                    cost += self.style.lead
                if cost > limit:
                    continue
                if column not in added:
                    added[column] = self._add(key, column, placed)
                broken, sums, missed = added[column]
                first = lead if same else column
                run = min(key.run, len(queue))
                yield (
                    _Key(row, queue, 0, run, used | 1 << column, before, column, first, broken, sums),
                    cost + MISSED * missed,
                    row,
                    column,
                )

    def _add(self, key: _Key, column: int, placed: int) -> tuple[int, tuple[int, ...], int]:
        """The columns that can no longer reach their totals, and the sums, with a figure added, and by how much more is missed; a
        broken sum is forgotten."""
        total, broken = self.totals[column], key.broken
        if total is None or broken >> column & 1:
            return broken, key.sums, 0
        summed, sign = key.sums[column] + self.amounts[placed], self.slots[column].sign
        rest = self.reachable[sign][placed + 1]
        over = bool(sign) and abs(summed) > abs(total)
        if not over and (rest is None or total - summed in rest):
            return broken, (*key.sums[:column], summed, *key.sums[column + 1 :]), 0
        missed = broken | 1 << column
        more = missed.bit_count() ** 2 - broken.bit_count() ** 2
        return missed, (*key.sums[:column], 0, *key.sums[column + 1 :]), more

    def _end(self, key: _Key) -> float:
        if key.row >= len(self.names):
            return float("inf")
        missed = key.broken
        for column, total in enumerate(self.totals):
            if total is not None and not missed >> column & 1 and key.sums[column] != total:
                missed |= 1 << column
        unfilled = sum(1.2 if self.names[n].forced else NO_ROW for n in key.queue)
        return unfilled + MISSED * (missed.bit_count() ** 2 - key.broken.bit_count() ** 2)

    def _solution(self, layers: list[list[_Node]]) -> Solution | None:
        for node in layers[-1]:
            node.to_end = self._end(node.key)
        best = min(layers[-1], key=lambda n: n.cost + n.to_end)
        least = best.cost + best.to_end
        if least == float("inf"):
            return None
        others = self._rivals(layers, least)
        where: dict[int, tuple[int, int]] = {}
        aside: list[int] = []
        rows: list[int] = []
        node = best
        for event in reversed(self.events):
            node, _, row, column = min(node.steps, key=lambda s: s[0].cost + s[1])
            if column == _BEGUN:
                rows.append(self.names[row].key)
            elif column == _ASIDE:
                aside.append(event.key)
            elif column >= 0:
                where[event.key] = (self.names[row].key, column)
        rivals = self._unlike(others, where)
        agreed, missed = self._columns(where)
        return Solution(tuple(reversed(rows)), where, tuple(aside), least, agreed, missed, rivals, self.style is JUMBLED, self.work)

    def _unlike(self, others: dict[int, set[tuple[int, int]]], where: dict[int, tuple[int, int]]) -> dict[int, tuple[int, int]]:
        """Figures that stand elsewhere in an equally good layout, but for those that change places with an equal figure."""
        amounts = {e.key: e.amount for e in self.events if isinstance(e, Figure)}
        at = {place: amounts[k] for k, place in where.items()}
        odd = {k: [p for p in sorted(places) if where.get(k, (-1, _ASIDE)) != p] for k, places in others.items()}
        return {k: p for k, places in odd.items() for p in places if at.get(p) != amounts[k] and (p[1] >= 0 or k in where)}

    def _columns(self, where: dict[int, tuple[int, int]]) -> tuple[tuple[int, ...], tuple[int, ...]]:
        sums = [0] * len(self.slots)
        for event in self.events:
            if event.key in where and isinstance(event, Figure):
                sums[where[event.key][1]] += int(event.amount * 100)
        told = [(i, total) for i, total in enumerate(self.totals) if total is not None]
        return tuple(i for i, t in told if sums[i] == t), tuple(i for i, t in told if sums[i] != t)

    def _rivals(self, layers: list[list[_Node]], least: float) -> dict[int, set[tuple[int, int]]]:
        """By figure, every place that some layout nearly as good as the best gives it."""
        found: dict[int, set[tuple[int, int]]] = {}
        for event, layer in zip(reversed(self.events), reversed(layers[1:]), strict=True):
            for node in layer:
                for before, cost, row, column in node.steps:
                    before.to_end = min(before.to_end, cost + node.to_end)
                    if isinstance(event, Figure) and before.cost + cost + node.to_end < least + EQUAL:
                        place = (self.names[row].key, column) if column >= 0 else (-1, _ASIDE)
                        found.setdefault(event.key, set()).add(place)
        return found


def _possible(amount: int, sign: int, total: int | None) -> bool:
    """A figure cannot stand in a column of the other sign (0: either), nor in one whose stated total is nought."""
    return not amount or ((sign == 0 or (amount < 0) == (sign < 0)) and total != 0)
