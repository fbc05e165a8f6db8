"""Labels and the values that belong to them, as one assignment at least cost, in any layout.

A form's fields are slots in the order of their labels; the words beside the labels are cut into values, in order. A value
costs little where it is of the slot's kind and stands in the label's row, after the label or in its middle; more where it
stands before the label or other labels lie between. So `label value`, `label label value value`, `value label` and a label
split by its value are all read by one rule, and kind and order decide where layout does not.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from math import inf

from bettercare.documents.model import Table
from bettercare.reading.atoms import atoms_in
from bettercare.reading.fields.slot_kinds import JOINING, KIND_ENDS, NEVER, ROLE, KindCosts
from bettercare.reading.values import tidy
from bettercare.reading.words import Gap, Hit, Words, letters, page_marks

_BLANK = 1.5
_HARDLY_MORE = 0.25
"""Two assignments that differ by less than this cost are equally good."""
_LONGEST = {
    "money": 4, "date": 14, "council": 45, "ccg": 60, "icb": 45, "hwb": 30, "organisation": 45, "name": 9, "position": 24,
    "place": 9, "text": 160,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Slot:
    """A field and where its label stands. Kinds: money, date, council, ccg, icb, hwb, organisation, name, position, text."""

    id: str
    kind: str
    hit: Hit
    strict: bool = False
    """An organisation that stands apart from the label must say what it is (council, group, board)."""
    near: bool = False
    """The value must stand in the label's row, or next to it."""
    before: int | None = None
    """The word before whose label this field comes in the form, where its own label is printed elsewhere."""


@dataclass(frozen=True, slots=True)
class Filled:
    """What belongs to a slot: word indexes (none if blank); `apart` where its label stands elsewhere; `spare` lists more
    values of the same kind that stand in the same field."""

    slot: Slot
    indexes: tuple[int, ...]
    apart: bool = False
    spare: tuple[tuple[int, ...], ...] = ()
    rivals: tuple[tuple[int, ...], ...] = ()
    """Other words that could be the value at hardly more cost."""

    @property
    def span(self) -> tuple[int, int] | None:
        return (self.indexes[0], self.indexes[-1] + 1) if self.indexes else None


def fill(
    words: Words, start: int, end: int, slots: Sequence[Slot], other_labels: Sequence[Hit] = (), rivals: bool = False
) -> list[Filled]:  # fmt: skip
    """Give the words [start, end) that are no label to the slots; `other_labels` are words that are nobody's value.

    With `rivals` each value comes with those that could stand in its place at hardly more cost.
    """
    ordered = sorted(slots, key=lambda s: (s.hit.start, 1) if s.before is None else (s.before, 0))
    return _Filling(words, start, end, ordered, other_labels).solve(rivals)


def loose_values(
    words: Words, start: int, end: int, slots: Sequence[Slot], filled: Sequence[Filled], other_labels: Sequence[Hit] = ()
) -> list[tuple[str, tuple[int, ...]]]:  # fmt: skip
    """Amounts and dates in words [start, end) that no slot took: (kind, word indexes)."""
    taken = {i for item in filled for i in item.indexes} | {i for item in filled for spare in item.spare for i in spare}
    filling = _Filling(words, start, end, list(slots), other_labels)
    found = [(a.kind, tuple(filling.free[a.start : a.end])) for a in filling.atoms if a.kind in ("money", "date")]
    return [(kind, indexes) for kind, indexes in found if taken.isdisjoint(indexes)]


