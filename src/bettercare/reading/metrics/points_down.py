"""Tables of metrics with a row for each point: columns of value, numerator and denominator, or years or quarters down the side."""

from __future__ import annotations

import re

from bettercare.plan import PointRole
from bettercare.reading.dates import years_in
from bettercare.reading.metrics.headings import (
    column_named,
    heading_period,
    is_bare_period,
    looks_like_heading,
    role_by_year,
    role_of,
)  # fmt: skip
from bettercare.reading.metrics.names import DENOMINATOR, LONGEST_TITLE, NUMERATOR, PERIOD, VALUE, MetricNames, row_kind, unnumbered
from bettercare.reading.metrics.points import Block, Entry, ValueColumn, entry_at, is_figure
from bettercare.reading.spots import Board
from bettercare.rounds.model import Column, MetricDefinition

_SENTENCE = re.compile(r"\w{2}\.$")
_SPAN = re.compile(r"month|quarter", re.I)
_A_DAY = re.compile(r"\b(?:daily|a day|per day)\b", re.I)


class PointsDown:
    """Reads one table whose rows are points of metrics named in it or above it; `used` holds the keys of the rows read."""

    def __init__(self, board: Board, names: MetricNames, known: tuple[Column, ...], above: list[str]) -> None:
        self.board, self.names, self.known, self.above = board, names, known, above
        self.blocks: list[Block] = []
        self.used: set[tuple[str, str]] = set()

    def read(self) -> list[Block]:
        """The metrics of the table; nothing where its rows are no points."""
        return self._sideways() or self._years_down() or self._quarters_down()

    def _sideways(self) -> list[Block]:
        """A table whose columns are value, numerator and denominator, and whose rows are points."""
        board = self.board
        for head in range(min(board.height, 6)):
            kinds = self._kinds_headed(head)
            if any(is_figure(board.own(head, c)) for c in range(board.width)):
                continue
            if len({VALUE, NUMERATOR, DENOMINATOR} & set(kinds.values())) < 2 or len(set(kinds.values())) < len(kinds):
                continue
            return self._points_by_row(head, kinds)
        return []

    def _kinds_headed(self, head: int) -> dict[int, str]:
        """What a row's cells head. Of two rates, the one a day is the value of a metric that is a rate a day."""
        board = self.board
        texts = {c: board.own(head, c) for c in range(board.width)}
        kinds = {c: k for c, t in texts.items() if (k := PERIOD if _SPAN.fullmatch(t) else row_kind(t))}
        rates = [c for c, k in kinds.items() if k == VALUE]
        daily = [c for c in rates if _A_DAY.search(texts[c])]
        named = self._named_above()
        if len(rates) == 2 and len(daily) == 1 and named and _A_DAY.search(named.title):
            kinds = {c: k for c, k in kinds.items() if k != VALUE or c in daily}
        return kinds

    def _named_above(self) -> MetricDefinition | None:
        """The metric that the line just above the table names."""
        short = bool(self.above) and len(self.above[0]) < LONGEST_TITLE
        named = self.names.match(self.above[0]) if short else None
        return named.definition if named else None

    def _titles_above(self) -> list[str]:
        """The line just above the table, and where that is a sentence the title above it."""
        return self.above[: 2 if self.above and _SENTENCE.search(self.above[0]) else 1]

    def _years_down(self) -> list[Block]:
        """A table whose columns are quarters or months and whose rows are years, of the metric named in it or above it."""
        board = self.board
        for head in range(min(board.height, 4)):
            bare = {c: t for c in range(board.width) if (t := board.own(head, c)) and is_bare_period(t)}
            if len(bare) < 2:
                continue
            first = min(bare)
            rows = [(r, y) for r in range(head + 1, board.height) if (y := self._year_of(r, first))]
            if not rows:
                return []
            names = [board.own(r, c) for r in (head, rows[0][0]) for c in range(first)] + self._titles_above()
            title = next((n for n in map(unnumbered, names) if n and len(n) < LONGEST_TITLE and self.names.match(n)), None)
            named = self.names.match(title) if title else None
            if title is None or named is None:
                return []
            self._take_years(Block(named.definition, [(title, board.spot(head, 0).place())], known=True), rows, bare)
            return self.blocks
        return []

    def _quarters_down(self) -> list[Block]:
        """A table whose rows are quarters or months and whose columns are years or roles, of the metric named above it."""
        board = self.board
        for head in range(min(board.height, 3)):
            columns = {c: t for c in range(1, board.width) if (t := board.own(head, c))}
            rows = [r for r in range(head + 1, board.height) if self._is_narrow(board.own(r, 0))]
            if not columns or len(rows) < 2 or any(is_figure(t) for t in columns.values()):
                continue
            names = [*(columns.values() if len(columns) == 1 else ()), board.own(head, 0), *self._titles_above()]
            title = next((n for n in map(unnumbered, names) if n and len(n) < LONGEST_TITLE and self.names.match(n)), None)
            named = self.names.match(title) if title else None
            if not named or not title or not all(looks_like_heading(t) or len(columns) == 1 for t in columns.values()):
                return []
            block = Block(named.definition, [(title, board.spot(head, 0).place())], known=True)
            for row, column in ((r, c) for r in rows for c in columns if is_figure(board.own(r, c))):
                period, number = heading_period(board.own(row, 0), columns[column]), row * board.width + column
                role = role_of(columns[column]) or role_of(board.own(row, 0)) or role_by_year(period, self.names.round)
                block.columns[number] = ValueColumn(None, role, period, board.spot(row, column).place())
                block.put(VALUE, number, entry_at(board, row, column))
            found = [(c.role, c.period) for c in block.columns.values()]
            if None in {period for _, period in found} or len(set(found)) < len(found):
                return []
            self.used |= {board.key(r) for r in rows}
            self.blocks.append(block)
            return self.blocks
        return []

    @staticmethod
    def _is_narrow(text: str) -> bool:
        """Whether a label is a quarter or a month, with its year or without."""
        period = heading_period(text) if len(text) < 30 else None
        return is_bare_period(text) or (period is not None and period.months < 12)

    def _year_of(self, row: int, before: int) -> str | None:
        """The words of a row's one cell that names a financial year and no more than its role."""
        texts = [t for c in range(before) if len(years_in(t := self.board.own(row, c))) == 1 and len(t) < 30]
        return texts[0] if len(texts) == 1 else None

    def _take_years(self, block: Block, rows: list[tuple[int, str]], bare: dict[int, str]) -> None:
        board = self.board
        for row, year in rows:
            for column, heading in bare.items():
                if not is_figure(self.board.own(row, column)):
                    continue
                number, period = row * self.board.width + column, heading_period(heading, year)
                role = role_of(year) or role_of(heading) or role_by_year(period, self.names.round)
                block.columns[number] = ValueColumn(None, role, period, self.board.spot(row, column).place())
                block.put(VALUE, number, entry_at(board, row, column))
            self.used.add(board.key(row))
        self.blocks.append(block)

    def _points_by_row(self, head: int, kinds: dict[int, str]) -> list[Block]:
        board = self.board
        texts = [c for c in range(board.width) if c not in kinds]
        unnamed = not any(re.search(r"[A-Za-z]{3}", board.own(r, c)) for r in range(head + 1, board.height) for c in texts)
        if unnamed and (above := self._named_above()):
            self.blocks.append(Block(above, [(unnumbered(self.above[0]), board.spot(head, 0).place())], known=True))
        for row in range(head + 1, board.height):
            figures = {c: k for c, k in kinds.items() if k != PERIOD and (is_figure(board.text(row, c)))}
            cells = [board.own(row, c) for c in texts]
            column = next((found for t in cells if (found := column_named(t, self.known))), None)
            title = next(
                (t for t in cells if t and not column_named(t, self.known) and not looks_like_heading(t) and len(t) > 8), ""
            )
            named = self.names.match(title) if title else None
            metric = named.definition if named else self.names.local
            if title and (not self.blocks or self.blocks[-1].title != unnumbered(title)):
                self.blocks.append(Block(metric, [(unnumbered(title), board.spot(row, texts[0]).place())]))
            if not figures or not self.blocks:
                continue
            block, number = self.blocks[-1], row
            dated = next((c for c, k in kinds.items() if k == PERIOD and board.text(row, c)), None)
            if dated is not None:
                block.put(PERIOD, number, Entry(board.text(row, dated), board.spot(row, dated).place()))
            context = " ".join(t for t in cells if not column_named(t, self.known))
            period = heading_period(context) if dated is None else None
            told = context if dated is None else f"{context} {board.own(row, dated)}"
            when = period if dated is None else heading_period(board.own(row, dated))
            role = PointRole(column.role) if column and column.role else role_of(told) or role_by_year(when, self.names.round)
            place = board.spot(row, min(figures)).place()
            block.columns[number] = ValueColumn(column.id if column else None, role, period, place)
            for c, kind in figures.items():
                block.put(kind, number, entry_at(board, row, c))
            self.used.add(board.key(row))
        return self.blocks
