"""Metrics whose table was flattened into text: names apart from figures, `N/A` out of place, rows run together.

Row labels cut the text into metrics; the round's pattern of columns, the periods written, and whether value = numerator /
denominator x multiplier holds choose between ways to lay the figures out. What they choose is marked inferred, with the
reason; where two ways are as good, the figures concerned are left open with both as candidates.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from bettercare.documents.model import Document
from bettercare.plan import How, Place, PointRole, State, Unread
from bettercare.reading.dates import periods_in
from bettercare.reading.metric_layouts import MULTIPLIERS, Laid, Row, holds, lay_out
from bettercare.reading.metric_names import DENOMINATOR, NUMERATOR, PERIOD, VALUE, MetricNames
from bettercare.reading.metric_points import Block, Entry, ValueColumn, build
from bettercare.reading.parts import Found
from bettercare.reading.spots import Stream, streams
from bettercare.reading.values import read_number, state_of
from bettercare.rounds.model import Column, MetricDefinition

_LABEL = re.compile(
    r"\b(?P<value>(?:metric|indicator)\s+values?)\b|\b(?P<numerator>numerator)\b|\b(?P<denominator>denominator)\b", re.I
)
_STATE = re.compile(r"(?<![\w/])(?:n\s?/\s?a|not applicable|not supplied|not available|not provided|tbc)(?![\w/])", re.I)
_DEFAULT = re.compile(r"\(\s*insert[^()]{0,40}\)?", re.I)
_NUMBER = re.compile(r"(?<![\w.,/(-])\d[\d,]*(?:\.\d+)?\s?%?(?![\w]|[.,/]\d)")
_END = re.compile(r"\b(?:DRAFT\s+)?(?:Better Care Fund|BCF)\s+(?:Planning\s+)?Template\b|\n#|\bFinance - ", re.I)
_BEFORE, _AFTER = 3000, 1500


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text: a row label (its kind), figure, state, period, default left in, or words."""

    kind: str
    start: int
    end: int


@dataclass
class _Group:
    """One metric's tokens."""

    title: list[Token] = field(default_factory=list)
    rows: dict[str, list[Token]] = field(default_factory=dict)
    metric: MetricDefinition | None = None
    usual: bool = True
    """Its labels stand before its figures, row by row."""


def read_flat_metrics(document: Document, names: MetricNames, columns: Sequence[Column]) -> Found:
    """Read the metrics of a document whose metrics table did not survive as a table."""
    found = Found()
    for stream in streams(document):
        labels = list(_LABEL.finditer(stream.text))
        kinds = {m.lastgroup for m in labels}
        if not {NUMERATOR, DENOMINATOR} <= kinds or len(labels) < 3 or not columns:
            continue
        found += _of_stream(stream, labels, names, columns)
    return found


def _of_stream(stream: Stream, labels: list[re.Match[str]], names: MetricNames, columns: Sequence[Column]) -> Found:
    text = stream.text
    first, stop = labels[0].start(), _stop(text, labels[-1].end())
    begin = max(0, first - _BEFORE)
    ordered, heads = _column_order(text, begin, stop, columns)
    headed = max((b for _, b in heads if first - 1500 < b <= first), default=first)
    if labels[0].lastgroup == DENOMINATOR:
        headed = max(0, first - 160)
    tokens = _tokens(text, headed, stop, heads)
    groups = _grouped(text, tokens, names)
    if groups and _names_many(text, groups[0], names):
        groups[0].title = []
    _own_names(text, groups, names)
    apart = _names_apart(text, begin, first, heads, names)
    groups = [g for g in groups if g.rows]
    blocks, open_rows = [_named(stream, g) for g in groups], list[Token]()
    _give_names(stream, blocks, apart, names)
    for block, group in zip(blocks, groups, strict=True):
        open_rows += _fill(stream, block, group, ordered)
    unread = tuple(Unread(text[t.start : t.end], stream.place(t.start, t.end)) for t in open_rows)
    parts = tuple(p for b in blocks if (p := build(b)))
    return Found(parts, unread=unread, used=frozenset(stream.keys(first, stop)))


def _names_many(text: str, group: _Group, names: MetricNames) -> bool:
    """Whether the words before the first figures are the names of several metrics, printed together."""
    if not group.title:
        return False
    return len({m.id for _, _, m in names.occurrences(text[group.title[0].start : group.title[-1].end])}) > 1


