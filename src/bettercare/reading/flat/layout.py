"""A region of running text laid out as a table: its totals found, its names and figures set before the search."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import combinations, pairwise
from typing import NamedTuple

from bettercare.plan import State
from bettercare.reading.flat.search import BY_ROW, JUMBLED, Figure, Name, Slot, Solution, solve
from bettercare.reading.flat.text import Token
from bettercare.reading.values import state_of
from bettercare.rounds.model import Column

TOO_ODD = 1.6
"""Above this cost per figure no layout is believable, and the text is reported as not placed."""
ODD = 0.5
"""Above this cost per figure every figure of a layout is in doubt."""
_TOTAL = re.compile(r"(?:(?:BCF|Grand|Overall|Sub)[- ]?)?Totals?\b", re.I)
_ENDS_WITH_TOTAL = re.compile(r"\s*\b(?:(?:BCF|Grand|Overall) [Tt]otals?|Totals?)$")
_SHORT_ANSWER = re.compile(r"[YN]|Yes|No", re.I)
_MARKERS = (
    re.compile(r"\b(?:scheme|project|workstream)\s*(?:no\.?\s*|number\s*)?(?P<n>\d{1,2})(?![\d,])", re.I),
    re.compile(r"(?<![\w.])(?P<n>\d{1,2})[.)]\s(?=[A-Z])"),
    re.compile(r"\A(?P<n>\d{1,2})(?:\s(?=[A-Z])|$)"),
    re.compile(r"\b(?P<c>[A-Z]{2,5})[-/ ]?(?P<n>\d{1,3})\b(?=\s*[-:A-Z])"),
)
_ROWED, _STRAY = 4.0, 1.5
"""In a text whose lines are rows: the cost of two rows in one line, and of one row in two lines."""


@dataclass(frozen=True, slots=True)
class Laid:
    """A flat table laid out: its rows' first words by key, its figures, the solution, and the totals by column."""

    body: tuple[Token, ...]
    names: dict[int, Token]
    figures: dict[int, Token]
    solution: Solution
    totals: dict[int, Token]
    certain: frozenset[int]
    """Columns whose stated total surely stands there: no other placing is nearly as good."""
    doubtful: bool
    """The text is jumbled, and nothing confirms where its figures stand: no total is met, one is missed, or all is too odd."""
    unsure: frozenset[int]
    """Columns of a sign of which two or more miss their totals: figures of that sign may be in each other's columns."""
    work: int
    """How many steps of search it took to lay this table out, all tries together."""


def lay(made: Sequence[Token], columns: Sequence[Column], numbered: bool, most: int) -> Laid | None:
    """Return the likeliest layout of a region's tokens, or None where none is believable; `most` bounds the search."""
    figures = [t for t in made if t.amount is not None]
    negative = any(t.amount is not None and t.amount < 0 for t in figures)
    signs = [(-1 if negative else 0) if c.field.endswith("benefit") else 1 for c in columns]
    best: tuple[float, Laid] | None = None
    work = 0
    for body, totals in _split_totals(made, signs):
        lined = _is_lined(body)
        events, names, amounts = _events(body, numbered, lined)
        if len(amounts) < 2 or not names or len(amounts) > 300 or len(names) > 400:
            continue
        placings = place_totals([t.amount or Decimal(0) for t in totals], signs)
        tried: list[tuple[float, Placing, Solution]] = []
        for placing in placings:
            solution = solve(
                events, _slots(placing, totals, signs, columns), (BY_ROW,) if lined else (BY_ROW, JUMBLED), most - work
            )
            if solution is None:
                continue
            work += solution.work
            tried.append((solution.cost + placing.cost, placing, solution))
            if not solution.missed or work > most:
                break
        for cost, placing, solution in tried:
            if cost / len(amounts) <= TOO_ODD and (best is None or cost < best[0]):
                by_column = dict(zip(placing.columns, totals, strict=False))
                certain = frozenset(c for c in by_column if all(o.columns == placing.columns or p > cost + 2 for p, o, _ in tried))
                doubtful, unsure = _doubtful(solution, len(amounts)), _unsure(solution, signs)
                best = cost, Laid(tuple(body), names, amounts, solution, by_column, certain, doubtful, unsure, 0)
        if best is not None and not best[1].solution.missed:
            break
    return replace(best[1], work=work) if best else None


