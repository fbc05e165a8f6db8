"""One table of metrics: headings give each column a role and a period, labels give each row its kind, names give the metric.

The reader goes through a table from the top (or the bottom, where the headings stand there), keeping the headings in force and
the metric it is in; a table that has a row for each point is read by `metric_points_down`.
"""

from __future__ import annotations

from bettercare.documents.wording import label_key
from bettercare.plan import PointRole, State
from bettercare.reading.dates import periods_in
from bettercare.reading.metrics.headings import (
    column_named,
    looks_like_heading,
    own_period,
    role_by_year,
    role_of,
)  # fmt: skip
from bettercare.reading.metrics.names import (
    COUNT_ALONE,
    DENOMINATOR,
    KIND_ALONE,
    LONGEST_TITLE,
    NUMERATOR,
    PERIOD,
    VALUE,
    MetricNames,
    Named,
    is_strong,
    is_worked_out,
    row_kind,
    unnumbered,
)
from bettercare.reading.metrics.points import FIGURE, Block, Entry, ValueColumn, entry_at, is_figure, split_period
from bettercare.reading.metrics.points_down import PointsDown
from bettercare.reading.metrics.proofs import proven_blocks
from bettercare.reading.metrics.table_form import Carry, TableForm
from bettercare.reading.spots import Board
from bettercare.reading.values import state_of
from bettercare.rounds.model import Column

_LONGEST_NAME = 420


