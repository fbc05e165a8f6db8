"""Rows of a table printed a cell at a time: the kinds of its cells, and where a row that holds the pattern of the first stands."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bettercare.plan import State
from bettercare.reading.dates import periods_in, read_date
from bettercare.reading.metrics.names import DENOMINATOR, NUMERATOR, VALUE, row_kind
from bettercare.reading.money.rows import TOTAL
from bettercare.reading.risks.ratings import PRODUCT, read_rating
from bettercare.reading.tables.label_likeness import plain_label
from bettercare.reading.values import state_of, tidy

FIGURE = re.compile(r"[-(£\s]{0,3}\d[\d,.]*\s?[%kKmM)]{0,2}")
_ANCHORS = frozenset("ndr")
"""Kinds of cells of which every row has one: prose has none."""
_LONGEST_CELL = 260

Spot = tuple[int, str, int]
"""A cell as printed: the index of its first paragraph (-1 for an empty line), its words, and the index after its last."""


def kind_of(text: str) -> str:
    """e empty, n a figure, d a date, p a period, r a rating, s a state such as N/A, x too long for a cell, w words."""
    if not text:
        return "e"
    if FIGURE.fullmatch(text):
        return "n"
    if len(text) > _LONGEST_CELL:
        return "x"
    if len(text) < 30 and read_date(text).value:
        return "d"
    if len(text) < 50 and _is_period(text):
        return "p"
    if PRODUCT.fullmatch(text) or (len(text) < 12 and read_rating(text).rating):
        return "r"
    return "w" if state_of(text) is State.GIVEN else "s"


def _is_period(text: str) -> bool:
    """Whether words are a stretch of months, and nothing else."""
    return any(m.group() == tidy(text).strip("()") for p, m in periods_in(text) if p.months < 12 or " " in m.group())


def rows_from(
    spots: Sequence[Spot], kinds: Sequence[str], start: int, width: int, heading: Sequence[str]
) -> tuple[list[tuple[int, ...]], int]:  # fmt: skip
    """The rows from a position on that hold the pattern of the first, and the index after the last; totals are rows too."""
    pattern = "".join(kinds[start : start + width])
    if len(pattern) < width or "x" in pattern or not set(pattern) & _ANCHORS or pattern[0] in "es":
        return [], start
    if pattern[0] == "n" and not re.fullmatch(r"\d{1,3}", spots[start][1]):
        return [], start
    rows: list[tuple[int, ...]] = []
    at = start
    while at < len(kinds):
        numbered = pattern[0] != "n" or kinds[at] != "n" or bool(re.fullmatch(r"\d{1,3}", spots[at][1]))
        whole = (
            numbered
            and not _runs_on(spots, kinds, at, pattern)
            and _holds(kinds, at, pattern, bool(rows))
            and _anchored(kinds, at, pattern)
        )
        totals = _total(spots, kinds, at, pattern) if not whole else ()
        if totals:
            return [*rows, totals], max(totals) + 1
        if not whole and rows and (beneath := _beneath(spots, kinds, at, pattern)):
            rows.append(beneath)
            at += width - 1
            continue
        if not whole:
            after_gap = _after_gap(spots, kinds, at, pattern) if rows else None
            following = after_gap or (_next_row(spots, kinds, at, pattern, heading) if rows else None)
            if following is None:
                break
            gap = [range(start, start + width) for start in range(at, after_gap or at, width)]
            rows += [tuple(row) for row in gap if any(kinds[i] != "e" for i in row)]
            at = following
            continue
        rows.append(tuple(range(at, at + width)))
        pattern = "".join(b if a in "es" and b != "p" else a for a, b in zip(pattern, kinds[at : at + width], strict=True))
        at += width
        if any(TOTAL.match(spots[i][1]) for i in rows[-1][:2]):
            break
    return rows, at


def _beneath(spots: Sequence[Spot], kinds: Sequence[str], at: int, pattern: str) -> tuple[int, ...]:
    """A row whose first cell is the one above it, which reaches over both and is printed once: a metric's numerator, denominator
    or value beneath its name; -1 for that cell."""
    rest = pattern[1:]
    if not rest.startswith("wn") or row_kind(spots[at][1]) not in (VALUE, NUMERATOR, DENOMINATOR) or spots[at][0] < 0:
        return ()
    whole = _holds(kinds, at, rest, True) and _anchored(kinds, at, rest)
    return (-1, *range(at, at + len(rest))) if whole else ()


def _after_gap(spots: Sequence[Spot], kinds: Sequence[str], at: int, pattern: str) -> int | None:
    """Where rows go on after up to four that hold words alone or nothing, when every empty cell is kept as a line."""
    width = len(pattern)
    for start in range(at + width, at + 4 * width + 1, width):
        row = kinds[start - width : start]
        if (
            len(row) < width
            or "e" not in row
            or any(b not in "es" and (b != "w" or a != b) for a, b in zip(pattern, row, strict=True))
        ):
            return None
        if _holds(kinds, start, pattern, True) or _total(spots, kinds, start, pattern):
            return start
    return None


def _next_row(
    spots: Sequence[Spot], kinds: Sequence[str], at: int, pattern: str, heading: Sequence[str]
) -> int | None:  # fmt: skip
    """Where rows hold the pattern again shortly after one that was torn: two of them, figures in both, and no other heading."""
    width, heads = len(pattern), {p for w in heading if len(p := plain_label(w)) > 3}
    for start in range(at + 1, min(at + 2 * width + 2, len(kinds) - 2 * width + 1)):
        skipped = {plain_label(text) for _, text, _ in spots[at:start]} & heads
        if kinds[start - 1] == "x" or (skipped and skipped != heads):
            return None
        first, second = ("".join(kinds[i : i + width]) for i in (start, start + width))
        if second == pattern and (first == pattern or (re.sub("s", "n", first) == pattern and "n" in first)):
            return start
    return None


def _holds(kinds: Sequence[str], at: int, pattern: str, follows: bool) -> bool:
    """Whether a row of the pattern stands here; only a row that follows another may lack its first cell or hold periods."""
    here = "".join(kinds[at : at + len(pattern)])
    if len(here) < len(pattern):
        return False
    if follows and here[0] == "e" and set(here) <= set("eps") and "p" in here:
        return all(a in "nes" or a == b for a, b in zip(pattern, here, strict=True) if b == "p")
    if not set(here) & _ANCHORS or (here[0] == "e" and not (follows and here.count("n") >= 2)):
        return False
    return all(a == b or a in "es" or b in "es" for a, b in zip(here, pattern, strict=True))


def _runs_on(spots: Sequence[Spot], kinds: Sequence[str], at: int, pattern: str) -> bool:
    """Whether the number of the next row stands among the cells of a numbered row: then a cell of it is missing.

    Where the next row begins right after this one, with its number, a like figure among the cells is their own.
    """
    number, width = spots[at][1] if at < len(spots) else "", len(pattern)
    if pattern[0] != "n" or not number.isdigit():
        return False
    following = str(int(number) + 1)
    if at + width < len(spots) and spots[at + width][1] == following:
        return False
    return any(text == following for _, text, _ in spots[at + 1 : at + width]) and not _ends(spots, kinds, at + width)


def _ends(spots: Sequence[Spot], kinds: Sequence[str], at: int) -> bool:
    """Whether no numbered row begins in the few cells from a position on: words without a figure."""
    return all(k in "wx" for k in kinds[at : at + 2])


def _anchored(kinds: Sequence[str], at: int, pattern: str) -> bool:
    """Whether a row ends where it seems to: what follows can begin another row, and figures do not run on."""
    after = at + len(pattern)
    return after >= len(kinds) or kinds[after] != "n" or pattern[0] == "n"


def _total(spots: Sequence[Spot], kinds: Sequence[str], at: int, pattern: str) -> tuple[int, ...]:
    """A row of totals: the word, then a figure for every column of amounts, whatever is left out between; -1 for no cell."""
    at = at + 1 if at < len(spots) and kinds[at] == "e" else at
    columns = [c for c, k in enumerate(pattern) if k == "n" and c]
    if at >= len(spots) or not TOTAL.match(spots[at][1]) or not columns:
        return ()
    following = [i for i in range(at + 1, min(at + 1 + len(pattern), len(spots))) if kinds[i] != "e"]
    figures = [i for i, j in zip(following, range(len(columns)), strict=False) if kinds[i] == "n"]
    if len(figures) != len(columns):
        return ()
    row = [-1] * len(pattern)
    row[0 if pattern[0] == "w" else 1] = at
    for column, index in zip(columns, figures, strict=True):
        row[column] = index
    return tuple(row)
