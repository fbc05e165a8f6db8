"""Labels and the values that belong to them, as one assignment at least cost, in any layout.

A form's fields are slots in the order of their labels; the words beside the labels are cut into values, in order. A value
costs little where it is of the slot's kind and stands in the label's row, after the label or in its middle; more where it
stands before the label or other labels lie between. So `label value`, `label label value value`, `value label` and a label
split by its value are all read by one rule, and kind and order decide where layout does not.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate, pairwise

from bettercare.documents.model import Table
from bettercare.reading.atoms import atoms_in
from bettercare.reading.values import tidy
from bettercare.reading.words import Gap, Hit, Words, letters, page_marks

_NEVER = 1e9
_BLANK = 1.5
_HARDLY_MORE = 0.25
"""Two assignments that differ by less than this cost are equally good."""
_LONGEST = {
    "money": 4, "date": 14, "council": 45, "ccg": 60, "icb": 45, "hwb": 30, "organisation": 45, "name": 9, "position": 24,
    "place": 9, "text": 160,
}  # fmt: skip
ROLE = frozenset([
    "director", "officer", "chief", "chair", "chairman", "chairwoman", "chairperson", "leader", "head", "manager", "executive",
    "accountable", "corporate", "interim", "acting", "deputy", "assistant", "strategic", "lead", "managing", "president", "mayor",
    "secretary", "commissioner", "portfolio", "holder", "gp", "councillor", "cabinet", "member", "representative", "vice",
    "cochair", "treasurer", "operating",
])  # fmt: skip
_TITLES = frozenset(
    ["cllr", "councillor", "dr", "mr", "mrs", "ms", "miss", "sir", "dame", "prof", "professor", "lord", "baroness", "rev"]
)
_JOINING = frozenset(["and", "of", "the", "&", "in", "on", "upon", "for", "with", "to", "by", "-", "–", "/", "under"])
_KIND_ENDS = frozenset(["council", "ccg", "ccgs", "group", "groups", "board", "trust"])
_KIND_WORDS = _KIND_ENDS | frozenset(
    ["borough", "city", "county", "district", "clinical", "commissioning", "health", "wellbeing", "nhs", "metropolitan"]
)


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
        self.atom_at = {a.start: a for a in self.atoms}
        self._costs: dict[tuple[str, int, int], float] = {}

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
            self.texts[k - 1].lower() in _JOINING
            or self.texts[k].lower() in _JOINING - {"-", "–"}
            or self.keys[k] in _KIND_ENDS | {"borough"}
        )
        return cut + 3.0 if bound else cut

    def _short(self, index: int) -> bool:
        """True in a line of at most twelve words, where a cut is unlikely."""
        first = index
        while first > 0 and self.words[first].gap is Gap.SPACE and index - first < 13:
            first -= 1
        return self.words.line_end(index) - first <= 12

    @cached_property
    def _sums(self) -> dict[str, list[float]]:
        def total(test: Callable[[str, str], float]) -> list[float]:
            return [0.0, *accumulate(test(t, k) for t, k in zip(self.texts, self.keys, strict=True))]

        inside_atom = {i for a in self.atoms if a.kind in ("money", "date") for i in range(a.start, a.end)}
        sums = {
            "small": total(
                lambda t, k: 0.0 if not k or t[:1].isupper() or t[:1].isdigit() or t.lower() in _JOINING or t[0] in "(#" else 1.0
            ),
            "role": total(lambda t, k: 1.0 if k in ROLE else 0.0),
            "title": total(lambda t, k: 1.0 if k in _TITLES else 0.0),
            "council": total(
                lambda t, k: 1.0 if k in ("council", "borough", "councils", "mbc", "cc", "lbc", "corporation") else 0.0
            ),
            "ccg": total(lambda t, k: 1.0 if k in ("ccg", "ccgs", "clinical", "commissioning", "nhs") else 0.0),
            "nhs-inside": [
                0.0,
                *accumulate(
                    1.0 if k == "nhs" and i and not self._may_go_before_nhs(i - 1) else 0.0 for i, k in enumerate(self.keys)
                ),
            ],
            "ccg-end": total(lambda t, k: 1.0 if k in ("ccg", "ccgs", "group", "groups") else 0.0),
            "icb": total(lambda t, k: 1.0 if k in ("icb", "icbs", "integrated", "nhs") else 0.0),
            "icb-end": total(lambda t, k: 1.0 if k in ("icb", "icbs", "board") else 0.0),
            "board": total(lambda t, k: 1.0 if k in ("board", "hwb", "hwbb") else 0.0),
        }
        sums["body"] = [sum(counts) for counts in zip(*(sums[x] for x in ("council", "ccg-end", "icb", "board")), strict=True)]
        sums["atom"] = [0.0, *accumulate(1.0 if i in inside_atom else 0.0 for i in range(len(self.free)))]
        return sums

    def _may_go_before_nhs(self, k: int) -> bool:
        return (
            self.keys[k] in ("ccg", "ccgs", "group", "groups", "and", "")
            or self.texts[k].endswith((",", ";", ":"))
            or self.breaks[k + 1] == 0
        )

    def _count(self, what: str, a: int, b: int) -> float:
        sums = self._sums[what]
        return sums[b] - sums[a]

    def _kind_cost(self, kind: str, a: int, b: int) -> float:
        """What it costs that free words [a, b) are of a kind; worked out once for all slots of that kind."""
        key = kind, a, b
        if key not in self._costs:
            self._costs[key] = self._cost_of_kind(kind, a, b)
        return self._costs[key]

    def _cost_of_kind(self, kind: str, a: int, b: int) -> float:
        atom = self.atom_at.get(a)
        if atom and atom.end == b and atom.kind in ("default", "state"):
            return 0.1 + self._placeholder_cost(kind, a, b)
        if kind in ("money", "date"):
            return self._typed_cost(kind, a, b)
        if kind == "text":
            named = self._count("ccg-end", a, b) + self._count("council", a, b) and not self._count("small", a, b)
            return 0.3 + 0.01 * (b - a) + 0.8 * self._count("atom", a, b) + (0.4 if named else 0.1 * self._count("ccg-end", a, b))
        if self._count("atom", a, b):
            return _NEVER
        if kind == "name":
            return self._name_cost(a, b)
        if kind == "place":
            return 0.02 * (b - a) + 0.4 * self._count("small", a, b) + 0.8 * self._count("role", a, b)
        if kind == "position":
            bare = self._count("role", a, b) == 0
            half = (b - a) // 2
            if half and (b - a) % 2 == 0 and self.keys[a : a + half] == self.keys[a + half : b]:
                return 1.5  # one title written twice
            return (
                0.8 * bare + 0.02 * (b - a) + 0.15 * self._count("small", a, b) + (0.5 if self.keys[a] in _TITLES and bare else 0)
            )
        return self._organisation_cost(kind, a, b)

    def _placeholder_cost(self, kind: str, a: int, b: int) -> float:
        text = letters("".join(self.texts[a:b]))
        hints = {"name": "signatory", "position": "title", "date": "date", "council": "council", "ccg": "ccg", "hwb": "hwb"}
        hinted = {k for k, hint in hints.items() if hint in text} | ({"date"} if re.fullmatch(r"d+m+y+", text) else set())
        if not hinted or kind in hinted or (kind == "organisation" and hinted & {"council", "ccg", "hwb"}):
            return 0.0
        return 0.6

    def _typed_cost(self, kind: str, a: int, b: int) -> float:
        atom = self.atom_at.get(a)
        if not atom or atom.kind != kind or atom.end > b:
            return _NEVER
        if kind == "money":
            return 0.0 if atom.end == b else _NEVER
        rest = b - atom.end
        if rest and (not self.texts[atom.end].startswith(("(", "-", "–", "subject", "draft")) or self._count("atom", atom.end, b)):
            return _NEVER
        return 0.02 * rest

    def _name_cost(self, a: int, b: int) -> float:
        length = b - a - self._count("title", a, b)
        told = [k for k, t in zip(self.keys[a:b], self.texts[a:b], strict=True) if t.lower() not in _JOINING]
        twice = 0.6 if len(told) > len(set(told)) else 0.0  # a name and the same title again
        roles = self._count("role", a, b) - (1 if self.keys[a] in _TITLES and self.keys[a] in ROLE else 0)
        base = twice + {0: 0.6, 1: 0.8, 2: 0.0, 3: 0.0, 4: 0.15}.get(int(length), 0.2 * (length - 3))
        if self.texts[a].lower() in _JOINING or self.texts[b - 1].lower() in _JOINING:
            base += 0.8
        if roles:
            base = (
                twice
                + (0.35 if b - a <= 8 else 1.5)
                + (0.8 if self.texts[a].lower() in _JOINING or self.texts[b - 1].lower() in _JOINING else 0)
            )
            cut = self.keys[a] in ("board", "group", "ccg", "council") and self.breaks[a] > 0
            return base + 0.5 * self._count("small", a, b) + (0.8 if cut else 0)
        bodies = 0.4 * self._count("board", a, b) + 0.4 * self._count("ccg-end", a, b) + 0.5 * self._count("council", a, b)
        return base + 0.5 * self._count("small", a, b) + bodies

    def _organisation_cost(self, kind: str, a: int, b: int) -> float:
        cost = 0.25 * self._count("small", a, b) + 0.005 * (b - a) + 0.8 * min(1, self._count("role", a, b))
        cost += 0.5 * self._count("nhs-inside", a + 1, b) if b > a + 1 else 0
        if all(key in _KIND_WORDS or self.texts[k].lower() in _JOINING for k, key in enumerate(self.keys[a:b], a)):
            cost += 1.2
        own = {"council": "council", "ccg": "ccg-end", "icb": "icb-end", "hwb": "board"}.get(kind)
        if own is None:
            return cost + (0 if self._says_what(a, b) else 0.4)
        if not self._count(own, a, b):
            cost += 0.9 if own == "ccg-end" else 0.5
        foreign = {"council": ("ccg",), "ccg": ("council",), "icb": ("council",), "hwb": ()}[kind]
        cost += sum(min(1.0, self._count(x, a, b)) for x in foreign)
        if kind == "hwb":
            cost += 0.6 * max(0, self._count("board", a, b) - 1)
        if own == "ccg-end" and self._count(own, a, b):
            trailing = next((n for n in range(1, b - a) if self.keys[b - n] in ("ccg", "ccgs", "group", "groups")), b - a) - 1
            cost += 0.2 * min(trailing, 4) if trailing > 2 or self.breaks[b] else 0
        return cost

    def _says_what(self, a: int, b: int) -> bool:
        return self._count("body", a, b) > 0

    def _crossing(self, slot: int, k: int) -> float:
        """What it costs that a value goes on from free word k - 1 to k."""
        between, cost = self._crossings[k]
        return cost if not between else 0.05 if between == {slot} else _NEVER

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
            return _NEVER
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
        if self._same_row(hit, first):
            return 0.001 * (first - hit.start) if first > hit.start else 0.2
        owned = 1.2 if self._row_of(first) in self._labelled_rows else 0.8 if self._answered_in_row(hit) else 0.0
        owned += 2.5 if self._left_empty(hit) and not self._same_table(hit, first) else 0.0
        last = self.free[b - 1]
        low, high = (hit.end, first) if first >= hit.end else (last + 1, hit.start)
        places = self._slot_places[bisect_left(self._slot_places, low) : bisect_left(self._slot_places, high)]
        between = {self.label_of[i] for i in places}
        cost = 0.2 * min(len(between), 3) + 0.03 * max(0, len(between) - 3) + (0.3 if first < hit.start else 0)
        return owned + cost + 0.005 * min(high - low, 40)

    def _apart(self, slot: int, a: int) -> bool:
        """True where layout alone does not join a value to its label: it stands before it, or other labels lie between."""
        hit, first = self.hits[slot], self.free[a]
        if self._same_row(hit, first) or (hit.hole and hit.hole[0] <= first < hit.hole[1]):
            return False
        if first < hit.start:
            return True
        return any(i in self.label_of and self.label_of[i] != slot for i in range(hit.end, first))

    def _row_of(self, index: int) -> tuple[int, int, int] | None:
        word = self.words[index]
        return None if word.row is None else (word.document, word.block, word.row)

    @cached_property
    def _labelled_rows(self) -> frozenset[tuple[int, int, int]]:
        """Rows of tables in which a label stands: what else stands there is that label's."""
        return frozenset(row for hit in self.hits[: len(self.slots)] for i in hit.held() if (row := self._row_of(i)))

    @cached_property
    def _slot_places(self) -> list[int]:
        """The words of the slots' own labels, in order."""
        return sorted(i for i, number in self.label_of.items() if number < len(self.slots))

    @cached_property
    def _rows_of_hits(self) -> dict[int, frozenset[tuple[int, int, int] | None]]:
        return {id(hit): frozenset(map(self._row_of, hit.held())) for hit in self.hits}

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

    def _same_row(self, hit: Hit, index: int) -> bool:
        row = self._row_of(index)
        return row is not None and row in self._rows_of_hits[id(hit)]

    def _junk(self, k: int) -> float:
        atom = self.atom_at.get(k)
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
        atom = self.atom_at.get(a)
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
                if run >= _NEVER:
                    break
            if kind == "text" and self.breaks[b] and b not in self.atom_at and self.texts[b - 1][-1:] not in ".;":
                continue
            cost = self._kind_cost(kind, a, b)
            if cost < _NEVER:
                if self.slots[slot].strict and apart and not self._says_what(a, b):
                    cost += 1.0
                if kind == "name" and b - a == 1 and apart and self._count("role", a, b):
                    cost += 1.2  # the first word of a title, where no name stands before it
                if self.slots[slot].near:
                    cost += 2.0 if apart else 0.0
                    cost += 1.0 if kind in ("council", "ccg", "icb") and not self._says_what(a, b) else 0.0
                found.append((b, cost + run + 0.12 * self.breaks[b] + (away if after else self._displacement(slot, a, b))))
        return found

    def solve(self, rivals: bool = False) -> list[Filled]:
        n, m = len(self.free), len(self.slots)
        best = [[_NEVER] * (n + 1) for _ in range(m + 1)]
        back: list[list[tuple[int, int, bool] | None]] = [[None] * (n + 1) for _ in range(m + 1)]
        values: dict[tuple[int, int], list[tuple[int, float]]] = {}
        best[0][0] = 0.0
        for j in range(m + 1):
            for i in range(n + 1):
                here = best[j][i]
                if here >= _NEVER:
                    continue
                if i < n and here + self._junk(i) < best[j][i + 1]:
                    best[j][i + 1], back[j][i + 1] = here + self._junk(i), (j, i, False)
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
        rest = [[_NEVER] * (n + 1) for _ in range(m + 1)]
        rest[m][n] = 0.0
        for j in range(m, -1, -1):
            for i in range(n, -1, -1):
                ways = [rest[j][i], self._junk(i) + rest[j][i + 1] if i < n else _NEVER]
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
            and (hit.start <= self.free[x.start] < limit or self._same_row(hit, self.free[x.start]))
        )  # fmt: skip