class _Filling:
    def __init__(self, words: Words, start: int, end: int, slots: list[Slot], other_labels: Sequence[Hit]) -> None:
        self.words, self.slots = words, slots
        hits = [s.hit for s in slots] + list(other_labels)
        self.label_of: dict[int, int] = {}
        for number, hit in enumerate(hits):
            for i in range(hit.start, hit.end):
                if hit.holds(i):
                    self.label_of[i] = number
        self.hits = hits
        marks = page_marks(words)
        self.free = [i for i in range(start, end) if i not in self.label_of and i not in marks]
        self.texts = [tidy(words[i].text) or words[i].text for i in self.free]
        self.keys = [words.keys[i] for i in self.free]
        self.breaks = [self._break(k) for k in range(len(self.free) + 1)]
        parted = [k > 0 and self.free[k] != self.free[k - 1] + 1 for k in range(len(self.free))]
        self.atoms = atoms_in(self.texts, parted, self.breaks)
        self.kinds = KindCosts(self.texts, self.keys, self.breaks, self.atoms)

    def _break(self, k: int) -> float:
        """How unnatural a cut before free word k is: 0 at a cell, line or label; least in a long flattened line."""
        if k in (0, len(self.free)):
            return 0.0
        a, b = self.free[k - 1], self.free[k]
        if b != a + 1 or self.words[b].gap is not Gap.SPACE:
            return 0.0
        cut = 5.0 if self.words[b].cell is not None else 2.0 if self._short(b) else 1.0
        # A name or title is hardly cut at `of` or before `Council`.
        bound = (
            self.texts[k - 1].lower() in JOINING
            or self.texts[k].lower() in JOINING - {"-", "–"}
            or self.keys[k] in KIND_ENDS | {"borough"}
        )
        return cut + 3.0 if bound else cut

    def _short(self, index: int) -> bool:
        """True in a line of at most twelve words, where a cut is unlikely."""
        first = index
        while first > 0 and self.words[first].gap is Gap.SPACE and index - first < 13:
            first -= 1
        return self.words.line_end(index) - first <= 12

    def _crossing(self, slot: int, k: int) -> float:
        """What it costs that a value goes on from free word k - 1 to k."""
        between, cost = self._crossings[k]
        return cost if not between else 0.05 if between == {slot} else NEVER

    @cached_property
    def _crossings(self) -> list[tuple[set[int], float]]:
        """For each free word, the labels between it and the one before, and what it costs to go on where there are none."""
        found: list[tuple[set[int], float]] = [(set(), 0.0)]
        for a, b in pairwise(self.free):
            found.append(({self.label_of[i] for i in range(a + 1, b) if i in self.label_of}, self._step(a, b)))
        return found

    def _step(self, a: int, b: int) -> float:
        """What it costs that a value goes on from one word to another."""
        gap = self.words[b].gap
        if self.words[a].row is not None and self.words[a].block != self.words[b].block:
            return NEVER
        if gap is Gap.CELL:
            return 0.3
        if gap in (Gap.LINE, Gap.BLOCK):
            first = self.words[b]
            wrapped = gap is Gap.LINE and (first.row is None or first.cell)
            return 0.03 if wrapped else 0.08 if first.row is None else 0.2
        return 0.0

    def _displacement(self, slot: int, a: int, b: int) -> float:
        hit, first = self.hits[slot], self.free[a]
        if hit.hole and hit.hole[0] <= first < hit.hole[1]:
            return 0.0
        if self._same_row(slot, a):
            return 0.001 * (first - hit.start) if first > hit.start else 0.2
        answered, left_empty, _ = self._labels[slot]
        owned = 1.2 if self._rows[a] in self._labelled_rows else 0.8 if answered else 0.0
        owned += 2.5 if left_empty and not self._same_table(hit, first) else 0.0
        last = self.free[b - 1]
        low, high = (hit.end, first) if first >= hit.end else (last + 1, hit.start)
        places = self._slot_places[bisect_left(self._slot_places, low) : bisect_left(self._slot_places, high)]
        between = len({self.label_of[i] for i in places})
        cost = 0.2 * min(between, 3) + 0.03 * max(0, between - 3) + (0.3 if first < hit.start else 0)
        return owned + cost + 0.005 * min(high - low, 40)

    def _apart(self, slot: int, a: int) -> bool:
        """True where layout alone does not join a value to its label: it stands before it, or other labels lie between."""
        hit, first = self.hits[slot], self.free[a]
        if self._same_row(slot, a) or (hit.hole and hit.hole[0] <= first < hit.hole[1]):
            return False
        return first < hit.start or self._labels[slot][2] < first

    def _row_of(self, index: int) -> tuple[int, int, int] | None:
        word = self.words[index]
        return None if word.row is None else (word.document, word.block, word.row)

    @cached_property
    def _rows(self) -> list[tuple[int, int, int] | None]:
        """The table's row of each free word."""
        return [self._row_of(i) for i in self.free]

    @cached_property
    def _labels(self) -> list[tuple[bool, bool, float]]:
        """Of each slot's label: whether its row answers it, or leaves it empty, and where the next word of another label is."""
        places = sorted(self.label_of.items())
        return [
            (
                self._answered_in_row(slot.hit),
                self._left_empty(slot.hit),
                next((i for i, n in places[bisect_left(places, (slot.hit.end, -1)) :] if n != number), inf),
            )
            for number, slot in enumerate(self.slots)
        ]

    @cached_property
    def _labelled_rows(self) -> frozenset[tuple[int, int, int]]:
        """Rows of tables in which a label stands: what else stands there is that label's."""
        return frozenset(row for hit in self.hits[: len(self.slots)] for i in hit.held() if (row := self._row_of(i)))

    @cached_property
    def _slot_places(self) -> list[int]:
        """The words of the slots' own labels, in order."""
        return sorted(i for i, number in self.label_of.items() if number < len(self.slots))

    @cached_property
    def _rows_of_labels(self) -> list[frozenset[tuple[int, int, int] | None]]:
        return [frozenset(map(self._row_of, slot.hit.held())) for slot in self.slots]

    def _answered_in_row(self, hit: Hit) -> bool:
        """Whether the cell after a label's, in the same row, holds words: then its value hardly stands elsewhere."""
        row, words = self._row_of(hit.end - 1), self.words
        after = words.line_end(hit.end - 1)
        alone = after == hit.end and after < len(words) and words[after].gap is Gap.CELL
        return alone and row is not None and self._row_of(after) == row and after not in self.label_of

    def _left_empty(self, hit: Hit) -> bool:
        """Whether nothing stands beside a label in a table's row that has room for it."""
        row = self._row_of(hit.end - 1)
        if row is None or self._answered_in_row(hit):
            return False
        table = self.words.documents[row[0]].blocks[row[1]]
        if not isinstance(table, Table):
            return False
        cells = table.rows[row[2]].cells
        return (len(cells) > 1 or table.sheet is not None) and sum(bool(c.text.strip()) for c in cells) == 1

    def _same_table(self, hit: Hit, index: int) -> bool:
        """Whether a word stands in the table of a label, on a sheet in its row or the next; a label in no table holds any."""
        label, word = self.words[hit.end - 1], self.words[index]
        if label.row is None:
            return True
        if (label.document, label.block) != (word.document, word.block):
            return False
        table = self.words.documents[label.document].blocks[label.block]
        if not isinstance(table, Table) or table.sheet is None or word.row is None:
            return True
        return abs(table.rows[word.row].number - table.rows[label.row].number) <= 1

    def _same_row(self, slot: int, a: int) -> bool:
        row = self._rows[a]
        return row is not None and row in self._rows_of_labels[slot]

    @cached_property
    def _junk(self) -> list[float]:
        """What it costs that a free word is nobody's value."""
        return [self._cost_of_junk(k) for k in range(len(self.free))]

    def _cost_of_junk(self, k: int) -> float:
        atom = self.kinds.atom_at.get(k)
        if atom and atom.kind in ("money", "date"):
            return 0.8
        if self.keys[k] in ROLE and self.texts[k][0].isupper():
            return 0.3
        if self.keys[k] in ("ccg", "nhs", "council", "clinical", "commissioning"):
            return 0.25
        return 0.06 if self.keys[k] else 0.0

    def _segments(self, slot: int, a: int) -> list[tuple[int, float]]:
        """(end, cost) of every value that slot could take from free word a on."""
        kind, n = self.slots[slot].kind, len(self.free)
        atom = self.kinds.atom_at.get(a)
        if kind in ("money", "date") and (atom is None or atom.kind not in (kind, "default", "state")):
            return []
        found: list[tuple[int, float]] = []
        run = 0.12 * self.breaks[a]
        apart = self._apart(slot, a)
        after = self.free[a] >= self.hits[slot].end
        away = self._displacement(slot, a, a + 1)
        for b in range(a + 1, min(a + _LONGEST.get(kind, 60), n) + 1):
            if b - a > 1:
                run += self._crossing(slot, b - 1)
                if run >= NEVER:
                    break
            if kind == "text" and self.breaks[b] and b not in self.kinds.atom_at and self.texts[b - 1][-1:] not in ".;":
                continue
            cost = self.kinds.cost(kind, a, b)
            if cost < NEVER:
                if self.slots[slot].strict and apart and not self.kinds.says_what(a, b):
                    cost += 1.0
                if kind == "name" and b - a == 1 and apart and self.kinds.count("role", a, b):
                    cost += 1.2  # the first word of a title, where no name stands before it
                if self.slots[slot].near:
                    cost += 2.0 if apart else 0.0
                    cost += 1.0 if kind in ("council", "ccg", "icb") and not self.kinds.says_what(a, b) else 0.0
                found.append((b, cost + run + 0.12 * self.breaks[b] + (away if after else self._displacement(slot, a, b))))
        return found

    def solve(self, rivals: bool = False) -> list[Filled]:
        n, m = len(self.free), len(self.slots)
        best = [[NEVER] * (n + 1) for _ in range(m + 1)]
        back: list[list[tuple[int, int, bool] | None]] = [[None] * (n + 1) for _ in range(m + 1)]
        values: dict[tuple[int, int], list[tuple[int, float]]] = {}
        best[0][0] = 0.0
        for j in range(m + 1):
            for i in range(n + 1):
                here = best[j][i]
                if here >= NEVER:
                    continue
                if i < n and here + self._junk[i] < best[j][i + 1]:
                    best[j][i + 1], back[j][i + 1] = here + self._junk[i], (j, i, False)
                if j == m:
                    continue
                if here + _BLANK < best[j + 1][i]:
                    best[j + 1][i], back[j + 1][i] = here + _BLANK, (j, i, False)
                if i < n:
                    values[j, i] = self._segments(j, i)
                    for end, cost in values[j, i]:
                        if here + cost < best[j + 1][end]:
                            best[j + 1][end], back[j + 1][end] = here + cost, (j, i, True)
        filled = self._trace(back)
        return self._with_rivals(filled, best, values) if rivals else filled

    def _with_rivals(
        self, filled: list[Filled], best: list[list[float]], values: dict[tuple[int, int], list[tuple[int, float]]]
    ) -> list[Filled]:  # fmt: skip
        n, m = len(self.free), len(self.slots)
        rest = [[NEVER] * (n + 1) for _ in range(m + 1)]
        rest[m][n] = 0.0
        for j in range(m, -1, -1):
            for i in range(n, -1, -1):
                ways = [rest[j][i], self._junk[i] + rest[j][i + 1] if i < n else NEVER]
                if j < m:
                    ways.append(_BLANK + rest[j + 1][i])
                    ways += [cost + rest[j + 1][end] for end, cost in values.get((j, i), ())]
                rest[j][i] = min(ways)
        limit = best[m][n] + _HARDLY_MORE
        found = []
        for j, item in enumerate(filled):
            close = {
                tuple(self.free[i:end])
                for i in range(n)
                for end, cost in values.get((j, i), ())
                if best[j][i] + cost + rest[j + 1][end] < limit
            }
            typed = self.slots[j].kind in ("money", "date")
            others = (c for c in sorted(close) if c != item.indexes and (typed or set(c).isdisjoint(item.indexes)))
            found.append(replace(item, rivals=tuple(c for c in others if self._says(c) != self._says(item.indexes))))
        return found

    def _says(self, indexes: Sequence[int]) -> str:
        return letters(" ".join(self.words[k].text for k in indexes))

    def _trace(self, back: list[list[tuple[int, int, bool] | None]]) -> list[Filled]:
        j, i = len(self.slots), len(self.free)
        taken: dict[int, tuple[int, int]] = {}
        while step := back[j][i]:
            if step[2]:
                taken[step[0]] = (step[1], i)
            j, i = step[0], step[1]
        used = {k for a, b in taken.values() for k in range(a, b)}
        result = []
        for number, slot in enumerate(self.slots):
            if number not in taken:
                result.append(Filled(slot, ()))
                continue
            a, b = taken[number]
            result.append(Filled(slot, tuple(self.free[a:b]), self._apart(number, a), self._spare(number, a, b, used)))
        return result

    def _spare(self, number: int, a: int, b: int, used: set[int]) -> tuple[tuple[int, ...], ...]:
        """Unused values of the slot's kind that stand in the same field: after its label, before the next."""
        kind, hit = self.slots[number].kind, self.hits[number]
        following = [s.hit.start for s in self.slots if s.hit.start > hit.start]
        limit = min(following, default=10**9)
        return tuple(
            tuple(self.free[x.start : x.end]) for x in self.atoms
            if x.kind == kind and x.start not in used and self._same_table(hit, self.free[x.start])
            and (hit.start <= self.free[x.start] < limit or self._same_row(number, x.start))
        )  # fmt: skip
