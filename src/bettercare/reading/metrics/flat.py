"""Metrics whose table was flattened into text: names apart from figures, `N/A` out of place, rows run together.

Row labels cut the text into metrics; the round's pattern of columns, the periods written, and whether value = numerator /
denominator x multiplier holds choose between ways to lay the figures out. What they choose is marked inferred, with the
reason; where two ways are as good, the figures concerned are left open with both as candidates.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bettercare.documents.model import Document
from bettercare.plan import How, Place, PointRole, State, Unread
from bettercare.reading.dates import periods_in
from bettercare.reading.metrics.groups import (
    DEFAULT,
    LABEL,
    NUMBER,
    STATE,
    Group,
    Token,
    column_order,
    grouped,
    suspicious,
    tokens_of,
)
from bettercare.reading.metrics.layouts import Laid, Row, lay_out
from bettercare.reading.metrics.names import DENOMINATOR, NUMERATOR, VALUE, MetricNames
from bettercare.reading.metrics.points import Block, Entry, ValueColumn, build
from bettercare.reading.parts import Found
from bettercare.reading.spots import Stream, streams
from bettercare.reading.values import state_of
from bettercare.rounds.model import Column, MetricDefinition

_END = re.compile(r"\b(?:DRAFT\s+)?(?:Better Care Fund|BCF)\s+(?:Planning\s+)?Template\b|\n#|\bFinance - ", re.I)
_BEFORE, _AFTER = 3000, 1500


def read_flat_metrics(document: Document, names: MetricNames, columns: Sequence[Column]) -> Found:
    """Read the metrics of a document whose metrics table did not survive as a table."""
    found = Found()
    for stream in streams(document):
        labels = list(LABEL.finditer(stream.text))
        kinds = {m.lastgroup for m in labels}
        if not {NUMERATOR, DENOMINATOR} <= kinds or len(labels) < 3 or not columns:
            continue
        found += _of_stream(stream, labels, names, columns)
    return found


def _of_stream(stream: Stream, labels: list[re.Match[str]], names: MetricNames, columns: Sequence[Column]) -> Found:
    text = stream.text
    first, stop = labels[0].start(), _stop(text, labels[-1].end())
    begin = max(0, first - _BEFORE)
    ordered, heads = column_order(text, begin, stop, columns)
    headed = max((b for _, b in heads if first - 1500 < b <= first), default=first)
    if labels[0].lastgroup == DENOMINATOR:
        headed = max(0, first - 160)
    tokens = tokens_of(text, headed, stop, heads)
    groups = grouped(text, tokens, names)
    if groups and _names_many(text, groups[0], names):
        groups[0].title = []
    _own_names(text, groups, names)
    apart = _names_apart(text, begin, first, heads, names)
    groups = [g for g in groups if g.rows]
    blocks, open_rows = [_named(stream, g) for g in groups], list[Token]()
    _give_names(stream, blocks, groups, apart, names)
    for block, group in zip(blocks, groups, strict=True):
        if block.metric is None and not block.names:
            open_rows += [t for row in group.rows.values() for t in row]
        else:
            open_rows += _fill(stream, block, group, ordered)
    unread = tuple(Unread(text[t.start : t.end], stream.place(t.start, t.end)) for t in open_rows)
    parts = tuple(p for b in blocks if (p := build(b)))
    return Found(parts, unread=unread, used=frozenset(stream.keys(first, stop)))


def _names_many(text: str, group: Group, names: MetricNames) -> bool:
    """Whether the words before the first figures are the names of several metrics, printed together."""
    if not group.title:
        return False
    return len({m.id for _, _, m in names.occurrences(text[group.title[0].start : group.title[-1].end])}) > 1


def _stop(text: str, last_label: int) -> int:
    """Where the last metric's rows end: before the next page's or table's title, or where figures and periods end."""
    limit = min(len(text), last_label + _AFTER)
    end = _END.search(text, last_label, limit)
    limit = end.start() if end else limit
    pieces = [m.end() for p in (NUMBER, STATE, DEFAULT) for m in p.finditer(text, last_label, limit)]
    pieces += [last_label + m.end() for _, m in periods_in(text[last_label:limit].replace("\n", " "))]
    near = last_label
    for position in sorted(pieces):
        if position - near > 140:
            break
        near = position
    return min(near + 2, len(text))


def _own_names(text: str, groups: list[Group], names: MetricNames) -> None:
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
    stream: Stream, blocks: list[Block], groups: list[Group], apart: list[tuple[int, int, MetricDefinition]], names: MetricNames
) -> None:  # fmt: skip
    for block in blocks:
        if block.metric is None and block.names:
            block.metric = names.local
    held = {b.metric.id for b in blocks if b.metric}
    unnamed = [b for b in blocks if b.metric is None and not b.names]
    parted = all(DENOMINATOR in g.rows for b, g in zip(blocks, groups, strict=True) if b in unnamed)
    free = [e for e in apart if e[2].id not in held and (e[2].denominator or not parted)]
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


def _named(stream: Stream, group: Group) -> Block:
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


def _fill(stream: Stream, block: Block, group: Group, columns: list[Column]) -> list[Token]:
    """Lay the metric's figures out over the columns; returns the tokens that found no place."""
    text = stream.text
    for number, column in enumerate(columns):
        block.columns[number] = ValueColumn(
            column.id, PointRole(column.role) if column.role else None, column.period, _first_place(stream, group)
        )
    rows = {kind: Row(kind, tuple(text[t.start : t.end] for t in tokens)) for kind, tokens in group.rows.items()}
    laid = lay_out(rows, columns, block.metric)
    if suspicious(text, group):
        laid.doubts.update(
            {k: "figures of this metric's rows seem to have run into each other" for k in (VALUE, NUMERATOR, DENOMINATOR)}
        )
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


def _blanks(stream: Stream, block: Block, group: Group, laid: Laid) -> None:
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


def _first_place(stream: Stream, group: Group) -> Place | None:
    tokens = [t for row in group.rows.values() for t in row] or group.title
    if not tokens:
        return None
    return stream.place(min(t.start for t in tokens), max(t.end for t in tokens))
