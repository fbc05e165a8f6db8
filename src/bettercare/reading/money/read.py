"""Tables of money found among grids, each read by its kind: contributions, schemes and their lines, contingency, benefits."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import takewhile

from bettercare.documents.model import Document
from bettercare.reading.dates import periods_in
from bettercare.reading.money.benefit_rows import read_benefits
from bettercare.reading.money.contingency import read_contingency
from bettercare.reading.money.contribution_rows import read_contributions
from bettercare.reading.money.numbered_schemes import known_by_number
from bettercare.reading.money.parted_tables import joined, with_total_beneath
from bettercare.reading.money.rows import TOTAL, field_of
from bettercare.reading.money.scheme_rows import read_schemes
from bettercare.reading.money.source_tables import read_source_tables
from bettercare.reading.money.totals_told import totals_told
from bettercare.reading.money.units import Units
from bettercare.reading.parts import Found
from bettercare.reading.tables.grids import Grid, Matched, grids, match_shape
from bettercare.reading.values import read_money
from bettercare.rounds.model import Column, Locator, Round, TableShape

_COUNTED = re.compile(r"\b(?:number|admissions|people|patients|activity|days|beds|fte|wte|hours|visits|%)", re.I)
"""Words of a heading whose figures are counts."""
_KINDS = ("contributions", "schemes", "lines", "contingency", "benefits")


def read_money_tables(documents: Sequence[Document], round: Round) -> Found:
    """Return every contribution, scheme, stated total and contingency that stands in a table of the documents."""
    found = Found()
    shapes = _shapes(round)
    units = Units(documents)
    read: list[Matched] = []
    for document in documents:
        open_table: Matched | None = None
        last: Matched | None = None
        for grid in grids(document):
            tables = [m for m in _best([m for shape in shapes for m in match_shape(grid, shape)]) if _speaks_of_spend(m)]
            if not tables and last and (total := with_total_beneath(last, grid)):
                tables = [total]
            if not tables and open_table and (more := _continued(open_table, grid)):
                together = more.shape.rows == "contingency" and not more.grid.table.sheet
                tables = [joined(read.pop(), more)] if together else [more]
            read += tables
            last = tables[-1] if tables else None
            if tables:
                open_table = tables[-1] if not _has_total(tables[-1]) else None
            elif any(grid.text(r, c) for r in range(len(grid.rows)) for c in range(grid.width)):
                open_table = None
    for matched in read:
        found += _read_matched(units.settled(matched), round)
    found = replace(found, parts=tuple(known_by_number(found.parts)))
    if not any(p.kind == "contributions" for p in found.parts):
        found += read_source_tables(documents, round, units)
    return found + totals_told(documents, round, found)


@lru_cache(maxsize=64)
def _shapes(round: Round) -> tuple[TableShape, ...]:
    met = [_as_met(s, round) for s in round.tables if s.rows in _KINDS]
    each: dict[Column, Column] = {}  # equal columns as one, since headings are looked up by column
    return tuple(replace(s, columns=tuple(each.setdefault(c, c) for c in s.columns)) for s in met)


def _continued(before: Matched, grid: Grid) -> Matched | None:
    """A table without a heading of its own that goes on with the one before it, as at the turn of a page."""
    columns = before.columns
    if grid.table.sheet or abs(grid.width - before.grid.width) > 1 or max(i for i, _ in columns) >= grid.width:
        return None
    first = [grid.own_text(0, i) for i, c in columns if c.kind == "money" and grid.own_text(0, i)]
    if not first or any(read_money(t).value is None or periods_in(t) for t in first):
        return None
    return replace(before, grid=grid, header=(), rows=tuple(range(len(grid.rows))))


def _speaks_of_spend(matched: Matched) -> bool:
    """Whether a table like one of schemes says what is spent: savings and numbers of things beside names are another table."""
    if matched.shape.rows != "schemes":
        return True
    money = [(i, c) for i, c in matched.columns if c.kind == "money"]
    amounts = [i for i, c in money if field_of(c) == "amount"]
    return not money or any(matched.grid.table.sheet or not _COUNTED.search(matched.header_text(i)) for i in amounts)


def _has_total(matched: Matched) -> bool:
    return bool(matched.rows) and any(TOTAL.match(matched.grid.text(matched.rows[-1], c)) for c in range(matched.grid.width))


_NUMBER = Column(
    id="number", title="Number", field="number", kind="text", required=False,
    locator=Locator(("No", "Ref", "Ref no", "Scheme no", "Scheme number", "Scheme ref", "Scheme ID")),
)  # fmt: skip
_STREAM = replace(
    _NUMBER, id="source", title="Source", field="source", locator=Locator(("Contribution", "Contribution type", "Funding stream"))
)


def _as_met(shape: TableShape, round: Round) -> TableShape:
    """A shape with the columns that areas add to it: a number before a scheme's name, the source beside a contribution, who
    commissions a scheme."""
    fields = {c.field.rsplit("/", 1)[-1] for c in shape.columns}
    source = next((c for t in round.tables for c in t.columns if c.field.rsplit("/", 1)[-1] == "source"), None)
    extra = (replace(source, required=False),) if source and "source" not in fields else ()
    payer = next((c for t in round.tables for c in t.columns if c.field == "commissioner"), None)
    if shape.rows == "lines" and "number" in fields:
        return replace(shape, columns=tuple(_labelled(c, _NUMBER) if field_of(c) == "number" else c for c in shape.columns))
    if shape.rows == "schemes":
        paid = (replace(payer, required=False),) if payer and "commissioner" not in fields else ()
        return replace(shape, columns=(*(() if "number" in fields else (_NUMBER,)), *shape.columns, *extra, *paid))
    if shape.rows == "contributions":
        streams = tuple(_labelled(c, _STREAM) for c in extra)
        return replace(shape, columns=tuple(_headed_by_source(c, round) for c in shape.columns) + streams)
    return shape


def _labelled(column: Column, more: Column) -> Column:
    """A column that another's labels head as well."""
    labels = tuple(dict.fromkeys((*column.locator.labels, *more.locator.labels)))
    return replace(column, locator=replace(column.locator, labels=labels))


