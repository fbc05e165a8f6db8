"""Metrics: tables of value, numerator and denominator by period, in every layout met, and the same flattened into text.

`read_metrics(documents, round)` gives `metrics` parts with `points`. Tables are read here: headings give each column a role
and a period, labels give each row its kind, names beside or above give the metric. Text is read by `metrics_flat`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import replace
from decimal import Decimal

from bettercare.documents.model import Document, Format, Paragraph, Table
from bettercare.plan import Unread
from bettercare.reading.metrics.capacity_tables import is_capacity
from bettercare.reading.metrics.cells import mended
from bettercare.reading.metrics.chains import chained_metrics, in_place_of
from bettercare.reading.metrics.columns import under_headings
from bettercare.reading.metrics.flat import name_in_order, read_flat_metrics
from bettercare.reading.metrics.headings import (
    column_named,
    heading_period,
    round_columns,
)  # fmt: skip
from bettercare.reading.metrics.lines import TextTable, text_tables
from bettercare.reading.metrics.names import DENOMINATOR, NUMERATOR, VALUE, MetricNames, is_strong
from bettercare.reading.metrics.period_lines import period_tables
from bettercare.reading.metrics.points import Block, as_per_cent, build, left_over, merged
from bettercare.reading.metrics.runs import RunTable, run_tables
from bettercare.reading.metrics.sections import sections
from bettercare.reading.metrics.table_form import Carry
from bettercare.reading.metrics.tables import TableReader
from bettercare.reading.metrics.told import told_blocks
from bettercare.reading.metrics.triples import proven_in_text
from bettercare.reading.parts import Found, Part, Read
from bettercare.reading.spots import Board, boards, clean, words_between
from bettercare.rounds.model import Column, Round

_PAGE_BREAK_WORDS = 40
_NO_FORMATS = (Format.XLS, Format.XLSB, Format.ODS)
"""Workbooks of which only stored values are seen: a cell that shows 85% gives 0.85."""


def _stored(document: Document) -> bool:
    """Whether only stored values are seen: of such a workbook, or of sheets that were saved as text."""
    return document.format in _NO_FORMATS or (document.format is Format.TEXT and any(t.sheet for t in document.tables()))


def read_metrics(documents: Iterable[Document], round: Round, money: frozenset[tuple[str, str]] = frozenset()) -> Found:
    """Read the metrics of one plan's documents; a metric met twice is given twice, for the assembler to compare.

    `money` are the rows that tables of money have taken: a table of them whose labels name no part of a metric is none of metrics.
    """
    names, columns = MetricNames(round), round_columns(round)
    found = Found()
    for document in documents:
        made = _with_period_tables(document, text_tables(document)) or run_tables(document, names)
        blocks, used = _of_tables(document, names, columns, made, money)
        parts = merged(p for b in blocks if (p := build(b)))
        parts = tuple(as_per_cent(p, round) for p in parts) if _stored(document) else parts
        tables = Found(parts=parts, used=frozenset(used), unread=_unread(blocks, made, names))
        if not any(p.parts for p in parts):
            found += read_flat_metrics(document, names, columns) + Found(unread=_unread([], made, names))
        elif any(isinstance(t, RunTable) for t in made):
            found += max(tables, read_flat_metrics(document, names, columns), key=_placed)
        else:
            found += tables
        proven = proven_in_text(document, names)
        found = replace(found, parts=_without_borrowed(found.parts, [p for b in proven if (p := build(b))], names))
        found = _with_proven(found, proven, names)
        found += _told(document, names, found)
        if document.format in (Format.TEXT, Format.PDF):
            found = replace(found, parts=in_place_of(found.parts, chained_metrics(document, round)))
    return found


def _with_period_tables(document: Document, made: list[TextTable]) -> list[TextTable]:
    """Tables of lines, with those that name a period in every row where no other table is made of their lines."""
    taken = {key for t in made for key in t.keys(document)}
    return sorted((*made, *(t for t in period_tables(document) if not t.keys(document) & taken)), key=lambda t: t.position)


def _with_proven(found: Found, blocks: Iterable[Block], names: MetricNames) -> Found:
    """A reading with the metrics that arithmetic proves, where these hold the whole points read without it and more;
    what was read of a proven figure as another metric's goes."""
    parts = list(found.parts)
    factors = {m.id: m.multiplier for m in names.round.metrics if m.multiplier}
    for made in filter(None, map(build, blocks)):
        name = made.fields["metric"].value
        mine = [p for p in parts if p.fields["metric"].value == name]
        rest = [p for p in parts if p not in mine]
        taken = {_spot(r) for point in made.parts for r in point.fields.values()} - {None}
        held = [
            q
            for p in rest
            if p.fields["metric"].value not in (None, names.local and names.local.id)
            for q in p.parts
            if _proven(q, factors.get(p.fields["metric"].value))
        ]
        known = [q for p in mine for q in p.parts if _proven(q, factors.get(name))]
        told = {q.fields[VALUE].value for p in mine for q in p.parts if name not in factors and VALUE in q.fields} - {None}
        if (
            told <= {q.fields[VALUE].value for q in made.parts}
            and sum(map(_whole, made.parts)) > len(known)
            and all(any(_says(p, q) for p in made.parts) for q in known)
            and not any({_spot(r) for r in q.fields.values()} & taken for q in held)
        ):
            cleared = [
                replace(p, parts=tuple(q for q in p.parts if not {_spot(r) for r in q.fields.values()} & taken)) for p in rest
            ]
            parts = [p for p, before in zip(cleared, rest, strict=True) if p.parts or not before.parts] + [_dated(made, mine)]
    return replace(found, parts=tuple(parts))


