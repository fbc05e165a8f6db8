"""Two people change one table that is a single value: their changes meet at the cell, not at the table.

The rows of such a table have no ids. A row is known by its place among rows that stayed as they were, and by what it still says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

Row = tuple[str | None, ...]
Rows = Sequence[Sequence[str | None]]


@dataclass(frozen=True, slots=True)
class Clash:
    """A cell that both changed, to different words. `row` counts in the merged table; None where the others removed the row."""

    row: int | None
    column: int
    mine: str | None
    theirs: str | None


@dataclass(frozen=True, slots=True)
class Merged:
    """A table with the changes of both; where they clash it says what the others said. `places`: of each row of mine its place."""

    rows: tuple[Row, ...]
    clashes: tuple[Clash, ...]
    places: tuple[int | None, ...]


def rows_in(data: Any) -> Rows | None:
    """The rows of a table in the JSON of an answer, none where it was not answered; None where it is no table."""
    if data is None:
        return []
    return data["rows"] if isinstance(data, dict) and set(data) == {"rows"} else None


def merged(base: Rows, mine: Rows, theirs: Rows) -> Merged:
    """Return a table with what two people made of it since it said `base`.

    A row that one removed and the other changed stays where the others changed it, and is a clash where the others removed it.
    """
    first, own, other = ([tuple(row) for row in rows] for rows in (base, mine, theirs))
    in_own, in_other = _partners(first, own), _partners(first, other)
    rows: list[Row] = []
    clashes: list[Clash] = []
    places: dict[int, int] = {}
    at_own = at_other = 0

    def take_new(until_own: int, until_other: int) -> None:
        nonlocal at_own, at_other
        rows.extend(other[at_other:until_other])
        for place in range(at_own, until_own):
            places[place] = len(rows)
            rows.append(own[place])
        at_own, at_other = max(at_own, until_own), max(at_other, until_other)

    for number, was in enumerate(first):
        a, b = in_own.get(number), in_other.get(number)
        take_new(at_own if a is None else a, at_other if b is None else b)
        at_own, at_other = at_own + (a is not None), at_other + (b is not None)
        if a is not None and b is not None:
            row, clashed = _cells(was, own[a], other[b])
            clashes += [Clash(len(rows), column, ours, their) for column, ours, their in clashed]
            places[a] = len(rows)
            rows.append(row)
        elif a is not None:
            clashes += [Clash(None, c, ours, None) for c, ours in enumerate(own[a]) if ours != _at(was, c)]
        elif b is not None and other[b] != was:
            rows.append(other[b])
    take_new(len(own), len(other))
    return Merged(tuple(rows), tuple(clashes), tuple(places.get(n) for n in range(len(own))))


def _cells(was: Row, mine: Row, theirs: Row) -> tuple[Row, list[tuple[int, str | None, str | None]]]:
    row: list[str | None] = []
    clashed = []
    for column in range(max(map(len, (was, mine, theirs)))):
        before, ours, their = (_at(one, column) for one in (was, mine, theirs))
        if ours not in (before, their) and their != before:
            clashed.append((column, ours, their))
        row.append(ours if their == before else their)
    return tuple(row), clashed


def _at(row: Row, column: int) -> str | None:
    return row[column] if column < len(row) else None


def _partners(base: list[Row], changed: list[Row]) -> dict[int, int]:
    """Of each row of a table its place in a later state of it; one that is not there any more has none."""
    found: dict[int, int] = {}
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, base, changed, autojunk=False).get_opcodes():
        if kind == "equal" or (kind == "replace" and i2 - i1 == j2 - j1):
            found |= dict(zip(range(i1, i2), range(j1, j2), strict=True))
        elif kind == "replace":
            found |= {i1 + i: j1 + j for i, j in _likest(base[i1:i2], changed[j1:j2])}
    return found


def _likest(base: list[Row], changed: list[Row]) -> list[tuple[int, int]]:
    """Pairs of rows, in order, that have most cells in common."""
    best = [[0] * (len(changed) + 1) for _ in range(len(base) + 1)]
    for i in reversed(range(len(base))):
        for j in reversed(range(len(changed))):
            best[i][j] = max(best[i + 1][j + 1] + _alike(base[i], changed[j]), best[i + 1][j], best[i][j + 1])
    pairs = []
    i = j = 0
    while i < len(base) and j < len(changed):
        if best[i][j] == best[i + 1][j + 1] + _alike(base[i], changed[j]):
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs


def _alike(one: Row, other: Row) -> int:
    """How much speaks for two rows being the same: each cell in common counts more than that they could be."""
    return 1 + 2 * sum(a == b and a not in (None, "") for a, b in zip(one, other, strict=False))
