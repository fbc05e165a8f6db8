"""Answers in tables of capacity and demand, and of high impact changes: by service and month, or by change and what is asked.

A table tells which field it is in the row that names its months, or in the words over it; a service that stands in two of the
round's tables is taken for the one whose title was met last. A pathway that has a row for each of several trusts is their sum
(reference for 2023-27, section 3.9); what two rows say differently without that is in doubt.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import lru_cache
from typing import TypeVar

from rapidfuzz import fuzz, process

from bettercare.documents import label_key
from bettercare.documents.model import Block, Cell, Document, Paragraph, Table
from bettercare.plan import Candidate, How, Month, State
from bettercare.plan.words import listed
from bettercare.reading.dates import read_date
from bettercare.reading.metrics.headings import cell_heading, heading_period
from bettercare.reading.parts import Found, Read
from bettercare.reading.spots import Board, boards
from bettercare.reading.values import Value, read_count, read_number, read_yes_no, state_of, tidy
from bettercare.rounds.capacity import capacity_id, capacity_months
from bettercare.rounds.model import CapacityShape, Field, ListItem, Round

_ALIKE = 93
"""Labels this alike of 100 are one."""
_FEWEST = 3
"""Months that a row must name to head a table."""
_LONGEST = 200
_ADDABLE = ("count", "money")
_TOTAL = re.compile(r"(?:grand |sub-?)?total\b|all trusts\b", re.I)

_READERS: dict[str, Callable[[str], Value]] = {
    "count": read_count, "rate": read_number, "percent": read_number, "money": read_number, "date": read_date,
    "yes-no": read_yes_no,
}  # fmt: skip
_Asked = tuple[CapacityShape, Field]
_Row = tuple[CapacityShape, ListItem]
_Thing = TypeVar("_Thing")


def without_capacity(documents: Sequence[Document], round: Round) -> tuple[tuple[Document, ...], Found]:
    """Return the documents without such tables, and every answer in them as `answers/{table}.{field}.{row}.{month}`.

    Other readers do not meet those tables, which have months and owners as tables of metrics and of actions have.
    """
    if not round.capacity:
        return tuple(documents), Found()
    reader = _Reader(_Words.of(round))
    left = tuple(_left_of(document, reader) for document in documents)
    return left, Found(singles={f"answers/{id}": _one(rows) for id, rows in reader.found.items()}, used=frozenset(reader.used))


def _left_of(document: Document, reader: _Reader) -> Document:
    """What a document holds besides: rows that were read are taken out, with the headings right before them."""
    own = dict(boards(document))
    kept: list[Block] = []
    titles: list[Block] = []
    for position, block in enumerate(document.blocks):
        if isinstance(block, Paragraph) and reader.told(block.text):
            titles.append(block)
            continue
        rows = reader.board(own[position]) if position in own else set()
        if rows and isinstance(block, Table):
            rest = tuple(row for number, row in enumerate(block.rows) if number not in rows)
            block = replace(block, rows=rest)
            titles = []
        kept += titles
        titles = []
        if not isinstance(block, Table) or block.rows or position not in own:
            kept.append(block)
    kept += titles
    return (
        document
        if len(kept) == len(document.blocks) and all(a is b for a, b in zip(kept, document.blocks, strict=True))
        else (replace(document, blocks=tuple(kept)))
    )


class _Named(dict[str, list[_Thing]]):
    """Things by what they are called."""

    def __init__(self) -> None:
        super().__init__()
        self._spelt = lru_cache(maxsize=4096)(self._nearly)

    def known(self, key: str) -> list[_Thing]:
        """What goes by a name, or by one spelt nearly so."""
        return self.get(key, []) if key in self or len(key) < 4 else self._spelt(key)

    def _nearly(self, key: str) -> list[_Thing]:
        like = process.extractOne(key, self.keys(), scorer=fuzz.ratio, score_cutoff=_ALIKE)
        return self[like[0]] if like else []


@dataclass(frozen=True)
class _Words:
    """What a round calls its tables of capacity, what they ask and their rows, by key."""

    titles: _Named[CapacityShape]
    fields: _Named[_Asked]
    rows: _Named[_Row]
    months: frozenset[Month]

    @staticmethod
    @lru_cache(maxsize=32)
    def of(round: Round) -> _Words:
        titles, fields, rows = _Named[CapacityShape](), _Named[_Asked](), _Named[_Row]()
        for shape in round.capacity:
            titles.setdefault(label_key(shape.title), []).append(shape)
            for asked in shape.fields:
                for words in dict.fromkeys(map(label_key, (asked.title, *asked.locator.labels))):
                    fields.setdefault(words, []).append((shape, asked))
            for row in round.capacity_rows(shape):
                for words in dict.fromkeys(map(label_key, (row.label, *row.labels))):
                    rows.setdefault(words, []).append((shape, row))
        return _Words(titles, fields, rows, frozenset(capacity_months(round)))


@dataclass(frozen=True, slots=True)
class _Told:
    """What one row says of a cell, and whom the row is of, such as a trust."""

    of: str
    read: Read


@dataclass
class _Reader:
    words: _Words
    found: dict[str, list[_Told]] = field(default_factory=lambda: defaultdict(list))
    used: set[tuple[str, str]] = field(default_factory=set)
    shape: CapacityShape | None = None
    asked: list[_Asked] = field(default_factory=list)
    """What the words met last ask for."""

    def told(self, text: str) -> bool:
        """Whether words outside of the cells of a table name one, or what one asks."""
        if len(text) > _LONGEST or not (key := label_key(text)):
            return False
        if titled := self.words.titles.known(key):
            self.shape, self.asked = titled[0], []
        elif asked := self.words.fields.known(key):
            self.asked = asked
        return bool(titled or asked)

    def board(self, board: Board) -> set[int]:
        """Read a table; return the rows that are of such tables, headings and all."""
        if board.table.sheet:
            self.told(board.table.sheet)
        months: dict[int, Month] = {}
        across: dict[int, list[_Asked]] = {}
        read: set[int] = set()
        heads: set[int] = set()
        for row in range(board.height):
            texts = {c: t for c in range(board.width) if (t := board.own(row, c)) and len(t) <= _LONGEST}
            if len(texts) == 1 and self.told(*texts.values()):
                heads.add(row)
            elif named := self._months(board, row, texts):
                months, across = named, {}
                self._headed(board, {c: text for c, text in texts.items() if c not in months})
                heads.add(row)
            elif headed := self._fields(texts):
                months, across = {}, headed
                heads.add(row)
            elif (months and self._by_month(board, row, months)) or (across and self._once(board, row, texts, across)):
                read |= {row, *heads}
                heads = set()
        return read

    def _months(self, board: Board, row: int, texts: Mapping[int, str]) -> dict[int, Month]:
        """The month of each column that a row names, where it names some."""
        found: dict[int, Month] = {}
        for column, text in texts.items():
            period = heading_period(cell_heading(board.cell(row, column), text)) if len(text) < 20 else None
            if period and period.months == 1:
                found[column] = Month(period.start.year, period.start.month)
        return {c: m for c, m in found.items() if m in self.words.months} if len(found) >= _FEWEST else {}

    def _headed(self, board: Board, texts: Mapping[int, str]) -> None:
        """What a row of months asks: words over a column of their own beside the rows', such as a trust's, are not asked."""
        of_rows = min((c for c in range(board.width) if any(board.own(r, c) for r in range(board.height))), default=0)
        asked = self.asked
        for column, text in texts.items():
            self.told(text)
            if column != of_rows and self.asked and all(one.kind == "text" for _, one in self.asked):
                self.asked = asked
            asked = self.asked

    def _fields(self, texts: Mapping[int, str]) -> dict[int, list[_Asked]]:
        """What each column asks, where a row names two or more fields of a table that is asked once."""
        named = {c: [a for a in self.words.fields.known(label_key(t)) if a[0].by == "once"] for c, t in texts.items()}
        held = {c: asked for c, asked in named.items() if asked}
        return held if len(held) > 1 else {}

    def _by_month(self, board: Board, row: int, months: Mapping[int, Month]) -> bool:
        asked = {shape.id: (shape, one) for shape, one in self.asked if shape.by == "month"}
        before = [t for c in range(min(months)) if (t := board.text(row, c)) and len(t) <= _LONGEST]
        item = self._item(before, asked)
        if item is None:
            return False
        shape, one = asked[item[0].id]
        of = self._whose(before, item) if one.kind in _ADDABLE else ""
        for column, month in months.items():
            self._value(board, row, column, one, capacity_id(shape, one.id, item[1], month), of)
        return True

    def _whose(self, before: Iterable[str], item: _Row) -> str:
        """Whom a row is of beside the row that the round names, such as a trust."""
        others = dict.fromkeys(t for t in before if item not in self.words.rows.known(label_key(t)))
        return ", ".join(t for t in others if any(c.isalpha() for c in t))

    def _once(self, board: Board, row: int, texts: Mapping[int, str], across: Mapping[int, list[_Asked]]) -> bool:
        shapes = {shape.id: (shape, one) for asked in across.values() for shape, one in asked}
        item = self._item((t for c, t in texts.items() if c < min(across)), shapes)
        if item is None:
            return False
        for column, asked in across.items():
            for shape, one in (a for a in asked if a[0].id == item[0].id):
                self._value(board, row, column, one, capacity_id(shape, one.id, item[1], None))
        return True

    def _item(self, texts: Iterable[str], asked: Mapping[str, _Asked]) -> _Row | None:
        """The row that words before the values name, in one of the tables that ask it."""
        for text in texts:
            rows = [row for row in self.words.rows.known(label_key(text)) if row[0].id in asked]
            own = [row for row in rows if self.shape is not None and row[0].id == self.shape.id]
            if len(rows) == 1 or len(own) == 1:
                return (own or rows)[0]
        return None

    def _value(self, board: Board, row: int, column: int, asked: Field, id: str, of: str = "") -> None:
        cell = board.cell(row, column)
        self.used.add(board.key(row))
        if cell is None or not tidy(cell.text) or asked.formula is not None:
            return
        place = board.spot(row, column).place()
        state = state_of(cell.text)
        reader = _READERS.get(asked.kind)
        if state.value != "given" or reader is None:
            self.found[id].append(_Told(of, Read(None if state.value != "given" else tidy(cell.text), place, state)))
            return
        value = reader(_typed(cell))
        self.found[id].append(_Told(of, Read(value.value, place, value.state, value.others, value.doubt)))


def _typed(cell: Cell) -> str:
    """A cell's own number where it holds one, since what is shown may be rounded; else its words."""
    return cell.text if isinstance(cell.value, str) or cell.value is None or "%" in cell.text else str(cell.value)