def _without_borrowed(parts: Sequence[Part], proven: Sequence[Part], names: MetricNames) -> tuple[Part, ...]:
    """The metrics without points whose figures stand as another metric's too, and are that one's by its multiplier alone."""
    factors = {m.id: m.multiplier for m in names.round.metrics if m.multiplier}
    held = {
        _three(q): factors[p.fields["metric"].value]
        for p in (*parts, *proven)
        if p.fields["metric"].value in factors
        for q in p.parts
        if _whole(q) and _holds(q, factors[p.fields["metric"].value])
    }
    kept = []
    for part in parts:
        own = factors.get(part.fields["metric"].value)
        points = tuple(q for q in part.parts if not (own and _whole(q) and held.get(_three(q), own) != own))
        if points or not part.parts:
            kept.append(replace(part, parts=points))
    return tuple(kept)


def _three(point: Part) -> tuple[object, ...]:
    return tuple(point.fields[kind].value for kind in (VALUE, NUMERATOR, DENOMINATOR))


def _proven(point: Part, factor: Decimal | None) -> bool:
    """Whether a point is whole, and its value follows from its parts where the metric has a multiplier."""
    return _whole(point) and (factor is None or _holds(point, factor))


def _holds(point: Part, factor: Decimal) -> bool:
    value, numerator, denominator = (Decimal(point.fields[kind].value) for kind in (VALUE, NUMERATOR, DENOMINATOR))
    return bool(denominator) and abs(numerator / denominator * factor - value) <= value / 100


def _says(point: Part, other: Part) -> bool:
    """Whether a point has the figures of another."""
    return all(point.fields[kind].value == other.fields[kind].value for kind in (VALUE, NUMERATOR, DENOMINATOR))


def _dated(made: Part, others: Sequence[Part]) -> Part:
    """A metric whose points without a period take that of the point with the same value in another reading of it."""
    told = {p.fields[VALUE].value: p for other in others for p in other.parts if VALUE in p.fields and p.fields["start"].value}
    points = []
    for point in made.parts:
        twin = None if point.fields["start"].value else told.get(point.fields[VALUE].value)
        points.append(replace(point, fields={**point.fields, **{k: twin.fields[k] for k in ("start", "end")}}) if twin else point)
    return replace(made, parts=tuple(points))


