"""Which tables are tables of metrics, and how one is laid out: its column of labels, its figures, its headings, its order.

A table is taken for one of metrics by its labels, headings and names, and by the words around it; tables of money and registers
of risks share some of them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from bettercare.reading.dates import periods_in, years_in
from bettercare.reading.metrics.headings import cell_heading, column_named, heading_period, looks_like_heading, role_of
from bettercare.reading.metrics.names import KIND_ALONE, LONGEST_TITLE, VALUE, MetricNames, is_strong, row_kind, unnumbered
from bettercare.reading.metrics.points import FIGURE, Block, ValueColumn, is_figure, split_period
from bettercare.reading.spots import Board
from bettercare.rounds.model import Column

_MONEY_TABLE = re.compile(
    r"planned savings|maximum support|contributions?\b|\bspend|expenditure|lead provider|source of funding|£", re.I
)
"""Words of tables of money, which share headings and names with tables of metrics."""
_RISK_HEADS = (re.compile(r"likelihood|probability", re.I), re.compile(r"impact|consequence|severity", re.I))
"""Headings that stand together over a register of risks, whose scores are no figures of metrics."""


@dataclass
class Carry:
    """What one table hands to the next when it runs over a page: its columns and the metric that is not finished."""

    columns: dict[int, ValueColumn] = field(default_factory=dict)
    width: int = 0
    label: int = 0
    block: Block | None = None


class TableForm:
    """How one table is laid out."""

    def __init__(self, board: Board, names: MetricNames, known: tuple[Column, ...], carry: Carry, above: list[str]) -> None:
        self.board, self.names, self.known, self.carry, self.above = board, names, known, carry, above
        self.label, self.data = self._label_column()

    def _label_column(self) -> tuple[int, list[int]]:
        """The column of row labels and the columns of figures beside it; figures stand on the side with more numbers."""
        board = self.board
        tally = [sum(self._label_weight(board.own(r, c)) for r in range(board.height)) for c in range(board.width)]
        label = max(range(board.width), key=lambda c: (tally[c], -c)) if any(tally) else 0
        if not any(tally):
            label = max(0, next((c for c in range(board.width) if self.count_figures(c)), 1) - 1)
        right, left = range(label + 1, board.width), range(label)
        sides = [sum(self.count_figures(c) for c in side) for side in (right, left)]
        side = right if sides[0] >= sides[1] else left
        return label, [c for c in side if any(board.own(r, c) for r in range(board.height)) and not self._of_words(c)]

    def _of_words(self, column: int) -> bool:
        """Whether a column holds remarks, such as the reasons for a target: sentences, and no figure."""
        texts = [t for r in range(self.board.height) if (t := self.board.own(r, column)) and not looks_like_heading(t)]
        return bool(texts) and not self.count_figures(column) and any(len(t.split()) >= 3 and not row_kind(t) for t in texts)

    def _label_weight(self, text: str) -> int:
        return 0 if is_figure(text) or not row_kind(text) else 3 if is_strong(text) else 1

    def count_figures(self, column: int) -> int:
        return sum(1 for r in range(self.board.height) if is_figure(self.board.own(r, column)))

    def is_metrics(self) -> bool:
        heads = [self.board.own(0, c).strip() for c in range(self.board.width)]
        if all(any(head.match(text) for text in heads) for head in _RISK_HEADS):
            return False
        labels = [self.board.own(r, self.label) for r in range(self.board.height)]
        strong = sum(1 for t in labels if t and is_strong(t))
        if strong >= 2 or (strong and self.carry.columns and self.carry.width == self.board.width):
            return True
        if any(_MONEY_TABLE.search(self.board.text(r, c)) for r in range(self.board.height) for c in range(self.board.width)):
            return False
        kinds = {row_kind(t) for t in labels} - {None}
        headed = any(self.heading_cells(r) for r in range(self.board.height)) or bool(self.carry.columns)
        told = VALUE in kinds and (self.named_above() or self.follows())
        if headed and len(kinds) >= 2 and (strong or told) and self._periods_head():
            return True
        if headed and self.named_above() and self._periods_head() and self.says_no_more():
            return True
        named = (r for r in range(self.board.height) if self._row_names(r)) if headed else ()
        return any(len(kinds) >= 2 or self._figures_in(r) for r in named)

    def named_above(self) -> bool:
        """Whether the line just above the table is a metric's name: no more, where it is as long as the longest official names."""
        named = self.names.match(self.above[0]) if self.above else None
        return named is not None and (len(self.above[0]) < LONGEST_TITLE or 10 * len(named.label) >= 9 * len(self.above[0]))

    def follows(self) -> bool:
        """Whether a table stands right beneath one of a known metric that has as many columns."""
        return not self.above and self.carry.width == self.board.width and self.carry.block is not None and self.carry.block.known

    def says_no_more(self) -> bool:
        """Whether the one row of figures has a label that names a role or a unit alone, so that the name above is its own."""
        rows = [r for r in range(self.board.height) if self._figures_in(r)]
        labels = [self.board.own(r, c) for r in rows for c in range(self.board.width) if c not in self.data]
        return len(rows) == 1 and all(not t or KIND_ALONE.fullmatch(t.strip()) or self._says_a_role(t) for t in labels)

    def _says_a_role(self, text: str) -> bool:
        """Whether a label begins with a role and says no more than where it is from: `Board's plan (from the operating plan)`."""
        return role_of(text.partition("(")[0]) is not None and len(text) < LONGEST_TITLE / 2 and not self.names.match(text)

    def looks_back(self) -> bool:
        """Whether a table without periods stands beneath words of one year that had passed: how the last plan ended."""
        words = [*self.above[:1], *(self.board.text(0, c) for c in range(self.board.width))]
        years = {y for text in words if len(text) < LONGEST_TITLE for y, _ in years_in(text)}
        first = self.names.round.years[:1]
        if len(years) != 1 or not first or next(iter(years)).first_day >= first[0].first_day:
            return False
        cells = (self.board.own(r, c) for r in range(min(3, self.board.height)) for c in range(self.board.width))
        told = [t for t in cells if looks_like_heading(t) and not column_named(t, self.known)]
        return len({role_of(t) for t in told} - {None}) > 1 and not any(periods_in(t) for t in told if len(t) < 30)

    def _periods_head(self) -> bool:
        """Whether one row heads two or more columns, each with a period of its own."""
        rows = ((self.board.own(r, self.label), self.heading_cells(r).values()) for r in range(self.board.height))
        return any(len({p for t in cells if (p := heading_period(t, lead))}) >= 2 for lead, cells in rows)

    def _row_names(self, row: int) -> bool:
        return any(
            (t := unnumbered(self.board.own(row, c))) and self.names.match(t) for c in range(self.board.width) if c not in self.data
        )

    def _figures_in(self, row: int) -> bool:
        return any(FIGURE.match(self.board.own(row, c)) for c in self.data)

    def has_heading(self) -> bool:
        """Whether the first rows head the columns anew; periods in brackets beneath figures are no headings."""
        for row in range(min(4, self.board.height)):
            cells = self.heading_cells(row)
            if cells and not all(t.startswith("(") for t in cells.values()):
                return True
            if any(is_figure(self.board.own(row, c)) for c in self.data):
                return False
        return False

    def order(self) -> list[int]:
        """Rows from the top, or from the bottom where the headings stand there."""
        rows = list(range(self.board.height))
        named = [r for r in rows if sum(1 for c in self.data if column_named(self.board.own(r, c), self.known)) >= 2]
        return rows[::-1] if named and named[0] == rows[-1] and len(rows) > 3 else rows

    def heading_cells(self, row: int) -> dict[int, str]:
        """The headings that a row gives its columns of figures; nothing where any of them is a figure or other words."""
        found: dict[int, str] = {}
        for column in self.data:
            text = cell_heading(self.board.cell(row, column), self.board.text(row, column))
            if not text:
                continue
            if is_figure(split_period(text)[0]) and split_period(text)[1]:
                return {}
            if column_named(text, self.known) or looks_like_heading(text):
                found[column] = text
            elif is_figure(text) or len(text) > 160:
                return {}
        return found