def _one(rows: Sequence[_Told]) -> Read:
    """The value of a cell that may stand in several rows: the sum of those of several trusts, else in doubt where they differ."""
    first = rows[0].read
    others = [r for r in (row.read for row in rows[1:]) if (r.value, r.state) != (first.value, first.state)]
    parts = [row for row in rows if not _TOTAL.match(row.of)]
    if len(parts) > 1 and all(row.of for row in parts) and len({row.of.casefold() for row in parts}) == len(parts):
        return _sum(parts, [row.read for row in rows if row not in parts])
    if not others:
        return first
    given = tuple(Candidate(str(r.value), r.place.as_written if r.place else None, "another row says so") for r in others)
    return Read(first.value, first.place, first.state, (*first.others, *given), first.doubt or "several rows say it differently")


def _sum(parts: Sequence[_Told], totals: Sequence[Read]) -> Read:
    """The sum of the rows of several trusts; what is not known of one, or a total that is another, makes it a doubt."""
    first = parts[0].read
    known = [row.read.value for row in parts if isinstance(row.read.value, Decimal)]
    if not known:
        return first
    place = replace(first.place, how=How.INFERRED, reason=f"the sum of {listed(row.of for row in parts)}") if first.place else None
    other = [r for r in totals if r.value is not None and r.value != sum(known)]
    given = tuple(Candidate(str(r.value), r.place.as_written if r.place else None, "the row of totals says so") for r in other)
    open = [row.of for row in parts if not isinstance(row.read.value, Decimal)]
    why = "the row of totals is another sum" if other else f"{listed(open)} gives no number" if open else None
    return Read(sum(known, Decimal(0)), place, first.state if first.value is not None else State.GIVEN, given, why)