class TableReader:
    """Reads one table from the top, keeping the headings in force and the metric it is in."""

    def __init__(self, board: Board, names: MetricNames, known: tuple[Column, ...], carry: Carry, above: list[str]) -> None:
        self.board, self.names, self.known, self.carry, self.above = board, names, known, carry, above
        self.columns: dict[int, ValueColumn] = {}
        self.headings: dict[int, str] = {}
        self.blocks: list[Block] = []
        self.used: set[tuple[str, str]] = set()
        self.titles: list[tuple[str, int, int]] = []
        self.context = ""
        self.form = TableForm(board, names, known, carry, above)
        self.label, self.data = self.form.label, self.form.data
        self.labelled = any(row_kind(board.own(r, self.label)) for r in range(board.height))

    def read(self) -> list[Block]:
        """The metrics of the table; nothing where it is not a table of metrics."""
        down = PointsDown(self.board, self.names, self.known, self.above)
        if down.read():
            self.blocks, self.used = down.blocks, down.used
            return self.blocks
        proven, used = proven_blocks(self.board, self.names, self.above)
        if proven:
            self.used |= used
            self.blocks = proven
            return proven
        if not self.form.is_metrics() or self.form.looks_back():
            return []
        if self.carry.width == self.board.width and self.label == self.carry.label and not self.form.has_heading():
            self.columns = self.carry.columns
            if self.carry.block is not None:
                self.blocks.append(self.carry.block)
        for row in self.form.order():
            self._row(row)
        return self.blocks

    # headings

    def _take_heading(self, row: int, cells: dict[int, str], fresh: bool) -> None:
        lead = " ".join(self.board.own(row, c) for c in range(self.board.width) if c not in self.data).strip()
        self.context = lead if fresh else f"{self.context} {lead}"
        if fresh:
            self.columns, self.headings = {}, {}
        for column, text in cells.items():
            self.headings[column] = f"{self.headings.get(column, '')} {text}".strip()
        around = f"{self.context} {' '.join(t for t, _, _ in self.titles)}"
        for column, text in self.headings.items():
            place = self.board.spot(row, column).place()
            named = column_named(text, self.known)
            period = own_period(text, f"{around} {' '.join(self.above)}")
            if named:
                self.columns[column] = ValueColumn(
                    named.id, PointRole(named.role) if named.role else None, period or named.period, place
                )
            else:
                role = role_of(text) or role_of(lead) or role_by_year(period, self.names.round)
                self.columns[column] = ValueColumn(None, role, period, place)
        self._last_column_left()
        by_name = self.names.match(lead) if lead else None
        if lead and unnumbered(lead) and (by_name or (not self.titles and self.label == 0 and not looks_like_heading(lead))):
            self._title(row, lead)

    def _last_column_left(self) -> None:
        """Where all of the round's columns but one are named, the one unnamed column of figures in its place is that one."""
        held = {c.id for c in self.columns.values() if c.id}
        left = [(i, c) for i, c in enumerate(self.known) if c.id not in held]
        free = [c for c in self.data if c not in self.columns and self.form.count_figures(c)]
        if len(left) == 1 and len(free) == 1 and held and self.data.index(free[0]) == left[0][0]:
            mine = left[0][1]
            self.columns[free[0]] = ValueColumn(mine.id, PointRole(mine.role) if mine.role else None, mine.period)

    # rows

    def _row(self, row: int) -> None:
        board = self.board
        label = board.text(row, self.label)
        if is_worked_out(label) or is_worked_out(next((t for c in range(board.width) if (t := board.own(row, c))), "")):
            self.used.add(board.key(row))
            return
        kind = row_kind(label) if label and not is_figure(label) else None
        block = self.blocks[-1] if self.blocks else None
        cells = self.form.heading_cells(row)
        periods = [c for c in self.data if board.own(row, c) and self._is_period(board.own(row, c))]
        whole = len(cells) >= 2 and all(c in cells for c in self.data if board.own(row, c))
        if (
            cells
            and (whole or kind in (None, VALUE, PERIOD))
            and not is_strong(label)
            and not (periods and self._period_row(block, cells))
        ):
            self._take_heading(row, cells, fresh=not self._just_headed(row))
            self._last_heading = row
            return
        if periods and block is not None and not any(is_figure(board.own(row, c)) for c in periods):
            self._add_names(row, block)
            for column in periods:
                block.put(PERIOD, self._column(column), Entry(board.text(row, column), board.spot(row, column).place()))
            self.used.add(board.key(row))
            return
        self._figures_row(row, kind, block)

    _last_heading = -2

    def _just_headed(self, row: int) -> bool:
        return abs(row - self._last_heading) == 1

    @staticmethod
    def _is_period(text: str) -> bool:
        return bool(periods_in(text)) or state_of(text) is State.DEFAULT_LEFT_IN

    def _period_row(self, block: Block | None, cells: dict[int, str]) -> bool:
        """Whether periods beneath a metric's figures are its own rather than headings of what follows."""
        if block is None or not (set(block.entries) & {VALUE, NUMERATOR, DENOMINATOR}):
            return False
        if any(column_named(t, self.known) for t in cells.values()) or PERIOD in block.entries:
            return False
        return all(c.period is None for c in self.columns.values())

    def _figures_row(self, row: int, kind: str | None, block: Block | None) -> None:
        board = self.board
        figures = [c for c in self.data if is_figure(board.own(row, c)) or is_figure(split_period(board.own(row, c))[0])]
        name, label = self._row_name(row, kind), board.own(row, self.label)
        if not figures and kind is None:
            self._words_row(row, name, block)
            return
        named = self.names.match(name) if name else None
        told = kind
        kind = (
            kind or self._count_of_above(label or name) or self._kind_by_order(name, block, unnumbered(board.own(row, self.label)))
        )
        if kind is None:
            return
        if block is None or self._begins(kind, name, block):
            block = Block()
            for text, r, c in self.titles if not named or self.names.match(self.titles[-1][0] if self.titles else "") else ():
                block.names.append((text, board.spot(r, c).place()))
            block.headed = len(block.names)
            if not name and not self.titles:
                self._goes_on(block)
            self.titles = []
            self.blocks.append(block)
        self._add_names(row, block, told)
        for column in self.data:
            if not board.origin(row, column) and not (kind == DENOMINATOR and board.text(row, column)):
                continue
            number = self._column(column)
            entry = entry_at(board, row, column)
            block.put(kind, number, entry)
            block.columns.setdefault(number, self._value_column(column))
            period = split_period(board.text(row, column))[1]
            if period:
                block.put(PERIOD, number, Entry(period, board.spot(row, column).place()))
        self.used.add(board.key(row))

    def _goes_on(self, block: Block) -> None:
        """A block without a name, headed by periods that the one above it lacks, is of the same metric."""
        before = self.blocks[-1] if self.blocks else self.carry.block if self.form.follows() else None
        periods = {c.period for c in self.columns.values() if c.period}
        if before is None or not before.known or len(periods) < 2 or periods & {c.period for c in before.columns.values()}:
            return
        block.names, block.named_how = list(before.names), "it goes on below the metric's other periods"

    def _count_of_above(self, label: str) -> str | None:
        """A row that says it counts, beneath the name of a metric that is a rate, holds the count and not the rate."""
        named = self.names.match(self.above[0]) if self.form.named_above() and COUNT_ALONE.fullmatch(label.strip()) else None
        return NUMERATOR if named and named.definition.denominator else None

    def _kind_by_order(self, name: str, block: Block | None, label: str) -> str | None:
        """What an unlabelled row of figures holds: a new metric's value, or what its metric still lacks."""
        named = self.names.match(name) if name else None
        if block is None:
            return VALUE if name or self.titles or (self.form.named_above() and self.form.says_no_more()) else None
        if named and named.definition is not block.metric and block.known:
            return VALUE
        part = named is None or (named.definition is block.metric and bool(block.entries))
        if name and part and self.form.named_above() and NUMERATOR in block.entries and VALUE not in block.entries:
            return None  # the count of the metric above the table has been told: what follows are its parts
        if name and not self.labelled:
            return VALUE
        if name and part and block.known and name[0].isupper() and name == label:
            return None  # a part of the figure above, such as one partner's share of it
        return next((k for k in (VALUE, NUMERATOR, DENOMINATOR) if k not in block.entries), VALUE if name else None)

    def _begins(self, kind: str, name: str, block: Block) -> bool:
        """Whether a row begins another metric: its kind was met already, a new title stands above, or its name is another's."""
        if kind in block.entries or self.titles:
            return True
        named = self.names.match(name) if name else None
        return bool(named and block.known and named.definition is not block.metric and len(name) > 15)

    def _words_row(self, row: int, name: str, block: Block | None) -> None:
        """A row without figures: the rest of a name that began above, or the title of what follows."""
        if not name:
            return
        if block is not None and block.names and not self.titles and (name[0].islower() or name[0] in "(,;") and self.label > 0:
            self._add_names(row, block)
        elif len(name) <= _LONGEST_NAME:
            self._title(row, name)

    def _title(self, row: int, text: str) -> None:
        column = next((c for c in range(self.board.width) if self.board.own(row, c)), 0)
        match = self.names.match(text)
        if match or not any(self.names.match(t) for t, _, _ in self.titles):
            self.titles = [(unnumbered(text), row, column)]

    def _row_name(self, row: int, kind: str | None) -> str:
        texts = []
        for column in range(self.board.width):
            text = unnumbered(self.board.own(row, column))
            if column in self.data or (column == self.label and kind is not None and not self._names_its_value(text)):
                continue
            if text and not FIGURE.match(text) and not self._is_period(text):
                texts.append(text)
        return " ".join(texts)

    def _names_its_value(self, text: str) -> bool:
        """Whether a label that says that its row holds values also says of which metric: `Average length of delay`."""
        return row_kind(text) == VALUE and self.names.match(text) is not None

    def _add_names(self, row: int, block: Block, kind: str | None = None) -> None:
        name = self._row_name(row, kind)
        if name and len(name) <= _LONGEST_NAME and not (KIND_ALONE.fullmatch(name) and self.form.named_above()):
            column = next(c for c in range(self.board.width) if self.board.own(row, c) and c not in self.data)
            if label_key(name) not in {"period", *(label_key(known) for known, _ in block.names)}:
                block.names.append((name, self.board.spot(row, column).place()))
        self._recognise(block)

    def _recognise(self, block: Block) -> None:
        named = self.names.match(block.title) if block.title else None
        if named is None and not block.names:
            above = next((t for t in self.above if self.names.match(t) and len(t) < 200), None)
            named = self.names.match(above) if above else None
            if named and any(b.metric is not named.definition for b in self.blocks[:-1]):
                named = None
            if named and above:
                block.names.append((above, self.board.spot(0, 0).place()))
        named = named or self._free_above(block)
        self._without_headings(block, named)
        block.known = named is not None
        block.metric = named.definition if named else self.names.local if block.names else block.metric

    def _free_above(self, block: Block) -> Named | None:
        """The metric that a short heading just above names, whose measure the area words for itself; none where another has it."""
        for text in self.above[:2] if block.names and block is self.blocks[0] else ():
            named = self.names.match(text) if len(text) < LONGEST_TITLE / 2 else None
            if named and named.definition.multiplier is None and named.definition is not self.names.local:
                return named
        return None

    def _without_headings(self, block: Block, named: Named | None) -> None:
        """A metric whose own row names it is not called by the heading of its section as well."""
        own = self.names.match(" ".join(t for t, _ in block.names[block.headed :])) if named and block.headed else None
        if named and own and own.definition is named.definition:
            block.names, block.headed = block.names[block.headed :], 0

    def _column(self, column: int) -> int:
        return self.data.index(column)

    def _value_column(self, column: int) -> ValueColumn:
        if column in self.columns:
            return self.columns[column]
        filled = [c for c in self.data if self.form.count_figures(c)]
        if self.known and not self.columns and len(filled) == len(self.known) and column in filled:
            mine = self.known[filled.index(column)]
            return ValueColumn(mine.id, PointRole(mine.role) if mine.role else None, mine.period)
        return ValueColumn()
