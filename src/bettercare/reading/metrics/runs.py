"""Tables of metrics flattened into running text: put back into tables by counting.

A run of n different periods heads a table; a run of n figures is one of its rows, its label right before it, or right after
it where the columns were printed from the right. Headings may stand above their rows, beneath them or between them. In a
table printed column by column each period is followed by as many figures as there are labels. What does not fit is left out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from bettercare.documents.model import Cell, Document, Format, Row, Table
from bettercare.plan import Unread
from bettercare.reading.metrics.headings import heading_period
from bettercare.reading.metrics.names import DENOMINATOR, NUMERATOR, VALUE, MetricNames, row_kind
from bettercare.reading.metrics.run_tokens import (
    CYCLE,
    FIGURE,
    LONGEST_LABEL,
    ONE,
    STEPS,
    Figures,
    Heading,
    figure_runs,
    headings_in,
    kind_beside,
    label_beside,
)  # fmt: skip
from bettercare.reading.spots import Stream, streams

_AMOUNT = re.compile(r"[£?]?\d{1,3}(?:,\d{3})+(?:\.\d+)?|[£?]\d\S*")
_NUMBERING = re.compile(r"\d{1,2}(?:\.\d{1,2})?$")
_OWN_PERIOD = re.compile(r"\([^()]*\b(?:19|20)\d\d\b[^()]*\)")
_MOST_BEFORE = 12
"""Runs of figures before the first heading, more than which are not looked at."""
_LONGEST_NAME = 45
_FAR = 420
"""Characters between two rows, more than which end a table: no name of a metric is as long."""


@dataclass(frozen=True, slots=True)
class _Labelled:
    """A row of a table: what it holds, the words of its name, and its figures."""

    start: int
    kind: str | None
    name: str
    figures: tuple[str, ...]


@dataclass
class RunTable:
    """A table put back together, where it stood, and what stood near it and did not fit."""

    position: int
    table: Table
    words: str
    lines: set[tuple[str, str]]
    unread: list[Unread] = field(default_factory=list)

    def keys(self, document: Document) -> set[tuple[str, str]]:
        return self.lines


def run_tables(document: Document, names: MetricNames) -> list[RunTable]:
    """The tables of periods and figures in a document's running text; nothing where none names a metric of the round."""
    if document.format is not Format.TEXT:
        return []
    tables = [made for stream in streams(document) for made in _of_stream(stream, names)]
    return tables if any(names.match(t.words) for t in tables) else []


def _of_stream(stream: Stream, names: MetricNames) -> list[RunTable]:
    headings, single = headings_in(stream.text)
    found = _by_column(stream, single, names)
    if found:
        return found
    figures = figure_runs(stream.text, headings)
    if not headings or not figures:
        return []
    first = sum(kind_beside(f.before, True) is not None for f in figures) >= sum(
        kind_beside(f.after, False) is not None for f in figures
    )
    edges = [e for h in headings for e in (h.start, h.end)] + [e for f in figures for e in (f.start, f.end)]
    shared = [(h, rows) for h, rows in _shared(headings, figures, first) if not _dated_apart(stream.text, rows)]
    return [made for heading, rows in shared if (made := _table(stream, heading, rows, first, edges, names))]


def _dated_apart(text: str, rows: Sequence[Figures]) -> bool:
    """Whether periods in brackets stand between a table's rows: each metric then has its own, and no run of periods heads all."""
    return any(len(_OWN_PERIOD.findall(text[a.end : b.start])) > 1 for a, b in pairwise(rows))


# which rows belong to which heading


def _shared(headings: Sequence[Heading], figures: Sequence[Figures], first: bool) -> list[tuple[Heading, list[Figures]]]:
    """Each heading with its rows: all above their rows, or all beneath, or parted where a metric begins, whichever is whole."""
    gaps = [[f for f in figures if f.start < headings[0].start]]
    for here, following in [*pairwise(headings), (headings[-1], None)]:
        gaps.append([f for f in figures if here.end <= f.start and (following is None or f.start < following.start)])
    ways = [[len(gap) for gap in gaps], [0] * len(gaps), _cuts(headings, gaps, first)]
    tables = [[_rows(headings, gaps, cuts, i, first) for i in range(len(headings))] for cuts in ways]
    best = max(tables, key=lambda some: sum(_worth(rows, first) for rows in some))
    return list(zip(headings, best, strict=True))


def _cuts(headings: Sequence[Heading], gaps: Sequence[Sequence[Figures]], first: bool) -> list[int]:
    """Where the rows between each two headings are best parted into those of the first and those of the second."""
    most = len(gaps[0])
    best = {cut: (0, [cut]) for cut in range(max(0, most - _MOST_BEFORE), most + 1)}
    for i in range(len(headings)):
        tried: dict[int, tuple[int, list[int]]] = {}
        for cut in range(len(gaps[i + 1]) + 1):
            for score, cuts in best.values():
                whole = score + _worth(_rows(headings, gaps, [*cuts, cut], i, first), first)
                if cut not in tried or whole > tried[cut][0]:
                    tried[cut] = (whole, [*cuts, cut])
        best = tried
    return max(best.values(), key=lambda way: way[0])[1]