def _whole(point: Part) -> bool:
    """Whether a point has value, numerator and denominator, none of them in doubt."""
    reads = [point.fields.get(kind) for kind in (VALUE, NUMERATOR, DENOMINATOR)]
    return all(r is not None and r.value is not None and r.doubt is None for r in reads)


def _spot(read: Read) -> tuple[str, int | None, str] | None:
    """Where a figure of four places, or of three with decimals, stands: it hardly stands twice in one line."""
    place = read.place
    told = place.as_written if place else None
    return (
        (place.document, place.line, told) if place and told and len(re.sub(r"\D", "", told)) > (2 if "." in told else 3) else None
    )


def _told(document: Document, names: MetricNames, found: Found) -> Found:
    """The metrics that only sentences tell."""
    given = {p.fields["metric"].value for p in found.parts if p.parts}
    return Found(merged(p for b in told_blocks(document, names) if (p := build(b)) and p.fields["metric"].value not in given))


def _placed(found: Found) -> int:
    """How many figures a reading gives to metrics of the round, none of them in doubt."""
    points = [p for m in found.parts if m.fields["metric"].value for p in m.parts]
    reads = [p.fields[kind] for p in points for kind in (VALUE, NUMERATOR, DENOMINATOR) if kind in p.fields]
    return sum(r.value is not None and r.doubt is None for r in reads)


def _unread(blocks: list[Block], made: Sequence[TextTable | RunTable], names: MetricNames) -> tuple[Unread, ...]:
    lines = [u for t in made if names.match(t.words) for u in t.unread]
    return (*lines, *(u for b in blocks for u in left_over(b)))


def _of_tables(
    document: Document, names: MetricNames, known: tuple[Column, ...], made: Sequence[TextTable | RunTable],
    money: frozenset[tuple[str, str]],
) -> tuple[list[Block], set[tuple[str, str]]]:  # fmt: skip
    blocks: list[Block] = []
    used: set[tuple[str, str]] = set()
    carry = Carry()
    made = [t for t in made if isinstance(t, RunTable) or not _better_as_drawn(document, t, names, known)]
    drawn = [(t, Board(document, t.table)) for t in made]
    made = [
        t
        for t, b in drawn
        if not is_capacity(b, names.round)
        and (_is_named_by_quarter(document, t, b, names) or not _is_money(b, t.keys(document), money))
    ]
    spoken = {key for t in made for key in t.keys(document)}
    for position, whole in [*((t.position, Board(document, t.table)) for t in made), *_whole_boards(document, known)]:
        if spoken and any(whole.key(r) in spoken for r in range(whole.height)) and not any(t.table is whole.table for t in made):
            continue
        if _is_money(whole, {whole.key(r) for r in range(whole.height)}, money):
            continue
        above = _above(document, position)
        for section in sections(whole.table, known):
            table = mended(under_headings(section), known)
            board = whole if table is whole.table else Board(document, table)
            if is_capacity(board, names.round):
                continue
            reader = TableReader(board, names, known, carry, above)
            found, above = reader.read(), []
            if found:
                if carry.block is not None and found[0] is carry.block:
                    _name_from_between(document, position, carry.block, names)
                    found = found[1:]
                blocks += found
                used |= {whole.key(r) for r in range(whole.height)} if not board.table.sheet else reader.used
                carry = Carry(reader.columns, board.width, reader.label, reader.blocks[-1])
    name_in_order([b for b in blocks if not b.names], blocks, names)
    return blocks, used


def _is_named_by_quarter(document: Document, made: TextTable | RunTable, board: Board, names: MetricNames) -> bool:
    """Whether a table has columns of quarters or months alone and a metric's name just above: no money is told so."""
    above = _above(document, made.position)[:1]
    periods = [p for c in range(board.width) if (p := heading_period(board.own(0, c)))]
    return len(periods) > 3 and all(p.months < 12 for p in periods) and bool(above) and names.match(above[0]) is not None


