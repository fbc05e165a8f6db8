"""Text that was a table of metrics, cut into tokens, and the tokens brought together by metric.

Labels may stand before their figures, after them, all together before columns, or the whole from the bottom up; the way in
which rows hold together best, and in which value = numerator / denominator x multiplier holds most often, is taken.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from bettercare.reading.dates import periods_in
from bettercare.reading.metrics.layouts import MULTIPLIERS, holds
from bettercare.reading.metrics.names import DENOMINATOR, NUMERATOR, PERIOD, VALUE, MetricNames
from bettercare.reading.values import read_number
from bettercare.rounds.model import Column, MetricDefinition

LABEL = re.compile(
    r"\b(?P<value>(?:metric|indicator)\s+values?\b|(?:annual|quarterly|monthly)\s+(?:rate\b|percentage\b|%))"
    r"|\b(?P<numerator>numerator)\b|\b(?P<denominator>denominator)\b", re.I,
)  # fmt: skip
STATE = re.compile(r"(?<![\w/])(?:n\s?/\s?a|not applicable|not supplied|not available|not provided|tbc)(?![\w/])", re.I)
DEFAULT = re.compile(r"\(\s*insert[^()]{0,40}\)?", re.I)
NUMBER = re.compile(r"(?<![\w.,/(-])\d[\d,]*(?:\.\d+)?\s?%?(?![\w]|[.,/]\d)")


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text: a row label (its kind), figure, state, period, default left in, or words."""

    kind: str
    start: int
    end: int


@dataclass
class Group:
    """One metric's tokens."""

    title: list[Token] = field(default_factory=list)
    rows: dict[str, list[Token]] = field(default_factory=dict)
    metric: MetricDefinition | None = None
    usual: bool = True
    """Its labels stand before its figures, row by row."""


def column_order(
    text: str, begin: int, stop: int, columns: Sequence[Column]
) -> tuple[list[Column], list[tuple[int, int]]]:  # fmt: skip
    """The round's columns in the order that their headings stand in the text, and where those headings stand."""
    places: dict[str, tuple[int, int]] = {}
    taken: list[tuple[int, int]] = []
    for column in columns:
        for label in sorted((column.title, *column.locator.labels), key=len, reverse=True):
            if len(label) < 9:
                continue
            pattern = re.compile(
                r"\b" + r"[\W_]*".join(re.escape(w) for w in re.findall(r"\w+", label)) + r"\b(?:\s*\(as at[^)]*\))?", re.I
            )
            for match in pattern.finditer(text, begin, stop):
                if not any(match.start() < b and a < match.end() for a, b in taken):
                    taken.append(match.span())
                    held = places.get(column.id)
                    if held is None or len(match.group()) >= held[1]:
                        places[column.id] = (match.start(), len(match.group()))
    if len(places) == len(columns):
        return sorted(columns, key=lambda c: places[c.id]), taken
    return list(columns), taken


def tokens_of(text: str, start: int, stop: int, heads: list[tuple[int, int]]) -> list[Token]:
    """Cut a stretch of text into tokens; what is no label, figure, state or period is words."""
    region = text[start:stop]
    marks: list[Token] = []

    def add(kind: str, a: int, b: int) -> None:
        if not any(a < t.end and t.start < b for t in marks):
            marks.append(Token(kind, a, b))

    for a, b in heads:
        if start <= a < stop:
            add("heading", a, b)
    for match in LABEL.finditer(region):
        add(match.lastgroup or VALUE, start + match.start(), start + match.end())
    for match in DEFAULT.finditer(region):
        add(PERIOD, start + match.start(), start + match.end())
    lead = len(region) - len(region.lstrip())
    for period, match in periods_in(region.replace("\n", " ")):
        a, b = start + lead + match.start(), start + lead + match.end()
        if period.months > 1 or text[max(0, a - 2) : a].strip() == "(":
            add(PERIOD, a, b)
    for match in STATE.finditer(region):
        add("state", start + match.start(), start + match.end())
    for match in NUMBER.finditer(region):
        add("figure", start + match.start(), start + match.end())
    return _with_words(text, start, stop, sorted(marks, key=lambda t: t.start))