def _rows(
    headings: Sequence[Heading], gaps: Sequence[Sequence[Figures]], cuts: Sequence[int], i: int, first: bool
) -> list[Figures]:  # fmt: skip
    """The rows of a heading when the gaps before and after it are cut so: those that stand near it and near each other."""
    before, after = gaps[i][cuts[i] :], gaps[i + 1][: cuts[i + 1]]
    near: list[Figures] = []
    start, end = headings[i].start, headings[i].end
    for row in reversed(before):
        if start - row.end > _FAR:
            break
        near.insert(0, row)
        start = row.start
    for row in after:
        if row.start - end > _FAR:
            break
        near.append(row)
        end = row.end
    return [f for f in near if _own(f, len(headings[i].columns), first) is not None]


def _worth(rows: Sequence[Figures], first: bool) -> int:
    return len(rows) + _whole(rows, first)


def _whole(rows: Sequence[Figures], first: bool) -> int:
    """How much speaks for rows being one table: each step within a metric; less one that begins or ends inside a metric, that
    holds a metric twice, or that holds nothing."""
    labels = [label_beside(r.before if first else r.after, first) for r in rows]
    kinds = [kind for kind, _ in labels]
    pairs = list(pairwise(kinds))
    steps = max(sum(p in STEPS for p in pairs), sum(p in {(b, a) for a, b in STEPS} for p in pairs))
    inside = bool(kinds) and VALUE not in (kinds[0], kinds[-1])
    parted = len(kinds) > 1 and kinds[0] == kinds[-1] == VALUE and len(set(kinds)) > 1
    named = [name for kind, name in labels if kind == VALUE and name]
    twice = any(_ends_alike(a, b, first) for i, a in enumerate(named) for b in named[:i])
    return steps - 3 * inside - 2 * parted - 4 * twice - (not rows)


def _ends_alike(one: str, other: str, first: bool) -> bool:
    """Whether two names are one but for words that stand further from the label."""
    shorter, longer = sorted((one, other), key=len)
    return longer.endswith(shorter) if first else longer.startswith(shorter)


def _own(row: Figures, count: int, first: bool) -> tuple[str, ...] | None:
    """A row's figures, a section's or page's number beside them left out; None where they are not as many as the columns."""
    if len(row.texts) == count:
        return row.texts
    if len(row.texts) != count + 1:
        return None
    if first and _NUMBERING.match(row.texts[-1]) and row.after[:1].isupper():
        return row.texts[:-1]
    return row.texts[1:] if not first and _NUMBERING.match(row.texts[0]) else None


# the table


def _table(
    stream: Stream, heading: Heading, rows: Sequence[Figures], first: bool, edges: Sequence[int], names: MetricNames
) -> RunTable | None:
    count = len(heading.columns)
    labelled = []
    for run in rows:
        kind, rest = label_beside(run.before if first else run.after, first)
        labelled.append(_Labelled(run.start, kind, _name(rest, first), _own(run, count, first) or ()))
    labelled = _completed(labelled)
    if not labelled or not any(r.kind for r in labelled):
        return None
    lead = _lead(stream.text, heading, edges, first)
    made = [_row(stream, heading.start, 1, [lead, "", *heading.columns])]
    unread = []
    for metric in _metrics(labelled):
        name = _whole_name(metric, first and rows[0].start == labelled[0].start, first, names)
        if not name and not (lead and len(made) == 1):
            unread += [Unread(text, stream.place(r.start, r.start + 1)) for r in metric for text in r.figures]
            continue
        for row in metric:
            texts = [name if row is metric[0] else "", _WRITTEN.get(row.kind or "", ""), *row.figures]
            made.append(_row(stream, row.start, len(made) + 1, texts))
    start, end = min(heading.start, *(r.start for r in rows)), max(heading.end, *(r.end for r in rows))
    words = " ".join([lead, *(r.name for r in labelled)])
    return RunTable(stream.at(heading.start)[0], Table(tuple(made)), words, stream.keys(start, end), unread)


_WRITTEN = {VALUE: "Value", NUMERATOR: "Numerator", DENOMINATOR: "Denominator"}


def _completed(rows: list[_Labelled]) -> list[_Labelled]:
    """Rows from value to denominator, also where the print ran from the bottom; a lost label is known by its neighbours."""
    pairs = list(pairwise(r.kind for r in rows))
    down, up = (sum(p in steps for p in pairs) for steps in (STEPS, {(b, a) for a, b in STEPS}))
    ordered = rows[::-1] if up > down else list(rows)
    cycle = [CYCLE[i % 3] for i in range(len(ordered))]
    agreed = sum(r.kind == kind for r, kind in zip(ordered, cycle, strict=True))
    if len(ordered) % 3 or 2 * agreed <= len(ordered) or any(r.kind not in (None, k) for r, k in zip(ordered, cycle, strict=True)):
        return ordered
    return [replace(r, kind=k) for r, k in zip(ordered, cycle, strict=True)]