def _headed_by_source(column: Column, round: Round) -> Column:
    """Blocks of partners are often headed by their source of funding."""
    if column.field != "organisation":
        return column
    names = tuple(dict.fromkeys((*column.locator.labels, *(w for s in round.streams for w in (s.title, *s.labels)))))
    return replace(column, locator=replace(column.locator, labels=names))


def _best(options: Sequence[Matched]) -> list[Matched]:
    """Where two shapes claim the same heading, the one whose columns fit better has it; rows go to one table only."""
    chosen: list[Matched] = []
    for option in sorted(options, key=lambda m: -m.score):
        if not any(set(option.header) & set(c.header) or _goes_on(c, option) for c in chosen):
            chosen.append(option)
    headers = {row for m in chosen for row in m.header}
    taken: set[int] = set()
    cut = []
    for matched in chosen:
        rows = list(takewhile(lambda row: row not in headers, matched.rows))
        cut.append(replace(matched, rows=tuple(row for row in rows if row not in taken)))
        taken.update(rows)
    return sorted(cut, key=lambda m: m.header)


_MOST_GO_ON = 0.8


def _goes_on(matched: Matched, within: Matched) -> bool:
    """Whether a table goes on beneath what looks like a heading in its midst: its amounts do, and the heading is over none."""
    if within.header[0] not in matched.rows:
        return False
    amounts, others = ({i for i, c in m.columns if c.kind == "money"} for m in (matched, within))
    below = [row for row in matched.rows if row > within.header[-1]]
    paid = [row for row in below if any(_is_money(matched, row, column) for column in amounts)]
    return bool(others) and amounts.isdisjoint(others) and len(paid) >= _MOST_GO_ON * len(below) > 0


def _is_money(matched: Matched, row: int, column: int) -> bool:
    text = matched.grid.own_text(row, column)
    return bool(text) and read_money(text).value is not None


def _read_matched(matched: Matched, round: Round) -> Found:
    read = {
        "contributions": read_contributions,
        "schemes": read_schemes,
        "lines": read_schemes,
        "contingency": read_contingency,
        "benefits": read_benefits,
    }
    found = read[matched.shape.rows](matched, round)
    used = {matched.grid.line_key(r) for r in matched.header} | found.used
    return Found(found.parts, found.singles, found.claims, found.unread, frozenset(used))