def _with_words(text: str, start: int, stop: int, marks: list[Token]) -> list[Token]:
    tokens, at = list[Token](), start
    for mark in [*marks, Token("end", stop, stop)]:
        if re.search(r"\w", text[at : mark.start]):
            tokens.append(Token("words", at, mark.start))
        if mark.kind not in ("end", "heading"):
            tokens.append(mark)
        at = mark.end
    return tokens


def grouped(text: str, tokens: list[Token], names: MetricNames) -> list[Group]:
    """Tokens by metric. Labels stand before their figures, after them, or all together before columns of figures."""
    ways = [_grouped_after(text, tokens, names), _grouped_before(tokens), _grouped_stacked(tokens), _grouped_upward(tokens)]
    best = max(ways, key=lambda groups: (_good(text, groups), -ways.index(groups)))
    for group in best:
        group.usual = best is ways[0]
    return best


def _good(text: str, groups: list[Group]) -> float:
    """How well groups hold together: rows with figures, and as many in each."""
    score = 0.0
    for group in groups:
        sizes = [sum(t.kind == "figure" for t in group.rows.get(k, [])) for k in (VALUE, NUMERATOR, DENOMINATOR)]
        filled = [s for s in sizes if s]
        score += len(filled) + (1.5 if len(filled) == 3 and len(set(filled)) == 1 else 0) - 0.5 * (max(sizes) > 4)
        score += 0.8 * _holding(text, group)
    return score


def _holding(text: str, group: Group) -> int:
    """In how many columns value = numerator / denominator x a usual multiplier, when every row has as many figures."""
    rows = [[_figure(text, t) for t in group.rows.get(k, []) if t.kind == "figure"] for k in (VALUE, NUMERATOR, DENOMINATOR)]
    if len({len(r) for r in rows}) != 1:
        return 0
    return sum(1 for v, n, d in zip(*rows, strict=True) if holds(v, n, d, MULTIPLIERS))


def _figure(text: str, token: Token) -> Decimal | None:
    value: Decimal | None = read_number(text[token.start : token.end]).value
    return value


def suspicious(text: str, group: Group) -> bool:
    """Whether figures must have been put into wrong rows: a per cent as a count, or nothing that follows in an unusual layout."""
    counts = [t for k in (NUMERATOR, DENOMINATOR) for t in group.rows.get(k, [])]
    if any(text[t.start : t.end].rstrip().endswith("%") for t in counts):
        return True
    rows = [[_figure(text, t) for t in group.rows.get(k, []) if t.kind == "figure"] for k in (VALUE, NUMERATOR, DENOMINATOR)]
    return not group.usual and all(rows) and _holding(text, group) == 0


def _grouped_after(text: str, tokens: list[Token], names: MetricNames) -> list[Group]:
    groups: list[Group] = []
    kind: str | None = None
    loose: list[Token] = []
    run = False
    for token in tokens:
        if token.kind in (VALUE, NUMERATOR, DENOMINATOR):
            if not groups or token.kind in groups[-1].rows or (token.kind == VALUE and len(groups[-1].rows) > 1):
                groups += _without_labels(text, loose, names, groups)
                groups.append(Group(title=[t for t in loose if t.kind == "words"]))
            elif loose:
                groups[-1].title += [t for t in loose if t.kind == "words"]
            loose, kind, run = [], token.kind, True
            groups[-1].rows.setdefault(kind, [])
        elif token.kind in ("figure", "state") and run and kind:
            groups[-1].rows[kind].append(token)
        elif token.kind == PERIOD and groups and not _of_next(text, loose, groups[-1], names):
            groups[-1].title += [t for t in loose if t.kind == "words"]
            groups[-1].rows.setdefault(PERIOD, []).append(token)
            run, loose = False, []
        else:
            loose.append(token)
            run = False
    groups += _without_labels(text, loose, names, groups)
    return groups