def _stop(text: str, last_label: int) -> int:
    """Where the last metric's rows end: before the next page's or table's title, or where figures and periods end."""
    limit = min(len(text), last_label + _AFTER)
    end = _END.search(text, last_label, limit)
    limit = end.start() if end else limit
    pieces = [m.end() for p in (_NUMBER, _STATE, _DEFAULT) for m in p.finditer(text, last_label, limit)]
    pieces += [last_label + m.end() for _, m in periods_in(text[last_label:limit].replace("\n", " "))]
    near = last_label
    for position in sorted(pieces):
        if position - near > 140:
            break
        near = position
    return min(near + 2, len(text))


def _column_order(
    text: str, begin: int, stop: int, columns: Sequence[Column]
) -> tuple[list[Column], list[tuple[int, int]]]:  # fmt: skip
    """The round's columns in the order that their headings stand in the text, and where those headings stand."""
    places: dict[str, tuple[int, int]] = {}
    taken: list[tuple[int, int]] = []
    for column in columns:
        for label in sorted((column.title, *column.locator.labels), key=len, reverse=True):
            if len(label) < 9:
                continue
            pattern = re.compile(r"\b" + r"[\W_]*".join(re.escape(w) for w in re.findall(r"\w+", label)) + r"\b(?:\s*\(as at[^)]*\))?", re.I)
            for match in pattern.finditer(text, begin, stop):
                if not any(match.start() < b and a < match.end() for a, b in taken):
                    taken.append(match.span())
                    held = places.get(column.id)
                    if held is None or len(match.group()) >= held[1]:
                        places[column.id] = (match.start(), len(match.group()))
    if len(places) == len(columns):
        return sorted(columns, key=lambda c: places[c.id]), taken
    return list(columns), taken


def _tokens(text: str, start: int, stop: int, heads: list[tuple[int, int]]) -> list[Token]:
    """Cut a stretch of text into tokens; what is no label, figure, state or period is words."""
    region = text[start:stop]
    marks: list[Token] = []

    def add(kind: str, a: int, b: int) -> None:
        if not any(a < t.end and t.start < b for t in marks):
            marks.append(Token(kind, a, b))

    for a, b in heads:
        if start <= a < stop:
            add("heading", a, b)
    for match in _LABEL.finditer(region):
        add(match.lastgroup or VALUE, start + match.start(), start + match.end())
    for match in _DEFAULT.finditer(region):
        add(PERIOD, start + match.start(), start + match.end())
    lead = len(region) - len(region.lstrip())
    for period, match in periods_in(region.replace("\n", " ")):
        a, b = start + lead + match.start(), start + lead + match.end()
        if period.months > 1 or text[max(0, a - 2) : a].strip() == "(":
            add(PERIOD, a, b)
    for match in _STATE.finditer(region):
        add("state", start + match.start(), start + match.end())
    for match in _NUMBER.finditer(region):
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


def _grouped(text: str, tokens: list[Token], names: MetricNames) -> list[_Group]:
    """Tokens by metric. Labels stand before their figures, after them, or all together before columns of figures."""
    ways = [_grouped_after(text, tokens, names), _grouped_before(tokens), _grouped_stacked(tokens), _grouped_upward(tokens)]
    best = max(ways, key=lambda groups: (_good(text, groups), -ways.index(groups)))
    for group in best:
        group.usual = best is ways[0]
    return best


def _good(text: str, groups: list[_Group]) -> float:
    """How well groups hold together: rows with figures, and as many in each."""
    score = 0.0
    for group in groups:
        sizes = [sum(t.kind == "figure" for t in group.rows.get(k, [])) for k in (VALUE, NUMERATOR, DENOMINATOR)]
        filled = [s for s in sizes if s]
        score += len(filled) + (1.5 if len(filled) == 3 and len(set(filled)) == 1 else 0) - 0.5 * (max(sizes) > 4)
        score += 0.8 * _holding(text, group)
    return score


def _holding(text: str, group: _Group) -> int:
    """In how many columns value = numerator / denominator x a usual multiplier, when every row has as many figures."""
    rows = [[_figure(text, t) for t in group.rows.get(k, []) if t.kind == "figure"] for k in (VALUE, NUMERATOR, DENOMINATOR)]
    if len({len(r) for r in rows}) != 1:
        return 0
    return sum(1 for v, n, d in zip(*rows, strict=True) if holds(v, n, d, MULTIPLIERS))


def _figure(text: str, token: Token) -> Decimal | None:
    value: Decimal | None = read_number(text[token.start : token.end]).value
    return value