def _is_money(board: Board, rows: Set[tuple[str, str]], money: frozenset[tuple[str, str]]) -> bool:
    """Whether a table of money has taken most of a table's rows, and none of its labels can only belong to metrics."""
    if len(rows & money) * 2 <= len(rows):
        return False
    return not any(is_strong(board.own(r, c)) for r in range(board.height) for c in range(board.width))


def _better_as_drawn(document: Document, made: TextTable, names: MetricNames, known: tuple[Column, ...]) -> bool:
    """Whether the tables that lines were taken from say more than the table made of the lines: more at all where their headings
    name the round's columns, twice as much where the lines run over several tables."""
    blocks = {id(line.block): line.block for line in made.lines}.values()
    drawn = [block for block in blocks if isinstance(block, Table)]
    if len(drawn) < len(blocks):
        return False
    parts = [under_headings(s) for table in drawn for s in sections(table, known)]
    own = [_figures_told(document, mended(s, known), names, known) for s in parts]
    own_figures, told = sum(n for n, _ in own), _figures_told(document, made.table, names, known)[0]
    all_named = any(all_named for _, all_named in own)
    return (all_named and own_figures > told) or (len(drawn) > 1 and own_figures > 2 * told)


def _figures_told(document: Document, table: Table, names: MetricNames, known: tuple[Column, ...]) -> tuple[int, bool]:
    """How many figures of metrics known by name a table tells, and whether its headings name every column of the round, or
    say when the figures of each of its columns are of."""
    reader = TableReader(Board(document, table), names, known, Carry(), [])
    count = sum(len(row) for block in reader.read() if block.known for row in block.entries.values())
    named = bool(known) and {c.id for c in reader.columns.values()} >= {c.id for c in known}
    return count, named or (len(reader.columns) > 1 and all(c.period for c in reader.columns.values()))


def _name_from_between(document: Document, position: int, block: Block, names: MetricNames) -> None:
    """A metric parted by the end of a page, its name cell lost from the table: the name is what stands between the parts."""
    if block.names:
        return
    lines: list[Paragraph] = []
    for above in reversed(document.blocks[:position]):
        if not isinstance(above, Paragraph) or len(lines) > 6:
            break
        if re.search(r"[A-Za-z]{2}", above.text):
            lines.insert(0, above)
    text = clean(" ".join(p.text for p in lines))
    named = names.match(text) if text and len(text) < 250 else None
    if named:
        block.metric, block.known = named.definition, True
        block.names.append((text, document.place(lines[0])))
        block.named_how = "the name stands beneath its figures, where the page ends"


def _whole_boards(document: Document, known: tuple[Column, ...]) -> Iterator[tuple[int, Board]]:
    """Tables with their positions; one printed from the bottom over several pages, its heading last, is put together."""
    run: list[tuple[int, Board]] = []
    for position, board in boards(document):
        if run and (
            board.width != run[-1][1].width
            or board.table.sheet
            or words_between(document, run[-1][0], position) > _PAGE_BREAK_WORDS
        ):
            yield from run
            run = []
        run.append((position, board))
        if len(run) > 1 and _heads(board, board.height - 1, known) and not any(_heads(b, 0, known) for _, b in run):
            rows = [row for _, b in run for row in b.table.rows]
            whole = replace(board.table, rows=tuple(replace(row, number=i) for i, row in enumerate(rows, 1)))
            yield run[0][0], Board(document, whole)
            run = []
    yield from run


def _heads(board: Board, row: int, known: tuple[Column, ...]) -> bool:
    return sum(1 for c in range(board.width) if column_named(board.own(row, c), known)) >= 2


def _above(document: Document, position: int) -> list[str]:
    """The last few paragraphs before a table, nearest first."""
    texts: list[str] = []
    for block in reversed(document.blocks[max(0, position - 6) : position]):
        if not isinstance(block, Paragraph):
            break
        if text := clean(block.text):
            texts.append(text)
    return texts[:3]