def _metrics(rows: Sequence[_Labelled]) -> list[list[_Labelled]]:
    """The rows by metric: each begins with a value, or with what the metric before already holds."""
    metrics: list[list[_Labelled]] = []
    for row in rows:
        if not metrics or row.kind == VALUE or any(r.kind == row.kind for r in metrics[-1]):
            metrics.append([])
        metrics[-1].append(row)
    return metrics


def _whole_name(metric: Sequence[_Labelled], onward: bool, first: bool, names: MetricNames) -> str:
    """A metric's name: the words beside its first row and, where rows follow in the order printed, those left beside them;
    no more than the official name where one stands in them."""
    text = " ".join(r.name for r in (metric if onward else metric[:1]) if r.name)
    spans = sorted((a, b) for a, b, _ in names.occurrences(text))
    if not spans:
        return text
    return text[spans[-1][0] :] if first else text[: spans[0][1]]


def _name(words: str, first: bool) -> str:
    """The words of a metric's name beside its label: those that stand nearest, with no amount among them."""
    parts = words.split()
    amounts = [i for i, word in enumerate(parts) if _AMOUNT.fullmatch(word) and parts[i - 1 : i] != ["per"]]
    near = parts[max(amounts, default=-1) + 1 :][-_LONGEST_NAME:] if first else parts[: min([*amounts, _LONGEST_NAME])]
    return " ".join(near).strip(" -–:;,")


def _lead(text: str, heading: Heading, edges: Sequence[int], first: bool) -> str:
    """The words of the heading row itself: before its periods, or after them where the columns ran from the right."""
    if first:
        return _name(text[max([e for e in edges if e <= heading.start], default=0) : heading.start], first)
    return _name(text[heading.end : min([e for e in edges if e >= heading.end], default=len(text))], first)


def _row(stream: Stream, at: int, number: int, texts: Sequence[str]) -> Row:
    paragraph = stream.at(at)[1]
    cells = tuple(Cell(text, column, text or None) for column, text in enumerate(texts))
    return Row(cells, number, paragraph.page, paragraph.line)


# printed column by column


def _by_column(stream: Stream, single: Sequence[Heading], names: MetricNames) -> list[RunTable]:
    """Tables printed column by column: periods that stand apart, each followed by the figures of its column."""
    text = stream.text
    chains: list[list[tuple[Heading, tuple[str, ...], int]]] = []
    end = -1
    for heading in single:
        match = re.compile(rf"\s*({FIGURE}(?:\s+{FIGURE})*)(?!\S)", re.I).match(text, heading.end)
        if not match:
            continue
        figures = tuple(re.sub(r"\s", "", m.group()) for m in ONE.finditer(match.group()))
        if chains and not text[end : heading.start].strip() and len(figures) >= len(chains[-1][-1][1]):
            chains[-1].append((heading, figures, match.end()))
        else:
            chains.append([(heading, figures, match.end())])
        end = match.end()
    return [made for chain in chains if len(chain) > 1 and (made := _from_columns(stream, chain, names))]


def _from_columns(stream: Stream, chain: Sequence[tuple[Heading, tuple[str, ...], int]], names: MetricNames) -> RunTable | None:
    count = len(chain[0][1])
    periods = [heading_period(h.columns[0]) for h, _, _ in chain]
    if len(set(periods)) < len(periods) or any(len(f) != count for _, f, _ in chain[:-1]):
        return None
    columns = [h.columns[0] for h, _, _ in chain]
    start = chain[0][0].start
    before = stream.text[max(0, start - 1500) : start]
    labels = _labels_at_end(before, count)
    if labels is None:
        return None
    kinds, begin = labels
    titles = [before[a:b] for a, b, _ in sorted(names.occurrences(before[:begin]))][-sum(k == VALUE for k in kinds) :]
    if len(titles) < sum(k == VALUE for k in kinds):
        titles = [" ".join(before[:begin].split()[-_LONGEST_NAME:])] if sum(k == VALUE for k in kinds) == 1 else []
    made = [_row(stream, start, 1, ["", "", *columns])]
    for number, kind in enumerate(kinds):
        name = titles.pop(0) if kind == VALUE and titles else ""
        made.append(_row(stream, start, number + 2, [name, _WRITTEN[kind], *(f[number] for _, f, _ in chain)]))
    words = before[-500:]
    return RunTable(stream.at(start)[0], Table(tuple(made)), words, stream.keys(start, chain[-1][2]))


def _labels_at_end(text: str, count: int) -> tuple[list[str], int] | None:
    """The kinds of the last labels of a text, as many as asked for, and where they begin."""
    words = list(re.finditer(r"\S+", text))
    kinds: list[str] = []
    end = len(words)
    while len(kinds) < count and end:
        for size in range(1, min(end, LONGEST_LABEL) + 1):
            kind = row_kind(text[words[end - size].start() : words[end - 1].end()])
            if kind in (VALUE, NUMERATOR, DENOMINATOR):
                kinds.insert(0, kind)
                end -= size
                break
        else:
            return None
    return (kinds, words[end].start()) if len(kinds) == count and kinds[0] == VALUE else None
