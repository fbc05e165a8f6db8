"""Which column of a table is which column of a shape: by likeness of the heading first, then by order and by what is in it."""

from __future__ import annotations

from itertools import pairwise

from bettercare.rounds.model import Column

_WEAK = 0.5
"""A heading less like a label than this may say anything."""


def aligned(
    headings: list[str], likeness: list[list[float]], fits: list[dict[str, float]], columns: tuple[Column, ...], back: bool
) -> tuple[list[tuple[int, Column]], float]:  # fmt: skip
    """Best match of the table's columns to the shape's, and its score; `likeness` is of each heading to each column, 0 to 1.

    Headings that name one column plainly are matched wherever they stand, the rest in order.
    """
    fixed = _plain_matches(likeness)
    rest = [i for i in range(len(headings)) if i not in fixed]
    open_columns = [j for j in range(len(columns)) if j not in fixed.values()]
    pairs, score = _in_order(headings, fits, columns, likeness, rest, open_columns, back)
    for i, j in fixed.items():
        pairs.append((i, columns[j]))
        score += likeness[i][j] * (0.6 + 0.4 * _fit(fits[i], columns[j].kind))
    order = [i for i, _ in sorted(((i, j) for i, j in fixed.items()), key=lambda p: p[1])]
    score -= 0.05 * sum(1 for a, b in pairwise(order) if (a > b) != back)
    return sorted(pairs, key=lambda p: p[0]), score


def _fit(fit: dict[str, float], kind: str) -> float:
    if not fit["filled"]:
        return 0.3
    if kind in ("money", "count", "rate", "percent"):
        return fit["money"]
    return fit["yes-no"] if kind == "yes-no" else fit["text"] if kind in ("text", "choice") else 0.5


def _plain_matches(likeness: list[list[float]]) -> dict[int, int]:
    """Headings that are surely one column: very like it, and like no other, and no other heading as like it."""
    found = {}
    for i, row in enumerate(likeness):
        j = max(range(len(row)), key=row.__getitem__)
        rivals = [v for k, v in enumerate(row) if k != j] + [other[j] for k, other in enumerate(likeness) if k != i]
        if row[j] >= 0.9 and max(rivals, default=0.0) < row[j] - 0.05:
            found[i] = j
    return found


def _in_order(
    headings: list[str], fits: list[dict[str, float]], columns: tuple[Column, ...], likenesses: list[list[float]],
    rest: list[int], open_columns: list[int], back: bool,
) -> tuple[list[tuple[int, Column]], float]:  # fmt: skip
    """The best match, in order, of the headings and columns that are still open."""
    order = rest[::-1] if back else rest
    last = max((i for i, heading in enumerate(headings) if heading), default=-1)
    rows, width = len(order), len(open_columns)
    shape = [columns[j] for j in open_columns]
    likeness = [[likenesses[i][j] for j in open_columns] for i in order]
    table = [[0.0] * (width + 1) for _ in range(rows + 1)]
    step: list[list[str]] = [[""] * (width + 1) for _ in range(rows + 1)]
    for i in range(rows + 1):
        for j in range(width + 1):
            choices = [(0.0, "")] if i == j == 0 else []
            if i:
                choices.append((table[i - 1][j] - (0.04 if not headings[order[i - 1]] else 0.1), "skip-heading"))
            if j:
                choices.append((table[i][j - 1] - (0.2 if shape[j - 1].required else 0.05), "skip-column"))
            named_only = shape[j - 1].field.endswith("source") if j else False
            fit = 0.0 if i == 0 or j == 0 else _fit(fits[order[i - 1]], shape[j - 1].kind)
            unnamed = named_only and bool(i) and likeness[i - 1][j - 1] < _WEAK
            if i and j and not unnamed and (gain := _gain(likeness[i - 1], j - 1, fit, i > 0 and order[i - 1] > last)) > 0:
                choices.append((table[i - 1][j - 1] + gain, "match"))
            table[i][j], step[i][j] = max(choices, key=lambda c: c[0])
    pairs: list[tuple[int, Column]] = []
    i, j = rows, width
    while i or j:
        move = step[i][j]
        if move == "match":
            pairs.append((order[i - 1], shape[j - 1]))
        i, j = (i - (move != "skip-column"), j - (move != "skip-heading"))
    return pairs, table[rows][width]


def _gain(likeness: list[float], column: int, fit: float, beside: bool) -> float:
    """What matching a heading to a column is worth; a heading that says something else is not matched by fit alone.

    `beside` is true of a column without a heading after the last one that has one: remarks stand there.
    """
    here, best = likeness[column], max(likeness)
    if here >= _WEAK:
        return here * (0.6 + 0.4 * fit) - 0.15 * (best - here)
    if best < _WEAK and fit >= 0.5 and not beside:
        return 0.12
    return 0.0