def _unsure(solution: Solution, signs: Sequence[int]) -> frozenset[int]:
    missed = [signs[c] for c in solution.missed]
    return frozenset(c for c, sign in enumerate(signs) if missed.count(sign) > 1)


def _doubtful(solution: Solution, figures: int) -> bool:
    return solution.jumbled and (bool(solution.missed) or not solution.agreed or solution.cost > ODD * figures)


def _slots(placing: Placing, totals: Sequence[Token], signs: Sequence[int], columns: Sequence[Column]) -> list[Slot]:
    """The columns; one whose total is small, or that the row of totals leaves out, is unlikely to hold a figure."""
    by_column = dict(zip(placing.columns, totals, strict=False))
    largest = max((abs(t.amount or Decimal(0)) for t in totals), default=Decimal(0))
    slots = []
    for i, (sign, column) in enumerate(zip(signs, columns, strict=True)):
        total = by_column[i].amount if i in by_column else None
        rare = 0.2 if column.recurrence == "non-recurrent" else 0.0
        if total is None:
            rare += 1.5 if by_column else 0.0
        elif total:
            rare += 0.2 * math.log10(float(largest / abs(total)))
        slots.append(Slot(total, sign, rare))
    return slots


def _split_totals(made: Sequence[Token], signs: Sequence[int]) -> list[tuple[list[Token], list[Token]]]:
    """The ways to part the rows from their totals, likeliest first: totals that the figures add up to, then by the word alone."""
    width = len(signs)
    marks = [i for i, t in enumerate(made) if t.amount is None and (_TOTAL.match(t.text) or _ENDS_WITH_TOTAL.search(t.text))]
    figures = [i for i, t in enumerate(made) if t.amount is not None]
    ways: list[tuple[float, list[Token], list[Token]]] = []
    for i in reversed(marks):
        head = [] if _TOTAL.match(made[i].text) else [replace(made[i], text=_ENDS_WITH_TOTAL.sub("", made[i].text))]
        after, before = _run(made, i + 1, 1)[:width], _run(made, i - 1, -1)[-width:]
        last = [j for j in figures if j > i][-width:]
        for take, worse in ((after, 0.0), (last, 0.5), (before, 0.6)):
            if not take:
                continue
            totals = [made[j] for j in take]
            for side, rest in enumerate(_sides(made, i, set(take))):
                rows = [t for t in rest if t.amount is not None]
                if len(rows) >= 2:
                    ways.append((worse + 0.2 * side + _disagree(rows, totals), [*rest, *head] if not side else rest, totals))
    ways.sort(key=lambda w: w[0])
    kept: list[tuple[list[Token], list[Token]]] = []
    for _, rest, totals in ways:
        if (rest, totals) not in kept:
            kept.append((rest, totals))
    return [*kept[:2], *([(list(made), [])] if not kept else [])]


def _sides(made: Sequence[Token], mark: int, taken: set[int]) -> Iterator[list[Token]]:
    """The rows, if they stand before the word for total, or after it, or on both sides."""
    yield [t for j, t in enumerate(made) if j < mark and j not in taken]
    yield [t for j, t in enumerate(made) if j > mark and j not in taken]
    yield [t for j, t in enumerate(made) if j != mark and j not in taken]


def _run(made: Sequence[Token], start: int, step: int) -> list[int]:
    """The figures that stand together from a position on, up to the next words."""
    taken = []
    while 0 <= start < len(made) and made[start].amount is not None:
        taken.append(start)
        start += step
    return sorted(taken)


def _disagree(rows: Sequence[Token], totals: Sequence[Token]) -> float:
    """How far totals are from adding up to what the rows add up to: 0 for both signs agreeing, 1 for one, 2 for none."""
    cost = 0.0
    for sign in (1, -1):
        summed, told = (
            sum((t.amount for t in some if t.amount is not None and t.amount * sign > 0), Decimal(0))
            for some in (list(rows), list(totals))
        )
        cost += 0.0 if summed == told else 0.7 if summed and told and abs(summed - told) < abs(told) / 10 else 1.0
    return cost