def _suspicious(text: str, group: _Group) -> bool:
    """Whether figures must have been put into wrong rows: a per cent as a count, or nothing that follows in an unusual layout."""
    counts = [t for k in (NUMERATOR, DENOMINATOR) for t in group.rows.get(k, [])]
    if any(text[t.start : t.end].rstrip().endswith("%") for t in counts):
        return True
    rows = [[_figure(text, t) for t in group.rows.get(k, []) if t.kind == "figure"] for k in (VALUE, NUMERATOR, DENOMINATOR)]
    return not group.usual and all(rows) and _holding(text, group) == 0


def _grouped_after(text: str, tokens: list[Token], names: MetricNames) -> list[_Group]:
    groups: list[_Group] = []
    kind: str | None = None
    loose: list[Token] = []
    run = False
    for token in tokens:
        if token.kind in (VALUE, NUMERATOR, DENOMINATOR):
            if not groups or token.kind in groups[-1].rows or (token.kind == VALUE and len(groups[-1].rows) > 1):
                groups += _without_labels(text, loose, names, groups)
                groups.append(_Group(title=[t for t in loose if t.kind == "words"]))
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


def _of_next(text: str, loose: list[Token], group: _Group, names: MetricNames) -> bool:
    """Whether periods after loose words belong to a metric that those words name, and not to the one before."""
    words = " ".join(text[t.start : t.end] for t in loose if t.kind == "words")
    if not words or len([k for k in group.rows if k != PERIOD]) < 3:
        return False
    return PERIOD in group.rows or names.match(words) is not None


def _without_labels(text: str, loose: list[Token], names: MetricNames, groups: list[_Group]) -> list[_Group]:
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
    return [_Group(words, {VALUE: figures, PERIOD: [t for t in mine if t.kind == PERIOD]})]


def _grouped_before(tokens: list[Token]) -> list[_Group]:
    """Figures printed before their labels."""
    groups: list[_Group] = []
    pending: list[Token] = []
    words: list[Token] = []
    for token in tokens:
        if token.kind in (VALUE, NUMERATOR, DENOMINATOR):
            if not groups or token.kind in groups[-1].rows:
                groups.append(_Group(title=words))
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


def _grouped_stacked(tokens: list[Token]) -> list[_Group]:
    """Three labels together, then the columns one after another: value, numerator, denominator, period."""
    groups: list[_Group] = []
    order: list[str] = []
    queue: list[str] = []
    words: list[Token] = []
    taking = False
    for token in tokens:
        if token.kind in (VALUE, NUMERATOR, DENOMINATOR):
            if not order or token.kind in order or groups[-1].rows.get(order[0]):
                groups.append(_Group(title=words))
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


def _grouped_upward(tokens: list[Token]) -> list[_Group]:
    """Printed from the bottom: periods, denominator, numerator, then the name and the value."""
    groups: list[_Group] = []
    kind: str | None = None
    periods: list[Token] = []
    run = False
    for token in tokens:
        if token.kind in (VALUE, NUMERATOR, DENOMINATOR):
            if not groups or token.kind in groups[-1].rows:
                groups.append(_Group())
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


def _own_names(text: str, groups: list[_Group], names: MetricNames) -> None:
    """Recognise the metrics whose names stand with their figures; a title nobody knows is the area's own metric."""
    for group in groups:
        title = " ".join(text[t.start : t.end] for t in group.title)
        named = names.match(title) if title else None
        group.metric = named.definition if named else None


def _names_apart(
    text: str, begin: int, first: int, heads: list[tuple[int, int]], names: MetricNames
) -> list[tuple[int, int, MetricDefinition]]:  # fmt: skip
    """Names that stand together before the figures: the last place of each official name, to the next name or heading."""
    last: dict[str, tuple[int, int, MetricDefinition]] = {}
    for start, end, metric in names.occurrences(text[begin:first]):
        held = last.get(metric.id)
        if held is None or end - start > held[1] - held[0] or (end - start == held[1] - held[0] and start > held[0]):
            last[metric.id] = (start, end, metric)
    found = sorted(last.values(), key=lambda entry: entry[0])
    edges = sorted([begin + s for s, _, _ in found] + [a for a, _ in heads if a < first] + [first])
    result = []
    for start, end, metric in found:
        stop = min((e for e in edges if e > begin + start), default=first)
        result.append((begin + start, stop if stop - (begin + end) < 120 else begin + end, metric))
    return result