def _of_next(text: str, loose: list[Token], group: Group, names: MetricNames) -> bool:
    """Whether periods after loose words belong to a metric that those words name, and not to the one before."""
    words = " ".join(text[t.start : t.end] for t in loose if t.kind == "words")
    if not words or len([k for k in group.rows if k != PERIOD]) < 3:
        return False
    return PERIOD in group.rows or names.match(words) is not None


def _without_labels(text: str, loose: list[Token], names: MetricNames, groups: list[Group]) -> list[Group]:
    """A metric between two others that has no row labels: its name, its figures and its periods; the rest stays loose."""
    last = max((i for i, t in enumerate(loose) if t.kind == PERIOD), default=None)
    if last is None:
        return []
    mine, rest = loose[: last + 1], loose[last + 1 :]
    words = [t for t in mine if t.kind == "words"]
    if not words or not names.match(" ".join(text[t.start : t.end] for t in words)):
        return []
    loose[:] = rest
    before = [t for t in mine if t.kind in ("figure", "state")]
    figures = [t for t in before if t.kind == "state" or t.start > words[0].end]
    return [Group(words, {VALUE: figures, PERIOD: [t for t in mine if t.kind == PERIOD]})]


def _grouped_before(tokens: list[Token]) -> list[Group]:
    """Figures printed before their labels."""
    groups: list[Group] = []
    pending: list[Token] = []
    words: list[Token] = []
    for token in tokens:
        if token.kind in (VALUE, NUMERATOR, DENOMINATOR):
            if not groups or token.kind in groups[-1].rows:
                groups.append(Group(title=words))
                words = []
            groups[-1].rows[token.kind] = pending
            pending = []
        elif token.kind in ("figure", "state"):
            pending.append(token)
        elif token.kind == PERIOD and groups:
            groups[-1].rows.setdefault(PERIOD, []).append(token)
        elif token.kind == "words":
            words.append(token)
            pending = []
    return groups


def _grouped_stacked(tokens: list[Token]) -> list[Group]:
    """Three labels together, then the columns one after another: value, numerator, denominator, period."""
    groups: list[Group] = []
    order: list[str] = []
    queue: list[str] = []
    words: list[Token] = []
    taking = False
    for token in tokens:
        if token.kind in (VALUE, NUMERATOR, DENOMINATOR):
            if not order or token.kind in order or groups[-1].rows.get(order[0]):
                groups.append(Group(title=words))
                order, words = [], []
            order.append(token.kind)
            groups[-1].rows[token.kind] = []
            queue, taking = list(order), True
        elif token.kind in ("figure", "state") and groups and taking:
            queue = queue or list(order)
            groups[-1].rows[queue.pop(0)].append(token)
            if token.kind == "state":
                queue = list(order)
        elif token.kind == PERIOD and groups:
            groups[-1].rows.setdefault(PERIOD, []).append(token)
            queue = list(order)
        elif token.kind == "words":
            words.append(token)
            taking = False
    return groups


def _grouped_upward(tokens: list[Token]) -> list[Group]:
    """Printed from the bottom: periods, denominator, numerator, then the name and the value."""
    groups: list[Group] = []
    kind: str | None = None
    periods: list[Token] = []
    run = False
    for token in tokens:
        if token.kind in (VALUE, NUMERATOR, DENOMINATOR):
            if not groups or token.kind in groups[-1].rows:
                groups.append(Group())
            if periods:
                groups[-1].rows[PERIOD], periods = periods, []
            kind, run = token.kind, True
            groups[-1].rows.setdefault(kind, [])
        elif token.kind in ("figure", "state") and run and kind:
            groups[-1].rows[kind].append(token)
        elif token.kind == PERIOD:
            periods.append(token)
            run = False
        elif token.kind == "words":
            run = False
            if groups and VALUE not in groups[-1].rows:
                groups[-1].title.append(token)
    return groups