def _is_lined(body: Sequence[Token]) -> bool:
    """Whether the lines of the text are rows: most lines that hold figures also hold words before them."""
    lines: dict[int, bool] = {}
    words: set[int] = set()
    for token in body:
        if token.amount is None:
            words.add(token.line)
        else:
            lines.setdefault(token.line, token.line in words)
    return len(lines) >= 2 and sum(lines.values()) >= 0.7 * len(lines)


def _events(
    body: Sequence[Token], numbered: bool, lined: bool
) -> tuple[list[Name | Figure], dict[int, Token], dict[int, Token]]:  # fmt: skip
    markers = _markers(body) if numbered else {}
    events: list[Name | Figure] = []
    names: dict[int, Token] = {}
    figures: dict[int, Token] = {}
    order = sorted(markers)
    with_figures = {t.line for t in body if t.amount is not None}
    previous: Token | None = None
    seen: set[int] = set()
    for index, token in enumerate(body):
        following = body[index + 1] if index + 1 < len(body) else None
        if token.amount is not None:
            figures[token.start] = token
            events.append(_figure(body, index, markers, lined, token.line in seen))
            seen.add(token.line)
            previous = token
            continue
        for start, text, forced, inside in _starts(token, markers):
            between = bool(order) and order[0] < start < order[-1]
            if lined and not forced:
                first = not inside and token.line not in seen and (previous is None or previous.line != token.line)
                cost, spared = _line_costs(token, text, first, token.line in with_figures, bool(order))
            else:
                early = bool(order) and start < order[0] and not figures
                before_name = following is not None and following.amount is None
                fresh = previous is None or token.cell
                cost, spared = _start_costs(token, start, text, forced, between, inside, fresh, bool(order), before_name)
                if early and cost is not None and not forced:
                    cost, spared = 2.5, 0.0
            if cost is None:
                continue
            names[start] = Token(start, token.end, text, None, token.line)
            events.append(Name(start, forced, cost, spared))
        previous = token
    return events, names, figures


def _figure(body: Sequence[Token], index: int, markers: dict[int, str], lined: bool, again: bool) -> Figure:
    """A figure for the search. One with small letters right after it may stand in a sentence, and so in no column; one that
    no name follows, or that stands right after one, hardly stands before its own."""
    token, previous = body[index], body[index - 1] if index else None
    assert token.amount is not None
    following = body[index + 1] if index + 1 < len(body) else None
    small = following is not None and following.amount is None and following.text[:1].islower() and following.line == token.line
    words = next((t for t in body[index + 1 :] if t.amount is None), None)
    named = words is not None and (words.start in markers if markers else words.text[:1].isupper())
    headed = previous is not None and previous.amount is None and any(previous.start <= m < previous.end for m in markers)
    early = (0.0 if named else 1.0) + (0.8 if headed else 0.0)
    leave = _ROWED if lined and again else 0.0
    stay = _STRAY if lined and not again and previous is not None and previous.line != token.line else 0.0
    return Figure(token.start, token.amount, 2.5 if small and not lined else 6.0, early, leave, stay)


def _markers(body: Sequence[Token]) -> dict[int, str]:
    """The positions where numbered rows start, when a way of numbering runs 1, 2, 3 or nearly so, or runs down."""
    best: dict[int, str] = {}
    ways = [_MARKERS[0], _MARKERS[1], _MARKERS[2], _MARKERS[3]]
    hits = [
        [(t.start + m.start(), int(m["n"]), m.group()) for t in body if t.amount is None for m in p.finditer(t.text)] for p in ways
    ]
    hits.append(sorted({h[0]: h for h in hits[1] + hits[0]}.values()))
    for found in hits:
        steps = [b[1] - a[1] for a, b in pairwise(found)]
        run = max(sum(1 for s in steps if 0 <= s <= 3), sum(1 for s in steps if -3 <= s < 0))
        if len(found) >= 2 and run >= 0.7 * len(steps) and len(found) > len(best):
            best = {position: text for position, _, text in found}
    return best