def _give_names(
    stream: Stream, blocks: list[Block], apart: list[tuple[int, int, MetricDefinition]], names: MetricNames
) -> None:  # fmt: skip
    for block in blocks:
        if block.metric is None and block.names:
            block.metric = names.local
    held = {b.metric.id for b in blocks if b.metric}
    free = [entry for entry in apart if entry[2].id not in held]
    unnamed = [b for b in blocks if b.metric is None and not b.names]
    if unnamed and len(free) == len(unnamed):
        for block, (start, end, metric) in zip(unnamed, free, strict=True):
            block.metric = metric
            block.named_how = "the names stand together before the figures, in the same order"
            block.names = [(re.sub(r"\s+", " ", stream.text[start:end]).strip(" -:;,"), stream.place(start, end))]
    name_in_order([b for b in blocks if b.metric is None and not b.names], blocks, names)


def name_in_order(unnamed: list[Block], blocks: list[Block], names: MetricNames) -> None:
    """Metrics without any name take the round's in the form's order, in doubt, when the numbers of both agree."""
    held = {b.metric.id for b in blocks if b.metric}
    left = [m for m in names.round.metrics if m.id not in held]
    if not unnamed or len(left) < len(unnamed):
        return
    named_count = len(blocks) - len(unnamed)
    if named_count + len(left) != len(blocks) and len(left) != len(unnamed):
        left = [m for m in left if m.denominator][: len(unnamed)]
    if len(left) == len(unnamed):
        for block, metric in zip(unnamed, left, strict=True):
            block.metric = metric
            block.named_how = "no name stands with these figures; the form's own order was taken"
            block.named_doubt = "the paper does not name this metric"


def _named(stream: Stream, group: _Group) -> Block:
    used = [t for row in group.rows.values() for t in row]
    spans: list[tuple[int, int]] = []
    for token in group.title:
        gap = (spans[-1][1], token.start) if spans else None
        if gap and gap[1] - gap[0] < 12 and not any(gap[0] <= t.start < gap[1] for t in used):
            spans[-1] = (spans[-1][0], token.end)
        else:
            spans.append((token.start, token.end))
    names = [(re.sub(r"\s+", " ", stream.text[a:b]).strip(" \n"), stream.place(a, b)) for a, b in spans]
    return Block(group.metric, [n for n in names if re.search(r"[A-Za-z]{2}", n[0])])


def _fill(stream: Stream, block: Block, group: _Group, columns: list[Column]) -> list[Token]:
    """Lay the metric's figures out over the columns; returns the tokens that found no place."""
    text = stream.text
    for number, column in enumerate(columns):
        block.columns[number] = ValueColumn(column.id, PointRole(column.role) if column.role else None, column.period, _first_place(stream, group))
    rows = {kind: Row(kind, tuple(text[t.start : t.end] for t in tokens)) for kind, tokens in group.rows.items()}
    laid = lay_out(rows, columns, block.metric)
    if _suspicious(text, group):
        laid.doubts.update({k: "figures of this metric's rows seem to have run into each other" for k in (VALUE, NUMERATOR, DENOMINATOR)})
    unsure: list[Token] = []
    for kind, tokens in group.rows.items():
        for position, number in laid.where[kind].items():
            token = tokens[position]
            block.put(kind, number, _entry(stream, token, laid, kind))
        unsure += [tokens[i] for i in laid.left.get(kind, ())]
    _blanks(stream, block, group, laid)
    return unsure


def _entry(stream: Stream, token: Token, laid: Laid, kind: str) -> Entry:
    text = stream.text[token.start : token.end]
    place = stream.place(token.start, token.end)
    if laid.reason:
        place = replace(place, how=How.INFERRED, reason=laid.reason)
    doubt = laid.doubts.get(kind)
    return Entry(text, place, doubt, laid.candidates(kind, text) if doubt else ())


def _blanks(stream: Stream, block: Block, group: _Group, laid: Laid) -> None:
    """A row that is there and has nothing in a column is blank there; `N/A` out of place stands for its whole column."""
    for kind in (VALUE, NUMERATOR, DENOMINATOR):
        if kind not in group.rows:
            continue
        for number in block.columns:
            if number not in block.entries.get(kind, {}):
                block.put(kind, number, Entry("", _first_place(stream, group) or stream.place(0, 1), laid.doubts.get(kind)))
    for number, state in laid.states.items():
        for kind in (VALUE, NUMERATOR, DENOMINATOR):
            entry = block.entries.get(kind, {}).get(number)
            if entry is not None and state_of(entry.text) is State.BLANK:
                block.entries[kind][number] = Entry(state, entry.place)


def _first_place(stream: Stream, group: _Group) -> Place | None:
    tokens = [t for row in group.rows.values() for t in row] or group.title
    if not tokens:
        return None
    return stream.place(min(t.start for t in tokens), max(t.end for t in tokens))