def _starts(token: Token, markers: dict[int, str]) -> list[tuple[int, str, bool, bool]]:
    """Where in a stretch of words rows may start: (position, words, whether numbered, whether inside the stretch)."""
    inside = sorted(p for p in markers if token.start <= p < token.end)
    edges = [*inside, token.start + len(token.text)]
    found: list[tuple[int, str, bool, bool]] = []
    if not inside or inside[0] - token.start > 2:
        found.append((token.start, token.text[: edges[0] - token.start].strip(), False, False))
    for here, following in pairwise(edges):
        text = token.text[here - token.start : following - token.start].strip()
        found.append((here, text, True, False))
        for match in re.finditer(r"(?<=[a-z0-9])\s+(?=[A-Z][a-z]+ [A-Za-z&])", text):
            found.append((here + match.end(), text[match.end() :], False, True))
    return found


def _line_costs(token: Token, text: str, first: bool, figured: bool, numbered: bool) -> tuple[float | None, float]:
    """What it costs to start a row in a text whose lines are rows: at the words that begin a line, seldom elsewhere."""
    if not first or token.ended or not text[:1].isalnum() or state_of(text) is not State.GIVEN:
        return None, 0.0
    if figured:
        return (1.0 if numbered else 0.0), (0.0 if text[:1].islower() else 1.5)
    return 1.2, 0.0


def _start_costs(
    token: Token, start: int, text: str, forced: bool, between: bool, inside: bool, fresh: bool, any_marker: bool, before_name: bool
) -> tuple[float | None, float]:  # fmt: skip
    """What it costs to start a row at some words, and to take them as going on with a name instead."""
    if forced:
        return 0.0, 0.0
    if inside:
        capital = token.text[: start - token.start].split()[-1][:1].isupper()
        return (None, 0.0) if between else (0.9 if capital else 0.5, 0.0)
    if not text[:1].isupper() or len(text) < 3 or state_of(text) is not State.GIVEN or _SHORT_ANSWER.fullmatch(text):
        return None, 0.0
    if token.ended:
        return 3.0, 0.0
    if between:
        return (0.4 if before_name and len(text.split()) > 1 else 1.8), 0.0
    if any_marker:
        return 0.0, 1.0
    return (0.0, 1.0) if fresh else (1.5, 0.0)


class Placing(NamedTuple):
    """Stated totals put into columns: (index of the total, column) in the order printed, and how odd that is."""

    columns: tuple[int, ...]
    cost: float


def place_totals(totals: Sequence[Decimal], signs: Sequence[int], most: int = 3) -> list[Placing]:
    """The likeliest ways to put printed totals into the columns, best first.

    Totals keep their order but for one that moved; columns are skipped only when there are fewer totals than columns. Without
    totals the only way is the empty one.
    """
    count, width = len(totals), len(signs)
    if not count or count > width:
        return [Placing((), 0.0)]
    orders = [tuple(c) for c in combinations(range(width), count)]
    found: dict[tuple[int, ...], float] = {}
    for order in orders:
        for moved, columns in _moved(order, totals, signs):
            cost = 1.5 * moved + sum(
                3.0 for t, c in zip(totals, columns, strict=True) if t and signs[c] and (t < 0) != (signs[c] < 0)
            )
            cost += sum(0.6 for c, s in enumerate(signs) if s < 0 and c in columns) if not any(t < 0 for t in totals) else 0.0
            skipped = [c for c in range(width) if c not in columns]
            cost += 0.05 * sum(width - c for c in skipped)
            found[columns] = min(cost, found.get(columns, cost))
    ranked = sorted(found.items(), key=lambda item: (item[1], item[0]))
    return [Placing(columns, cost) for columns, cost in ranked[:most] if cost <= ranked[0][1] + 3.0]


def _moved(order: tuple[int, ...], totals: Sequence[Decimal], signs: Sequence[int]) -> Iterator[tuple[int, tuple[int, ...]]]:
    """An order of columns as it is; where a sign does not fit, also with one total moved to another position."""
    yield 0, order
    if all(not t or not signs[c] or (t < 0) == (signs[c] < 0) for t, c in zip(totals, order, strict=True)):
        return
    for a in range(len(order)):
        for b in range(len(order)):
            if a != b:
                rest = [*order[:a], *order[a + 1 :]]
                yield 1, (*rest[:b], order[a], *rest[b:])
